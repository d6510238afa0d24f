//! The words of the register: kinds, facts with their questions, enums, roles, checklists, recipients, sanctions and the rest.
//! What conditions need of them goes into the schema of the logic; what people read stays here.

pub mod people;
pub mod time;

use indexmap::IndexMap;
use jiff::tz::TimeZone;
use onus_logic::ir::ExprId;
use onus_logic::literal::{self, Currency};
use onus_logic::schema::{FactId, KindId, Schema, Type};
use rust_decimal::Decimal;

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::page::{Page, Sort};
use crate::source::At;
use crate::tree::{self, Fields, Item, Table, Tree};
use people::{Role, Stakeholder};

/// What people read of a fact.
#[derive(Clone, Debug, Default)]
pub struct FactText {
    /// The question as a person would be asked it.
    pub question: String,
    /// Short noun phrase; from the name if the page gives none.
    pub label: String,
    /// More on how to answer.
    pub help: Option<String>,
    /// Who usually knows it.
    pub who: Option<String>,
    /// Questions of one topic belong together.
    pub topic: Option<String>,
    /// Unit of the number.
    pub unit: Option<String>,
    /// Bands that can be offered as answers.
    pub bands: Vec<String>,
    /// Someone must judge it.
    pub judgement: bool,
    /// What to weigh in judging.
    pub factors: Vec<String>,
    /// A country whose law is in play when it is a value of this fact.
    pub law_of: bool,
    /// Moments of the same thing before which this one cannot be.
    pub not_before: Vec<FactId>,
    /// Where it is declared.
    pub at: At,
}

/// What people read of a kind.
#[derive(Clone, Debug, Default)]
pub struct KindText {
    /// What a thing of it is called.
    pub text: String,
    /// How the interview asks for the things of this kind, or for the first party.
    pub prompt: Option<String>,
    /// The reference by which its things belong to a party: the interview asks each party for its list.
    pub gate: Option<FactId>,
    /// A party of which the case lists none still has one: its duties are shown for a stand-in.
    pub stand_in: bool,
    /// Where it is declared.
    pub at: At,
}

/// Several facts on one screen; "none of these" sets them all.
#[derive(Clone, Debug)]
pub struct Checklist {
    /// The question.
    pub question: String,
    /// What "none of these" means.
    pub none: Vec<(FactId, Tree)>,
    /// Where it is declared.
    pub at: At,
}

/// To whom a report goes.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// What it is in general.
    pub text: String,
    /// Its zone, where it is one office.
    pub zone: Option<TimeZone>,
    /// How to reach it, where it is one office.
    pub how: Option<String>,
    /// In a State: its name, and how to reach it.
    pub states: IndexMap<String, (String, Option<String>)>,
}

/// The amount of a sanction and how it is computed.
#[derive(Clone, Debug)]
pub struct Sanction {
    /// What it is.
    pub text: String,
    /// When it can be imposed, as text; compiled for each duty that names it.
    pub when: Option<(String, At)>,
    /// Highest fine.
    pub ceiling: Option<(Decimal, Currency)>,
    /// The amount is the least that a State's own maximum must be.
    pub is_floor: bool,
    /// Share of the turnover.
    pub turnover: Option<Decimal>,
    /// Of which turnover.
    pub of: Option<String>,
    /// Whether the higher or the lower of amount and share counts.
    pub lower: bool,
    /// It falls on a person.
    pub person: bool,
    /// It is civil liability.
    pub civil: bool,
    /// Where it stands in law.
    pub provision: String,
}

/// A field of law that exists, whether or not the register holds it.
#[derive(Clone, Debug)]
pub struct Area {
    /// What it is about.
    pub text: String,
    /// The regime that will hold it.
    pub regime: String,
    /// Kind of thing whose facts touch it.
    pub over: KindId,
    /// When the facts touch it, over one variable.
    pub when: ExprId,
}

/// What is true of every thing of a kind.
#[derive(Clone, Debug)]
pub struct Axiom {
    /// Its name.
    pub name: String,
    /// The kind.
    pub over: KindId,
    /// What is true, over one variable.
    pub is: ExprId,
    /// Why.
    pub why: String,
    /// Where it is declared.
    pub at: At,
}

