//! Proposals: drafts, revisions, comments, positions, calls, moves, adoption.

use std::collections::BTreeMap;

use crate::apply::{Refusal, role_of, taken, text_hash, unknown};
use crate::call::{self, Snapshot};
use crate::event::{Act, Event, Target};
use crate::guard;
use crate::id::ProposalId;
use crate::process::{Latest, Process};
use crate::proposal::{
    Adoption, Anchor, Called, Comment, Disposed, Disposition, Position, Proposal, ProposalKind, Registered, Revision,
    Ruling, Stance, Status,
};
use crate::state::State;

/// Most revisions, edits, and comments of one proposal.
const MAX_REVISIONS: usize = 1_000;
const MAX_EDITS: usize = 200;
const MAX_COMMENTS: usize = 100_000;

fn proposal<'s>(state: &'s mut State, event: &Event, id: &ProposalId) -> Result<&'s mut Proposal, Refusal> {
    let process = state.processes.get_mut(&event.process).ok_or_else(|| unknown("process", &event.process))?;
    process.proposals.get_mut(id).ok_or_else(|| unknown("proposal", id))
}

fn found<'s>(state: &'s State, event: &Event, id: &ProposalId) -> Result<(&'s Process, &'s Proposal), Refusal> {
    let process = state.processes.get(&event.process).ok_or_else(|| unknown("process", &event.process))?;
    Ok((process, process.proposals.get(id).ok_or_else(|| unknown("proposal", id))?))
}

fn latest<T>(event: &Event, value: T) -> Result<Latest<T>, Refusal> {
    Ok(Latest { value, role: role_of(event)?.clone(), at: event.at, event: event.id.clone() })
}

pub(super) fn apply(state: &mut State, event: &Event) -> Result<(), Refusal> {
    match &event.act {
        Act::ProposalDrafted { proposal: id, draft } => {
            let process = state.processes.get_mut(&event.process).ok_or_else(|| unknown("process", &event.process))?;
            if process.proposals.contains_key(id) {
                return Err(taken("proposal", id));
            }
            let mut named = draft.duty_holders.iter().chain(&draft.beneficiaries);
            if let Some(interest) = named.find(|interest| !process.charter.interests.contains(*interest)) {
                return Err(unknown("interest", interest));
            }
            let drafted = Proposal {
                draft: draft.as_ref().clone(),
                author: event.actor.clone(),
                role: role_of(event)?.clone(),
                event: event.id.clone(),
                summary: event.says("summary"),
                status: Status::Draft,
                moves: BTreeMap::new(),
                revisions: Vec::new(),
                comments: BTreeMap::new(),
                positions: BTreeMap::new(),
                first: BTreeMap::new(),
                objections: BTreeMap::new(),
                holds: BTreeMap::new(),
                rights: None,
                translations: BTreeMap::new(),
                called: None,
                appeals: BTreeMap::new(),
                adoption: BTreeMap::new(),
                adopted: Vec::new(),
                government_led: false,
                registered: None,
            };
            process.proposals.insert(id.clone(), drafted);
        }
        Act::RevisionMade { proposal: id, edits, profile } => {
            let (_, own) = found(state, event, id)?;
            if own.revisions.len() >= MAX_REVISIONS || edits.len() > MAX_EDITS {
                return Err(Refusal::State("too many revisions or changes in one proposal"));
            }
            if (own.draft.kind == ProposalKind::Profile) != profile.is_some() {
                return Err(Refusal::State("a proposal on a profile brings a profile, and no other does"));
            }
            if profile.as_ref().is_some_and(|profile| profile.check().is_err()) {
                return Err(Refusal::State("the profile breaks a rule that stands above all profiles"));
            }
            let hash = text_hash(edits, profile.as_deref());
            let revision = Revision {
                edits: edits.clone(),
                profile: profile.clone(),
                event: event.id.clone(),
                hash,
                preview: None,
            };
            proposal(state, event, id)?.revisions.push(revision);
        }
        Act::PreviewAttached { proposal: id, digest } => {
            let revision = proposal(state, event, id)?.revisions.last_mut();
            let revision = revision.ok_or(Refusal::State("there is no revision to run"))?;
            revision.preview = Some((digest.clone(), event.id.clone()));
        }
        Act::RightsRecorded { proposal: id, record } => {
            let record = latest(event, record.as_ref().clone())?;
            proposal(state, event, id)?.rights = Some(record);
        }
        Act::TranslationMade { proposal: id, into } => {
            proposal(state, event, id)?.translations.insert(into.clone(), event.id.clone());
        }
        Act::CommentMade { proposal: id, comment, anchor, sort } => {
            let own = proposal(state, event, id)?;
            if own.comments.contains_key(comment) {
                return Err(taken("comment", comment));
            }
            if own.comments.len() >= MAX_COMMENTS {
                return Err(Refusal::State("too many comments on one proposal"));
            }
            if let Anchor::Paragraph { revision, .. } = anchor
                && !(1..=own.latest()).contains(revision)
            {
                return Err(unknown("revision", revision));
            }
            let made = Comment {
                by: event.actor.clone(),
                role: role_of(event)?.clone(),
                anchor: anchor.clone(),
                sort: *sort,
                at: event.at,
                event: event.id.clone(),
                disposed: None,
                acknowledged: None,
            };
            own.comments.insert(comment.clone(), made);
        }
        Act::CommentDisposed { proposal: id, comment, disposition, revision } => {
            let reasons = !matches!(disposition, Disposition::Accepted | Disposition::Withdrawn);
            if reasons && !event.says("rationale") {
                return Err(Refusal::Words("rationale"));
            }
            let own = proposal(state, event, id)?;
            let latest = own.latest();
            if revision.is_some_and(|revision| revision == 0 || revision > latest) {
                return Err(Refusal::State("name a revision that there is"));
            }
            if disposition.changes() != revision.is_some() {
                return Err(Refusal::State(
                    "what is accepted names the revision that takes it up, and nothing else does",
                ));
            }
            let comment = own.comments.get_mut(comment).ok_or_else(|| unknown("comment", comment))?;
            let disposed =
                Disposed { disposition: *disposition, revision: *revision, at: event.at, event: event.id.clone() };
            comment.disposed = Some(disposed);
            comment.acknowledged = None;
        }
        Act::CommentAcknowledged { proposal: id, comment, acknowledgement } => {
            let own = proposal(state, event, id)?;
            let comment = own.comments.get_mut(comment).ok_or_else(|| unknown("comment", comment))?;
            if comment.disposed.is_none() {
                return Err(Refusal::State("this comment was not answered yet"));
            }
            comment.acknowledged = Some(*acknowledgement);
        }
        Act::PositionTaken { proposal: id, stance } => {
            let (_, own) = found(state, event, id)?;
            if own.latest() == 0 {
                return Err(Refusal::State("there is no text to take a position on"));
            }
            if let Stance::Object(objection) = stance
                && !own.objections.contains_key(objection)
            {
                return Err(unknown("objection", objection));
            }
            let position = latest(event, Position { stance: stance.clone(), revision: own.latest() })?;
            let own = proposal(state, event, id)?;
            let moment = (event.at, event.id.clone());
            let first = own.first.entry(event.actor.clone()).or_insert_with(|| moment.clone());
            if moment < *first {
                *first = moment;
            }
            Latest::put(&mut own.positions, event.actor.clone(), position);
        }
        Act::HoldPlaced { proposal: id } => {
            let principal = state.principal(&event.actor).clone();
            let (_, own) = found(state, event, id)?;
            if own.holds.keys().any(|party| state.principal(party) == &principal) {
                return Err(Refusal::State("each principal has one hold on a proposal"));
            }
            proposal(state, event, id)?.holds.insert(event.actor.clone(), (event.at, event.id.clone()));
        }
        Act::CallComputed { proposal: id, snapshot, verdict } => {
            let (process, own) = found(state, event, id)?;
            let taken = Snapshot::take(state, &event.process, process, id, own);
            let digest = taken.digest();
            if &digest != snapshot {
                return Err(Refusal::Different { what: "the snapshot", found: digest, said: snapshot.clone() });
            }
            let computed = call::call(&taken).verdict;
            if computed != *verdict {
                let (found, said) = (computed.name().to_owned(), verdict.name().to_owned());
                return Err(Refusal::Different { what: "the call", found, said });
            }
            let called =
                Called { revision: taken.revision, snapshot: digest, verdict: computed, event: event.id.clone() };
            proposal(state, event, id)?.called = Some(called);
        }
        Act::AdoptionStated { proposal: id, status } => {
            let adoption = Adoption { status: *status, evidence: event.says("evidence"), cost: event.says("cost") };
            let adoption = latest(event, adoption)?;
            Latest::put(&mut proposal(state, event, id)?.adoption, event.actor.clone(), adoption);
        }
        Act::RegisterChanged { proposal: id, pages, witnesses, .. } => {
            let registered = Registered { pages: pages.clone(), witnesses: witnesses.clone(), event: event.id.clone() };
            proposal(state, event, id)?.registered = Some(registered);
        }
        Act::ProposalMoved { proposal: id, to } => moved(state, event, id, to)?,
        _ => return Err(Refusal::State("not an act on a proposal")),
    }
    Ok(())
}

