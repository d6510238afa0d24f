//! How a law counts a period, as data: what the register calls a *counting*.

use jiff::civil::Time;
use jiff::tz::TimeZone;

/// When in its last day a period of days or months ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ends {
    /// At the clock time at which it began, to be safe; by the text with the day.
    #[default]
    SameTimeThenDay,
    /// With the day; nobody argues for less.
    Day,
    /// At the clock time at which it began.
    SameTime,
}

/// Where a period goes whose end falls on a closed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Roll {
    /// At which time of the next open day it then ends; with that day if none is given.
    pub at: Option<Time>,
    /// Hours roll too.
    pub hours: bool,
    /// Days and months roll.
    pub days: bool,
    /// Whether the text says so, or it can only be argued for.
    pub sure: Sure,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sure {
    /// The text says it.
    Text,
    /// It can be argued for.
    Outer,
}

/// How a law counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counting {
    /// The zone of its days; that of the matter if it has none of its own.
    pub zone: Option<TimeZone>,
    /// When in its last day a period of days ends.
    pub ends: Ends,
    /// When the office closes: business days end then, and not at midnight.
    pub close: Option<Time>,
    /// The hour in which the event falls is not counted, so it can be argued.
    pub hour_not_counted: bool,
    /// What becomes of an end on a closed day.
    pub roll: Option<Roll>,
}
