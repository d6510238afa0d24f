//! Facts that someone asks about: from TOML or JSON to a world, with who said what and where.

mod events;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use onus_logic::literal::{self, Currency};
use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::span::Span;
use onus_logic::world::{ThingId, Value, World};

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::overlay::{self, Overlay};
use crate::register::{CaseBlock, Register};
use crate::source::{At, FileId, Files};
use crate::tree::{self, Fields, Item, Table, Tree, unknown};
use crate::value;

pub use events::{Earlier, Submission};

/// Largest case that is read, in bytes.
pub const MAX_CASE: usize = 32 << 20;

/// Keys of a case that are no kind of thing.
const KEYS: [&str; 13] = [
    "name",
    "row",
    "as_of",
    "zone",
    "complete",
    "rates",
    "based_on",
    "expect",
    "others",
    "known_at",
    "submission",
    "unsure",
    "guide",
];

/// Who said something, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assertion {
    /// Who.
    pub by: Option<String>,
    /// When.
    pub on: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// From what.
    pub source: Option<String>,
    /// The checklist that was answered "none of these".
    pub checklist: Option<String>,
    /// Where it stands.
    pub at: At,
}

/// A case, read.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The day for which the question is asked.
    pub as_of: Date,
    /// Zone of its local times.
    pub zone: Option<TimeZone>,
    /// What it says.
    pub world: World,
    /// Names of things as people know them.
    pub titles: BTreeMap<ThingId, String>,
    /// Zones of single things.
    pub zones: BTreeMap<ThingId, TimeZone>,
    /// Who said what.
    pub assertions: BTreeMap<(ThingId, FactId), Assertion>,
    /// Reports that were sent, in order.
    pub submissions: Vec<Submission>,
    /// What was believed of facts before they were corrected.
    pub earlier: Vec<Earlier>,
    /// The moment to which one looks back: what was written down later is left out.
    pub known_at: Option<jiff::Timestamp>,
    /// What the one who tells it does not know, as paths of facts, lists and checklists: an interview does not ask for it. It changes
    /// no answer.
    pub unsure: BTreeSet<String>,
    /// What a test expects.
    pub expect: Option<Tree>,
}

impl Case {
    /// What people call a thing.
    pub fn title(&self, thing: ThingId) -> &str {
        self.titles.get(&thing).map_or_else(|| self.world.thing(thing).name.as_ref(), String::as_str)
    }

    /// The zone in which a thing's local times are read.
    pub fn zone_of(&self, thing: ThingId) -> TimeZone {
        self.zones.get(&thing).or(self.zone.as_ref()).cloned().unwrap_or(TimeZone::UTC)
    }
}

/// On which day to ask.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// Instead of what the case says.
    pub instead: Option<Date>,
    /// If the case says nothing.
    pub today: Date,
}

/// What is said of a case file of so many bytes, which is too large to be read.
pub fn too_large(path: &str, bytes: u64, files: &mut Files) -> Diagnostic {
    let at = At { file: files.add(path, ""), ..At::default() };
    let message = format!("this case has {bytes} bytes; at most {MAX_CASE} are read");
    Diagnostic::error(codes::CASE_LARGE, at, message, "too large").help("ask about one organisation at a time")
}

/// Reads the text of a case file. A name that ends in `.json` is JSON, everything else TOML.
pub fn parse(path: &str, text: &str, files: &mut Files, report: &mut Report) -> Option<(FileId, Table)> {
    if text.len() > MAX_CASE {
        report.push(too_large(path, text.len() as u64, files));
        return None;
    }
    let file = files.add(path, text);
    let json = path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"));
    let table = if json { tree::from_json(text, file, report) } else { tree::parse(text, file, 0, report) };
    table.map(|table| (file, table))
}

