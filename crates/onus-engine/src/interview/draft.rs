//! What an interview has so far: the case as a TOML document that keeps its comments, what was put off, and every step back. Where it is
//! kept, on a disk or in a form, is the caller's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

use super::answer::Misread;
use super::{Aside, Question};
use crate::finding::ThingRef;

/// Steps back that are kept; the oldest fall away.
const STEPS: usize = 200;

/// The case as text, what was put off, and what stood before each answer.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    document: DocumentMut,
    later: BTreeSet<String>,
    earlier: Vec<Before>,
}

/// How things stood before an answer: where the text was other, and what it was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Bytes at the beginning that are the same.
    start: usize,
    /// Bytes at the end that are the same.
    end: usize,
    /// What stood between them.
    text: String,
    /// What was put off.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    later: BTreeSet<String>,
}

impl Draft {
    /// A case that begins with this text.
    pub fn new(text: &str) -> Result<Self, Misread> {
        let document = text.parse().map_err(|error: toml_edit::TomlError| Misread { message: error.to_string() })?;
        Ok(Self { document, ..Self::default() })
    }

    /// The same with what was put off and the steps back, as [`Draft::later`] and [`Draft::earlier`] gave them.
    #[must_use]
    pub fn with(self, later: BTreeSet<String>, earlier: Vec<Before>) -> Self {
        Self { later, earlier, ..self }
    }

    /// The case.
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// What was put off, as paths.
    pub fn later(&self) -> &BTreeSet<String> {
        &self.later
    }

    /// The steps back, the last answer last.
    pub fn earlier(&self) -> &[Before] {
        &self.earlier
    }

    /// What the person cannot or will not answer.
    pub fn aside(&self) -> Aside {
        Aside { unsure: self.unsure(), later: self.later.clone() }
    }

    /// Changes something as one step, so that it can be taken back.
    pub fn change(&mut self, change: impl FnOnce(&mut Self)) {
        let (text, later) = (self.text(), self.later.clone());
        change(self);
        self.earlier.push(Before::of(&text, &self.text(), later));
        if self.earlier.len() > STEPS {
            self.earlier.remove(0);
        }
    }

    /// Changes something more as a part of the last step.
    fn amend(&mut self, change: impl FnOnce(&mut Self)) {
        let last = self.earlier.pop();
        let before = last.and_then(|last| Some((last.text(&self.text())?, last.later)));
        let (text, later) = before.unwrap_or_else(|| (self.text(), self.later.clone()));
        change(self);
        self.earlier.push(Before::of(&text, &self.text(), later));
    }

    /// The last answer is as exact as the person can be: its question is not asked again.
    pub fn leave_rough(&mut self, question: &Question) {
        self.amend(|draft| draft.not_known(&question.path));
    }

    /// Takes the last step back. `false` if there is none, or if it does not belong to this text.
    pub fn back(&mut self) -> bool {
        let Some(before) = self.earlier.pop() else { return false };
        let Some(document) = before.text(&self.text()).and_then(|text| text.parse().ok()) else { return false };
        self.document = document;
        self.later = before.later;
        true
    }

    /// Puts something off until nothing else is left.
    pub(super) fn put_off(&mut self, path: &str) {
        self.later.insert(path.to_owned());
    }

    /// The person does not know it.
    pub(super) fn not_known(&mut self, path: &str) {
        self.note("unsure", path);
        self.later.remove(path);
    }

    /// The table of a thing, made if it is not there.
    fn thing(&mut self, kind: &str, id: &str) -> Option<&mut dyn TableLike> {
        let kinds = self.document.entry(kind).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let things = kinds.as_table_like_mut()?;
        if things.get(id).is_none() {
            things.insert(id, Item::Table(Table::new()));
        }
        things.get_mut(id)?.as_table_like_mut()
    }

    /// Says something of a fact. `toml` is a value as TOML writes it.
    pub fn set(&mut self, kind: &str, id: &str, fact: &str, toml: &str) {
        let Ok(value) = toml.parse::<Value>() else { return };
        self.unlist(kind, id, "absent", fact);
        if let Some(thing) = self.thing(kind, id) {
            let comment = thing.get(fact).and_then(Item::as_value).map(|own| own.decor().clone());
            let mut item = value;
            if let Some(comment) = comment {
                *item.decor_mut() = comment;
            }
            thing.insert(fact, Item::Value(item));
        }
    }

