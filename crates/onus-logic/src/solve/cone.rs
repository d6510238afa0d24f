//! The conditions on which one decision hangs: few enough to be read again for each set of facts that one imagines to be known.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashSet;

use super::{Decision, Sealed, Solver, Truth};
use crate::ground::{NodeId, Var};
use crate::number::{LinearId, Term};
use crate::variable::{Question, Source};

/// How many readings a search takes before it leaves the answer to a diagram.
const READINGS: u32 = 100;

/// The conditions below a decision and the axioms near it.
pub(super) struct Cone {
    /// The diagram variables that they ask for, in order.
    vars: Vec<u32>,
    axioms: Vec<NodeId>,
}

/// A reading of the conditions of a cone. What lies outside means nothing.
pub(super) struct Reading {
    /// The classes that are possible of each variable.
    pub(super) allowed: Vec<u128>,
    /// The truth of each condition, and in which reading it was last asked for.
    truths: Vec<(u32, Truth)>,
    now: u32,
}

impl Reading {
    fn truth(&self, node: u32) -> Option<Truth> {
        self.truths.get(node as usize).filter(|(at, _)| *at == self.now).map(|(_, truth)| *truth)
    }
}

impl Solver<'_> {
    pub(super) fn cone(&self, decision: &Decision) -> Cone {
        let roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
        let axioms = self.axioms_near(self.vars_below(&roots));
        let mut seen = FixedBitSet::with_capacity(self.nodes.len());
        let mut vars: BTreeSet<u32> = BTreeSet::new();
        let mut open: Vec<u32> = roots.iter().chain(&axioms).map(|node| node.0).collect();
        let mut forms = FxHashSet::default();
        while let Some(next) = open.pop() {
            if seen.put(next as usize) {
                continue;
            }
            match self.nodes.get(next as usize) {
                None | Some(Sealed::Const(_)) => {}
                Some(Sealed::Ask(question)) => {
                    for var in question.variables() {
                        let source = self.variables.get(*var as usize).map(|variable| &variable.source);
                        if vars.insert(*var)
                            && let Some(Source::Form(of, _)) = source
                            && let Some(Var::Form(linear)) = self.ground.vars.get_index(of.0 as usize)
                        {
                            self.below_number(*linear, &mut open, &mut vars, &mut forms);
                        }
                    }
                }
                Some(Sealed::Not(of) | Sealed::Same(of)) => open.push(*of),
                Some(Sealed::And(parts) | Sealed::Or(parts)) => open.extend_from_slice(parts),
            }
        }
        Cone { vars: vars.into_iter().collect(), axioms }
    }

    /// The conditions and variables on which the range of a number hangs.
    fn below_number(
        &self,
        linear: LinearId,
        open: &mut Vec<u32>,
        vars: &mut BTreeSet<u32>,
        seen: &mut FxHashSet<LinearId>,
    ) {
        let Some(form) = self.ground.linears.get_index(linear.0 as usize).filter(|_| seen.insert(linear)) else {
            return;
        };
        for (term, _) in &form.terms {
            match term {
                Term::Var(_) | Term::Anything(..) => {}
                Term::Product(a, b) => {
                    self.below_number(*a, open, vars, seen);
                    self.below_number(*b, open, vars, seen);
                }
                Term::Guarded(node, inner) => {
                    open.push(node.0);
                    self.below_number(*inner, open, vars, seen);
                }
                Term::Rest(more, node, inner) => {
                    vars.extend(self.parts.get(more.0 as usize).cloned().unwrap_or_default());
                    open.push(node.0);
                    self.below_number(*inner, open, vars, seen);
                }
            }
        }
    }

    /// The facts behind a cone.
    pub(super) fn facts_of(&self, cone: &Cone) -> FixedBitSet {
        let mut facts = FixedBitSet::with_capacity(self.facts.len());
        facts.extend(cone.vars.iter().flat_map(|var| self.variable_causes(*var)).map(|fact| *fact as usize));
        facts
    }

    pub(super) fn reading(&self) -> Reading {
        Reading { allowed: self.case.clone(), truths: vec![(0, Truth::Unknown); self.nodes.len()], now: 0 }
    }

    /// The results that Kleene logic leaves possible if the case had said only the facts for which `known` holds.
    pub(super) fn read_with(
        &self,
        decision: &Decision,
        cone: &Cone,
        known: &dyn Fn(u32) -> bool,
        reading: &mut Reading,
    ) -> u16 {
        let mut memo = None;
        for var in &cone.vars {
            let Some(variable) = self.variables.get(*var as usize) else { continue };
            let mask = self.mask(variable, known, &reading.allowed, &mut memo);
            if let Some(slot) = reading.allowed.get_mut(*var as usize) {
                *slot = mask;
            }
        }
        reading.now += 1;
        self.results(decision, reading)
    }

    /// The results that Kleene logic leaves possible in a reading.
    fn results(&self, decision: &Decision, reading: &mut Reading) -> u16 {
        Self::quick_results(decision, |node| self.judge(node.0, reading))
    }

    /// The truth of a condition in a reading. Only what decides it is looked at.
    fn judge(&self, node: u32, reading: &mut Reading) -> Truth {
        if let Some(known) = reading.truth(node) {
            return known;
        }
        let any = |parts: &[u32], sought: Truth, reading: &mut Reading| {
            let mut all = if sought == Truth::True { Truth::False } else { Truth::True };
            for part in parts {
                match self.judge(*part, reading) {
                    truth if truth == sought => return sought,
                    Truth::Unknown => all = Truth::Unknown,
                    _ => {}
                }
            }
            all
        };
        let truth = match self.nodes.get(node as usize) {
            None => Truth::Unknown,
            Some(Sealed::Const(value)) => Truth::of(*value),
            Some(Sealed::Ask(question)) => Self::ask(question, &reading.allowed),
            Some(Sealed::Not(of)) => self.judge(*of, reading).not(),
            Some(Sealed::Same(of)) => self.judge(*of, reading),
            Some(Sealed::And(parts)) => any(parts, Truth::False, reading),
            Some(Sealed::Or(parts)) => any(parts, Truth::True, reading),
        };
        if let Some(slot) = reading.truths.get_mut(node as usize) {
            *slot = (reading.now, truth);
        }
        truth
    }

    /// Whether some completion of a reading has another result; `None` if that takes too long to see. Completions near the case are
    /// looked at first, and those in which the fact `but` is not as it says.
    pub(super) fn has_other(
        &self,
        decision: &Decision,
        cone: &Cone,
        result: u8,
        but: Option<u32>,
        reading: &mut Reading,
    ) -> Option<bool> {
        let mut left = READINGS;
        Search { solver: self, decision, cone, result, but }.run(reading, &mut left)
    }
}

