//! The legitimacy report: who spoke, who is missing by name, who was heard. It belongs to every outcome and is never one score, because a
//! score would hide who is absent.
//!
//! Each line is one question, L1 to L12 and L14 (L13, opinion groups, comes later). Each number names the events that it counts.

mod campaign;
mod spread;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::call::Figure;
use crate::guard::missing_voices;
use crate::id::{EventId, GroupId, PartyId};
use crate::objection::Standing;
use crate::process::{Challenge, Contribution, Process, Role};
use crate::proposal::{Acknowledgement, Proposal};
use crate::ratio::Ratio;
use crate::state::State;

pub use spread::wilson;

/// Fewer natural persons than this are not counted out, so that nobody can be picked out.
pub const FEW: usize = 5;

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// L1 to L14.
    pub code: &'static str,
    /// The question that it answers.
    pub asks: &'static str,
    /// The numbers.
    pub figures: Vec<Figure>,
}

/// What the log says of the record.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LogFacts {
    /// Entries.
    pub size: u64,
    /// Stakeholder groups whose witnesses co-signed, with how many.
    pub witnesses: BTreeMap<GroupId, usize>,
}

/// The text of an event, if it was not erased.
pub type TextOf<'a> = &'a dyn Fn(&EventId) -> Option<String>;

struct Voice<'s> {
    event: &'s EventId,
    one: &'s Contribution,
    role: &'s Role,
    principal: &'s PartyId,
}

/// A change that was taken up, and whose it was.
struct Accepted<'s> {
    event: &'s EventId,
    role: &'s Role,
    principal: &'s PartyId,
    at: Timestamp,
}

/// How a contribution is sorted.
type Key = fn(&Voice<'_>) -> String;

struct Reporter<'s> {
    state: &'s State,
    process: &'s Process,
    voices: Vec<Voice<'s>>,
    accepted: Vec<Accepted<'s>>,
}

#[expect(clippy::needless_pass_by_value, reason = "a number or a text, as it comes")]
fn figure(name: impl Into<String>, value: impl ToString, rests_on: impl IntoIterator<Item = EventId>) -> Figure {
    Figure { name: name.into(), value: value.to_string(), rests_on: rests_on.into_iter().collect() }
}

fn share(over: usize, under: usize) -> Ratio {
    Ratio::new(over as u64, under as u64).unwrap_or(Ratio::ZERO)
}

/// The report of a process.
pub fn report(state: &State, process: &Process, texts: TextOf<'_>, log: &LogFacts) -> Vec<Line> {
    let voices = process.contributions.iter().filter_map(|(event, one)| {
        let role = &process.roles.get(&one.role)?.role;
        Some(Voice { event, one, role, principal: state.principal(&role.party) })
    });
    let mut accepted: Vec<Accepted<'_>> = Vec::new();
    for proposal in process.proposals.values() {
        for comment in proposal.comments.values() {
            let Some(disposed) = comment.disposed.as_ref().filter(|disposed| disposed.disposition.changes()) else {
                continue;
            };
            let Some(declared) = process.roles.get(&comment.role) else { continue };
            let principal = state.principal(&comment.by);
            accepted.push(Accepted { event: &disposed.event, role: &declared.role, principal, at: disposed.at });
        }
        for objection in proposal.objections.values() {
            let Standing::Accommodated { revision } = objection.standing else { continue };
            let Some(changed) = (revision as usize).checked_sub(1).and_then(|nth| proposal.revisions.get(nth)) else {
                continue;
            };
            let Some(declared) = process.roles.get(&objection.role) else { continue };
            let at = state.events.get(&changed.event).map_or(objection.filed, |event| event.at);
            let principal = state.principal(&objection.by);
            accepted.push(Accepted { event: &changed.event, role: &declared.role, principal, at });
        }
    }
    let reporter = Reporter { state, process, voices: voices.collect(), accepted };
    vec![
        reporter.coverage(),
        reporter.counts(),
        reporter.gap(),
        reporter.concentration(),
        reporter.parity(),
        reporter.response(),
        reporter.objections(),
        reporter.newcomers(),
        reporter.access(),
        campaign::line(reporter.voices.iter().map(|voice| voice.event), texts),
        reporter.hats(),
        reporter.capture(),
        reporter.record(log),
    ]
}

