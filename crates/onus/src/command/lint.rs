//! `onus lint`: mistakes in the register, with the place in the page.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use onus_register::diagnostic::{Diagnostic, Severity};
use onus_register::lint;
use serde::Serialize;

use super::Format;
use crate::failure::{FOUND, Failure};
use crate::render;

#[derive(Debug, Args)]
pub(super) struct Lint {
    /// Folder of the register; without it the one inside the command
    folder: Option<PathBuf>,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Found<'d> {
    code: &'d str,
    severity: &'static str,
    message: &'d str,
    file: Option<&'d str>,
    line: Option<usize>,
    help: Option<&'d str>,
}

pub(super) fn run(command: &Lint, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let (register, mut report) = super::read_register(command.folder.as_deref().or(folder))?;
    // what cannot be read cannot be checked further
    if !report.has_errors() {
        report.diagnostics.extend(lint::lint(&register).diagnostics);
        report.sort();
    }
    let errors = report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let warnings = report.diagnostics.len() - errors;
    if command.format == Format::Json {
        let lines: Vec<Found<'_>> = report
            .diagnostics
            .iter()
            .map(|diagnostic: &Diagnostic| {
                let at = diagnostic.labels.first().map(|label| label.at);
                Found {
                    code: diagnostic.code.0,
                    severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" },
                    message: &diagnostic.message,
                    file: at.map(|at| register.files.path(at.file)),
                    line: at.map(|at| register.files.line(at)),
                    help: diagnostic.help.as_deref(),
                }
            })
            .collect();
        render::json(&lines)?;
    } else {
        for diagnostic in &report.diagnostics {
            render::out(&format!("{}\n\n", render::diagnostic(diagnostic, &register.files)))?;
        }
        let pages = register.pages.len();
        render::out(&format!(
            "{pages} pages, {} regimes, {} definitions, {} duties, {} exceptions, {} cases: {errors} errors, {warnings} warnings\n",
            register.regimes.len(),
            register.definitions.len(),
            register.duties.len(),
            register.exceptions.len(),
            register.cases.len(),
        ))?;
    }
    Ok(if errors > 0 { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
