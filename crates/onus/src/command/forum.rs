//! `onus forum` and `onus register`: replays a record, and writes adopted changes as pages.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use onus_store::record::{Rebuild, Record};

use super::keys;
use crate::adopted;
use crate::failure::{FOUND, Failure};
use crate::render;

/// Options of `forum`.
#[derive(Debug, Args)]
pub(crate) struct Forum {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Replay all events and make what is read from them again
    Rebuild {
        /// Only say what would differ
        #[arg(long)]
        check: bool,
        /// The database
        #[arg(long, value_name = "FILE")]
        database: String,
    },
}

/// Options of `register`.
#[derive(Debug, Args)]
pub(crate) struct Register {
    #[command(subcommand)]
    what: Pages,
}

#[derive(Debug, Subcommand)]
enum Pages {
    /// Write the register with all adopted changes as a folder of pages
    Export {
        /// A folder
        to: PathBuf,
        /// The database
        #[arg(long, value_name = "FILE")]
        database: String,
    },
}

async fn open(database: &str) -> Result<Record, Failure> {
    let location = keys::existing(database)?;
    let store = onus_store::Store::open(&location).await.map_err(keys::record)?;
    Ok(Record::new(store, keys::signer(location.path())?, keys::fixed()))
}

pub(crate) fn rebuild(command: &Forum) -> Result<ExitCode, Failure> {
    let What::Rebuild { check, database } = &command.what;
    let mode = if *check { Rebuild::Check } else { Rebuild::Write };
    let rebuilt = keys::block_on(async { open(database).await?.rebuild(mode).await.map_err(keys::record) })?;
    let mut text = format!("{} events replayed, {} rows\n", rebuilt.events, rebuilt.rows);
    for row in &rebuilt.differ {
        let _ = writeln!(text, "differs: {row}");
    }
    render::out(&text)?;
    Ok(if *check && !rebuilt.differ.is_empty() { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

pub(crate) fn export(command: &Register, register: Option<&Path>) -> Result<ExitCode, Failure> {
    let Pages::Export { to, database } = &command.what;
    let pages = keys::pages(register)?;
    let merged = keys::block_on(async {
        let record = open(database).await?;
        let state = record.state().await.map_err(keys::record)?;
        let words = record.all_words().await.map_err(keys::record)?;
        let proposals: Vec<_> = adopted::in_register(&state).into_iter().map(|proposal| (proposal, &words)).collect();
        adopted::merge(&pages, &proposals)
    })?;
    let mut changed = String::new();
    for (path, text) in &merged {
        let file = to.join(path);
        let made = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = made.and_then(|()| std::fs::write(&file, text));
        written.map_err(Failure::io(format!("cannot write `{}`", file.display())))?;
        if pages.get(path) != Some(text) {
            let _ = writeln!(changed, "changed: {path}");
        }
    }
    render::out(&format!(
        "{changed}{} pages in `{}`; check them: onus lint {}\n",
        merged.len(),
        to.display(),
        to.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}
