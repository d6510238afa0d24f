//! `onus test`: runs the cases of the register.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use onus_engine::expect;
use serde::Serialize;

use super::Format;
use crate::failure::{FOUND, Failure};
use crate::render;

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Folder of the register; without it the one inside the command
    folder: Option<PathBuf>,
    /// Only cases whose name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Ran<'o> {
    name: &'o str,
    file: &'o str,
    line: usize,
    passed: bool,
    expectations: usize,
    problems: Vec<String>,
}

pub(super) fn run(command: &Test, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = super::sound_register(command.folder.as_deref().or(folder))?;
    let outcomes =
        expect::run(&register, &command.only, std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN));
    let failed = outcomes.iter().filter(|outcome| !outcome.passed()).count();
    if command.format == Format::Json {
        let lines: Vec<Ran<'_>> = outcomes
            .iter()
            .map(|outcome| Ran {
                name: &outcome.name,
                file: register.files.path(outcome.at.file),
                line: register.files.line(outcome.at),
                passed: outcome.passed(),
                expectations: outcome.expectations,
                problems: outcome.problems.iter().map(|problem| problem.message.clone()).collect(),
            })
            .collect();
        render::json(&lines)?;
    } else {
        for problem in outcomes.iter().flat_map(|outcome| &outcome.problems) {
            render::out(&format!("{}\n\n", render::diagnostic(problem, &register.files)))?;
        }
        let expectations: usize = outcomes.iter().map(|outcome| outcome.expectations).sum();
        let passed = outcomes.len() - failed;
        render::out(&format!(
            "{} cases with {expectations} expectations: {passed} passed, {failed} failed\n",
            outcomes.len()
        ))?;
    }
    Ok(if failed > 0 { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
