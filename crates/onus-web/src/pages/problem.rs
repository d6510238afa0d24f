//! The page that says that something could not be done, and what to do. What was typed is not lost.

use askama::Template;
use axum::response::{IntoResponse as _, Response};

use super::Here;
use crate::app::App;
use crate::guard::RequestId;
use crate::language::Language;
use crate::problem::AppError;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    here: Here,
    t: Language,
    title: String,
    text: String,
    problem: &'p AppError,
    id: &'p str,
    /// The register has something with a name like that.
    meant: Option<String>,
}

pub(crate) fn page(app: &App, problem: &AppError, t: Language, id: &RequestId, path: &str) -> Response {
    let here = Here::new(t, path.to_owned(), false, None);
    let title = t.get(&format!("problem-{}", problem.sort));
    let text = t.get(&format!("problem-{}-text", problem.sort));
    let meant = path
        .strip_prefix("/register/")
        .filter(|_| problem.sort == "not-found")
        .and_then(|wanted| app.catalogue.like(wanted));
    let page = ProblemPage { here, t, title, text, problem, id: &id.0, meant };
    match super::page(&page) {
        Ok(response) => response,
        Err(_) => "".into_response(),
    }
}