/// The text of a case block with everything that it builds on.
pub fn resolve(block: &CaseBlock, register: &Register, report: &mut Report) -> Table {
    let mut chain = vec![block];
    while let Some((name, at)) = chain.last().and_then(|last| last.based_on.as_ref()) {
        let Some(base) = register.cases.iter().find(|case| case.name == *name) else {
            let known: Vec<&str> = register.cases.iter().map(|case| case.name.as_str()).collect();
            let mut problem = unknown(codes::BASED_ON, name, *at, &known);
            problem.message = format!("no case is called `{name}`");
            if problem.help.as_ref().is_some_and(|help| help.starts_with("one of")) {
                problem.help = Some("give the `name` of another case of the register".to_owned());
            }
            report.push(problem);
            break;
        };
        if chain.iter().any(|known| std::ptr::eq(*known, base)) {
            report.push(Diagnostic::error(codes::BASED_ON, *at, "this case builds on itself", "round about"));
            break;
        }
        chain.push(base);
    }
    let mut table = Table::default();
    for case in chain.iter().rev() {
        // expectations and rows are a case's own
        for key in ["expect", "row", "name", "others"] {
            table.entries.shift_remove(key);
        }
        table.merge(&case.table);
    }
    table
}

/// Reads the facts of a case.
pub fn read(table: &Table, at: At, register: &Register, days: Days, report: &mut Report) -> Option<Case> {
    read_over(table, at, register, days, &[], report)
}

/// Reads the facts of a case with other facts put over it: these prevail over its checklists and over what it says is absent.
pub fn read_over(
    table: &Table,
    at: At,
    register: &Register,
    days: Days,
    overlays: &[Overlay],
    report: &mut Report,
) -> Option<Case> {
    let before = report.diagnostics.len();
    let mut whole = Cow::Borrowed(table);
    for overlay in overlays {
        overlay::apply(overlay, whole.to_mut(), report);
    }
    let over = overlays.iter().map(Overlay::file).collect();
    let mut reader = Reader { register, report, things: Vec::new(), case: empty(days), over };
    let table = whole.as_ref();
    reader.run(table, at, days);
    let case = reader.case;
    let failed =
        report.diagnostics.iter().skip(before).any(|found| found.severity == crate::diagnostic::Severity::Error);
    if failed { None } else { Some(case) }
}

fn empty(days: Days) -> Case {
    Case {
        name: None,
        as_of: days.today,
        zone: None,
        world: World::default(),
        titles: BTreeMap::new(),
        zones: BTreeMap::new(),
        assertions: BTreeMap::new(),
        submissions: Vec::new(),
        earlier: Vec::new(),
        known_at: None,
        unsure: BTreeSet::new(),
        expect: None,
    }
}

struct Reader<'r> {
    register: &'r Register,
    report: &'r mut Report,
    things: Vec<(ThingId, KindId, &'r str)>,
    case: Case,
    /// What was put over the case.
    over: Vec<FileId>,
}

