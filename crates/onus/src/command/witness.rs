//! `onus witness`: co-signs a record that continues what this witness saw before. Any organisation can run one, on its own machine.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use onus_log::note::{Algorithm, Note, Signer};
use onus_log::proof;
use onus_log::witness::{Request, Witness};
use onus_store::verify::{self, Folder};

use super::keys;
use crate::failure::{FOUND, Failure};
use crate::render;

/// Options of `witness`.
#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key for a witness
    New(New),
    /// Co-sign a copy of a log, if it continues what this witness saw last
    Sign(Sign),
    /// Put a co-signature into a database
    Add(Add),
}

#[derive(Debug, Args)]
struct New {
    /// Name of the witness, such as a domain
    name: String,
    /// File for the secret key
    #[arg(long, value_name = "FILE", default_value = "witness.key")]
    key: PathBuf,
}

#[derive(Debug, Args)]
struct Sign {
    /// A folder with a copy of the log
    copy: PathBuf,
    /// Public key of the log, as this witness knows it
    #[arg(long, value_name = "VKEY")]
    log: String,
    /// File with the secret key; what was seen last is kept beside it
    #[arg(long, value_name = "FILE", default_value = "witness.key")]
    key: PathBuf,
}

#[derive(Debug, Args)]
struct Add {
    /// A file with the co-signed checkpoint
    note: PathBuf,
    /// The database
    #[arg(long, value_name = "FILE")]
    database: String,
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(Failure::io(format!("cannot read `{}`", path.display())))
}

pub(crate) fn run(command: &Command) -> Result<ExitCode, Failure> {
    match &command.what {
        What::New(command) => {
            let signer = Signer::new(&command.name, Algorithm::Cosignature, &keys::random()?).map_err(keys::record)?;
            keys::secret_file(&command.key, &signer.secret())?;
            render::out(&format!("{}\n", signer.verifier()))?;
            Ok(ExitCode::SUCCESS)
        }
        What::Sign(command) => sign(command),
        What::Add(command) => {
            let location = keys::existing(&command.database)?;
            let note = Note::parse(&read(&command.note)?).map_err(keys::record)?;
            keys::block_on(async {
                let store = onus_store::Store::open(&location).await.map_err(keys::record)?;
                let record = onus_store::record::Record::new(store, keys::signer(location.path())?, keys::fixed());
                record.cosigned(note, Vec::new()).await.map_err(keys::record)
            })?;
            render::out("added\n")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn sign(command: &Sign) -> Result<ExitCode, Failure> {
    let log = keys::verifier(Some(&command.log), Path::new(""))?;
    // a log name of any form makes a file name of its own
    let kept = keys::beside(&command.key, &format!("{}.seen", onus_log::hash::Hash::of(log.name().as_bytes()).hex()));
    let mut witness = Witness::new(Signer::parse(&read(&command.key)?).map_err(keys::record)?, log.clone());
    if kept.exists() {
        let seen = Witness::parse_state(&read(&kept)?);
        witness = witness.having_seen(seen.ok_or_else(|| keys::record(format!("`{}` is damaged", kept.display())))?);
    }
    let refused = |what: String| {
        render::complain(&format!("NOT SIGNED: {what}"));
        Ok(ExitCode::from(FOUND))
    };
    // every byte is checked before anything is signed
    let verified = match verify::folder(&command.copy, &log) {
        Ok(verified) => verified,
        Err(error) => return refused(error.to_string()),
    };
    let old = witness.seen().size;
    let Some(proof) = proof::consistency(&Folder(&command.copy), old, verified.tree.size).map_err(keys::record)? else {
        return refused(format!("the record has {} entries and had {old}", verified.tree.size));
    };
    let checkpoint = Note::parse(&read(&command.copy.join("checkpoint"))?).map_err(keys::record)?;
    let mut note = checkpoint.clone();
    match witness.add_checkpoint(&Request { old, proof, checkpoint }, now()) {
        Ok(signature) => note.add(signature),
        Err(error) => return refused(error.to_string()),
    }
    // what was seen is kept before the co-signature is given away
    let part = keys::beside(&kept, "part");
    let stored = std::fs::write(&part, witness.state()).and_then(|()| std::fs::rename(&part, &kept));
    stored.map_err(Failure::io(format!("cannot write `{}`", kept.display())))?;
    render::out(&note.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Seconds since 1970, on the clock of this machine.
#[expect(clippy::disallowed_methods, reason = "the command is where the clock is read")]
fn now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or_default()
}
