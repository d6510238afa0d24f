//! How well a document fits: BM25 over fields with weights, each typed word with what it may mean, and a document that has all words
//! before one that has some of them often.

use super::document::{FIELDS, Sort, WEIGHTS};
use super::words::Posting;
use super::{Index, term};

/// How soon more of the same word stops to count.
const SATURATION: f64 = 1.2;
/// How much longer fields are held against a document.
const LENGTH: f64 = 0.4;
/// What a word counts that only means the same, that only begins so, that was mistyped by one step, by two.
const SYNONYM: f64 = 0.85;
const BEGINNING: f64 = 0.55;
const MISTYPED: [f64; 3] = [1.0, 0.7, 0.45];
/// What is added where the typed words are the name of the thing itself, so that it comes first.
pub(super) const NAMED: f64 = 1_000.0;
/// What it is worth that the words stand in a title as they were typed.
const PHRASE: f64 = 1.3;
/// Beginnings of a word that are looked at.
const MAX_BEGINNINGS: usize = 40;

/// A typed word and what it may stand for.
pub(super) struct Slot {
    pub(super) typed: String,
    pub(super) term: String,
    pub(super) weight: f64,
    pub(super) meant: Vec<Box<str>>,
}

/// A word of the register that a typed word may mean.
pub(super) struct Matched<'i> {
    pub(super) word: &'i str,
    pub(super) weight: f64,
    pub(super) mistyped: bool,
    /// It is the typed word itself or means the same: such words are counted as one.
    same: bool,
    postings: &'i [Posting],
}

impl Index {
    /// The words of the register that a typed word may mean. Mistakes are looked for only where nothing else fits.
    pub(super) fn matches(&self, slot: &Slot) -> Vec<Matched<'_>> {
        let mut found: Vec<Matched<'_>> = Vec::new();
        let mut add = |word: &str, weight: f64, same: bool| {
            if let Some((word, postings)) = self.words.get(word)
                && !found.iter().any(|old| old.word == word)
            {
                found.push(Matched { word, weight: weight * slot.weight, mistyped: false, same, postings });
            }
        };
        add(&slot.term, 1.0, true);
        for meant in &slot.meant {
            add(meant, SYNONYM, true);
        }
        let letters = slot.term.chars().count();
        let number = slot.term.starts_with(|c: char| c.is_ascii_digit());
        if letters >= 3 && !number {
            for word in self.words.beginning(&slot.term).take(MAX_BEGINNINGS) {
                add(word, BEGINNING * (number_of(letters) / number_of(word.chars().count())).sqrt(), false);
            }
        }
        if found.is_empty() && letters >= 4 && !number {
            let most = if letters >= 7 { 2 } else { 1 };
            let mut near: Vec<(usize, &str)> = self
                .words
                .iter()
                .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
                .filter_map(|word| Some((term::distance(&slot.term, word, most)?, word)))
                .collect();
            near.sort_unstable();
            let least = near.first().map_or(0, |(steps, _)| *steps);
            for (steps, word) in near.into_iter().filter(|(steps, _)| *steps == least).take(8) {
                if let Some((word, postings)) = self.words.get(word) {
                    let weight = MISTYPED.get(steps).copied().unwrap_or(0.0) * slot.weight;
                    found.push(Matched { word, weight, mistyped: true, same: false, postings });
                }
            }
            // of several near words the most usual one is meant
            found.sort_by_key(|matched| std::cmp::Reverse(matched.postings.len()));
        }
        found
    }

    /// Documents with their scores.
    pub(super) fn score(&self, slots: &[Vec<Matched<'_>>], typed: &str) -> Vec<(f64, usize)> {
        let documents = self.documents.len();
        let mut totals = vec![0.0_f64; documents];
        let mut covered = vec![0.0_f64; documents];
        let mut own = vec![0.0_f64; documents];
        let mut seen: Vec<usize> = Vec::new();
        let mut frequency = vec![0.0_f64; documents];
        for slot in slots {
            own.fill(0.0);
            let (same, other): (Vec<&Matched<'_>>, Vec<&Matched<'_>>) = slot.iter().partition(|matched| matched.same);
            let groups = std::iter::once(same).chain(other.into_iter().map(|matched| vec![matched]));
            for group in groups {
                let mut touched: Vec<usize> = Vec::new();
                for (matched, posting) in
                    group.iter().flat_map(|own| own.postings.iter().map(move |posting| (own, posting)))
                {
                    let number = posting.document as usize;
                    let (Some(document), Some(sum)) = (self.documents.get(number), frequency.get_mut(number)) else {
                        continue;
                    };
                    let field = usize::from(posting.field).min(FIELDS - 1);
                    let length = document.lengths.get(field).copied().unwrap_or(0);
                    let average = self.average.get(field).copied().unwrap_or(1.0);
                    let weight = WEIGHTS.get(field).copied().unwrap_or(0.0) * matched.weight;
                    if *sum == 0.0 {
                        touched.push(number);
                    }
                    *sum += weight * f64::from(posting.count) / (1.0 - LENGTH + LENGTH * f64::from(length) / average);
                }
                let holding = number_of(touched.len());
                let rarity = (1.0 + (number_of(documents) - holding + 0.5) / (holding + 0.5)).ln();
                // a word that only begins so, or was mistyped, is worth less however often it stands there
                let worth = group.iter().map(|matched| matched.weight).fold(0.0, f64::max);
                for number in touched {
                    let (Some(sum), Some(best)) = (frequency.get_mut(number), own.get_mut(number)) else { continue };
                    *best = best.max(worth * rarity * *sum / (SATURATION + *sum));
                    *sum = 0.0;
                }
            }
            for (number, score) in own.iter().enumerate().filter(|(_, score)| **score > 0.0) {
                if let (Some(total), Some(cover)) = (totals.get_mut(number), covered.get_mut(number)) {
                    if *total == 0.0 {
                        seen.push(number);
                    }
                    *total += score;
                    *cover += 1.0;
                }
            }
        }
        let asked = number_of(slots.len().max(1));
        seen.into_iter()
            .filter_map(|number| {
                let document = self.documents.get(number)?;
                let cover = covered.get(number)? / asked;
                let mut score = totals.get(number)? * cover * cover * standing(document.sort);
                if document.is_called(typed) {
                    score += NAMED;
                } else if document.says(typed) {
                    score *= PHRASE;
                }
                Some((score, number))
            })
            .collect()
    }
}

/// What people look for most: duties and whole laws before facts and tests.
fn standing(sort: Sort) -> f64 {
    match sort {
        Sort::Duty | Sort::Regime => 1.0,
        Sort::Norm => 0.9,
        Sort::Definition | Sort::Guide | Sort::Exception => 0.85,
        Sort::Fact => 0.6,
        Sort::Case => 0.4,
    }
}

/// A count as a number that can be divided.
pub(super) fn number_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
