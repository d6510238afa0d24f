//! The first page, and what those who run the server ask.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::{Here, public_page};
use crate::app::{App, Example};
use crate::language::Language;
use crate::problem::{AppError, AppResult};

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'h> {
    here: Here,
    t: Language,
    examples: &'h [Example],
    duties: usize,
    regimes: usize,
}

pub(crate) async fn home(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let page = Home {
        t: here.t,
        examples: &app.examples,
        duties: app.register.duties.len(),
        regimes: app.register.regimes.len(),
        here: here.clone(),
    };
    public_page(&here, &page)
}

/// Whether the server can do its work.
pub(crate) async fn health(State(app): State<Arc<App>>) -> AppResult<Response> {
    app.store.count_cases().await?;
    Ok("ok\n".into_response())
}

pub(crate) async fn metrics(State(app): State<Arc<App>>) -> AppResult<Response> {
    let text = app.metrics.text(app.store.count_cases().await?);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

/// There is nothing here.
pub(crate) async fn nowhere() -> AppError {
    AppError::not_found()
}
