//! Truth: what holds in every completion of a case, what is still open, which facts decide, which are missing.
//!
//! A first answer is strong Kleene logic in one pass. Where that leaves something open, a decision diagram gives the exact answer.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use indexmap::IndexSet;
use rust_decimal::Decimal;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagram::{Diagrams, OverBudget, Ref};
use crate::ground::{Being, Call, Formula, Ground, NodeId, Origin, Place, Test, Var, VarId};
use crate::number::{LinearId, Term};
use crate::schema::FactId;
use crate::variable::{self, Classes, Cut, Question, Source, Variable};
use crate::world::{Range, ThingId};

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
    budget: Budget,
    case: Vec<u128>,
    truths: Vec<Truth>,
    /// Diagrams over what the case leaves open, for answers.
    open: RefCell<Option<Store>>,
    /// Diagrams over all facts as if the case said nothing, for reasons.
    free: RefCell<Option<Store>>,
    free_is_too_large: Cell<bool>,
    answers: RefCell<FxHashMap<Decision, Answer>>,
    missing: RefCell<FxHashMap<Decision, Vec<Fact>>>,
    reasons: RefCell<FxHashMap<Decision, Option<Vec<Fact>>>>,
}

/// What one pass over the conditions has found so far.
struct Memo {
    truths: Vec<Option<Truth>>,
    ranges: FxHashMap<LinearId, Range>,
}

/// Diagrams that several answers share.
struct Store {
    diagrams: Diagrams,
    built: FxHashMap<u32, Ref>,
    decided: FxHashMap<Decision, (Ref, bool)>,
}

