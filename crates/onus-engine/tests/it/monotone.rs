//! Saying more never takes back what was decided: each example with facts left out, on the real register.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use onus_engine::check::{Options, check};
use onus_engine::finding::{Finding, Owed, Status};
use onus_register::case::Case;
use onus_register::register::Register;
use proptest::prelude::*;

use crate::fixture::{case, register_of};

static REGISTER: LazyLock<Register> = LazyLock::new(|| register_of("../../register"));

static EXAMPLES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let cases = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    cases.map(|path| case(&REGISTER, &std::fs::read_to_string(path).unwrap())).collect()
});

/// By duty, thing, State, and whom it concerns. Things that are only imagined share their names: where that leaves several findings, none
/// of them can be found again in another case.
type Findings = BTreeMap<(String, String, Option<String>, Option<String>), Finding>;

fn findings(case: &Case) -> Findings {
    let checked = check(&REGISTER, case, &Options::default()).unwrap();
    let whom = |found: &Finding| found.concerns.as_ref().map(|party| party.id.clone());
    let key = |found: &Finding| (found.duty.clone(), found.over.id.clone(), found.state.clone(), whom(found));
    let mut several: BTreeMap<_, Vec<Finding>> = BTreeMap::new();
    for found in checked.findings {
        several.entry(key(&found)).or_default().push(found);
    }
    let single = several.into_iter().filter(|(_, found)| found.len() == 1);
    single.flat_map(|(key, found)| found.into_iter().map(move |found| (key.clone(), found))).collect()
}

static FULL: LazyLock<Vec<Findings>> = LazyLock::new(|| EXAMPLES.iter().map(findings).collect());

/// The case without those of its facts that the mask names.
fn thinned(case: &Case, mask: &[bool]) -> Case {
    let mut thin = case.clone();
    let facts: Vec<_> = case
        .world
        .things()
        .flat_map(|(id, thing)| REGISTER.program.schema.facts_of(thing.kind).map(move |fact| (id, fact)))
        .collect();
    let given = facts.into_iter().filter(|(thing, fact)| case.world.value(*thing, *fact).is_some());
    for ((thing, fact), leave_out) in given.zip(mask.iter().cycle()) {
        if *leave_out {
            thin.world.forget(thing, fact);
        }
    }
    thin
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leaving_facts_out_never_decides_anything_differently(example in 0..EXAMPLES.len(), mask in prop::collection::vec(prop::bool::weighted(0.3), 41)) {
        for (key, less) in findings(&thinned(&EXAMPLES[example], &mask)) {
            // a State of which it is open may reach the bearer or not; a stand-in may have got a name
            let Some(full) = FULL[example].get(&key) else { continue };
            if less.status == Status::CannotTell {
                let possible = less.possible.contains(&full.status) || full.status == Status::CannotTell;
                prop_assert!(possible, "{:?}: {:?} was possible, and it is {:?}", key, less.possible, full.status);
            } else {
                prop_assert_eq!(less.status, full.status, "{:?}", key);
            }
            if less.owed != Owed::Open && !less.if_it_happens && !full.if_it_happens {
                prop_assert_eq!(less.owed, full.owed, "{:?}", key);
            }
        }
    }
}

#[test]
fn what_is_approximate_is_open() {
    for found in FULL.iter().flat_map(BTreeMap::values).filter(|found| found.approximate) {
        assert_eq!(found.status, Status::CannotTell, "{} of {}", found.duty, found.over.id);
    }
}
