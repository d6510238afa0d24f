//! The interview: what to ask next, so that few answers tell what someone owes.
//!
//! A caller keeps a [`Desk`] and an [`Interview`], and gives the case anew after each answer. Things are asked for first, since duties
//! are about them; then checklists, which dispose of many facts at once; then the fact that is expected to settle most for its effort.
//! What is asked matters: some answer to it changes a verdict that is open. Pure: it knows no terminal and no file, and no law.

pub mod answer;
mod draft;
mod reply;
mod step;
mod things;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use onus_logic::solve::Fact;
pub use onus_logic::solve::weigh::Memory;
use onus_logic::solve::weigh::{Asked, Roles, Settled, Weighed};
use onus_logic::world::{ThingId, Value, World};
use onus_register::case::Case;
use onus_register::register::Register;

use crate::check::verdict::{Grounded, NOTHING};
use crate::check::{Contradiction, Options, with_stand_ins};

pub use draft::{Before, Draft};
pub use reply::{Judged, Reply, Taken};
pub use step::{Ask, Form, Hinge, Item, Member, Question, Step};
pub use things::name_for;

/// What the person cannot or will not answer, as paths of facts, lists and checklists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    /// Not known: not asked again, and counted as never to be known.
    pub unsure: BTreeSet<String>,
    /// Put off: asked again when nothing else is left.
    pub later: BTreeSet<String>,
}

impl Aside {
    fn has(&self, path: &str) -> bool {
        self.unsure.contains(path) || self.later.contains(path)
    }
}

/// Keeps every reading of the case for as long as an interview may look at it, and what it found out on the way.
#[derive(Default)]
pub struct Desk {
    first: OnceCell<Box<Sheet>>,
    memory: Memory,
}

struct Sheet {
    case: Case,
    imagined: BTreeSet<ThingId>,
    /// Things that are imagined because the person may still list some, or might have until the list was said to be complete.
    wished: Vec<things::Wish>,
    next: OnceCell<Box<Sheet>>,
}

impl Desk {
    /// A desk for someone who has interviewed before: what was found then is not sought again.
    pub fn with(memory: Memory) -> Self {
        Self { first: OnceCell::new(), memory }
    }

    fn lay(&self, sheet: Sheet) -> &Sheet {
        let mut slot = &self.first;
        while let Some(used) = slot.get() {
            slot = &used.next;
        }
        slot.get_or_init(|| Box::new(sheet))
    }
}

/// An interview on one register. It grounds the register when things change, and else only reads the facts anew.
pub struct Interview<'d> {
    register: &'d Register,
    desk: &'d Desk,
    options: &'d Options,
    now: Option<Now<'d>>,
    /// The topic of the last question.
    topic: Option<String>,
}

struct Now<'d> {
    sheet: &'d Sheet,
    memory: &'d Memory,
    grounded: Grounded<'d>,
    /// Verdicts that no further fact can change, as long as facts are only added.
    settled: Vec<Option<u8>>,
    unsure: BTreeSet<String>,
}

impl<'d> Interview<'d> {
    /// An interview on the duties that `options` choose.
    pub fn new(register: &'d Register, desk: &'d Desk, options: &'d Options) -> Self {
        Self { register, desk, options, now: None, topic: None }
    }

    /// The topic of the question before, for a caller that does not keep its interview.
    pub fn stay_with(&mut self, topic: Option<String>) {
        self.topic = topic;
    }

    /// What to ask next of a case, given what the person put aside.
    pub fn next(&mut self, case: &Case, aside: &Aside) -> Result<Step, Contradiction> {
        if let Some(first) = first_question(self.register, case) {
            return Ok(first);
        }
        self.read(case, aside)?;
        let Some(now) = &mut self.now else { return Ok(Step::Done { open: 0, unsure: 0 }) };
        let mut found = step::Finder::new(self.register, now, aside).next(self.topic.as_deref());
        let put_off = aside.later.iter().any(|path| !aside.unsure.contains(path));
        if put_off && let Step::Done { .. } = found {
            // what was put off is what is left
            let again = Aside { unsure: aside.unsure.clone(), later: BTreeSet::new() };
            found = match step::Finder::new(self.register, now, &again).next(self.topic.as_deref()) {
                Step::Ask(question) => Step::Ask(Box::new(Question { again: true, ..*question })),
                done @ Step::Done { .. } => done,
            };
        }
        if let Step::Ask(question) = &found {
            self.topic.clone_from(&question.topic);
        }
        Ok(found)
    }

