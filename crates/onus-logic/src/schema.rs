//! What conditions can speak of: kinds of thing, their facts with types, enums with named groups. Filled by the reader of the
//! register; holds nothing that is only for showing (questions, labels).

use fixedbitset::FixedBitSet;
use indexmap::IndexMap;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Position in the order of declaration.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// A kind of thing.
    KindId,
    /// An enum.
    EnumId,
    /// A fact.
    FactId,
}

/// The type of a fact, a definition or a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// An exact decimal number.
    Decimal,
    /// A share; 30 % is the number 0.3.
    Percent,
    /// An amount in some currency.
    Money,
    /// A calendar date; days since 1970-01-01.
    Date,
    /// A moment; seconds since 1970-01-01T00:00Z.
    Instant,
    /// An exact length of time; seconds.
    Duration,
    /// One member of an enum.
    Enum(EnumId),
    /// Any number of members of an enum.
    Set(EnumId),
    /// A thing of a kind.
    Thing(KindId),
}

impl Type {
    /// Whether values are numbers inside (of any unit).
    pub fn is_number(self) -> bool {
        !matches!(self, Type::Bool | Type::Enum(_) | Type::Set(_) | Type::Thing(_))
    }

    /// Whether values are whole numbers inside, so that `> 9` and `>= 10` are one test.
    pub fn is_whole(self) -> bool {
        matches!(self, Type::Int | Type::Date)
    }
}

/// A kind of thing.
#[derive(Clone, Debug, Default)]
pub struct Kind {
    /// Things of it can owe.
    pub party: bool,
    /// Things of it may happen: duties over it are shown before one does.
    pub event: bool,
    /// The date or instant whose law governs duties over it.
    pub law_date: Option<FactId>,
    facts: IndexMap<Box<str>, FactId>,
    inverses: IndexMap<Box<str>, FactId>,
}

/// A fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Whose fact it is.
    pub kind: KindId,
    /// Name without the kind.
    pub name: Box<str>,
    /// Type of its value.
    pub of: Type,
    /// It can be absent.
    pub optional: bool,
    /// It can be negative.
    pub signed: bool,
    /// For a reference: the name of the list on the other side.
    pub inverse: Option<Box<str>>,
}

/// An enum: members in groups.
#[derive(Clone, Debug, Default)]
pub struct Enum {
    members: IndexMap<Box<str>, ()>,
    groups: IndexMap<Box<str>, Vec<u32>>,
}

impl Enum {
    /// Members in order of declaration.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(AsRef::as_ref)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether it has no member.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Position of a member.
    pub fn position(&self, member: &str) -> Option<usize> {
        self.members.get_index_of(member)
    }

    /// The member at a position.
    pub fn member(&self, position: usize) -> Option<&str> {
        self.members.get_index(position).map(|(name, ())| name.as_ref())
    }

    /// Names of the groups.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(AsRef::as_ref)
    }

    /// The members of a group.
    pub fn group(&self, name: &str) -> Option<FixedBitSet> {
        let positions = self.groups.get(name)?;
        let mut set = FixedBitSet::with_capacity(self.len());
        set.extend(positions.iter().map(|position| *position as usize));
        Some(set)
    }

    /// Adds a group and those of its members that are new.
    pub fn add_group<'m>(&mut self, name: &str, members: impl IntoIterator<Item = &'m str>) {
        let positions =
            members.into_iter().map(|member| self.members.insert_full(member.into(), ()).0 as u32).collect();
        self.groups.insert(name.into(), positions);
    }
}

/// Everything conditions can speak of.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    kinds: IndexMap<Box<str>, Kind>,
    enums: IndexMap<Box<str>, Enum>,
    facts: Vec<Fact>,
}

impl Schema {
    /// Declares a kind, or finds it.
    pub fn add_kind(&mut self, name: &str) -> KindId {
        let entry = self.kinds.entry(name.into());
        let id = KindId(entry.index() as u32);
        entry.or_default();
        id
    }

    /// Declares an enum, or finds it.
    pub fn add_enum(&mut self, name: &str) -> EnumId {
        let entry = self.enums.entry(name.into());
        let id = EnumId(entry.index() as u32);
        entry.or_default();
        id
    }

    /// Declares a fact of `kind`. A fact of that name that was declared before is replaced.
    pub fn add_fact(&mut self, kind: KindId, name: &str, of: Type) -> FactId {
        let id = FactId(self.facts.len() as u32);
        let fact = Fact { kind, name: name.into(), of, optional: false, signed: false, inverse: None };
        self.facts.push(fact);
        if let Some((_, kind)) = self.kinds.get_index_mut(kind.index()) {
            kind.facts.insert(name.into(), id);
        }
        id
    }

    /// Names the list on the other side of a reference.
    pub fn set_inverse(&mut self, fact: FactId, name: &str) {
        let Some(found) = self.facts.get_mut(fact.index()) else { return };
        found.inverse = Some(name.into());
        if let Type::Thing(target) = found.of
            && let Some((_, kind)) = self.kinds.get_index_mut(target.index())
        {
            kind.inverses.insert(name.into(), fact);
        }
    }

    /// The kind, for changing its flags.
    pub fn kind_mut(&mut self, id: KindId) -> Option<&mut Kind> {
        self.kinds.get_index_mut(id.index()).map(|(_, kind)| kind)
    }

