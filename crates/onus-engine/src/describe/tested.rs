//! The cases that test an item, with what they expect.

use onus_register::register::Register;
use onus_register::tree::{Item as Tree, Table};
use serde::Serialize;

use super::Item;

/// A case that expects something of an item.
#[derive(Clone, Debug, Serialize)]
pub struct Tested {
    /// Its name.
    pub case: String,
    /// Thing and verdict: "acme: applies".
    pub expects: Vec<String>,
    /// Where it stands.
    pub file: String,
    /// In which line.
    pub line: usize,
}

/// The cases that expect something of one of these ids.
pub(super) fn all(register: &Register, ids: &[&str], item: &Item) -> Vec<Tested> {
    let mut found = Vec::new();
    for case in &register.cases {
        let Some(Tree::Table(expect)) = case.table.get("expect").map(|tree| &tree.item) else { continue };
        let mut expects: Vec<String> = Vec::new();
        for id in ids {
            let Some(tree) = expect.get(id) else { continue };
            let Tree::Table(verdicts) = &tree.item else { continue };
            // of a directive's item only what the case says of this State, or of none in particular
            for (thing, (_, verdict)) in &verdicts.entries {
                if *id == item.id || concerns(thing, item) {
                    expects.push(format!("{thing}: {}", verdict_words(&verdict.item)));
                }
            }
        }
        if !expects.is_empty() {
            found.push(Tested {
                case: case.name.clone(),
                expects,
                file: register.files.path(case.at.file).to_owned(),
                line: register.files.line(case.at),
            });
        }
    }
    found
}

/// Whether `acme@NL` is about the item of that State.
fn concerns(thing: &str, item: &Item) -> bool {
    let state = item.regime.split('.').next().unwrap_or_default();
    thing.split_once('@').is_none_or(|(_, code)| code.eq_ignore_ascii_case(state))
}

/// "applies", "cannot tell (missing: organisation.c.staff)".
fn verdict_words(verdict: &Tree) -> String {
    match verdict {
        Tree::Text(text) => status(text),
        Tree::Table(table) => {
            let first = ["status", "owed"].into_iter().filter_map(|key| Some((key, table.get(key)?)));
            let mut parts: Vec<String> = first
                .map(|(key, tree)| match (key, &tree.item) {
                    ("status", Tree::Text(text)) => status(text),
                    ("owed", tree) => format!("owed: {}", plain(tree)),
                    (_, tree) => plain(tree),
                })
                .collect();
            let rest = rest(table);
            if !rest.is_empty() {
                parts.push(format!("({rest})"));
            }
            parts.join(" ")
        }
        other => plain(other),
    }
}

fn rest(table: &Table) -> String {
    let rest = table.entries.iter().filter(|(key, _)| !matches!(key.as_str(), "status" | "owed"));
    rest.map(|(key, (_, tree))| format!("{key}: {}", plain(&tree.item))).collect::<Vec<_>>().join("; ")
}

/// `does-not-apply` as people say it.
fn status(text: &str) -> String {
    text.replace('-', " ")
}

fn plain(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) | Tree::Number(text) => text.clone(),
        Tree::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Tree::Time(time) => time.to_string(),
        Tree::List(items) if items.is_empty() => "none".to_owned(),
        Tree::List(items) => items.iter().map(|item| plain(&item.item)).collect::<Vec<_>>().join(", "),
        Tree::Table(table) => rest(table),
    }
}
