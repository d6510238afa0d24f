//! A proposal: what it would change, what was said on it, where it stands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::adoption::AdoptionStatus;
use crate::answer::Answer;
use crate::call::Verdict;
use crate::id::{
    AppealId, CommentId, EventId, GroupId, InterestId, ItemId, Language, ObjectionId, PartyId, ProposalId, RoleId,
    StageId, ValueId,
};
use crate::objection::{Appeal, Objection};
use crate::permission::Phase;
use crate::process::Latest;
use crate::profile::Profile;
use crate::rights::RightsImpact;

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProposalKind {
    /// A duty.
    Duty,
    /// How a provision is read.
    Interpretation,
    /// What a word means.
    Definition,
    /// Which items of two regimes answer each other.
    Mapping,
    /// What one can do.
    Measure,
    /// What is expected without being law.
    Norm,
    /// What is held dear.
    Value,
    /// What is done in practice.
    Practice,
    /// The rules of a kind of process.
    Profile,
}

/// What is said of a proposal when it is drafted. Its summary and reasons are words of the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is about.
    pub kind: ProposalKind,
    /// Items of the register that it touches.
    pub targets: BTreeSet<ItemId>,
    /// Values that it serves.
    pub serves: BTreeSet<ValueId>,
    /// Values that it costs.
    #[serde(default)]
    pub costs: BTreeSet<ValueId>,
    /// Interests of those who would owe.
    pub duty_holders: BTreeSet<InterestId>,
    /// Interests of those who would be owed.
    pub beneficiaries: BTreeSet<InterestId>,
    /// Whether it touches people's rights: yes and cannot tell need a rights-impact record.
    pub touches_rights: Answer,
}

/// A change of one item of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Path of the page below the register's folder.
    pub page: String,
    /// The item. Its new text is the field `item:<id>` of the event's words.
    pub item: ItemId,
    /// Hash of the item's text before, hexadecimal; none for a new item.
    #[serde(default)]
    pub base: Option<String>,
    /// Hash of the item's text after, hexadecimal.
    pub text: String,
}

/// One state of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// What it changes.
    pub edits: Vec<Edit>,
    /// For a proposal on a profile: the profile.
    pub profile: Option<Box<Profile>>,
    /// By which event.
    pub event: EventId,
    /// Hash over the edits, hexadecimal.
    pub hash: String,
    /// Hash of the preview, with its event.
    pub preview: Option<(String, EventId)>,
}

/// On what someone comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// On a paragraph of an item in a revision, counted from 1. The quote is among the words.
    Paragraph {
        /// Which revision.
        revision: u32,
        /// Which item.
        item: ItemId,
        /// Which paragraph.
        paragraph: u32,
    },
    /// On something that is missing.
    Absence,
    /// On all of it.
    Whole,
}

/// Sort of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommentType {
    /// General.
    General,
    /// On the matter.
    Technical,
    /// On the wording.
    Editorial,
    /// A question.
    Question,
    /// Evidence.
    Evidence,
}

/// What becomes of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Taken up.
    Accepted,
    /// Taken up in part.
    AcceptedInPart,
    /// Not taken up; the words say why.
    Rejected,
    /// Not about this.
    OutOfScope,
    /// Said before.
    Duplicate,
    /// Later.
    Deferred,
    /// Taken back.
    Withdrawn,
    /// A question that was answered.
    Answered,
}

impl Disposition {
    /// Whether the text changed because of it.
    pub fn changes(self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedInPart)
    }
}

/// What someone says of how they were answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acknowledgement {
    /// It is met.
    Satisfied,
    /// It is not.
    NotSatisfied,
}

/// Where someone stands. An objection is more than a stance: it needs an argument, and an event of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// For it.
    Support,
    /// Can live with it.
    CanLive,
    /// Stands aside.
    StandAside,
    /// Against it, for the reasons of this objection.
    Object(ObjectionId),
    /// Has read it and says nothing.
    Abstain,
}

/// Where someone stands, on which revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// How.
    pub stance: Stance,
    /// On which revision.
    pub revision: u32,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Who.
    pub by: PartyId,
    /// Under which role.
    pub role: RoleId,
    /// On what.
    pub anchor: Anchor,
    /// Of which sort.
    pub sort: CommentType,
    /// When.
    pub at: Timestamp,
    /// By which event.
    pub event: EventId,
    /// What became of it.
    pub disposed: Option<Disposed>,
    /// What the commenter says of that.
    pub acknowledged: Option<Acknowledgement>,
}