/// All words.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Texts of kinds, by position.
    pub kinds: Vec<KindText>,
    /// Texts of facts, by position.
    pub facts: Vec<FactText>,
    /// Texts of the members of enums: enum, member, text.
    pub members: IndexMap<String, IndexMap<String, String>>,
    /// Groups of stakeholders.
    pub stakeholders: IndexMap<String, Stakeholder>,
    /// Roles.
    pub roles: IndexMap<String, Role>,
    /// For a word of the register: other words that people type for it.
    pub synonyms: IndexMap<String, Vec<String>>,
    /// Themes.
    pub themes: IndexMap<String, String>,
    /// What duties can ask.
    pub requirements: IndexMap<String, String>,
    /// Checklists.
    pub checklists: IndexMap<String, Checklist>,
    /// Recipients.
    pub recipients: IndexMap<String, Recipient>,
    /// Sanctions.
    pub sanctions: IndexMap<String, Sanction>,
    /// Fields of law.
    pub areas: IndexMap<String, Area>,
    /// Axioms.
    pub axioms: Vec<Axiom>,
    /// When offices are closed.
    pub calendars: IndexMap<String, time::Calendar>,
    /// How laws count.
    pub countings: IndexMap<String, time::Counting>,
}

impl Vocabulary {
    /// What people read of a fact.
    pub fn fact(&self, id: FactId) -> &FactText {
        static NONE: std::sync::LazyLock<FactText> = std::sync::LazyLock::new(FactText::default);
        self.facts.get(id.index()).unwrap_or(&NONE)
    }

    /// What people read of a kind.
    pub fn kind(&self, id: KindId) -> &KindText {
        static NONE: std::sync::LazyLock<KindText> = std::sync::LazyLock::new(KindText::default);
        self.kinds.get(id.index()).unwrap_or(&NONE)
    }

    /// What people read of a member of an enum.
    pub fn member<'v>(&'v self, of: &str, member: &'v str) -> &'v str {
        self.members.get(of).and_then(|texts| texts.get(member)).map_or(member, String::as_str)
    }
}

const SECTIONS: [&str; 15] = [
    "kind",
    "enum",
    "fact",
    "axiom",
    "role",
    "theme",
    "requirement",
    "checklist",
    "recipient",
    "sanction",
    "area",
    "calendar",
    "counting",
    "stakeholder",
    "synonym",
];

/// A condition of the vocabulary that is compiled once all definitions are known.
pub(crate) struct Pending {
    pub(crate) text: String,
    pub(crate) at: At,
    pub(crate) variable: String,
    pub(crate) kind: KindId,
    pub(crate) then: Then,
}

/// What becomes of a compiled condition.
pub(crate) enum Then {
    Axiom { name: String, why: String, at: At },
    Area { id: String, text: String, regime: String },
}

/// One section of all vocabulary blocks: entries with their places.
fn section<'p>(pages: &'p [Page], name: &str, report: &mut Report) -> Vec<(&'p str, At, &'p Tree)> {
    let mut found: IndexMap<&str, (At, &Tree)> = IndexMap::new();
    for block in pages.iter().flat_map(|page| &page.blocks).filter(|block| block.sort == Sort::Vocabulary) {
        let Some(tree) = block.table.get(name) else { continue };
        let Item::Table(table) = &tree.item else {
            report.push(tree::expected("a table", &tree.item, tree.at));
            continue;
        };
        for (key, (at, value)) in &table.entries {
            if let Some((first, _)) = found.get(key.as_str()) {
                report.push(twice(key, *at, *first));
            } else {
                found.insert(key, (*at, value));
            }
        }
    }
    found.into_iter().map(|(key, (at, value))| (key, at, value)).collect()
}

pub(crate) fn twice(id: &str, second: At, first: At) -> Diagnostic {
    Diagnostic::error(codes::TWICE, second, format!("`{id}` is declared twice"), "second time")
        .label(first, "first time")
        .help("give one of them another id, or remove it")
}

fn table<'t>(tree: &'t Tree, report: &mut Report) -> Option<&'t Table> {
    if let Item::Table(table) = &tree.item {
        return Some(table);
    }
    report.push(tree::expected("a table", &tree.item, tree.at));
    None
}

/// Whether conditions can name it: lower-case letters, digits and `_`, and no reserved word.
pub fn is_name(name: &str) -> bool {
    const RESERVED: [&str; 20] = [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
    ];
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !RESERVED.contains(&name)
        && name != "while"
}

