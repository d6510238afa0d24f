//! Duties, and what a State's item takes from the directive's.

use super::{Loader, MODALITIES, Scope, absent};
use crate::diagnostic::{Diagnostic, codes};
use crate::law::{Duty, DutyBody, DutyId, DutyVersion, Modality, OwedTo};
use crate::page::{self, Block, Page, Sort};
use crate::tree::{self, Fields, Item, Tree};
use crate::vocabulary::twice;
use onus_logic::ir::ExprId;
use onus_logic::schema::{KindId, Type};
use std::collections::BTreeMap;

impl<'p> Loader<'p> {
    pub(super) fn duties(&mut self) {
        let items = self.items(Sort::Duty);
        let by_id: BTreeMap<&str, (&'p Page, &'p Block)> =
            items.iter().map(|(page, block, heading)| (heading.id.as_str(), (*page, *block))).collect();
        // directives first: what a State says builds on them
        let (national, own): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|(_, block, _)| block.table.get("implements").is_some());
        for (page, block, heading) in own.into_iter().chain(national) {
            if let Some(first) = self.register.duties.get(&heading.id) {
                let first = first.head.at;
                self.report.push(twice(&heading.id, heading.at, first));
                continue;
            }
            let Some(duty) = self.duty(page, block, heading, &by_id) else { continue };
            let id = DutyId(self.register.duties.len() as u32);
            let state = self.register.regime(duty.head.regime).state;
            if let (Some(directive), Some(state)) = (duty.implements, state)
                && let Some(first) = self.register.transpositions.insert((directive, state), id)
            {
                let (first, name) = (self.register.duty(first).head.at, self.register.duty(directive).head.id.clone());
                self.report.push(
                    Diagnostic::error(codes::TWICE, heading.at, format!("`{name}` is transposed twice"), "second time")
                        .label(first, "first time")
                        .help("one State has one item for each item of the directive"),
                );
            }
            self.register.duties.insert(heading.id.clone(), duty);
        }
    }

    pub(super) fn duty(
        &mut self,
        page: &'p Page,
        block: &'p Block,
        heading: &page::Heading,
        by_id: &BTreeMap<&str, (&'p Page, &'p Block)>,
    ) -> Option<Duty> {
        let mut implements = None;
        let mut base = Vec::new();
        if let Some(tree) = block.table.get("implements") {
            let directive = tree::text(tree, &mut self.report)?;
            implements = self.register.duty_named(directive);
            if let (Some(_), Some((page, block))) = (implements, by_id.get(directive)) {
                base = vec![&block.table, &page.front];
            } else {
                let known: Vec<&str> = by_id.keys().copied().collect();
                self.reference(directive, tree.at, &known, "duty");
                return None;
            }
        }
        let base_head = implements.map(|id| self.register.duty(id).head.clone());
        let fields = Fields::new(&block.table, block.at, "duty").or([&page.front]);
        fields.know(&["implements", "version", "gap", "row", "absent"]);
        let head = self.head(page, heading, &fields, base_head.as_ref())?;
        self.must_begin(&head);
        let keys =
            ["over", "bearer", "through", "as", "owed_to", "when", "due", "theme", "requires", "sanction", "modality"];
        fields.know(&keys);
        fields.know(&["provision", "confidence", "note"]);
        fields.finish(&mut self.report);
        let mut versions = Vec::new();
        self.absent = absent(&block.table, &mut self.report);
        for (from, to, own, at) in self.versions(&block.table, &keys) {
            let first = own.unwrap_or(&block.table);
            let at = if own.is_some() { at } else { block.at };
            let fields =
                Fields::new(first, at, "duty").or([&block.table, &page.front].into_iter().chain(base.iter().copied()));
            let body = self.duty_body(&fields)?;
            versions.push(DutyVersion { from, to, body });
        }
        self.absent.clear();
        Some(Duty { head, implements, versions })
    }

    pub(super) fn duty_body(&mut self, fields: &Fields<'p>) -> Option<DutyBody> {
        let over_tree = fields.needed("over", &mut self.report)?;
        let over = self.kind_of(over_tree)?;
        let bearer_tree = fields.needed("bearer", &mut self.report)?;
        let (bearer, bearer_kind) = self.thing_path(bearer_tree, over)?;
        if !self.schema().kind(bearer_kind).party {
            let name = self.schema().kind_name(bearer_kind).to_owned();
            self.report.push(
                Diagnostic::error(codes::VALUE, bearer_tree.at, format!("a {name} cannot owe"), "not a party")
                    .help("name a kind with `party = true`"),
            );
        }
        let through = fields.get("through").and_then(|tree| self.thing_path(tree, over)).map(|(through, _)| through);
        let scope = self.duty_scope(over, bearer_kind);
        let when_tree = fields.needed("when", &mut self.report)?;
        let when = self.compile(when_tree, &scope, Type::Bool);
        let role = fields.get("as").and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)));
        if let Some((role, at)) = role {
            self.known(role, at, |words| &words.roles, "role");
        }
        let owed_to = fields
            .texts("owed_to", &mut self.report)
            .into_iter()
            .filter_map(|(name, at)| tree::pick(name, at, &OwedTo::NAMES, &mut self.report))
            .collect();
        let themes = self.words(fields, "theme", |words| &words.themes, "theme");
        let requires = self.requires(fields);
        let sanctions = fields.get("sanction").map(|tree| self.sanctions(tree, &scope)).unwrap_or_default();
        let due = fields.get("due").map(|tree| self.dues(tree, over, &scope)).unwrap_or_default();
        let modality = fields.get("modality").and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)));
        let modality = modality
            .and_then(|(name, at)| tree::pick(name, at, &MODALITIES, &mut self.report))
            .unwrap_or(Modality::Must);
        Some(DutyBody {
            over,
            bearer,
            bearer_kind,
            through,
            role: role.map(|(role, _)| role.to_owned()),
            owed_to,
            when,
            due,
            themes,
            requires,
            sanctions,
            modality,
        })
    }

    /// The kind that a key names.
    pub(super) fn kind_of(&mut self, tree: &Tree) -> Option<KindId> {
        let name = tree::text(tree, &mut self.report)?;
        let found = self.schema().kind_named(name);
        if found.is_none() {
            let known: Vec<String> = self.schema().kinds().map(|(_, name)| name.to_owned()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, tree.at, &known, "kind");
        }
        found
    }

    /// The variables of a duty: the thing by the name of its kind, `bearer`, `state`.
    pub(super) fn duty_scope(&self, over: KindId, bearer: KindId) -> Scope {
        let mut scope: Scope =
            vec![(self.schema().kind_name(over).into(), Type::Thing(over)), ("bearer".into(), Type::Thing(bearer))];
        scope.extend(self.register.country().map(|country| (Box::from("state"), Type::Enum(country))));
        scope
    }

    /// A path from the thing to another one.
    pub(super) fn thing_path(&mut self, tree: &Tree, over: KindId) -> Option<(ExprId, KindId)> {
        let path = tree::text(tree, &mut self.report)?;
        let name = self.schema().kind_name(over).to_owned();
        let mut kind = over;
        let mut steps = path.split('.');
        if steps.next() != Some(name.as_str()) {
            self.report.push(
                Diagnostic::error(
                    codes::REFERENCE,
                    tree.at,
                    format!("`{path}` does not begin with `{name}`"),
                    "not a path from the thing",
                )
                .help(format!("write `{name}` or `{name}.reference`")),
            );
            return None;
        }
        for step in steps {
            let found = self.schema().fact_of(kind, step).map(|fact| self.schema().fact(fact).of);
            let Some(Type::Thing(next)) = found else {
                let known: Vec<String> = self.schema().fact_names(kind).map(str::to_owned).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.reference(step, tree.at, &known, "reference");
                return None;
            };
            kind = next;
        }
        let scope: Scope = vec![(name.into(), Type::Thing(over))];
        Some((self.compile(tree, &scope, Type::Thing(kind)), kind))
    }

    pub(super) fn requires(&mut self, fields: &Fields<'p>) -> Vec<String> {
        let Some(tree) = fields.get("requires") else { return Vec::new() };
        let Item::List(items) = &tree.item else {
            self.report.push(tree::expected("a list", &tree.item, tree.at));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items {
            let what = match &item.item {
                Item::Table(table) => table.get("what").unwrap_or(item),
                _ => item,
            };
            if let Some(name) = tree::text(what, &mut self.report)
                && self.known(name, what.at, |words| &words.requirements, "requirement")
            {
                found.push(name.to_owned());
            }
        }
        found
    }

    pub(super) fn sanctions(&mut self, tree: &Tree, scope: &Scope) -> Vec<(String, Option<ExprId>)> {
        let names = tree::texts(tree, &mut self.report);
        let mut found = Vec::new();
        for (name, at) in names {
            if !self.known(name, at, |words| &words.sanctions, "sanction") {
                continue;
            }
            let when = self.register.vocabulary.sanctions.get(name).and_then(|sanction| sanction.when.clone());
            let when = when.map(|(text, at)| {
                let before = self.report.diagnostics.len();
                let expr = self.compile(&Tree { item: Item::Text(text), at }, scope, Type::Bool);
                for diagnostic in self.report.diagnostics.iter_mut().skip(before) {
                    diagnostic.labels.push(crate::diagnostic::Label { at: tree.at, text: "named here".to_owned() });
                }
                expr
            });
            found.push((name.to_owned(), when));
        }
        found
    }
}
