//! The executable specification: what a condition means, written as plainly as possible and sharing no code with the engine's
//! grounding, Kleene logic or diagrams. Read it next to `docs/LANGUAGE.md`, sections 2 and 3.
//!
//! **Two values.** In a completion every fact has a value (or is absent), so [`Run::truth`] gives a `bool` and [`Run::number`] a
//! number or nothing. That is the whole semantics; the rest of the file enumerates completions.
//!
//! **Completions, lazily.** The case leaves facts open. [`Oracle::completions`] evaluates again and again; whenever the evaluation
//! first reads something open ([`Slot`]), [`Run::choose`] takes the next possible value and remembers it. Facts that are never read
//! cannot matter, so this visits every completion that can be told apart, without building any.
//!
//! **Which values.** A number has one candidate at each constant of the program, one between each two, one beyond the last, and the
//! ends of its band: one for every class that conditions can tell apart. A list that is open has none, one or two further things,
//! whose facts are open in turn. An open reference leads to each named thing of the kind, or to one that the case does not name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use onus_logic::ir::{Cmp, ExprId, List, Node};
use onus_logic::program::Program;
use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::solve::Fact;
use onus_logic::world::{Range, ThingId, Value, World};
use rust_decimal::Decimal;

/// Amounts are compared in euros; every other currency is worth this many, or unknown.
pub(crate) const EURO: &str = "EUR";

/// A thing: those of the case first, in its order, then unnamed ones.
type Id = usize;

/// A value of a fact in a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum V {
    Absent,
    Bool(bool),
    Number(Decimal),
    Member(usize),
    Thing(Id),
    /// Of an open list: how many things it has beyond those that the case names.
    Further(usize),
}

/// Something that a case can leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// A fact of a thing, other than a set.
    Fact(Id, FactId),
    /// Whether a set fact has a member. A set that is absent has none.
    Has(Id, FactId, usize),
    /// How many unnamed things the list on the other side of a reference has.
    Further(Id, FactId),
}

/// Why an unnamed thing is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unnamed {
    /// An open reference leads to it.
    Target(Id, FactId),
    /// It is one of the further things of a list.
    Item(Id, FactId, usize),
}

/// The value of a variable of a condition; `None` is absent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arg {
    Thing(Option<Id>),
    Member(Option<usize>),
}

/// What completions give.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// Every result that some completion has.
    pub(crate) results: BTreeSet<u8>,
    /// All completions were visited.
    pub(crate) whole: bool,
}

/// A question: conditions in order, each with its result, and the result if none is true.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) rungs: Vec<(ExprId, u8)>,
    pub(crate) otherwise: u8,
    pub(crate) args: Vec<Arg>,
    /// Conditions that every completion satisfies, each on one thing.
    pub(crate) axioms: Vec<(ExprId, Id)>,
}

/// The choices of one completion, as far as it was read.
pub(crate) type Choices = BTreeMap<Slot, V>;

