//! The case that an interview writes: a TOML document that keeps its comments, saved whole after each answer.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::failure::Failure;

/// The case as text, and where it is kept.
pub(super) struct Draft {
    document: DocumentMut,
    /// Where it is saved; without it nothing is.
    pub(super) path: Option<PathBuf>,
    /// Texts before each answer, for going back.
    earlier: Vec<String>,
}

impl Draft {
    /// A case that begins with this text, which has been read as a case already.
    pub(super) fn new(text: &str, path: Option<PathBuf>) -> Result<Self, Failure> {
        let document = text.parse().map_err(|error: toml_edit::TomlError| Failure::Io {
            what: "cannot keep the case".to_owned(),
            source: std::io::Error::other(error),
        })?;
        Ok(Self { document, path, earlier: Vec::new() })
    }

    pub(super) fn text(&self) -> String {
        self.document.to_string()
    }

    /// Remembers the text as it is, so that the next answer can be taken back.
    pub(super) fn mark(&mut self) {
        self.earlier.push(self.text());
    }

    /// Takes the last answer back. `false` if there is none.
    pub(super) fn back(&mut self) -> bool {
        let before = self.earlier.pop().and_then(|text| text.parse().ok());
        if let Some(document) = before {
            self.document = document;
            true
        } else {
            false
        }
    }

    /// How many answers were given.
    pub(super) fn answers(&self) -> usize {
        self.earlier.len()
    }

    /// Saves the whole text beside the file and puts it in its place, so that a crash leaves the old or the new text, never half of one.
    pub(super) fn save(&self) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
        let write = || {
            let mut file = std::fs::File::create(&beside)?;
            file.write_all(self.text().as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, path)
        };
        write().map_err(|error| {
            let _ = std::fs::remove_file(&beside);
            Failure::Io { what: format!("cannot save `{}`", path.display()), source: error }
        })
    }

    /// The table of a thing, made if it is not there.
    fn thing(&mut self, kind: &str, id: &str) -> Option<&mut dyn toml_edit::TableLike> {
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
    pub(super) fn set(&mut self, kind: &str, id: &str, fact: &str, toml: &str) {
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
    pub(super) fn guide_answer(&self, id: &str) -> Option<String> {
        self.document.get("guide")?.as_table_like()?.get(id)?.as_str().map(str::to_owned)
    }

    /// Answers a question of a guide.
    pub(super) fn answer_guide(&mut self, id: &str, answer: &str) {
        let own = self.document.entry("guide").or_insert_with(|| Item::Table(Table::new()));
        if let Some(own) = own.as_table_like_mut() {
            own.insert(id, toml_edit::value(answer));
        }
    }

    /// What the person does not know.
    pub(super) fn unsure(&self) -> BTreeSet<String> {
        let names = self.document.get("unsure").and_then(Item::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Names of the things of a kind.
    pub(super) fn names(&self, kind: &str) -> BTreeSet<String> {
        let things = self.document.get(kind).and_then(Item::as_table_like);
        things.map(|things| things.iter().map(|(name, _)| name.to_owned()).collect()).unwrap_or_default()
    }

    /// The currency of some amount that the case gives.
    pub(super) fn currency(&self) -> Option<String> {
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

fn add(list: &mut Item, name: &str) {
    if let Some(own) = list.as_array_mut()
        && own.iter().all(|entry| entry.as_str() != Some(name))
    {
        own.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::Draft;

    #[test]
    fn comments_and_order_are_kept() {
        let text = "# mine\nname = \"case\"\n\n[organisation.acme]\nstaff = 5 # counted in May\n";
        let mut draft = Draft::new(text, None).unwrap();
        draft.mark();
        draft.set("organisation", "acme", "staff", "60");
        draft.set("organisation", "acme", "turnover", "\"6000000 EUR\"");
        draft.note("complete", "acme.supplies");
        draft.enlist("organisation", "acme", "absent", "decisions_in");
        let expected = "# mine\nname = \"case\"\ncomplete = [\"acme.supplies\"]\n\n[organisation.acme]\nstaff = 60 # counted in May\nturnover = \"6000000 EUR\"\nabsent = [\"decisions_in\"]\n";
        assert_eq!(draft.text(), expected);
        draft.set("organisation", "acme", "decisions_in", "\"NL\"");
        assert!(!draft.text().contains("absent"));
        assert_eq!(draft.currency().as_deref(), Some("EUR"));
        assert!(draft.back() && !draft.back());
        assert_eq!(draft.text(), text);
    }

    #[test]
    fn things_are_added_below_each_other() {
        let mut draft = Draft::new("", None).unwrap();
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
