//! Operators: which types fit on both sides, and what they become.

use super::{Checker, Found};
use crate::ir::{Cmp, ExprId, Node};
use crate::problem::codes;
use crate::schema::{EnumId, Type};
use crate::span::Span;
use crate::syntax::{Binary, Expr};
use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

impl Checker<'_> {
    pub(super) fn binary(&mut self, operator: Binary, left: &Expr, right: &Expr, span: Span) -> Found {
        match operator {
            Binary::And | Binary::Or => {
                let (a, b) = (self.expr(left), self.expr(right));
                let a = self.expect(a, Type::Bool, left.span);
                let b = self.expect(b, Type::Bool, right.span);
                let joined = if operator == Binary::And { self.ir.and([a, b]) } else { self.ir.or([a, b]) };
                Found::Value(joined, Type::Bool)
            }
            Binary::In => self.membership(left, right),
            Binary::Plus | Binary::Minus | Binary::Times => self.arithmetic(operator, left, right, span),
            _ => self.comparison(operator, left, right, span),
        }
    }

    pub(super) fn membership(&mut self, left: &Expr, right: &Expr) -> Found {
        let (item, collection) = (self.expr(left), self.expr(right));
        let expr = match (item, collection) {
            (Found::Nothing, _) | (_, Found::Nothing) => return Found::Nothing,
            (Found::Text(text), Found::Set(thing, fact, of)) => {
                let Some(position) = self.schema.of_enum(of).position(&text) else {
                    self.unknown_member(&text, of, left.span);
                    return Found::Nothing;
                };
                let mut members = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
                members.insert(position);
                self.ir.add(Node::SetAny(thing, fact, members))
            }
            (Found::Value(item, Type::Enum(a)), Found::Set(thing, fact, b)) if a == b => {
                self.ir.add(Node::SetHas(thing, fact, item))
            }
            (Found::Value(item, Type::Enum(of)), constant @ (Found::Group(..) | Found::Texts(_))) => {
                let Some(members) = self.members(constant, of, right.span) else { return Found::Nothing };
                self.ir.add(Node::EnumIn(item, members))
            }
            (item, collection) => {
                let (a, b) = (self.describe(&item), self.describe(&collection));
                self.problem(
                    codes::TYPE,
                    left.span.to(right.span),
                    format!("{a} cannot be in {b}"),
                    "these do not fit",
                );
                self.advise(Some(
                    match (item, collection) {
                        (Found::Value(_, Type::Enum(_)), Found::Value(_, Type::Enum(_))) => {
                            "to compare two values, write `==`"
                        }
                        (Found::Value(_, of), _) if of.is_number() => {
                            "for a range of numbers, write `a <= x && x <= b`"
                        }
                        (Found::Value(_, Type::Thing(_)), _) => {
                            "for a thing in a list, write `list.exists(x, x == thing)`"
                        }
                        _ => "`in` takes a member and a set fact, or an enum fact and a list of members or a group",
                    }
                    .to_owned(),
                ));
                return Found::Nothing;
            }
        };
        Found::Value(expr, Type::Bool)
    }

    pub(super) fn arithmetic(&mut self, operator: Binary, left: &Expr, right: &Expr, span: Span) -> Found {
        let (a, b) = match (self.expr(left), self.expr(right)) {
            (Found::Nothing, _) | (_, Found::Nothing) => return Found::Nothing,
            pair => pair,
        };
        let (Found::Value(x, tx), Found::Value(y, ty)) = (&a, &b) else {
            let (a, b) = (self.describe(&a), self.describe(&b));
            self.problem(
                codes::TYPE,
                span,
                format!("`{}` needs two numbers, found {a} and {b}", operator.symbol()),
                "not numbers",
            );
            self.advise(Some("add up a list with `sum(list.map(x, ..))`, count one with `size(list)`".to_owned()));
            return Found::Nothing;
        };
        let plain = |of: Type| matches!(of, Type::Int | Type::Decimal);
        let unit = match operator {
            Binary::Times if plain(*tx) && plain(*ty) => {
                Some(if (*tx, *ty) == (Type::Int, Type::Int) { Type::Int } else { Type::Decimal })
            }
            Binary::Times if *tx == Type::Percent && ty.is_number() => {
                Some(if *ty == Type::Int { Type::Decimal } else { *ty })
            }
            Binary::Times if *ty == Type::Percent && tx.is_number() => {
                Some(if *tx == Type::Int { Type::Decimal } else { *tx })
            }
            Binary::Times if plain(*tx) && ty.is_number() => Some(*ty),
            Binary::Times if plain(*ty) && tx.is_number() => Some(*tx),
            Binary::Times => None,
            _ if plain(*tx) && plain(*ty) => Some(if tx == ty { *tx } else { Type::Decimal }),
            _ => (tx == ty && tx.is_number()).then_some(*tx),
        };
        let unit = unit.filter(|unit| !matches!(unit, Type::Date | Type::Instant));
        let Some(unit) = unit else {
            let (a, b) = (self.describe(&a), self.describe(&b));
            self.problem(
                codes::TYPE,
                span,
                format!("`{}` does not fit {a} and {b}", operator.symbol()),
                "units do not fit",
            );
            self.advise(Some(match operator {
                Binary::Times => "one side of `*` must be a plain number or a percentage".to_owned(),
                _ => format!(
                    "both sides of `{}` must be numbers of one unit, and neither a date nor an instant",
                    operator.symbol()
                ),
            }));
            return Found::Nothing;
        };
        let (x, y) = (*x, *y);
        let node = match operator {
            Binary::Times => Node::Times(x, y),
            Binary::Minus => {
                let minus = self.ir.add(Node::Number(Decimal::NEGATIVE_ONE));
                let negative = self.ir.add(Node::Times(minus, y));
                Node::Plus(x, negative)
            }
            _ => Node::Plus(x, y),
        };
        Found::Value(self.ir.add(node), unit)
    }

    pub(super) fn comparison(&mut self, operator: Binary, left: &Expr, right: &Expr, span: Span) -> Found {
        let (a, b) = match (self.expr(left), self.expr(right)) {
            (Found::Nothing, _) | (_, Found::Nothing) => return Found::Nothing,
            pair => pair,
        };
        let equality = matches!(operator, Binary::Equal | Binary::Differs);
        let same = match (&a, &b) {
            (Found::Value(x, tx), Found::Value(y, ty)) if comparable(*tx, *ty) => {
                let (x, y) = (*x, *y);
                Some(match operator {
                    Binary::Less => self.ir.add(Node::Compare(Cmp::Less, x, y)),
                    Binary::AtMost => self.ir.add(Node::Compare(Cmp::AtMost, x, y)),
                    Binary::More => self.ir.add(Node::Compare(Cmp::Less, y, x)),
                    Binary::AtLeast => self.ir.add(Node::Compare(Cmp::AtMost, y, x)),
                    _ => self.ir.add(Node::Compare(Cmp::Equal, x, y)),
                })
            }
            (Found::Value(x, Type::Bool), Found::Value(y, Type::Bool)) if equality => {
                Some(self.ir.add(Node::SameBool(*x, *y)))
            }
            (Found::Value(x, Type::Enum(tx)), Found::Value(y, Type::Enum(ty))) if equality && tx == ty => {
                Some(self.ir.add(Node::SameEnum(*x, *y)))
            }
            (Found::Value(x, Type::Thing(tx)), Found::Value(y, Type::Thing(ty))) if equality && tx == ty => {
                Some(self.ir.add(Node::SameThing(*x, *y)))
            }
            (Found::Value(x, Type::Enum(of)), Found::Text(text)) if equality => {
                self.is_member(*x, *of, text, right.span)
            }
            (Found::Text(text), Found::Value(x, Type::Enum(of))) if equality => {
                self.is_member(*x, *of, text, left.span)
            }
            _ => {
                let (is, other) = (self.describe(&a), self.describe(&b));
                self.problem(
                    codes::TYPE,
                    span,
                    format!("{is} and {other} cannot be compared with `{}`", operator.symbol()),
                    "these do not fit",
                );
                self.advise(Some(Self::comparison_help(&a, &b)));
                None
            }
        };
        let Some(same) = same else { return Found::Nothing };
        let expr = if operator == Binary::Differs { self.ir.not(same) } else { same };
        Found::Value(expr, Type::Bool)
    }

    pub(super) fn comparison_help(a: &Found, b: &Found) -> String {
        let is = |wanted: Type| [a, b].iter().any(|found| matches!(found, Found::Value(_, of) if *of == wanted));
        if is(Type::Percent) {
            "a share is written `percent(25)`".to_owned()
        } else if is(Type::Money) {
            "an amount is written `money(\"10_000_000 EUR\")`".to_owned()
        } else if is(Type::Date) {
            "a date is written `date(\"2027-12-11\")`".to_owned()
        } else if is(Type::Duration) {
            "a length of time is written `duration(\"30m\")`".to_owned()
        } else if matches!(a, Found::Set(..)) || matches!(b, Found::Set(..)) {
            "ask for one member with `\"..\" in set`, or use `exists` and `all`".to_owned()
        } else if [a, b].iter().any(|found| matches!(found, Found::Value(_, Type::Thing(_)))) {
            "a thing is compared with another thing, by `==` or `!=`; a condition does not name the things of a case"
                .to_owned()
        } else if [a, b].iter().any(|found| matches!(found, Found::Value(_, Type::Enum(_)))) {
            "a member is compared by `==`, `!=` or `in`, with a string or another fact of its enum".to_owned()
        } else if is(Type::Bool) {
            "a yes or no is a condition by itself: leave the comparison out, or put `!` before it".to_owned()
        } else {
            "both sides must have one type; nothing is converted silently".to_owned()
        }
    }

    pub(super) fn is_member(&mut self, value: ExprId, of: EnumId, text: &str, span: Span) -> Option<ExprId> {
        let Some(position) = self.schema.of_enum(of).position(text) else {
            self.unknown_member(text, of, span);
            return None;
        };
        let mut members = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
        members.insert(position);
        Some(self.ir.add(Node::EnumIn(value, members)))
    }
}

pub(super) fn comparable(a: Type, b: Type) -> bool {
    let plain = |of: Type| matches!(of, Type::Int | Type::Decimal);
    a.is_number() && (a == b || (plain(a) && plain(b)))
}
