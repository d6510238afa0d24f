//! `onus search`: finds items of the register by words.

use std::fmt::Write as _;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use onus_engine::search::{self, Found, Hit, Index, Query};
use onus_register::register::Register;

use super::Format;
use crate::failure::Failure;
use crate::render::{self, BOLD, FAINT, OPEN, styled};

#[derive(Debug, Args)]
pub(super) struct Search {
    /// What to look for, in your own words: "breach 72 hours", "who do I tell", "art 21"
    words: Vec<String>,
    /// Only items of this regime, or of all regimes whose id begins so
    #[arg(long = "regime", value_name = "ID")]
    regimes: Vec<String>,
    /// Only items of this theme
    #[arg(long = "theme", value_name = "ID")]
    themes: Vec<String>,
    /// Only items that bind or address this role
    #[arg(long = "role", value_name = "ID")]
    roles: Vec<String>,
    /// Only law of this State or union: NL, EU, US-CA, Netherlands
    #[arg(long = "state", value_name = "CODE")]
    states: Vec<String>,
    /// Only items of this sort
    #[arg(long = "sort", value_enum, value_name = "SORT")]
    sorts: Vec<Sort>,
    /// How many to show
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    Regime,
    Duty,
    Norm,
    Definition,
    Exception,
    Guide,
    Fact,
    Case,
}

impl From<Sort> for search::Sort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Regime => search::Sort::Regime,
            Sort::Duty => search::Sort::Duty,
            Sort::Norm => search::Sort::Norm,
            Sort::Definition => search::Sort::Definition,
            Sort::Exception => search::Sort::Exception,
            Sort::Guide => search::Sort::Guide,
            Sort::Fact => search::Sort::Fact,
            Sort::Case => search::Sort::Case,
        }
    }
}

pub(super) fn run(command: &Search, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let words = command.words.join(" ");
    let filters = [&command.regimes, &command.themes, &command.roles, &command.states];
    if words.trim().is_empty() && filters.iter().all(|filter| filter.is_empty()) && command.sorts.is_empty() {
        return Err(Failure::Usage {
            message: "there is nothing to look for".to_owned(),
            hint: Some(
                "write some words, such as `onus search breach 72 hours`, or a filter such as `--theme authentication`"
                    .to_owned(),
            ),
        });
    }
    let register = super::sound_register(folder)?;
    let query = Query {
        words,
        regimes: regimes(&register, &command.regimes)?,
        themes: ids(&command.themes, register.vocabulary.themes.keys(), "theme")?,
        roles: ids(&command.roles, register.vocabulary.roles.keys(), "role")?,
        states: command.states.iter().map(|typed| state(&register, typed)).collect::<Result<_, _>>()?,
        sorts: command.sorts.iter().map(|sort| (*sort).into()).collect(),
        limit: command.limit,
    };
    let found = ManuallyDrop::new(Index::of(&register)).search(&query);
    if command.format == Format::Json {
        render::json(&found)?;
    } else {
        render::out(&text(&found, &query))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A word that is not among those known.
fn unknown<'k>(what: &str, typed: &str, known: impl Iterator<Item = &'k str>) -> Failure {
    Failure::Usage {
        message: format!("the register has no {what} `{typed}`"),
        hint: onus_logic::suggest::did_you_mean(typed, known)
            .or_else(|| Some(format!("`onus list {what}s` shows what there is"))),
    }
}

fn ids<'k>(
    typed: &[String],
    known: impl Iterator<Item = &'k String> + Clone,
    what: &str,
) -> Result<Vec<String>, Failure> {
    for id in typed {
        if !known.clone().any(|own| own == id) {
            return Err(unknown(what, id, known.map(String::as_str)));
        }
    }
    Ok(typed.to_vec())
}

/// Regimes by id, by the beginning of an id, or by the short name in any case.
fn regimes(register: &Register, typed: &[String]) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for wanted in typed {
        let begins =
            |id: &String| id == wanted || id.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with('.'));
        if register.regimes.keys().any(begins) {
            found.push(wanted.clone());
        } else if let Some(own) = register.regimes.values().find(|regime| regime.short.eq_ignore_ascii_case(wanted)) {
            found.push(own.id.clone());
        } else {
            return Err(unknown("regime", wanted, register.regimes.keys().map(String::as_str)));
        }
    }
    Ok(found)
}

/// The code of a State or union, from its code or its name.
fn state(register: &Register, typed: &str) -> Result<String, Failure> {
    let of_regimes = register.regimes.values().filter_map(|regime| regime.jurisdiction.as_deref());
    let country = register.country().map(|country| register.program.schema.of_enum(country));
    let codes: Vec<&str> = country.into_iter().flat_map(onus_logic::schema::Enum::members).chain(of_regimes).collect();
    let named = codes.iter().find(|code| {
        code.eq_ignore_ascii_case(typed) || register.vocabulary.member("country", code).eq_ignore_ascii_case(typed)
    });
    named.map(|code| (*code).to_owned()).ok_or_else(|| Failure::Usage {
        message: format!("the register knows no State or union `{typed}`"),
        hint: onus_logic::suggest::did_you_mean(typed, codes.iter().copied())
            .or_else(|| Some("write a code such as NL, EU or US-CA, or the name of a country".to_owned())),
    })
}

fn text(found: &Found, query: &Query) -> String {
    let mut text = String::new();
    for (typed, read) in &found.read_as {
        let _ = writeln!(text, "{}", styled(OPEN, &format!("`{typed}` is not in the register; read as `{read}`")));
    }
    for typed in &found.unknown {
        let _ = writeln!(text, "{}", styled(OPEN, &format!("`{typed}` is not in the register, nor anything near it")));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    for hit in &found.hits {
        text.push_str(&one(hit));
    }
    match (found.hits.len(), found.total) {
        (_, 0) => {
            let filtered = !(query.regimes.is_empty()
                && query.themes.is_empty()
                && query.roles.is_empty()
                && query.states.is_empty()
                && query.sorts.is_empty());
            let _ = writeln!(
                text,
                "Nothing found. {}",
                if filtered { "Try fewer filters, or other words." } else { "Try other words, or `onus list duties`." }
            );
        }
        (shown, total) if shown < total => {
            let _ = writeln!(
                text,
                "{}",
                styled(FAINT, &format!("{shown} of {total}; --limit {total} shows all, `onus show ID` one of them"))
            );
        }
        (_, total) => {
            let _ = writeln!(text, "{}", styled(FAINT, &format!("{total} found; `onus show ID` shows one of them")));
        }
    }
    text
}

fn one(hit: &Hit) -> String {
    let mut text = format!("{}  {}\n", styled(BOLD, &hit.title), styled(FAINT, hit.sort.name()));
    let mut place: Vec<String> = Vec::new();
    if hit.sort != search::Sort::Case {
        place.push(hit.id.clone());
    }
    place.extend(hit.provision.clone().or_else(|| hit.regime.clone()));
    if hit.proposed {
        place.push("a proposal, not law".to_owned());
    }
    let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&place.join("  "), 2)));
    if !hit.plain.is_empty() {
        let _ = writeln!(text, "{}", render::wrapped(&hit.plain, 2));
    }
    text.push('\n');
    text
}
