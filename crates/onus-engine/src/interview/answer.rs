//! Answers as people type them: read into what a case says, as TOML. What cannot be understood gets a message that says what can.
//!
//! The same for a terminal and a text field on the web.

use jiff::civil::Date;
use onus_logic::literal;
use onus_register::tree::{Item, Tree};
use rust_decimal::Decimal;

use super::step::{Form, Member};

/// What was typed cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Misread {
    /// What is wrong and what to do.
    pub message: String,
}

fn misread<T>(message: impl Into<String>) -> Result<T, Misread> {
    Err(Misread { message: message.into() })
}

/// A value as TOML, and whether it says all that there is to say: a band does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The value as a case writes it.
    pub toml: String,
    /// It leaves nothing open.
    pub exact: bool,
    /// The time zone of a local time, if the person named one.
    pub zone: Option<String>,
}

impl Given {
    fn exact(toml: String) -> Self {
        Self { toml, exact: true, zone: None }
    }
}

/// Text as a TOML string.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A value of the register as TOML.
pub fn toml_of(tree: &Tree) -> String {
    match &tree.item {
        Item::Text(text) => quoted(text),
        Item::Number(number) => number.clone(),
        Item::Bool(value) => value.to_string(),
        Item::Time(time) => time.to_string(),
        Item::List(items) => format!("[{}]", items.iter().map(toml_of).collect::<Vec<_>>().join(", ")),
        Item::Table(table) => {
            let entries = table.entries.iter().map(|(key, (_, tree))| format!("{key} = {}", toml_of(tree)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Reads what was typed for a fact. `currency` is that in which other amounts of the case are, for one that names none.
pub fn read(form: &Form, text: &str, currency: Option<&str>) -> Result<Given, Misread> {
    let text = text.trim();
    match form {
        Form::YesNo => yes_no(text).map(|yes| Given::exact(yes.to_string())),
        Form::Number { whole, bands, .. } => {
            band(text, bands).map_or_else(|| number(text, *whole), |band| Ok(offered(&band)))
        }
        Form::Money { bands } => band(text, bands).map_or_else(|| money(text, currency), |band| Ok(offered(&band))),
        Form::Percent => percent(text),
        Form::Date => match date(text) {
            Some(day) => Ok(Given::exact(day.to_string())),
            None => misread("write a date such as 2026-11-22 or 22 November 2026"),
        },
        Form::Moment => moment(text),
        Form::Length => length(text),
        Form::One(members) => {
            let chosen = members_of(text, members)?;
            match chosen.as_slice() {
                [only] => Ok(Given::exact(quoted(only))),
                several => {
                    let names: Vec<String> = several.iter().map(|name| quoted(name)).collect();
                    Ok(Given { exact: false, ..Given::exact(format!("{{ one_of = [{}] }}", names.join(", "))) })
                }
            }
        }
        Form::Many(members) => {
            if ["none", "no", "0", "-"].contains(&text.to_lowercase().as_str()) {
                return Ok(Given::exact("[]".to_owned()));
            }
            let names: Vec<String> = members_of(text, members)?.iter().map(|name| quoted(name)).collect();
            Ok(Given::exact(format!("[{}]", names.join(", "))))
        }
        Form::Thing { candidates, .. } => {
            let at = text.parse::<usize>().ok().and_then(|number| candidates.get(number.checked_sub(1)?));
            let named = candidates
                .iter()
                .find(|thing| thing.id.eq_ignore_ascii_case(text) || thing.name.to_lowercase() == text.to_lowercase());
            match at.or(named) {
                Some(thing) => Ok(Given::exact(quoted(&thing.id))),
                None => misread("choose one of those listed by its number or name"),
            }
        }
    }
}

/// Reads a yes or a no.
pub fn yes_no(text: &str) -> Result<bool, Misread> {
    match text.trim().to_lowercase().as_str() {
        "y" | "yes" | "true" => Ok(true),
        "n" | "no" | "false" => Ok(false),
        _ => misread("answer yes or no (y or n)"),
    }
}

/// One of the offered bands, by its letter.
fn band(text: &str, bands: &[String]) -> Option<String> {
    let mut letters = text.chars();
    let (letter, None) = (letters.next()?.to_ascii_lowercase(), letters.next()) else { return None };
    let at = u32::from(letter).checked_sub(u32::from('a'))?;
    bands.get(at as usize).cloned()
}

fn offered(band: &str) -> Given {
    Given { exact: false, ..Given::exact(quoted(band)) }
}

/// The letter of the band at a position.
pub fn letter(position: usize) -> char {
    u8::try_from(position).ok().and_then(|position| b'a'.checked_add(position)).map_or('?', char::from)
}

/// "10..49" as "10 to 49", with thousands apart.
pub fn band_in_words(band: &str) -> String {
    let (numbers, unit) =
        band.rsplit_once(' ').map_or((band, String::new()), |(numbers, unit)| (numbers, format!(" {unit}")));
    let shown = |number: &str| number.replace('_', ",");
    match numbers.split_once("..") {
        Some(("", high)) => format!("{}{unit} or less", shown(high)),
        Some((low, "")) => format!("{}{unit} or more", shown(low)),
        Some((low, high)) => format!("{} to {}{unit}", shown(low), shown(high)),
        None => band.to_owned(),
    }
}

/// Numbers with their thousands apart in any usual way, and with "million".
fn plain_number(text: &str) -> Option<Decimal> {
    let lower = text.trim().to_lowercase();
    let (digits, factor) = [
        ("million", 1_000_000),
        ("mln", 1_000_000),
        ("mio", 1_000_000),
        ("m", 1_000_000),
        ("billion", 1_000_000_000),
        ("bn", 1_000_000_000),
        ("thousand", 1_000),
        ("k", 1_000),
    ]
    .iter()
    .find_map(|(word, factor)| lower.strip_suffix(word).map(|digits| (digits.trim().to_owned(), *factor)))
    .unwrap_or((lower, 1));
    let cleaned: String = digits.chars().filter(|letter| !matches!(letter, '_' | ' ' | '\u{a0}' | '\'')).collect();
    // 1,000 and 1.000 are a thousand, 1.5 and 1,5 are one and a half
    let groups: Vec<&str> = cleaned.split([',', '.']).collect();
    let grouped = groups.len() > 1
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.first().is_some_and(|first| (1..=3).contains(&first.len()) && *first != "0");
    let cleaned = if grouped { groups.concat() } else { cleaned.replace(',', ".") };
    literal::number(&cleaned)?.checked_mul(Decimal::from(factor))
}

/// What two numbers are a band between; an open end is empty.
fn ends(text: &str) -> Option<(Option<String>, Option<String>)> {
    let lower = text.to_lowercase();
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    for word in ["or more", "and more", "or over"] {
        if let Some(low) = lower.strip_suffix(word) {
            return Some((some(low), None));
        }
    }
    for word in ["at least", "from"] {
        if let Some(low) = lower.strip_prefix(word).filter(|low| !low.contains(" to ")) {
            return Some((some(low), None));
        }
    }
    for word in ["at most", "up to"] {
        if let Some(high) = lower.strip_prefix(word) {
            return Some((None, some(high)));
        }
    }
    let lower = lower.strip_prefix("from ").unwrap_or(&lower);
    for between in ["..", " to ", "\u{2013}", " - ", "-"] {
        if let Some((low, high)) = lower.split_once(between) {
            return Some((some(low), some(high)));
        }
    }
    None
}

fn number(text: &str, whole: bool) -> Result<Given, Misread> {
    let example = if whole {
        "write a whole number such as 120, or a range such as 50-249"
    } else {
        "write a number such as 0.5, or a range such as 1-2"
    };
    let one = |text: &str| plain_number(text).filter(|number| !whole || number.fract().is_zero());
    if let Some(number) = one(text) {
        return if number.is_sign_negative() {
            misread(example)
        } else {
            Ok(Given::exact(number.normalize().to_string()))
        };
    }
    let Some((low, high)) = ends(text) else { return misread(example) };
    let bound = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => one(&text).map_or_else(|| misread(example), |number| Ok(Some(number))),
    };
    let (low, high) = (bound(low)?, bound(high)?);
    range(low, high, example).map(|band| offered(&band))
}

fn range(low: Option<Decimal>, high: Option<Decimal>, example: &str) -> Result<String, Misread> {
    if low.is_none() && high.is_none() {
        return misread(example);
    }
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        return misread("a range goes from low to high");
    }
    let text = |bound: Option<Decimal>| bound.map_or(String::new(), |bound| bound.normalize().to_string());
    Ok(format!("{}..{}", text(low), text(high)))
}

/// The currency of an amount, and the amount without it.
fn currency_of(text: &str) -> (String, Option<String>) {
    let signs = [("\u{20ac}", "EUR"), ("\u{a3}", "GBP"), ("$", "USD")];
    let words = [("euros", "EUR"), ("euro", "EUR"), ("pounds", "GBP"), ("dollars", "USD")];
    for (sign, code) in signs.iter().chain(&words) {
        let lower = text.to_lowercase();
        if lower.contains(sign) {
            return (lower.replace(sign, " ").trim().to_owned(), Some((*code).to_owned()));
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_code = |word: &str| word.len() == 3 && literal::Currency::parse(&word.to_uppercase()).is_some();
    let is_number = |word: &str| ["mln", "mio"].contains(&word.to_lowercase().as_str());
    // in capitals anywhere, else only at an end
    let capital = words.iter().position(|word| is_code(word) && word.chars().all(|letter| letter.is_ascii_uppercase()));
    let ends = [words.len().checked_sub(1), (!words.is_empty()).then_some(0)];
    let at_end =
        ends.into_iter().flatten().find(|at| words.get(*at).is_some_and(|word| is_code(word) && !is_number(word)));
    if let Some(at) = capital.or(at_end) {
        let rest = words.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, word)| *word);
        return (rest.collect::<Vec<_>>().join(" "), words.get(at).map(|code| code.to_uppercase()));
    }
    (text.to_owned(), None)
}

fn money(text: &str, currency: Option<&str>) -> Result<Given, Misread> {
    let example = "write an amount with its currency, such as 6 million EUR, or a range such as 2-10 million EUR";
    let (amount, own) = currency_of(text);
    let Some(code) = own.or_else(|| currency.map(str::to_owned)) else {
        return if amount.chars().any(|letter| letter.is_ascii_digit()) {
            misread("in which currency? write it behind the amount, such as 6 million EUR")
        } else {
            misread(example)
        };
    };
    if let Some(number) = plain_number(&amount) {
        return if number.is_sign_negative() {
            misread(example)
        } else {
            Ok(Given::exact(quoted(&format!("{} {code}", number.normalize()))))
        };
    }
    let Some((low, high)) = ends(&amount) else { return misread(example) };
    // "2-10 million": the word behind the second number is meant for both
    let word: String = high
        .as_ref()
        .map(|high| high.chars().skip_while(|letter| !letter.is_alphabetic()).collect())
        .unwrap_or_default();
    let low = low
        .map(|low| if low.chars().any(char::is_alphabetic) || word.is_empty() { low } else { format!("{low} {word}") });
    let bound = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => plain_number(&text).map_or_else(|| misread(example), |number| Ok(Some(number))),
    };
    let (low, high) = (bound(low)?, bound(high)?);
    range(low, high, example).map(|band| offered(&format!("{band} {code}")))
}

fn percent(text: &str) -> Result<Given, Misread> {
    let example = "write a share such as 30% or a range such as 25-50%";
    let bare = text.replace('%', " ");
    if let Some(share) = plain_number(&bare) {
        return if share.is_sign_negative() || share > Decimal::ONE_HUNDRED {
            misread(example)
        } else {
            Ok(Given::exact(quoted(&format!("{}%", share.normalize()))))
        };
    }
    let Some((low, high)) = ends(&bare) else { return misread(example) };
    let bound = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => plain_number(&text).map_or_else(|| misread(example), |number| Ok(Some(number))),
    };
    let (low, high) = (bound(low)?, bound(high)?);
    range(low, high, example)?;
    let text = |bound: Option<Decimal>| bound.map_or(String::new(), |bound| format!("{}%", bound.normalize()));
    Ok(offered(&format!("{}..{}", text(low), text(high))))
}

/// 2026-11-22, 22 November 2026, 22 Nov 2026. A date in digits alone is read only with the year first, since people differ on the rest.
fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        ["%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"].iter().find_map(|format| {
            Date::strptime(format, text.replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ")).ok()
        })
    })
}

