//! Grounds everything that is asked of a case, before anything is answered.

use super::{Asker, Branch, Contradiction, Job, Parts, Sealed, axioms, law_day};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use onus_logic::ground::{Argument, Being, Context, NodeId, Place};
use onus_logic::ir::ExprId;
use onus_logic::literal;
use onus_logic::number::LinearId;
use onus_logic::schema::Type;
use onus_logic::solve::{Budget, Solver, Truth};
use onus_logic::world::{ThingId, Value};
use onus_register::law::{
    Anchor, Due, Duty, DutyBody, DutyId, DutyVersion, Effect, ExceptionId, Period, Status as LawStatus, Touch, Within,
};
use onus_register::register::Register;
use onus_register::value;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

impl<'a> Asker<'a> {
    pub(super) fn wanted(&self, id: DutyId, duty: &Duty) -> bool {
        let regime = &self.register.regime(duty.head.regime).id;
        let of_regime = self.options.regimes.is_empty()
            || self.options.regimes.contains(regime)
            || self.register.transpositions(id).any(|(_, own)| {
                let own = &self.register.regime(self.register.duty(own).head.regime).id;
                self.options.regimes.contains(own)
            });
        let asked = self.options.duties.as_ref().is_none_or(|asked| {
            asked.contains(&duty.head.id)
                || self.register.transpositions(id).any(|(_, own)| asked.contains(&self.register.duty(own).head.id))
        });
        of_regime && asked
    }

    pub(super) fn jobs(&mut self) -> Vec<Job<'a>> {
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

