//! What a proposal still needs before it can move on. A page shows the list; a move is allowed when it is empty.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::answer::Answer;
use crate::call::{Snapshot, Verdict};
use crate::event::Target;
use crate::id::{GroupId, InterestId, ProcessId, ProposalId, StageId};
use crate::objection::{Ground, Standing};
use crate::process::{Hat, Latest, Process, Stake};
use crate::profile::{Mode, Stage};
use crate::proposal::{Proposal, ProposalKind, Ruling, Status};
use crate::state::State;

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Which guard asks for it: G1 to G5, or F for a forum.
    pub guard: &'static str,
    /// What to do.
    pub needs: String,
    /// By whom or on what, if it is about one thing.
    pub subject: Option<String>,
}

struct List(&'static str, Vec<Missing>);

impl List {
    fn need(&mut self, met: bool, needs: impl Into<String>) {
        self.about(met, needs, None);
    }

    fn about(&mut self, met: bool, needs: impl Into<String>, subject: Option<String>) {
        if !met {
            self.1.push(Missing { guard: self.0, needs: needs.into(), subject });
        }
    }
}

/// Whether so many days have gone by.
pub(crate) fn passed(since: Timestamp, days: u16, now: Timestamp) -> bool {
    now.duration_since(since).as_secs() >= i64::from(days) * 86_400
}

/// Interests for which nobody speaks.
pub fn missing_voices(process: &Process) -> BTreeSet<&InterestId> {
    let voiced: BTreeSet<&InterestId> = process.voices().flat_map(|(_, declared)| &declared.role.speaks_for).collect();
    process.charter.interests.iter().filter(|interest| !voiced.contains(interest)).collect()
}

/// Groups that said something in a table of statements.
fn groups_of<'p, T: 'p>(
    process: &'p Process,
    statements: impl IntoIterator<Item = &'p Latest<T>>,
) -> BTreeSet<&'p GroupId> {
    statements.into_iter().filter_map(|statement| process.group(&statement.role)).collect()
}

/// What is missing for a move. A move that is not possible from where the proposal is says so.
pub fn missing(
    state: &State,
    at: (&ProcessId, &Process),
    of: (&ProposalId, &Proposal),
    to: &Target,
    now: Timestamp,
) -> Vec<Missing> {
    let ((_, process), (_, proposal)) = (at, of);
    match (&proposal.status, to) {
        (Status::Draft, Target::Open) => opening(process, proposal),
        (Status::Open { since }, Target::LastCall) => last_call(process, proposal, *since, now),
        (Status::LastCall { since, .. }, Target::Ruled(ruling)) => ruling_on(state, at, of, *ruling, *since, now),
        (Status::Ruled { .. } | Status::Adopted { .. }, Target::Adopted(stage)) => {
            adopting(state, process, proposal, stage, now)
        }
        (Status::Ruled { .. } | Status::Adopted { .. }, Target::InRegister) => registering(process, proposal, now),
        (Status::InRegister, Target::ReviewDue)
        | (Status::Draft | Status::Open { .. }, Target::Withdrawn)
        | (Status::Draft | Status::Open { .. } | Status::LastCall { .. } | Status::InRegister, Target::Superseded(_)) => {
            Vec::new()
        }
        (Status::Open { .. }, Target::Discussed) if process.profile.mode == Mode::Forum => Vec::new(),
        (Status::LastCall { .. } | Status::ReviewDue | Status::Discussed, Target::Reopened) => Vec::new(),
        (Status::Ruled { ruling, .. }, Target::Reopened) if *ruling != Ruling::RoughConsensus => Vec::new(),
        _ => {
            let mut list = List("state", Vec::new());
            list.need(false, format!("a proposal that is {} cannot go there", proposal.status.phase().name()));
            list.1
        }
    }
}

/// G1.
fn opening(process: &Process, proposal: &Proposal) -> Vec<Missing> {
    let mut list = List("G1", Vec::new());
    let draft = &proposal.draft;
    list.need(proposal.summary, "write a plain summary");
    let text = match draft.kind {
        ProposalKind::Profile => proposal.current().is_some_and(|revision| revision.profile.is_some()),
        ProposalKind::Value | ProposalKind::Practice => proposal.latest() > 0,
        _ => proposal.current().is_some_and(|revision| !revision.edits.is_empty()),
    };
    list.need(
        text || process.profile.mode == Mode::Forum,
        "add a text: the items that change, with the hash of what they change",
    );
    list.need(!draft.serves.is_empty(), "say which values it serves");
    list.need(!draft.duty_holders.is_empty(), "name an interest of those who would owe");
    list.need(!draft.beneficiaries.is_empty(), "name an interest of those who would be owed");
    list.need(
        draft.touches_rights == Answer::No || proposal.rights.is_some(),
        "record its impact on rights, or say that it touches none",
    );
    let stake = process.role(&proposal.role).map(|declared| declared.role.stake);
    list.need(stake.is_some_and(|stake| stake != Stake::NotSaid), "the author says what they have to gain or lose");
    list.1
}