    /// Every question that is open, best first: what to hand to someone who may know.
    pub fn open(&mut self, case: &Case, aside: &Aside) -> Result<Vec<Question>, Contradiction> {
        if things::first_party(self.register, case).is_some() {
            return Ok(Vec::new());
        }
        self.read(case, aside)?;
        let Some(now) = &mut self.now else { return Ok(Vec::new()) };
        Ok(step::Finder::new(self.register, now, aside).facts())
    }

    /// Reads the case: anew if its things have changed, else only its facts.
    fn read(&mut self, case: &Case, aside: &Aside) -> Result<(), Contradiction> {
        let lay = |kept: &[things::Wish]| {
            let (mut own, mut imagined) = with_stand_ins(self.register, case);
            let wished = things::wish(self.register, &mut own, &mut imagined, aside, kept);
            self.desk.lay(Sheet { case: own, imagined, wished, next: OnceCell::new() })
        };
        if let Some(now) = &mut self.now
            && let sheet = lay(&now.sheet.wished)
            && let Some(changed) = changed(self.register, &now.sheet.case.world, &sheet.case.world)
            && now.grounded.solver.restate(&sheet.case.world, &changed.facts)
        {
            now.sheet = sheet;
            if !changed.only_added || !now.unsure.is_subset(&aside.unsure) {
                now.settled.fill(None);
            }
            now.unsure.clone_from(&aside.unsure);
            if !now.grounded.solver.is_consistent() {
                // say which axiom it breaks, as a fresh reading does
                self.now = None;
            }
        } else {
            self.now = None;
        }
        if self.now.is_none() {
            let sheet = lay(&[]);
            let grounded = Grounded::new(self.register, &sheet.case, &sheet.imagined, self.options)?;
            let settled = vec![None; grounded.verdicts.len()];
            self.now = Some(Now { sheet, memory: &self.desk.memory, grounded, settled, unsure: aside.unsure.clone() });
        }
        Ok(())
    }
}

/// The question with which an interview begins, as long as the case names no party.
pub fn first_question(register: &Register, case: &Case) -> Option<Step> {
    things::first_party(register, case).map(|kind| step::name_of_a_party(register, kind))
}

struct Changed {
    facts: Vec<Fact>,
    /// Facts were only added that were unknown before.
    only_added: bool,
}

/// The facts in which two readings differ; `None` if they differ in more than plain facts and lists that became complete.
fn changed(register: &Register, before: &World, after: &World) -> Option<Changed> {
    let same_lists = before.closed_kinds == after.closed_kinds && before.closed_lists.is_subset(&after.closed_lists);
    if before.len() != after.len() || !same_lists || before.rates != after.rates {
        return None;
    }
    let schema = &register.program.schema;
    let completed = after.closed_lists.difference(&before.closed_lists);
    let completed = completed.map(|(owner, inverse)| Fact::List(*owner, *inverse)).collect();
    let mut changed = Changed { facts: completed, only_added: true };
    for ((id, old), (_, new)) in before.things().zip(after.things()) {
        if old.kind != new.kind || old.name != new.name || old.imagined != new.imagined {
            return None;
        }
        for fact in schema.facts_of(old.kind) {
            let (was, is) = (old.value(fact), new.value(fact));
            if was == is {
                continue;
            }
            let leads = matches!(was, Some(Value::Things(_))) || matches!(is, Some(Value::Things(_)));
            if leads || schema.kind(old.kind).law_date == Some(fact) {
                return None;
            }
            changed.only_added &= was.is_none();
            changed.facts.push(Fact::Of(id, fact));
        }
    }
    Some(changed)
}

