//! When Easter is: the computus, for the Western and for the Eastern churches. Half of Europe's holidays hang on it.

use jiff::civil::Date;

/// Easter Sunday of the Western churches (Gregorian computus).
pub fn western(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let golden = y % 19;
    let century = y / 100;
    let skipped = century / 4;
    let correction = (8 * century + 13) / 25;
    let epact = (century - skipped - correction + 19 * golden + 15) % 30;
    let moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (y + y / 4 + moon + 2 - century + skipped) % 7;
    let offset = moon - weekday;
    let month = 3 + (offset + 40) / 44;
    let day = offset + 28 - 31 * (month / 4);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Easter Sunday of the Eastern churches, as a day of the Gregorian calendar (Julian computus).
pub fn eastern(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let moon = (19 * (y % 19) + 15) % 30;
    let weekday = (2 * (y % 4) + 4 * (y % 7) - moon + 34) % 7;
    let offset = moon + weekday + 114;
    let (month, day) = (offset / 31, offset % 31 + 1);
    // the Julian calendar is behind the Gregorian one
    let behind = y / 100 - y / 400 - 2;
    let julian = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    julian.checked_add(jiff::Span::new().try_days(behind).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn easter_is_when_the_churches_say() {
        let western =
            [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2035, 3, 25), (2038, 4, 25), (1961, 4, 2)];
        for (year, month, day) in western {
            assert_eq!(super::western(year), Some(date(year, month, day)));
        }
        let eastern = [(2024, 5, 5), (2025, 4, 20), (2026, 4, 12), (2027, 5, 2), (2030, 4, 28), (2035, 4, 29)];
        for (year, month, day) in eastern {
            assert_eq!(super::eastern(year), Some(date(year, month, day)));
        }
    }
}
