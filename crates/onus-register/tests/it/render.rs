//! Diagnostics as plain text: code, severity, place, message, label, help.

use std::fmt::Write as _;

use onus_register::diagnostic::{Report, Severity};
use onus_register::source::{At, Files};

/// `file:line:column`, both counted from 1, columns in characters.
pub(crate) fn place(at: At, files: &Files) -> String {
    let text: &str = files.get(at.file).map_or("", |file| &file.text);
    let before = &text[..at.span.start as usize];
    let line = before.rsplit('\n').next().unwrap_or("");
    format!("{}:{}:{}", files.path(at.file), files.line(at), line.chars().count() + 1)
}

/// All that a report says.
pub(crate) fn report(report: &Report, files: &Files) -> String {
    let mut out = String::new();
    for found in &report.diagnostics {
        let severity = if found.severity == Severity::Error { "error" } else { "warning" };
        let _ = writeln!(out, "{severity}[{}]: {}", found.code, found.message);
        for label in &found.labels {
            let shown = files.text(label.at).lines().next().unwrap_or("");
            let _ = writeln!(out, "  {} `{shown}`: {}", place(label.at, files), label.text);
        }
        if let Some(help) = &found.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}
