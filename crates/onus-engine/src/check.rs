//! A case against the whole register: which duties apply, which do not, what is open.
//!
//! Everything is grounded first, since variables are cut into classes by all that is asked of them; then the answers are read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use onus_logic::ground::{Argument, Being, Context, Ground, NodeId, Place};
use onus_logic::ir::{DefId, ExprId};
use onus_logic::literal;
use onus_logic::number::LinearId;
use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::solve::{Budget, Decision, Fact, Solver, Truth};
use onus_logic::world::{ThingId, Value};
use onus_register::case::Case;
use onus_register::law::{
    Anchor, Confidence, Due, Duty, DutyBody, DutyId, DutyVersion, Effect, ExceptionId, OwedTo, Period, RegimeId,
    Status as LawStatus, Touch, Within,
};
use onus_register::register::Register;
use onus_register::value;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::because::{Because, Explainer};
use crate::coverage::{self, Coverage};
use crate::finding::{Finding, Judgement, Missing, Named, Open, Owed, SanctionLine, Status, ThingRef};
use crate::moment::{self, DueLine, Moment};
use crate::question::{self, Question};
use crate::words::{self, Words};

/// What to answer.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only duties of these regimes (a national regime counts for what it transposes). Empty is all.
    pub regimes: Vec<String>,
    /// Only this duty, by its own id or that of a State's item.
    pub duty: Option<String>,
    /// With minimal reasons.
    pub reasons: bool,
    /// With reasons as trees.
    pub trees: bool,
}

/// Everything that is said of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The day for which the question was asked.
    pub as_of: Date,
    /// The parties of the case.
    pub parties: Vec<ThingRef>,
    /// A finding for each duty and thing.
    pub findings: Vec<Finding>,
    /// What is open, best question first.
    pub questions: Vec<Question>,
    /// What the register does not hold.
    pub coverage: Coverage,
}

/// A case that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The thing of which it says what cannot be.
    pub thing: ThingId,
    /// What is always true.
    pub axiom: String,
    /// Why.
    pub why: String,
}

const NO: u8 = 0;
const NOT_IN_FORCE: u8 = 1;
const DISPLACED: u8 = 2;
const YES: u8 = 3;

/// Answers a case.
pub fn check(register: &Register, case: &Case, options: &Options) -> Result<Checked, Contradiction> {
    let (case, imagined) = with_stand_ins(register, case);
    let mut asker = Asker::new(register, &case, &imagined, options);
    let jobs = asker.jobs();
    let areas = coverage::ground(register, &case, &mut asker.ground, asker.date);
    let (solver, sealed) = asker.seal()?;
    let teller = Teller { register, case: &case, imagined: &imagined, solver: &solver, options, sealed };
    let findings: Vec<Finding> = jobs.iter().flat_map(|job| teller.findings(job)).collect();
    let coverage = coverage::read(register, &case, &solver, &areas, &findings);
    let questions = question::rank(register, &case, &findings);
    let words = Words { register, case: &case };
    let schema = &register.program.schema;
    let parties = case
        .world
        .things()
        .filter(|(_, thing)| schema.kind(thing.kind).party && !thing.imagined)
        .map(|(id, _)| words.thing(id))
        .collect();
    Ok(Checked { as_of: case.as_of, parties, findings, questions, coverage })
}

/// The value of a definition on a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// Yes or no, or open.
    Truth(Truth),
    /// A range.
    Range(onus_logic::world::Range),
}

/// What a definition comes to on arguments given by name: things, and members of enums. With the facts that are missing.
pub fn value_of(register: &Register, case: &Case, id: DefId, arguments: &[&str]) -> Option<(Known, Vec<String>)> {
    let definition = register.program.definition(id);
    let schema = &register.program.schema;
    let mut ground = Ground::new(&register.program, &case.world);
    let parameters = &definition.signature.parameters;
    if parameters.len() != arguments.len() {
        return None;
    }
    let values: Option<Vec<Argument>> = parameters
        .iter()
        .zip(arguments)
        .map(|((_, of), name)| match of {
            Type::Thing(kind) => case.world.named(*kind, name).map(|thing| Argument::Thing(ground.thing(thing))),
            Type::Enum(of) => schema.of_enum(*of).position(name).map(|member| Argument::Member(*of, member as u32)),
            _ => None,
        })
        .collect();
    let values = values?;
    let date = values
        .iter()
        .find_map(|argument| match argument {
            Argument::Thing(being) => {
                let thing = ground.real(*being)?;
                law_day(register, case, thing)
            }
            _ => None,
        })
        .unwrap_or(case.as_of);
    let context = Context { state: None, date: literal::days(date) };
    let day = context.date;
    let body = definition
        .versions
        .iter()
        .find(|version| version.from.is_none_or(|from| from <= day) && version.to.is_none_or(|to| day < to))
        .or(definition.versions.first())?
        .body;
    let words = Words { register, case };
    let paths = |facts: Vec<Fact>| {
        let mut paths: Vec<String> = facts.into_iter().map(|fact| words.path(fact)).collect();
        paths.sort();
        paths
    };
    if definition.signature.returns == Type::Bool {
        let node = ground.condition(body, &values, context);
        let axioms = axioms(register, case, &mut ground, context);
        let solver = Solver::new(ground, axioms.into_iter().map(|(_, _, node)| node).collect(), Budget::default());
        let decision = Decision::of(node);
        return Some((Known::Truth(solver.answer(&decision).truth()), paths(solver.missing(&decision))));
    }
    let number = ground.number(body, &values, context);
    let solver = Solver::new(ground, Vec::new(), Budget::default());
    Some((Known::Range(solver.range_of(number)), paths(solver.missing_for(number))))
}

fn axioms<'r>(
    register: &'r Register,
    case: &Case,
    ground: &mut Ground<'_>,
    context: Context,
) -> Vec<(ThingId, &'r onus_register::vocabulary::Axiom, NodeId)> {
    let mut found = Vec::new();
    for axiom in &register.vocabulary.axioms {
        for (thing, _) in case.world.things().filter(|(_, thing)| thing.kind == axiom.over) {
            let being = ground.thing(thing);
            found.push((thing, axiom, ground.condition(axiom.is, &[Argument::Thing(being)], context)));
        }
    }
    found
}

