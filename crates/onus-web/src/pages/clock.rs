//! The incident clock: every report that is due after what happened, the most urgent first, with what it waits for and what is not due.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use onus_engine::clock::{self, Agenda};

use super::Here;
use super::case::{CaseForm, written};
use crate::app::App;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// One report.
struct Row {
    id: String,
    title: String,
    plain: String,
    stage: Option<String>,
    about: String,
    law: String,
    state: String,
    urgent: bool,
    /// The moment to plan to, in the zone of the matter, and for a program.
    at: Option<(String, String)>,
    /// The later readings.
    later: Vec<String>,
    text: String,
    to: Vec<(String, Option<String>)>,
    waits: Vec<String>,
    left: Option<String>,
    provisional: bool,
    sure: String,
    content: Vec<String>,
}

#[derive(Template)]
#[template(path = "clock.html")]
struct ClockPage {
    here: Here,
    t: Language,
    title: String,
    now: String,
    rows: Vec<Row>,
    open: Vec<(String, String, Vec<String>)>,
    not_due: Vec<(String, String, Vec<String>)>,
    question: Option<String>,
    facts: String,
}

fn left(seconds: i64, t: Language) -> String {
    let hours = seconds.unsigned_abs() / 3600;
    let (days, hours, minutes) = (hours / 24, hours % 24, seconds.unsigned_abs() % 3600 / 60);
    let span = if days > 0 { format!("{days} d {hours} h") } else { format!("{hours} h {minutes} min") };
    t.x(if seconds < 0 { "clock-past" } else { "clock-left" }, span)
}

fn rows(agenda: &Agenda, t: Language) -> Vec<Row> {
    agenda
        .lines
        .iter()
        .map(|line| {
            let state = line.state;
            let name = serde_json::to_value(state).ok().and_then(|value| value.as_str().map(str::to_owned));
            let strict = line.strict().map(|at| at.to_zoned(line.zone.clone()));
            let later = [
                line.due.by_text.as_ref().map(|later| t.x("clock-by-text", later.at.words())),
                line.due.arguable.as_ref().map(|later| t.x("clock-arguable", later.at.words())),
            ];
            Row {
                id: line.item.clone().unwrap_or_else(|| line.duty.clone()),
                title: line.title.clone(),
                plain: line.plain.clone(),
                stage: line.due.stage.clone(),
                about: line.over.name.clone(),
                law: line.provision.clone(),
                state: t.get(&format!("clock-state-{}", name.unwrap_or_default())),
                urgent: matches!(state, clock::State::Overdue | clock::State::DueNow | clock::State::DueSoon),
                at: strict.map(|at| {
                    (format!("{} {}", t.day(at.date()), at.strftime("%H:%M %Z")), at.timestamp().to_string())
                }),
                later: later.into_iter().flatten().collect(),
                text: line.due.text.clone(),
                to: line.recipients.iter().map(|to| (to.name.clone(), to.how.clone())).collect(),
                waits: line.due.waits_for.iter().map(|wait| wait.text.clone()).collect(),
                left: line.seconds_left.filter(|_| line.is_unsent()).map(|seconds| left(seconds, t)),
                provisional: line.provisional,
                sure: t.get(&format!("sure-{}", line.confidence.name())),
                content: line.due.content.clone(),
            }
        })
        .collect()
}

async fn page(app: &Arc<App>, here: Here, facts: String) -> AppResult<Response> {
    let t = here.t;
    let own = facts.clone();
    let now = (app.now)();
    let (name, agenda) = app
        .work(move |app| {
            let read = app.read_case(&own, written(&own), None)?;
            let agenda = clock::agenda(&app.register, &read.case, now).map_err(|contradiction| {
                let at = onus_register::source::At::default();
                let found = onus_engine::expect::contradicts(&read.case, &contradiction, at);
                AppError::bad_case(&[found], &app.register.files).typed(own.clone())
            })?;
            Ok((read.case.name, agenda))
        })
        .await?;
    let shown = now.to_zoned(jiff::tz::TimeZone::UTC);
    let page = ClockPage {
        t,
        title: name.unwrap_or_else(|| t.get("result-title")),
        now: format!("{} {}", t.day(shown.date()), shown.strftime("%H:%M UTC")),
        rows: rows(&agenda, t),
        open: agenda
            .open
            .iter()
            .map(|open| {
                let asked = open.missing.iter().map(|missing| missing.question.clone()).collect();
                (open.title.clone(), open.provision.clone(), asked)
            })
            .collect(),
        not_due: agenda
            .not_due
            .iter()
            .filter(|one| one.turns_on_event)
            .map(|one| (one.title.clone(), one.provision.clone(), one.because.clone()))
            .collect(),
        question: agenda.questions.first().map(|question| question.question.clone()),
        facts,
        here,
    };
    super::page(&page)
}

pub(crate) async fn clock(State(app): State<Arc<App>>, here: Here, Form(form): Form<CaseForm>) -> AppResult<Response> {
    page(&app, here, form.facts).await
}

pub(crate) async fn demo(State(app): State<Arc<App>>, here: Here, Path(id): Path<String>) -> AppResult<Response> {
    let example = app.examples.iter().find(|example| example.id == id).ok_or_else(AppError::not_found)?;
    let facts = example.text.clone();
    page(&app, here, facts).await
}