impl<'s> Reporter<'s> {
    fn proposals(&self) -> impl Iterator<Item = &'s Proposal> + use<'s> {
        self.process.proposals.values()
    }

    fn coverage(&self) -> Line {
        let missing = missing_voices(self.process);
        let affected = self.process.charter.interests.len();
        let mut figures = vec![figure(
            "affected interests with a voice",
            share(affected - missing.len(), affected),
            self.process.voices().map(|(_, declared)| declared.event.clone()),
        )];
        for interest in &self.process.charter.interests {
            if missing.contains(interest) {
                let reached = self.process.outreach.iter().filter(|(_, outreach)| &outreach.interest == interest);
                let asked: Vec<EventId> = reached.map(|(event, _)| event.clone()).collect();
                let value = format!("missing (asked: {})", asked.len());
                figures.push(figure(interest.as_str(), value, asked));
            } else {
                let voices = self.process.voices().filter(|(_, declared)| declared.role.speaks_for.contains(interest));
                figures.push(figure(
                    interest.as_str(),
                    "spoken for",
                    voices.map(|(_, declared)| declared.event.clone()),
                ));
            }
        }
        Line { code: "L1", asks: "whose interests have a voice, and whose do not?", figures }
    }

    fn counts(&self) -> Line {
        let mut figures = Vec::new();
        let keys: [(&str, Key); 5] = [
            ("group", |voice| voice.role.group.to_string()),
            ("region", |voice| voice.role.region.to_string()),
            ("hat", |voice| voice.role.hat.name().to_owned()),
            ("language", |voice| voice.one.language.to_string()),
            ("channel", |voice| voice.one.channel.name().to_owned()),
        ];
        for (dimension, key) in keys {
            let mut cells: BTreeMap<String, Vec<&Voice<'_>>> = BTreeMap::new();
            for voice in &self.voices {
                cells.entry(key(voice)).or_default().push(voice);
            }
            for (name, voices) in cells {
                let events = || voices.iter().map(|voice| voice.event.clone());
                let principals: BTreeSet<&PartyId> = voices.iter().map(|voice| voice.principal).collect();
                let persons: BTreeSet<&PartyId> =
                    voices.iter().map(|voice| &voice.role.party).filter(|party| self.is_person(party)).collect();
                let few = (1..FEW).contains(&persons.len());
                let persons = if few { format!("fewer than {FEW}") } else { persons.len().to_string() };
                let words: u64 = voices.iter().map(|voice| voice.one.words).sum();
                figures.push(figure(format!("{dimension} {name}: persons"), persons, []));
                figures.push(figure(format!("{dimension} {name}: principals"), principals.len(), events()));
                figures.push(figure(format!("{dimension} {name}: contributions"), voices.len(), events()));
                figures.push(figure(format!("{dimension} {name}: words"), words, events()));
                if dimension == "group" {
                    let taken: Vec<EventId> = self
                        .accepted
                        .iter()
                        .filter(|one| one.role.group.as_str() == name)
                        .map(|one| one.event.clone())
                        .collect();
                    figures.push(figure(format!("group {name}: changes taken up"), taken.len(), taken));
                }
            }
        }
        Line { code: "L2", asks: "who spoke, from where, as what, how much?", figures }
    }

    fn is_person(&self, party: &PartyId) -> bool {
        self.state.parties.get(party).is_some_and(|party| party.kind == crate::event::PartyKind::Person)
    }

    /// Principals by group, from all contributions.
    fn principals(&self) -> BTreeMap<&'s GroupId, BTreeSet<&'s PartyId>> {
        let mut groups: BTreeMap<&GroupId, BTreeSet<&PartyId>> = BTreeMap::new();
        for voice in &self.voices {
            groups.entry(&voice.role.group).or_default().insert(voice.principal);
        }
        groups
    }

