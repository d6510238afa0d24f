//! Values as people write them in a case: exact, banded, one of several, half-known sets, local times.

use fixedbitset::FixedBitSet;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use onus_logic::literal;
use onus_logic::schema::{EnumId, FactId, Schema, Type};
use onus_logic::world::{Range, Value};
use rust_decimal::Decimal;
use toml::value::Datetime;

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::source::At;
use crate::tree::{Item, Tree, expected, unknown};

/// Reads the value of a fact that is no reference. `zone` is that of the thing or the case, for local times.
pub fn read(tree: &Tree, fact: FactId, schema: &Schema, zone: Option<&TimeZone>, report: &mut Report) -> Option<Value> {
    let reader = Reader { schema, fact, zone };
    reader.value(tree, report)
}

struct Reader<'a> {
    schema: &'a Schema,
    fact: FactId,
    zone: Option<&'a TimeZone>,
}

impl Reader<'_> {
    fn of(&self) -> Type {
        self.schema.fact(self.fact).of
    }

    fn wrong(&self, tree: &Tree, what: &str) -> Diagnostic {
        let path = self.schema.fact_path(self.fact);
        let found = match &tree.item {
            Item::Text(text) => format!("\"{text}\""),
            Item::Number(number) => number.clone(),
            other => other.describe().to_owned(),
        };
        Diagnostic::error(
            codes::CASE_VALUE,
            tree.at,
            format!("`{path}` is {what}, found {found}"),
            format!("write {}", self.example()),
        )
    }

    fn example(&self) -> String {
        match self.of() {
            Type::Bool => "true or false".to_owned(),
            Type::Int => "a whole number such as 120, or a band such as \"50..249\"".to_owned(),
            Type::Decimal => "a number such as 0.5".to_owned(),
            Type::Percent => "a share such as \"30%\"".to_owned(),
            Type::Money => {
                "an amount such as \"6_000_000 EUR\", or a band such as \"2_000_000..10_000_000 EUR\"".to_owned()
            }
            Type::Date => "a date without quotes, such as 2026-11-22".to_owned(),
            Type::Instant => "a time without quotes, such as 2026-11-20T16:10:00".to_owned(),
            Type::Duration => "a length of time such as \"31m\" or \"1h30m\"".to_owned(),
            Type::Enum(of) => format!("one of {}", self.members(of)),
            Type::Set(of) => format!("a list of {}", self.members(of)),
            Type::Thing(kind) => format!("the name of a thing of kind {}", self.schema.kind_name(kind)),
        }
    }

    fn members(&self, of: EnumId) -> String {
        let all: Vec<&str> = self.schema.of_enum(of).members().collect();
        if all.len() > 12 {
            format!("the {} members of {}", all.len(), self.schema.enum_name(of))
        } else {
            all.join(", ")
        }
    }

    fn value(&self, tree: &Tree, report: &mut Report) -> Option<Value> {
        match self.of() {
            Type::Bool => {
                if let Item::Bool(value) = &tree.item {
                    Some(Value::Bool(*value))
                } else {
                    report.push(self.wrong(tree, "a yes or no"));
                    None
                }
            }
            Type::Enum(of) => self.one_member(tree, of, report),
            Type::Set(of) => self.set(tree, of, report),
            Type::Thing(_) => None,
            _ => self.numbers(tree, report),
        }
    }

    fn one_of<'t>(tree: &'t Tree, report: &mut Report) -> Option<&'t [Tree]> {
        let Item::Table(table) = &tree.item else { return None };
        for (key, (at, _)) in table.entries.iter().filter(|(key, _)| *key != "one_of") {
            report.push(unknown(codes::CASE_VALUE, key, *at, &["one_of", "value", "by", "on", "why", "source"]));
        }
        match &table.get("one_of")?.item {
            Item::List(items) if items.is_empty() => {
                report.push(
                    Diagnostic::error(codes::CASE_VALUE, tree.at, "`one_of` names no value", "one of what?")
                        .help("list what is possible, or leave the fact out if nothing is known"),
                );
                Some(items)
            }
            Item::List(items) => Some(items),
            other => {
                report.push(expected("a list", other, tree.at));
                None
            }
        }
    }

    fn one_member(&self, tree: &Tree, of: EnumId, report: &mut Report) -> Option<Value> {
        let several = Self::one_of(tree, report);
        let mut members = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
        for item in several.unwrap_or(std::slice::from_ref(tree)) {
            let Item::Text(text) = &item.item else {
                report.push(self.wrong(item, &format!("one of {}", self.schema.enum_name(of))));
                return None;
            };
            members.insert(self.member(text, item.at, of, report)?);
        }
        (!members.is_clear()).then_some(Value::Members(members))
    }

    fn member(&self, text: &str, at: At, of: EnumId, report: &mut Report) -> Option<usize> {
        let found = self.schema.of_enum(of).position(text);
        if found.is_none() {
            let known: Vec<&str> = self.schema.of_enum(of).members().collect();
            let mut problem = unknown(codes::CASE_VALUE, text, at, &known);
            problem.message = format!("`{text}` is not a member of {}", self.schema.enum_name(of));
            if known.len() > 20 && problem.help.as_ref().is_some_and(|help| help.starts_with("one of")) {
                problem.help = Some(format!(
                    "`onus schema case` lists the {} members of {}",
                    known.len(),
                    self.schema.enum_name(of)
                ));
            }
            report.push(problem);
        }
        found
    }

    fn member_set(&self, tree: &Tree, of: EnumId, report: &mut Report) -> Option<FixedBitSet> {
        let mut set = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
        let Item::List(items) = &tree.item else {
            let problem = self.wrong(tree, &format!("a set of {}", self.schema.enum_name(of)));
            report.push(match &tree.item {
                Item::Text(member) => problem.help(format!("put it in brackets: [\"{member}\"]")),
                _ => problem,
            });
            return None;
        };
        for item in items {
            let Item::Text(text) = &item.item else {
                report.push(self.wrong(item, &format!("a set of {}", self.schema.enum_name(of))));
                return None;
            };
            set.insert(self.member(text, item.at, of, report)?);
        }
        Some(set)
    }

    /// `["a"]` is exactly these; `{ has = ["a"], lacks = ["b"] }` leaves the rest unknown.
    fn set(&self, tree: &Tree, of: EnumId, report: &mut Report) -> Option<Value> {
        let empty = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
        if let Item::Table(table) = &tree.item {
            for (key, (at, _)) in &table.entries {
                if !["has", "lacks"].contains(&key.as_str()) {
                    report.push(unknown(codes::CASE_VALUE, key, *at, &["has", "lacks"]));
                }
            }
            let has = table.get("has").map_or(Some(empty.clone()), |tree| self.member_set(tree, of, report))?;
            let lacks = table.get("lacks").map_or(Some(empty), |tree| self.member_set(tree, of, report))?;
            if !has.is_disjoint(&lacks) {
                report.push(Diagnostic::error(
                    codes::CASE_VALUE,
                    tree.at,
                    "a member cannot be both in `has` and in `lacks`",
                    "contradiction",
                ));
                return None;
            }
            return Some(Value::Set { has, lacks });
        }
        let has = self.member_set(tree, of, report)?;
        let mut lacks = has.clone();
        lacks.toggle_range(..);
        Some(Value::Set { has, lacks })
    }

    fn numbers(&self, tree: &Tree, report: &mut Report) -> Option<Value> {
        let several = Self::one_of(tree, report);
        let mut ranges = Vec::new();
        let mut currency = None;
        for item in several.unwrap_or(std::slice::from_ref(tree)) {
            let (mut found, own) = self.number(item, report)?;
            if currency.is_some() && currency != own {
                report.push(Diagnostic::error(
                    codes::CASE_VALUE,
                    item.at,
                    "amounts of one fact need one currency",
                    "another currency",
                ));
                return None;
            }
            currency = own;
            ranges.append(&mut found);
        }
        let signed = self.schema.fact(self.fact).signed || matches!(self.of(), Type::Date | Type::Instant);
        for range in &ranges {
            let crossed = range.low.zip(range.high).is_some_and(|(low, high)| low > high);
            let negative = !signed && range.low.or(range.high).is_some_and(|low| low < Decimal::ZERO);
            if crossed || negative {
                let what = if crossed { "a band goes from low to high" } else { "this cannot be negative" };
                report.push(Diagnostic::error(codes::CASE_VALUE, tree.at, what, "out of range"));
                return None;
            }
            let whole = self.of() == Type::Int
                && [range.low, range.high].into_iter().flatten().any(|bound| !bound.fract().is_zero());
            if whole {
                report.push(self.wrong(tree, "a whole number"));
                return None;
            }
        }
        (!ranges.is_empty()).then_some(Value::Numbers(ranges, currency))
    }

    /// One number, one band, or the two instants of a clock hour that occurs twice.
    fn number(&self, tree: &Tree, report: &mut Report) -> Option<(Vec<Range>, Option<literal::Currency>)> {
        match (&tree.item, self.of()) {
            (Item::Time(time), Type::Date | Type::Instant) => {
                if self.of() == Type::Instant && time.time.is_none() {
                    return Some((vec![self.some_time_on(*time, tree, report)?], None));
                }
                let points = self.time(*time, tree.at, report)?;
                Some((points.into_iter().map(Range::point).collect(), None))
            }
            (Item::Number(number), Type::Int | Type::Decimal) => {
                if let Some(number) = literal::number(number) {
                    Some((vec![Range::point(number)], None))
                } else {
                    report.push(self.wrong(tree, "a number that can be stored exactly"));
                    None
                }
            }
            (Item::Text(text), of) => {
                let found = Self::band(text, of);
                if found.is_none() {
                    let as_text = matches!(of, Type::Date | Type::Instant) && text.parse::<Datetime>().is_ok();
                    let problem = self.wrong(tree, noun(of));
                    report.push(if as_text { problem.help(format!("leave out the quotes: {text}")) } else { problem });
                }
                found.map(|(range, currency)| (vec![range], currency))
            }
            (_, of) => {
                report.push(self.wrong(tree, noun(of)));
                None
            }
        }
    }

    /// `"50..249"`, `"250.."`, `"..9"`, or one value; the unit of an amount stands at the end.
    fn band(text: &str, of: Type) -> Option<(Range, Option<literal::Currency>)> {
        if let Some((low, high)) = text.split_once("..") {
            if of == Type::Money {
                let (numbers, currency) = text.rsplit_once(' ')?;
                let (low, high) = numbers.split_once("..")?;
                let bound = |text: &str| {
                    if text.trim().is_empty() { Some(None) } else { literal::number(text.trim()).map(Some) }
                };
                return Some((
                    Range { low: bound(low)?, high: bound(high)? },
                    Some(literal::Currency::parse(currency)?),
                ));
            }
            let bound =
                |text: &str| if text.trim().is_empty() { Some(None) } else { Self::single(text.trim(), of).map(Some) };
            let range = Range { low: bound(low)?, high: bound(high)? };
            return (range != Range::ALL).then_some((range, None));
        }
        if of == Type::Money {
            let (amount, currency) = literal::money(text)?;
            return Some((Range::point(amount), Some(currency)));
        }
        // one number or date in quotes is a mistake, a share or a length of time is not
        matches!(of, Type::Percent | Type::Duration).then_some(())?;
        Some((Range::point(Self::single(text, of)?), None))
    }

    fn single(text: &str, of: Type) -> Option<Decimal> {
        match of {
            Type::Int | Type::Decimal => literal::number(text),
            Type::Percent => literal::percent(text),
            Type::Date => literal::date(text),
            Type::Duration => literal::duration(text),
            _ => None,
        }
    }

    /// A day in place of a moment: some time on that day.
    fn some_time_on(&self, time: Datetime, tree: &Tree, report: &mut Report) -> Option<Range> {
        let Some(day) = civil(time).map(DateTime::date) else {
            report.push(self.wrong(tree, "a date with a time"));
            return None;
        };
        let Some(zone) = self.zone else {
            report.push(
                Diagnostic::error(codes::ZONE, tree.at, "this day has no zone", "which clock?")
                    .help("add `zone = \"Europe/Amsterdam\"` to the case or the thing"),
            );
            return None;
        };
        let (start, end) = (onus_time::point::start_of(day, zone)?, onus_time::point::end_of(day, zone)?);
        Some(Range { low: Some(seconds(start)), high: Some(seconds(end) - Decimal::ONE) })
    }

    fn time(&self, time: Datetime, at: At, report: &mut Report) -> Option<Vec<Decimal>> {
        let civil = civil(time);
        match (self.of(), civil) {
            (Type::Date, Some(civil)) if time.time.is_none() => Some(vec![literal::days(civil.date())]),
            (Type::Instant, Some(civil)) if time.time.is_some() => instants(time, civil, self.zone, at, report),
            _ => {
                let what = if self.of() == Type::Date { "a date" } else { "a date with a time" };
                report.push(self.wrong(&Tree { item: Item::Time(time), at }, what));
                None
            }
        }
    }
}

