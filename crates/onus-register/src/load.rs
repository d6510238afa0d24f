//! Pages to register: reads every page, declares everything that has an id, then compiles every condition.
//!
//! The order matters: vocabulary, then regimes, then the signatures of definitions, then conditions, since definitions may call each
//! other whatever page they stand on.

mod exceptions;

mod glob;

mod guides;

mod dues;

mod duties;

mod definitions;

mod regimes;

use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use onus_logic::ir::ExprId;
use onus_logic::program::{Program, Signature};
use onus_logic::schema::{Schema, Type};

use crate::cores;
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{Confidence, Head, Modality, Norm, Period, RegimeId, Status};
use crate::page::{self, Block, CaseText, Page, Sort};
use crate::register::{CaseBlock, Register};
use crate::source::{At, Source, SourceError};
use crate::tree::{self, Fields, Item, Table, Tree};
use crate::vocabulary::{self, Pending, Then, Vocabulary, twice};

/// Most bytes of all pages together.
const MAX_REGISTER: usize = 256 << 20;

/// Reads and compiles a register. The report says what is wrong; a register with errors must not be asked.
pub fn load(source: &(impl Source + ?Sized)) -> Result<(Register, Report), SourceError> {
    let mut register = Register::default();
    let mut report = Report::default();
    let (mut total, mut read) = (0, Vec::new());
    for (path, text) in source.pages()? {
        total += text.len();
        // a mark of the byte order is no text; editors on Windows write it
        let file = register.files.add(&path, text.trim_start_matches('\u{feff}'));
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
        read.push(file);
    }
    let helpers = cores::helpers(total);
    let page = |number: usize| {
        let mut said = Report::default();
        (read.get(number).map(|file| page::read(*file, &register.files, &mut said)), said)
    };
    let mut pages = Vec::with_capacity(read.len());
    for (page, said) in cores::beside(helpers, read.len(), page, || ()).0 {
        pages.extend(page);
        report.diagnostics.extend(said.diagnostics);
    }
    let texts: Vec<(&Page, CaseText)> =
        pages.iter().flat_map(|page| page.cases.iter().map(move |case| (page, *case))).collect();
    let files = register.files.clone();
    let case = |number: usize| {
        let mut said = Report::default();
        (texts.get(number).and_then(|(_, case)| case.read(&files, &mut said)), said)
    };
    let (tables, mut loader) = cores::beside(helpers, texts.len(), case, || law(register, report, &pages));
    for ((page, case), (table, said)) in texts.iter().zip(tables) {
        loader.report.diagnostics.extend(said.diagnostics);
        if let Some(table) = table {
            loader.case(page, case.at, table);
        }
    }
    let Loader { mut register, mut report, .. } = loader;
    register.pages = pages;
    report.sort();
    Ok((register, report))
}

/// Everything but the cases.
fn law(mut register: Register, mut report: Report, pages: &[Page]) -> Loader<'_> {
    let mut schema = Schema::default();
    let (vocabulary, pending) = vocabulary::read(pages, &mut schema, &mut report);
    register.vocabulary = vocabulary;
    register.country = schema.enum_named("country");
    register.program = Program::new(schema);
    let mut loader = Loader {
        register,
        report,
        pages,
        signatures: IndexMap::new(),
        absent: Vec::new(),
        national: Vec::new(),
        compiled: HashMap::new(),
        duty_ids: OnceCell::new(),
        case_names: HashMap::new(),
    };
    loader.regimes();
    loader.declare_definitions();
    loader.compile_definitions();
    loader.compile_pending(pending);
    loader.compile_reach();
    loader.duties();
    loader.norms();
    loader.exceptions();
    loader.guides();
    loader.no_duty();
    loader.index_calls();
    loader
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
    /// Ids of all duties, read or not yet read.
    duty_ids: OnceCell<HashSet<&'p str>>,
    /// Conditions that were read without a word: a page says one for all its duties.
    compiled: HashMap<(String, Scope, Type), ExprId>,
    /// Names of cases with their places.
    case_names: HashMap<String, At>,
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

