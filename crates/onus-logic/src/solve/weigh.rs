//! What it is worth to learn a fact: on which open decisions it bears, how likely it decides them, how much nearer it brings them.
//!
//! Which facts matter is exact: it is read from the diagrams. How much they are worth is an estimate, and is used for nothing but the
//! order of questions.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::RandomState;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::fingerprint::Fingerprints;
use super::{Decision, Fact, IMPOSSIBLE, Solver, Store};
use crate::diagram::{Diagrams, OverBudget, Ref};
use crate::ground::Var;
use crate::variable::{Classes, Source};

/// A decision that someone waits for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The decision. Its results are below [`Asked::OPEN`].
    pub decision: Decision,
    /// How much it counts.
    pub weight: f64,
    /// Of the decisions of one row only the first that is open is looked at; the others wait.
    pub row: Option<u32>,
}

impl Asked {
    /// The result that stands for "cannot be told, since a fact is missing that nobody will give".
    pub const OPEN: u8 = 14;
}

/// Which facts are not to be asked for.
pub struct Roles<'r> {
    /// Facts that may be chosen: a result counts if it can come about by them. The higher of two results does.
    pub chosen: &'r dyn Fn(Fact) -> bool,
    /// Facts that stay unknown.
    pub unknown: &'r dyn Fn(Fact) -> bool,
    /// How likely a yes/no fact is yes, or an enum fact is none of the usual; `None` where nothing is known of it.
    pub likely: &'r dyn Fn(Fact) -> Option<f64>,
}

/// What a decision comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Whatever the facts are that may be asked for, it has this result.
    Only(u8),
    /// It depends on these facts.
    Open(BTreeSet<Fact>),
    /// It is open by Kleene's logic, and waits until another of its row is settled.
    Waits,
}

/// What one fact is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Worth {
    /// Weight of the decisions on which it bears.
    pub bears_on: f64,
    /// Weight of the decisions that it is expected to settle by itself.
    pub settles: f64,
    /// How much nearer it brings the rest, on a scale on which settling is 1.
    pub nears: f64,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Weighed {
    /// What each decision comes to, in the order in which they were asked.
    pub settled: Vec<Settled>,
    /// What each fact is worth that some open decision depends on.
    pub worth: BTreeMap<Fact, Worth>,
}

/// How the mass of the points is spread over results: no, yes, another, open. What is impossible has none.
type Mass = [f64; 4];

fn slot(result: u8) -> Option<usize> {
    match result {
        IMPOSSIBLE => None,
        Asked::OPEN => Some(3),
        result => Some(usize::from(result).min(2)),
    }
}

/// Of two results that can be chosen the higher; what is impossible is none.
fn higher(a: u8, b: u8) -> u8 {
    match (a, b) {
        (IMPOSSIBLE, other) | (other, IMPOSSIBLE) => other,
        _ => a.max(b),
    }
}

/// Two results of which nobody will say which: open.
fn either(a: u8, b: u8) -> u8 {
    match (a, b) {
        (IMPOSSIBLE, other) | (other, IMPOSSIBLE) => other,
        _ if a == b => a,
        _ => Asked::OPEN,
    }
}

/// What one decision comes to, and what facts are worth to it alone. Facts go by their fingerprints.
#[derive(Clone, Debug)]
enum Known {
    Only(u8),
    Open(Box<[(u64, Worth)]>),
}

/// What decisions were found to come to, for all who ask the same again: after the next answer, or in another interview. It holds no
/// facts of a case but in fingerprints, whose keys are drawn at random for each memory. It serves one register: ids of facts and
/// definitions mean something else in another.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    keys: RandomState,
    known: Arc<Mutex<FxHashMap<u64, Known>>>,
}

impl Memory {
    /// Most decisions that are remembered; a question's worth is some thousand.
    const MOST: usize = 50_000;

    fn get(&self, print: u64) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&print).cloned()
    }

    fn put(&self, print: u64, known: Known) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::MOST {
            all.clear();
        }
        all.insert(print, known);
    }
}

/// What a decision comes to in one grounding.
enum Found {
    Only(u8),
    Open(Rc<[(Fact, Worth)]>),
}

struct Weighing<'w> {
    store: Store,
    facts: FxHashMap<Ref, BTreeSet<Fact>>,
    /// What facts are worth to open decisions: many come to one function.
    worths: FxHashMap<Ref, Rc<[(Fact, Worth)]>>,
    masses: FxHashMap<Ref, Mass>,
    weights: FxHashMap<u32, Vec<f64>>,
    roles: &'w Roles<'w>,
}

