//! Objections, and who may close them. Numbers never do: an objection by a thousand people is one objection with a thousand supporters, and
//! an objection by one person needs the same answer.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{EventId, ObjectionId, PartyId, RoleId};

/// On which ground someone objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// It does not work.
    Technical,
    /// It is not what the law says.
    Legal,
    /// It harms people's rights. Needs a rights-impact record before a ruling.
    Rights,
    /// It cannot be done.
    Feasibility,
    /// It harms an interest.
    InterestHarm,
    /// The process went wrong.
    Process,
}

/// Where an objection is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Standing {
    /// Filed.
    Filed,
    /// It has an argument and a ground.
    Admitted,
    /// The parties talk, since a moment.
    Mediation {
        /// When it began.
        since: Timestamp,
    },
    /// The text was changed to meet it; the objector has been told.
    Met {
        /// In which revision.
        revision: u32,
        /// When the objector was told.
        notice: Timestamp,
    },
    /// Closed: the objector took it back.
    Withdrawn,
    /// Closed: the text was changed, and the objector is satisfied or kept silent.
    Accommodated {
        /// In which revision.
        revision: u32,
    },
    /// Closed: the chair answered it with reasons, and did not follow it.
    Answered,
    /// Closed: a panel found the answer right.
    Affirmed,
    /// A panel found the objection right: the text must change.
    Upheld,
}

impl Standing {
    /// Whether it keeps a proposal from a ruling.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Filed | Self::Admitted | Self::Mediation { .. } | Self::Met { .. } | Self::Upheld)
    }

    /// Whether it was answered and not followed.
    pub fn is_overruled(&self) -> bool {
        matches!(self, Self::Answered | Self::Affirmed)
    }

    /// As people read it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Admitted => "admitted",
            Self::Mediation { .. } => "in mediation",
            Self::Met { .. } => "met, waiting for the objector",
            Self::Withdrawn => "withdrawn",
            Self::Accommodated { .. } => "accommodated",
            Self::Answered => "answered",
            Self::Affirmed => "answer affirmed on appeal",
            Self::Upheld => "upheld on appeal",
        }
    }
}

/// An objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Objection {
    /// Who.
    pub by: PartyId,
    /// Under which role.
    pub role: RoleId,
    /// On which ground.
    pub ground: Ground,
    /// To which revision.
    pub revision: u32,
    /// Whether it gives an argument.
    pub argued: bool,
    /// Where it is.
    pub standing: Standing,
    /// When it was filed.
    pub filed: Timestamp,
    /// By which event.
    pub event: EventId,
    /// Who joined it, and under which role.
    pub supporters: BTreeMap<PartyId, RoleId>,
    /// The events on which it rests.
    pub events: BTreeSet<EventId>,
}

/// An objection that was not closed for so many days can be brought before a panel as it is. No profile can change this.
pub const LONGEST_RULING: u16 = 60;
/// A panel that did not decide for so many days is drawn anew.
pub const LONGEST_PANEL: u16 = 90;

/// What a panel finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PanelResult {
    /// The answer stands.
    Affirmed,
    /// The objection stands.
    Upheld,
}

/// An appeal against the answer to an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Appeal {
    /// Against which answer.
    pub objection: ObjectionId,
    /// By whom.
    pub by: PartyId,
    /// When.
    pub filed: Timestamp,
    /// Commitments for the draw, by who made them.
    pub commits: BTreeMap<PartyId, String>,
    /// What was shown.
    pub reveals: BTreeMap<PartyId, String>,
    /// The panel, once drawn.
    pub panel: BTreeSet<PartyId>,
    /// When it was drawn.
    pub drawn: Option<Timestamp>,
    /// What it found.
    pub result: Option<PanelResult>,
    /// The events on which it rests.
    pub events: BTreeSet<EventId>,
}
