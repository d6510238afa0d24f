//! From "something happened" to an agenda without a file: a short form makes the facts with which the clock begins, and the agenda asks
//! for those that would sharpen it most. Which events there are, to whom they happen and what is asked comes from the register.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use onus_engine::clock::Agenda;
use onus_engine::interview::answer::quoted;
use onus_engine::interview::{Draft, name_for};
use onus_logic::schema::{FactId, KindId, Type};
use onus_register::register::Register;
use serde::Deserialize;

use super::Here;
use super::clock::{Clock, lay_out};
use crate::app::App;
use crate::problem::{AppError, AppResult};

/// Questions that the agenda asks at once.
const QUESTIONS: usize = 6;
/// Members of an enum that are shown as boxes; more of them become a list.
const BOXES: usize = 30;

/// The form of the door.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Happened {
    /// Which kind of event.
    #[serde(default)]
    event: String,
    /// When it became known, on the clocks of the zone.
    #[serde(default)]
    at: String,
    #[serde(default)]
    zone: String,
    /// Who reports.
    #[serde(default)]
    who: String,
    /// What it is called.
    #[serde(default)]
    what: String,
}

/// How something that happened leads to a party: by a reference to it, or to a thing that belongs to it.
enum Way {
    Party { fact: FactId, party: KindId },
    Thing { fact: FactId, kind: KindId, gate: FactId, party: KindId },
}

fn way(register: &Register, event: KindId) -> Option<Way> {
    let schema = &register.program.schema;
    schema.facts_of(event).find_map(|fact| match schema.fact(fact).of {
        Type::Thing(kind) if schema.kind(kind).party => Some(Way::Party { fact, party: kind }),
        Type::Thing(kind) => {
            let gate = register.vocabulary.kind(kind).gate?;
            match schema.fact(gate).of {
                Type::Thing(party) if schema.kind(party).party => Some(Way::Thing { fact, kind, gate, party }),
                _ => None,
            }
        }
        _ => None,
    })
}

/// The kinds of event of which a form can be made: id, and what people call it.
pub(crate) fn events(register: &Register) -> Vec<(String, String)> {
    let schema = &register.program.schema;
    let known = |kind: KindId| schema.kind(kind).law_date.is_some() && way(register, kind).is_some();
    let events = schema.kinds().filter(|(kind, _)| schema.kind(*kind).event && known(*kind));
    events.map(|(kind, id)| (id.to_owned(), register.vocabulary.kind(kind).text.clone())).collect()
}

/// The facts of the form as a case.
fn case_of(register: &Register, form: &Happened) -> AppResult<String> {
    let wrong = |message: &str| AppError::bad_request(message);
    let schema = &register.program.schema;
    let event = schema.kind_named(&form.event).filter(|kind| schema.kind(*kind).event);
    let event = event.ok_or_else(|| wrong("choose what happened"))?;
    let (Some(way), Some(known)) = (way(register, event), schema.kind(event).law_date) else {
        return Err(wrong("choose what happened"));
    };
    let at: DateTime = form.at.trim().parse().map_err(|_| wrong("write when you knew such as 2026-11-22T15:00"))?;
    let zone = if form.zone.trim().is_empty() { "UTC" } else { form.zone.trim() };
    TimeZone::get(zone).map_err(|_| wrong("write the time zone such as Europe/Amsterdam"))?;
    let who = if form.who.trim().is_empty() { "we" } else { form.who.trim() };
    let what =
        if form.what.trim().is_empty() { register.vocabulary.kind(event).text.as_str() } else { form.what.trim() };
    let head = format!("name = {}\nzone = {}\n", quoted(what), quoted(zone));
    let mut draft = Draft::new(&head).map_err(|error| wrong(&error.to_string()))?;
    let name = |fact: FactId| schema.fact(fact).name.to_string();
    let moment = match schema.fact(known).of {
        Type::Date => at.date().to_string(),
        _ => at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    };
    let (us, it, with) = (name_for(who, &BTreeSet::new()), "it", "with");
    draft.change(|draft| {
        let of = match &way {
            Way::Party { party, .. } | Way::Thing { party, .. } => schema.kind_name(*party),
        };
        draft.set(of, &us, "name", &quoted(who));
        if let Way::Thing { kind, gate, .. } = &way {
            draft.set(schema.kind_name(*kind), with, &name(*gate), &quoted(&us));
        }
        draft.set(&form.event, it, "name", &quoted(what));
        match &way {
            Way::Party { fact, .. } => draft.set(&form.event, it, &name(*fact), &quoted(&us)),
            Way::Thing { fact, .. } => draft.set(&form.event, it, &name(*fact), &quoted(with)),
        }
        draft.set(&form.event, it, &name(known), &moment);
    });
    Ok(draft.text())
}

pub(crate) async fn happened(
    State(app): State<Arc<App>>,
    here: Here,
    Form(form): Form<Happened>,
) -> AppResult<Response> {
    let page = app
        .work(move |app| {
            let facts = case_of(&app.register, &form)?;
            let clock = Clock::read(app, &facts, (app.now)())?;
            Ok(lay_out(app, here, &clock, facts, false, None))
        })
        .await?;
    super::page(&page)
}