/// The local day of a thing's law date, if the case says one.
fn law_day(register: &Register, case: &Case, thing: ThingId) -> Option<Date> {
    let fact = register.program.schema.kind(case.world.thing(thing).kind).law_date?;
    let Some(Value::Numbers(ranges, _)) = case.world.value(thing, fact) else { return None };
    let first = ranges.first()?.only()?;
    match register.program.schema.fact(fact).of {
        Type::Instant => value::moment(first).map(|moment| moment.to_zoned(case.zone_of(thing)).date()),
        _ => literal::date_of(first),
    }
}

/// The case with one imagined thing of each kind that may happen to a party for which it names none.
fn with_stand_ins(register: &Register, case: &Case) -> (Case, BTreeSet<ThingId>) {
    let mut case = case.clone();
    let mut imagined = BTreeSet::new();
    let schema = &register.program.schema;
    let kinds: Vec<(KindId, FactId, KindId)> = schema
        .kinds()
        .filter(|(kind, _)| register.vocabulary.kind(*kind).stand_in && !case.world.closed_kinds.contains(kind))
        .filter_map(|(kind, _)| {
            schema.facts_of(kind).find_map(|fact| match schema.fact(fact).of {
                Type::Thing(target) if schema.kind(target).party => Some((kind, fact, target)),
                _ => None,
            })
        })
        .collect();
    let parties: Vec<(ThingId, KindId)> = case.world.things().map(|(id, thing)| (id, thing.kind)).collect();
    for (kind, fact, target) in kinds {
        let named: BTreeSet<ThingId> = case
            .world
            .things()
            .filter(|(_, thing)| thing.kind == kind)
            .flat_map(|(_, thing)| match thing.value(fact) {
                Some(Value::Things(things)) => things.clone(),
                _ => Vec::new(),
            })
            .collect();
        for (party, _) in parties.iter().filter(|(party, own)| *own == target && !named.contains(party)) {
            if case.world.closed_lists.contains(&(*party, fact)) {
                continue;
            }
            let name = format!("{}?", schema.kind_name(kind));
            let thing = case.world.imagine(kind, &name);
            case.world.set(thing, fact, Value::Things(vec![*party]));
            case.titles.insert(thing, format!("any {}", register.vocabulary.kind(kind).text));
            imagined.insert(thing);
        }
    }
    (case, imagined)
}

/// Days on which some law begins or ends: between two of them the law is the same.
fn turning_points(register: &Register) -> Vec<Date> {
    let mut days = BTreeSet::new();
    let mut add = |periods: &[Period]| {
        days.extend(periods.iter().flat_map(|period| [Some(period.from), period.to].into_iter().flatten()));
    };
    for (_, duty) in register.all_duties() {
        add(&duty.head.in_force);
    }
    register.exceptions.values().for_each(|exception| add(&exception.head.in_force));
    for (_, duty) in register.all_duties() {
        days.extend(duty.versions.iter().flat_map(|version| [version.from, version.to].into_iter().flatten()));
    }
    for (id, _) in register.program.definitions() {
        let versions = &register.program.definition(id).versions;
        days.extend(
            versions.iter().flat_map(|version| [version.from, version.to]).flatten().filter_map(literal::date_of),
        );
    }
    days.into_iter().collect()
}

/// One duty on one thing, grounded.
struct Job {
    duty: DutyId,
    thing: ThingId,
    bearer: Being,
    /// States, or one entry without a State for law that binds by itself.
    branches: Vec<Branch>,
}

/// What holds under the law of one State.
struct Branch {
    state: Option<u32>,
    reach: NodeId,
    /// The item that was read; `None` if the register does not hold the State's law.
    item: Option<DutyId>,
    parts: Option<Parts>,
}

/// The conditions of an item on a thing.
struct Parts {
    /// Index of the version of the duty.
    version: usize,
    when: NodeId,
    in_force: NodeId,
    excludes: Vec<(ExceptionId, NodeId)>,
    displaces: Vec<(ExceptionId, NodeId)>,
    satisfies: Vec<(ExceptionId, NodeId)>,
    changes: Vec<(ExceptionId, NodeId)>,
    suspends: Vec<(ExceptionId, NodeId, Date)>,
    dues: Vec<(Option<NodeId>, Due)>,
    sanctions: Vec<(String, Option<NodeId>)>,
    date: Option<Date>,
    moments: BTreeMap<String, LinearId>,
}

impl Parts {
    fn decision(&self, ground_not: &dyn Fn(NodeId) -> NodeId, reach: NodeId) -> Decision {
        let mut rungs = vec![(ground_not(reach), NO), (ground_not(self.when), NO)];
        rungs.extend(self.excludes.iter().map(|(_, node)| (*node, NO)));
        rungs.push((ground_not(self.in_force), NOT_IN_FORCE));
        rungs.extend(self.suspends.iter().map(|(_, node, _)| (*node, NOT_IN_FORCE)));
        rungs.extend(self.displaces.iter().map(|(_, node)| (*node, DISPLACED)));
        Decision { rungs, otherwise: YES }
    }
}

struct Asker<'a> {
    register: &'a Register,
    case: &'a Case,
    imagined: &'a BTreeSet<ThingId>,
    options: &'a Options,
    ground: Ground<'a>,
    negations: BTreeMap<NodeId, NodeId>,
    turning_points: Vec<Date>,
    date: Decimal,
}

impl<'a> Asker<'a> {
    fn new(register: &'a Register, case: &'a Case, imagined: &'a BTreeSet<ThingId>, options: &'a Options) -> Self {
        Self {
            register,
            case,
            imagined,
            options,
            ground: Ground::new(&register.program, &case.world),
            negations: BTreeMap::new(),
            turning_points: turning_points(register),
            date: literal::days(case.as_of),
        }
    }

    fn wanted(&self, id: DutyId, duty: &Duty) -> bool {
        let regime = &self.register.regime(duty.head.regime).id;
        let of_regime = self.options.regimes.is_empty()
            || self.options.regimes.contains(regime)
            || self.register.transpositions(id).any(|(_, own)| {
                let own = &self.register.regime(self.register.duty(own).head.regime).id;
                self.options.regimes.contains(own)
            });
        let asked = self.options.duty.as_ref().is_none_or(|asked| {
            *asked == duty.head.id
                || self.register.transpositions(id).any(|(_, own)| self.register.duty(own).head.id == *asked)
        });
        of_regime && asked
    }