    /// Half the sum of differences of shares, in exact fractions.
    fn gap(&self) -> Line {
        let reference = &self.process.charter.reference;
        let groups = self.principals();
        let total: usize = groups.values().map(BTreeSet::len).sum();
        let asked: u32 = reference.values().sum();
        let events = || self.voices.iter().map(|voice| voice.event.clone());
        let mut figures = Vec::new();
        if asked == 0 || total == 0 {
            figures.push(figure("gap", "the charter names no reference", []));
        } else {
            let names: BTreeSet<&GroupId> = reference.keys().chain(groups.keys().copied()).collect();
            let (total, asked) = (total as u64, u64::from(asked));
            let apart = |name: &&GroupId| {
                let here = groups.get(*name).map_or(0, BTreeSet::len) as u64 * asked;
                here.abs_diff(u64::from(reference.get(*name).copied().unwrap_or(0)) * total)
            };
            let sum: u64 = names.iter().map(apart).sum();
            let gap = Ratio::new(sum, 2 * total * asked).unwrap_or(Ratio::ZERO);
            figures.push(figure("total variation from the charter's reference", gap, events()));
            for name in names {
                let here = share(groups.get(name).map_or(0, BTreeSet::len), total as usize);
                let there = share(reference.get(name).copied().unwrap_or(0) as usize, asked as usize);
                let own = self.voices.iter().filter(|voice| &voice.role.group == name).map(|voice| voice.event.clone());
                figures.push(figure(format!("{name}: share of principals (reference {there})"), here, own));
            }
        }
        Line { code: "L3", asks: "how far is that from what the charter expected?", figures }
    }

    fn concentration(&self) -> Line {
        let mut words: BTreeMap<&PartyId, u64> = BTreeMap::new();
        for voice in &self.voices {
            *words.entry(voice.principal).or_default() += voice.one.words;
        }
        let mut changes: BTreeMap<&PartyId, u64> = BTreeMap::new();
        for one in &self.accepted {
            *changes.entry(one.principal).or_default() += 1;
        }
        let mut figures = Vec::new();
        let of_words: Vec<EventId> = self.voices.iter().map(|voice| voice.event.clone()).collect();
        let of_changes: Vec<EventId> = self.accepted.iter().map(|one| one.event.clone()).collect();
        for (name, table, events) in [("words", words, of_words), ("changes taken up", changes, of_changes)] {
            let counts: Vec<u64> = table.into_values().collect();
            for (measure, value) in spread::measures(&counts) {
                figures.push(figure(format!("{name}: {measure}"), value, events.iter().cloned()));
            }
        }
        Line { code: "L4", asks: "did a few say most, or change most?", figures }
    }

    fn parity(&self) -> Line {
        let mut groups: BTreeMap<&GroupId, (Vec<EventId>, Vec<EventId>)> = BTreeMap::new();
        for comment in self.proposals().flat_map(|proposal| proposal.comments.values()) {
            let (Some(disposed), Some(declared)) = (&comment.disposed, self.process.roles.get(&comment.role)) else {
                continue;
            };
            let (taken, all) = groups.entry(&declared.role.group).or_default();
            all.push(disposed.event.clone());
            if disposed.disposition.changes() {
                taken.push(disposed.event.clone());
            }
        }
        let rates: Vec<Ratio> = groups.values().map(|(taken, all)| share(taken.len(), all.len())).collect();
        let mut figures: Vec<Figure> = groups
            .iter()
            .map(|(group, (taken, all))| {
                let (low, high) = wilson(taken.len() as u64, all.len() as u64);
                let value = format!("{} (95 %: {low} to {high})", share(taken.len(), all.len()));
                figure(format!("{group}: comments taken up"), value, all.iter().cloned())
            })
            .collect();
        if let (Some(low), Some(high)) = (rates.iter().min(), rates.iter().max()) {
            figures.push(figure(
                "lowest and highest rate",
                format!("{low} and {high}"),
                groups.values().flat_map(|(_, all)| all.clone()),
            ));
        }
        Line { code: "L5", asks: "are the groups heard alike?", figures }
    }