    /// Adds a name to a list of a thing: `absent`, `none_of`.
    pub(super) fn enlist(&mut self, kind: &str, id: &str, list: &str, name: &str) {
        if list == "absent"
            && let Some(thing) = self.thing(kind, id)
        {
            thing.remove(name);
        }
        if let Some(thing) = self.thing(kind, id) {
            let own = thing.entry(list).or_insert_with(|| Item::Value(Value::Array(Array::new())));
            add(own, name);
        }
    }

    fn unlist(&mut self, kind: &str, id: &str, list: &str, name: &str) {
        let Some(thing) = self.thing(kind, id) else { return };
        let empty = thing.get_mut(list).and_then(Item::as_array_mut).is_some_and(|own| {
            own.retain(|entry| entry.as_str() != Some(name));
            own.is_empty()
        });
        if empty {
            thing.remove(list);
        }
    }

    /// Adds a name to a list of the whole case: `complete`, `unsure`. Such a list stands above the first thing.
    pub(super) fn note(&mut self, list: &str, name: &str) {
        let own = self.document.entry(list).or_insert_with(|| Item::Value(Value::Array(Array::new())));
        add(own, name);
    }

    /// Takes a name out of a list of the whole case.
    pub(super) fn unnote(&mut self, list: &str, name: &str) {
        let empty = self.document.get_mut(list).and_then(Item::as_array_mut).is_some_and(|own| {
            own.retain(|entry| entry.as_str() != Some(name));
            own.is_empty()
        });
        if empty {
            self.document.remove(list);
        }
    }

    /// How a question of a guide was answered.
    pub fn guide_answer(&self, id: &str) -> Option<String> {
        self.document.get("guide")?.as_table_like()?.get(id)?.as_str().map(str::to_owned)
    }

    /// Answers a question of a guide.
    pub fn answer_guide(&mut self, id: &str, answer: &str) {
        let own = self.document.entry("guide").or_insert_with(|| Item::Table(Table::new()));
        if let Some(own) = own.as_table_like_mut() {
            own.insert(id, toml_edit::value(answer));
        }
    }

