//! What was said, apart from what was done.
//!
//! An event has two halves. The *act* is what the rules need: who, which hat, which objection, which stance. It stays. The *words* are what
//! a person wrote: arguments, summaries, reasons, texts. They can be erased. An event keeps only a commitment to its words, and how many
//! there were, so that the record can be replayed to the same state after an erasure.

use std::collections::BTreeMap;

use onus_log::commitment::{Commitment, Salt};
use onus_log::hash::Hash;
use serde::{Deserialize, Serialize};

/// Texts by the name of their field: `summary`, `argument`, `reason`, `item:eu.nis2.23-4-a` ..
pub type Texts = BTreeMap<String, String>;

/// Longest text of one event, all fields together, in bytes.
pub const MAX_TEXTS: usize = 1 << 20;

/// What an event says of its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// HMAC-SHA-256 over the texts, keyed by a salt that is erased with them; hexadecimal.
    pub commit: String,
    /// Words in each field.
    pub count: BTreeMap<String, u32>,
}

impl Words {
    /// Binds an event to texts. None if there are none.
    pub fn bind(texts: &Texts, salt: Salt) -> Option<Self> {
        if texts.is_empty() {
            return None;
        }
        let count = texts.iter().map(|(field, text)| (field.clone(), text.split_whitespace().count() as u32)).collect();
        Some(Self { commit: Commitment::to(&canonical(texts), salt).0.hex(), count })
    }

    /// Whether these are the texts.
    pub fn open(&self, texts: &Texts, salt: Salt) -> bool {
        Hash::from_hex(&self.commit).is_some_and(|hash| Commitment(hash).opens(&canonical(texts), salt))
    }

    /// Whether a field holds at least one word.
    pub fn has(&self, field: &str) -> bool {
        self.count.get(field).is_some_and(|count| *count > 0)
    }

    /// Words in all fields that people wrote as an argument. Texts of the register that come along do not count.
    pub fn total(&self) -> u64 {
        self.count.iter().filter(|(field, _)| !field.contains(':')).map(|(_, count)| u64::from(*count)).sum()
    }
}

/// The texts as bytes, one way only: JSON with fields in order.
pub fn canonical(texts: &Texts) -> Vec<u8> {
    // maps of text to text always have a JSON form
    serde_json::to_vec(texts).unwrap_or_default()
}
