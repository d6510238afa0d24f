//! What a register that can be read still cannot be right about: circles, duties that can never apply, exceptions that clash, rows
//! that occur twice, provisions that do not exist, regimes that nothing tests.

use std::collections::{BTreeMap, BTreeSet};

use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::ir::{DefId, ExprId};
use onus_logic::literal;
use onus_logic::solve::{Budget, Decision, Fact, Solver};
use onus_logic::world::World;

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{Change, DutyBody, DutyId, Effect, ExceptionId, Head, Touch};
use crate::register::Register;
use crate::source::At;
use crate::tree::Item;

/// Looks for everything that reading alone does not show. Asks the logic only if there is no circle.
pub fn lint(register: &Register) -> Report {
    let mut report = Report::default();
    definition_circles(register, &mut report);
    exception_circles(register, &mut report);
    if !report.has_errors() {
        never(register, &mut report);
        clashes(register, &mut report);
    }
    unused(register, &mut report);
    untested(register, &mut report);
    rows(register, &mut report);
    provisions(register, &mut report);
    report.sort();
    report
}

/// The definitions that one calls, with what States put in their place.
fn callees(register: &Register, id: DefId) -> BTreeSet<DefId> {
    let mut all: BTreeSet<DefId> = register.calls(id).iter().copied().collect();
    let own: Vec<DefId> =
        all.iter().flat_map(|id| register.program.definition(*id).in_state.iter().map(|(_, own)| *own)).collect();
    all.extend(own);
    all
}

/// Whether definitions call each other in a circle; the logic must not be asked then.
pub fn definition_circles(register: &Register, report: &mut Report) {
    let graph: BTreeMap<DefId, BTreeSet<DefId>> =
        register.program.definitions().map(|(id, _)| (id, callees(register, id))).collect();
    let describe =
        |path: &[DefId]| path.iter().map(|id| register.program.definition_name(*id)).collect::<Vec<_>>().join(" -> ");
    for circle in circles(&graph) {
        let Some(first) = circle.first() else { continue };
        let place = |id: &DefId| register.definition(*id).map_or(At::default(), |definition| definition.head.at);
        let mut diagnostic = Diagnostic::error(
            codes::CYCLE,
            place(first),
            format!("definitions call each other in a circle: {}", describe(&circle)),
            "begins here",
        )
        .help("a definition must not need itself, also not round about");
        for other in circle.iter().skip(1).filter(|other| *other != first) {
            diagnostic = diagnostic.label(place(other), "calls on");
        }
        report.push(diagnostic);
    }
}

fn exception_circles(register: &Register, report: &mut Report) {
    let mut graph: BTreeMap<ExceptionId, BTreeSet<ExceptionId>> = BTreeMap::new();
    for (index, exception) in register.exceptions.values().enumerate() {
        let lifts = exception
            .touches
            .iter()
            .filter_map(|touch| if let Touch::Exception(other, ..) = touch { Some(*other) } else { None });
        graph.insert(ExceptionId(index as u32), lifts.collect());
    }
    for circle in circles(&graph) {
        let heads: Vec<&Head> = circle.iter().map(|id| &register.exception(*id).head).collect();
        let Some((first, others)) = heads.split_first() else { continue };
        let names: Vec<&str> = heads.iter().map(|head| head.id.as_str()).collect();
        let message = format!("exceptions lift each other in a circle: {}", names.join(" -> "));
        let mut diagnostic = Diagnostic::error(codes::EXCEPTION_CYCLE, first.at, message, "begins here")
            .help("take one of them out of the `to` of another");
        for other in others.iter().filter(|other| other.id != first.id) {
            diagnostic = diagnostic.label(other.at, "lifts on");
        }
        report.push(diagnostic);
    }
}

/// One circle for each group of nodes that reach each other.
fn circles<T: Copy + Ord>(graph: &BTreeMap<T, BTreeSet<T>>) -> Vec<Vec<T>> {
    let mut done: BTreeSet<T> = BTreeSet::new();
    let mut found = Vec::new();
    for start in graph.keys() {
        let mut path: Vec<(T, Vec<T>)> = Vec::new();
        let below = |node: &T| graph.get(node).map(|below| below.iter().copied().collect()).unwrap_or_default();
        if !done.contains(start) {
            path.push((*start, below(start)));
        }
        while let Some((node, open)) = path.last_mut() {
            let Some(next) = open.pop() else {
                done.insert(*node);
                path.pop();
                continue;
            };
            if let Some(at) = path.iter().position(|(known, _)| *known == next) {
                found.push(path.iter().skip(at).map(|(node, _)| *node).chain([next]).collect());
            } else if !done.contains(&next) {
                path.push((next, below(&next)));
            }
        }
    }
    found
}

