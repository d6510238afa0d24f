//! Syntax tree to typed expressions: resolves names, checks types and units, lowers to the intermediate representation.

mod operators;

use fixedbitset::FixedBitSet;
use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::ir::{ExprId, Ir, List, Node};
use crate::literal;
use crate::parser;
use crate::problem::{Code, Problem, codes};
use crate::program::{Compiled, Signature};
use crate::schema::{EnumId, FactId, KindId, Schema, Type};
use crate::span::Span;
use crate::suggest::did_you_mean;
use crate::syntax::{Expr, ExprKind, Macro, Unary};

/// Parses and checks `text` as a condition or value of type `expected`.
pub(crate) fn compile(
    text: &str,
    scope: &[(Box<str>, Type)],
    expected: Type,
    schema: &Schema,
    signatures: &IndexMap<Box<str>, Signature>,
    ir: &mut Ir,
) -> Compiled {
    let (tree, problems) = parser::parse(text);
    let mut checker =
        Checker { schema, signatures, ir, scope: scope.to_vec(), problems, negations: 0, negated_optional: Vec::new() };
    let had_problems = !checker.problems.is_empty();
    let found = checker.expr(&tree);
    let expr = if had_problems && matches!(tree.kind, ExprKind::Error) {
        checker.ir.add(Node::Bool(false))
    } else {
        checker.expect(found, expected, tree.span)
    };
    Compiled { expr, problems: checker.problems, negated_optional: checker.negated_optional }
}

/// What an expression is, once names are resolved.
enum Found {
    /// A value of a type.
    Value(ExprId, Type),
    /// A string whose enum follows from the other side.
    Text(String),
    /// Several such strings.
    Texts(Vec<(String, Span)>),
    /// A constant set: a group of an enum.
    Group(EnumId, FixedBitSet),
    /// A set fact of a thing.
    Set(ExprId, FactId, EnumId),
    /// The items of a list.
    Things(List, KindId),
    /// A number for each item of a list.
    Numbers(List, ExprId, Type),
    /// A problem has been reported.
    Nothing,
}

struct Checker<'a> {
    schema: &'a Schema,
    signatures: &'a IndexMap<Box<str>, Signature>,
    ir: &'a mut Ir,
    scope: Vec<(Box<str>, Type)>,
    problems: Vec<Problem>,
    negations: usize,
    negated_optional: Vec<(Span, FactId)>,
}

