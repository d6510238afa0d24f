//! A condition over one case: paths become fact instances, lists their items plus one stand-in for what is not listed,
//! definitions the body of the version in force. Still says nothing of truth; [`crate::solve`] does.

mod numeric;

use fixedbitset::FixedBitSet;
use indexmap::IndexSet;
use rust_decimal::Decimal;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::ir::{DefId, ExprId, List, Node};
use crate::literal::Currency;
use crate::number::{Linear, LinearId, Term};
use crate::program::Program;
use crate::schema::{EnumId, FactId, KindId, Type};
use crate::world::{ThingId, Value, World};

/// Definitions that call each other deeper than this are taken as undecided.
const MAX_CALLS: usize = 64;

/// Expressions that nest deeper than this, all definitions together, are taken as undecided: the stack is finite.
const MAX_LEVELS: usize = 1_000;

/// How many expressions are read for one case; quantifiers in quantifiers multiply. Later ones are taken as undecided.
const MAX_STEPS: usize = 5_000_000;

/// A thing of the case, or a stand-in for one of which nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Being(u32);

/// A fact of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Whose fact.
    pub being: Being,
    /// Which fact.
    pub fact: FactId,
}

/// A grounded condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// A variable: something of which the case may leave the value open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct VarId(pub(crate) u32);

/// A call of a definition on given things, in the version in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub(crate) u32);

/// What a definition was called with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// The definition that was read, after the State's own was put in place.
    pub definition: DefId,
    /// Which of its versions.
    pub version: usize,
    /// The arguments.
    pub arguments: Box<[Argument]>,
    pub(crate) context: Context,
}

/// The value of a variable of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// A thing.
    Thing(Being),
    /// A member of an enum.
    Member(EnumId, u32),
    /// An enum fact, passed on unread.
    Fact(Place),
}

/// Under which law a condition is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The State whose own definitions are put in place, as member of the enum of States.
    pub state: Option<u32>,
    /// Law date, in days since 1970-01-01.
    pub date: Decimal,
}

/// The forms of a grounded condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Formula {
    Const(bool),
    Atom(VarId, Test),
    Not(NodeId),
    And(Box<[NodeId]>),
    Or(Box<[NodeId]>),
    /// The body of a definition: same truth, kept for reasons.
    Named(CallId, NodeId),
}

/// What is asked of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    /// A yes/no is yes.
    Yes,
    /// A fact is not absent.
    Present,
    /// A number is below.
    Less(Decimal),
    /// A number is at most.
    AtMost(Decimal),
    /// A number is exactly.
    Equal(Decimal),
    /// An enum value is one of these, or a set has one of these.
    Members(FixedBitSet),
    /// A reference leads to this thing.
    Leads(Being),
}

/// What a variable is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Var {
    /// A fact; amounts once for each currency in which they are compared.
    Fact(Place, Option<Currency>),
    /// The list has a thing that the case does not name and that the stand-in describes.
    More(Being),
    /// A number made of several facts.
    Form(LinearId),
    /// Two enum facts have one value, or two references lead to one thing.
    Same(VarId, VarId),
    /// Two stand-ins, or a stand-in and a thing of the case, are one thing.
    Meet(Being, Being),
    /// A definition without a body, or called too deeply: nothing decides it.
    Undecided(CallId),
    /// A part of a condition that was not read, since the whole became too large: nothing decides it.
    Unread,
}

/// Why a stand-in exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// Where an absent reference leads.
    Nothing(KindId),
    /// Where a reference leads whose target is open.
    Target(Place),
    /// An item that a list has beyond those named; one stand-in for each condition asked of the list, and for each law under which
    /// it is read: two conditions can be true of different items.
    Unlisted(Being, FactId, ExprId, u32, Context),
}

