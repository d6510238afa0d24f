//! A calendar file (RFC 5545) that people keep: every entry has a UID that is the same whenever it is computed. The former sequence numbers
//! are read from the file that is replaced, since that file is what calendars know: an entry that moved gets the next number, one that is
//! gone is cancelled. It knows neither duties nor reports; `clock/calendar` and `upcoming` say what stands in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use icalendar::{Alarm, Calendar, CalendarComponent, Component, Event, EventLike, EventStatus, Property, Trigger};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::words;

/// The text that was to be replaced is no calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file that stands there is no calendar: {0}")]
pub struct NotACalendar(String);

/// When an entry stands in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    At(Timestamp),
    /// The whole day, in no zone.
    On(Date),
}

/// How sure an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sure {
    Yes,
    Perhaps,
    /// Nothing is left to do.
    Over,
}

/// One entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) uid: String,
    pub(crate) when: When,
    pub(crate) sure: Sure,
    pub(crate) summary: String,
    pub(crate) description: String,
    /// Where it goes to.
    pub(crate) to: Option<String>,
    /// Minutes before the moment at which to ring.
    pub(crate) alarms: Vec<i64>,
}

/// What calendars know of an entry.
struct Former {
    sequence: u32,
    when: (String, bool),
    status: String,
    summary: String,
}

/// The same for the same parts whenever it is computed.
pub(crate) fn uid(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n"));
    let hex = digest.iter().take(12).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("{hex}@onus")
}

/// The calendar, in place of `former`.
pub(crate) fn write(
    what: &str,
    title: &str,
    entries: &[Entry],
    now: Timestamp,
    former: Option<&str>,
) -> Result<String, NotACalendar> {
    let mut known = match former {
        Some(text) => read(text)?,
        None => BTreeMap::new(),
    };
    let now = stamp(now);
    let mut calendar = Calendar::empty();
    let product = format!("-//Onus//{what}//EN");
    for (key, value) in [("VERSION", "2.0"), ("PRODID", product.as_str()), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name(title);
    for own in entries {
        let was = known.remove(&own.uid);
        calendar.push(entry(own, was.as_ref(), &now));
    }
    for (uid, was) in known {
        calendar.push(cancelled(&uid, &was, &now));
    }
    Ok(calendar.to_string())
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn begin(event: &mut Event, (start, whole_day): &(String, bool)) {
    let mut property = Property::new("DTSTART", start);
    if *whole_day {
        property.add_parameter("VALUE", "DATE");
    }
    event.append_property(property.done());
}

fn entry(own: &Entry, was: Option<&Former>, now: &str) -> Event {
    let when = match own.when {
        When::At(at) => (stamp(at), false),
        When::On(day) => (day.strftime("%Y%m%d").to_string(), true),
    };
    let status = match own.sure {
        Sure::Over => EventStatus::Cancelled,
        Sure::Perhaps => EventStatus::Tentative,
        Sure::Yes => EventStatus::Confirmed,
    };
    let sequence = match was {
        None => 0,
        Some(was) if was.when == when && was.status == name(status) && was.summary == own.summary => was.sequence,
        Some(was) => was.sequence.saturating_add(1),
    };
    let mut event = Event::with_uid(&own.uid);
    event.add_property("DTSTAMP", now);
    begin(&mut event, &when);
    event.add_property("SEQUENCE", sequence.to_string());
    event.status(status);
    event.summary(&own.summary);
    event.description(&own.description);
    if let Some(to) = &own.to {
        event.location(to);
    }
    for (index, minutes) in own.alarms.iter().enumerate() {
        let text = if *minutes == 0 {
            format!("Due now: {}", own.summary)
        } else {
            format!("In {}: {}", words::span(minutes * 60), own.summary)
        };
        let mut alarm = Alarm::display(&text, Trigger::before_start(chrono::Duration::minutes(*minutes)));
        // else the crate makes up a random one, and two runs differ
        alarm.add_property("UID", format!("{index}-{}", own.uid));
        alarm.add_property("DTSTAMP", now);
        event.alarm(alarm);
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

/// An entry that nothing asks for any more.
fn cancelled(uid: &str, was: &Former, now: &str) -> Event {
    let again = was.status == "CANCELLED";
    let mut event = Event::with_uid(uid);
    event.add_property("DTSTAMP", now);
    begin(&mut event, &was.when);
    event.add_property("SEQUENCE", if again { was.sequence } else { was.sequence.saturating_add(1) }.to_string());
    event.status(EventStatus::Cancelled);
    event.summary(&was.summary);
    event.done()
}

fn read(text: &str) -> Result<BTreeMap<String, Former>, NotACalendar> {
    let calendar: Calendar = text.parse().map_err(NotACalendar)?;
    let mut known = BTreeMap::new();
    for component in &calendar.components {
        let CalendarComponent::Event(event) = component else { continue };
        let Some(uid) = event.get_uid() else { continue };
        let value = |key: &str| event.property_value(key).unwrap_or_default().to_owned();
        let start = value("DTSTART");
        let former = Former {
            sequence: value("SEQUENCE").parse().unwrap_or_default(),
            when: (start.clone(), !start.contains('T')),
            status: value("STATUS"),
            summary: event.get_summary().unwrap_or_default().to_owned(),
        };
        known.insert(uid.to_owned(), former);
    }
    Ok(known)
}