/// What became of a comment, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disposed {
    /// How.
    pub disposition: Disposition,
    /// In which revision it was taken up.
    pub revision: Option<u32>,
    /// When.
    pub at: Timestamp,
    /// By which event.
    pub event: EventId,
}

/// What a ruling says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// Rough consensus.
    RoughConsensus,
    /// None.
    NoConsensus,
    /// Back to its author.
    Returned,
    /// Set aside.
    Parked,
    /// An authority answered every comment and rules. Not a finding of consensus.
    Consulted,
}

/// Where a proposal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Status {
    /// Written, not open yet.
    Draft,
    /// Open to all.
    Open {
        /// Since.
        since: Timestamp,
    },
    /// In last call: frozen.
    LastCall {
        /// Since.
        since: Timestamp,
        /// Which revision.
        revision: u32,
    },
    /// Ruled on.
    Ruled {
        /// How.
        ruling: Ruling,
        /// When.
        at: Timestamp,
    },
    /// Adopted in a stage.
    Adopted {
        /// Which.
        stage: StageId,
    },
    /// In the register.
    InRegister,
    /// To be looked at again.
    ReviewDue,
    /// Discussed.
    Discussed,
    /// Taken back.
    Withdrawn,
    /// Replaced.
    Superseded {
        /// By which.
        by: ProposalId,
    },
}

impl Status {
    /// The phase, as permissions speak of it.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Draft => Phase::Draft,
            Self::Open { .. } => Phase::Open,
            Self::LastCall { .. } => Phase::LastCall,
            Self::Ruled { ruling: Ruling::RoughConsensus | Ruling::Consulted, .. } => Phase::Ruled,
            Self::Adopted { .. } => Phase::Adopted,
            Self::InRegister | Self::ReviewDue => Phase::InRegister,
            Self::Ruled { .. } | Self::Discussed | Self::Withdrawn | Self::Superseded { .. } => Phase::Closed,
        }
    }
}

/// A call that was computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Called {
    /// Of which revision.
    pub revision: u32,
    /// Hash of its snapshot, hexadecimal.
    pub snapshot: String,
    /// What it says.
    pub verdict: Verdict,
    /// By which event.
    pub event: EventId,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What it is about.
    pub draft: Draft,
    /// Who drafted it.
    pub author: PartyId,
    /// Under which role.
    pub role: RoleId,
    /// By which event.
    pub event: EventId,
    /// Whether a plain summary was given.
    pub summary: bool,
    /// Where it stands.
    pub status: Status,
    /// How it came there: each move with its event.
    #[serde(serialize_with = "crate::state::pairs")]
    pub moves: BTreeMap<(Timestamp, EventId), Status>,
    /// States of the text, counted from 1.
    pub revisions: Vec<Revision>,
    /// Comments.
    pub comments: BTreeMap<CommentId, Comment>,
    /// Where parties stand.
    pub positions: BTreeMap<PartyId, Latest<Position>>,
    /// When each party first took a position, with the event.
    pub first: BTreeMap<PartyId, (Timestamp, EventId)>,
    /// Objections.
    pub objections: BTreeMap<ObjectionId, Objection>,
    /// Holds: each principal has one.
    pub holds: BTreeMap<PartyId, (Timestamp, EventId)>,
    /// Rights-impact record, the latest.
    pub rights: Option<Latest<RightsImpact>>,
    /// Translations of the summary.
    pub translations: BTreeMap<Language, EventId>,
    /// The latest call.
    pub called: Option<Called>,
    /// Appeals.
    pub appeals: BTreeMap<AppealId, Appeal>,
    /// What parties do with it.
    pub adoption: BTreeMap<PartyId, Latest<Adoption>>,
    /// Stages that adopted it.
    pub adopted: Vec<StageId>,
    /// A government went first.
    pub government_led: bool,
    /// Its pages in the register.
    pub registered: Option<Registered>,
}

/// What someone does with a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adoption {
    /// What.
    pub status: AdoptionStatus,
    /// Whether evidence was given.
    pub evidence: bool,
    /// Whether a note on costs was given.
    pub cost: bool,
}

/// How it came into the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// Hash of each changed page.
    pub pages: BTreeMap<String, String>,
    /// Groups whose witnesses co-signed.
    pub witnesses: BTreeSet<GroupId>,
    /// By which event.
    pub event: EventId,
}

impl Proposal {
    /// Number of the latest revision; 0 if there is none.
    pub fn latest(&self) -> u32 {
        self.revisions.len() as u32
    }

    /// The revision in last call, or else the latest.
    pub fn current(&self) -> Option<&Revision> {
        self.revisions.last()
    }
}