    fn jobs(&mut self) -> Vec<Job> {
        let register = self.register;
        let mut jobs = Vec::new();
        for (id, duty) in register.all_duties().filter(|(_, duty)| duty.implements.is_none()) {
            if !self.wanted(id, duty) {
                continue;
            }
            let Some(first) = duty.versions.first() else { continue };
            let things: Vec<ThingId> =
                self.case.world.things().filter(|(_, thing)| thing.kind == first.body.over).map(|(id, _)| id).collect();
            for thing in things {
                jobs.push(self.job(id, duty, thing));
            }
        }
        // every condition of a decision is asked negated too
        let nodes: Vec<NodeId> = jobs
            .iter()
            .flat_map(|job| &job.branches)
            .flat_map(|branch| branch.parts.iter().flat_map(|parts| [parts.when, parts.in_force]).chain([branch.reach]))
            .collect();
        for node in nodes {
            let negation = self.ground.not(node);
            self.negations.insert(node, negation);
        }
        jobs
    }

    fn job(&mut self, id: DutyId, duty: &'a Duty, thing: ThingId) -> Job {
        let register = self.register;
        let regime = register.regime(duty.head.regime);
        let over = self.ground.thing(thing);
        let body = &duty.versions.first().map(|version| &version.body);
        let bearer = body.map_or(over, |body| self.ground.path(body.bearer, &[Argument::Thing(over)]));
        let states: Vec<Option<u32>> = if regime.states.is_empty() {
            vec![regime.state]
        } else {
            regime.states.iter().map(|state| Some(*state)).collect()
        };
        let mut branches = Vec::with_capacity(states.len());
        for state in states {
            let reach = match (&regime.reach, state, body) {
                (Some(reach), Some(state), Some(body)) => self.reach(reach, state, body, over, bearer),
                _ => self.ground.constant(true),
            };
            let item = match state {
                Some(state) if !regime.states.is_empty() => register.transposition(id, state),
                _ => Some(id),
            };
            let parts = item.map(|item| self.parts(id, item, thing, over, bearer, state));
            branches.push(Branch { state, reach, item, parts });
        }
        Job { duty: id, thing, bearer, branches }
    }

    fn reach(
        &mut self,
        reach: &onus_register::law::Reach,
        state: u32,
        body: &DutyBody,
        over: Being,
        bearer: Being,
    ) -> NodeId {
        let schema = &self.register.program.schema;
        let subject = if let Some(through) = body.through {
            Some(self.ground.path(through, &[Argument::Thing(over)]))
        } else if body.bearer_kind == reach.kind {
            Some(bearer)
        } else {
            // the one party of the right kind to which the thing refers
            let fact = schema.facts_of(body.over).find(|fact| schema.fact(*fact).of == Type::Thing(reach.kind));
            fact.map(|fact| self.ground.follow(Place { being: over, fact }))
        };
        let (Some(subject), Some(country)) = (subject, self.register.country()) else {
            return self.ground.constant(true);
        };
        let context = Context { state: None, date: self.date };
        self.ground.condition(reach.condition, &[Argument::Thing(subject), Argument::Member(country, state)], context)
    }

    /// The days whose law may govern, each with the condition that it does.
    fn law_days(&mut self, thing: ThingId) -> Vec<(Date, NodeId)> {
        let always = self.ground.constant(true);
        let schema = &self.register.program.schema;
        let fact = schema.kind(self.case.world.thing(thing).kind).law_date;
        let Some(fact) = fact.filter(|_| !self.imagined.contains(&thing)) else {
            return vec![(self.case.as_of, always)];
        };
        if let Some(day) = law_day(self.register, self.case, thing) {
            return vec![(day, always)];
        }
        let zone = self.case.zone_of(thing);
        let number = |day: Date| match schema.fact(fact).of {
            Type::Instant => day.to_zoned(zone.clone()).ok().map(|at| value::seconds(at.timestamp())),
            _ => Some(literal::days(day)),
        };
        let place = Place { being: self.ground.thing(thing), fact };
        let points = self.turning_points.clone();
        let mut days = Vec::with_capacity(points.len() + 1);
        for (index, start) in std::iter::once(None).chain(points.iter().map(Some)).enumerate() {
            let end = points.get(index).copied();
            let day = match (start, end) {
                (Some(start), _) => *start,
                (None, Some(end)) => end.yesterday().unwrap_or(end),
                (None, None) => self.case.as_of,
            };
            let guard = self.ground.within(place, start.copied().and_then(number), end.and_then(number));
            days.push((day, guard));
        }
        days
    }

    /// The conditions of an item. If the law date is open, each is "on one of the days, and true under that day's law".
    fn parts(
        &mut self,
        directive: DutyId,
        item: DutyId,
        thing: ThingId,
        over: Being,
        bearer: Being,
        state: Option<u32>,
    ) -> Parts {
        let days = self.law_days(thing);
        let date = if let [(day, _)] = days.as_slice() { Some(*day) } else { None };
        let mut whole: Option<Parts> = None;
        for (day, guard) in days {
            let mut parts = self.parts_on(directive, item, over, bearer, state, day);
            parts.date = date;
            let mut guarded = |node: NodeId| self.ground.all(&[guard, node]);
            parts.when = guarded(parts.when);
            parts.in_force = guarded(parts.in_force);
            for (_, node) in parts
                .excludes
                .iter_mut()
                .chain(&mut parts.displaces)
                .chain(&mut parts.satisfies)
                .chain(&mut parts.changes)
            {
                *node = guarded(*node);
            }
            for (_, node, _) in &mut parts.suspends {
                *node = guarded(*node);
            }
            whole = Some(match whole {
                None => parts,
                Some(mut known) => {
                    known.when = self.ground.any(&[known.when, parts.when]);
                    known.in_force = self.ground.any(&[known.in_force, parts.in_force]);
                    known.excludes.extend(parts.excludes);
                    known.displaces.extend(parts.displaces);
                    known.satisfies.extend(parts.satisfies);
                    known.changes.extend(parts.changes);
                    known.suspends.extend(parts.suspends);
                    known
                }
            });
        }
        // `law_days` gives at least one day
        whole.unwrap_or_else(|| self.parts_on(directive, item, over, bearer, state, self.case.as_of))
    }

