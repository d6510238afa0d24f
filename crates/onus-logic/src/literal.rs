//! Literals of the language and of cases: numbers, shares, amounts, dates, lengths of time. One reading for both.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// ISO 4217 code of a currency, in capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency of that code.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or(""))
    }
}

/// `1_000.5`: digits with `_` between them and at most one dot.
pub fn number(text: &str) -> Option<Decimal> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let plain = digits.strip_prefix('-').unwrap_or(&digits);
    let well_formed = plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.ends_with(|c: char| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    if well_formed { Decimal::from_str_exact(&digits).ok() } else { None }
}

/// `30%` as the number 0.3.
pub fn percent(text: &str) -> Option<Decimal> {
    number(text.strip_suffix('%')?.trim_end())?.checked_div(Decimal::ONE_HUNDRED)
}

/// `6_000_000 EUR`.
pub fn money(text: &str) -> Option<(Decimal, Currency)> {
    let (amount, currency) = text.trim().rsplit_once(' ')?;
    Some((number(amount.trim())?, Currency::parse(currency)?))
}

/// `2026-11-22` as days since 1970-01-01.
pub fn date(text: &str) -> Option<Decimal> {
    text.parse::<Date>().ok().filter(|_| text.len() == 10).map(days)
}

/// Days since 1970-01-01.
pub fn days(date: Date) -> Decimal {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since((jiff::Unit::Day, epoch)).map_or(Decimal::ZERO, |span| Decimal::from(span.get_days()))
}

/// The date of a number of days since 1970-01-01.
pub fn date_of(days: Decimal) -> Option<Date> {
    use rust_decimal::prelude::ToPrimitive;
    let days = days.floor().to_i64().filter(|days| days.abs() < 7_000_000)?;
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// `30m`, `1h30m`, `PT30M`, `P14D`: an exact length of time in seconds. A day is 24 hours, a week seven days; months and years
/// have no exact length.
pub fn duration(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let iso = text.starts_with('P');
    let mut rest = text.strip_prefix('P').unwrap_or(text);
    let (mut total, mut parts, mut in_time) = (Decimal::ZERO, 0, !iso);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T').filter(|_| iso && !in_time) {
            (rest, in_time) = (after, true);
            continue;
        }
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.'))?;
        let amount = number(rest.get(..end)?)?;
        let unit = rest.get(end..)?.chars().next()?;
        let seconds = match (unit.to_ascii_lowercase(), in_time) {
            ('w', _) => 604_800,
            ('d', _) => 86_400,
            ('h', true) => 3_600,
            ('m', true) => 60,
            ('s', true) => 1,
            _ => return None,
        };
        total = total.checked_add(amount.checked_mul(Decimal::from(seconds))?)?;
        parts += 1;
        rest = rest.get(end + unit.len_utf8()..)?;
    }
    (parts > 0).then_some(total)
}
