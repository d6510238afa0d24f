//! Lists the pages of `register/` so that the command carries them: one file to copy, nothing to install beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").ok_or("no manifest directory")?)
        .join("../../register")
        .canonicalize()?;
    let mut pages = Vec::new();
    collect(&root, &mut pages)?;
    pages.sort();
    let mut list = String::from("&[\n");
    for page in &pages {
        let name = page.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({:?}, include_str!({:?})),", format!("register/{name}"), page.to_string_lossy())?;
    }
    list.push_str("]\n");
    let out = std::env::var_os("OUT_DIR").ok_or("no output directory")?;
    std::fs::write(Path::new(&out).join("pages.rs"), list)?;
    Ok(())
}

/// All Markdown files below a folder. Cargo is told to watch each folder, so that a new page is seen.
fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> std::io::Result<()> {
    write_line(&format!("cargo::rerun-if-changed={}", folder.display()))?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|ending| ending == "md") {
            pages.push(path);
        }
    }
    Ok(())
}

fn write_line(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}")
}
