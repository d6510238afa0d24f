//! Reasons: a minimal set of facts that alone force an answer.

use super::cone::{Cone, Reading};
use super::{Answer, Decision, Fact, IMPOSSIBLE, Sealed, Solver, Truth};
use crate::diagram::OverBudget;
use crate::ground::NodeId;
use fixedbitset::FixedBitSet;
use std::collections::BTreeSet;

impl Solver<'_> {
    /// What a decision can result in if the case had said only the facts for which `known` holds.
    pub fn answer_with(&self, decision: &Decision, known: &dyn Fn(Fact) -> bool) -> Answer {
        let known = |fact: u32| self.facts.get_index(fact as usize).is_none_or(|fact| known(*fact));
        let (cone, mut reading) = (self.cone(decision), self.reading());
        let results = self.read_with(decision, &cone, &known, &mut reading);
        if results.is_power_of_two() {
            return Answer { results, approximate: false };
        }
        self.answer_within(decision, results, reading.allowed, self.budget.nodes)
    }

    /// What a decision can result in within some classes, of which Kleene logic leaves `results`.
    fn answer_within(&self, decision: &Decision, results: u16, allowed: Vec<u128>, nodes: usize) -> Answer {
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

    /// Drops one fact after the other as long as the others force the result. A fact that only a large diagram could show to be
    /// superfluous is kept: the reason still forces the answer, and is then perhaps not the shortest.
    fn find_reason(&self, decision: &Decision) -> Option<Vec<Fact>> {
        let result = self.answer(decision).only()?;
        let (cone, mut reading) = (self.cone(decision), self.reading());
        let mut kept = match self.proof(decision) {
            Some(proof) => proof.into_iter().map(|fact| fact as usize).collect(),
            None => self.facts_of(&cone),
        };
        let candidates: Vec<usize> = kept.ones().collect();
        for candidate in candidates.into_iter().rev() {
            kept.remove(candidate);
            // what the case does not speak of is no reason
            if self.is_said(candidate as u32)
                && !self.forces(decision, &cone, result, &kept, candidate as u32, &mut reading)
            {
                kept.insert(candidate);
            }
        }
        let mut facts: Vec<Fact> = kept.ones().filter_map(|fact| self.facts.get_index(fact).copied()).collect();
        facts.sort_unstable();
        Some(facts)
    }

    /// Whether the facts that are kept force the result without the one that was dropped.
    fn forces(
        &self,
        decision: &Decision,
        cone: &Cone,
        result: u8,
        kept: &FixedBitSet,
        dropped: u32,
        reading: &mut Reading,
    ) -> bool {
        let results = self.read_with(decision, cone, &|fact| kept.contains(fact as usize), reading);
        if results.is_power_of_two() {
            return results == 1 << result;
        }
        let other = self.has_other(decision, cone, result, Some(dropped), reading);
        other.map_or_else(
            || {
                let allowed = reading.allowed.clone();
                self.answer_within(decision, results, allowed, self.budget.nodes / 64).only() == Some(result)
            },
            |other| !other,
        )
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
                facts.extend(question.variables().iter().flat_map(|var| self.variable_causes(*var)));
            }
        }
        Some(())
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
