//! TOML (and JSON) as a tree in which everything keeps its place, and a reader of tables that knows which keys it was asked for.

mod direct;

use std::cell::RefCell;

use indexmap::IndexMap;
use jiff::civil::Date;
use onus_logic::problem::Code;
use onus_logic::span::Span;
use onus_logic::suggest::did_you_mean;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::source::{At, FileId};

/// How deeply tables of a case may nest.
const MAX_DEPTH: usize = 32;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The value.
    pub item: Item,
    /// Where it stands.
    pub at: At,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A string.
    Text(String),
    /// A number as written, without `_`.
    Number(String),
    /// Yes or no.
    Bool(bool),
    /// A date, a local time or a moment.
    Time(Datetime),
    /// A list.
    List(Vec<Tree>),
    /// A table.
    Table(Box<Table>),
}

impl Item {
    /// How a message names it.
    pub fn describe(&self) -> &'static str {
        match self {
            Item::Text(_) => "a string",
            Item::Number(_) => "a number",
            Item::Bool(_) => "true or false",
            Item::Time(time) if time.time.is_none() => "a date",
            Item::Time(_) => "a time",
            Item::List(_) => "a list",
            Item::Table(_) => "a table",
        }
    }
}

/// Keys with their places and values, in the order of the file.
pub type Entries = IndexMap<String, (At, Tree), foldhash::fast::RandomState>;

/// A table: keys with their places, in the order of the file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// The entries.
    pub entries: Entries,
}

impl Table {
    /// A value.
    pub fn get(&self, key: &str) -> Option<&Tree> {
        self.entries.get(key).map(|(_, tree)| tree)
    }

    /// Puts the entries of `over` on top, tables merged deeply.
    pub fn merge(&mut self, over: &Table) {
        for (key, (at, tree)) in &over.entries {
            match (self.entries.get_mut(key), &tree.item) {
                (Some((_, Tree { item: Item::Table(mine), .. })), Item::Table(theirs)) => mine.merge(theirs),
                _ => {
                    self.entries.insert(key.clone(), (*at, tree.clone()));
                }
            }
        }
    }
}

/// Reads TOML that begins at byte `offset` of a file.
pub fn parse(text: &str, file: FileId, offset: usize, report: &mut Report) -> Option<Table> {
    direct::read(text, &Converter { file, offset }).or_else(|| whole(text, file, offset, report))
}

/// The same by way of the tree of the TOML library, which finds the words for what is wrong.
fn whole(text: &str, file: FileId, offset: usize, report: &mut Report) -> Option<Table> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(3) {
        let span = error.span().unwrap_or(0..text.len().min(1));
        let at = At { file, span: Span::new(span.start, span.end).shift(offset) };
        let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
        report.push(
            Diagnostic::error(codes::TOML, at, format!("this is not TOML: {message}"), "here")
                .help("a key and a value: `key = \"text\"`; a list in `[..]`, a table in `{..}`"),
        );
    }
    if !errors.is_empty() {
        return None;
    }
    let converter = Converter { file, offset };
    Some(converter.table(table.get_ref()))
}

struct Converter {
    file: FileId,
    offset: usize,
}

impl Converter {
    fn at(&self, span: std::ops::Range<usize>) -> At {
        At { file: self.file, span: Span::new(span.start, span.end).shift(self.offset) }
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let entries = table.iter().map(|(key, value)| {
            (key.get_ref().to_string(), (self.at(key.span()), self.tree(value.get_ref(), value.span())))
        });
        Table { entries: entries.collect() }
    }

    fn tree(&self, value: &DeValue<'_>, span: std::ops::Range<usize>) -> Tree {
        let item = match value {
            DeValue::String(text) => Item::Text(text.to_string()),
            DeValue::Integer(found) if found.radix() == 10 => Item::Number(number(found.as_str())),
            DeValue::Integer(found) => Item::Number(
                with_radix(found.as_str(), found.radix())
                    .map_or_else(|| found.to_string(), |number| number.to_string()),
            ),
            DeValue::Float(found) => Item::Number(number(found.as_str())),
            DeValue::Boolean(value) => Item::Bool(*value),
            DeValue::Datetime(time) => Item::Time(*time),
            DeValue::Array(items) => {
                Item::List(items.iter().map(|item| self.tree(item.get_ref(), item.span())).collect())
            }
            DeValue::Table(table) => Item::Table(Box::new(self.table(table))),
        };
        Tree { item, at: self.at(span) }
    }
}

/// A number without `_` and without `+`.
fn number(written: &str) -> String {
    written.replace('_', "").trim_start_matches('+').to_owned()
}

/// A number of another base in the base of ten.
fn with_radix(digits: &str, radix: u32) -> Option<i128> {
    i128::from_str_radix(digits, radix).ok()
}