/// One program and one case.
pub(crate) struct Oracle<'a> {
    program: &'a Program,
    world: &'a World,
    /// Constants of the program, in order.
    constants: Vec<Decimal>,
    unnamed: Vec<Unnamed>,
    known_unnamed: HashMap<Unnamed, Id>,
    /// How many completions are visited at most.
    limit: usize,
    /// A further thing of one list may be in another list too.
    overlap: bool,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(program: &'a Program, world: &'a World, roots: &[ExprId], limit: usize) -> Self {
        let mut constants = BTreeSet::from([Decimal::ZERO]);
        let bodies =
            program.definitions().flat_map(|(id, _)| &program.definition(id).versions).map(|version| version.body);
        for root in roots.iter().copied().chain(bodies) {
            program.visit(root, &mut |node| match node {
                Node::Number(number) => constants.extend([*number]),
                Node::Money(amount, currency) => constants.extend(euros(world, *amount, &currency.to_string())),
                _ => {}
            });
        }
        let constants = constants.into_iter().collect();
        Self { program, world, constants, unnamed: Vec::new(), known_unnamed: HashMap::new(), limit, overlap: true }
    }

    /// Visits completions in which `fixed` holds; stops when `visit` says so. Returns whether all were visited.
    pub(crate) fn completions(
        &mut self,
        question: &Question,
        fixed: &Choices,
        visit: &mut dyn FnMut(u8, &Choices) -> bool,
    ) -> bool {
        let mut script: Vec<(usize, usize)> = Vec::new();
        for _ in 0..self.limit {
            let mut run = Run { oracle: self, script, at: 0, choices: fixed.clone(), lists: HashMap::new() };
            let result = run.result(question);
            let (choices, next) = (run.choices, run.script);
            if let Some(result) = result
                && !visit(result, &choices)
            {
                return true;
            }
            script = next;
            while script.last().is_some_and(|(chosen, count)| chosen + 1 >= *count) {
                script.pop();
            }
            match script.last_mut() {
                Some((chosen, _)) => *chosen += 1,
                None => return true,
            }
        }
        false
    }

    /// The results of all completions.
    pub(crate) fn outcome(&mut self, question: &Question) -> Outcome {
        let mut results = BTreeSet::new();
        let whole = self.completions(question, &Choices::new(), &mut |result, _| {
            results.insert(result);
            true
        });
        Outcome { results, whole }
    }

    /// The facts of which two completions that differ in that fact only differ in result, and whether these are all such facts.
    /// The unnamed things of a list or behind a reference count as part of that list or reference; so that two completions can
    /// differ in one list only, a further thing is here in one list only.
    pub(crate) fn decisive(&mut self, question: &Question) -> (BTreeSet<Fact>, bool) {
        self.overlap = false;
        let mut seen: Vec<(u8, Choices)> = Vec::new();
        let mut whole = self.completions(question, &Choices::new(), &mut |result, choices| {
            seen.push((result, choices.clone()));
            true
        });
        let mut decisive = BTreeSet::new();
        for (result, choices) in seen {
            let read: BTreeSet<Fact> = choices.keys().map(|slot| self.root(*slot)).collect();
            for fact in read {
                if decisive.contains(&fact) {
                    continue;
                }
                let mut others = choices.clone();
                others.retain(|slot, _| self.root(*slot) != fact);
                let mut differs = false;
                whole &= self.completions(question, &others, &mut |other, _| {
                    differs = other != result;
                    !differs
                });
                if differs {
                    decisive.insert(fact);
                }
            }
        }
        (decisive, whole)
    }

    /// The fact of the case behind a slot.
    fn root(&self, slot: Slot) -> Fact {
        let (id, own): (Id, fn(ThingId, FactId) -> Fact) = match slot {
            Slot::Fact(id, _) | Slot::Has(id, ..) => (id, Fact::Of),
            Slot::Further(id, _) => (id, Fact::List),
        };
        let (Slot::Fact(_, fact) | Slot::Has(_, fact, _) | Slot::Further(_, fact)) = slot;
        match id.checked_sub(self.world.len()).and_then(|at| self.unnamed.get(at)) {
            None => own(self.thing(id), fact),
            Some(Unnamed::Target(of, fact)) => self.root(Slot::Fact(*of, *fact)),
            Some(Unnamed::Item(of, fact, _)) => self.root(Slot::Further(*of, *fact)),
        }
    }

    fn thing(&self, id: Id) -> ThingId {
        self.world.things().nth(id).unwrap().0
    }

    fn is_named(&self, id: Id) -> bool {
        id < self.world.len()
    }

    fn unnamed(&mut self, why: Unnamed) -> Id {
        let next = self.world.len() + self.unnamed.len();
        let id = *self.known_unnamed.entry(why).or_insert(next);
        if id == next {
            self.unnamed.push(why);
        }
        id
    }

    fn is_closed(&self, owner: Id, inverse: FactId) -> bool {
        let kind = self.program.schema.fact(inverse).kind;
        self.world.closed_kinds.contains(&kind)
            || self.is_named(owner) && self.world.closed_lists.contains(&(self.thing(owner), inverse))
    }

    /// Named things of a kind that lists may contain.
    fn named(&self, kind: KindId) -> Vec<Id> {
        let things = self.world.things().filter(|(_, thing)| thing.kind == kind && !thing.imagined);
        things.map(|(id, _)| id.index()).collect()
    }

    /// One number for each class that conditions can tell apart.
    fn candidates(&self, ranges: &[Range], whole: bool) -> Vec<V> {
        let mut at: BTreeSet<Decimal> = self.constants.iter().copied().collect();
        at.extend(ranges.iter().flat_map(|range| [range.low, range.high]).flatten());
        let at: Vec<Decimal> = at.into_iter().collect();
        let mut found: BTreeSet<Decimal> = at.iter().copied().filter(|n| !whole || n.fract().is_zero()).collect();
        for pair in at.windows(2) {
            let between = (pair[0] + pair[1]) / Decimal::TWO;
            let between = if whole { pair[0].floor() + Decimal::ONE } else { between };
            found.extend((between < pair[1]).then_some(between));
        }
        found.insert(at[0].floor() - Decimal::ONE);
        found.insert(at[at.len() - 1].floor() + Decimal::ONE);
        let allowed = found.into_iter().filter(|number| ranges.iter().any(|range| range.contains(*number)));
        allowed.map(V::Number).collect()
    }

    /// The values that a fact can have; a set is asked for its members one by one.
    fn values(&mut self, id: Id, fact: FactId, frozen: &dyn Fn(Id, FactId) -> bool) -> Vec<V> {
        let declared = self.program.schema.fact(fact);
        let said = if self.is_named(id) { self.world.value(self.thing(id), fact) } else { None };
        let free = if declared.signed { Range::ALL } else { Range::from(Decimal::ZERO) };
        let mut values = match said {
            Some(Value::Absent) => return vec![V::Absent],
            Some(Value::Bool(value)) => return vec![V::Bool(*value)],
            Some(Value::Members(members)) => return members.ones().map(V::Member).collect(),
            Some(Value::Things(things)) => return things.iter().map(|thing| V::Thing(thing.index())).collect(),
            Some(Value::Numbers(ranges, currency)) => {
                let rate = match currency {
                    Some(currency) => euros(self.world, Decimal::ONE, &currency.to_string()),
                    None => Some(Decimal::ONE),
                };
                let Some(rate) = rate else { return self.candidates(&[free], declared.of.is_whole()) };
                let convert = |bound: Option<Decimal>| bound.map(|bound| bound * rate);
                let ranges: Vec<Range> =
                    ranges.iter().map(|range| Range { low: convert(range.low), high: convert(range.high) }).collect();
                // a band without lower end begins where the type does
                let ranges: Vec<Range> =
                    ranges.iter().map(|range| Range { low: range.low.or(free.low), ..*range }).collect();
                return self.candidates(&ranges, declared.of.is_whole());
            }
            Some(Value::Set { .. }) => unreachable!("a set is asked for its members"),
            None => match declared.of {
                Type::Bool => vec![V::Bool(false), V::Bool(true)],
                Type::Enum(of) => (0..self.program.schema.of_enum(of).len()).map(V::Member).collect(),
                Type::Thing(kind) => {
                    let mut targets: Vec<V> = self.named(kind).into_iter().map(V::Thing).collect();
                    if !self.is_named(id) {
                        // an unnamed thing is in no list that is complete, or that has been read
                        targets.retain(|target| !matches!(target, V::Thing(owner) if frozen(*owner, fact)));
                    }
                    targets.push(V::Thing(self.unnamed(Unnamed::Target(id, fact))));
                    targets
                }
                Type::Set(_) => unreachable!("a set is asked for its members"),
                of => self.candidates(&[free], of.is_whole()),
            },
        };
        if self.program.schema.fact(fact).optional {
            values.push(V::Absent);
        }
        values
    }
}