fn check_name(name: &str, at: At, report: &mut Report) {
    if !is_name(name) {
        report.push(
            Diagnostic::error(codes::ID, at, format!("`{name}` cannot be named in a condition"), "not a name")
                .help("use lower-case letters, digits and `_`, beginning with a letter, and no reserved word"),
        );
    }
}

/// Reads all vocabulary blocks. Conditions in them are returned for later, when the definitions are known.
pub(crate) fn read(pages: &[Page], schema: &mut Schema, report: &mut Report) -> (Vocabulary, Vec<Pending>) {
    for block in pages.iter().flat_map(|page| &page.blocks).filter(|block| block.sort == Sort::Vocabulary) {
        for (key, (at, _)) in &block.table.entries {
            if !SECTIONS.contains(&key.as_str()) {
                report.push(tree::unknown(codes::KEY, key, *at, &SECTIONS));
            }
        }
    }
    let mut vocabulary = Vocabulary::default();
    let mut pending = Vec::new();
    let named = kinds(pages, schema, &mut vocabulary, report);
    enums(pages, schema, &mut vocabulary, report);
    facts(pages, schema, &mut vocabulary, report);
    for (kind, path, at) in named.law_dates {
        match schema.fact_named(&path).filter(|fact| matches!(schema.fact(*fact).of, Type::Date | Type::Instant)) {
            Some(fact) => {
                if let Some(kind) = schema.kind_mut(kind) {
                    kind.law_date = Some(fact);
                }
            }
            None => report.push(
                Diagnostic::error(codes::REFERENCE, at, format!("`{path}` is no date or instant fact"), "unknown fact")
                    .help("name a fact as `kind.fact`"),
            ),
        }
    }
    people::read(pages, &mut vocabulary, report);
    // without a gate of its own, a kind that is asked for belongs to the party to which it first refers
    let asked: Vec<KindId> = schema.kinds().map(|(kind, _)| kind).collect();
    for kind in asked.into_iter().filter(|kind| !schema.kind(*kind).party) {
        let gate = schema.facts_of(kind).find(|fact| {
            let fact = schema.fact(*fact);
            fact.inverse.is_some() && matches!(fact.of, Type::Thing(target) if schema.kind(target).party)
        });
        if let Some(text) = vocabulary.kinds.get_mut(kind.index()).filter(|text| text.prompt.is_some()) {
            text.gate = gate;
        }
    }
    for (kind, path, at) in named.gates {
        let own = |fact: &FactId| schema.fact(*fact).kind == kind && schema.fact(*fact).inverse.is_some();
        match (schema.fact_named(&path).filter(own), vocabulary.kinds.get_mut(kind.index())) {
            (Some(fact), Some(text)) => text.gate = Some(fact),
            _ => report.push(
                Diagnostic::error(codes::REFERENCE, at, format!("`{path}` is no list of this kind"), "no gate")
                    .help("name a reference of the kind that has an `inverse`, as `kind.fact`"),
            ),
        }
    }
    words(pages, &mut vocabulary, report);
    checklists(pages, schema, &mut vocabulary, report);
    recipients(pages, &mut vocabulary, report);
    sanctions(pages, &mut vocabulary, report);
    conditions(pages, schema, &mut pending, report);
    time::read(pages, schema, &mut vocabulary, report);
    (vocabulary, pending)
}

fn kinds(pages: &[Page], schema: &mut Schema, vocabulary: &mut Vocabulary, report: &mut Report) -> Named {
    let mut named = Named::default();
    for (name, at, tree) in section(pages, "kind", report) {
        check_name(name, at, report);
        let id = schema.add_kind(name);
        let Some(table) = table(tree, report) else { continue };
        let fields = Fields::new(table, at, "kind");
        let (party, event) = (fields.flag("party", report), fields.flag("event", report));
        if let Some(kind) = schema.kind_mut(id) {
            (kind.party, kind.event) = (party, event);
        }
        if let Some(tree) = fields.get("law_date")
            && let Some(path) = tree::text(tree, report)
        {
            named.law_dates.push((id, path.to_owned(), tree.at));
        }
        let text = fields.text("text", report).unwrap_or(name).to_owned();
        let prompt = fields.text("prompt", report).map(str::to_owned);
        let stand_in = fields.flag("stand_in", report) || event;
        if let Some(tree) = fields.get("gate")
            && let Some(path) = tree::text(tree, report)
        {
            named.gates.push((id, path.to_owned(), tree.at));
        }
        vocabulary.kinds.push(KindText { text, prompt, gate: None, stand_in, at });
        fields.finish(report);
    }
    named
}

