//! A draft of a report: what its law asks for, item by item, filled in where the case knows it and marked where it does not. It helps
//! to write; it sends nothing, and it invents nothing.

use jiff::tz::TimeZone;
use onus_logic::schema::{FactId, Type};
use onus_logic::world::{ThingId, Value};
use onus_register::case::Case;
use onus_register::register::Register;
use serde::Serialize;

use super::{Line, thing_of};
use crate::words::Words;

/// A draft.
#[derive(Clone, Debug, Serialize)]
pub struct Draft {
    /// What the report is called.
    pub title: String,
    /// Where it stands in law.
    pub provision: String,
    /// To whom.
    pub to: Vec<String>,
    /// From whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is about.
    pub about: String,
    /// When it is due, in words.
    pub due: String,
    /// What happened when, as far as it is known.
    pub moments: Vec<Answer>,
    /// What the law asks for.
    pub items: Vec<Asked>,
    /// How many items nobody has answered.
    pub missing: usize,
}

/// A fact and what is known of it.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// What it is.
    pub what: String,
    /// The value in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The question to ask, where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

/// An item that the law asks for.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// What it is.
    pub what: String,
    /// What is known.
    pub answers: Vec<Answer>,
    /// Someone must still write it.
    pub open: bool,
}

/// Drafts the report of a line.
pub fn draft(register: &Register, case: &Case, line: &Line, zone: &TimeZone) -> Draft {
    let schema = &register.program.schema;
    let thing = thing_of(register, case, &line.over);
    let bearer = line.bearer.as_ref().and_then(|bearer| thing_of(register, case, bearer));
    let owner = |fact: FactId| {
        let kind = schema.fact(fact).kind;
        [thing, bearer].into_iter().flatten().find(|thing| case.world.thing(*thing).kind == kind)
    };
    let moments = thing.map(|thing| known_moments(register, case, thing)).unwrap_or_default();
    let items: Vec<Asked> = line
        .due
        .content
        .iter()
        .enumerate()
        .map(|(index, what)| {
            let facts = line.due.answers.get(index).map(Vec::as_slice).unwrap_or_default();
            let answers: Vec<Answer> = facts.iter().map(|fact| answer(register, case, owner(*fact), *fact)).collect();
            let open = answers.is_empty() || answers.iter().any(|answer| answer.value.is_none());
            Asked { what: what.clone(), answers, open }
        })
        .collect();
    let due = match line.strict() {
        Some(at) => at.to_zoned(zone.clone()).strftime("%A %-d %B %Y, %H:%M %Z").to_string(),
        None => line.due.text.clone(),
    };
    Draft {
        title: line.title.clone(),
        provision: line.provision.clone(),
        to: line.due.to.clone(),
        from: line.bearer.as_ref().map(|bearer| bearer.name.clone()),
        about: line.over.name.clone(),
        due,
        moments,
        missing: items.iter().filter(|item| item.open).count(),
        items,
    }
}

/// The moments of a thing that the case gives, in the order in which they happened.
fn known_moments(register: &Register, case: &Case, thing: ThingId) -> Vec<Answer> {
    let schema = &register.program.schema;
    let kind = case.world.thing(thing).kind;
    let mut known: Vec<(rust_decimal::Decimal, FactId)> = schema
        .facts_of(kind)
        .filter(|fact| matches!(schema.fact(*fact).of, Type::Date | Type::Instant))
        .filter_map(|fact| match case.world.value(thing, fact) {
            Some(Value::Numbers(ranges, _)) => Some((ranges.first()?.low?, fact)),
            _ => None,
        })
        .collect();
    known.sort();
    known.into_iter().map(|(_, fact)| answer(register, case, Some(thing), fact)).collect()
}

fn answer(register: &Register, case: &Case, thing: Option<ThingId>, fact: FactId) -> Answer {
    let text = register.vocabulary.fact(fact);
    let words = Words { register, case };
    let value = thing.filter(|thing| case.world.value(*thing, fact).is_some()).map(|thing| words.value(thing, fact));
    let by = thing.and_then(|thing| case.assertions.get(&(thing, fact))).and_then(|own| own.by.clone());
    let question = value.is_none().then(|| text.question.clone());
    Answer { what: text.label.clone(), value, by, question }
}