/// Reads a JSON object of the same shape as a TOML case. Its places are those of the whole text.
pub fn from_json(text: &str, file: FileId, report: &mut Report) -> Option<Table> {
    let whole = At { file, span: Span::new(0, text.len().min(1)) };
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(object)) => Some(json_table(&object, whole, 0, report)),
        Ok(_) => {
            report.push(Diagnostic::error(
                codes::VALUE,
                whole,
                "a case in JSON is an object",
                "this is something else",
            ));
            None
        }
        Err(error) => {
            let offset: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let start = (offset + error.column().saturating_sub(1)).min(text.len());
            let at = At { file, span: Span::new(start, start) };
            report.push(Diagnostic::error(codes::TOML, at, format!("this is not JSON: {error}"), "here"));
            None
        }
    }
}

fn json_table(object: &serde_json::Map<String, serde_json::Value>, at: At, depth: usize, report: &mut Report) -> Table {
    let entries = object.iter().map(|(key, value)| (key.clone(), (at, json_tree(value, at, depth + 1, report))));
    Table { entries: entries.collect() }
}

fn json_tree(value: &serde_json::Value, at: At, depth: usize, report: &mut Report) -> Tree {
    use serde_json::Value;
    let item = match value {
        _ if depth > MAX_DEPTH => {
            let message = format!("this nests more than {MAX_DEPTH} levels deep");
            report.push(
                Diagnostic::error(codes::VALUE, at, message, "too deep").help("no fact of a case nests that deeply"),
            );
            Item::Text(String::new())
        }
        Value::Bool(value) => Item::Bool(*value),
        Value::Number(number) => Item::Number(number.to_string()),
        Value::String(text) => match text.parse::<Datetime>() {
            Ok(time) if time.date.is_some() => Item::Time(time),
            _ => Item::Text(text.clone()),
        },
        Value::Array(items) => Item::List(items.iter().map(|item| json_tree(item, at, depth + 1, report)).collect()),
        Value::Object(object) => Item::Table(Box::new(json_table(object, at, depth, report))),
        Value::Null => Item::Text(String::new()),
    };
    Tree { item, at }
}

/// A table with fallbacks, read key by key. It remembers what it was asked for, so that what is left over can be reported.
pub struct Fields<'t> {
    own: &'t Table,
    fallbacks: Vec<&'t Table>,
    at: At,
    what: &'t str,
    asked: RefCell<Vec<&'t str>>,
}

impl<'t> Fields<'t> {
    /// Reads `table`, which stands at `at` and is called `what` in messages.
    pub fn new(table: &'t Table, at: At, what: &'t str) -> Self {
        Self { own: table, fallbacks: Vec::new(), at, what, asked: RefCell::new(Vec::with_capacity(32)) }
    }

    /// The same, with tables to look in where this one is silent, nearest first.
    #[must_use]
    pub fn or(mut self, fallbacks: impl IntoIterator<Item = &'t Table>) -> Self {
        self.fallbacks.extend(fallbacks);
        self
    }

    /// Where the table stands.
    pub fn at(&self) -> At {
        self.at
    }

