//! Numbers made of facts: linear forms, and the range that they can still have. Overflow is never wrapped or rounded away: what
//! cannot be computed exactly becomes a number of which nothing is known.

use rust_decimal::Decimal;

use crate::ground::{NodeId, VarId};
use crate::ir::ExprId;
use crate::world::Range;

/// A stored linear form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinearId(pub(crate) u32);

/// A part of a linear form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Term {
    /// A fact.
    Var(VarId),
    /// A product of two forms that are both open.
    Product(LinearId, LinearId),
    /// A form that counts only under a condition.
    Guarded(NodeId, LinearId),
    /// What the unlisted items of a list add: any number of times a form, for items that satisfy the condition.
    Rest(VarId, NodeId, LinearId),
    /// A number of which nothing is known.
    Anything(ExprId, ExprId),
}

/// A sum of terms with factors, and a constant. Terms are sorted and distinct, factors not zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Linear {
    pub(crate) terms: Vec<(Term, Decimal)>,
    pub(crate) constant: Decimal,
}

/// How `linear cmp 0` is asked as a test.
pub(crate) enum Form {
    /// There is nothing open.
    Constant(Decimal),
    /// `var cmp bound`, or if flipped `bound cmp var`.
    Variable { var: VarId, bound: Decimal, flipped: bool },
    /// The same for several terms; `linear` has no constant and its first factor is positive.
    Several { linear: Linear, bound: Decimal, flipped: bool },
}

impl Linear {
    pub(crate) fn constant(constant: Decimal) -> Self {
        Self { terms: Vec::new(), constant }
    }

    pub(crate) fn term(term: Term) -> Self {
        Self { terms: vec![(term, Decimal::ONE)], constant: Decimal::ZERO }
    }

    pub(crate) fn anything(a: ExprId, b: ExprId) -> Self {
        Self::term(Term::Anything(a, b))
    }

    pub(crate) fn as_constant(&self) -> Option<Decimal> {
        self.terms.is_empty().then_some(self.constant)
    }

    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        let constant = self.constant.checked_add(other.constant)?;
        let mut terms = self.terms.clone();
        for (term, factor) in &other.terms {
            match terms.binary_search_by(|(known, _)| known.cmp(term)) {
                Ok(at) => {
                    let (_, known) = terms.get_mut(at)?;
                    *known = known.checked_add(*factor)?;
                }
                Err(at) => terms.insert(at, (*term, *factor)),
            }
        }
        terms.retain(|(_, factor)| !factor.is_zero());
        Some(Self { terms, constant })
    }

    pub(crate) fn times(&self, factor: Decimal) -> Option<Self> {
        if factor.is_zero() {
            return Some(Self::constant(Decimal::ZERO));
        }
        let constant = self.constant.checked_mul(factor)?;
        let scaled = |(term, known): &(Term, Decimal)| Some((*term, known.checked_mul(factor)?));
        Some(Self { terms: self.terms.iter().map(scaled).collect::<Option<_>>()?, constant })
    }

    pub(crate) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.times(Decimal::NEGATIVE_ONE)?)
    }

    /// `self cmp 0` in the form in which equal questions look equal.
    pub(crate) fn normal(&self) -> Form {
        let Some((first, factor)) = self.terms.first().copied() else { return Form::Constant(self.constant) };
        let flipped = factor.is_sign_negative();
        if let (Term::Var(var), 1) = (first, self.terms.len()) {
            let bound = self.constant.checked_div(-factor);
            if let Some(bound) = bound.filter(|bound| bound.checked_mul(-factor) == Some(self.constant)) {
                return Form::Variable { var, bound, flipped };
            }
        }
        let sign = if flipped { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        let terms = self.terms.iter().map(|(term, factor)| (*term, *factor * sign)).collect();
        let bound = if flipped { self.constant } else { -self.constant };
        Form::Several { linear: Self { terms, constant: Decimal::ZERO }, bound, flipped }
    }
}

impl Range {
    pub(crate) fn plus(self, other: Self) -> Self {
        let add = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
        Self { low: add(self.low, other.low), high: add(self.high, other.high) }
    }

    pub(crate) fn times(self, factor: Decimal) -> Self {
        let scale = |bound: Option<Decimal>| bound?.checked_mul(factor);
        let (a, b) = (scale(self.low), scale(self.high));
        if factor.is_sign_negative() { Self { low: b, high: a } } else { Self { low: a, high: b } }
    }

    /// The range of the product of two numbers from these ranges.
    pub(crate) fn product(self, other: Self) -> Self {
        let at_least_zero = |range: Range| range.low.is_some_and(|low| low >= Decimal::ZERO);
        if let (Some(a), Some(b), Some(c), Some(d)) = (self.low, self.high, other.low, other.high) {
            let products = [a.checked_mul(c), a.checked_mul(d), b.checked_mul(c), b.checked_mul(d)];
            let known: Option<Vec<Decimal>> = products.into_iter().collect();
            return known.map_or(Self::ALL, |known| Self {
                low: known.iter().min().copied(),
                high: known.iter().max().copied(),
            });
        }
        if self == Self::point(Decimal::ZERO) || other == Self::point(Decimal::ZERO) {
            return Self::point(Decimal::ZERO);
        }
        if at_least_zero(self) && at_least_zero(other) {
            let mul = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_mul(b?);
            return Self { low: mul(self.low, other.low), high: mul(self.high, other.high) };
        }
        Self::ALL
    }

    /// The smallest range that holds both.
    pub(crate) fn hull(self, other: Self) -> Self {
        let both = |a: Option<Decimal>, b: Option<Decimal>, pick: fn(Decimal, Decimal) -> Decimal| Some(pick(a?, b?));
        Self { low: both(self.low, other.low, Decimal::min), high: both(self.high, other.high, Decimal::max) }
    }

    /// What any number of items of this range add up to.
    pub(crate) fn any_number_of(self) -> Self {
        let zero = Decimal::ZERO;
        Self {
            low: self.low.filter(|low| *low >= zero).map(|_| zero),
            high: self.high.filter(|high| *high <= zero).map(|_| zero),
        }
    }

    /// The number, if there is only one.
    pub fn only(self) -> Option<Decimal> {
        self.low.filter(|low| Some(*low) == self.high)
    }
}
