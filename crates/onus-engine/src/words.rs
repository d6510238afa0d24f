//! Values, facts and moments in words, as every answer shows them.

use jiff::civil::Date;
use onus_logic::MemberSet;
use onus_logic::literal;
use onus_logic::schema::{FactId, Type};
use onus_logic::solve::Fact;
use onus_logic::world::{Range, ThingId, Value};
use onus_register::case::Case;
use onus_register::law::{Anchor, Due, Which, Within};
use onus_register::register::Register;
use onus_register::value;
use onus_time::Length;
use rust_decimal::Decimal;

use crate::finding::ThingRef;
use crate::moment;

/// "22 November 2026".
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A length of time on a clock: "1 d 4 h", "12 h 58 min", "9 min". Its direction is left out.
pub fn span(seconds: i64) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, hours) => format!("{hours} h {minutes:02} min"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}

/// A number with its thousands apart.
pub fn number(number: Decimal) -> String {
    let text = number.normalize().to_string();
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}

/// "EUR 10 million", "EUR 25,000".
pub fn money(amount: Decimal, currency: &str) -> String {
    let million = Decimal::from(1_000_000);
    match amount.checked_div(million) {
        Some(millions) if amount >= million && millions.scale() <= 2 => {
            format!("{currency} {} million", number(millions))
        }
        _ => format!("{currency} {}", number(amount)),
    }
}

/// "31 minutes", "1 hour 30 minutes".
fn length(seconds: Decimal) -> String {
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (unit, name) in [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")] {
        let unit = Decimal::from(unit);
        let count = if unit == Decimal::ONE { rest } else { (rest / unit).floor() };
        if !count.is_zero() {
            rest -= count * unit;
            parts.push(format!("{} {name}{}", number(count), if count == Decimal::ONE { "" } else { "s" }));
        }
    }
    if parts.is_empty() { "0 seconds".to_owned() } else { parts.join(" ") }
}

/// What is due in words: "within 24 hours of: moment of becoming aware".
pub fn due(register: &Register, due: &Due) -> String {
    let among =
        |dues: &[Due], joint: &str| dues.iter().map(|due| self::due(register, due)).collect::<Vec<_>>().join(joint);
    if !due.earliest.is_empty() {
        return format!("the earliest of: {}", among(&due.earliest, "; "));
    }
    if !due.latest.is_empty() {
        return format!("the latest of: {}", among(&due.latest, "; "));
    }
    let mut parts: Vec<String> = Vec::new();
    match (&due.at, due.within) {
        (Some(at), _) => parts.push(format!("by {}", anchor(register, at))),
        (None, Some(within @ Within::Length(..))) => parts.push(format!("within {}", moment::length(within))),
        (None, Some(within)) => parts.push(moment::length(within)),
        (None, None) => {}
    }
    if let Some(after) = &due.after {
        let measured = matches!(due.within, Some(Within::Length(..)));
        parts.push(format!("{} {}", if measured { "of:" } else { "after:" }, anchor(register, after)));
    }
    if let Some(before) = &due.before {
        parts.push(format!("before: {}", anchor(register, before)));
    }
    if let Some(every) = &due.every {
        return match Length::parse(every) {
            Ok(length) => format!("every {}", length.words()),
            Err(_) => format!("every {every}"),
        };
    }
    if parts.is_empty() { "no fixed time".to_owned() } else { parts.join(" ") }
}

/// What a period hangs on, in words.
pub fn anchor(register: &Register, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Day(day) => self::day(*day),
        Anchor::Sent(duties, which) => {
            let title = |duty: &String| {
                let title = register.duties.get(duty).map_or(duty.as_str(), |duty| duty.head.title.as_str());
                format!("\"{title}\"")
            };
            let titles: Vec<String> = duties.iter().map(title).collect();
            let last = if *which == Which::Last { "the last time " } else { "" };
            format!("{last}sending {}", titles.join(" or "))
        }
        Anchor::Fact { path, expr, .. } => match register.program.ir.node(*expr) {
            onus_logic::ir::Node::NumberFact(_, fact) => register.vocabulary.fact(*fact).label.clone(),
            _ => path.clone(),
        },
    }
}

/// One number of a fact, with its unit.
pub fn amount(
    register: &Register,
    fact: FactId,
    number: Decimal,
    currency: Option<literal::Currency>,
    zone: &jiff::tz::TimeZone,
) -> String {
    of_type(register.program.schema.fact(fact).of, number, currency, zone)
}

