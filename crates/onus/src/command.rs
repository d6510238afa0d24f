//! The sub-commands: what they take. What each does stands in its own file.

mod ask;
mod changes;
mod check;
mod clock;
mod demo;
mod expects;
mod explain;
mod forum;
mod keys;
mod lint;
mod list;
mod log;
mod new;
mod owed;
mod schema;
mod search;
mod serve;
mod show;
mod side_by_side;
mod test;
mod why;
mod witness;

use std::io::Read as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Diagnostic, Report, Severity};
use onus_register::overlay::{self, Overlay};
use onus_register::register::Register;
use onus_register::source::{Files, SourceError};
use onus_register::{lint as linter, load};

use crate::failure::Failure;
use crate::pages::{EMBEDDED, Folder};
use crate::render;

/// Who owes which cybersecurity duty of care to whom.
#[derive(Debug, Parser)]
#[command(
    name = "onus",
    version,
    max_term_width = 100,
    after_help = "Not legal advice: the register says of each record how sure it is, and every answer names what the register does not hold."
)]
pub(crate) struct Arguments {
    /// Read the register from this folder instead of the one inside the command
    #[arg(long, global = true, value_name = "DIR")]
    register: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The duties that apply to a case, grouped by whom they are owed to
    Check(check::Check),
    /// Every report that is due after what happened: to whom, by when, what it must say
    Clock(Box<clock::Clock>),
    /// Why a duty applies, does not, or is open: the reason as a tree
    Why(why::Why),
    /// Answer a few questions: the interview writes a case and ends with the duties that apply
    Ask(ask::Interviewed),
    /// What the register holds, as a list
    List(list::List),
    /// One item of the register: text, logic, sources
    Show(show::Show),
    /// Find items of the register by words
    Search(search::Search),
    /// One page of what is expected of a group: makers, users, States, civil society ..
    Expects(expects::Expects),
    /// Look for mistakes in the register
    Lint(lint::Lint),
    /// Run the cases that stand in the register's pages
    Test(test::Test),
    /// What a diagnostic code means and what to do
    Explain(explain::Explain),
    /// Begin a law: its folder, its regime.md and a first page
    New(new::New),
    /// JSON schema for editors
    Schema(schema::Schema),
    /// Play two processes with invented parties, and record them in a database
    Demo(demo::Demo),
    /// Check the record of processes offline, or copy it
    Log(log::Log),
    /// Co-sign a record that continues what this witness saw before
    Witness(witness::Command),
    /// Replay the record of processes
    Forum(forum::Forum),
    /// Write the register with what processes adopted
    Register(forum::Register),
    /// The open register on the web
    Serve(serve::Serve),
    /// A whole copy of the database of a server, while it runs
    Backup(serve::Backup),
    /// Put a copy back in the place of a database that nobody uses
    Restore(serve::Restore),
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let register = arguments.register.as_deref();
    match &arguments.command {
        Command::Check(command) => check::run(command, register),
        Command::Clock(command) => clock::run(command, register),
        Command::Why(command) => why::run(command, register),
        Command::Ask(command) => ask::run(command, register),
        Command::List(command) => list::run(command, register),
        Command::Show(command) => show::run(command, register),
        Command::Search(command) => search::run(command, register),
        Command::Expects(command) => expects::run(command, register),
        Command::Lint(command) => lint::run(command, register),
        Command::Test(command) => test::run(command, register),
        Command::Explain(command) => explain::run(command),
        Command::New(command) => new::run(command, register),
        Command::Schema(command) => schema::run(command, register),
        Command::Demo(command) => demo::run(command, register),
        Command::Log(command) => log::run(command),
        Command::Witness(command) => witness::run(command),
        Command::Forum(command) => forum::rebuild(command),
        Command::Register(command) => forum::export(command, register),
        Command::Serve(command) => serve::run(command, register),
        Command::Backup(command) => serve::backup(command),
        Command::Restore(command) => serve::restore(command),
    }
}

/// The register as it was read, with everything that was said about it.
fn read_register(folder: Option<&Path>) -> Result<(Register, Report), Failure> {
    let loaded = match folder {
        None => load::load(EMBEDDED),
        Some(folder) => load::load(&Folder(folder)),
    };
    loaded.map_err(|error| match error {
        SourceError::Unreadable { path, reason } => {
            Failure::Io { what: format!("cannot read `{path}`"), source: std::io::Error::other(reason) }
        }
        other => Failure::Io { what: "cannot read the register".to_owned(), source: std::io::Error::other(other) },
    })
}

