//! Mistakes that the properties found, or that are too rare for them to find, each as the smallest case.

use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::literal::Currency;
use onus_logic::program::{Program, Signature, Version};
use onus_logic::schema::Type;
use onus_logic::solve::{Answer, Budget, Decision, Solver};
use onus_logic::world::{Range, ThingId, Value, World};
use rust_decimal::Decimal;

use crate::generate::{schema, today};

/// Answers a condition on the first thing of a case.
pub(crate) fn answer(text: &str, fill: impl FnOnce(&Program, &mut World, ThingId)) -> Answer {
    let mut program = Program::new(schema());
    let organisation = program.schema.kind_named("organisation").unwrap();
    let compiled = program.compile(text, &[("o".into(), Type::Thing(organisation))], Type::Bool);
    assert_eq!(compiled.problems, [], "{text}");
    let mut world = World::new(today());
    let acme = world.add(organisation, "acme");
    fill(&program, &mut world, acme);
    let mut ground = Ground::new(&program, &world);
    let context = Context { state: None, date: world.as_of };
    let about = Argument::Thing(ground.thing(acme));
    let node = ground.condition(compiled.expr, &[about], context);
    Solver::new(ground, Vec::new(), Budget::default()).answer(&Decision::of(node))
}

fn open(text: &str) -> Answer {
    let answer = answer(text, |_, _, _| {});
    assert_eq!(answer.only(), None, "{text}");
    answer
}

fn number(text: &str) -> Value {
    Value::Numbers(vec![Range::point(text.parse().unwrap())], None)
}

#[test]
fn an_unknown_optional_reference_may_lead_nowhere() {
    open("o.parent == o.parent");
    open("o.parent.staff >= 0");
    open("o.parent.sector in [\"dns\", \"cloud\", \"bank\"]");
    open("o.parent.parent.staff + 1 >= 0");
    open("o.parent.sector == o.parent.sector");
}

#[test]
fn a_reference_that_must_lead_somewhere_leads_to_a_thing_with_facts() {
    assert_eq!(answer("o.holdings.all(h, h.of.staff >= 0)", |_, _, _| {}).only(), Some(1));
}

#[test]
fn two_open_references_may_lead_to_one_thing_that_the_case_names() {
    let with = |program: &Program, world: &mut World, acme: ThingId| {
        let organisation = program.schema.kind_named("organisation").unwrap();
        let beta = world.add(organisation, "beta");
        let parent = program.schema.fact_named("organisation.parent").unwrap();
        world.set(acme, parent, Value::Things(vec![acme, beta]));
        world.set(beta, parent, Value::Things(vec![acme, beta]));
    };
    assert_eq!(answer("o.parent == o.parent.parent", with).only(), None);
    open("o.parent == o.parent.parent && o.parent == o");
}

#[test]
fn references_with_no_target_in_common_lead_to_different_things() {
    let found = answer("o.holdings.exists(h, h.of != o)", |_, _, _| {});
    assert_eq!(found.only(), Some(0));
    let apart = |program: &Program, world: &mut World, acme: ThingId| {
        let organisation = program.schema.kind_named("organisation").unwrap();
        let others: Vec<ThingId> = ["b", "c", "d", "e"].iter().map(|name| world.add(organisation, name)).collect();
        let holding = world.add(program.schema.kind_named("holding").unwrap(), "h");
        let set = |world: &mut World, fact: &str, things: &[ThingId]| {
            world.set(holding, program.schema.fact_named(fact).unwrap(), Value::Things(things.to_vec()));
        };
        set(world, "holding.of", &[acme]);
        set(world, "holding.by", &others[..2]);
        world.set(acme, program.schema.fact_named("organisation.parent").unwrap(), Value::Things(others[2..].to_vec()));
        world.closed_kinds.insert(program.schema.kind_named("holding").unwrap());
    };
    assert_eq!(answer("o.holdings.exists(h, h.by == o.parent)", apart).only(), Some(0));
}

#[test]
fn an_item_found_by_two_quantifiers_over_one_open_list_may_be_one_thing() {
    assert!(open("o.holdings.exists(x, o.holdings.exists(y, x == y))").approximate);
    assert!(open("o.incidents.exists(x, x.victim.incidents.exists(y, x == y && y.grave))").approximate);
}

#[test]
fn the_list_of_an_unknown_thing_may_hold_things_that_the_case_names() {
    let with = |program: &Program, world: &mut World, acme: ThingId| {
        let holding = world.add(program.schema.kind_named("holding").unwrap(), "h");
        world.set(holding, program.schema.fact_named("holding.by").unwrap(), Value::Things(vec![acme]));
        world.closed_kinds.insert(program.schema.kind_named("holding").unwrap());
    };
    // h is in the list of whatever it is a holding of
    assert_ne!(answer("o.owned.exists(h, h.of.holdings.exists(x, x == h))", with).only(), Some(0));
}

