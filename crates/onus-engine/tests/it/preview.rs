//! A change that is run: who gains, who loses, and whether a claim about them survives.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;

use onus_engine::preview::{Preview, Run, preview, touched};
use onus_register::edit::{Edit, Pages, apply, section};
use onus_register::load;
use onus_register::register::Register;

use crate::fixture::register_of;

const WORDS: &str = r#"```vocabulary
kind.organisation = { party = true }
[enum.country]
eu = ["NL", "DE"]
[fact]
organisation.staff       = { type = "int", question = "How many people work for you?" }
organisation.established = { type = "set of country", question = "Where are you?" }
```
"#;
const PAGE: &str = r#"+++
regime     = "eu.x"
confidence = "official-text"
+++
# A page

## Large {#eu.x.large}
It is large.
```definition
of        = "o: organisation"
is        = 'o.staff >= 250'
provision = "Art. 1"
```
## Not small {#eu.x.medium}
It is not small.
```definition
of        = "o: organisation"
is        = 'o.staff >= 50'
provision = "Art. 1"
```
## Be secure {#eu.x.1}
Be secure.
```duty
over      = "organisation"
bearer    = "organisation"
owed_to   = ["self"]
when      = 'eu.x.large(bearer)'
due       = [{ within = "continuous" }]
provision = "Art. 2"
```
## Say so {#eu.x.2}
Say so.
```duty
over      = "organisation"
bearer    = "organisation"
owed_to   = ["self"]
when      = 'eu.x.medium(bearer)'
due       = [{ within = "continuous" }]
provision = "Art. 3"
```
```case
name  = "a firm of two hundred"
as_of = 2026-11-22
expect."eu.x.1" = { a = "does-not-apply" }
[organisation.a]
staff = 200
```
"#;
const REGIME: &str = r#"+++
regime   = "eu.x"
title    = "Regulation X"
short    = "X"
citation = "Regulation X"
binding  = "direct"
in_force = [{ from = 2024-01-01 }]
+++
A law for tests.
"#;

fn pages() -> BTreeMap<String, String> {
    [("words.md", WORDS), ("eu/x/regime.md", REGIME), ("eu/x/page.md", PAGE)]
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

fn load(pages: &BTreeMap<String, String>) -> Register {
    let (register, report) = load::load(&Pages(pages)).unwrap();
    let said: Vec<&str> = report.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(!report.has_errors(), "{said:#?}");
    register
}

fn run(item: &str, from: &str, to: &str, claim: Option<&str>) -> Preview {
    let mut changed = pages();
    let text = section(PAGE, item).unwrap().replace(from, to);
    apply(&mut changed, &Edit { page: "eu/x/page.md".into(), item: item.into(), text }).unwrap();
    let (before, after) = (load(&pages()), load(&changed));
    let items = BTreeSet::from([item.to_owned()]);
    let claim = claim.map(str::to_owned);
    preview(&Run {
        before: &before,
        after: &after,
        items,
        organisations: 300,
        seed: 7,
        threads: NonZero::<usize>::MIN,
        claim,
    })
    .unwrap()
}

#[test]
fn a_lower_threshold_shows_who_gains_a_duty() {
    let found = run("eu.x.large", ">= 250", ">= 100", None);
    assert_eq!(found.duties, BTreeSet::from(["eu.x.1".to_owned()]), "the other duty does not call it");
    assert_eq!(found.organisations, 300);
    let moves = &found.moves["eu.x.1"];
    assert!(moves.gain > 0 && moves.lose == 0, "{moves:?}");
    assert_eq!(found.affected, moves.gain);
    assert_eq!(found.affected_cases.len(), 1);
    assert_eq!(found.affected_cases[0].name, "a firm of two hundred");
    assert!(
        found.examples[0].changes.iter().all(|change| change == "eu.x.1: not owed -> owed"),
        "{:?}",
        found.examples[0]
    );
}

#[test]
fn a_higher_threshold_shows_who_loses_it() {
    let found = run("eu.x.large", ">= 250", ">= 1000", None);
    assert!(found.moves["eu.x.1"].lose > 0);
    assert_eq!(found.moves["eu.x.1"].gain, 0);
}

#[test]
fn a_claim_is_met_with_a_counterexample_or_stands() {
    let found = run("eu.x.large", ">= 250", ">= 20", Some("eu.x.medium"));
    let claim = found.claim.unwrap();
    let counter = claim.counterexample.unwrap();
    let staff: u32 =
        counter.facts.unwrap().lines().find_map(|line| line.strip_prefix("staff = ")).unwrap().parse().unwrap();
    assert!((20..50).contains(&staff), "{staff}");
    let found = run("eu.x.large", ">= 250", ">= 60", Some("eu.x.medium"));
    let claim = found.claim.unwrap();
    assert!(claim.counterexample.is_none());
    assert_eq!((claim.holds, claim.cannot_tell), (found.affected, 0));
}

#[test]
fn the_same_seed_gives_the_same_and_a_change_of_words_moves_nobody() {
    let once = serde_json::to_string(&run("eu.x.large", ">= 250", ">= 100", None)).unwrap();
    assert_eq!(once, serde_json::to_string(&run("eu.x.large", ">= 250", ">= 100", None)).unwrap());
    let found = run("eu.x.1", "Be secure.", "Be secure, always.", None);
    assert_eq!((found.affected, found.moves.len(), found.affected_cases.len()), (0, 0, 0));
    assert_eq!(found.cases, 1);
}

#[test]
fn the_facts_of_the_real_register_make_organisations_that_it_can_read() {
    let register = register_of("../../register");
    let first = register.duties.keys().next().unwrap().clone();
    let run = Run {
        before: &register,
        after: &register,
        items: BTreeSet::from([first]),
        organisations: 12,
        seed: 1,
        threads: NonZero::<usize>::MIN,
        claim: None,
    };
    let found = preview(&run).unwrap();
    assert_eq!((found.organisations, found.impossible, found.why_impossible), (12, 0, None));
    assert_eq!(found.affected, 0, "nothing was changed");
}

#[test]
fn what_a_change_can_touch_is_read_from_the_calls() {
    let register = load(&pages());
    let ids = |item: &str| touched(&register, &BTreeSet::from([item.to_owned()])).into_iter().collect::<Vec<_>>();
    assert_eq!(ids("eu.x.medium"), ["eu.x.2"]);
    assert_eq!(ids("eu.x.2"), ["eu.x.2"]);
    assert!(ids("eu.x.none").is_empty());
}
