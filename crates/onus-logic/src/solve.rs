//! Truth: what holds in every completion of a case, what is still open, which facts decide, which are missing.
//!
//! A first answer is strong Kleene logic in one pass. Where that leaves something open, a decision diagram gives the exact answer.

mod range;

mod view;

mod exact;

mod missing;

mod cone;

mod fingerprint;

mod reason;

mod approximate;

pub mod weigh;

pub mod flip;

use std::cell::RefCell;
use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagram::{Diagrams, OverBudget, Ref};
use crate::ground::{Being, Formula, Ground, NodeId, Origin, Place, Test, Var, VarId};
use crate::number::{LinearId, Term};
use crate::schema::FactId;
use crate::variable::{self, Question, Variable};
use crate::world::{Range, ThingId};

pub use view::{Asked, View};

/// Three-valued truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Truth {
    /// In no completion.
    False,
    /// In every completion.
    True,
    /// Not decided.
    Unknown,
}

impl Truth {
    /// The truth of a known yes or no.
    pub fn of(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }

    fn not(self) -> Self {
        match self {
            Truth::False => Truth::True,
            Truth::True => Truth::False,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

/// A fact of a case that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// A fact of a thing.
    Of(ThingId, FactId),
    /// Whether the list on the other side of a reference is complete.
    List(ThingId, FactId),
}

/// A list of conditions, each with a result: the first that is true decides; if none is, the last result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decision {
    /// Conditions in order, with results below 15.
    pub rungs: Vec<(NodeId, u8)>,
    /// The result if no condition is true.
    pub otherwise: u8,
}

impl Decision {
    /// Result 1 if the condition is true, else 0.
    pub fn of(condition: NodeId) -> Self {
        Self { rungs: vec![(condition, 1)], otherwise: 0 }
    }
}

/// Which results a decision can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    results: u16,
    /// The answer is open and might be decided by a finer method.
    pub approximate: bool,
}

impl Answer {
    /// The result, if all completions agree.
    pub fn only(self) -> Option<u8> {
        self.results.is_power_of_two().then(|| self.results.trailing_zeros() as u8)
    }

    /// Whether a result is possible.
    pub fn can_be(self, result: u8) -> bool {
        self.results >> result & 1 == 1
    }

    /// The possible results.
    pub fn results(self) -> impl Iterator<Item = u8> {
        (0..16).filter(move |result| self.can_be(*result))
    }

    /// For a yes/no decision.
    pub fn truth(self) -> Truth {
        match self.only() {
            Some(0) => Truth::False,
            Some(_) => Truth::True,
            None => Truth::Unknown,
        }
    }
}

/// How large a diagram may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Nodes of one diagram.
    pub nodes: usize,
    /// Variables of one diagram.
    pub variables: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { nodes: 50_000, variables: 2_000 }
    }
}

/// The result that stands for "no completion": what an axiom forbids.
const IMPOSSIBLE: u8 = 15;

enum Sealed {
    Const(bool),
    Ask(Question),
    Not(u32),
    And(Box<[u32]>),
    Or(Box<[u32]>),
    Same(u32),
}

/// Answers questions on grounded conditions.
pub struct Solver<'a> {
    ground: Ground<'a>,
    nodes: Vec<Sealed>,
    variables: Vec<Variable>,
    /// Diagram variables of each ground variable.
    parts: Vec<std::ops::Range<u32>>,
    /// For each ground variable, the facts from which it is made.
    causes: Vec<Box<[u32]>>,
    facts: IndexSet<Fact, FxBuildHasher>,
    axioms: Vec<NodeId>,
    /// For each axiom the ground variables that it asks for.
    axiom_vars: Vec<FixedBitSet>,
    /// The variables of the diagram that some axiom restricts.
    bound: FixedBitSet,
    budget: Budget,
    case: Vec<u128>,
    truths: Vec<Truth>,
    /// Diagrams over what the case leaves open, for answers.
    open: RefCell<Option<Store>>,
    /// Truths that Kleene logic left open.
    found: RefCell<FxHashMap<NodeId, Truth>>,
    answers: RefCell<FxHashMap<Decision, Answer>>,
    missing: RefCell<FxHashMap<Decision, Vec<Fact>>>,
    reasons: RefCell<FxHashMap<Decision, Option<Vec<Fact>>>>,
}

/// What one pass over the conditions has found so far.
struct Memo {
    truths: Vec<Option<Truth>>,
    ranges: FxHashMap<LinearId, Range>,
}

