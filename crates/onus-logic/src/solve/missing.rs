//! What is open: the facts behind variables, whether the case says them, and which of them can still change an answer.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

use super::{Decision, Fact, IMPOSSIBLE, Sealed, Solver, Truth};
use crate::diagram::OverBudget;
use crate::ground::{NodeId, Var};
use crate::schema::FactId;
use crate::world::ThingId;

impl Solver<'_> {
    pub(super) fn variable_causes(&self, var: u32) -> &[u32] {
        self.variables
            .get(var as usize)
            .and_then(|variable| self.causes.get(variable.of.0 as usize))
            .map_or(&[], |causes| causes)
    }

    /// The facts behind a variable that the case leaves open.
    pub(super) fn open_causes(&self, var: u32) -> Vec<u32> {
        let causes = self.variable_causes(var);
        if causes.len() == 1 {
            return causes.to_vec();
        }
        causes.iter().copied().filter(|fact| self.is_open(*fact)).collect()
    }

    /// Whether the case leaves a fact open, in any way.
    pub(super) fn is_open(&self, fact: u32) -> bool {
        use crate::world::Value;
        match self.facts.get_index(fact as usize) {
            None => false,
            Some(Fact::List(owner, inverse)) => {
                let kind = self.ground.program.schema.fact(*inverse).kind;
                !self.ground.world.is_closed(*owner, *inverse, kind)
            }
            Some(Fact::Of(thing, of)) => match self.ground.world.value(*thing, *of) {
                None => true,
                Some(Value::Absent | Value::Bool(_)) => false,
                Some(Value::Numbers(ranges, currency)) => {
                    let fixed = matches!(ranges.as_slice(), [range] if range.only().is_some());
                    let readable = currency.is_none() || self.is_convertible(*thing, *of);
                    !fixed || !readable
                }
                Some(Value::Members(members)) => members.count_ones(..) != 1,
                Some(Value::Set { has, lacks }) => has.count_ones(..) + lacks.count_ones(..) < has.len(),
                Some(Value::Things(things)) => things.len() != 1,
            },
        }
    }

    /// Whether an amount can be read in every currency in which it is asked for.
    pub(super) fn is_convertible(&self, thing: ThingId, fact: FactId) -> bool {
        use crate::world::Value;
        let Some(Value::Numbers(_, Some(own))) = self.ground.world.value(thing, fact) else { return true };
        self.ground.vars.iter().all(|var| match var {
            Var::Fact(place, Some(wanted)) if self.fact_of(*place) == Some(Fact::Of(thing, fact)) => {
                self.ground.world.convert(Decimal::ONE, *own, *wanted).is_some()
            }
            _ => true,
        })
    }

    /// Whether the result can come about whatever the facts are for which `chosen` does not hold: duties that are owed if something
    /// happens are owed whatever else is still open.
    pub fn can_always_be(&self, decision: &Decision, result: u8, chosen: &dyn Fn(Fact) -> bool) -> bool {
        let given = |var: u32| {
            let mut facts = self.variable_causes(var).iter();
            !facts.any(|fact| self.facts.get_index(*fact as usize).is_some_and(|fact| chosen(*fact)))
        };
        let allowed = || self.case.clone();
        let always = self.with_diagram(&self.open, allowed, decision, |made, _, diagrams| {
            Ok(diagrams.always_reaches(made, result, IMPOSSIBLE, &given))
        });
        always.unwrap_or(false)
    }

    /// Whether a decision asks for some fact of that sort, whether or not it matters.
    pub fn reads(&self, decision: &Decision, sort: &dyn Fn(Fact) -> bool) -> bool {
        let roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
        let vars = self.vars_below(&roots);
        let mut facts = vars.ones().flat_map(|var| self.causes.get(var).into_iter().flat_map(|causes| causes.iter()));
        facts.any(|fact| self.facts.get_index(*fact as usize).is_some_and(|fact| sort(*fact)))
    }

    /// The facts that can still change an open answer, sorted; empty if it is decided.
    pub fn missing(&self, decision: &Decision) -> Vec<Fact> {
        if let Some(known) = self.missing.borrow().get(decision) {
            return known.clone();
        }
        let missing = self.find_missing(decision);
        self.missing.borrow_mut().insert(decision.clone(), missing.clone());
        missing
    }

    pub(super) fn find_missing(&self, decision: &Decision) -> Vec<Fact> {
        if self.answer(decision).only().is_some() {
            return Vec::new();
        }
        let relevant = match self.exact(decision) {
            Ok(exact) => exact.relevant,
            Err(OverBudget) => self.open_below(decision),
        };
        self.open_facts(&relevant)
    }

    /// The variables of which Kleene logic cannot say that they do not matter: open ones below conditions that are open.
    pub(super) fn open_below(&self, decision: &Decision) -> Vec<u32> {
        let mut seen = FixedBitSet::with_capacity(self.nodes.len());
        let mut open: Vec<u32> = decision.rungs.iter().map(|(node, _)| node.0).collect();
        let mut found = BTreeSet::new();
        while let Some(next) = open.pop() {
            if self.quick(NodeId(next)) != Truth::Unknown || seen.put(next as usize) {
                continue;
            }
            match self.nodes.get(next as usize) {
                None | Some(Sealed::Const(_)) => {}
                Some(Sealed::Ask(question)) => found.extend(question.variables()),
                Some(Sealed::Not(of) | Sealed::Same(of)) => open.push(*of),
                Some(Sealed::And(parts) | Sealed::Or(parts)) => open.extend_from_slice(parts),
            }
        }
        let is_open = |var: &u32| self.case.get(*var as usize).is_some_and(|mask| mask.count_ones() > 1);
        found.into_iter().filter(is_open).collect()
    }

    /// The facts that the case leaves open behind some variables, sorted.
    pub(super) fn open_facts(&self, relevant: &[u32]) -> Vec<Fact> {
        let mut facts: Vec<Fact> = relevant
            .iter()
            .flat_map(|var| self.open_causes(*var))
            .filter_map(|fact| self.facts.get_index(fact as usize).copied())
            .collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}
