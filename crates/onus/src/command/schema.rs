//! `onus schema`: JSON schemas, so that an editor completes names and marks mistakes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::render;

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_enum)]
    of: Of,
    /// Write it to this file instead of the terminal
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    /// A file of facts
    Case,
    /// The blocks of a page of law
    Register,
}

pub(super) fn run(command: &Schema, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = super::sound_register(folder)?;
    let schema = match command.of {
        Of::Case => onus_register::schema::case(&register),
        Of::Register => onus_register::schema::register(&register),
    };
    let Some(path) = &command.out else {
        render::json(&schema)?;
        return Ok(ExitCode::SUCCESS);
    };
    let what = format!("cannot write `{}`", path.display());
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::Io { what: what.clone(), source: error.into() })?;
    std::fs::write(path, text + "\n").map_err(Failure::io(what))?;
    render::out(&format!("Written: {}\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}
