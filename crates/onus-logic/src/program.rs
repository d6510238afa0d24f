//! The compiled register as far as logic goes: schema, expressions, definitions with their versions. Knows no law and no page.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::check;
use crate::ir::{DefId, ExprId, Ir, Node};
use crate::problem::Problem;
use crate::schema::{FactId, Schema, Type};

/// What a definition takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Names and types of the parameters.
    pub parameters: Vec<(Box<str>, Type)>,
    /// Type of the value.
    pub returns: Type,
}

/// A body and the law dates for which it holds, as days since 1970-01-01: `from <= date < to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// First day, if it has one.
    pub from: Option<Decimal>,
    /// Day after the last, if it has one.
    pub to: Option<Decimal>,
    /// The expression, over the parameters.
    pub body: ExprId,
}

/// A definition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What it takes and gives.
    pub signature: Signature,
    /// Bodies, by date.
    pub versions: Vec<Version>,
    /// For a State (a member of the enum of States): the definition that it puts in this one's place.
    pub in_state: Vec<(u32, DefId)>,
}

/// What compiling a condition gives.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The expression; `false` or zero where there were problems.
    pub expr: ExprId,
    /// Errors.
    pub problems: Vec<Problem>,
    /// Places where an optional fact stands under `!`.
    pub negated_optional: Vec<(crate::span::Span, FactId)>,
}

/// Schema, expressions and definitions.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What conditions can speak of.
    pub schema: Schema,
    /// All expressions.
    pub ir: Ir,
    definitions: IndexMap<Box<str>, Definition>,
}

impl Program {
    /// A program over that schema, without definitions.
    pub fn new(schema: Schema) -> Self {
        Self { schema, ir: Ir::default(), definitions: IndexMap::new() }
    }

    /// Declares a definition; its versions follow when all are declared, since they may call each other.
    pub fn declare(&mut self, id: &str, signature: Signature) -> DefId {
        let definition = Definition { signature, versions: Vec::new(), in_state: Vec::new() };
        DefId(self.definitions.insert_full(id.into(), definition).0 as u32)
    }

    /// Compiles a condition or value over the variables of `scope`.
    pub fn compile(&mut self, text: &str, scope: &[(Box<str>, Type)], expected: Type) -> Compiled {
        let signatures = self.signatures();
        self.compile_with(text, scope, expected, &signatures)
    }

    /// The same, with the signatures taken once for many conditions.
    pub fn compile_with(
        &mut self,
        text: &str,
        scope: &[(Box<str>, Type)],
        expected: Type,
        signatures: &IndexMap<Box<str>, Signature>,
    ) -> Compiled {
        check::compile(text, scope, expected, &self.schema, signatures, &mut self.ir)
    }

    /// All signatures, for [`Program::compile_with`].
    pub fn signatures(&self) -> IndexMap<Box<str>, Signature> {
        self.definitions.iter().map(|(id, definition)| (id.clone(), definition.signature.clone())).collect()
    }

    /// The definition of that id.
    pub fn definition_named(&self, id: &str) -> Option<DefId> {
        self.definitions.get_index_of(id).map(|index| DefId(index as u32))
    }

    /// Id of a definition.
    pub fn definition_name(&self, id: DefId) -> &str {
        self.definitions.get_index(id.index()).map_or("", |(name, _)| name)
    }

    /// A definition.
    #[expect(clippy::indexing_slicing, reason = "a DefId is made by `declare` only, and definitions are never removed")]
    pub fn definition(&self, id: DefId) -> &Definition {
        &self.definitions[id.index()]
    }

    /// A definition, for adding versions.
    pub fn definition_mut(&mut self, id: DefId) -> Option<&mut Definition> {
        self.definitions.get_index_mut(id.index()).map(|(_, definition)| definition)
    }

    /// All definitions.
    pub fn definitions(&self) -> impl Iterator<Item = (DefId, &str)> {
        self.definitions.keys().enumerate().map(|(index, id)| (DefId(index as u32), id.as_ref()))
    }

    /// Calls `visit` for every expression below `expr`, itself included, each once. Definitions are not entered.
    pub fn visit(&self, expr: ExprId, visit: &mut impl FnMut(&Node)) {
        let mut seen = std::collections::BTreeSet::from([expr]);
        let mut open = vec![expr];
        while let Some(next) = open.pop() {
            let node = self.ir.node(next);
            visit(node);
            for child in children(node) {
                if seen.insert(child) {
                    open.push(child);
                }
            }
        }
    }

    /// The definitions that an expression calls directly.
    pub fn calls(&self, expr: ExprId) -> Vec<DefId> {
        let mut found = std::collections::BTreeSet::new();
        self.visit(expr, &mut |node| {
            if let Node::Call(id, _) = node {
                found.insert(*id);
            }
        });
        found.into_iter().collect()
    }

    /// The facts that an expression reads directly, references and lists included.
    pub fn reads(&self, expr: ExprId) -> Vec<FactId> {
        let mut found = std::collections::BTreeSet::new();
        self.visit(expr, &mut |node| match node {
            Node::Follow(_, fact)
            | Node::BoolFact(_, fact)
            | Node::SetAny(_, fact, _)
            | Node::SetHas(_, fact, _)
            | Node::SetExists { fact, .. }
            | Node::EnumFact(_, fact)
            | Node::NumberFact(_, fact)
            | Node::SetSize(_, fact) => {
                found.insert(*fact);
            }
            Node::Exists(list) | Node::Count(list) | Node::Sum(list, _) => {
                found.insert(list.inverse);
            }
            _ => {}
        });
        found.into_iter().collect()
    }
}

/// The expressions directly inside one.
fn children(node: &Node) -> Vec<ExprId> {
    match node {
        Node::Var(_) | Node::Bool(_) | Node::Member(..) | Node::Number(_) | Node::Money(..) | Node::AsOf => Vec::new(),
        Node::Follow(a, _)
        | Node::Not(a)
        | Node::BoolFact(a, _)
        | Node::EnumIn(a, _)
        | Node::SetAny(a, _, _)
        | Node::EnumFact(a, _)
        | Node::NumberFact(a, _)
        | Node::SetSize(a, _) => vec![*a],
        Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => parts.to_vec(),
        Node::SameBool(a, b)
        | Node::Compare(_, a, b)
        | Node::SameEnum(a, b)
        | Node::SameThing(a, b)
        | Node::SetHas(a, _, b)
        | Node::Plus(a, b)
        | Node::Times(a, b) => vec![*a, *b],
        Node::SetExists { thing, body, .. } => vec![*thing, *body],
        Node::MemberExists { body, .. } => vec![*body],
        Node::Exists(list) | Node::Count(list) => vec![list.thing, list.guard],
        Node::Sum(list, value) => vec![list.thing, list.guard, *value],
    }
}
