//! Where the case of an interview is kept.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Saves the whole text beside the file and puts it in its place, so that a crash leaves the old or the new text, never half of one.
pub(super) fn save(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let write = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        Failure::Io { what: format!("cannot save `{}`", path.display()), source: error }
    })
}

/// A file name that is not taken, in the folder where the command runs.
pub(super) fn free_path(id: &str) -> PathBuf {
    let mut path = PathBuf::from(format!("{id}.toml"));
    let mut number = 2;
    while path.exists() {
        path = PathBuf::from(format!("{id}-{number}.toml"));
        number += 1;
    }
    path
}
