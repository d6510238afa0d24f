//! Registers and cases from text, and findings by duty and thing.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use onus_engine::check::{Checked, Options, check};
use onus_engine::finding::Finding;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::Report;
use onus_register::load;
use onus_register::register::Register;

/// The day of every case that names none.
pub(crate) const TODAY: Date = date(2026, 11, 22);

/// A register that must be free of errors.
pub(crate) fn register(pages: &[(&str, &str)]) -> Register {
    let (register, report) = load::load(pages).unwrap();
    let problems: Vec<String> =
        report.diagnostics.iter().map(|found| format!("{} {:?}", found.message, found.help)).collect();
    assert!(!report.has_errors(), "{problems:#?}");
    register
}

/// All pages below a folder of the workspace.
pub(crate) fn folder(path: &str) -> Vec<(String, String)> {
    fn read(folder: &Path, pages: &mut Vec<(String, String)>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                read(&path, pages);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut pages = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path), &mut pages);
    pages
}

/// The register of a folder.
pub(crate) fn register_of(path: &str) -> Register {
    let pages = folder(path);
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    register(&pages)
}

/// A case that must be readable.
pub(crate) fn case(register: &Register, text: &str) -> Case {
    let (mut files, mut report) = (register.files.clone(), Report::default());
    let (file, table) =
        case::parse("case.toml", text, &mut files, &mut report).unwrap_or_else(|| panic!("{:#?}", report.diagnostics));
    let days = Days { instead: None, today: TODAY };
    case::read(&table, case::whole(file), register, days, &mut report)
        .unwrap_or_else(|| panic!("{:#?}", report.diagnostics))
}

/// What is said of a case.
pub(crate) fn checked(register: &Register, text: &str) -> Checked {
    let options = Options { reasons: true, ..Options::default() };
    check(register, &case(register, text), &options).unwrap()
}

/// The findings of a duty on a thing.
pub(crate) fn findings<'c>(checked: &'c Checked, duty: &str, thing: &str) -> Vec<&'c Finding> {
    checked
        .findings
        .iter()
        .filter(|finding| (finding.duty == duty || finding.item.as_deref() == Some(duty)) && finding.over.id == thing)
        .collect()
}

/// The one finding of a duty on a thing.
pub(crate) fn finding<'c>(checked: &'c Checked, duty: &str, thing: &str) -> &'c Finding {
    match findings(checked, duty, thing).as_slice() {
        [only] => only,
        found => panic!("{} findings of {duty} on {thing}", found.len()),
    }
}

/// The facts that a finding lacks.
pub(crate) fn missing(finding: &Finding) -> Vec<&str> {
    finding.missing.iter().map(|missing| missing.fact.as_str()).collect()
}

/// The moments at which it is due, as JSON writes them.
pub(crate) fn due(finding: &Finding) -> Vec<String> {
    let moments = finding.due.iter().filter_map(|line| line.at.as_ref());
    moments.map(|at| serde_json::to_string(at).unwrap().trim_matches('"').to_owned()).collect()
}
