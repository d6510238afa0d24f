//! Any text as a page of law, beside the words and the regime of a small register: it is read or refused, never a panic; every place
//! of a diagnostic is inside its file; what is free of errors can be linted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onus_register::{lint, load};

const WORDS: &str = include_str!("../../crates/onus-register/tests/corpus/base/vocabulary.md");
const REGIME: &str = include_str!("../../crates/onus-register/tests/corpus/base/regime.md");

fuzz_target!(|text: &str| {
    let pages: &[(&str, &str)] = &[("page.md", text), ("regime.md", REGIME), ("vocabulary.md", WORDS)];
    let Ok((register, report)) = load::load(pages) else { return };
    for label in report.diagnostics.iter().flat_map(|found| &found.labels) {
        let file = register.files.get(label.at.file).expect("a diagnostic names a file that was read");
        assert!(file.text.get(label.at.span.range()).is_some(), "a place outside its file: {label:?}");
    }
    if !report.has_errors() {
        let _ = lint::lint(&register);
    }
});