/// Grounded conditions of one case.
pub struct Ground<'a> {
    pub(crate) program: &'a Program,
    pub(crate) world: &'a World,
    pub(crate) nodes: IndexSet<Formula, FxBuildHasher>,
    pub(crate) vars: IndexSet<Var, FxBuildHasher>,
    pub(crate) linears: IndexSet<Linear, FxBuildHasher>,
    pub(crate) standins: IndexSet<Origin, FxBuildHasher>,
    pub(crate) calls: IndexSet<Call, FxBuildHasher>,
    environments: IndexSet<Box<[Argument]>, FxBuildHasher>,
    bodies: FxHashMap<CallId, NodeId>,
    values: FxHashMap<(CallId, Option<Currency>), Number>,
    conditions: FxHashMap<(ExprId, u32, Context), NodeId>,
    items: FxHashMap<FactId, References>,
    depth: usize,
    levels: usize,
    steps: usize,
}

/// Who refers to whom by one fact.
#[derive(Default)]
struct References {
    sure: FxHashMap<ThingId, Vec<ThingId>>,
    /// Things whose reference is open, with the targets that are possible; `None` is any.
    open: Vec<(ThingId, Option<Vec<ThingId>>)>,
}

/// A numeric value: its linear form, and what must be present for it to be a number at all.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) linear: Linear,
    pub(crate) present: Vec<NodeId>,
}

impl<'a> Ground<'a> {
    /// Grounds conditions of `program` on `world`.
    pub fn new(program: &'a Program, world: &'a World) -> Self {
        Self {
            program,
            world,
            nodes: IndexSet::default(),
            vars: IndexSet::default(),
            linears: IndexSet::default(),
            standins: IndexSet::default(),
            calls: IndexSet::default(),
            environments: IndexSet::default(),
            bodies: FxHashMap::default(),
            values: FxHashMap::default(),
            conditions: FxHashMap::default(),
            items: FxHashMap::default(),
            depth: 0,
            levels: 0,
            steps: 0,
        }
    }

    /// A thing of the case, as the argument of a condition.
    pub fn thing(&self, id: ThingId) -> Being {
        Being(id.0)
    }

    /// The thing of the case behind a being, unless it is a stand-in.
    pub fn real(&self, being: Being) -> Option<ThingId> {
        ((being.0 as usize) < self.world.len()).then_some(ThingId(being.0))
    }

    pub(crate) fn origin(&self, being: Being) -> Option<Origin> {
        self.standins.get_index((being.0 as usize).checked_sub(self.world.len())?).copied()
    }

    /// The position of a stand-in among those that there are.
    pub(crate) fn stand_in_at(&self, being: Being) -> usize {
        (being.0 as usize).saturating_sub(self.world.len())
    }

    /// The arguments with which a condition is read.
    pub(crate) fn environment(&self, environment: u32) -> &[Argument] {
        self.environments.get_index(environment as usize).map_or(&[], |arguments| arguments)
    }

    fn standin(&mut self, origin: Origin) -> Being {
        Being((self.world.len() + self.standins.insert_full(origin).0) as u32)
    }

    fn is_nothing(&self, being: Being) -> bool {
        matches!(self.origin(being), Some(Origin::Nothing(_)))
    }

