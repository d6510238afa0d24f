//! `onus list`: what the register holds.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use onus_register::register::Register;
use serde_json::{Value, json};

use super::Format;
use crate::failure::Failure;
use crate::render::{self, FAINT, styled};

#[derive(Debug, Args)]
pub(super) struct List {
    /// Of what
    #[arg(value_enum)]
    what: What,
    /// Only those of this regime
    #[arg(long, value_name = "ID")]
    regime: Option<String>,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Regimes,
    Duties,
    Norms,
    Guides,
    Definitions,
    Exceptions,
    Facts,
    Kinds,
    Roles,
    Requirements,
    Themes,
    Sanctions,
    Recipients,
    Checklists,
    Areas,
    Calendars,
    Countings,
    Cases,
}

/// One row: id, text, the rest as JSON.
struct Row {
    id: String,
    text: String,
    more: Value,
}

pub(super) fn run(command: &List, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = super::sound_register(folder)?;
    let mut rows = rows(&register, command.what);
    if let Some(regime) = &command.regime {
        let prefix = format!("{regime}.");
        rows.retain(|row| {
            row.id == *regime
                || row.id.starts_with(&prefix)
                || row.more.get("regime").and_then(Value::as_str) == Some(regime)
        });
    }
    if command.format == Format::Json {
        let array: Vec<Value> = rows
            .into_iter()
            .map(|row| {
                let mut object = json!({ "id": row.id, "text": row.text });
                if let (Value::Object(object), Value::Object(more)) = (&mut object, row.more) {
                    object.extend(more);
                }
                object
            })
            .collect();
        render::json(&array)?;
        return Ok(ExitCode::SUCCESS);
    }
    let widest = rows.iter().map(|row| row.id.chars().count()).max().unwrap_or(0).min(40);
    let mut text = String::new();
    for row in &rows {
        let extra = row
            .more
            .get("provision")
            .or(row.more.get("type"))
            .and_then(Value::as_str)
            .map(|extra| format!("  {}", styled(FAINT, extra)))
            .unwrap_or_default();
        let _ = writeln!(text, "{:<widest$}  {}{extra}", row.id, row.text);
    }
    render::out(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn words<'r>(words: impl Iterator<Item = (&'r String, &'r String)>) -> Vec<Row> {
    words.map(|(id, text)| Row { id: id.clone(), text: text.clone(), more: json!({}) }).collect()
}

fn rows(register: &Register, what: What) -> Vec<Row> {
    let (vocabulary, schema) = (&register.vocabulary, &register.program.schema);
    let head = |head: &onus_register::law::Head| {
        json!({
            "regime": register.regime(head.regime).id,
            "provision": register.citation(head.regime, &head.provision),
            "plain": head.plain,
            "confidence": head.confidence,
            "in_force": head.in_force,
            "rows": head.rows,
        })
    };
    match what {
        What::Regimes => register
            .regimes
            .values()
            .map(|regime| Row {
                id: regime.id.clone(),
                text: format!("{}: {}", regime.short, regime.title),
                more: json!({ "citation": regime.citation, "official": regime.official, "jurisdiction": regime.jurisdiction,
                    "binding": regime.binding, "status": regime.status, "in_force": regime.in_force }),
            })
            .collect(),
        // a State's item and the directive's are one duty: it is counted once
        What::Duties => register
            .all_duties()
            .filter(|(_, duty)| duty.implements.is_none())
            .map(|(id, duty)| {
                let states: Vec<Value> = register
                    .transpositions(id)
                    .map(|(state, own)| {
                        let own = &register.duty(own).head;
                        json!({ "state": register.state_code(state), "id": own.id, "provision": register.citation(own.regime, &own.provision) })
                    })
                    .collect();
                let mut more = head(&duty.head);
                if let Value::Object(more) = &mut more {
                    more.insert("transpositions".to_owned(), Value::Array(states));
                }
                Row { id: duty.head.id.clone(), text: duty.head.title.clone(), more }
            })
            .collect(),
        What::Norms => register.norms.values().map(|norm| Row { id: norm.head.id.clone(), text: norm.head.title.clone(), more: head(&norm.head) }).collect(),
        What::Guides => register.guides.values().map(|asked| Row { id: asked.head.id.clone(), text: asked.question.clone(), more: head(&asked.head) }).collect(),
        What::Definitions => register.definitions.iter().map(|item| Row { id: item.head.id.clone(), text: item.head.title.clone(), more: head(&item.head) }).collect(),
        What::Exceptions => register.exceptions.values().map(|item| Row { id: item.head.id.clone(), text: item.head.title.clone(), more: head(&item.head) }).collect(),
        What::Facts => schema
            .facts()
            .map(|fact| {
                let text = vocabulary.fact(fact);
                let more = json!({ "type": schema.type_name(schema.fact(fact).of), "label": text.label, "help": text.help, "who": text.who,
                    "topic": text.topic, "unit": text.unit, "judgement": text.judgement, "optional": schema.fact(fact).optional });
                Row { id: schema.fact_path(fact), text: text.question.clone(), more }
            })
            .collect(),
        What::Kinds => schema
            .kinds()
            .map(|(id, name)| {
                let (kind, text) = (schema.kind(id), vocabulary.kind(id));
                Row { id: name.to_owned(), text: text.text.clone(), more: json!({ "party": kind.party, "event": kind.event }) }
            })
            .collect(),
        What::Roles => vocabulary.roles.iter().map(|(id, role)| Row { id: id.clone(), text: role.text.clone(), more: json!({ "stakeholder": role.stakeholder }) }).collect(),
        What::Requirements => words(vocabulary.requirements.iter()),
        What::Calendars => vocabulary
            .calendars
            .iter()
            .map(|(id, calendar)| Row {
                id: id.clone(),
                text: calendar.text.clone(),
                more: json!({ "state": calendar.state, "source": calendar.source, "note": calendar.note }),
            })
            .collect(),
        What::Countings => vocabulary
            .countings
            .iter()
            .map(|(id, counting)| Row {
                id: id.clone(),
                text: counting.text.clone(),
                more: json!({ "provision": counting.provision, "source": counting.source, "note": counting.note }),
            })
            .collect(),
        What::Themes => words(vocabulary.themes.iter()),
        What::Sanctions => vocabulary.sanctions.iter().map(|(id, sanction)| Row { id: id.clone(), text: sanction.text.clone(), more: json!({ "provision": sanction.provision }) }).collect(),
        What::Recipients => vocabulary.recipients.iter().map(|(id, recipient)| Row { id: id.clone(), text: recipient.text.clone(), more: json!({}) }).collect(),
        What::Checklists => vocabulary.checklists.iter().map(|(id, list)| Row { id: id.clone(), text: list.question.clone(), more: json!({ "facts": list.none.iter().map(|(fact, _)| schema.fact_path(*fact)).collect::<Vec<_>>() }) }).collect(),
        What::Areas => vocabulary.areas.iter().map(|(id, area)| Row { id: id.clone(), text: area.text.clone(), more: json!({ "regime": area.regime, "held": register.regimes.contains_key(&area.regime) }) }).collect(),
        What::Cases => register
            .cases
            .iter()
            .map(|case| {
                let regime = case.regime.map(|regime| register.regime(regime).id.clone());
                Row { id: case.name.clone(), text: format!("{}:{}", register.files.path(case.at.file), register.files.line(case.at)), more: json!({ "regime": regime, "rows": case.rows }) }
            })
            .collect(),
    }
}
