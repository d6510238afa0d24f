//! Runs the cases of a register: facts in, findings out, compared with what the page expects.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use onus_logic::literal;
use onus_logic::program::Program;
use onus_logic::schema::Type;
use onus_logic::solve::Truth;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Diagnostic, Report, Severity, codes};
use onus_register::register::{CaseBlock, Register};
use onus_register::source::At;
use onus_register::tree::{Item, Table, Tree};

use crate::check::{self, Checked, Known, Options};
use crate::finding::{Finding, Open, Owed, Status};
use crate::moment::{DueLine, Moment};

/// What came of one case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub at: At,
    /// How many expectations it has.
    pub expectations: usize,
    /// What came out differently, or what is wrong with the case itself.
    pub problems: Vec<Diagnostic>,
}

impl Outcome {
    /// Whether all came out as expected.
    pub fn passed(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Error)
    }
}

/// Runs every case whose name contains `filter`, several at a time. The outcomes come in the order of the pages.
pub fn run(register: &Register, filter: &str, threads: NonZero<usize>) -> Vec<Outcome> {
    let blocks: Vec<&CaseBlock> = register.cases.iter().filter(|block| block.name.contains(filter)).collect();
    let next = AtomicUsize::new(0);
    let mut outcomes: Vec<(usize, Outcome)> = Vec::with_capacity(blocks.len());
    std::thread::scope(|scope| {
        let work = || {
            let mut own = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(block) = blocks.get(index) else { return own };
                own.push((index, run_case(register, block)));
            }
        };
        let others: Vec<_> = (1..threads.get().min(blocks.len())).map(|_| scope.spawn(work)).collect();
        outcomes.extend(work());
        for other in others {
            match other.join() {
                Ok(own) => outcomes.extend(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Runs one case.
pub fn run_case(register: &Register, block: &CaseBlock) -> Outcome {
    let mut report = Report::default();
    let table = case::resolve(block, register, &mut report);
    let mut outcome = Outcome { name: block.name.clone(), at: block.at, expectations: 0, problems: Vec::new() };
    if table.get("as_of").is_none() {
        report.push(
            Diagnostic::error(codes::MISSING, block.at, "this case has no `as_of`", "on which day?")
                .help("a test names its day, so that it says the same tomorrow: `as_of = 2026-11-22`"),
        );
    }
    let days = Days { instead: None, today: jiff::civil::Date::ZERO };
    let read = case::read(&table, block.at, register, days, &mut report);
    // a bare judgement is no fault in a test
    report.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    outcome.problems = report.diagnostics;
    let Some(read) = read.filter(|_| outcome.problems.is_empty()) else { return outcome };
    let Some(Tree { item: Item::Table(expect), at }) = &read.expect else {
        outcome.problems.push(
            Diagnostic::error(codes::MISSING, block.at, "this case expects nothing", "a test that cannot fail")
                .help("add `expect.\"<duty id>\" = { thing = \"applies\" }`"),
        );
        return outcome;
    };
    // what a case does not speak of needs no answer
    let duties = expect.entries.keys().filter(|id| register.duties.contains_key(*id)).cloned().collect();
    let checked = match check::check(register, &read, &Options { duties: Some(duties), ..Options::default() }) {
        Ok(checked) => checked,
        Err(contradiction) => {
            outcome.problems.push(contradicts(&read, &contradiction, block.at));
            return outcome;
        }
    };
    let mut judge = Judge { register, case: &read, checked: &checked, outcome: &mut outcome };
    for (id, (id_at, tree)) in &expect.entries {
        let Item::Table(things) = &tree.item else {
            judge.fault(*at, format!("`{id}` expects something of no thing"), "write { thing = \"applies\" }");
            continue;
        };
        judge.item(id, *id_at, things);
    }
    outcome
}

/// The message for a case that contradicts an axiom.
pub fn contradicts(case: &Case, contradiction: &check::Contradiction, at: At) -> Diagnostic {
    let thing = case.title(contradiction.thing);
    let at = case.assertions.iter().find(|((own, _), _)| *own == contradiction.thing).map_or(at, |(_, own)| own.at);
    Diagnostic::error(
        codes::CONTRADICTION,
        at,
        format!("what is said of {thing} cannot be"),
        format!("breaks the axiom `{}`", contradiction.axiom),
    )
    .help(contradiction.why.clone())
}

struct Judge<'a> {
    register: &'a Register,
    case: &'a Case,
    checked: &'a Checked,
    outcome: &'a mut Outcome,
}

impl Judge<'_> {
    fn fault(&mut self, at: At, message: String, label: impl Into<String>) {
        self.outcome.problems.push(Diagnostic::error(codes::EXPECTATION, at, message, label));
    }

    fn item(&mut self, id: &str, at: At, things: &Table) {
        if let Some(definition) = self.register.program.definition_named(id) {
            for (name, (at, tree)) in &things.entries {
                self.outcome.expectations += 1;
                self.definition(id, definition, name, *at, tree);
            }
            return;
        }
        let findings: Vec<&Finding> = self
            .checked
            .findings
            .iter()
            .filter(|finding| finding.duty == id || finding.item.as_deref() == Some(id))
            .collect();
        if !self.register.duties.contains_key(id) {
            let known: Vec<&str> = self
                .register
                .duties
                .keys()
                .map(String::as_str)
                .chain(self.register.program.definitions().map(|(_, id)| id))
                .collect();
            let help = onus_logic::suggest::did_you_mean(id, known);
            let mut problem = Diagnostic::error(
                codes::REFERENCE,
                at,
                format!("the register has no duty and no definition `{id}`"),
                "unknown id",
            );
            problem.help = help;
            self.outcome.problems.push(problem);
            return;
        }
        for (name, (at, tree)) in things.entries.iter().filter(|(name, _)| *name != "others") {
            self.outcome.expectations += 1;
            self.duty(id, &findings, name, *at, tree);
        }
        if let Some(others) = things.get("others") {
            let named: Vec<&str> = things.entries.keys().filter_map(|name| name.split('@').next()).collect();
            for finding in
                findings.iter().filter(|finding| !named.contains(&finding.over.id.as_str()) && !finding.if_it_happens)
            {
                self.outcome.expectations += 1;
                self.compare(id, finding, others);
            }
        }
    }

    fn definition(&mut self, id: &str, definition: onus_logic::ir::DefId, name: &str, at: At, tree: &Tree) {
        let arguments: Vec<&str> = name.split(',').map(str::trim).collect();
        let Some((value, missing)) = check::value_of(self.register, self.case, definition, &arguments) else {
            self.fault(
                at,
                format!("`{id}` cannot be asked of `{name}`"),
                "name a thing, or things and members with commas",
            );
            return;
        };
        let (expected, expected_missing) = match &tree.item {
            Item::Table(table) => (table.get("value").or_else(|| table.get("status")), table.get("missing")),
            _ => (Some(tree), None),
        };
        if let Some(expected) = expected {
            let (wanted, found) = (show_item(&expected.item), show_known(&value));
            if !fits(&self.register.program, definition, &value, &expected.item) {
                self.fault(
                    tree.at,
                    format!("`{id}` of {name} came out differently"),
                    format!("expected {wanted}, found {found}"),
                );
                if !missing.is_empty() {
                    self.advise(format!("missing: {}", missing.join(", ")));
                }
            }
        }
        if let Some(expected) = expected_missing {
            self.missing(id, name, expected, &missing);
        }
    }

    fn advise(&mut self, help: String) {
        if let Some(last) = self.outcome.problems.last_mut() {
            last.help = Some(help);
        }
    }

    fn missing(&mut self, id: &str, name: &str, expected: &Tree, found: &[String]) {
        let Item::List(items) = &expected.item else { return };
        let mut wanted: Vec<String> = items
            .iter()
            .filter_map(|item| if let Item::Text(text) = &item.item { Some(text.clone()) } else { None })
            .collect();
        wanted.sort();
        if wanted != found {
            self.fault(
                expected.at,
                format!("`{id}` of {name} lacks other facts"),
                format!("expected {wanted:?}, found {found:?}"),
            );
        }
    }

    fn duty(&mut self, id: &str, findings: &[&Finding], name: &str, at: At, tree: &Tree) {
        let (thing, state) = name.split_once('@').map_or((name, None), |(thing, state)| (thing, Some(state)));
        let own: Vec<&&Finding> = findings
            .iter()
            .filter(|finding| {
                finding.over.id == thing && state.is_none_or(|state| finding.state.as_deref() == Some(state))
            })
            .collect();
        match own.as_slice() {
            [] => self.fault(at, format!("`{id}` has no finding for `{name}`"), "no thing of that name, kind or State"),
            [only] => self.compare(id, only, tree),
            several => {
                let wanted_state = if let Item::Table(table) = &tree.item { table.get("state") } else { None };
                let of_state = several.iter().find(|finding| {
                    wanted_state.is_some_and(
                        |state| matches!(&state.item, Item::Text(state) if finding.state.as_deref() == Some(state)),
                    )
                });
                if let Some(finding) = of_state {
                    self.compare(id, finding, tree);
                } else {
                    let states: Vec<&str> = several.iter().filter_map(|finding| finding.state.as_deref()).collect();
                    self.fault(
                        at,
                        format!("`{id}` has {} findings for `{name}`", several.len()),
                        format!("say which: `\"{name}@{}\"`", states.join("`, `")),
                    );
                }
            }
        }
    }

    fn compare(&mut self, id: &str, finding: &Finding, tree: &Tree) {
        let name = finding.over.id.clone();
        let single;
        let wanted: &Table = if let Item::Table(table) = &tree.item {
            table
        } else {
            let mut table = Table::default();
            table.entries.insert("status".to_owned(), (tree.at, tree.clone()));
            single = table;
            &single
        };
        for (key, (at, value)) in &wanted.entries {
            let found = match key.as_str() {
                "status" => finding.status.name().to_owned(),
                "state" => finding.state.clone().unwrap_or_default(),
                "owed" => match finding.owed {
                    Owed::Yes => "yes",
                    Owed::No => "no",
                    Owed::Open => "open",
                }
                .to_owned(),
                "open" => match finding.open {
                    Some(Open::Fact) => "fact",
                    Some(Open::Law) => "law",
                    None => "",
                }
                .to_owned(),
                "met_by" => finding.met_by.as_ref().map(|by| by.id.clone()).unwrap_or_default(),
                "missing" => {
                    let found: Vec<String> = finding.missing.iter().map(|missing| missing.fact.clone()).collect();
                    self.missing(id, &name, value, &found);
                    continue;
                }
                "possible" => {
                    let found: Vec<&str> = finding.possible.iter().map(|status| status.name()).collect();
                    self.same_list(id, &name, value, &found);
                    continue;
                }
                "due" => {
                    let found: Vec<&Moment> = finding.due.iter().filter_map(|line| line.at.as_ref()).collect();
                    self.due(id, finding, value, &found);
                    continue;
                }
                "text" => {
                    let found: Vec<&Moment> = finding.due.iter().filter_map(DueLine::text_at).collect();
                    self.due(id, finding, value, &found);
                    continue;
                }
                "outer" => {
                    let found: Vec<&Moment> = finding.due.iter().filter_map(DueLine::outer_at).collect();
                    self.due(id, finding, value, &found);
                    continue;
                }
                "waits" => {
                    let found: Vec<&str> =
                        finding.due.iter().flat_map(|line| &line.waits_for).map(|wait| wait.event.as_str()).collect();
                    self.same_list(id, &name, value, &found);
                    continue;
                }
                "max" => {
                    let found: Vec<&str> = finding.sanction.iter().filter_map(|line| line.amount.as_deref()).collect();
                    let highest =
                        found.iter().filter_map(|text| literal::money(text)).max_by_key(|(amount, _)| *amount);
                    let is_met = match &value.item {
                        Item::Text(text) if text == "none" => highest.is_none(),
                        Item::Text(text) => literal::money(text).is_some_and(|wanted| highest == Some(wanted)),
                        _ => false,
                    };
                    if !is_met {
                        self.fault(
                            value.at,
                            format!("the highest sanction of `{id}` for {name} is another"),
                            format!("expected {}, found {found:?}", show_item(&value.item)),
                        );
                    }
                    continue;
                }
                _ => {
                    let known = [
                        "status", "state", "owed", "open", "missing", "possible", "due", "text", "outer", "waits",
                        "max", "met_by",
                    ];
                    let mut problem = onus_register::tree::unknown(codes::KEY, key, *at, &known);
                    problem.message = format!("nothing can be expected of `{key}`");
                    self.outcome.problems.push(problem);
                    continue;
                }
            };
            let Item::Text(expected) = &value.item else {
                self.fault(value.at, format!("`{key}` is a word"), "write it in quotes");
                continue;
            };
            if key == "status" && Status::named(expected).is_none() {
                self.fault(
                    value.at,
                    format!("`{expected}` is no status"),
                    "applies, does-not-apply, displaced, not-in-force or cannot-tell",
                );
            } else if found != *expected {
                self.fault(
                    value.at,
                    format!("`{id}` for {name} came out differently"),
                    format!("expected {key} {expected}, found {found}"),
                );
                let missing: Vec<&str> = finding.missing.iter().map(|missing| missing.fact.as_str()).collect();
                if !missing.is_empty() {
                    self.advise(format!("missing: {}", missing.join(", ")));
                }
            }
        }
    }

    fn same_list(&mut self, id: &str, name: &str, expected: &Tree, found: &[&str]) {
        let Item::List(items) = &expected.item else { return };
        let mut wanted: Vec<&str> = items
            .iter()
            .filter_map(|item| if let Item::Text(text) = &item.item { Some(text.as_str()) } else { None })
            .collect();
        let mut found = found.to_vec();
        wanted.sort_unstable();
        found.sort_unstable();
        if wanted != found {
            self.fault(
                expected.at,
                format!("`{id}` for {name} came out differently"),
                format!("expected {wanted:?}, found {found:?}"),
            );
        }
    }

    /// The moments that can be computed, in order.
    fn due(&mut self, id: &str, finding: &Finding, expected: &Tree, found: &[&Moment]) {
        let Item::List(items) = &expected.item else { return };
        let same = items.len() == found.len()
            && items.iter().zip(found).all(|(item, moment)| match (&item.item, moment) {
                (Item::Time(time), Moment::Day(day)) => time.time.is_none() && time.to_string() == day.to_string(),
                (Item::Time(time), Moment::Instant(at)) => {
                    time.to_string().parse::<jiff::Timestamp>().is_ok_and(|time| time == at.timestamp())
                }
                _ => false,
            });
        if !same {
            let wanted: Vec<String> = items.iter().map(|item| show_item(&item.item)).collect();
            let found: Vec<String> = found
                .iter()
                .map(|moment| match moment {
                    Moment::Day(day) => day.to_string(),
                    Moment::Instant(at) => at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                })
                .collect();
            let name = &finding.over.id;
            self.fault(
                expected.at,
                format!("`{id}` for {name} is due at other times"),
                format!("expected {}, found {}", wanted.join(", "), found.join(", ")),
            );
        }
    }
}

fn show_item(item: &Item) -> String {
    match item {
        Item::Text(text) | Item::Number(text) => text.clone(),
        Item::Bool(value) => value.to_string(),
        Item::Time(time) => time.to_string(),
        other => other.describe().to_owned(),
    }
}

fn show_known(known: &Known) -> String {
    match known {
        Known::Truth(Truth::True) => "true".to_owned(),
        Known::Truth(Truth::False) => "false".to_owned(),
        Known::Truth(Truth::Unknown) => "cannot-tell".to_owned(),
        Known::Range(range) => match (range.low, range.high) {
            (Some(low), Some(high)) if low == high => low.normalize().to_string(),
            (low, high) => {
                let text = |bound: Option<rust_decimal::Decimal>| {
                    bound.map_or(String::new(), |bound| bound.normalize().to_string())
                };
                format!("{}..{}", text(low), text(high))
            }
        },
    }
}

/// Whether a value is what a case expects: `true`, `false`, `"cannot-tell"`, a number, a share or an amount.
fn fits(program: &Program, definition: onus_logic::ir::DefId, known: &Known, expected: &Item) -> bool {
    match (known, expected) {
        (Known::Truth(truth), Item::Bool(value)) => *truth == Truth::of(*value),
        (Known::Truth(truth), Item::Text(text)) => text == "cannot-tell" && *truth == Truth::Unknown,
        (Known::Range(range), Item::Text(text)) if text == "cannot-tell" => range.only().is_none(),
        (Known::Range(range), Item::Number(number)) => {
            literal::number(number).is_some_and(|number| range.only() == Some(number))
        }
        (Known::Range(range), Item::Text(text)) => {
            let number = match program.definition(definition).signature.returns {
                Type::Money => literal::money(text).map(|(amount, _)| amount),
                Type::Percent => literal::percent(text),
                Type::Duration => literal::duration(text),
                _ => None,
            };
            number.is_some_and(|number| range.only() == Some(number))
        }
        _ => false,
    }
}
