//! Fingerprints of decisions: two with the same one ask the same of the same facts, of which the same is known, though they stand in
//! different groundings or different cases. Things go by their kind and their place among the things of that kind.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use rustc_hash::FxHashMap;

use super::weigh::Roles;
use super::{Decision, Fact, Sealed, Solver, Truth};
use crate::ground::{Argument, Being, NodeId, Origin, Var, VarId};
use crate::number::{LinearId, Term};
use crate::schema::KindId;
use crate::variable::{Classes, Question};
use crate::world::ThingId;

/// The fingerprints of everything in one grounding.
pub(super) struct Fingerprints<'f> {
    keys: &'f RandomState,
    things: Vec<(KindId, u32)>,
    beings: Vec<u64>,
    nodes: Vec<u64>,
    linears: FxHashMap<LinearId, u64>,
    /// The ground variables.
    vars: Vec<Option<u64>>,
    /// The variables of the diagram, with what is known of them.
    parts: Vec<Option<u64>>,
    facts: FxHashMap<u64, Fact>,
}

impl Fingerprints<'_> {
    fn of(&self, what: impl Hash) -> u64 {
        self.keys.hash_one(what)
    }

    /// The fact with a fingerprint.
    pub(super) fn fact(&self, print: u64) -> Option<Fact> {
        self.facts.get(&print).copied()
    }

    /// The fingerprint of a fact.
    pub(super) fn of_fact(&self, fact: Fact) -> u64 {
        let (Fact::Of(thing, id) | Fact::List(thing, id)) = fact;
        self.of((matches!(fact, Fact::List(..)), self.thing(thing), id))
    }

    fn thing(&self, thing: ThingId) -> Option<(KindId, u32)> {
        self.things.get(thing.0 as usize).copied()
    }

    fn node(&self, node: u32) -> u64 {
        self.nodes.get(node as usize).copied().unwrap_or(0)
    }
}