fn moment(text: &str) -> Result<Given, Misread> {
    let example = "write a date and a time, such as 2026-11-20 16:10, with the zone if it is not that of the case: 2026-11-20 16:10 Europe/Amsterdam";
    let words: Vec<&str> = text.split_whitespace().collect();
    let zone = words.last().filter(|last| {
        jiff::tz::TimeZone::get(last).is_ok() && last.chars().any(char::is_alphabetic) && !last.contains(':')
    });
    let rest = if zone.is_some() {
        words.split_last().map(|(_, rest)| rest.join(" ")).unwrap_or_default()
    } else {
        words.join(" ")
    };
    let Some((day, time)) = rest.rsplit_once([' ', 'T']) else { return misread(example) };
    let (Some(day), Some((hour, minute))) = (date(day), time.split_once([':', '.'])) else { return misread(example) };
    let clock = |text: &str| text.parse::<i8>().ok();
    let time =
        clock(hour).zip(clock(minute)).and_then(|(hour, minute)| jiff::civil::Time::new(hour, minute, 0, 0).ok());
    match time {
        None => misread(example),
        Some(time) => Ok(Given {
            zone: zone.map(|zone| (*zone).to_owned()),
            ..Given::exact(format!("{day}T{:02}:{:02}:00", time.hour(), time.minute()))
        }),
    }
}

