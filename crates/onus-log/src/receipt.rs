//! A receipt: a small file that proves, offline and for good, that an entry is in the record (`.tlog-proof`).

use data_encoding::BASE64;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::{Note, NoteError, Verifier};
use crate::proof::{self, MAX_HASHES, ProofError};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Where in the log the entry is.
    pub index: u64,
    /// The hashes that lead to the root.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: Note,
    /// The entry itself, so that the receipt needs nothing else.
    pub entry: Vec<u8>,
}

/// Why a receipt does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// It does not have the form.
    #[error("not a receipt: {0}")]
    Malformed(&'static str),
    /// Its checkpoint is no note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its checkpoint is not by the log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Its proof does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Receipt {
    /// Reads a receipt; nothing is checked yet.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let bad = ReceiptError::Malformed;
        let (head, note) = text.split_once("\n\n").ok_or(bad("no empty line before the checkpoint"))?;
        let mut lines = head.lines();
        if lines.next() != Some(HEADER) {
            return Err(bad("the first line is not `c2sp.org/tlog-proof@v1`"));
        }
        let extra = lines.next().and_then(|line| line.strip_prefix("extra "));
        let entry = extra.and_then(|extra| BASE64.decode(extra.as_bytes()).ok()).ok_or(bad("the entry is missing"))?;
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(|index| index.parse().ok());
        let index = index.ok_or(bad("the index is missing"))?;
        let proof: Option<Vec<Hash>> = lines.map(Hash::from_base64).collect();
        let proof = proof.filter(|proof| proof.len() < MAX_HASHES).ok_or(bad("a line of the proof is no hash"))?;
        Ok(Self { index, proof, checkpoint: Note::parse(note)?, entry })
    }

    /// Checks it against the key of the log.
    pub fn verify(&self, log: &Verifier) -> Result<Checkpoint, ReceiptError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, log)?;
        proof::verify_inclusion(Hash::leaf(&self.entry), self.index, checkpoint.tree, &self.proof)?;
        Ok(checkpoint)
    }
}

impl std::fmt::Display for Receipt {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "{HEADER}\nextra {}\nindex {}", BASE64.encode(&self.entry), self.index)?;
        for hash in &self.proof {
            writeln!(out, "{}", hash.base64())?;
        }
        write!(out, "\n{}", self.checkpoint)
    }
}
