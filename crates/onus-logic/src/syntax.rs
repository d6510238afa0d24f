//! The syntax tree of a condition: what was written, with its places, before names and types are resolved.

use std::fmt;

use crate::span::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
    /// Levels of the tree below it; bounded by the parser, so that reading a tree recursively is safe.
    pub(crate) height: u16,
}

impl Expr {
    pub(crate) fn new(kind: ExprKind, span: Span) -> Self {
        let below = match &kind {
            ExprKind::List(items) => tallest(items),
            ExprKind::Field(target, _) => target.height,
            ExprKind::Call(callee, arguments) => callee.height.max(tallest(arguments)),
            ExprKind::Macro(target, _, _, body) => target.height.max(body.height),
            ExprKind::Unary(_, operand) => operand.height,
            ExprKind::Binary(_, left, right) => left.height.max(right.height),
            _ => return Self { kind, span, height: 0 },
        };
        Self { kind, span, height: below.saturating_add(1) }
    }
}

fn tallest(items: &[Expr]) -> u16 {
    items.iter().map(|item| item.height).max().unwrap_or(0)
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `true`, `false`.
    Bool(bool),
    /// A number without sign, as written.
    Number(String),
    /// A string: a member of an enum, or the argument of `date` and its like.
    Text(String),
    /// `["a", "b"]`.
    List(Vec<Expr>),
    /// A single name.
    Name(String),
    /// `target.field`.
    Field(Box<Expr>, String),
    /// `callee(arguments)`, where the callee is a name or a dotted id.
    Call(Box<Expr>, Vec<Expr>),
    /// `target.exists(name, body)` and its like.
    Macro(Box<Expr>, Macro, String, Box<Expr>),
    /// `!x`, `-x`.
    Unary(Unary, Box<Expr>),
    /// `x && y` and its like.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// What could not be read; a problem has been reported.
    Error,
}

/// The forms that bind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Macro {
    /// At least one satisfies the body.
    Exists,
    /// Every one satisfies the body.
    All,
    /// Those that satisfy the body.
    Filter,
    /// The body of each.
    Map,
}

impl Macro {
    /// The macro of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "exists" => Macro::Exists,
            "all" => Macro::All,
            "filter" => Macro::Filter,
            "map" => Macro::Map,
            _ => return None,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Macro::Exists => "exists",
            Macro::All => "all",
            Macro::Filter => "filter",
            Macro::Map => "map",
        }
    }
}

/// Prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `!`
    Not,
    /// `-`
    Minus,
}

/// Infix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    Differs,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `in`
    In,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
}

impl Binary {
    /// How tightly it binds; higher is tighter.
    pub(crate) fn power(self) -> u8 {
        match self {
            Binary::Or => 1,
            Binary::And => 2,
            Binary::Plus | Binary::Minus => 4,
            Binary::Times => 5,
            _ => 3,
        }
    }

    /// The symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            Binary::Or => "||",
            Binary::And => "&&",
            Binary::Equal => "==",
            Binary::Differs => "!=",
            Binary::Less => "<",
            Binary::AtMost => "<=",
            Binary::More => ">",
            Binary::AtLeast => ">=",
            Binary::In => "in",
            Binary::Plus => "+",
            Binary::Minus => "-",
            Binary::Times => "*",
        }
    }

    pub(crate) fn is_relation(self) -> bool {
        self.power() == 3
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, 0, f)
    }
}

/// Prints with no more brackets than needed, so that parsing the print gives the same tree.
fn print(expr: &Expr, outer: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        ExprKind::Bool(value) => write!(f, "{value}"),
        ExprKind::Number(number) => f.write_str(number),
        ExprKind::Text(text) => {
            let quote = if text.contains('"') { '\'' } else { '"' };
            write!(f, "{quote}{text}{quote}")
        }
        ExprKind::List(items) => {
            f.write_str("[")?;
            print_all(items, f)?;
            f.write_str("]")
        }
        ExprKind::Name(name) => f.write_str(name),
        ExprKind::Field(target, field) => {
            print(target, 7, f)?;
            write!(f, ".{field}")
        }
        ExprKind::Call(callee, arguments) => {
            print(callee, 7, f)?;
            f.write_str("(")?;
            print_all(arguments, f)?;
            f.write_str(")")
        }
        ExprKind::Macro(target, name, variable, body) => {
            print(target, 7, f)?;
            write!(f, ".{}({variable}, ", name.name())?;
            print(body, 0, f)?;
            f.write_str(")")
        }
        ExprKind::Unary(operator, operand) => {
            let open = outer > 6;
            f.write_str(if open { "(" } else { "" })?;
            f.write_str(if *operator == Unary::Not { "!" } else { "-" })?;
            print(operand, 6, f)?;
            f.write_str(if open { ")" } else { "" })
        }
        ExprKind::Binary(operator, left, right) => {
            let power = operator.power();
            let open = power < outer;
            f.write_str(if open { "(" } else { "" })?;
            // relations do not chain: a relation inside a relation always needs brackets
            print(left, if operator.is_relation() { power + 1 } else { power }, f)?;
            write!(f, " {} ", operator.symbol())?;
            print(right, power + 1, f)?;
            f.write_str(if open { ")" } else { "" })
        }
        ExprKind::Error => f.write_str("<error>"),
    }
}

fn print_all(items: &[Expr], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        print(item, 0, f)?;
    }
    Ok(())
}