impl Store {
    /// Diagrams over some classes. `truths` are what these leave of each condition: what is decided needs no diagram.
    fn new(allowed: Vec<u128>, truths: &[Truth], budget: Budget) -> Self {
        let constant = |(node, truth): (usize, &Truth)| match truth {
            Truth::True => Some((node as u32, Ref::TRUE)),
            Truth::False => Some((node as u32, Ref::FALSE)),
            Truth::Unknown => None,
        };
        let built = truths.iter().enumerate().filter_map(constant).collect();
        Self { diagrams: Diagrams::new(allowed, budget.nodes), built, decided: FxHashMap::default() }
    }
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
        let mut order: Vec<usize> = (0..tests.len()).collect();
        order.sort_by_key(|index| variable::rank(&ground, VarId(*index as u32)));
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
            budget,
            case: Vec::new(),
            truths: Vec::new(),
            open: RefCell::new(None),
            free: RefCell::new(None),
            free_is_too_large: Cell::new(false),
            answers: RefCell::default(),
            missing: RefCell::default(),
            reasons: RefCell::default(),
        };
        solver.find_causes();
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

    /// For each diagram variable the classes that are possible if the case had said only the facts for which `known` holds.
    fn allowed(&self, known: &dyn Fn(u32) -> bool) -> Vec<u128> {
        let mut allowed: Vec<u128> = Vec::with_capacity(self.variables.len());
        let mut memo = self.memo();
        for variable in &self.variables {
            let mask = match &variable.source {
                Source::Case { known: with, free } => {
                    if self.is_known(variable.of, known) {
                        *with
                    } else {
                        *free
                    }
                }
                Source::Undecided => 0b11,
                Source::Form(of, cuts) => match self.ground.vars.get_index(of.0 as usize) {
                    Some(Var::Form(linear)) => {
                        variable::classes_of(self.range(*linear, known, &allowed, &mut memo, 0), cuts)
                    }
                    _ => u128::MAX,
                },
                Source::Same(a, b) => self.same(*a, *b, known),
            };
            allowed.push(mask);
        }
        allowed
    }

    /// Whether two enum facts have one value, or two references one target: no, yes, or either.
    fn same(&self, a: VarId, b: VarId, known: &dyn Fn(u32) -> bool) -> u128 {
        use crate::world::Value;
        let members = |var: VarId| match self.ground.vars.get_index(var.0 as usize) {
            Some(Var::Fact(place, _)) if self.is_known(var, known) => self.ground.value(*place),
            _ => None,
        };
        match (members(a), members(b)) {
            (Some(Value::Absent), _) | (_, Some(Value::Absent)) => 0b01,
            (Some(Value::Members(a)), Some(Value::Members(b))) if a.is_disjoint(b) => 0b01,
            (Some(Value::Members(a)), Some(Value::Members(b))) if a.count_ones(..) == 1 && a == b => 0b10,
            (Some(Value::Things(a)), Some(Value::Things(b))) if a.iter().all(|thing| !b.contains(thing)) => 0b01,
            _ => 0b11,
        }
    }

    fn range(
        &self,
        linear: LinearId,
        known: &dyn Fn(u32) -> bool,
        allowed: &[u128],
        memo: &mut Memo,
        depth: usize,
    ) -> Range {
        if let Some(known) = memo.ranges.get(&linear) {
            return *known;
        }
        let range = self.range_of_terms(linear, known, allowed, memo, depth);
        memo.ranges.insert(linear, range);
        range
    }

    fn range_of_terms(
        &self,
        linear: LinearId,
        known: &dyn Fn(u32) -> bool,
        allowed: &[u128],
        memo: &mut Memo,
        depth: usize,
    ) -> Range {
        let Some(linear) = self.ground.linears.get_index(linear.0 as usize).filter(|_| depth < 100) else {
            return Range::ALL;
        };
        let mut total = Range::point(linear.constant);
        for (term, factor) in &linear.terms {
            let part = match term {
                Term::Var(var) => match self.ground.vars.get_index(var.0 as usize) {
                    Some(of) => {
                        let (with, free) = variable::ranges(&self.ground, of);
                        if self.is_known(*var, known) {
                            with.into_iter().reduce(Range::hull).unwrap_or(free)
                        } else {
                            free
                        }
                    }
                    None => Range::ALL,
                },
                Term::Product(a, b) => {
                    let a = self.range(*a, known, allowed, memo, depth + 1);
                    a.product(self.range(*b, known, allowed, memo, depth + 1))
                }
                Term::Guarded(node, inner) => {
                    let inner = self.range(*inner, known, allowed, memo, depth + 1);
                    match self.lazy(*node, allowed, memo) {
                        Truth::True => inner,
                        Truth::False => Range::point(Decimal::ZERO),
                        Truth::Unknown => inner.hull(Range::point(Decimal::ZERO)),
                    }
                }
                Term::Rest(more, node, inner) => {
                    let empty = self.lazy(*node, allowed, memo) == Truth::False || self.is_no(*more, allowed);
                    if empty {
                        Range::point(Decimal::ZERO)
                    } else {
                        self.range(*inner, known, allowed, memo, depth + 1).any_number_of()
                    }
                }
                Term::Anything(..) => Range::ALL,
            };
            total = total.plus(part.times(*factor));
        }
        total
    }

    /// Whether a yes/no variable is surely no.
    fn is_no(&self, var: VarId, allowed: &[u128]) -> bool {
        let part = self.parts.get(var.0 as usize).map(|parts| parts.start as usize);
        part.and_then(|part| allowed.get(part)).is_some_and(|mask| *mask == 0b01)
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
    fn quick_results(decision: &Decision, truth: impl Fn(NodeId) -> Truth) -> u16 {
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
        self.answer(&Decision::of(node)).truth()
    }

    /// Whether the case satisfies the axioms in some completion.
    pub fn is_consistent(&self) -> bool {
        self.axioms.iter().all(|axiom| self.quick(*axiom) != Truth::False) && {
            let allowed = self.case.clone();
            let mut diagrams = Diagrams::new(allowed, self.budget.nodes);
            let mut built = FxHashMap::default();
            let all = self.axioms.iter().try_fold(Ref::TRUE, |all, axiom| {
                let next = self.build(axiom.0, &mut diagrams, &mut built)?;
                diagrams.and(all, next)
            });
            all != Ok(Ref::FALSE)
        }
    }

    /// The axioms that share facts with some conditions, directly or through each other.
    fn axioms_near(&self, roots: &[NodeId]) -> Vec<NodeId> {
        if self.axioms.is_empty() {
            return Vec::new();
        }
        let mut near = self.vars_below(roots);
        let mut open: Vec<(NodeId, FixedBitSet)> =
            self.axioms.iter().map(|axiom| (*axiom, self.vars_below(&[*axiom]))).collect();
        let mut found = Vec::new();
        while let Some(at) = open.iter().position(|(_, vars)| !vars.is_disjoint(&near)) {
            let (axiom, vars) = open.swap_remove(at);
            near.union_with(&vars);
            found.push(axiom);
        }
        found
    }

    fn store(&self, allowed: Vec<u128>) -> Store {
        let truths = self.kleene(&allowed);
        Store::new(allowed, &truths, self.budget)
    }

    fn build(&self, node: u32, diagrams: &mut Diagrams, built: &mut FxHashMap<u32, Ref>) -> Result<Ref, OverBudget> {
        if let Some(known) = built.get(&node) {
            return Ok(*known);
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
            Some(Sealed::Ask(Question::In(var, mask))) => diagrams.test(*var, *mask)?,
            Some(Sealed::Ask(Question::Any(vars))) => {
                let mut made = Ref::FALSE;
                for var in vars.iter().rev() {
                    let one = diagrams.test(*var, 0b10)?;
                    made = diagrams.or(one, made)?;
                }
                made
            }
            Some(Sealed::Not(inner)) => {
                let inner = self.build(*inner, diagrams, built)?;
                diagrams.not(inner)?
            }
            Some(Sealed::Same(inner)) => self.build(*inner, diagrams, built)?,
            Some(Sealed::And(parts)) => {
                let mut made = Ref::TRUE;
                for part in parts.iter().rev() {
                    let one = self.build(*part, diagrams, built)?;
                    made = diagrams.and(one, made)?;
                }
                made
            }
            Some(Sealed::Or(parts)) => {
                let mut made = Ref::FALSE;
                for part in parts.iter().rev() {
                    let one = self.build(*part, diagrams, built)?;
                    made = diagrams.or(one, made)?;
                }
                made
            }
        };
        built.insert(node, made);
        Ok(made)
    }

    fn decide(
        &self,
        decision: &Decision,
        diagrams: &mut Diagrams,
        built: &mut FxHashMap<u32, Ref>,
    ) -> Result<(Ref, bool), OverBudget> {
        let roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
        let parts: u32 = self
            .vars_below(&roots)
            .ones()
            .filter_map(|var| self.parts.get(var))
            .map(|parts| parts.end - parts.start)
            .sum();
        if parts as usize > self.budget.variables {
            return Err(OverBudget);
        }
        let mut made = Ref::result(decision.otherwise);
        for (node, result) in decision.rungs.iter().rev() {
            let condition = self.build(node.0, diagrams, built)?;
            made = diagrams.choose(condition, Ref::result(*result), made)?;
        }
        let mut restricted = false;
        for axiom in self.axioms_near(&roots) {
            let axiom = self.build(axiom.0, diagrams, built)?;
            restricted |= axiom != Ref::TRUE;
            made = diagrams.choose(axiom, made, Ref::result(IMPOSSIBLE))?;
        }
        Ok((made, restricted))
    }

    /// Runs `with` on the diagram of a decision. If the store that it shares with others is full, it gets one for itself: what can
    /// be answered does not depend on what was asked before.
    fn with_diagram<T>(
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
                let made = self.decide(decision, &mut store.diagrams, &mut store.built)?;
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

    fn exact(&self, decision: &Decision) -> Result<Exact, OverBudget> {
        let allowed = || self.case.clone();
        self.with_diagram(&self.open, allowed, decision, |made, with_axioms, diagrams| {
            self.read(made, with_axioms, diagrams)
        })
    }

    fn read(&self, made: Ref, with_axioms: bool, diagrams: &mut Diagrams) -> Result<Exact, OverBudget> {
        let mut results = diagrams.reachable(made, &self.case);
        if results != 1 << IMPOSSIBLE {
            results &= !(1 << IMPOSSIBLE);
        }
        let mut relevant = diagrams.support(made);
        if results.is_power_of_two() {
            relevant.clear();
        } else if with_axioms {
            let bound = self.bound_by_axioms();
            let mut kept = Vec::new();
            for var in relevant.iter().copied() {
                // what no axiom restricts matters wherever the diagram depends on it
                if !bound.contains(&var) || self.still_matters(made, var, results, diagrams)? {
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

    /// The variables that some axiom restricts.
    fn bound_by_axioms(&self) -> BTreeSet<u32> {
        let vars = self.vars_below(&self.axioms);
        vars.ones().filter_map(|var| self.parts.get(var).cloned()).flatten().collect()
    }

    /// Whether learning a variable can narrow the results, or two possible completions that differ in it alone differ in result.
    fn still_matters(&self, of: Ref, var: u32, results: u16, diagrams: &mut Diagrams) -> Result<bool, OverBudget> {
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

    fn variable_causes(&self, var: u32) -> &[u32] {
        self.variables
            .get(var as usize)
            .and_then(|variable| self.causes.get(variable.of.0 as usize))
            .map_or(&[], |causes| causes)
    }

    /// Whether the variables on which an open answer depends are not independent, so that the diagram may see completions that
    /// are none.
    fn is_approximate(&self, relevant: &[u32]) -> bool {
        let mut owners: BTreeMap<u32, (VarId, bool)> = BTreeMap::new();
        for var in relevant {
            let Some(variable) = self.variables.get(*var as usize) else { continue };
            if variable.loose
                || matches!(variable.source, Source::Undecided)
                || self.is_shaky(variable.of)
                || self.enters_a_list(variable)
            {
                return true;
            }
            if let Source::Form(of, cuts) = &variable.source
                && self.is_rough(*of, *var, cuts)
            {
                return true;
            }
            for fact in self.open_causes(*var) {
                let is_list = matches!(self.facts.get_index(fact as usize), Some(Fact::List(..)));
                let form = matches!(variable.source, Source::Form(..));
                match owners.get(&fact) {
                    Some((other, other_form)) if *other != variable.of => {
                        // sums over one open list of different facts are independent: more items can give each any value
                        let sums = is_list && form && *other_form;
                        if !sums && !self.one_item(*other, variable.of) {
                            return true;
                        }
                    }
                    _ => {
                        owners.insert(fact, (variable.of, form));
                    }
                }
            }
        }
        false
    }

    /// Whether the interval of a number may hold values that no completion gives it. Its ends are reached where everything in it is
    /// there once; what lies between them surely only if it is a sum of facts whose values have no gaps.
    fn is_rough(&self, form: VarId, var: u32, cuts: &[Cut]) -> bool {
        let Some(Var::Form(linear)) = self.ground.vars.get_index(form.0 as usize) else { return true };
        let classes = self.case.get(var as usize).map_or(0, |mask| mask.count_ones());
        let mut seen = BTreeSet::new();
        let mut plain = true;
        let once = self.occurs_once(*linear, &mut seen, &mut plain);
        // more classes than these are told apart one by one only by a diagram
        !once || cuts.len() >= 127 || (classes > 2 && !plain)
    }

    /// Whether each open variable occurs once in a number, guards included. `plain` becomes false if it is more than a sum of facts.
    fn occurs_once(&self, linear: LinearId, seen: &mut BTreeSet<(VarId, u32)>, plain: &mut bool) -> bool {
        let Some(linear) = self.ground.linears.get_index(linear.0 as usize) else { return false };
        linear.terms.iter().all(|(term, factor)| match term {
            Term::Var(var) => {
                let gaps = match self.ground.vars.get_index(var.0 as usize) {
                    Some(of @ Var::Fact(place, _)) => {
                        let whole = self.ground.program.schema.fact(place.fact).of.is_whole();
                        variable::ranges(&self.ground, of).0.len() > 1 || (whole && factor.abs() != Decimal::ONE)
                    }
                    _ => true,
                };
                *plain &= !gaps;
                self.sees_first(*var, &[0], seen)
            }
            Term::Product(a, b) => {
                *plain = false;
                self.occurs_once(*a, seen, plain) && self.occurs_once(*b, seen, plain)
            }
            Term::Guarded(node, inner) => {
                *plain = false;
                self.reads_once(*node, seen) && self.occurs_once(*inner, seen, plain)
            }
            Term::Rest(more, node, inner) => {
                *plain = false;
                self.sees_first(*more, &[0], seen)
                    && self.reads_once(*node, seen)
                    && self.occurs_once(*inner, seen, plain)
            }
            Term::Anything(..) => false,
        })
    }

    /// Whether each open variable occurs once in a condition, so that Kleene's logic is exact for it.
    fn reads_once(&self, node: NodeId, seen: &mut BTreeSet<(VarId, u32)>) -> bool {
        match self.ground.node(node) {
            _ if self.quick(node) != Truth::Unknown => true,
            Formula::Const(_) => true,
            Formula::Atom(var, _) => match self.nodes.get(node.0 as usize) {
                // members of a set are independent of each other
                Some(Sealed::Ask(Question::Any(parts))) => self.sees_first(*var, parts, seen),
                _ => self.sees_first(*var, &[0], seen),
            },
            Formula::Not(of) | Formula::Named(_, of) => self.reads_once(*of, seen),
            Formula::And(parts) | Formula::Or(parts) => parts.iter().all(|part| self.reads_once(*part, seen)),
        }
    }

    fn sees_first(&self, var: VarId, parts: &[u32], seen: &mut BTreeSet<(VarId, u32)>) -> bool {
        let open = self.causes.get(var.0 as usize).is_some_and(|causes| causes.iter().any(|fact| self.is_open(*fact)));
        let simple = matches!(self.ground.vars.get_index(var.0 as usize), Some(Var::Fact(..) | Var::More(_)));
        let shared = self.parts.get(var.0 as usize).is_some_and(|parts| {
            parts.clone().filter_map(|part| self.variables.get(part as usize)).any(|part| self.enters_a_list(part))
        });
        !open || simple && !shared && !self.is_shaky(var) && parts.iter().all(|part| seen.insert((var, *part)))
    }

    /// Whether two variables belong to one stand-in of a list: the item and its existence.
    fn one_item(&self, a: VarId, b: VarId) -> bool {
        let fact = |var: VarId| match self.ground.vars.get_index(var.0 as usize) {
            Some(Var::Fact(place, _)) => Some(*place),
            _ => None,
        };
        // one amount in two currencies
        if fact(a).is_some() && fact(a) == fact(b) {
            return false;
        }
        let standin = |var: VarId| match self.ground.vars.get_index(var.0 as usize) {
            Some(Var::More(standin)) => Some(*standin),
            Some(Var::Fact(place, _)) => self.ground.origin(place.being).map(|_| place.being),
            _ => None,
        };
        standin(a).is_some_and(|being| standin(b) == Some(being))
    }

    /// Facts of the thing behind an open reference: it may be a thing that the case names. The like of lists.
    fn is_shaky(&self, var: VarId) -> bool {
        match self.ground.vars.get_index(var.0 as usize) {
            Some(Var::Fact(place, _)) => matches!(self.ground.origin(place.being), Some(Origin::Target(_))),
            Some(Var::Same(a, b)) => self.is_shaky(*a) || self.is_shaky(*b),
            // a list of an unnamed thing: what it may hold depends on all lists of that kind
            Some(Var::More(standin)) => match self.ground.origin(*standin) {
                Some(Origin::Unlisted(owner, inverse, ..)) => {
                    let kind = self.ground.program.schema.fact(inverse).kind;
                    self.ground.real(owner).is_none() && self.ground.world.closed_kinds.contains(&kind)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// A reference of an unnamed thing to the owner of a list that is complete, or that is asked for too: if it leads there, the
    /// thing is in that list.
    fn enters_a_list(&self, variable: &Variable) -> bool {
        let Classes::Things(targets) = &variable.classes else { return false };
        let Some(Var::Fact(place, _)) = self.ground.vars.get_index(variable.of.0 as usize) else { return false };
        let kind = self.ground.program.schema.fact(place.fact).kind;
        let asked = |target: Being| {
            self.ground.standins.iter().any(|origin| {
                matches!(origin, Origin::Unlisted(owner, inverse, ..) if *owner == target && *inverse == place.fact)
            })
        };
        let closed = |target: Being| {
            self.ground.real(target).is_some_and(|owner| self.ground.world.is_closed(owner, place.fact, kind))
        };
        self.ground.real(place.being).is_none() && targets.iter().any(|target| closed(*target) || asked(*target))
    }

    /// The facts behind a variable that the case leaves open.
    fn open_causes(&self, var: u32) -> Vec<u32> {
        let causes = self.variable_causes(var);
        if causes.len() == 1 {
            return causes.to_vec();
        }
        causes.iter().copied().filter(|fact| self.is_open(*fact)).collect()
    }

    /// Whether the case leaves a fact open, in any way.
    fn is_open(&self, fact: u32) -> bool {
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
    fn is_convertible(&self, thing: ThingId, fact: FactId) -> bool {
        use crate::world::Value;
        let Some(Value::Numbers(_, Some(own))) = self.ground.world.value(thing, fact) else { return true };
        self.ground.vars.iter().all(|var| match var {
            Var::Fact(place, Some(wanted)) if self.fact_of(*place) == Some(Fact::Of(thing, fact)) => {
                self.ground.world.convert(Decimal::ONE, *own, *wanted).is_some()
            }
            _ => true,
        })
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

    fn find_missing(&self, decision: &Decision) -> Vec<Fact> {
        if self.answer(decision).only().is_some() {
            return Vec::new();
        }
        let relevant = if let Ok(exact) = self.exact(decision) {
            exact.relevant
        } else {
            let roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
            self.vars_below(&roots)
                .ones()
                .filter_map(|var| self.parts.get(var).cloned())
                .flatten()
                .filter(|part| self.case.get(*part as usize).is_some_and(|mask| mask.count_ones() > 1))
                .collect()
        };
        let mut facts: Vec<Fact> = relevant
            .iter()
            .flat_map(|var| self.open_causes(*var))
            .filter_map(|fact| self.facts.get_index(fact as usize).copied())
            .collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// What a decision can result in if the case had said only the facts for which `known` holds.
    pub fn answer_with(&self, decision: &Decision, known: &dyn Fn(Fact) -> bool) -> Answer {
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
        let mut store = self.store(allowed);
        match self.decide(decision, &mut store.diagrams, &mut store.built) {
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

    fn find_reason(&self, decision: &Decision) -> Option<Vec<Fact>> {
        let result = self.answer(decision).only()?;
        let short = if self.free_is_too_large.get() {
            Err(OverBudget)
        } else {
            let free = || self.allowed(&|_| false);
            self.with_diagram(&self.free, free, decision, |made, _, diagrams| Ok(self.shorten(made, result, diagrams)))
        };
        // what is too large for one decision is too large for its neighbours, which share most of it
        self.free_is_too_large.set(short.is_err());
        let mut facts: Vec<Fact> = match short {
            Ok(Some(kept)) => {
                kept.into_iter().filter_map(|fact| self.facts.get_index(fact as usize).copied()).collect()
            }
            _ => self.shorten_slowly(decision, result),
        };
        facts.sort_unstable();
        Some(facts)
    }

    /// Drops one fact after the other as long as the diagram over all facts cannot reach another result. `None` if it can from the
    /// start, which is so only if the case contradicts itself or the diagram is coarser than Kleene's logic.
    fn shorten(&self, made: Ref, result: u8, diagrams: &mut Diagrams) -> Option<BTreeSet<u32>> {
        let mut allowed = self.case.clone();
        if diagrams.reaches_other(made, &allowed, result, IMPOSSIBLE) || result == IMPOSSIBLE {
            return None;
        }
        let support = diagrams.support(made);
        let mut kept: BTreeSet<u32> = support.iter().flat_map(|var| self.variable_causes(*var)).copied().collect();
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

    /// The same with a diagram for each step, over what the facts that are kept leave open.
    fn shorten_slowly(&self, decision: &Decision, result: u8) -> Vec<Fact> {
        let mut roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
        roots.extend(self.axioms_near(&roots));
        let mut kept: BTreeSet<u32> = self
            .vars_below(&roots)
            .ones()
            .flat_map(|var| self.causes.get(var).into_iter().flat_map(|causes| causes.iter().copied()))
            .collect();
        let candidates: Vec<u32> = kept.iter().rev().copied().collect();
        for candidate in candidates {
            kept.remove(&candidate);
            let still = self.answer_with(decision, &|fact| {
                self.facts.get_index_of(&fact).is_some_and(|index| kept.contains(&(index as u32)))
            });
            if still.only() != Some(result) {
                kept.insert(candidate);
            }
        }
        kept.into_iter().filter_map(|fact| self.facts.get_index(fact as usize).copied()).collect()
    }

    /// The range that a number can still have.
    pub fn range_of(&self, linear: LinearId) -> Range {
        let mut memo = self.memo();
        self.range(linear, &|_| true, &self.case, &mut memo, 0)
    }

    /// The open facts behind a number.
    pub fn missing_for(&self, linear: LinearId) -> Vec<Fact> {
        let causes: Vec<BTreeSet<u32>> = self.causes.iter().map(|causes| causes.iter().copied().collect()).collect();
        let mut own = BTreeSet::new();
        self.linear_causes(linear, &causes, &mut own, &mut BTreeSet::new());
        own.into_iter()
            .filter(|fact| self.is_open(*fact))
            .filter_map(|fact| self.facts.get_index(fact as usize).copied())
            .collect()
    }

    /// One completion with that result: what each fact on which it hangs would be. `None` if there is none, or the diagram is too
    /// large.
    pub fn witness(&self, decision: &Decision, result: u8) -> Option<Vec<(Fact, String)>> {
        let mut diagrams = Diagrams::new(self.case.clone(), self.budget.nodes);
        let mut built = FxHashMap::default();
        let (made, _) = self.decide(decision, &mut diagrams, &mut built).ok()?;
        let path = diagrams.witness(made, result)?;
        let facts = path.into_iter().filter_map(|(var, class)| {
            let fact = self.facts.get_index(*self.variable_causes(var).first()? as usize).copied()?;
            Some((fact, self.class_text(var, class)?))
        });
        Some(facts.collect())
    }

    /// A class of a variable in words.
    fn class_text(&self, var: u32, class: u32) -> Option<String> {
        let variable = self.variables.get(var as usize)?;
        let Some(Var::Fact(place, _)) = self.ground.vars.get_index(variable.of.0 as usize) else { return None };
        let schema = &self.ground.program.schema;
        let name = |members: &FixedBitSet| match schema.fact(place.fact).of {
            crate::schema::Type::Enum(of) | crate::schema::Type::Set(of) => members
                .ones()
                .next()
                .and_then(|member| schema.of_enum(of).member(member))
                .unwrap_or_default()
                .to_owned(),
            _ => String::new(),
        };
        let class = class as usize;
        Some(match &variable.classes {
            Classes::YesNo => match class {
                0 => "no".to_owned(),
                1 => "yes".to_owned(),
                _ => "absent".to_owned(),
            },
            Classes::Any(members) => {
                if class == 1 {
                    format!("has {}", name(members))
                } else {
                    format!("lacks {}", name(members))
                }
            }
            Classes::Members(groups) => groups.get(class).map_or_else(|| "absent".to_owned(), name),
            Classes::Things(_) => "another".to_owned(),
            Classes::Between(cuts) => {
                let low = class.checked_sub(1).and_then(|at| cuts.get(at));
                let high = cuts.get(class);
                match (low, high) {
                    _ if class > cuts.len() => "absent".to_owned(),
                    (Some(low), _) => {
                        format!("{} {}", if low.after { "more than" } else { "at least" }, low.at.normalize())
                    }
                    (None, Some(high)) => {
                        format!("{} {}", if high.after { "at most" } else { "below" }, high.at.normalize())
                    }
                    (None, None) => "anything".to_owned(),
                }
            }
        })
    }

    /// What a condition is, for showing reasons.
    pub fn view(&self, node: NodeId) -> View<'_> {
        match self.ground.node(node) {
            Formula::Const(value) => View::Constant(*value),
            Formula::Not(of) => View::Not(*of),
            Formula::And(parts) => View::All(parts),
            Formula::Or(parts) => View::Any(parts),
            Formula::Named(call, of) => match self.ground.calls.get_index(call.0 as usize) {
                Some(call) => View::Definition(call, *of),
                None => View::Constant(false),
            },
            Formula::Atom(var, test) => {
                let asked = Asked::of(test);
                let facts = self.causes.get(var.0 as usize).into_iter().flat_map(|causes| causes.iter());
                let facts = facts.filter_map(|fact| self.facts.get_index(*fact as usize).copied()).collect();
                match self.ground.vars.get_index(var.0 as usize) {
                    Some(Var::Fact(place, _)) => {
                        let of = self.ground.real(place.being).map(|thing| (thing, place.fact));
                        View::Fact { of, facts, asked }
                    }
                    Some(Var::Form(linear)) => View::Number { range: self.range_of(*linear), facts, asked },
                    _ => View::Fact { of: None, facts, asked },
                }
            }
        }
    }
}

/// A condition, opened one level.
#[derive(Debug)]
pub enum View<'s> {
    /// Always true or false.
    Constant(bool),
    /// A question on one fact.
    Fact {
        /// Whose, unless it is that of an unnamed thing.
        of: Option<(ThingId, FactId)>,
        /// The fact, or the list or reference behind an unnamed thing.
        facts: Vec<Fact>,
        /// What is asked.
        asked: Asked,
    },
    /// A question on a number made of several facts.
    Number {
        /// What it can still be.
        range: Range,
        /// The facts.
        facts: Vec<Fact>,
        /// What is asked.
        asked: Asked,
    },
    /// Negation.
    Not(NodeId),
    /// All of them.
    All(&'s [NodeId]),
    /// At least one of them.
    Any(&'s [NodeId]),
    /// A definition and its body.
    Definition(&'s Call, NodeId),
}

/// A question on a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Is it so?
    Yes,
    /// Is there any?
    Present,
    /// Is it below?
    Below(Decimal),
    /// Is it at most?
    AtMost(Decimal),
    /// Is it exactly?
    Exactly(Decimal),
    /// Is it one of these members, or does it have one of them?
    OneOf(FixedBitSet),
    /// Does it lead to a certain thing?
    Leads,
}

impl Asked {
    fn of(test: &Test) -> Self {
        match test {
            Test::Yes => Asked::Yes,
            Test::Present => Asked::Present,
            Test::Less(bound) => Asked::Below(*bound),
            Test::AtMost(bound) => Asked::AtMost(*bound),
            Test::Equal(bound) => Asked::Exactly(*bound),
            Test::Members(members) => Asked::OneOf(members.clone()),
            Test::Leads(_) => Asked::Leads,
        }
    }
}

struct Exact {
    answer: Answer,
    relevant: Vec<u32>,
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
