//! Objections and appeals. See [`crate::objection`] for who may close what.

use std::collections::{BTreeMap, BTreeSet};

use onus_log::hash::Hash;

use crate::apply::{Refusal, role_of, taken, unknown};
use crate::event::{Act, Event};
use crate::guard::passed;
use crate::id::{AppealId, GroupId, ObjectionId, PartyId, ProposalId};
use crate::objection::{Appeal, LONGEST_PANEL, LONGEST_RULING, Objection, PanelResult, Standing};
use crate::process::Process;
use crate::proposal::{Acknowledgement, Proposal, Ruling, Status};
use crate::sortition;
use crate::state::State;

fn found<'s>(state: &'s State, event: &Event, id: &ProposalId) -> Result<(&'s Process, &'s Proposal), Refusal> {
    let process = state.processes.get(&event.process).ok_or_else(|| unknown("process", &event.process))?;
    Ok((process, process.proposals.get(id).ok_or_else(|| unknown("proposal", id))?))
}

fn proposal<'s>(state: &'s mut State, event: &Event, id: &ProposalId) -> Result<&'s mut Proposal, Refusal> {
    let process = state.processes.get_mut(&event.process).ok_or_else(|| unknown("process", &event.process))?;
    process.proposals.get_mut(id).ok_or_else(|| unknown("proposal", id))
}

fn objection<'s>(
    state: &'s mut State,
    event: &Event,
    id: &ProposalId,
    objection: &ObjectionId,
) -> Result<&'s mut Objection, Refusal> {
    let own = proposal(state, event, id)?.objections.get_mut(objection);
    own.ok_or_else(|| unknown("objection", objection))
}

fn appeal<'s>(
    state: &'s mut State,
    event: &Event,
    id: &ProposalId,
    appeal: &AppealId,
) -> Result<&'s mut Appeal, Refusal> {
    let own = proposal(state, event, id)?.appeals.get_mut(appeal);
    own.ok_or_else(|| unknown("appeal", appeal))
}

