//! What ends a command early, and the exit code that goes with it.

use std::process::ExitCode;

use onus_register::diagnostic::{Diagnostic, Severity};
use onus_register::source::Files;

use crate::render;

/// A check found something: lint, test, verify.
pub(crate) const FOUND: u8 = 1;
/// The arguments are wrong.
const USAGE: u8 = 2;

/// Why a command could not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The arguments name something that is not there.
    #[error("{message}")]
    Usage {
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The case cannot be read.
    #[error("the case cannot be read")]
    Input { files: Box<Files>, diagnostics: Vec<Diagnostic> },
    /// The register cannot be read.
    #[error("the register cannot be read")]
    Register { files: Box<Files>, diagnostics: Vec<Diagnostic> },
    /// A file or the terminal.
    #[error("{what}: {source}")]
    Io { what: String, source: std::io::Error },
    /// The record of processes cannot be read, written or continued.
    #[error("{what}")]
    Record { what: String },
}

impl Failure {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Failure::Io { what, source }
    }

    /// Says what went wrong on the error stream, and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        let code = match self {
            Failure::Usage { .. } => USAGE,
            Failure::Input { .. } => 3,
            Failure::Register { .. } => 4,
            // a reader that went away is no failure of ours
            Failure::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Failure::Io { .. } | Failure::Record { .. } => 5,
        };
        match self {
            Failure::Input { files, diagnostics } | Failure::Register { files, diagnostics } => {
                let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
                for diagnostic in errors {
                    render::complain(&format!("{}\n", render::diagnostic(diagnostic, files)));
                }
            }
            Failure::Usage { hint, .. } => {
                render::complain(&format!("error: {self}"));
                if let Some(hint) = hint {
                    render::complain(&format!("help: {hint}"));
                }
            }
            Failure::Record { .. } => render::complain(&format!("error: {self}")),
            Failure::Io { source, .. } => {
                render::complain(&format!("error: {self}"));
                render::complain(match source.kind() {
                    std::io::ErrorKind::NotFound => {
                        "help: check the path; examples/README.md lists cases to start from"
                    }
                    _ => "help: check the path, and whether it can be read",
                });
            }
        }
        ExitCode::from(code)
    }
}

/// Shows what clap has to say; asking for help is no error.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let shown = error.print();
    match shown {
        Err(_) => ExitCode::from(5),
        Ok(()) if error.use_stderr() => ExitCode::from(USAGE),
        Ok(()) => ExitCode::SUCCESS,
    }
}