fn euros(world: &World, amount: Decimal, currency: &str) -> Option<Decimal> {
    if currency == EURO {
        return Some(amount);
    }
    let (_, (rate, _)) =
        world.rates.iter().find(|(from, (_, to))| from.to_string() == currency && to.to_string() == EURO)?;
    Some(amount * rate)
}

/// One completion, as far as it has been read.
struct Run<'o, 'a> {
    oracle: &'o mut Oracle<'a>,
    /// Which of how many values was taken at each point of choice.
    script: Vec<(usize, usize)>,
    at: usize,
    choices: Choices,
    lists: HashMap<(Id, FactId), Vec<Id>>,
}

impl Run<'_, '_> {
    fn choose(&mut self, slot: Slot, values: impl FnOnce(&mut Self) -> Vec<V>) -> V {
        if let Some(known) = self.choices.get(&slot) {
            return *known;
        }
        let values = values(self);
        if self.at == self.script.len() {
            self.script.push((0, values.len()));
        }
        let value = values[self.script[self.at].0];
        self.at += 1;
        self.choices.insert(slot, value);
        value
    }

    /// The result of the question in this completion; `None` if an axiom is broken, so that it is none.
    fn result(&mut self, question: &Question) -> Option<u8> {
        for (axiom, thing) in &question.axioms {
            if !self.truth(*axiom, &mut vec![Arg::Thing(Some(*thing))]) {
                return None;
            }
        }
        let mut env = question.args.clone();
        let first = question.rungs.iter().find(|(rung, _)| self.truth(*rung, &mut env));
        Some(first.map_or(question.otherwise, |(_, result)| *result))
    }

