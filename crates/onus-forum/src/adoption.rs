//! Adoption in stages: a norm that civil society advances, industry tries, and government enters once it is acceptable and feasible.

use serde::{Deserialize, Serialize};

/// What someone does with a proposal that was ruled on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdoptionStatus {
    /// Says that it is right.
    Endorsed,
    /// Tries it.
    Piloting,
    /// Does it.
    Implemented,
    /// Made it law.
    InLaw,
    /// Will not.
    Declined,
}

impl AdoptionStatus {
    /// Whether it speaks for the proposal.
    pub fn accepts(self) -> bool {
        self != Self::Declined
    }

    /// Whether it shows that it can be done.
    pub fn tries(self) -> bool {
        matches!(self, Self::Piloting | Self::Implemented | Self::InLaw)
    }
}
