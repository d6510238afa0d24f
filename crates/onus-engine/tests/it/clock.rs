//! The agenda: its states, and what holds of it whatever the facts.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use onus_engine::clock::{Agenda, Line, State, agenda, shift};
use onus_register::register::Register;
use proptest::prelude::*;

use crate::fixture::{case, register_of};

static REGISTER: LazyLock<Register> = LazyLock::new(|| register_of("../onus/tests/registers/clock"));

const CASE: &str = r#"
zone = "Europe/Amsterdam"
organisation.acme = { established = ["NL"], bank = false }
"#;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn agenda_of(text: &str, now: &str) -> Agenda {
    agenda(&REGISTER, &case(&REGISTER, text), at(now)).unwrap()
}

fn asked(text: &str, now: &str) -> Agenda {
    agenda_of(&format!("{CASE}{text}"), now)
}

fn line<'a>(agenda: &'a Agenda, duty: &str) -> &'a Line {
    agenda.lines.iter().find(|line| line.duty == duty).unwrap_or_else(|| panic!("no line of {duty}"))
}

const INCIDENT: &str = "incident.i = { victim = \"acme\", aware = 2026-11-20T16:10:00, grave = true, data = false }\n";

#[test]
fn time_moves_a_line_from_running_to_due_soon_to_overdue() {
    let state = |now| line(&asked(INCIDENT, now), "t.act.1").state;
    assert_eq!(state("2026-11-20T16:00:00Z"), State::Running);
    assert_eq!(state("2026-11-21T10:00:00Z"), State::DueSoon);
    assert_eq!(state("2026-11-21T15:10:00Z"), State::Overdue);
}

#[test]
fn past_the_safe_moment_and_within_the_text_is_a_state_of_its_own() {
    let bank = "organisation.b = { established = [\"NL\"], bank = true }\nincident.i = { victim = \"b\", aware = 2026-11-20T16:00:00, classified = 2026-11-20T22:00:00 }\n";
    let state = |now| line(&asked(bank, now), "t.act.6").state;
    assert_eq!(state("2026-11-21T00:59:59Z"), State::DueSoon);
    assert_eq!(state("2026-11-21T01:00:00Z"), State::InRelief);
    assert_eq!(state("2026-11-23T11:00:00Z"), State::Overdue);
    let sent = |at: &str| {
        let text = format!("{bank}[[submission]]\nof = \"t.act.6\"\nat = {at}\n");
        line(&asked(&text, "2026-11-24T00:00:00Z"), "t.act.6").state
    };
    assert_eq!(sent("2026-11-21T02:00:00"), State::SentInTime);
    assert_eq!(sent("2026-11-23T11:59:00"), State::SentInRelief);
    assert_eq!(sent("2026-11-23T12:01:00"), State::SentLate);
}

#[test]
fn a_line_waits_for_the_report_on_which_it_hangs() {
    let before = asked(INCIDENT, "2026-11-21T10:00:00Z");
    let last = line(&before, "t.act.3");
    assert_eq!((last.state, last.due.waits_for[0].event.as_str()), (State::Waiting, "t.act.2"));
    let sent = format!("{INCIDENT}[[submission]]\nof = \"t.act.2\"\nat = 2026-11-21T11:00:00\n");
    let after = asked(&sent, "2026-11-21T11:30:00Z");
    assert_eq!(line(&after, "t.act.3").strict(), Some(at("2026-12-21T10:00:00Z")));
    let shift = shift::between(&before, &after);
    assert_eq!((shift.added.len(), shift.removed.len(), shift.moved.len()), (0, 0, 2));
}

#[test]
fn a_fuller_report_discharges_another() {
    let text =
        format!("{INCIDENT}[[submission]]\nof = \"t.act.1\"\ncovers = [\"t.act.2\"]\nat = 2026-11-21T11:00:00\n");
    let agenda = asked(&text, "2026-11-21T11:30:00Z");
    assert_eq!(line(&agenda, "t.act.1").state, State::SentInTime);
    assert_eq!(line(&agenda, "t.act.2").state, State::Discharged);
    // what met the report starts the month too
    assert_eq!(line(&agenda, "t.act.3").strict(), Some(at("2026-12-21T10:00:00Z")));
}

#[test]
fn an_open_trigger_gives_a_provisional_line_with_its_question() {
    let agenda = asked("incident.i = { victim = \"acme\", aware = 2026-11-20T16:10:00 }\n", "2026-11-21T10:00:00Z");
    let warn = line(&agenda, "t.act.1");
    assert!(warn.provisional);
    assert_eq!(warn.missing[0].fact, "incident.i.grave");
    assert_eq!(warn.strict(), Some(at("2026-11-21T15:10:00Z")));
}