/// G2.
fn last_call(process: &Process, proposal: &Proposal, since: Timestamp, now: Timestamp) -> Vec<Missing> {
    let mut list = List("G2", Vec::new());
    let days = &process.profile.days;
    list.need(process.profile.mode != Mode::Forum, "nothing: a forum decides nothing, it ends in \"discussed\"");
    list.need(passed(since, days.open, now), format!("wait until it was open for {} days", days.open));
    for (id, comment) in &proposal.comments {
        let fresh = !passed(comment.at, days.reply, now);
        list.about(comment.disposed.is_some() || fresh, "say what becomes of this comment", Some(id.to_string()));
    }
    for (id, objection) in &proposal.objections {
        list.about(
            !objection.standing.is_open(),
            "close this objection: only an answer, a change or its author can",
            Some(id.to_string()),
        );
    }
    for (party, (at, _)) in &proposal.holds {
        let objected = proposal.objections.values().any(|objection| &objection.by == party);
        list.about(objected || passed(*at, 7, now), "wait: a hold lasts seven days", Some(party.to_string()));
    }
    let previewed = proposal.current().is_some_and(|revision| revision.edits.is_empty() || revision.preview.is_some());
    list.need(previewed, "run the latest revision and attach who gains or loses which duty");
    for interest in missing_voices(process) {
        let reached = process.outreach.values().any(|outreach| &outreach.interest == interest);
        list.about(
            reached,
            "nobody speaks for this interest: ask someone to, and record it",
            Some(interest.to_string()),
        );
    }
    let briefed = groups_of(process, process.brief.values()).len();
    list.need(
        briefed >= process.profile.floors.brief,
        format!("{} groups mark the shared brief, so far {briefed}", process.profile.floors.brief),
    );
    for hat in &process.profile.hats {
        let worn = process.voices().any(|(_, declared)| declared.role.hat == *hat);
        list.about(worn, "someone speaks under this hat", Some(hat.name().to_owned()));
    }
    let spoke: BTreeSet<&GroupId> = process.contributions.values().filter_map(|one| process.group(&one.role)).collect();
    list.need(spoke.len() > 1, "more than one stakeholder group speaks");
    list.1
}

/// G3.
fn ruling_on(
    state: &State,
    at: (&ProcessId, &Process),
    of: (&ProposalId, &Proposal),
    ruling: Ruling,
    since: Timestamp,
    now: Timestamp,
) -> Vec<Missing> {
    let ((process_id, process), (id, proposal)) = (at, of);
    let mut list = List("G3", Vec::new());
    let days = process.profile.days.last_call;
    if matches!(ruling, Ruling::Returned | Ruling::Parked | Ruling::NoConsensus) {
        return list.1;
    }
    list.need(passed(since, days, now), format!("wait until last call has run for {days} days"));
    let consulted = process.profile.mode == Mode::Consultation;
    list.need(
        consulted == (ruling == Ruling::Consulted),
        "rule as the profile says: a consultation ends in \"consulted\", a decision in a call",
    );
    let snapshot = Snapshot::take(state, process_id, process, id, proposal);
    let fresh = proposal.called.as_ref().filter(|called| called.snapshot == snapshot.digest());
    list.need(fresh.is_some(), "compute the call on the record as it is now");
    if consulted {
        list.need(snapshot.open.is_empty(), "answer every objection");
        list.need(snapshot.waiting.is_empty(), "answer every comment");
    } else {
        let verdict = fresh.map_or(Verdict::NotReady, |called| called.verdict);
        list.need(verdict.passes(), format!("the call says {}", verdict.name()));
    }
    for (objection, one) in &proposal.objections {
        let recorded = one.ground != Ground::Rights || proposal.rights.is_some();
        list.about(
            recorded,
            "record the impact on rights, since this objection is about rights",
            Some(objection.to_string()),
        );
    }
    for party in &process.charter.chairs {
        let silent = process.roles.values().any(|declared| {
            &declared.role.party == party && declared.role.hat == Hat::Chair && declared.role.stake == Stake::NotSaid
        });
        list.about(
            !silent,
            "the chair says what they have to gain or lose, or a deputy rules",
            Some(party.to_string()),
        );
    }
    list.1
}

/// Appeals that still run, or may still come.
fn appeals(process: &Process, proposal: &Proposal, now: Timestamp, list: &mut List) {
    for (id, appeal) in &proposal.appeals {
        list.about(appeal.result.is_some(), "the panel decides this appeal", Some(id.to_string()));
    }
    if let Status::Ruled { at, .. } = proposal.status {
        for (id, objection) in &proposal.objections {
            let groups: BTreeSet<&GroupId> =
                objection.supporters.values().chain([&objection.role]).filter_map(|role| process.group(role)).collect();
            let weighty = objection.ground == Ground::Rights || groups.len() >= 2;
            let open = objection.standing == Standing::Answered && weighty;
            let days = process.profile.days.appeal;
            list.about(
                !open || passed(at, days, now),
                format!("wait {days} days for an appeal on this objection"),
                Some(id.to_string()),
            );
        }
    }
    for (id, objection) in &proposal.objections {
        list.about(
            objection.standing != Standing::Upheld,
            "the text changes, since this objection was upheld",
            Some(id.to_string()),
        );
    }
}

