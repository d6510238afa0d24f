//! A fact: how it is asked, how it can be answered, and what rests on it.

use onus_logic::schema::Type;
use onus_register::register::Register;
use serde::Serialize;

use super::parts::{self, Part};
use crate::finding::Named;

/// A fact that a case can state.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// `kind.name`.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub of: String,
    /// The same in words: "a whole number".
    pub answer: String,
    /// How a person is asked.
    pub question: String,
    /// Short noun phrase.
    pub label: String,
    /// More on how to answer.
    pub help: Option<String>,
    /// Who usually knows it.
    pub who: Option<String>,
    /// Unit of the number.
    pub unit: Option<String>,
    /// Bands that can be given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<String>,
    /// Someone must judge it.
    pub judgement: bool,
    /// What to weigh.
    pub factors: Vec<String>,
    /// It can be absent.
    pub optional: bool,
    /// Answers of an enum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Part>,
    /// Checklists in which it is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checklists: Vec<String>,
    /// Items whose condition reads it directly.
    pub used_by: Vec<Named>,
}

/// A fact that was described.
pub fn fact(register: &Register, id: &str) -> Option<Fact> {
    let (schema, program) = (&register.program.schema, &register.program);
    let fact = schema.fact_named(id)?;
    let (own, text) = (schema.fact(fact), register.vocabulary.fact(fact));
    let answers = match own.of {
        Type::Enum(of) | Type::Set(of) => {
            let name = schema.enum_name(of);
            let member = |member: &str| Part {
                id: member.to_owned(),
                text: register.vocabulary.member(name, member).to_owned(),
            };
            schema.of_enum(of).members().map(member).collect()
        }
        _ => Vec::new(),
    };
    let definitions = register.definitions.iter().filter(|item| {
        program.definition(item.logic).versions.iter().any(|version| program.reads(version.body).contains(&fact))
    });
    let duties = register.duties.values().filter(|duty| {
        let conditions = duty.versions.iter().flat_map(|version| parts::expressions(&version.body));
        conditions.into_iter().any(|condition| program.reads(condition).contains(&fact))
    });
    let exceptions = register.exceptions.values().filter(|exception| {
        exception.touches.iter().any(|touch| program.reads(parts::condition_of(touch)).contains(&fact))
    });
    let heads = definitions
        .map(|item| &item.head)
        .chain(duties.map(|duty| &duty.head))
        .chain(exceptions.map(|item| &item.head));
    let checklists =
        register.vocabulary.checklists.iter().filter(|(_, list)| list.none.iter().any(|(own, _)| *own == fact));
    Some(Fact {
        id: id.to_owned(),
        of: schema.type_name(own.of),
        answer: answer(register, own.of),
        question: text.question.clone(),
        label: text.label.clone(),
        help: text.help.clone(),
        who: text.who.clone(),
        unit: text.unit.clone(),
        bands: text.bands.clone(),
        judgement: text.judgement,
        factors: text.factors.clone(),
        optional: own.optional,
        answers,
        checklists: checklists.map(|(id, _)| id.clone()).collect(),
        used_by: heads.map(|head| super::named(register, head)).collect(),
    })
}

/// What an answer looks like, with an example as a case writes it.
fn answer(register: &Register, of: Type) -> String {
    match of {
        Type::Bool => "yes or no (true, false)".to_owned(),
        Type::Int => "a whole number".to_owned(),
        Type::Decimal => "a number".to_owned(),
        Type::Percent => "a share, such as \"30%\"".to_owned(),
        Type::Money => "an amount, such as \"6_000_000 EUR\"".to_owned(),
        Type::Date => "a date, such as 2026-11-22".to_owned(),
        Type::Instant => "a moment, such as 2026-11-20T16:10:00".to_owned(),
        Type::Duration => "a length of time, such as \"31m\"".to_owned(),
        Type::Enum(_) => "one of these".to_owned(),
        Type::Set(_) => "any of these, as a list".to_owned(),
        Type::Thing(kind) => format!("the id of one: {}", register.vocabulary.kind(kind).text),
    }
}
