//! Finding things in the register by the words that a person types: an index in memory over titles, plain texts, provisions, ids,
//! questions and the words of themes and roles; BM25 over weighted fields, with beginnings of words, other words for the same and
//! typing mistakes. It owns its data, so a server can keep it. Knows no law: other words for the same stand in the vocabulary.

mod document;
mod score;
pub mod term;
mod words;

use onus_register::register::Register;
use rustc_hash::FxHashMap;
use serde::Serialize;

pub use document::Sort;
use document::{Document, FIELDS};
use score::Matched;
use words::Words;

/// Most words of one question that are looked at; a longer one is cut.
const MAX_WORDS: usize = 32;
/// What scores less than this share of the best is not shown: it has one of the words by chance.
const NEAR_ENOUGH: f64 = 0.15;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The words, as typed.
    pub words: String,
    /// Only items of one of these regimes, by id or by the beginning of an id (`nl` for all Dutch ones).
    pub regimes: Vec<String>,
    /// Only items of one of these themes.
    pub themes: Vec<String>,
    /// Only items that bind or address one of these roles.
    pub roles: Vec<String>,
    /// Only law of one of these States or jurisdictions, by code (`NL`, `EU`, `US-CA`; `US` takes in its states).
    pub states: Vec<String>,
    /// Only these sorts.
    pub sorts: Vec<Sort>,
    /// At most so many.
    pub limit: usize,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Id, or name of a case.
    pub id: String,
    /// What it is.
    pub sort: Sort,
    /// Title, or question of a fact.
    pub title: String,
    /// Where it stands in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    /// Its regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// Whose law it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// The regime is a proposal and not law.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub proposed: bool,
    /// Plain text, shortened.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub plain: String,
    /// How well it fits; comparable within one answer only.
    pub score: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// How many fit in all.
    pub total: usize,
    /// Typed words that the register does not have, with what was read instead.
    pub read_as: Vec<(String, String)>,
    /// Typed words of which nothing in the register comes near.
    pub unknown: Vec<String>,
}

/// All documents and words of one register.
#[derive(Clone, Debug, Default)]
pub struct Index {
    documents: Vec<Document>,
    words: Words,
    /// Average length of each field.
    average: [f64; FIELDS],
    /// A typed word, as a term, and the terms of the register that mean the same.
    synonyms: FxHashMap<Box<str>, Vec<Box<str>>>,
}

impl Index {
    /// The index of a register.
    pub fn of(register: &Register) -> Self {
        let (documents, writer) = document::all(register);
        let mut average = [0.0; FIELDS];
        let count = score::number_of(documents.len().max(1));
        for (field, average) in average.iter_mut().enumerate() {
            let sum: u32 = documents.iter().filter_map(|document| document.lengths.get(field)).sum();
            *average = (f64::from(sum) / count).max(0.1);
        }
        let mut synonyms: FxHashMap<Box<str>, Vec<Box<str>>> = FxHashMap::default();
        for (own, typed) in &register.vocabulary.synonyms {
            for other in typed {
                // a synonym of several words is looked up as one: `data breach`
                let key = term::terms(other).join(" ");
                let meant = synonyms.entry(key.into()).or_default();
                meant.extend(term::terms(own).into_iter().map(Box::from));
            }
        }
        Self { documents, words: writer.finish(), average, synonyms }
    }

    /// How many things can be found.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Answers a question. Without words everything that passes the filters is listed in the order of the register.
    pub fn search(&self, query: &Query) -> Found {
        let mut terms = term::asked(&query.words);
        terms.truncate(MAX_WORDS);
        let (mut read_as, mut unknown) = (Vec::new(), Vec::new());
        let mut slots: Vec<Vec<Matched<'_>>> = Vec::new();
        for asked in self.with_synonyms(&terms) {
            let matched = self.matches(&asked);
            if matched.is_empty() {
                unknown.push(asked.typed.clone());
            } else if let Some(best) =
                matched.iter().find(|found| found.mistyped).filter(|_| matched.iter().all(|found| found.mistyped))
            {
                read_as.push((asked.typed.clone(), best.word.to_owned()));
            }
            slots.push(matched);
        }
        let mut scored: Vec<(f64, usize)> = if terms.is_empty() {
            (0..self.documents.len()).map(|document| (0.0, document)).collect()
        } else {
            self.score(&slots, query.words.trim())
        };
        scored.retain(|(_, document)| self.documents.get(*document).is_some_and(|document| document.passes(query)));
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // what is found by its name is no measure for the rest
        let best = scored.iter().map(|(score, _)| *score).find(|score| *score < score::NAMED).unwrap_or(0.0);
        let least = best * NEAR_ENOUGH;
        scored.retain(|(score, _)| *score >= least);
        let total = scored.len();
        let hits = scored
            .into_iter()
            .take(query.limit)
            .filter_map(|(score, document)| Some(self.documents.get(document)?.hit(score)))
            .collect();
        Found { hits, total, read_as, unknown }
    }

    /// The typed words, each with the words of the register that mean the same. A synonym of two words takes both.
    fn with_synonyms(&self, terms: &[term::Asked]) -> Vec<score::Slot> {
        let mut slots: Vec<score::Slot> = Vec::new();
        for (position, asked) in terms.iter().enumerate() {
            let mut meant: Vec<Box<str>> = self.synonyms.get(asked.term.as_str()).cloned().unwrap_or_default();
            let before = position.checked_sub(1).and_then(|before| terms.get(before));
            let after = terms.get(position + 1);
            for pair in [before.map(|before| (before, asked)), after.map(|after| (asked, after))].into_iter().flatten()
            {
                let key = format!("{} {}", pair.0.term, pair.1.term);
                meant.extend(self.synonyms.get(key.as_str()).into_iter().flatten().cloned());
            }
            slots.push(score::Slot {
                typed: asked.typed.clone(),
                term: asked.term.clone(),
                weight: asked.weight,
                meant,
            });
        }
        slots
    }
}
