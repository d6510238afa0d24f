//! A process: its charter, who takes part in which role, its shared brief, its structured questions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{
    EventId, GroupId, InterestId, ItemId, JurisdictionId, Language, PartyId, QuestionId, RegionId, RoleId,
};
use crate::profile::Profile;

/// On which side of a duty someone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Owes it.
    DutyHolder,
    /// Is owed it.
    Beneficiary,
    /// Both.
    Both,
    /// Neither: watches, advises, decides.
    Other,
}

impl Side {
    /// Whether it includes those who owe.
    pub fn owes(self) -> bool {
        matches!(self, Self::DutyHolder | Self::Both)
    }

    /// Whether it includes those who are owed.
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Beneficiary | Self::Both)
    }
}

/// A hat: as what someone speaks. One party may wear several, and says with each contribution which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hat {
    /// Knows the matter.
    Expert,
    /// Speaks for users.
    UserVoice,
    /// Speaks for people who do not use it and are touched all the same.
    NonUserVoice,
    /// Holds others to account.
    Watchdog,
    /// Owes the duty or builds what is asked.
    DutyHolder,
    /// Speaks for a government or a supervisor.
    Authority,
    /// Leads the process, and answers for its record.
    Chair,
    /// Enters what others said on paper or at an event.
    Facilitator,
    /// Was drawn to decide an appeal.
    Panellist,
}

impl Hat {
    /// All hats.
    pub const ALL: [Self; 9] = [
        Self::Expert,
        Self::UserVoice,
        Self::NonUserVoice,
        Self::Watchdog,
        Self::DutyHolder,
        Self::Authority,
        Self::Chair,
        Self::Facilitator,
        Self::Panellist,
    ];

    /// Whether it is worn to speak for an interest.
    pub fn is_voice(self) -> bool {
        !matches!(self, Self::Chair | Self::Facilitator | Self::Panellist)
    }

    /// Whether whose interest, and with what mandate, must be said.
    pub fn needs_mandate(self) -> bool {
        matches!(self, Self::UserVoice | Self::NonUserVoice)
    }

    /// As in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::UserVoice => "user voice",
            Self::NonUserVoice => "non-user voice",
            Self::Watchdog => "watchdog",
            Self::DutyHolder => "duty holder",
            Self::Authority => "authority",
            Self::Chair => "chair",
            Self::Facilitator => "facilitator",
            Self::Panellist => "panellist",
        }
    }
}

/// By what right someone speaks for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mandate {
    /// Speaks for itself.
    Own,
    /// Asked its members.
    MembersConsulted,
    /// Was appointed.
    Appointed,
    /// Says so.
    Claimed,
}

/// What a party discloses. The details are words of the event; here is only whether there is something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stake {
    /// Nothing to gain or lose but as a member of the public.
    None,
    /// A stake, described in the words `disclosure`.
    Disclosed,
    /// Nothing was said.
    NotSaid,
}

/// What came of doubts about a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Challenge {
    /// Nobody doubted it.
    None,
    /// Someone doubts it.
    Open,
    /// It stands.
    Stands,
    /// It was struck: what was said stays, but no longer counts for that group.
    Struck,
}

/// The role that a party declares in one process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Who.
    pub party: PartyId,
    /// As what.
    pub hat: Hat,
    /// In which stakeholder group.
    pub group: GroupId,
    /// From which region.
    pub region: RegionId,
    /// For whose interests.
    pub speaks_for: BTreeSet<InterestId>,
    /// By what right.
    pub mandate: Mandate,
    /// For which party, if not for itself.
    pub on_behalf_of: Option<PartyId>,
    /// What it has to gain or lose.
    pub stake: Stake,
}

/// A declared role, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// The role.
    pub role: Role,
    /// By which event.
    pub event: EventId,
    /// Since when.
    pub since: Timestamp,
    /// Doubts.
    pub challenge: Challenge,
    /// The first event in which the doubt was raised.
    pub challenged_by: Option<EventId>,
}

/// Why and about what a process is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charter {
    /// Interests at stake.
    pub interests: BTreeSet<InterestId>,
    /// Affected stakeholder groups, with their side.
    pub groups: BTreeMap<GroupId, Side>,
    /// Which group leads.
    pub lead: GroupId,
    /// A government may enter first: shown on every page.
    #[serde(default)]
    pub government_first: bool,
    /// Who leads the process.
    pub chairs: BTreeSet<PartyId>,
    /// Its languages; the first is the lead language.
    pub languages: Vec<Language>,
    /// Structured questions.
    #[serde(default)]
    pub questions: BTreeSet<QuestionId>,
    /// Expected share of each group, in percent, against which gaps are shown.
    #[serde(default)]
    pub reference: BTreeMap<GroupId, u32>,
}