/// Facts that kinds name before facts are read.
#[derive(Default)]
struct Named {
    law_dates: Vec<(KindId, String, At)>,
    gates: Vec<(KindId, String, At)>,
}

fn enums(pages: &[Page], schema: &mut Schema, vocabulary: &mut Vocabulary, report: &mut Report) {
    for (name, at, tree) in section(pages, "enum", report) {
        check_name(name, at, report);
        let id = schema.add_enum(name);
        let Some(table) = table(tree, report) else { continue };
        for (group, (at, value)) in &table.entries {
            if group == "text" {
                let Some(texts) = self::table(value, report) else { continue };
                for (member, (_, text)) in &texts.entries {
                    if let Some(text) = tree::text(text, report) {
                        vocabulary.members.entry(name.to_owned()).or_default().insert(member.clone(), text.to_owned());
                    }
                }
                continue;
            }
            check_name(group, *at, report);
            let members: Vec<&str> = tree::texts(value, report).into_iter().map(|(member, _)| member).collect();
            if let Some(found) = schema.enum_mut(id) {
                found.add_group(group, members);
            }
        }
        if schema.of_enum(id).is_empty() {
            report.push(
                Diagnostic::error(codes::MISSING, at, format!("enum `{name}` has no member"), "no group")
                    .help("write `group = [\"a\", \"b\"]`"),
            );
        }
        for member in vocabulary.members.get(name).into_iter().flat_map(IndexMap::keys) {
            if schema.of_enum(id).position(member).is_none() {
                let at = table.get("text").map_or(at, |tree| tree.at);
                let known: Vec<&str> = schema.of_enum(id).members().collect();
                report.push(
                    tree::unknown(codes::REFERENCE, member, at, &known)
                        .help(format!("`{member}` is no member of {name}")),
                );
            }
        }
    }
}

