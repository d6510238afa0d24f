//! Reading the register: one item, search, and what is expected of a group, on a small register that does not change when law lands.

use insta::assert_snapshot;

use crate::command::{json, onus, root, run};

const SMALL: &str = "crates/onus/tests/registers/reading";

fn on_small(arguments: &[&str]) -> String {
    onus(&[&["--register", SMALL], arguments].concat())
}

fn json_of_small(arguments: &[&str]) -> serde_json::Value {
    json(&[&["--register", SMALL], arguments, &["--format", "json"]].concat())
}

#[test]
fn the_small_register_is_sound() {
    assert!(onus(&["lint", SMALL]).contains("0 errors, 0 warnings"));
    assert!(onus(&["test", SMALL]).ends_with("--- exit 0"));
}

#[test]
fn an_item_is_shown_with_its_logic_in_words() {
    assert_snapshot!("read_duty_with_versions", on_small(&["show", "eu.r.4"]));
    assert_snapshot!("read_duty_of_a_state", on_small(&["show", "nl.r.12"]));
    assert_snapshot!("read_duty_with_an_exception", on_small(&["show", "eu.r.5"]));
    assert_snapshot!("read_definition", on_small(&["show", "eu.r.in_scope"]));
    assert_snapshot!("read_exception", on_small(&["show", "eu.r.6"]));
    assert_snapshot!("read_norm", on_small(&["show", "norms.calm.1"]));
    assert_snapshot!("read_proposal", on_small(&["show", "nl.bill.1"]));
    assert_snapshot!("read_regime", on_small(&["show", "eu.r"]));
    assert_snapshot!("read_regime_proposed", on_small(&["show", "nl.bill"]));
    assert_snapshot!("read_fact", on_small(&["show", "organisation.staff"]));
    assert_snapshot!("read_fact_of_choices", on_small(&["show", "organisation.sectors"]));
}

#[test]
fn the_block_is_printed_when_it_is_asked_for() {
    let with = on_small(&["show", "eu.r.in_scope", "--logic"]);
    assert!(with.contains("    of        = \"o: organisation\"\n"), "{with}");
    assert!(!on_small(&["show", "eu.r.in_scope"]).contains("of        ="));
}

#[test]
fn an_item_in_json_has_the_logic_as_a_tree() {
    let duty = json_of_small(&["show", "eu.r.4"]);
    assert_eq!(duty["versions"][0]["to"], "2026-01-01");
    assert_eq!(duty["versions"][1]["changed"].as_array().unwrap().len(), 1);
    assert_eq!(duty["versions"][0]["conditions"][0]["sentence"]["join"], "all");
    assert_eq!(duty["versions"][0]["conditions"][0]["sentence"]["parts"][0]["definition"], "eu.r.in_scope");
    assert_eq!(duty["transposed_by"][0]["state"], "NL");
    let definition = json_of_small(&["show", "eu.r.in_scope"]);
    assert_eq!(definition["duties_resting"], 4);
    assert_eq!(definition["tested_by"][0]["expects"][0], "big: yes");
    assert_eq!(json_of_small(&["show", "nl.bill.1"])["not_law"], "a proposal, not law");
    assert_eq!(json_of_small(&["show", "eu.r"])["sureness"][0][2], 6);
}

#[test]
fn a_search_is_answered_in_words() {
    assert_snapshot!("search_leak", on_small(&["search", "data", "breach", "72", "hours"]));
    assert_snapshot!("search_typing_mistake", on_small(&["search", "passwrod"]));
    assert_snapshot!("search_nothing", on_small(&["search", "wachtwoord"]));
    assert_snapshot!(
        "search_filters",
        on_small(&["search", "--state", "netherlands", "--sort", "duty", "--limit", "2"])
    );
    assert_eq!(json_of_small(&["search", "art", "12"])["hits"][0]["id"], "nl.r.12");
    assert_eq!(json_of_small(&["search", "password", "--regime", "Bill"])["total"], 2);
}

#[test]
fn a_search_for_what_does_not_exist_says_what_does() {
    assert_snapshot!("search_without_words", on_small(&["search"]));
    assert_snapshot!("search_unknown_theme", on_small(&["search", "leak", "--theme", "pasword"]));
    assert_snapshot!("search_unknown_state", on_small(&["search", "leak", "--state", "Atlantis"]));
    assert_snapshot!("search_unknown_regime", on_small(&["search", "leak", "--regime", "eu.q"]));
}

const DAY: [&str; 2] = ["--as-of", "2026-11-22"];

#[test]
fn what_is_expected_of_a_group_is_one_page() {
    assert_snapshot!("expects_business", on_small(&["expects", "business", DAY[0], DAY[1]]));
    assert_snapshot!("expects_regulator", on_small(&["expects", "regulator", DAY[0], DAY[1]]));
    assert_snapshot!("expects_groups", on_small(&["expects"]));
    assert_snapshot!("expects_html", on_small(&["expects", "business", DAY[0], DAY[1], "--format", "html"]));
    // people say it otherwise
    for typed in ["Firm", "companies", "BUSINESS"] {
        assert_eq!(json_of_small(&["expects", typed, DAY[0], DAY[1]])["stakeholder"], "business", "{typed}");
    }
    assert_snapshot!("expects_unknown", on_small(&["expects", "goverment"]));
}

#[test]
fn what_has_not_begun_says_from_when() {
    let early = json_of_small(&["expects", "business", "--as-of", "2023-12-31"]);
    let first = early["themes"][0]["binding"][0].clone();
    assert_eq!((&first["id"], &first["starts"]), (&"eu.r.4".into(), &"2024-01-01".into()));
}

/// Each group of the real register has a page that a browser can read: every tag closed, no address of a file to load.
#[test]
fn every_group_has_a_page_with_everything_inside() {
    let groups = json(&["schema", "register"])["$defs"]["vocabulary"]["properties"]["role"]["additionalProperties"]["properties"]
        ["stakeholder"]["enum"]
        .clone();
    let groups = groups.as_array().unwrap();
    assert!(groups.len() >= 9, "{groups:?}");
    for group in groups {
        let output = run(&root(), &["expects", group.as_str().unwrap(), DAY[0], DAY[1], "--format", "html"]);
        let html = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && html.ends_with("</html>\n"), "{group}");
        for outside in ["<script", "<link", "<img", "src=", "@import", "url("] {
            assert!(!html.contains(outside), "{group}: {outside}");
        }
        for tag in [
            "html", "head", "body", "header", "main", "nav", "section", "ul", "ol", "li", "h1", "h2", "h3", "h4", "p",
            "dl", "table", "footer",
        ] {
            let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{group}: {tag}");
        }
        let mut anchors: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = anchors.len();
        anchors.sort_unstable();
        anchors.dedup();
        assert_eq!(anchors.len(), all, "{group}: an id twice");
        for wanted in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(anchors.binary_search(&wanted).is_ok(), "{group}: nothing is called {wanted}");
        }
    }
}
