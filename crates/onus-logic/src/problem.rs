//! What is wrong with a condition, said so that its author can mend it. Rendering is the command's job.

use crate::span::Span;

/// The code of a kind of problem, documented by `onus explain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// One problem in one text: what it is, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of problem.
    pub code: Code,
    /// Where it is, in the text that was parsed.
    pub span: Span,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// What was expected there.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at `span`.
    pub fn new(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), label: label.into(), help: None }
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
}

/// Codes of problems in conditions.
pub mod codes {
    use super::Code;

    /// A character that no condition contains.
    pub const CHARACTER: Code = Code("ONUS0101");
    /// A string without its closing quote.
    pub const STRING: Code = Code("ONUS0102");
    /// Something else was expected here.
    pub const SYNTAX: Code = Code("ONUS0103");
    /// Brackets or operators nest too deeply.
    pub const DEPTH: Code = Code("ONUS0104");
    /// The condition is too large.
    pub const SIZE: Code = Code("ONUS0105");
    /// A name that nothing has.
    pub const NAME: Code = Code("ONUS0106");
    /// Two types that do not fit.
    pub const TYPE: Code = Code("ONUS0107");
    /// Not a member of the enum.
    pub const MEMBER: Code = Code("ONUS0108");
    /// Wrong number of arguments.
    pub const ARGUMENTS: Code = Code("ONUS0109");
    /// A literal that does not parse (a date, an amount).
    pub const LITERAL: Code = Code("ONUS0110");
    /// Part of CEL that the language leaves out.
    pub const LEFT_OUT: Code = Code("ONUS0111");
}
