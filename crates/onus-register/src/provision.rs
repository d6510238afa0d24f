//! Which articles, paragraphs and points an act has, and whether a citation names one of them. Numbers only, no law.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Report;
use crate::tree::{self, Item, Table};

/// Article, then paragraph (`_` where the article has none), then points.
#[derive(Clone, Debug, Default)]
pub struct Provisions {
    articles: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Provisions {
    /// Reads a `provisions` block.
    pub(crate) fn read(table: &Table, report: &mut Report) -> Self {
        let mut articles = BTreeMap::new();
        for (article, (_, tree)) in &table.entries {
            let Item::Table(paragraphs) = &tree.item else {
                report.push(tree::expected("a table of paragraphs", &tree.item, tree.at));
                continue;
            };
            let paragraphs = paragraphs
                .entries
                .iter()
                .map(|(paragraph, (_, points))| {
                    let points = tree::texts(points, report).into_iter().map(|(point, _)| point.to_owned()).collect();
                    (paragraph.clone(), points)
                })
                .collect();
            articles.insert(article.clone(), paragraphs);
        }
        Self { articles }
    }

    /// How many articles it has.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The first citation in `provision` that the act does not have, if any. Only citations that begin the text are read, after `Art.`
    /// or `Arts.` or, where a code numbers its books (`6:162(1)`), at once, up to the first `;`: after it another act may be named.
    pub fn missing<'p>(&self, provision: &'p str) -> Option<&'p str> {
        let own = provision.split(';').next().unwrap_or(provision);
        let first = own.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let bare =
            (!first.is_empty() && own.get(first.len()..).is_some_and(|rest| rest.starts_with(':'))).then_some(own);
        let rest = own.strip_prefix("Arts. ").or_else(|| own.strip_prefix("Art. ")).or(bare)?;
        let mut article = "";
        for part in rest.split([',', '-']).flat_map(|part| part.split(" and ")).map(str::trim) {
            let digits = part.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(part.len());
            let (number, places) = (part.get(..digits)?, part.get(digits..)?);
            if number.is_empty() && places.starts_with('(') {
                // "(2)" after "Art. 4(1)": another paragraph, or another point, of the same article
                let only = places.trim_matches(['(', ')']);
                let known = self.articles.get(article)?;
                let is_there = known.contains_key(only) || known.values().any(|points| points.contains(only));
                if places.matches('(').count() == 1 && !is_there {
                    return Some(part);
                }
                continue;
            }
            if !number.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            if !places.is_empty() && !places.starts_with('(') {
                return if self.articles.contains_key(number) { None } else { Some(part) };
            }
            article = number;
            if !self.has(number, places) {
                return Some(part);
            }
        }
        None
    }

    fn has(&self, article: &str, places: &str) -> bool {
        let Some(paragraphs) = self.articles.get(article) else { return false };
        let mut places = places.split('(').skip(1).filter_map(|place| place.split(')').next());
        let Some(first) = places.next() else { return true };
        let points: Vec<&str> = places.collect();
        match paragraphs.get(first) {
            Some(known) => {
                points.is_empty()
                    || known.is_empty()
                    || known.contains(&points.join("."))
                    || points.first().is_some_and(|point| known.contains(*point))
            }
            // an article without numbered paragraphs may have points
            None => paragraphs.get("_").is_some_and(|known| known.contains(first)),
        }
    }
}
