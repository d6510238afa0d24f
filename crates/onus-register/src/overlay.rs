//! What if: facts put over those of a case for one answer, such as `organisation.acme.staff = 60`. The one place where such a text is
//! read; every command with `--if` uses it. It knows the shape of a case, and nothing of what its facts mean.

use onus_logic::suggest::did_you_mean;

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::source::{FileId, Files};
use crate::tree::{self, Item, Table};

/// Lists of names in a case: what is put over them is added.
const ADDED: [&str; 3] = ["none_of", "absent", "complete"];

/// One text of facts that are put over a case.
#[derive(Clone, Debug)]
pub struct Overlay {
    file: FileId,
    table: Table,
}

impl Overlay {
    /// The file under which its text is known to messages.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The facts.
    pub fn table(&self) -> &Table {
        &self.table
    }
}

/// Reads the text: the same TOML that a case holds.
pub fn read(text: &str, files: &mut Files, report: &mut Report) -> Option<Overlay> {
    let file = files.add("--if", text);
    let table = tree::parse(text, file, 0, report)?;
    if table.entries.is_empty() {
        let at = crate::case::whole(file);
        report.push(
            Diagnostic::error(codes::CASE_VALUE, at, "this says nothing", "no fact")
                .help("write `kind.thing.fact = value`, such as `organisation.acme.staff = 60`"),
        );
        return None;
    }
    Some(Overlay { file, table })
}

/// Puts an overlay over the text of a case: its facts take the place of those of the case, a thing that is not there yet is added.
pub fn apply(overlay: &Overlay, case: &mut Table, report: &mut Report) {
    for (key, (at, tree)) in &overlay.table.entries {
        let own = case.entries.get_mut(key).map(|(_, own)| &mut own.item);
        match (own, &tree.item) {
            (Some(Item::Table(things)), Item::Table(over)) => kind(key, things, over, report),
            (Some(Item::List(names)), Item::List(more)) if ADDED.contains(&key.as_str()) => {
                names.extend(more.iter().cloned());
            }
            _ => {
                case.entries.insert(key.clone(), (*at, tree.clone()));
            }
        }
    }
}

fn kind(name: &str, things: &mut Table, over: &Table, report: &mut Report) {
    for (thing, (at, tree)) in &over.entries {
        let own = things.entries.get_mut(thing).map(|(_, own)| &mut own.item);
        if let (Some(Item::Table(facts)), Item::Table(over)) = (own, &tree.item) {
            for (fact, (at, tree)) in &over.entries {
                let own = facts.entries.get_mut(fact).map(|(_, own)| &mut own.item);
                match (own, &tree.item) {
                    (Some(Item::List(names)), Item::List(more)) if ADDED.contains(&fact.as_str()) => {
                        names.extend(more.iter().cloned());
                    }
                    _ => {
                        facts.entries.insert(fact.clone(), (*at, tree.clone()));
                    }
                }
            }
            continue;
        }
        let known: Vec<&str> = things.entries.keys().map(String::as_str).collect();
        // `i2` beside `i1` is a second thing, `acmee` beside `acme` a slip of the pen
        let is_new = !things.entries.contains_key(thing) && thing.chars().count() > 3;
        if let Some(help) = did_you_mean(thing, known).filter(|_| is_new) {
            report.push(
                Diagnostic::error(codes::CASE_NAME, *at, format!("the case has no {name} called `{thing}`"), "unknown")
                    .help(format!("{help} a thing that is added needs a name less like one that is there")),
            );
            continue;
        }
        things.entries.insert(thing.clone(), (*at, tree.clone()));
    }
}
