//! `onus show`: one item of the register, for people: plain text first, then the logic in words, and everything that belongs to it.

mod item;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use onus_engine::describe::{self, Fact, Regime};
use onus_engine::words;
use onus_register::law::Period;
use onus_register::register::Register;

use super::Format;
use crate::failure::Failure;
use crate::render::{self, BOLD, FAINT, OPEN, styled};

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Id of a duty, norm, definition, exception, guide, regime or fact
    id: String,
    /// Print the block as it stands on the page, too
    #[arg(long)]
    logic: bool,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(command: &Show, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = super::sound_register(folder)?;
    let id = command.id.as_str();
    let json = command.format == Format::Json;
    if let Some(found) = describe::item(&register, id) {
        if json { render::json(&found) } else { render::out(&item::text(&found, command.logic)) }
    } else if let Some(found) = describe::regime(&register, id) {
        if json { render::json(&found) } else { render::out(&regime_text(&found)) }
    } else if let Some(found) = describe::fact(&register, id) {
        if json { render::json(&found) } else { render::out(&fact_text(&found)) }
    } else {
        return Err(unknown(&register, id));
    }
    .map(|()| ExitCode::SUCCESS)
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
            .or_else(|| Some("`onus search WORDS` finds ids by words".to_owned())),
    }
}

pub(super) fn in_force(periods: &[Period]) -> String {
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

/// A line "what: text", wrapped, with the rest of the lines indented.
fn line(what: &str, text: &str) -> String {
    let options = textwrap::Options::new(render::width()).subsequent_indent("    ");
    let whole = textwrap::fill(format!("{what}: {text}").trim_end(), options);
    let rest = whole.strip_prefix(what).unwrap_or("");
    format!("{}{rest}\n", styled(BOLD, what))
}

fn regime_text(regime: &Regime) -> String {
    let mut text = format!("{}  {}\n", styled(BOLD, &regime.title), styled(FAINT, &regime.id));
    if let Some(not_law) = &regime.not_law {
        let _ = writeln!(text, "{}", styled(OPEN, &format!("This is {not_law}.")));
    }
    let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&regime.citation, 0)));
    if let Some(official) = &regime.official {
        let _ = writeln!(text, "{}", styled(FAINT, official));
    }
    if !regime.plain.is_empty() {
        let _ = writeln!(text, "\n{}", paragraphs(&regime.plain));
    }
    let _ = writeln!(text);
    let binds = match regime.binding {
        onus_register::law::Binding::Direct => "by itself",
        onus_register::law::Binding::ViaTransposition => "through the law of each State",
        onus_register::law::Binding::National => "as law of its State",
        onus_register::law::Binding::CaseLaw => "as an open norm, filled in by courts",
        onus_register::law::Binding::Soft => "nobody by itself: a standard or norm",
    };
    text.push_str(&line("Binds", binds));
    text.push_str(&line("Dates", &in_force(&regime.in_force)));
    for event in &regime.timeline {
        let _ = writeln!(text, "{}", render::wrapped(&format!("{}  {}", words::day(event.day), event.what), 4));
    }
    if let Some(base) = &regime.transposes {
        text.push_str(&line("Transposes", &format!("{} ({})", base.text, base.id)));
    }
    if !regime.transposed_by.is_empty() {
        let held = regime.transposed_by.iter().map(|own| format!("{} {} ({})", own.state, own.item.text, own.item.id));
        text.push_str(&line("Transposed by", &held.collect::<Vec<_>>().join("; ")));
    }
    if !regime.not_held.is_empty() {
        text.push_str(&line("The law of these States is not held", &regime.not_held.join(", ")));
    }
    let counts = [
        (regime.duties, "duty", "duties"),
        (regime.norms, "norm", "norms"),
        (regime.definitions, "definition", "definitions"),
        (regime.exceptions, "exception", "exceptions"),
        (regime.guides, "question of a guide", "questions of a guide"),
        (regime.cases, "case", "cases"),
    ];
    let counts = counts.iter().filter(|(count, ..)| *count > 0);
    let held: Vec<String> =
        counts.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
    text.push_str(&line("In the register", &if held.is_empty() { "no item yet".to_owned() } else { held.join(", ") }));
    for (name, words, count) in &regime.sureness {
        let _ = writeln!(text, "{}", render::wrapped(&format!("{count} {name}: {words}"), 4));
    }
    let _ = writeln!(text, "\n{}", styled(FAINT, &format!("onus list duties --regime {}", regime.id)));
    text
}

fn fact_text(fact: &Fact) -> String {
    let mut text = format!("{}  {}\n", styled(BOLD, &fact.question), styled(FAINT, &fact.id));
    if let Some(help) = &fact.help {
        let _ = writeln!(text, "{}", render::wrapped(help, 0));
    }
    let _ = writeln!(text);
    let mut of = fact.answer.clone();
    if let Some(unit) = &fact.unit {
        let _ = write!(of, ", in {unit}");
    }
    if fact.optional {
        of.push_str("; it can be absent");
    }
    text.push_str(&line("Answer", &of));
    for answer in fact.answers.iter().take(60) {
        let own = if answer.text == answer.id { String::new() } else { format!("  {}", answer.text) };
        let _ = writeln!(text, "    {}{own}", answer.id);
    }
    if fact.answers.len() > 60 {
        let _ = writeln!(text, "    and {} more: --format json lists them all", fact.answers.len() - 60);
    }
    if !fact.bands.is_empty() {
        text.push_str(&line("Or a band", &fact.bands.join(", ")));
    }
    if let Some(who) = &fact.who {
        text.push_str(&line("Who knows it", who));
    }
    if fact.judgement {
        text.push_str(&line("Someone must judge this; weigh", &fact.factors.join(", ")));
    }
    if !fact.checklists.is_empty() {
        text.push_str(&line("On the checklist", &fact.checklists.join(", ")));
    }
    if !fact.used_by.is_empty() {
        text.push_str(&line("Read by", ""));
        for item in fact.used_by.iter().take(40) {
            let _ = writeln!(text, "{}", render::wrapped(&format!("{}  ({})", item.text, item.id), 4));
        }
        if fact.used_by.len() > 40 {
            let _ = writeln!(text, "    and {} more: --format json lists them all", fact.used_by.len() - 40);
        }
    }
    text
}
