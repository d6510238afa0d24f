//! Reasons: a minimal set of facts that alone force an answer.

use super::{Answer, Decision, Fact, IMPOSSIBLE, Sealed, Solver, Truth};
use crate::diagram::{Diagrams, OverBudget, Ref};
use crate::ground::NodeId;
use crate::variable::{Question, Source};
use std::collections::BTreeSet;

impl Solver<'_> {
    /// What a decision can result in if the case had said only the facts for which `known` holds.
    pub fn answer_with(&self, decision: &Decision, known: &dyn Fn(Fact) -> bool) -> Answer {
        self.answer_within(decision, known, self.budget.nodes)
    }

    fn answer_within(&self, decision: &Decision, known: &dyn Fn(Fact) -> bool, nodes: usize) -> Answer {
        let known = |fact: u32| self.facts.get_index(fact as usize).is_none_or(|fact| known(*fact));
        let allowed = self.allowed(&known);
        let mut memo = self.memo();
        let quick: Vec<(NodeId, Truth)> =
            decision.rungs.iter().map(|(node, _)| (*node, self.lazy(*node, &allowed, &mut memo))).collect();
        let results = Self::quick_results(decision, |node| {
            quick.iter().find(|(known, _)| *known == node).map_or(Truth::Unknown, |(_, truth)| *truth)
        });
        if results.is_power_of_two() {
            return Answer { results, approximate: false };
        }
        let mut store = self.store_of(allowed, nodes);
        match self.decide(decision, &mut store) {
            Ok((made, _)) => {
                let results = store.diagrams.reachable(made, &[]);
                let possible = results & !(1 << IMPOSSIBLE);
                Answer { results: if possible == 0 { results } else { possible }, approximate: false }
            }
            Err(OverBudget) => Answer { results, approximate: true },
        }
    }

    /// A minimal set of facts that alone force the answer: with only these known it stands, and none can be dropped. `None` if the
    /// answer is open.
    pub fn reason(&self, decision: &Decision) -> Option<Vec<Fact>> {
        if let Some(known) = self.reasons.borrow().get(decision) {
            return known.clone();
        }
        let reason = self.find_reason(decision);
        self.reasons.borrow_mut().insert(decision.clone(), reason.clone());
        reason
    }

    pub(super) fn find_reason(&self, decision: &Decision) -> Option<Vec<Fact>> {
        let result = self.answer(decision).only()?;
        let proof = self.proof(decision);
        let short = self.shorten_on_free(decision, result, proof.as_ref());
        let mut facts: Vec<Fact> = match short {
            Some(kept) => kept.into_iter().filter_map(|fact| self.facts.get_index(fact as usize).copied()).collect(),
            None => self.shorten_slowly(decision, result, proof),
        };
        facts.sort_unstable();
        Some(facts)
    }

    /// The facts on one way to see the result by Kleene logic alone: of what is enough the first, of what is needed everything. `None`
    /// if only the diagram decides it.
    fn proof(&self, decision: &Decision) -> Option<BTreeSet<u32>> {
        let mut facts = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for (node, _) in &decision.rungs {
            self.prove(node.0, &mut facts, &mut seen)?;
            if self.quick(*node) == Truth::True {
                break;
            }
        }
        Some(facts)
    }

    fn prove(&self, node: u32, facts: &mut BTreeSet<u32>, seen: &mut BTreeSet<u32>) -> Option<()> {
        let truth = self.quick(NodeId(node));
        if truth == Truth::Unknown {
            return None;
        }
        if !seen.insert(node) {
            return Some(());
        }
        match self.nodes.get(node as usize)? {
            Sealed::Const(_) => {}
            Sealed::Not(of) | Sealed::Same(of) => self.prove(*of, facts, seen)?,
            Sealed::And(parts) | Sealed::Or(parts) => {
                // a false conjunction and a true disjunction need one part, the others all
                let enough = matches!(self.nodes.get(node as usize), Some(Sealed::Or(_))) == (truth == Truth::True);
                for part in parts {
                    if !enough {
                        self.prove(*part, facts, seen)?;
                    } else if self.quick(NodeId(*part)) == truth {
                        return self.prove(*part, facts, seen);
                    }
                }
            }
            Sealed::Ask(question) => {
                let vars: &[u32] = match question {
                    Question::Always(_) => &[],
                    Question::In(var, _) => std::slice::from_ref(var),
                    Question::Any(vars) => vars,
                };
                facts.extend(vars.iter().flat_map(|var| self.variable_causes(*var)));
            }
        }
        Some(())
    }

    /// On the diagram over all facts, which all decisions share. `None` if that is too large: then each step makes its own over what is
    /// left open, which is small as long as most facts are kept.
    fn shorten_on_free(&self, decision: &Decision, result: u8, proof: Option<&BTreeSet<u32>>) -> Option<BTreeSet<u32>> {
        if self.free_is_too_large.get() {
            return None;
        }
        let mut free = self.free.borrow_mut();
        let store = free.get_or_insert_with(|| self.store_of(self.allowed(&|_| false), self.budget.nodes / 16));
        if let Ok((made, _)) = self.decide(decision, store) {
            self.shorten(made, result, proof, &mut store.diagrams)
        } else {
            // what is too large for one decision is too large for its neighbours, which share most of it
            self.free_is_too_large.set(true);
            None
        }
    }

    /// Drops one fact after the other as long as the diagram over all facts cannot reach another result. `None` if it can from the
    /// start, which is so only if the case contradicts itself or the diagram is coarser than Kleene's logic.
    fn shorten(
        &self,
        made: Ref,
        result: u8,
        proof: Option<&BTreeSet<u32>>,
        diagrams: &mut Diagrams,
    ) -> Option<BTreeSet<u32>> {
        let mut allowed = self.case.clone();
        if diagrams.reaches_other(made, &allowed, result, IMPOSSIBLE) || result == IMPOSSIBLE {
            return None;
        }
        let support = diagrams.support(made);
        let mut kept: BTreeSet<u32> = support.iter().flat_map(|var| self.variable_causes(*var)).copied().collect();
        if let Some(proof) = proof {
            let fewer: BTreeSet<u32> = kept.intersection(proof).copied().collect();
            let wider = self.allowed(&|fact| fewer.contains(&fact));
            if !diagrams.reaches_other(made, &wider, result, IMPOSSIBLE) {
                (kept, allowed) = (fewer, wider);
            }
        }
        // a number made of several facts has a range that must be computed anew for each set of facts
        let composed = support.iter().any(|var| {
            let source = self.variables.get(*var as usize).map(|variable| &variable.source);
            matches!(source, Some(Source::Form(..) | Source::Same(..)))
        });
        let candidates: Vec<u32> = kept.iter().rev().copied().collect();
        let mut changed: Vec<(u32, u128)> = Vec::new();
        for candidate in candidates {
            kept.remove(&candidate);
            changed.clear();
            let mut set = |allowed: &mut Vec<u128>, var: u32, mask: u128| {
                if let Some(known) = allowed.get_mut(var as usize).filter(|known| **known != mask) {
                    changed.push((var, std::mem::replace(known, mask)));
                }
            };
            if composed {
                let wider = self.allowed(&|fact| kept.contains(&fact));
                for var in &support {
                    set(&mut allowed, *var, wider.get(*var as usize).copied().unwrap_or(u128::MAX));
                }
            } else {
                for var in support.iter().filter(|var| self.variable_causes(**var).contains(&candidate)) {
                    if let Some(Source::Case { free, .. }) = self.variables.get(*var as usize).map(|var| &var.source) {
                        set(&mut allowed, *var, *free);
                    }
                }
            }
            if !changed.is_empty() && diagrams.reaches_other(made, &allowed, result, IMPOSSIBLE) {
                kept.insert(candidate);
                for (var, mask) in &changed {
                    if let Some(known) = allowed.get_mut(*var as usize) {
                        *known = *mask;
                    }
                }
            }
        }
        Some(kept)
    }

    /// The same with a diagram for each step, over what the facts that are kept leave open. A fact that only a large diagram could show
    /// to be superfluous is kept: the reason still forces the answer, and is then perhaps not the shortest.
    pub(super) fn shorten_slowly(&self, decision: &Decision, result: u8, proof: Option<BTreeSet<u32>>) -> Vec<Fact> {
        let mut kept: BTreeSet<u32> = proof.unwrap_or_else(|| {
            let mut roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
            roots.extend(self.axioms_near(&roots));
            let causes = |var: usize| self.causes.get(var).into_iter().flat_map(|causes| causes.iter().copied());
            self.vars_below(&roots).ones().flat_map(causes).collect()
        });
        // what the case does not speak of is no reason
        kept.retain(|fact| self.is_said(*fact));
        let candidates: Vec<u32> = kept.iter().rev().copied().collect();
        for candidate in candidates {
            kept.remove(&candidate);
            let known = |fact| self.facts.get_index_of(&fact).is_some_and(|index| kept.contains(&(index as u32)));
            let still = self.answer_within(decision, &known, self.budget.nodes / 64);
            if still.only() != Some(result) {
                kept.insert(candidate);
            }
        }
        kept.into_iter().filter_map(|fact| self.facts.get_index(fact as usize).copied()).collect()
    }

    /// Whether the case says anything of a fact.
    fn is_said(&self, fact: u32) -> bool {
        match self.facts.get_index(fact as usize) {
            None => false,
            Some(Fact::Of(thing, id)) => self.ground.world.value(*thing, *id).is_some(),
            Some(Fact::List(owner, inverse)) => {
                let kind = self.ground.program.schema.fact(*inverse).kind;
                self.ground.world.is_closed(*owner, *inverse, kind)
            }
        }
    }
}