    /// A value, wherever it is found first.
    pub fn get(&self, key: &'t str) -> Option<&'t Tree> {
        self.own(key).or_else(|| self.fallbacks.iter().find_map(|table| table.get(key)))
    }

    /// A value of the table itself.
    pub fn own(&self, key: &'t str) -> Option<&'t Tree> {
        self.asked.borrow_mut().push(key);
        self.own.get(key)
    }

    /// Says that a key is known, without reading it.
    pub fn know(&self, keys: &[&'t str]) {
        self.asked.borrow_mut().extend(keys);
    }

    /// A string.
    pub fn text(&self, key: &'t str, report: &mut Report) -> Option<&'t str> {
        self.get(key).and_then(|tree| text(tree, report))
    }

    /// A string that must be there.
    pub fn needed_text(&self, key: &'t str, report: &mut Report) -> Option<&'t str> {
        self.needed(key, report).and_then(|tree| text(tree, report))
    }

    /// A value that must be there.
    pub fn needed(&self, key: &'t str, report: &mut Report) -> Option<&'t Tree> {
        let found = self.get(key);
        if found.is_none() {
            report.push(
                Diagnostic::error(
                    codes::MISSING,
                    self.at,
                    format!("this {} has no `{key}`", self.what),
                    format!("`{key}` is needed"),
                )
                .help(if self.fallbacks.is_empty() {
                    format!("add `{key} = ..`")
                } else {
                    format!("add `{key} = ..`, here or in the front matter of the page")
                }),
            );
        }
        found
    }

    /// Yes or no.
    pub fn flag(&self, key: &'t str, report: &mut Report) -> bool {
        match self.get(key).map(|tree| (&tree.item, tree.at)) {
            None => false,
            Some((Item::Bool(value), _)) => *value,
            Some((item, at)) => {
                report.push(expected("true or false", item, at));
                false
            }
        }
    }

    /// A list of strings; a single string is a list of one.
    pub fn texts(&self, key: &'t str, report: &mut Report) -> Vec<(&'t str, At)> {
        self.get(key).map(|tree| texts(tree, report)).unwrap_or_default()
    }

    /// A list of tables; a single table is a list of one.
    pub fn tables(&self, key: &'t str, report: &mut Report) -> Vec<(&'t Table, At)> {
        self.get(key).map(|tree| tables(tree, report)).unwrap_or_default()
    }

    /// A date.
    pub fn date(&self, key: &'t str, report: &mut Report) -> Option<Date> {
        self.get(key).and_then(|tree| date(tree, report))
    }

    /// A string that is one of a closed list.
    pub fn one_of<T: Copy>(&self, key: &'t str, known: &[(&str, T)], report: &mut Report) -> Option<T> {
        let tree = self.get(key)?;
        let name = text(tree, report)?;
        pick(name, tree.at, known, report)
    }

    /// Reports every key that was never asked for.
    pub fn finish(self, report: &mut Report) {
        let asked = self.asked.into_inner();
        for (key, (at, _)) in &self.own.entries {
            if !asked.contains(&key.as_str()) {
                let mut known: Vec<&str> = asked.clone();
                known.sort_unstable();
                known.dedup();
                let all = format!("known keys: {}", known.join(", "));
                report.push(
                    Diagnostic::error(
                        codes::KEY,
                        *at,
                        format!("{} has no key `{key}`", with_article(self.what)),
                        "unknown key",
                    )
                    .help(did_you_mean(key, known.iter().copied()).unwrap_or(all)),
                );
            }
        }
    }
}

fn with_article(what: &str) -> String {
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {what}")
}

/// A value of another type was expected.
pub fn expected(what: &str, found: &Item, at: At) -> Diagnostic {
    Diagnostic::error(codes::VALUE, at, format!("expected {what}, found {}", found.describe()), format!("write {what}"))
}

/// One of a closed list of names.
pub fn pick<T: Copy>(name: &str, at: At, known: &[(&str, T)], report: &mut Report) -> Option<T> {
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        report.push(unknown(codes::VALUE, name, at, &names));
    }
    found
}

/// A name that is not one of those known.
pub fn unknown(code: Code, name: &str, at: At, known: &[&str]) -> Diagnostic {
    let all = format!("one of: {}", known.join(", "));
    Diagnostic::error(code, at, format!("`{name}` is not known here"), "unknown name")
        .help(did_you_mean(name, known.iter().copied()).unwrap_or(all))
}

/// A string.
pub fn text<'t>(tree: &'t Tree, report: &mut Report) -> Option<&'t str> {
    if let Item::Text(text) = &tree.item {
        return Some(text);
    }
    report.push(expected("a string", &tree.item, tree.at));
    None
}

/// A list of strings; a single string is a list of one.
pub fn texts<'t>(tree: &'t Tree, report: &mut Report) -> Vec<(&'t str, At)> {
    match &tree.item {
        Item::Text(text) => vec![(text, tree.at)],
        Item::List(items) => items.iter().filter_map(|item| Some((text(item, report)?, item.at))).collect(),
        other => {
            report.push(expected("a list of strings", other, tree.at));
            Vec::new()
        }
    }
}

/// A list of tables; a single table is a list of one.
pub fn tables<'t>(tree: &'t Tree, report: &mut Report) -> Vec<(&'t Table, At)> {
    match &tree.item {
        Item::Table(table) => vec![(table, tree.at)],
        Item::List(items) => items
            .iter()
            .filter_map(|item| match &item.item {
                Item::Table(table) => Some((table.as_ref(), item.at)),
                other => {
                    report.push(expected("a table", other, item.at));
                    None
                }
            })
            .collect(),
        other => {
            report.push(expected("a list of tables", other, tree.at));
            Vec::new()
        }
    }
}

/// A date without a time.
pub fn date(tree: &Tree, report: &mut Report) -> Option<Date> {
    if let Item::Time(Datetime { date: Some(date), time: None, .. }) = &tree.item
        && let Ok(date) = Date::new(date.year.cast_signed(), date.month.cast_signed(), date.day.cast_signed())
    {
        return Some(date);
    }
    let help =
        if matches!(tree.item, Item::Text(_)) { "a date has no quotes: 2026-11-22" } else { "write it as 2026-11-22" };
    report.push(expected("a date", &tree.item, tree.at).help(help));
    None
}