fn length(text: &str) -> Result<Given, Misread> {
    let lower = text.to_lowercase();
    let short = lower
        .replace("hours", "h")
        .replace("hour", "h")
        .replace("minutes", "m")
        .replace("minute", "m")
        .replace("min", "m")
        .replace("days", "d")
        .replace("day", "d")
        .replace(" and ", "")
        .replace(' ', "");
    match literal::duration(&short) {
        Some(_) => Ok(Given::exact(quoted(&short))),
        None => misread("write a length of time such as 31m, 2h or 1h30m"),
    }
}

/// Members by number, by id or by a part of their text that fits one only.
fn members_of<'m>(text: &str, members: &'m [Member]) -> Result<Vec<&'m str>, Misread> {
    let mut found: Vec<&str> = Vec::new();
    let parts: Vec<&str> = if text.contains(',') || text.contains(';') {
        text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect()
    } else if text.split_whitespace().all(|word| word.parse::<usize>().is_ok() || is_id(word, members)) {
        text.split_whitespace().collect()
    } else {
        vec![text]
    };
    for part in parts {
        let id = one_member(part, members)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    if found.is_empty() {
        return misread("choose by number or name; several with commas between them");
    }
    Ok(found)
}

fn is_id(word: &str, members: &[Member]) -> bool {
    members.iter().any(|member| member.id.eq_ignore_ascii_case(word))
}

