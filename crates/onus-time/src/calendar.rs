//! When an office is closed: weekends, holidays by rule or by date, days off in lieu, and single days on which it was otherwise.
//!
//! A calendar is data of the register. This module knows how rules for holidays are written and computed, and no holiday.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::{Date, Weekday};

use crate::easter;

/// Days on which an office is closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// Its id in the register.
    pub id: String,
    /// Days of the week that are free.
    pub weekend: Vec<Weekday>,
    /// Holidays.
    pub holidays: Vec<Holiday>,
    /// Single days on which it is closed, with the reason.
    pub closed: BTreeMap<Date, String>,
    /// Single days on which it is open although a rule says otherwise.
    pub open: BTreeSet<Date>,
    /// Years for which the record is complete, where single dates are listed and no rule gives them.
    pub known: Option<(i16, i16)>,
}

/// A holiday.
#[derive(Clone, Debug, PartialEq)]
pub struct Holiday {
    /// What it is called.
    pub name: String,
    /// When it is.
    pub when: When,
    /// First year.
    pub from: Option<i16>,
    /// Last year.
    pub to: Option<i16>,
    /// Where it goes if it falls on a free day.
    pub moved: Moved,
}

/// The rule for the date of a holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// A day of a month.
    Fixed(i8, i8),
    /// So many days after Easter of the Western churches.
    Easter(i32),
    /// So many days after Easter of the Eastern churches.
    EasternEaster(i32),
    /// The first, second .. or (negative) last such weekday of a month.
    Nth(i8, Weekday, i8),
    /// The first such weekday on a day of a month or after.
    From(Weekday, i8, i8),
    /// The last such weekday before a day of a month.
    Before(Weekday, i8, i8),
}

/// Where a holiday goes that falls on a free day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Moved {
    /// Nowhere.
    #[default]
    Stays,
    /// Saturday to Friday, Sunday to Monday.
    Nearest,
    /// To the next day that is neither free nor a holiday.
    NextOpen,
    /// From Sunday only, to the next day that is neither free nor a holiday.
    FromSunday,
}

impl When {
    /// Reads `01-01`, `easter-2`, `eastern-easter+1`, `3 mon jan`, `last mon may`, `sat from 10-31`, `mon before 05-25`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(days) = text.strip_prefix("eastern-easter") {
            return offset(days).map(When::EasternEaster);
        }
        if let Some(days) = text.strip_prefix("easter") {
            return offset(days).map(When::Easter);
        }
        let words: Vec<&str> = text.split(' ').collect();
        match words.as_slice() {
            [day] => month_day(day).map(|(month, day)| When::Fixed(month, day)),
            [weekday_, "from", day] => {
                let (month, day) = month_day(day)?;
                Some(When::From(weekday(weekday_)?, month, day))
            }
            [weekday_, "before", day] => {
                let (month, day) = month_day(day)?;
                Some(When::Before(weekday(weekday_)?, month, day))
            }
            [nth, weekday_, month_] => {
                let nth = if *nth == "last" { -1 } else { nth.parse().ok().filter(|nth| (1..=5).contains(nth))? };
                Some(When::Nth(nth, weekday(weekday_)?, month(month_)?))
            }
            _ => None,
        }
    }

    /// The date in a year, if it has one.
    pub fn date(&self, year: i16) -> Option<Date> {
        let days = |days: i32| Span::new().try_days(days).ok();
        match *self {
            When::Fixed(month, day) => Date::new(year, month, day).ok(),
            When::Easter(after) => easter::western(year)?.checked_add(days(after)?).ok(),
            When::EasternEaster(after) => easter::eastern(year)?.checked_add(days(after)?).ok(),
            When::Nth(nth, weekday, month) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
            When::From(weekday, month, day) => {
                Date::new(year, month, day).ok()?.yesterday().ok()?.nth_weekday(1, weekday).ok()
            }
            When::Before(weekday, month, day) => Date::new(year, month, day).ok()?.nth_weekday(-1, weekday).ok(),
        }
    }
}

