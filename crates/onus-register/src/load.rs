//! Pages to register: reads every page, declares everything that has an id, then compiles every condition.
//!
//! The order matters: vocabulary, then regimes, then the signatures of definitions, then conditions, since definitions may call each
//! other whatever page they stand on.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use onus_logic::ir::ExprId;
use onus_logic::literal;
use onus_logic::program::{Program, Signature, Version};
use onus_logic::schema::{KindId, Schema, Type};

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{
    Anchor, Binding, Change, Confidence, Definition, Due, Duty, DutyBody, DutyId, DutyVersion, Effect, Exception,
    ExceptionId, Head, Modality, Norm, OwedTo, Period, Reach, Regime, RegimeId, Status, Touch, Within,
};
use crate::page::{self, Block, Page, Sort};
use crate::provision::Provisions;
use crate::register::{CaseBlock, Register};
use crate::source::{At, Source, SourceError};
use crate::tree::{self, Fields, Item, Table, Tree};
use crate::vocabulary::{self, Pending, Then, twice};

/// Most bytes of all pages together.
const MAX_REGISTER: usize = 256 << 20;

/// Reads and compiles a register. The report says what is wrong; a register with errors must not be asked.
pub fn load(source: &(impl Source + ?Sized)) -> Result<(Register, Report), SourceError> {
    let mut register = Register::default();
    let mut report = Report::default();
    let mut total = 0;
    for (path, text) in source.pages()? {
        total += text.len();
        let file = register.files.add(&path, &text);
        if total > MAX_REGISTER {
            let at = At { file, ..At::default() };
            report.push(Diagnostic::error(
                codes::LARGE,
                at,
                format!("the pages have more than {MAX_REGISTER} bytes"),
                "reading stops here",
            ));
            break;
        }
        register.pages.push(page::read(file, &register.files, &mut report));
    }
    let pages = std::mem::take(&mut register.pages);
    let mut schema = Schema::default();
    let (vocabulary, pending) = vocabulary::read(&pages, &mut schema, &mut report);
    register.vocabulary = vocabulary;
    register.program = Program::new(schema);
    let mut loader = Loader {
        register,
        report,
        pages: &pages,
        signatures: IndexMap::new(),
        absent: Vec::new(),
        national: Vec::new(),
    };
    loader.regimes();
    loader.declare_definitions();
    loader.compile_definitions();
    loader.compile_pending(pending);
    loader.compile_reach();
    loader.duties();
    loader.norms();
    loader.exceptions();
    loader.cases();
    let Loader { mut register, mut report, .. } = loader;
    register.pages = pages;
    report.sort();
    Ok((register, report))
}

struct Loader<'p> {
    register: Register,
    report: Report,
    pages: &'p [Page],
    signatures: IndexMap<Box<str>, Signature>,
    /// Optional facts of which the item at hand says that it means them under `!`.
    absent: Vec<String>,
    /// Definitions of States, with the id of the directive's.
    national: Vec<(onus_logic::ir::DefId, String, At)>,
}

/// Keys that front matter may give as defaults to the items of a page.
const DEFAULTS: [&str; 18] = [
    "confidence",
    "in_force",
    "modality",
    "as",
    "over",
    "bearer",
    "through",
    "owed_to",
    "sanction",
    "theme",
    "requires",
    "when",
    "due",
    "source",
    "note",
    "provision",
    "addressee",
    "regime",
];

type Scope = Vec<(Box<str>, Type)>;

impl<'p> Loader<'p> {
    fn schema(&self) -> &Schema {
        &self.register.program.schema
    }

    fn reference(&mut self, name: &str, at: At, known: &[&str], what: &str) {
        let mut problem = tree::unknown(codes::REFERENCE, name, at, known);
        problem.message = format!("the register has no {what} `{name}`");
        if known.len() > 25 && problem.help.as_ref().is_some_and(|help| help.starts_with("one of")) {
            problem.help = Some(format!("`onus list {what}s` shows what there is"));
        }
        self.report.push(problem);
    }

    fn known<T>(&mut self, name: &str, at: At, map: &IndexMap<String, T>, what: &str) -> bool {
        let found = map.contains_key(name);
        if !found {
            let known: Vec<&str> = map.keys().map(String::as_str).collect();
            self.reference(name, at, &known, what);
        }
        found
    }

    // regimes

    fn regimes(&mut self) {
        let pages = self.pages;
        let mut implements = Vec::new();
        for page in pages {
            let is_regime = page.front.get("title").is_some();
            if !is_regime {
                for (key, (at, _)) in &page.front.entries {
                    if !DEFAULTS.contains(&key.as_str()) {
                        self.report.push(tree::unknown(codes::KEY, key, *at, &DEFAULTS));
                    }
                }
                continue;
            }
            let Some(regime) = self.regime(page, &mut implements) else { continue };
            let (id, at) = (regime.id.clone(), regime.at);
            if let Some(first) = self.register.regimes.get(&id) {
                let first = first.at;
                self.report.push(twice(&id, at, first));
            } else {
                self.register.regimes.insert(id, regime);
            }
        }
        for (own, directive, at) in implements {
            if let Some(found) = self.register.regime_named(&directive) {
                if let Some(regime) = self.register.regimes.get_mut(&own) {
                    regime.implements = Some(found);
                }
            } else {
                let known: Vec<String> = self.register.regimes.keys().cloned().collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.reference(&directive, at, &known, "regime");
            }
        }
    }

