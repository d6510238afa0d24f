//! No text that anyone can write makes the reader panic or hang: pages, registers, cases.

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::date;
use onus_register::case::{self, Days};
use onus_register::diagnostic::Report;
use onus_register::lint;
use onus_register::load;
use onus_register::page;
use onus_register::register::Register;
use onus_register::source::Files;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;

use crate::corpus;

/// The pages of the project's register, and those of the corpus.
static PAGES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut pages = Vec::new();
    corpus::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../register"), &mut pages);
    corpus::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"), &mut pages);
    pages
});

/// How many readings of the whole register, each with another page changed.
const READINGS: usize = 60;

/// The small register.
static SMALL: LazyLock<Register> = LazyLock::new(|| corpus::linted("").0);

/// Reads one page beside those of `corpus/base`, and checks the register if it can be read.
fn load(text: &str) {
    let (register, report) = corpus::linted(text);
    for found in &report.diagnostics {
        for label in &found.labels {
            let _ = register.files.line(label.at);
        }
    }
    if !report.has_errors() {
        let _ = lint::lint(&register);
    }
}

fn read_page(text: &str) {
    let mut files = Files::default();
    let file = files.add("page.md", text);
    let _ = page::read(file, &files, &mut Report::default());
}

fn read_case(path: &str, text: &str) {
    let (mut files, mut report) = (Files::default(), Report::default());
    if let Some((file, table)) = case::parse(path, text, &mut files, &mut report) {
        let days = Days { instead: None, today: date(2026, 11, 22) };
        let _ = case::read(&table, case::whole(file), &SMALL, days, &mut report);
    }
}

/// A change of a text: where, how much, and what comes there instead.
#[derive(Clone, Debug)]
enum Change {
    Delete(Index, usize),
    Repeat(Index, usize),
    Move(Index, Index, usize),
    Insert(Index, String),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![
        "[ -~\n]{0,12}",
        prop::sample::select(vec![
            "```",
            "+++\n",
            "## ",
            "{#",
            "'''",
            "\"",
            "[[version]]\n",
            "from = ",
            "\u{feff}",
            "\r\n",
            "\0",
            "é",
            "= ",
            "{",
            "]",
            "-",
            "0",
            "2026-02-30",
            "expect",
            "1e999",
            "(((((",
            "..",
            "\n\n",
        ])
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        (any::<Index>(), 1..200usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (any::<Index>(), 1..200usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        (any::<Index>(), any::<Index>(), 1..200usize).prop_map(|(from, to, length)| Change::Move(from, to, length)),
        (any::<Index>(), piece).prop_map(|(at, text)| Change::Insert(at, text)),
    ]
}

fn apply(text: &str, changes: &[Change]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for change in changes {
        let index = |at: Index| at.index(characters.len() + 1);
        let slice = |at: Index, length: usize| index(at)..(index(at) + length).min(characters.len());
        match change {
            Change::Delete(at, length) => drop(characters.drain(slice(*at, *length))),
            Change::Repeat(at, length) => {
                let piece: Vec<char> = characters[slice(*at, *length)].to_vec();
                let at = index(*at);
                characters.splice(at..at, piece);
            }
            Change::Move(from, to, length) => {
                let piece: Vec<char> = characters[slice(*from, *length)].to_vec();
                let at = index(*to);
                characters.splice(at..at, piece);
            }
            Change::Insert(at, text) => {
                let at = index(*at);
                characters.splice(at..at, text.chars());
            }
        }
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_page_or_none(bytes in vec(any::<u8>(), 0..300)) {
        read_page(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_bytes_are_a_case_or_none(bytes in vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        read_case("case.toml", &text);
        read_case("case.json", &text);
    }

    #[test]
    fn any_text_of_toml_characters_is_a_case_or_none(text in "(\\[organisation\\.a\\]\n)?((staff|turnover|sectors|founded|telecom|absent|none_of|zone) = [-0-9a-z\"{}\\[\\]=,.:TZ+ ]{0,20}\n){0,4}") {
        read_case("case.toml", &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_register_or_none(bytes in vec(any::<u8>(), 0..300)) {
        load(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_case_that_was_changed_anywhere_is_read_or_refused(changes in vec(change(), 1..5)) {
        let case = "name = \"a\"\nas_of = 2026-11-22\nzone = \"Europe/Amsterdam\"\ncomplete = [\"holding\"]\nrates = { USD = \"0.92 EUR\" }\n[organisation.acme]\nstaff = \"50..249\"\nturnover = { value = \"6_000_000 EUR\", by = \"J\" }\nfounded = 2020-01-01\nsectors = { has = [\"cloud\"] }\nabsent = [\"decisions_in\"]\n[incident.i]\nvictim = \"acme\"\naware = 2026-11-20T16:10:00\noutage = \"31m\"\n";
        read_case("case.toml", &apply(case, &changes));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_that_was_changed_anywhere_is_read_or_refused(page in 0..PAGES.len(), changes in vec(change(), 1..6)) {
        let (path, text) = &PAGES[page];
        let text = apply(text, &changes);
        if path.contains("corpus") { load(&text) } else { read_page(&text) }
    }
}

#[test]
fn the_whole_register_with_one_page_changed_is_read_or_refused() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let own: Vec<&(String, String)> = PAGES.iter().filter(|(path, _)| !path.contains("corpus")).collect();
    // each reading takes the whole register: pages all over it, a bounded number of them
    for page in own.iter().step_by(own.len().div_ceil(READINGS)) {
        let changes = vec(change(), 1..4).new_tree(&mut runner).unwrap().current();
        let mended = apply(&page.1, &changes);
        let pages: Vec<(&str, &str)> = own
            .iter()
            .map(|(path, text)| (path.as_str(), if *path == page.0 { mended.as_str() } else { text.as_str() }))
            .collect();
        let (register, report) = load::load(pages.as_slice()).unwrap();
        let mut circles = Report::default();
        lint::definition_circles(&register, &mut circles);
        drop(report);
    }
}