    /// What the case says of a place.
    pub(crate) fn value(&self, place: Place) -> Option<&'a Value> {
        self.world.value(self.real(place.being)?, place.fact)
    }

    fn add(&mut self, node: Formula) -> NodeId {
        NodeId(self.nodes.insert_full(node).0 as u32)
    }

    #[expect(clippy::indexing_slicing, reason = "a NodeId is made by `add` only, and nodes are never removed")]
    pub(crate) fn node(&self, id: NodeId) -> &Formula {
        &self.nodes[id.0 as usize]
    }

    /// A condition that is always true, or always false.
    pub fn constant(&mut self, value: bool) -> NodeId {
        self.add(Formula::Const(value))
    }

    /// Negation.
    pub fn not(&mut self, of: NodeId) -> NodeId {
        match *self.node(of) {
            Formula::Const(value) => self.constant(!value),
            Formula::Not(inner) => inner,
            _ => self.add(Formula::Not(of)),
        }
    }

    /// All of them.
    pub fn all(&mut self, parts: &[NodeId]) -> NodeId {
        self.join(parts, true)
    }

    /// At least one of them.
    pub fn any(&mut self, parts: &[NodeId]) -> NodeId {
        self.join(parts, false)
    }

    fn join(&mut self, parts: &[NodeId], all: bool) -> NodeId {
        let mut flat: Vec<NodeId> = Vec::with_capacity(parts.len());
        for part in parts {
            match self.node(*part) {
                Formula::Const(value) if *value == all => {}
                Formula::Const(_) => return *part,
                _ if flat.contains(part) => {}
                _ => flat.push(*part),
            }
        }
        match flat.as_slice() {
            [] => self.constant(all),
            [only] => *only,
            _ if all => self.add(Formula::And(flat.into())),
            _ => self.add(Formula::Or(flat.into())),
        }
    }

    pub(crate) fn var(&mut self, var: Var) -> VarId {
        VarId(self.vars.insert_full(var).0 as u32)
    }

    fn atom(&mut self, var: Var, test: Test) -> NodeId {
        if let Var::Fact(place, _) = &var
            && self.is_nothing(place.being)
        {
            return self.constant(false);
        }
        let var = self.var(var);
        self.add(Formula::Atom(var, test))
    }

    fn fact_atom(&mut self, place: Place, test: Test) -> NodeId {
        self.atom(Var::Fact(place, None), test)
    }

    /// The law date lies in `from <= date < to`, where the date is a date or instant fact. `at` turns a day into the number that
    /// the fact is compared with.
    pub fn within(&mut self, place: Place, from: Option<Decimal>, to: Option<Decimal>) -> NodeId {
        let mut parts = Vec::new();
        if let Some(from) = from {
            let before = self.fact_atom(place, Test::Less(from));
            parts.push(self.not(before));
        }
        if let Some(to) = to {
            parts.push(self.fact_atom(place, Test::Less(to)));
        }
        self.all(&parts)
    }

    /// Grounds a yes/no expression of the program.
    pub fn condition(&mut self, expr: ExprId, variables: &[Argument], context: Context) -> NodeId {
        let environment = self.environments.insert_full(variables.into()).0 as u32;
        if let Some(known) = self.conditions.get(&(expr, environment, context)) {
            return *known;
        }
        let node = self.truth(expr, &mut variables.to_vec(), context);
        self.conditions.insert((expr, environment, context), node);
        node
    }

    /// Grounds a numeric expression of the program; the result can be asked for its range.
    pub fn number(&mut self, expr: ExprId, variables: &[Argument], context: Context) -> LinearId {
        let number = self.numeric(expr, &mut variables.to_vec(), context, None);
        self.linear(number.linear)
    }

    pub(crate) fn linear(&mut self, linear: Linear) -> LinearId {
        LinearId(self.linears.insert_full(linear).0 as u32)
    }

    /// Whether one more level can be read. Whoever is told so calls [`Ground::leave`] after it.
    fn enter(&mut self) -> bool {
        self.steps += 1;
        let can = self.steps <= MAX_STEPS && self.levels < MAX_LEVELS;
        self.levels += usize::from(can);
        can
    }

    fn leave(&mut self) {
        self.levels -= 1;
    }

    /// Whether a form has whole values only.
    pub(crate) fn is_whole(&self, linear: LinearId) -> bool {
        let (mut seen, mut open) = (FxHashSet::default(), vec![linear]);
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            let Some(linear) = self.linears.get_index(next.0 as usize) else { return false };
            let mut numbers = linear.terms.iter().map(|(_, factor)| factor).chain([&linear.constant]);
            if !numbers.all(|number| number.fract().is_zero()) {
                return false;
            }
            for (term, _) in &linear.terms {
                match term {
                    Term::Var(var) => match self.vars.get_index(var.0 as usize) {
                        Some(Var::Fact(place, _)) if self.program.schema.fact(place.fact).of.is_whole() => {}
                        _ => return false,
                    },
                    Term::Product(a, b) => open.extend([*a, *b]),
                    Term::Guarded(_, inner) | Term::Rest(_, _, inner) => open.push(*inner),
                    Term::Anything(..) => return false,
                }
            }
        }
        true
    }

    fn truth(&mut self, expr: ExprId, env: &mut Vec<Argument>, context: Context) -> NodeId {
        if !self.enter() {
            return self.atom(Var::Unread, Test::Yes);
        }
        let node = self.truth_of(expr, env, context);
        self.leave();
        node
    }

    fn truth_of(&mut self, expr: ExprId, env: &mut Vec<Argument>, context: Context) -> NodeId {
        let program = self.program;
        match program.ir.node(expr) {
            Node::Bool(value) => self.constant(*value),
            Node::Not(of) => {
                let inner = self.truth(*of, env, context);
                self.not(inner)
            }
            Node::And(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.truth(*part, env, context)).collect();
                self.all(&parts)
            }
            Node::Or(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.truth(*part, env, context)).collect();
                self.any(&parts)
            }
            Node::SameBool(a, b) => {
                let (a, b) = (self.truth(*a, env, context), self.truth(*b, env, context));
                let (not_a, not_b) = (self.not(a), self.not(b));
                let both = self.all(&[a, b]);
                let neither = self.all(&[not_a, not_b]);
                self.any(&[both, neither])
            }
            Node::BoolFact(thing, fact) => {
                let being = self.being(*thing, env);
                self.fact_atom(Place { being, fact: *fact }, Test::Yes)
            }
            Node::Compare(cmp, a, b) => self.compare(*cmp, *a, *b, env, context),
            Node::EnumIn(value, members) => match self.enumerated(*value, env) {
                Argument::Member(_, member) => self.constant(members.contains(member as usize)),
                Argument::Fact(place) => self.fact_atom(place, Test::Members(members.clone())),
                Argument::Thing(_) => self.constant(false),
            },
            Node::SameEnum(a, b) => {
                let (a, b) = (self.enumerated(*a, env), self.enumerated(*b, env));
                self.same_enum(a, b)
            }
            Node::SameThing(a, b) => {
                let (a, b) = (self.being(*a, env), self.being(*b, env));
                self.same_thing(a, b)
            }
            Node::SetAny(thing, fact, members) => {
                let being = self.being(*thing, env);
                self.set_atom(Place { being, fact: *fact }, members.clone())
            }
            Node::SetHas(thing, fact, member) => {
                let being = self.being(*thing, env);
                let place = Place { being, fact: *fact };
                match self.enumerated(*member, env) {
                    Argument::Member(of, member) => {
                        let mut members = FixedBitSet::with_capacity(program.schema.of_enum(of).len());
                        members.insert(member as usize);
                        self.set_atom(place, members)
                    }
                    Argument::Fact(other) => self.fact_in_set(other, place),
                    Argument::Thing(_) => self.constant(false),
                }
            }
            Node::SetExists { thing, fact, slot, body } => {
                let being = self.being(*thing, env);
                self.set_exists(Place { being, fact: *fact }, *slot, *body, env, context)
            }
            Node::MemberExists { of, members, slot, body } => {
                let mut parts = Vec::with_capacity(members.count_ones(..));
                for member in members.ones() {
                    env.truncate(*slot as usize);
                    env.push(Argument::Member(*of, member as u32));
                    parts.push(self.truth(*body, env, context));
                }
                env.truncate(*slot as usize);
                self.any(&parts)
            }
            Node::Exists(list) => self.exists(list, env, context),
            Node::Call(definition, arguments) => {
                let (call, body) = self.call(*definition, arguments, env, context);
                if let Some(known) = self.bodies.get(&call) {
                    return *known;
                }
                let Some((body, mut inner)) = body else { return self.atom(Var::Undecided(call), Test::Yes) };
                self.depth += 1;
                let node = self.truth(body, &mut inner, context);
                self.depth -= 1;
                let node = self.add(Formula::Named(call, node));
                self.bodies.insert(call, node);
                node
            }
            // the checker lets no other expression stand where a truth is needed
            _ => self.constant(false),
        }
    }

    /// The definition in force for the arguments, with its body unless the calls nest too deeply.
    fn call(
        &mut self,
        definition: DefId,
        arguments: &[ExprId],
        env: &[Argument],
        context: Context,
    ) -> (CallId, Option<(ExprId, Vec<Argument>)>) {
        let program = self.program;
        let signature = &program.definition(definition).signature;
        let values: Vec<Argument> = arguments
            .iter()
            .zip(&signature.parameters)
            .map(|(argument, (_, of))| match of {
                Type::Thing(_) => Argument::Thing(self.being(*argument, env)),
                _ => self.enumerated(*argument, env),
            })
            .collect();
        let read = context
            .state
            .and_then(|state| program.definition(definition).in_state.iter().find(|(member, _)| *member == state))
            .map_or(definition, |(_, own)| *own);
        let versions = &program.definition(read).versions;
        let version = versions
            .iter()
            .position(|version| {
                version.from.is_none_or(|from| from <= context.date) && version.to.is_none_or(|to| context.date < to)
            })
            .or_else(|| versions.iter().rposition(|version| version.from.is_none_or(|from| from <= context.date)))
            .unwrap_or(0);
        let call = Call { definition: read, version, arguments: values.clone().into(), context };
        let id = CallId(self.calls.insert_full(call).0 as u32);
        let body = versions.get(version).filter(|_| self.depth < MAX_CALLS).map(|version| (version.body, values));
        (id, body)
    }

    fn being(&mut self, expr: ExprId, env: &[Argument]) -> Being {
        let program = self.program;
        match program.ir.node(expr) {
            Node::Var(slot) => match env.get(*slot as usize) {
                Some(Argument::Thing(being)) => *being,
                _ => self.standin(Origin::Nothing(KindId(0))),
            },
            Node::Follow(thing, fact) => {
                let being = self.being(*thing, env);
                self.follow(Place { being, fact: *fact })
            }
            _ => self.standin(Origin::Nothing(KindId(0))),
        }
    }

    /// The thing to which an expression leads, such as the bearer of a duty.
    pub fn path(&mut self, expr: ExprId, variables: &[Argument]) -> Being {
        self.being(expr, variables)
    }

    /// Where a reference leads.
    pub fn follow(&mut self, place: Place) -> Being {
        let Type::Thing(kind) = self.program.schema.fact(place.fact).of else {
            return self.standin(Origin::Nothing(KindId(0)));
        };
        if self.is_nothing(place.being) {
            return self.standin(Origin::Nothing(kind));
        }
        // an unlisted item of a list refers back to the list's owner
        if let Some(Origin::Unlisted(owner, inverse, ..)) = self.origin(place.being)
            && inverse == place.fact
        {
            return owner;
        }
        match self.value(place) {
            Some(Value::Absent) => self.standin(Origin::Nothing(kind)),
            Some(Value::Things(targets)) => match targets.as_slice() {
                [only] => Being(only.0),
                _ => self.standin(Origin::Target(place)),
            },
            _ => self.standin(Origin::Target(place)),
        }
    }

    /// An enum value: a constant, or a fact.
    fn enumerated(&mut self, expr: ExprId, env: &[Argument]) -> Argument {
        let program = self.program;
        match program.ir.node(expr) {
            Node::Member(of, member) => Argument::Member(*of, *member),
            Node::Var(slot) => env.get(*slot as usize).copied().unwrap_or(Argument::Member(EnumId(0), u32::MAX)),
            Node::EnumFact(thing, fact) => Argument::Fact(Place { being: self.being(*thing, env), fact: *fact }),
            _ => Argument::Member(EnumId(0), u32::MAX),
        }
    }

    fn same_enum(&mut self, a: Argument, b: Argument) -> NodeId {
        match (a, b) {
            (Argument::Member(_, a), Argument::Member(_, b)) => self.constant(a == b),
            (Argument::Fact(place), Argument::Member(of, member))
            | (Argument::Member(of, member), Argument::Fact(place)) => {
                let mut members = FixedBitSet::with_capacity(self.program.schema.of_enum(of).len());
                if (member as usize) < members.len() {
                    members.insert(member as usize);
                }
                self.fact_atom(place, Test::Members(members))
            }
            (Argument::Fact(a), Argument::Fact(b)) if a == b => self.fact_atom(a, Test::Present),
            (Argument::Fact(a), Argument::Fact(b)) => {
                if self.is_nothing(a.being) || self.is_nothing(b.being) {
                    return self.constant(false);
                }
                let (a, b) = (self.var(Var::Fact(a, None)), self.var(Var::Fact(b, None)));
                self.atom(Var::Same(a.min(b), a.max(b)), Test::Yes)
            }
            _ => self.constant(false),
        }
    }

    fn same_thing(&mut self, a: Being, b: Being) -> NodeId {
        if a == b {
            return match self.origin(a) {
                Some(Origin::Nothing(_)) => self.constant(false),
                Some(Origin::Target(place)) if self.can_be_absent(place) => self.fact_atom(place, Test::Present),
                _ => self.constant(true),
            };
        }
        let (a, b) = (a.min(b), a.max(b));
        match (self.origin(a), self.origin(b)) {
            (Some(Origin::Nothing(_)), _) | (_, Some(Origin::Nothing(_))) | (None, None) => self.constant(false),
            (Some(Origin::Target(a)), Some(Origin::Target(b))) => {
                let (a, b) = (self.var(Var::Fact(a, None)), self.var(Var::Fact(b, None)));
                self.atom(Var::Same(a.min(b), a.max(b)), Test::Yes)
            }
            (None, Some(Origin::Target(place))) => self.fact_atom(place, Test::Leads(a)),
            // an unlisted thing of a list of the case is none of those that are named
            (None, Some(Origin::Unlisted(owner, ..))) if self.real(owner).is_some() => self.constant(false),
            _ => self.atom(Var::Meet(a, b), Test::Yes),
        }
    }

    /// Whether a fact may be absent: it is optional, or belongs to the target of a reference that may be.
    pub(crate) fn can_be_absent(&self, place: Place) -> bool {
        self.program.schema.fact(place.fact).optional || self.can_be_nothing(place.being)
    }

    /// The reference, if a stand-in is the target of one that leads to a thing of the case, whichever, or to none, and the other
    /// is an unlisted thing, which the case does not name.
    pub(crate) fn named_target(&self, a: Being, b: Being) -> Option<Place> {
        let ((Origin::Target(place), Origin::Unlisted(owner, ..))
        | (Origin::Unlisted(owner, ..), Origin::Target(place))) = (self.origin(a)?, self.origin(b)?)
        else {
            return None;
        };
        self.real(owner)?;
        matches!(self.value(place), Some(Value::Things(_) | Value::Absent)).then_some(place)
    }

    fn can_be_nothing(&self, being: Being) -> bool {
        match self.origin(being) {
            Some(Origin::Nothing(_)) => true,
            Some(Origin::Target(place)) => self.can_be_absent(place),
            Some(Origin::Unlisted(..)) | None => false,
        }
    }

    fn set_atom(&mut self, place: Place, members: FixedBitSet) -> NodeId {
        if members.is_clear() {
            return self.constant(false);
        }
        self.fact_atom(place, Test::Members(members))
    }

    /// The value of an enum fact is in a set fact: for some member, both.
    fn fact_in_set(&mut self, value: Place, set: Place) -> NodeId {
        let Type::Set(of) = self.program.schema.fact(set.fact).of else { return self.constant(false) };
        let count = self.program.schema.of_enum(of).len();
        let parts: Vec<NodeId> = (0..count)
            .map(|member| {
                let mut members = FixedBitSet::with_capacity(count);
                members.insert(member);
                let is = self.fact_atom(value, Test::Members(members.clone()));
                let has = self.set_atom(set, members);
                self.all(&[is, has])
            })
            .collect();
        self.any(&parts)
    }

    /// Members whose body is the same condition are asked for together.
    fn set_exists(
        &mut self,
        place: Place,
        slot: u16,
        body: ExprId,
        env: &mut Vec<Argument>,
        context: Context,
    ) -> NodeId {
        let Type::Set(of) = self.program.schema.fact(place.fact).of else { return self.constant(false) };
        let count = self.program.schema.of_enum(of).len();
        let mut by_body: Vec<(NodeId, FixedBitSet)> = Vec::new();
        for member in 0..count {
            env.truncate(slot as usize);
            env.push(Argument::Member(of, member as u32));
            let condition = self.truth(body, env, context);
            if let Some((_, members)) = by_body.iter_mut().find(|(known, _)| *known == condition) {
                members.insert(member);
            } else {
                let mut members = FixedBitSet::with_capacity(count);
                members.insert(member);
                by_body.push((condition, members));
            }
        }
        env.truncate(slot as usize);
        let parts: Vec<NodeId> = by_body
            .into_iter()
            .map(|(condition, members)| {
                let has = self.set_atom(place, members);
                self.all(&[has, condition])
            })
            .collect();
        self.any(&parts)
    }

    /// The items of a list that the case names, each with the condition that it is one, and the stand-in for the others.
    fn items(
        &mut self,
        list: &List,
        env: &[Argument],
        asked: ExprId,
        context: Context,
    ) -> (Vec<(Being, NodeId)>, Option<Being>) {
        let owner = self.being(list.thing, env);
        if self.is_nothing(owner) {
            return (Vec::new(), None);
        }
        let mut found: Vec<(Being, Option<Place>)> = Vec::new();
        if let Some(owner) = self.real(owner) {
            let references = self.references(list.inverse);
            found.extend(references.sure.get(&owner).into_iter().flatten().map(|item| (Being(item.0), None)));
            for (item, targets) in &references.open {
                if targets.as_ref().is_none_or(|targets| targets.contains(&owner)) {
                    found.push((Being(item.0), Some(Place { being: Being(item.0), fact: list.inverse })));
                }
            }
        }
        let items = found
            .into_iter()
            .map(|(item, open)| match open {
                None => (item, self.constant(true)),
                Some(place) => (item, self.fact_atom(place, Test::Leads(owner))),
            })
            .collect();
        let environment = self.environments.insert_full(env.get(..list.slot as usize).unwrap_or(env).into()).0 as u32;
        let standin = self.standin(Origin::Unlisted(owner, list.inverse, asked, environment, context));
        (items, Some(standin))
    }

    fn references(&mut self, inverse: FactId) -> &References {
        let (world, program) = (self.world, self.program);
        self.items.entry(inverse).or_insert_with(|| {
            let kind = program.schema.fact(inverse).kind;
            let mut references = References::default();
            for (id, thing) in world.things().filter(|(_, thing)| thing.kind == kind && !thing.imagined) {
                match thing.value(inverse) {
                    Some(Value::Things(targets)) => match targets.as_slice() {
                        [only] => references.sure.entry(*only).or_default().push(id),
                        _ => references.open.push((id, Some(targets.clone()))),
                    },
                    Some(Value::Absent) => {}
                    _ => references.open.push((id, None)),
                }
            }
            references
        })
    }

    fn exists(&mut self, list: &List, env: &mut Vec<Argument>, context: Context) -> NodeId {
        let (items, standin) = self.items(list, env, list.guard, context);
        let mut parts = Vec::with_capacity(items.len() + 1);
        for (item, is_one) in items {
            let holds = self.for_item(list.guard, list.slot, item, env, context);
            parts.push(self.all(&[is_one, holds]));
        }
        if let Some(standin) = standin {
            let holds = self.for_item(list.guard, list.slot, standin, env, context);
            let more = self.atom(Var::More(standin), Test::Yes);
            parts.push(self.all(&[more, holds]));
        }
        self.any(&parts)
    }

    fn for_item(&mut self, body: ExprId, slot: u16, item: Being, env: &mut Vec<Argument>, context: Context) -> NodeId {
        env.truncate(slot as usize);
        env.push(Argument::Thing(item));
        let node = self.truth(body, env, context);
        env.truncate(slot as usize);
        node
    }
}
