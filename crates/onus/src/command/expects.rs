//! `onus expects`: one page of what is expected of a group of stakeholders, for the terminal, for printing, or for programs.

mod page;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use onus_engine::expects::{self, Expectation, Expected};
use onus_engine::words;
use onus_register::law::Modality;
use onus_register::register::Register;

use crate::failure::Failure;
use crate::render::{self, BOLD, FAINT, OPEN, styled};

#[derive(Debug, Args)]
pub(super) struct Expects {
    /// The group, or another word for it: maker, firm, government, ngo. Without it: the groups that there are
    stakeholder: Option<String>,
    /// The day for which it is asked, instead of today
    #[arg(long, value_name = "DATE", value_parser = super::parse_day)]
    as_of: Option<Date>,
    /// Text for people, HTML for printing or JSON for programs
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

/// How the page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people
    Text,
    /// A page to print or to put on a website
    Html,
    /// For programs
    Json,
}

pub(super) fn run(command: &Expects, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = super::sound_register(folder)?;
    let Some(typed) = &command.stakeholder else {
        render::out(&groups(&register))?;
        return Ok(ExitCode::SUCCESS);
    };
    let as_of = command.as_of.unwrap_or_else(super::today);
    let named = register.vocabulary.stakeholder_named(typed).map(|(id, _)| id);
    let found = named.and_then(|id| expects::expects(&register, id, as_of));
    let Some(found) = found else { return Err(unknown(&register, typed)) };
    match command.format {
        Shape::Text => render::out(&text(&found))?,
        Shape::Html => render::out(&page::html(&found))?,
        Shape::Json => render::json(&found)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The groups that there are.
fn groups(register: &Register) -> String {
    let mut text = String::from("Of whom? onus expects GROUP\n\n");
    for (id, group) in &register.vocabulary.stakeholders {
        let _ = writeln!(text, "{}  {}", styled(BOLD, id), group.text);
        let _ = writeln!(text, "{}", render::wrapped(&group.introduction, 2));
        if !group.aliases.is_empty() {
            let _ = writeln!(
                text,
                "{}",
                styled(FAINT, &render::wrapped(&format!("also: {}", group.aliases.join(", ")), 2))
            );
        }
    }
    text
}

fn unknown(register: &Register, typed: &str) -> Failure {
    let groups = &register.vocabulary.stakeholders;
    let names = groups.iter().flat_map(|(id, group)| std::iter::once(id).chain(&group.aliases)).map(String::as_str);
    let all: Vec<&str> = groups.keys().map(String::as_str).collect();
    let hint = onus_logic::suggest::did_you_mean(typed, names);
    Failure::Usage {
        message: format!("the register has no group of stakeholders `{typed}`"),
        hint: hint.or_else(|| Some(format!("one of: {}", all.join(", ")))),
    }
}

/// The strong word of a modality.
fn strength(modality: Modality) -> &'static str {
    match modality {
        Modality::Must => "must",
        Modality::MustNot => "must not",
        Modality::Should => "should",
        Modality::May => "may",
    }
}

/// "What is expected of ..", for the heading.
fn heading(found: &Expected) -> String {
    format!("What is expected of {}", found.text)
}

/// How much of it binds, in one sentence.
fn summary(found: &Expected) -> String {
    let things = |count: usize| match count {
        0 => "nothing".to_owned(),
        1 => "1 thing".to_owned(),
        _ => format!("{count} things"),
    };
    let mut text = format!(
        "On {} the register holds {} that law demands of them, and {} from standards, norms and advice, which bind nobody by themselves",
        words::day(found.as_of),
        things(found.binding),
        things(found.soft)
    );
    if found.proposed > 0 {
        let _ = write!(text, "; {} more in proposals that are not law", found.proposed);
    }
    text.push('.');
    text
}

/// What every reader must know.
const NOTICE: &str = "What does not bind by itself can still say \"must\": that counts for whoever follows it, claims it or has promised it. \
Each line says who is meant; nobody is all of them at once. Which of it applies to one organisation depends on its facts: onus check. \
The register does not hold all law. It is not legal advice.";

fn text(found: &Expected) -> String {
    let mut text = format!("{}\n{}\n\n", styled(BOLD, &heading(found)), render::wrapped(&found.introduction, 0));
    let _ = writeln!(text, "{}", render::wrapped(&summary(found), 0));
    let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(NOTICE, 0)));
    for (id, group) in &found.also {
        let _ = writeln!(text, "{}", styled(FAINT, &format!("See also: onus expects {id} ({group})")));
    }
    for theme in &found.themes {
        let _ = writeln!(text, "\n{}", styled(BOLD, &capital(&theme.text)));
        for (title, list) in [
            ("Binding", &theme.binding),
            ("Not binding by itself", &theme.soft),
            ("Proposed, not law", &theme.proposed),
        ] {
            if list.is_empty() {
                continue;
            }
            let _ = writeln!(text, "  {}", styled(OPEN, title));
            for one in list {
                text.push_str(&line(one));
            }
        }
    }
    let _ = writeln!(
        text,
        "\n{}",
        styled(FAINT, "onus show ID says how each is meant, what was read, and how sure the record is")
    );
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn line(one: &Expectation) -> String {
    let mut text = format!("{}\n", render::wrapped(&format!("{} ({})", one.title, strength(one.modality)), 4));
    let mut place = vec![one.provision.clone()];
    place.extend(one.in_states.iter().map(|(state, provision)| format!("{state}: {provision}")));
    let starts = one.starts.map(|day| format!("; from {}", words::day(day))).unwrap_or_default();
    let whole = format!("{}{starts}; {}  {}", place.join("; "), one.roles.join(", "), one.id);
    let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&whole, 8)));
    text
}
