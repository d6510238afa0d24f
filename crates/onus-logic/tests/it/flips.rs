//! The smallest change that flips an answer, against the oracle: whatever a flip names must do it, and nothing smaller may.

use std::collections::BTreeSet;

use onus_logic::literal::Currency;
use onus_logic::schema::Type;
use onus_logic::solve::flip::Wanted;
use onus_logic::solve::{Decision, Fact};
use onus_logic::world::{Range, Value, World};
use rust_decimal::Decimal;

use crate::generate::{Dialect, Sample, sample};
use crate::oracle::Outcome;
use crate::properties::{every_fact, outcome, question, solver};

/// Random programs and cases that are tried.
const SAMPLES: u64 = 6_000;

fn bytes(seed: u64) -> Vec<u8> {
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 24) as u8
    };
    (0..100).map(|_| next()).collect()
}

/// Facts that the case gives and that can be changed for themselves; a reference says which things a condition is about.
fn given(sample: &Sample) -> Vec<Fact> {
    let schema = &sample.program.schema;
    let is_given = |fact: &Fact| match *fact {
        Fact::Of(thing, id) => !matches!(schema.fact(id).of, Type::Thing(_)) && sample.world.value(thing, id).is_some(),
        Fact::List(owner, inverse) => sample.world.is_closed(owner, inverse, schema.fact(inverse).kind),
    };
    every_fact(sample).into_iter().filter(is_given).collect()
}

/// The case without what it says of some facts.
fn without(sample: &Sample, facts: &[Fact]) -> World {
    let (schema, mut world) = (&sample.program.schema, sample.world.clone());
    let lists: Vec<Fact> = given(sample).into_iter().filter(|fact| matches!(fact, Fact::List(..))).collect();
    world.closed_lists = lists
        .into_iter()
        .filter(|list| !facts.contains(list))
        .filter_map(|list| if let Fact::List(owner, inverse) = list { Some((owner, inverse)) } else { None })
        .collect();
    let opened: BTreeSet<_> = facts
        .iter()
        .filter_map(|fact| if let Fact::List(_, inverse) = fact { Some(schema.fact(*inverse).kind) } else { None })
        .collect();
    world.closed_kinds.retain(|kind| !opened.contains(kind));
    for fact in facts {
        if let Fact::Of(thing, id) = fact {
            world.forget(*thing, *id);
        }
    }
    world
}

fn look(sample: &Sample, world: &World) -> Outcome {
    outcome(sample, world, &question(sample, &[1], 0))
}

fn number_in(low: Option<(Decimal, bool)>, high: Option<(Decimal, bool)>) -> Decimal {
    match (low, high) {
        (Some((low, true)), _) => low,
        (Some((low, false)), Some((high, _))) => (low + high) / Decimal::TWO,
        (Some((low, false)), None) => low + Decimal::ONE,
        (None, Some((high, true))) => high,
        (None, Some((high, false))) if high >= Decimal::ONE || high <= Decimal::ZERO => high - Decimal::ONE,
        (None, Some((high, false))) => high / Decimal::TWO,
        (None, None) => Decimal::ZERO,
    }
}

/// A value as wanted; `None` for what is wanted of sets, of several facts together, or of things.
fn value(wanted: &[Wanted]) -> Option<Value> {
    let [wanted] = wanted else { return None };
    Some(match wanted {
        Wanted::Is(yes) => Value::Bool(*yes),
        Wanted::Absent => Value::Absent,
        Wanted::OneOf(members) => {
            let (mut one, first) = (members.clone(), members.minimum()?);
            one.clear();
            one.insert(first);
            Value::Members(one)
        }
        Wanted::Number { low, high, of_several: false, currency } => {
            let currency: Option<Currency> = *currency;
            Value::Numbers(vec![Range::point(number_in(*low, *high))], currency)
        }
        Wanted::Has(_) | Wanted::Lacks(_) | Wanted::Number { .. } | Wanted::Other => return None,
    })
}

#[test]
fn a_flip_is_a_smallest_change_and_does_what_it_says() {
    let (mut flipped, mut several, mut carried_out) = (0, 0, 0);
    for seed in 0..SAMPLES {
        let sample = sample(&bytes(seed), Dialect::Fragment, 1, seed % 3 == 0);
        let (solver, nodes) = solver(&sample, &sample.world);
        let decision = Decision::of(nodes[0]);
        let Some(now) = solver.answer(&decision).only().filter(|_| solver.is_consistent()) else { continue };
        let target = 1 - now;
        let given = given(&sample);
        let flips = solver.flips(&decision, target);
        // what the oracle says of each fact alone
        let alone: Vec<(Fact, Outcome)> =
            given.iter().map(|fact| (*fact, look(&sample, &without(&sample, &[*fact])))).collect();
        let enough: BTreeSet<Fact> =
            alone.iter().filter(|(_, outcome)| outcome.results.contains(&target)).map(|(fact, _)| *fact).collect();
        if !enough.is_empty() {
            assert!(!flips.is_empty(), "one of {enough:?} is enough, but nothing was found: {sample:?}");
        }
        for flip in &flips {
            let changed: Vec<Fact> = flip.changed.keys().copied().collect();
            let outcome = look(&sample, &without(&sample, &changed));
            if !changed.iter().all(|fact| given.contains(fact))
                || (!outcome.whole && !outcome.results.contains(&target))
            {
                continue;
            }
            assert!(outcome.results.contains(&target), "{flip:?} does nothing: {outcome:?}\n{sample:?}");
            flipped += 1;
            if changed.len() > 1 {
                several += 1;
                assert!(enough.is_empty(), "one of {enough:?} is enough, but {flip:?}\n{sample:?}");
            } else {
                assert!(enough.contains(&changed[0]), "{flip:?}, but the oracle knows only {enough:?}\n{sample:?}");
            }
            let wanted: Option<Vec<(Fact, Value)>> =
                flip.changed.iter().chain(&flip.besides).map(|(fact, wanted)| Some((*fact, value(wanted)?))).collect();
            let mut world = without(&sample, &changed);
            for (fact, value) in wanted.into_iter().flatten() {
                if let Fact::Of(thing, id) = fact {
                    world.set(thing, id, value);
                }
            }
            let then = look(&sample, &world);
            if then.whole {
                assert!(then.results.contains(&target), "{flip:?} carried out gives {then:?}\n{sample:?}");
                carried_out += 1;
            }
        }
    }
    assert!(flipped > 1_000 && several > 20 && carried_out > 500, "{flipped} {several} {carried_out}");
}