    fn fact(&mut self, thing: Option<Id>, fact: FactId) -> V {
        let Some(id) = thing else { return V::Absent };
        // an item of a list refers back to the list's owner
        if let Some(Unnamed::Item(owner, inverse, _)) =
            id.checked_sub(self.oracle.world.len()).map(|at| self.oracle.unnamed[at])
            && inverse == fact
        {
            return V::Thing(owner);
        }
        self.choose(Slot::Fact(id, fact), |run| {
            let read: BTreeSet<(Id, FactId)> = run.lists.keys().copied().collect();
            let closed: BTreeSet<Id> =
                (0..run.oracle.world.len()).filter(|id| run.oracle.is_closed(*id, fact)).collect();
            run.oracle.values(id, fact, &|owner, fact| read.contains(&(owner, fact)) || closed.contains(&owner))
        })
    }

    fn has(&mut self, thing: Option<Id>, fact: FactId, member: usize) -> bool {
        let Some(id) = thing else { return false };
        let value = self.choose(Slot::Has(id, fact, member), |run| {
            let said = if run.oracle.is_named(id) { run.oracle.world.value(run.oracle.thing(id), fact) } else { None };
            match said {
                Some(Value::Set { has, .. }) if has.contains(member) => vec![V::Bool(true)],
                Some(Value::Set { lacks, .. }) if lacks.contains(member) => vec![V::Bool(false)],
                Some(Value::Absent) => vec![V::Bool(false)],
                _ => vec![V::Bool(false), V::Bool(true)],
            }
        });
        value == V::Bool(true)
    }

    fn thing(&mut self, expr: ExprId, env: &[Arg]) -> Option<Id> {
        match self.oracle.program.ir.node(expr) {
            Node::Var(slot) => match env[*slot as usize] {
                Arg::Thing(thing) => thing,
                Arg::Member(_) => unreachable!("a member is no thing"),
            },
            Node::Follow(of, fact) => {
                let of = self.thing(*of, env);
                if let V::Thing(target) = self.fact(of, *fact) { Some(target) } else { None }
            }
            other => unreachable!("{other:?} is no thing"),
        }
    }

    fn member(&mut self, expr: ExprId, env: &[Arg]) -> Option<usize> {
        match self.oracle.program.ir.node(expr) {
            Node::Member(_, member) => Some(*member as usize),
            Node::Var(slot) => match env[*slot as usize] {
                Arg::Member(member) => member,
                Arg::Thing(_) => unreachable!("a thing is no member"),
            },
            Node::EnumFact(of, fact) => {
                let of = self.thing(*of, env);
                if let V::Member(member) = self.fact(of, *fact) { Some(member) } else { None }
            }
            other => unreachable!("{other:?} is no member"),
        }
    }

