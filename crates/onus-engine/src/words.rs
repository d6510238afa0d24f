//! Values, facts and moments in words, as every answer shows them.

use jiff::civil::Date;
use onus_logic::MemberSet;
use onus_logic::literal;
use onus_logic::schema::{FactId, Type};
use onus_logic::solve::Fact;
use onus_logic::world::{Range, ThingId, Value};
use onus_register::case::Case;
use onus_register::register::Register;
use onus_register::value;
use rust_decimal::Decimal;

use crate::finding::ThingRef;

/// "22 November 2026".
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
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
        match self.register.program.schema.fact(fact).of {
            Type::Money => money(number, &currency.map_or_else(String::new, |currency| currency.to_string())),
            Type::Percent => format!("{} %", self::number(number * Decimal::ONE_HUNDRED)),
            Type::Date => literal::date_of(number).map_or_else(|| number.to_string(), day),
            Type::Instant => value::moment(number).map_or_else(
                || number.to_string(),
                |moment| {
                    let zone = self.case.zone.clone().unwrap_or(jiff::tz::TimeZone::UTC);
                    moment.to_zoned(zone).strftime("%-d %B %Y %H:%M").to_string()
                },
            ),
            Type::Duration => length(number),
            _ => self::number(number),
        }
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
