//! Parties, processes, roles, the brief, answers, and the erasure of words.

use std::collections::BTreeMap;

use crate::apply::{Refusal, role_of, running, taken, unknown};
use crate::event::{Act, ErasureReason, Event};
use crate::guard;
use crate::id::{PartyId, RoleId};
use crate::process::{Challenge, Course, Declared, Hat, Latest, Mandate, Outreach, Process, Role, Stake};
use crate::state::{Party, State};

fn latest<T>(event: &Event, value: T) -> Result<Latest<T>, Refusal> {
    Ok(Latest { value, role: role_of(event)?.clone(), at: event.at, event: event.id.clone() })
}

fn process<'s>(state: &'s mut State, event: &Event) -> Result<&'s mut Process, Refusal> {
    state.processes.get_mut(&event.process).ok_or_else(|| unknown("process", &event.process))
}

pub(super) fn apply(state: &mut State, event: &Event) -> Result<(), Refusal> {
    let (actor, id) = (&event.actor, &event.id);
    match &event.act {
        Act::PartyRegistered { party, kind, of } => {
            if state.parties.contains_key(party) {
                return Err(taken("party", party));
            }
            if let Some(parent) = of.as_ref().filter(|parent| !state.parties.contains_key(*parent)) {
                return Err(unknown("party", parent));
            }
            state.parties.insert(party.clone(), Party { kind: *kind, of: of.clone(), event: id.clone() });
        }
        Act::ProcessOpened { profile, charter } => {
            if state.processes.contains_key(&event.process) {
                return Err(taken("process", &event.process));
            }
            let known = state.profiles.get(&profile.id).ok_or_else(|| unknown("profile", &profile.id))?;
            if known != profile.as_ref() {
                return Err(Refusal::State("use a profile as it stands; a change of it is a proposal of its own"));
            }
            if charter.groups.is_empty() || charter.interests.is_empty() || charter.languages.is_empty() {
                return Err(Refusal::State("a charter names affected groups, interests at stake, and languages"));
            }
            if !charter.chairs.contains(actor) {
                return Err(Refusal::State("who opens a process is one of its chairs"));
            }
            let opened = Process {
                profile: profile.as_ref().clone(),
                charter: charter.as_ref().clone(),
                lead: charter.lead.clone(),
                event: id.clone(),
                since: event.at,
                course: Course::Running,
                roles: BTreeMap::new(),
                brief: BTreeMap::new(),
                answers: BTreeMap::new(),
                recognition: BTreeMap::new(),
                expectations: BTreeMap::new(),
                practices: BTreeMap::new(),
                outreach: BTreeMap::new(),
                alarms: BTreeMap::new(),
                proposals: BTreeMap::new(),
                contributions: BTreeMap::new(),
            };
            state.processes.insert(event.process.clone(), opened);
        }
        Act::RoleDeclared { name, declared } => declare(state, event, name, declared)?,
        Act::RoleChallenged { name } => {
            let declared = running(state, event)?.roles.get(name).ok_or_else(|| unknown("role", name))?;
            if declared.challenge != Challenge::None {
                return Err(Refusal::State("this role was doubted before"));
            }
            if !event.says("reasons") {
                return Err(Refusal::Words("reasons"));
            }
            if let Some(declared) = process(state, event)?.roles.get_mut(name) {
                declared.challenge = Challenge::Open;
                declared.challenged_by = Some(id.clone());
            }
        }
        Act::RoleSettled { name, outcome } => {
            let declared = running(state, event)?.roles.get(name).ok_or_else(|| unknown("role", name))?;
            if declared.challenge != Challenge::Open || !matches!(outcome, Challenge::Stands | Challenge::Struck) {
                return Err(Refusal::State("settle an open doubt: the role stands, or is struck"));
            }
            if state.same(actor, &declared.role.party) {
                return Err(Refusal::YourOwn("settle a doubt"));
            }
            if let Some(declared) = process(state, event)?.roles.get_mut(name) {
                declared.challenge = *outcome;
            }
        }
        Act::ProcessDiscussed => {
            let missing = guard::missing_to_end(running(state, event)?);
            if !missing.is_empty() {
                return Err(Refusal::Missing(missing));
            }
            if !event.says("summary") {
                return Err(Refusal::Words("summary"));
            }
            process(state, event)?.course = Course::Discussed(id.clone());
        }
        Act::LeadPassed { to } => {
            let own = running(state, event)?;
            let alarm = capture(state, own, to);
            let process = process(state, event)?;
            process.lead = to.clone();
            if let Some(alarm) = alarm {
                process.alarms.insert(id.clone(), alarm);
            }
        }
        Act::BriefMarked { mark } => {
            let mark = latest(event, *mark)?;
            Latest::put(&mut process(state, event)?.brief, actor.clone(), mark);
        }
        Act::OutreachRecorded { interest } => {
            let process = process(state, event)?;
            if !process.charter.interests.contains(interest) {
                return Err(unknown("interest", interest));
            }
            process.outreach.insert(id.clone(), Outreach { interest: interest.clone(), at: event.at });
        }
        Act::QuestionAnswered { question, stand } => {
            let answer = latest(event, *stand)?;
            let process = process(state, event)?;
            if !process.charter.questions.contains(question) {
                return Err(unknown("question", question));
            }
            Latest::put(&mut process.answers, (question.clone(), actor.clone()), answer);
        }
        Act::RecognitionStated { item, responsible } => {
            let says = latest(event, responsible.clone())?;
            Latest::put(&mut process(state, event)?.recognition, (item.clone(), actor.clone()), says);
        }
        Act::ExpectationAnswered { item, clarity, commits } => {
            let says = latest(event, (*clarity, *commits))?;
            Latest::put(&mut process(state, event)?.expectations, (item.clone(), actor.clone()), says);
        }
        Act::PracticeSurveyed { item, jurisdiction, practice } => {
            let says = latest(event, *practice)?;
            let key = (item.clone(), jurisdiction.clone(), actor.clone());
            Latest::put(&mut process(state, event)?.practices, key, says);
        }
        Act::WordsErased { event: erased, reason } => {
            if *reason == ErasureReason::Moderated && !event.says("reasons") {
                return Err(Refusal::Words("reasons"));
            }
            let happened = state.events.get_mut(erased).ok_or_else(|| unknown("event", erased))?;
            if happened.process != event.process || !happened.words || happened.erased_by.is_some() {
                return Err(Refusal::State("this event of the process has no words that could be erased"));
            }
            happened.erased_by = Some(id.clone());
        }
        _ => return Err(Refusal::State("not an act of taking part")),
    }
    Ok(())
}

