//! Conditions in words: what a lawyer reads must say what the engine computes.

use std::fmt::Write as _;

use insta::assert_snapshot;
use onus_engine::describe;
use onus_engine::sentence::{Join, Sentence};

use crate::fixture::register_of;

fn draw(text: &mut String, sentence: &Sentence, level: usize) {
    let _ = writeln!(text, "{}{}", "  ".repeat(level), sentence.says);
    assert!(sentence.join.is_none_or(|join: Join| join.says() == sentence.says));
    sentence.parts.iter().for_each(|part| draw(text, part, level + 1));
}

fn said(id: &str) -> String {
    let register = register_of("../onus/tests/registers/reading");
    let item = describe::item(&register, id).unwrap();
    let mut text = String::new();
    for asked in item.versions.iter().flat_map(|version| &version.conditions) {
        let _ = writeln!(text, "{}", asked.leads);
        draw(&mut text, &asked.sentence, 1);
    }
    text
}

#[test]
fn a_definition_is_said_with_thresholds_units_and_dates() {
    assert_snapshot!(said("eu.r.in_scope"), @r"
    It holds if
      all of these
        sectors: something other than post
        exemption: no
        at least one of these
          People in all is 50 or more
          turnover is above EUR 10 million
          date of founding is before 1 January 2000
    ");
}

#[test]
fn a_number_is_said_with_its_sums() {
    assert_snapshot!(said("eu.r.people"), @r"
    It is
      staff plus the sum, over each branch (a), of staff of that branch plus 50 % of (the sum, over each branch (b), of staff of that branch)
        a branch counts in (a) only if
          critical standing of that branch: yes
        a branch counts in (b) only if
          critical standing of that branch: no
    ");
}

#[test]
fn members_and_variables_are_named() {
    assert_snapshot!(said("eu.r.competent"), @r"
    It holds if
      at least one of these
        the country of the seat is the same as the State
        all of these
          country of the seat is United States
          countries of establishment: the State
    ");
}

#[test]
fn every_and_not_are_said_as_such() {
    assert_snapshot!(said("eu.r.5"), @r"
    It applies if
      all of these
        In scope of R
        for every branch
          at least one of these
            critical standing of that branch: no
            staff of that branch is above 0
        sectors: not food
    ");
    assert_snapshot!(said("eu.r.6"), @r"
    It does not apply if
      sectors: laboratory
    ");
}

/// No sentence of the real register falls back to a word for what could not be said.
#[test]
fn every_condition_of_the_real_register_can_be_said() {
    let register = register_of("../../register");
    let ids: Vec<String> = register.heads().map(|head| head.id.clone()).collect();
    let mut count = 0;
    for id in ids {
        let Some(item) = describe::item(&register, &id) else { panic!("{id} cannot be described") };
        for asked in item.versions.iter().flat_map(|version| &version.conditions) {
            let mut text = String::new();
            draw(&mut text, &asked.sentence, 0);
            for fallback in ["that is no condition", "a value", ".."] {
                assert!(!text.lines().any(|line| line.trim() == fallback), "{id}: {text}");
            }
            assert!(!text.contains("  of ") && !text.contains("something that is"), "{id}: {text}");
            count += 1;
        }
    }
    assert!(count > 600, "{count}");
}
