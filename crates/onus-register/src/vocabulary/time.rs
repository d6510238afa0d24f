//! Calendars and countings: when an office is closed, and how a law counts a period. Read from vocabulary blocks into what
//! `onus-time` computes with.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use onus_logic::schema::{Schema, Type};
use onus_time::calendar::{self, Holiday, Moved, When};
use onus_time::counting::{Ends, Roll, Sure};

use super::{Vocabulary, section, table};
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::page::Page;
use crate::source::At;
use crate::tree::{self, Fields, Item, Table, Tree};

/// When an office is closed.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// What it is called.
    pub text: String,
    /// Its zone.
    pub zone: Option<(String, TimeZone)>,
    /// The State whose national days these are, as ISO code.
    pub state: Option<String>,
    /// What it computes with.
    pub calendar: onus_time::Calendar,
    /// What was read.
    pub source: Option<String>,
    /// What is uncertain.
    pub note: Option<String>,
    /// Where it is declared.
    pub at: At,
}

/// How a law counts.
#[derive(Clone, Debug)]
pub struct Counting {
    /// What it is called.
    pub text: String,
    /// Where it stands in law.
    pub provision: Option<String>,
    /// What it computes with.
    pub counting: onus_time::Counting,
    /// Its calendar, if it has one.
    pub calendar: Option<String>,
    /// A country fact of the bearer: the calendars of these countries, where the duty is not that of one State.
    pub calendar_of: Option<onus_logic::schema::FactId>,
    /// What was read.
    pub source: Option<String>,
    /// What is uncertain.
    pub note: Option<String>,
    /// Where it is declared.
    pub at: At,
}

pub(crate) const MOVED: [(&str, Moved); 4] = [
    ("stays", Moved::Stays),
    ("nearest", Moved::Nearest),
    ("next-open", Moved::NextOpen),
    ("from-sunday", Moved::FromSunday),
];

pub(crate) const ENDS: [(&str, Ends); 3] =
    [("same-time-then-day", Ends::SameTimeThenDay), ("day", Ends::Day), ("same-time", Ends::SameTime)];

/// Reads both sections.
pub(super) fn read(pages: &[Page], schema: &Schema, vocabulary: &mut Vocabulary, report: &mut Report) {
    let calendars = section(pages, "calendar", report);
    // a calendar that builds on another is read after it
    let is_based = |tree: &Tree| matches!(&tree.item, Item::Table(table) if table.get("based_on").is_some());
    let (based, own): (Vec<_>, Vec<_>) = calendars.into_iter().partition(|(_, _, tree)| is_based(tree));
    for (id, at, tree) in own.into_iter().chain(based) {
        if let Some(table) = table(tree, report) {
            let found = calendar(id, table, at, vocabulary, report);
            vocabulary.calendars.insert(id.to_owned(), found);
        }
    }
    for (id, at, tree) in section(pages, "counting", report) {
        if let Some(table) = table(tree, report) {
            let found = counting(table, at, schema, vocabulary, report);
            vocabulary.countings.insert(id.to_owned(), found);
        }
    }
}

fn wrong(at: At, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error(codes::VALUE, at, message, "cannot be read").help(help)
}

pub(super) fn zone(fields: &Fields<'_>, report: &mut Report) -> Option<(String, TimeZone)> {
    let tree = fields.get("zone")?;
    let name = tree::text(tree, report)?;
    let found = TimeZone::get(name).ok();
    if found.is_none() {
        report.push(
            Diagnostic::error(codes::ZONE, tree.at, format!("`{name}` is no time zone"), "unknown zone")
                .help("use a name of the IANA time zone database, such as \"Europe/Amsterdam\""),
        );
    }
    found.map(|zone| (name.to_owned(), zone))
}

fn clock(fields: &Fields<'_>, key: &'static str, report: &mut Report) -> Option<Time> {
    let tree = fields.get(key)?;
    let text = tree::text(tree, report)?;
    let found = (text.len() == 5).then(|| text.parse().ok()).flatten();
    if found.is_none() {
        report.push(wrong(tree.at, format!("`{text}` is no time of the day"), "write it as \"17:30\""));
    }
    found
}

