//! Hashes of the tree (RFC 6962): one for an entry, one for a pair of subtrees.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Hash of plain bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::over(&[bytes])
    }

    /// Hash of several pieces, one after the other.
    pub fn over(pieces: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for piece in pieces {
            hasher.update(piece);
        }
        Self(hasher.finalize().into())
    }

    /// Hash of an entry of the log.
    pub fn leaf(entry: &[u8]) -> Self {
        Self::over(&[&[0], entry])
    }

    /// Hash of two subtrees, the older one on the left.
    pub fn node(left: Self, right: Self) -> Self {
        Self::over(&[&[1], &left.0, &right.0])
    }

    /// Root of a log without entries.
    pub fn empty() -> Self {
        Self::of(&[])
    }

    /// As text, base64.
    pub fn base64(self) -> String {
        BASE64.encode(&self.0)
    }

    /// As text, hexadecimal.
    pub fn hex(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// From base64.
    pub fn from_base64(text: &str) -> Option<Self> {
        BASE64.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// From hexadecimal.
    pub fn from_hex(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.hex())
    }
}
