//! Tokens to syntax tree: a Pratt parser with recovery, so that one reading reports every problem. Knows no names and no types.

use crate::lexer::{self, Token};
use crate::problem::{Problem, codes};
use crate::span::Span;
use crate::syntax::{Binary, Expr, ExprKind, Macro, Unary};

/// How deeply brackets and operators may nest.
pub const MAX_DEPTH: usize = 64;
/// How many levels the tree may have: a chain of `||` adds one for each operator.
pub const MAX_HEIGHT: u16 = 256;
/// How many nodes one condition may have.
pub const MAX_NODES: usize = 10_000;

/// Reads one condition. The tree is whole even if there are problems; where something could not be read it holds
/// [`ExprKind::Error`].
pub fn parse(text: &str) -> (Expr, Vec<Problem>) {
    let (tokens, problems) = lexer::tokens(text);
    let mut parser = Parser { tokens, at: 0, depth: 0, nodes: 0, problems, gave_up: false };
    let expr = parser.expression(0);
    let (token, span) = parser.peek();
    if token != Token::End && !parser.gave_up {
        let help = match token {
            Token::Symbol("?" | ":") => {
                Some("there is no `?:`; write one definition for each rung of the ladder".to_owned())
            }
            Token::Symbol("=") => Some("to compare, write `==`".to_owned()),
            Token::Symbol(")" | "]" | "}") => Some("this closes nothing that was opened".to_owned()),
            Token::Name("and") => Some("write `&&`".to_owned()),
            Token::Name("or") => Some("write `||`".to_owned()),
            Token::Symbol("/") => {
                Some("there is no division: multiply the other side, or use `percent(..)`".to_owned())
            }
            Token::Symbol("%") => Some("a share is written `percent(25)`".to_owned()),
            Token::Symbol("{") => Some("there are no maps".to_owned()),
            _ => Some("join two conditions with `&&` or `||`".to_owned()),
        };
        let code =
            if matches!(token, Token::Symbol("?" | ":" | "%" | "/" | "{")) { codes::LEFT_OUT } else { codes::SYNTAX };
        parser.problems.push(
            Problem::new(
                code,
                span,
                format!("{} cannot follow here", token.describe()),
                "expected an operator or the end of the condition",
            )
            .maybe_help(help),
        );
    }
    (expr, parser.problems)
}

