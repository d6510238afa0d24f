//! Lists the pages of `register/` and the cases of `examples/` so that the command carries them: one file to copy, nothing to install
//! beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("no manifest directory")?;
    let project = Path::new(&manifest).join("../..").canonicalize()?;
    let out = std::env::var_os("OUT_DIR").ok_or("no output directory")?;
    write(&project.join("register"), "md", "register/", &Path::new(&out).join("pages.rs"))?;
    write(&project.join("examples"), "toml", "", &Path::new(&out).join("examples.rs"))?;
    Ok(())
}

/// Writes a list of the files below a folder, each with its text.
fn write(folder: &Path, ending: &str, before: &str, to: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    collect(folder, ending, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({:?}, include_str!({:?})),", format!("{before}{name}"), file.to_string_lossy())?;
    }
    list.push_str("]\n");
    std::fs::write(to, list)?;
    Ok(())
}

/// All files of one kind below a folder. Cargo is told to watch each folder, so that a new file is seen.
fn collect(folder: &Path, ending: &str, pages: &mut Vec<PathBuf>) -> std::io::Result<()> {
    write_line(&format!("cargo::rerun-if-changed={}", folder.display()))?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, ending, pages)?;
        } else if path.extension().is_some_and(|own| own == ending) {
            pages.push(path);
        }
    }
    Ok(())
}

fn write_line(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}")
}