impl Solver<'_> {
    /// Settles the decisions as far as the case does, and weighs the facts that the others depend on.
    pub fn weigh(&self, asked: &[Asked], roles: &Roles<'_>, memory: &Memory) -> Weighed {
        let mut weighed = Weighed::default();
        let mut weighing = self.weighing(roles);
        let mut rows: BTreeSet<u32> = BTreeSet::new();
        // many duties hang on one condition
        let mut known: FxHashMap<&Decision, Found> = FxHashMap::default();
        let mut prints = None;
        for one in asked {
            let quick = Self::quick_results(&one.decision, |node| self.quick(node));
            if quick.is_power_of_two() {
                weighed.settled.push(Settled::Only(quick.trailing_zeros() as u8));
                continue;
            }
            if one.row.is_some_and(|row| rows.contains(&row)) {
                weighed.settled.push(Settled::Waits);
                continue;
            }
            let found = known.entry(&one.decision).or_insert_with(|| {
                let prints = prints.get_or_insert_with(|| self.fingerprints(roles, &memory.keys));
                self.look_up(&one.decision, &mut weighing, prints, memory)
            });
            weighed.settled.push(match found {
                Found::Only(result) => Settled::Only(*result),
                Found::Open(facts) => {
                    for (fact, own) in facts.iter() {
                        let all = weighed.worth.entry(*fact).or_default();
                        all.bears_on += one.weight * own.bears_on;
                        all.settles += one.weight * own.settles;
                        all.nears += one.weight * own.nears;
                    }
                    rows.extend(one.row);
                    Settled::Open(facts.iter().map(|(fact, _)| *fact).collect())
                }
            });
        }
        weighed
    }

    fn look_up(
        &self,
        decision: &Decision,
        weighing: &mut Weighing<'_>,
        prints: &Fingerprints<'_>,
        memory: &Memory,
    ) -> Found {
        let print = self.fingerprint(decision, prints);
        match memory.get(print) {
            Some(Known::Only(result)) => return Found::Only(result),
            Some(Known::Open(facts)) => {
                let facts: Option<Rc<[_]>> =
                    facts.iter().map(|(print, worth)| Some((prints.fact(*print)?, *worth))).collect();
                if let Some(facts) = facts {
                    return Found::Open(facts);
                }
            }
            None => {}
        }
        let found = self.look(decision, weighing);
        let known = match &found {
            Found::Only(result) => Known::Only(*result),
            Found::Open(facts) => {
                Known::Open(facts.iter().map(|(fact, worth)| (prints.of_fact(*fact), *worth)).collect())
            }
        };
        memory.put(print, known);
        found
    }

    fn look(&self, decision: &Decision, weighing: &mut Weighing<'_>) -> Found {
        let mut root = self.settle(decision, weighing);
        if root.is_err() && weighing.store.diagrams.len() > 0 {
            // the store may be full of others
            *weighing = self.weighing(weighing.roles);
            root = self.settle(decision, weighing);
        }
        match root.map(|root| (root, Diagrams::constant(root))) {
            Ok((_, Some(result))) => Found::Only(result),
            Ok((root, None)) => Found::Open(self.worth(root, weighing)),
            Err(OverBudget) => {
                let roles = weighing.roles;
                *weighing = self.weighing(roles);
                self.too_large(decision, roles)
            }
        }
    }

    /// A decision whose diagram is too large: the facts of which Kleene's logic cannot say that they do not matter.
    fn too_large(&self, decision: &Decision, roles: &Roles<'_>) -> Found {
        let mut missing = self.open_facts(&self.open_below(decision));
        missing.retain(|fact| !(roles.chosen)(*fact) && !(roles.unknown)(*fact));
        if missing.is_empty() {
            return Found::Only(Asked::OPEN);
        }
        let worth = Worth { bears_on: 1.0, settles: 0.0, nears: 1.0 / count(missing.len()) / 4.0 };
        Found::Open(missing.into_iter().map(|fact| (fact, worth)).collect())
    }

    fn weighing<'w>(&self, roles: &'w Roles<'w>) -> Weighing<'w> {
        Weighing {
            store: self.store(self.case.clone()),
            facts: FxHashMap::default(),
            worths: FxHashMap::default(),
            masses: FxHashMap::default(),
            weights: FxHashMap::default(),
            roles,
        }
    }

    /// Whether all open facts behind a variable are of that sort.
    fn is_of(&self, var: u32, sort: &dyn Fn(Fact) -> bool) -> bool {
        let causes = self.open_causes(var);
        let is_one = |fact: &u32| self.facts.get_index(*fact as usize).is_some_and(|fact| sort(*fact));
        !causes.is_empty() && causes.iter().all(is_one)
    }

    /// The decision as a diagram over the facts that may be asked for.
    fn settle(&self, decision: &Decision, weighing: &mut Weighing<'_>) -> Result<Ref, OverBudget> {
        let roles = weighing.roles;
        let (made, with_axioms) = self.decide(decision, &mut weighing.store)?;
        let diagrams = &mut weighing.store.diagrams;
        let chosen = |var: u32| self.is_of(var, roles.chosen);
        let mut root = diagrams.project(made, &chosen, higher)?;
        root = diagrams.project(root, &|var| self.is_of(var, roles.unknown), either)?;
        let results = diagrams.reachable(root, &self.case) & !(1 << IMPOSSIBLE);
        if results.is_power_of_two() {
            return Ok(Ref::result(results.trailing_zeros() as u8));
        }
        if let std::collections::hash_map::Entry::Vacant(slot) = weighing.facts.entry(root) {
            let mut relevant = diagrams.support(root);
            if with_axioms {
                let mut kept = Vec::new();
                for var in relevant.iter().copied() {
                    if !self.bound.contains(var as usize) || self.still_matters(root, var, results, diagrams)? {
                        kept.push(var);
                    }
                }
                if !kept.is_empty() {
                    relevant = kept;
                }
            }
            let facts = relevant.iter().flat_map(|var| self.open_causes(*var));
            let facts = facts.filter_map(|fact| self.facts.get_index(fact as usize).copied());
            let facts: BTreeSet<Fact> =
                facts.filter(|fact| !(roles.chosen)(*fact) && !(roles.unknown)(*fact)).collect();
            slot.insert(facts);
        }
        // a number in which what nobody will say and what nobody can ask are all that is left
        let left = weighing.facts.get(&root).is_none_or(BTreeSet::is_empty);
        Ok(if left { Ref::result(Asked::OPEN) } else { root })
    }

    /// How likely each possible class of a variable is, for want of knowledge.
    fn likely(&self, var: u32, roles: &Roles<'_>) -> Vec<f64> {
        let Some(variable) = self.variables.get(var as usize) else { return Vec::new() };
        let possible = self.case.get(var as usize).copied().unwrap_or(0);
        let fact = match self.variable_causes(var) {
            [only] => self.facts.get_index(*only as usize).copied(),
            _ => None,
        };
        let said = fact.and_then(|fact| (roles.likely)(fact));
        let raw = |class: usize| match &variable.classes {
            Classes::YesNo => match (class, said) {
                (0, Some(yes)) => 1.0 - yes,
                (1, Some(yes)) => yes,
                (0, None) => 0.8,
                _ => 0.2,
            },
            Classes::Any(members) => {
                let yes = (0.06 * count(members.count_ones(..))).clamp(0.06, 0.5);
                if class == 1 { yes } else { 1.0 - yes }
            }
            Classes::Members(groups) => groups.get(class).map_or(1.0, |group| count(group.count_ones(..))),
            // most firms are small
            Classes::Between(_) => 0.6f64.powf(count(class)),
            Classes::Things(_) => 1.0,
        };
        let classes: Vec<usize> = (0..128).filter(|class| possible >> class & 1 == 1).collect();
        let total: f64 = classes.iter().map(|class| raw(*class)).sum();
        classes.into_iter().map(|class| if total > 0.0 { raw(class) / total } else { 0.0 }).collect()
    }

    /// What each fact on which an open decision depends is worth to it.
    fn worth(&self, root: Ref, weighing: &mut Weighing<'_>) -> Rc<[(Fact, Worth)]> {
        if let Some(known) = weighing.worths.get(&root) {
            return Rc::clone(known);
        }
        let order = weighing.store.diagrams.walk(root);
        for of in order.iter().rev() {
            self.mass(*of, weighing);
        }
        let whole = mass_of(root, &weighing.masses);
        let mut reach: FxHashMap<Ref, f64> = FxHashMap::from_iter([(root, 1.0)]);
        // for each variable and class, what the mass would be if the variable were known to be in the class
        let mut shifts: BTreeMap<u32, Vec<Mass>> = BTreeMap::new();
        for of in &order {
            let own = reach.get(of).copied().unwrap_or(0.0);
            let (var, children) = weighing.store.diagrams.open(*of);
            let weights = weighing.weights.get(&var).map(Vec::as_slice).unwrap_or_default();
            let here = mass_of(*of, &weighing.masses);
            let shift = shifts.entry(var).or_insert_with(|| vec![[0.0; 4]; weights.len()]);
            for (index, (_, child)) in children.enumerate() {
                let there = mass_of(child, &weighing.masses);
                if let Some(shift) = shift.get_mut(index) {
                    for ((shift, there), here) in shift.iter_mut().zip(there).zip(here) {
                        *shift += own * (there - here);
                    }
                }
                if Diagrams::constant(child).is_none() {
                    *reach.entry(child).or_default() += own * weights.get(index).copied().unwrap_or(0.0);
                }
            }
        }
        let facts = weighing.facts.get(&root);
        let mut worths: BTreeMap<Fact, Worth> =
            facts.into_iter().flatten().map(|fact| (*fact, Worth { bears_on: 1.0, ..Worth::default() })).collect();
        for (var, shift) in shifts {
            let weights = weighing.weights.get(&var).map(Vec::as_slice).unwrap_or_default();
            let (mut settles, mut nears) = (0.0, 0.0);
            for (shift, likely) in shift.iter().zip(weights) {
                let mut then = whole;
                then.iter_mut().zip(shift).for_each(|(mass, shift)| *mass = (*mass + shift).max(0.0));
                let (before, after) = (normal(whole), normal(then));
                if after.iter().any(|share| *share > 1.0 - 1e-9) {
                    settles += likely;
                }
                nears += likely * before.iter().zip(after).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
            }
            let causes = self.open_causes(var);
            let share = 1.0 / count(causes.len().max(1));
            for fact in causes.iter().filter_map(|fact| self.facts.get_index(*fact as usize)) {
                if let Some(own) = worths.get_mut(fact) {
                    own.settles += share * settles;
                    own.nears += share * nears;
                }
            }
        }
        let worths: Rc<[(Fact, Worth)]> = worths.into_iter().collect();
        weighing.worths.insert(root, Rc::clone(&worths));
        worths
    }

    /// The mass of a branch whose children have theirs.
    fn mass(&self, of: Ref, weighing: &mut Weighing<'_>) {
        if weighing.masses.contains_key(&of) {
            return;
        }
        let (var, children) = weighing.store.diagrams.open(of);
        let weights = weighing.weights.entry(var).or_insert_with(|| self.likely(var, weighing.roles));
        let mut mass = [0.0; 4];
        for ((_, child), likely) in children.zip(weights.iter()) {
            for (mass, own) in mass.iter_mut().zip(mass_of(child, &weighing.masses)) {
                *mass += likely * own;
            }
        }
        weighing.masses.insert(of, mass);
    }
}

