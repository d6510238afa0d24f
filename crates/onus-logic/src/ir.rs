//! The intermediate representation: typed expressions, each stored once (hash-consed), shared by all definitions and duties.
//! Knows nothing of cases.

use fixedbitset::FixedBitSet;
use indexmap::IndexSet;
use rust_decimal::Decimal;
use rustc_hash::FxBuildHasher;

use crate::literal::Currency;
use crate::schema::{EnumId, FactId};

/// A stored expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(u32);

/// A definition, in the order in which the register declares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefId(pub(crate) u32);

impl DefId {
    /// Position in the order of declaration.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The three comparisons; the others are these with the sides changed or negated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cmp {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `==`
    Equal,
}

/// An expression. Variables are positions in the environment: parameters first, then one more for each binder around.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A variable: a thing or a member of an enum.
    Var(u16),
    /// The thing that a reference of a thing leads to.
    Follow(ExprId, FactId),

    /// Yes or no.
    Bool(bool),
    /// Negation.
    Not(ExprId),
    /// All of them.
    And(Box<[ExprId]>),
    /// At least one of them.
    Or(Box<[ExprId]>),
    /// Two conditions that are both true or both false.
    SameBool(ExprId, ExprId),
    /// A yes/no fact of a thing.
    BoolFact(ExprId, FactId),
    /// A comparison of two numbers.
    Compare(Cmp, ExprId, ExprId),
    /// An enum value is one of these members.
    EnumIn(ExprId, FixedBitSet),
    /// Two enum values are one.
    SameEnum(ExprId, ExprId),
    /// Two things are one.
    SameThing(ExprId, ExprId),
    /// A set fact has at least one of these members.
    SetAny(ExprId, FactId, FixedBitSet),
    /// A set fact has the member that the last expression names.
    SetHas(ExprId, FactId, ExprId),
    /// A set fact has a member that satisfies the body, which sees it as variable `slot`.
    SetExists {
        /// Whose fact.
        thing: ExprId,
        /// The set.
        fact: FactId,
        /// The variable of the body.
        slot: u16,
        /// What the member must satisfy.
        body: ExprId,
    },
    /// One of these constant members satisfies the body, which sees it as variable `slot`.
    MemberExists {
        /// The enum.
        of: EnumId,
        /// The members.
        members: FixedBitSet,
        /// The variable of the body.
        slot: u16,
        /// What the member must satisfy.
        body: ExprId,
    },
    /// The list of a thing has an item that satisfies the body.
    Exists(List),
    /// A call of a definition.
    Call(DefId, Box<[ExprId]>),

    /// A constant member.
    Member(EnumId, u32),
    /// An enum fact of a thing.
    EnumFact(ExprId, FactId),

    /// A constant.
    Number(Decimal),
    /// A constant amount.
    Money(Decimal, Currency),
    /// A numeric fact of a thing.
    NumberFact(ExprId, FactId),
    /// The day for which the question is asked.
    AsOf,
    /// Sum of two numbers.
    Plus(ExprId, ExprId),
    /// Product of two numbers.
    Times(ExprId, ExprId),
    /// How many members a set fact has.
    SetSize(ExprId, FactId),
    /// How many items of a list satisfy its guard.
    Count(List),
    /// The sum of a value over the items of a list that satisfy its guard.
    Sum(List, ExprId),
}

/// The things that refer to `thing` by `inverse` and satisfy `guard`; guard and value see the item as variable `slot`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct List {
    /// Whose list.
    pub thing: ExprId,
    /// The reference whose other side the list is.
    pub inverse: FactId,
    /// The variable of the guard.
    pub slot: u16,
    /// What an item must satisfy.
    pub guard: ExprId,
}

/// The store of expressions.
#[derive(Clone, Debug, Default)]
pub struct Ir {
    nodes: IndexSet<Node, FxBuildHasher>,
}

impl Ir {
    /// Stores an expression, or finds it.
    pub fn add(&mut self, node: Node) -> ExprId {
        ExprId(self.nodes.insert_full(node).0 as u32)
    }

    /// The expression.
    #[expect(clippy::indexing_slicing, reason = "an ExprId is made by `add` only, and nodes are never removed")]
    pub fn node(&self, id: ExprId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// How many expressions are stored.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// A negation, simplified.
    pub fn not(&mut self, of: ExprId) -> ExprId {
        match *self.node(of) {
            Node::Bool(value) => self.add(Node::Bool(!value)),
            Node::Not(inner) => inner,
            _ => self.add(Node::Not(of)),
        }
    }

    /// A conjunction, flattened.
    pub fn and(&mut self, parts: impl IntoIterator<Item = ExprId>) -> ExprId {
        self.join(parts, true)
    }

    /// A disjunction, flattened.
    pub fn or(&mut self, parts: impl IntoIterator<Item = ExprId>) -> ExprId {
        self.join(parts, false)
    }

    fn join(&mut self, parts: impl IntoIterator<Item = ExprId>, all: bool) -> ExprId {
        let mut flat: Vec<ExprId> = Vec::new();
        for part in parts {
            match self.node(part) {
                Node::Bool(value) if *value == all => {}
                Node::Bool(_) => return part,
                Node::And(inner) if all => flat.extend(inner.iter().copied()),
                Node::Or(inner) if !all => flat.extend(inner.iter().copied()),
                _ => flat.push(part),
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        flat.retain(|part| seen.insert(*part));
        match flat.as_slice() {
            [] => self.add(Node::Bool(all)),
            [only] => *only,
            _ if all => self.add(Node::And(flat.into())),
            _ => self.add(Node::Or(flat.into())),
        }
    }
}