/// A number of a type, with its unit.
pub fn of_type(of: Type, number: Decimal, currency: Option<literal::Currency>, zone: &jiff::tz::TimeZone) -> String {
    match of {
        Type::Money => money(number, &currency.map_or_else(String::new, |currency| currency.to_string())),
        Type::Percent => format!("{} %", self::number(number * Decimal::ONE_HUNDRED)),
        Type::Date => literal::date_of(number).map_or_else(|| number.to_string(), day),
        Type::Instant => value::moment(number).map_or_else(
            || number.to_string(),
            |moment| moment.to_zoned(zone.clone()).strftime("%-d %B %Y %H:%M").to_string(),
        ),
        Type::Duration => length(number),
        _ => self::number(number),
    }
}

/// Texts for the facts of one register and case.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// Where facts are described.
    pub register: &'a Register,
    /// Where things have names.
    pub case: &'a Case,
}

impl Words<'_> {
    /// A thing by kind, id and name.
    pub fn thing(&self, thing: ThingId) -> ThingRef {
        let own = self.case.world.thing(thing);
        ThingRef {
            kind: self.register.program.schema.kind_name(own.kind).to_owned(),
            id: own.name.to_string(),
            name: self.case.title(thing).to_owned(),
        }
    }

    /// `organisation.acme.staff`, or `acme.holdings`.
    pub fn path(&self, fact: Fact) -> String {
        let schema = &self.register.program.schema;
        match fact {
            Fact::Of(thing, fact) => {
                let (own, fact) = (self.case.world.thing(thing), schema.fact(fact));
                format!("{}.{}.{}", schema.kind_name(own.kind), own.name, fact.name)
            }
            Fact::List(thing, inverse) => {
                format!(
                    "{}.{}",
                    self.case.world.thing(thing).name,
                    schema.fact(inverse).inverse.as_deref().unwrap_or("")
                )
            }
        }
    }

    /// The question behind a fact.
    pub fn question(&self, fact: Fact) -> String {
        let (Fact::Of(_, id) | Fact::List(_, id)) = fact;
        self.register.vocabulary.fact(id).question.clone()
    }

    /// One number of a fact, with its unit.
    pub fn amount(&self, fact: FactId, number: Decimal, currency: Option<literal::Currency>) -> String {
        let zone = self.case.zone.clone().unwrap_or(jiff::tz::TimeZone::UTC);
        amount(self.register, fact, number, currency, &zone)
    }

    fn range(&self, fact: FactId, range: Range, currency: Option<literal::Currency>) -> String {
        let text = |bound| self.amount(fact, bound, currency);
        match (range.low, range.high) {
            (Some(low), Some(high)) if low == high => text(low),
            (Some(low), Some(high)) => format!("{} to {}", text(low), text(high)),
            (Some(low), None) => format!("{} or more", text(low)),
            (None, Some(high)) => format!("{} or less", text(high)),
            (None, None) => "not known".to_owned(),
        }
    }

    /// Members of an enum in words, at most a few.
    pub fn members(&self, fact: FactId, members: &MemberSet) -> String {
        let schema = &self.register.program.schema;
        let (Type::Enum(of) | Type::Set(of)) = schema.fact(fact).of else { return String::new() };
        let (name, found) = (schema.enum_name(of), schema.of_enum(of));
        let texts: Vec<&str> = members
            .ones()
            .filter_map(|member| found.member(member))
            .map(|member| self.register.vocabulary.member(name, member))
            .collect();
        let total = found.len();
        match texts.as_slice() {
            [] => "none".to_owned(),
            all if all.len() == total && total > 4 => "any".to_owned(),
            all if all.len() > 5 => format!("one of {}", all.len()),
            all => all.join(", "),
        }
    }

    /// What the case says of a fact.
    pub fn value(&self, thing: ThingId, fact: FactId) -> String {
        match self.case.world.value(thing, fact) {
            None => "not known".to_owned(),
            Some(Value::Absent) => "none".to_owned(),
            Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            Some(Value::Numbers(ranges, currency)) => {
                ranges.iter().map(|range| self.range(fact, *range, *currency)).collect::<Vec<_>>().join(", or ")
            }
            Some(Value::Members(members)) => self.members(fact, members),
            Some(Value::Set { has, lacks }) => {
                let known = self.members(fact, has);
                if has.count_ones(..) + lacks.count_ones(..) == has.len() {
                    known
                } else {
                    format!("{known}, perhaps more")
                }
            }
            Some(Value::Things(things)) => {
                things.iter().map(|thing| self.case.title(*thing)).collect::<Vec<_>>().join(" or ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_left_is_short() {
        assert_eq!(super::span(46_680), "12 h 58 min");
        assert_eq!(super::span(-100_800), "1 d 4 h");
        assert_eq!(super::span(540), "9 min");
    }
}
