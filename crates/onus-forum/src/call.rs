//! The call of rough consensus: a pure function of a snapshot, in exact fractions. Anyone with the snapshot gets the same.
//!
//! Open objections alone decide whether it is ready (C1), and no ballot can change that. The rest may hold a call open or explain it. An
//! affected group that nobody spoke for gives "cannot tell", and never counts as agreeing.

use std::collections::{BTreeMap, BTreeSet};

use onus_log::hash::Hash;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::id::{CommentId, EventId, GroupId, ObjectionId, PartyId, ProcessId, ProposalId};
use crate::objection::Ground;
use crate::process::{Process, Side};
use crate::profile::Floors;
use crate::proposal::{Proposal, Stance};
use crate::ratio::Ratio;
use crate::state::State;

/// How one principal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vote {
    /// For it.
    Support,
    /// Can live with it.
    CanLive,
    /// Stands aside.
    StandAside,
    /// Shares an objection.
    Object,
    /// Has read it.
    Abstain,
}

/// A ballot of a principal: of all that belong to one parent, the one that spoke first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// For which group.
    pub group: GroupId,
    /// How.
    pub vote: Vote,
    /// By which event.
    pub event: EventId,
}

/// An objection that was answered and not followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruled {
    /// On which ground.
    pub ground: Ground,
    /// Groups that share it.
    pub groups: BTreeSet<GroupId>,
    /// The events on which it rests.
    pub events: BTreeSet<EventId>,
}

/// All that a call rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Of which process.
    pub process: ProcessId,
    /// Of which proposal.
    pub proposal: ProposalId,
    /// Which revision.
    pub revision: u32,
    /// Hash of its text.
    pub text: String,
    /// What the profile asks.
    pub floors: Floors,
    /// Affected groups, with their side.
    pub groups: BTreeMap<GroupId, Side>,
    /// Ballots by principal.
    pub ballots: BTreeMap<PartyId, Ballot>,
    /// Open objections, with their events.
    pub open: BTreeMap<ObjectionId, BTreeSet<EventId>>,
    /// Objections that were answered and not followed.
    pub overruled: BTreeMap<ObjectionId, Overruled>,
    /// Comments without a disposition.
    pub waiting: BTreeMap<CommentId, EventId>,
    /// Comments with one, and the event that gave it.
    pub disposed: BTreeMap<CommentId, EventId>,
    /// Contributions by principal.
    pub contributions: BTreeMap<PartyId, BTreeSet<EventId>>,
}

impl Snapshot {
    /// What a proposal comes to now.
    pub fn take(
        state: &State,
        process_id: &ProcessId,
        process: &Process,
        id: &ProposalId,
        proposal: &Proposal,
    ) -> Self {
        let revision = proposal.latest();
        // of each principal, the party that first spoke; a later colleague changes nothing
        let mut speakers: BTreeMap<&PartyId, (&(jiff::Timestamp, EventId), &PartyId)> = BTreeMap::new();
        for (party, first) in &proposal.first {
            let own = (first, party);
            let speaker = speakers.entry(state.principal(party)).or_insert(own);
            *speaker = (*speaker).min(own);
        }
        let ballots = speakers.into_iter().filter_map(|(principal, (_, party))| {
            let position = proposal.positions.get(party).filter(|position| position.value.revision == revision)?;
            let vote = match position.value.stance {
                Stance::Support => Vote::Support,
                Stance::CanLive => Vote::CanLive,
                Stance::StandAside => Vote::StandAside,
                Stance::Object(_) => Vote::Object,
                Stance::Abstain => Vote::Abstain,
            };
            let group = process.group(&position.role)?.clone();
            Some((principal.clone(), Ballot { group, vote, event: position.event.clone() }))
        });
        let mut contributions: BTreeMap<PartyId, BTreeSet<EventId>> = BTreeMap::new();
        let made = proposal
            .comments
            .values()
            .map(|comment| (&comment.by, &comment.event))
            .chain(proposal.revisions.iter().map(|revision| (&proposal.author, &revision.event)))
            .chain(proposal.objections.values().map(|objection| (&objection.by, &objection.event)));
        for (party, event) in made {
            contributions.entry(state.principal(party).clone()).or_default().insert(event.clone());
        }
        let objections = || proposal.objections.iter();
        Self {
            process: process_id.clone(),
            proposal: id.clone(),
            revision,
            text: proposal.current().map(|revision| revision.hash.clone()).unwrap_or_default(),
            floors: process.profile.floors,
            groups: process.charter.groups.clone(),
            ballots: ballots.collect(),
            open: objections()
                .filter(|(_, objection)| objection.standing.is_open())
                .map(|(id, objection)| (id.clone(), objection.events.clone()))
                .collect(),
            overruled: objections()
                .filter(|(_, objection)| objection.standing.is_overruled())
                .map(|(id, objection)| {
                    let roles = objection.supporters.values().chain([&objection.role]);
                    let groups = roles.filter_map(|role| process.group(role).cloned()).collect();
                    let overruled = Overruled { ground: objection.ground, groups, events: objection.events.clone() };
                    (id.clone(), overruled)
                })
                .collect(),
            waiting: comments(proposal, |comment| comment.disposed.is_none().then(|| comment.event.clone())),
            disposed: comments(proposal, |comment| Some(comment.disposed.as_ref()?.event.clone())),
            contributions,
        }
    }

