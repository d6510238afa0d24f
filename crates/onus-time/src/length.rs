//! Lengths of time that keep their kind: 24 hours are not a day, 30 days are not a month, and four business days depend on a calendar.

use jiff::SignedDuration;

/// How long, in one kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// Elapsed time, whatever the clocks on the wall do.
    Elapsed(SignedDuration),
    /// Days of the calendar.
    Days(u32),
    /// Months of the calendar; a year is twelve.
    Months(u32),
    /// Days on which a calendar is open.
    BusinessDays(u32),
}

/// Why a text is no length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLength {
    /// It is not written as a length.
    Syntax,
    /// It mixes kinds: a month and some hours.
    Mixed,
}

impl Length {
    /// Reads `PT24H`, `P14D`, `P2W`, `P1M`, `P1Y` or `B4`. A length has one kind: `P1DT12H` is refused.
    pub fn parse(text: &str) -> Result<Self, NoLength> {
        if let Some(days) = text.strip_prefix('B') {
            return days.parse().map(Length::BusinessDays).map_err(|_| NoLength::Syntax);
        }
        let span: jiff::Span = text.parse().map_err(|_| NoLength::Syntax)?;
        if !text.starts_with('P') || span.is_negative() {
            return Err(NoLength::Syntax);
        }
        let months = i64::from(span.get_years()) * 12 + i64::from(span.get_months());
        let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
        let seconds = i64::from(span.get_hours())
            .checked_mul(3_600)
            .ok_or(NoLength::Syntax)?
            .saturating_add(span.get_minutes().saturating_mul(60).saturating_add(span.get_seconds()));
        let number = |number: i64| u32::try_from(number).map_err(|_| NoLength::Syntax);
        match (months, days, seconds) {
            (0, 0, seconds) => Ok(Length::Elapsed(SignedDuration::from_secs(seconds))),
            (0, days, 0) => Ok(Length::Days(number(days)?)),
            (months, 0, 0) => Ok(Length::Months(number(months)?)),
            _ => Err(NoLength::Mixed),
        }
    }

    /// The same as a span of the calendar. `None` for business days, which need a calendar.
    pub fn span(self) -> Option<jiff::Span> {
        let span = jiff::Span::new();
        match self {
            Length::Elapsed(elapsed) => span.try_seconds(elapsed.as_secs()).ok(),
            Length::Days(days) => span.try_days(days).ok(),
            Length::Months(months) => span.try_months(months).ok(),
            Length::BusinessDays(_) => None,
        }
    }

    /// In words: "24 hours", "1 month", "4 business days".
    pub fn words(self) -> String {
        let plural = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
        match self {
            Length::Days(days) => plural(i64::from(days), "day"),
            Length::Months(months) if months > 0 && months % 12 == 0 => plural(i64::from(months / 12), "year"),
            Length::Months(months) => plural(i64::from(months), "month"),
            Length::BusinessDays(days) => plural(i64::from(days), "business day"),
            Length::Elapsed(elapsed) => {
                let seconds = elapsed.as_secs();
                let parts = [(seconds / 3_600, "hour"), (seconds / 60 % 60, "minute"), (seconds % 60, "second")];
                let parts: Vec<String> =
                    parts.iter().filter(|(count, _)| *count != 0).map(|(count, unit)| plural(*count, unit)).collect();
                if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Length, NoLength};
    use jiff::SignedDuration;

    #[test]
    fn a_length_keeps_its_kind() {
        assert_eq!(Length::parse("PT24H"), Ok(Length::Elapsed(SignedDuration::from_hours(24))));
        assert_eq!(Length::parse("P1D"), Ok(Length::Days(1)));
        assert_eq!(Length::parse("P2W"), Ok(Length::Days(14)));
        assert_eq!(Length::parse("P30D"), Ok(Length::Days(30)));
        assert_eq!(Length::parse("P1M"), Ok(Length::Months(1)));
        assert_eq!(Length::parse("P1Y6M"), Ok(Length::Months(18)));
        assert_eq!(Length::parse("B4"), Ok(Length::BusinessDays(4)));
    }

    #[test]
    fn what_is_no_length_is_refused() {
        for text in ["", "24h", "P", "-P1D", "B", "B-1", "Bfour", "1 month", "PT"] {
            assert_eq!(Length::parse(text), Err(NoLength::Syntax), "{text}");
        }
        assert_eq!(Length::parse("P1DT12H"), Err(NoLength::Mixed));
        assert_eq!(Length::parse("P1M1D"), Err(NoLength::Mixed));
    }

    #[test]
    fn lengths_are_said_in_words() {
        let words = |text: &str| Length::parse(text).map(Length::words);
        assert_eq!(words("PT24H").as_deref(), Ok("24 hours"));
        assert_eq!(words("PT1H30M").as_deref(), Ok("1 hour 30 minutes"));
        assert_eq!(words("P1M").as_deref(), Ok("1 month"));
        assert_eq!(words("P36M").as_deref(), Ok("3 years"));
        assert_eq!(words("B1").as_deref(), Ok("1 business day"));
    }
}