fn mass_of(of: Ref, masses: &FxHashMap<Ref, Mass>) -> Mass {
    match Diagrams::constant(of) {
        Some(result) => {
            let mut mass = [0.0; 4];
            if let Some(mass) = slot(result).and_then(|slot| mass.get_mut(slot)) {
                *mass = 1.0;
            }
            mass
        }
        None => masses.get(&of).copied().unwrap_or([0.0; 4]),
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn normal(mass: Mass) -> Mass {
    let total: f64 = mass.iter().sum();
    if total > 0.0 { mass.map(|share| share / total) } else { mass }
}

impl<'a> Solver<'a> {
    /// Reads the facts of another case with the same things and references, without grounding anew; lists may have become complete.
    /// `false`, and nothing done, if that cannot be: then the conditions must be grounded on it.
    pub fn restate(&mut self, world: &'a crate::world::World, changed: &[Fact]) -> bool {
        let mut found: Vec<(usize, u128)> = Vec::new();
        let before = std::mem::replace(&mut self.ground.world, world);
        let touched = |variable: &crate::variable::Variable| {
            let causes = self.causes.get(variable.of.0 as usize).into_iter().flat_map(|causes| causes.iter());
            let mut causes = causes.filter_map(|fact| self.facts.get_index(*fact as usize));
            // of a list that became complete only that is known, not what would be on it
            let is_more = matches!(self.ground.vars.get_index(variable.of.0 as usize), Some(Var::More(_)));
            causes.any(|fact| changed.contains(fact) && (is_more || matches!(fact, Fact::Of(..))))
        };
        let mut fits = before.currency() == world.currency() && before.as_of == world.as_of;
        for (index, variable) in self.variables.iter().enumerate() {
            if !fits {
                break;
            }
            if !matches!(variable.source, Source::Case { .. }) || !touched(variable) {
                continue;
            }
            match crate::variable::reread(&self.ground, variable) {
                Some(known) => found.push((index, known)),
                None => fits = false,
            }
        }
        if !fits {
            self.ground.world = before;
            return false;
        }
        for (index, mask) in found {
            if let Some(Source::Case { known, .. }) = self.variables.get_mut(index).map(|variable| &mut variable.source)
            {
                *known = mask;
            }
        }
        self.case = self.allowed(&|_| true);
        self.truths = self.kleene(&self.case);
        self.open.take();
        self.found.take();
        self.answers.take();
        self.missing.take();
        self.reasons.take();
        true
    }
}
