//! Chores of the project: `cargo xtask test [--install]` runs everything that must pass, `cargo xtask check` the
//! house rules alone, `cargo xtask holidays` the comparison of calendars, `cargo xtask load` the load benchmark of the site.

mod browser;
mod check;
mod coverage;
mod holidays;
mod load;
mod test;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test::run(test::Setup::AsIs),
        ["test", "--install"] => test::run(test::Setup::Install),
        ["check"] => check::run().map(|findings| {
            for finding in &findings {
                say(finding);
            }
            say(&format!("house rules: {} findings", findings.len()));
            findings.is_empty()
        }),
        ["holidays"] => holidays::run().map(|findings| {
            for finding in &findings {
                say(finding);
            }
            findings.is_empty()
        }),
        ["load", rest @ ..] => load::run(rest),
        _ => {
            say("usage: cargo xtask test [--install] | check | holidays | load [--onus PROGRAM --bare PROGRAM]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("xtask: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints a line at once, so that it stands before what a started command prints.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
