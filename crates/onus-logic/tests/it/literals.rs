//! Numbers, shares, amounts, dates and lengths of time, as law and cases write them.

use onus_logic::literal::{Currency, date, date_of, days, duration, money, number, percent};
use rust_decimal::Decimal;

/// What a text is expected to be read as.
fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

#[test]
fn numbers_may_be_grouped_and_are_exact() {
    for (text, value) in [
        ("0", "0"),
        ("10_000_000", "10000000"),
        ("0.1", "0.1"),
        ("1_000.50", "1000.50"),
        ("-3", "-3"),
        ("0.1234567890123456789012345678", "0.1234567890123456789012345678"),
    ] {
        assert_eq!(number(text), decimal(value), "{text}");
    }
    for text in [
        "",
        "_",
        ".5",
        "5.",
        "1.2.3",
        "1e3",
        "+3",
        "--3",
        "0x10",
        "1,5",
        "٣",
        "1 000",
        "99999999999999999999999999999999",
    ] {
        assert_eq!(number(text), None, "{text}");
    }
}

#[test]
fn a_number_with_more_digits_than_can_be_stored_is_refused_not_rounded() {
    assert_eq!(number("0.12345678901234567890123456789"), None);
}

#[test]
fn shares_are_percentages() {
    assert_eq!(percent("30%"), decimal("0.3"));
    assert_eq!(percent("2.5 %"), decimal("0.025"));
    for text in ["30", "%", "0.3", "30%%"] {
        assert_eq!(percent(text), None, "{text}");
    }
}

#[test]
fn amounts_have_a_currency() {
    let euro = Currency::parse("EUR").unwrap();
    assert_eq!(money("6_000_000 EUR"), Some((Decimal::from(6_000_000), euro)));
    assert_eq!(money(" 0.50  EUR "), decimal("0.50").map(|amount| (amount, euro)));
    assert_eq!(euro.to_string(), "EUR");
    for text in ["6", "EUR", "EUR 6", "6EUR", "6 eur", "6 EURO", "6 €", "six EUR"] {
        assert_eq!(money(text), None, "{text}");
    }
}

#[test]
fn dates_are_days_and_come_back_as_they_went() {
    assert_eq!(date("1970-01-01"), decimal("0"));
    assert_eq!(date("2024-10-18"), decimal("20014"));
    assert_eq!(date("1969-12-31"), decimal("-1"));
    for text in ["2024-02-29", "0001-01-01", "9999-12-31", "2026-11-22"] {
        let found = date(text).unwrap();
        assert_eq!(date_of(found).unwrap().to_string(), text);
        assert_eq!(days(date_of(found).unwrap()), found);
    }
    for text in ["2023-02-29", "2024-13-01", "2024-1-1", "20241018", "2024-10-18T00:00", "", "today"] {
        assert_eq!(date(text), None, "{text}");
    }
}

#[test]
fn a_length_of_time_is_exact_or_refused() {
    for (text, seconds) in [
        ("30m", 1_800),
        ("1h30m", 5_400),
        ("24h", 86_400),
        ("PT24H", 86_400),
        ("PT30M", 1_800),
        ("P14D", 1_209_600),
        ("P1DT12H", 129_600),
        ("2w", 1_209_600),
        ("90s", 90),
        ("0s", 0),
    ] {
        assert_eq!(duration(text), Some(Decimal::from(seconds)), "{text}");
    }
    assert_eq!(duration("1.5h"), Some(Decimal::from(5_400)));
    // months and years have no exact length; hours stand after the T
    for text in ["P1M", "P1Y", "1y", "P36M", "P1H", "30", "m", "", "P", "PT", "T30M", "1h-5m", "1µs", "PT1HT1M"] {
        assert_eq!(duration(text), None, "{text}");
    }
}