    /// The things on the other side of a reference: those that refer to the owner, and further ones if the list is open.
    fn items(&mut self, owner: Option<Id>, inverse: FactId) -> Vec<Id> {
        let Some(owner) = owner else { return Vec::new() };
        if let Some(known) = self.lists.get(&(owner, inverse)) {
            return known.clone();
        }
        let kind = self.oracle.program.schema.fact(inverse).kind;
        let mut items: Vec<Id> = Vec::new();
        // further things of lists that were read before may be in this one too
        let before: BTreeSet<Id> = self
            .lists
            .values()
            .flatten()
            .copied()
            .filter(|id| self.oracle.overlap && self.is_item(*id, kind))
            .collect();
        for id in self.oracle.named(kind).into_iter().chain(before) {
            if self.fact(Some(id), inverse) == V::Thing(owner) {
                items.push(id);
            }
        }
        // an unnamed thing is in the list if it was found to refer to the owner; after the list was read it no longer can
        items.extend(self.choices.iter().filter_map(|(slot, value)| match slot {
            Slot::Fact(id, fact) if *fact == inverse && !self.oracle.is_named(*id) => {
                (*value == V::Thing(owner)).then_some(*id)
            }
            _ => None,
        }));
        let further = self.choose(Slot::Further(owner, inverse), |run| {
            let most = if run.oracle.is_closed(owner, inverse) { 0 } else { 2 };
            (0..=most).map(V::Further).collect()
        });
        let V::Further(count) = further else { unreachable!("a number of things") };
        for number in 0..count {
            items.push(self.oracle.unnamed(Unnamed::Item(owner, inverse, number)));
        }
        items.sort_unstable();
        items.dedup();
        self.lists.insert((owner, inverse), items.clone());
        items
    }

    /// Whether a thing is one of the further things of a list over that kind.
    fn is_item(&self, id: Id, kind: KindId) -> bool {
        let why = id.checked_sub(self.oracle.world.len()).map(|at| self.oracle.unnamed[at]);
        matches!(why, Some(Unnamed::Item(_, inverse, _)) if self.oracle.program.schema.fact(inverse).kind == kind)
    }

    /// The items of a list that satisfy its guard.
    fn listed(&mut self, list: &List, env: &mut Vec<Arg>) -> Vec<Id> {
        let owner = self.thing(list.thing, env);
        let mut items = self.items(owner, list.inverse);
        items.retain(|item| self.bound(list.slot, Arg::Thing(Some(*item)), env, |run, env| run.truth(list.guard, env)));
        items
    }

    fn bound<T>(
        &mut self,
        slot: u16,
        arg: Arg,
        env: &mut Vec<Arg>,
        of: impl FnOnce(&mut Self, &mut Vec<Arg>) -> T,
    ) -> T {
        env.truncate(slot as usize);
        env.push(arg);
        let value = of(self, env);
        env.truncate(slot as usize);
        value
    }

    /// The body of the definition in force, and its arguments.
    fn call(&mut self, definition: onus_logic::ir::DefId, arguments: &[ExprId], env: &[Arg]) -> (ExprId, Vec<Arg>) {
        let program = self.oracle.program;
        let definition = program.definition(definition);
        let arguments = arguments.iter().zip(&definition.signature.parameters).map(|(argument, (_, of))| match of {
            Type::Thing(_) => Arg::Thing(self.thing(*argument, env)),
            _ => Arg::Member(self.member(*argument, env)),
        });
        let arguments = arguments.collect();
        let date = self.oracle.world.as_of;
        let in_force = definition
            .versions
            .iter()
            .find(|version| version.from.is_none_or(|from| from <= date) && version.to.is_none_or(|to| date < to));
        (in_force.unwrap().body, arguments)
    }

