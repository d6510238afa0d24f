//! Compares the calendars of the register, weekday by weekday for 2024 to 2035, with the Python package `holidays`. That package is a
//! tool of the tests and no dependency. Differences are data (`xtask/holidays.toml`), each with a reason; one that is not listed fails,
//! and so does one that is listed and no longer there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use onus_register::register::Register;
use serde_json::Value;

use crate::{coverage, root, say};

/// The version that the list of differences was written for.
const PACKAGE: &str = "holidays==0.109";
const YEARS: std::ops::RangeInclusive<i16> = 2024..=2035;

/// Where the package is, if it is.
fn python() -> PathBuf {
    root().join("target").join("holidays").join("bin").join("python")
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Installs the package into a folder of its own below `target`.
pub(crate) fn install() {
    let folder = root().join("target").join("holidays");
    if !python().exists() {
        say("installing the Python package holidays below target");
        let _ = quiet(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    }
    let _ = quiet(Command::new(python()).args(["-m", "pip", "install", "--quiet", PACKAGE]));
}

/// Whether the comparison can be made.
pub(crate) fn available() -> bool {
    let version = PACKAGE.split("==").nth(1).unwrap_or_default();
    let check = format!("import holidays, sys; sys.exit(holidays.__version__ != {version:?})");
    quiet(Command::new(python()).args(["-c", &check]))
}

/// What differs and is not listed, and what is listed and does not differ.
pub(crate) fn run() -> Result<Vec<String>, String> {
    let register = coverage::register(&root())?;
    let listed = listed()?;
    let theirs = theirs(&listed)?;
    let mut findings = Vec::new();
    for (id, calendar) in &register.vocabulary.calendars {
        if !listed.sources.contains_key(id) && !listed.alone.contains_key(id) {
            findings.push(format!(
                "calendar {id}: not compared; name its source in xtask/holidays.toml, or say why it has none"
            ));
        }
        if listed.sources.contains_key(id) {
            compare(id, &ours(calendar), theirs.get(id), &listed, &mut findings);
        }
    }
    let days: usize = theirs.values().map(BTreeMap::len).sum();
    say(&format!(
        "{} calendars compared, {days} holidays on weekdays, {} differences with a reason",
        listed.sources.len(),
        listed.differences.len()
    ));
    unknown(&register, &listed, &mut findings);
    Ok(findings)
}

fn unknown(register: &Register, listed: &Listed, findings: &mut Vec<String>) {
    for id in listed.sources.keys().chain(listed.alone.keys()) {
        if !register.vocabulary.calendars.contains_key(id) {
            findings.push(format!("xtask/holidays.toml: the register has no calendar {id}"));
        }
    }
}

struct Listed {
    /// For each calendar the code of the package, and a subdivision.
    sources: BTreeMap<String, (String, String)>,
    /// Calendars that the package does not have, with the reason.
    alone: BTreeMap<String, String>,
    /// Calendar and day, with the reason.
    differences: BTreeMap<(String, String), String>,
}

fn listed() -> Result<Listed, String> {
    let text = std::fs::read_to_string(root().join("xtask/holidays.toml"))
        .map_err(|error| format!("xtask/holidays.toml: {error}"))?;
    let whole: Value = toml::from_str(&text).map_err(|error| format!("xtask/holidays.toml: {error}"))?;
    let mut listed = Listed { sources: BTreeMap::new(), alone: BTreeMap::new(), differences: BTreeMap::new() };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for (id, value) in whole.get("source").and_then(Value::as_object).into_iter().flatten() {
        let code = text(value);
        let (code, part) = code.split_once('/').unwrap_or((&code, "-"));
        listed.sources.insert(id.clone(), (code.to_owned(), part.to_owned()));
    }
    for (id, value) in whole.get("alone").and_then(Value::as_object).into_iter().flatten() {
        listed.alone.insert(id.clone(), text(value));
    }
    for entry in whole.get("difference").and_then(Value::as_array).into_iter().flatten() {
        let field = |key: &str| entry.get(key).map(text).unwrap_or_default();
        let why = field("why");
        if why.is_empty() {
            return Err(format!("xtask/holidays.toml: a difference of {} has no `why`", field("calendar")));
        }
        for day in entry.get("days").and_then(Value::as_array).into_iter().flatten() {
            listed.differences.insert((field("calendar"), text(day)), why.clone());
        }
    }
    Ok(listed)
}

/// What the package says: for each calendar the weekdays, with names.
fn theirs(listed: &Listed) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
    let failed = |error: std::io::Error| format!("cannot run the Python package holidays: {error}");
    let mut child = Command::new(python())
        .arg(root().join("xtask/weekday_holidays.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        for (id, (code, part)) in &listed.sources {
            writeln!(input, "{id} {code} {part}").map_err(failed)?;
        }
    }
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err("the Python package holidays ended with an error".to_owned());
    }
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut parts = line.splitn(3, ' ');
        if let (Some(id), Some(day), Some(name)) = (parts.next(), parts.next(), parts.next()) {
            found.entry(id.to_owned()).or_default().insert(day.to_owned(), name.to_owned());
        }
    }
    Ok(found)
}

/// What the register says: weekdays on which the calendar is closed, in the years that it knows.
fn ours(calendar: &onus_register::vocabulary::time::Calendar) -> BTreeMap<String, String> {
    let calendar = &calendar.calendar;
    let years = YEARS.filter(|year| calendar.known.is_none_or(|(from, to)| (from..=to).contains(year)));
    let days = years.flat_map(|year| calendar.holidays(year));
    days.filter(|(day, _)| day.weekday().to_monday_zero_offset() < 5)
        .map(|(day, name)| (day.to_string(), name))
        .collect()
}

fn compare(
    id: &str,
    ours: &BTreeMap<String, String>,
    theirs: Option<&BTreeMap<String, String>>,
    listed: &Listed,
    findings: &mut Vec<String>,
) {
    let none = BTreeMap::new();
    let theirs = theirs.unwrap_or(&none);
    let years: BTreeSet<&str> = ours.keys().filter_map(|day| day.get(..4)).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let all: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for day in all.into_iter().filter(|day| day.get(..4).is_some_and(|year| years.contains(year))) {
        let says = match (ours.get(day), theirs.get(day)) {
            (Some(name), None) => format!("closed here ({name}), open there"),
            (None, Some(name)) => format!("open here, closed there ({name})"),
            _ => continue,
        };
        seen.insert(day);
        if !listed.differences.contains_key(&(id.to_owned(), day.clone())) {
            findings.push(format!("calendar {id}: {day} is {says}"));
        }
    }
    for (_, day) in listed.differences.keys().filter(|(own, _)| own == id) {
        if !seen.contains(day.as_str()) {
            findings.push(format!("xtask/holidays.toml: {id} and {day} are listed, and do not differ"));
        }
    }
}