    /// Hash of the snapshot, hexadecimal.
    pub fn digest(&self) -> String {
        Hash::of(&serde_json::to_vec(self).unwrap_or_default()).hex()
    }
}

fn comments(
    proposal: &Proposal,
    pick: impl Fn(&crate::proposal::Comment) -> Option<EventId>,
) -> BTreeMap<CommentId, EventId> {
    proposal.comments.iter().filter_map(|(id, comment)| Some((id.clone(), pick(comment)?))).collect()
}

/// What a call says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Objections are open.
    NotReady,
    /// Too few groups, too little support or unanswered comments.
    Insufficient,
    /// A group does not accept it.
    Contested,
    /// An affected group did not speak.
    CannotTell,
    /// Every objection was answered, not all were followed.
    Rough,
    /// Every objection was met.
    Clear,
}

impl Verdict {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReady => "NOT READY",
            Self::Insufficient => "INSUFFICIENT",
            Self::Contested => "CONTESTED",
            Self::CannotTell => "CANNOT TELL",
            Self::Rough => "ROUGH CONSENSUS",
            Self::Clear => "CLEAR CONSENSUS",
        }
    }

    /// Whether it can be ruled to be a consensus.
    pub fn passes(self) -> bool {
        matches!(self, Self::Rough | Self::Clear)
    }
}

/// One number of a call, and the events that it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What is counted.
    pub name: String,
    /// The number, exact.
    pub value: String,
    /// What it counts.
    pub rests_on: BTreeSet<EventId>,
}

/// One test of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// C1 to C8.
    pub code: &'static str,
    /// What it asks.
    pub asks: String,
    /// The answer.
    pub answer: Answer,
    /// With which numbers.
    pub figures: Vec<Figure>,
}

/// A call of rough consensus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// What it says.
    pub verdict: Verdict,
    /// The tests.
    pub criteria: Vec<Criterion>,
    /// The verdict hangs on one principal or group.
    pub fragile: bool,
    /// Few wrote most.
    pub concentrated: bool,
    /// Affected groups that did not speak.
    pub silent: BTreeSet<GroupId>,
    /// Objections that were answered and not followed: the minority statement.
    pub minority: BTreeSet<ObjectionId>,
    /// Time to appeal is needed before adoption.
    pub appeal_window: bool,
    /// Every event that it rests on.
    pub rests_on: BTreeSet<EventId>,
}

