//! What is due: anchors, lengths of time, recipients.

use super::{Loader, Scope};
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{Anchor, Content, Due, Which, Within};
use crate::page::Sort;
use crate::source::At;
use crate::tree::{self, Fields, Item, Table, Tree};
use onus_logic::schema::{KindId, Type};
use onus_time::Length;
use onus_time::length::NoLength;

impl<'p> Loader<'p> {
    pub(super) fn dues(&mut self, tree: &'p Tree, over: KindId, scope: &Scope) -> Vec<Due> {
        tree::tables(tree, &mut self.report).into_iter().map(|(table, at)| self.due(table, at, over, scope)).collect()
    }

    pub(super) fn due(&mut self, table: &'p Table, at: At, over: KindId, scope: &Scope) -> Due {
        let fields = Fields::new(table, at, "due entry");
        let anchor =
            |loader: &mut Self, key: &'static str| fields.get(key).and_then(|tree| loader.anchor(tree, over, scope));
        let (after, exact, before) = (anchor(self, "after"), anchor(self, "at"), anchor(self, "before"));
        let lapses_before = anchor(self, "lapses_before");
        let within = fields.get("within").and_then(|tree| self.within(tree));
        let calendar = fields.get("calendar").and_then(|tree| self.calendar(tree));
        let counting = fields.get("counting").and_then(|tree| self.counting(tree));
        if let (Some(Within::Length(Length::BusinessDays(_), _)), Some(tree)) = (within, fields.get("within"))
            && calendar.is_none()
            && !counting.as_ref().is_some_and(|id| self.has_calendar(id))
        {
            self.report.push(
                Diagnostic::error(codes::VALUE, tree.at, "business days of which calendar?", "no calendar")
                    .help("add `calendar = \"us-sec\"`, or a `counting` that has a calendar"),
            );
        }
        let nested = |loader: &mut Self, key: &'static str| {
            fields.get(key).map(|tree| loader.dues(tree, over, scope)).unwrap_or_default()
        };
        let (earliest, latest) = (nested(self, "earliest"), nested(self, "latest"));
        let when = fields.get("when").map(|tree| self.compile(tree, scope, Type::Bool));
        let to = self.words(&fields, "to", |words| &words.recipients, "recipient");
        if let Some(Tree { item: Item::Text(duty), at }) = fields.get("serves") {
            self.known_duty(duty, *at);
        }
        if let Some(tree) = fields.get("every")
            && !matches!(self.within(tree), Some(Within::Length(..)))
            && matches!(&tree.item, Item::Text(word) if ["continuous", "prompt"].contains(&word.as_str()))
        {
            self.report
                .push(tree::expected("a length of time", &tree.item, tree.at).help("`every` says how often: `P1Y`"));
        }
        let content = fields.get("content").map(|tree| self.contents(tree)).unwrap_or_default();
        let report = &mut self.report;
        let own = |key: &'static str, report: &mut Report| fields.text(key, report).map(str::to_owned);
        let mut due = Due {
            stage: own("stage", report),
            after,
            at: exact,
            before,
            within,
            every: own("every", report),
            earliest,
            latest,
            lapses_before,
            when,
            prompt: fields.flag("prompt", report),
            to,
            counting,
            calendar,
            content,
            serves: own("serves", report),
            note: own("note", report),
        };
        fields.finish(report);
        inherit(&mut due);
        due
    }

    /// `content`: texts, or `{ what = "..", facts = ["incident.loss"] }` where facts answer it.
    fn contents(&mut self, tree: &Tree) -> Vec<Content> {
        let Item::List(items) = &tree.item else {
            let text = tree::text(tree, &mut self.report).map(str::to_owned);
            return text.into_iter().map(|text| Content { text, facts: Vec::new() }).collect();
        };
        let mut found = Vec::new();
        for item in items {
            if let Item::Text(text) = &item.item {
                found.push(Content { text: text.clone(), facts: Vec::new() });
                continue;
            }
            let Item::Table(table) = &item.item else {
                self.report.push(tree::expected("a text, or { what, facts }", &item.item, item.at));
                continue;
            };
            let fields = Fields::new(table, item.at, "item of a report");
            let text = fields.needed_text("what", &mut self.report).unwrap_or_default().to_owned();
            let mut facts = Vec::new();
            for (path, at) in fields.texts("facts", &mut self.report) {
                if let Some(fact) = self.schema().fact_named(path) {
                    facts.push(fact);
                } else {
                    let names: Vec<String> = self.schema().facts().map(|fact| self.schema().fact_path(fact)).collect();
                    let known: Vec<&str> = names.iter().map(String::as_str).collect();
                    self.reference(path, at, &known, "fact");
                }
            }
            fields.finish(&mut self.report);
            found.push(Content { text, facts });
        }
        found
    }

    /// Reports a duty that no page has.
    fn known_duty(&mut self, id: &str, at: At) {
        let pages = self.pages;
        let ids = || {
            let blocks = pages.iter().flat_map(|page| &page.blocks).filter(|block| block.sort == Sort::Duty);
            blocks.filter_map(|block| Some(block.item.as_ref()?.id.as_str()))
        };
        if !self.duty_ids.get_or_init(|| ids().collect()).contains(id) {
            let known: Vec<&str> = ids().collect();
            self.reference(id, at, &known, "duty");
        }
    }

    fn calendar(&mut self, tree: &Tree) -> Option<String> {
        let name = tree::text(tree, &mut self.report)?;
        // a register that declares none cannot tell a known one from a slip
        if !self.register.vocabulary.calendars.is_empty() {
            self.known(name, tree.at, |words| &words.calendars, "calendar");
        }
        Some(name.to_owned())
    }

    fn counting(&mut self, tree: &Tree) -> Option<String> {
        let name = tree::text(tree, &mut self.report)?;
        if !self.register.vocabulary.countings.is_empty() {
            self.known(name, tree.at, |words| &words.countings, "counting");
        }
        Some(name.to_owned())
    }

    /// Whether a counting brings a calendar. One that is not known has been reported already.
    fn has_calendar(&self, counting: &str) -> bool {
        let found = self.register.vocabulary.countings.get(counting);
        found.is_none_or(|counting| counting.calendar.is_some() || counting.calendar_of.is_some())
    }

    /// `PT24H`, `P14D`, `B4`, a band such as `P3D..P5D`, `continuous` or `prompt`.
    pub(super) fn within(&mut self, tree: &Tree) -> Option<Within> {
        let text = tree::text(tree, &mut self.report)?;
        let (low, high) = text.split_once("..").unwrap_or((text, text));
        let found = match text {
            "continuous" => Ok(Within::Continuous),
            "prompt" => Ok(Within::Prompt),
            _ => Length::parse(low).and_then(|low| Ok(Within::Length(low, Length::parse(high)?))),
        };
        let problem = |message: String, help: &str| {
            Diagnostic::error(codes::VALUE, tree.at, message, "cannot be read").help(help)
        };
        match found {
            Ok(Within::Length(low, high)) if std::mem::discriminant(&low) != std::mem::discriminant(&high) => {
                self.report.push(problem(
                    format!("`{text}` goes from one kind of length to another"),
                    "write both ends in one unit",
                ));
                None
            }
            Ok(within) => Some(within),
            Err(NoLength::Mixed) => {
                self.report.push(problem(
                    format!("`{text}` mixes kinds of length"),
                    "hours, days and months are counted in different ways: use one of them, or two entries",
                ));
                None
            }
            Err(NoLength::Syntax) => {
                self.report.push(problem(
                    format!("`{text}` is no length of time"),
                    "write ISO 8601 (`PT24H`, `P14D`, `P1M`), `B4` with a `calendar`, `continuous` or `prompt`",
                ));
                None
            }
        }
    }

    pub(super) fn anchor(&mut self, tree: &Tree, over: KindId, scope: &Scope) -> Option<Anchor> {
        if matches!(tree.item, Item::Time(_)) {
            return tree::date(tree, &mut self.report).map(Anchor::Day);
        }
        let path = tree::text(tree, &mut self.report)?;
        if let Some((duties, which)) = sent(path) {
            for duty in &duties {
                self.known_duty(duty, tree.at);
            }
            return Some(Anchor::Sent(duties, which));
        }
        let of = self.path_type(path, over, scope).filter(|of| matches!(of, Type::Date | Type::Instant));
        let Some(of) = of else {
            self.report.push(
                Diagnostic::error(codes::REFERENCE, tree.at, format!("`{path}` is no date or instant"), "not a moment")
                    .help("name a date or instant fact from the thing (`incident.aware`), `sent(\"<duty id>\")`, or a date"),
            );
            return None;
        };
        Some(Anchor::Fact { expr: self.compile(tree, scope, of), of, path: path.to_owned() })
    }

    /// The type of a path, without reporting.
    pub(super) fn path_type(&self, path: &str, over: KindId, scope: &Scope) -> Option<Type> {
        let mut steps = path.split('.');
        let first = steps.next()?;
        let mut of = scope.iter().find(|(name, _)| name.as_ref() == first).map_or(Type::Thing(over), |(_, of)| *of);
        for step in steps {
            let Type::Thing(kind) = of else { return None };
            of = self.schema().fact(self.schema().fact_of(kind, step)?).of;
        }
        Some(of)
    }
}

/// `sent("a")`, `sent("a", "b")`, `last_sent("a")`: the duties, and which of the reports.
fn sent(path: &str) -> Option<(Vec<String>, Which)> {
    let (which, rest) = match path.strip_prefix("last_") {
        Some(rest) => (Which::Last, rest),
        None => (Which::First, path),
    };
    let inner = rest.strip_prefix("sent(")?.strip_suffix(')')?;
    let duties: Option<Vec<String>> =
        inner.split(',').map(|duty| Some(duty.trim().strip_prefix('"')?.strip_suffix('"')?.to_owned())).collect();
    duties.map(|duties| (duties, which))
}

/// Alternatives are counted as the entry is that holds them, unless they say otherwise.
fn inherit(due: &mut Due) {
    let (counting, calendar) = (due.counting.clone(), due.calendar.clone());
    for inner in due.earliest.iter_mut().chain(&mut due.latest) {
        inner.counting = inner.counting.take().or_else(|| counting.clone());
        inner.calendar = inner.calendar.take().or_else(|| calendar.clone());
        inherit(inner);
    }
}
