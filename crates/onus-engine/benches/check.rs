//! How long an answer takes on the real register: `cargo bench --package onus-engine`. Figures are medians of one machine; compare
//! the rows of one run with each other.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot read the register has nothing to measure")]

use std::path::{Path, PathBuf};

use jiff::civil::date;
use onus_engine::check::{Options, check};
use onus_engine::clock::agenda;
use onus_engine::search::{Index, Query};
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::Report;
use onus_register::load;
use onus_register::page;
use onus_register::register::Register;
use onus_register::source::{FileId, Files};

fn main() {
    divan::main();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pages() -> Vec<(String, String)> {
    let (mut open, mut pages) = (vec![root().join("register")], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                pages.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    pages.retain(|(path, _)| Path::new(path).extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    pages
}

fn register() -> Register {
    let pages = pages();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    load::load(pages.as_slice()).unwrap().0
}

fn read(register: &mut Register, text: &str) -> Case {
    let mut report = Report::default();
    let mut files = std::mem::take(&mut register.files);
    let parsed = case::parse("case.toml", text, &mut files, &mut report);
    register.files = files;
    let (file, table) = parsed.unwrap();
    let days = Days { instead: None, today: date(2026, 11, 22) };
    case::read(&table, case::whole(file), register, days, &mut report).unwrap()
}

/// One organisation of which everything is known that scope asks for, and nothing has happened.
const KNOWN: &str = r#"
complete = ["holding", "incident", "threat", "order", "request", "change", "shortfall", "board_seat"]
[organisation.a]
none_of = ["special"]
nis2_types = ["electrical-maker"]
established = ["NL"]
serves = ["NL"]
decisions_in = "NL"
staff = 120
turnover = "14_000_000 EUR"
balance = "9_000_000 EUR"
dora_entity = false
"#;

/// The register of law, read from its pages and compiled.
#[divan::bench]
fn load_register(bencher: divan::Bencher<'_, '_>) {
    let pages = pages();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    bencher.bench(|| load::load(pages.as_slice()).unwrap());
}

/// Its pages alone, on one core: Markdown and TOML, without cases and before any condition.
#[divan::bench]
fn read_pages(bencher: divan::Bencher<'_, '_>) {
    let mut files = Files::default();
    let ids: Vec<FileId> = pages().iter().map(|(path, text)| files.add(path, text)).collect();
    bencher.bench(|| ids.iter().map(|file| page::read(*file, &files, &mut Report::default())).collect::<Vec<_>>());
}

/// All findings on one known organisation.
#[divan::bench]
fn known_organisation(bencher: divan::Bencher<'_, '_>) {
    let mut register = register();
    let case = read(&mut register, KNOWN);
    bencher.bench(|| check(&register, &case, &Options::default()));
}

/// The same with minimal reasons.
#[divan::bench]
fn known_organisation_with_reasons(bencher: divan::Bencher<'_, '_>) {
    let mut register = register();
    let case = read(&mut register, KNOWN);
    let options = Options { reasons: true, ..Options::default() };
    bencher.bench(|| check(&register, &case, &options));
}

/// The example of the README, with an incident and things that may happen.
#[divan::bench]
fn lamp_maker(bencher: divan::Bencher<'_, '_>) {
    let mut register = register();
    let text = std::fs::read_to_string(root().join("examples/lamp-maker.toml")).unwrap();
    let case = read(&mut register, &text);
    bencher.bench(|| check(&register, &case, &Options::default()));
}

/// The agenda of an incident that many regimes touch: what someone waits for at night.
#[divan::bench]
fn clock_of_many_regimes(bencher: divan::Bencher<'_, '_>) {
    let mut register = register();
    let text = std::fs::read_to_string(root().join("examples/christmas-incident.toml")).unwrap();
    let case = read(&mut register, &text);
    let now = "2026-12-25T02:12:00Z".parse().unwrap();
    bencher.bench(|| agenda(&register, &case, now));
}

/// The index over the whole register, as `onus search` makes it.
#[divan::bench]
fn index_register(bencher: divan::Bencher<'_, '_>) {
    let register = register();
    bencher.bench(|| Index::of(&register));
}

/// One question with a typing mistake, which is compared with every word.
#[divan::bench]
fn search_with_a_mistake(bencher: divan::Bencher<'_, '_>) {
    let index = Index::of(&register());
    let query =
        Query { words: "tell users of a passwrod leak within 72 hours".to_owned(), limit: 10, ..Query::default() };
    bencher.bench(|| index.search(&query));
}