#[test]
fn what_is_not_due_says_why() {
    let agenda = asked(INCIDENT, "2026-11-21T10:00:00Z");
    let people = agenda.not_due.iter().find(|own| own.duty == "t.act.4").unwrap();
    assert!(people.turns_on_event);
    assert_eq!(people.because, ["personal data hit: no"]);
    let bank = agenda.not_due.iter().find(|own| own.duty == "t.act.6").unwrap();
    assert!(!bank.turns_on_event);
}

#[test]
fn a_corrected_moment_keeps_what_was_known_before() {
    let text = "incident.i = { victim = \"acme\", grave = true, aware = { value = 2026-11-27T11:00:00, on = 2026-12-03, was = [{ value = 2026-11-27T16:00:00, on = 2026-11-27 }] } }\n\
                [[submission]]\nof = \"t.act.1\"\nat = 2026-11-28T13:00:00\n";
    let agenda = asked(text, "2026-12-04T10:00:00Z");
    let warn = line(&agenda, "t.act.1");
    // two hours late as it is known now, three hours early as it was known then
    assert_eq!((warn.state, warn.then[0].state), (State::SentLate, State::SentInTime));
    assert_eq!(warn.strict(), Some(at("2026-11-28T10:00:00Z")));
    let then = agenda_of(&format!("known_at = 2026-11-30\n{CASE}{text}"), "2026-12-04T10:00:00Z");
    assert_eq!(line(&then, "t.act.1").strict(), Some(at("2026-11-28T15:00:00Z")));
}

#[test]
fn reports_to_one_place_about_one_thing_are_shown_together() {
    let agenda = asked(INCIDENT, "2026-11-20T16:00:00Z");
    let together: Vec<usize> = agenda.together.iter().map(|group| group.lines.len()).collect();
    assert_eq!(together, [2]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_three_instants_are_in_order_and_more_facts_keep_what_was_certain(
        start in 0_i64..40_000_000, grave in prop::option::of(any::<bool>()), data in prop::option::of(any::<bool>()),
        bank in prop::option::of(any::<bool>()), classified in prop::option::of(0_i64..200_000), sent in prop::option::of(0_i64..400_000),
    ) {
        let aware = at("2026-01-01T00:00:00Z").checked_add(SignedDuration::from_secs(start)).unwrap();
        let later = |seconds: i64| aware.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let fact = |name: &str, value: Option<bool>| value.map_or_else(String::new, |value| format!("{name} = {value}\n"));
        let text = |full: bool| {
            let mut text = format!("zone = \"Europe/Amsterdam\"\n[organisation.o]\nestablished = [\"NL\"]\n{}", fact("bank", bank));
            let _ = write!(text, "[incident.i]\nvictim = \"o\"\naware = {aware}\n{}", fact("grave", grave));
            if full {
                text += &fact("data", data);
                if let Some(classified) = classified {
                    let _ = writeln!(text, "classified = {}", later(classified));
                }
                if let Some(sent) = sent {
                    let _ = writeln!(text, "[[submission]]\nof = \"t.act.2\"\nat = {}", later(sent));
                }
            }
            text
        };
        let now = later(100_000);
        let of = |full| agenda(&REGISTER, &case(&REGISTER, &text(full)), now).unwrap();
        let (less, more) = (of(false), of(true));
        for line in less.lines.iter().chain(&more.lines) {
            if let Some(period) = &line.due.period {
                prop_assert!(period.strict.at <= period.text.at && period.text.at <= period.outer.at, "{}", line.key);
            }
        }
        for line in less.lines.iter().filter(|line| !line.provisional) {
            let same = more.lines.iter().find(|own| own.key == line.key);
            prop_assert!(same.is_some_and(|own| !own.provisional), "{} is gone", line.key);
        }
    }

    #[test]
    fn sending_earlier_never_moves_what_hangs_on_it_later(first in 0_i64..3_000_000, wait in 0_i64..3_000_000) {
        let text = |seconds: i64| {
            let sent = at("2026-11-20T15:10:00Z").checked_add(SignedDuration::from_secs(seconds)).unwrap();
            format!("{INCIDENT}[[submission]]\nof = \"t.act.2\"\nat = {sent}\n")
        };
        let last = |seconds| line(&asked(&text(seconds), "2026-11-20T16:00:00Z"), "t.act.3").strict();
        // months are monotone in the day; the hour of the day may be later on an earlier day of a shorter month
        let day = |seconds| last(seconds).map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
        prop_assert!(day(first) <= day(first + wait));
    }

    #[test]
    fn an_earlier_awareness_never_moves_a_limit_later(start in 0_i64..40_000_000, wait in 0_i64..400_000) {
        let aware = |seconds: i64| at("2026-01-01T00:00:00Z").checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let of = |seconds| {
            let text = format!("incident.i = {{ victim = \"acme\", aware = {}, grave = true }}\n", aware(seconds));
            line(&asked(&text, "2026-01-01T00:00:00Z"), "t.act.2").strict()
        };
        prop_assert!(of(start) <= of(start + wait));
    }
}