    /// The enum, for adding groups.
    pub fn enum_mut(&mut self, id: EnumId) -> Option<&mut Enum> {
        self.enums.get_index_mut(id.index()).map(|(_, found)| found)
    }

    /// The fact, for changing its flags.
    pub fn fact_mut(&mut self, id: FactId) -> Option<&mut Fact> {
        self.facts.get_mut(id.index())
    }

    /// The kind of that name.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        self.kinds.get_index_of(name).map(|index| KindId(index as u32))
    }

    /// The enum of that name.
    pub fn enum_named(&self, name: &str) -> Option<EnumId> {
        self.enums.get_index_of(name).map(|index| EnumId(index as u32))
    }

    /// The fact `name` of `kind`.
    pub fn fact_of(&self, kind: KindId, name: &str) -> Option<FactId> {
        self.kind(kind).facts.get(name).copied()
    }

    /// The fact `kind.name`.
    pub fn fact_named(&self, path: &str) -> Option<FactId> {
        let (kind, name) = path.split_once('.')?;
        self.fact_of(self.kind_named(kind)?, name)
    }

    /// The reference whose other side is the list `name` of `kind`.
    pub fn inverse_of(&self, kind: KindId, name: &str) -> Option<FactId> {
        self.kind(kind).inverses.get(name).copied()
    }

    /// Names of the facts of a kind.
    pub fn fact_names(&self, kind: KindId) -> impl Iterator<Item = &str> {
        self.kind(kind).facts.keys().map(AsRef::as_ref)
    }

    /// Facts of a kind.
    pub fn facts_of(&self, kind: KindId) -> impl Iterator<Item = FactId> {
        self.kind(kind).facts.values().copied()
    }

    /// Names of the lists of a kind.
    pub fn inverse_names(&self, kind: KindId) -> impl Iterator<Item = &str> {
        self.kind(kind).inverses.keys().map(AsRef::as_ref)
    }

    /// Kinds in order of declaration.
    pub fn kinds(&self) -> impl Iterator<Item = (KindId, &str)> {
        self.kinds.keys().enumerate().map(|(index, name)| (KindId(index as u32), name.as_ref()))
    }

    /// Enums in order of declaration.
    pub fn enums(&self) -> impl Iterator<Item = (EnumId, &str)> {
        self.enums.keys().enumerate().map(|(index, name)| (EnumId(index as u32), name.as_ref()))
    }

    /// Facts in order of declaration.
    pub fn facts(&self) -> impl Iterator<Item = FactId> {
        (0..self.facts.len() as u32).map(FactId)
    }

    /// A kind.
    #[expect(clippy::indexing_slicing, reason = "a KindId is made by `add_kind` only, and kinds are never removed")]
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.index()]
    }

    /// The name of a kind.
    pub fn kind_name(&self, id: KindId) -> &str {
        self.kinds.get_index(id.index()).map_or("", |(name, _)| name)
    }

    /// An enum.
    #[expect(clippy::indexing_slicing, reason = "an EnumId is made by `add_enum` only, and enums are never removed")]
    pub fn of_enum(&self, id: EnumId) -> &Enum {
        &self.enums[id.index()]
    }

    /// The name of an enum.
    pub fn enum_name(&self, id: EnumId) -> &str {
        self.enums.get_index(id.index()).map_or("", |(name, _)| name)
    }

    /// A fact.
    #[expect(clippy::indexing_slicing, reason = "a FactId is made by `add_fact` only, and facts are never removed")]
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    /// `kind.name` of a fact.
    pub fn fact_path(&self, id: FactId) -> String {
        let fact = self.fact(id);
        format!("{}.{}", self.kind_name(fact.kind), fact.name)
    }

    /// The type as the vocabulary writes it.
    pub fn type_name(&self, of: Type) -> String {
        match of {
            Type::Bool => "bool".to_owned(),
            Type::Int => "int".to_owned(),
            Type::Decimal => "decimal".to_owned(),
            Type::Percent => "percent".to_owned(),
            Type::Money => "money".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Instant => "instant".to_owned(),
            Type::Duration => "duration".to_owned(),
            Type::Enum(id) => self.enum_name(id).to_owned(),
            Type::Set(id) => format!("set of {}", self.enum_name(id)),
            Type::Thing(id) => self.kind_name(id).to_owned(),
        }
    }

    /// The type that the vocabulary writes as `name`.
    pub fn type_named(&self, name: &str) -> Option<Type> {
        Some(match name {
            "bool" => Type::Bool,
            "int" => Type::Int,
            "decimal" => Type::Decimal,
            "percent" => Type::Percent,
            "money" => Type::Money,
            "date" => Type::Date,
            "instant" => Type::Instant,
            "duration" => Type::Duration,
            _ => {
                if let Some(of) = name.strip_prefix("set of ") {
                    Type::Set(self.enum_named(of.trim())?)
                } else if let Some(id) = self.enum_named(name) {
                    Type::Enum(id)
                } else {
                    Type::Thing(self.kind_named(name)?)
                }
            }
        })
    }

    /// Every name that can stand for a type.
    pub fn type_names(&self) -> Vec<String> {
        let simple = ["bool", "int", "decimal", "percent", "money", "date", "instant", "duration"];
        let enums = self.enums.keys().flat_map(|name| [name.to_string(), format!("set of {name}")]);
        simple
            .iter()
            .map(|name| (*name).to_owned())
            .chain(enums)
            .chain(self.kinds.keys().map(ToString::to_string))
            .collect()
    }
}
