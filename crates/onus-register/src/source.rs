//! Where pages come from. The crate reads no disk itself: a caller hands it texts by name.

use std::borrow::Cow;
use std::sync::Arc;

use onus_logic::span::Span;

/// One file of the register or of a case.
#[derive(Clone, Debug)]
pub struct File {
    /// Path as the person knows it.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// A file, by position in [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(u32);

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct At {
    /// Which file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

/// All files that were read.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: Vec<File>,
}

impl Files {
    /// Adds a file.
    pub fn add(&mut self, path: &str, text: &str) -> FileId {
        self.files.push(File { path: path.into(), text: text.into() });
        FileId(self.files.len() as u32 - 1)
    }

    /// A file.
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// Path of a file.
    pub fn path(&self, id: FileId) -> &str {
        self.get(id).map_or("", |file| &file.path)
    }

    /// The text at a place.
    pub fn text(&self, at: At) -> &str {
        self.get(at.file).and_then(|file| file.text.get(at.span.range())).unwrap_or("")
    }

    /// Line of a place, counted from 1.
    pub fn line(&self, at: At) -> usize {
        let before = self.get(at.file).and_then(|file| file.text.get(..at.span.start as usize)).unwrap_or("");
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    /// All files.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }
}

/// Paths with their texts: lent by a source that has them, or read for this.
pub type Texts<'s> = Vec<(Cow<'s, str>, Cow<'s, str>)>;

/// Something that holds the pages of a register.
pub trait Source {
    /// Path and text of every page, in a fixed order.
    fn pages(&self) -> Result<Texts<'_>, SourceError>;
}

/// Why pages could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A file or folder could not be read.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system said.
        reason: String,
    },
}

/// Pages that are in memory already.
impl Source for [(&str, &str)] {
    fn pages(&self) -> Result<Texts<'_>, SourceError> {
        Ok(self.iter().map(|(path, text)| (Cow::Borrowed(*path), Cow::Borrowed(*text))).collect())
    }
}