/// A question on the page of the clock.
pub(crate) struct Asked {
    /// What the field is called: the path of the fact.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) who: Option<String>,
    pub(crate) help: Option<String>,
    pub(crate) field: Field,
}

/// How it is answered.
pub(crate) enum Field {
    YesNo,
    Number,
    Moment,
    Date,
    /// Id and text of each member.
    One(Vec<(String, String)>),
    Boxes(Vec<(String, String)>),
    Many(Vec<(String, String)>),
}

/// The fact of a path `kind.thing.fact`.
fn fact_of(register: &Register, path: &str) -> Option<FactId> {
    let mut parts = path.split('.');
    let (kind, _, fact) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let schema = &register.program.schema;
    schema.fact_of(schema.kind_named(kind)?, fact)
}

/// The first questions of an agenda that a field can answer.
pub(crate) fn questions(register: &Register, agenda: &Agenda) -> Vec<Asked> {
    let schema = &register.program.schema;
    let members = |of| -> Vec<(String, String)> {
        let name = schema.enum_name(of);
        let text = |member: &str| (member.to_owned(), register.vocabulary.member(name, member).to_owned());
        schema.of_enum(of).members().map(text).collect()
    };
    let single = agenda.questions.iter().filter_map(|question| match question.facts.as_slice() {
        [path] => Some((question, path)),
        _ => None,
    });
    let asked = single.filter_map(|(question, path)| {
        let fact = fact_of(register, path)?;
        let field = match schema.fact(fact).of {
            Type::Bool => Field::YesNo,
            Type::Int | Type::Decimal => Field::Number,
            Type::Instant => Field::Moment,
            Type::Date => Field::Date,
            Type::Enum(of) => Field::One(members(of)),
            Type::Set(of) if schema.of_enum(of).len() <= BOXES => Field::Boxes(members(of)),
            Type::Set(of) => Field::Many(members(of)),
            Type::Percent | Type::Money | Type::Duration | Type::Thing(_) => return None,
        };
        let help = register.vocabulary.fact(fact).help.clone();
        Some(Asked { path: path.clone(), text: question.question.clone(), who: question.who.clone(), help, field })
    });
    asked.take(QUESTIONS).collect()
}

/// What was typed for a fact, as TOML; nothing if that is no value of it.
fn value(register: &Register, fact: FactId, typed: &[&str]) -> Option<String> {
    let schema = &register.program.schema;
    let first = typed.first().map(|text| text.trim())?;
    let chosen = |of| -> Option<Vec<String>> {
        let own = schema.of_enum(of);
        typed.iter().map(|member| own.position(member).map(|_| quoted(member))).collect()
    };
    match schema.fact(fact).of {
        Type::Bool => matches!(first, "true" | "false").then(|| first.to_owned()),
        Type::Int | Type::Decimal => {
            first.parse::<f64>().ok().filter(|number| number.is_finite()).map(|_| first.to_owned())
        }
        Type::Instant => first.parse::<DateTime>().ok().map(|at| at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        Type::Date => first.parse::<jiff::civil::Date>().ok().map(|day| day.to_string()),
        Type::Enum(of) => chosen(of)?.into_iter().next(),
        Type::Set(of) => Some(format!("[{}]", chosen(of)?.join(", "))),
        Type::Percent | Type::Money | Type::Duration | Type::Thing(_) => None,
    }
}

/// Puts answers to questions of the agenda into the facts, and shows the agenda anew. Fields that were left empty say nothing.
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    here: Here,
    Form(fields): Form<Vec<(String, String)>>,
) -> AppResult<Response> {
    let page = app
        .work(move |app| {
            let facts = fields.iter().find(|(name, _)| name == "facts").map(|(_, text)| text.as_str());
            let facts = facts.ok_or_else(|| AppError::bad_request("the facts are missing"))?;
            let typed = |error: AppError| error.typed(facts);
            let mut draft = Draft::new(facts).map_err(|error| typed(AppError::bad_request(error.to_string())))?;
            let answered: BTreeSet<&str> =
                fields.iter().filter(|(_, value)| !value.trim().is_empty()).map(|(name, _)| name.as_str()).collect();
            for path in answered {
                let Some(fact) = fact_of(&app.register, path) else { continue };
                let given: Vec<&str> =
                    fields.iter().filter(|(name, _)| name == path).map(|(_, value)| value.as_str()).collect();
                let value = value(&app.register, fact, &given)
                    .ok_or_else(|| typed(AppError::bad_request(format!("`{path}` has no such value"))))?;
                let mut parts = path.split('.');
                if let (Some(kind), Some(thing), Some(name)) = (parts.next(), parts.next(), parts.next()) {
                    draft.change(|draft| draft.set(kind, thing, name, &value));
                }
            }
            let facts = draft.text();
            let clock = Clock::read(app, &facts, (app.now)())?;
            Ok(lay_out(app, here, &clock, facts, false, None))
        })
        .await?;
    super::page(&page)
}
