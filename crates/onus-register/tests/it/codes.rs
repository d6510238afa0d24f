//! Every code that the sources use is explained, and nothing else is.

use std::collections::BTreeSet;

use onus_register::diagnostic::{explain, explanations};

fn used() -> BTreeSet<&'static str> {
    let sources = [include_str!("../../../onus-logic/src/problem.rs"), include_str!("../../src/diagnostic.rs")];
    let found =
        sources.iter().flat_map(|source| source.split("Code(\"").skip(1)).filter_map(|rest| rest.split('"').next());
    found.filter(|code| code.starts_with("ONUS")).collect()
}

#[test]
fn every_code_is_explained_and_every_explanation_has_a_code() {
    let all = explanations();
    let explained: BTreeSet<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(explained, used());
    assert!(explained.len() > 40);
}

#[test]
fn an_explanation_says_what_it_means_and_shows_an_example() {
    for (code, (title, body)) in explanations() {
        let (prose, example) = body.split_once("\n\n    ").unwrap_or_else(|| panic!("{code} has no example"));
        assert!(!title.is_empty() && !title.ends_with('.'), "{code}: {title}");
        assert!(prose.len() > 60 && prose.ends_with('.'), "{code}: {prose}");
        assert!(example.lines().count() >= 2, "{code} shows the mistake and the mended text");
    }
}

#[test]
fn a_code_may_be_written_in_small_letters() {
    assert_eq!(explain("onus0203"), explain("ONUS0203"));
    assert!(explain("onus0203").is_some());
    assert_eq!(explain("ONUS9999"), None);
}