impl Reader<'_> {
    /// Whether what is said of a fact was put over the case.
    fn prevails(&self, thing: ThingId, fact: FactId) -> bool {
        self.case.assertions.get(&(thing, fact)).is_some_and(|own| self.over.contains(&own.at.file))
    }

    fn run(&mut self, table: &Table, at: At, days: Days) {
        let fields = Fields::new(table, at, "case");
        self.case.name = fields.text("name", self.report).map(str::to_owned);
        let written = fields.date("as_of", self.report);
        self.case.as_of = days.instead.or(written).unwrap_or(days.today);
        self.case.world = World::new(literal::days(self.case.as_of));
        self.case.zone = fields.get("zone").and_then(|tree| self.zone(tree));
        self.case.expect = table.get("expect").cloned();
        self.rates(&fields);
        self.case.known_at = fields.get("known_at").and_then(|tree| self.looked_back(tree));
        let schema = &self.register.program.schema;
        let mut pending: Vec<(ThingId, KindId, &Table, At)> = Vec::new();
        for (key, (at, tree)) in &table.entries {
            if KEYS.contains(&key.as_str()) {
                continue;
            }
            let Some(kind) = schema.kind_named(key) else {
                let known: Vec<&str> = schema.kinds().map(|(_, name)| name).chain(KEYS).collect();
                let mut problem = unknown(codes::CASE_NAME, key, *at, &known);
                problem.message = format!("there is no kind of thing called `{key}`");
                self.report.push(problem);
                continue;
            };
            let Item::Table(things) = &tree.item else {
                self.report.push(
                    tree::expected("a table of things", &tree.item, tree.at).help(format!("write `[{key}.name]`")),
                );
                continue;
            };
            for (name, (at, tree)) in &things.entries {
                let Item::Table(table) = &tree.item else {
                    let path = format!("{key}.{name}");
                    self.report.push(
                        Diagnostic::error(
                            codes::CASE_NAME,
                            *at,
                            format!("`{path}` is no thing"),
                            "a thing is a table of facts",
                        )
                        .help(format!("give the {key} a name first: `[{key}.acme]`, then `{name} = ..` below it")),
                    );
                    continue;
                };
                let thing = self.case.world.add(kind, name);
                self.things.push((thing, kind, schema.kind_name(kind)));
                pending.push((thing, kind, table, *at));
            }
        }
        for (thing, kind, table, at) in pending {
            self.thing(thing, kind, table, at);
        }
        self.complete(&fields);
        // what someone does not know concerns the interview, and no answer
        self.case.unsure.extend(fields.texts("unsure", self.report).into_iter().map(|(path, _)| path.to_owned()));
        for (answers, _) in fields.tables("guide", self.report) {
            for (id, (at, _)) in answers.entries.iter().filter(|(id, _)| !self.register.guides.contains_key(*id)) {
                let known: Vec<&str> = self.register.guides.keys().map(String::as_str).collect();
                let mut problem = unknown(codes::CASE_NAME, id, *at, &known);
                problem.message = format!("no guide has a question `{id}`");
                self.report.push(problem);
            }
        }
        if let Some(tree) = fields.get("submission") {
            self.submissions(tree);
        }
        self.timeline();
    }

    fn zone(&mut self, tree: &Tree) -> Option<TimeZone> {
        let name = tree::text(tree, self.report)?;
        let found = TimeZone::get(name).ok();
        if found.is_none() {
            self.report.push(
                Diagnostic::error(codes::ZONE, tree.at, format!("`{name}` is no time zone"), "unknown zone")
                    .help("use a name of the IANA time zone database, such as \"Europe/Amsterdam\""),
            );
        }
        found
    }

    fn rates(&mut self, fields: &Fields<'_>) {
        for (table, _) in fields.tables("rates", self.report) {
            for (code, (at, tree)) in &table.entries {
                let rate = tree::text(tree, self.report).and_then(literal::money);
                match (Currency::parse(code), rate) {
                    (Some(currency), Some(rate)) => {
                        self.case.world.rates.insert(currency, rate);
                    }
                    _ => self.report.push(
                        Diagnostic::error(codes::CASE_VALUE, *at, format!("`{code}` is no rate"), "cannot be read")
                            .help("write `rates = { USD = \"0.92 EUR\" }`: one dollar is so much"),
                    ),
                }
            }
        }
    }

    fn complete(&mut self, fields: &Fields<'_>) {
        let schema = &self.register.program.schema;
        for (name, at) in fields.texts("complete", self.report) {
            if let Some(kind) = schema.kind_named(name) {
                self.case.world.closed_kinds.insert(kind);
                continue;
            }
            let list = name.rsplit_once('.').and_then(|(owner, list)| {
                let owner = owner.rsplit('.').next().unwrap_or(owner);
                self.things.iter().find_map(|(thing, kind, _)| {
                    let is_owner = self.case.world.thing(*thing).name.as_ref() == owner;
                    schema.inverse_of(*kind, list).filter(|_| is_owner).map(|inverse| (*thing, inverse))
                })
            });
            if let Some(list) = list {
                self.case.world.closed_lists.insert(list);
            } else {
                let kinds: Vec<&str> = schema.kinds().map(|(_, name)| name).collect();
                let mut problem = unknown(codes::CASE_NAME, name, at, &kinds);
                problem.message = format!("`{name}` is no kind and no list of a thing");
                self.report.push(
                    problem.maybe_help(Some("write a kind (`\"holding\"`) or a list (`\"acme.holdings\"`)".to_owned())),
                );
            }
        }
    }

    fn thing(&mut self, thing: ThingId, kind: KindId, table: &Table, at: At) {
        let schema = &self.register.program.schema;
        if let Some(tree) = table.get("zone").filter(|_| schema.fact_of(kind, "zone").is_none())
            && let Some(zone) = self.zone(tree)
        {
            self.case.zones.insert(thing, zone);
        }
        for (key, (at, tree)) in &table.entries {
            if let Some(fact) = schema.fact_of(kind, key) {
                self.fact(thing, fact, tree);
            } else if key == "name" {
                if let Some(name) = tree::text(tree, self.report) {
                    self.case.titles.insert(thing, name.to_owned());
                }
            } else if !["none_of", "absent", "zone"].contains(&key.as_str()) {
                let known: Vec<&str> = schema.fact_names(kind).chain(["name", "zone", "none_of", "absent"]).collect();
                let kind = schema.kind_name(kind);
                let inverse = schema.inverse_names(self.case.world.thing(thing).kind).find(|name| name == key);
                let mut problem = unknown(codes::CASE_NAME, key, *at, &known);
                problem.message = format!("{kind} has no fact `{key}`");
                if problem.help.as_ref().is_some_and(|help| help.starts_with("one of")) {
                    problem.help = Some("`onus list facts` shows the facts of every kind; `onus schema case` helps your editor to complete them".to_string());
                }
                if KEYS.contains(&key.as_str()) {
                    problem.help = Some(format!("`{key}` belongs to the whole case: put it above the first `[..]`"));
                }
                if let Some(list) = inverse {
                    problem.help = Some(format!(
                        "`{list}` is a list: write each item as a thing of its own that refers to this one"
                    ));
                }
                self.report.push(problem);
            }
        }
        self.absent(thing, kind, table);
        self.checklists(thing, kind, table, at);
    }

    fn fact(&mut self, thing: ThingId, fact: FactId, tree: &Tree) {
        let schema = &self.register.program.schema;
        let text = self.register.vocabulary.fact(fact);
        // { value, by, on, why, source } says who asserts it
        let mut assertion = Assertion { at: tree.at, ..Assertion::default() };
        let mut own = tree;
        if let Item::Table(table) = &tree.item
            && let Some(value) = table.get("value")
        {
            own = value;
            let fields = Fields::new(table, tree.at, "statement");
            fields.know(&["value"]);
            let string = |key: &'static str, report: &mut Report| match fields.get(key).map(|tree| &tree.item) {
                Some(Item::Time(time)) => Some(time.to_string()),
                Some(_) => fields.text(key, report).map(str::to_owned),
                None => None,
            };
            assertion.by = string("by", self.report);
            assertion.on = string("on", self.report);
            assertion.why = string("why", self.report);
            assertion.source = string("source", self.report);
            fields.know(&["was"]);
            fields.finish(self.report);
        }
        if let (true, Item::Table(table)) = (std::ptr::eq(own, tree), &tree.item)
            && ["by", "on", "why", "source", "was"].iter().any(|key| table.get(key).is_some())
        {
            self.report.push(
                Diagnostic::error(codes::CASE_VALUE, tree.at, "this statement has no `value`", "what is said?")
                    .help("write { value = .., by = \"who\", on = 2026-11-22, why = \"..\" }"),
            );
            return;
        }
        let found = if let Type::Thing(kind) = schema.fact(fact).of {
            self.reference(own, kind)
        } else {
            let zone = self.case.zones.get(&thing).or(self.case.zone.as_ref()).cloned();
            value::read(own, fact, schema, zone.as_ref(), self.report)
        };
        let Some(mut found) = found else { return };
        if let (false, Item::Table(table)) = (std::ptr::eq(own, tree), &tree.item) {
            let Some(held) = self.corrected(thing, fact, table, found) else { return };
            found = held;
        }
        let supposed = self.over.contains(&assertion.at.file);
        if text.judgement && assertion.by.is_none() && !supposed {
            self.report.push(
                Diagnostic::warning(
                    codes::BARE_JUDGEMENT,
                    tree.at,
                    format!("`{}` is a judgement, and nobody answers for it", schema.fact_path(fact)),
                    "who judged?",
                )
                .help("write { value = .., by = \"who\", on = 2026-11-22, why = \"..\" }"),
            );
        }
        self.case.world.set(thing, fact, found);
        self.case.assertions.insert((thing, fact), assertion);
    }

    fn reference(&mut self, tree: &Tree, kind: KindId) -> Option<Value> {
        let several = if let Item::Table(table) = &tree.item { table.get("one_of") } else { None };
        let names = match &several.unwrap_or(tree).item {
            Item::Text(_) | Item::List(_) => tree::texts(several.unwrap_or(tree), self.report),
            other => {
                let what = format!("the name of a thing of kind {}", self.register.program.schema.kind_name(kind));
                self.report.push(tree::expected(&what, other, tree.at));
                return None;
            }
        };
        let mut found = Vec::new();
        for (name, at) in names {
            if let Some(thing) = self.case.world.named(kind, name) {
                found.push(thing);
            } else {
                let known: Vec<&str> = self
                    .case
                    .world
                    .things()
                    .filter(|(_, thing)| thing.kind == kind)
                    .map(|(_, thing)| thing.name.as_ref())
                    .collect();
                let kind = self.register.program.schema.kind_name(kind);
                let mut problem = unknown(codes::CASE_NAME, name, at, &known);
                problem.message = format!("the case has no {kind} called `{name}`");
                if known.is_empty() {
                    problem.help = Some(format!("add `[{kind}.{name}]`"));
                }
                self.report.push(problem);
            }
        }
        (!found.is_empty()).then_some(Value::Things(found))
    }

    fn absent(&mut self, thing: ThingId, kind: KindId, table: &Table) {
        let schema = &self.register.program.schema;
        let Some(tree) = table.get("absent").filter(|_| schema.fact_of(kind, "absent").is_none()) else { return };
        for (name, at) in tree::texts(tree, self.report) {
            match schema.fact_of(kind, name).filter(|fact| schema.fact(*fact).optional) {
                Some(fact) if self.prevails(thing, fact) => {}
                Some(fact) if !self.over.contains(&at.file) && self.case.world.value(thing, fact).is_some() => {
                    self.report.push(
                        Diagnostic::error(
                            codes::CASE_VALUE,
                            at,
                            format!("`{name}` is said to be absent and has a value"),
                            "contradiction",
                        )
                        .help("remove one of the two"),
                    );
                }
                Some(fact) => {
                    self.case.world.set(thing, fact, Value::Absent);
                    self.case.assertions.insert((thing, fact), Assertion { at, ..Assertion::default() });
                }
                None => {
                    let known: Vec<&str> = schema
                        .facts_of(kind)
                        .filter(|fact| schema.fact(*fact).optional)
                        .map(|fact| schema.fact(fact).name.as_ref())
                        .collect();
                    let mut problem = unknown(codes::CASE_NAME, name, at, &known);
                    problem.message = format!("`{name}` cannot be absent");
                    self.report.push(problem);
                }
            }
        }
    }

    fn checklists(&mut self, thing: ThingId, kind: KindId, table: &Table, at: At) {
        let schema = &self.register.program.schema;
        let Some(tree) = table.get("none_of").filter(|_| schema.fact_of(kind, "none_of").is_none()) else { return };
        let vocabulary = &self.register.vocabulary;
        for (name, name_at) in tree::texts(tree, self.report) {
            let Some(checklist) = vocabulary.checklists.get(name) else {
                let known: Vec<&str> = vocabulary.checklists.keys().map(String::as_str).collect();
                let mut problem = unknown(codes::CASE_NAME, name, name_at, &known);
                problem.message = format!("there is no checklist `{name}`");
                self.report.push(problem);
                continue;
            };
            for (fact, tree) in checklist.none.iter().filter(|(fact, _)| schema.fact(*fact).kind == kind) {
                let Some(none) = value::read(tree, *fact, schema, self.case.zone.as_ref(), self.report) else {
                    continue;
                };
                match self.case.world.value(thing, *fact) {
                    Some(own) if *own == none => {}
                    Some(_) if self.prevails(thing, *fact) => {}
                    Some(_) => {
                        let own = self.case.assertions.get(&(thing, *fact)).map_or(at, |own| own.at);
                        let path = schema.fact(*fact).name.clone();
                        self.report.push(
                            Diagnostic::error(
                                codes::CHECKLIST,
                                own,
                                format!("`{path}` contradicts \"none of these\" of the checklist `{name}`"),
                                "this says something else",
                            )
                            .label(name_at, "this says that none of it is true")
                            .help(format!(
                                "remove `{path}`, or take `{name}` out of `none_of` and answer its facts one by one"
                            )),
                        );
                    }
                    None => {
                        self.case.world.set(thing, *fact, none);
                        let assertion =
                            Assertion { checklist: Some(name.to_owned()), at: name_at, ..Assertion::default() };
                        self.case.assertions.insert((thing, *fact), assertion);
                    }
                }
            }
        }
    }
}

/// The place of a whole file.
pub fn whole(file: FileId) -> At {
    At { file, span: Span::new(0, 0) }
}
