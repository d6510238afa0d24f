//! Conditions in words: a compiled condition as a tree of short sentences, from the labels of facts, the titles of definitions and
//! the texts of members. It reads the law alone, without a case; what holds on a case is for [`crate::because`]. One place for
//! everyone who shows logic to people: the command, the web, the guide.

mod quantity;

use onus_logic::MemberSet;
use onus_logic::ir::{Cmp, DefId, ExprId, List, Node};
use onus_logic::schema::{EnumId, FactId, KindId, Type};
use onus_register::law::DutyBody;
use onus_register::register::Register;
use serde::Serialize;

/// How deep sentences are opened; conditions are bounded by the language, this only keeps the stack safe.
const MAX_DEPTH: usize = 200;
/// Members of a list that a sentence names before it counts the rest.
const NAMED: usize = 6;

/// How the parts below a sentence belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    /// Every part must hold.
    All,
    /// At least one must hold.
    One,
    /// None may hold.
    None,
    /// At least one must fail.
    NotAll,
}

impl Join {
    /// As a sentence says it.
    pub fn says(self) -> &'static str {
        match self {
            Join::All => "all of these",
            Join::One => "at least one of these",
            Join::None => "none of these",
            Join::NotAll => "not all of these",
        }
    }
}

/// A sentence and what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sentence {
    /// What it says.
    pub says: String,
    /// How the parts belong together, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<Join>,
    /// Id of the definition that it calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// Where that definition stands in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    /// The fact that it asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// All members, where the sentence names only some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Sentence>,
}

impl Sentence {
    fn new(says: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            join: None,
            definition: None,
            provision: None,
            fact: None,
            members: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn joined(join: Join, parts: Vec<Sentence>) -> Self {
        Self { join: Some(join), parts, ..Self::new(join.says()) }
    }
}

/// What a variable is called.
#[derive(Clone, Debug)]
struct Noun {
    text: String,
    /// Its facts are said without "of ..", since everything is about it.
    silent: bool,
}

/// Says conditions over some variables.
#[derive(Clone, Debug)]
pub struct Speaker<'r> {
    register: &'r Register,
    nouns: Vec<Noun>,
}

impl<'r> Speaker<'r> {
    /// For the conditions of a duty: the thing, its bearer, the State.
    pub fn of_duty(register: &'r Register, body: &DutyBody) -> Self {
        let own = matches!(register.program.ir.node(body.bearer), Node::Var(0));
        let thing = Noun { text: the_kind(register, body.over), silent: true };
        let bearer = if own { thing.clone() } else { Noun { text: "the bearer".to_owned(), silent: false } };
        let state = Noun { text: "the State".to_owned(), silent: false };
        Self { register, nouns: vec![thing, bearer, state] }
    }

    /// For the conditions of a definition.
    pub fn of_definition(register: &'r Register, definition: DefId) -> Self {
        let parameters = &register.program.definition(definition).signature.parameters;
        let things = parameters.iter().filter(|(_, of)| matches!(of, Type::Thing(_))).count();
        let nouns = parameters.iter().map(|(name, of)| match of {
            Type::Thing(kind) if things == 1 => Noun { text: the_kind(register, *kind), silent: true },
            Type::Thing(kind) => {
                let noun = the_kind(register, *kind);
                let text = if name.len() > 1 { format!("{noun} \"{name}\"") } else { format!("{noun} {name}") };
                Noun { text, silent: false }
            }
            Type::Enum(of) if Some(*of) == register.country() => Noun { text: "the State".to_owned(), silent: false },
            _ => Noun { text: format!("\"{name}\""), silent: false },
        });
        Self { register, nouns: nouns.collect() }
    }

    /// For a condition over one thing of a kind.
    pub fn of_kind(register: &'r Register, kind: KindId) -> Self {
        Self { register, nouns: vec![Noun { text: the_kind(register, kind), silent: true }] }
    }

    /// Who owes: "the organisation", "the supplier of the product".
    pub fn bearer(&self, body: &DutyBody) -> String {
        let noun = self.noun(body.bearer);
        noun.text
    }

    /// A condition.
    pub fn condition(&self, expr: ExprId) -> Sentence {
        self.say(expr, true, 0)
    }

