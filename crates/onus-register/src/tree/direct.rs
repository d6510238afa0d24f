//! TOML straight to a tree, without the tree of the TOML library between them: a register has two thousand blocks. The library still
//! splits the text and decodes every key and value.
//!
//! Only what is right beyond doubt is taken. Whatever else a text has (a mistake, or a form that no page uses) gives `None`, and the
//! library reads it as a whole and finds the words for what is wrong.

use std::borrow::Cow;
use std::collections::HashMap;

use toml_parser::decoder::{Encoding, IntegerRadix, ScalarKind};
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span};

use super::{Converter, Item, MAX_DEPTH, Table, Tree, number, with_radix};
use crate::source::At;

/// The table of a text, if it is plainly right.
pub(super) fn read(text: &str, places: &Converter) -> Option<Table> {
    let mut tokens = Vec::with_capacity(text.len() / 4 + 8);
    tokens.extend(Source::new(text).lex());
    let mut reader = Reader {
        text,
        places,
        root: Table::default(),
        section: Table::default(),
        header: None,
        keys: Vec::new(),
        open: Vec::new(),
        headers: Made::default(),
        dotted: Made::default(),
        is_right: true,
    };
    let mut error: Option<ParseError> = None;
    parse_document(&tokens, &mut reader, &mut error);
    reader.close_section();
    (reader.is_right && error.is_none()).then_some(reader.root)
}

/// Tables that a path made, which another path may go through. A table that is a value is none of them.
#[derive(Default)]
struct Made {
    /// By the table that holds it (the root is 0) and the position of its entry.
    tables: HashMap<(usize, usize), usize, foldhash::fast::RandomState>,
}

/// A key with its place.
type Key = (String, At);

/// The header of the section at hand.
struct Header {
    path: Vec<Key>,
    at: Span,
    /// `[[..]]`
    is_list: bool,
}

/// A value that has begun and not ended.
enum Open {
    List { from: usize, items: Vec<Tree> },
    Table { from: usize, table: Table, keys: Vec<Key> },
}

struct Reader<'t> {
    text: &'t str,
    places: &'t Converter,
    root: Table,
    /// What stands below the header at hand.
    section: Table,
    header: Option<Header>,
    /// The keys of the header or entry at hand.
    keys: Vec<Key>,
    open: Vec<Open>,
    headers: Made,
    dotted: Made,
    is_right: bool,
}

impl<'t> Reader<'t> {
    fn at(&self, from: usize, to: usize) -> At {
        self.places.at(from..to)
    }

    fn raw(&self, span: Span, encoding: Option<Encoding>) -> Raw<'t> {
        Raw::new_unchecked(self.text.get(span.start()..span.end()).unwrap_or_default(), encoding, span)
    }

    /// A value is whole: it belongs to the list or table that is open, or else to the section.
    fn put(&mut self, item: Item, from: usize, to: usize) {
        let tree = Tree { item, at: self.at(from, to) };
        let keys = match self.open.last_mut() {
            Some(Open::List { items, .. }) => {
                items.push(tree);
                return;
            }
            _ => std::mem::take(&mut self.keys),
        };
        self.is_right &= match self.open.last_mut() {
            Some(Open::Table { table, .. }) => insert(table, keys, tree, None),
            _ => insert(&mut self.section, keys, tree, Some(&mut self.dotted)),
        };
    }

    /// Puts the section at its place below the root.
    fn close_section(&mut self) {
        let section = std::mem::take(&mut self.section);
        self.dotted.tables.clear();
        let Some(Header { mut path, at, is_list }) = self.header.take() else {
            self.root = section;
            return;
        };
        let at = self.at(at.start(), at.end());
        let Some(last) = path.pop() else {
            self.is_right = false;
            return;
        };
        let Some((parent, number)) = descend(&mut self.root, path, Some(&mut self.headers)) else {
            self.is_right = false;
            return;
        };
        let tree = Tree { item: Item::Table(Box::new(section)), at };
        let next = self.headers.tables.len() + 1;
        match parent.entries.entry(last.0) {
            indexmap::map::Entry::Vacant(entry) => {
                let item = if is_list { Item::List(vec![tree]) } else { tree.item };
                // a list is remembered with 0: a path goes on in a table only
                let made = if is_list { 0 } else { next };
                self.headers.tables.insert((number, entry.index()), made);
                entry.insert((last.1, Tree { item, at }));
            }
            indexmap::map::Entry::Occupied(mut entry) => {
                let is_made = self.headers.tables.get(&(number, entry.index())) == Some(&0);
                match &mut entry.get_mut().1.item {
                    Item::List(items) if is_list && is_made => items.push(tree),
                    _ => self.is_right = false,
                }
            }
        }
    }

    fn begin_section(&mut self) {
        self.close_section();
        self.keys.clear();
    }

    fn end_header(&mut self, to: usize, is_list: bool) {
        // the place of a header runs from its first bracket to its last
        let from = self.header.as_ref().map_or(to, |header| header.at.start());
        let path = std::mem::take(&mut self.keys);
        self.header = Some(Header { path, at: Span::new_unchecked(from, to), is_list });
    }

    fn begin(&mut self, value: Open) -> bool {
        self.open.push(value);
        self.is_right &= self.open.len() <= MAX_DEPTH;
        self.is_right
    }
}

