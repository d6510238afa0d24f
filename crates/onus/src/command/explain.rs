//! `onus explain`: what a diagnostic code means.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use onus_register::diagnostic;

use crate::failure::Failure;
use crate::render::{self, BOLD, styled};

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A code such as ONUS0203; without it all codes are listed
    code: Option<String>,
}

pub(super) fn run(command: &Explain) -> Result<ExitCode, Failure> {
    let Some(code) = &command.code else {
        let mut text = String::new();
        for (code, (title, _)) in diagnostic::explanations() {
            let _ = writeln!(text, "{code}  {title}");
        }
        render::out(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some((title, body)) = diagnostic::explain(code) else {
        return Err(Failure::Usage {
            message: format!("there is no code `{code}`"),
            hint: Some("`onus explain` lists all codes".to_owned()),
        });
    };
    render::out(&format!("{}\n\n{body}\n", styled(BOLD, &format!("{}: {title}", code.to_uppercase()))))?;
    Ok(ExitCode::SUCCESS)
}
