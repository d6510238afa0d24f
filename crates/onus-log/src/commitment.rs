//! Binds an entry to a text without showing it, so that the text can be erased later.
//!
//! The entry holds `HMAC-SHA-256(salt, text)`. Whoever has the text and its salt can check it. Once both are deleted, the entry says nothing
//! of the text any more: without the salt even a right guess cannot be told from a wrong one. A bare hash would not do, since short
//! texts can be guessed.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::hash::Hash;

/// 32 random bytes that are used for one text only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl std::fmt::Debug for Salt {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Salt(not shown)")
    }
}

/// What an entry says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commitment(pub Hash);

impl Commitment {
    /// Binds to a text.
    pub fn to(text: &[u8], salt: Salt) -> Self {
        Self(Hash(keyed(&salt.0, text)))
    }

    /// Whether this is the text that was bound.
    pub fn opens(self, text: &[u8], salt: Salt) -> bool {
        mac(&salt.0, text).verify_slice(&self.0.0).is_ok()
    }
}

fn mac(key: &[u8; 32], text: &[u8]) -> Hmac<Sha256> {
    // a key shorter than a block of the hash is filled up with zeros: RFC 2104, section 2
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(text);
    mac
}

/// HMAC-SHA-256, also for pseudonyms: the same key and name give the same pseudonym, and no key, no link.
pub fn keyed(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    mac(key, text).finalize().into_bytes().into()
}