    /// What the person does not know.
    pub fn unsure(&self) -> BTreeSet<String> {
        let names = self.document.get("unsure").and_then(Item::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Whether the list of a question has been said to be all.
    pub fn is_closed(&self, question: &Question) -> bool {
        let names = self.document.get("complete").and_then(Item::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).any(|name| name == question.path)
    }

    /// Names of the things of a kind.
    pub(super) fn names(&self, kind: &str) -> BTreeSet<String> {
        let things = self.document.get(kind).and_then(Item::as_table_like);
        things.map(|things| things.iter().map(|(name, _)| name.to_owned()).collect()).unwrap_or_default()
    }

    /// What a list has: each thing as people call it, or by its own name.
    pub fn list(&self, kind: &str, gate: &str, owner: &str) -> Vec<String> {
        let things = self.document.get(kind).and_then(Item::as_table_like);
        let own = things.into_iter().flat_map(TableLike::iter).filter_map(|(id, thing)| {
            let text = |key: &str| thing.as_table_like().and_then(|thing| thing.get(key)).and_then(Item::as_str);
            (text(gate) == Some(owner)).then(|| text("name").unwrap_or(id).to_owned())
        });
        own.collect()
    }

    /// The zone in which local times of a thing are read, if the case says one.
    pub fn zone(&self, thing: &ThingRef) -> Option<&str> {
        let own = self.document.get(&thing.kind).and_then(Item::as_table_like).and_then(|kind| kind.get(&thing.id));
        let own = own.and_then(Item::as_table_like).and_then(|thing| thing.get("zone"));
        own.or_else(|| self.document.get("zone"))?.as_str()
    }

    /// The currency of some amount that the case gives.
    pub fn currency(&self) -> Option<String> {
        let text = self.text();
        let amount = |word: &str| word.len() == 3 && word.chars().all(|letter| letter.is_ascii_uppercase());
        text.lines().filter_map(|line| line.split_once('=')).find_map(|(_, value)| {
            let value = value.trim().strip_prefix('"')?.split('"').next()?;
            let (number, code) = value.rsplit_once(' ')?;
            (amount(code) && number.starts_with(|first: char| first.is_ascii_digit() || first == '.'))
                .then(|| code.to_owned())
        })
    }
}

impl Before {
    /// What is different between two texts, cut at whole letters.
    fn of(before: &str, after: &str, later: BTreeSet<String>) -> Self {
        let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let start =
            (0..=same).rev().find(|at| before.is_char_boundary(*at) && after.is_char_boundary(*at)).unwrap_or(0);
        let (old, new) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
        let same = old.bytes().rev().zip(new.bytes().rev()).take_while(|(a, b)| a == b).count();
        let whole = |text: &str, end: usize| text.is_char_boundary(text.len().saturating_sub(end));
        let end = (0..=same).rev().find(|end| whole(old, *end) && whole(new, *end)).unwrap_or(0);
        let text = old.get(..old.len().saturating_sub(end)).unwrap_or_default().to_owned();
        Self { start, end, text, later }
    }

    /// The text as it stood before; `None` if this is not what it became.
    fn text(&self, after: &str) -> Option<String> {
        let end = after.len().checked_sub(self.end).filter(|end| *end >= self.start)?;
        Some(format!("{}{}{}", after.get(..self.start)?, self.text, after.get(end..)?))
    }
}

fn add(list: &mut Item, name: &str) {
    if let Some(own) = list.as_array_mut()
        && own.iter().all(|entry| entry.as_str() != Some(name))
    {
        own.push(name);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Draft;

    #[test]
    fn comments_and_order_are_kept() {
        let text = "# mine\nname = \"case\"\n\n[organisation.acme]\nstaff = 5 # counted in May\n";
        let mut draft = Draft::new(text).unwrap();
        draft.change(|draft| {
            draft.set("organisation", "acme", "staff", "60");
            draft.set("organisation", "acme", "turnover", "\"6000000 EUR\"");
            draft.note("complete", "acme.supplies");
            draft.enlist("organisation", "acme", "absent", "decisions_in");
        });
        let expected = "# mine\nname = \"case\"\ncomplete = [\"acme.supplies\"]\n\n[organisation.acme]\nstaff = 60 # counted in May\nturnover = \"6000000 EUR\"\nabsent = [\"decisions_in\"]\n";
        assert_eq!(draft.text(), expected);
        draft.set("organisation", "acme", "decisions_in", "\"NL\"");
        assert!(!draft.text().contains("absent"));
        assert_eq!(draft.currency().as_deref(), Some("EUR"));
        assert!(draft.back() && !draft.back());
        assert_eq!(draft.text(), text);
    }

    #[test]
    fn each_step_can_be_taken_back_also_after_a_journey() {
        let mut draft = Draft::new("# Žižkov\n[organisation.a]\nname = \"Ž\"\n").unwrap();
        let mut texts = vec![draft.text()];
        for value in ["\"Žž\"", "\"žŽ\"", "\"\"", "\"Ž\""] {
            draft.change(|draft| draft.set("organisation", "a", "name", value));
            texts.push(draft.text());
        }
        draft.change(|draft| draft.not_known("organisation.a.staff"));
        draft.change(|draft| draft.put_off("organisation.a.serves"));
        assert!(draft.later().contains("organisation.a.serves"));
        let sent = serde_json::to_string(draft.earlier()).unwrap();
        let mut draft =
            Draft::new(&draft.text()).unwrap().with(draft.later().clone(), serde_json::from_str(&sent).unwrap());
        assert!(draft.back() && draft.later().is_empty() && !draft.unsure().is_empty());
        while let Some(text) = texts.pop() {
            assert!(draft.back() || texts.is_empty());
            assert_eq!(draft.text(), text);
        }
        assert!(!draft.back());
    }

    #[test]
    fn a_step_that_belongs_to_another_text_takes_nothing_back() {
        let mut draft = Draft::new("[organisation.a]\nstaff = 5\n").unwrap();
        draft.change(|draft| draft.set("organisation", "a", "staff", "60000000"));
        let mut other = Draft::new("a = 1\n").unwrap().with(BTreeSet::new(), draft.earlier().to_vec());
        assert!(!other.back());
        assert_eq!(other.text(), "a = 1\n");
    }

    #[test]
    fn things_are_added_below_each_other() {
        let mut draft = Draft::new("").unwrap();
        draft.set("organisation", "acme", "name", "\"Acme\"");
        draft.set("supply", "lamp", "by", "\"acme\"");
        draft.note("unsure", "organisation.acme.staff");
        let expected = "unsure = [\"organisation.acme.staff\"]\n\n[organisation.acme]\nname = \"Acme\"\n\n[supply.lamp]\nby = \"acme\"\n";
        assert_eq!(draft.text(), expected);
        draft.unnote("unsure", "organisation.acme.staff");
        assert!(!draft.text().contains("unsure"));
        assert_eq!(draft.names("supply").into_iter().collect::<Vec<_>>(), ["lamp"]);
    }
}
