//! Conditions opened for showing: what is asked of which fact, and counterexamples in words.

use super::{Decision, Fact, Solver};
use crate::ground::{Call, Formula, NodeId, Test, Var};
use crate::number::LinearId;
use crate::schema::FactId;
use crate::variable::Classes;
use crate::world::{Range, ThingId};
use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

impl Solver<'_> {
    /// One completion with that result: what each fact on which it hangs would be. `None` if there is none, or the diagram is too
    /// large.
    pub fn witness(&self, decision: &Decision, result: u8) -> Option<Vec<(Fact, String)>> {
        let mut store = self.store(self.case.clone());
        let (made, _) = self.decide(decision, &mut store).ok()?;
        let path = store.diagrams.witness(made, result)?;
        let facts = path.into_iter().filter_map(|(var, class)| {
            let fact = self.facts.get_index(*self.variable_causes(var).first()? as usize).copied()?;
            Some((fact, self.class_text(var, class)?))
        });
        Some(facts.collect())
    }

    /// A class of a variable in words.
    pub(super) fn class_text(&self, var: u32, class: u32) -> Option<String> {
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

    /// Whether nothing is subtracted.
    fn is_sum(&self, linear: LinearId) -> bool {
        let linear = self.ground.linears.get_index(linear.0 as usize);
        linear.is_some_and(|linear| linear.terms.iter().all(|(_, factor)| factor.is_sign_positive()))
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
                    Some(Var::Form(linear)) => {
                        View::Number { range: self.range_of(*linear), is_sum: self.is_sum(*linear), facts, asked }
                    }
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
        /// It is a sum; else facts are compared with each other.
        is_sum: bool,
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