/// Computes a call.
pub fn call(snapshot: &Snapshot) -> Call {
    let (mut criteria, verdict) = judge(snapshot);
    let without: Vec<(String, Snapshot)> = snapshot
        .ballots
        .keys()
        .map(|principal| {
            let mut left = snapshot.clone();
            left.ballots.remove(principal);
            (principal.to_string(), left)
        })
        .chain(snapshot.groups.keys().map(|group| {
            let mut left = snapshot.clone();
            left.groups.remove(group);
            left.ballots.retain(|_, ballot| &ballot.group != group);
            (group.to_string(), left)
        }))
        .collect();
    let moved: Vec<Figure> = without
        .iter()
        .filter_map(|(name, left)| {
            let (_, other) = judge(left);
            (other != verdict).then(|| Figure {
                name: format!("without {name}"),
                value: other.name().to_owned(),
                rests_on: left_out(snapshot, left),
            })
        })
        .collect();
    let fragile = !moved.is_empty();
    criteria.push(Criterion {
        code: "C8",
        asks: "the verdict stands without any one principal and without any one group".to_owned(),
        answer: Answer::of(!fragile),
        figures: moved,
    });
    let concentrated = criteria.iter().any(|criterion| criterion.code == "C6" && criterion.answer == Answer::No);
    let silent = silent(snapshot).cloned().collect();
    let appeal_window = snapshot.overruled.values().any(|one| one.ground == Ground::Rights || one.groups.len() >= 2);
    let rests_on =
        criteria.iter().flat_map(|one| &one.figures).flat_map(|figure| figure.rests_on.iter().cloned()).collect();
    let minority = snapshot.overruled.keys().cloned().collect();
    Call { verdict, criteria, fragile, concentrated, silent, minority, appeal_window, rests_on }
}

fn left_out(whole: &Snapshot, left: &Snapshot) -> BTreeSet<EventId> {
    let gone = whole.ballots.iter().filter(|(principal, _)| !left.ballots.contains_key(*principal));
    gone.map(|(_, ballot)| ballot.event.clone()).collect()
}

fn silent(snapshot: &Snapshot) -> impl Iterator<Item = &GroupId> {
    snapshot.groups.keys().filter(|group| snapshot.ballots.values().all(|ballot| &&ballot.group != group))
}

#[expect(clippy::needless_pass_by_value, reason = "a number or a text, as it comes")]
fn figure(name: impl Into<String>, value: impl ToString, rests_on: impl IntoIterator<Item = EventId>) -> Figure {
    Figure { name: name.into(), value: value.to_string(), rests_on: rests_on.into_iter().collect() }
}

/// A fraction of two counts; nothing of nothing is nothing.
fn share(over: usize, under: usize) -> Ratio {
    Ratio::new(over as u64, under as u64).unwrap_or(Ratio::ZERO)
}

