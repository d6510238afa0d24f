//! What people read: whole answers on the examples and the register.

use insta::assert_snapshot;

use crate::command::{first_lines, json, onus};

const BANK: &str = "examples/bank-with-hosting.toml";
const HOSPITAL: &str = "examples/hospital-incident.toml";
const LAMPS: &str = "examples/lamp-maker.toml";

/// The day of every question, so that the answers are the same tomorrow.
const DAY: [&str; 2] = ["--as-of", "2026-11-22"];

#[test]
fn every_example_is_answered() {
    let mut examples: Vec<String> = std::fs::read_dir(crate::command::root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml"))
        .collect();
    examples.sort();
    assert!(examples.len() >= 5);
    for name in examples {
        let path = format!("examples/{name}");
        let answer = onus(&["check", &path, DAY[0], DAY[1]]);
        assert!(answer.ends_with("--- exit 0"), "{answer}");
        assert_snapshot!(format!("check_{}", name.trim_end_matches(".toml")), answer);
    }
}

#[test]
fn a_check_can_be_narrowed_to_a_regime_and_a_status() {
    assert_snapshot!(onus(&["check", HOSPITAL, "--regime", "nl.cbw", "--status", "displaced"]));
    assert_snapshot!(first_lines(&["check", HOSPITAL, "--regime", "nl.cbw", "--status", "cannot-tell"], 12));
    assert_snapshot!(onus(&["check", BANK, "--status", "displaced"]));
    assert_snapshot!(first_lines(&["check", HOSPITAL, "--as-of", "2026-01-01"], 6));
}

/// A duty of a case with this status, in this case.
fn one(case: &str, status: &str, more: impl Fn(&serde_json::Value) -> bool) -> String {
    let checked = json(&["check", case, "--status", status, "--format", "json"]);
    let found = checked["findings"].as_array().unwrap().iter().find(|finding| more(finding));
    found.unwrap_or_else(|| panic!("no finding of {case} is {status}"))["duty"].as_str().unwrap().to_owned()
}

#[test]
fn why_gives_the_reason_as_a_tree() {
    assert_snapshot!("why_applies", onus(&["why", "eu.nis2.23-4-a", HOSPITAL]));
    assert_snapshot!("why_by_the_id_of_the_state", onus(&["why", "nl.cbw.21-3-d", HOSPITAL]));
    assert_snapshot!("why_displaced", onus(&["why", "eu.nis2.21-2-d", BANK]));
    assert_snapshot!("why_law_not_held", onus(&["why", "eu.nis2.21-2-d", LAMPS]));
    let no = one(HOSPITAL, "does-not-apply", |_| true);
    assert_snapshot!("why_does_not_apply", onus(&["why", &no, HOSPITAL]));
    let open = one(HOSPITAL, "cannot-tell", |finding| finding["owed"] == "open" && finding["open"] == "fact");
    assert_snapshot!("why_cannot_tell", onus(&["why", &open, HOSPITAL]));
}

#[test]
fn each_sort_of_thing_can_be_listed() {
    for what in [
        "regimes",
        "duties",
        "norms",
        "definitions",
        "exceptions",
        "facts",
        "kinds",
        "roles",
        "requirements",
        "themes",
        "sanctions",
        "recipients",
        "checklists",
        "areas",
        "cases",
    ] {
        let answer = first_lines(&["list", what], 3);
        assert!(answer.ends_with("--- exit 0"), "{answer}");
        assert_snapshot!(format!("list_{what}"), answer);
        let all = json(&["list", what, "--format", "json"]);
        assert!(all.as_array().unwrap().iter().all(|row| row["id"].is_string() && row["text"].is_string()), "{what}");
    }
    assert_snapshot!(first_lines(&["list", "duties", "--regime", "nl.cbw"], 3));
}

#[test]
fn one_item_is_shown_with_its_text_and_its_logic() {
    assert_snapshot!("show_duty", onus(&["show", "eu.nis2.21-2-d"]));
    assert_snapshot!("show_duty_of_a_state", onus(&["show", "nl.cbw.21-3-d"]));
    assert_snapshot!("show_definition", onus(&["show", "eu.nis2.competent"]));
    assert_snapshot!("show_regime", onus(&["show", "nl.cbw"]));
    assert_snapshot!("show_fact", onus(&["show", "organisation.staff"]));
    assert_eq!(json(&["show", "eu.nis2.21-2-d", "--format", "json"])["sort"], "duty");
    assert_eq!(json(&["show", "nl.cbw", "--format", "json"])["binding"], "national");
    assert_eq!(json(&["show", "organisation.staff", "--format", "json"])["type"], "int");
}

#[test]
fn a_code_is_explained() {
    assert_snapshot!("explain", onus(&["explain", "onus0404"]));
    assert_snapshot!("explain_all", first_lines(&["explain"], 5));
}

#[test]
fn help_and_version_are_no_mistake() {
    assert_snapshot!("help", onus(&["--help"]));
    assert_snapshot!("help_check", onus(&["check", "--help"]));
    assert_snapshot!("version", onus(&["--version"]));
}