/// How a group sees the shared brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BriefMark {
    /// These are the facts.
    Agreed,
    /// They are not.
    Disputed,
    /// It cannot be told from the brief.
    Unclear,
}

/// The answer to a structured question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It depends; the words say on what.
    Depends,
    /// Cannot tell.
    CannotTell,
}

/// How clear someone finds what is expected of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clarity {
    /// I know what to do.
    Clear,
    /// I do not know what to do.
    Unclear,
    /// It should not be expected of me.
    Contested,
}

/// What is done in practice in a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Practice {
    /// As a rule.
    Done,
    /// By some.
    Partly,
    /// Not.
    NotDone,
    /// Nobody knows.
    CannotTell,
}

/// The latest statement of someone, with the event that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Latest<T> {
    /// What.
    pub value: T,
    /// Under which role.
    pub role: RoleId,
    /// When.
    pub at: Timestamp,
    /// By which event.
    pub event: EventId,
}

impl<T> Latest<T> {
    /// Puts a statement into a table. A later one replaces an earlier one; at the same moment the event's name decides, so that the
    /// order of arrival does not matter.
    pub fn put<K: Ord>(table: &mut BTreeMap<K, Self>, key: K, statement: Self) {
        match table.get_mut(&key) {
            Some(old) if (old.at, &old.event) > (statement.at, &statement.event) => {}
            Some(old) => *old = statement,
            None => {
                table.insert(key, statement);
            }
        }
    }
}

/// An outreach to those who are missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outreach {
    /// To whose interest.
    pub interest: InterestId,
    /// When.
    pub at: Timestamp,
}

/// Whether a process goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// It goes on.
    Running,
    /// It ended, as a forum does: relevance, options, and a map of disagreement.
    Discussed(EventId),
    /// It ended with its proposals.
    Closed(EventId),
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Its rules, as they were when it opened.
    pub profile: Profile,
    /// Its charter.
    pub charter: Charter,
    /// Who leads now.
    pub lead: GroupId,
    /// Opened by.
    pub event: EventId,
    /// Since.
    pub since: Timestamp,
    /// Whether it goes on.
    pub course: Course,
    /// Roles.
    pub roles: BTreeMap<RoleId, Declared>,
    /// The shared brief, by party.
    pub brief: BTreeMap<PartyId, Latest<BriefMark>>,
    /// Answers to structured questions.
    #[serde(serialize_with = "crate::state::pairs")]
    pub answers: BTreeMap<(QuestionId, PartyId), Latest<Stand>>,
    /// Who says that which groups answer for a duty.
    #[serde(serialize_with = "crate::state::pairs")]
    pub recognition: BTreeMap<(ItemId, PartyId), Latest<BTreeSet<GroupId>>>,
    /// How clear someone finds a duty, and whether they commit to it.
    #[serde(serialize_with = "crate::state::pairs")]
    pub expectations: BTreeMap<(ItemId, PartyId), Latest<(Clarity, Commits)>>,
    /// Practice by jurisdiction.
    #[serde(serialize_with = "crate::state::pairs")]
    pub practices: BTreeMap<(ItemId, JurisdictionId, PartyId), Latest<Practice>>,
    /// Outreach, by event.
    pub outreach: BTreeMap<EventId, Outreach>,
    /// Signs that someone takes the process over.
    pub alarms: BTreeMap<EventId, String>,
    /// Proposals.
    pub proposals: BTreeMap<crate::id::ProposalId, crate::proposal::Proposal>,
    /// Contributions, by event.
    pub contributions: BTreeMap<EventId, Contribution>,
}

/// "I commit".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Commits {
    /// I commit to it.
    Yes,
    /// I do not.
    No,
}

/// Something that someone contributed, as the reports count it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contribution {
    /// Under which role.
    pub role: RoleId,
    /// What it was.
    pub action: crate::permission::Action,
    /// In which language.
    pub language: Language,
    /// By which way.
    pub channel: crate::event::Channel,
    /// How many words.
    pub words: u64,
    /// When.
    pub at: Timestamp,
}