/// What a number of that type is called.
fn noun(of: Type) -> &'static str {
    match of {
        Type::Int => "a whole number",
        Type::Decimal => "a number",
        Type::Percent => "a share in percent",
        Type::Money => "an amount with its currency",
        Type::Date => "a date",
        Type::Instant => "a moment",
        _ => "a length of time",
    }
}

/// The local date and time as written.
pub(crate) fn civil(time: Datetime) -> Option<DateTime> {
    let date = time.date?;
    let date =
        jiff::civil::Date::new(date.year.cast_signed(), date.month.cast_signed(), date.day.cast_signed()).ok()?;
    let time = match time.time {
        None => jiff::civil::Time::midnight(),
        Some(time) => jiff::civil::Time::new(
            time.hour.cast_signed(),
            time.minute.cast_signed(),
            time.second.unwrap_or(0).cast_signed(),
            time.nanosecond.unwrap_or(0).cast_signed(),
        )
        .ok()?,
    };
    Some(date.to_datetime(time))
}

/// The moments that a local time can be, in seconds since 1970: one, or two where clocks go back. A time that clocks skip is refused.
pub(crate) fn instants(
    time: Datetime,
    civil: DateTime,
    zone: Option<&TimeZone>,
    at: At,
    report: &mut Report,
) -> Option<Vec<Decimal>> {
    let zone = match (time.offset, zone) {
        (Some(offset), _) => {
            let minutes = match offset {
                toml::value::Offset::Z => 0,
                toml::value::Offset::Custom { minutes } => minutes,
            };
            TimeZone::fixed(jiff::tz::Offset::from_seconds(i32::from(minutes) * 60).ok()?)
        }
        (None, Some(zone)) => zone.clone(),
        (None, None) => {
            report.push(Diagnostic::error(codes::ZONE, at, "this local time has no zone", "which clock?").help(
                "add `zone = \"Europe/Amsterdam\"` to the case or the thing, or an offset: 2026-11-20T16:10:00+01:00",
            ));
            return None;
        }
    };
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let seconds = |offset: jiff::tz::Offset| offset.to_timestamp(civil).ok().map(seconds);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => Some(vec![seconds(offset)?]),
        AmbiguousOffset::Fold { before, after } => Some(vec![seconds(before)?, seconds(after)?]),
        AmbiguousOffset::Gap { .. } => {
            let (earlier, later) = (ambiguous.earlier().ok()?, ambiguous.later().ok()?);
            let show = |moment: jiff::Timestamp| moment.to_zoned(zone.clone()).strftime("%H:%M").to_string();
            report.push(
                Diagnostic::error(
                    codes::SKIPPED_TIME,
                    at,
                    format!("{} does not exist: the clocks skip it", civil.strftime("%-d %B %Y %H:%M")),
                    "no such local time",
                )
                .help(format!("write {} or {}, or give the offset", show(earlier), show(later))),
            );
            None
        }
    }
}

/// A moment as exact seconds since 1970.
pub fn seconds(moment: jiff::Timestamp) -> Decimal {
    Decimal::from_i128_with_scale(moment.as_nanosecond(), 9).normalize()
}

/// The moment of a number of seconds since 1970.
pub fn moment(seconds: Decimal) -> Option<jiff::Timestamp> {
    use rust_decimal::prelude::ToPrimitive;
    let nanoseconds = seconds.checked_mul(Decimal::from(1_000_000_000))?.to_i128()?;
    jiff::Timestamp::from_nanosecond(nanoseconds).ok()
}

/// The day that two moments bound, if they are its first and its last second: what is known where a case gives a day for a moment.
pub fn whole_day(low: Decimal, high: Decimal, zone: &TimeZone) -> Option<jiff::civil::Date> {
    let day = moment(low)?.to_zoned(zone.clone()).date();
    let (start, end) = (onus_time::point::start_of(day, zone)?, onus_time::point::end_of(day, zone)?);
    (seconds(start) == low && seconds(end) - Decimal::ONE == high).then_some(day)
}
