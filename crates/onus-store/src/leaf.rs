//! What the log says of an event: that it happened, of which sort, about what, when, by whom under a pseudonym, and a commitment to the
//! rest. No word and no name of a person is in the log.

use data_encoding::HEXLOWER;
use jiff::{RoundMode, TimestampRound, Unit};
use onus_forum::event::{Act, Event, PartyKind};
use onus_forum::id::PartyId;
use onus_forum::state::State;
use onus_log::commitment::{Commitment, Salt, keyed};
use onus_log::hash::Hash;
use serde::{Deserialize, Serialize};

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// Version of this form.
    pub v: u32,
    /// Place in the log.
    pub seq: u64,
    /// What sort of event.
    #[serde(rename = "type")]
    pub kind: String,
    /// About what.
    pub subject: String,
    /// When, to the minute.
    pub at: String,
    /// By whom: an organisation by name, a person by a pseudonym of that process.
    pub actor: String,
    /// Commitment to the event, hexadecimal. The event in turn holds one to its words.
    pub commit: String,
}

impl Leaf {
    /// The entry for an event, whose JSON is `body`.
    pub fn of(seq: u64, event: &Event, body: &str, salt: Salt, actor: String) -> Self {
        let minute = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
        let at = event.at.round(minute).unwrap_or(event.at);
        Self {
            v: 1,
            seq,
            kind: event.kind(),
            subject: event.subject(),
            at: at.to_string(),
            actor,
            commit: Commitment::to(body.as_bytes(), salt).0.hex(),
        }
    }

    /// As bytes: JSON with the fields in this order and no blanks.
    pub fn bytes(&self) -> Vec<u8> {
        // a struct of texts and numbers always has a JSON form
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether it is the entry for this event.
    pub fn opens(&self, body: &str, salt: Salt) -> bool {
        Hash::from_hex(&self.commit).is_some_and(|hash| Commitment(hash).opens(body.as_bytes(), salt))
    }
}

/// How a party is named in the log.
pub fn actor(state: &State, event: &Event, party: &PartyId, key: &[u8; 32]) -> String {
    let kind = match &event.act {
        Act::PartyRegistered { party: own, kind, .. } if own == party => Some(*kind),
        _ => state.parties.get(party).map(|party| party.kind),
    };
    match kind {
        Some(PartyKind::Organisation | PartyKind::Group) => party.to_string(),
        Some(PartyKind::Person) | None => {
            let pseudonym = keyed(key, party.as_str().as_bytes());
            let short: Vec<u8> = pseudonym.into_iter().take(16).collect();
            format!("~{}", HEXLOWER.encode(&short))
        }
    }
}
