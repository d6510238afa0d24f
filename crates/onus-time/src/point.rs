//! Moments as people know them: an instant, one of two instants of a repeated hour, or only a day.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// What is known of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// The instant.
    Instant(Timestamp),
    /// Only the day.
    Day(Date),
}

impl Point {
    /// The day in a zone.
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            Point::Instant(at) => at.to_zoned(zone.clone()).date(),
            Point::Day(day) => day,
        }
    }

    /// The first instant that it can be.
    pub fn first(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Point::Instant(at) => Some(at),
            Point::Day(day) => start_of(day, zone),
        }
    }
}

/// Where a period begins: one point, or an earlier and a later one between which the facts do not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Start {
    /// What to plan from.
    pub early: Point,
    /// The latest that can be argued for.
    pub late: Point,
}

impl Start {
    /// A start that is known.
    pub fn at(point: Point) -> Self {
        Self { early: point, late: point }
    }
}

/// What a time on a wall clock can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalTime {
    /// One instant.
    Once(Timestamp),
    /// The clocks go back, and show it twice.
    Twice(Timestamp, Timestamp),
    /// The clocks go forward and skip it: the instants that it would be with the clock as it was before, and as it is after.
    Skipped(Timestamp, Timestamp),
}

/// Reads a time on a wall clock. `None` only at the ends of time.
pub fn local(civil: DateTime, zone: &TimeZone) -> Option<LocalTime> {
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    Some(match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => LocalTime::Once(offset.to_timestamp(civil).ok()?),
        AmbiguousOffset::Fold { before, after } => {
            LocalTime::Twice(before.to_timestamp(civil).ok()?, after.to_timestamp(civil).ok()?)
        }
        AmbiguousOffset::Gap { .. } => LocalTime::Skipped(ambiguous.earlier().ok()?, ambiguous.later().ok()?),
    })
}

/// The earliest instant that a time on a wall clock can be.
pub(crate) fn earliest(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    Some(match local(civil, zone)? {
        LocalTime::Once(at) | LocalTime::Twice(at, _) | LocalTime::Skipped(at, _) => at,
    })
}

/// The first instant of a day.
pub fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|at| at.timestamp())
}

/// The end of a day: the first instant of the next.
pub fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    start_of(day.tomorrow().ok()?, zone)
}
