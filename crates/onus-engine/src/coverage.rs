//! What the register does not hold: States and fields of law that the facts touch. Missing law is never "no duty".

use std::collections::BTreeSet;

use onus_logic::ground::{Argument, Context, Ground, NodeId};
use onus_logic::solve::{Solver, Truth};
use onus_logic::world::Value;
use onus_register::case::Case;
use onus_register::register::Register;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::finding::{Finding, Open};

/// A field of law that exists and is not held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotHeld {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub text: String,
    /// Whether the facts touch it for sure, or only may.
    pub sure: bool,
}

/// What is not held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// States whose law is in play, as ISO codes with names.
    pub states: Vec<(String, String)>,
    /// Fields of law.
    pub areas: Vec<NotHeld>,
}

/// Grounds the conditions of the fields of law.
pub(crate) fn ground(
    register: &Register,
    case: &Case,
    ground: &mut Ground<'_>,
    date: Decimal,
) -> Vec<(String, NodeId)> {
    let context = Context { state: None, date };
    let mut found = Vec::new();
    for (id, area) in &register.vocabulary.areas {
        if register.regimes.contains_key(&area.regime) {
            continue;
        }
        for (thing, _) in case.world.things().filter(|(_, thing)| thing.kind == area.over && !thing.imagined) {
            let being = ground.thing(thing);
            found.push((id.clone(), ground.condition(area.when, &[Argument::Thing(being)], context)));
        }
    }
    found
}

/// Reads what is not held.
pub(crate) fn read(
    register: &Register,
    case: &Case,
    solver: &Solver<'_>,
    areas: &[(String, NodeId)],
    findings: &[Finding],
) -> Coverage {
    let mut coverage = Coverage::default();
    for (id, area) in &register.vocabulary.areas {
        let truths: Vec<Truth> =
            areas.iter().filter(|(own, _)| own == id).map(|(_, node)| solver.truth(*node)).collect();
        let sure = truths.contains(&Truth::True);
        if sure || truths.contains(&Truth::Unknown) {
            coverage.areas.push(NotHeld { id: id.clone(), text: area.text.clone(), sure });
        }
    }
    let mut states: BTreeSet<String> = findings
        .iter()
        .filter(|finding| finding.open == Some(Open::Law))
        .filter_map(|finding| finding.state.clone())
        .collect();
    if let Some(country) = register.country() {
        let schema = &register.program.schema;
        for (_, thing) in case.world.things() {
            for fact in schema.facts_of(thing.kind).filter(|fact| register.vocabulary.fact(*fact).law_of) {
                let members = match thing.value(fact) {
                    Some(Value::Members(members)) if members.count_ones(..) == 1 => members,
                    Some(Value::Set { has, .. }) => has,
                    _ => continue,
                };
                for member in members.ones().filter(|member| !register.holds_law_of(*member as u32)) {
                    states.extend(schema.of_enum(country).member(member).map(str::to_owned));
                }
            }
        }
    }
    coverage.states = states
        .into_iter()
        .map(|code| (register.vocabulary.member("country", &code).to_owned(), code))
        .map(|(name, code)| (code, name))
        .collect();
    coverage
}
