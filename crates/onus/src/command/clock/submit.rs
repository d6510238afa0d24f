//! `onus clock submit`: records in the case that a report was sent, with the hash of what was sent. Nothing else of the file changes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
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
    let record = Record {
        of: line.item.clone().unwrap_or_else(|| line.duty.clone()),
        stage: line.due.stage.clone(),
        about: line.over.id.clone(),
        at: at.to_zoned(line.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        covers,
        reason: command.reason.clone(),
        proof: command.proof.display().to_string(),
        sha256,
        recorded: before.agenda.now.to_zoned(line.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    };
    let shown = command.case.display().to_string();
    let former = std::fs::read_to_string(&command.case).map_err(Failure::io(format!("cannot read `{shown}`")))?;
    let json = shown.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"));
    let text = if json { record.in_json(&former)? } else { record.in_toml(&former) };
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
    let mut says = format!("Recorded in {shown}: \"{}\", sent {}, SHA-256 {}\n", line.title, record.at, record.sha256);
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

struct Record {
    of: String,
    stage: Option<String>,
    about: String,
    at: String,
    covers: Vec<String>,
    reason: Option<String>,
    proof: String,
    sha256: String,
    recorded: String,
}

impl Record {
    /// The case with the record at its end. A table at the end of a TOML file is always a table of the whole.
    fn in_toml(&self, case: &str) -> String {
        let mut text = case.trim_end().to_owned();
        text.push_str("\n\n[[submission]]\n");
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(text, "{key:<8} = {value}");
        };
        // a JSON string is a TOML string
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        line("of", &quoted(&self.of));
        if let Some(stage) = &self.stage {
            line("stage", &quoted(stage));
        }
        line("about", &quoted(&self.about));
        line("at", &self.at);
        if !self.covers.is_empty() {
            line("covers", &serde_json::Value::from(self.covers.clone()).to_string());
        }
        if let Some(reason) = &self.reason {
            line("reason", &quoted(reason));
        }
        line("proof", &quoted(&self.proof));
        line("sha256", &quoted(&self.sha256));
        line("recorded", &self.recorded);
        text
    }

    fn in_json(&self, case: &str) -> Result<String, Failure> {
        let wrong =
            |error: serde_json::Error| Failure::Io { what: "cannot write JSON".to_owned(), source: error.into() };
        let mut whole: serde_json::Value = serde_json::from_str(case).map_err(wrong)?;
        let mut own = serde_json::Map::new();
        let texts = [
            ("of", Some(&self.of)),
            ("stage", self.stage.as_ref()),
            ("about", Some(&self.about)),
            ("at", Some(&self.at)),
            ("reason", self.reason.as_ref()),
            ("proof", Some(&self.proof)),
            ("sha256", Some(&self.sha256)),
            ("recorded", Some(&self.recorded)),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                own.insert(key.to_owned(), value.clone().into());
            }
        }
        if !self.covers.is_empty() {
            own.insert("covers".to_owned(), self.covers.clone().into());
        }
        if let Some(object) = whole.as_object_mut() {
            let list = object.entry("submission").or_insert_with(|| serde_json::Value::Array(Vec::new()));
            if let Some(list) = list.as_array_mut() {
                list.push(own.into());
            }
        }
        serde_json::to_string_pretty(&whole).map(|text| format!("{text}\n")).map_err(wrong)
    }
}
