//! Who may do what, when: a hat, a phase and an action give one answer. The table of all of them is `docs/permissions.md`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::event::{Act, Target};
use crate::process::Hat;

/// Where a proposal is, as far as permissions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Written, not open yet.
    Draft,
    /// Open.
    Open,
    /// In last call.
    LastCall,
    /// Ruled to go on.
    Ruled,
    /// Adopted in a stage.
    Adopted,
    /// In the register.
    InRegister,
    /// Ended, returned or parked.
    Closed,
}

impl Phase {
    /// All phases.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Open, Self::LastCall, Self::Ruled, Self::Adopted, Self::InRegister, Self::Closed];

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::LastCall => "last call",
            Self::Ruled => "ruled",
            Self::Adopted => "adopted",
            Self::InRegister => "in register",
            Self::Closed => "closed",
        }
    }
}

/// What someone wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Draft a proposal.
    Draft,
    /// Change its text.
    Revise,
    /// Run it, record its impact on rights, translate its summary.
    Inform,
    /// Open it, or take it back.
    OpenOrWithdraw,
    /// Comment.
    Comment,
    /// Say whether an answer meets one's own comment.
    AcknowledgeComment,
    /// Take a position.
    TakePosition,
    /// Place a hold.
    Hold,
    /// Object, or join an objection.
    Object,
    /// Take back one's own objection, or say whether it is met.
    CloseOwnObjection,
    /// Admit, mediate, answer someone's objection, or say that the text was changed to meet it.
    HandleObjection,
    /// Say what becomes of a comment.
    Dispose,
    /// Start a last call, compute the call.
    Call,
    /// Rule.
    Rule,
    /// Appeal against the answer to one's own objection, or to one that one joined.
    Appeal,
    /// Draw the panel.
    DrawPanel,
    /// Decide an appeal.
    DecideAppeal,
    /// Say what one does with it.
    StateAdoption,
    /// Declare a stage adopted, put the change into the register, ask for a review.
    Adopt,
    /// Mark the brief, answer questions, say who is responsible, what is clear, what is done.
    Contribute,
    /// Doubt a role.
    ChallengeRole,
    /// Settle a doubt, pass the lead, reopen, end a forum.
    Lead,
    /// Record outreach.
    Reach,
    /// Enter what someone else said on paper or at an event.
    EnterForOthers,
    /// Erase words: one's own, or by the chair with a reason.
    Erase,
}