impl Now<'_> {
    /// Settles what the case settles, and weighs the rest. Verdicts on things that are only wished for are not weighed.
    fn weigh(&mut self, register: &Register, unsure: &BTreeSet<String>) -> (Vec<usize>, Weighed) {
        let mut asked = Vec::new();
        let mut which = Vec::new();
        let mut per_job: Vec<u32> = Vec::new();
        for (index, verdict) in self.grounded.verdicts.iter().enumerate() {
            let wished = self.grounded.over(verdict).is_some_and(|thing| self.sheet.is_wished(thing));
            if wished || self.settled.get(index).is_some_and(Option::is_some) {
                continue;
            }
            which.push(index);
            if !verdict.held {
                continue;
            }
            if per_job.len() <= verdict.job {
                per_job.resize(verdict.job + 1, 0);
            }
            if let Some(count) = per_job.get_mut(verdict.job) {
                *count += 1;
            }
        }
        for index in &which {
            let Some(verdict) = self.grounded.verdicts.get(*index) else { continue };
            let branches = per_job.get(verdict.job).copied().unwrap_or(1).max(1);
            let row = (!verdict.held).then_some(verdict.job as u32);
            asked.push(Asked { decision: verdict.decision.clone(), weight: 1.0 / f64::from(branches), row });
        }
        let weighed = self.ask(register, &asked, unsure);
        for (index, settled) in which.iter().zip(&weighed.settled) {
            if let (Settled::Only(result), Some(slot)) = (settled, self.settled.get_mut(*index)) {
                *slot = Some(*result);
            }
        }
        (which, weighed)
    }

    /// Whether something would be owed on a thing that is only wished for.
    fn could_owe(&self, register: &Register, wish: &things::Wish, unsure: &BTreeSet<String>) -> Vec<usize> {
        let own: Vec<usize> = self
            .grounded
            .verdicts
            .iter()
            .enumerate()
            .filter(|(_, verdict)| self.grounded.over(verdict).is_some_and(|thing| wish.things.contains(&thing)))
            .map(|(index, _)| index)
            .collect();
        let asked: Vec<Asked> = own
            .iter()
            .filter_map(|index| self.grounded.verdicts.get(*index))
            .map(|verdict| Asked { decision: verdict.decision.clone(), weight: 0.0, row: None })
            .collect();
        let weighed = self.ask(register, &asked, unsure);
        own.into_iter()
            .zip(weighed.settled)
            .filter(|(_, settled)| *settled != Settled::Only(NOTHING))
            .map(|(index, _)| index)
            .collect()
    }

    fn ask(&self, register: &Register, asked: &[Asked], unsure: &BTreeSet<String>) -> Weighed {
        let thing_of = |fact: Fact| {
            let (Fact::Of(thing, _) | Fact::List(thing, _)) = fact;
            thing
        };
        let unknown: BTreeSet<Fact> = if unsure.is_empty() { BTreeSet::new() } else { self.unknown(register, unsure) };
        let rare: BTreeSet<onus_logic::schema::FactId> =
            register.vocabulary.checklists.values().flat_map(|list| list.none.iter().map(|(fact, _)| *fact)).collect();
        let roles = Roles {
            chosen: &|fact| self.sheet.imagined.contains(&thing_of(fact)),
            unknown: &|fact| unknown.contains(&fact),
            likely: &|fact| match fact {
                Fact::Of(_, id) if rare.contains(&id) => Some(0.1),
                _ => None,
            },
        };
        self.grounded.solver.weigh(asked, &roles, self.memory)
    }

    /// The facts that the person said not to know.
    fn unknown(&self, register: &Register, unsure: &BTreeSet<String>) -> BTreeSet<Fact> {
        let words = crate::words::Words { register, case: &self.sheet.case };
        let schema = &register.program.schema;
        let mut found = BTreeSet::new();
        for (id, thing) in self.sheet.case.world.things() {
            let facts = schema.facts_of(thing.kind).map(|fact| Fact::Of(id, fact));
            let lists = schema.inverse_names(thing.kind).filter_map(|name| schema.inverse_of(thing.kind, name));
            let lists = lists.map(|inverse| Fact::List(id, inverse));
            found.extend(facts.chain(lists).filter(|fact| unsure.contains(&words.path(*fact))));
        }
        found
    }
}

impl Sheet {
    fn is_wished(&self, thing: ThingId) -> bool {
        self.wished.iter().any(|wish| wish.things.contains(&thing))
    }
}
