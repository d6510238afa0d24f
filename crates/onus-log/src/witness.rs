//! A witness keeps the last checkpoint that it saw of a log, and co-signs a later one only if it continues that. With enough witnesses of
//! different sorts, nobody can show two people two different records.

use data_encoding::BASE64;

use crate::checkpoint::{Checkpoint, CheckpointError, Tree};
use crate::hash::Hash;
use crate::note::{Note, NoteError, Signature, Signer, Verifier};
use crate::proof::{self, MAX_HASHES, ProofError};

/// What a log asks of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The size that the log thinks the witness saw last.
    pub old: u64,
    /// That the new checkpoint continues it.
    pub proof: Vec<Hash>,
    /// The new checkpoint, signed by the log.
    pub checkpoint: Note,
}

impl Request {
    /// As the body of `add-checkpoint`.
    pub fn body(&self) -> String {
        let hashes: Vec<String> = self.proof.iter().map(|hash| hash.base64() + "\n").collect();
        format!("old {}\n{}\n{}", self.old, hashes.concat(), self.checkpoint)
    }

    /// Reads the body of `add-checkpoint`.
    pub fn parse(body: &str) -> Result<Self, WitnessError> {
        let bad = WitnessError::Malformed;
        let (head, note) = body.split_once("\n\n").ok_or(bad("no empty line before the checkpoint"))?;
        let mut lines = head.lines();
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(|size| size.parse().ok());
        let old = old.ok_or(bad("the first line is not `old SIZE`"))?;
        let proof: Option<Vec<Hash>> = lines.map(Hash::from_base64).collect();
        let proof = proof.filter(|proof| proof.len() < MAX_HASHES).ok_or(bad("a line of the proof is no hash"))?;
        Ok(Self { old, proof, checkpoint: Note::parse(note)? })
    }
}

/// Why a witness does not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WitnessError {
    /// The request cannot be read.
    #[error("not a request for a co-signature: {0}")]
    Malformed(&'static str),
    /// The checkpoint is no note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The checkpoint is not by the log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The log starts from another size than the witness.
    #[error("this witness saw {seen} entries last, the request starts from {old}; ask again from {seen}")]
    Conflict {
        /// What it saw.
        seen: u64,
        /// What the log thought.
        old: u64,
    },
    /// The new record does not continue the old one. This is proof of wrongdoing or of damage.
    #[error("the record does not continue what this witness saw before: {0}")]
    Fork(#[source] ProofError),
}

/// Someone who co-signs one log.
#[derive(Debug)]
pub struct Witness {
    signer: Signer,
    log: Verifier,
    seen: Tree,
}

impl Witness {
    /// A witness that has seen nothing yet.
    pub fn new(signer: Signer, log: Verifier) -> Self {
        Self { signer, log, seen: Tree { size: 0, root: Hash::empty() } }
    }

    /// A witness that goes on from what it saw.
    #[must_use]
    pub fn having_seen(mut self, seen: Tree) -> Self {
        self.seen = seen;
        self
    }

    /// What it saw last. It must be stored before the co-signature is given away.
    pub fn seen(&self) -> Tree {
        self.seen
    }

    /// Its public key.
    pub fn verifier(&self) -> Verifier {
        self.signer.verifier()
    }

    /// Co-signs a checkpoint at a second since 1970, if it continues what was seen.
    pub fn add_checkpoint(&mut self, request: &Request, moment: u64) -> Result<Signature, WitnessError> {
        let checkpoint = Checkpoint::open(&request.checkpoint, &self.log)?;
        if request.old != self.seen.size {
            return Err(WitnessError::Conflict { seen: self.seen.size, old: request.old });
        }
        proof::verify_consistency(self.seen, checkpoint.tree, &request.proof).map_err(WitnessError::Fork)?;
        self.seen = checkpoint.tree;
        Ok(self.signer.cosign(&request.checkpoint.text, moment))
    }

    /// What it saw, as text.
    pub fn state(&self) -> String {
        format!("{}\n{}\n", self.seen.size, BASE64.encode(&self.seen.root.0))
    }

    /// Reads the text of [`Witness::state`].
    pub fn parse_state(text: &str) -> Option<Tree> {
        let (size, root) = text.trim_end().split_once('\n')?;
        Some(Tree { size: size.parse().ok()?, root: Hash::from_base64(root)? })
    }
}
