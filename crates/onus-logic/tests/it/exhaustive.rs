//! Every condition up to a size over three facts, on every case of three values each, compared with the oracle.

use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::ir::ExprId;
use onus_logic::program::Program;
use onus_logic::schema::Type;
use onus_logic::solve::{Budget, Decision, Solver};
use onus_logic::world::{Value, World};

use crate::generate::{schema, today};
use crate::oracle::{Arg, Oracle, Question};

/// All conditions made of at most this many facts.
const SIZE: usize = 4;

/// Conditions with exactly `size` facts, up to the order of a pair.
fn conditions(size: usize, smaller: &[Vec<String>]) -> Vec<String> {
    if size == 1 {
        let facts = ["o.flag", "o.other", "o.listed"];
        return facts.iter().flat_map(|fact| [(*fact).to_owned(), format!("!{fact}")]).collect();
    }
    let mut made = Vec::new();
    for left in 1..=size / 2 {
        for a in &smaller[left - 1] {
            for b in &smaller[size - left - 1] {
                made.extend(["&&", "||", "=="].map(|operator| format!("({a}) {operator} ({b})")));
            }
        }
    }
    made
}

#[test]
fn every_small_condition_on_every_case_agrees_with_the_oracle() {
    let mut all: Vec<Vec<String>> = Vec::new();
    for size in 1..=SIZE {
        let made = conditions(size, &all);
        all.push(made);
    }
    let mut program = Program::new(schema());
    let organisation = program.schema.kind_named("organisation").unwrap();
    let scope = [(Box::from("o"), Type::Thing(organisation))];
    let signatures = program.signatures();
    let mut exprs: Vec<ExprId> =
        all.iter().flatten().map(|text| program.compile_with(text, &scope, Type::Bool, &signatures).expr).collect();
    exprs.sort_unstable();
    exprs.dedup();
    assert!(exprs.len() > 10_000, "{}", exprs.len());

    let facts = ["flag", "other", "listed"].map(|name| program.schema.fact_of(organisation, name).unwrap());
    for case in 0..27usize {
        let mut world = World::new(today());
        let acme = world.add(organisation, "acme");
        for (at, fact) in facts.iter().enumerate() {
            match case / 3usize.pow(at as u32) % 3 {
                0 => world.set(acme, *fact, Value::Bool(false)),
                1 => world.set(acme, *fact, Value::Bool(true)),
                _ => {}
            }
        }
        let mut ground = Ground::new(&program, &world);
        let about = [Argument::Thing(ground.thing(acme))];
        let context = Context { state: None, date: today() };
        let nodes: Vec<_> = exprs.iter().map(|expr| ground.condition(*expr, &about, context)).collect();
        let solver = Solver::new(ground, Vec::new(), Budget::default());
        let mut oracle = Oracle::new(&program, &world, &[], 64);
        for (expr, node) in exprs.iter().zip(nodes) {
            let question =
                Question { rungs: vec![(*expr, 1)], otherwise: 0, args: vec![Arg::Thing(Some(0))], axioms: Vec::new() };
            let outcome = oracle.outcome(&question);
            let answer = solver.answer(&Decision::of(node));
            assert!(outcome.whole && !answer.approximate);
            assert!(
                answer.results().eq(outcome.results.iter().copied()),
                "{:?} {answer:?} {outcome:?}",
                program.ir.node(*expr)
            );
        }
    }
}
