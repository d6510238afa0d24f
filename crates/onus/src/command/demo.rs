//! `onus demo`: two processes, played into a database that anyone can then check.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use onus_forum::call::call;
use onus_forum::legitimacy::{LogFacts, report};
use onus_log::note::{Algorithm, Signer};
use onus_store::record::Record;

use super::{Format, keys};
use crate::demo;
use crate::failure::Failure;
use crate::render;

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where the record is kept; a new file
    #[arg(long, value_name = "FILE", default_value = "onus-demo.db")]
    database: String,
    /// On how many generated organisations each revision is run
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    organisations: u32,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(command: &Demo, register: Option<&Path>) -> Result<ExitCode, Failure> {
    let pages = keys::pages(register)?;
    let file = keys::location(&command.database)?;
    if file.path().exists() {
        return Err(Failure::Usage {
            message: format!("`{}` is there already", file.path().display()),
            hint: Some("name another file with --database, or remove it".to_owned()),
        });
    }
    keys::block_on(async {
        let signer = Signer::new("demo.onus.example", Algorithm::Note, &[42; 32]).map_err(keys::record)?;
        keys::write(file.path(), &signer)?;
        let store = onus_store::Store::open(&file).await.map_err(keys::record)?;
        let record = Record::new(store.clone(), signer, keys::fixed());
        let played = demo::play(&record, &pages, command.organisations).await?;
        let policy: PathBuf = keys::beside(file.path(), "policy");
        std::fs::write(&policy, &played.policy).map_err(Failure::io(format!("cannot write `{}`", policy.display())))?;
        let receipt: PathBuf = keys::beside(file.path(), "tlog-proof");
        std::fs::write(&receipt, &played.receipt)
            .map_err(Failure::io(format!("cannot write `{}`", receipt.display())))?;

        let state = record.state().await.map_err(keys::record)?;
        let words = record.all_words().await.map_err(keys::record)?;
        let texts = |event: &onus_forum::id::EventId| {
            let texts = words.get(event)?;
            let said = texts.iter().filter(|(field, _)| !field.contains(':')).map(|(_, text)| text.as_str());
            Some(said.collect::<Vec<_>>().join(" "))
        };
        let log = LogFacts { size: played.events, witnesses: played.witnesses.clone() };
        let reports: Vec<_> =
            state.processes.iter().map(|(id, process)| (id, process, report(&state, process, &texts, &log))).collect();
        store.close().await;
        if command.format == Format::Json {
            let reports: BTreeMap<_, _> = reports.iter().map(|(id, _, lines)| (id.as_str(), lines)).collect();
            let previews: Vec<_> = played.previews.iter().map(|(_, found)| found).collect();
            render::json(&serde_json::json!({
                "events": played.events,
                "previews": previews,
                "call": played.snapshot.as_ref().map(call),
                "legitimacy": reports,
            }))?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = String::from("Two processes, five groups. Parties and events are invented.\n\n");
        for (seq, note) in &played.told {
            let _ = writeln!(out, "e{seq:<4} {note}");
        }
        out.push('\n');
        for (number, (differences, found)) in (1..).zip(&played.previews) {
            out += &demo::differences(number, differences);
            out += &demo::preview(number, found);
        }
        for (id, process, lines) in &reports {
            let _ = write!(out, "\n== {id}: {} ({})\n\n", process.profile.title, process.profile.id);
            if process.charter.questions.is_empty() {
                if let Some(snapshot) = &played.snapshot {
                    out += &demo::call(&call(snapshot));
                    out += &demo::elsewhere(snapshot);
                }
            } else {
                out += &demo::disagreement(process);
                out += &demo::recognition(process);
            }
            out.push('\n');
            out += &demo::report(lines);
        }
        let _ = writeln!(
            out,
            "\n{} events until {}. Check the record: onus log verify --database {}",
            played.events, played.end, command.database
        );
        let _ = writeln!(out, "The changed pages: onus register export --database {} OUT", command.database);
        render::out(&out)?;
        Ok(ExitCode::SUCCESS)
    })
}
