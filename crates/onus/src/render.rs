//! How answers and diagnostics look in a terminal. Colours only where the terminal shows them.

use std::collections::BTreeMap;
use std::io::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use onus_register::diagnostic::{Diagnostic, Severity};
use onus_register::source::{FileId, Files};

use crate::failure::Failure;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const OPEN: Style = AnsiColor::Yellow.on_default();

/// Writes an answer.
pub(crate) fn out(text: &str) -> Result<(), Failure> {
    let mut stream = anstream::stdout().lock();
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).map_err(Failure::io("cannot write the answer"))
}

/// Writes JSON, indented, with a line end.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Io { what: "cannot write JSON".to_owned(), source: error.into() })?;
    out(&format!("{text}\n"))
}

/// Writes to the error stream; if that is gone too, there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let mut stream = anstream::stderr().lock();
    let _ = writeln!(stream, "{text}");
}

/// Columns of the terminal, or 110 where there is none.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(110, |(width, _)| usize::from(width.0)).clamp(60, 140)
}

/// A text in a style.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A text wrapped to the width of the terminal, indented.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    textwrap::fill(text, textwrap::Options::new(width()).initial_indent(&margin).subsequent_indent(&margin))
}

/// A diagnostic with the lines of the files that it is about.
pub(crate) fn diagnostic(diagnostic: &Diagnostic, files: &Files) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut by_file: BTreeMap<(bool, FileId), Vec<usize>> = BTreeMap::new();
    let first = diagnostic.labels.first().map(|label| label.at.file);
    for (index, label) in diagnostic.labels.iter().enumerate() {
        by_file.entry((first != Some(label.at.file), label.at.file)).or_default().push(index);
    }
    let mut group = Group::with_title(level.clone().primary_title(diagnostic.message.as_str()).id(diagnostic.code.0));
    for ((_, file), labels) in by_file {
        let Some(file) = files.get(file) else { continue };
        let mut snippet = Snippet::source(file.text.as_ref()).path(file.path.as_ref());
        for index in labels {
            let Some(label) = diagnostic.labels.get(index) else { continue };
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            snippet = snippet
                .annotation(kind.span(on_characters(&file.text, label.at.span.range())).label(label.text.as_str()));
        }
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    Renderer::styled().render(&[group])
}

/// A range that begins and ends between characters of the text.
fn on_characters(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let (mut start, mut end) = (range.start.min(text.len()), range.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end.max(start)
}
