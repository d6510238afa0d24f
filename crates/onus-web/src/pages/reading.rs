//! Pages to read: the words of the field, method and limits.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Here, public_page};
use crate::app::App;
use crate::language::Language;
use crate::problem::AppResult;

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
