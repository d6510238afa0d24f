//! From a start and a length to three instants.
//!
//! *Strict* is what to plan to: exact elapsed time, or the same clock time on the last day. *Text* is what the record of the law
//! gives. *Outer* is the latest that can be argued for; it is a note, never the deadline. Always strict <= text <= outer.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::calendar::Calendar;
use crate::counting::{Counting, Ends, Roll, Sure};
use crate::length::Length;
use crate::point::{self, Point, Start};

/// A rule that moved an instant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The local time of the start occurs twice, and the later instant was taken.
    LaterOfTwo,
    /// The longer end of a band of lengths was taken.
    LongerOfBand(String),
    /// The hour in which the event fell was not counted.
    HourNotCounted,
    /// It ends with the day.
    EndOfDay,
    /// It ends when the office closes.
    Close(Time),
    /// The day was closed, and the next open day was taken.
    Rolled {
        /// The day that was closed.
        from: Date,
        /// Why.
        because: String,
        /// The next open day.
        to: Date,
        /// At which time, if not with the day.
        at: Option<Time>,
    },
}

impl Step {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Step::LaterOfTwo => "the later of the two instants at which the clocks showed this time".to_owned(),
            Step::LongerOfBand(length) => format!("read as {length}"),
            Step::HourNotCounted => "the hour of the event is not counted".to_owned(),
            Step::EndOfDay => "runs to the end of the last day".to_owned(),
            Step::Close(at) => format!("closes at {}", at.strftime("%H:%M")),
            Step::Rolled { from, because, to, at } => {
                let day = |day: &Date| day.strftime("%a %-d %b %Y").to_string();
                let at = at.map_or_else(String::new, |at| format!(" {}", at.strftime("%H:%M")));
                let weekday = from.strftime("%A").to_string();
                let from = if *because == weekday { day(from) } else { format!("{}, {because},", day(from)) };
                format!("{from} is closed: {}{at}", day(to))
            }
        }
    }
}

/// An instant, and the rules that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant.
    pub at: Timestamp,
    /// What moved it from exact time.
    pub steps: Vec<Step>,
}

/// The three instants at which a period ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// What to plan to.
    pub strict: Reading,
    /// What the text gives.
    pub text: Reading,
    /// The latest that can be argued for.
    pub outer: Reading,
    /// The last day, where days are counted: before anything rolls.
    pub day: Option<Date>,
    /// Only days are known of its start.
    pub day_only: bool,
}

impl Period {
    /// A moment that is itself the end: all three readings are the same. A day ends with its last hour.
    pub fn exactly(end: Start, zone: &TimeZone) -> Option<Self> {
        let at = |point: Point| match point {
            Point::Instant(at) => Some(at),
            Point::Day(day) => point::end_of(day, zone),
        };
        let strict = Reading { at: at(end.early)?, steps: Vec::new() };
        let mut outer = strict.clone();
        if let Some(late) = at(end.late).filter(|late| *late > strict.at) {
            outer = Reading { at: late, steps: vec![Step::LaterOfTwo] };
        }
        let day = if let Point::Day(day) = end.early { Some(day) } else { None };
        Some(Self { text: strict.clone(), strict, outer, day, day_only: day.is_some() })
    }

    /// The earliest or latest of several, reading by reading.
    pub fn among(periods: &[Period], latest: bool) -> Option<Self> {
        let pick = |reading: &dyn Fn(&Period) -> Reading| {
            let all = periods.iter().map(reading);
            if latest { all.max_by_key(|own| own.at) } else { all.min_by_key(|own| own.at) }
        };
        let strict = pick(&|period| period.strict.clone())?;
        let own = periods.iter().find(|period| period.strict == strict)?;
        let (day, day_only) = (own.day, own.day_only);
        Some(Self {
            strict,
            text: pick(&|period| period.text.clone())?,
            outer: pick(&|period| period.outer.clone())?,
            day,
            day_only,
        })
    }

    /// Keeps the readings in order.
    fn ordered(mut self) -> Self {
        if self.text.at < self.strict.at {
            self.text = self.strict.clone();
        }
        if self.outer.at < self.text.at {
            self.outer = self.text.clone();
        }
        self
    }
}

