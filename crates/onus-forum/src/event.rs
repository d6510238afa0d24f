//! What can happen in a process. An event says who did what under which role; what was said is bound by [`Words`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::adoption::AdoptionStatus;
use crate::call::Verdict;
use crate::id::{
    AppealId, CommentId, EventId, GroupId, InterestId, ItemId, JurisdictionId, Language, ObjectionId, PartyId,
    ProcessId, ProposalId, QuestionId, RoleId, StageId,
};
use crate::objection::{Ground, PanelResult};
use crate::process::{BriefMark, Challenge, Charter, Clarity, Commits, Practice, Role, Stand};
use crate::profile::Profile;
use crate::proposal::{Acknowledgement, Anchor, CommentType, Disposition, Draft, Edit, Ruling, Stance};
use crate::rights::RightsImpact;
use crate::words::Words;

/// By which way something reached the process. Mail, paper and events count as much as the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A web page.
    Web,
    /// Mail.
    Mail,
    /// A form on paper.
    Paper,
    /// Said at an event.
    Event,
    /// A program.
    Api,
}

impl Channel {
    /// Whether someone else had to enter it.
    pub fn is_offline(self) -> bool {
        matches!(self, Self::Paper | Self::Event)
    }

    /// As in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Mail => "mail",
            Self::Paper => "paper",
            Self::Event => "event",
            Self::Api => "api",
        }
    }
}

/// Sort of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A person, under a pseudonym.
    Person,
    /// An organisation.
    Organisation,
    /// A group without a legal form.
    Group,
}