fn declare(state: &mut State, event: &Event, name: &RoleId, role: &Role) -> Result<(), Refusal> {
    let process = running(state, event)?;
    if process.roles.contains_key(name) {
        return Err(taken("role", name));
    }
    if role.party != event.actor {
        return Err(Refusal::NotYours("declare a role for this party"));
    }
    if let Some(party) = role.on_behalf_of.iter().find(|party| !state.parties.contains_key(*party)) {
        return Err(unknown("party", party));
    }
    if let Some(interest) = role.speaks_for.difference(&process.charter.interests).next() {
        return Err(unknown("interest", interest));
    }
    if role.hat.needs_mandate() && (role.speaks_for.is_empty() || role.mandate == Mandate::Own) {
        return Err(Refusal::State("who speaks for users or non-users says for whose interest, and with what mandate"));
    }
    if role.stake == Stake::Disclosed && !event.says("disclosure") {
        return Err(Refusal::Words("disclosure"));
    }
    let named = |party: &PartyId| {
        process.proposals.values().any(|own| own.appeals.values().any(|appeal| appeal.panel.contains(party)))
    };
    match role.hat {
        Hat::Chair if !process.charter.chairs.contains(&role.party) => {
            return Err(Refusal::State("the charter names the chairs"));
        }
        Hat::Panellist if !named(&role.party) => return Err(Refusal::State("a panel is drawn by lot")),
        _ => {}
    }
    let declared = Declared {
        role: role.clone(),
        event: event.id.clone(),
        since: event.at,
        challenge: Challenge::None,
        challenged_by: None,
    };
    if let Some(process) = state.processes.get_mut(&event.process) {
        process.roles.insert(name.clone(), declared);
    }
    Ok(())
}

/// Whether the lead passes to another stage before that of now has shown its gate: a sign of capture. It is not refused; it is said.
fn capture(state: &State, process: &Process, to: &crate::id::GroupId) -> Option<String> {
    let stages = &process.profile.stages;
    let at = |group| stages.iter().position(|stage| stage.groups.contains(group));
    let (from, into) = (at(&process.lead)?, at(to)?);
    let stage = stages.get(from)?;
    let shown = process.proposals.values().any(|proposal| guard::gate_shown(state, process, proposal, stage));
    (from != into && !shown).then(|| {
        format!(
            "the lead passed from {} to {to} before the stage `{}` was shown to be acceptable and feasible",
            process.lead, stage.id
        )
    })
}