    fn parts_on(
        &mut self,
        directive: DutyId,
        item: DutyId,
        over: Being,
        bearer: Being,
        state: Option<u32>,
        day: Date,
    ) -> Parts {
        let register = self.register;
        let duty = register.duty(item);
        let adopted = register.regime(duty.head.regime).status == LawStatus::Adopted;
        let is_in_force = adopted && duty.head.in_force.iter().any(|period| period.holds(day));
        // a duty that starts later is read as it will be then
        let reading = if is_in_force { day } else { next_start(&duty.head.in_force, day).unwrap_or(day) };
        let version = version_on(&duty.versions, reading);
        let mut variables = vec![Argument::Thing(over), Argument::Thing(bearer)];
        if let Some(country) = register.country() {
            variables.push(Argument::Member(country, state.unwrap_or(u32::MAX)));
        }
        let context = Context { state, date: literal::days(reading) };
        let always = self.ground.constant(true);
        let mut parts = Parts {
            version,
            when: always,
            in_force: self.ground.constant(is_in_force),
            excludes: Vec::new(),
            displaces: Vec::new(),
            satisfies: Vec::new(),
            changes: Vec::new(),
            suspends: Vec::new(),
            dues: Vec::new(),
            sanctions: Vec::new(),
            date: Some(day),
            moments: BTreeMap::new(),
        };
        let Some(body) = duty.versions.get(version).map(|version| &version.body) else { return parts };
        parts.when = self.ground.condition(body.when, &variables, context);
        for exception in register.exceptions_to(directive).iter().chain(if item == directive {
            &[]
        } else {
            register.exceptions_to(item)
        }) {
            self.exception(*exception, &[directive, item], &variables, context, reading, state, &mut parts);
        }
        for (sanction, when) in &body.sanctions {
            let node = when.map(|when| self.ground.condition(when, &variables, context));
            parts.sanctions.push((sanction.clone(), node));
        }
        let dues = self.effective_dues(body, &parts);
        for due in dues {
            self.anchors(&due, &variables, context, &mut parts.moments);
            let node = due.when.map(|when| self.ground.condition(when, &variables, context));
            parts.dues.push((node, due));
        }
        parts
    }

    /// What is due, as an exception has changed it where that is certain already.
    fn effective_dues(&self, body: &DutyBody, parts: &Parts) -> Vec<Due> {
        let mut dues = body.due.clone();
        for (exception, _) in &parts.changes {
            if let Effect::Changes(change) = &self.register.exception(*exception).effect
                && let Some(changed) = &change.due
            {
                dues.extend(changed.iter().cloned());
            }
        }
        dues
    }

