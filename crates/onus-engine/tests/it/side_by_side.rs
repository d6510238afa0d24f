//! What several places ask of one thing.

use onus_register::register::Register;

use crate::fixture::{checked, register};

const WORDS: &str = r#"```vocabulary
kind.organisation = { party = true }
kind.supply       = { text = "supply" }
requirement.passwords = "no common passwords"
requirement.contact   = "publish a contact"
requirement.alone     = "asked in one place"
[enum.country]
all  = ["AU", "GB", "NL"]
text = { AU = "Australia", GB = "United Kingdom", NL = "Netherlands" }
[fact]
supply.by      = { type = "organisation", inverse = "supplies", question = "By whom?" }
supply.phone   = { type = "bool", question = "Is it a phone?" }
supply.markets = { type = "set of country", question = "Where is it sold?" }
```
"#;

/// A law of a place that asks something of what is sold there.
fn law(place: &str, from: &str, requires: &str, when: &str) -> String {
    let code = place.to_lowercase();
    format!(
        r#"+++
regime = "{code}.x"
title = "Act of {place}"
short = "{place} Act"
citation = "Act"
official = "https://example.org/{code}"
jurisdiction = "{place}"
binding = "direct"
status = "adopted"
confidence = "official-text"
in_force = [{{ from = {from} }}]
+++
# Act
An act.
## Do it {{#{code}.x.1}}
Do it.
```duty
over = "supply"
bearer = "supply.by"
when = '"{place}" in supply.markets && {when}'
requires = [{requires}]
provision = "s. 1"
```
```case
name = "{place}"
as_of = 2026-11-22
organisation.a = {{}}
supply.s = {{ by = "a", markets = [] }}
expect."{code}.x.1" = {{ s = "does-not-apply" }}
```
"#
    )
}

fn three_places() -> Register {
    let au = law("AU", "2026-03-04", r#""passwords", "contact""#, "!supply.phone");
    let gb = law("GB", "2024-04-29", r#""passwords", "alone""#, "true");
    let nl = law("NL", "2027-12-11", r#""passwords", "contact""#, "true");
    register(&[("words.md", WORDS), ("au.md", &au), ("gb.md", &gb), ("nl.md", &nl)])
}

/// Requirement and cells, as one reads them.
fn rows(register: &Register, phone: &str) -> Vec<String> {
    let case = format!("[organisation.a]\n[supply.s]\nby = \"a\"\nmarkets = [\"AU\", \"GB\", \"NL\"]\n{phone}");
    let checked = checked(register, &case);
    let tables = checked.side_by_side.iter();
    let mut shown = Vec::new();
    for table in tables {
        assert_eq!(table.thing.id, "s");
        for row in &table.rows {
            let cells = table.places.iter().zip(&row.cells).map(|((code, _), cell)| {
                let coming: Vec<String> = cell.coming.iter().map(|(from, at)| format!("{from} {at}")).collect();
                let open: Vec<String> = cell.open.iter().map(|at| format!("perhaps {at}")).collect();
                format!("{code}: {}{}{}", cell.now.join(""), coming.join(""), open.join(""))
            });
            shown.push(format!("{} | {}", row.requirement, cells.collect::<Vec<_>>().join(" | ")));
        }
    }
    shown
}

#[test]
fn a_thing_sold_in_three_places_gets_a_row_for_what_two_of_them_ask() {
    let register = three_places();
    assert_eq!(
        rows(&register, "phone = false"),
        [
            "passwords | AU: AU Act s. 1 | GB: GB Act s. 1 | NL: 2027-12-11 NL Act s. 1",
            "contact | AU: AU Act s. 1 | GB:  | NL: 2027-12-11 NL Act s. 1",
        ]
    );
}

#[test]
fn a_place_that_asks_nothing_of_the_thing_is_no_column() {
    let register = three_places();
    assert_eq!(rows(&register, "phone = true"), Vec::<String>::new());
    // whether Australia asks it is open: shown as such, not as "no"
    let open = rows(&register, "");
    assert_eq!(
        open.first().map(String::as_str),
        Some("passwords | AU: perhaps AU Act s. 1 | GB: GB Act s. 1 | NL: 2027-12-11 NL Act s. 1")
    );
}
