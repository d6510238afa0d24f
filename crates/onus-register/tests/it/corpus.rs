//! Small registers, good and bad. A file of the corpus is one page, or several after lines `--- file: name.md`; it stands beside the
//! pages of `corpus/base`, and takes the place of those whose names it uses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use onus_register::diagnostic::Report;
use onus_register::lint;
use onus_register::load;
use onus_register::register::Register;

use crate::render;

fn corpus(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// The pages of one small register.
pub(crate) fn pages(text: &str) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> =
        corpus("base").iter().map(|path| (format!("{}.md", name(path)), fs::read_to_string(path).unwrap())).collect();
    let mut page = "page.md".to_owned();
    let mut body = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.strip_prefix("--- file: ") {
            if !body.is_empty() || pages.contains_key(&page) {
                pages.insert(page, std::mem::take(&mut body));
            }
            page = next.trim().to_owned();
            pages.insert(page.clone(), String::new());
        } else {
            body.push_str(line);
        }
    }
    pages.insert(page, body);
    pages
}

/// Reads and checks a small register as `onus lint` does.
pub(crate) fn linted(text: &str) -> (Register, Report) {
    let pages = pages(text);
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (register, mut report) = load::load(pages.as_slice()).unwrap();
    if !report.has_errors() {
        report.diagnostics.extend(lint::lint(&register).diagnostics);
        report.sort();
    }
    (register, report)
}

#[test]
fn every_bad_register_is_refused_in_words_that_say_what_to_do() {
    let files = corpus("bad");
    assert!(files.len() >= 30);
    for path in files {
        let (register, report) = linted(&fs::read_to_string(&path).unwrap());
        assert!(!report.diagnostics.is_empty(), "{} passes", path.display());
        insta::with_settings!({ snapshot_path => "../snapshots/bad", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name(&path), render::report(&report, &register.files));
        });
    }
}

#[test]
fn every_place_is_inside_its_file_and_between_characters() {
    for path in corpus("bad") {
        let (register, report) = linted(&fs::read_to_string(&path).unwrap());
        for label in report.diagnostics.iter().flat_map(|found| &found.labels) {
            let file = register.files.get(label.at.file).unwrap();
            assert!(file.text.get(label.at.span.range()).is_some(), "{}: {label:?}", path.display());
        }
    }
}

#[test]
fn every_diagnostic_has_a_place_and_an_explanation() {
    for path in corpus("bad") {
        let (_, report) = linted(&fs::read_to_string(&path).unwrap());
        for found in &report.diagnostics {
            assert!(!found.labels.is_empty(), "{}: {}", path.display(), found.message);
            assert!(onus_register::diagnostic::explain(found.code.0).is_some(), "{}", found.code);
            assert!(!found.message.ends_with('.'), "{}", found.message);
        }
    }
}

#[test]
fn every_good_register_passes_without_a_word() {
    for path in corpus("good") {
        let (register, report) = linted(&fs::read_to_string(&path).unwrap());
        assert_eq!(render::report(&report, &register.files), "nothing\n", "{}", path.display());
    }
}

#[test]
fn the_whole_register_of_the_project_can_be_read() {
    let mut pages = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../register"), &mut pages);
    let pages: Vec<(&str, &str)> =
        pages.iter().map(|(path, text): &(String, String)| (path.as_str(), text.as_str())).collect();
    let (register, report) = load::load(pages.as_slice()).unwrap();
    assert!(!report.has_errors(), "{}", render::report(&report, &register.files));
    assert!(register.duties.len() > 50);
}

/// All pages below a folder.
pub(crate) fn read(folder: &Path, pages: &mut Vec<(String, String)>) {
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
