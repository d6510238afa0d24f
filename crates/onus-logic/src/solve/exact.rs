//! The exact answer: a decision as a diagram over what the case leaves open, with the axioms near it, and what is read from it.

use std::cell::RefCell;

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;

use super::{Answer, Decision, IMPOSSIBLE, Sealed, Solver, Store, Truth};
use crate::diagram::{Diagrams, OverBudget, Ref};
use crate::ground::NodeId;
use crate::variable::Question;

/// What was read from a diagram: the answer, and the variables on which an open one depends.
pub(super) struct Exact {
    pub(super) answer: Answer,
    pub(super) relevant: Vec<u32>,
}

impl Solver<'_> {
    /// The axioms that share facts with some ground variables, directly or through each other.
    pub(super) fn axioms_near(&self, mut near: FixedBitSet) -> Vec<NodeId> {
        let mut open: Vec<(NodeId, &FixedBitSet)> = self.axioms.iter().copied().zip(&self.axiom_vars).collect();
        let mut found = Vec::new();
        while let Some(at) = open.iter().position(|(_, vars)| !vars.is_disjoint(&near)) {
            let (axiom, vars) = open.swap_remove(at);
            near.union_with(vars);
            found.push(axiom);
        }
        found
    }

    pub(super) fn store(&self, allowed: Vec<u128>) -> Store {
        self.store_of(allowed, self.budget.nodes)
    }

    pub(super) fn store_of(&self, allowed: Vec<u128>, nodes: usize) -> Store {
        let diagrams = Diagrams::new(allowed, nodes);
        Store { diagrams, memo: self.memo(), built: FxHashMap::default(), decided: FxHashMap::default() }
    }

    pub(super) fn build(&self, node: u32, store: &mut Store) -> Result<Ref, OverBudget> {
        if let Some(known) = store.built.get(&node) {
            return Ok(*known);
        }
        match self.lazy(NodeId(node), store.diagrams.allowed(), &mut store.memo) {
            Truth::True => return Ok(Ref::TRUE),
            Truth::False => return Ok(Ref::FALSE),
            Truth::Unknown => {}
        }
        let made = match self.nodes.get(node as usize) {
            None => return Err(OverBudget),
            Some(Sealed::Const(value) | Sealed::Ask(Question::Always(value))) => {
                if *value {
                    Ref::TRUE
                } else {
                    Ref::FALSE
                }
            }
            Some(Sealed::Ask(Question::In(var, mask))) => store.diagrams.test(*var, *mask)?,
            Some(Sealed::Ask(Question::Any(vars))) => {
                let mut made = Ref::FALSE;
                for var in vars.iter().rev() {
                    let one = store.diagrams.test(*var, 0b10)?;
                    made = store.diagrams.or(one, made)?;
                }
                made
            }
            Some(Sealed::Not(inner)) => {
                let inner = self.build(*inner, store)?;
                store.diagrams.not(inner)?
            }
            Some(Sealed::Same(inner)) => self.build(*inner, store)?,
            Some(Sealed::And(parts)) => {
                let mut made = Ref::TRUE;
                for part in parts.iter().rev() {
                    let one = self.build(*part, store)?;
                    made = store.diagrams.and(one, made)?;
                }
                made
            }
            Some(Sealed::Or(parts)) => {
                let mut made = Ref::FALSE;
                for part in parts.iter().rev() {
                    let one = self.build(*part, store)?;
                    made = store.diagrams.or(one, made)?;
                }
                made
            }
        };
        store.built.insert(node, made);
        Ok(made)
    }

    pub(super) fn decide(&self, decision: &Decision, store: &mut Store) -> Result<(Ref, bool), OverBudget> {
        let roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
        let vars = self.vars_below(&roots);
        let parts: u32 = vars.ones().filter_map(|var| self.parts.get(var)).map(|parts| parts.end - parts.start).sum();
        if parts as usize > self.budget.variables {
            return Err(OverBudget);
        }
        let mut made = Ref::result(decision.otherwise);
        for (node, result) in decision.rungs.iter().rev() {
            let condition = self.build(node.0, store)?;
            made = store.diagrams.choose(condition, Ref::result(*result), made)?;
        }
        let mut restricted = false;
        for axiom in self.axioms_near(vars) {
            let axiom = self.build(axiom.0, store)?;
            restricted |= axiom != Ref::TRUE;
            made = store.diagrams.choose(axiom, made, Ref::result(IMPOSSIBLE))?;
        }
        Ok((made, restricted))
    }

    /// Runs `with` on the diagram of a decision. If the store that it shares with others is full, it gets one for itself: what can
    /// be answered does not depend on what was asked before.
    pub(super) fn with_diagram<T>(
        &self,
        store: &RefCell<Option<Store>>,
        allowed: impl Fn() -> Vec<u128>,
        decision: &Decision,
        with: impl Fn(Ref, bool, &mut Diagrams) -> Result<T, OverBudget>,
    ) -> Result<T, OverBudget> {
        let mut store = store.borrow_mut();
        let was_used = store.is_some();
        let run = |store: &mut Option<Store>| {
            let store = store.get_or_insert_with(|| self.store(allowed()));
            let (made, with_axioms) = if let Some(known) = store.decided.get(decision) {
                *known
            } else {
                let made = self.decide(decision, store)?;
                store.decided.insert(decision.clone(), made);
                made
            };
            with(made, with_axioms, &mut store.diagrams)
        };
        let mut result = run(&mut store);
        if result.is_err() {
            *store = None;
            if was_used {
                result = run(&mut store);
            }
            if result.is_err() {
                *store = None;
            }
        }
        result
    }

    pub(super) fn exact(&self, decision: &Decision) -> Result<Exact, OverBudget> {
        let allowed = || self.case.clone();
        self.with_diagram(&self.open, allowed, decision, |made, with_axioms, diagrams| {
            self.read(made, with_axioms, diagrams)
        })
    }

    pub(super) fn read(&self, made: Ref, with_axioms: bool, diagrams: &mut Diagrams) -> Result<Exact, OverBudget> {
        let mut results = diagrams.reachable(made, &self.case);
        if results != 1 << IMPOSSIBLE {
            results &= !(1 << IMPOSSIBLE);
        }
        let mut relevant = diagrams.support(made);
        if results.is_power_of_two() {
            relevant.clear();
        } else if with_axioms {
            let mut kept = Vec::new();
            for var in relevant.iter().copied() {
                // what no axiom restricts matters wherever the diagram depends on it
                if !self.bound.contains(var as usize) || self.still_matters(made, var, results, diagrams)? {
                    kept.push(var);
                }
            }
            // axioms can tie facts together so that only several at once tell anything
            if !kept.is_empty() {
                relevant = kept;
            }
        }
        let answer = Answer { results, approximate: self.is_approximate(&relevant) };
        Ok(Exact { answer, relevant })
    }

    /// Whether learning a variable can narrow the results, or two possible completions that differ in it alone differ in result.
    pub(super) fn still_matters(
        &self,
        of: Ref,
        var: u32,
        results: u16,
        diagrams: &mut Diagrams,
    ) -> Result<bool, OverBudget> {
        let possible = self.case.get(var as usize).copied().unwrap_or(0);
        let mut fixed = Vec::new();
        for class in (0..128).filter(|class| possible >> class & 1 == 1) {
            let at = diagrams.fix(of, var, class)?;
            let reached = diagrams.reachable(at, &self.case) & !(1 << IMPOSSIBLE);
            if reached != 0 && reached != results {
                return Ok(true);
            }
            fixed.push(at);
        }
        let ignored = Ref::result(IMPOSSIBLE);
        Ok(fixed.iter().enumerate().any(|(at, a)| fixed.iter().skip(at + 1).any(|b| diagrams.differ(*a, *b, ignored))))
    }
}
