//! What a measure does to people's rights: the four-prong test in three values.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::id::{InterestId, JurisdictionId, PartyId};

/// One prong of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prong {
    /// Whether it is met.
    pub answer: Answer,
    /// Whether the words of the event give evidence for it. A "yes" without evidence counts as "cannot tell".
    pub evidence: bool,
}

impl Prong {
    /// What the prong is worth.
    pub fn weighed(self) -> Answer {
        if self.answer == Answer::Yes && !self.evidence { Answer::CannotTell } else { self.answer }
    }
}

/// From 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Grade(u8);

impl TryFrom<u8> for Grade {
    type Error = String;

    fn try_from(grade: u8) -> Result<Self, String> {
        if (1..=5).contains(&grade) { Ok(Self(grade)) } else { Err(format!("`{grade}` is no grade from 1 to 5")) }
    }
}

impl From<Grade> for u8 {
    fn from(grade: Grade) -> Self {
        grade.0
    }
}

/// Cutting people off: what must also be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shutdown {
    /// Who orders it.
    pub orderer: PartyId,
    /// Where.
    pub area: BTreeSet<JurisdictionId>,
    /// Whether emergency services or vital information are cut off.
    pub emergency_services_cut: Answer,
    /// Whether the justification that was stated fits what set it off.
    pub justification_fits: Answer,
}

/// A record of what a measure does to rights. Which, how and why are words of the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightsImpact {
    /// Rights touched.
    pub rights: BTreeSet<String>,
    /// Whose.
    pub affected: BTreeSet<InterestId>,
    /// How grave for each.
    pub scale: Grade,
    /// How many.
    pub scope: Grade,
    /// How hard to undo.
    pub irremediable: Grade,
    /// Is it in a law that people can know?
    pub legality: Prong,
    /// Does it serve an aim that counts?
    pub aim: Prong,
    /// Is there no milder way? The words list those that were weighed.
    pub necessity: Prong,
    /// Is the gain worth the harm?
    pub proportionality: Prong,
    /// Whether a court authorised it.
    pub court: Answer,
    /// Whether the public is told.
    pub public_notice: Answer,
    /// Whether it ends by itself.
    pub sunset: Answer,
    /// Whether people can have it undone or be made whole.
    pub remedy: Answer,
    /// Whether the same would be lawful offline.
    pub offline_analogue: Answer,
    /// Of the five policy areas (security, defence, governance, development, rights) those that it serves.
    pub serves: BTreeSet<String>,
    /// And those that it costs.
    pub costs: BTreeSet<String>,
    /// Whose interests were asked.
    pub consulted: BTreeSet<InterestId>,
    /// If people are cut off.
    #[serde(default)]
    pub shutdown: Option<Shutdown>,
}

impl RightsImpact {
    /// Whether it is compatible with people's rights: all four prongs, in three values. Cutting off emergency services fails
    /// proportionality whatever else is said.
    pub fn verdict(&self) -> Answer {
        let cut = self.shutdown.as_ref().map_or(Answer::No, |shutdown| shutdown.emergency_services_cut);
        let spares = match cut {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            Answer::CannotTell => Answer::CannotTell,
        };
        [self.legality, self.aim, self.necessity, self.proportionality]
            .into_iter()
            .fold(spares, |all, prong| all.and(prong.weighed()))
    }
}
