//! Pages to read: what is expected of each stakeholder, the words of the field, method and limits.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use indexmap::IndexMap;

use super::register::Entry;
use super::{Here, public_page};
use crate::app::App;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// What a group of stakeholders is called: in the language of the page if it has a text for it.
pub(crate) fn stakeholder_name(t: Language, id: &str) -> String {
    let key = format!("stakeholder-{id}");
    let text = t.get(&key);
    if text == key { id.replace(['-', '_'], " ") } else { text }
}

#[derive(Template)]
#[template(path = "expected.html")]
struct Expected {
    here: Here,
    t: Language,
    /// Id, name, how many items.
    stakeholders: Vec<(String, String, usize)>,
}

pub(crate) async fn expected(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let t = here.t;
    let stakeholders = app
        .catalogue
        .stakeholders
        .iter()
        .map(|id| {
            let count = app.catalogue.entries.iter().filter(|entry| entry.stakeholder.as_ref() == Some(id)).count();
            (id.clone(), stakeholder_name(t, id), count)
        })
        .filter(|(.., count)| *count > 0)
        .collect();
    public_page(&here, &Expected { t, stakeholders, here: here.clone() })
}

#[derive(Template)]
#[template(path = "expected_of.html")]
struct ExpectedOf<'e> {
    here: Here,
    t: Language,
    name: String,
    /// Theme, with what is expected.
    themes: IndexMap<String, Vec<&'e Entry>>,
    count: usize,
}

pub(crate) async fn expected_of(
    State(app): State<Arc<App>>,
    here: Here,
    Path(id): Path<String>,
) -> AppResult<Response> {
    let t = here.t;
    let mut themes: IndexMap<String, Vec<&Entry>> = IndexMap::new();
    let own = app.catalogue.entries.iter().filter(|entry| entry.stakeholder.as_ref() == Some(&id));
    let mut count = 0;
    for entry in own {
        let theme = entry.themes.first().and_then(|theme| app.register.vocabulary.themes.get(theme));
        themes.entry(theme.cloned().unwrap_or_else(|| t.get("theme-none"))).or_default().push(entry);
        count += 1;
    }
    if count == 0 {
        return Err(AppError::not_found());
    }
    themes.sort_keys();
    let name = stakeholder_name(t, &id);
    public_page(&here, &ExpectedOf { t, name, themes, count, here: here.clone() })
}

#[derive(Template)]
#[template(path = "glossary.html")]
struct Glossary {
    here: Here,
    t: Language,
    words: Vec<(&'static str, &'static str)>,
}

/// The glossary of the project, as its page has it.
const GLOSSARY: &str = include_str!("../../../../docs/glossary.md");

fn words() -> Vec<(&'static str, &'static str)> {
    let rows = GLOSSARY.lines().filter(|line| line.starts_with('|'));
    let cells = rows.filter_map(|line| line.trim_matches('|').split_once('|'));
    cells
        .map(|(word, meaning)| (word.trim(), meaning.trim()))
        .filter(|(word, _)| !word.is_empty() && !word.starts_with('-') && *word != "word")
        .collect()
}

pub(crate) async fn glossary(here: Here) -> AppResult<Response> {
    public_page(&here, &Glossary { t: here.t, words: words(), here: here.clone() })
}

#[derive(Template)]
#[template(path = "method.html")]
struct Method {
    here: Here,
    t: Language,
    version: String,
    regimes: usize,
    duties: usize,
    cases: usize,
    /// How sure, in words, with how many records.
    sure: Vec<(String, usize)>,
}

pub(crate) async fn method(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let t = here.t;
    let mut sure: Vec<(onus_register::law::Confidence, usize)> = Vec::new();
    for head in app.register.heads() {
        match sure.iter_mut().find(|(known, _)| *known == head.confidence) {
            Some((_, count)) => *count += 1,
            None => sure.push((head.confidence, 1)),
        }
    }
    sure.sort();
    let page = Method {
        t,
        version: app.version.clone(),
        regimes: app.register.regimes.len(),
        duties: app.register.duties.len(),
        cases: app.register.cases.len(),
        sure: sure.into_iter().map(|(sure, count)| (t.get(&format!("sure-{}", sure.name())), count)).collect(),
        here: here.clone(),
    };
    public_page(&here, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_glossary_is_read_from_its_page() {
        let words = super::words();
        assert!(words.len() > 10);
        assert!(words.iter().any(|(word, _)| word.contains("duty")));
    }
}
