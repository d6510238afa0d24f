//! Worked cases, to the second, and the wrong answers that are often given to them. The expected instants were computed
//! independently.

use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use onus_time::calendar::{Holiday, Moved, When};
use onus_time::counting::{Ends, Roll, Sure};
use onus_time::point::{LocalTime, local};
use onus_time::{Calendar, Counting, Length, Period, Point, Start, count};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn start(text: &str) -> Start {
    Start::at(Point::Instant(at(text)))
}

fn ends(start: Start, length: &str, counting: &Counting, calendar: &Calendar, zone: &str) -> Period {
    let zone = TimeZone::get(zone).unwrap();
    let lengths = length.split_once("..").unwrap_or((length, length));
    let lengths = (Length::parse(lengths.0).unwrap(), Length::parse(lengths.1).unwrap());
    count(start, lengths, counting, &[calendar], &zone).unwrap()
}

#[track_caller]
fn three(period: &Period, strict: &str, text: &str, outer: &str) {
    let found = [period.strict.at, period.text.at, period.outer.at].map(|at| at.to_string());
    assert_eq!(found, [strict, text, outer].map(str::to_owned));
}

/// Regulation 1182/71.
fn eu() -> Counting {
    let roll = Roll { at: None, hours: false, days: true, sure: Sure::Outer };
    Counting { hour_not_counted: true, roll: Some(roll), ..Counting::default() }
}

fn dora() -> Counting {
    let roll = Roll { at: Some(time(12, 0, 0, 0)), hours: true, days: true, sure: Sure::Text };
    Counting { roll: Some(roll), ..Counting::default() }
}

fn holidays(days: &[(&str, Moved)]) -> Calendar {
    let holiday = |(when, moved): &(&str, Moved)| Holiday {
        name: (*when).to_owned(),
        when: When::parse(when).unwrap(),
        from: None,
        to: None,
        moved: *moved,
    };
    Calendar { holidays: days.iter().map(holiday).collect(), ..Calendar::weekends() }
}

fn us_federal() -> Calendar {
    use Moved::{Nearest, Stays};
    holidays(&[
        ("01-01", Nearest),
        ("3 mon jan", Stays),
        ("3 mon feb", Stays),
        ("last mon may", Stays),
        ("06-19", Nearest),
        ("07-04", Nearest),
        ("1 mon sep", Stays),
        ("2 mon oct", Stays),
        ("11-11", Nearest),
        ("4 thu nov", Stays),
        ("12-25", Nearest),
    ])
}

#[test]
fn a_day_in_hours_is_not_a_day_on_the_wall_when_clocks_change() {
    let aware = start("2026-10-24T08:17:00Z");
    let early = ends(aware, "PT24H", &eu(), &Calendar::weekends(), "Europe/Berlin");
    three(&early, "2026-10-25T08:17:00Z", "2026-10-25T08:17:00Z", "2026-10-25T09:00:00Z");
    // the wrong answer: 10:17 on the next morning's clock
    assert_ne!(early.strict.at, at("2026-10-25T09:17:00Z"));
    let full = ends(aware, "PT72H", &eu(), &Calendar::weekends(), "Europe/Berlin");
    three(&full, "2026-10-27T08:17:00Z", "2026-10-27T08:17:00Z", "2026-10-27T09:00:00Z");
    let fix = start("2026-11-06T14:30:00Z");
    let last = ends(fix, "P14D", &eu(), &Calendar::weekends(), "Europe/Berlin");
    three(&last, "2026-11-20T14:30:00Z", "2026-11-20T23:00:00Z", "2026-11-20T23:00:00Z");
    // the wrong answer: fourteen days from awareness
    assert_ne!(last.strict.at, ends(aware, "P14D", &eu(), &Calendar::weekends(), "Europe/Berlin").strict.at);
}

#[test]
fn a_time_that_clocks_show_twice_is_planned_from_the_earlier() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let twice = local(date(2026, 10, 25).at(2, 30, 0, 0), &zone).unwrap();
    let (first, second) = (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
    assert_eq!(twice, LocalTime::Twice(first, second));
    let aware = Start { early: Point::Instant(first), late: Point::Instant(second) };
    let period = ends(aware, "PT24H", &Counting::default(), &Calendar::weekends(), "Europe/Berlin");
    three(&period, "2026-10-26T00:30:00Z", "2026-10-26T00:30:00Z", "2026-10-26T01:30:00Z");
}

#[test]
fn a_time_that_clocks_skip_is_none() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let skipped = local(date(2027, 3, 28).at(2, 30, 0, 0), &zone).unwrap();
    assert!(matches!(skipped, LocalTime::Skipped(..)), "{skipped:?}");
}

