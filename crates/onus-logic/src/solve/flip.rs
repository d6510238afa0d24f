//! Why not: the smallest change of facts that gives a decision another result, and what each missing fact would do to an open one.
//!
//! A change must touch a fact of every reason of the present result. So the search goes from a reason to its facts, and where changing
//! one is not enough, to a reason of what is left; the shallowest way out is a smallest change.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

use super::{Answer, Decision, Fact, IMPOSSIBLE, Solver};
use crate::ground::Var;
use crate::variable::Classes;

/// Most facts that a change may touch: what needs more is no answer to "why not".
const MOST: usize = 4;

/// Most changes of one size that are looked for.
const SEVERAL: usize = 6;

/// Most sets of facts that are tried.
const TRIES: usize = 400;

/// What a fact would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A yes or a no.
    Is(bool),
    /// Absent.
    Absent,
    /// One of these members.
    OneOf(FixedBitSet),
    /// A set that has at least one of these members.
    Has(FixedBitSet),
    /// A set that has none of these members.
    Lacks(FixedBitSet),
    /// A number from `low` to `high`; an end that is not `true` is not included.
    Number {
        /// Lowest.
        low: Option<(Decimal, bool)>,
        /// Highest.
        high: Option<(Decimal, bool)>,
        /// It is a number made of several facts.
        of_several: bool,
        /// The currency of an amount.
        currency: Option<crate::literal::Currency>,
    },
    /// Something else than now.
    Other,
}

/// A change of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Facts that the case gives, and what they would have to be instead.
    pub changed: BTreeMap<Fact, Vec<Wanted>>,
    /// Facts that the case leaves open, and what they would have to be besides.
    pub besides: BTreeMap<Fact, Vec<Wanted>>,
}

/// What a decision would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// If a missing fact were so.
    pub wanted: Wanted,
    /// The results that would be left.
    pub answer: Answer,
}