/// Where a proposal is to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Into the open.
    Open,
    /// Into last call: its text is frozen.
    LastCall,
    /// Back from last call, to be changed.
    Reopened,
    /// Ruled on.
    Ruled(Ruling),
    /// Adopted in a stage.
    Adopted(StageId),
    /// Into the register.
    InRegister,
    /// To be looked at again.
    ReviewDue,
    /// Discussed, as a forum ends.
    Discussed,
    /// Taken back by its author.
    Withdrawn,
    /// Replaced by another.
    Superseded(ProposalId),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Act {
    /// A person, organisation or group makes itself known.
    #[serde(rename = "party.registered")]
    PartyRegistered {
        /// Who.
        party: PartyId,
        /// Of which sort.
        kind: PartyKind,
        /// The organisation that it belongs to; several of one parent count as one.
        #[serde(default)]
        of: Option<PartyId>,
    },
    /// A process opens.
    #[serde(rename = "process.opened")]
    ProcessOpened {
        /// Its rules.
        profile: Box<Profile>,
        /// Its charter.
        charter: Box<Charter>,
    },
    /// A process ends in "discussed".
    #[serde(rename = "process.discussed")]
    ProcessDiscussed,
    /// Another group leads from now on.
    #[serde(rename = "lead.passed")]
    LeadPassed {
        /// To whom.
        to: GroupId,
    },
    /// Someone declares a role.
    #[serde(rename = "role.declared")]
    RoleDeclared {
        /// Its name.
        name: RoleId,
        /// The role.
        declared: Role,
    },
    /// Someone doubts a role.
    #[serde(rename = "role.challenged")]
    RoleChallenged {
        /// Which.
        name: RoleId,
    },
    /// The doubt is settled.
    #[serde(rename = "role.settled")]
    RoleSettled {
        /// Which.
        name: RoleId,
        /// How.
        outcome: Challenge,
    },
    /// Someone marks the shared brief.
    #[serde(rename = "brief.marked")]
    BriefMarked {
        /// How.
        mark: BriefMark,
    },
    /// Those who are missing were asked to speak.
    #[serde(rename = "outreach.recorded")]
    OutreachRecorded {
        /// Whose interest is missing.
        interest: InterestId,
    },
    /// An answer to a structured question.
    #[serde(rename = "question.answered")]
    QuestionAnswered {
        /// Which.
        question: QuestionId,
        /// The answer.
        stand: Stand,
    },
    /// Who, says the speaker, answers for a duty.
    #[serde(rename = "recognition.stated")]
    RecognitionStated {
        /// Which duty.
        item: ItemId,
        /// Which groups.
        responsible: BTreeSet<GroupId>,
    },
    /// How clear the speaker finds what is expected, and whether they commit.
    #[serde(rename = "expectation.answered")]
    ExpectationAnswered {
        /// Which duty.
        item: ItemId,
        /// How clear.
        clarity: Clarity,
        /// "I commit".
        commits: Commits,
    },
    /// What is done in practice in a jurisdiction.
    #[serde(rename = "practice.surveyed")]
    PracticeSurveyed {
        /// Which duty or definition.
        item: ItemId,
        /// Where.
        jurisdiction: JurisdictionId,
        /// What is done.
        practice: Practice,
    },
    /// A proposal is drafted.
    #[serde(rename = "proposal.drafted")]
    ProposalDrafted {
        /// Its name.
        proposal: ProposalId,
        /// What it is about.
        draft: Box<Draft>,
    },
    /// A revision of its text.
    #[serde(rename = "revision.made")]
    RevisionMade {
        /// Of which proposal.
        proposal: ProposalId,
        /// Items of the register that it changes; their texts are words of the event.
        edits: Vec<Edit>,
        /// For a proposal on a profile: the profile.
        #[serde(default)]
        profile: Option<Box<Profile>>,
    },
    /// The revision was run on cases: who gains or loses which duty.
    #[serde(rename = "preview.attached")]
    PreviewAttached {
        /// Of which proposal.
        proposal: ProposalId,
        /// Hash of the result, hexadecimal.
        digest: String,
    },
    /// A rights-impact record.
    #[serde(rename = "rights.recorded")]
    RightsRecorded {
        /// Of which proposal.
        proposal: ProposalId,
        /// The record.
        record: Box<RightsImpact>,
    },
    /// A translation of the plain summary.
    #[serde(rename = "translation.made")]
    TranslationMade {
        /// Of which proposal.
        proposal: ProposalId,
        /// Into which language.
        into: Language,
    },
    /// A proposal moves on. What it needs for that stands in `guard`.
    #[serde(rename = "proposal.moved")]
    ProposalMoved {
        /// Which.
        proposal: ProposalId,
        /// Where to.
        to: Target,
    },
    /// A comment.
    #[serde(rename = "comment.made")]
    CommentMade {
        /// On which proposal.
        proposal: ProposalId,
        /// Its name.
        comment: CommentId,
        /// On what.
        anchor: Anchor,
        /// Of which sort.
        sort: CommentType,
    },
    /// What became of a comment.
    #[serde(rename = "comment.disposed")]
    CommentDisposed {
        /// On which proposal.
        proposal: ProposalId,
        /// Which.
        comment: CommentId,
        /// How.
        disposition: Disposition,
        /// The revision in which it was taken up.
        #[serde(default)]
        revision: Option<u32>,
    },
    /// What the commenter says of that.
    #[serde(rename = "comment.acknowledged")]
    CommentAcknowledged {
        /// On which proposal.
        proposal: ProposalId,
        /// Which.
        comment: CommentId,
        /// Satisfied or not.
        acknowledgement: Acknowledgement,
    },
    /// Where someone stands. It counts in figures; it never passes or closes anything.
    #[serde(rename = "position.taken")]
    PositionTaken {
        /// On which proposal.
        proposal: ProposalId,
        /// How.
        stance: Stance,
    },
    /// Time to write an objection.
    #[serde(rename = "hold.placed")]
    HoldPlaced {
        /// On which proposal.
        proposal: ProposalId,
    },
    /// An objection.
    #[serde(rename = "objection.filed")]
    ObjectionFiled {
        /// To which proposal.
        proposal: ProposalId,
        /// Its name.
        objection: ObjectionId,
        /// On which ground.
        ground: Ground,
    },
    /// Someone joins an objection: it stays one.
    #[serde(rename = "objection.supported")]
    ObjectionSupported {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
    },
    /// The objection has an argument and a ground.
    #[serde(rename = "objection.admitted")]
    ObjectionAdmitted {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
    },
    /// The parties talk.
    #[serde(rename = "objection.mediated")]
    ObjectionMediated {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
    },
    /// The objector takes it back.
    #[serde(rename = "objection.withdrawn")]
    ObjectionWithdrawn {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
    },
    /// The text was changed to meet it, and the objector was told.
    #[serde(rename = "objection.met")]
    ObjectionMet {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
        /// The revision that meets it.
        revision: u32,
    },
    /// The objector says whether the change meets it.
    #[serde(rename = "objection.acknowledged")]
    ObjectionAcknowledged {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
        /// Satisfied or not.
        acknowledgement: Acknowledgement,
    },
    /// The objector kept silent after the notice.
    #[serde(rename = "objection.lapsed")]
    ObjectionLapsed {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
    },
    /// The chair answers it, with reasons for each argument.
    #[serde(rename = "objection.answered")]
    ObjectionAnswered {
        /// To which proposal.
        proposal: ProposalId,
        /// Which.
        objection: ObjectionId,
    },
    /// The call of rough consensus was computed. It is computed again here, and must come out the same.
    #[serde(rename = "call.computed")]
    CallComputed {
        /// On which proposal.
        proposal: ProposalId,
        /// Hash of the snapshot, hexadecimal.
        snapshot: String,
        /// What it says.
        verdict: Verdict,
    },
    /// An appeal against the answer to an objection.
    #[serde(rename = "appeal.filed")]
    AppealFiled {
        /// On which proposal.
        proposal: ProposalId,
        /// Its name.
        appeal: AppealId,
        /// Against the answer to which objection.
        objection: ObjectionId,
    },
    /// A witness commits to a number before the draw.
    #[serde(rename = "draw.committed")]
    DrawCommitted {
        /// For which appeal.
        appeal: AppealId,
        /// On which proposal.
        proposal: ProposalId,
        /// SHA-256 of the number that will be shown, hexadecimal.
        commit: String,
    },
    /// It shows the number.
    #[serde(rename = "draw.revealed")]
    DrawRevealed {
        /// For which appeal.
        appeal: AppealId,
        /// On which proposal.
        proposal: ProposalId,
        /// The number.
        reveal: String,
    },
    /// The panel is drawn. It is drawn again here, and must come out the same.
    #[serde(rename = "panel.drawn")]
    PanelDrawn {
        /// For which appeal.
        appeal: AppealId,
        /// On which proposal.
        proposal: ProposalId,
        /// Root of the first witnessed checkpoint after the deadline, hexadecimal.
        root: String,
        /// The panel.
        panel: BTreeSet<PartyId>,
    },
    /// The panel decides.
    #[serde(rename = "appeal.decided")]
    AppealDecided {
        /// Which.
        appeal: AppealId,
        /// On which proposal.
        proposal: ProposalId,
        /// How.
        result: PanelResult,
    },
    /// What someone does with an adopted proposal.
    #[serde(rename = "adoption.stated")]
    AdoptionStated {
        /// Which proposal.
        proposal: ProposalId,
        /// What they do.
        status: AdoptionStatus,
    },
    /// The change stands in the register's pages.
    #[serde(rename = "register.changed")]
    RegisterChanged {
        /// By which proposal.
        proposal: ProposalId,
        /// Hash of each changed page, hexadecimal, by path.
        pages: BTreeMap<String, String>,
        /// Size of the log whose checkpoint was co-signed.
        size: u64,
        /// Stakeholder groups whose witnesses co-signed it.
        witnesses: BTreeSet<GroupId>,
    },
    /// Words were erased; the proof that something was said stays.
    #[serde(rename = "words.erased")]
    WordsErased {
        /// Of which event.
        event: EventId,
        /// Why.
        reason: ErasureReason,
    },
}