fn moved(state: &mut State, event: &Event, id: &ProposalId, to: &Target) -> Result<(), Refusal> {
    let (process, own) = found(state, event, id)?;
    let missing = guard::missing(state, (&event.process, process), (id, own), to, event.at);
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing));
    }
    if matches!(to, Target::Ruled(_) | Target::Reopened) && !event.says("reasons") {
        return Err(Refusal::Words("reasons"));
    }
    if let Target::Superseded(by) = to
        && (by == id || !process.proposals.contains_key(by))
    {
        return Err(unknown("proposal", by));
    }
    let at = event.at;
    let status = match to {
        Target::Open | Target::Reopened => Status::Open { since: at },
        Target::LastCall => Status::LastCall { since: at, revision: own.latest() },
        Target::Ruled(ruling) => Status::Ruled { ruling: *ruling, at },
        Target::Adopted(stage) => Status::Adopted { stage: stage.clone() },
        Target::InRegister => Status::InRegister,
        Target::ReviewDue => Status::ReviewDue,
        Target::Discussed => Status::Discussed,
        Target::Withdrawn => Status::Withdrawn,
        Target::Superseded(by) => Status::Superseded { by: by.clone() },
    };
    let first = matches!(to, Target::Adopted(stage) if own.adopted.is_empty()
        && process.profile.stages.first().is_some_and(|first| &first.id != stage));
    let new_profile = match (to, own.current()) {
        (Target::InRegister, Some(revision)) => revision.profile.as_deref().cloned(),
        _ => None,
    };
    let proposal = proposal(state, event, id)?;
    proposal.moves.insert((at, event.id.clone()), status.clone());
    proposal.status = status;
    if let Target::Adopted(stage) = to {
        proposal.adopted.push(stage.clone());
        proposal.government_led |= first;
    }
    if matches!(to, Target::Reopened | Target::Ruled(Ruling::Returned)) {
        proposal.adopted.clear();
        proposal.registered = None;
    }
    if let Some(profile) = new_profile {
        state.profiles.insert(profile.id.clone(), profile);
    }
    Ok(())
}