    pub(super) fn job(&mut self, id: DutyId, duty: &'a Duty, thing: ThingId) -> Job<'a> {
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

    pub(super) fn reach(
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
        if let Some(known) = self.reached.get(&(reach.condition, subject, state)) {
            return *known;
        }
        let context = Context { state: None, date: self.date };
        let variables = [Argument::Thing(subject), Argument::Member(country, state)];
        let node = self.ground.condition(reach.condition, &variables, context);
        self.reached.insert((reach.condition, subject, state), node);
        node
    }

    /// The days whose law may govern, each with the condition that it does.
    pub(super) fn law_days(&mut self, thing: ThingId) -> Vec<(Date, NodeId)> {
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
        let points = Rc::clone(self.turning_points.get_or_init(|| turning_points(self.register)));
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
    pub(super) fn parts(
        &mut self,
        directive: DutyId,
        item: DutyId,
        thing: ThingId,
        over: Being,
        bearer: Being,
        state: Option<u32>,
    ) -> Parts<'a> {
        let days = self.law_days(thing);
        let date = if let [(day, _)] = days.as_slice() { Some(*day) } else { None };
        let mut whole: Option<Parts<'a>> = None;
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

    pub(super) fn parts_on(
        &mut self,
        directive: DutyId,
        item: DutyId,
        over: Being,
        bearer: Being,
        state: Option<u32>,
        day: Date,
    ) -> Parts<'a> {
        let register = self.register;
        let duty = register.duty(item);
        let adopted = register.regime(duty.head.regime).status != LawStatus::Proposed;
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
            changed_sanctions: Vec::new(),
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
        if self.bare {
            return parts;
        }
        for (sanction, when) in &body.sanctions {
            let node = when.map(|when| self.ground.condition(when, &variables, context));
            parts.sanctions.push((sanction, node));
        }
        self.ground_dues(body, &variables, context, &mut parts);
        self.ground_changed_sanctions(&variables, context, &mut parts);
        parts
    }

    /// What is due, each with its condition: what the duty says unless an exception changes it, and what the exceptions say if they do.
    fn ground_dues(&mut self, body: &'a DutyBody, variables: &[Argument], context: Context, parts: &mut Parts<'a>) {
        let register = self.register;
        let always = self.ground.constant(true);
        let mut unchanged = always;
        let mut sources: Vec<(NodeId, &'a [Due])> = Vec::new();
        for (exception, node) in &parts.changes {
            if let Effect::Changes(change) = &register.exception(*exception).effect
                && let Some(changed) = &change.due
            {
                let other = self.ground.not(*node);
                unchanged = self.ground.all(&[unchanged, other]);
                sources.push((*node, changed));
            }
        }
        sources.insert(0, (unchanged, &body.due));
        for (guard, dues) in sources {
            for due in dues {
                self.anchors(due, variables, context, &mut parts.moments);
                let own = due.when.map_or(always, |when| self.ground.condition(when, variables, context));
                let node = self.ground.all(&[guard, own]);
                parts.dues.push((node, due));
            }
        }
    }

    /// The sanctions that exceptions set, with their own conditions.
    fn ground_changed_sanctions(&mut self, variables: &[Argument], context: Context, parts: &mut Parts<'a>) {
        let register = self.register;
        for (exception, node) in &parts.changes {
            if let Effect::Changes(change) = &register.exception(*exception).effect
                && let Some(sanctions) = &change.sanctions
            {
                let set = sanctions
                    .iter()
                    .map(|(id, when)| (id.as_str(), when.map(|when| self.ground.condition(when, variables, context))))
                    .collect();
                parts.changed_sanctions.push((*node, set));
            }
        }
    }

    pub(super) fn anchors(
        &mut self,
        due: &'a Due,
        variables: &[Argument],
        context: Context,
        moments: &mut BTreeMap<&'a str, LinearId>,
    ) {
        for anchor in [&due.after, &due.at, &due.before, &due.lapses_before].into_iter().flatten() {
            if let Anchor::Fact { expr, path, .. } = anchor {
                let number = self.ground.number(*expr, variables, context);
                moments.insert(path, number);
            }
        }
        for inner in due.earliest.iter().chain(&due.latest) {
            self.anchors(inner, variables, context, moments);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the place of one exception in one reading")]
    pub(super) fn exception(
        &mut self,
        id: ExceptionId,
        targets: &[DutyId],
        variables: &[Argument],
        context: Context,
        day: Date,
        state: Option<u32>,
        parts: &mut Parts<'_>,
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
    pub(super) fn lifted(
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
    pub(super) fn suspend(
        &mut self,
        id: ExceptionId,
        node: NodeId,
        until: &Due,
        variables: &[Argument],
        day: Date,
        parts: &mut Parts<'_>,
    ) {
        match (&until.at, &until.after, &until.within) {
            (Some(Anchor::Day(end)), ..) if day < *end => {
                parts.suspends.push((id, node, *end));
            }
            (_, Some(Anchor::Fact { expr, .. }), Some(Within::Length(length, _))) => {
                let Some(span) = length.span() else { return };
                let Some(place) = self.fact_place(*expr, variables) else { return };
                let Some(threshold) = first_start(day, span) else { return };
                let zone = self.ground.real(place.being).map_or(TimeZone::UTC, |thing| self.case.zone_of(thing));
                let is_instant = self.register.program.schema.fact(place.fact).of == Type::Instant;
                let from = if is_instant {
                    threshold.to_zoned(zone.clone()).ok().map(|at| value::seconds(at.timestamp()))
                } else {
                    Some(literal::days(threshold))
                };
                let after = self.ground.within(place, from, None);
                let start = self.point(place).and_then(|point| {
                    if is_instant {
                        value::moment(point).map(|moment| moment.to_zoned(zone).date())
                    } else {
                        literal::date_of(point)
                    }
                });
                let end = start.and_then(|start| start.checked_add(span).ok());
                let suspended = self.ground.all(&[node, after]);
                parts.suspends.push((id, suspended, end.unwrap_or(day)));
            }
            _ => {}
        }
    }

    pub(super) fn fact_place(&mut self, expr: ExprId, variables: &[Argument]) -> Option<Place> {
        let program = &self.register.program;
        if let onus_logic::ir::Node::NumberFact(thing, fact) = program.ir.node(expr) {
            let being = self.ground.path(*thing, variables);
            return Some(Place { being, fact: *fact });
        }
        None
    }

    pub(super) fn point(&self, place: Place) -> Option<Decimal> {
        let thing = self.ground.real(place.being)?;
        match self.case.world.value(thing, place.fact) {
            Some(Value::Numbers(ranges, _)) => ranges.first()?.only(),
            _ => None,
        }
    }

    /// Ends the grounding. Says which axiom the case contradicts, if it does.
    pub(super) fn seal(mut self) -> Result<(Solver<'a>, Sealed), Contradiction> {
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

/// Days on which some law begins or ends: between two of them the law is the same.
fn turning_points(register: &Register) -> Rc<[Date]> {
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

/// The first day from which a length of time ends after `day`. Months differ in length, so that going back a month is not the
/// opposite of going on one: the days around are tried.
fn first_start(day: Date, span: jiff::Span) -> Option<Date> {
    let about = day.checked_sub(span).ok()?;
    let first = about.checked_sub(jiff::Span::new().days(4)).ok()?;
    first.series(jiff::Span::new().days(1)).take(9).find(|start| start.checked_add(span).is_ok_and(|end| end > day))
}

pub(super) fn next_start(periods: &[Period], day: Date) -> Option<Date> {
    periods.iter().map(|period| period.from).filter(|from| *from > day).min()
}

pub(super) fn version_on(versions: &[DutyVersion], day: Date) -> usize {
    versions
        .iter()
        .position(|version| version.from.is_none_or(|from| from <= day) && version.to.is_none_or(|to| day < to))
        .or_else(|| versions.iter().rposition(|version| version.from.is_none_or(|from| from <= day)))
        .unwrap_or(0)
}