impl Action {
    /// All actions, with how people read them.
    pub const ALL: [(Self, &'static str); 25] = [
        (Self::Contribute, "mark the brief, answer questions, say who is responsible, what is clear, what is done"),
        (Self::Draft, "draft a proposal"),
        (Self::Revise, "change its text"),
        (Self::Inform, "run it, record its impact on rights, translate its summary"),
        (Self::OpenOrWithdraw, "open it, or take it back"),
        (Self::Comment, "comment"),
        (Self::Dispose, "say what becomes of a comment"),
        (Self::AcknowledgeComment, "say whether that meets one's comment"),
        (Self::TakePosition, "take a position"),
        (Self::Hold, "place a hold, to have time to object"),
        (Self::Object, "object, or join an objection"),
        (Self::HandleObjection, "admit, mediate or answer an objection"),
        (Self::CloseOwnObjection, "take back an objection, or say whether it is met"),
        (Self::Call, "start a last call, compute the call"),
        (Self::Rule, "rule"),
        (Self::Appeal, "appeal against the answer to an objection"),
        (Self::DrawPanel, "draw a panel"),
        (Self::DecideAppeal, "decide an appeal"),
        (Self::StateAdoption, "say what one does with it"),
        (Self::Adopt, "declare a stage adopted, put it into the register, ask for review"),
        (Self::Reach, "record outreach to those who are missing"),
        (Self::ChallengeRole, "doubt a role"),
        (Self::Lead, "settle a doubt, pass the lead, reopen, end a forum"),
        (Self::EnterForOthers, "enter what someone said on paper or at an event"),
        (Self::Erase, "erase words"),
    ];

    /// What an act does; none for those that need no role.
    pub fn of(act: &Act) -> Option<Self> {
        Some(match act {
            Act::PartyRegistered { .. } | Act::ProcessOpened { .. } | Act::RoleDeclared { .. } => return None,
            Act::BriefMarked { .. }
            | Act::QuestionAnswered { .. }
            | Act::RecognitionStated { .. }
            | Act::ExpectationAnswered { .. }
            | Act::PracticeSurveyed { .. } => Self::Contribute,
            Act::ProposalDrafted { .. } => Self::Draft,
            Act::RevisionMade { .. } => Self::Revise,
            Act::PreviewAttached { .. } | Act::RightsRecorded { .. } | Act::TranslationMade { .. } => Self::Inform,
            Act::ProposalMoved { to, .. } => match to {
                Target::Open | Target::Withdrawn => Self::OpenOrWithdraw,
                Target::LastCall => Self::Call,
                Target::Ruled(_) => Self::Rule,
                Target::Adopted(_) | Target::InRegister | Target::ReviewDue => Self::Adopt,
                Target::Reopened | Target::Discussed | Target::Superseded(_) => Self::Lead,
            },
            Act::CommentMade { .. } => Self::Comment,
            Act::CommentDisposed { .. } => Self::Dispose,
            Act::CommentAcknowledged { .. } => Self::AcknowledgeComment,
            Act::PositionTaken { .. } => Self::TakePosition,
            Act::HoldPlaced { .. } => Self::Hold,
            Act::ObjectionFiled { .. } | Act::ObjectionSupported { .. } => Self::Object,
            Act::ObjectionWithdrawn { .. } | Act::ObjectionAcknowledged { .. } => Self::CloseOwnObjection,
            Act::ObjectionAdmitted { .. }
            | Act::ObjectionMediated { .. }
            | Act::ObjectionMet { .. }
            | Act::ObjectionLapsed { .. }
            | Act::ObjectionAnswered { .. } => Self::HandleObjection,
            Act::CallComputed { .. } => Self::Call,
            Act::AppealFiled { .. } => Self::Appeal,
            Act::DrawCommitted { .. } | Act::DrawRevealed { .. } | Act::PanelDrawn { .. } => Self::DrawPanel,
            Act::AppealDecided { .. } => Self::DecideAppeal,
            Act::AdoptionStated { .. } => Self::StateAdoption,
            Act::RegisterChanged { .. } => Self::Adopt,
            Act::RoleChallenged { .. } => Self::ChallengeRole,
            Act::RoleSettled { .. } | Act::LeadPassed { .. } | Act::ProcessDiscussed => Self::Lead,
            Act::OutreachRecorded { .. } => Self::Reach,
            Act::WordsErased { .. } => Self::Erase,
        })
    }

    /// Whether it is something that the reports count as a contribution.
    pub fn is_contribution(self) -> bool {
        matches!(
            self,
            Self::Contribute
                | Self::Draft
                | Self::Revise
                | Self::Comment
                | Self::TakePosition
                | Self::Object
                | Self::StateAdoption
        )
    }
}

/// What the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Not allowed.
    No,
    /// Allowed.
    Yes,
    /// Allowed on one's own: one's draft, comment, objection, words.
    Own,
    /// Allowed, but not on one's own text or objection, nor for someone of the same parent.
    NotOwn,
    /// Allowed to whom the profile names.
    Profile,
}

impl Permission {
    fn mark(self) -> &'static str {
        match self {
            Self::No => "-",
            Self::Yes => "yes",
            Self::Own => "own",
            Self::NotOwn => "not own",
            Self::Profile => "profile",
        }
    }
}

