//! One event after the other: the next state, or a refusal that says why. A refused event leaves the state as it was.

pub mod objecting;
mod proposing;
mod taking_part;

use jiff::Timestamp;
use onus_log::hash::Hash;

use crate::event::{Act, Event};
use crate::guard::Missing;
use crate::id::RoleId;
use crate::permission::{Action, Permission, Phase, permission};
use crate::process::{Contribution, Course, Hat, Process};
use crate::proposal::Proposal;
use crate::state::{Happened, State};

/// Why an event was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Something that it names is not there.
    #[error("there is no {what} `{id}`")]
    Unknown {
        /// Sort of thing.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// A name is taken.
    #[error("there is a {what} `{id}` already")]
    Taken {
        /// Sort of thing.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// It lies in the future, or before what happened already.
    #[error("the event is of {at}, which is {problem}")]
    Moment {
        /// When.
        at: Timestamp,
        /// What is wrong.
        problem: &'static str,
    },
    /// It needs a role that was declared.
    #[error("say under which role you speak: declare one in this process first")]
    NoRole,
    /// The role does not allow it.
    #[error("as {} one cannot {action} while the proposal is {}", .hat.name(), .phase.name())]
    NotPermitted {
        /// Under which hat.
        hat: Hat,
        /// What.
        action: &'static str,
        /// When.
        phase: Phase,
    },
    /// Only its owner may.
    #[error("only who made it can {0}")]
    NotYours(&'static str),
    /// Nobody rules on their own.
    #[error("nobody can {0} on their own text or objection, nor on that of the same organisation")]
    YourOwn(&'static str),
    /// Something is missing.
    #[error("{} things are missing, first: {}", .0.len(), .0.first().map_or("", |missing| missing.needs.as_str()))]
    Missing(Vec<Missing>),
    /// Some words are missing.
    #[error("write the field `{0}`")]
    Words(&'static str),
    /// The thing is not in the state for that.
    #[error("{0}")]
    State(&'static str),
    /// It was computed again, and came out otherwise.
    #[error("{what} comes out as {found} here, the event says {said}")]
    Different {
        /// What.
        what: &'static str,
        /// Here.
        found: String,
        /// In the event.
        said: String,
    },
}

pub(crate) fn unknown(what: &'static str, id: &impl ToString) -> Refusal {
    Refusal::Unknown { what, id: id.to_string() }
}

pub(crate) fn taken(what: &'static str, id: &impl ToString) -> Refusal {
    Refusal::Taken { what, id: id.to_string() }
}

/// Applies an event. `now` is the moment of the one who applies; an event of the future is refused.
pub fn apply(state: &mut State, event: &Event, now: Timestamp) -> Result<(), Refusal> {
    if state.events.contains_key(&event.id) {
        return Err(taken("event", &event.id));
    }
    if event.at > now {
        return Err(Refusal::Moment { at: event.at, problem: "in the future" });
    }
    if event.at < state.last {
        return Err(Refusal::Moment { at: event.at, problem: "before what happened already" });
    }
    if !matches!(event.act, Act::PartyRegistered { .. }) && !state.parties.contains_key(&event.actor) {
        return Err(unknown("party", &event.actor));
    }
    entered(state, event)?;
    let action = Action::of(&event.act);
    if let Some(action) = action {
        permitted(state, event, action)?;
    }
    match &event.act {
        Act::PartyRegistered { .. }
        | Act::ProcessOpened { .. }
        | Act::ProcessDiscussed
        | Act::LeadPassed { .. }
        | Act::RoleDeclared { .. }
        | Act::RoleChallenged { .. }
        | Act::RoleSettled { .. }
        | Act::BriefMarked { .. }
        | Act::OutreachRecorded { .. }
        | Act::QuestionAnswered { .. }
        | Act::RecognitionStated { .. }
        | Act::ExpectationAnswered { .. }
        | Act::PracticeSurveyed { .. }
        | Act::WordsErased { .. } => taking_part::apply(state, event)?,
        Act::ObjectionFiled { .. }
        | Act::ObjectionSupported { .. }
        | Act::ObjectionAdmitted { .. }
        | Act::ObjectionMediated { .. }
        | Act::ObjectionWithdrawn { .. }
        | Act::ObjectionMet { .. }
        | Act::ObjectionAcknowledged { .. }
        | Act::ObjectionLapsed { .. }
        | Act::ObjectionAnswered { .. }
        | Act::AppealFiled { .. }
        | Act::DrawCommitted { .. }
        | Act::DrawRevealed { .. }
        | Act::PanelDrawn { .. }
        | Act::AppealDecided { .. } => objecting::apply(state, event)?,
        _ => proposing::apply(state, event)?,
    }
    if let (Some(action), Some(role)) = (action.filter(|action| action.is_contribution()), &event.role)
        && let Some(process) = state.processes.get_mut(&event.process)
    {
        let words = event.words.as_ref().map_or(0, crate::words::Words::total);
        let (language, channel) = (event.language.clone(), event.channel);
        let one = Contribution { role: role.clone(), action, language, channel, words, at: event.at };
        process.contributions.insert(event.id.clone(), one);
    }
    let happened = Happened {
        at: event.at,
        process: event.process.clone(),
        actor: event.actor.clone(),
        erased_by: None,
        words: event.words.is_some(),
    };
    state.events.insert(event.id.clone(), happened);
    state.last = state.last.max(event.at);
    Ok(())
}

/// What came on paper or from an event was entered by a facilitator, and nothing else was.
fn entered(state: &State, event: &Event) -> Result<(), Refusal> {
    match (&event.entered_by, event.channel.is_offline()) {
        (None, false) => Ok(()),
        (None, true) => Err(Refusal::State("what came on paper or from an event names the facilitator who entered it")),
        (Some(_), false) => Err(Refusal::State("only what came on paper or from an event is entered by someone else")),
        (Some(by), true) => {
            let process = state.processes.get(&event.process).ok_or_else(|| unknown("process", &event.process))?;
            let may = Hat::ALL.into_iter().any(|hat| {
                process.wears(by, hat) && permission(hat, Phase::Open, Action::EnterForOthers) == Permission::Yes
            });
            if may {
                Ok(())
            } else {
                Err(Refusal::State("only a facilitator enters what others said on paper or at an event"))
            }
        }
    }
}

/// The process of an event, which must go on unless the act is of those that a closed one still takes.
fn running<'s>(state: &'s State, event: &Event) -> Result<&'s Process, Refusal> {
    let process = state.processes.get(&event.process).ok_or_else(|| unknown("process", &event.process))?;
    let late = matches!(event.act, Act::WordsErased { .. } | Act::RoleChallenged { .. } | Act::RoleSettled { .. });
    if process.course != Course::Running && !late {
        return Err(Refusal::State("the process has ended"));
    }
    Ok(process)
}

pub(crate) fn role_of(event: &Event) -> Result<&RoleId, Refusal> {
    event.role.as_ref().ok_or(Refusal::NoRole)
}

/// Name of the proposal that an act is about.
fn about(act: &Act) -> Option<&crate::id::ProposalId> {
    Some(match act {
        Act::RevisionMade { proposal, .. }
        | Act::PreviewAttached { proposal, .. }
        | Act::RightsRecorded { proposal, .. }
        | Act::TranslationMade { proposal, .. }
        | Act::ProposalMoved { proposal, .. }
        | Act::CommentMade { proposal, .. }
        | Act::CommentDisposed { proposal, .. }
        | Act::CommentAcknowledged { proposal, .. }
        | Act::PositionTaken { proposal, .. }
        | Act::HoldPlaced { proposal }
        | Act::ObjectionFiled { proposal, .. }
        | Act::ObjectionSupported { proposal, .. }
        | Act::ObjectionAdmitted { proposal, .. }
        | Act::ObjectionMediated { proposal, .. }
        | Act::ObjectionWithdrawn { proposal, .. }
        | Act::ObjectionMet { proposal, .. }
        | Act::ObjectionAcknowledged { proposal, .. }
        | Act::ObjectionLapsed { proposal, .. }
        | Act::ObjectionAnswered { proposal, .. }
        | Act::CallComputed { proposal, .. }
        | Act::AppealFiled { proposal, .. }
        | Act::DrawCommitted { proposal, .. }
        | Act::DrawRevealed { proposal, .. }
        | Act::PanelDrawn { proposal, .. }
        | Act::AppealDecided { proposal, .. }
        | Act::AdoptionStated { proposal, .. }
        | Act::RegisterChanged { proposal, .. } => proposal,
        _ => return None,
    })
}

/// Checks an event against the table of permissions.
fn permitted(state: &State, event: &Event, action: Action) -> Result<(), Refusal> {
    let process = running(state, event)?;
    let role = role_of(event)?;
    let declared = process.role(role).ok_or_else(|| unknown("role", role))?;
    if declared.role.party != event.actor {
        return Err(Refusal::NotYours("speak under this role"));
    }
    let proposal = match about(&event.act) {
        Some(id) => Some(process.proposals.get(id).ok_or_else(|| unknown("proposal", id))?),
        None => None,
    };
    let phase = match (&event.act, proposal) {
        (Act::ProposalDrafted { .. }, _) => Phase::Draft,
        (_, Some(proposal)) => proposal.status.phase(),
        (_, None) => Phase::Open,
    };
    let hat = declared.role.hat;
    let name = Action::ALL.iter().find(|(own, _)| *own == action).map_or("do this", |(_, name)| *name);
    match permission(hat, phase, action) {
        Permission::Yes => Ok(()),
        Permission::Profile if hat == process.profile.rules && own(state, event, proposal) != Some(true) => Ok(()),
        Permission::Own if own(state, event, proposal) == Some(true) => Ok(()),
        Permission::Own => Err(Refusal::NotYours(name)),
        Permission::NotOwn if own(state, event, proposal) != Some(true) => Ok(()),
        Permission::Profile if hat == process.profile.rules => Err(Refusal::YourOwn(name)),
        Permission::NotOwn => Err(Refusal::YourOwn(name)),
        Permission::No | Permission::Profile => Err(Refusal::NotPermitted { hat, action: name, phase }),
    }
}

/// Whether what an act is about is the actor's own. For acts on others' things, the parent organisation counts as the same.
fn own(state: &State, event: &Event, proposal: Option<&Proposal>) -> Option<bool> {
    let actor = &event.actor;
    let near = |party| state.same(actor, party);
    Some(match &event.act {
        Act::WordsErased { event, .. } => &state.events.get(event)?.actor == actor,
        Act::CommentAcknowledged { comment, .. } => &proposal?.comments.get(comment)?.by == actor,
        Act::ObjectionWithdrawn { objection, .. } | Act::ObjectionAcknowledged { objection, .. } => {
            &proposal?.objections.get(objection)?.by == actor
        }
        Act::AppealFiled { objection, .. } => {
            let objection = proposal?.objections.get(objection)?;
            &objection.by == actor || objection.supporters.contains_key(actor)
        }
        Act::ObjectionAdmitted { objection, .. }
        | Act::ObjectionMediated { objection, .. }
        | Act::ObjectionMet { objection, .. }
        | Act::ObjectionLapsed { objection, .. }
        | Act::ObjectionAnswered { objection, .. } => {
            near(&proposal?.author) || near(&proposal?.objections.get(objection)?.by)
        }
        Act::AppealDecided { appeal, .. } => {
            let objection = &proposal?.appeals.get(appeal)?.objection;
            near(&proposal?.author) || near(&proposal?.objections.get(objection)?.by)
        }
        _ => {
            let author = &proposal?.author;
            if matches!(event.act, Act::RevisionMade { .. })
                || matches!(Action::of(&event.act), Some(Action::OpenOrWithdraw))
            {
                author == actor
            } else {
                near(author)
            }
        }
    })
}

/// Hash over the edits of a revision.
pub(crate) fn text_hash(edits: &[crate::proposal::Edit], profile: Option<&crate::profile::Profile>) -> String {
    Hash::of(&serde_json::to_vec(&(edits, profile)).unwrap_or_default()).hex()
}