    fn regime(&mut self, page: &'p Page, implements: &mut Vec<(String, String, At)>) -> Option<Regime> {
        let mut report = std::mem::take(&mut self.report);
        let fields = Fields::new(&page.front, page.front_at, "regime");
        fields.know(&DEFAULTS);
        fields.know(&["reach"]);
        let id = fields.needed_text("regime", &mut report).map(str::to_owned);
        let binding = [
            ("direct", Binding::Direct),
            ("via-transposition", Binding::ViaTransposition),
            ("national", Binding::National),
            ("case-law", Binding::CaseLaw),
            ("soft", Binding::Soft),
        ];
        let standing = [("proposed", Status::Proposed), ("adopted", Status::Adopted), ("repealed", Status::Repealed)];
        fields.needed("binding", &mut report);
        let state_of = |key: &'static str, report: &mut Report| {
            let (name, at) = fields.get(key).and_then(|tree| Some((tree::text(tree, report)?, tree.at)))?;
            Some((name.to_owned(), at))
        };
        let (own_state, of_states) = (state_of("state", &mut report), state_of("states", &mut report));
        if let Some(tree) = fields.get("implements")
            && let (Some(id), Some(directive)) = (&id, tree::text(tree, &mut report))
        {
            implements.push((id.clone(), directive.to_owned(), tree.at));
        }
        let mut regime = Regime {
            id: id.clone().unwrap_or_default(),
            title: fields.needed_text("title", &mut report).unwrap_or_default().to_owned(),
            short: fields.needed_text("short", &mut report).unwrap_or_default().to_owned(),
            citation: fields.needed_text("citation", &mut report).unwrap_or_default().to_owned(),
            official: fields.text("official", &mut report).map(str::to_owned),
            celex: fields.text("celex", &mut report).map(str::to_owned),
            jurisdiction: fields.text("jurisdiction", &mut report).map(str::to_owned),
            binding: fields.one_of("binding", &binding, &mut report).unwrap_or(Binding::Soft),
            status: fields.one_of("status", &standing, &mut report).unwrap_or(Status::Adopted),
            in_force: periods(&fields, &mut report),
            states: Vec::new(),
            state: None,
            implements: None,
            reach: None,
            plain: page.intro.clone(),
            provisions: page
                .blocks
                .iter()
                .find(|block| block.sort == Sort::Provisions)
                .map(|block| Provisions::read(&block.table, &mut report)),
            at: page.front_at,
        };
        fields.finish(&mut report);
        self.report = report;
        if let Some((name, at)) = own_state {
            regime.state = self.state(&name, at);
        }
        if let Some((name, at)) = of_states {
            regime.states = self.states(&name, at);
        }
        if regime.plain.is_empty() {
            self.report.push(Diagnostic::error(
                codes::PLAIN,
                regime.at,
                "this regime has no plain text",
                "say below the front matter what it is about",
            ));
        }
        id.map(|_| regime)
    }

    fn state(&mut self, name: &str, at: At) -> Option<u32> {
        let country = self.register.country();
        let found = country.and_then(|of| self.schema().of_enum(of).position(name));
        if found.is_none() {
            let known: Vec<String> =
                country.map(|of| self.schema().of_enum(of).members().map(str::to_owned).collect()).unwrap_or_default();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, at, &known, "country");
        }
        found.map(|state| state as u32)
    }

    /// `country.eu`: the members of a group.
    fn states(&mut self, name: &str, at: At) -> Vec<u32> {
        let group = name.strip_prefix("country.").and_then(|group| {
            let of = self.register.country()?;
            self.schema().of_enum(of).group(group)
        });
        if let Some(group) = group {
            group.ones().map(|state| state as u32).collect()
        } else {
            let known: Vec<String> = self
                .register
                .country()
                .map(|of| self.schema().of_enum(of).groups().map(|group| format!("country.{group}")).collect())
                .unwrap_or_default();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, at, &known, "group of countries");
            Vec::new()
        }
    }

    fn compile_reach(&mut self) {
        let pages = self.pages;
        let parties: Vec<KindId> =
            self.schema().kinds().map(|(id, _)| id).filter(|id| self.schema().kind(*id).party).collect();
        for page in pages {
            let (Some(tree), Some(regime)) = (page.front.get("reach"), page.front.get("regime")) else { continue };
            let (Item::Text(text), Item::Text(regime)) = (&tree.item, &regime.item) else { continue };
            let Some(country) = self.register.country() else { continue };
            // the kind of `bearer` is the first party kind that the condition fits
            let mut best: Option<(Reach, Vec<onus_logic::problem::Problem>)> = None;
            for kind in &parties {
                let scope: Scope = vec![("bearer".into(), Type::Thing(*kind)), ("state".into(), Type::Enum(country))];
                let compiled = self.register.program.compile_with(text, &scope, Type::Bool, &self.signatures);
                let better =
                    best.as_ref().is_none_or(|(_, problems)| !problems.is_empty() && compiled.problems.is_empty());
                if better {
                    best = Some((Reach { condition: compiled.expr, kind: *kind }, compiled.problems));
                }
            }
            let Some((reach, problems)) = best else { continue };
            let offset = self.offset(tree);
            for problem in problems {
                self.report.push(Diagnostic::of_condition(problem, tree.at, offset));
            }
            if let Some(regime) = self.register.regimes.get_mut(regime) {
                regime.reach = Some(reach);
            }
        }
        // a State's law reaches whom the directive reaches, unless it says otherwise
        let inherited: Vec<(usize, Option<Reach>)> = self
            .register
            .regimes
            .values()
            .enumerate()
            .filter(|(_, regime)| regime.reach.is_none())
            .map(|(at, regime)| (at, regime.implements.and_then(|id| self.register.regime(id).reach.clone())))
            .collect();
        for (at, reach) in inherited {
            if let Some((_, regime)) = self.register.regimes.get_index_mut(at) {
                regime.reach = reach;
            }
        }
    }

    // conditions

    /// Where the text of a string begins in its file, if the file has it letter by letter.
    fn offset(&self, tree: &Tree) -> Option<usize> {
        let Item::Text(text) = &tree.item else { return None };
        let written = self.register.files.text(tree.at);
        written.find(text.as_str()).map(|found| tree.at.span.start as usize + found)
    }

    fn compile(&mut self, tree: &Tree, scope: &Scope, expected: Type) -> ExprId {
        let text = if let Item::Text(text) = &tree.item {
            text.as_str()
        } else {
            self.report.push(tree::expected("a condition in quotes", &tree.item, tree.at));
            "false"
        };
        let compiled = self.register.program.compile_with(text, scope, expected, &self.signatures);
        let offset = self.offset(tree);
        for problem in compiled.problems {
            self.report.push(Diagnostic::of_condition(problem, tree.at, offset));
        }
        for (span, fact) in compiled.negated_optional {
            let path = self.schema().fact_path(fact);
            if self.absent.contains(&path) {
                continue;
            }
            let at = offset.map_or(tree.at, |offset| At { file: tree.at.file, span: span.shift(offset) });
            self.report.push(
                Diagnostic::warning(
                    codes::NEGATED_OPTIONAL,
                    at,
                    format!("`{path}` can be absent, and then this `!` makes it true"),
                    "optional fact under `!`",
                )
                .help(format!("use `!=`, or say that you thought of it: `absent = [\"{path}\"]`")),
            );
        }
        compiled.expr
    }

    fn compile_pending(&mut self, pending: Vec<Pending>) {
        for Pending { text, at, variable, kind, then } in pending {
            let scope: Scope = vec![(variable.into(), Type::Thing(kind))];
            let expr = self.compile(&Tree { item: Item::Text(text), at }, &scope, Type::Bool);
            match then {
                Then::Axiom { name, why, at } => {
                    self.register.vocabulary.axioms.push(vocabulary::Axiom { name, over: kind, is: expr, why, at });
                }
                Then::Area { id, text, regime } => {
                    self.register
                        .vocabulary
                        .areas
                        .insert(id, vocabulary::Area { text, regime, over: kind, when: expr });
                }
            }
        }
    }

    // items

    /// The items of one sort, with their page.
    fn items(&self, sort: Sort) -> Vec<(&'p Page, &'p Block, &'p page::Heading)> {
        let pages = self.pages;
        pages
            .iter()
            .flat_map(|page| page.blocks.iter().map(move |block| (page, block)))
            .filter(|(_, block)| block.sort == sort)
            .filter_map(|(page, block)| Some((page, block, block.item.as_ref()?)))
            .collect()
    }

    fn page_regime(&mut self, page: &'p Page, at: At) -> Option<RegimeId> {
        let Some(tree) = page.front.get("regime") else {
            self.report.push(
                Diagnostic::error(
                    codes::FRONT_MATTER,
                    at,
                    "this page names no regime",
                    "which law does this belong to?",
                )
                .help("begin the page with\n+++\nregime = \"..\"\nconfidence = \"..\"\n+++"),
            );
            return None;
        };
        let name = tree::text(tree, &mut self.report)?;
        let found = self.register.regime_named(name);
        if found.is_none() {
            let known: Vec<String> = self.register.regimes.keys().cloned().collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, tree.at, &known, "regime");
        }
        found
    }

    /// What every item has. `base` is the directive's item that a State's builds on.
    fn head(
        &mut self,
        page: &'p Page,
        heading: &page::Heading,
        fields: &Fields<'p>,
        base: Option<&Head>,
    ) -> Option<Head> {
        let regime = self.page_regime(page, heading.at)?;
        let prefix = format!("{}.", self.register.regime(regime).id);
        if !heading.id.starts_with(&prefix) || !is_id(&heading.id) {
            self.report.push(
                Diagnostic::error(
                    codes::ID,
                    heading.at,
                    format!("`{}` is no id of this regime", heading.id),
                    "not well formed",
                )
                .help(format!("begin with `{prefix}`, then lower-case letters, digits, `-`, `_`, `.`")),
            );
        }
        let plain = if heading.plain.is_empty() {
            base.map(|base| base.plain.clone()).unwrap_or_default()
        } else {
            heading.plain.clone()
        };
        if plain.is_empty() {
            self.report.push(
                Diagnostic::error(
                    codes::PLAIN,
                    heading.at,
                    format!("`{}` has no plain text", heading.id),
                    "nothing for people to read",
                )
                .help("write one to four sentences between the heading and the block"),
            );
        }
        let report = &mut self.report;
        let confidence =
            fields.needed("confidence", report).and_then(|_| fields.one_of("confidence", &Confidence::NAMES, report));
        let mut in_force = periods(fields, report);
        if in_force.is_empty() {
            in_force.clone_from(&self.register.regime(regime).in_force);
        }
        Some(Head {
            id: heading.id.clone(),
            title: heading.title.clone(),
            plain,
            regime,
            provision: fields.needed_text("provision", report).unwrap_or_default().to_owned(),
            confidence: confidence.unwrap_or(Confidence::Unverified),
            note: fields.text("note", report).map(str::to_owned),
            source: fields.text("source", report).map(str::to_owned),
            rows: fields.texts("row", report).into_iter().map(|(row, _)| row.to_owned()).collect(),
            in_force,
            at: heading.at,
        })
    }

    // definitions

    fn declare_definitions(&mut self) {
        for (page, block, heading) in self.items(Sort::Definition) {
            let fields = Fields::new(&block.table, block.at, "definition").or([&page.front]);
            fields.know(&["is", "version", "gap", "absent"]);
            let parameters = match fields
                .needed("of", &mut self.report)
                .map(|tree| (tree::text(tree, &mut Report::default()), tree.at))
            {
                Some((Some(text), at)) => self.parameters(text, at),
                _ => Vec::new(),
            };
            let returns = match fields.get("type").and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)))
            {
                None => Type::Bool,
                Some((name, at)) => {
                    self.schema().type_named(name).filter(|of| *of == Type::Bool || of.is_number()).unwrap_or_else(
                        || {
                            let known = ["bool", "int", "decimal", "percent", "money", "date", "instant", "duration"];
                            self.report.push(tree::unknown(codes::REFERENCE, name, at, &known));
                            Type::Bool
                        },
                    )
                }
            };
            if let Some(tree) = block.table.get("implements")
                && let Some(directive) = tree::text(tree, &mut self.report)
                && self.register.program.definition_named(&heading.id).is_none()
            {
                let own =
                    self.register.program.declare(&heading.id, Signature { parameters: parameters.clone(), returns });
                self.national.push((own, directive.to_owned(), tree.at));
                self.describe_definition(page, heading, &fields, own);
            } else if let Some(first) = self.register.program.definition_named(&heading.id) {
                let first = self.register.definition(first).map_or(heading.at, |known| known.head.at);
                self.report.push(twice(&heading.id, heading.at, first));
            } else {
                let own = self.register.program.declare(&heading.id, Signature { parameters, returns });
                self.describe_definition(page, heading, &fields, own);
            }
            fields.know(&["implements"]);
            fields.finish(&mut self.report);
        }
        self.signatures = self.register.program.signatures();
    }

    fn describe_definition(
        &mut self,
        page: &'p Page,
        heading: &page::Heading,
        fields: &Fields<'p>,
        logic: onus_logic::ir::DefId,
    ) {
        if !heading.id.split('.').all(vocabulary::is_name) {
            self.report.push(
                Diagnostic::error(
                    codes::ID,
                    heading.at,
                    format!("`{}` cannot be named in a condition", heading.id),
                    "not a name",
                )
                .help("use lower-case letters, digits, `_` and dots, and no reserved word"),
            );
        }
        if let Some(head) = self.head(page, heading, fields, None) {
            self.register.definitions.push(Definition { head, logic, implements: None });
        }
    }

    fn parameters(&mut self, text: &str, at: At) -> Vec<(Box<str>, Type)> {
        let mut parameters = Vec::new();
        for part in text.split(',') {
            let pair = part.split_once(':').map(|(name, of)| (name.trim(), of.trim()));
            let of = pair.and_then(|(_, of)| self.schema().type_named(of));
            match (pair, of) {
                (Some((name, _)), Some(of @ (Type::Thing(_) | Type::Enum(_)))) if vocabulary::is_name(name) => {
                    parameters.push((name.into(), of));
                }
                _ => self.report.push(
                    Diagnostic::error(
                        codes::VALUE,
                        at,
                        format!("`{}` is no parameter", part.trim()),
                        "name and kind are needed",
                    )
                    .help(
                        "write `of = \"o: organisation, s: country\"`; a parameter is a thing or a member of an enum",
                    ),
                ),
            }
        }
        parameters
    }

    fn compile_definitions(&mut self) {
        for (_, block, heading) in self.items(Sort::Definition) {
            let Some(id) = self.register.program.definition_named(&heading.id) else { continue };
            let signature = self.register.program.definition(id).signature.clone();
            let scope = signature.parameters.clone();
            let versions = self.versions(&block.table, &["is"]);
            self.absent = absent(&block.table, &mut self.report);
            let mut compiled = Vec::new();
            for (from, to, table, _) in &versions {
                let is = table.and_then(|table| table.get("is")).or_else(|| block.table.get("is"));
                let Some(is) = is else {
                    self.report.push(
                        Diagnostic::error(codes::MISSING, block.at, "this definition has no `is`", "`is` is needed")
                            .help("add `is = '..'`"),
                    );
                    break;
                };
                let body = self.compile(is, &scope, signature.returns);
                compiled.push(Version { from: from.map(literal::days), to: to.map(literal::days), body });
            }
            self.absent.clear();
            if let Some(definition) = self.register.program.definition_mut(id) {
                definition.versions = compiled;
            }
        }
        for (own, directive, at) in std::mem::take(&mut self.national) {
            let state = self
                .register
                .definition(own)
                .map(|own| own.head.regime)
                .and_then(|regime| self.register.regime(regime).state);
            let Some(base) = self.register.program.definition_named(&directive) else {
                let known: Vec<String> = self.register.program.definitions().map(|(_, name)| name.to_owned()).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.reference(&directive, at, &known, "definition");
                continue;
            };
            if self.register.program.definition(base).signature.parameters.iter().map(|(_, of)| of).ne(self
                .register
                .program
                .definition(own)
                .signature
                .parameters
                .iter()
                .map(|(_, of)| of))
            {
                self.report.push(Diagnostic::error(
                    codes::VALUE,
                    at,
                    format!("`{directive}` takes other parameters"),
                    "must take the same",
                ));
            }
            if let (Some(state), Some(definition)) = (state, self.register.program.definition_mut(base)) {
                definition.in_state.push((state, own));
            }
            if let Some(item) = self.register.definitions.iter_mut().find(|item| item.logic == own) {
                item.implements = Some(base);
            }
        }
    }

    /// The versions of an item; one without dates if it has none. Overlaps and gaps are reported.
    #[expect(clippy::type_complexity, reason = "from, to, own keys, place")]
    fn versions(
        &mut self,
        table: &'p Table,
        keys: &[&'static str],
    ) -> Vec<(Option<jiff::civil::Date>, Option<jiff::civil::Date>, Option<&'p Table>, At)> {
        let Some(tree) = table.get("version") else { return vec![(None, None, None, At::default())] };
        let mut versions = Vec::new();
        for (own, at) in tree::tables(tree, &mut self.report) {
            let fields = Fields::new(own, at, "version");
            fields.know(keys);
            fields.know(&["gap"]);
            let (from, to) = (fields.date("from", &mut self.report), fields.date("to", &mut self.report));
            fields.finish(&mut self.report);
            versions.push((from, to, Some(own), at));
        }
        versions.sort_by_key(|(from, ..)| *from);
        for pair in versions.windows(2) {
            let [(_, to, _, first), (from, _, own, second)] = pair else { continue };
            let overlap = to.is_none() || from.is_none() || to > from;
            if overlap {
                self.report.push(
                    Diagnostic::error(
                        codes::OVERLAP,
                        *second,
                        "two versions hold on one day",
                        "this one begins before the other ends",
                    )
                    .label(*first, "the other")
                    .help("give the earlier one a `to`; it is the first day on which it no longer holds"),
                );
            } else if to < from && own.is_none_or(|own| own.get("gap").is_none()) {
                self.report.push(
                    Diagnostic::error(
                        codes::GAP,
                        *second,
                        "between two versions nothing holds",
                        "this one begins after the other ended",
                    )
                    .label(*first, "the other")
                    .help("mend the dates, or say why: `gap = \"..\"`"),
                );
            }
        }
        versions
    }

    // duties

    fn duties(&mut self) {
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

    fn duty(
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
        let keys = [
            "over",
            "bearer",
            "through",
            "as",
            "owed_to",
            "when",
            "due",
            "theme",
            "requires",
            "sanction",
            "modality",
            "provision",
            "confidence",
            "note",
        ];
        fields.know(&keys);
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

    fn duty_body(&mut self, fields: &Fields<'p>) -> Option<DutyBody> {
        let over_tree = fields.needed("over", &mut self.report)?;
        let over_name = tree::text(over_tree, &mut self.report)?;
        let Some(over) = self.schema().kind_named(over_name) else {
            let known: Vec<String> = self.schema().kinds().map(|(_, name)| name.to_owned()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(over_name, over_tree.at, &known, "kind");
            return None;
        };
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
            let roles = std::mem::take(&mut self.register.vocabulary.roles);
            self.known(role, at, &roles, "role");
            self.register.vocabulary.roles = roles;
        }
        let owed_to = fields
            .texts("owed_to", &mut self.report)
            .into_iter()
            .filter_map(|(name, at)| tree::pick(name, at, &OwedTo::NAMES, &mut self.report))
            .collect();
        let themes = self.words(fields, "theme", |vocabulary| &vocabulary.themes);
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

    /// The variables of a duty: the thing by the name of its kind, `bearer`, `state`.
    fn duty_scope(&self, over: KindId, bearer: KindId) -> Scope {
        let mut scope: Scope =
            vec![(self.schema().kind_name(over).into(), Type::Thing(over)), ("bearer".into(), Type::Thing(bearer))];
        scope.extend(self.register.country().map(|country| (Box::from("state"), Type::Enum(country))));
        scope
    }

    /// A path from the thing to another one.
    fn thing_path(&mut self, tree: &Tree, over: KindId) -> Option<(ExprId, KindId)> {
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

    fn words(
        &mut self,
        fields: &Fields<'p>,
        key: &'static str,
        of: fn(&vocabulary::Vocabulary) -> &IndexMap<String, String>,
    ) -> Vec<String> {
        let words = fields.texts(key, &mut self.report);
        let map = of(&self.register.vocabulary).clone();
        words
            .into_iter()
            .filter(|(word, at)| self.known(word, *at, &map, key))
            .map(|(word, _)| word.to_owned())
            .collect()
    }

    fn requires(&mut self, fields: &Fields<'p>) -> Vec<String> {
        let Some(tree) = fields.get("requires") else { return Vec::new() };
        let Item::List(items) = &tree.item else {
            self.report.push(tree::expected("a list", &tree.item, tree.at));
            return Vec::new();
        };
        let map = std::mem::take(&mut self.register.vocabulary.requirements);
        let mut found = Vec::new();
        for item in items {
            let what = match &item.item {
                Item::Table(table) => table.get("what").unwrap_or(item),
                _ => item,
            };
            if let Some(name) = tree::text(what, &mut self.report)
                && self.known(name, what.at, &map, "requirement")
            {
                found.push(name.to_owned());
            }
        }
        self.register.vocabulary.requirements = map;
        found
    }

    fn sanctions(&mut self, tree: &Tree, scope: &Scope) -> Vec<(String, Option<ExprId>)> {
        let names = tree::texts(tree, &mut self.report);
        let map = std::mem::take(&mut self.register.vocabulary.sanctions);
        let mut found = Vec::new();
        for (name, at) in names {
            if !self.known(name, at, &map, "sanction") {
                continue;
            }
            let when = map.get(name).and_then(|sanction| sanction.when.clone());
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
        self.register.vocabulary.sanctions = map;
        found
    }

    // due

    fn dues(&mut self, tree: &'p Tree, over: KindId, scope: &Scope) -> Vec<Due> {
        tree::tables(tree, &mut self.report).into_iter().map(|(table, at)| self.due(table, at, over, scope)).collect()
    }

    fn due(&mut self, table: &'p Table, at: At, over: KindId, scope: &Scope) -> Due {
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

    fn within(&mut self, tree: &Tree, calendar: Option<&str>) -> Option<Within> {
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

    fn anchor(&mut self, tree: &Tree, over: KindId, scope: &Scope) -> Option<Anchor> {
        if matches!(tree.item, Item::Time(_)) {
            return tree::date(tree, &mut self.report).map(Anchor::Day);
        }
        let path = tree::text(tree, &mut self.report)?;
        if let Some(sent) = path.strip_prefix("sent(\"").and_then(|rest| rest.strip_suffix("\")")) {
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
    fn path_type(&self, path: &str, over: KindId, scope: &Scope) -> Option<Type> {
        let mut steps = path.split('.');
        let first = steps.next()?;
        let mut of = scope.iter().find(|(name, _)| name.as_ref() == first).map_or(Type::Thing(over), |(_, of)| *of);
        for step in steps {
            let Type::Thing(kind) = of else { return None };
            of = self.schema().fact(self.schema().fact_of(kind, step)?).of;
        }
        Some(of)
    }

    // norms, exceptions, cases

    fn norms(&mut self) {
        for (page, block, heading) in self.items(Sort::Norm) {
            let fields = Fields::new(&block.table, block.at, "norm").or([&page.front]);
            let Some(head) = self.head(page, heading, &fields, None) else { continue };
            let roles = std::mem::take(&mut self.register.vocabulary.roles);
            let named = fields
                .needed("addressee", &mut self.report)
                .map(|tree| tree::texts(tree, &mut self.report))
                .unwrap_or_default();
            let addressees = named
                .into_iter()
                .filter(|(role, at)| self.known(role, *at, &roles, "role"))
                .map(|(role, _)| role.to_owned())
                .collect();
            self.register.vocabulary.roles = roles;
            let themes = self.words(&fields, "theme", |vocabulary| &vocabulary.themes);
            let modality = fields.one_of("modality", &MODALITIES, &mut self.report).unwrap_or(Modality::Should);
            fields.finish(&mut self.report);
            let norm = Norm { head, addressees, themes, modality };
            let (id, at) = (norm.head.id.clone(), norm.head.at);
            if let Some(first) = self.register.norms.insert(id.clone(), norm) {
                self.report.push(twice(&id, at, first.head.at));
            }
        }
    }

    fn exceptions(&mut self) {
        let items = self.items(Sort::Exception);
        let ids: Vec<&str> = items.iter().map(|(_, _, heading)| heading.id.as_str()).collect();
        for (index, (page, block, heading)) in items.iter().enumerate() {
            let Some(exception) = self.exception(page, block, heading, &ids) else { continue };
            let id = ExceptionId(index as u32);
            for touch in &exception.touches {
                match touch {
                    Touch::Duty(duty, _) => self.register.touching.entry(*duty).or_default().push(id),
                    Touch::Exception(other, ..) => {
                        let lifting = self.register.lifting.entry(*other).or_default();
                        if !lifting.contains(&id) {
                            lifting.push(id);
                        }
                    }
                }
            }
            if let Some(first) = self.register.exceptions.insert(heading.id.clone(), exception) {
                self.report.push(twice(&heading.id, heading.at, first.head.at));
            }
        }
        // an exception that could not be read leaves its number free: numbers must stay those of the list
        if self.register.exceptions.len() != items.len() && !self.report.has_errors() {
            let at = items.first().map_or(At::default(), |(_, block, _)| block.at);
            self.report.push(Diagnostic::error(
                codes::TWICE,
                at,
                "an exception could not be read",
                "see the other messages",
            ));
        }
    }

    fn exception(
        &mut self,
        page: &'p Page,
        block: &'p Block,
        heading: &page::Heading,
        ids: &[&str],
    ) -> Option<Exception> {
        let fields = Fields::new(&block.table, block.at, "exception").or([&page.front]);
        let head = self.head(page, heading, &fields, None)?;
        let effect_name = fields
            .needed("effect", &mut self.report)
            .and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)))?;
        let effects = ["displaces", "excludes", "changes", "satisfies", "suspends", "lifts"];
        if !effects.contains(&effect_name.0) {
            self.report.push(tree::unknown(codes::VALUE, effect_name.0, effect_name.1, &effects));
            return None;
        }
        let lifts = effect_name.0 == "lifts";
        let when = fields.needed("when", &mut self.report)?;
        let targets =
            fields.needed("to", &mut self.report).map(|tree| tree::texts(tree, &mut self.report)).unwrap_or_default();
        let mut touches = Vec::new();
        let mut compiled: BTreeMap<(KindId, KindId), ExprId> = BTreeMap::new();
        for (glob, at) in &targets {
            let before = touches.len();
            if lifts {
                for other in ids
                    .iter()
                    .enumerate()
                    .filter(|(_, id)| matches_glob(glob, id))
                    .map(|(index, _)| ExceptionId(index as u32))
                {
                    let duties: Vec<DutyId> = self
                        .register
                        .touching
                        .iter()
                        .filter(|(_, by)| by.contains(&other))
                        .map(|(duty, _)| *duty)
                        .collect();
                    for duty in duties {
                        let expr = self.exception_condition(when, duty, &mut compiled)?;
                        touches.push(Touch::Exception(other, duty, expr));
                    }
                }
            } else {
                let found: Vec<DutyId> = self
                    .register
                    .all_duties()
                    .filter(|(_, duty)| matches_glob(glob, &duty.head.id))
                    .map(|(id, _)| id)
                    .collect();
                for duty in found {
                    let expr = self.exception_condition(when, duty, &mut compiled)?;
                    touches.push(Touch::Duty(duty, expr));
                }
            }
            if touches.len() == before {
                self.report.push(
                    Diagnostic::error(codes::GLOB, *at, format!("`{glob}` names nothing"), "no such id").help(
                        if lifts {
                            "`lifts` names another exception, declared before it"
                        } else {
                            "name a duty, or several with `*`"
                        },
                    ),
                );
            }
        }
        let effect = self.effect(effect_name.0, &fields, &touches)?;
        let by = fields.text("by", &mut self.report).map(str::to_owned);
        fields.know(&["set", "until"]);
        fields.finish(&mut self.report);
        Some(Exception { head, effect, touches, by })
    }

    /// The condition of an exception over the variables of a duty, compiled once for each pair of kinds.
    fn exception_condition(
        &mut self,
        when: &Tree,
        duty: DutyId,
        compiled: &mut BTreeMap<(KindId, KindId), ExprId>,
    ) -> Option<ExprId> {
        let body =
            self.register.duty(duty).versions.first().map(|version| (version.body.over, version.body.bearer_kind))?;
        if let Some(known) = compiled.get(&body) {
            return Some(*known);
        }
        let scope = self.duty_scope(body.0, body.1);
        let (before, duty) = (self.report.diagnostics.len(), self.register.duty(duty).head.at);
        let expr = self.compile(when, &scope, Type::Bool);
        for diagnostic in self.report.diagnostics.iter_mut().skip(before) {
            diagnostic.labels.push(crate::diagnostic::Label { at: duty, text: "read for this duty".to_owned() });
        }
        compiled.insert(body, expr);
        Some(expr)
    }

    fn effect(&mut self, name: &str, fields: &Fields<'p>, touches: &[Touch]) -> Option<Effect> {
        let first = touches.iter().find_map(|touch| match touch {
            Touch::Duty(duty, _) | Touch::Exception(_, duty, _) => self.register.duty(*duty).versions.first(),
        });
        let kinds = first.map(|version| (version.body.over, version.body.bearer_kind));
        Some(match name {
            "displaces" => Effect::Displaces,
            "excludes" => Effect::Excludes,
            "satisfies" => Effect::Satisfies,
            "lifts" => Effect::Lifts,
            "suspends" => {
                let tree = fields.needed("until", &mut self.report)?;
                let (over, bearer) = kinds?;
                let scope = self.duty_scope(over, bearer);
                Effect::Suspends(Box::new(self.dues(tree, over, &scope).into_iter().next()?))
            }
            _ => {
                let tree = fields.needed("set", &mut self.report)?;
                let Item::Table(table) = &tree.item else {
                    self.report.push(tree::expected("a table", &tree.item, tree.at));
                    return None;
                };
                let (over, bearer) = kinds?;
                let scope = self.duty_scope(over, bearer);
                let set = Fields::new(table, tree.at, "change");
                let due = set.get("due").map(|tree| self.dues(tree, over, &scope));
                let sanctions = set.get("sanction").map(|tree| self.sanctions(tree, &scope));
                let owed_to = set.get("owed_to").map(|tree| {
                    tree::texts(tree, &mut self.report)
                        .into_iter()
                        .filter_map(|(name, at)| tree::pick(name, at, &OwedTo::NAMES, &mut self.report))
                        .collect()
                });
                set.finish(&mut self.report);
                Effect::Changes(Change { due, sanctions, owed_to })
            }
        })
    }

    fn cases(&mut self) {
        let pages = self.pages;
        for page in pages {
            for block in &page.blocks {
                match block.sort {
                    Sort::Case => {
                        let regime = page.front.get("regime").and_then(|tree| {
                            if let Item::Text(name) = &tree.item { self.register.regime_named(name) } else { None }
                        });
                        let fields = Fields::new(&block.table, block.at, "case");
                        let name = fields.needed_text("name", &mut self.report).unwrap_or_default().to_owned();
                        let based_on = fields
                            .get("based_on")
                            .and_then(|tree| Some((tree::text(tree, &mut self.report)?.to_owned(), tree.at)));
                        let rows =
                            fields.texts("row", &mut self.report).into_iter().map(|(row, _)| row.to_owned()).collect();
                        if let Some(first) =
                            self.register.cases.iter().find(|case| case.name == name).map(|case| case.at)
                        {
                            self.report.push(twice(&name, block.at, first));
                        }
                        self.register.cases.push(CaseBlock {
                            name,
                            regime,
                            based_on,
                            rows,
                            table: block.table.clone(),
                            at: block.at,
                        });
                    }
                    Sort::NoDuty => {
                        for (row, (at, tree)) in &block.table.entries {
                            if let Some(reason) = tree::text(tree, &mut self.report) {
                                self.register.no_duty.insert(row.clone(), (reason.to_owned(), *at));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

const MODALITIES: [(&str, Modality); 4] =
    [("must", Modality::Must), ("must-not", Modality::MustNot), ("should", Modality::Should), ("may", Modality::May)];

/// The optional facts of which an item says that it means them under `!`.
fn absent(table: &Table, report: &mut Report) -> Vec<String> {
    table
        .get("absent")
        .map(|tree| tree::texts(tree, report))
        .unwrap_or_default()
        .into_iter()
        .map(|(path, _)| path.to_owned())
        .collect()
}

fn periods(fields: &Fields<'_>, report: &mut Report) -> Vec<Period> {
    let mut periods = Vec::new();
    for (table, at) in fields.tables("in_force", report) {
        let period = Fields::new(table, at, "period");
        let (from, to) = (period.date("from", report), period.date("to", report));
        period.needed("from", report);
        period.finish(report);
        periods.extend(from.map(|from| Period { from, to }));
    }
    periods
}

/// Lower-case letters, digits, `-`, `_`, in parts between dots.
fn is_id(id: &str) -> bool {
    id.split('.').all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
    })
}

/// Whether an id matches a pattern in which `*` stands for anything.
pub(crate) fn matches_glob(glob: &str, id: &str) -> bool {
    let mut parts = glob.split('*');
    let Some(mut rest) = parts.next().and_then(|first| id.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        let Some(found) = rest.find(part) else { return false };
        rest = rest.get(found + part.len()..).unwrap_or("");
    }
    match last {
        None => rest.is_empty(),
        Some(part) => part.is_empty() || rest.is_empty() || id.ends_with(part),
    }
}