impl Solver<'_> {
    /// Fingerprints of all conditions. `keys` must be the same for those that are compared.
    pub(super) fn fingerprints<'f>(&self, roles: &Roles<'_>, keys: &'f RandomState) -> Fingerprints<'f> {
        let mut prints = Fingerprints {
            keys,
            things: Vec::new(),
            beings: Vec::new(),
            nodes: Vec::with_capacity(self.nodes.len()),
            linears: FxHashMap::default(),
            vars: vec![None; self.ground.vars.len()],
            parts: vec![None; self.variables.len()],
            facts: FxHashMap::default(),
        };
        let mut counts: FxHashMap<KindId, u32> = FxHashMap::default();
        for (_, thing) in self.ground.world.things() {
            let count = counts.entry(thing.kind).or_default();
            prints.things.push((thing.kind, *count));
            *count += 1;
        }
        for fact in &self.facts {
            prints.facts.insert(prints.of_fact(*fact), *fact);
        }
        // who stands in for something comes after those on whom that hangs
        for origin in &self.ground.standins {
            let print = self.print_of_origin(*origin, &prints);
            prints.beings.push(print);
        }
        // parts of a node come before it
        for node in 0..self.nodes.len() as u32 {
            let print = self.print_of_node(node, roles, &mut prints);
            prints.nodes.push(print);
        }
        prints
    }

    /// The fingerprint of a decision with the axioms near it.
    pub(super) fn fingerprint(&self, decision: &Decision, prints: &Fingerprints<'_>) -> u64 {
        let mut hasher = prints.keys.build_hasher();
        let roots: Vec<NodeId> = decision.rungs.iter().map(|(node, _)| *node).collect();
        for (node, result) in &decision.rungs {
            (prints.node(node.0), *result).hash(&mut hasher);
        }
        decision.otherwise.hash(&mut hasher);
        // what a case fulfils restricts nothing
        let near = self.axioms_near(self.vars_below(&roots));
        let mut axioms: Vec<u64> = near
            .into_iter()
            .filter(|axiom| self.quick(*axiom) != Truth::True)
            .map(|axiom| prints.node(axiom.0))
            .collect();
        axioms.sort_unstable();
        axioms.hash(&mut hasher);
        hasher.finish()
    }

    fn print_of_being(&self, being: Being, prints: &Fingerprints<'_>) -> u64 {
        match self.ground.real(being) {
            Some(thing) => prints.of((0u8, prints.thing(thing))),
            None => prints.beings.get(self.ground.stand_in_at(being)).copied().unwrap_or(0),
        }
    }

    fn print_of_argument(&self, argument: &Argument, prints: &Fingerprints<'_>) -> u64 {
        match argument {
            Argument::Thing(being) => prints.of((0u8, self.print_of_being(*being, prints))),
            Argument::Member(of, member) => prints.of((1u8, of, member)),
            Argument::Fact(place) => prints.of((2u8, self.print_of_being(place.being, prints), place.fact)),
        }
    }

    fn print_of_origin(&self, origin: Origin, prints: &Fingerprints<'_>) -> u64 {
        match origin {
            Origin::Nothing(kind) => prints.of((1u8, kind)),
            Origin::Target(place) => prints.of((2u8, self.print_of_being(place.being, prints), place.fact)),
            Origin::Unlisted(owner, fact, expr, environment, context) => {
                let arguments: Vec<u64> = self
                    .ground
                    .environment(environment)
                    .iter()
                    .map(|argument| self.print_of_argument(argument, prints))
                    .collect();
                prints.of((3u8, self.print_of_being(owner, prints), fact, expr, arguments, context))
            }
        }
    }

    fn print_of_node(&self, node: u32, roles: &Roles<'_>, prints: &mut Fingerprints<'_>) -> u64 {
        // what is decided is a constant, whatever it is made of
        let quick = self.quick(NodeId(node));
        let sealed = match self.nodes.get(node as usize) {
            Some(sealed) if quick == Truth::Unknown => sealed,
            _ => return prints.of((0u8, quick)),
        };
        let join = |parts: &[u32], prints: &Fingerprints<'_>| -> Vec<u64> {
            parts.iter().map(|part| prints.node(*part)).collect()
        };
        match sealed {
            Sealed::Const(value) => prints.of((0u8, Truth::of(*value))),
            Sealed::Same(of) => prints.node(*of),
            Sealed::Not(of) => prints.of((1u8, prints.node(*of))),
            Sealed::And(parts) => prints.of((2u8, join(parts, prints))),
            Sealed::Or(parts) => prints.of((3u8, join(parts, prints))),
            Sealed::Ask(question) => {
                let vars: Vec<u64> =
                    question.variables().iter().map(|var| self.print_of_part(*var, roles, prints)).collect();
                let mask = if let Question::In(_, mask) = question { *mask } else { 0b10 };
                prints.of((4u8, vars, mask))
            }
        }
    }

    /// A variable of the diagram: what it is, and what is known of it.
    fn print_of_part(&self, part: u32, roles: &Roles<'_>, prints: &mut Fingerprints<'_>) -> u64 {
        if let Some(Some(known)) = prints.parts.get(part as usize) {
            return *known;
        }
        let Some(variable) = self.variables.get(part as usize) else { return 0 };
        let var = self.print_of_var(variable.of, prints);
        let classes = match &variable.classes {
            Classes::YesNo => prints.of(0u8),
            Classes::Between(cuts) => prints.of((1u8, cuts)),
            Classes::Members(groups) => prints.of((2u8, groups)),
            Classes::Any(members) => prints.of((3u8, members)),
            Classes::Things(beings) => {
                let beings: Vec<u64> = beings.iter().map(|being| self.print_of_being(*being, prints)).collect();
                prints.of((4u8, beings))
            }
        };
        let causes: Vec<(u64, bool, bool, Option<u64>)> = self
            .open_causes(part)
            .into_iter()
            .filter_map(|fact| self.facts.get_index(fact as usize))
            .map(|fact| {
                let likely = (roles.likely)(*fact).map(f64::to_bits);
                (prints.of_fact(*fact), (roles.chosen)(*fact), (roles.unknown)(*fact), likely)
            })
            .collect();
        let print = prints.of((var, variable.loose, classes, self.case.get(part as usize), causes));
        if let Some(slot) = prints.parts.get_mut(part as usize) {
            *slot = Some(print);
        }
        print
    }

    fn print_of_var(&self, of: VarId, prints: &mut Fingerprints<'_>) -> u64 {
        if let Some(Some(known)) = prints.vars.get(of.0 as usize) {
            return *known;
        }
        let print = match self.ground.vars.get_index(of.0 as usize) {
            None => 0,
            Some(Var::Fact(place, currency)) => {
                prints.of((0u8, self.print_of_being(place.being, prints), place.fact, currency))
            }
            Some(Var::More(being)) => prints.of((1u8, self.print_of_being(*being, prints))),
            Some(Var::Form(linear)) => {
                let linear = self.print_of_linear(*linear, prints);
                prints.of((2u8, linear))
            }
            Some(Var::Same(a, b)) => {
                let (a, b) = (self.print_of_var(*a, prints), self.print_of_var(*b, prints));
                prints.of((3u8, a, b))
            }
            Some(Var::Meet(a, b)) => prints.of((4u8, self.print_of_being(*a, prints), self.print_of_being(*b, prints))),
            Some(Var::Undecided(call)) => match self.ground.calls.get_index(call.0 as usize) {
                None => 0,
                Some(call) => {
                    let arguments: Vec<u64> =
                        call.arguments.iter().map(|argument| self.print_of_argument(argument, prints)).collect();
                    prints.of((5u8, call.definition, call.version, arguments, call.context))
                }
            },
            Some(Var::Unread) => prints.of(6u8),
        };
        if let Some(slot) = prints.vars.get_mut(of.0 as usize) {
            *slot = Some(print);
        }
        print
    }

    /// A number made of facts. The order of its terms means nothing.
    fn print_of_linear(&self, of: LinearId, prints: &mut Fingerprints<'_>) -> u64 {
        if let Some(known) = prints.linears.get(&of) {
            return *known;
        }
        // for a number that is a part of itself, which none is
        prints.linears.insert(of, 0);
        let Some(linear) = self.ground.linears.get_index(of.0 as usize) else { return 0 };
        let mut sum = prints.of(linear.constant);
        for (term, factor) in &linear.terms {
            let term = match term {
                Term::Var(var) => (0u8, self.print_of_var(*var, prints), 0, 0),
                Term::Product(a, b) => {
                    let (a, b) = (self.print_of_linear(*a, prints), self.print_of_linear(*b, prints));
                    (1, a.min(b), a.max(b), 0)
                }
                Term::Guarded(node, inner) => (2, prints.node(node.0), self.print_of_linear(*inner, prints), 0),
                Term::Rest(more, node, inner) => {
                    let more = self.print_of_var(*more, prints);
                    (3, more, prints.node(node.0), self.print_of_linear(*inner, prints))
                }
                Term::Anything(a, b) => (4, prints.of((a, b)), 0, 0),
            };
            sum = sum.wrapping_add(prints.of((term, factor)));
        }
        prints.linears.insert(of, sum);
        sum
    }
}