fn one_member<'m>(part: &str, members: &'m [Member]) -> Result<&'m str, Misread> {
    if let Ok(number) = part.parse::<usize>() {
        return match number.checked_sub(1).and_then(|at| members.get(at)) {
            Some(member) => Ok(&member.id),
            None => misread(format!("there is no number {number}; they go from 1 to {}", members.len())),
        };
    }
    let lower = part.to_lowercase();
    let exact = members.iter().find(|member| member.id.to_lowercase() == lower || member.text.to_lowercase() == lower);
    if let Some(member) = exact {
        return Ok(&member.id);
    }
    let near: Vec<&Member> = members.iter().filter(|member| member.text.to_lowercase().contains(&lower)).collect();
    match near.as_slice() {
        [only] => Ok(&only.id),
        [] => {
            let known = members.iter().flat_map(|member| [member.id.as_str(), member.text.as_str()]);
            let hint =
                onus_logic::suggest::did_you_mean(part, known).map(|hint| format!("; {hint}")).unwrap_or_default();
            misread(format!("`{part}` is none of them{hint}"))
        }
        several => {
            let names: Vec<&str> = several.iter().take(5).map(|member| member.text.as_str()).collect();
            misread(format!("`{part}` fits several: {}; write more of it, or the number", names.join("; ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, Member, read};

    fn toml(form: &Form, text: &str) -> String {
        match read(form, text, None) {
            Ok(given) => given.toml,
            Err(wrong) => format!("! {wrong}"),
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let form = Form::Number { whole: true, unit: None, bands: vec!["0..9".to_owned(), "10..49".to_owned()] };
        for (text, expected) in [
            ("120", "120"),
            ("1,200", "1200"),
            ("1.200", "1200"),
            ("1_200", "1200"),
            ("1 200", "1200"),
            ("b", "\"10..49\""),
            ("50-249", "\"50..249\""),
            ("50 to 249", "\"50..249\""),
            ("250 or more", "\"250..\""),
            ("at most 9", "\"..9\""),
        ] {
            assert_eq!(toml(&form, text), expected, "{text}");
        }
        for text in ["many", "1.5", "-3", "249-50", "", "-"] {
            assert!(toml(&form, text).starts_with('!'), "{text}");
        }
    }

    #[test]
    fn amounts_carry_their_currency() {
        let form = Form::Money { bands: Vec::new() };
        for (text, expected) in [
            ("6_000_000 EUR", "\"6000000 EUR\""),
            ("6 million EUR", "\"6000000 EUR\""),
            ("\u{20ac}6.5m", "\"6500000 EUR\""),
            ("EUR 250,000", "\"250000 EUR\""),
            ("2-10 million EUR", "\"2000000..10000000 EUR\""),
            ("2 million to 10 million usd", "\"2000000..10000000 USD\""),
            ("10 million EUR or more", "\"10000000.. EUR\""),
            ("6 million", "! in which currency? write it behind the amount, such as 6 million EUR"),
        ] {
            assert_eq!(toml(&form, text), expected, "{text}");
        }
        assert_eq!(read(&form, "6 million", Some("EUR")).unwrap().toml, "\"6000000 EUR\"");
    }

    #[test]
    fn dates_times_and_lengths() {
        assert_eq!(toml(&Form::Date, "22 November 2026"), "2026-11-22");
        assert_eq!(toml(&Form::Date, "2026-11-22"), "2026-11-22");
        assert!(toml(&Form::Date, "11/12/2026").starts_with('!'));
        assert_eq!(toml(&Form::Moment, "2026-11-20 16:10"), "2026-11-20T16:10:00");
        let zoned = read(&Form::Moment, "20 Nov 2026 9:05 Europe/Amsterdam", None).unwrap();
        assert_eq!((zoned.toml.as_str(), zoned.zone.as_deref()), ("2026-11-20T09:05:00", Some("Europe/Amsterdam")));
        assert_eq!(toml(&Form::Length, "1 hour 30 minutes"), "\"1h30m\"");
        assert_eq!(toml(&Form::Percent, "30"), "\"30%\"");
        assert_eq!(toml(&Form::Percent, "25-50%"), "\"25%..50%\"");
    }

    #[test]
    fn members_are_chosen_by_number_or_words() {
        let member = |id: &str, text: &str| Member { id: id.to_owned(), text: text.to_owned() };
        let form = Form::Many(vec![
            member("NL", "Netherlands"),
            member("DE", "Germany"),
            member("US-CA", "California (US)"),
            member("US", "United States"),
        ]);
        assert_eq!(toml(&form, "1 2"), "[\"NL\", \"DE\"]");
        assert_eq!(toml(&form, "nl, germany, calif"), "[\"NL\", \"DE\", \"US-CA\"]");
        assert_eq!(toml(&form, "nl de"), "[\"NL\", \"DE\"]");
        assert_eq!(toml(&form, "none"), "[]");
        assert!(toml(&form, "Netherlnds").contains("did you mean `Netherlands`?"));
        assert!(toml(&form, "an").contains("fits several"));
        assert!(toml(&form, "9").contains("from 1 to 4"));
        assert!(toml(&Form::YesNo, "perhaps").starts_with('!'));
    }
}
