//! `onus schema`: JSON schemas, so that an editor completes names and marks mistakes.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::render;

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_enum)]
    of: Of,
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
    match command.of {
        Of::Case => render::json(&onus_register::schema::case(&register))?,
        Of::Register => render::json(&onus_register::schema::register(&register))?,
    }
    Ok(ExitCode::SUCCESS)
}
