//! The house rules that no compiler checks: which crate may know which, how long a file may be, what must not stand in the tree, and links
//! that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{coverage, root, say};

/// What a crate of the project may depend on within the project.
const LAYERS: &[(&str, &[&str])] = &[
    ("onus-log", &[]),
    ("onus-forum", &["onus-log"]),
    ("onus-logic", &[]),
    ("onus-time", &[]),
    ("onus-register", &["onus-logic", "onus-time"]),
    ("onus-engine", &["onus-logic", "onus-time", "onus-register"]),
    ("onus-store", &["onus-log", "onus-forum", "onus-logic", "onus-time", "onus-register", "onus-engine"]),
    ("onus-web", &["onus-logic", "onus-time", "onus-register", "onus-engine", "onus-store"]),
    (
        "onus",
        &[
            "onus-log",
            "onus-forum",
            "onus-logic",
            "onus-time",
            "onus-register",
            "onus-engine",
            "onus-store",
            "onus-web",
        ],
    ),
    ("xtask", &["onus-register"]),
];

/// Crates of the outside that no pure crate may know.
const IMPURE: [&str; 4] = ["tokio", "axum", "sqlx", "reqwest"];
/// Crates that are not pure.
const AT_THE_EDGE: &[&str] = &["onus-store", "onus-web", "onus"];

/// Longest Rust file in lines.
const LONGEST: usize = 1400;
/// Files above this are named, without failing.
const LONG: usize = 800;

/// Findings; none is good.
pub(crate) fn run() -> Result<Vec<String>, String> {
    let root = root();
    let mut findings = layers(&root)?;
    let files = tracked(&root)?;
    for path in &files {
        file(&root, path, &mut findings);
    }
    coverage::run(&root, &mut findings);
    Ok(findings)
}

fn layers(root: &Path) -> Result<Vec<String>, String> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let mut findings = Vec::new();
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let own: BTreeSet<&str> = allowed.keys().copied().collect();
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
        let Some(may) = allowed.get(name) else {
            findings.push(format!("{name}: not in the layers of xtask/src/check.rs; say there what it may depend on"));
            continue;
        };
        for dependency in package.get("dependencies").and_then(Value::as_array).into_iter().flatten() {
            let on = dependency.get("name").and_then(Value::as_str).unwrap_or_default();
            if own.contains(on) && !may.contains(&on) {
                findings.push(format!("{name} must not depend on {on}: arrows run one way"));
            }
            if IMPURE.contains(&on) && !AT_THE_EDGE.contains(&name) {
                findings.push(format!("{name} must not depend on {on}: below the store everything is pure"));
            }
        }
    }
    Ok(findings)
}

/// The files that git tracks or would track.
fn tracked(root: &Path) -> Result<Vec<PathBuf>, String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    let list = String::from_utf8_lossy(&output.stdout);
    Ok(list.lines().map(PathBuf::from).filter(|path| root.join(path).is_file()).collect())
}

fn file(root: &Path, path: &Path, findings: &mut Vec<String>) {
    let Ok(text) = std::fs::read_to_string(root.join(path)) else { return };
    let shown = path.display();
    let ending = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let lines = text.lines().count();
    if ending == "rs" {
        if lines > LONGEST {
            findings.push(format!("{shown}: {lines} lines, at most {LONGEST}"));
        } else if lines > LONG {
            say(&format!("note: {shown} has {lines} lines; above {LONG} it usually holds two ideas"));
        }
    }
    if ending == "md" && !path.starts_with("register") {
        links(root, path, &text, findings);
    }
    if text.lines().any(|line| line.ends_with(' ') || line.ends_with('\t')) && ["rs", "toml"].contains(&ending) {
        findings.push(format!("{shown}: blanks at the end of a line"));
    }
}

/// Links of a page to files of the project that do not exist.
fn links(root: &Path, path: &Path, text: &str, findings: &mut Vec<String>) {
    let folder = root.join(path).parent().map(Path::to_path_buf).unwrap_or_default();
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let target = link.split('#').next().unwrap_or_default();
        let is_file =
            !target.is_empty() && !target.contains("://") && !target.contains(' ') && !target.starts_with("mailto:");
        if is_file && !folder.join(target).exists() {
            findings.push(format!("{}: link to `{target}` leads nowhere", path.display()));
        }
    }
}