pub(crate) fn apply(state: &mut State, event: &Event) -> Result<(), Refusal> {
    match &event.act {
        Act::ObjectionFiled { proposal: id, objection: name, ground } => {
            let (_, own) = found(state, event, id)?;
            if own.objections.contains_key(name) {
                return Err(taken("objection", name));
            }
            let filed = Objection {
                by: event.actor.clone(),
                role: role_of(event)?.clone(),
                ground: *ground,
                revision: own.latest(),
                argued: event.says("argument"),
                standing: Standing::Filed,
                filed: event.at,
                event: event.id.clone(),
                supporters: BTreeMap::new(),
                events: BTreeSet::from([event.id.clone()]),
            };
            proposal(state, event, id)?.objections.insert(name.clone(), filed);
        }
        Act::ObjectionSupported { proposal: id, objection: name } => {
            let role = role_of(event)?.clone();
            let own = objection(state, event, id, name)?;
            if own.by == event.actor {
                return Err(Refusal::State("this objection is your own"));
            }
            own.supporters.insert(event.actor.clone(), role);
            own.events.insert(event.id.clone());
        }
        Act::ObjectionAdmitted { proposal: id, objection: name } => {
            step(state, event, id, name, |own| match own.standing {
                Standing::Filed if own.argued => Ok(Standing::Admitted),
                Standing::Filed => Err(Refusal::State("an objection needs an argument; ask once for it")),
                _ => Err(Refusal::State("only an objection that was just filed is admitted")),
            })?;
        }
        Act::ObjectionMediated { proposal: id, objection: name } => {
            step(state, event, id, name, |own| match own.standing {
                Standing::Admitted | Standing::Met { .. } => Ok(Standing::Mediation { since: event.at }),
                _ => Err(Refusal::State("mediation follows admission")),
            })?;
        }
        Act::ObjectionWithdrawn { proposal: id, objection: name } => step(state, event, id, name, |own| {
            if own.standing.is_open() {
                Ok(Standing::Withdrawn)
            } else {
                Err(Refusal::State("the objection is closed already"))
            }
        })?,
        Act::ObjectionMet { proposal: id, objection: name, revision } => {
            let latest = found(state, event, id)?.1.latest();
            step(state, event, id, name, |own| {
                if *revision <= own.revision || *revision > latest {
                    return Err(Refusal::State("an objection is met by a revision that came after it"));
                }
                if !own.standing.is_open() || own.standing == Standing::Filed {
                    return Err(Refusal::State("only an objection that was admitted can be met"));
                }
                Ok(Standing::Met { revision: *revision, notice: event.at })
            })?;
        }
        Act::ObjectionAcknowledged { proposal: id, objection: name, acknowledgement } => {
            step(state, event, id, name, |own| match (&own.standing, acknowledgement) {
                (Standing::Met { revision, .. }, Acknowledgement::Satisfied) => {
                    Ok(Standing::Accommodated { revision: *revision })
                }
                (Standing::Met { .. }, Acknowledgement::NotSatisfied) => Ok(Standing::Mediation { since: event.at }),
                _ => Err(Refusal::State("the text was not changed to meet this objection")),
            })?;
        }
        Act::ObjectionLapsed { proposal: id, objection: name } => {
            let silence = found(state, event, id)?.0.profile.days.silence;
            step(state, event, id, name, |own| match own.standing {
                Standing::Met { revision, notice } if passed(notice, silence, event.at) => {
                    Ok(Standing::Accommodated { revision })
                }
                Standing::Met { .. } => {
                    Err(Refusal::State("the objector still has time to say whether the change meets it"))
                }
                _ => Err(Refusal::State("the text was not changed to meet this objection")),
            })?;
        }
        Act::ObjectionAnswered { proposal: id, objection: name } => {
            if !event.says("reasons") {
                return Err(Refusal::Words("reasons"));
            }
            let days = found(state, event, id)?.0.profile.days.mediation;
            step(state, event, id, name, |own| match own.standing {
                Standing::Mediation { since } if passed(since, days, event.at) => Ok(Standing::Answered),
                _ => Err(Refusal::State(
                    "an objection is answered only after it was mediated for the days of the profile",
                )),
            })?;
        }
        Act::AppealFiled { proposal: id, appeal: name, objection: against } => {
            let (process, own) = found(state, event, id)?;
            if own.appeals.contains_key(name) || own.appeals.values().any(|appeal| &appeal.objection == against) {
                return Err(taken("appeal", name));
            }
            let objection = own.objections.get(against).ok_or_else(|| unknown("objection", against))?;
            let late = objection.standing.is_open() && passed(objection.filed, LONGEST_RULING, event.at);
            if objection.standing != Standing::Answered && !late {
                return Err(Refusal::State(
                    "an appeal is against the answer to an objection, or against getting none for sixty days",
                ));
            }
            if let Status::Ruled { at, .. } = own.status
                && passed(at, process.profile.days.appeal, event.at)
            {
                return Err(Refusal::State("the time to appeal is over"));
            }
            let filed = Appeal {
                objection: against.clone(),
                by: event.actor.clone(),
                filed: event.at,
                commits: BTreeMap::new(),
                reveals: BTreeMap::new(),
                panel: BTreeSet::new(),
                drawn: None,
                result: None,
                events: BTreeSet::from([event.id.clone()]),
            };
            proposal(state, event, id)?.appeals.insert(name.clone(), filed);
        }
        Act::DrawCommitted { proposal: id, appeal: name, commit } => {
            let own = appeal(state, event, id, name)?;
            if !own.reveals.is_empty() || !own.panel.is_empty() || own.commits.contains_key(&event.actor) {
                return Err(Refusal::State("numbers are bound once, and before any is shown"));
            }
            own.commits.insert(event.actor.clone(), commit.clone());
            own.events.insert(event.id.clone());
        }
        Act::DrawRevealed { proposal: id, appeal: name, reveal } => {
            let own = appeal(state, event, id, name)?;
            if own.commits.len() < sortition::REVEALS {
                return Err(Refusal::State("numbers are shown once all are bound"));
            }
            let bound = own.commits.get(&event.actor).ok_or(Refusal::State("this number was not bound"))?;
            let found = Hash::of(reveal.as_bytes()).hex();
            if &found != bound {
                return Err(Refusal::Different { what: "the number", found, said: bound.clone() });
            }
            own.reveals.insert(event.actor.clone(), reveal.clone());
            own.events.insert(event.id.clone());
        }
        Act::PanelDrawn { proposal: id, appeal: name, root, panel } => {
            let drawn = redraw(state, event, id, name, root)?;
            if &drawn != panel {
                let list = |panel: &BTreeSet<PartyId>| panel.iter().map(PartyId::as_str).collect::<Vec<_>>().join(", ");
                return Err(Refusal::Different { what: "the panel", found: list(&drawn), said: list(panel) });
            }
            let own = appeal(state, event, id, name)?;
            own.panel = drawn;
            own.drawn = Some(event.at);
            own.events.insert(event.id.clone());
        }
        Act::AppealDecided { proposal: id, appeal: name, result } => {
            if !event.says("reasons") {
                return Err(Refusal::Words("reasons"));
            }
            let own = appeal(state, event, id, name)?;
            if !own.panel.contains(&event.actor) {
                return Err(Refusal::State("only the panel decides"));
            }
            if own.result.is_some() {
                return Err(Refusal::State("the appeal is decided"));
            }
            own.result = Some(*result);
            own.events.insert(event.id.clone());
            let against = own.objection.clone();
            let own = objection(state, event, id, &against)?;
            own.events.insert(event.id.clone());
            own.standing = match result {
                PanelResult::Affirmed => Standing::Affirmed,
                PanelResult::Upheld => Standing::Upheld,
            };
            let own = proposal(state, event, id)?;
            if *result == PanelResult::Upheld && matches!(own.status, Status::Ruled { .. }) {
                own.status = Status::Ruled { ruling: Ruling::Returned, at: event.at };
                own.moves.insert((event.at, event.id.clone()), own.status.clone());
            }
        }
        _ => return Err(Refusal::State("not an act on an objection")),
    }
    Ok(())
}

