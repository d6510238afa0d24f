//! Text to tokens. Knows CEL's lexical grammar as far as the language uses it, and nothing of meaning.

use crate::problem::{Problem, codes};
use crate::span::Span;

/// A token without its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    Name(&'t str),
    Number(&'t str),
    Text(&'t str),
    Symbol(&'static str),
    End,
}

impl Token<'_> {
    /// How an error message names it.
    pub(crate) fn describe(self) -> String {
        match self {
            Token::Name(name) => format!("`{name}`"),
            Token::Number(number) => format!("`{number}`"),
            Token::Text(text) => format!("\"{text}\""),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end".to_owned(),
        }
    }
}

/// Longest first, so that `<=` is not read as `<` and `=`.
const SYMBOLS: [&str; 25] = [
    "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ",", ".", "<", ">", "!", "+", "-", "*", "/", "%",
    "?", ":", "=",
];

/// Splits `text` into tokens. Never fails as a whole: what cannot be read is reported and skipped.
pub(crate) fn tokens(text: &str) -> (Vec<(Token<'_>, Span)>, Vec<Problem>) {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::with_capacity(text.len() / 4 + 1), problems: Vec::new() };
    lexer.run();
    (lexer.tokens, lexer.problems)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<(Token<'t>, Span)>,
    problems: Vec<Problem>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Moves past the characters for which `keep` holds and returns them.
    fn take(&mut self, keep: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    fn push(&mut self, token: Token<'t>, start: usize) {
        self.tokens.push((token, Span::new(start, self.at)));
    }

    fn run(&mut self) {
        while let Some(first) = self.rest().chars().next() {
            let start = self.at;
            if first.is_whitespace() {
                self.take(char::is_whitespace);
            } else if self.rest().starts_with("//") {
                self.take(|c| c != '\n');
            } else if first.is_ascii_alphabetic() || first == '_' {
                let name = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
                self.push(Token::Name(name), start);
            } else if first.is_ascii_digit() {
                self.number(start);
            } else if first == '"' || first == '\'' {
                self.string(first, start);
            } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| self.rest().starts_with(**symbol)) {
                self.at += symbol.len();
                self.push(Token::Symbol(symbol), start);
            } else {
                self.at += first.len_utf8();
                self.problems.push(
                    Problem::new(
                        codes::CHARACTER,
                        Span::new(start, self.at),
                        format!("`{}` has no meaning in a condition", first.escape_debug()),
                        "not expected here",
                    )
                    .help("strings stand in double quotes, `and` is `&&`, `or` is `||`"),
                );
            }
        }
        self.tokens.push((Token::End, Span::new(self.text.len(), self.text.len())));
    }

    fn number(&mut self, start: usize) {
        self.take(|c| c.is_ascii_digit() || c == '_');
        let mut after = self.rest().chars();
        if after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            self.take(|c| c.is_ascii_digit() || c == '_');
        }
        self.push(Token::Number(self.text.get(start..self.at).unwrap_or("")), start);
    }

    /// A string on one line. There are no escapes: no member, date or amount needs one.
    fn string(&mut self, quote: char, start: usize) {
        self.at += quote.len_utf8();
        let content = self.take(|c| c != quote && c != '\n');
        if self.rest().starts_with(quote) {
            self.at += quote.len_utf8();
        } else {
            self.problems.push(
                Problem::new(codes::STRING, Span::new(start, self.at), "this string does not end", "opened here")
                    .help(format!("close it with {quote} on the same line")),
            );
        }
        self.push(Token::Text(content), start);
    }
}
