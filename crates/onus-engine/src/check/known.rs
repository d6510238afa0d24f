//! What a definition comes to on a case, for tests and for showing.

use super::{axioms, law_day};
use crate::words::Words;
use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::ir::DefId;
use onus_logic::literal;
use onus_logic::schema::Type;
use onus_logic::solve::{Budget, Decision, Fact, Solver, Truth};
use onus_register::case::Case;
use onus_register::register::Register;

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