struct Parser<'t> {
    tokens: Vec<(Token<'t>, Span)>,
    at: usize,
    depth: usize,
    nodes: usize,
    problems: Vec<Problem>,
    /// Set when a limit was hit: everything after it would be a follow-up error.
    gave_up: bool,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> (Token<'t>, Span) {
        self.tokens.get(self.at).or(self.tokens.last()).copied().unwrap_or((Token::End, Span::default()))
    }

    fn next(&mut self) -> (Token<'t>, Span) {
        let token = self.peek();
        self.at = (self.at + 1).min(self.tokens.len().saturating_sub(1));
        token
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.peek().0, Token::Symbol(found) if found == symbol)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, symbol: &str, opened: Span) -> Span {
        let (token, span) = self.peek();
        if self.eat(symbol) {
            return span;
        }
        if !self.gave_up {
            self.problems.push(
                Problem::new(
                    codes::SYNTAX,
                    span.to(Span { start: span.start, end: span.start }),
                    format!("expected `{symbol}`, found {}", token.describe()),
                    format!("to close what was opened at byte {}", opened.start),
                )
                .help(if symbol == "," {
                    "write a name, a comma and a condition"
                } else {
                    "add it, or an operator between the parts"
                }),
            );
        }
        span
    }

    fn node(&mut self, kind: ExprKind, span: Span) -> Expr {
        self.nodes += 1;
        let expr = Expr::new(kind, span);
        if self.nodes > MAX_NODES || expr.height > MAX_HEIGHT {
            self.give_up(
                Problem::new(
                    codes::SIZE,
                    span,
                    format!("this condition has more than {MAX_NODES} parts, or more than {MAX_HEIGHT} in one chain"),
                    "too large from here on",
                )
                .help("split it into definitions"),
            );
        }
        expr
    }

    /// Reports a limit once and skips to the end.
    fn give_up(&mut self, problem: Problem) {
        if !self.gave_up {
            self.problems.push(problem);
            self.gave_up = true;
        }
        self.at = self.tokens.len().saturating_sub(1);
    }

    fn binary(&self) -> Option<Binary> {
        Some(match self.peek().0 {
            Token::Symbol("||") => Binary::Or,
            Token::Symbol("&&") => Binary::And,
            Token::Symbol("==") => Binary::Equal,
            Token::Symbol("!=") => Binary::Differs,
            Token::Symbol("<") => Binary::Less,
            Token::Symbol("<=") => Binary::AtMost,
            Token::Symbol(">") => Binary::More,
            Token::Symbol(">=") => Binary::AtLeast,
            Token::Symbol("+") => Binary::Plus,
            Token::Symbol("-") => Binary::Minus,
            Token::Symbol("*") => Binary::Times,
            Token::Name("in") => Binary::In,
            _ => return None,
        })
    }

    /// An expression whose operators bind at least as tightly as `floor`.
    fn expression(&mut self, floor: u8) -> Expr {
        self.depth += 1;
        let expr = if self.depth > MAX_DEPTH {
            let (_, span) = self.peek();
            self.give_up(
                Problem::new(
                    codes::DEPTH,
                    span,
                    format!("this condition nests more than {MAX_DEPTH} levels deep"),
                    "too deep from here on",
                )
                .help("split it into definitions"),
            );
            Expr::new(ExprKind::Error, span)
        } else {
            let mut left = self.prefix();
            while let Some(operator) = self.binary().filter(|operator| operator.power() >= floor) {
                let (_, span) = self.next();
                let right = self.expression(operator.power() + 1);
                left = self.join(operator, span, left, right);
            }
            left
        };
        self.depth -= 1;
        expr
    }

    fn join(&mut self, operator: Binary, at: Span, left: Expr, right: Expr) -> Expr {
        let chained =
            matches!(&left.kind, ExprKind::Binary(inner, ..) if inner.is_relation() && operator.is_relation());
        // a bracketed relation on the left begins before its own operand, so it is no chain
        if chained && !Self::bracketed(&left) {
            self.problems.push(
                Problem::new(codes::SYNTAX, at, "comparisons do not chain", "second comparison")
                    .help("write `a < b && b < c`"),
            );
        }
        let span = left.span.to(right.span);
        self.node(ExprKind::Binary(operator, Box::new(left), Box::new(right)), span)
    }

    /// Whether the tree came from brackets: its span then begins before its first operand.
    fn bracketed(expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Binary(_, left, _) if expr.span.start < left.span.start)
    }

    fn prefix(&mut self) -> Expr {
        let (token, span) = self.peek();
        let operator = match token {
            Token::Symbol("!") => Unary::Not,
            Token::Symbol("-") => Unary::Minus,
            _ => {
                let primary = self.primary();
                return self.postfix(primary);
            }
        };
        self.next();
        let operand = self.expression(6);
        let whole = span.to(operand.span);
        self.node(ExprKind::Unary(operator, Box::new(operand)), whole)
    }

    fn primary(&mut self) -> Expr {
        let (token, span) = self.peek();
        match token {
            Token::Name("in") => self.unexpected(token, span),
            Token::Name(name) => {
                self.next();
                let kind = match name {
                    "true" => ExprKind::Bool(true),
                    "false" => ExprKind::Bool(false),
                    _ => ExprKind::Name(name.to_owned()),
                };
                self.node(kind, span)
            }
            Token::Number(number) => {
                self.next();
                self.node(ExprKind::Number(number.to_owned()), span)
            }
            Token::Text(text) => {
                self.next();
                self.node(ExprKind::Text(text.to_owned()), span)
            }
            Token::Symbol("(") => {
                self.next();
                let mut inner = self.expression(0);
                let close = self.expect(")", span);
                inner.span = span.to(close);
                inner
            }
            Token::Symbol("[") => {
                self.next();
                let items = self.list("]");
                let close = self.expect("]", span);
                self.node(ExprKind::List(items), span.to(close))
            }
            other => self.unexpected(other, span),
        }
    }

    fn unexpected(&mut self, token: Token<'t>, span: Span) -> Expr {
        if !self.gave_up {
            self.problems.push(
                Problem::new(
                    codes::SYNTAX,
                    span,
                    format!("expected a value, found {}", token.describe()),
                    "a fact, a number, a string, a definition or `(` is needed here",
                )
                .help(match token {
                    Token::Symbol("=") => "to compare, write `==`",
                    Token::End => "the condition breaks off: add what is missing, or take away the last operator",
                    _ => "an operator stands between two values",
                }),
            );
        }
        if !matches!(token, Token::End | Token::Symbol(")" | "]" | ",")) {
            self.next();
        }
        self.node(ExprKind::Error, span)
    }

    /// Comma-separated expressions up to, not including, `close`.
    fn list(&mut self, close: &str) -> Vec<Expr> {
        let mut items = Vec::new();
        while !self.is(close) && self.peek().0 != Token::End {
            items.push(self.expression(0));
            if !self.eat(",") {
                break;
            }
        }
        items
    }

    fn postfix(&mut self, mut target: Expr) -> Expr {
        loop {
            let (_, dot) = self.peek();
            if self.eat(".") {
                let (token, span) = self.peek();
                let Token::Name(field) = token else {
                    self.problems.push(
                        Problem::new(
                            codes::SYNTAX,
                            dot,
                            format!("expected a name after the dot, found {}", token.describe()),
                            "name of a fact or a definition",
                        )
                        .help("write the name of a fact after the dot, or take the dot away"),
                    );
                    return target;
                };
                self.next();
                target = if let Some(name) = Macro::named(field).filter(|_| self.is("(")) {
                    self.binder(target, name)
                } else {
                    let whole = target.span.to(span);
                    self.node(ExprKind::Field(Box::new(target), field.to_owned()), whole)
                };
            } else if self.is("(") && matches!(target.kind, ExprKind::Name(_) | ExprKind::Field(..)) {
                let (_, open) = self.next();
                let arguments = self.list(")");
                let close = self.expect(")", open);
                let whole = target.span.to(close);
                target = self.node(ExprKind::Call(Box::new(target), arguments), whole);
            } else {
                return target;
            }
        }
    }

    fn binder(&mut self, target: Expr, name: Macro) -> Expr {
        let (_, open) = self.next();
        let (token, span) = self.peek();
        let variable = if let Token::Name(variable) = token {
            self.next();
            variable.to_owned()
        } else {
            self.problems.push(
                Problem::new(
                    codes::SYNTAX,
                    span,
                    format!("expected a name, found {}", token.describe()),
                    "a name for each item",
                )
                .help(format!("for example `.{}(x, x.share > percent(50))`", name.name())),
            );
            String::new()
        };
        self.expect(",", open);
        let body = self.expression(0);
        let close = self.expect(")", open);
        let whole = target.span.to(close);
        self.node(ExprKind::Macro(Box::new(target), name, variable, Box::new(body)), whole)
    }
}