fn offset(text: &str) -> Option<i32> {
    if text.is_empty() {
        return Some(0);
    }
    text.starts_with(['+', '-']).then(|| text.parse().ok()).flatten()
}

fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    // a leap year has every day
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

/// A day of the week by its first three letters.
pub fn weekday(text: &str) -> Option<Weekday> {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let position = names.iter().position(|name| *name == text)?;
    Weekday::from_monday_zero_offset(i8::try_from(position).ok()?).ok()
}

fn month(text: &str) -> Option<i8> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let position = names.iter().position(|name| *name == text)?;
    i8::try_from(position + 1).ok()
}

impl Calendar {
    /// A calendar that is closed on Saturday and Sunday only.
    pub fn weekends() -> Self {
        let weekend = vec![Weekday::Saturday, Weekday::Sunday];
        Self { id: "weekends".to_owned(), weekend, ..Self::default() }
    }

    /// The holidays that fall into a year, days off in lieu among them, by date.
    pub fn holidays(&self, year: i16) -> BTreeMap<Date, String> {
        // a day off in lieu may fall into the year before or after
        let mut all: BTreeMap<Date, String> = BTreeMap::new();
        let mut moving: Vec<(Date, &Holiday)> = Vec::new();
        for around in [year.saturating_sub(1), year, year.saturating_add(1)] {
            for holiday in &self.holidays {
                let within = holiday.from.is_none_or(|from| from <= around) && holiday.to.is_none_or(|to| around <= to);
                if let Some(date) = holiday.when.date(around).filter(|_| within) {
                    all.entry(date).or_insert_with(|| holiday.name.clone());
                    moving.push((date, holiday));
                }
            }
        }
        for (date, name) in &self.closed {
            all.entry(*date).or_insert_with(|| name.clone());
        }
        // the earlier holiday takes the first free day; each day in lieu is itself a holiday for the next
        moving.sort_by_key(|(date, _)| *date);
        for (date, holiday) in moving {
            if let Some(day) = self.moved(date, holiday.moved, &all) {
                all.entry(day).or_insert_with(|| format!("{}, day off in lieu", holiday.name));
            }
        }
        all.retain(|date, _| date.year() == year && !self.open.contains(date));
        all
    }

    /// The day to which a holiday moves.
    fn moved(&self, date: Date, moved: Moved, taken: &BTreeMap<Date, String>) -> Option<Date> {
        let free = self.is_weekend(date);
        match moved {
            Moved::Stays => None,
            Moved::Nearest => match date.weekday() {
                Weekday::Saturday if free => date.yesterday().ok(),
                Weekday::Sunday if free => date.tomorrow().ok(),
                _ => None,
            },
            Moved::NextOpen | Moved::FromSunday => {
                let goes = free && (moved == Moved::NextOpen || date.weekday() == Weekday::Sunday);
                if !goes {
                    return None;
                }
                let mut day = date.tomorrow().ok()?;
                while self.is_weekend(day) || taken.contains_key(&day) {
                    day = day.tomorrow().ok()?;
                }
                Some(day)
            }
        }
    }

    fn is_weekend(&self, day: Date) -> bool {
        self.weekend.contains(&day.weekday())
    }

    /// Why it is closed on a day, if it is.
    pub fn closed_on(&self, day: Date) -> Option<String> {
        if self.open.contains(&day) {
            return None;
        }
        if self.is_weekend(day) {
            return Some(day.strftime("%A").to_string());
        }
        self.holidays(day.year()).remove(&day)
    }

    /// Whether it is open on a day.
    pub fn is_open(&self, day: Date) -> bool {
        self.closed_on(day).is_none()
    }