/// One step of an objection.
fn step(
    state: &mut State,
    event: &Event,
    id: &ProposalId,
    name: &ObjectionId,
    to: impl Fn(&Objection) -> Result<Standing, Refusal>,
) -> Result<(), Refusal> {
    let own = objection(state, event, id, name)?;
    own.standing = to(own)?;
    own.events.insert(event.id.clone());
    Ok(())
}

/// Who may be drawn: one party of each principal that speaks in the process, apart from the chairs, the author, the objector and those
/// who joined the objection.
pub fn candidates(
    state: &State,
    process: &Process,
    proposal: &Proposal,
    appeal: &Appeal,
) -> BTreeMap<PartyId, GroupId> {
    let objection = proposal.objections.get(&appeal.objection);
    let mut out: BTreeSet<&PartyId> = process.charter.chairs.iter().map(|chair| state.principal(chair)).collect();
    out.insert(state.principal(&proposal.author));
    out.extend(objection.iter().map(|one| state.principal(&one.by)));
    out.extend(objection.iter().flat_map(|one| one.supporters.keys()).map(|party| state.principal(party)));
    let mut candidates = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (_, declared) in process.voices() {
        let principal = state.principal(&declared.role.party);
        if !out.contains(principal) && seen.insert(principal) {
            candidates.insert(declared.role.party.clone(), declared.role.group.clone());
        }
    }
    candidates
}

fn redraw(
    state: &State,
    event: &Event,
    id: &ProposalId,
    name: &AppealId,
    root: &str,
) -> Result<BTreeSet<PartyId>, Refusal> {
    let (process, own) = found(state, event, id)?;
    let appeal = own.appeals.get(name).ok_or_else(|| unknown("appeal", name))?;
    let idle = appeal.result.is_none() && appeal.drawn.is_some_and(|at| passed(at, LONGEST_PANEL, event.at));
    if !appeal.panel.is_empty() && !idle {
        return Err(Refusal::State("the panel is drawn already"));
    }
    if appeal.reveals.len() < sortition::REVEALS || appeal.reveals.len() < appeal.commits.len() {
        return Err(Refusal::State("a draw needs the numbers of at least two witnesses, and of all who bound one"));
    }
    let root = Hash::from_hex(root).ok_or(Refusal::State("the root is a hash in hexadecimal"))?;
    let candidates = candidates(state, process, own, appeal);
    sortition::draw(sortition::seed(root, &appeal.reveals), &candidates)
        .ok_or(Refusal::State("a panel needs five who are not involved, from at least three groups"))
}
