//! A proposed change of the register, run before anyone argues: who would gain or lose which duty.
//!
//! The register before and after the change answer the same cases: those of the register's own pages that the change can touch, and a
//! number of generated organisations. What differs is shown. A claim such as "only large firms are affected" is a definition of the
//! register; an organisation that is affected although the claim says that it cannot be is a counterexample.

mod generate;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use onus_logic::solve::Truth;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Report, Severity};
use onus_register::register::{CaseBlock, Register};
use onus_register::source::Files;
use serde::Serialize;

use crate::change::{self, Standing};
use crate::check::{self, Known, Options};

use generate::Made;

pub use generate::Lot;
pub use touched::touched;

/// How often a generated case that breaks an axiom is mended.
const REPAIRS: usize = 40;
/// Organisations that are described in full, at most.
const EXAMPLES: usize = 5;

/// What is run.
#[derive(Clone, Debug)]
pub struct Run<'r> {
    /// The register as it is.
    pub before: &'r Register,
    /// The register with the change.
    pub after: &'r Register,
    /// Ids of the items that the change touches.
    pub items: BTreeSet<String>,
    /// How many organisations to generate.
    pub organisations: u32,
    /// From which seed: the same seed gives the same organisations.
    pub seed: u64,
    /// How many threads work on it.
    pub threads: NonZero<usize>,
    /// A definition over an organisation that is claimed to hold of all who are affected.
    pub claim: Option<String>,
}

/// How one duty moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moves {
    /// Who gain it.
    pub gain: u32,
    /// Who lose it.
    pub lose: u32,
    /// For whom it becomes open, or is open no more.
    pub open: u32,
    /// Who owe it otherwise: another term, another fine.
    pub otherwise: u32,
}

/// A case that is affected.
#[derive(Clone, Debug, Serialize)]
pub struct Affected {
    /// Its name.
    pub name: String,
    /// What it says, where it was generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
    /// What changes, in words.
    pub changes: BTreeSet<String>,
}

/// Whether a claim survived.
#[derive(Clone, Debug, Serialize)]
pub struct Claim {
    /// The definition.
    pub definition: String,
    /// Affected organisations of which it holds.
    pub holds: u32,
    /// Affected organisations of which it cannot be told.
    pub cannot_tell: u32,
    /// An affected organisation of which it does not hold.
    pub counterexample: Option<Affected>,
}

/// What a change does.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// The seed of the generated organisations.
    pub seed: u64,
    /// Duties that the change can touch.
    pub duties: BTreeSet<String>,
    /// Cases of the register that were run: those of the pages of the regimes that are touched.
    pub cases: u32,
    /// Those that are affected.
    pub affected_cases: Vec<Affected>,
    /// Generated organisations.
    pub organisations: u32,
    /// How many are affected.
    pub affected: u32,
    /// Generated organisations that contradict an axiom of the register and were left out.
    pub impossible: u32,
    /// Why the first of them was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_impossible: Option<String>,
    /// What moves, by duty, among the generated organisations.
    pub moves: BTreeMap<String, Moves>,
    /// Some affected organisations in full.
    pub examples: Vec<Affected>,
    /// What became of the claim.
    pub claim: Option<Claim>,
}

/// Why a change cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PreviewError {
    /// The claim is no definition over an organisation.
    #[error("`{0}` is no yes/no definition over one organisation")]
    Claim(String),
}

/// Runs a change.
pub fn preview(run: &Run<'_>) -> Result<Preview, PreviewError> {
    let Run { before, after, .. } = *run;
    let mut duties = touched(before, &run.items);
    duties.extend(touched(after, &run.items));
    let claimed = match &run.claim {
        None => None,
        Some(name) => {
            let wanted = after.definitions.iter().find(|definition| definition.head.id == *name);
            Some(wanted.ok_or_else(|| PreviewError::Claim(name.clone()))?.logic)
        }
    };
    let mut found = Preview {
        seed: run.seed,
        duties,
        cases: 0,
        affected_cases: Vec::new(),
        organisations: 0,
        affected: 0,
        impossible: 0,
        why_impossible: None,
        moves: BTreeMap::new(),
        examples: Vec::new(),
        claim: run.claim.clone().map(|definition| Claim { definition, holds: 0, cannot_tell: 0, counterexample: None }),
    };
    if found.duties.is_empty() {
        return Ok(found);
    }
    let options = Options { duties: Some(found.duties.clone()), ..Options::default() };
    let blocks: Vec<&CaseBlock> = before.cases.iter().filter(|block| concerns(run, &found.duties, block)).collect();
    let answers = each(&blocks, run.threads, |block| {
        compare(before, after, of_page(before, block), of_page(after, block), &options)
    });
    for (block, changes) in blocks.iter().zip(answers) {
        let Some(changes) = changes else { continue };
        found.cases += 1;
        let said: BTreeSet<String> = changes.iter().map(words).collect();
        if !said.is_empty() {
            found.affected_cases.push(Affected { name: block.name.clone(), facts: None, changes: said });
        }
    }
    let (mut lot, held) = (Lot::new(run.seed), generate::held(after));
    let made: Vec<Made> =
        (0..run.organisations).map(|_| generate::organisation(after, &held, &found.duties, &mut lot)).collect();
    let answers = each(&made, run.threads, |made| answer(before, after, made, &options));
    for (number, answered) in (1..).zip(answers) {
        let (facts, changes) = match answered {
            Ok(answered) => answered,
            Err(why) => {
                found.impossible += 1;
                found.why_impossible.get_or_insert(why);
                continue;
            }
        };
        found.organisations += 1;
        if changes.is_empty() {
            continue;
        }
        found.affected += 1;
        for change in &changes {
            let moves = found.moves.entry(change.finding.duty.clone()).or_default();
            match (change.before, change.after) {
                (Standing::Owed, Standing::Owed) => moves.otherwise += 1,
                (_, Standing::Owed) => moves.gain += 1,
                (Standing::Owed, Standing::None) => moves.lose += 1,
                _ => moves.open += 1,
            }
        }
        let affected = || Affected {
            name: format!("organisation {number}"),
            facts: Some(facts.clone()),
            changes: changes.iter().map(words).collect(),
        };
        if let (Some(claim), Some(id)) = (&mut found.claim, claimed) {
            let Ok(own) = parse(after, &facts) else { continue };
            match check::value_of(after, &own, id, &[generate::NAME]) {
                Some((Known::Truth(Truth::True), _)) => claim.holds += 1,
                Some((Known::Truth(Truth::False), _)) => {
                    claim.counterexample.get_or_insert_with(affected);
                }
                Some((Known::Truth(Truth::Unknown), _)) => claim.cannot_tell += 1,
                _ => return Err(PreviewError::Claim(claim.definition.clone())),
            }
        }
        if found.examples.len() < EXAMPLES {
            found.examples.push(affected());
        }
    }
    Ok(found)
}