/// A world in which there is one thing of the kind of a duty, and nothing is known.
struct Blank<'r> {
    register: &'r Register,
    world: World,
    thing: onus_logic::world::ThingId,
    bearer: ExprId,
}

impl<'r> Blank<'r> {
    fn new(register: &'r Register, body: &DutyBody, day: jiff::civil::Date) -> Self {
        let mut world = World::new(literal::days(day));
        let thing = world.add(body.over, "any");
        Self { register, world, thing, bearer: body.bearer }
    }

    /// Answers what some conditions can be together, in each State given.
    fn solve<T>(
        &self,
        conditions: &[ExprId],
        state: Option<u32>,
        then: impl Fn(&Solver<'_>, onus_logic::ground::NodeId) -> T,
    ) -> T {
        let mut ground = Ground::new(&self.register.program, &self.world);
        let over = ground.thing(self.thing);
        let bearer = ground.path(self.bearer, &[Argument::Thing(over)]);
        let mut variables = vec![Argument::Thing(over), Argument::Thing(bearer)];
        variables.extend(self.register.country().map(|of| Argument::Member(of, state.unwrap_or(0))));
        let context = Context { state, date: self.world.as_of };
        let nodes: Vec<_> =
            conditions.iter().map(|condition| ground.condition(*condition, &variables, context)).collect();
        let all = ground.all(&nodes);
        let solver = Solver::new(ground, Vec::new(), Budget::default());
        then(&solver, all)
    }
}

fn day_of(register: &Register, duty: DutyId) -> jiff::civil::Date {
    register.duty(duty).head.in_force.first().map_or(jiff::civil::Date::ZERO, |period| period.from)
}

/// Duties whose condition no facts can make true.
fn never(register: &Register, report: &mut Report) {
    let mut known: BTreeMap<(onus_logic::schema::KindId, ExprId, ExprId, Option<u32>), bool> = BTreeMap::new();
    for (id, duty) in register.all_duties() {
        let state = register.regime(duty.head.regime).state;
        for version in &duty.versions {
            let body = &version.body;
            let possible = *known.entry((body.over, body.bearer, body.when, state)).or_insert_with(|| {
                let day = version.from.unwrap_or_else(|| day_of(register, id));
                Blank::new(register, body, day)
                    .solve(&[body.when], state, |solver, when| solver.answer(&Decision::of(when)).can_be(1))
            });
            if !possible {
                report.push(
                    Diagnostic::error(
                        codes::NEVER,
                        duty.head.at,
                        format!("`{}` can never apply", duty.head.id),
                        "no facts make its condition true",
                    )
                    .help("look for a condition that contradicts itself or a definition that it calls"),
                );
            }
        }
    }
}

/// Exceptions that set one key of a duty differently at once.
fn clashes(register: &Register, report: &mut Report) {
    for (id, duty) in register.all_duties() {
        let changes: Vec<(ExceptionId, &Change, ExprId)> = register
            .exceptions_to(id)
            .iter()
            .filter_map(|exception| {
                let Effect::Changes(change) = &register.exception(*exception).effect else { return None };
                let when = register.exception(*exception).touches.iter().find_map(|touch| match touch {
                    Touch::Duty(touched, when) if *touched == id => Some(*when),
                    _ => None,
                })?;
                Some((*exception, change, when))
            })
            .collect();
        for (index, (first, a, when_a)) in changes.iter().enumerate() {
            for (second, b, when_b) in changes.iter().skip(index + 1) {
                let same_key = (a.due.is_some() && b.due.is_some())
                    || (a.sanctions.is_some() && b.sanctions.is_some() && a.sanctions != b.sanctions)
                    || (a.owed_to.is_some() && b.owed_to.is_some() && a.owed_to != b.owed_to);
                let Some(version) = duty.versions.first().filter(|_| same_key) else { continue };
                let blank = Blank::new(register, &version.body, day_of(register, id));
                let state = register.regime(register.exception(*first).head.regime).state;
                let witness =
                    blank.solve(&[*when_a, *when_b], state, |solver, both| solver.witness(&Decision::of(both), 1));
                if let Some(witness) = witness {
                    let facts: Vec<String> = witness
                        .into_iter()
                        .map(|(fact, value)| match fact {
                            Fact::Of(_, fact) => format!("{}: {value}", register.program.schema.fact_path(fact)),
                            Fact::List(..) => value,
                        })
                        .collect();
                    let (a, b) = (&register.exception(*first).head, &register.exception(*second).head);
                    report.push(
                        Diagnostic::error(
                            codes::CLASH,
                            b.at,
                            format!("two exceptions set one key of `{}` at once", duty.head.id),
                            "sets it too",
                        )
                        .label(a.at, "sets it one way")
                        .help(format!("they meet when {}; make one of them stand back, or lift it", facts.join(", "))),
                    );
                }
            }
        }
    }
}

/// Definitions that no condition calls and no case tests.
fn unused(register: &Register, report: &mut Report) {
    let mut used: BTreeSet<DefId> = BTreeSet::new();
    let mut mark = |expr: ExprId| used.extend(register.program.calls(expr));
    for (_, duty) in register.all_duties() {
        for version in &duty.versions {
            mark(version.body.when);
            version.body.sanctions.iter().filter_map(|(_, when)| *when).for_each(&mut mark);
            version.body.due.iter().filter_map(|due| due.when).for_each(&mut mark);
        }
    }
    for exception in register.exceptions.values() {
        for touch in &exception.touches {
            let (Touch::Duty(_, when) | Touch::Exception(_, _, when)) = touch;
            mark(*when);
        }
    }
    register.regimes.values().filter_map(|regime| regime.reach.as_ref()).for_each(|reach| mark(reach.condition));
    register.vocabulary.areas.values().for_each(|area| mark(area.when));
    for (id, _) in register.program.definitions() {
        for version in &register.program.definition(id).versions {
            mark(version.body);
        }
    }
    let tested: BTreeSet<&str> = register
        .cases
        .iter()
        .filter_map(|case| case.table.get("expect"))
        .filter_map(|tree| if let Item::Table(table) = &tree.item { Some(table) } else { None })
        .flat_map(|table| table.entries.keys().map(String::as_str))
        .collect();
    for definition in &register.definitions {
        let id = definition.head.id.as_str();
        if !used.contains(&definition.logic) && definition.implements.is_none() && !tested.contains(id) {
            report.push(
                Diagnostic::warning(
                    codes::UNUSED,
                    definition.head.at,
                    format!("nothing uses `{id}`"),
                    "neither a condition nor a case names it",
                )
                .help("use it, test it, or remove it"),
            );
        }
    }
}

/// Regimes with law but without a case.
fn untested(register: &Register, report: &mut Report) {
    let tested: BTreeSet<_> = register.cases.iter().filter_map(|case| case.regime).collect();
    let with_law = register
        .all_duties()
        .map(|(_, duty)| duty.head.regime)
        .chain(register.definitions.iter().map(|definition| definition.head.regime));
    for regime in with_law.collect::<BTreeSet<_>>().difference(&tested) {
        let regime = register.regime(*regime);
        report.push(
            Diagnostic::error(
                codes::NO_CASES,
                regime.at,
                format!("`{}` has no case", regime.id),
                "nothing tests this regime",
            )
            .help("add a `case` block to one of its pages: one that applies, one that does not, one that cannot tell"),
        );
    }
}

/// Rows of the dossier that stand twice.
fn rows(register: &Register, report: &mut Report) {
    let mut seen: BTreeMap<&str, At> = register.no_duty.iter().map(|(row, (_, at))| (row.as_str(), *at)).collect();
    for head in register.heads() {
        for row in &head.rows {
            if let Some(first) = seen.insert(row, head.at) {
                report.push(
                    Diagnostic::error(codes::ROW, head.at, format!("row `{row}` stands twice"), "second time")
                        .label(first, "first time"),
                );
            }
        }
    }
}

/// Citations that the act's table of provisions does not have.
fn provisions(register: &Register, report: &mut Report) {
    for head in register.heads() {
        let Some(table) = &register.regime(head.regime).provisions else { continue };
        if let Some(missing) = table.missing(&head.provision) {
            let short = &register.regime(head.regime).short;
            report.push(
                Diagnostic::error(
                    codes::PROVISION,
                    head.at,
                    format!("{short} has no provision `{missing}`"),
                    format!("`{}` is cited here", head.provision),
                )
                .help("mend the citation, or the `provisions` block of the regime's page"),
            );
        }
    }
}
