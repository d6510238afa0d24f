//! What a log says of itself: its name, how many entries it has, and its root.

use crate::hash::Hash;
use crate::note::{Note, NoteError, Signer, Verifier};

/// Size and root of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// How many entries.
    pub size: u64,
    /// Hash over all of them.
    pub root: Hash,
}

/// The text of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// Size and root.
    pub tree: Tree,
}

/// Why a checkpoint cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is no signed note, or the signature is missing or wrong.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its text is not that of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// It is of another log.
    #[error("the checkpoint is of the log `{found}`, not of `{expected}`")]
    OtherLog {
        /// The name in it.
        found: String,
        /// The name of the key.
        expected: String,
    },
}

impl Checkpoint {
    /// The lines that are signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.tree.size, self.tree.root.base64())
    }

    /// Reads the lines that are signed.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.lines();
        let mut next = |what| lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Malformed(what));
        let origin = next("the name of the log is missing")?.to_owned();
        let size = next("the size is missing")?;
        let number: u64 = size.parse().map_err(|_| CheckpointError::Malformed("the size is no number"))?;
        if number.to_string() != size || number > i64::MAX as u64 {
            return Err(CheckpointError::Malformed("the size is not written plainly"));
        }
        let root = next("the root is missing")?;
        let root = Hash::from_base64(root).ok_or(CheckpointError::Malformed("the root is no hash in base64"))?;
        Ok(Self { origin, tree: Tree { size: number, root } })
    }

    /// Signs it for the log.
    pub fn sign(&self, signer: &Signer) -> Note {
        let mut note = Note::new(self.text());
        note.add(signer.sign(&note.text));
        note
    }

    /// Reads a signed checkpoint and checks the signature of the log.
    pub fn open(note: &Note, log: &Verifier) -> Result<Self, CheckpointError> {
        note.verify(log)?;
        let checkpoint = Self::parse(&note.text)?;
        if checkpoint.origin != log.name() {
            return Err(CheckpointError::OtherLog { found: checkpoint.origin, expected: log.name().to_owned() });
        }
        Ok(checkpoint)
    }
}
