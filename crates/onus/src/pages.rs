//! Where pages come from: those the command carries, or a folder.

use std::path::Path;

use onus_register::source::{Source, SourceError, Texts};

/// The pages that were there when the command was built.
pub(crate) const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The cases of `examples/`, by file name.
pub(crate) const EXAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// A folder of pages.
pub(crate) struct Folder<'p>(pub(crate) &'p Path);

impl Source for Folder<'_> {
    fn pages(&self) -> Result<Texts<'_>, SourceError> {
        let mut pages = Vec::new();
        collect(self.0, &mut pages, 0)?;
        pages.sort();
        Ok(pages.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }
}

fn collect(folder: &Path, pages: &mut Vec<(String, String)>, depth: usize) -> Result<(), SourceError> {
    let unreadable = |path: &Path, reason: &dyn std::fmt::Display| SourceError::Unreadable {
        path: path.display().to_string(),
        reason: reason.to_string(),
    };
    if depth > 16 {
        return Err(unreadable(folder, &"folders nest too deeply"));
    }
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.is_dir() {
            collect(&path, pages, depth + 1)?;
        } else if path.extension().is_some_and(|ending| ending == "md") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            pages.push((path.display().to_string(), text));
        }
    }
    Ok(())
}
