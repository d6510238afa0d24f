//! A case is answered: sent by a form, or one that comes with Onus.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use onus_engine::check::Options;
use onus_engine::upcoming;
use onus_register::law::OwedTo;
use serde::Deserialize;

use super::Here;
use super::result::{Outcome, lay_out};
use crate::answer::{Answer, Request, Written};
use crate::app::App;
use crate::export;
use crate::language::Language;
use crate::problem::{AppError, AppResult, Complaint};

/// What the forms of the site send of a case.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct CaseForm {
    /// The facts.
    pub(crate) facts: String,
    /// Instead of the day in the case.
    #[serde(default)]
    pub(crate) as_of: String,
    /// Only what these people are owed.
    #[serde(default)]
    pub(crate) owed_to: String,
    /// What an interview carries next to the facts, so that it can go on from the answer.
    #[serde(default)]
    pub(crate) carried: String,
}

/// Which part of an answer is asked.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    pub(crate) owed_to: String,
    #[serde(default)]
    pub(crate) as_of: String,
}

/// An answer as a page.
#[derive(Template)]
#[template(path = "result.html")]
pub(crate) struct ResultPage {
    pub(crate) here: Here,
    pub(crate) t: Language,
    pub(crate) title: String,
    pub(crate) outcome: Outcome,
    pub(crate) warnings: Vec<Complaint>,
    pub(crate) facts: String,
    /// The fields of the form again.
    pub(crate) as_of: String,
    pub(crate) owed_to: String,
    pub(crate) carried: String,
    /// Where the case is kept, if it is.
    pub(crate) saved: Option<super::saved::Kept>,
    pub(crate) changes: Option<super::saved::Changes>,
}

impl ResultPage {
    /// The link with which the case can be changed.
    pub(crate) fn edit(&self) -> Option<&str> {
        self.saved.as_ref()?.edit.as_deref()
    }

    /// The fact that is asked for, if it is one alone: the interview begins with it.
    pub(crate) fn wanted(&self) -> &str {
        match self.outcome.question.as_ref().map(|question| question.facts.as_slice()) {
            Some([only]) => only,
            _ => "",
        }
    }

    /// Whom one can ask for.
    pub(crate) fn people(&self) -> Vec<(&'static str, String)> {
        PEOPLE.iter().map(|to| (to.name(), self.t.get(&format!("people-{}", to.name())))).collect()
    }
}

/// Those to whom something can be owed, other than the one who owes.
pub(crate) const PEOPLE: [OwedTo; 5] =
    [OwedTo::Users, OwedTo::Customers, OwedTo::Chain, OwedTo::Environment, OwedTo::Authority];

/// A case's text is JSON if it begins like it.
pub(crate) fn written(text: &str) -> Written {
    if text.trim_start().starts_with('{') { Written::Json } else { Written::Toml }
}

/// Reads a form into what is asked.
pub(crate) fn asked(form: &CaseForm) -> AppResult<Request> {
    let as_of = match form.as_of.trim() {
        "" => None,
        day => Some(
            day.parse()
                .map_err(|_| AppError::bad_request("write the day such as 2026-11-22").typed(form.facts.clone()))?,
        ),
    };
    Ok(Request {
        written: written(&form.facts),
        text: form.facts.clone(),
        as_of,
        options: Options { reasons: true, trees: true, ..Options::default() },
    })
}

/// The people named in a form.
pub(crate) fn people(owed_to: &str) -> AppResult<Vec<OwedTo>> {
    match owed_to {
        "" => Ok(Vec::new()),
        name => OwedTo::named(name)
            .map(|to| vec![to])
            .ok_or_else(|| AppError::bad_request("ask for users, customers, chain, environment, authority or self")),
    }
}

/// What a case is called: its name, or that of its first party.
pub(crate) fn title(answer: &Answer, t: Language) -> String {
    let party = answer.checked.parties.first().map(|party| party.name.clone());
    answer.case.name.clone().or(party).unwrap_or_else(|| t.get("result-title"))
}

/// The page of an answer.
pub(crate) fn result_page(app: &App, here: Here, answer: &Answer, form: &CaseForm) -> AppResult<ResultPage> {
    let to = people(&form.owed_to)?;
    let t = here.t;
    Ok(ResultPage {
        t,
        title: title(answer, t),
        outcome: lay_out(&app.register, &answer.checked, &to, t),
        warnings: answer.warnings.clone(),
        facts: form.facts.clone(),
        as_of: form.as_of.clone(),
        owed_to: form.owed_to.clone(),
        carried: form.carried.clone(),
        saved: None,
        changes: None,
        here,
    })
}

pub(crate) async fn check(State(app): State<Arc<App>>, here: Here, Form(form): Form<CaseForm>) -> AppResult<Response> {
    let answer = app.answer(asked(&form)?).await?;
    super::page(&result_page(&app, here, &answer, &form)?)
}

pub(crate) async fn demo(
    State(app): State<Arc<App>>,
    here: Here,
    Path(id): Path<String>,
    Query(part): Query<Part>,
) -> AppResult<Response> {
    let example = app.examples.iter().find(|example| example.id == id).ok_or_else(AppError::not_found)?;
    let form =
        CaseForm { facts: example.text.clone(), owed_to: part.owed_to, as_of: part.as_of, ..CaseForm::default() };
    let answer = app.answer(asked(&form)?).await?;
    super::page(&result_page(&app, here, &answer, &form)?)
}

/// The answer as a file: JSON as the command writes it, CSV, Markdown, or the days to come as a calendar.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Path(format): Path<String>,
    Form(form): Form<CaseForm>,
) -> AppResult<Response> {
    let (kind, ending) = match format.as_str() {
        "json" => ("application/json", "json"),
        "csv" => ("text/csv; charset=utf-8", "csv"),
        "markdown" => ("text/markdown; charset=utf-8", "md"),
        "ics" => ("text/calendar; charset=utf-8", "ics"),
        _ => return Err(AppError::not_found()),
    };
    let answer = app.answer(asked(&form)?).await?;
    let text = match ending {
        "json" => serde_json::to_string_pretty(&answer.checked).map_err(AppError::internal)?,
        "csv" => export::csv(&answer.checked),
        "ics" => upcoming::write(&app.register, &answer.checked, (app.now)(), None).map_err(AppError::internal)?,
        _ => export::markdown(&app.register, &answer),
    };
    let file = format!("attachment; filename=\"onus.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, file)], text).into_response())
}