    fn node(&self, expr: ExprId) -> &'r Node {
        self.register.program.ir.node(expr)
    }

    /// A thing or member by name.
    fn noun(&self, expr: ExprId) -> Noun {
        match self.node(expr) {
            Node::Var(slot) => self
                .nouns
                .get(usize::from(*slot))
                .cloned()
                .unwrap_or_else(|| Noun { text: "that one".to_owned(), silent: false }),
            Node::Follow(thing, fact) | Node::EnumFact(thing, fact) => {
                Noun { text: format!("the {}", self.of(*thing, *fact)), silent: false }
            }
            Node::Member(of, member) => {
                let schema = &self.register.program.schema;
                let name = schema.of_enum(*of).member(*member as usize).unwrap_or("");
                let text = self.register.vocabulary.member(schema.enum_name(*of), name).to_owned();
                Noun { text, silent: false }
            }
            Node::Call(definition, arguments) => Noun { text: self.called(*definition, arguments), silent: false },
            _ => Noun { text: "that one".to_owned(), silent: false },
        }
    }

    /// A fact of a thing: "staff", "staff of the maker".
    fn of(&self, thing: ExprId, fact: FactId) -> String {
        let label = &self.register.vocabulary.fact(fact).label;
        let noun = self.noun(thing);
        if noun.silent { label.clone() } else { format!("{label} of {}", noun.text) }
    }

    /// A definition by its title, with what it is asked of where that is not plain.
    fn called(&self, definition: DefId, arguments: &[ExprId]) -> String {
        let title = self.register.definition(definition).map_or_else(
            || self.register.program.definition_name(definition).to_owned(),
            |item| item.head.title.clone(),
        );
        let of: Vec<String> = arguments
            .iter()
            .map(|argument| self.noun(*argument))
            .filter(|noun| !noun.silent)
            .map(|noun| noun.text)
            .collect();
        if of.is_empty() { title } else { format!("{title} ({})", of.join(", ")) }
    }

    fn say(&self, expr: ExprId, positive: bool, depth: usize) -> Sentence {
        if depth > MAX_DEPTH {
            return Sentence::new("..");
        }
        match self.node(expr) {
            Node::Bool(value) => Sentence::new(if *value == positive { "always" } else { "never" }),
            Node::Not(of) => self.say(*of, !positive, depth + 1),
            Node::And(parts) => {
                let parts: Vec<Sentence> = parts.iter().map(|part| self.say(*part, true, depth + 1)).collect();
                Sentence::joined(if positive { Join::All } else { Join::NotAll }, parts)
            }
            Node::Or(parts) => {
                let parts: Vec<Sentence> = parts.iter().map(|part| self.say(*part, true, depth + 1)).collect();
                Sentence::joined(if positive { Join::One } else { Join::None }, parts)
            }
            Node::SameBool(a, b) => {
                let says = if positive { "both of these, or neither" } else { "one of these, and not the other" };
                let parts = vec![self.say(*a, true, depth + 1), self.say(*b, true, depth + 1)];
                Sentence { parts, ..Sentence::new(says) }
            }
            Node::BoolFact(thing, fact) => {
                let asked = format!("{}: {}", self.of(*thing, *fact), if positive { "yes" } else { "no" });
                self.about(*fact, Sentence::new(asked))
            }
            Node::Compare(cmp, a, b) => self.compare(*cmp, *a, *b, positive, depth),
            Node::EnumIn(of, members) => self.among(*of, members, positive),
            Node::SameEnum(a, b) | Node::SameThing(a, b) => {
                let is = if positive { "is the same as" } else { "is another than" };
                Sentence::new(format!("{} {is} {}", self.noun(*a).text, self.noun(*b).text))
            }
            Node::SetAny(thing, fact, members) => self.set_any(*thing, *fact, members, positive),
            Node::SetHas(thing, fact, item) => {
                let has = if positive { "" } else { "not " };
                let says = format!("{}: {has}{}", self.of(*thing, *fact), self.noun(*item).text);
                self.about(*fact, Sentence::new(says))
            }
            Node::SetExists { thing, fact, slot, body } => {
                let says = format!(
                    "{} of the {}, for which",
                    if positive { "at least one" } else { "none" },
                    self.of(*thing, *fact)
                );
                let inner = self.with(*slot, "that one");
                self.about(*fact, Sentence { parts: vec![inner.say(*body, true, depth + 1)], ..Sentence::new(says) })
            }
            Node::MemberExists { of, members, slot, body } => {
                let (named, all) = self.members(*of, members, "or");
                let says = format!("for {} of {named}", if positive { "at least one" } else { "none" });
                let noun = if Some(*of) == self.register.country() { "that country" } else { "that one" };
                let parts = vec![self.with(*slot, noun).say(*body, true, depth + 1)];
                Sentence { members: all, parts, ..Sentence::new(says) }
            }
            Node::Exists(list) => self.exists(*list, positive, depth),
            Node::Call(definition, arguments) => self.call(*definition, arguments, positive),
            _ => Sentence::new("something that is no condition"),
        }
    }

    /// With one more variable.
    fn with(&self, slot: u16, text: &str) -> Self {
        let mut inner = self.clone();
        let nothing = || Noun { text: "that one".to_owned(), silent: false };
        inner.nouns.resize_with(usize::from(slot) + 1, nothing);
        if let Some(noun) = inner.nouns.get_mut(usize::from(slot)) {
            text.clone_into(&mut noun.text);
        }
        inner
    }

    /// Adds the fact that is asked for.
    fn about(&self, fact: FactId, sentence: Sentence) -> Sentence {
        Sentence { fact: Some(self.register.program.schema.fact_path(fact)), ..sentence }
    }

    fn call(&self, definition: DefId, arguments: &[ExprId], positive: bool) -> Sentence {
        let item = self.register.definition(definition);
        let called = self.called(definition, arguments);
        let says = if positive { called } else { format!("not: {called}") };
        Sentence {
            definition: Some(self.register.program.definition_name(definition).to_owned()),
            provision: item.map(|item| self.register.citation(item.head.regime, &item.head.provision)),
            ..Sentence::new(says)
        }
    }

    /// Members of an enum in words: those named, and all of them where not all are named.
    fn members(&self, of: EnumId, members: &MemberSet, joint: &str) -> (String, Vec<String>) {
        let schema = &self.register.program.schema;
        let (name, found) = (schema.enum_name(of), schema.of_enum(of));
        let texts: Vec<String> = members
            .ones()
            .filter_map(|member| found.member(member))
            .map(|member| self.register.vocabulary.member(name, member).to_owned())
            .collect();
        match texts.as_slice() {
            [] => ("nothing".to_owned(), Vec::new()),
            [only] => (only.clone(), Vec::new()),
            [first @ .., last] if texts.len() <= NAMED => (format!("{} {joint} {last}", first.join(", ")), Vec::new()),
            _ => {
                let named: Vec<&str> = texts.iter().take(NAMED - 2).map(String::as_str).collect();
                let rest = texts.len() - named.len();
                (format!("{} {joint} one of {rest} more", named.join(", ")), texts)
            }
        }
    }

    /// An enum value is one of some members; where few are left out, the sentence says which.
    fn among(&self, of: ExprId, members: &MemberSet, positive: bool) -> Sentence {
        let noun = self.noun(of);
        let (label, fact, kind) = match self.node(of) {
            Node::EnumFact(thing, fact) => {
                let Type::Enum(kind) = self.register.program.schema.fact(*fact).of else {
                    return Sentence::new(noun.text);
                };
                (self.of(*thing, *fact), Some(*fact), kind)
            }
            Node::Member(kind, _) => (noun.text, None, *kind),
            // a variable over countries, or over the members of a set: which enum shows in the number of members
            _ => {
                let schema = &self.register.program.schema;
                let fits = |id: &EnumId| schema.of_enum(*id).len() == members.len();
                let country = self.register.country().filter(fits);
                let Some(kind) = country.or_else(|| schema.enums().map(|(id, _)| id).find(fits)) else {
                    return Sentence::new(noun.text);
                };
                (noun.text, None, kind)
            }
        };
        let mut others = members.clone();
        others.toggle_range(..);
        if others.count_ones(..) == 0 {
            // all members are allowed: only a fact that is absent fails this
            let any = Sentence::new(format!("{label}: {}", if positive { "any at all" } else { "none" }));
            return fact.map_or(any.clone(), |fact| self.about(fact, any));
        }
        // of an absent fact neither list is true, so that one must not stand for the other
        let optional = fact.is_some_and(|fact| self.register.program.schema.fact(fact).optional);
        let shorter = !optional && others.count_ones(..) < members.count_ones(..);
        let (listed, positive) = if shorter { (&others, !positive) } else { (members, positive) };
        let (named, all) = self.members(kind, listed, "or");
        let absent = if !positive && optional { ", or there is none" } else { "" };
        let says = format!("{label} {} {named}{absent}", if positive { "is" } else { "is not" });
        let sentence = Sentence { members: all, ..Sentence::new(says) };
        match fact {
            Some(fact) => self.about(fact, sentence),
            None => sentence,
        }
    }

    fn set_any(&self, thing: ExprId, fact: FactId, members: &MemberSet, positive: bool) -> Sentence {
        let Type::Set(of) = self.register.program.schema.fact(fact).of else {
            return Sentence::new(self.of(thing, fact));
        };
        let label = self.of(thing, fact);
        let total = self.register.program.schema.of_enum(of).len();
        let count = members.count_ones(..);
        let mut all = Vec::new();
        let says = if count == total {
            format!("{label}: {}", if positive { "any at all" } else { "none" })
        } else if count == 1 {
            let (named, _) = self.members(of, members, "or");
            format!("{label}: {}{named}", if positive { "" } else { "not " })
        } else {
            // "any but DNS" reads better than all others
            let mut others = members.clone();
            others.toggle_range(..);
            let few = others.count_ones(..) <= 3 && count > NAMED;
            let (named, listed) = self.members(of, if few { &others } else { members }, "or");
            all = listed;
            match (positive, few) {
                (true, true) => format!("{label}: something other than {named}"),
                (false, true) => format!("{label}: nothing other than {named}"),
                (true, false) => format!("{label}: {named}"),
                (false, false) => format!("{label}: not {named}"),
            }
        };
        self.about(fact, Sentence { members: all, ..Sentence::new(says) })
    }

    /// "holding of the organisation", or "order with the organisation as addressee" where the kind refers to such a thing in two ways.
    fn items(&self, list: &List) -> String {
        let schema = &self.register.program.schema;
        let own = schema.fact(list.inverse);
        let kind = spoken(schema.kind_name(own.kind));
        let noun = self.noun(list.thing);
        let ways = schema.facts_of(own.kind).filter(|fact| schema.fact(*fact).of == own.of).count();
        if ways > 1 {
            let label = &self.register.vocabulary.fact(list.inverse).label;
            format!("{kind} with {} as its {label}", noun.text)
        } else if noun.silent {
            kind
        } else {
            format!("{kind} of {}", noun.text)
        }
    }

    fn exists(&self, list: List, positive: bool, depth: usize) -> Sentence {
        let items = self.items(&list);
        let kind = spoken(self.register.program.schema.kind_name(self.register.program.schema.fact(list.inverse).kind));
        let inner = self.with(list.slot, &format!("that {kind}"));
        match self.node(list.guard) {
            Node::Bool(true) => {
                Sentence::new(format!("there is {} {items}", if positive { "at least one" } else { "no" }))
            }
            // "all" is written as "there is none for which not"
            Node::Not(body) if !positive => Sentence {
                parts: vec![inner.say(*body, true, depth + 1)],
                ..Sentence::new(format!("for every {items}"))
            },
            _ => {
                let says = format!("there is {} {items} for which", if positive { "at least one" } else { "no" });
                Sentence { parts: vec![inner.say(list.guard, true, depth + 1)], ..Sentence::new(says) }
            }
        }
    }
}

/// "the organisation".
fn the_kind(register: &Register, kind: KindId) -> String {
    format!("the {}", spoken(register.program.schema.kind_name(kind)))
}

/// A name with spaces.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// The four comparisons that sentences know, and their opposites.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Below,
    AtMost,
    AtLeast,
    Above,
    Is,
    IsNot,
}

impl Relation {
    fn of(cmp: Cmp, positive: bool) -> Self {
        match (cmp, positive) {
            (Cmp::Less, true) => Relation::Below,
            (Cmp::Less, false) => Relation::AtLeast,
            (Cmp::AtMost, true) => Relation::AtMost,
            (Cmp::AtMost, false) => Relation::Above,
            (Cmp::Equal, true) => Relation::Is,
            (Cmp::Equal, false) => Relation::IsNot,
        }
    }

    /// With the sides changed.
    fn mirrored(self) -> Self {
        match self {
            Relation::Below => Relation::Above,
            Relation::AtMost => Relation::AtLeast,
            Relation::AtLeast => Relation::AtMost,
            Relation::Above => Relation::Below,
            other => other,
        }
    }
}