    /// Whether the record is complete for the year of a day.
    pub fn knows(&self, day: Date) -> bool {
        self.known.is_none_or(|(from, to)| (from..=to).contains(&day.year()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Holiday, Moved, When, weekday};
    use jiff::civil::{Weekday, date};

    #[test]
    fn rules_of_holidays_are_read_as_they_are_written() {
        assert_eq!(When::parse("01-01"), Some(When::Fixed(1, 1)));
        assert_eq!(When::parse("easter-2"), Some(When::Easter(-2)));
        assert_eq!(When::parse("eastern-easter+50"), Some(When::EasternEaster(50)));
        assert_eq!(When::parse("last mon may"), Some(When::Nth(-1, Weekday::Monday, 5)));
        assert_eq!(When::parse("4 thu nov"), Some(When::Nth(4, Weekday::Thursday, 11)));
        assert_eq!(When::parse("sat from 10-31"), Some(When::From(Weekday::Saturday, 10, 31)));
        assert_eq!(When::parse("mon before 05-25"), Some(When::Before(Weekday::Monday, 5, 25)));
        for wrong in
            ["", "13-01", "02-30", "easter2", "6 mon jan", "0 mon jan", "first mon jan", "mon", "mon after 01-01"]
        {
            assert_eq!(When::parse(wrong), None, "{wrong}");
        }
        assert_eq!(weekday("sun"), Some(Weekday::Sunday));
    }

    #[test]
    fn a_leap_day_is_no_holiday_in_other_years() {
        assert_eq!(When::Fixed(2, 29).date(2024), Some(date(2024, 2, 29)));
        assert_eq!(When::Fixed(2, 29).date(2025), None);
    }

    #[test]
    fn a_weekday_from_a_day_may_be_that_day_and_before_it_may_not() {
        // 31 October 2026 is a Saturday, 25 May 2026 a Monday
        assert_eq!(When::From(Weekday::Saturday, 10, 31).date(2026), Some(date(2026, 10, 31)));
        assert_eq!(When::Before(Weekday::Monday, 5, 25).date(2026), Some(date(2026, 5, 18)));
    }

    fn holiday(name: &str, when: &str, moved: Moved) -> Holiday {
        Holiday { name: name.to_owned(), when: When::parse(when).unwrap(), from: None, to: None, moved }
    }

    #[test]
    fn days_off_in_lieu_do_not_take_the_same_day_twice() {
        // 25 December 2027 is a Saturday
        let holidays =
            vec![holiday("Christmas Day", "12-25", Moved::NextOpen), holiday("Boxing Day", "12-26", Moved::NextOpen)];
        let calendar = Calendar { holidays, ..Calendar::weekends() };
        assert_eq!(calendar.closed_on(date(2027, 12, 27)).as_deref(), Some("Christmas Day, day off in lieu"));
        assert_eq!(calendar.closed_on(date(2027, 12, 28)).as_deref(), Some("Boxing Day, day off in lieu"));
        assert!(calendar.is_open(date(2027, 12, 29)));
    }

    #[test]
    fn a_new_year_on_a_saturday_is_kept_on_the_friday_before() {
        let calendar =
            Calendar { holidays: vec![holiday("New Year", "01-01", Moved::Nearest)], ..Calendar::weekends() };
        assert_eq!(calendar.closed_on(date(2027, 12, 31)).as_deref(), Some("New Year, day off in lieu"));
    }

    #[test]
    fn single_days_go_before_rules() {
        let mut calendar =
            Calendar { holidays: vec![holiday("Republic Day", "06-02", Moved::Stays)], ..Calendar::weekends() };
        calendar.closed.insert(date(2026, 6, 1), "bridge".to_owned());
        calendar.open.insert(date(2026, 6, 2));
        assert_eq!(calendar.closed_on(date(2026, 6, 1)).as_deref(), Some("bridge"));
        assert!(calendar.is_open(date(2026, 6, 2)));
        assert_eq!(calendar.closed_on(date(2026, 6, 6)).as_deref(), Some("Saturday"));
    }
}
