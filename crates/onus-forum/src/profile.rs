//! A profile: the rules of a kind of process, as data. A profile is itself changed by a proposal.
//!
//! No profile can let numbers pass something, or shorten a last call below ten days: those are the same everywhere.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{GroupId, ProfileId, StageId};
use crate::process::Hat;
use crate::ratio::Ratio;

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// In "discussed": what is relevant, which options there are, and who disagrees on what.
    Forum,
    /// In a ruling by an authority that answers every comment.
    Consultation,
    /// In a call of rough consensus.
    Decision,
}

/// Lengths of time, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Days {
    /// A proposal is open at least so long.
    pub open: u16,
    /// A comment may wait so long for a disposition.
    pub reply: u16,
    /// A last call lasts so long.
    pub last_call: u16,
    /// Mediation lasts at least so long before an objection may be answered.
    pub mediation: u16,
    /// An objector who says nothing for so long after a change counts as satisfied.
    pub silence: u16,
    /// An appeal may be filed for so long.
    pub appeal: u16,
}

/// What is needed so that a call says anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Floors {
    /// So many groups.
    pub groups: usize,
    /// With so many reviewers each.
    pub reviewers: usize,
    /// Acceptance in each group, smoothed.
    pub acceptance: Ratio,
    /// Active support among reviewers.
    pub support: Ratio,
    /// Largest share of one contributor.
    pub top_share: Ratio,
    /// Effective number of contributors.
    pub contributors: Ratio,
    /// Groups that have marked the shared brief.
    pub brief: usize,
    /// Stakeholder groups whose witnesses co-sign.
    pub witnesses: usize,
}

/// A stage of adoption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name.
    pub id: StageId,
    /// Whose stage it is.
    pub groups: BTreeSet<GroupId>,
    /// A government may not enter first here unless the charter says so.
    #[serde(default)]
    pub government: bool,
}

/// The rules of a kind of process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub id: ProfileId,
    /// Counted from 1.
    pub version: u32,
    /// For people.
    pub title: String,
    /// What it is like, in a sentence.
    pub plain: String,
    /// How it ends.
    pub mode: Mode,
    /// Hats that must be worn by someone before a proposal leaves "open".
    #[serde(default)]
    pub hats: BTreeSet<Hat>,
    /// Who rules.
    pub rules: Hat,
    /// Lengths of time.
    pub days: Days,
    /// What a call needs.
    pub floors: Floors,
    /// Stages of adoption, in order; without any, a ruling goes straight to the register.
    #[serde(default)]
    pub stages: Vec<Stage>,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// It does not have the form of a profile.
    #[error("the profile cannot be read: {0}")]
    Malformed(#[from] toml::de::Error),
    /// It breaks a rule that stands above all profiles.
    #[error("the profile `{id}` {breach}")]
    Breach {
        /// Which profile.
        id: ProfileId,
        /// What it does.
        breach: &'static str,
    },
}

/// No last call is shorter.
pub const SHORTEST_LAST_CALL: u16 = 10;

const SHIPPED: [&str; 5] = [
    include_str!("../profiles/igf-forum.toml"),
    include_str!("../profiles/rfc7282.toml"),
    include_str!("../profiles/w3c-like.toml"),
    include_str!("../profiles/eu-consultation.toml"),
    include_str!("../profiles/csr-staged.toml"),
];

impl Profile {
    /// Reads a profile and checks it against what holds for all.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text)?;
        profile.check()?;
        Ok(profile)
    }

    /// Checks it against what holds for all.
    pub fn check(&self) -> Result<(), ProfileError> {
        let breach = |breach| ProfileError::Breach { id: self.id.clone(), breach };
        if self.mode != Mode::Forum && self.days.last_call < SHORTEST_LAST_CALL {
            return Err(breach("has a last call of less than ten days"));
        }
        if self.floors.groups < 2 {
            return Err(breach("lets a single stakeholder group decide"));
        }
        if self.floors.reviewers == 0 || self.floors.acceptance == Ratio::ZERO {
            return Err(breach("counts a group that nobody spoke for as agreeing"));
        }
        if self.mode == Mode::Decision && self.days.mediation < 7 {
            return Err(breach("lets an objection be answered after less than seven days of mediation"));
        }
        Ok(())
    }

    /// The profiles that come with Onus.
    pub fn shipped() -> Result<Vec<Self>, ProfileError> {
        SHIPPED.iter().map(|text| Self::parse(text)).collect()
    }

    /// A profile that comes with Onus, by name.
    pub fn named(id: &str) -> Option<Self> {
        Self::shipped().ok()?.into_iter().find(|profile| profile.id.as_str() == id)
    }
}
