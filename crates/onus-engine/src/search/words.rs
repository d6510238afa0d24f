//! The words of an index in order, so that beginnings are neighbours, each with the places where it stands. Written document by
//! document, read by word; knows neither what a document is nor what a field is for.

use std::ops::Range;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::document::FIELDS;
use super::term;

/// A word in a document: in which field, how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) document: u32,
    pub(super) field: u8,
    pub(super) count: u16,
}

/// All words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// In order.
    texts: Vec<Box<str>>,
    /// For each word where its postings begin, and one more for the end.
    begins: Vec<u32>,
    /// By word, then document, then field.
    postings: Vec<Posting>,
}

impl Words {
    /// The word as it is stored, and where it stands.
    pub(super) fn get(&self, word: &str) -> Option<(&str, &[Posting])> {
        self.at(self.texts.binary_search_by(|own| own.as_ref().cmp(word)).ok()?)
    }

    /// The words that begin so and are longer, in order.
    pub(super) fn beginning<'i>(&'i self, with: &'i str) -> impl Iterator<Item = &'i str> {
        let first = self.texts.partition_point(|own| own.as_ref() <= with);
        self.iter().skip(first).take_while(move |word| word.starts_with(with))
    }

    /// All words in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    fn at(&self, position: usize) -> Option<(&str, &[Posting])> {
        let (from, to) = (*self.begins.get(position)?, *self.begins.get(position + 1)?);
        Some((self.texts.get(position)?, self.postings.get(from as usize..to as usize)?))
    }
}

/// Takes in the words of one document after the other.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// Terms; the number of each is its position.
    numbers: IndexSet<Box<str>, FxBuildHasher>,
    /// For each word as it was written where its terms stand in `terms`: a register says few words many times.
    written: FxHashMap<Box<str>, Range<usize>>,
    terms: Vec<u32>,
    /// By document, with the number of the word.
    postings: Vec<(u32, Posting)>,
    /// Words and fields of the document at hand.
    current: Vec<(u32, u8)>,
    documents: u32,
}

impl Writer {
    /// Adds the words of a text to a field of the document at hand.
    pub(super) fn add(&mut self, field: usize, text: &str) {
        let Self { numbers, written, terms, current, .. } = self;
        term::split(text, &mut |word| {
            let range = written.get(word).cloned().unwrap_or_else(|| {
                let from = terms.len();
                term::of_word(word, &mut |term| {
                    let known = numbers.get_index_of(term);
                    let number = known.unwrap_or_else(|| numbers.insert_full(term.into()).0);
                    terms.push(number as u32);
                });
                written.insert(word.into(), from..terms.len());
                from..terms.len()
            });
            current.extend(terms.get(range).unwrap_or_default().iter().map(|number| (*number, field as u8)));
        });
    }

    /// Closes the document at hand; says how many words each of its fields has.
    pub(super) fn close(&mut self) -> [u32; FIELDS] {
        let mut lengths = [0; FIELDS];
        for (_, field) in &self.current {
            if let Some(length) = lengths.get_mut(usize::from(*field)) {
                *length += 1;
            }
        }
        self.current.sort_unstable();
        for same in self.current.chunk_by(|a, b| a == b) {
            let Some((number, field)) = same.first().copied() else { continue };
            let count = u16::try_from(same.len()).unwrap_or(u16::MAX);
            self.postings.push((number, Posting { document: self.documents, field, count }));
        }
        self.current.clear();
        self.documents += 1;
        lengths
    }

    /// Adds what another writer took in, as documents that follow.
    pub(super) fn append(&mut self, other: Self) {
        if self.documents == 0 {
            *self = other;
            return;
        }
        let renumbered: Vec<u32> =
            other.numbers.into_iter().map(|text| self.numbers.insert_full(text).0 as u32).collect();
        let first = self.documents;
        self.postings.extend(other.postings.into_iter().map(|(number, posting)| {
            let number = renumbered.get(number as usize).copied().unwrap_or_default();
            (number, Posting { document: first + posting.document, ..posting })
        }));
        self.documents += other.documents;
    }

    /// All words with all places.
    pub(super) fn finish(self) -> Words {
        let mut texts: Vec<(Box<str>, usize)> = self.numbers.into_iter().zip(0..).collect();
        texts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut positions = vec![0_u32; texts.len()];
        for (position, (_, number)) in texts.iter().enumerate() {
            if let Some(own) = positions.get_mut(*number) {
                *own = position as u32;
            }
        }
        let position = |number: u32| positions.get(number as usize).map_or(0, |position| *position as usize);
        // each word gets as much room as it has postings, and they move there in the order of the documents
        let mut begins = vec![0_u32; texts.len() + 1];
        for (number, _) in &self.postings {
            if let Some(count) = begins.get_mut(position(*number) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let mut free = begins.clone();
        let mut postings = vec![Posting::default(); self.postings.len()];
        for (number, posting) in self.postings {
            let Some(free) = free.get_mut(position(number)) else { continue };
            if let Some(place) = postings.get_mut(*free as usize) {
                *place = posting;
            }
            *free += 1;
        }
        Words { texts: texts.into_iter().map(|(text, _)| text).collect(), begins, postings }
    }
}

#[cfg(test)]
mod tests {
    use super::{Posting, Writer};

    #[test]
    fn a_word_is_found_with_every_place_where_it_stands_in_order() {
        let mut writer = Writer::default();
        writer.add(0, "Keep a log");
        writer.add(1, "Logs are kept. A log helps");
        assert_eq!(writer.close(), [3, 6, 0, 0, 0, 0]);
        writer.add(2, "login");
        assert_eq!(writer.close(), [0, 0, 1, 0, 0, 0]);
        let words = writer.finish();
        let (word, postings) = words.get("log").unwrap();
        assert_eq!(word, "log");
        let here = |field, count| Posting { document: 0, field, count };
        assert_eq!(postings, [here(0, 1), here(1, 2)]);
        assert_eq!(words.get("login").unwrap().1, [Posting { document: 1, field: 2, count: 1 }]);
        assert_eq!(words.get("logi"), None);
    }

    #[test]
    fn two_writers_one_after_the_other_are_one() {
        let texts = ["log in daily", "keep the log", "daily log, daily", "", "in or out"];
        let write = |texts: &[&str]| {
            let mut writer = Writer::default();
            for text in texts {
                writer.add(0, text);
                writer.close();
            }
            writer
        };
        let whole = write(&texts).finish();
        for cut in 0..=texts.len() {
            let (first, second) = texts.split_at(cut);
            let mut writer = write(first);
            writer.append(write(second));
            assert_eq!(writer.finish(), whole, "{cut}");
        }
    }

    #[test]
    fn words_that_begin_alike_are_neighbours_and_the_beginning_is_none_of_them() {
        let mut writer = Writer::default();
        writer.add(0, "report log login logbook loan");
        writer.close();
        let words = writer.finish();
        assert_eq!(words.beginning("log").collect::<Vec<_>>(), ["logbook", "login"]);
        assert_eq!(words.beginning("z").count(), 0);
        assert_eq!(words.iter().collect::<Vec<_>>(), ["loan", "log", "logbook", "login", "report"]);
    }
}