/// Diagrams that several answers share. What Kleene logic decides needs no diagram.
struct Store {
    diagrams: Diagrams,
    memo: Memo,
    built: FxHashMap<u32, Ref>,
    decided: FxHashMap<Decision, (Ref, bool)>,
}

impl<'a> Solver<'a> {
    /// Seals the conditions of `ground`. `axioms` hold in every completion.
    pub fn new(ground: Ground<'a>, axioms: Vec<NodeId>, budget: Budget) -> Self {
        let mut tests: Vec<IndexSet<Test, FxBuildHasher>> = vec![IndexSet::default(); ground.vars.len()];
        for node in &ground.nodes {
            if let Formula::Atom(var, test) = node
                && let Some(tests) = tests.get_mut(var.0 as usize)
            {
                tests.insert(test.clone());
            }
        }
        let order = variable::order(&ground);
        let (mut variables, mut parts, mut questions) =
            (Vec::new(), vec![0..0; tests.len()], vec![Vec::new(); tests.len()]);
        for index in order {
            let own: Vec<Test> = tests.get(index).into_iter().flatten().cloned().collect();
            let first = variables.len() as u32;
            let (made, asked) = variable::split(&ground, VarId(index as u32), &own, first);
            variables.extend(made);
            if let (Some(part), Some(question)) = (parts.get_mut(index), questions.get_mut(index)) {
                (*part, *question) = (first..variables.len() as u32, asked);
            }
        }
        let ask = |var: &VarId, test: &Test| {
            let at = tests.get(var.0 as usize).and_then(|tests| tests.get_index_of(test));
            at.and_then(|at| questions.get(var.0 as usize)?.get(at).cloned()).unwrap_or(Question::Always(false))
        };
        let ids = |parts: &[NodeId]| parts.iter().map(|part| part.0).collect();
        let nodes = ground
            .nodes
            .iter()
            .map(|node| match node {
                Formula::Const(value) => Sealed::Const(*value),
                Formula::Atom(var, test) => match ask(var, test) {
                    Question::Always(value) => Sealed::Const(value),
                    question => Sealed::Ask(question),
                },
                Formula::Not(of) => Sealed::Not(of.0),
                Formula::And(parts) => Sealed::And(ids(parts)),
                Formula::Or(parts) => Sealed::Or(ids(parts)),
                Formula::Named(_, of) => Sealed::Same(of.0),
            })
            .collect();
        let mut solver = Self {
            ground,
            nodes,
            variables,
            parts,
            causes: Vec::new(),
            facts: IndexSet::default(),
            axioms,
            axiom_vars: Vec::new(),
            bound: FixedBitSet::new(),
            budget,
            case: Vec::new(),
            truths: Vec::new(),
            open: RefCell::new(None),
            found: RefCell::default(),
            answers: RefCell::default(),
            missing: RefCell::default(),
            reasons: RefCell::default(),
        };
        solver.find_causes();
        solver.find_bounds();
        solver.case = solver.allowed(&|_| true);
        solver.truths = solver.kleene(&solver.case);
        solver
    }