fn calendar(id: &str, table: &Table, at: At, vocabulary: &Vocabulary, report: &mut Report) -> Calendar {
    let fields = Fields::new(table, at, "calendar");
    let mut found = onus_time::Calendar { id: id.to_owned(), ..onus_time::Calendar::default() };
    let mut base = None;
    if let Some(tree) = fields.get("based_on")
        && let Some(name) = tree::text(tree, report)
    {
        if let Some(known) = vocabulary.calendars.get(name) {
            base = Some(known.clone());
            found = onus_time::Calendar { id: id.to_owned(), ..known.calendar.clone() };
        } else {
            let known: Vec<&str> = vocabulary.calendars.keys().map(String::as_str).collect();
            report.push(tree::unknown(codes::REFERENCE, name, tree.at, &known));
        }
    }
    if let Some(days) = weekend(&fields, report) {
        found.weekend = days;
    } else if base.is_none() {
        found.weekend = vec![Weekday::Saturday, Weekday::Sunday];
    }
    if found.weekend.len() > 6 {
        report.push(wrong(at, "this calendar is never open", "leave at least one day of the week out of `weekend`"));
        found.weekend.clear();
    }
    let moved = fields.one_of("moved", &MOVED, report).unwrap_or_default();
    if let Some(days) = fields.get("days").and_then(|tree| self::table(tree, report)) {
        for (when, (at, tree)) in &days.entries {
            found.holidays.extend(holiday(when, *at, tree, moved, report));
        }
    }
    if let Some(closed) = fields.get("closed").and_then(|tree| self::table(tree, report)) {
        for (day, (at, tree)) in &closed.entries {
            match (day.parse::<Date>(), tree::text(tree, report)) {
                (Ok(day), Some(name)) => drop(found.closed.insert(day, name.to_owned())),
                (Err(_), _) => {
                    report.push(wrong(*at, format!("`{day}` is no date"), "write `\"2026-11-22\" = \"why\"`"));
                }
                _ => {}
            }
        }
    }
    if let Some(Tree { item: Item::List(days), .. }) = fields.get("open") {
        found.open.extend(days.iter().filter_map(|day| tree::date(day, report)));
    }
    if let Some(tree) = fields.get("known") {
        found.known = years(tree);
        if found.known.is_none() {
            report.push(wrong(tree.at, "this is no span of years", "write the first and the last year: [2024, 2035]"));
        }
    }
    let text = |key: &'static str, report: &mut Report| fields.text(key, report).map(str::to_owned);
    let read = Calendar {
        text: text("text", report).unwrap_or_else(|| id.to_owned()),
        zone: zone(&fields, report).or(base.and_then(|base| base.zone)),
        state: text("state", report),
        calendar: found,
        source: text("source", report),
        note: text("note", report),
        at,
    };
    fields.finish(report);
    read
}

fn weekend(fields: &Fields<'_>, report: &mut Report) -> Option<Vec<Weekday>> {
    fields.get("weekend")?;
    let mut days = Vec::new();
    for (name, at) in fields.texts("weekend", report) {
        match calendar::weekday(name) {
            Some(day) if !days.contains(&day) => days.push(day),
            Some(_) => {}
            None => report.push(wrong(
                at,
                format!("`{name}` is no day of the week"),
                "write mon, tue, wed, thu, fri, sat or sun",
            )),
        }
    }
    Some(days)
}

fn years(tree: &Tree) -> Option<(i16, i16)> {
    let Item::List(items) = &tree.item else { return None };
    let year = |tree: &Tree| if let Item::Number(year) = &tree.item { year.parse().ok() } else { None };
    match items.as_slice() {
        [from, to] => year(from).zip(year(to)).filter(|(from, to)| from <= to),
        _ => None,
    }
}