/// A register that can be asked. It is never taken apart: the system takes its memory back faster when the command ends.
fn sound_register(folder: Option<&Path>) -> Result<ManuallyDrop<Register>, Failure> {
    let (register, mut report) = read_register(folder)?;
    linter::definition_circles(&register, &mut report);
    if report.has_errors() {
        return Err(Failure::Register { files: Box::new(register.files), diagnostics: report.diagnostics });
    }
    Ok(ManuallyDrop::new(register))
}

/// Refuses regimes that the register does not have.
fn known_regimes(register: &Register, regimes: &[String]) -> Result<(), Failure> {
    for regime in regimes {
        if !register.regimes.contains_key(regime) {
            let known: Vec<&str> = register.regimes.keys().map(String::as_str).collect();
            return Err(Failure::Usage {
                message: format!("the register has no regime `{regime}`"),
                hint: onus_logic::suggest::did_you_mean(regime, known.iter().copied())
                    .or_else(|| Some(format!("it has {}", known.join(", ")))),
            });
        }
    }
    Ok(())
}

/// The day, where the command names one.
fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a date such as 2026-11-22".to_owned())
}

/// Reads the case of a command. Warnings go to the error stream.
fn read_case(path: &Path, as_of: Option<Date>, register: &mut Register) -> Result<Case, Failure> {
    read_case_if(path, as_of, &[], register)
}

/// The same with facts put over it (`--if`).
fn read_case_if(path: &Path, as_of: Option<Date>, ifs: &[String], register: &mut Register) -> Result<Case, Failure> {
    let text = case_text(path, register)?;
    parse_case(&path.display().to_string(), &text, as_of, ifs, register)
}

/// The text of a case file.
fn case_text(path: &Path, register: &mut Register) -> Result<String, Failure> {
    let shown = path.display().to_string();
    let size = std::fs::metadata(path).map_err(Failure::io(format!("cannot read `{shown}`")))?.len();
    if size > case::MAX_CASE as u64 {
        let problem = case::too_large(&shown, size, &mut register.files);
        return Err(bad_case(register, vec![problem]));
    }
    // a device tells no size: what is read is bounded too
    let file = std::fs::File::open(path).map_err(Failure::io(format!("cannot read `{shown}`")))?;
    let mut bytes = Vec::new();
    file.take(case::MAX_CASE as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(Failure::io(format!("cannot read `{shown}`")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads the text of a case, with facts put over it.
fn parse_case(
    shown: &str,
    text: &str,
    as_of: Option<Date>,
    ifs: &[String],
    register: &mut Register,
) -> Result<Case, Failure> {
    let mut report = Report::default();
    let mut files = std::mem::take(&mut register.files);
    let parsed = case::parse(shown, text, &mut files, &mut report);
    let overlays: Vec<Overlay> = ifs.iter().filter_map(|text| overlay::read(text, &mut files, &mut report)).collect();
    register.files = files;
    let days = Days { instead: as_of, today: today() };
    let read = parsed
        .filter(|_| !report.has_errors())
        .and_then(|(file, table)| case::read_over(&table, case::whole(file), register, days, &overlays, &mut report));
    let Some(read) = read else { return Err(bad_case(register, report.diagnostics)) };
    for warning in report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning) {
        render::complain(&render::diagnostic(warning, &register.files));
    }
    Ok(read)
}

fn bad_case(register: &Register, diagnostics: Vec<Diagnostic>) -> Failure {
    Failure::Input { files: Box::new(files_of(register)), diagnostics }
}

fn files_of(register: &Register) -> Files {
    register.files.clone()
}

/// Today, on the clock and in the zone of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "the command is where the clock is read; everything else is told the day"
)]
fn today() -> Date {
    jiff::Zoned::now().date()
}

/// The present moment, on the clock of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "the command is where the clock is read; everything else is told the moment"
)]
fn present() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Answers a case, or says what in it cannot be.
fn answer(
    register: &Register,
    case: &Case,
    options: &onus_engine::check::Options,
) -> Result<onus_engine::check::Checked, Failure> {
    onus_engine::check::check(register, case, options).map_err(|contradiction| {
        let at = onus_register::source::At::default();
        bad_case(register, vec![onus_engine::expect::contradicts(case, &contradiction, at)])
    })
}
