//! What is due: anchors, lengths of time, recipients.

use super::{Loader, Scope};
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{Anchor, Due, Within};
use crate::page::Sort;
use crate::source::At;
use crate::tree::{self, Fields, Item, Table, Tree};
use onus_logic::schema::{KindId, Type};

impl<'p> Loader<'p> {
    pub(super) fn dues(&mut self, tree: &'p Tree, over: KindId, scope: &Scope) -> Vec<Due> {
        tree::tables(tree, &mut self.report).into_iter().map(|(table, at)| self.due(table, at, over, scope)).collect()
    }

    pub(super) fn due(&mut self, table: &'p Table, at: At, over: KindId, scope: &Scope) -> Due {
        let fields = Fields::new(table, at, "due entry");
        let anchor =
            |loader: &mut Self, key: &'static str| fields.get(key).and_then(|tree| loader.anchor(tree, over, scope));
        let (after, exact, before) = (anchor(self, "after"), anchor(self, "at"), anchor(self, "before"));
        let within =
            fields.get("within").and_then(|tree| self.within(tree, fields.text("calendar", &mut Report::default())));
        fields.know(&["calendar"]);
        let nested = |loader: &mut Self, key: &'static str| {
            fields.get(key).map(|tree| loader.dues(tree, over, scope)).unwrap_or_default()
        };
        let (earliest, latest) = (nested(self, "earliest"), nested(self, "latest"));
        let when = fields.get("when").map(|tree| self.compile(tree, scope, Type::Bool));
        let to = fields.texts("to", &mut self.report);
        let recipients = std::mem::take(&mut self.register.vocabulary.recipients);
        let to = to
            .into_iter()
            .filter(|(name, at)| self.known(name, *at, &recipients, "recipient"))
            .map(|(name, _)| name.to_owned())
            .collect();
        self.register.vocabulary.recipients = recipients;
        if let Some(Tree { item: Item::Text(duty), at }) = fields.get("serves") {
            self.known_duty(duty, *at);
        }
        if let Some(tree) = fields.get("every")
            && !matches!(self.within(tree, None), Some(Within::Span(..)))
            && matches!(&tree.item, Item::Text(word) if ["continuous", "prompt"].contains(&word.as_str()))
        {
            self.report
                .push(tree::expected("a length of time", &tree.item, tree.at).help("`every` says how often: `P1Y`"));
        }
        let report = &mut self.report;
        let own = |key: &'static str, report: &mut Report| fields.text(key, report).map(str::to_owned);
        let due = Due {
            stage: own("stage", report),
            after,
            at: exact,
            before,
            within,
            every: own("every", report),
            earliest,
            latest,
            when,
            prompt: fields.flag("prompt", report),
            to,
            counting: own("counting", report),
            content: fields.texts("content", report).into_iter().map(|(text, _)| text.to_owned()).collect(),
            serves: own("serves", report),
            note: own("note", report),
        };
        fields.finish(report);
        due
    }

    /// Reports a duty that no page has.
    fn known_duty(&mut self, id: &str, at: At) {
        let items = self.items(Sort::Duty);
        let known: Vec<&str> = items.iter().map(|(_, _, heading)| heading.id.as_str()).collect();
        if !known.contains(&id) {
            self.reference(id, at, &known, "duty");
        }
    }

    pub(super) fn within(&mut self, tree: &Tree, calendar: Option<&str>) -> Option<Within> {
        let text = tree::text(tree, &mut self.report)?;
        let business = text.strip_prefix('B').and_then(|days| days.parse::<u32>().ok());
        let span = text.parse::<jiff::Span>().ok().filter(|span| text.starts_with('P') && !span.is_negative());
        let found = match (text, business, span, calendar) {
            ("continuous", ..) => Some(Within::Continuous),
            ("prompt", ..) => Some(Within::Prompt),
            (_, Some(days), _, Some(calendar)) => Some(Within::Business(days, calendar.to_owned())),
            (_, _, Some(span), _) => Some(Within::Span(span, text.to_owned())),
            _ => None,
        };
        if found.is_none() {
            self.report.push(
                Diagnostic::error(codes::VALUE, tree.at, format!("`{text}` is no length of time"), "cannot be read")
                    .help("write ISO 8601 (`PT24H`, `P14D`, `P1M`), `B4` with a `calendar`, `continuous` or `prompt`"),
            );
        }
        found
    }

    pub(super) fn anchor(&mut self, tree: &Tree, over: KindId, scope: &Scope) -> Option<Anchor> {
        if matches!(tree.item, Item::Time(_)) {
            return tree::date(tree, &mut self.report).map(Anchor::Day);
        }
        let path = tree::text(tree, &mut self.report)?;
        if let Some(sent) = path.strip_prefix("sent(\"").and_then(|rest| rest.strip_suffix("\")")) {
            self.known_duty(sent, tree.at);
            return Some(Anchor::Sent(sent.to_owned()));
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
