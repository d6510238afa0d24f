//! A register from a stranger cannot hang or exhaust the process: what would take too long is left open, never guessed.

use std::time::{Duration, Instant};

use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::program::{Program, Signature, Version};
use onus_logic::schema::Type;
use onus_logic::solve::{Answer, Budget, Decision, Solver};
use onus_logic::world::{Value, World};

use crate::generate::{schema, today};

/// Definitions that each call the one before, and a condition on the last; on a case with some holdings.
fn ladder(rungs: usize, returns: Type, first: &str, next: &str, condition: &str, holdings: usize) -> Answer {
    let started = Instant::now();
    let mut program = Program::new(schema());
    let organisation = program.schema.kind_named("organisation").unwrap();
    let scope = [(Box::from("o"), Type::Thing(organisation))];
    for rung in 0..rungs {
        let id = format!("eu.d{rung}");
        let definition = program.declare(&id, Signature { parameters: scope.to_vec(), returns });
        let text = if rung == 0 { first.to_owned() } else { next.replace('@', &format!("eu.d{}(o)", rung - 1)) };
        let compiled = program.compile(&text, &scope, returns);
        assert_eq!(compiled.problems, [], "{text}");
        program.definition_mut(definition).unwrap().versions =
            vec![Version { from: None, to: None, body: compiled.expr }];
    }
    let text = condition.replace('@', &format!("eu.d{}(o)", rungs.saturating_sub(1)));
    let compiled = program.compile(&text, &scope, Type::Bool);
    assert_eq!(compiled.problems, [], "{text}");
    let mut world = World::new(today());
    let acme = world.add(organisation, "acme");
    for number in 0..holdings {
        let holding = world.add(program.schema.kind_named("holding").unwrap(), &number.to_string());
        world.set(holding, program.schema.fact_named("holding.of").unwrap(), Value::Things(vec![acme]));
    }
    let mut ground = Ground::new(&program, &world);
    let about = Argument::Thing(ground.thing(acme));
    let node = ground.condition(compiled.expr, &[about], Context { state: None, date: today() });
    let solver = Solver::new(ground, Vec::new(), Budget::default());
    let answer = solver.answer(&Decision::of(node));
    let _ = solver.reason(&Decision::of(node));
    let _ = solver.missing(&Decision::of(node));
    assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
    answer
}

#[test]
fn squares_of_squares_are_left_open() {
    let answer = ladder(60, Type::Decimal, "o.ratio + o.staff", "@ * @", "@ > 5", 0);
    assert_eq!(answer.only(), None);
    assert!(answer.approximate);
}

#[test]
fn doubled_optional_facts_do_not_double_the_work() {
    assert_eq!(ladder(60, Type::Int, "o.age", "@ + @", "@ >= 0", 0).only(), None);
}

#[test]
fn doubled_calls_are_read_once() {
    assert_eq!(ladder(60, Type::Bool, "o.flag", "(@ && o.other) || (@ && o.listed)", "@", 0).only(), None);
}

#[test]
fn sums_of_guarded_sums_are_left_open() {
    let next = "@ + sum(o.holdings.filter(h, @ > 3).map(h, h.votes))";
    assert_eq!(ladder(40, Type::Int, "o.staff", next, "@ > 5", 3).only(), None);
}

#[test]
fn long_chains_in_deep_definitions_fit_the_stack() {
    let chain = format!("@{}", " + 1".repeat(250));
    assert_eq!(ladder(64, Type::Int, "o.staff", &chain, "@ > 5", 0).only(), None);
    let negations = format!("{}@{}", "(o.flag || !".repeat(20), ")".repeat(20));
    assert_eq!(ladder(64, Type::Bool, "o.other", &negations, "@", 0).only(), None);
}

#[test]
fn quantifiers_in_quantifiers_stop_at_a_number_of_steps() {
    let lists = format!("{}o.flag{}", "o.holdings.exists(h, h.big || h.of.flag && ".repeat(20), ")".repeat(20));
    assert_eq!(ladder(0, Type::Bool, "", "", &lists, 9).only(), None);
    let mut sets = "o.flag".to_owned();
    for level in 0..20 {
        sets = format!("o.tags.exists(t{level}, t{level} == o.sector || {sets})");
    }
    assert_eq!(ladder(0, Type::Bool, "", "", &sets, 0).only(), None);
}

#[test]
fn a_verdict_past_the_budget_of_nodes_is_marked_approximate() {
    // the products of many pairs have no small diagram in the order of reading
    let some: Vec<String> = (0..60).map(|n| format!("o.staff == {n} && o.age == {}", 60 - n)).collect();
    let answer = ladder(0, Type::Bool, "", "", &some.join(" || "), 0);
    assert_eq!(answer.only(), None);
}