/// Whether a case of a page can say something of the change: its page is of a regime whose items or duties are touched.
fn concerns(run: &Run<'_>, duties: &BTreeSet<String>, block: &CaseBlock) -> bool {
    let heads = run.before.heads().filter(|head| run.items.contains(&head.id) || duties.contains(&head.id));
    let regimes: BTreeSet<_> = heads.map(|head| head.regime).collect();
    block.regime.is_none_or(|regime| regimes.contains(&regime))
}

/// Does something for each, several at a time. The results come in order.
fn each<T: Sync, R: Send>(all: &[T], threads: NonZero<usize>, one: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut own = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = all.get(index) else { return own };
            own.push((index, one(item)));
        }
    };
    let mut results = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get().min(all.len())).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for other in others {
            match other.join() {
                Ok(own) => results.extend(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn of_page(register: &Register, block: &CaseBlock) -> Option<Case> {
    let mut report = Report::default();
    let table = case::resolve(block, register, &mut report);
    let days = Days { instead: None, today: jiff::civil::Date::ZERO };
    let read = case::read(&table, block.at, register, days, &mut report);
    read.filter(|_| report.diagnostics.iter().all(|found| found.severity != Severity::Error))
}

/// The answers to a generated case. Where it breaks an axiom, the facts of the axiom are left unknown, and it is asked again.
fn answer(
    before: &Register,
    after: &Register,
    made: &Made,
    options: &Options,
) -> Result<(String, Vec<change::Change>), String> {
    let mut made = made.clone();
    for _ in 0..REPAIRS {
        // a change may bring a fact of its own: before it, nobody can be asked for that
        let facts = made.text(after);
        let broken = match check::check(after, &parse(after, &facts)?, options) {
            Err(broken) => broken,
            Ok(new) => match check::check(before, &parse(before, &made.text(before))?, options) {
                Err(broken) => broken,
                Ok(old) => return Ok((facts, change::between(&old, &new).changes)),
            },
        };
        let axiom = after.vocabulary.axioms.iter().find(|axiom| axiom.name == broken.axiom);
        let axiom = axiom.ok_or_else(|| broken.why.clone())?;
        let schema = &after.program.schema;
        let read = after.program.reads(axiom.is).into_iter().map(|fact| schema.fact_path(fact)).collect::<Vec<_>>();
        if !made.forget(&read) {
            return Err(broken.why);
        }
    }
    Err("it breaks too many axioms".to_owned())
}

fn parse(register: &Register, facts: &str) -> Result<Case, String> {
    let (mut files, mut report) = (Files::default(), Report::default());
    let parsed = case::parse("generated.toml", facts, &mut files, &mut report);
    let days = Days { instead: None, today: jiff::civil::Date::ZERO };
    let read = parsed.and_then(|(file, table)| case::read(&table, case::whole(file), register, days, &mut report));
    read.ok_or_else(|| {
        let error = report.diagnostics.iter().find(|found| found.severity == Severity::Error);
        error.map_or_else(|| "it cannot be read".to_owned(), |error| error.message.clone())
    })
}

/// What differs between the two answers; none if the case cannot be read or cannot be.
fn compare(
    before: &Register,
    after: &Register,
    old: Option<Case>,
    new: Option<Case>,
    options: &Options,
) -> Option<Vec<change::Change>> {
    let old = check::check(before, &old?, options).ok()?;
    let new = check::check(after, &new?, options).ok()?;
    Some(change::between(&old, &new).changes)
}

fn words(change: &change::Change) -> String {
    let (duty, state) = (&change.finding.duty, change.finding.state.as_deref());
    let place = state.map(|state| format!(" in {state}")).unwrap_or_default();
    let standing = |standing| match standing {
        Standing::None => "not owed",
        Standing::Coming => "owed later",
        Standing::Open => "open",
        Standing::LawNotHeld => "law not held",
        Standing::Owed => "owed",
    };
    if change.differs.is_empty() {
        return format!("{duty}{place}: {} -> {}", standing(change.before), standing(change.after));
    }
    let differs: Vec<String> =
        change.differs.iter().map(|one| format!("{}: {} -> {}", one.what, one.before, one.after)).collect();
    format!("{duty}{place}: {}", differs.join("; "))
}