#[test]
fn four_business_days_follow_the_calendar_of_the_office() {
    let counting = Counting {
        zone: Some(TimeZone::get("America/New_York").unwrap()),
        ends: Ends::Day,
        close: Some(time(17, 30, 0, 0)),
        ..Counting::default()
    };
    let due = |day: &str| {
        let zone = TimeZone::get("America/New_York").unwrap();
        let day: jiff::civil::Date = day.parse().unwrap();
        let at = day.at(11, 0, 0, 0).to_zoned(zone).unwrap().timestamp();
        let period = ends(Start::at(Point::Instant(at)), "B4", &counting, &us_federal(), "Europe/Berlin");
        assert_eq!(period.strict.at, period.outer.at);
        period.strict.at.to_string()
    };
    assert_eq!(due("2026-11-05"), "2026-11-12T22:30:00Z");
    // the office is open on Good Friday
    assert_eq!(due("2026-03-31"), "2026-04-06T21:30:00Z");
    assert_eq!(due("2026-11-21"), "2026-11-27T22:30:00Z");
    assert_eq!(due("2026-12-22"), "2026-12-29T22:30:00Z");
    // Thanksgiving does not count
    assert_eq!(due("2026-11-23"), "2026-11-30T22:30:00Z");
}

#[test]
fn hours_are_not_rounded_in_a_zone_of_half_hours() {
    let period =
        ends(start("2026-11-22T15:15:00Z"), "PT6H", &Counting::default(), &Calendar::weekends(), "Asia/Kolkata");
    three(&period, "2026-11-22T21:15:00Z", "2026-11-22T21:15:00Z", "2026-11-22T21:15:00Z");
}

#[test]
fn the_hour_of_the_event_is_an_hour_of_the_wall_clock() {
    // 20:45 in Kolkata: the next hour there begins at 21:00, that is 15:30 UTC
    let period = ends(start("2026-11-22T15:15:00Z"), "PT6H", &eu(), &Calendar::weekends(), "Asia/Kolkata");
    assert_eq!(period.outer.at, at("2026-11-22T21:30:00Z"));
}

#[test]
fn a_month_from_the_last_of_january_ends_on_the_last_of_february() {
    let period = ends(start("2027-01-31T07:00:00Z"), "P1M", &eu(), &Calendar::weekends(), "Europe/Berlin");
    three(&period, "2027-02-28T07:00:00Z", "2027-02-28T23:00:00Z", "2027-03-01T23:00:00Z");
    // the wrong answer: thirty days
    let thirty = ends(start("2027-01-31T07:00:00Z"), "P30D", &eu(), &Calendar::weekends(), "Europe/Berlin");
    assert_eq!(thirty.strict.at, at("2027-03-02T07:00:00Z"));
    assert!(thirty.strict.at > period.outer.at);
    let leap = ends(start("2028-01-31T07:00:00Z"), "P1M", &eu(), &Calendar::weekends(), "Europe/Berlin");
    assert_eq!(leap.strict.at, at("2028-02-29T07:00:00Z"));
}

#[test]
fn noon_of_the_next_working_day_is_for_those_who_may_use_it() {
    // an initial report whose end falls on a Saturday
    let classified = start("2026-11-20T21:00:00Z");
    let relief = ends(classified, "PT4H", &dora(), &Calendar::weekends(), "Europe/Berlin");
    three(&relief, "2026-11-21T01:00:00Z", "2026-11-23T11:00:00Z", "2026-11-23T11:00:00Z");
    let none = ends(classified, "PT4H", &Counting::default(), &Calendar::weekends(), "Europe/Berlin");
    three(&none, "2026-11-21T01:00:00Z", "2026-11-21T01:00:00Z", "2026-11-21T01:00:00Z");
    // a final report whose end falls on a Sunday
    let intermediate = start("2026-11-06T04:00:00Z");
    let last = ends(intermediate, "P1M", &dora(), &Calendar::weekends(), "Europe/Berlin");
    three(&last, "2026-12-06T04:00:00Z", "2026-12-07T11:00:00Z", "2026-12-07T11:00:00Z");
}

#[test]
fn relief_skips_holidays_after_the_weekend() {
    // Christmas 2026: Friday and Saturday are holidays, then Sunday; the next working day is Monday 28 December
    let calendar = holidays(&[("12-25", Moved::Stays), ("12-26", Moved::Stays)]);
    let period = ends(start("2026-12-24T22:00:00Z"), "PT4H", &dora(), &calendar, "Europe/Berlin");
    assert_eq!(period.text.at, at("2026-12-28T11:00:00Z"));
}