/// Why words were erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErasureReason {
    /// The person asked for it.
    Asked,
    /// It broke the rules of conduct; the words of the event state the reasons.
    Moderated,
    /// The law demands it.
    Law,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// In which process.
    pub process: ProcessId,
    /// Who did it.
    pub actor: PartyId,
    /// Under which declared role, where one is needed.
    #[serde(default)]
    pub role: Option<RoleId>,
    /// By which way it came.
    pub channel: Channel,
    /// Who entered it, if it came on paper or from an event.
    #[serde(default)]
    pub entered_by: Option<PartyId>,
    /// In which language.
    pub language: Language,
    /// What was done.
    pub act: Act,
    /// What was said, if anything.
    #[serde(default)]
    pub words: Option<Words>,
}

impl Event {
    /// Whether some field of its words holds text.
    pub fn says(&self, field: &str) -> bool {
        self.words.as_ref().is_some_and(|words| words.has(field))
    }

    /// Its type, as in the log.
    pub fn kind(&self) -> String {
        let value = serde_json::to_value(&self.act).unwrap_or_default();
        value.get("type").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    }

    /// What it is about: a proposal, or else the process.
    pub fn subject(&self) -> String {
        let value = serde_json::to_value(&self.act).unwrap_or_default();
        let proposal = value.get("proposal").and_then(serde_json::Value::as_str);
        proposal.map_or_else(|| self.process.to_string(), |proposal| format!("{}/{proposal}", self.process))
    }
}