impl Solver<'_> {
    /// The smallest changes of given facts after which `target` is possible. Empty if it is possible as it is, or if no small change
    /// does it.
    pub fn flips(&self, decision: &Decision, target: u8) -> Vec<Flip> {
        if self.answer(decision).can_be(target) {
            return Vec::new();
        }
        let roots: Vec<_> = decision.rungs.iter().map(|(node, _)| *node).collect();
        let near = self.axioms_near(self.vars_below(&roots));
        let all: BTreeSet<Fact> = self
            .vars_below(&[roots, near].concat())
            .ones()
            .flat_map(|var| self.causes.get(var).into_iter().flat_map(|causes| causes.iter()))
            .filter_map(|fact| self.facts.get_index(*fact as usize).copied())
            .filter(|fact| self.is_given(*fact))
            .collect();
        let can =
            |without: &BTreeSet<Fact>| self.answer_with(decision, &|fact| !without.contains(&fact)).can_be(target);
        if !can(&all) {
            return Vec::new();
        }
        let mut tries = 0;
        let mut level: BTreeSet<BTreeSet<Fact>> = BTreeSet::from([BTreeSet::new()]);
        for _ in 0..MOST {
            let mut found: Vec<BTreeSet<Fact>> = Vec::new();
            let mut next = BTreeSet::new();
            for without in &level {
                // facts of one reason why what is left still forbids it
                for fact in self.forbidding(decision, target, &all, without) {
                    let mut more = without.clone();
                    more.insert(fact);
                    tries += 1;
                    if tries > TRIES {
                        break;
                    }
                    if found.contains(&more) || next.contains(&more) {
                        continue;
                    }
                    if can(&more) {
                        found.push(more);
                    } else {
                        next.insert(more);
                    }
                }
            }
            if !found.is_empty() {
                found.truncate(SEVERAL);
                return found.iter().filter_map(|changed| self.flip(decision, target, changed)).collect();
            }
            if tries > TRIES {
                return Vec::new();
            }
            level = next;
        }
        Vec::new()
    }

    /// Whether the case says something of a fact that could be otherwise.
    fn is_given(&self, fact: Fact) -> bool {
        match fact {
            Fact::Of(thing, id) => self.ground.world.value(thing, id).is_some(),
            Fact::List(owner, inverse) => {
                let kind = self.ground.program.schema.fact(inverse).kind;
                self.ground.world.is_closed(owner, inverse, kind)
            }
        }
    }

    /// A minimal set of the given facts, those of `without` left out, that keeps the target impossible.
    fn forbidding(
        &self,
        decision: &Decision,
        target: u8,
        all: &BTreeSet<Fact>,
        without: &BTreeSet<Fact>,
    ) -> BTreeSet<Fact> {
        let mut kept: BTreeSet<Fact> = all.difference(without).copied().collect();
        let candidates: Vec<Fact> = kept.iter().rev().copied().collect();
        for candidate in candidates {
            kept.remove(&candidate);
            let known = |fact: Fact| kept.contains(&fact) || !all.contains(&fact);
            if self.answer_with(decision, &known).can_be(target) {
                kept.insert(candidate);
            }
        }
        kept
    }

    /// What the changed facts would have to be.
    fn flip(&self, decision: &Decision, target: u8, changed: &BTreeSet<Fact>) -> Option<Flip> {
        let known = |fact: u32| self.facts.get_index(fact as usize).is_none_or(|fact| !changed.contains(fact));
        let mut store = self.store(self.allowed(&known));
        let (made, _) = self.decide(decision, &mut store).ok()?;
        let mut flip = Flip { changed: BTreeMap::new(), besides: BTreeMap::new() };
        for (var, class) in store.diagrams.witness(made, target)? {
            let Some(wanted) = self.wanted(var, class) else { continue };
            let causes =
                self.variable_causes(var).iter().filter_map(|fact| self.facts.get_index(*fact as usize).copied());
            let causes: Vec<Fact> = causes.collect();
            if let Some(fact) = causes.iter().find(|fact| changed.contains(fact)) {
                let as_it_is = self.case.get(var as usize).is_some_and(|mask| mask >> class & 1 == 1);
                if !as_it_is {
                    flip.changed.entry(*fact).or_default().push(wanted);
                }
            } else if let Some(fact) = causes.iter().find(|fact| !self.is_given(**fact)) {
                flip.besides.entry(*fact).or_default().push(wanted);
            }
        }
        for fact in changed {
            flip.changed.entry(*fact).or_insert_with(|| vec![Wanted::Other]);
        }
        Some(flip)
    }

    /// What an open decision comes to for each class of a missing fact.
    pub fn outcomes(&self, decision: &Decision, fact: Fact) -> Vec<Outcome> {
        let mut store = self.store(self.case.clone());
        let Ok((made, _)) = self.decide(decision, &mut store) else { return Vec::new() };
        let mut found = Vec::new();
        for var in store.diagrams.support(made) {
            let own = self.open_causes(var).iter().any(|cause| self.facts.get_index(*cause as usize) == Some(&fact));
            if !own {
                continue;
            }
            let possible = self.case.get(var as usize).copied().unwrap_or(0);
            for class in (0..128u32).filter(|class| possible >> class & 1 == 1) {
                let (Ok(fixed), Some(wanted)) = (store.diagrams.fix(made, var, class), self.wanted(var, class)) else {
                    continue;
                };
                let results = store.diagrams.reachable(fixed, &self.case) & !(1 << IMPOSSIBLE);
                if results != 0 {
                    found.push(Outcome { wanted, answer: Answer { results, approximate: false } });
                }
            }
        }
        found
    }

    fn wanted(&self, var: u32, class: u32) -> Option<Wanted> {
        let variable = self.variables.get(var as usize)?;
        let var = self.ground.vars.get_index(variable.of.0 as usize);
        let of_several = matches!(var, Some(Var::Form(_)));
        let currency = if let Some(Var::Fact(_, currency)) = var { *currency } else { None };
        let class = class as usize;
        Some(match &variable.classes {
            Classes::YesNo if class < 2 => Wanted::Is(class == 1),
            Classes::Any(members) if class == 1 => Wanted::Has(members.clone()),
            Classes::Any(members) => Wanted::Lacks(members.clone()),
            Classes::Members(groups) => groups.get(class).map_or(Wanted::Absent, |group| Wanted::OneOf(group.clone())),
            Classes::Between(cuts) if class <= cuts.len() => Wanted::Number {
                low: class.checked_sub(1).and_then(|at| cuts.get(at)).map(|cut| (cut.at, !cut.after)),
                high: cuts.get(class).map(|cut| (cut.at, cut.after)),
                of_several,
                currency,
            },
            Classes::Things(_) => Wanted::Other,
            Classes::YesNo | Classes::Between(_) => Wanted::Absent,
        })
    }
}
