//! Changes of pages: one item is given another text, or a new item is added. And what that changes, by paragraph and by logic.
//!
//! Nothing is checked here. A register with changed pages is loaded like any other, and its mistakes are found there.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::diagnostic::Report;
use crate::page::{self, Sort};
use crate::source::{Files, Source, SourceError, Texts};
use crate::tree::{Item, Table};

/// A new text for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Path of the page below the register's folder.
    pub page: String,
    /// Id of the item.
    pub item: String,
    /// Its text: heading, prose and block.
    pub text: String,
}

/// Why a change does not fit the pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The text is not that of the item.
    #[error("the text for `{item}` does not begin with a heading `## .. {{#{item}}}`")]
    Heading {
        /// Which item.
        item: String,
    },
    /// It holds more than one item.
    #[error("the text for `{item}` holds more than that one item")]
    Several {
        /// Which item.
        item: String,
    },
}

/// The ids of items in a page, with the place of their sections.
fn sections(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut found: Vec<(&str, Range<usize>)> = Vec::new();
    let (mut fenced, mut start) = (false, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if !fenced && line.starts_with("## ") {
            if let Some((_, last)) = found.last_mut() {
                last.end = start;
            }
            let id = line.split_once("{#").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(id, _)| id);
            found.push((id, start..text.len()));
        }
        start += line.len();
    }
    found
}

/// The text of an item in a page.
pub fn section<'t>(page: &'t str, item: &str) -> Option<&'t str> {
    let (_, range) = sections(page).into_iter().find(|(id, _)| *id == item)?;
    page.get(range)
}

/// The pages with a change. A page that does not exist yet begins with the item.
pub fn apply(pages: &mut BTreeMap<String, String>, edit: &Edit) -> Result<(), EditError> {
    let own = sections(&edit.text);
    match own.as_slice() {
        [(id, range)] if *id == edit.item && range.start == 0 => {}
        [] | [_] => return Err(EditError::Heading { item: edit.item.clone() }),
        _ => return Err(EditError::Several { item: edit.item.clone() }),
    }
    let mut text = edit.text.trim_end().to_owned();
    text.push('\n');
    let page = pages.entry(edit.page.clone()).or_default();
    let range = sections(page).into_iter().find(|(id, _)| *id == edit.item).map(|(_, range)| range);
    if let Some(range) = range {
        page.replace_range(range, &text);
    } else {
        if !page.is_empty() && !page.ends_with('\n') {
            page.push('\n');
        }
        page.push_str(&text);
    }
    Ok(())
}

/// Pages in memory, by path.
pub struct Pages<'p>(pub &'p BTreeMap<String, String>);

impl Source for Pages<'_> {
    fn pages(&self) -> Result<Texts<'_>, SourceError> {
        Ok(self.0.iter().map(|(path, text)| (path.into(), text.into())).collect())
    }
}

/// What a change does to an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Paragraphs that go, counted from 1 in the old text.
    pub removed: BTreeMap<usize, String>,
    /// Paragraphs that come, counted from 1 in the new text.
    pub added: BTreeMap<usize, String>,
    /// Keys of blocks that are different, before and after.
    pub logic: BTreeMap<String, (Option<String>, Option<String>)>,
}

/// Compares two texts of an item.
pub fn difference(old: &str, new: &str) -> Difference {
    let (before, after) = (paragraphs(old), paragraphs(new));
    let kept = common(&before, &after);
    let pick = |all: &[String], gone: &dyn Fn(usize) -> bool| {
        (1..).zip(all).filter(|(nth, _)| gone(nth - 1)).map(|(nth, text)| (nth, text.clone())).collect()
    };
    let (had, has) = (keys(old), keys(new));
    let names: std::collections::BTreeSet<&String> = had.keys().chain(has.keys()).collect();
    let logic = names
        .into_iter()
        .filter(|name| had.get(*name) != has.get(*name))
        .map(|name| (name.clone(), (had.get(name).cloned(), has.get(name).cloned())))
        .collect();
    Difference {
        removed: pick(&before, &|nth| !kept.iter().any(|(one, _)| *one == nth)),
        added: pick(&after, &|nth| !kept.iter().any(|(_, two)| *two == nth)),
        logic,
    }
}

/// Paragraphs outside of blocks; the heading is one.
fn paragraphs(text: &str) -> Vec<String> {
    let (mut all, mut fenced, mut open) = (Vec::new(), false, String::new());
    for line in text.lines() {
        let fence = line.starts_with("```");
        let ends = fence || line.trim().is_empty() || line.starts_with('#');
        if ends && !open.is_empty() {
            all.push(std::mem::take(&mut open));
        }
        if fence {
            fenced = !fenced;
        } else if line.starts_with('#') && !fenced {
            all.push(line.to_owned());
        } else if !fenced && !line.trim().is_empty() {
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(line.trim());
        }
    }
    if !open.is_empty() {
        all.push(open);
    }
    all
}