    fn anchors(
        &mut self,
        due: &Due,
        variables: &[Argument],
        context: Context,
        moments: &mut BTreeMap<String, LinearId>,
    ) {
        for anchor in [&due.after, &due.at, &due.before].into_iter().flatten() {
            if let Anchor::Fact { expr, path, .. } = anchor {
                let number = self.ground.number(*expr, variables, context);
                moments.insert(path.clone(), number);
            }
        }
        for inner in due.earliest.iter().chain(&due.latest) {
            self.anchors(inner, variables, context, moments);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the place of one exception in one reading")]
    fn exception(
        &mut self,
        id: ExceptionId,
        targets: &[DutyId],
        variables: &[Argument],
        context: Context,
        day: Date,
        state: Option<u32>,
        parts: &mut Parts,
    ) {
        let register = self.register;
        let exception = register.exception(id);
        // a State's exception works in that State
        let own = register.regime(exception.head.regime).state;
        if own.is_some() && own != state {
            return;
        }
        if !exception.head.in_force.iter().any(|period| period.holds(day)) {
            return;
        }
        let when = exception.touches.iter().find_map(|touch| match touch {
            Touch::Duty(duty, when) if targets.contains(duty) => Some(*when),
            _ => None,
        });
        let Some(when) = when else { return };
        let mut node = self.ground.condition(when, variables, context);
        for lifting in register.lifted_by(id) {
            let lift = register.exception(*lifting).touches.iter().find_map(|touch| match touch {
                Touch::Exception(other, duty, when) if *other == id && targets.contains(duty) => Some(*when),
                _ => None,
            });
            if let Some(lift) = lift {
                let lifted = self.lifted(*lifting, lift, targets, variables, context, 0);
                let stands = self.ground.not(lifted);
                node = self.ground.all(&[node, stands]);
            }
        }
        match &exception.effect {
            Effect::Displaces => parts.displaces.push((id, node)),
            Effect::Excludes => parts.excludes.push((id, node)),
            Effect::Satisfies => parts.satisfies.push((id, node)),
            Effect::Changes(_) => parts.changes.push((id, node)),
            Effect::Suspends(until) => self.suspend(id, node, until, variables, day, parts),
            Effect::Lifts => {}
        }
    }

    /// Whether an exception is lifted, unless what lifts it is lifted itself.
    fn lifted(
        &mut self,
        id: ExceptionId,
        when: ExprId,
        targets: &[DutyId],
        variables: &[Argument],
        context: Context,
        depth: usize,
    ) -> NodeId {
        let mut node = self.ground.condition(when, variables, context);
        for lifting in self.register.lifted_by(id).iter().filter(|_| depth < 16) {
            let again = self.register.exception(*lifting).touches.iter().find_map(|touch| match touch {
                Touch::Exception(other, duty, when) if *other == id && targets.contains(duty) => Some(*when),
                _ => None,
            });
            if let Some(again) = again {
                let lifted = self.lifted(*lifting, again, targets, variables, context, depth + 1);
                let stands = self.ground.not(lifted);
                node = self.ground.all(&[node, stands]);
            }
        }
        node
    }

    /// A suspension works while the day is before its end; the end may hang on a date of the case.
    fn suspend(
        &mut self,
        id: ExceptionId,
        node: NodeId,
        until: &Due,
        variables: &[Argument],
        day: Date,
        parts: &mut Parts,
    ) {
        match (&until.at, &until.after, &until.within) {
            (Some(Anchor::Day(end)), ..) if day < *end => {
                parts.suspends.push((id, node, *end));
            }
            (_, Some(Anchor::Fact { expr, .. }), Some(Within::Span(span, _))) => {
                // the end is after `day` exactly if the fact is after `day` less the length of time
                let Some(being) = self.fact_place(*expr, variables) else { return };
                let Ok(threshold) = day.checked_sub(*span) else { return };
                let after = self.ground.within(being, Some(literal::days(threshold) + Decimal::ONE), None);
                let end = self.point(being).and_then(literal::date_of).and_then(|from| from.checked_add(*span).ok());
                let suspended = self.ground.all(&[node, after]);
                parts.suspends.push((id, suspended, end.unwrap_or(day)));
            }
            _ => {}
        }
    }

    fn fact_place(&mut self, expr: ExprId, variables: &[Argument]) -> Option<Place> {
        let program = &self.register.program;
        if let onus_logic::ir::Node::NumberFact(thing, fact) = program.ir.node(expr) {
            let being = self.ground.path(*thing, variables);
            return Some(Place { being, fact: *fact });
        }
        None
    }

    fn point(&self, place: Place) -> Option<Decimal> {
        let thing = self.ground.real(place.being)?;
        match self.case.world.value(thing, place.fact) {
            Some(Value::Numbers(ranges, _)) => ranges.first()?.only(),
            _ => None,
        }
    }

    /// Ends the grounding. Says which axiom the case contradicts, if it does.
    fn seal(mut self) -> Result<(Solver<'a>, Sealed), Contradiction> {
        let context = Context { state: None, date: self.date };
        let axioms = axioms(self.register, self.case, &mut self.ground, context);
        let nodes = axioms.iter().map(|(_, _, node)| *node).collect();
        let solver = Solver::new(self.ground, nodes, Budget::default());
        if !solver.is_consistent() {
            let broken = axioms.iter().find(|(_, _, node)| solver.quick(*node) == Truth::False).or(axioms.first());
            if let Some((thing, axiom, _)) = broken {
                return Err(Contradiction { thing: *thing, axiom: axiom.name.clone(), why: axiom.why.clone() });
            }
        }
        Ok((solver, Sealed { negations: self.negations }))
    }
}

/// What is left of the grounding.
struct Sealed {
    negations: BTreeMap<NodeId, NodeId>,
}

fn next_start(periods: &[Period], day: Date) -> Option<Date> {
    periods.iter().map(|period| period.from).filter(|from| *from > day).min()
}

fn version_on(versions: &[DutyVersion], day: Date) -> usize {
    versions
        .iter()
        .position(|version| version.from.is_none_or(|from| from <= day) && version.to.is_none_or(|to| day < to))
        .or_else(|| versions.iter().rposition(|version| version.from.is_none_or(|from| from <= day)))
        .unwrap_or(0)
}

struct Teller<'a> {
    register: &'a Register,
    case: &'a Case,
    imagined: &'a BTreeSet<ThingId>,
    solver: &'a Solver<'a>,
    options: &'a Options,
    sealed: Sealed,
}

impl Teller<'_> {
    fn words(&self) -> Words<'_> {
        Words { register: self.register, case: self.case }
    }

    fn not(&self, node: NodeId) -> NodeId {
        self.sealed.negations.get(&node).copied().unwrap_or(node)
    }

    /// The findings of a duty on a thing: one for each State whose law reaches the bearer, at most one more for those of which that is
    /// open, one without a State if none does.
    fn findings(&self, job: &Job) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut undecided = Vec::new();
        for branch in &job.branches {
            match self.solver.truth(branch.reach) {
                Truth::True => findings.push(self.branch(job, branch)),
                Truth::Unknown => undecided.push(branch),
                Truth::False => {}
            }
        }
        // a State whose law is held, and under which the duty does not apply anyhow, is not open
        undecided.retain(|branch| {
            branch.parts.as_ref().is_none_or(|parts| {
                let decision = parts.decision(&|node| self.not(node), branch.reach);
                self.solver.answer(&decision).only() != Some(NO)
            })
        });
        if !undecided.is_empty() {
            findings.push(self.undecided(job, &undecided));
        } else if findings.is_empty() {
            findings.extend(self.out_of_reach(job));
        }
        findings
    }

    fn base(&self, job: &Job, item: DutyId) -> Finding {
        let (register, words) = (self.register, self.words());
        let (duty, own) = (register.duty(job.duty), register.duty(item));
        let directive = item != job.duty;
        let body = own.versions.first().map(|version| &version.body);
        Finding {
            duty: duty.head.id.clone(),
            item: directive.then(|| own.head.id.clone()),
            title: own.head.title.clone(),
            plain: own.head.plain.clone(),
            over: words.thing(job.thing),
            state: None,
            undecided_states: Vec::new(),
            bearer: self.solver.ground().real(job.bearer).map(|bearer| words.thing(bearer)),
            concerns: self.concerned(job),
            role: body.and_then(|body| body.role.clone()),
            owed_to: body.map(|body| body.owed_to.clone()).unwrap_or_default(),
            modality: body.map_or(onus_register::law::Modality::Must, |body| body.modality),
            status: Status::CannotTell,
            possible: Vec::new(),
            owed: Owed::Open,
            if_it_happens: self.imagined.contains(&job.thing),
            open: None,
            provision: register.citation(own.head.regime, &own.head.provision),
            directive_provision: directive.then(|| register.citation(duty.head.regime, &duty.head.provision)),
            law_date: None,
            in_force_from: None,
            because: None,
            reason: Vec::new(),
            missing: Vec::new(),
            displaced_by: None,
            met_by: None,
            due: Vec::new(),
            sanction: Vec::new(),
            judgements: Vec::new(),
            theme: body.map(|body| body.themes.clone()).unwrap_or_default(),
            requires: body.map(|body| body.requires.clone()).unwrap_or_default(),
            confidence: own.head.confidence,
            note: own.head.note.clone(),
            approximate: false,
        }
    }

    /// The bearer, or the first party that the case names to which the thing refers.
    fn concerned(&self, job: &Job) -> Option<ThingRef> {
        let words = self.words();
        if let Some(bearer) = self.solver.ground().real(job.bearer) {
            return Some(words.thing(bearer));
        }
        let schema = &self.register.program.schema;
        let thing = self.case.world.thing(job.thing);
        schema.facts_of(thing.kind).find_map(|fact| match thing.value(fact) {
            Some(Value::Things(things)) => match things.as_slice() {
                [only] if schema.kind(self.case.world.thing(*only).kind).party => Some(words.thing(*only)),
                _ => None,
            },
            _ => None,
        })
    }

    /// A State whose law reaches the bearer, or law that binds by itself.
    fn branch(&self, job: &Job, branch: &Branch) -> Finding {
        let (Some(item), Some(parts)) = (branch.item, &branch.parts) else { return self.not_held(job, branch) };
        let mut finding = self.base(job, item);
        let own = self.register.duty(item);
        finding.state = branch.state.map(|state| self.register.state_code(state).to_owned());
        finding.law_date = parts.date;
        if let Some(body) = own.versions.get(parts.version).map(|version| &version.body) {
            finding.owed_to.clone_from(&body.owed_to);
            finding.role.clone_from(&body.role);
            finding.theme.clone_from(&body.themes);
            finding.requires.clone_from(&body.requires);
        }
        let decision = parts.decision(&|node| self.not(node), branch.reach);
        let answer = self.solver.answer(&decision);
        finding.approximate = answer.approximate;
        finding.status = answer.only().map_or(Status::CannotTell, status_of);
        if finding.status == Status::CannotTell {
            finding.possible = answer.results().map(status_of).collect();
            finding.open = Some(Open::Fact);
        }
        finding.owed = match (answer.can_be(YES), answer.only()) {
            (false, _) => Owed::No,
            (true, Some(_)) => Owed::Yes,
            (true, None) => Owed::Open,
        };
        let missing = self.solver.missing(&decision);
        if finding.if_it_happens && finding.owed == Owed::Open && missing.iter().all(|fact| self.is_of_imagined(*fact))
        {
            finding.owed = Owed::Yes;
        }
        finding.missing = self.missing(missing);
        finding.in_force_from = if finding.status == Status::DoesNotApply { None } else { self.start(own, parts) };
        self.exceptions(&mut finding, parts);
        let reason = if self.options.reasons || self.options.trees {
            self.solver.reason(&decision).unwrap_or_default()
        } else {
            Vec::new()
        };
        finding.reason = self.paths(reason.iter().copied());
        finding.confidence = self.weakest(item, parts);
        self.judgements(&mut finding, &decision, &reason);
        if finding.owed != Owed::No || answer.can_be(NOT_IN_FORCE) {
            finding.due = self.dues(parts, job.thing, branch.state);
            finding.sanction = self.sanctions(parts);
        }
        if self.options.trees {
            finding.because = Some(self.tree(&finding, branch, parts, reason));
        }
        finding
    }

    fn not_held(&self, job: &Job, branch: &Branch) -> Finding {
        let mut finding = self.base(job, job.duty);
        finding.state = branch.state.map(|state| self.register.state_code(state).to_owned());
        finding.open = Some(Open::Law);
        finding.possible = vec![Status::DoesNotApply, Status::Applies];
        if self.options.trees {
            let name = branch.state.map_or("that State", |state| self.register.state_name(state));
            let mut tree = Because::new(
                format!("The register does not hold the law of {name}; the directive alone does not bind"),
                Truth::Unknown,
            );
            let explainer = Explainer {
                register: self.register,
                case: self.case,
                solver: self.solver,
                reason: self.reason_of(branch.reach),
            };
            tree.because = explainer.explain(branch.reach);
            finding.because = Some(tree);
        }
        finding
    }

    fn undecided(&self, job: &Job, branches: &[&Branch]) -> Finding {
        let register = self.register;
        let held = branches.iter().find_map(|branch| branch.item.filter(|_| branches.len() == 1));
        let mut finding = self.base(job, held.unwrap_or(job.duty));
        finding.undecided_states = branches
            .iter()
            .filter_map(|branch| branch.state)
            .map(|state| register.state_code(state).to_owned())
            .collect();
        finding.open = Some(Open::Fact);
        let mut missing: BTreeSet<Fact> = BTreeSet::new();
        let mut possible: BTreeSet<Status> = BTreeSet::from([Status::DoesNotApply]);
        for branch in branches {
            if let Some(parts) = &branch.parts {
                let decision = parts.decision(&|node| self.not(node), branch.reach);
                let answer = self.solver.answer(&decision);
                possible.extend(answer.results().map(status_of));
                finding.approximate |= answer.approximate;
                missing.extend(self.solver.missing(&decision));
            } else {
                possible.insert(Status::Applies);
                missing.extend(self.solver.missing(&Decision::of(branch.reach)));
            }
        }
        if !possible.contains(&Status::Applies) {
            finding.owed = Owed::No;
        }
        finding.possible = possible.into_iter().collect();
        finding.missing = self.missing(missing.into_iter().collect());
        if self.options.trees {
            let mut tree = Because::new("It is open which State's law reaches the bearer", Truth::Unknown);
            if let Some(branch) = branches.first() {
                let explainer = Explainer { register, case: self.case, solver: self.solver, reason: Vec::new() };
                tree.because = explainer.explain(branch.reach);
            }
            finding.because = Some(tree);
        }
        finding
    }

    /// No State's law reaches the bearer.
    fn out_of_reach(&self, job: &Job) -> Option<Finding> {
        let branch = job.branches.iter().find(|branch| branch.parts.is_some()).or(job.branches.first())?;
        let mut finding = self.base(job, job.duty);
        (finding.status, finding.owed) = (Status::DoesNotApply, Owed::No);
        if self.options.trees {
            let mut tree = Because::new("No State's law reaches the bearer", Truth::False);
            let explainer = Explainer {
                register: self.register,
                case: self.case,
                solver: self.solver,
                reason: self.reason_of(branch.reach),
            };
            tree.because = explainer.explain(branch.reach);
            finding.because = Some(tree);
        }
        Some(finding)
    }

    fn reason_of(&self, node: NodeId) -> Vec<Fact> {
        self.solver.reason(&Decision::of(node)).unwrap_or_default()
    }

    fn is_of_imagined(&self, fact: Fact) -> bool {
        let (Fact::Of(thing, _) | Fact::List(thing, _)) = fact;
        self.imagined.contains(&thing)
    }

    fn missing(&self, facts: Vec<Fact>) -> Vec<Missing> {
        let words = self.words();
        let mut missing: Vec<Missing> = facts
            .into_iter()
            .map(|fact| {
                let (Fact::Of(_, id) | Fact::List(_, id)) = fact;
                let text = self.register.vocabulary.fact(id);
                Missing {
                    fact: words.path(fact),
                    question: text.question.clone(),
                    who: text.who.clone(),
                    judgement: text.judgement,
                }
            })
            .collect();
        missing.sort();
        missing
    }

    fn paths(&self, facts: impl Iterator<Item = Fact>) -> Vec<String> {
        let words = self.words();
        let mut paths: Vec<String> = facts.map(|fact| words.path(fact)).collect();
        paths.sort();
        paths
    }

    fn start(&self, own: &Duty, parts: &Parts) -> Option<Date> {
        let suspended = parts
            .suspends
            .iter()
            .filter(|(_, node, _)| self.solver.truth(*node) == Truth::True)
            .map(|(_, _, end)| *end)
            .max();
        if suspended.is_some() {
            return suspended;
        }
        let day = parts.date?;
        own.head
            .in_force
            .iter()
            .find(|period| period.holds(day))
            .map(|period| period.from)
            .or_else(|| next_start(&own.head.in_force, day))
    }

    fn exceptions(&self, finding: &mut Finding, parts: &Parts) {
        let named = |exceptions: &[(ExceptionId, NodeId)]| {
            let found = exceptions
                .iter()
                .find(|(_, node)| self.solver.truth(*node) == Truth::True)
                .map(|(id, _)| self.register.exception(*id))?;
            let by = found.by.clone().unwrap_or_default();
            let text = self
                .register
                .duties
                .get(&by)
                .map(|duty| duty.head.title.clone())
                .or_else(|| self.register.regimes.get(&by).map(|regime| regime.title.clone()))
                .unwrap_or_else(|| found.head.title.clone());
            Some(Named {
                id: if by.is_empty() { found.head.id.clone() } else { by },
                text,
                provision: self.register.citation(found.head.regime, &found.head.provision),
            })
        };
        if finding.status == Status::Displaced {
            finding.displaced_by = named(&parts.displaces);
        }
        finding.met_by = named(&parts.satisfies);
        for (exception, node) in &parts.changes {
            if let Effect::Changes(change) = &self.register.exception(*exception).effect
                && self.solver.truth(*node) == Truth::True
                && let Some(owed_to) = &change.owed_to
            {
                finding.owed_to.clone_from(owed_to);
            }
        }
    }

    /// The least sure record on which an item rests: itself, the definitions that it calls, the exceptions that may touch it.
    fn weakest(&self, item: DutyId, parts: &Parts) -> Confidence {
        let register = self.register;
        let duty = register.duty(item);
        let mut weakest = duty.head.confidence;
        let mut open: Vec<DefId> = duty
            .versions
            .get(parts.version)
            .map(|version| register.program.calls(version.body.when))
            .unwrap_or_default();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            if let Some(definition) = register.definition(next) {
                weakest = weakest.max(definition.head.confidence);
            }
            for version in &register.program.definition(next).versions {
                open.extend(register.program.calls(version.body));
            }
        }
        for (exception, node) in parts.displaces.iter().chain(&parts.excludes) {
            if self.solver.truth(*node) != Truth::False {
                weakest = weakest.max(register.exception(*exception).head.confidence);
            }
        }
        weakest
    }

    /// Whether a fact is a judgement that the case gives.
    fn is_judged(&self, fact: Fact) -> bool {
        matches!(fact, Fact::Of(thing, id) if self.register.vocabulary.fact(id).judgement && self.case.world.value(thing, id).is_some())
    }

    /// The judgements among the facts that decide.
    fn judgements(&self, finding: &mut Finding, decision: &Decision, reason: &[Fact]) {
        let computed;
        let facts: &[Fact] = if self.options.reasons || self.options.trees {
            reason
        } else if self.solver.reads(decision, &|fact| self.is_judged(fact)) {
            computed = self.solver.reason(decision).unwrap_or_default();
            &computed
        } else {
            return;
        };
        let words = self.words();
        for fact in facts {
            let Fact::Of(thing, id) = fact else { continue };
            let text = self.register.vocabulary.fact(*id);
            if text.judgement {
                let own = self.case.assertions.get(&(*thing, *id));
                finding.judgements.push(Judgement {
                    fact: words.path(*fact),
                    question: text.question.clone(),
                    by: own.and_then(|own| own.by.clone()),
                    why: own.and_then(|own| own.why.clone()),
                    factors: text.factors.clone(),
                });
            }
        }
    }

    fn sanctions(&self, parts: &Parts) -> Vec<SanctionLine> {
        let mut lines = Vec::new();
        let changed =
            parts.changes.iter().find_map(|(exception, node)| match &self.register.exception(*exception).effect {
                Effect::Changes(change) if self.solver.truth(*node) == Truth::True => change.sanctions.as_ref(),
                _ => None,
            });
        let changed: Option<Vec<(String, Option<NodeId>)>> =
            changed.map(|changed| changed.iter().map(|(id, _)| (id.clone(), None)).collect());
        for (id, node) in changed.as_ref().unwrap_or(&parts.sanctions) {
            let truth = node.map_or(Truth::True, |node| self.solver.truth(node));
            let Some(sanction) = self.register.vocabulary.sanctions.get(id).filter(|_| truth != Truth::False) else {
                continue;
            };
            let max = sanction.ceiling.map(|(amount, currency)| {
                let amount = words::money(amount, &currency.to_string());
                let bound = if sanction.is_floor { "a maximum of at least" } else { "up to" };
                match sanction.turnover {
                    None => format!("{bound} {amount}"),
                    Some(share) => {
                        let share = words::number(share * Decimal::ONE_HUNDRED);
                        let rule = if sanction.lower { "lower" } else { "higher" };
                        let of = sanction.of.as_deref().unwrap_or("turnover");
                        format!("{bound} {amount} or {share} % of {of}, whichever is {rule}")
                    }
                }
            });
            let amount = sanction.ceiling.map(|(amount, currency)| format!("{} {currency}", amount.normalize()));
            lines.push(SanctionLine {
                id: id.clone(),
                text: sanction.text.clone(),
                max,
                amount,
                open: truth == Truth::Unknown,
                provision: sanction.provision.clone(),
            });
        }
        lines
    }

    // due

    fn dues(&self, parts: &Parts, thing: ThingId, state: Option<u32>) -> Vec<DueLine> {
        let mut lines = Vec::new();
        for (node, due) in &parts.dues {
            let truth = node.map_or(Truth::True, |node| self.solver.truth(node));
            if truth == Truth::False {
                continue;
            }
            let zone = self.case.zone_of(thing);
            let at = self.moment(due, parts, &zone);
            lines.push(DueLine {
                stage: due.stage.clone(),
                at,
                text: self.due_text(due),
                prompt: due.prompt,
                to: due.to.iter().map(|to| self.recipient(to, state)).collect(),
                content: due.content.clone(),
                provisional: truth == Truth::Unknown,
                note: due.note.clone(),
            });
        }
        lines
    }

    fn recipient(&self, id: &str, state: Option<u32>) -> String {
        let Some(recipient) = self.register.vocabulary.recipients.get(id) else { return id.to_owned() };
        let own = state.and_then(|state| recipient.states.get(self.register.state_code(state)));
        own.map_or_else(
            || recipient.text.clone(),
            |(name, how)| match how {
                Some(how) => format!("{name} ({how})"),
                None => name.clone(),
            },
        )
    }

    fn moment(&self, due: &Due, parts: &Parts, zone: &TimeZone) -> Option<Moment> {
        let among = |dues: &[Due], latest: bool| {
            let moments: Option<Vec<Moment>> = dues.iter().map(|due| self.moment(due, parts, zone)).collect();
            let moments = moments?;
            if latest {
                moments.into_iter().max_by_key(|moment| moment.key(zone))
            } else {
                moments.into_iter().min_by_key(|moment| moment.key(zone))
            }
        };
        if !due.earliest.is_empty() {
            return among(&due.earliest, false);
        }
        if !due.latest.is_empty() {
            return among(&due.latest, true);
        }
        if let Some(at) = &due.at {
            return self.anchor(at, parts, zone);
        }
        let start = self.anchor(due.after.as_ref()?, parts, zone)?;
        start.after(due.within.as_ref()?)
    }

    fn anchor(&self, anchor: &Anchor, parts: &Parts, zone: &TimeZone) -> Option<Moment> {
        match anchor {
            Anchor::Day(day) => Some(Moment::Day(*day)),
            Anchor::Sent(_) => None,
            Anchor::Fact { path, of, .. } => {
                let range = self.solver.range_of(*parts.moments.get(path)?);
                // of the two instants of a repeated clock hour the earlier one counts: it is safe under both
                let span = range.high? - range.low?;
                let point = range.low.filter(|_| span <= Decimal::from(3_600))?;
                match of {
                    Type::Instant => value::moment(point).map(|moment| Moment::at(moment, zone)),
                    _ => literal::date_of(point).map(Moment::Day),
                }
            }
        }
    }

    fn due_text(&self, due: &Due) -> String {
        let among =
            |dues: &[Due], joint: &str| dues.iter().map(|due| self.due_text(due)).collect::<Vec<_>>().join(joint);
        if !due.earliest.is_empty() {
            return format!("the earliest of: {}", among(&due.earliest, "; "));
        }
        if !due.latest.is_empty() {
            return format!("the latest of: {}", among(&due.latest, "; "));
        }
        let mut text = match (&due.at, &due.within) {
            (Some(at), _) => format!("by {}", self.anchor_text(at)),
            (None, Some(within @ (Within::Span(..) | Within::Business(..)))) => {
                format!("within {}", moment::length(within))
            }
            (None, Some(within)) => moment::length(within),
            (None, None) => "no fixed time".to_owned(),
        };
        if let Some(after) = &due.after {
            text = format!("{text} of: {}", self.anchor_text(after));
        }
        if let Some(before) = &due.before {
            text = format!("{text}, before: {}", self.anchor_text(before));
        }
        if let Some(every) = &due.every {
            text = match every.parse::<jiff::Span>() {
                Ok(span) => format!("every {}", moment::length(&Within::Span(span, every.clone()))),
                Err(_) => format!("every {every}"),
            };
        }
        text
    }

    fn anchor_text(&self, anchor: &Anchor) -> String {
        match anchor {
            Anchor::Day(day) => words::day(*day),
            Anchor::Sent(duty) => {
                let title = self.register.duties.get(duty).map_or(duty.as_str(), |duty| duty.head.title.as_str());
                format!("sending \"{title}\"")
            }
            Anchor::Fact { path, expr, .. } => {
                let program = &self.register.program;
                match program.ir.node(*expr) {
                    onus_logic::ir::Node::NumberFact(_, fact) => self.register.vocabulary.fact(*fact).label.clone(),
                    _ => path.clone(),
                }
            }
        }
    }

    // reasons

    fn tree(&self, finding: &Finding, branch: &Branch, parts: &Parts, reason: Vec<Fact>) -> Because {
        let explainer = Explainer { register: self.register, case: self.case, solver: self.solver, reason };
        let holds = match finding.status {
            Status::Applies => Truth::True,
            Status::CannotTell => Truth::Unknown,
            _ => Truth::False,
        };
        let says = match finding.status {
            Status::Applies => "It applies",
            Status::DoesNotApply => "It does not apply",
            Status::Displaced => "Another rule takes its place",
            Status::NotInForce => "It is not in force",
            Status::CannotTell => "It is open",
        };
        let mut tree = Because::new(says, holds);
        tree.provision = Some(finding.provision.clone());
        let truth = |node: NodeId| self.solver.truth(node);
        let excluded = parts.excludes.iter().find(|(_, node)| truth(*node) == Truth::True);
        let shown = match finding.status {
            Status::DoesNotApply if excluded.is_some() => Vec::new(),
            _ => explainer.explain(parts.when),
        };
        if branch.state.is_some() && finding.status != Status::DoesNotApply {
            tree.because.extend(explainer.explain(branch.reach));
        }
        tree.because.extend(shown);
        let exceptions = parts
            .excludes
            .iter()
            .chain(&parts.displaces)
            .chain(&parts.satisfies)
            .chain(&parts.changes)
            .copied()
            .chain(parts.suspends.iter().map(|(id, node, _)| (*id, *node)));
        for (id, node) in exceptions {
            if truth(node) == Truth::False {
                continue;
            }
            let exception = &self.register.exception(id).head;
            let mut step = Because::new(format!("Exception: {}", exception.title), truth(node));
            step.provision = Some(self.register.citation(exception.regime, &exception.provision));
            step.because = explainer.explain(node);
            tree.because.push(step);
        }
        if let Some(from) = finding.in_force_from {
            let in_force = truth(parts.in_force);
            let says = if in_force == Truth::True {
                format!("In force since {}", words::day(from))
            } else {
                format!("In force from {}", words::day(from))
            };
            tree.because.push(Because::new(says, in_force));
        }
        tree
    }
}

fn status_of(result: u8) -> Status {
    match result {
        NO => Status::DoesNotApply,
        NOT_IN_FORCE => Status::NotInForce,
        DISPLACED => Status::Displaced,
        _ => Status::Applies,
    }
}

/// The regime under which a finding is shown: the State's own where it was read.
pub fn regime_of(register: &Register, finding: &Finding) -> Option<RegimeId> {
    let id = finding.item.as_ref().unwrap_or(&finding.duty);
    register.duties.get(id).map(|duty| duty.head.regime)
}

/// The groups to which a finding is owed, each once.
pub fn groups(owed_to: &[OwedTo]) -> Vec<&'static str> {
    let mut groups: Vec<&'static str> = Vec::new();
    for owed_to in owed_to {
        if !groups.contains(&owed_to.group()) {
            groups.push(owed_to.group());
        }
    }
    groups
}
