//! What a case says, as far as logic goes: things, the values that each fact may still have, which lists are closed.
//! Knows nothing of who said it or where it was written.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::literal::Currency;
use crate::schema::{FactId, KindId};

/// A thing of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThingId(pub(crate) u32);

impl ThingId {
    /// Position in the order of the case.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Numbers from `low` to `high`, both included; `None` is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// Smallest.
    pub low: Option<Decimal>,
    /// Largest.
    pub high: Option<Decimal>,
}

impl Range {
    /// Every number.
    pub const ALL: Range = Range { low: None, high: None };

    /// One number.
    pub fn point(number: Decimal) -> Self {
        Self { low: Some(number), high: Some(number) }
    }

    /// Every number from `low` on.
    pub fn from(low: Decimal) -> Self {
        Self { low: Some(low), high: None }
    }

    /// Whether a number lies in it.
    pub fn contains(&self, number: Decimal) -> bool {
        self.low.is_none_or(|low| low <= number) && self.high.is_none_or(|high| number <= high)
    }
}

/// What a case says of a fact. A fact of which it says nothing is unknown: any value, and absent too if it is optional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The fact is absent.
    Absent,
    /// Yes or no.
    Bool(bool),
    /// A number in one of these ranges; the currency of an amount.
    Numbers(Vec<Range>, Option<Currency>),
    /// One of these members.
    Members(FixedBitSet),
    /// A set that has some members and lacks others; the rest is unknown.
    Set {
        /// Surely in it.
        has: FixedBitSet,
        /// Surely not in it.
        lacks: FixedBitSet,
    },
    /// One of these things.
    Things(Vec<ThingId>),
}

/// A thing and what is known of it.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its kind.
    pub kind: KindId,
    /// The name that the case gives it.
    pub name: Box<str>,
    /// Imagined, to ask what would hold if it happened: no list contains it.
    pub imagined: bool,
    values: FxHashMap<FactId, Value>,
}

impl Thing {
    /// What the case says of a fact.
    pub fn value(&self, fact: FactId) -> Option<&Value> {
        self.values.get(&fact)
    }
}

/// The things of a case.
#[derive(Clone, Debug, Default)]
pub struct World {
    things: Vec<Thing>,
    /// Kinds of which every thing has been listed.
    pub closed_kinds: BTreeSet<KindId>,
    /// Single lists that are complete.
    pub closed_lists: BTreeSet<(ThingId, FactId)>,
    /// The day for which the question is asked, in days since 1970-01-01.
    pub as_of: Decimal,
    /// One unit of the key is this much of another currency.
    pub rates: BTreeMap<Currency, (Decimal, Currency)>,
}

impl World {
    /// A case without things.
    pub fn new(as_of: Decimal) -> Self {
        Self { as_of, ..Self::default() }
    }

    /// Adds a thing.
    pub fn add(&mut self, kind: KindId, name: &str) -> ThingId {
        self.things.push(Thing { kind, name: name.into(), imagined: false, values: FxHashMap::default() });
        ThingId(self.things.len() as u32 - 1)
    }

    /// Adds a thing that no list contains.
    pub fn imagine(&mut self, kind: KindId, name: &str) -> ThingId {
        let id = self.add(kind, name);
        if let Some(thing) = self.things.last_mut() {
            thing.imagined = true;
        }
        id
    }

    /// Says something of a fact.
    pub fn set(&mut self, thing: ThingId, fact: FactId, value: Value) {
        if let Some(thing) = self.things.get_mut(thing.index()) {
            thing.values.insert(fact, value);
        }
    }

    /// Takes back what was said of a fact.
    pub fn forget(&mut self, thing: ThingId, fact: FactId) {
        if let Some(thing) = self.things.get_mut(thing.index()) {
            thing.values.remove(&fact);
        }
    }

    /// A thing.
    #[expect(clippy::indexing_slicing, reason = "a ThingId is made by `add` only, and things are never removed")]
    pub fn thing(&self, id: ThingId) -> &Thing {
        &self.things[id.index()]
    }

    /// What is said of a fact of a thing.
    pub fn value(&self, thing: ThingId, fact: FactId) -> Option<&Value> {
        self.thing(thing).value(fact)
    }

    /// Things in the order of the case.
    pub fn things(&self) -> impl Iterator<Item = (ThingId, &Thing)> {
        self.things.iter().enumerate().map(|(index, thing)| (ThingId(index as u32), thing))
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// The thing of that kind and name.
    pub fn named(&self, kind: KindId, name: &str) -> Option<ThingId> {
        self.things().find(|(_, thing)| thing.kind == kind && thing.name.as_ref() == name).map(|(id, _)| id)
    }

    /// Whether the list of `thing` on the other side of `inverse`, whose items are of `kind`, is complete.
    pub fn is_closed(&self, thing: ThingId, inverse: FactId, kind: KindId) -> bool {
        self.closed_kinds.contains(&kind) || self.closed_lists.contains(&(thing, inverse))
    }

    /// An amount in another currency, if the case says how to convert.
    pub fn convert(&self, amount: Decimal, from: Currency, to: Currency) -> Option<Decimal> {
        if from == to {
            return Some(amount);
        }
        if let Some((rate, into)) = self.rates.get(&from)
            && *into == to
        {
            return amount.checked_mul(*rate);
        }
        let (rate, into) = self.rates.get(&to)?;
        if *into == from && !rate.is_zero() { amount.checked_div(*rate) } else { None }
    }

    /// The currency in which amounts are compared where the law names none: that of the first amount of the case.
    pub fn currency(&self) -> Option<Currency> {
        self.things.iter().find_map(|thing| {
            let mut facts: Vec<_> = thing.values.iter().collect();
            facts.sort_by_key(|(fact, _)| **fact);
            facts.into_iter().find_map(|(_, value)| match value {
                Value::Numbers(_, currency) => *currency,
                _ => None,
            })
        })
    }
}