impl Checker<'_> {
    fn problem(&mut self, code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Found {
        self.problems.push(Problem::new(code, span, message, label));
        Found::Nothing
    }

    fn advise(&mut self, help: Option<String>) {
        if let Some(last) = self.problems.last_mut() {
            last.help = last.help.take().or(help);
        }
    }

    fn describe(&self, found: &Found) -> String {
        match found {
            Found::Value(_, of) => self.schema.type_name(*of),
            Found::Text(text) => format!("the string \"{text}\""),
            Found::Texts(_) => "a list of strings".to_owned(),
            Found::Group(of, _) => format!("a group of {}", self.schema.enum_name(*of)),
            Found::Set(_, _, of) => format!("a set of {}", self.schema.enum_name(*of)),
            Found::Things(_, kind) => format!("a list of {}", self.schema.kind_name(*kind)),
            Found::Numbers(_, _, of) => format!("a list of {}", self.schema.type_name(*of)),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    /// The value, if it has the expected type; else a problem and a stand-in.
    fn expect(&mut self, found: Found, expected: Type, span: Span) -> ExprId {
        let expr = match found {
            Found::Value(expr, of) if fits(of, expected) => Some(expr),
            Found::Text(text) => {
                if let Type::Enum(of) = expected {
                    self.member(&text, of, span)
                } else {
                    self.mismatch(&Found::Text(text), expected, span);
                    None
                }
            }
            Found::Nothing => None,
            other => {
                self.mismatch(&other, expected, span);
                None
            }
        };
        expr.unwrap_or_else(|| match expected {
            of if of.is_number() => self.ir.add(Node::Number(Decimal::ZERO)),
            Type::Enum(of) => self.ir.add(Node::Member(of, 0)),
            Type::Thing(_) => self.ir.add(Node::Var(0)),
            _ => self.ir.add(Node::Bool(false)),
        })
    }

    fn mismatch(&mut self, found: &Found, expected: Type, span: Span) {
        let (needed, is) = (self.schema.type_name(expected), self.describe(found));
        self.problem(codes::TYPE, span, format!("expected {needed}, found {is}"), format!("this is {is}"));
        self.advise(Some(match expected {
            Type::Bool => "a condition is yes or no: compare the value with something".to_owned(),
            Type::Thing(_) => format!("give a thing of kind {needed}, such as a variable or a path to one"),
            Type::Enum(_) => format!("give a fact of type {needed}, or one of its members as a string"),
            _ => format!("give a value of type {needed}; nothing is converted silently"),
        }));
    }

    fn member(&mut self, text: &str, of: EnumId, span: Span) -> Option<ExprId> {
        let found = self.schema.of_enum(of).position(text);
        if let Some(position) = found {
            return Some(self.ir.add(Node::Member(of, position as u32)));
        }
        self.unknown_member(text, of, span);
        None
    }

    fn unknown_member(&mut self, text: &str, of: EnumId, span: Span) {
        let name = self.schema.enum_name(of).to_owned();
        self.problem(codes::MEMBER, span, format!("`{text}` is not a member of {name}"), "unknown member");
        self.advise(Some(nearest_or_all(text, self.schema.of_enum(of).members())));
    }

    /// A constant set of members of `of`.
    fn members(&mut self, found: Found, of: EnumId, span: Span) -> Option<FixedBitSet> {
        let texts = match found {
            Found::Group(group, set) if group == of => return Some(set),
            Found::Texts(texts) => texts,
            Found::Nothing => return None,
            other => {
                let is = self.describe(&other);
                let name = self.schema.enum_name(of).to_owned();
                self.problem(
                    codes::TYPE,
                    span,
                    format!("expected members of {name}, found {is}"),
                    format!("this is {is}"),
                );
                self.advise(Some(format!("write a list such as [\"..\"] or a group such as `{name}.group`")));
                return None;
            }
        };
        let mut set = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
        for (text, span) in texts {
            match self.schema.of_enum(of).position(&text) {
                Some(position) => set.insert(position),
                None => self.unknown_member(&text, of, span),
            }
        }
        Some(set)
    }

    fn expr(&mut self, expr: &Expr) -> Found {
        match &expr.kind {
            ExprKind::Error => Found::Nothing,
            ExprKind::Bool(value) => Found::Value(self.ir.add(Node::Bool(*value)), Type::Bool),
            ExprKind::Number(text) => match literal::number(text) {
                Some(number) => {
                    let of = if number.fract().is_zero() && !text.contains('.') { Type::Int } else { Type::Decimal };
                    Found::Value(self.ir.add(Node::Number(number)), of)
                }
                None => self.problem(
                    codes::LITERAL,
                    expr.span,
                    format!("`{text}` is not a number that can be stored exactly"),
                    "too long",
                ),
            },
            ExprKind::Text(text) => Found::Text(text.clone()),
            ExprKind::List(items) => self.list(items),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Field(target, field) => self.field(expr, target, field),
            ExprKind::Call(callee, arguments) => self.call(callee, arguments, expr.span),
            ExprKind::Macro(target, name, variable, body) => self.macro_call(target, *name, variable, body),
            ExprKind::Unary(Unary::Not, operand) => {
                self.negations += 1;
                let found = self.expr(operand);
                self.negations -= 1;
                let inner = self.expect(found, Type::Bool, operand.span);
                Found::Value(self.ir.not(inner), Type::Bool)
            }
            ExprKind::Unary(Unary::Minus, operand) => match self.expr(operand) {
                Found::Value(inner, of) if of.is_number() => {
                    let minus = self.ir.add(Node::Number(Decimal::NEGATIVE_ONE));
                    Found::Value(self.ir.add(Node::Times(minus, inner)), of)
                }
                Found::Nothing => Found::Nothing,
                other => {
                    let is = self.describe(&other);
                    self.problem(codes::TYPE, operand.span, format!("`-` needs a number, found {is}"), "not a number");
                    self.advise(Some("to negate a condition, write `!`".to_owned()));
                    Found::Nothing
                }
            },
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, expr.span),
        }
    }

    fn list(&mut self, items: &[Expr]) -> Found {
        let mut texts = Vec::new();
        for item in items {
            match &item.kind {
                ExprKind::Text(text) => texts.push((text.clone(), item.span)),
                ExprKind::Error => {}
                _ => {
                    self.problem(codes::TYPE, item.span, "a list holds strings only", "not a string");
                    self.advise(Some("for several numbers, write `x == 5 || x == 6`, or a range".to_owned()));
                    return Found::Nothing;
                }
            }
        }
        Found::Texts(texts)
    }

    fn name(&mut self, name: &str, span: Span) -> Found {
        if let Some(position) = self.scope.iter().rposition(|(known, _)| known.as_ref() == name) {
            let of = self.scope.get(position).map_or(Type::Bool, |(_, of)| *of);
            return Found::Value(self.ir.add(Node::Var(position as u16)), of);
        }
        if name == "as_of" {
            return Found::Value(self.ir.add(Node::AsOf), Type::Date);
        }
        self.unknown_name(name, span)
    }

    fn unknown_name(&mut self, name: &str, span: Span) -> Found {
        let functions = ["as_of", "size", "sum", "money", "percent", "date", "duration"];
        if matches!(name, "has" | "known" | "unknown") {
            self.problem(
                codes::LEFT_OUT,
                span,
                format!("`{name}` is not part of the language"),
                "asks whether a fact is known",
            );
            self.advise(Some(
                "no condition can ask whether a fact is known: more facts could then turn a yes into a no".to_owned(),
            ));
            return Found::Nothing;
        }
        self.problem(codes::NAME, span, format!("nothing is called `{name}`"), "unknown name");
        let known: Vec<String> = self
            .scope
            .iter()
            .map(|(name, _)| name.to_string())
            .chain(self.signatures.keys().map(ToString::to_string))
            .chain(self.schema.enums().flat_map(|(id, of)| {
                self.schema.of_enum(id).groups().map(move |group| format!("{of}.{group}")).collect::<Vec<_>>()
            }))
            .chain(functions.iter().map(|name| (*name).to_owned()))
            .collect();
        let in_scope = self.scope.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let otherwise = format!("known here: {in_scope}, `as_of`, definitions by their full id, groups of enums");
        self.advise(did_you_mean(name, known.iter().map(String::as_str)).or(Some(otherwise)));
        Found::Nothing
    }

    /// `a.b.c` as written, if it is names only.
    fn dotted(expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => Some(name.clone()),
            ExprKind::Field(target, field) => Some(format!("{}.{field}", Self::dotted(target)?)),
            _ => None,
        }
    }

    /// Whether a dotted name begins with a variable.
    fn begins_with_variable(&self, dotted: &str) -> bool {
        let first = dotted.split('.').next().unwrap_or_default();
        self.scope.iter().any(|(known, _)| known.as_ref() == first)
    }

    fn field(&mut self, whole: &Expr, target: &Expr, field: &str) -> Found {
        if let Some(dotted) = Self::dotted(whole)
            && !self.begins_with_variable(&dotted)
        {
            if let Some((of, group)) = dotted.split_once('.')
                && let Some(id) = self.schema.enum_named(of)
            {
                return if let Some(set) = self.schema.of_enum(id).group(group) {
                    Found::Group(id, set)
                } else {
                    self.problem(codes::NAME, whole.span, format!("{of} has no group `{group}`"), "unknown group");
                    self.advise(Some(nearest_or_all(group, self.schema.of_enum(id).groups())));
                    Found::Nothing
                };
            }
            if self.signatures.contains_key(dotted.as_str()) {
                self.problem(
                    codes::ARGUMENTS,
                    whole.span,
                    format!("`{dotted}` is a definition"),
                    "call it with its arguments",
                );
                self.advise(Some(format!("write `{dotted}(..)`")));
                return Found::Nothing;
            }
            return self.unknown_name(&dotted, whole.span);
        }
        let (thing, kind) = match self.expr(target) {
            Found::Value(thing, Type::Thing(kind)) => (thing, kind),
            Found::Nothing => return Found::Nothing,
            other => {
                let is = self.describe(&other);
                self.problem(codes::TYPE, target.span, format!("{is} has no facts"), "only a thing has facts");
                self.advise(Some(match other {
                    Found::Things(..) => {
                        format!("ask it of each item: `.exists(x, x.{field} ..)` or `.all(x, x.{field} ..)`")
                    }
                    Found::Set(..) => "ask for a member: `\"..\" in set`, `exists`, `all` or `size(set)`".to_owned(),
                    _ => format!("leave out `.{field}`, or read it from a thing"),
                }));
                return Found::Nothing;
            }
        };
        if let Some(fact) = self.schema.fact_of(kind, field) {
            return self.read(thing, fact, whole.span);
        }
        if let Some(inverse) = self.schema.inverse_of(kind, field) {
            let of = self.schema.fact(inverse).kind;
            let guard = self.ir.add(Node::Bool(true));
            return Found::Things(List { thing, inverse, slot: self.scope.len() as u16, guard }, of);
        }
        let name = self.schema.kind_name(kind).to_owned();
        self.problem(codes::NAME, whole.span, format!("{name} has no fact `{field}`"), "unknown fact");
        let names: Vec<&str> = self.schema.fact_names(kind).chain(self.schema.inverse_names(kind)).collect();
        self.advise(Some(nearest_or_all(field, names)));
        Found::Nothing
    }

    fn read(&mut self, thing: ExprId, fact: FactId, span: Span) -> Found {
        let declared = self.schema.fact(fact);
        if declared.optional && self.negations > 0 {
            self.negated_optional.push((span, fact));
        }
        match declared.of {
            Type::Bool => Found::Value(self.ir.add(Node::BoolFact(thing, fact)), Type::Bool),
            Type::Enum(of) => Found::Value(self.ir.add(Node::EnumFact(thing, fact)), Type::Enum(of)),
            Type::Set(of) => Found::Set(thing, fact, of),
            Type::Thing(kind) => Found::Value(self.ir.add(Node::Follow(thing, fact)), Type::Thing(kind)),
            number => Found::Value(self.ir.add(Node::NumberFact(thing, fact)), number),
        }
    }

    fn call(&mut self, callee: &Expr, arguments: &[Expr], span: Span) -> Found {
        let Some(name) = Self::dotted(callee) else {
            return self.problem(codes::SYNTAX, callee.span, "only a name can be called", "not a name");
        };
        match name.as_str() {
            "size" => self.size(arguments, span),
            "sum" => self.sum(arguments, span),
            "money" | "percent" | "date" | "duration" => self.constant(&name, arguments, span),
            _ if self.signatures.contains_key(name.as_str()) => self.call_definition(&name, arguments, span),
            _ if self.begins_with_variable(&name) => {
                self.problem(codes::NAME, callee.span, format!("`{name}` cannot be called"), "not a definition");
                self.advise(Some("a definition is called by its full id with the thing as argument".to_owned()));
                Found::Nothing
            }
            _ => self.unknown_name(&name, callee.span),
        }
    }

    fn one<'e>(&mut self, arguments: &'e [Expr], span: Span, what: &str) -> Option<&'e Expr> {
        if let [only] = arguments {
            return Some(only);
        }
        self.problem(
            codes::ARGUMENTS,
            span,
            format!("one argument is needed, {} given", arguments.len()),
            what.to_owned(),
        );
        self.advise(Some(format!("give {what} between the brackets")));
        None
    }

    fn constant(&mut self, name: &str, arguments: &[Expr], span: Span) -> Found {
        let Some(argument) = self.one(arguments, span, "one literal") else { return Found::Nothing };
        let node = match (name, &argument.kind) {
            ("percent", ExprKind::Number(text)) => literal::number(text)
                .and_then(|number| number.checked_div(Decimal::ONE_HUNDRED))
                .map(|number| (Node::Number(number), Type::Percent)),
            ("money", ExprKind::Text(text)) => {
                literal::money(text).map(|(amount, currency)| (Node::Money(amount, currency), Type::Money))
            }
            ("date", ExprKind::Text(text)) => literal::date(text).map(|days| (Node::Number(days), Type::Date)),
            ("duration", ExprKind::Text(text)) => {
                literal::duration(text).map(|seconds| (Node::Number(seconds), Type::Duration))
            }
            _ => None,
        };
        if let Some((node, of)) = node {
            Found::Value(self.ir.add(node), of)
        } else {
            let example = match name {
                "money" => "money(\"10_000_000 EUR\")",
                "percent" => "percent(25)",
                "date" => "date(\"2027-12-11\")",
                _ => "duration(\"30m\"); months and years have no exact length",
            };
            self.problem(codes::LITERAL, argument.span, format!("this is no {name}"), "cannot be read");
            self.advise(Some(format!("write it like {example}")));
            Found::Nothing
        }
    }

    fn size(&mut self, arguments: &[Expr], span: Span) -> Found {
        let Some(argument) = self.one(arguments, span, "a list or a set") else { return Found::Nothing };
        match self.expr(argument) {
            Found::Set(thing, fact, _) => Found::Value(self.ir.add(Node::SetSize(thing, fact)), Type::Int),
            Found::Things(list, _) => Found::Value(self.ir.add(Node::Count(list)), Type::Int),
            Found::Nothing => Found::Nothing,
            other => {
                let is = self.describe(&other);
                self.problem(
                    codes::TYPE,
                    argument.span,
                    format!("`size` needs a list or a set, found {is}"),
                    format!("this is {is}"),
                );
                self.advise(Some(
                    "give it a list such as `o.holdings` or a set; a number is compared as it is".to_owned(),
                ));
                Found::Nothing
            }
        }
    }

    fn sum(&mut self, arguments: &[Expr], span: Span) -> Found {
        let Some(argument) = self.one(arguments, span, "a list of numbers") else { return Found::Nothing };
        match self.expr(argument) {
            Found::Numbers(list, value, of) => Found::Value(self.ir.add(Node::Sum(list, value)), of),
            Found::Nothing => Found::Nothing,
            other => {
                let is = self.describe(&other);
                self.problem(
                    codes::TYPE,
                    argument.span,
                    format!("`sum` needs a list of numbers, found {is}"),
                    format!("this is {is}"),
                );
                self.advise(Some("say what to add up: `sum(o.holdings.map(h, h.staff))`".to_owned()));
                Found::Nothing
            }
        }
    }

    fn call_definition(&mut self, name: &str, arguments: &[Expr], span: Span) -> Found {
        let Some((index, _, signature)) = self.signatures.get_full(name) else { return Found::Nothing };
        let signature = signature.clone();
        if signature.parameters.len() != arguments.len() {
            let needed: Vec<String> = signature
                .parameters
                .iter()
                .map(|(name, of)| format!("{name}: {}", self.schema.type_name(*of)))
                .collect();
            self.problem(
                codes::ARGUMENTS,
                span,
                format!("`{name}` takes {}, {} given", count(signature.parameters.len(), "argument"), arguments.len()),
                format!("needed: ({})", needed.join(", ")),
            );
            let names: Vec<&str> = signature.parameters.iter().map(|(name, _)| name.as_ref()).collect();
            self.advise(Some(format!("write `{name}({})` with a value for each", names.join(", "))));
            return Found::Nothing;
        }
        let mut lowered = Vec::with_capacity(arguments.len());
        for (argument, (_, of)) in arguments.iter().zip(&signature.parameters) {
            let found = self.expr(argument);
            lowered.push(self.expect(found, *of, argument.span));
        }
        let call = self.ir.add(Node::Call(crate::ir::DefId(index as u32), lowered.into()));
        Found::Value(call, signature.returns)
    }

    /// Checks `body` with one more variable.
    fn bound(&mut self, variable: &str, of: Type, body: &Expr) -> Found {
        self.scope.push((variable.into(), of));
        let found = self.expr(body);
        self.scope.pop();
        found
    }

    fn bound_condition(&mut self, variable: &str, of: Type, body: &Expr) -> ExprId {
        let found = self.bound(variable, of, body);
        self.expect(found, Type::Bool, body.span)
    }

    fn macro_call(&mut self, target: &Expr, name: Macro, variable: &str, body: &Expr) -> Found {
        match self.expr(target) {
            Found::Set(thing, fact, of) => self.over_set(thing, fact, of, name, variable, body, target.span),
            Found::Group(of, members) if matches!(name, Macro::Exists | Macro::All) => {
                let slot = self.scope.len() as u16;
                let condition = self.bound_condition(variable, Type::Enum(of), body);
                let condition = if name == Macro::All { self.ir.not(condition) } else { condition };
                let exists = self.ir.add(Node::MemberExists { of, members, slot, body: condition });
                Found::Value(if name == Macro::All { self.ir.not(exists) } else { exists }, Type::Bool)
            }
            Found::Things(list, kind) => {
                if name == Macro::Map {
                    return match self.bound(variable, Type::Thing(kind), body) {
                        Found::Value(value, of) if of.is_number() && of != Type::Date && of != Type::Instant => {
                            Found::Numbers(list, value, of)
                        }
                        Found::Nothing => Found::Nothing,
                        other => {
                            let is = self.describe(&other);
                            self.problem(
                                codes::TYPE,
                                body.span,
                                format!("`map` needs a number, found {is}"),
                                format!("this is {is}"),
                            );
                            self.advise(Some("to count items, write `size(list.filter(x, ..))`".to_owned()));
                            Found::Nothing
                        }
                    };
                }
                let negate = name == Macro::All;
                self.negations += usize::from(negate);
                let condition = self.bound_condition(variable, Type::Thing(kind), body);
                self.negations -= usize::from(negate);
                let condition = if negate { self.ir.not(condition) } else { condition };
                let guard = self.ir.and([list.guard, condition]);
                let narrowed = List { guard, ..list };
                if name == Macro::Filter {
                    Found::Things(narrowed, kind)
                } else {
                    let exists = self.ir.add(Node::Exists(narrowed));
                    Found::Value(if negate { self.ir.not(exists) } else { exists }, Type::Bool)
                }
            }
            Found::Nothing => Found::Nothing,
            other => {
                let is = self.describe(&other);
                self.problem(
                    codes::TYPE,
                    target.span,
                    format!("`{}` needs a list or a set, found {is}", name.name()),
                    format!("this is {is}"),
                );
                self.advise(Some("a list is the other side of a reference, such as `o.holdings`".to_owned()));
                Found::Nothing
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one macro call on a set")]
    fn over_set(
        &mut self,
        thing: ExprId,
        fact: FactId,
        of: EnumId,
        name: Macro,
        variable: &str,
        body: &Expr,
        span: Span,
    ) -> Found {
        if !matches!(name, Macro::Exists | Macro::All) {
            self.problem(
                codes::TYPE,
                span,
                format!("`{}` does not work on a set", name.name()),
                "a set of members of an enum",
            );
            self.advise(Some("use `exists` or `all`".to_owned()));
            return Found::Nothing;
        }
        let slot = self.scope.len() as u16;
        let condition = self.bound_condition(variable, Type::Enum(of), body);
        let condition = if name == Macro::All { self.ir.not(condition) } else { condition };
        let constant: Option<FixedBitSet> = {
            let mut set = FixedBitSet::with_capacity(self.schema.of_enum(of).len());
            let decided = (0..self.schema.of_enum(of).len()).try_for_each(|member| {
                set.set(member, constant_for(self.ir, condition, slot, member)?);
                Some(())
            });
            decided.map(|()| set)
        };
        let exists = match constant {
            Some(members) => self.ir.add(Node::SetAny(thing, fact, members)),
            None => self.ir.add(Node::SetExists { thing, fact, slot, body: condition }),
        };
        Found::Value(if name == Macro::All { self.ir.not(exists) } else { exists }, Type::Bool)
    }
}

/// The known name that was meant, or all of them if there are few.
fn nearest_or_all<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    did_you_mean(word, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
        [] => "there is none; declare it in the vocabulary".to_owned(),
        [names @ .., _] if names.len() < 12 => format!("known: `{}`", known.join("`, `")),
        many => {
            let first: Vec<&str> = many.iter().copied().take(12).collect();
            format!("known: `{}` and {} more, see the vocabulary", first.join("`, `"), many.len() - first.len())
        }
    })
}

/// `1 argument`, `2 arguments`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn fits(found: Type, expected: Type) -> bool {
    found == expected || (found == Type::Int && expected == Type::Decimal)
}

/// The truth of `expr` when variable `slot` is that member, if nothing else is needed to tell.
fn constant_for(ir: &Ir, expr: ExprId, slot: u16, member: usize) -> Option<bool> {
    let variable = |of: ExprId| matches!(ir.node(of), Node::Var(found) if *found == slot);
    match ir.node(expr) {
        Node::Bool(value) => Some(*value),
        Node::Not(of) => constant_for(ir, *of, slot, member).map(|value| !value),
        Node::And(parts) => parts.iter().try_fold(true, |all, part| Some(all & constant_for(ir, *part, slot, member)?)),
        Node::Or(parts) => parts.iter().try_fold(false, |any, part| Some(any | constant_for(ir, *part, slot, member)?)),
        Node::EnumIn(of, members) if variable(*of) => Some(members.contains(member)),
        _ => None,
    }
}
