//! What holds of every period.

use jiff::Timestamp;
use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use onus_time::calendar::{Holiday, Moved, When};
use onus_time::counting::{Ends, Roll, Sure};
use onus_time::{Calendar, Counting, Length, Point, Start, count};
use proptest::prelude::*;

const ZONES: [&str; 6] =
    ["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"];

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(ZONES.to_vec()).prop_map(|name| TimeZone::get(name).unwrap())
}

fn instants() -> impl Strategy<Value = Timestamp> {
    // 2024 to 2035
    (1_704_067_200_i64..2_082_758_399).prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
}

fn times() -> impl Strategy<Value = Option<Time>> {
    prop::option::of((0_i8..24).prop_map(|hour| time(hour, 0, 0, 0)))
}

fn countings() -> impl Strategy<Value = Counting> {
    let ends = prop::sample::select(vec![Ends::SameTimeThenDay, Ends::Day, Ends::SameTime]);
    let sure = prop::sample::select(vec![Sure::Text, Sure::Outer]);
    let roll =
        prop::option::of((times(), any::<bool>(), any::<bool>(), sure).prop_map(|(at, hours, days, sure)| Roll {
            at,
            hours,
            days,
            sure,
        }));
    (prop::option::of(zones()), ends, times(), any::<bool>(), roll)
        .prop_map(|(zone, ends, close, hour_not_counted, roll)| Counting { zone, ends, close, hour_not_counted, roll })
}

fn calendars() -> impl Strategy<Value = Vec<Calendar>> {
    let when = prop::sample::select(vec!["01-01", "easter-2", "easter+1", "12-25", "12-26", "4 thu nov", "05-01"]);
    let moved = prop::sample::select(vec![Moved::Stays, Moved::Nearest, Moved::NextOpen, Moved::FromSunday]);
    let calendar = prop::collection::vec((when, moved), 0..6).prop_map(|days| Calendar {
        holidays: days
            .into_iter()
            .map(|(when, moved)| Holiday {
                name: when.to_owned(),
                when: When::parse(when).unwrap(),
                from: None,
                to: None,
                moved,
            })
            .collect(),
        ..Calendar::weekends()
    });
    prop::collection::vec(calendar, 1..3)
}

fn lengths() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1_i64..400).prop_map(|hours| Length::Elapsed(jiff::SignedDuration::from_hours(hours))),
        (1_u32..100).prop_map(Length::Days),
        (1_u32..24).prop_map(Length::Months),
        (1_u32..30).prop_map(Length::BusinessDays),
    ]
}

proptest! {
    #[test]
    fn strict_is_at_most_text_and_text_at_most_outer(
        from in instants(), wait in 0_i64..7_200, counting in countings(), calendars in calendars(), length in lengths(), zone in zones(),
    ) {
        let late = from.checked_add(jiff::SignedDuration::from_secs(wait)).unwrap();
        let start = Start { early: Point::Instant(from), late: Point::Instant(late) };
        let calendars: Vec<&Calendar> = calendars.iter().collect();
        let period = count(start, (length, length), &counting, &calendars, &zone).unwrap();
        prop_assert!(period.strict.at <= period.text.at);
        prop_assert!(period.text.at <= period.outer.at);
        prop_assert!(period.strict.at > from || !matches!(length, Length::Elapsed(_)));
    }

    #[test]
    fn periods_of_hours_are_monotone_in_their_start(
        from in instants(), wait in 0_i64..900_000, counting in countings(), calendars in calendars(), hours in 1_i64..400, zone in zones(),
    ) {
        let length = Length::Elapsed(jiff::SignedDuration::from_hours(hours));
        let calendars: Vec<&Calendar> = calendars.iter().collect();
        let later = from.checked_add(jiff::SignedDuration::from_secs(wait)).unwrap();
        let of = |at| count(Start::at(Point::Instant(at)), (length, length), &counting, &calendars, &zone).unwrap();
        let (first, second) = (of(from), of(later));
        prop_assert!(first.strict.at <= second.strict.at);
        // exact: to the second
        prop_assert_eq!(first.strict.at.duration_since(from), jiff::SignedDuration::from_hours(hours));
    }

    #[test]
    fn periods_of_days_and_months_are_monotone_in_the_day(
        from in instants(), days_later in 0_i64..400, counting in countings(), calendars in calendars(), length in lengths(), zone in zones(),
    ) {
        prop_assume!(!matches!(length, Length::Elapsed(_)));
        let calendars: Vec<&Calendar> = calendars.iter().collect();
        let later = from.checked_add(jiff::SignedDuration::from_hours(24 * days_later)).unwrap();
        let of = |at| count(Start::at(Point::Instant(at)), (length, length), &counting, &calendars, &zone).unwrap();
        prop_assert!(of(from).day <= of(later).day);
    }

    #[test]
    fn a_day_in_lieu_is_never_on_a_weekend(calendars in calendars(), year in 2_000_i16..2_100) {
        for calendar in &calendars {
            for (date, name) in calendar.holidays(year) {
                if name.ends_with("in lieu") {
                    prop_assert!(!calendar.weekend.contains(&date.weekday()), "{date} {name}");
                }
                prop_assert_eq!(date.year(), year);
                prop_assert!(!calendar.is_open(date));
            }
        }
    }
}