    fn truth(&mut self, expr: ExprId, env: &mut Vec<Arg>) -> bool {
        let program = self.oracle.program;
        match program.ir.node(expr) {
            Node::Bool(value) => *value,
            Node::Not(of) => !self.truth(*of, env),
            Node::And(parts) => parts.iter().all(|part| self.truth(*part, env)),
            Node::Or(parts) => parts.iter().any(|part| self.truth(*part, env)),
            Node::SameBool(a, b) => self.truth(*a, env) == self.truth(*b, env),
            Node::BoolFact(of, fact) => {
                let of = self.thing(*of, env);
                self.fact(of, *fact) == V::Bool(true)
            }
            // a comparison with something absent is false
            Node::Compare(cmp, a, b) => match (self.number(*a, env), self.number(*b, env)) {
                (Some(a), Some(b)) => match cmp {
                    Cmp::Less => a < b,
                    Cmp::AtMost => a <= b,
                    Cmp::Equal => a == b,
                },
                _ => false,
            },
            Node::EnumIn(value, members) => self.member(*value, env).is_some_and(|member| members.contains(member)),
            Node::SameEnum(a, b) => {
                let (a, b) = (self.member(*a, env), self.member(*b, env));
                a.is_some() && a == b
            }
            Node::SameThing(a, b) => {
                let (a, b) = (self.thing(*a, env), self.thing(*b, env));
                a.is_some() && a == b
            }
            Node::SetAny(of, fact, members) => {
                let of = self.thing(*of, env);
                members.ones().any(|member| self.has(of, *fact, member))
            }
            Node::SetHas(of, fact, member) => {
                let of = self.thing(*of, env);
                let member = self.member(*member, env);
                member.is_some_and(|member| self.has(of, *fact, member))
            }
            Node::SetExists { thing, fact, slot, body } => {
                let of = self.thing(*thing, env);
                (0..self.members_of(*fact)).any(|member| {
                    self.has(of, *fact, member)
                        && self.bound(*slot, Arg::Member(Some(member)), env, |run, env| run.truth(*body, env))
                })
            }
            Node::Exists(list) => !self.listed(list, env).is_empty(),
            Node::Call(definition, arguments) => {
                let (body, mut arguments) = self.call(*definition, arguments, env);
                self.truth(body, &mut arguments)
            }
            other => unreachable!("{other:?} is not yes or no"),
        }
    }

    fn members_of(&self, fact: FactId) -> usize {
        match self.oracle.program.schema.fact(fact).of {
            Type::Set(of) => self.oracle.program.schema.of_enum(of).len(),
            _ => 0,
        }
    }

    /// A number, or nothing if it is made of something absent.
    fn number(&mut self, expr: ExprId, env: &mut Vec<Arg>) -> Option<Decimal> {
        let program = self.oracle.program;
        Some(match program.ir.node(expr) {
            Node::Number(number) => *number,
            Node::Money(amount, currency) => euros(self.oracle.world, *amount, &currency.to_string())?,
            Node::AsOf => self.oracle.world.as_of,
            Node::NumberFact(of, fact) => {
                let of = self.thing(*of, env);
                let V::Number(number) = self.fact(of, *fact) else { return None };
                number
            }
            Node::Plus(a, b) => self.number(*a, env)? + self.number(*b, env)?,
            Node::Times(a, b) => self.number(*a, env)? * self.number(*b, env)?,
            Node::SetSize(of, fact) => {
                let of = self.thing(*of, env);
                (0..self.members_of(*fact)).filter(|member| self.has(of, *fact, *member)).count().into()
            }
            Node::Count(list) => self.listed(list, env).len().into(),
            // what is absent is left out
            Node::Sum(list, value) => {
                let items = self.listed(list, env);
                let values = items.into_iter().filter_map(|item| {
                    self.bound(list.slot, Arg::Thing(Some(item)), env, |run, env| run.number(*value, env))
                });
                values.sum()
            }
            Node::Call(definition, arguments) => {
                let (body, mut arguments) = self.call(*definition, arguments, env);
                self.number(body, &mut arguments)?
            }
            other => unreachable!("{other:?} is no number"),
        })
    }
}
