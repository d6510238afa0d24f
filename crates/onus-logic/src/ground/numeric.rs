//! Numbers on one case: facts, sums over lists, counts, and how two numbers are compared.

use super::{Argument, Context, Formula, Ground, NodeId, Number, Place, Test, Var};
use crate::ir::{Cmp, ExprId, List, Node};
use crate::literal::Currency;
use crate::number::{Form, Linear, Term};
use crate::schema::Type;
use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

impl Ground<'_> {
    pub(super) fn compare(
        &mut self,
        cmp: Cmp,
        a: ExprId,
        b: ExprId,
        env: &mut Vec<Argument>,
        context: Context,
    ) -> NodeId {
        if let Some(node) = self.set_is_empty(cmp, a, b, env) {
            return node;
        }
        if let Some(node) = self.list_is_empty(cmp, a, b, env, context) {
            return node;
        }
        let currency = self.currency_of(a).or_else(|| self.currency_of(b)).or_else(|| self.world.currency());
        let left = self.numeric(a, env, context, currency);
        let right = self.numeric(b, env, context, currency);
        let mut present = left.present;
        present.extend(right.present);
        let comparison = if let Some(difference) = left.linear.minus(&right.linear) {
            self.below_zero(cmp, &difference)
        } else {
            // the numbers are too large to subtract exactly: nothing can be said
            let form = self.linear(Linear::anything(a, b));
            self.atom(Var::Form(form), test(cmp, Decimal::ZERO))
        };
        present.push(comparison);
        self.all(&present)
    }

    /// `difference cmp 0`, as a test of one variable where there is only one.
    pub(super) fn below_zero(&mut self, cmp: Cmp, difference: &Linear) -> NodeId {
        match difference.normal() {
            Form::Constant(constant) => self.constant(match cmp {
                Cmp::Less => constant < Decimal::ZERO,
                Cmp::AtMost => constant <= Decimal::ZERO,
                Cmp::Equal => constant.is_zero(),
            }),
            Form::Variable { var, bound, flipped } => {
                let node = |ground: &mut Self, test| ground.add(Formula::Atom(var, test));
                let optional = matches!(self.vars.get_index(var.0 as usize),
                    Some(Var::Fact(place, _)) if self.can_be_absent(*place));
                threshold(self, cmp, bound, flipped, optional, node)
            }
            Form::Several { linear, bound, flipped } => {
                let linear = self.linear(linear);
                threshold(self, cmp, bound, flipped, false, |ground, test| ground.atom(Var::Form(linear), test))
            }
        }
    }

    /// `size(set) > 0` and its like are questions about members, not about a number.
    pub(super) fn set_is_empty(&mut self, cmp: Cmp, a: ExprId, b: ExprId, env: &[Argument]) -> Option<NodeId> {
        let program = self.program;
        let (size, empty) = self.asks_for_empty(cmp, a, b)?;
        let Node::SetSize(thing, fact) = program.ir.node(size) else { return None };
        let (thing, fact) = (*thing, *fact);
        let being = self.being(thing, env);
        let Type::Set(of) = program.schema.fact(fact).of else { return None };
        let mut members = FixedBitSet::with_capacity(program.schema.of_enum(of).len());
        members.insert_range(..);
        let any = self.set_atom(Place { being, fact }, members);
        Some(if empty { self.not(any) } else { any })
    }

    /// `size(list) > 0` and its like are `exists`.
    pub(super) fn list_is_empty(
        &mut self,
        cmp: Cmp,
        a: ExprId,
        b: ExprId,
        env: &mut Vec<Argument>,
        context: Context,
    ) -> Option<NodeId> {
        let program = self.program;
        let (size, empty) = self.asks_for_empty(cmp, a, b)?;
        let Node::Count(list) = program.ir.node(size) else { return None };
        let any = self.exists(list, env, context);
        Some(if empty { self.not(any) } else { any })
    }

    /// Whether a comparison asks if a size is zero, or if it is not: the size, and whether `empty` makes the comparison true.
    pub(super) fn asks_for_empty(&self, cmp: Cmp, a: ExprId, b: ExprId) -> Option<(ExprId, bool)> {
        let number = |expr: ExprId| match self.program.ir.node(expr) {
            Node::Number(number) => Some(*number),
            _ => None,
        };
        match (number(a), number(b)) {
            (None, Some(bound)) => match cmp {
                Cmp::Less => (bound == Decimal::ONE).then_some((a, true)),
                Cmp::AtMost | Cmp::Equal => bound.is_zero().then_some((a, true)),
            },
            (Some(bound), None) => match cmp {
                Cmp::Less => bound.is_zero().then_some((b, false)),
                Cmp::AtMost => (bound == Decimal::ONE).then_some((b, false)),
                Cmp::Equal => bound.is_zero().then_some((b, true)),
            },
            _ => None,
        }
    }

    /// The currency of the first constant amount in an expression.
    pub(super) fn currency_of(&self, expr: ExprId) -> Option<Currency> {
        match self.program.ir.node(expr) {
            Node::Money(_, currency) => Some(*currency),
            Node::Plus(a, b) | Node::Times(a, b) => self.currency_of(*a).or_else(|| self.currency_of(*b)),
            _ => None,
        }
    }

    pub(super) fn numeric(
        &mut self,
        expr: ExprId,
        env: &mut Vec<Argument>,
        context: Context,
        currency: Option<Currency>,
    ) -> Number {
        if !self.enter() {
            return Number { linear: Linear::anything(expr, expr), present: Vec::new() };
        }
        let mut number = self.numeric_of(expr, env, context, currency);
        self.leave();
        number.present.sort_unstable();
        number.present.dedup();
        number
    }

    pub(super) fn numeric_of(
        &mut self,
        expr: ExprId,
        env: &mut Vec<Argument>,
        context: Context,
        currency: Option<Currency>,
    ) -> Number {
        let program = self.program;
        let constant = |number: Decimal| Number { linear: Linear::constant(number), present: Vec::new() };
        match program.ir.node(expr) {
            Node::Number(number) => constant(*number),
            Node::Money(amount, own) => match self.world.convert(*amount, *own, currency.unwrap_or(*own)) {
                Some(amount) => constant(amount),
                None => Number { linear: Linear::anything(expr, expr), present: Vec::new() },
            },
            Node::AsOf => constant(self.world.as_of),
            Node::NumberFact(thing, fact) => {
                let being = self.being(*thing, env);
                self.number_fact(Place { being, fact: *fact }, currency)
            }
            Node::Plus(a, b) => {
                let (a, b) = (self.numeric(*a, env, context, currency), self.numeric(*b, env, context, currency));
                let linear = a.linear.plus(&b.linear).unwrap_or_else(|| Linear::anything(expr, expr));
                Number { linear, present: [a.present, b.present].concat() }
            }
            Node::Times(a, b) => {
                let (a, b) = (self.numeric(*a, env, context, currency), self.numeric(*b, env, context, currency));
                let present = [a.present, b.present].concat();
                let product = if let Some(factor) = a.linear.as_constant() {
                    b.linear.times(factor)
                } else if let Some(factor) = b.linear.as_constant() {
                    a.linear.times(factor)
                } else {
                    let (a, b) = (self.linear(a.linear), self.linear(b.linear));
                    Some(Linear::term(Term::Product(a.min(b), a.max(b))))
                };
                Number { linear: product.unwrap_or_else(|| Linear::anything(expr, expr)), present }
            }
            Node::SetSize(thing, fact) => {
                let being = self.being(*thing, env);
                self.set_size(Place { being, fact: *fact }, expr)
            }
            Node::Count(list) => self.total(expr, list, None, env, context, currency),
            Node::Sum(list, value) => self.total(expr, list, Some(*value), env, context, currency),
            Node::Call(definition, arguments) => {
                let (call, body) = self.call(*definition, arguments, env, context);
                if let Some(known) = self.values.get(&(call, currency)) {
                    return known.clone();
                }
                let number = match body {
                    Some((body, mut inner)) => {
                        self.depth += 1;
                        let number = self.numeric(body, &mut inner, context, currency);
                        self.depth -= 1;
                        number
                    }
                    None => Number { linear: Linear::anything(expr, expr), present: Vec::new() },
                };
                self.values.insert((call, currency), number.clone());
                number
            }
            // the checker lets no other expression stand where a number is needed
            _ => Number { linear: Linear::anything(expr, expr), present: Vec::new() },
        }
    }

    pub(super) fn number_fact(&mut self, place: Place, currency: Option<Currency>) -> Number {
        let fact = self.program.schema.fact(place.fact);
        let currency = if fact.of == Type::Money { currency } else { None };
        let var = Var::Fact(place, currency);
        if self.is_nothing(place.being) {
            let never = self.constant(false);
            return Number { linear: Linear::constant(Decimal::ZERO), present: vec![never] };
        }
        let var = self.var(var);
        let present =
            if self.can_be_absent(place) { vec![self.add(Formula::Atom(var, Test::Present))] } else { Vec::new() };
        Number { linear: Linear::term(Term::Var(var)), present }
    }

    pub(super) fn set_size(&mut self, place: Place, expr: ExprId) -> Number {
        let Type::Set(of) = self.program.schema.fact(place.fact).of else {
            return Number { linear: Linear::anything(expr, expr), present: Vec::new() };
        };
        let count = self.program.schema.of_enum(of).len();
        let one = self.linear(Linear::constant(Decimal::ONE));
        let mut total = Linear::constant(Decimal::ZERO);
        for member in 0..count {
            let mut members = FixedBitSet::with_capacity(count);
            members.insert(member);
            let has = self.set_atom(place, members);
            total = total.plus(&Linear::term(Term::Guarded(has, one))).unwrap_or(total);
        }
        Number { linear: total, present: Vec::new() }
    }

    /// How many items satisfy the guard, or the sum of a value over them. What is absent is left out.
    pub(super) fn total(
        &mut self,
        expr: ExprId,
        list: &List,
        value: Option<ExprId>,
        env: &mut Vec<Argument>,
        context: Context,
        currency: Option<Currency>,
    ) -> Number {
        let (items, standin) = self.items(list, env, expr, context);
        let mut total = Some(Linear::constant(Decimal::ZERO));
        let always = self.constant(true);
        let named = items.into_iter().map(|(item, is_one)| (item, is_one, false));
        for (item, is_one, rest) in named.chain(standin.map(|standin| (standin, always, true))) {
            let guard = self.for_item(list.guard, list.slot, item, env, context);
            let number = match value {
                None => Number { linear: Linear::constant(Decimal::ONE), present: Vec::new() },
                Some(value) => {
                    env.truncate(list.slot as usize);
                    env.push(Argument::Thing(item));
                    let number = self.numeric(value, env, context, currency);
                    env.truncate(list.slot as usize);
                    number
                }
            };
            let counts = self.all(&[vec![is_one, guard], number.present].concat());
            let part = match self.node(counts) {
                Formula::Const(false) => continue,
                _ if rest => {
                    let (more, linear) = (self.var(Var::More(item)), self.linear(number.linear));
                    Linear::term(Term::Rest(more, counts, linear))
                }
                Formula::Const(true) => number.linear,
                _ => {
                    let linear = self.linear(number.linear);
                    Linear::term(Term::Guarded(counts, linear))
                }
            };
            total = total.and_then(|total| total.plus(&part));
        }
        Number { linear: total.unwrap_or_else(|| Linear::anything(expr, expr)), present: Vec::new() }
    }
}

pub(super) fn test(cmp: Cmp, bound: Decimal) -> Test {
    match cmp {
        Cmp::Less => Test::Less(bound),
        Cmp::AtMost => Test::AtMost(bound),
        Cmp::Equal => Test::Equal(bound),
    }
}

/// `variable cmp bound`, or with the sides changed (`flipped`) `bound cmp variable`, which is the negation of the other comparison
/// where the variable is a number at all.
pub(super) fn threshold<'a>(
    ground: &mut Ground<'a>,
    cmp: Cmp,
    bound: Decimal,
    flipped: bool,
    can_be_absent: bool,
    atom: impl Fn(&mut Ground<'a>, Test) -> NodeId,
) -> NodeId {
    match (cmp, flipped) {
        (Cmp::Equal, _) => atom(ground, Test::Equal(bound)),
        (_, false) => atom(ground, test(cmp, bound)),
        (_, true) => {
            let opposite = if cmp == Cmp::Less { Test::AtMost(bound) } else { Test::Less(bound) };
            let below = atom(ground, opposite);
            let above = ground.not(below);
            if !can_be_absent {
                return above;
            }
            let present = atom(ground, Test::Present);
            ground.all(&[present, above])
        }
    }
}
