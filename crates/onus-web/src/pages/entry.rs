//! The doors of the site: what do I owe, what am I owed, something happened.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use indexmap::IndexMap;
use onus_engine::interview::{Step, first_question};
use onus_engine::moment;
use onus_register::law::{DutyBody, Modality, Within};
use onus_register::register::Register;

use super::case::{PEOPLE, Part, people};
use super::{Here, public_page};
use crate::answer::Written;
use crate::app::{App, Example};
use crate::language::Language;
use crate::problem::AppResult;

#[derive(Template)]
#[template(path = "owe.html")]
struct Owe<'o> {
    here: Here,
    t: Language,
    /// The question with which an interview begins.
    first: String,
    examples: &'o [Example],
}

pub(crate) async fn owe(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let first = first_question(&app.register, &app.read_case("", Written::Toml, None)?.case);
    let first = match first {
        Some(Step::Ask(question)) => question.text,
        _ => String::new(),
    };
    public_page(&here, &Owe { t: here.t, first, examples: &app.examples, here: here.clone() })
}

/// A duty as it is listed for those to whom it is owed, or for those to whom something happened.
pub(crate) struct Owed {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) plain: String,
    pub(crate) provision: String,
    pub(crate) terms: Vec<String>,
}

#[derive(Template)]
#[template(path = "owed.html")]
struct OwedPage<'o> {
    here: Here,
    t: Language,
    people: Vec<(&'static str, String)>,
    chosen: String,
    /// By whom: the role, with what they owe.
    by: IndexMap<String, Vec<Owed>>,
    examples: &'o [Example],
}

pub(crate) async fn owed(State(app): State<Arc<App>>, here: Here, Query(part): Query<Part>) -> AppResult<Response> {
    let t = here.t;
    let wanted = people(&part.owed_to)?;
    let mut by: IndexMap<String, Vec<Owed>> = IndexMap::new();
    if let Some(to) = wanted.first() {
        for duty in app.register.duties.values().filter(|duty| duty.implements.is_none()) {
            let Some(version) = duty.versions.last() else { continue };
            let body = &version.body;
            if !body.owed_to.contains(to) || !matches!(body.modality, Modality::Must | Modality::MustNot) {
                continue;
            }
            let who = who_owes(&app.register, body);
            by.entry(who).or_default().push(listed(&app.register, duty, body));
        }
    }
    by.sort_by(|_, a, _, b| b.len().cmp(&a.len()));
    let people = PEOPLE.iter().map(|to| (to.name(), t.get(&format!("people-{}", to.name())))).collect();
    let page = OwedPage { t, people, chosen: part.owed_to, by, examples: &app.examples, here: here.clone() };
    public_page(&here, &page)
}

/// The role in which a duty is owed, or the kind of the bearer.
pub(crate) fn who_owes(register: &Register, body: &DutyBody) -> String {
    let role = body.role.as_ref().and_then(|role| register.vocabulary.roles.get(role));
    role.map_or_else(|| register.vocabulary.kind(body.bearer_kind).text.clone(), |role| role.text.clone())
}

fn listed(register: &Register, duty: &onus_register::law::Duty, body: &DutyBody) -> Owed {
    Owed {
        id: duty.head.id.clone(),
        title: duty.head.title.clone(),
        plain: duty.head.plain.clone(),
        provision: register.citation(duty.head.regime, &duty.head.provision),
        terms: terms(body),
    }
}

/// How long one has, in words.
pub(crate) fn terms(body: &DutyBody) -> Vec<String> {
    let mut terms = Vec::new();
    for due in &body.due {
        let inner = due.earliest.iter().chain(&due.latest);
        for own in std::iter::once(due).chain(inner) {
            if let Some(within) = own.within.filter(|within| !matches!(within, Within::Continuous)) {
                let stage = own.stage.as_ref().map(|stage| format!("{stage}: ")).unwrap_or_default();
                let text = format!("{stage}{}", moment::length(within));
                if !terms.contains(&text) {
                    terms.push(text);
                }
            }
        }
    }
    terms
}

/// Reports after one kind of event, by the regime that asks them.
struct Event {
    id: String,
    name: String,
    regimes: IndexMap<String, Vec<Owed>>,
}

#[derive(Template)]
#[template(path = "happened.html")]
struct Happened<'h> {
    here: Here,
    t: Language,
    /// The events of which a form can be made.
    forms: Vec<(String, String)>,
    events: Vec<Event>,
    examples: Vec<&'h Example>,
}

pub(crate) async fn happened(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let register = &app.register;
    let schema = &register.program.schema;
    let mut events: Vec<Event> = Vec::new();
    for (kind, id) in schema.kinds().filter(|(kind, _)| schema.kind(*kind).event) {
        let mut regimes: IndexMap<String, Vec<Owed>> = IndexMap::new();
        for duty in register.duties.values().filter(|duty| duty.implements.is_none()) {
            let Some(version) = duty.versions.last() else { continue };
            let body = &version.body;
            if body.over == kind && body.modality == Modality::Must && !terms(body).is_empty() {
                let regime = register.regime(duty.head.regime).short.clone();
                regimes.entry(regime).or_default().push(listed(register, duty, body));
            }
        }
        if !regimes.is_empty() {
            events.push(Event { id: id.to_owned(), name: register.vocabulary.kind(kind).text.clone(), regimes });
        }
    }
    let names: Vec<String> = events.iter().map(|event| format!("\n[{}.", event.id)).collect();
    let examples = app.examples.iter().filter(|example| names.iter().any(|name| example.text.contains(name))).collect();
    let forms = super::incident::events(register);
    public_page(&here, &Happened { t: here.t, forms, events, examples, here: here.clone() })
}