/// When a period ends.
///
/// `lengths` is a band: the shorter end for the strict reading, the longer for the others. `calendars` are those that may be meant;
/// where they differ, the text is safe under each of them and the outer reading takes the most generous. `zone` is that of the matter.
/// `None` if the end lies beyond the end of time, or business days are asked of no calendar.
pub fn count(
    start: Start,
    lengths: (Length, Length),
    counting: &Counting,
    calendars: &[&Calendar],
    zone: &TimeZone,
) -> Option<Period> {
    let zone = counting.zone.as_ref().unwrap_or(zone);
    let counter = Counter { counting, calendars, zone };
    let (short, long) = lengths;
    let mut period = match (short, long) {
        (Length::Elapsed(short), Length::Elapsed(long)) => counter.elapsed(start, short, long)?,
        _ => counter.days(start, short, long)?,
    };
    if long != short {
        period.text.steps.insert(0, Step::LongerOfBand(long.words()));
        period.outer.steps.insert(0, Step::LongerOfBand(long.words()));
    }
    Some(period.ordered())
}

struct Counter<'c> {
    counting: &'c Counting,
    calendars: &'c [&'c Calendar],
    zone: &'c TimeZone,
}

impl Counter<'_> {
    fn elapsed(&self, start: Start, short: SignedDuration, long: SignedDuration) -> Option<Period> {
        let early = start.early.first(self.zone)?;
        let late = start.late.first(self.zone)?;
        let strict = Reading { at: early.checked_add(short).ok()?, steps: Vec::new() };
        let mut text = Reading { at: early.checked_add(long).ok()?, steps: Vec::new() };
        let mut outer = Reading { at: late.checked_add(long).ok()?, steps: Vec::new() };
        if late > early {
            outer.steps.push(Step::LaterOfTwo);
        }
        if self.counting.hour_not_counted && matches!(start.late, Point::Instant(_)) {
            outer.at = self.next_hour(late)?.checked_add(long).ok()?;
            outer.steps.push(Step::HourNotCounted);
        }
        if let Some(roll) = self.counting.roll.filter(|roll| roll.hours) {
            if roll.sure == Sure::Text {
                text = self.rolled(text, roll, Sure::Text)?;
            }
            outer = self.rolled(outer, roll, Sure::Outer)?;
        }
        Some(Period { strict, text, outer, day: None, day_only: false })
    }

    /// The beginning of the next hour of the wall clock.
    fn next_hour(&self, at: Timestamp) -> Option<Timestamp> {
        let local = at.to_zoned(self.zone.clone());
        let past = i64::from(local.minute()) * 60 + i64::from(local.second());
        let past = SignedDuration::new(past, local.subsec_nanosecond());
        at.checked_sub(past).ok()?.checked_add(SignedDuration::from_hours(1)).ok()
    }

    fn rolled(&self, reading: Reading, roll: Roll, sure: Sure) -> Option<Reading> {
        let day = reading.at.to_zoned(self.zone.clone()).date();
        self.rolled_day(reading, day, roll, sure)
    }

    /// Where a closed day leads; `None` if the day is open.
    fn next_open(&self, day: Date, roll: Roll, sure: Sure) -> Option<Step> {
        let because = self.closed(day, sure)?;
        // no office is closed for two months
        let mut days = day.series(Span::new().days(1)).skip(1).take(62);
        let to = days.find(|day| self.closed(*day, sure).is_none())?;
        Some(Step::Rolled { from: day, because, to, at: roll.at })
    }

    /// Why a day is closed: for the text if every calendar that may be meant is closed, for the outer reading if one is.
    fn closed(&self, day: Date, sure: Sure) -> Option<String> {
        let mut reasons = self.calendars.iter().map(|calendar| calendar.closed_on(day));
        match sure {
            Sure::Text => {
                let first = reasons.next()??;
                reasons.all(|reason| reason.is_some()).then_some(first)
            }
            Sure::Outer => reasons.flatten().next(),
        }
    }

    fn end(&self, step: &Step) -> Option<Timestamp> {
        match step {
            Step::Rolled { to, at: Some(at), .. } => point::earliest(to.to_datetime(*at), self.zone),
            Step::Rolled { to, at: None, .. } => self.end_of_day(*to),
            _ => None,
        }
    }

    fn end_of_day(&self, day: Date) -> Option<Timestamp> {
        match self.counting.close {
            Some(close) => point::earliest(day.to_datetime(close), self.zone),
            None => point::end_of(day, self.zone),
        }
    }

    fn day_step(&self) -> Step {
        self.counting.close.map_or(Step::EndOfDay, Step::Close)
    }

    fn days(&self, start: Start, short: Length, long: Length) -> Option<Period> {
        let last = |point: Point, length: Length, sure: Sure| self.last_day(point.day(self.zone), length, sure);
        let day = last(start.early, short, Sure::Text)?;
        let same_time = match (start.early, short, self.counting.ends) {
            (Point::Instant(at), Length::Days(_) | Length::Months(_), Ends::SameTime | Ends::SameTimeThenDay) => {
                let time = at.to_zoned(self.zone.clone()).time();
                Some(point::earliest(DateTime::from_parts(day, time), self.zone)?)
            }
            _ => None,
        };
        let of_day = Reading { at: self.end_of_day(day)?, steps: vec![self.day_step()] };
        let strict = match same_time {
            Some(at) if at <= of_day.at => Reading { at, steps: Vec::new() },
            _ => of_day,
        };
        let text_day = last(start.early, long, Sure::Text)?;
        let outer_day = last(start.late, long, Sure::Outer)?.max(text_day);
        let exact = self.counting.ends == Ends::SameTime && same_time.is_some() && long == short;
        let ended = |day: Date| Some(Reading { at: self.end_of_day(day)?, steps: vec![self.day_step()] });
        let mut text = if exact { strict.clone() } else { ended(text_day)? };
        let mut outer = if exact { strict.clone() } else { ended(outer_day)? };
        if outer_day > text_day {
            outer.steps.insert(0, Step::LaterOfTwo);
        }
        if let Some(roll) = self.counting.roll.filter(|roll| roll.days) {
            if roll.sure == Sure::Text {
                text = self.rolled_day(text, text_day, roll, Sure::Text)?;
            }
            outer = self.rolled_day(outer, outer_day, roll, Sure::Outer)?;
        }
        // an office that closes gives the day an hour
        let day_only = matches!(start.early, Point::Day(_)) && self.counting.close.is_none();
        Some(Period { strict, text, outer, day: Some(day), day_only })
    }

    fn rolled_day(&self, reading: Reading, day: Date, roll: Roll, sure: Sure) -> Option<Reading> {
        let Some(step) = self.next_open(day, roll, sure) else { return Some(reading) };
        let at = self.end(&step)?;
        let mut steps = reading.steps;
        steps.push(step);
        // relief never makes a limit earlier
        Some(Reading { at: at.max(reading.at), steps })
    }

    /// The last day of a period. The day of the start is not counted. For the text business days are those of the calendar that is
    /// closed least, for the outer reading of the one that is closed most.
    fn last_day(&self, start: Date, length: Length, sure: Sure) -> Option<Date> {
        match length {
            Length::Elapsed(_) => None,
            Length::Days(days) => start.checked_add(Span::new().try_days(days).ok()?).ok(),
            // 31 January and a month: the last day of February
            Length::Months(months) => start.checked_add(Span::new().try_months(months).ok()?).ok(),
            Length::BusinessDays(days) => {
                let ends = self.calendars.iter().map(|calendar| business_day(start, days, calendar));
                let ends: Option<Vec<Date>> = ends.collect();
                match sure {
                    Sure::Text => ends?.into_iter().min(),
                    Sure::Outer => ends?.into_iter().max(),
                }
            }
        }
    }
}

/// The n-th open day after a day.
fn business_day(start: Date, days: u32, calendar: &Calendar) -> Option<Date> {
    let mut day = start;
    let mut left = days;
    // nothing is due in more than a thousand business days
    if days > 1_000 {
        return None;
    }
    // a calendar that hardly ever opens must not keep anyone waiting
    for _ in 0..=20 * days.saturating_add(10) {
        if left == 0 {
            return Some(day);
        }
        day = day.tomorrow().ok()?;
        if calendar.is_open(day) {
            left -= 1;
        }
    }
    None
}