/// Whether a hat may do something in a phase.
pub fn permission(hat: Hat, phase: Phase, action: Action) -> Permission {
    use Permission::{No, NotOwn, Own, Profile, Yes};
    let (voice, chair) = (hat.is_voice(), hat == Hat::Chair);
    let given = |allowed: bool, permission: Permission| if allowed { permission } else { No };
    let discussed = matches!(phase, Phase::Open | Phase::LastCall);
    match action {
        Action::Contribute | Action::ChallengeRole => given(voice, Yes),
        Action::Draft => given(voice && phase == Phase::Draft, Yes),
        Action::Revise => given(voice && matches!(phase, Phase::Draft | Phase::Open), Own),
        Action::Inform => {
            given(voice || chair, given(matches!(phase, Phase::Draft | Phase::Open | Phase::LastCall), Yes))
        }
        Action::OpenOrWithdraw => given(voice && matches!(phase, Phase::Draft | Phase::Open), Own),
        Action::Comment | Action::TakePosition | Action::Hold | Action::Object => given(voice && discussed, Yes),
        Action::Dispose => given(chair && discussed, Yes),
        Action::AcknowledgeComment | Action::CloseOwnObjection => given(voice && discussed, Own),
        Action::HandleObjection | Action::Call => given(chair && discussed, NotOwn),
        Action::Rule => given((chair || hat == Hat::Authority) && phase == Phase::LastCall, Profile),
        Action::Appeal => given(voice && matches!(phase, Phase::Open | Phase::LastCall | Phase::Ruled), Own),
        Action::DrawPanel => {
            given((voice || chair) && matches!(phase, Phase::Open | Phase::LastCall | Phase::Ruled), Yes)
        }
        Action::DecideAppeal => {
            given(hat == Hat::Panellist && matches!(phase, Phase::Open | Phase::LastCall | Phase::Ruled), NotOwn)
        }
        Action::StateAdoption => given(voice && matches!(phase, Phase::Ruled | Phase::Adopted), Yes),
        Action::Adopt => given(chair && matches!(phase, Phase::Ruled | Phase::Adopted | Phase::InRegister), Yes),
        Action::Lead => given(chair, Yes),
        Action::Reach => given(chair || hat == Hat::Facilitator, Yes),
        Action::EnterForOthers => given(hat == Hat::Facilitator, Yes),
        Action::Erase => given(chair, Yes).or(given(voice, Own)),
    }
}

impl Permission {
    fn or(self, other: Self) -> Self {
        if self == Self::No { other } else { self }
    }
}

/// The whole table as Markdown.
pub fn table() -> String {
    let mut text = String::from(
        "# Who may do what\n\n\
         This page is made by the code, and a test compares the two: `cargo run --package onus-forum --example permissions > docs/permissions.md`.\n\n\
         - `yes`: allowed. `-`: not allowed.\n\
         - `own`: on one's own draft, comment, objection or words only. So nobody but the objector can take back an objection.\n\
         - `not own`: not on one's own text or objection, nor on that of someone of the same parent organisation.\n\
         - `profile`: the profile of the process says whether the chair or an authority does it.\n\n\
         Reading needs no role. To declare a role is open to all. A move also needs what its guard asks for; the page of a proposal lists what is missing. No row says how many it takes: numbers never pass anything.\n",
    );
    for phase in Phase::ALL {
        let _ = write!(text, "\n## When a proposal is: {}\n\n| action |", phase.name());
        for hat in Hat::ALL {
            let _ = write!(text, " {} |", hat.name());
        }
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(Hat::ALL.len()));
        text.push('\n');
        for (action, name) in Action::ALL {
            let marks = Hat::ALL.map(|hat| permission(hat, phase, action));
            if marks.iter().all(|mark| *mark == Permission::No) {
                continue;
            }
            let _ = write!(text, "| {name} |");
            for mark in marks {
                let _ = write!(text, " {} |", mark.mark());
            }
            text.push('\n');
        }
    }
    text
}
