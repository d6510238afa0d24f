//! How the play is told: every number with the events on which it rests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use onus_engine::preview::Preview;
use onus_forum::call::{Call, Figure, Snapshot};
use onus_forum::id::{EventId, GroupId, ObjectionId};
use onus_forum::legitimacy::Line;
use onus_forum::process::{Process, Stand};
use onus_forum::profile::{Mode, Profile};
use onus_register::edit::Difference;

/// Events in brackets; many are shortened to a range of how many.
fn events(rests_on: &BTreeSet<EventId>) -> String {
    let mut numbers: Vec<u64> =
        rests_on.iter().filter_map(|event| event.as_str().strip_prefix('e')?.parse().ok()).collect();
    numbers.sort_unstable();
    if numbers.is_empty() {
        return String::new();
    }
    let mut parts: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let text: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| if first == last { format!("e{first}") } else { format!("e{first}-e{last}") })
        .collect();
    format!("  [{}]", text.join(" "))
}

fn figures(text: &mut String, figures: &[Figure]) {
    for figure in figures {
        let _ = writeln!(text, "      {}: {}{}", figure.name, figure.value, events(&figure.rests_on));
    }
}

/// The call with all its tests.
pub(crate) fn call(call: &Call) -> String {
    let mut text = format!("The call: {}\n", call.verdict.name());
    for criterion in &call.criteria {
        let _ = writeln!(text, "  {} {}: {}", criterion.code, criterion.asks, criterion.answer.name());
        figures(&mut text, &criterion.figures);
    }
    let list = |items: Vec<&str>| if items.is_empty() { "none".to_owned() } else { items.join(", ") };
    let _ = writeln!(text, "  fragile: {}", if call.fragile { "yes, see C8" } else { "no" });
    let _ = writeln!(text, "  concentrated: {}", if call.concentrated { "yes, see C6" } else { "no" });
    let _ = writeln!(
        text,
        "  affected groups that did not speak: {}",
        list(call.silent.iter().map(GroupId::as_str).collect())
    );
    let minority = list(call.minority.iter().map(ObjectionId::as_str).collect());
    let _ = writeln!(text, "  answered and not followed, kept as minority statement: {minority}");
    let window = if call.appeal_window { "needed before adoption" } else { "not needed" };
    let _ = writeln!(text, "  time to appeal: {window}");
    text
}

/// What the same record would come to under the other profiles.
pub(crate) fn elsewhere(snapshot: &Snapshot) -> String {
    let mut text = String::from("The same record under other rules\n");
    for profile in Profile::shipped().unwrap_or_default() {
        let _ = match profile.mode {
            Mode::Forum => writeln!(text, "  {}: decides nothing", profile.id),
            Mode::Consultation => {
                writeln!(text, "  {}: an authority rules, once every comment is answered", profile.id)
            }
            Mode::Decision => {
                let other = Snapshot { floors: profile.floors, ..snapshot.clone() };
                let other = onus_forum::call::call(&other);
                let flags = if other.concentrated { ", concentrated" } else { "" };
                writeln!(text, "  {}: {}{flags}", profile.id, other.verdict.name())
            }
        };
    }
    text
}

/// The legitimacy report.
pub(crate) fn report(lines: &[Line]) -> String {
    let mut text = String::from("Legitimacy report (never one score)\n");
    for line in lines {
        let _ = writeln!(text, "  {} {}", line.code, line.asks);
        figures(&mut text, &line.figures);
    }
    text
}

/// What a forum ends with: who answered what.
pub(crate) fn disagreement(process: &Process) -> String {
    let stands =
        [(Stand::Yes, "yes"), (Stand::No, "no"), (Stand::Depends, "depends"), (Stand::CannotTell, "cannot tell")];
    let mut text = String::from("Map of disagreement\n");
    for question in &process.charter.questions {
        let _ = writeln!(text, "  {question}");
        for (stand, name) in stands {
            let mut groups: BTreeMap<&str, BTreeSet<EventId>> = BTreeMap::new();
            for ((own, _), answer) in &process.answers {
                if own == question
                    && answer.value == stand
                    && let Some(group) = process.group(&answer.role)
                {
                    groups.entry(group.as_str()).or_default().insert(answer.event.clone());
                }
            }
            if !groups.is_empty() {
                let names: Vec<&str> = groups.keys().copied().collect();
                let all: BTreeSet<EventId> = groups.values().flatten().cloned().collect();
                let _ = writeln!(text, "      {name}: {}{}", names.join(", "), events(&all));
            }
        }
    }
    text
}

/// What a revision changes, by paragraph and by key.
pub(crate) fn differences(number: usize, items: &[(String, Difference)]) -> String {
    let mut text = String::new();
    for (item, difference) in items {
        let _ = writeln!(text, "Revision {number} of {item}");
        for (paragraph, gone) in &difference.removed {
            let _ = writeln!(text, "  - {paragraph}. {gone}");
        }
        for (paragraph, new) in &difference.added {
            let _ = writeln!(text, "  + {paragraph}. {new}");
        }
        for (key, (before, after)) in &difference.logic {
            let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            let _ = writeln!(text, "  {key}: {}\n    -> {}", side(before), side(after));
        }
    }
    text
}

/// Who says that which groups answer for a duty.
pub(crate) fn recognition(process: &Process) -> String {
    let mut text = String::new();
    for ((item, party), says) in &process.recognition {
        let groups: Vec<&str> = says.value.iter().map(GroupId::as_str).collect();
        let rests = BTreeSet::from([says.event.clone()]);
        let _ = writeln!(text, "  {item}: {party} says {}{}", groups.join(", "), events(&rests));
    }
    if text.is_empty() { text } else { format!("Who is responsible?\n{text}") }
}

/// What a revision does to whom.
pub(crate) fn preview(number: usize, found: &Preview) -> String {
    let mut text = format!(
        "Revision {number}, run on {} cases of the register and {} generated organisations (seed {}):\n",
        found.cases, found.organisations, found.seed
    );
    let _ = writeln!(text, "  {} cases and {} organisations are affected", found.affected_cases.len(), found.affected);
    for (duty, moves) in &found.moves {
        let _ = writeln!(
            text,
            "  {duty}: {} gain it, {} lose it, for {} it opens or closes, {} owe it otherwise",
            moves.gain, moves.lose, moves.open, moves.otherwise
        );
    }
    for case in found.affected_cases.iter().take(2) {
        for change in case.changes.iter().take(1) {
            let _ = writeln!(text, "  case \"{}\": {change}", case.name);
        }
    }
    if let Some(claim) = &found.claim {
        let _ = match &claim.counterexample {
            Some(counter) => writeln!(
                text,
                "  claim \"only those are affected of whom {} holds\": refuted by {}",
                claim.definition, counter.name
            ),
            None => writeln!(
                text,
                "  claim \"only those are affected of whom {} holds\": no counterexample found",
                claim.definition
            ),
        };
    }
    text
}
