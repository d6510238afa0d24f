//! When something is due: from an event and a length of time to an instant or a day. Hours are elapsed hours; days and months are
//! counted on the calendar of the zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use onus_register::law::Within;
use serde::Serialize;

/// A moment or a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Moment {
    /// A moment, shown in a zone.
    Instant(Zoned),
    /// A whole day.
    Day(Date),
}

impl Moment {
    /// A moment in a zone.
    pub fn at(moment: Timestamp, zone: &TimeZone) -> Self {
        Moment::Instant(moment.to_zoned(zone.clone()))
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Moment::Instant(at) => at.strftime("%A %-d %B %Y %H:%M %Z").to_string(),
            Moment::Day(day) => crate::words::day(*day),
        }
    }

    /// Ordered by when it is; a day counts from its beginning.
    pub fn key(&self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Moment::Instant(at) => Some(at.timestamp()),
            Moment::Day(day) => day.to_zoned(zone.clone()).ok().map(|at| at.timestamp()),
        }
    }

    /// The moment a length of time later. `None` for business days, which need a calendar, and for lengths without a number.
    pub fn after(&self, within: &Within) -> Option<Self> {
        let Within::Span(span, _) = within else { return None };
        match self {
            Moment::Instant(at) => at.checked_add(*span).ok().map(Moment::Instant),
            Moment::Day(day) => day.checked_add(*span).ok().map(Moment::Day),
        }
    }
}

/// One line of what is due.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DueLine {
    /// Name of the stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// When, if the facts say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// In words: "within 24 hours of becoming aware".
    pub text: String,
    /// Without undue delay on top.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prompt: bool,
    /// To whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// What it must contain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<String>,
    /// It is open whether this line is due.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// What to know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A length of time in words: "24 hours", "1 month".
pub fn length(within: &Within) -> String {
    let plural = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match within {
        Within::Continuous => "all the time".to_owned(),
        Within::Prompt => "without undue delay".to_owned(),
        Within::Business(days, _) => plural(i64::from(*days), "business day"),
        Within::Span(span, _) => {
            let parts = [
                (i64::from(span.get_years()), "year"),
                (i64::from(span.get_months()), "month"),
                (i64::from(span.get_weeks()), "week"),
                (i64::from(span.get_days()), "day"),
                (i64::from(span.get_hours()), "hour"),
                (span.get_minutes(), "minute"),
                (span.get_seconds(), "second"),
            ];
            let parts: Vec<String> =
                parts.iter().filter(|(count, _)| *count != 0).map(|(count, unit)| plural(*count, unit)).collect();
            parts.join(" ")
        }
    }
}