/// A longest common subsequence, as pairs of places.
fn common(one: &[String], two: &[String]) -> Vec<(usize, usize)> {
    let width = two.len() + 1;
    let mut length = vec![0_usize; (one.len() + 1) * width];
    let at = |length: &[usize], a: usize, b: usize| length.get(a * width + b).copied().unwrap_or(0);
    for (a, left) in one.iter().enumerate().rev() {
        for (b, right) in two.iter().enumerate().rev() {
            let best = if left == right {
                at(&length, a + 1, b + 1) + 1
            } else {
                at(&length, a + 1, b).max(at(&length, a, b + 1))
            };
            if let Some(slot) = length.get_mut(a * width + b) {
                *slot = best;
            }
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while let (Some(left), Some(right)) = (one.get(a), two.get(b)) {
        if left == right {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if at(&length, a + 1, b) >= at(&length, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// The keys of all blocks of an item, with their values as written.
fn keys(text: &str) -> BTreeMap<String, String> {
    let mut files = Files::default();
    let file = files.add("item", text);
    let page = page::read(file, &files, &mut Report::default());
    let mut found = BTreeMap::new();
    for block in &page.blocks {
        collect(block.sort.name(), &block.table, &files, &mut found);
    }
    for case in &page.cases {
        if let Some(table) = case.read(&files, &mut Report::default()) {
            collect(Sort::Case.name(), &table, &files, &mut found);
        }
    }
    found
}

fn collect(path: &str, table: &Table, files: &Files, found: &mut BTreeMap<String, String>) {
    for (key, (_, tree)) in &table.entries {
        let path = format!("{path}.{key}");
        match &tree.item {
            Item::Table(inner) => collect(&path, inner, files, found),
            _ => {
                found.insert(path, files.text(tree.at).to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "+++\nregime = \"a.b\"\n+++\n# A page\n\nIntro.\n\n## One {#a.b.1}\nFirst text.\n\nSecond text.\n```duty\nwhen = 'o.x'\nprovision = \"1\"\n## no heading {#a.b.9}\n```\n## Two {#a.b.2}\nOther.\n";

    #[test]
    fn an_item_is_cut_out_of_its_page() {
        assert_eq!(section(PAGE, "a.b.2"), Some("## Two {#a.b.2}\nOther.\n"));
        assert!(section(PAGE, "a.b.1").is_some_and(|text| text.ends_with("```\n")));
        assert_eq!(section(PAGE, "a.b.9"), None);
    }

    #[test]
    fn a_change_replaces_one_item_and_leaves_the_rest() {
        let mut pages = BTreeMap::from([("p.md".to_owned(), PAGE.to_owned())]);
        let edit = Edit { page: "p.md".into(), item: "a.b.1".into(), text: "## Uno {#a.b.1}\nNew.\n\n\n".into() };
        apply(&mut pages, &edit).unwrap();
        assert!(pages["p.md"].contains("Intro.\n\n## Uno {#a.b.1}\nNew.\n## Two {#a.b.2}\n"));
        let added = Edit { page: "q.md".into(), item: "a.b.3".into(), text: "## Three {#a.b.3}\n".into() };
        apply(&mut pages, &added).unwrap();
        assert_eq!(pages["q.md"], "## Three {#a.b.3}\n");
    }

    #[test]
    fn a_change_that_smuggles_in_a_second_item_is_refused() {
        let mut pages = BTreeMap::new();
        let edit = |text: &str| Edit { page: "p.md".into(), item: "a.b.1".into(), text: text.into() };
        let two = edit("## One {#a.b.1}\n\n## Two {#a.b.2}\n");
        assert!(matches!(apply(&mut pages, &two), Err(EditError::Several { .. })));
        for text in ["", "## One {#a.b.2}\n", "text\n## One {#a.b.1}\n"] {
            assert!(matches!(apply(&mut pages, &edit(text)), Err(EditError::Heading { .. })), "{text}");
        }
    }

    #[test]
    fn a_difference_shows_paragraphs_and_keys() {
        let old = section(PAGE, "a.b.1").unwrap();
        let new = old.replace("Second text.", "Second text, changed.").replace("'o.x'", "'o.x && o.y'");
        let found = difference(old, &new);
        assert_eq!(found.removed, BTreeMap::from([(3, "Second text.".to_owned())]));
        assert_eq!(found.added, BTreeMap::from([(3, "Second text, changed.".to_owned())]));
        let when = &found.logic["duty.when"];
        assert_eq!((when.0.as_deref(), when.1.as_deref()), (Some("'o.x'"), Some("'o.x && o.y'")));
        assert_eq!(found.logic.len(), 1);
        assert_eq!(difference(old, old), Difference::default());
    }
}