    fn response(&self) -> Line {
        let comments: Vec<_> = self.proposals().flat_map(|proposal| proposal.comments.values()).collect();
        let mut days: Vec<i64> = comments
            .iter()
            .filter_map(|comment| Some(comment.disposed.as_ref()?.at.duration_since(comment.at).as_secs() / 86_400))
            .collect();
        days.sort_unstable();
        let answered: Vec<EventId> =
            comments.iter().filter_map(|comment| Some(comment.disposed.as_ref()?.event.clone())).collect();
        let said = |wanted: Option<Acknowledgement>| {
            comments.iter().filter(move |comment| comment.disposed.is_some() && comment.acknowledged == wanted)
        };
        let mut figures =
            vec![figure("comments answered", format!("{} of {}", answered.len(), comments.len()), answered.clone())];
        if let Some(median) = days.get(days.len() / 2) {
            figures.push(figure("median days to an answer", median, answered));
        }
        for (name, wanted) in [
            ("commenters satisfied", Some(Acknowledgement::Satisfied)),
            ("commenters not satisfied", Some(Acknowledgement::NotSatisfied)),
            ("commenters who said nothing of the answer", None),
        ] {
            figures.push(figure(name, said(wanted).count(), said(wanted).map(|comment| comment.event.clone())));
        }
        Line { code: "L6", asks: "was everyone answered?", figures }
    }

    fn objections(&self) -> Line {
        let mut figures = Vec::new();
        for (id, objection) in self.proposals().flat_map(|proposal| &proposal.objections) {
            let group = self.process.group(&objection.role).map_or("struck role", GroupId::as_str);
            let value = format!("{}, {} supporters", objection.standing.name(), objection.supporters.len());
            figures.push(figure(format!("{id} of {group}"), value, objection.events.iter().cloned()));
        }
        let overruled: Vec<_> = self
            .proposals()
            .flat_map(|proposal| proposal.objections.values())
            .filter(|one| one.standing.is_overruled())
            .collect();
        let groups: BTreeSet<&str> =
            overruled.iter().filter_map(|one| self.process.group(&one.role)).map(GroupId::as_str).collect();
        let groups =
            if groups.is_empty() { "none".to_owned() } else { groups.into_iter().collect::<Vec<_>>().join(", ") };
        let events = overruled.iter().flat_map(|one| one.events.iter().cloned());
        figures.push(figure("groups that were overruled", groups, events));
        Line { code: "L7", asks: "what became of each objection?", figures }
    }

    fn newcomers(&self) -> Line {
        let spoke = self.principals();
        let before = |principal: &&&PartyId| {
            self.state.processes.values().any(|other| {
                other.since < self.process.since
                    && other.roles.values().any(|declared| self.state.principal(&declared.role.party) == **principal)
            })
        };
        let all: BTreeSet<&PartyId> = spoke.into_values().flatten().collect();
        let known: BTreeSet<&PartyId> = all.iter().filter(before).copied().collect();
        let new = self.voices.iter().filter(|voice| !known.contains(voice.principal)).map(|voice| voice.event.clone());
        Line {
            code: "L8",
            asks: "how many are new to such a process?",
            figures: vec![figure(
                "principals who took part in none before",
                share(all.len() - known.len(), all.len()),
                new,
            )],
        }
    }

    fn access(&self) -> Line {
        let lead = self.process.charter.languages.first();
        let of = |wanted: &dyn Fn(&Voice<'_>) -> bool| -> Vec<EventId> {
            self.voices.iter().filter(|voice| wanted(voice)).map(|voice| voice.event.clone()).collect()
        };
        let (foreign, offline) =
            (of(&|voice| Some(&voice.one.language) != lead), of(&|voice| voice.one.channel.is_offline()));
        let mut figures = vec![
            figure("share not in the lead language", share(foreign.len(), self.voices.len()), foreign),
            figure("share on paper or at events", share(offline.len(), self.voices.len()), offline),
        ];
        for proposal in self.proposals() {
            let calls: Vec<Timestamp> = proposal
                .moves
                .iter()
                .filter(|(_, status)| matches!(status, crate::proposal::Status::LastCall { .. }))
                .map(|((at, _), _)| *at)
                .collect();
            for language in self.process.charter.languages.iter().skip(1) {
                let event = proposal.translations.get(language);
                let made = event.and_then(|event| self.state.events.get(event)).map(|event| event.at);
                let value = match (made, calls.first()) {
                    (Some(made), Some(call)) if made > *call => "after last call began",
                    (Some(_), _) => "in time",
                    (None, _) => "not translated",
                };
                figures.push(figure(format!("summary in {language}"), value, event.cloned()));
            }
        }
        Line { code: "L9", asks: "could people take part in their language and without a computer?", figures }
    }

