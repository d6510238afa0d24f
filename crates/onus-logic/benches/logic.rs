//! One organisation against sixty rules: what a person waits for who asks which duties apply, and why.

#![expect(clippy::unwrap_used, reason = "the register of the benchmark is fixed")]

use divan::{Bencher, black_box};
use fixedbitset::FixedBitSet;
use onus_logic::ground::{Argument, Context, Ground, NodeId};
use onus_logic::ir::ExprId;
use onus_logic::program::{Program, Signature, Version};
use onus_logic::schema::{Schema, Type};
use onus_logic::solve::{Budget, Decision, Solver};
use onus_logic::world::{Range, ThingId, Value, World};
use rust_decimal::Decimal;

#[path = "logic/workload.rs"]
mod workload;

fn main() {
    divan::main();
}

/// The sixty rules, compiled.
struct Register {
    program: Program,
    rules: Vec<ExprId>,
}

fn register() -> Register {
    let mut schema = Schema::default();
    let organisation = schema.add_kind("organisation");
    for (name, members) in workload::ENUMS {
        let id = schema.add_enum(name);
        schema.enum_mut(id).unwrap().add_group("all", members.iter().copied());
        schema.add_fact(organisation, name, Type::Enum(id));
    }
    for (of, name, members) in workload::GROUPS {
        let id = schema.enum_named(of).unwrap();
        schema.enum_mut(id).unwrap().add_group(name, members.iter().copied());
    }
    for name in workload::NUMBERS {
        schema.add_fact(organisation, name, Type::Decimal);
    }
    for name in workload::YES_NO {
        schema.add_fact(organisation, name, Type::Bool);
    }
    let mut program = Program::new(schema);
    let scope = [(Box::from("o"), Type::Thing(organisation))];
    for (id, _) in workload::DEFINITIONS {
        program.declare(id, Signature { parameters: scope.to_vec(), returns: Type::Bool });
    }
    let signatures = program.signatures();
    for (id, text) in workload::DEFINITIONS {
        let compiled = program.compile_with(text, &scope, Type::Bool, &signatures);
        assert_eq!(compiled.problems, [], "{text}");
        let definition = program.definition_named(id).unwrap();
        program.definition_mut(definition).unwrap().versions =
            vec![Version { from: None, to: None, body: compiled.expr }];
    }
    let mut rules = Vec::new();
    for (_, text) in workload::RULES {
        let compiled = program.compile_with(text, &scope, Type::Bool, &signatures);
        assert_eq!(compiled.problems, [], "{text}");
        rules.push(compiled.expr);
    }
    Register { program, rules }
}

/// A small maker of connected products that knows most facts about itself; every `gap`th it does not.
fn organisation(program: &Program, gap: usize) -> (World, ThingId) {
    let mut world = World::new(Decimal::from(20_779));
    let kind = program.schema.kind_named("organisation").unwrap();
    let acme = world.add(kind, "acme");
    let numbers = [
        ("headcount", 120),
        ("turnover_meur", 14),
        ("balance_meur", 9),
        ("data_subjects", 40_000),
        ("support_years", 3),
        ("placed_day", 21_200),
    ];
    let members = [
        ("sector", "mfg_electrical"),
        ("country", "NL"),
        ("legal_form", "private"),
        ("chain_role", "manufacturer"),
        ("product_class", "important_1"),
        ("gdpr_role", "controller"),
        ("fin_type", "none"),
        ("ai_role", "deployer"),
        ("ai_risk", "limited"),
    ];
    let yes = [
        "established_eu",
        "offers_in_eu",
        "targets_eu_market",
        "has_digital_elements",
        "data_connection",
        "radio_equipment",
        "third_country_transfer",
    ];
    for (at, fact) in program.schema.facts_of(kind).enumerate() {
        if gap > 0 && at % gap == 0 {
            continue;
        }
        let declared = program.schema.fact(fact);
        let name = declared.name.as_ref();
        let value = match declared.of {
            Type::Bool => Value::Bool(yes.contains(&name)),
            Type::Enum(of) => {
                let mut set = FixedBitSet::with_capacity(program.schema.of_enum(of).len());
                let member = members.iter().find(|(of, _)| *of == name).unwrap().1;
                set.insert(program.schema.of_enum(of).position(member).unwrap());
                Value::Members(set)
            }
            _ => {
                let number = numbers.iter().find(|(of, _)| *of == name).map_or(0, |(_, number)| *number);
                Value::Numbers(vec![Range::point(Decimal::from(number))], None)
            }
        };
        world.set(acme, fact, value);
    }
    (world, acme)
}

fn ground<'a>(register: &'a Register, world: &'a World, about: ThingId) -> (Solver<'a>, Vec<NodeId>) {
    let mut ground = Ground::new(&register.program, world);
    let about = [Argument::Thing(ground.thing(about))];
    let context = Context { state: None, date: world.as_of };
    let nodes = register.rules.iter().map(|rule| ground.condition(*rule, &about, context)).collect();
    (Solver::new(ground, Vec::new(), Budget::default()), nodes)
}

/// Which facts are left open: none, every eighth, every third, all.
const GAPS: [usize; 4] = [0, 8, 3, 1];

#[divan::bench]
fn compile_the_register(bencher: Bencher<'_, '_>) {
    bencher.bench(|| black_box(register().rules.len()));
}

#[divan::bench(args = GAPS)]
fn verdicts(bencher: Bencher<'_, '_>, gap: usize) {
    let register = register();
    let (world, acme) = organisation(&register.program, gap);
    bencher.bench(|| {
        let (solver, nodes) = ground(&register, &world, acme);
        nodes.iter().filter(|node| solver.answer(&Decision::of(**node)).only().is_some()).count()
    });
}

#[divan::bench(args = GAPS)]
fn verdicts_and_reasons(bencher: Bencher<'_, '_>, gap: usize) {
    let register = register();
    let (world, acme) = organisation(&register.program, gap);
    bencher.bench(|| {
        let (solver, nodes) = ground(&register, &world, acme);
        nodes.iter().filter_map(|node| solver.reason(&Decision::of(*node))).map(|reason| reason.len()).sum::<usize>()
    });
}

#[divan::bench(args = GAPS)]
fn verdicts_and_missing_facts(bencher: Bencher<'_, '_>, gap: usize) {
    let register = register();
    let (world, acme) = organisation(&register.program, gap);
    bencher.bench(|| {
        let (solver, nodes) = ground(&register, &world, acme);
        nodes.iter().map(|node| solver.missing(&Decision::of(*node)).len()).sum::<usize>()
    });
}
