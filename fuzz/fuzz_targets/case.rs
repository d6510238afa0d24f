//! Any text as a case, TOML and JSON, on a small register: it is read or refused, never a panic; every place of a diagnostic is inside
//! the file.

#![no_main]

use std::sync::LazyLock;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use onus_register::case::{self, Days};
use onus_register::diagnostic::Report;
use onus_register::load;
use onus_register::register::Register;
use onus_register::source::Files;

const WORDS: &str = include_str!("../../crates/onus-register/tests/corpus/base/vocabulary.md");
const REGIME: &str = include_str!("../../crates/onus-register/tests/corpus/base/regime.md");

static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    let pages: &[(&str, &str)] = &[("regime.md", REGIME), ("vocabulary.md", WORDS)];
    load::load(pages).expect("pages in memory can be read").0
});

fuzz_target!(|text: &str| {
    for path in ["case.toml", "case.json"] {
        let (mut files, mut report) = (Files::default(), Report::default());
        let Some((file, table)) = case::parse(path, text, &mut files, &mut report) else { continue };
        let days = Days { instead: None, today: date(2026, 11, 22) };
        let _ = case::read(&table, case::whole(file), &REGISTER, days, &mut report);
        for label in report.diagnostics.iter().flat_map(|found| &found.labels).filter(|label| label.at.file == file) {
            assert!(text.get(label.at.span.range()).is_some(), "a place outside the file: {label:?}");
        }
    }
});
