//! What is expected of each group of stakeholders: by theme, what binds apart from what does not. What is expected comes from the engine,
//! which tells `onus expects` the same.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use onus_engine::expects::{Expectation, Expected, expects};
use onus_register::law::Modality;
use onus_register::register::Register;

use super::case::Part;
use super::{Here, public_page};
use crate::app::App;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// What a group of stakeholders is called: as the register says, or in the language of the page if that has a text for it.
pub(crate) fn stakeholder_name(register: &Register, t: Language, id: &str) -> String {
    let own = register.vocabulary.stakeholders.get(id).map_or(id, |group| &group.text);
    match t {
        Language::English => capital(own),
        Language::Dutch => {
            let key = format!("stakeholder-{id}");
            Some(t.get(&key)).filter(|text| *text != key).unwrap_or_else(|| capital(own))
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The strong word of a modality.
pub(crate) fn strength(modality: Modality, t: Language) -> String {
    t.get(match modality {
        Modality::Must => "strength-must",
        Modality::MustNot => "strength-must-not",
        Modality::Should => "strength-should",
        Modality::May => "strength-may",
    })
}

/// A group as the list shows it.
struct Group<'e> {
    id: &'e str,
    name: String,
    introduction: &'e str,
    count: usize,
}

#[derive(Template)]
#[template(path = "expected.html")]
struct ExpectedPage<'e> {
    here: Here,
    t: Language,
    groups: Vec<Group<'e>>,
}

pub(crate) async fn groups(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let today = app.today();
    let of = |id: &str| expects(&app.register, id, today);
    let groups = app.register.vocabulary.stakeholders.iter().map(|(id, group)| Group {
        id,
        name: stakeholder_name(&app.register, here.t, id),
        introduction: &group.introduction,
        count: of(id).map_or(0, |found| found.binding + found.soft + found.proposed),
    });
    public_page(&here, &ExpectedPage { t: here.t, groups: groups.collect(), here: here.clone() })
}

/// Expectations that bind alike.
struct Binding {
    title: String,
    lines: Vec<Line>,
}

/// One thing that is expected.
struct Line {
    id: String,
    title: String,
    plain: String,
    strength: String,
    /// Where it stands, also in the law of States.
    places: String,
    starts: Option<String>,
    roles: String,
}

struct Theme {
    name: String,
    /// Its name stands in the register, in English.
    named: bool,
    count: usize,
    parts: Vec<Binding>,
}

#[derive(Template)]
#[template(path = "expected_of.html")]
struct ExpectedOf {
    here: Here,
    t: Language,
    name: String,
    day: String,
    found: Expected,
    /// Groups to which they also belong: id and name.
    also: Vec<(String, String)>,
    themes: Vec<Theme>,
}

fn line(one: &Expectation, t: Language) -> Line {
    let states = one.in_states.iter().map(|(state, provision)| format!("{state}: {provision}"));
    Line {
        id: one.id.clone(),
        title: one.title.clone(),
        plain: one.plain.clone(),
        strength: strength(one.modality, t),
        places: std::iter::once(one.provision.clone()).chain(states).collect::<Vec<_>>().join("; "),
        starts: one.starts.map(|day| t.x("in-force-from", t.day(day))),
        roles: one.roles.join(", "),
    }
}

pub(crate) async fn of_group(
    State(app): State<Arc<App>>,
    here: Here,
    Path(typed): Path<String>,
    Query(part): Query<Part>,
) -> AppResult<Response> {
    let t = here.t;
    let day = match part.as_of.trim() {
        "" => app.today(),
        day => day.parse().map_err(|_| AppError::bad_request("write the day such as 2026-11-22"))?,
    };
    let named = app.register.vocabulary.stakeholder_named(&typed).map(|(id, _)| id);
    let found = named.and_then(|id| expects(&app.register, id, day)).ok_or_else(AppError::not_found)?;
    let themes = found.themes.iter().map(|theme| {
        let parts =
            [("expected-law", &theme.binding), ("expected-soft", &theme.soft), ("expected-proposed", &theme.proposed)];
        let parts = parts.into_iter().filter(|(_, list)| !list.is_empty());
        Theme {
            named: !theme.id.is_empty(),
            name: if theme.id.is_empty() { t.get("theme-none") } else { capital(&theme.text) },
            count: theme.binding.len() + theme.soft.len() + theme.proposed.len(),
            parts: parts
                .map(|(key, list)| Binding { title: t.get(key), lines: list.iter().map(|one| line(one, t)).collect() })
                .collect(),
        }
    });
    let page = ExpectedOf {
        t,
        name: stakeholder_name(&app.register, t, &found.stakeholder),
        day: t.day(day),
        also: found.also.iter().map(|(id, _)| (id.clone(), stakeholder_name(&app.register, t, id))).collect(),
        themes: themes.collect(),
        found,
        here: here.clone(),
    };
    public_page(&here, &page)
}