/// The table at the end of a path, with its number among those made; what is missing on the way is made.
fn descend<'r>(
    mut table: &'r mut Table,
    path: Vec<Key>,
    mut made: Option<&mut Made>,
) -> Option<(&'r mut Table, usize)> {
    let mut number = 0;
    if path.len() > MAX_DEPTH {
        return None;
    }
    for (key, at) in path {
        let next = made.as_ref().map_or(0, |made| made.tables.len() + 1);
        let (index, tree) = match table.entries.entry(key) {
            indexmap::map::Entry::Vacant(entry) => {
                let index = entry.index();
                if let Some(made) = &mut made {
                    made.tables.insert((number, index), next);
                }
                (index, entry.insert((at, Tree { item: Item::Table(Box::default()), at })))
            }
            indexmap::map::Entry::Occupied(entry) => (entry.index(), entry.into_mut()),
        };
        number = match &made {
            Some(made) => *made.tables.get(&(number, index)).filter(|found| **found != 0)?,
            None => 0,
        };
        table = match &mut tree.1.item {
            Item::Table(table) => table,
            _ => return None,
        };
    }
    Some((table, number))
}

/// Puts a value below its keys. Says whether that was plainly right.
fn insert(table: &mut Table, mut keys: Vec<Key>, tree: Tree, made: Option<&mut Made>) -> bool {
    let Some((key, at)) = keys.pop() else { return false };
    // in a table that is a value, two keys with a common beginning are left to the library
    if made.is_none() && keys.first().is_some_and(|(first, _)| table.entries.contains_key(first)) {
        return false;
    }
    let Some((table, _)) = descend(table, keys, made) else { return false };
    table.entries.insert(key, (at, tree)).is_none()
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.begin_section();
        self.header = Some(Header { path: Vec::new(), at: span, is_list: false });
    }

    fn std_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.end_header(span.end(), false);
    }

    fn array_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.begin_section();
        self.header = Some(Header { path: Vec::new(), at: span, is_list: true });
    }

    fn array_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.end_header(span.end(), true);
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        let keys = std::mem::take(&mut self.keys);
        self.begin(Open::Table { from: span.start(), table: Table::default(), keys })
    }

    fn inline_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        if let Some(Open::Table { from, table, keys }) = self.open.pop() {
            self.keys = keys;
            self.put(Item::Table(Box::new(table)), from, span.end());
        } else {
            self.is_right = false;
        }
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.begin(Open::List { from: span.start(), items: Vec::new() })
    }

    fn array_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        if let Some(Open::List { from, items }) = self.open.pop() {
            self.put(Item::List(items), from, span.end());
        } else {
            self.is_right = false;
        }
    }

    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut decoded = Cow::Borrowed("");
        self.raw(span, encoding).decode_key(&mut decoded, error);
        self.keys.push((decoded.into_owned(), self.at(span.start(), span.end())));
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut decoded = Cow::Borrowed("");
        let item = match self.raw(span, encoding).decode_scalar(&mut decoded, error) {
            ScalarKind::String => Item::Text(decoded.into_owned()),
            ScalarKind::Boolean(value) => Item::Bool(value),
            ScalarKind::Float | ScalarKind::Integer(IntegerRadix::Dec) => Item::Number(number(&decoded)),
            ScalarKind::Integer(radix) => match with_radix(&decoded, radix.value()) {
                Some(number) => Item::Number(number.to_string()),
                None => return self.is_right = false,
            },
            ScalarKind::DateTime => match decoded.parse() {
                Ok(time) => Item::Time(time),
                Err(_) => return self.is_right = false,
            },
        };
        self.put(item, span.start(), span.end());
    }

    fn comment(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_comment(error);
    }

    fn newline(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_newline(error);
    }

    fn error(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_right = false;
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::super::{Converter, whole};
    use crate::diagnostic::Report;
    use crate::source::FileId;

    /// What is read directly is what the library reads, with every place, and the library has nothing against it.
    fn agrees(text: &str) -> Result<bool, TestCaseError> {
        let Some(direct) = super::read(text, &Converter { file: FileId::default(), offset: 7 }) else {
            return Ok(false);
        };
        let mut report = Report::default();
        let whole = whole(text, FileId::default(), 7, &mut report);
        prop_assert_eq!(Some(direct), whole, "{}", text);
        prop_assert!(report.diagnostics.is_empty());
        Ok(true)
    }

    #[test]
    fn the_forms_that_pages_use_are_read_directly() {
        for text in [
            "",
            "# only a remark\n",
            "a = 1\nb = '2'\n",
            "a.b = 1\na.c.d = [1, { e = 2, f.g = 3 }]\n",
            "[a]\nb = 1\n[a.c]\nd = 2026-11-22\n[e.f]\ng = 1.5\n",
            "[[a]]\nb = 1\n[[a]]\nb = 2\n[c]\nd = \"\"\"x\n\ty\"\"\"\n",
            "\"a.b\" = 0xFF\n'c' = 1_000\nd = +7\ne = true\nf = 2026-11-22T10:00:00Z\n",
        ] {
            assert!(agrees(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn what_is_not_plainly_right_is_left_to_the_library() {
        for text in [
            "a = 1\na = 2\n",
            "a = 1\na.b = 2\n",
            "a.b = 1\na = 2\n",
            "a = { b = 1 }\na.c = 2\n",
            "[a]\n[a]\n",
            "[a.b]\n[a]\n",
            "a.b = 1\n[a.c]\n",
            "a = [1]\n[[a]]\n",
            "[[a]]\n[a.b]\n",
            "a = { b = 1, b = 2 }\n",
            "a = { b.c = 1, b.d = 2 }\n",
            "a = \n",
            "a = [1\n",
            "a = 2026-02-30\n",
            "a = 'x\n",
            "[a\n",
            "= 1\n",
            "a = 1 b = 2\n",
            "a = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\n",
        ] {
            assert!(!agrees(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn every_block_of_the_register_is_read_directly() {
        let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../register")];
        let (mut blocks, mut left) = (0, Vec::new());
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|ending| ending == "md") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    for block in text.split("\n```").skip(1).step_by(2) {
                        let Some((_, toml)) = block.split_once('\n') else { continue };
                        blocks += 1;
                        if !agrees(toml).unwrap() {
                            left.push(toml.to_owned());
                        }
                    }
                }
            }
        }
        assert!(blocks > 1_000, "{blocks}");
        assert!(left.len() * 100 < blocks, "{} of {blocks} are left to the library: {left:#?}", left.len());
    }

    /// Keys, values and headers, of which many do not go together.
    fn texts() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec!["a", "b", "c", "\"d.e\"", "'f'", "g h", ""]);
        let path = prop::collection::vec(name, 1..4).prop_map(|names| names.join("."));
        let scalar = prop::sample::select(vec![
            "1",
            "-2",
            "+3_0",
            "0x1f",
            "0b2",
            "1.5e3",
            "inf",
            "true",
            "'x'",
            "\"y\\n\"",
            "\"\"\"z\nz\"\"\"",
            "2026-11-22",
            "2026-11-22T10:00:00",
            "10:00:00",
            "2026-13-40",
            "'open",
            "",
        ])
        .prop_map(str::to_owned);
        let keys = path.clone();
        let value = scalar.prop_recursive(3, 12, 4, move |inner| {
            let list = prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", ")));
            let entry = (keys.clone(), inner).prop_map(|(key, value)| format!("{key} = {value}"));
            let table = prop::collection::vec(entry, 0..4).prop_map(|entries| format!("{{ {} }}", entries.join(", ")));
            prop_oneof![list, table]
        });
        let line = prop_oneof![
            6 => (path.clone(), value).prop_map(|(key, value)| format!("{key} = {value}")),
            2 => path.clone().prop_map(|path| format!("[{path}]")),
            1 => path.prop_map(|path| format!("[[{path}]]")),
            1 => Just("# a remark".to_owned()),
            1 => Just("] } =".to_owned()),
        ];
        prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn whatever_is_read_directly_is_what_the_library_reads(text in texts()) {
            agrees(&text)?;
        }
    }
}