#[test]
fn one_item_need_not_satisfy_conditions_of_two_law_dates() {
    let mut program = Program::new(schema());
    let organisation = program.schema.kind_named("organisation").unwrap();
    let holding = program.schema.kind_named("holding").unwrap();
    let signature = Signature { parameters: vec![("h".into(), Type::Thing(holding))], returns: Type::Bool };
    let definition = program.declare("eu.big", signature.clone());
    let mut compile = |text: &str, name: &str, of| program.compile(text, &[(name.into(), of)], Type::Bool).expr;
    let (old, new) = (compile("h.big", "h", Type::Thing(holding)), compile("!h.big", "h", Type::Thing(holding)));
    let both = compile("o.holdings.exists(h, eu.big(h))", "o", Type::Thing(organisation));
    let start = today() - Decimal::TEN;
    program.definition_mut(definition).unwrap().versions =
        vec![Version { from: None, to: Some(start), body: old }, Version { from: Some(start), to: None, body: new }];
    let mut world = World::new(today());
    let acme = world.add(organisation, "acme");
    let mut ground = Ground::new(&program, &world);
    let about = Argument::Thing(ground.thing(acme));
    let on = |ground: &mut Ground<'_>, date| ground.condition(both, &[about], Context { state: None, date });
    let (before, after) = (on(&mut ground, start - Decimal::ONE), on(&mut ground, start));
    let together = ground.all(&[before, after]);
    let solver = Solver::new(ground, Vec::new(), Budget::default());
    assert_eq!(solver.answer(&Decision::of(together)).only(), None);
}

#[test]
fn an_amount_compared_in_two_currencies_without_a_rate_is_marked_approximate() {
    let twice = "o.turnover >= money(\"10 EUR\") || o.turnover < money(\"10 USD\")";
    assert!(open(twice).approximate);
    let known = answer("o.turnover >= money(\"10 EUR\")", |program, world, acme| {
        let usd = Currency::parse("USD");
        let turnover = program.schema.fact_named("organisation.turnover").unwrap();
        world.set(acme, turnover, Value::Numbers(vec![Range::point(Decimal::ONE_HUNDRED)], usd));
    });
    assert_eq!(known.only(), None, "another currency is unknown until the case gives a rate");
}

#[test]
fn size_against_zero_is_a_question_of_existence() {
    for text in ["size(o.holdings) > 0", "size(o.holdings) >= 1", "size(o.holdings) == 0", "0 < size(o.holdings)"] {
        assert!(!open(text).approximate, "{text}");
    }
    assert_eq!(answer("size(o.holdings.filter(h, h.big && !h.big)) > 0", |_, _, _| {}).only(), Some(0));
}

#[test]
fn a_number_of_things_is_whole() {
    assert_eq!(answer("size(o.holdings) > 1 && size(o.holdings) < 2", |_, _, _| {}).only(), Some(0));
    assert_eq!(answer("o.staff + o.age > 1 && o.staff + o.age < 2", |_, _, _| {}).only(), Some(0));
}

#[test]
fn more_thresholds_than_classes_are_never_decided_wrongly() {
    for count in [30, 59, 60, 61, 63, 64, 90, 130] {
        let any: Vec<String> = (0..count).map(|n| format!("o.staff == {}", 3 * n)).collect();
        let any = any.join(" || ");
        open(&any);
        for (staff, expected) in [("6", 1), ("7", 0)] {
            let found = answer(&any, |program, world, acme| {
                world.set(acme, program.schema.fact_named("organisation.staff").unwrap(), number(staff));
            });
            assert!(found.can_be(expected), "{count} {staff}");
        }
        let ages: Vec<String> = (0..count).map(|n| format!("o.age == {}", 3 * n)).collect();
        open(&format!("!({}) && o.age >= 0", ages.join(" || ")));
        open(&format!("o.age >= 0 || ({})", ages.join(" && ")));
    }
}

#[test]
fn at_most_two_of_what_cannot_be_negative_is_from_zero_to_two() {
    let found = answer("(0 - o.age) - o.staff == 2", |program, world, acme| {
        let fact = |name| program.schema.fact_named(name).unwrap();
        let at_most = Range { low: None, high: Some(Decimal::TWO) };
        world.set(acme, fact("organisation.age"), Value::Numbers(vec![at_most], None));
        world.set(acme, fact("organisation.staff"), number("0"));
    });
    assert_eq!(found.only(), Some(0));
}