    /// The grounded conditions.
    pub fn ground(&self) -> &Ground<'a> {
        &self.ground
    }

    /// The fact behind a place; that of the reference or list behind a stand-in.
    fn fact_of(&self, place: Place) -> Option<Fact> {
        self.fact_behind(place.being).or_else(|| Some(Fact::Of(self.ground.real(place.being)?, place.fact)))
    }

    fn fact_behind(&self, being: Being) -> Option<Fact> {
        match self.ground.origin(being)? {
            Origin::Nothing(_) => None,
            Origin::Target(place) => self.fact_of(place),
            Origin::Unlisted(owner, inverse, ..) => {
                self.fact_behind(owner).or_else(|| Some(Fact::List(self.ground.real(owner)?, inverse)))
            }
        }
    }

    fn find_bounds(&mut self) {
        self.axiom_vars = self.axioms.iter().map(|axiom| self.vars_below(&[*axiom])).collect();
        self.bound = FixedBitSet::with_capacity(self.variables.len());
        let bound = self.axiom_vars.iter().flat_map(FixedBitSet::ones).filter_map(|var| self.parts.get(var));
        for part in bound.cloned().collect::<Vec<_>>() {
            self.bound.insert_range(part.start as usize..part.end as usize);
        }
    }

    fn find_causes(&mut self) {
        let mut causes: Vec<BTreeSet<u32>> = Vec::with_capacity(self.ground.vars.len());
        let mut facts = IndexSet::default();
        for var in &self.ground.vars {
            let mut own = BTreeSet::new();
            let mut add = |fact: Option<Fact>| {
                if let Some(fact) = fact {
                    own.insert(facts.insert_full(fact).0 as u32);
                }
            };
            match var {
                Var::Fact(place, _) => add(self.fact_of(*place)),
                Var::More(standin) => add(self.fact_behind(*standin)),
                Var::Same(a, b) => {
                    for part in [a, b] {
                        own.extend(causes.get(part.0 as usize).into_iter().flatten());
                    }
                }
                Var::Form(linear) => self.linear_causes(*linear, &causes, &mut own, &mut BTreeSet::new()),
                Var::Meet(a, b) => {
                    if let Some(place) = self.ground.named_target(*a, *b) {
                        add(self.fact_of(place));
                    } else {
                        add(self.fact_behind(*a));
                        add(self.fact_behind(*b));
                    }
                }
                Var::Undecided(_) | Var::Unread => {}
            }
            causes.push(own);
        }
        self.facts = facts;
        self.causes = causes.into_iter().map(|own| own.into_iter().collect()).collect();
    }

    fn linear_causes(
        &self,
        linear: LinearId,
        causes: &[BTreeSet<u32>],
        own: &mut BTreeSet<u32>,
        seen: &mut BTreeSet<LinearId>,
    ) {
        let Some(linear) = self.ground.linears.get_index(linear.0 as usize).filter(|_| seen.insert(linear)) else {
            return;
        };
        for (term, _) in &linear.terms {
            match term {
                Term::Var(var) => own.extend(causes.get(var.0 as usize).into_iter().flatten()),
                Term::Product(a, b) => {
                    self.linear_causes(*a, causes, own, seen);
                    self.linear_causes(*b, causes, own, seen);
                }
                Term::Guarded(node, inner) => {
                    self.node_causes(*node, causes, own);
                    self.linear_causes(*inner, causes, own, seen);
                }
                Term::Rest(more, node, inner) => {
                    own.extend(causes.get(more.0 as usize).into_iter().flatten());
                    self.node_causes(*node, causes, own);
                    self.linear_causes(*inner, causes, own, seen);
                }
                Term::Anything(..) => {}
            }
        }
    }

    fn node_causes(&self, node: NodeId, causes: &[BTreeSet<u32>], own: &mut BTreeSet<u32>) {
        for var in self.vars_below(&[node]).ones() {
            own.extend(causes.get(var).into_iter().flatten());
        }
    }

    /// Ground variables in the conditions below some nodes.
    fn vars_below(&self, roots: &[NodeId]) -> FixedBitSet {
        let mut seen = FixedBitSet::with_capacity(self.ground.nodes.len());
        let (mut open, mut found) = (roots.to_vec(), FixedBitSet::with_capacity(self.ground.vars.len()));
        while let Some(next) = open.pop() {
            if seen.put(next.0 as usize) {
                continue;
            }
            match self.ground.node(next) {
                Formula::Const(_) => {}
                Formula::Atom(var, _) => found.insert(var.0 as usize),
                Formula::Not(of) | Formula::Named(_, of) => open.push(*of),
                Formula::And(parts) | Formula::Or(parts) => open.extend_from_slice(parts),
            }
        }
        found
    }

    fn memo(&self) -> Memo {
        Memo { truths: vec![None; self.nodes.len()], ranges: FxHashMap::default() }
    }

    fn is_known(&self, var: VarId, known: &dyn Fn(u32) -> bool) -> bool {
        self.causes.get(var.0 as usize).is_none_or(|causes| causes.iter().all(|fact| known(*fact)))
    }

    fn ask(question: &Question, allowed: &[u128]) -> Truth {
        let truth = |var: &u32, mask: u128| {
            let possible = allowed.get(*var as usize).copied().unwrap_or(u128::MAX);
            match (possible & mask != 0, possible & !mask != 0) {
                (true, false) => Truth::True,
                (false, _) => Truth::False,
                (true, true) => Truth::Unknown,
            }
        };
        match question {
            Question::Always(value) => Truth::of(*value),
            Question::In(var, mask) => truth(var, *mask),
            Question::Any(vars) => any(vars.iter().map(|var| truth(var, 0b10))),
        }
    }

    fn combine(&self, node: u32, allowed: &[u128], of: &mut dyn FnMut(u32) -> Truth) -> Truth {
        match self.nodes.get(node as usize) {
            None => Truth::Unknown,
            Some(Sealed::Const(value)) => Truth::of(*value),
            Some(Sealed::Ask(question)) => Self::ask(question, allowed),
            Some(Sealed::Not(inner)) => of(*inner).not(),
            Some(Sealed::Same(inner)) => of(*inner),
            Some(Sealed::Or(parts)) => any(parts.iter().map(|part| of(*part))),
            Some(Sealed::And(parts)) => any(parts.iter().map(|part| of(*part).not())).not(),
        }
    }

    /// Truth of one node, computing only what lies below it.
    fn lazy(&self, node: NodeId, allowed: &[u128], memo: &mut Memo) -> Truth {
        if let Some(Some(known)) = memo.truths.get(node.0 as usize) {
            return *known;
        }
        let truth = self.combine(node.0, allowed, &mut |child| self.lazy(NodeId(child), allowed, memo));
        if let Some(slot) = memo.truths.get_mut(node.0 as usize) {
            *slot = Some(truth);
        }
        truth
    }

    /// Strong Kleene truth of every node; parts of a node come before it.
    fn kleene(&self, allowed: &[u128]) -> Vec<Truth> {
        let mut truths: Vec<Truth> = Vec::with_capacity(self.nodes.len());
        for node in 0..self.nodes.len() as u32 {
            let truth =
                self.combine(node, allowed, &mut |child| truths.get(child as usize).copied().unwrap_or(Truth::Unknown));
            truths.push(truth);
        }
        truths
    }

    /// Strong Kleene truth of a condition.
    pub fn quick(&self, node: NodeId) -> Truth {
        self.truths.get(node.0 as usize).copied().unwrap_or(Truth::Unknown)
    }

    /// Results that Kleene logic leaves possible.
    fn quick_results(decision: &Decision, mut truth: impl FnMut(NodeId) -> Truth) -> u16 {
        let mut results = 0;
        for (node, result) in &decision.rungs {
            match truth(*node) {
                Truth::True => return results | 1 << result,
                Truth::Unknown => results |= 1 << result,
                Truth::False => {}
            }
        }
        results | 1 << decision.otherwise
    }

    /// What a decision can result in.
    pub fn answer(&self, decision: &Decision) -> Answer {
        if let Some(known) = self.answers.borrow().get(decision) {
            return *known;
        }
        let results = Self::quick_results(decision, |node| self.quick(node));
        let answer = if results.is_power_of_two() {
            Answer { results, approximate: false }
        } else {
            match self.exact(decision) {
                Ok(exact) => exact.answer,
                Err(OverBudget) => Answer { results, approximate: true },
            }
        };
        self.answers.borrow_mut().insert(decision.clone(), answer);
        answer
    }

    /// What a yes/no condition results in.
    pub fn truth(&self, node: NodeId) -> Truth {
        let quick = self.quick(node);
        if quick != Truth::Unknown {
            return quick;
        }
        if let Some(known) = self.found.borrow().get(&node) {
            return *known;
        }
        let decision = Decision::of(node);
        let (cone, mut reading) = (self.cone(&decision), self.reading());
        let can_be = [1, 0].map(|result| self.has_other(&decision, &cone, result, None, &mut reading));
        let truth = match can_be {
            [Some(true), Some(true)] => Truth::Unknown,
            [Some(true), Some(false)] => Truth::False,
            [Some(false), Some(true)] => Truth::True,
            _ => self.answer(&decision).truth(),
        };
        self.found.borrow_mut().insert(node, truth);
        truth
    }

    /// Whether the case satisfies the axioms in some completion.
    pub fn is_consistent(&self) -> bool {
        self.axioms.iter().all(|axiom| self.quick(*axiom) != Truth::False) && {
            let mut store = self.store(self.case.clone());
            let all = self.axioms.iter().try_fold(Ref::TRUE, |all, axiom| {
                let next = self.build(axiom.0, &mut store)?;
                store.diagrams.and(all, next)
            });
            all != Ok(Ref::FALSE)
        }
    }
}

fn any(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut any = Truth::False;
    for truth in truths {
        match truth {
            Truth::True => return Truth::True,
            Truth::Unknown => any = Truth::Unknown,
            Truth::False => {}
        }
    }
    any
}