#[test]
fn relief_never_makes_a_limit_earlier() {
    // Saturday 02:00 rolls to Monday noon; what ends on Monday at 15:00 stays there
    let period = ends(start("2026-11-23T10:00:00Z"), "PT4H", &dora(), &Calendar::weekends(), "Europe/Berlin");
    assert_eq!(period.text.at, at("2026-11-23T14:00:00Z"));
}

#[test]
fn the_earlier_of_two_is_taken_reading_by_reading() {
    let (aware, classified) = (start("2026-11-02T08:00:00Z"), start("2026-11-03T06:00:00Z"));
    let after = |start, length| ends(start, length, &dora(), &Calendar::weekends(), "Europe/Dublin");
    let both = [after(classified, "PT4H"), after(aware, "PT24H")];
    let period = Period::among(&both, false).unwrap();
    assert_eq!(period.strict.at, at("2026-11-03T08:00:00Z"));
    assert_eq!(Period::among(&both, true).unwrap().strict.at, at("2026-11-03T10:00:00Z"));
}

#[test]
fn a_band_of_days_and_a_closed_year_end() {
    let jp = Counting {
        zone: Some(TimeZone::get("Asia/Tokyo").unwrap()),
        ends: Ends::Day,
        roll: Some(Roll { at: None, hours: false, days: true, sure: Sure::Text }),
        ..Counting::default()
    };
    let no_roll = Counting { roll: None, ..jp.clone() };
    let calendar = holidays(&["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"].map(|day| (day, Moved::Stays)));
    let known = Start::at(Point::Day(date(2026, 11, 2)));
    let first = ends(known, "P3D..P5D", &no_roll, &calendar, "Asia/Tokyo");
    three(&first, "2026-11-05T15:00:00Z", "2026-11-07T15:00:00Z", "2026-11-07T15:00:00Z");
    let last = ends(known, "P60D", &jp, &calendar, "Asia/Tokyo");
    three(&last, "2027-01-01T15:00:00Z", "2027-01-04T15:00:00Z", "2027-01-04T15:00:00Z");
}

#[test]
fn three_business_days_in_brazil_skip_the_day_of_black_consciousness() {
    let counting =
        Counting { zone: Some(TimeZone::get("America/Sao_Paulo").unwrap()), ends: Ends::Day, ..Counting::default() };
    let calendar = holidays(&[("11-20", Moved::Stays)]);
    let period = ends(start("2026-11-19T13:00:00Z"), "B3", &counting, &calendar, "America/Sao_Paulo");
    assert_eq!(period.strict.at, at("2026-11-26T03:00:00Z"));
    // the wrong answer: 20 November counted as open
    let open = ends(start("2026-11-19T13:00:00Z"), "B3", &counting, &Calendar::weekends(), "America/Sao_Paulo");
    assert_eq!(open.strict.at, at("2026-11-25T03:00:00Z"));
    let doubled = ends(start("2026-11-19T13:00:00Z"), "B6", &counting, &calendar, "America/Sao_Paulo");
    assert_eq!(doubled.strict.at, at("2026-12-01T03:00:00Z"));
}

#[test]
fn where_calendars_differ_the_text_is_safe_and_the_outer_reading_generous() {
    let (one, other) = (Calendar::weekends(), holidays(&[("11-11", Moved::Stays)]));
    let roll = |sure| Counting { roll: Some(Roll { at: None, hours: false, days: true, sure }), ..Counting::default() };
    let zone = TimeZone::get("Europe/Brussels").unwrap();
    let days = Length::parse("P5D").unwrap();
    let from = start("2026-11-06T09:00:00Z");
    let period = count(from, (days, days), &roll(Sure::Text), &[&one, &other], &zone).unwrap();
    // 11 November 2026 is a Wednesday: closed in one calendar only
    three(&period, "2026-11-11T09:00:00Z", "2026-11-11T23:00:00Z", "2026-11-12T23:00:00Z");
}

#[test]
fn business_days_of_no_calendar_cannot_be_counted() {
    let length = Length::BusinessDays(4);
    let zone = TimeZone::UTC;
    assert_eq!(count(start("2026-11-06T09:00:00Z"), (length, length), &Counting::default(), &[], &zone), None);
}

#[test]
fn the_end_of_time_is_none_and_no_panic() {
    let length = Length::Elapsed(SignedDuration::from_hours(24));
    let late = Start::at(Point::Instant(Timestamp::MAX));
    assert_eq!(count(late, (length, length), &eu(), &[], &TimeZone::UTC), None);
    let days = Length::Months(u32::MAX);
    assert_eq!(count(start("2026-11-06T09:00:00Z"), (days, days), &eu(), &[], &TimeZone::UTC), None);
}
