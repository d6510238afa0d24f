//! How much of the law is held, and how it reads: rows of the collections of facts, confidence, long sentences. Reads the register as the
//! command does; knows no law.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use onus_register::load;
use onus_register::register::Register;
use onus_register::source::{Source, SourceError, Texts};
use serde::Deserialize;

use crate::say;

/// How many of the longest sentences are shown.
const SHOWN: usize = 5;
/// A sentence of more words than this is hard to read at school level.
const LONG_SENTENCE: usize = 40;

/// What `register/rows.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    field: Vec<Field>,
}

/// The rows of one field of law.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    title: String,
    /// Whether every row must be there.
    held: bool,
    /// Rows that an item or a `no-duty` block names.
    #[serde(default)]
    rows: Vec<String>,
    /// Rows that a case names.
    #[serde(default)]
    cases: Vec<String>,
}

/// The register, or why it cannot be asked.
pub(crate) fn register(root: &Path) -> Result<Register, String> {
    match load::load(&Folder(root.join("register"))) {
        Ok((register, report)) if !report.has_errors() => Ok(register),
        Ok(_) => Err("register: does not load; run `onus lint register`".to_owned()),
        Err(error) => Err(format!("register: {error}")),
    }
}

/// Says how much law there is, how sure it is and how it reads. Findings are rows that are missing where a field is held.
pub(crate) fn run(root: &Path, findings: &mut Vec<String>) {
    let register = match register(root) {
        Ok(register) => register,
        Err(finding) => {
            findings.push(finding);
            return;
        }
    };
    numbers(&register);
    let file = root.join("register/rows.toml");
    let rows = std::fs::read_to_string(&file).map_err(|error| error.to_string());
    match rows.and_then(|text| toml::from_str::<Rows>(&text).map_err(|error| error.to_string())) {
        Ok(rows) => fields(&register, &rows, findings),
        Err(error) => findings.push(format!("{}: {error}", file.display())),
    }
    sentences(&register);
}

/// How many items there are, and how sure.
fn numbers(register: &Register) {
    let Register { regimes, duties, definitions, exceptions, norms, guides, cases, .. } = register;
    let own = duties.values().filter(|duty| duty.implements.is_none()).count();
    say(&format!(
        "register: {} regimes, {own} duties ({} with transpositions), {} norms, {} definitions, {} exceptions, {} questions of guides, {} cases",
        regimes.len(),
        duties.len(),
        norms.len(),
        definitions.len(),
        exceptions.len(),
        guides.len(),
        cases.len()
    ));
    let mut sure: BTreeMap<&str, usize> = BTreeMap::new();
    for head in register.heads() {
        *sure.entry(head.confidence.name()).or_default() += 1;
    }
    let confidence: Vec<String> = sure.iter().map(|(name, number)| format!("{number} {name}")).collect();
    say(&format!("how sure the items are: {}", confidence.join(", ")));
}

/// Which rows are held. That none stands twice is checked by `onus lint`.
fn fields(register: &Register, rows: &Rows, findings: &mut Vec<String>) {
    let mut law: BTreeSet<&str> = register.heads().flat_map(|head| head.rows.iter().map(String::as_str)).collect();
    let of_law = law.len();
    law.extend(register.no_duty.keys().map(String::as_str));
    let cases: BTreeSet<&str> = register.cases.iter().flat_map(|case| case.rows.iter().map(String::as_str)).collect();
    let mut listed = BTreeSet::new();
    let (mut held, mut open) = (0, Vec::new());
    for Field { title, held: must, rows, cases: tests } in &rows.field {
        listed.extend(rows.iter().chain(tests).map(String::as_str));
        let all = rows.len() + tests.len();
        let lacks = |row: &&String| !law.contains(row.as_str());
        let untested = |row: &&String| !cases.contains(row.as_str());
        let missing: Vec<&str> =
            rows.iter().filter(lacks).chain(tests.iter().filter(untested)).map(String::as_str).collect();
        if missing.is_empty() {
            held += 1;
        } else if *must {
            findings.push(format!("{title}: {} of {all} rows are not held: {}", missing.len(), missing.join(", ")));
        } else {
            open.push(format!("{title} {} of {all}", all - missing.len()));
        }
    }
    say(&format!("rows of facts: {of_law} as law, {} as no duty, {} as cases", register.no_duty.len(), cases.len()));
    say(&format!("fields of law held in full: {held} of {}; in part or not: {}", rows.field.len(), open.join(", ")));
    let unlisted: Vec<&str> = law.union(&cases).copied().filter(|row| !listed.contains(row)).collect();
    if !unlisted.is_empty() {
        findings.push(format!("rows that register/rows.toml does not list: {}", unlisted.join(", ")));
    }
}

/// The longest sentences that people read, so that someone shortens them.
fn sentences(register: &Register) {
    let mut found: Vec<(usize, &str, &str)> = register
        .heads()
        .flat_map(|head| {
            head.plain.split(['.', ';', ':', '?', '\n']).map(|sentence| (head.id.as_str(), sentence.trim()))
        })
        .map(|(id, sentence)| (sentence.split_whitespace().count(), id, sentence))
        .collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    let long = found.iter().filter(|(words, ..)| *words > LONG_SENTENCE).count();
    say(&format!("sentences of more than {LONG_SENTENCE} words: {long}; the longest:"));
    for (words, id, sentence) in found.iter().take(SHOWN) {
        say(&format!("  {words} words in {id}: {sentence}"));
    }
}

struct Folder(PathBuf);

impl Source for Folder {
    fn pages(&self) -> Result<Texts<'_>, SourceError> {
        let (mut open, mut pages): (_, Texts<'_>) = (vec![self.0.clone()], Vec::new());
        let unreadable = |path: &Path, error: &std::io::Error| SourceError::Unreadable {
            path: path.display().to_string(),
            reason: error.to_string(),
        };
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))? {
                let path = entry.map_err(|error| unreadable(&folder, &error))?.path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|ending| ending == "md") {
                    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
                    pages.push((path.display().to_string().into(), text.into()));
                }
            }
        }
        pages.sort();
        Ok(pages)
    }
}
