//! Whether an open answer may hang on variables that are not independent: the diagram then sees completions that are none, and the
//! answer is marked `approximate`.

use super::{Fact, Sealed, Solver, Truth};
use crate::ground::{Being, Formula, NodeId, Origin, Var, VarId};
use crate::number::{LinearId, Term};
use crate::variable::{self, Classes, Cut, Question, Source, Variable};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

impl Solver<'_> {
    /// Whether the variables on which an open answer depends are not independent, so that the diagram may see completions that
    /// are none.
    pub(super) fn is_approximate(&self, relevant: &[u32]) -> bool {
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
    pub(super) fn is_rough(&self, form: VarId, var: u32, cuts: &[Cut]) -> bool {
        let Some(Var::Form(linear)) = self.ground.vars.get_index(form.0 as usize) else { return true };
        let classes = self.case.get(var as usize).map_or(0, |mask| mask.count_ones());
        let mut seen = BTreeSet::new();
        let mut plain = true;
        let once = self.occurs_once(*linear, &mut seen, &mut plain);
        // more classes than these are told apart one by one only by a diagram
        !once || cuts.len() >= 127 || (classes > 2 && !plain)
    }

    /// Whether each open variable occurs once in a number, guards included. `plain` becomes false if it is more than a sum of facts.
    pub(super) fn occurs_once(&self, linear: LinearId, seen: &mut BTreeSet<(VarId, u32)>, plain: &mut bool) -> bool {
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
    pub(super) fn reads_once(&self, node: NodeId, seen: &mut BTreeSet<(VarId, u32)>) -> bool {
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

    pub(super) fn sees_first(&self, var: VarId, parts: &[u32], seen: &mut BTreeSet<(VarId, u32)>) -> bool {
        let open = self.causes.get(var.0 as usize).is_some_and(|causes| causes.iter().any(|fact| self.is_open(*fact)));
        let simple = matches!(self.ground.vars.get_index(var.0 as usize), Some(Var::Fact(..) | Var::More(_)));
        let shared = self.parts.get(var.0 as usize).is_some_and(|parts| {
            parts.clone().filter_map(|part| self.variables.get(part as usize)).any(|part| self.enters_a_list(part))
        });
        !open || simple && !shared && !self.is_shaky(var) && parts.iter().all(|part| seen.insert((var, *part)))
    }

    /// Whether two variables belong to one stand-in of a list: the item and its existence.
    pub(super) fn one_item(&self, a: VarId, b: VarId) -> bool {
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
    pub(super) fn is_shaky(&self, var: VarId) -> bool {
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
    pub(super) fn enters_a_list(&self, variable: &Variable) -> bool {
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
}
