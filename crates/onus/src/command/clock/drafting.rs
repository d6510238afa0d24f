//! `onus clock draft`: a report to go on from, gaps first.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use onus_engine::clock::draft::{self, Answer};

use super::{Moment, ask, find, json, write};
use crate::failure::Failure;

#[derive(Debug, Args)]
pub(super) struct Draft {
    /// The case
    case: PathBuf,
    /// The line: its number in the agenda, the id of its duty, or its key
    line: String,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Write to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// For programs
    Json,
}

pub(super) fn run(command: &Draft, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let asked = ask(&command.case, &command.moment, &[], folder)?;
    let line = find(&asked.agenda, &command.line)?;
    let draft = draft::draft(&asked.register, &asked.case, line, &line.recipient_zone());
    let text = match command.format {
        Format::Md => markdown(&draft),
        Format::Json => json(&draft)?,
    };
    write(command.out.as_deref(), &text)
}

fn markdown(draft: &draft::Draft) -> String {
    let mut text = format!("# {}\n\n", draft.title);
    let _ = writeln!(text, "Draft. Not sent. Items marked [ ] still need someone.\n");
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "- {name}: {value}");
    };
    row("About", &draft.about);
    row("From", draft.from.as_deref().unwrap_or("[ ] who reports"));
    row("Contact", "[ ] name, telephone, e-mail of someone who can be reached now");
    if !draft.to.is_empty() {
        row("To", &draft.to.join(" and "));
    }
    row("Due", &draft.due);
    row("Under", &draft.provision);
    let open: Vec<&str> = draft.items.iter().filter(|item| item.open).map(|item| item.what.as_str()).collect();
    if !open.is_empty() {
        let _ = writeln!(text, "\n## Still missing\n");
        for what in open {
            let _ = writeln!(text, "- [ ] {what}");
        }
    }
    if !draft.moments.is_empty() {
        let _ = writeln!(text, "\n## What happened when\n");
        for answer in &draft.moments {
            line(answer, &mut text);
        }
    }
    if !draft.items.is_empty() {
        let _ = writeln!(text, "\n## What the report must say\n");
    }
    for (index, item) in draft.items.iter().enumerate() {
        let _ = writeln!(text, "### {}. {}\n", index + 1, item.what);
        for answer in &item.answers {
            line(answer, &mut text);
        }
        if item.answers.is_empty() {
            let _ = writeln!(text, "[ ] write here");
        }
        let _ = writeln!(text);
    }
    text
}

fn line(answer: &Answer, text: &mut String) {
    let by = answer.by.as_ref().map_or_else(String::new, |by| format!(" (said by {by})"));
    let _ = match (&answer.value, &answer.question) {
        (Some(value), _) => writeln!(text, "- {}: {value}{by}", answer.what),
        (None, Some(question)) => writeln!(text, "- [ ] {}: {question}", answer.what),
        (None, None) => writeln!(text, "- [ ] {}", answer.what),
    };
}
