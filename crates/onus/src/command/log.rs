//! `onus log`: checks a record offline, and writes a copy that others can check.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use onus_log::policy::Policy;
use onus_log::receipt::Receipt;
use onus_store::verify::{self, Verified};

use super::keys;
use crate::failure::{FOUND, Failure};
use crate::render;

/// Options of `log`.
#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check a record: a database, a copy of its log, or a receipt
    Verify(Verify),
    /// Write a copy of the log that anyone can check
    Export(Export),
}

#[derive(Debug, Args)]
struct Verify {
    /// A folder with a copy of the log, or a receipt (.tlog-proof)
    #[arg(required_unless_present = "database", conflicts_with = "database")]
    copy: Option<PathBuf>,
    /// The database
    #[arg(long, value_name = "FILE")]
    database: Option<String>,
    /// Public key of the log; else it is read from beside the record. Give it if you do not trust who gave you the copy
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// A policy of witnesses (C2SP tlog-policy) whose quorum the record must have
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Export {
    /// A folder
    to: PathBuf,
    /// The database
    #[arg(long, value_name = "FILE")]
    database: String,
}

pub(crate) fn run(command: &Log) -> Result<ExitCode, Failure> {
    match &command.what {
        What::Verify(command) => verify(command),
        What::Export(command) => {
            let location = keys::existing(&command.database)?;
            keys::block_on(async {
                let store = onus_store::Store::open(&location).await.map_err(keys::record)?;
                let signer = keys::signer(location.path())?;
                let record = onus_store::record::Record::new(store, signer, keys::fixed());
                let size = record.export_log(&command.to).await.map_err(keys::record)?;
                render::out(&format!("{size} entries copied to `{}`\n", command.to.display()))?;
                Ok(ExitCode::SUCCESS)
            })
        }
    }
}

fn verify(command: &Verify) -> Result<ExitCode, Failure> {
    let checked = match (&command.copy, &command.database) {
        (Some(copy), _) if copy.is_file() => return receipt(copy, command),
        (Some(copy), _) => {
            let key = keys::verifier(command.key.as_deref(), &copy.join("vkey"))?;
            verify::folder(copy, &key).map_err(keys::record)
        }
        (None, Some(database)) => {
            let location = keys::existing(database)?;
            let key = keys::verifier(command.key.as_deref(), &keys::beside(location.path(), "vkey"))?;
            keys::block_on(async {
                let store = onus_store::Store::open(&location).await.map_err(keys::record)?;
                verify::database(&store, &key).await.map_err(keys::record)
            })
        }
        (None, None) => Err(Failure::Usage { message: "name a copy or a database".to_owned(), hint: None }),
    };
    match checked {
        Ok(verified) => told(&verified, command),
        Err(Failure::Record { what }) => {
            render::complain(&format!("NOT VERIFIED: {what}"));
            Ok(ExitCode::from(FOUND))
        }
        Err(other) => Err(other),
    }
}

fn told(verified: &Verified, command: &Verify) -> Result<ExitCode, Failure> {
    let mut text = format!("verified: {} entries, root {}\n", verified.tree.size, verified.tree.root.base64());
    if verified.events > 0 {
        let _ = writeln!(
            text,
            "{} events fit their entries and follow from each other; {} texts fit; {} were erased, and their entries still hold",
            verified.events, verified.words, verified.erased
        );
    }
    let mut code = ExitCode::SUCCESS;
    if let Some(path) = &command.policy {
        let policy = std::fs::read_to_string(path).map_err(Failure::io(format!("cannot read `{}`", path.display())))?;
        let policy = Policy::parse(&policy).map_err(keys::record)?;
        let enough = match &verified.witnessed {
            None => {
                text += "no witness has co-signed this record\n";
                false
            }
            Some(note) => {
                let (checkpoint, witnessed) = policy.open(note).map_err(keys::record)?;
                let _ = writeln!(text, "co-signed up to entry {}:", checkpoint.tree.size);
                for (group, reached) in &witnessed.groups {
                    let _ = writeln!(text, "  {group}: {}", if *reached { "yes" } else { "no" });
                }
                witnessed.enough
            }
        };
        if !enough {
            text += "NOT VERIFIED: the quorum of witnesses is not reached\n";
            code = ExitCode::from(FOUND);
        }
    }
    render::out(&text)?;
    Ok(code)
}

fn receipt(path: &std::path::Path, command: &Verify) -> Result<ExitCode, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::io(format!("cannot read `{}`", path.display())))?;
    let key = keys::verifier(command.key.as_deref(), &path.with_extension("vkey"))?;
    let checked = Receipt::parse(&text).and_then(|receipt| Ok((receipt.verify(&key)?, receipt)));
    match checked {
        Ok((checkpoint, receipt)) => {
            let entry = String::from_utf8_lossy(&receipt.entry);
            render::out(&format!(
                "verified: entry {} of {} is in the record\n{entry}\n",
                receipt.index, checkpoint.tree.size
            ))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            render::complain(&format!("NOT VERIFIED: {error}"));
            Ok(ExitCode::from(FOUND))
        }
    }
}