fn facts(pages: &[Page], schema: &mut Schema, vocabulary: &mut Vocabulary, report: &mut Report) {
    // a section of facts is a table of kinds, each a table of facts; several pages add to one kind
    let blocks = pages.iter().flat_map(|page| &page.blocks).filter(|block| block.sort == Sort::Vocabulary);
    let mut declared: IndexMap<String, At> = IndexMap::new();
    let mut orders: Vec<(FactId, String, At)> = Vec::new();
    for (kind_name, kind_at, tree) in blocks
        .filter_map(|block| block.table.get("fact"))
        .filter_map(|tree| {
            table(tree, report).map(|table| {
                table.entries.iter().map(|(key, (at, value))| (key.as_str(), *at, value)).collect::<Vec<_>>()
            })
        })
        .flatten()
        .collect::<Vec<_>>()
    {
        let Some(kind) = schema.kind_named(kind_name) else {
            let known: Vec<&str> = schema.kinds().map(|(_, name)| name).collect();
            report.push(tree::unknown(codes::REFERENCE, kind_name, kind_at, &known));
            continue;
        };
        let Some(table) = table(tree, report) else { continue };
        for (name, (at, tree)) in &table.entries {
            let path = format!("{kind_name}.{name}");
            if let Some(first) = declared.get(&path) {
                report.push(twice(&path, *at, *first));
                continue;
            }
            declared.insert(path, *at);
            check_name(name, *at, report);
            if let Item::Table(table) = &tree.item {
                fact(kind, name, table, *at, schema, vocabulary, &mut orders, report);
            } else {
                report.push(tree::expected("a table", &tree.item, tree.at));
            }
        }
    }
    for (fact, path, at) in orders {
        let own = schema.fact(fact);
        let before = schema.fact_named(&path).filter(|before| {
            let other = schema.fact(*before);
            other.kind == own.kind && other.of == own.of && matches!(own.of, Type::Date | Type::Instant)
        });
        match (before, vocabulary.facts.get_mut(fact.index())) {
            (Some(before), Some(text)) => text.not_before.push(before),
            _ => report.push(
                Diagnostic::error(
                    codes::REFERENCE,
                    at,
                    format!("`{path}` is no moment of the same thing"),
                    "not comparable",
                )
                .help("name a fact of the same kind and the same type, date or instant"),
            ),
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one fact, its place, and where its parts go")]
fn fact(
    kind: KindId,
    name: &str,
    table: &Table,
    at: At,
    schema: &mut Schema,
    vocabulary: &mut Vocabulary,
    orders: &mut Vec<(FactId, String, At)>,
    report: &mut Report,
) {
    let fields = Fields::new(table, at, "fact");
    let mut of = Type::Bool;
    if let Some(tree) = fields.needed("type", report)
        && let Some(wanted) = tree::text(tree, report)
    {
        if let Some(found) = schema.type_named(wanted) {
            of = found;
        } else {
            let names = schema.type_names();
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            report.push(tree::unknown(codes::REFERENCE, wanted, tree.at, &known));
        }
    }
    let id = schema.add_fact(kind, name, of);
    let (optional, signed) = (fields.flag("optional", report), fields.flag("signed", report));
    if let Some(fact) = schema.fact_mut(id) {
        (fact.optional, fact.signed) = (optional, signed);
    }
    if let Some(tree) = fields.get("inverse")
        && let Some(inverse) = tree::text(tree, report)
    {
        check_name(inverse, tree.at, report);
        if matches!(of, Type::Thing(_)) {
            schema.set_inverse(id, inverse);
        } else {
            report.push(Diagnostic::error(
                codes::VALUE,
                tree.at,
                "only a reference to a thing has an inverse",
                "no reference",
            ));
        }
    }
    let strings = |key: &'static str, report: &mut Report| {
        fields.texts(key, report).into_iter().map(|(text, _)| text.to_owned()).collect::<Vec<_>>()
    };
    let text = FactText {
        question: fields.needed_text("question", report).unwrap_or_default().to_owned(),
        label: fields.text("label", report).map_or_else(|| name.replace('_', " "), str::to_owned),
        help: fields.text("help", report).map(str::to_owned),
        who: fields.text("who", report).map(str::to_owned),
        topic: fields.text("topic", report).map(str::to_owned),
        unit: fields.text("unit", report).map(str::to_owned),
        bands: strings("bands", report),
        judgement: fields.flag("judgement", report),
        factors: strings("factors", report),
        law_of: fields.flag("law_of", report),
        not_before: Vec::new(),
        at,
    };
    let before = fields.texts("not_before", report).into_iter().map(|(path, at)| (id, path.to_owned(), at));
    orders.extend(before);
    vocabulary.facts.push(text);
    fields.finish(report);
}

/// Themes, requirements.
fn words(pages: &[Page], vocabulary: &mut Vocabulary, report: &mut Report) {
    for (name, _, tree) in section(pages, "theme", report) {
        vocabulary.themes.insert(name.to_owned(), tree::text(tree, report).unwrap_or(name).to_owned());
    }
    for (name, _, tree) in section(pages, "requirement", report) {
        vocabulary.requirements.insert(name.to_owned(), tree::text(tree, report).unwrap_or(name).to_owned());
    }
}

fn checklists(pages: &[Page], schema: &Schema, vocabulary: &mut Vocabulary, report: &mut Report) {
    for (name, at, tree) in section(pages, "checklist", report) {
        let Some(table) = table(tree, report) else { continue };
        let fields = Fields::new(table, at, "checklist");
        let question = fields.needed_text("question", report).unwrap_or_default().to_owned();
        let mut none = Vec::new();
        if let Some(tree) = fields.needed("none", report)
            && let Some(kinds) = self::table(tree, report)
        {
            for (kind, (_, values)) in &kinds.entries {
                let Some(values) = self::table(values, report) else { continue };
                for (fact, (at, value)) in &values.entries {
                    let path = format!("{kind}.{fact}");
                    if let Some(id) = schema.fact_named(&path) {
                        none.push((id, value.clone()));
                    } else {
                        let names: Vec<String> = schema.facts().map(|id| schema.fact_path(id)).collect();
                        let known: Vec<&str> = names.iter().map(String::as_str).collect();
                        report.push(tree::unknown(codes::REFERENCE, &path, *at, &known));
                    }
                }
            }
        }
        vocabulary.checklists.insert(name.to_owned(), Checklist { question, none, at });
        fields.finish(report);
    }
}

fn recipients(pages: &[Page], vocabulary: &mut Vocabulary, report: &mut Report) {
    for (name, at, tree) in section(pages, "recipient", report) {
        let Some(table) = table(tree, report) else { continue };
        let fields = Fields::new(table, at, "recipient");
        let text = fields.text("text", report).unwrap_or(name).to_owned();
        let mut states = IndexMap::new();
        for (state, (at, tree)) in
            table.entries.iter().filter(|(key, _)| key.chars().all(|c| c.is_ascii_uppercase() || c == '-'))
        {
            fields.know(&[state]);
            let Some(own) = self::table(tree, report) else { continue };
            let own = Fields::new(own, *at, "recipient of a State");
            let found = own.needed_text("name", report).unwrap_or_default().to_owned();
            states.insert(state.clone(), (found, own.text("how", report).map(str::to_owned)));
            own.finish(report);
        }
        let zone = time::zone(&fields, report).map(|(_, zone)| zone);
        let how = fields.text("how", report).map(str::to_owned);
        vocabulary.recipients.insert(name.to_owned(), Recipient { text, zone, how, states });
        fields.finish(report);
    }
}

fn sanctions(pages: &[Page], vocabulary: &mut Vocabulary, report: &mut Report) {
    for (name, at, tree) in section(pages, "sanction", report) {
        let Some(table) = table(tree, report) else { continue };
        let fields = Fields::new(table, at, "sanction");
        let amount = |key: &'static str, report: &mut Report| {
            let tree = fields.get(key)?;
            let amount = tree::text(tree, report).and_then(literal::money);
            if amount.is_none() {
                report.push(
                    Diagnostic::error(codes::VALUE, tree.at, "this is no amount", "cannot be read")
                        .help("write \"10_000_000 EUR\""),
                );
            }
            amount
        };
        let (ceiling, floor) = (amount("ceiling", report), amount("floor_of_ceiling", report));
        let turnover = fields.get("turnover").and_then(|tree| {
            let share = tree::text(tree, report).and_then(literal::percent);
            if share.is_none() {
                report.push(
                    Diagnostic::error(codes::VALUE, tree.at, "this is no share", "cannot be read").help("write \"2%\""),
                );
            }
            share
        });
        let sanction = Sanction {
            text: fields.text("text", report).unwrap_or(name).to_owned(),
            when: fields.get("when").and_then(|tree| Some((tree::text(tree, report)?.to_owned(), tree.at))),
            is_floor: floor.is_some(),
            ceiling: ceiling.or(floor),
            turnover,
            of: fields.text("of", report).map(str::to_owned),
            lower: fields.one_of("rule", &[("higher", false), ("lower", true)], report).unwrap_or(false),
            person: fields.flag("person", report),
            civil: fields.flag("civil", report),
            provision: fields.needed_text("provision", report).unwrap_or_default().to_owned(),
        };
        vocabulary.sanctions.insert(name.to_owned(), sanction);
        fields.finish(report);
    }
}

/// Axioms and areas: their conditions wait until the definitions are known.
fn conditions(pages: &[Page], schema: &Schema, pending: &mut Vec<Pending>, report: &mut Report) {
    for what in ["axiom", "area"] {
        for (name, at, tree) in section(pages, what, report) {
            let Some(table) = table(tree, report) else { continue };
            let fields = Fields::new(table, at, what);
            let kind = fields.needed("over", report).and_then(|tree| {
                let name = tree::text(tree, report)?;
                let kind = schema.kind_named(name);
                if kind.is_none() {
                    let known: Vec<&str> = schema.kinds().map(|(_, name)| name).collect();
                    report.push(tree::unknown(codes::REFERENCE, name, tree.at, &known));
                }
                kind
            });
            let condition = fields.needed(if what == "axiom" { "is" } else { "when" }, report);
            let variable = fields.text("as", report);
            let then = if what == "axiom" {
                let why = fields.needed_text("why", report).unwrap_or_default().to_owned();
                Then::Axiom { name: name.to_owned(), why, at }
            } else {
                let text = fields.needed_text("text", report).unwrap_or_default().to_owned();
                let regime = fields.needed_text("regime", report).unwrap_or_default().to_owned();
                Then::Area { id: name.to_owned(), text, regime }
            };
            if let (Some(kind), Some(condition)) = (kind, condition)
                && let Some(text) = tree::text(condition, report)
            {
                let variable = variable.unwrap_or_else(|| schema.kind_name(kind)).to_owned();
                pending.push(Pending { text: text.to_owned(), at: condition.at, variable, kind, then });
            }
            fields.finish(report);
        }
    }
}
