//! Which classes of each variable are possible, and the range of numbers made of several facts.

use super::{Fact, Memo, Solver, Truth};
use crate::ground::{Var, VarId};
use crate::number::{LinearId, Term};
use crate::variable::{self, Source, Variable};
use crate::world::Range;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

impl Solver<'_> {
    /// For each diagram variable the classes that are possible if the case had said only the facts for which `known` holds.
    pub(super) fn allowed(&self, known: &dyn Fn(u32) -> bool) -> Vec<u128> {
        let mut allowed: Vec<u128> = Vec::with_capacity(self.variables.len());
        let mut memo = None;
        for variable in &self.variables {
            let mask = self.mask(variable, known, &allowed, &mut memo);
            allowed.push(mask);
        }
        allowed
    }

    /// The classes of one variable that are possible, given those of the variables before it. `memo` is kept as long as `known` says
    /// the same.
    pub(super) fn mask(
        &self,
        variable: &Variable,
        known: &dyn Fn(u32) -> bool,
        allowed: &[u128],
        memo: &mut Option<Memo>,
    ) -> u128 {
        match &variable.source {
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
                    let memo = memo.get_or_insert_with(|| self.memo());
                    variable::classes_of(self.range(*linear, known, allowed, memo, 0), cuts)
                }
                _ => u128::MAX,
            },
            Source::Same(a, b) => self.same(*a, *b, known),
        }
    }

    /// Whether two enum facts have one value, or two references one target: no, yes, or either.
    pub(super) fn same(&self, a: VarId, b: VarId, known: &dyn Fn(u32) -> bool) -> u128 {
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

    pub(super) fn range(
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

    pub(super) fn range_of_terms(
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
    pub(super) fn is_no(&self, var: VarId, allowed: &[u128]) -> bool {
        let part = self.parts.get(var.0 as usize).map(|parts| parts.start as usize);
        part.and_then(|part| allowed.get(part)).is_some_and(|mask| *mask == 0b01)
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
}