/// A search for a completion with another result: it splits the classes of a variable on which an open condition hangs, and reads again.
struct Search<'s, 'a> {
    solver: &'s Solver<'a>,
    decision: &'s Decision,
    cone: &'s Cone,
    result: u8,
    but: Option<u32>,
}

impl Search<'_, '_> {
    fn run(&self, reading: &mut Reading, left: &mut u32) -> Option<bool> {
        *left = left.checked_sub(1)?;
        reading.now += 1;
        let mut open = None;
        for axiom in &self.cone.axioms {
            match self.solver.judge(axiom.0, reading) {
                Truth::False => return Some(false),
                Truth::Unknown => open = Some(*axiom),
                Truth::True => {}
            }
        }
        let results = self.solver.results(self.decision, reading);
        if results == 1 << self.result {
            return Some(false);
        }
        if results >> self.result & 1 == 0 && open.is_none() {
            return Some(true);
        }
        let mut rungs = self.decision.rungs.iter().map(|(node, _)| *node);
        let rung = rungs.find(|node| reading.truth(node.0) == Some(Truth::Unknown));
        let (var, mask) =
            self.question(if results >> self.result & 1 == 1 { rung.or(open) } else { open }?, reading)?;
        let at = var as usize;
        let possible = reading.allowed.get(at).copied()?;
        let case = self.solver.case.get(at).copied().unwrap_or(0);
        let is_case = case & mask != 0 && case & !mask == 0;
        let changed = self.but.is_some_and(|but| self.solver.variable_causes(var).contains(&but));
        let (yes, no) = (possible & mask, possible & !mask);
        let sides = if is_case == changed { [no, yes] } else { [yes, no] };
        let mut found = Some(false);
        for side in sides {
            if let Some(slot) = reading.allowed.get_mut(at) {
                *slot = side;
            }
            found = self.run(reading, left);
            if found != Some(false) {
                break;
            }
        }
        if let Some(slot) = reading.allowed.get_mut(at) {
            *slot = possible;
        }
        found
    }

    /// What is asked of a variable on which an open condition hangs.
    fn question(&self, mut node: NodeId, reading: &Reading) -> Option<(u32, u128)> {
        // of an open condition all parts were asked for
        let is_open = |part: &&u32| reading.truth(**part) == Some(Truth::Unknown);
        loop {
            node = NodeId(*match self.solver.nodes.get(node.0 as usize)? {
                Sealed::Const(_) | Sealed::Ask(Question::Always(_)) => return None,
                Sealed::Ask(Question::In(var, mask)) => return Some((*var, *mask)),
                Sealed::Ask(Question::Any(vars)) => {
                    let open = |var: &&u32| reading.allowed.get(**var as usize) == Some(&0b11);
                    return vars.iter().find(open).map(|var| (*var, 0b10));
                }
                Sealed::Not(of) | Sealed::Same(of) => of,
                Sealed::And(parts) | Sealed::Or(parts) => parts.iter().find(is_open)?,
            });
        }
    }
}
