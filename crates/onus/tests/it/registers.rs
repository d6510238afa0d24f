//! `onus lint` and `onus test` on registers of a folder: exit 0 if all is well, 1 if something was found, 4 if the register cannot be asked.

use insta::assert_snapshot;

use crate::command::{json, onus, root, run};

const GOOD: &str = "crates/onus/tests/registers/good";
const BAD: &str = "crates/onus/tests/registers/bad";
const CIRCLE: &str = "crates/onus/tests/registers/circle";

#[test]
fn a_good_register_passes() {
    assert_snapshot!("lint_good", onus(&["lint", GOOD]));
    assert_snapshot!("test_good", onus(&["test", GOOD]));
    assert_snapshot!("test_one", onus(&["test", GOOD, "--only", "small"]));
}

#[test]
fn a_bad_register_is_refused_with_the_places() {
    assert_snapshot!("lint_bad", onus(&["lint", BAD]));
    assert_snapshot!("test_bad", onus(&["test", BAD]));
    let output = run(&root(), &["lint", BAD, "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found[0]["code"].is_string() && found[0]["file"].is_string() && found[0]["line"].is_number());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_circle_of_definitions_is_found_and_not_followed() {
    assert_snapshot!("lint_circle", onus(&["lint", CIRCLE]));
    assert_snapshot!("check_circle", onus(&["check", "examples/hospital-incident.toml", "--register", CIRCLE]));
    assert_snapshot!("test_circle", onus(&["test", CIRCLE]));
}

#[test]
fn a_case_that_comes_out_differently_ends_with_1() {
    let failing = "crates/onus/tests/registers/failing";
    assert_snapshot!("test_failing", onus(&["test", failing]));
    let output = run(&root(), &["test", failing, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_folder_that_is_not_there_is_said_to_be_missing() {
    assert_snapshot!("lint_nowhere", onus(&["lint", "nowhere"]));
}

#[test]
fn the_register_inside_the_command_has_no_error_and_its_cases_pass() {
    assert!(json(&["lint", "--format", "json"]).as_array().unwrap().iter().all(|found| found["severity"] == "warning"));
    assert!(json(&["test", "--format", "json"]).as_array().unwrap().iter().all(|case| case["passed"] == true));
}