/// One entry of `days`: the rule, and the name or a table with name, years and what happens on a free day.
fn holiday(when: &str, at: At, tree: &Tree, moved: Moved, report: &mut Report) -> Option<Holiday> {
    let Some(rule) = When::parse(when) else {
        report.push(wrong(
            at,
            format!("`{when}` is no rule for a holiday"),
            "write 01-01, easter-2, eastern-easter+1, \"3 mon jan\", \"last mon may\", \"sat from 10-31\" or \"mon before 05-25\"",
        ));
        return None;
    };
    let Item::Table(own) = &tree.item else {
        let name = tree::text(tree, report)?.to_owned();
        return Some(Holiday { name, when: rule, from: None, to: None, moved });
    };
    let fields = Fields::new(own, tree.at, "holiday");
    let year = |key: &'static str, report: &mut Report| {
        let tree = fields.get(key)?;
        let found = if let Item::Number(year) = &tree.item { year.parse().ok() } else { None };
        if found.is_none() {
            report.push(tree::expected("a year", &tree.item, tree.at));
        }
        found
    };
    let (from, to) = (year("from", report), year("to", report));
    let name = fields.needed_text("name", report).unwrap_or_default().to_owned();
    let moved = fields.one_of("moved", &MOVED, report).unwrap_or(moved);
    fields.finish(report);
    Some(Holiday { name, when: rule, from, to, moved })
}

fn counting(table: &Table, at: At, schema: &Schema, vocabulary: &Vocabulary, report: &mut Report) -> Counting {
    let fields = Fields::new(table, at, "counting");
    let roll = fields.one_of("roll", &[("next-working-day", ())], report);
    let roll_at = clock(&fields, "roll_at", report);
    let sure = fields.one_of("roll_in", &[("text", Sure::Text), ("outer", Sure::Outer)], report);
    let (mut hours, mut days) = (false, fields.get("roll_for").is_none());
    for (name, at) in fields.texts("roll_for", report) {
        match name {
            "hours" => hours = true,
            "days" => days = true,
            _ => report.push(tree::unknown(codes::VALUE, name, at, &["hours", "days"])),
        }
    }
    for key in ["roll_at", "roll_in", "roll_for"] {
        if let Some(tree) = fields.get(key).filter(|_| roll.is_none()) {
            report.push(wrong(
                tree.at,
                format!("`{key}` says how something rolls, and nothing does"),
                "add `roll = \"next-working-day\"`",
            ));
        }
    }
    let calendar = fields.get("calendar").and_then(|tree| {
        let name = tree::text(tree, report)?;
        if !vocabulary.calendars.contains_key(name) {
            let known: Vec<&str> = vocabulary.calendars.keys().map(String::as_str).collect();
            report.push(tree::unknown(codes::REFERENCE, name, tree.at, &known));
        }
        Some(name.to_owned())
    });
    let calendar_of = fields.get("calendar_of").and_then(|tree| {
        let path = tree::text(tree, report)?;
        let country = schema.enum_named("country");
        let found = schema.fact_named(path).filter(|fact| match schema.fact(*fact).of {
            Type::Enum(of) | Type::Set(of) => Some(of) == country,
            _ => false,
        });
        if found.is_none() {
            report.push(
                Diagnostic::error(codes::REFERENCE, tree.at, format!("`{path}` is no country fact"), "no country")
                    .help("name a fact whose values are countries: organisation.established"),
            );
        }
        found
    });
    let text = |key: &'static str, report: &mut Report| fields.text(key, report).map(str::to_owned);
    let found = Counting {
        text: fields.needed_text("text", report).unwrap_or_default().to_owned(),
        provision: text("provision", report),
        counting: onus_time::Counting {
            zone: zone(&fields, report).map(|(_, zone)| zone),
            ends: fields.one_of("ends", &ENDS, report).unwrap_or_default(),
            close: clock(&fields, "close", report),
            hour_not_counted: fields.flag("hour_not_counted", report),
            roll: roll.map(|()| Roll { at: roll_at, hours, days, sure: sure.unwrap_or(Sure::Text) }),
        },
        calendar,
        calendar_of,
        source: text("source", report),
        note: text("note", report),
        at,
    };
    fields.finish(report);
    found
}
