//! The command `onus`: reads its arguments, calls the engine, shows the answer, ends with a code that scripts can rely on.

mod adopted;
mod command;
mod demo;
mod failure;
mod pages;
mod render;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = match command::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return failure::usage(&error),
    };
    match command::run(&arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