/// Words of one sort.
type Words<T> = fn(&Vocabulary) -> &IndexMap<String, T>;

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

    /// Whether the vocabulary has that word; reports it if not.
    fn known<T>(&mut self, name: &str, at: At, of: Words<T>, what: &str) -> bool {
        let map = of(&self.register.vocabulary);
        let found = map.contains_key(name);
        if !found {
            let known: Vec<String> = map.keys().cloned().collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, at, &known, what);
        }
        found
    }

    /// The words of a key that the vocabulary has; the others are reported.
    fn words<T>(&mut self, fields: &Fields<'p>, key: &'static str, of: Words<T>, what: &str) -> Vec<String> {
        let words = fields.texts(key, &mut self.report);
        let known = words.into_iter().filter(|(word, at)| self.known(word, *at, of, what));
        known.map(|(word, _)| word.to_owned()).collect()
    }

    // regimes

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
        let key = (text.to_owned(), scope.clone(), expected);
        if let Some(known) = self.compiled.get(&key) {
            return *known;
        }
        let compiled = self.register.program.compile_with(text, scope, expected, &self.signatures);
        if compiled.problems.is_empty() && compiled.negated_optional.is_empty() {
            self.compiled.insert(key, compiled.expr);
            return compiled.expr;
        }
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
            if page.front.entries.is_empty() && page.front_at.span.end > 0 {
                // the front matter could not be read, and that has been said
                return None;
            }
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

    /// The regime that an id begins with: an item may stand on a page of another regime that needs it.
    fn regime_of(&self, id: &str) -> Option<RegimeId> {
        let ends = id.match_indices('.').map(|(end, _)| end);
        ends.rev().find_map(|end| self.register.regime_named(id.get(..end)?))
    }

    /// Law that has no first day would silently never be in force.
    fn must_begin(&mut self, head: &Head) {
        if head.in_force.is_empty() && self.register.regime(head.regime).status == Status::Adopted {
            self.report.push(
                Diagnostic::error(codes::MISSING, head.at, format!("`{}` has no `in_force`", head.id), "since when?").help(
                    "add `in_force = [{ from = 2024-10-18 }]` here, to the front matter, or to the page of the regime",
                ),
            );
        }
    }

    /// What every item has. `base` is the directive's item that a State's builds on.
    fn head(
        &mut self,
        page: &'p Page,
        heading: &page::Heading,
        fields: &Fields<'p>,
        base: Option<&Head>,
    ) -> Option<Head> {
        fields.know(&["provision", "confidence", "in_force", "note", "source", "row"]);
        let of_page = self.page_regime(page, heading.at)?;
        let regime = self.regime_of(&heading.id).unwrap_or(of_page);
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

    // duties

    // due

    // norms, exceptions, cases

    fn norms(&mut self) {
        for (page, block, heading) in self.items(Sort::Norm) {
            let fields = Fields::new(&block.table, block.at, "norm").or([&page.front]);
            let Some(head) = self.head(page, heading, &fields, None) else { continue };
            fields.needed("addressee", &mut self.report);
            let addressees = self.words(&fields, "addressee", |words| &words.roles, "role");
            let themes = self.words(&fields, "theme", |words| &words.themes, "theme");
            let modality = fields.one_of("modality", &MODALITIES, &mut self.report).unwrap_or(Modality::Should);
            fields.finish(&mut self.report);
            let norm = Norm { head, addressees, themes, modality };
            let (id, at) = (norm.head.id.clone(), norm.head.at);
            if let Some(first) = self.register.norms.insert(id.clone(), norm) {
                self.report.push(twice(&id, at, first.head.at));
            }
        }
    }

    fn index_calls(&mut self) {
        let program = &self.register.program;
        let calls = |(id, _): (onus_logic::ir::DefId, &str)| {
            let bodies = program.definition(id).versions.iter().map(|version| version.body);
            let called: std::collections::BTreeSet<_> = bodies.flat_map(|body| program.calls(body)).collect();
            called.into_iter().collect()
        };
        self.register.calls = program.definitions().map(calls).collect();
    }

    fn no_duty(&mut self) {
        let pages = self.pages;
        for block in pages.iter().flat_map(|page| &page.blocks).filter(|block| block.sort == Sort::NoDuty) {
            for (row, (at, tree)) in &block.table.entries {
                if let Some(reason) = tree::text(tree, &mut self.report) {
                    self.register.no_duty.insert(row.clone(), (reason.to_owned(), *at));
                }
            }
        }
    }

    fn case(&mut self, page: &Page, at: At, table: Table) {
        let regime = page
            .front
            .get("regime")
            .and_then(|tree| if let Item::Text(name) = &tree.item { self.register.regime_named(name) } else { None });
        let fields = Fields::new(&table, at, "case");
        let name = fields.needed_text("name", &mut self.report).unwrap_or_default().to_owned();
        let based_on =
            fields.get("based_on").and_then(|tree| Some((tree::text(tree, &mut self.report)?.to_owned(), tree.at)));
        let rows = fields.texts("row", &mut self.report).into_iter().map(|(row, _)| row.to_owned()).collect();
        match self.case_names.entry(name.clone()) {
            Entry::Occupied(first) => self.report.push(twice(&name, at, *first.get())),
            Entry::Vacant(place) => {
                place.insert(at);
            }
        }
        self.register.cases.push(CaseBlock { name, regime, based_on, rows, table, at });
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
