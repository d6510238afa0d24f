//! Any text as a condition: lexer, parser and checker give problems, never a panic; what compiles is answered on an empty case;
//! what is printed parses to the same print.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::parser;
use onus_logic::program::{Program, Signature};
use onus_logic::schema::{Schema, Type};
use onus_logic::solve::{Budget, Decision, Solver};
use onus_logic::world::World;
use rust_decimal::Decimal;

/// A fact of every type, and a definition.
static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    let mut schema = Schema::default();
    let organisation = schema.add_kind("organisation");
    let sector = schema.add_enum("sector");
    if let Some(sector) = schema.enum_mut(sector) {
        sector.add_group("net", ["dns", "cloud", "bank"]);
    }
    for (name, of) in [
        ("flag", Type::Bool),
        ("staff", Type::Int),
        ("ratio", Type::Decimal),
        ("share", Type::Percent),
        ("turnover", Type::Money),
        ("founded", Type::Date),
        ("notified", Type::Instant),
        ("outage", Type::Duration),
        ("sector", Type::Enum(sector)),
        ("tags", Type::Set(sector)),
    ] {
        schema.add_fact(organisation, name, of);
    }
    let parent = schema.add_fact(organisation, "parent", Type::Thing(organisation));
    if let Some(parent) = schema.fact_mut(parent) {
        parent.optional = true;
    }
    schema.set_inverse(parent, "daughters");
    let mut program = Program::new(schema);
    let parameters = vec![("o".into(), Type::Thing(organisation))];
    program.declare("eu.large", Signature { parameters, returns: Type::Bool });
    program
});

fuzz_target!(|text: &str| {
    let (tree, problems) = parser::parse(text);
    if problems.is_empty() {
        let printed = tree.to_string();
        assert_eq!(parser::parse(&printed).0.to_string(), printed);
    }
    let mut program = PROGRAM.clone();
    let Some(organisation) = program.schema.kind_named("organisation") else { return };
    let compiled = program.compile(text, &[("o".into(), Type::Thing(organisation))], Type::Bool);
    if !compiled.problems.is_empty() {
        return;
    }
    let mut world = World::new(Decimal::from(20_000));
    let acme = world.add(organisation, "acme");
    let mut ground = Ground::new(&program, &world);
    let about = Argument::Thing(ground.thing(acme));
    let node = ground.condition(compiled.expr, &[about], Context { state: None, date: world.as_of });
    let solver = Solver::new(ground, Vec::new(), Budget { nodes: 2_000, variables: 200 });
    let decision = Decision::of(node);
    assert_eq!(solver.missing(&decision).is_empty(), solver.answer(&decision).only().is_some());
    let _ = solver.reason(&decision);
});
