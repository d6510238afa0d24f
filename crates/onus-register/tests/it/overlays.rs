//! Facts put over those of a case: what prevails, what is added, what is refused.

use jiff::civil::date;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::Report;
use onus_register::overlay;

use crate::cases::{register, shown};
use crate::render;

const CASE: &str = r#"
[organisation.acme]
name    = "Acme"
none_of = ["special"]
staff   = { value = 120, by = "the owner" }
[incident.i1]
victim = "acme"
"#;

/// The case with these facts over it, and what is said of them.
fn over(ifs: &[&str]) -> (Option<Case>, String) {
    let register = register();
    let (mut files, mut report) = (register.files.clone(), Report::default());
    let (file, table) = case::parse("case.toml", CASE, &mut files, &mut report).unwrap();
    let overlays: Vec<_> = ifs.iter().filter_map(|text| overlay::read(text, &mut files, &mut report)).collect();
    let days = Days { instead: None, today: date(2026, 11, 22) };
    let read = case::read_over(&table, case::whole(file), &register, days, &overlays, &mut report);
    (read, render::report(&report, &files))
}

fn facts(ifs: &[&str]) -> String {
    let (case, said) = over(ifs);
    shown(&register(), &case.unwrap_or_else(|| panic!("{said}")))
}

#[test]
fn a_fact_takes_the_place_of_that_of_the_case() {
    assert!(facts(&[]).contains("120"));
    let facts = facts(&["organisation.acme.staff = 60"]);
    assert!(facts.contains("60") && !facts.contains("120"), "{facts}");
}

#[test]
fn the_last_of_several_prevails() {
    let facts = facts(&["organisation.acme.staff = 60", "organisation.acme.staff = \"70..80\""]);
    assert!(facts.contains("70") && !facts.contains("60"), "{facts}");
}

#[test]
fn a_fact_prevails_over_a_checklist_and_leaves_the_rest_of_it() {
    let (case, said) = over(&["organisation.acme.telecom = true"]);
    let (case, register) = (case.unwrap_or_else(|| panic!("{said}")), register());
    let schema = &register.program.schema;
    let acme = case.world.named(schema.kind_named("organisation").unwrap(), "acme").unwrap();
    let value = |path: &str| case.world.value(acme, schema.fact_named(path).unwrap()).cloned();
    assert_eq!(value("organisation.telecom"), Some(onus_logic::world::Value::Bool(true)));
    assert!(value("organisation.sectors").is_some());
}

#[test]
fn a_thing_that_is_not_there_is_added() {
    let (case, said) = over(&["incident.i2.victim = \"acme\""]);
    assert_eq!(case.unwrap_or_else(|| panic!("{said}")).world.len(), 3);
}

#[test]
fn a_judgement_that_is_only_supposed_needs_nobody_who_answers_for_it() {
    assert_eq!(over(&["organisation.acme.grave = true"]).1, "nothing\n");
}

#[test]
fn a_name_that_is_nearly_one_of_the_case_is_a_mistake() {
    let (case, said) = over(&["organisation.acmee.staff = 60"]);
    assert!(case.is_none());
    assert!(said.contains("the case has no organisation called `acmee`") && said.contains("did you mean `acme`?"));
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    for (text, expected) in [
        ("", "this says nothing"),
        ("organisation.acme.staff 60", "this is not TOML"),
        ("organisation.acme.staf = 60", "did you mean `staff`?"),
        ("organisation.acme.staff = \"many\"", "is a whole number"),
    ] {
        let (_, said) = over(&[text]);
        assert!(said.contains(expected), "{said}");
    }
}