    fn hats(&self) -> Line {
        let mut worn: BTreeMap<&PartyId, BTreeMap<&str, Vec<EventId>>> = BTreeMap::new();
        for voice in &self.voices {
            worn.entry(&voice.role.party)
                .or_default()
                .entry(voice.role.hat.name())
                .or_default()
                .push(voice.event.clone());
        }
        let mut figures: Vec<Figure> = worn
            .iter()
            .filter(|(_, hats)| hats.len() > 1)
            .map(|(party, hats)| {
                let names: Vec<&str> = hats.keys().copied().collect();
                figure(format!("hats of {party}"), names.join(", "), hats.values().flatten().cloned())
            })
            .collect();
        figures.insert(0, figure("parties who wore more than one hat", figures.len(), []));
        for (id, declared) in &self.process.roles {
            let said = match declared.challenge {
                Challenge::None => continue,
                Challenge::Open => "doubted, open",
                Challenge::Stands => "doubted, stands",
                Challenge::Struck => "doubted, struck",
            };
            figures.push(figure(format!("role {id}"), said, declared.challenged_by.iter().cloned()));
        }
        Line { code: "L11", asks: "who spoke under which hats, and who was doubted?", figures }
    }

    fn capture(&self) -> Line {
        let lead = &self.process.lead;
        let own: Vec<EventId> =
            self.accepted.iter().filter(|one| &one.role.group == lead).map(|one| one.event.clone()).collect();
        let mut figures = vec![
            figure("group that leads now", lead, [self.process.event.clone()]),
            figure("its share of the changes taken up", share(own.len(), self.accepted.len()), own),
        ];
        for (event, alarm) in &self.process.alarms {
            figures.push(figure("alarm", alarm, [event.clone()]));
        }
        // before the first stage has shown its gate, those of a later stage changed most of the text
        let stages = &self.process.profile.stages;
        if let Some(first) = stages.first() {
            let adopted = self.proposals().flat_map(|proposal| &proposal.moves);
            let until = adopted
                .filter(
                    |(_, status)| matches!(status, crate::proposal::Status::Adopted { stage } if stage != &first.id),
                )
                .map(|((at, _), _)| *at)
                .min();
            let early: Vec<&Accepted<'_>> =
                self.accepted.iter().filter(|one| until.is_none_or(|until| one.at < until)).collect();
            for stage in stages.iter().skip(1) {
                let theirs: Vec<EventId> = early
                    .iter()
                    .filter(|one| stage.groups.contains(&one.role.group))
                    .map(|one| one.event.clone())
                    .collect();
                let name = format!("share of `{}` in changes of the first stage", stage.id);
                let alarm = 2 * theirs.len() > early.len();
                let value = share(theirs.len(), early.len());
                let value = if alarm {
                    format!("{value}: alarm, it changed most of the text before its stage")
                } else {
                    value.to_string()
                };
                figures.push(figure(name, value, theirs));
            }
        }
        Line { code: "L12", asks: "did someone take the process over?", figures }
    }

    fn record(&self, log: &LogFacts) -> Line {
        let own = self.state.events.get(&self.process.event).map(|event| &event.process);
        let here = self.state.events.values().filter(|event| Some(&event.process) == own);
        let erased = here.filter_map(|event| event.erased_by.clone());
        let erased: Vec<EventId> = erased.collect();
        let mut figures =
            vec![figure("entries of the log", log.size, []), figure("words erased since", erased.len(), erased)];
        if log.witnesses.is_empty() {
            figures.push(figure("witnesses", "none yet", []));
        }
        for (group, count) in &log.witnesses {
            figures.push(figure(format!("witnesses of {group}"), count, []));
        }
        Line { code: "L14", asks: "can a stranger check the record?", figures }
    }
}
