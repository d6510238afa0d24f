//! `onus show`: one item of the register, as a lawyer and an engineer read it side by side.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use onus_engine::words;
use onus_register::law::{Head, Period};
use onus_register::page::Block;
use onus_register::register::Register;
use onus_register::tree::Item;
use serde_json::{Value, json};

use super::Format;
use crate::failure::Failure;
use crate::render::{self, BOLD, FAINT, styled};

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Id of a duty, norm, definition, exception, regime or fact
    id: String,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(command: &Show, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = super::sound_register(folder)?;
    let id = command.id.as_str();
    let json = command.format == Format::Json;
    if let Some(block) = register
        .pages
        .iter()
        .flat_map(|page| &page.blocks)
        .find(|block| block.item.as_ref().is_some_and(|item| item.id == id))
    {
        let Some(head) = head_of(&register, id) else { return Err(unknown(&register, id)) };
        return if json {
            render::json(&item_json(&register, head, block))
        } else {
            render::out(&item_text(&register, head, block))
        }
        .map(|()| ExitCode::SUCCESS);
    }
    if let Some(regime) = register.regimes.get(id) {
        let duties = register.all_duties().filter(|(_, duty)| register.regime(duty.head.regime).id == id).count();
        let value = json!({ "id": regime.id, "title": regime.title, "short": regime.short, "citation": regime.citation, "official": regime.official,
            "celex": regime.celex, "jurisdiction": regime.jurisdiction, "binding": regime.binding, "status": regime.status, "in_force": regime.in_force,
            "duties": duties, "plain": regime.plain });
        if json {
            render::json(&value)?;
        } else {
            let mut text = format!("{}\n{}\n", styled(BOLD, &regime.title), styled(FAINT, &regime.citation));
            if let Some(official) = &regime.official {
                let _ = writeln!(text, "{}", styled(FAINT, official));
            }
            let _ = writeln!(
                text,
                "{}\n\n{}\n\n{duties} duties in the register (`onus list duties --regime {id}`)",
                in_force(&regime.in_force),
                paragraphs(&regime.plain)
            );
            render::out(&text)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(fact) = register.program.schema.fact_named(id) {
        let (schema, text) = (&register.program.schema, register.vocabulary.fact(fact));
        let used: Vec<&str> = register
            .definitions
            .iter()
            .filter(|item| {
                register
                    .program
                    .definition(item.logic)
                    .versions
                    .iter()
                    .any(|version| register.program.reads(version.body).contains(&fact))
            })
            .map(|item| item.head.id.as_str())
            .collect();
        let value = json!({ "id": id, "type": schema.type_name(schema.fact(fact).of), "question": text.question, "help": text.help, "who": text.who,
            "judgement": text.judgement, "factors": text.factors, "optional": schema.fact(fact).optional, "used_by": used });
        if json {
            render::json(&value)?;
        } else {
            let mut shown = format!(
                "{}\n{}\n{}\n",
                styled(BOLD, id),
                text.question,
                styled(FAINT, &schema.type_name(schema.fact(fact).of))
            );
            for line in text.help.iter().chain(text.who.iter()) {
                let _ = writeln!(shown, "{}", render::wrapped(line, 0));
            }
            if !used.is_empty() {
                let _ = writeln!(shown, "{}", render::wrapped(&format!("Read by: {}", used.join(", ")), 0));
            }
            render::out(&shown)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    Err(unknown(&register, id))
}

fn unknown(register: &Register, id: &str) -> Failure {
    let facts: Vec<String> =
        register.program.schema.facts().map(|fact| register.program.schema.fact_path(fact)).collect();
    let ids = register
        .heads()
        .map(|head| head.id.as_str())
        .chain(register.regimes.keys().map(String::as_str))
        .chain(facts.iter().map(String::as_str));
    Failure::Usage {
        message: format!("the register has nothing called `{id}`"),
        hint: onus_logic::suggest::did_you_mean(id, ids)
            .or_else(|| Some("`onus list duties`, `onus list definitions` and so on show what there is".to_owned())),
    }
}

fn head_of<'r>(register: &'r Register, id: &str) -> Option<&'r Head> {
    register.heads().find(|head| head.id == id)
}

/// Items that belong to this one: transpositions, what it transposes, exceptions to it, cases that test it.
fn related(register: &Register, id: &str) -> Vec<(&'static str, Vec<String>)> {
    let mut related = Vec::new();
    if let Some(duty) = register.duty_named(id) {
        let transposed: Vec<String> =
            register.transpositions(duty).map(|(_, own)| register.duty(own).head.id.clone()).collect();
        related.push(("Transposed by", transposed));
        related.push((
            "Transposes",
            register.duty(duty).implements.map(|base| register.duty(base).head.id.clone()).into_iter().collect(),
        ));
        related.push((
            "Exceptions",
            register
                .exceptions_to(duty)
                .iter()
                .map(|exception| register.exception(*exception).head.id.clone())
                .collect(),
        ));
    }
    let directive = register
        .duty_named(id)
        .and_then(|duty| register.duty(duty).implements)
        .map(|base| register.duty(base).head.id.clone());
    let tested = register.cases.iter().filter(|case| match case.table.get("expect").map(|tree| &tree.item) {
        Some(Item::Table(expect)) => {
            expect.get(id).is_some() || directive.as_ref().is_some_and(|directive| expect.get(directive).is_some())
        }
        _ => false,
    });
    related.push(("Tested by", tested.map(|case| case.name.clone()).collect()));
    related.retain(|(_, items)| !items.is_empty());
    related
}

fn in_force(periods: &[Period]) -> String {
    let shown: Vec<String> = periods
        .iter()
        .map(|period| match period.to {
            None => format!("from {}", words::day(period.from)),
            Some(to) => format!("from {} until {}", words::day(period.from), words::day(to)),
        })
        .collect();
    if shown.is_empty() {
        "no date of coming into force is recorded".to_owned()
    } else {
        format!("in force {}", shown.join(", and "))
    }
}

fn paragraphs(text: &str) -> String {
    text.split('\n').map(|paragraph| render::wrapped(paragraph, 0)).collect::<Vec<_>>().join("\n")
}

fn item_text(register: &Register, head: &Head, block: &Block) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}", styled(BOLD, &head.title), styled(FAINT, &head.id));
    let _ = writeln!(text, "{}; {}", register.citation(head.regime, &head.provision), in_force(&head.in_force));
    let _ = writeln!(text, "\n{}\n", paragraphs(&head.plain));
    let (path, line) = (register.files.path(block.at.file), register.files.line(block.at));
    let _ = writeln!(text, "{}", styled(FAINT, &format!("{path}:{line}")));
    let source = source_of(register, block);
    for line in source.lines() {
        let _ = writeln!(text, "    {line}");
    }
    let _ = writeln!(text);
    for (what, items) in related(register, &head.id) {
        let _ = writeln!(text, "{}", render::wrapped(&format!("{what}: {}", items.join("; ")), 0));
    }
    let _ = writeln!(text, "How sure: {}", head.confidence.name());
    if let Some(source) = &head.source {
        let _ = writeln!(text, "{}", render::wrapped(&format!("Read: {source}"), 0));
    }
    if let Some(note) = &head.note {
        let _ = writeln!(text, "{}", render::wrapped(&format!("Note: {note}"), 0));
    }
    text
}

/// The block as it stands on the page.
fn source_of<'r>(register: &'r Register, block: &Block) -> &'r str {
    let Some(file) = register.files.get(block.at.file) else { return "" };
    let after = file.text.get(block.at.span.end as usize..).unwrap_or("");
    after.split("\n```").next().unwrap_or(after).trim_matches('\n')
}

fn item_json(register: &Register, head: &Head, block: &Block) -> Value {
    let related: serde_json::Map<String, Value> = related(register, &head.id)
        .into_iter()
        .map(|(what, items)| (what.to_lowercase().replace(' ', "_"), json!(items)))
        .collect();
    json!({
        "id": head.id, "sort": block.sort.name(), "title": head.title, "plain": head.plain,
        "regime": register.regime(head.regime).id, "provision": register.citation(head.regime, &head.provision),
        "in_force": head.in_force, "confidence": head.confidence, "source": head.source, "note": head.note, "rows": head.rows,
        "logic": source_of(register, block), "file": register.files.path(block.at.file), "line": register.files.line(block.at),
        "related": related,
    })
}
