//! What is wrong with a page or a case, said so that its author can mend it. Rendering is the command's job.

use std::collections::BTreeMap;

use onus_logic::problem::{Code, Problem};

use crate::source::At;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the register still works.
    Warning,
    /// Must be mended.
    Error,
}

/// A place and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub at: At,
    /// What is there.
    pub text: String,
}

/// One finding about a page or a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding; see [`explain`].
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// The places, the main one first. Empty if it has none.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, at: At, message: impl Into<String>, label: impl Into<String>) -> Self {
        let labels = vec![Label { at, text: label.into() }];
        Self { code, severity: Severity::Error, message: message.into(), labels, help: None }
    }

    /// A warning at a place.
    pub fn warning(code: Code, at: At, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, at, message, label) }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with advice, if there is any.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = self.help.or(help);
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn label(mut self, at: At, text: impl Into<String>) -> Self {
        self.labels.push(Label { at, text: text.into() });
        self
    }

    /// A problem of a condition whose text begins at `offset` of a file.
    pub fn of_condition(problem: Problem, at: At, offset: Option<usize>) -> Self {
        let place = match offset {
            Some(offset) => At { file: at.file, span: problem.span.shift(offset) },
            None => at,
        };
        Self::error(problem.code, place, problem.message, problem.label).maybe_help(problem.help)
    }
}

/// Findings as they are made.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Sorted by place, each once.
    pub fn sort(&mut self) {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.at));
        self.diagnostics.dedup();
    }
}

/// What each code means and what to do: title and text, from `diagnostics.md`.
pub fn explain(code: &str) -> Option<(String, String)> {
    explanations().remove(&code.to_uppercase())
}

/// All codes with title and text.
pub fn explanations() -> BTreeMap<String, (String, String)> {
    let text = include_str!("../diagnostics.md");
    text.split("\n## ")
        .skip(1)
        .filter_map(|section| {
            let (heading, body) = section.split_once('\n')?;
            let (code, title) = heading.split_once(' ')?;
            Some((code.to_owned(), (title.to_owned(), body.trim().to_owned())))
        })
        .collect()
}

/// Codes of findings about pages and cases.
pub mod codes {
    use super::Code;

    /// Front matter is missing or cannot be read.
    pub const FRONT_MATTER: Code = Code("ONUS0201");
    /// A block is not TOML.
    pub const TOML: Code = Code("ONUS0202");
    /// A key that nothing has.
    pub const KEY: Code = Code("ONUS0203");
    /// A value of another type was expected.
    pub const VALUE: Code = Code("ONUS0204");
    /// A key is missing.
    pub const MISSING: Code = Code("ONUS0205");
    /// An id is not well formed.
    pub const ID: Code = Code("ONUS0206");
    /// Two items have one id.
    pub const TWICE: Code = Code("ONUS0207");
    /// A reference to something that the register does not have.
    pub const REFERENCE: Code = Code("ONUS0208");
    /// A block of an unknown sort.
    pub const BLOCK: Code = Code("ONUS0209");
    /// A block without a heading, or a heading without an id.
    pub const HEADING: Code = Code("ONUS0210");
    /// An item without plain text.
    pub const PLAIN: Code = Code("ONUS0211");
    /// The register or a page is too large.
    pub const LARGE: Code = Code("ONUS0212");

    /// Versions overlap.
    pub const OVERLAP: Code = Code("ONUS0301");
    /// Versions leave a gap.
    pub const GAP: Code = Code("ONUS0302");
    /// Definitions call each other in a circle.
    pub const CYCLE: Code = Code("ONUS0303");
    /// Exceptions lift each other in a circle.
    pub const EXCEPTION_CYCLE: Code = Code("ONUS0304");
    /// A condition that can never be true.
    pub const NEVER: Code = Code("ONUS0305");
    /// Exceptions that set one key differently at once.
    pub const CLASH: Code = Code("ONUS0306");
    /// A definition that nothing uses.
    pub const UNUSED: Code = Code("ONUS0307");
    /// An optional fact under `!`.
    pub const NEGATED_OPTIONAL: Code = Code("ONUS0308");
    /// A regime without cases.
    pub const NO_CASES: Code = Code("ONUS0309");
    /// A row of the dossier that occurs twice.
    pub const ROW: Code = Code("ONUS0310");
    /// A judgement without who judged.
    pub const BARE_JUDGEMENT: Code = Code("ONUS0311");
    /// A glob that matches nothing.
    pub const GLOB: Code = Code("ONUS0312");
    /// A provision that the regime's table does not have.
    pub const PROVISION: Code = Code("ONUS0313");

    /// A kind, thing or fact that does not exist.
    pub const CASE_NAME: Code = Code("ONUS0401");
    /// A value that does not fit the fact.
    pub const CASE_VALUE: Code = Code("ONUS0402");
    /// A checklist is contradicted.
    pub const CHECKLIST: Code = Code("ONUS0403");
    /// A local time that the change of clocks skips.
    pub const SKIPPED_TIME: Code = Code("ONUS0404");
    /// A time without a zone, or an unknown zone.
    pub const ZONE: Code = Code("ONUS0405");
    /// A case that no completion satisfies.
    pub const CONTRADICTION: Code = Code("ONUS0406");
    /// A case that is too large.
    pub const CASE_LARGE: Code = Code("ONUS0407");
    /// A case builds on one that does not exist, or on itself.
    pub const BASED_ON: Code = Code("ONUS0408");
    /// Things that cannot have happened in that order.
    pub const TIMELINE: Code = Code("ONUS0409");

    /// A case came out differently.
    pub const EXPECTATION: Code = Code("ONUS0501");
}