/// G4: acceptable and feasible.
fn adopting(state: &State, process: &Process, proposal: &Proposal, stage: &StageId, now: Timestamp) -> Vec<Missing> {
    let mut list = List("G4", Vec::new());
    let stages = &process.profile.stages;
    let Some(entered) = stages.iter().find(|own| &own.id == stage) else {
        list.need(false, "name a stage of the profile");
        return list.1;
    };
    appeals(process, proposal, now, &mut list);
    match proposal.adopted.last().and_then(|last| stages.iter().position(|own| &own.id == last)) {
        None => {
            let first = stages.first().is_some_and(|own| &own.id == stage);
            let leads = entered.government && process.charter.government_first;
            list.need(first || leads, "begin with the first stage, unless the charter lets government go first");
        }
        Some(before) => {
            let next = stages.get(before + 1).is_some_and(|own| &own.id == stage);
            list.need(next || proposal.government_led, "take the stages in order");
            if let Some(before) = stages.get(before) {
                gate(state, process, proposal, before, &mut list);
            }
        }
    }
    accepts(state, process, proposal, entered, &mut list);
    list.1
}

/// Whether a stage shows that the norm is acceptable and feasible.
fn gate(state: &State, process: &Process, proposal: &Proposal, stage: &Stage, list: &mut List) {
    accepts(state, process, proposal, stage, list);
    let tried = proposal.adoption.values().any(|one| one.value.status.tries() && one.value.evidence);
    list.about(tried, "feasible: someone pilots or does it, with evidence", Some(stage.id.to_string()));
    let cost = proposal.adoption.values().any(|one| one.value.cost);
    list.about(cost, "feasible: someone says what it costs", Some(stage.id.to_string()));
}

fn accepts(state: &State, process: &Process, proposal: &Proposal, stage: &Stage, list: &mut List) {
    // principals of the groups of the stage, each once
    let mut said: BTreeMap<&crate::id::PartyId, bool> = BTreeMap::new();
    for (party, one) in &proposal.adoption {
        if process.group(&one.role).is_some_and(|group| stage.groups.contains(group)) {
            said.entry(state.principal(party)).or_insert(one.value.status.accepts());
        }
    }
    let yes = said.values().filter(|accepts| **accepts).count();
    let enough = yes > 0 && 2 * (yes + 1) >= said.len() + 2;
    list.about(
        enough,
        "acceptable: those of this stage endorse it, and at least half of those who spoke",
        Some(stage.id.to_string()),
    );
}

/// G5.
fn registering(process: &Process, proposal: &Proposal, now: Timestamp) -> Vec<Missing> {
    let mut list = List("G5", Vec::new());
    for stage in &process.profile.stages {
        list.about(proposal.adopted.contains(&stage.id), "adopt it in this stage", Some(stage.id.to_string()));
    }
    appeals(process, proposal, now, &mut list);
    let edits = proposal.current().is_some_and(|revision| !revision.edits.is_empty());
    let witnesses = proposal.registered.as_ref().map_or(0, |registered| registered.witnesses.len());
    let floor = process.profile.floors.witnesses;
    list.need(!edits || proposal.registered.is_some(), "merge the change into the pages of the register");
    list.need(
        !edits || witnesses >= floor,
        format!("witnesses of {floor} stakeholder groups co-sign the record, so far {witnesses}"),
    );
    list.1
}

/// What a forum still needs before it can end in "discussed".
pub fn missing_to_end(process: &Process) -> Vec<Missing> {
    let mut list = List("F", Vec::new());
    list.need(process.profile.mode == Mode::Forum, "nothing: only a forum ends in \"discussed\"");
    let floors = &process.profile.floors;
    for question in &process.charter.questions {
        let answers = process.answers.iter().filter(|((own, _), _)| own == question).map(|(_, answer)| answer);
        let groups = groups_of(process, answers).len();
        list.about(
            groups >= floors.groups,
            format!("{} groups answer this question, so far {groups}", floors.groups),
            Some(question.to_string()),
        );
    }
    let briefed = groups_of(process, process.brief.values()).len();
    list.need(briefed >= floors.brief, format!("{} groups mark the shared brief, so far {briefed}", floors.brief));
    for interest in missing_voices(process) {
        let reached = process.outreach.values().any(|outreach| &outreach.interest == interest);
        list.about(
            reached,
            "nobody speaks for this interest: ask someone to, and record it",
            Some(interest.to_string()),
        );
    }
    list.1
}

/// Whether a stage was shown to be acceptable and feasible: what the capture alarm asks.
pub(crate) fn gate_shown(state: &State, process: &Process, proposal: &Proposal, stage: &Stage) -> bool {
    let mut list = List("G4", Vec::new());
    gate(state, process, proposal, stage, &mut list);
    list.1.is_empty()
}
