//! `onus clock`: what the person on duty reads at three in the morning. Sub-commands record a report that was sent, and draft one.

mod drafting;
mod submit;
mod text;

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use onus_engine::clock::{self, Agenda, Line, calendar, shift, timeline};
use onus_register::case::Case;
use onus_register::register::Register;

use crate::failure::Failure;
use crate::render;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Clock {
    #[command(subcommand)]
    then: Option<Then>,
    /// A case: facts on an organisation and what happened (TOML, or JSON of the same shape)
    #[arg(required = true)]
    case: Option<PathBuf>,
    #[command(flatten)]
    moment: Moment,
    /// Suppose this fact too, and show what that adds, takes away or moves
    #[arg(long = "if", value_name = "PATH = VALUE")]
    ifs: Vec<String>,
    /// Look back: leave out what was written down later
    #[arg(long, value_name = "TIME")]
    as_known: Option<String>,
    /// Everything that is not due, not only what turns on the event
    #[arg(long)]
    all: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file; a calendar that stands there keeps its entries and gets new sequence numbers
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What every sub-command can be told of time.
#[derive(Debug, Args)]
struct Moment {
    /// The present moment, instead of the clock of this machine: 2026-11-22T03:12, or with an offset
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Your time zone, instead of that of this machine
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Then {
    /// Record that a report was sent: the case gets the moment and the hash of the file
    Submit(submit::Submit),
    /// Draft a report: what its law asks for, filled in where the case knows it
    Draft(drafting::Draft),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For calendars, with alarms
    Ics,
    /// A timeline to print
    Svg,
}

pub(super) fn run(command: &Clock, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    match (&command.then, &command.case) {
        (Some(Then::Submit(command)), _) => submit::run(command, folder),
        (Some(Then::Draft(command)), _) => drafting::run(command, folder),
        (None, Some(case)) => show(command, case, folder),
        // clap asks for one of them
        (None, None) => Err(Failure::Usage { message: "which case?".to_owned(), hint: None }),
    }
}

/// A case, read for a moment, with its agenda.
struct Asked {
    register: ManuallyDrop<Register>,
    case: Case,
    agenda: Agenda,
    /// The zone of the reader.
    zone: TimeZone,
}

impl Moment {
    fn zone(&self) -> Result<TimeZone, Failure> {
        match &self.zone {
            Some(name) => TimeZone::get(name).map_err(|_| Failure::Usage {
                message: format!("`{name}` is no time zone"),
                hint: Some("use a name of the IANA time zone database, such as Europe/Amsterdam".to_owned()),
            }),
            None => Ok(TimeZone::system()),
        }
    }

    fn now(&self, zone: &TimeZone) -> Result<Timestamp, Failure> {
        match &self.now {
            Some(text) => read_time(text, zone, "--now"),
            None => Ok(super::present()),
        }
    }
}

/// A moment as an argument: with an offset, or on the clock of a zone.
fn read_time(text: &str, zone: &TimeZone, what: &str) -> Result<Timestamp, Failure> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let civil: DateTime = text.parse().map_err(|_| Failure::Usage {
        message: format!("`{text}` is no moment"),
        hint: Some(format!("write `{what} 2026-11-22T03:12`, or with an offset: 2026-11-22T03:12:00+01:00")),
    })?;
    match onus_time::point::local(civil, zone) {
        Some(onus_time::LocalTime::Once(at)) => Ok(at),
        Some(onus_time::LocalTime::Twice(first, second)) => Err(Failure::Usage {
            message: format!("the clocks show `{text}` twice"),
            hint: Some(format!("write {first} or {second}")),
        }),
        Some(onus_time::LocalTime::Skipped(before, after)) => {
            let show = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
            Err(Failure::Usage {
                message: format!("`{text}` does not exist: the clocks skip it"),
                hint: Some(format!("write {} or {}", show(before), show(after))),
            })
        }
        None => Err(Failure::Usage { message: format!("`{text}` lies beyond the end of time"), hint: None }),
    }
}

fn ask(path: &Path, moment: &Moment, ifs: &[String], folder: Option<&Path>) -> Result<Asked, Failure> {
    let zone = moment.zone()?;
    let now = moment.now(&zone)?;
    let mut register = super::sound_register(folder)?;
    let today = now.to_zoned(zone.clone()).date();
    let case = super::read_case_if(path, Some(today), ifs, &mut register)?;
    let agenda = clock::agenda(&register, &case, now).map_err(|contradiction| {
        let at = onus_register::source::At::default();
        super::bad_case(&register, vec![onus_engine::expect::contradicts(&case, &contradiction, at)])
    })?;
    Ok(Asked { register, case, agenda, zone })
}

fn show(command: &Clock, path: &Path, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut looks = Vec::new();
    if let Some(text) = &command.as_known {
        let at = read_time(text, &command.moment.zone()?, "--as-known")?;
        looks.push(format!("known_at = {at}"));
    }
    let asked = ask(path, &command.moment, &looks, folder)?;
    if !command.ifs.is_empty() {
        looks.extend(command.ifs.iter().cloned());
        let supposed = ask(path, &command.moment, &looks, folder)?;
        let shift = shift::between(&asked.agenda, &supposed.agenda);
        return match command.format {
            Format::Json => write(command.out.as_deref(), &json(&shift)?),
            Format::Text => {
                let text = text::shift(&supposed, &shift, &command.ifs.join(", "));
                write(command.out.as_deref(), &text)
            }
            Format::Ics | Format::Svg => Err(Failure::Usage {
                message: "what is only supposed does not go into a calendar or a timeline".to_owned(),
                hint: Some("use --format text or json with --if".to_owned()),
            }),
        };
    }
    let shown = path.display().to_string();
    match command.format {
        Format::Text => write(command.out.as_deref(), &text::agenda(&asked, &shown, command.all)),
        Format::Json => write(command.out.as_deref(), &json(&asked.agenda)?),
        Format::Svg => write(command.out.as_deref(), &timeline::draw(&asked.agenda, &asked.zone)),
        Format::Ics => {
            let former = match &command.out {
                Some(out) if out.exists() => Some(
                    std::fs::read_to_string(out)
                        .map_err(Failure::io(format!("cannot read the calendar `{}`", out.display())))?,
                ),
                _ => None,
            };
            let calendar = calendar::write(&asked.agenda, former.as_deref()).map_err(|error| Failure::Usage {
                message: error.to_string(),
                hint: Some("give --out another file".to_owned()),
            })?;
            write(command.out.as_deref(), &calendar)
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| format!("{text}\n"))
        .map_err(|error| Failure::Io { what: "cannot write JSON".to_owned(), source: error.into() })
}

/// To a file at once, or to the terminal.
fn write(out: Option<&Path>, text: &str) -> Result<ExitCode, Failure> {
    match out {
        Some(out) => replace(out, text)?,
        None => render::out(text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file beside and moves it into place, so that nobody ever reads half of it.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let shown = path.display().to_string();
    let mut name = path.file_name().map(std::ffi::OsStr::to_os_string).unwrap_or_default();
    name.push(".new");
    let beside = path.with_file_name(name);
    std::fs::write(&beside, text).map_err(Failure::io(format!("cannot write `{shown}`")))?;
    std::fs::rename(&beside, path).map_err(Failure::io(format!("cannot write `{shown}`")))
}

/// The line that an argument names: its number in the agenda, its key, or the id of its duty.
fn find<'a>(agenda: &'a Agenda, wanted: &str) -> Result<&'a Line, Failure> {
    if let Some(line) = wanted.parse::<usize>().ok().and_then(|number| agenda.lines.get(number.checked_sub(1)?)) {
        return Ok(line);
    }
    let (id, thing) = wanted.split_once('@').map_or((wanted, None), |(id, thing)| (id, Some(thing)));
    let found: Vec<&Line> = agenda
        .lines
        .iter()
        .filter(|line| {
            let own = line.duty == id || line.item.as_deref() == Some(id);
            line.key == wanted || (own && thing.is_none_or(|thing| line.over.id == thing))
        })
        .collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => {
            let known: Vec<&str> = agenda.lines.iter().map(|line| line.item.as_deref().unwrap_or(&line.duty)).collect();
            Err(Failure::Usage {
                message: format!("the agenda has no line `{wanted}`"),
                hint: onus_logic::suggest::did_you_mean(wanted, known.iter().copied())
                    .or_else(|| Some(format!("it has {}", known.join(", ")))),
            })
        }
        several => {
            let keys: Vec<&str> = several.iter().map(|line| line.key.as_str()).collect();
            Err(Failure::Usage {
                message: format!("`{wanted}` means {} lines", several.len()),
                hint: Some(format!("name one: {}", keys.join(", "))),
            })
        }
    }
}
