//! The agenda as an iCalendar file. Each line keeps its UID; the former sequence numbers are read from the file that is replaced, since
//! that file is what calendars know: an entry that moved gets the next number, one that is gone is cancelled.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use icalendar::{Alarm, Calendar, CalendarComponent, Component, Event, EventLike, EventStatus, Property, Trigger};
use jiff::Timestamp;
use onus_engine::clock::{Line, State};
use sha2::{Digest, Sha256};

use super::Asked;

/// What calendars know of an entry.
struct Former {
    sequence: u32,
    start: String,
    status: String,
    summary: String,
}

pub(super) fn write(asked: &Asked, former: Option<&str>) -> Result<String, String> {
    let mut known = match former {
        Some(text) => read(text)?,
        None => BTreeMap::new(),
    };
    let now = stamp(asked.agenda.now);
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Onus//incident clock//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name("Reports that are due");
    for line in &asked.agenda.lines {
        let Some(at) = line.strict() else { continue };
        let uid = uid(line);
        let was = known.remove(&uid);
        calendar.push(entry(line, at, &uid, was.as_ref(), &now));
    }
    for (uid, was) in known {
        calendar.push(cancelled(&uid, &was, &now));
    }
    Ok(calendar.to_string())
}

/// The same for a line of one bearer whenever it is computed.
fn uid(line: &Line) -> String {
    let bearer = line.bearer.as_ref().map_or("", |bearer| bearer.id.as_str());
    let digest = Sha256::digest(format!("{bearer}\n{}", line.key));
    let hex = digest.iter().take(12).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("{hex}@onus")
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn entry(line: &Line, at: Timestamp, uid: &str, was: Option<&Former>, now: &str) -> Event {
    let start = stamp(at);
    let status = match (line.is_unsent(), line.provisional) {
        (false, _) => EventStatus::Cancelled,
        (true, true) => EventStatus::Tentative,
        (true, false) => EventStatus::Confirmed,
    };
    let summary = match line.state {
        _ if !line.is_unsent() => format!("{}: {}", capital(line.state.words()), line.title),
        State::Overdue => format!("Overdue: {}", line.title),
        _ if line.provisional => format!("Perhaps: {}", line.title),
        _ => line.title.clone(),
    };
    let sequence = match was {
        None => 0,
        Some(was) if was.start == start && was.status == name(status) && was.summary == summary => was.sequence,
        Some(was) => was.sequence.saturating_add(1),
    };
    let mut event = Event::with_uid(uid);
    event.add_property("DTSTAMP", now);
    event.add_property("DTSTART", &start);
    event.add_property("SEQUENCE", sequence.to_string());
    event.status(status);
    event.summary(&summary);
    event.description(&description(line));
    if !line.due.to.is_empty() {
        event.location(&line.due.to.join(" and "));
    }
    if line.is_unsent() {
        for (index, minutes) in alarms(line, at).into_iter().enumerate() {
            let text = if minutes == 0 {
                format!("Due now: {summary}")
            } else {
                format!("In {}: {summary}", super::text::length(minutes * 60))
            };
            let mut alarm = Alarm::display(&text, Trigger::before_start(chrono::Duration::minutes(minutes)));
            // else the crate makes up a random one, and two runs differ
            alarm.add_property("UID", format!("{index}-{uid}"));
            alarm.add_property("DTSTAMP", now);
            event.alarm(alarm);
        }
    }
    event.done()
}

fn name(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Tentative => "TENTATIVE",
        EventStatus::Confirmed => "CONFIRMED",
        EventStatus::Cancelled => "CANCELLED",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Minutes before the moment at which to ring: half, a quarter and a tenth of the time before it, and at it.
fn alarms(line: &Line, at: Timestamp) -> Vec<i64> {
    let whole = line.due.from.map_or(0, |from| at.duration_since(from).as_secs() / 60);
    let mut minutes: Vec<i64> =
        [whole / 2, whole / 4, whole / 10, 0].into_iter().filter(|minutes| *minutes >= 0).collect();
    minutes.dedup();
    minutes
}

fn description(line: &Line) -> String {
    let mut parts = vec![line.plain.clone()];
    if !line.due.content.is_empty() {
        parts.push(format!("It must say: {}.", line.due.content.join("; ")));
    }
    if let Some(later) = &line.due.by_text {
        parts.push(format!("The text of the law leaves until {} ({}).", later.at.words(), later.because.join("; ")));
    }
    if line.provisional {
        let questions: Vec<&str> = line.missing.iter().map(|missing| missing.question.as_str()).take(3).collect();
        parts.push(format!("It is open whether this is owed. {}", questions.join(" ")));
    }
    parts.push(format!("{}; how sure: {}.", line.provision, line.confidence.name()));
    parts.join("\n")
}

/// An entry that nothing asks for any more.
fn cancelled(uid: &str, was: &Former, now: &str) -> Event {
    let again = was.status == "CANCELLED";
    let mut event = Event::with_uid(uid);
    event.add_property("DTSTAMP", now);
    event.add_property("DTSTART", &was.start);
    event.add_property("SEQUENCE", if again { was.sequence } else { was.sequence.saturating_add(1) }.to_string());
    event.status(EventStatus::Cancelled);
    event.summary(&was.summary);
    event.done()
}

fn read(text: &str) -> Result<BTreeMap<String, Former>, String> {
    let calendar: Calendar =
        text.parse().map_err(|error| format!("the file that stands there is no calendar: {error}"))?;
    let mut known = BTreeMap::new();
    for component in &calendar.components {
        let CalendarComponent::Event(event) = component else { continue };
        let Some(uid) = event.get_uid() else { continue };
        let value = |key: &str| event.property_value(key).unwrap_or_default().to_owned();
        let former = Former {
            sequence: value("SEQUENCE").parse().unwrap_or_default(),
            start: value("DTSTART"),
            status: value("STATUS"),
            summary: event.get_summary().unwrap_or_default().to_owned(),
        };
        known.insert(uid.to_owned(), former);
    }
    Ok(known)
}