/// C1 to C7, and the verdict that they give.
fn judge(snapshot: &Snapshot) -> (Vec<Criterion>, Verdict) {
    let floors = &snapshot.floors;
    let ballots = |group: &GroupId| -> Vec<&Ballot> {
        snapshot.ballots.values().filter(|ballot| &ballot.group == group).collect()
    };
    let events = |ballots: &[&Ballot]| -> Vec<EventId> { ballots.iter().map(|ballot| ballot.event.clone()).collect() };
    let mut criteria = Vec::new();

    let open =
        snapshot.open.iter().map(|(id, events)| figure(format!("open objection {id}"), 1, events.iter().cloned()));
    let ready = Answer::of(snapshot.open.is_empty());
    criteria.push(Criterion {
        code: "C1",
        asks: "no objection is open".to_owned(),
        answer: ready,
        figures: open.collect(),
    });

    let overruled = snapshot.overruled.iter().map(|(id, one)| {
        figure(format!("objection {id}, answered and not followed"), one.groups.len(), one.events.iter().cloned())
    });
    criteria.push(Criterion {
        code: "C2",
        asks: "every objection was met".to_owned(),
        answer: Answer::of(snapshot.overruled.is_empty()),
        figures: overruled.collect(),
    });

    let everyone: BTreeSet<&GroupId> =
        snapshot.groups.keys().chain(snapshot.ballots.values().map(|ballot| &ballot.group)).collect();
    let present: Vec<&GroupId> =
        everyone.iter().copied().filter(|group| ballots(group).len() >= floors.reviewers).collect();
    let side = |wanted: fn(Side) -> bool| {
        present.iter().any(|group| snapshot.groups.get(*group).is_some_and(|side| wanted(*side)))
    };
    let plural = present.len() >= floors.groups && side(Side::owes) && side(Side::is_owed);
    criteria.push(Criterion {
        code: "C3",
        asks: format!(
            "{} groups with {} reviewers each, among them some who owe and some who are owed",
            floors.groups, floors.reviewers
        ),
        answer: Answer::of(plural),
        figures: everyone
            .iter()
            .map(|group| figure(format!("reviewers of {group}"), ballots(group).len(), events(&ballots(group))))
            .collect(),
    });

    let mut lowest: Option<Ratio> = None;
    let mut accepted = Vec::new();
    for group in snapshot.groups.keys() {
        let all = ballots(group);
        if all.is_empty() {
            accepted.push(figure(format!("acceptance of {group}"), "nobody spoke", []));
            continue;
        }
        let yes = all.iter().filter(|ballot| matches!(ballot.vote, Vote::Support | Vote::CanLive)).count();
        let acceptance = share(yes + 1, all.len() + 2);
        accepted.push(figure(format!("acceptance of {group}"), acceptance, events(&all)));
        lowest = Some(lowest.map_or(acceptance, |lowest| lowest.min(acceptance)));
    }
    let low = lowest.is_some_and(|lowest| lowest < floors.acceptance);
    let floor = match (low, lowest, silent(snapshot).next()) {
        (true, ..) => Answer::No,
        (false, Some(_), None) => Answer::Yes,
        _ => Answer::CannotTell,
    };
    criteria.push(Criterion {
        code: "C4",
        asks: format!(
            "each affected group accepts it: (support + can live + 1) / (reviewers + 2) is at least {}",
            floors.acceptance
        ),
        answer: floor,
        figures: accepted,
    });

    let active: Vec<&Ballot> = snapshot.ballots.values().filter(|ballot| ballot.vote == Vote::Support).collect();
    let all: Vec<&Ballot> = snapshot.ballots.values().collect();
    let support = share(active.len(), all.len());
    let supported = if all.is_empty() { Answer::CannotTell } else { Answer::of(support >= floors.support) };
    criteria.push(Criterion {
        code: "C5",
        asks: format!("of all reviewers at least {} support it actively", floors.support),
        answer: supported,
        figures: vec![
            figure("active supporters", active.len(), events(&active)),
            figure("reviewers", all.len(), events(&all)),
        ],
    });

    let counts: Vec<usize> = snapshot.contributions.values().map(BTreeSet::len).collect();
    let total: usize = counts.iter().sum();
    let top = share(counts.iter().copied().max().unwrap_or(0), total);
    let squares: usize = counts.iter().map(|count| count * count).sum();
    let effective = share(total * total, squares);
    let spread = if total == 0 {
        Answer::CannotTell
    } else {
        Answer::of(top <= floors.top_share && effective >= floors.contributors)
    };
    let mut figures: Vec<Figure> = snapshot
        .contributions
        .iter()
        .map(|(principal, events)| {
            figure(format!("contributions of {principal}"), events.len(), events.iter().cloned())
        })
        .collect();
    let made = || snapshot.contributions.values().flatten().cloned();
    figures.push(figure("largest share", top, made()));
    figures.push(figure("effective number of contributors", effective, made()));
    criteria.push(Criterion {
        code: "C6",
        asks: format!(
            "no one made more than {} of the contributions, and at least {} contributors count",
            floors.top_share, floors.contributors
        ),
        answer: spread,
        figures,
    });

    let answered = Answer::of(snapshot.waiting.is_empty());
    let mut figures = vec![figure("comments answered", snapshot.disposed.len(), snapshot.disposed.values().cloned())];
    figures
        .extend(snapshot.waiting.iter().map(|(id, event)| figure(format!("comment {id} waits"), 1, [event.clone()])));
    criteria.push(Criterion { code: "C7", asks: "every comment was answered".to_owned(), answer: answered, figures });

    let enough = Answer::of(plural).and(supported).and(answered);
    let verdict = match (ready, enough, floor) {
        (Answer::No, ..) => Verdict::NotReady,
        (_, Answer::No, _) => Verdict::Insufficient,
        (_, _, Answer::No) => Verdict::Contested,
        (_, Answer::CannotTell, _) | (_, _, Answer::CannotTell) => Verdict::CannotTell,
        _ if snapshot.overruled.is_empty() => Verdict::Clear,
        _ => Verdict::Rough,
    };
    (criteria, verdict)
}
