//! Calendar files, read by a reader that is not the writer: RFC 5545 as others understand it.

use std::collections::BTreeSet;

use ical::parser::ical::component::IcalEvent;

use crate::command::{root, run, shown};

fn written(arguments: &[&str]) -> String {
    let output = run(&root(), arguments);
    assert!(output.status.success(), "{}", shown(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn events(text: &str) -> Vec<IcalEvent> {
    let mut calendars = ical::IcalParser::new(text.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    for (name, value) in [("VERSION", "2.0"), ("CALSCALE", "GREGORIAN")] {
        let own = calendar.properties.iter().find(|property| property.name == name).unwrap();
        assert_eq!(own.value.as_deref(), Some(value));
    }
    calendar.events
}

fn value<'e>(event: &'e IcalEvent, name: &str) -> &'e str {
    let mut own = event.properties.iter().filter(|property| property.name == name);
    let first = own.next().unwrap_or_else(|| panic!("{name} is missing: {event:?}"));
    assert!(own.next().is_none(), "{name} stands twice");
    first.value.as_deref().unwrap()
}

/// What is escaped in a text, put back; without spaces, since this reader drops those beside which a line is folded.
fn plain(text: &str) -> String {
    squeezed(&text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\"))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The form of every calendar that Onus writes.
fn well_formed(text: &str) -> Vec<IcalEvent> {
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.lines().all(|line| line.len() <= 75), "a line of more than 75 octets");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "a line that does not end in CRLF");
    let events = events(text);
    assert!(!events.is_empty());
    let mut known = BTreeSet::new();
    for event in &events {
        let stamp = value(event, "DTSTAMP");
        assert!(stamp.len() == 16 && stamp.ends_with('Z'), "{stamp}");
        assert!(known.insert(value(event, "UID")), "a UID stands twice");
        assert!(!value(event, "SUMMARY").is_empty() && !value(event, "DTSTART").is_empty());
    }
    events
}

#[test]
fn the_days_to_come_of_an_answer_are_a_calendar_that_others_can_read() {
    let check = ["check", "examples/lamp-maker.toml", "--format", "ics"];
    let text = written(&check);
    let events = well_formed(&text);
    let cra = events
        .iter()
        .find(|event| value(event, "DTSTART") == "20271211" && plain(value(event, "SUMMARY")).contains("CRA"))
        .unwrap_or_else(|| panic!("{text}"));
    let start = cra.properties.iter().find(|property| property.name == "DTSTART").unwrap();
    assert_eq!(start.params, Some(vec![("VALUE".to_owned(), vec!["DATE".to_owned()])]), "a whole day");
    // the case asks for 22 November 2026: nothing before it
    assert!(events.iter().all(|event| value(event, "DTSTART") >= "20261122"));
    // every duty that starts later is named once, commas and semicolons as they are
    let answer: serde_json::Value =
        serde_json::from_str(&written(&["check", "examples/lamp-maker.toml", "--format", "json"])).unwrap();
    let all: String = events.iter().map(|event| plain(value(event, "DESCRIPTION"))).collect::<Vec<_>>().join("\n");
    let must = |finding: &&serde_json::Value| {
        finding["coming"] == true && finding["modality"].as_str().unwrap().starts_with("must")
    };
    let coming = answer["findings"].as_array().unwrap().iter().filter(must);
    let mut count = 0;
    for finding in coming {
        let (title, provision) = (finding["title"].as_str().unwrap(), finding["provision"].as_str().unwrap());
        assert!(all.contains(&squeezed(title)) && all.contains(&squeezed(provision)), "{title}: {provision}");
        count += 1;
    }
    assert!(count > 20);
    // computed again, an entry is the same entry
    let uids = |text: &str| events_of(text);
    assert_eq!(uids(&text), uids(&written(&check)));
}

fn events_of(text: &str) -> Vec<(String, String)> {
    events(text).iter().map(|event| (value(event, "UID").to_owned(), value(event, "SUMMARY").to_owned())).collect()
}

#[test]
fn the_agenda_after_an_incident_is_a_calendar_that_others_can_read() {
    let now = ["--now", "2026-12-27T06:00:00Z", "--zone", "Europe/Amsterdam"];
    let text = written(&[&["clock", "examples/christmas-incident.toml", "--format", "ics"], now.as_slice()].concat());
    let events = well_formed(&text);
    let alarms: usize = events.iter().map(|event| event.alarms.len()).sum();
    assert!(alarms > 10, "reports that are to be sent ring: {alarms}");
    for alarm in events.iter().flat_map(|event| &event.alarms) {
        let trigger = alarm.properties.iter().find(|property| property.name == "TRIGGER").unwrap();
        assert!(trigger.value.as_deref().unwrap().contains('P'), "{trigger:?}");
    }
}

#[test]
fn what_is_only_supposed_is_no_calendar() {
    let text = shown(&run(
        &root(),
        &["check", "examples/lamp-maker.toml", "--format", "ics", "--if", "organisation.acme.staff = 10"],
    ));
    assert!(text.ends_with("--- exit 2") && text.contains("does not go into a calendar"), "{text}");
}
