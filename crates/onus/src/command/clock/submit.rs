//! `onus clock submit`: records in the case that a report was sent, with the hash of what was sent. Nothing else of the file changes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use onus_engine::clock::record::{Proof, Record};
use onus_engine::clock::shift;
use sha2::{Digest, Sha256};

use super::{Moment, ask, find, read_time, replace, text};
use crate::failure::Failure;
use crate::render;

/// Largest report of which the hash is taken, in bytes.
const MAX_PROOF: u64 = 1 << 30;

#[derive(Debug, Args)]
pub(super) struct Submit {
    /// The case
    case: PathBuf,
    /// The line: its number in the agenda, the id of its duty, or its key
    line: String,
    /// When it was sent: 2026-11-22T15:00, or with an offset
    #[arg(long, value_name = "TIME")]
    at: String,
    /// The file that was sent, or the receipt
    #[arg(long, value_name = "FILE")]
    proof: PathBuf,
    /// Other lines that this report met as well
    #[arg(long, value_name = "LINE")]
    covers: Vec<String>,
    /// Why it is late
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    moment: Moment,
}

pub(super) fn run(command: &Submit, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let before = ask(&command.case, &command.moment, &[], folder)?;
    let line = find(&before.agenda, &command.line)?;
    let at = read_time(&command.at, &line.zone, "--at")?;
    let mut covers = Vec::new();
    for wanted in &command.covers {
        let other = find(&before.agenda, wanted)?;
        covers.push(other.item.clone().unwrap_or_else(|| other.duty.clone()));
    }
    let sha256 = hash(&command.proof)?;
    let proof = Proof { file: command.proof.display().to_string(), sha256 };
    let mut record = Record::of(line, at, before.agenda.now);
    record.covers = covers;
    record.reason.clone_from(&command.reason);
    record.proof = Some(proof.clone());
    let shown = command.case.display().to_string();
    let former = std::fs::read_to_string(&command.case).map_err(Failure::io(format!("cannot read `{shown}`")))?;
    let json = shown.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"));
    let text = if json {
        let wrong =
            |error: serde_json::Error| Failure::Io { what: "cannot write JSON".to_owned(), source: error.into() };
        record.in_json(&former).map_err(wrong)?
    } else {
        record.in_toml(&former)
    };
    replace(&command.case, &text)?;
    let after = match ask(&command.case, &command.moment, &[], folder) {
        Ok(after) => after,
        Err(failure) => {
            // what cannot have happened is not kept
            replace(&command.case, &former)?;
            return Err(failure);
        }
    };
    let shift = shift::between(&before.agenda, &after.agenda);
    let mut says = format!("Recorded in {shown}: \"{}\", sent {}, SHA-256 {}\n", line.title, record.at, proof.sha256);
    says.push_str(&text::shift(&after, &shift, "it was sent then"));
    render::out(&says)?;
    Ok(ExitCode::SUCCESS)
}

fn hash(path: &Path) -> Result<String, Failure> {
    use std::io::Read as _;
    let shown = path.display().to_string();
    let what = format!("cannot read the proof `{shown}`");
    let file = std::fs::File::open(path).map_err(Failure::io(what.clone()))?;
    let mut rest = file.take(MAX_PROOF + 1);
    let mut digest = Sha256::new();
    let mut buffer = vec![0_u8; 64 << 10];
    let mut total = 0;
    loop {
        let read = rest.read(&mut buffer).map_err(Failure::io(what.clone()))?;
        if read == 0 {
            break;
        }
        total += read as u64;
        digest.update(buffer.get(..read).unwrap_or_default());
    }
    if total > MAX_PROOF {
        return Err(Failure::Usage {
            message: format!("the proof `{shown}` has more than {MAX_PROOF} bytes"),
            hint: Some("give the report or the receipt, not an image of a disk".to_owned()),
        });
    }
    Ok(digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}
