//! Organisations made up from the facts that the register knows, so that a change is run on more than the cases that someone thought of.
//!
//! They are no sample of the world: no share here says how many firms there are. They are many, varied and the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use onus_logic::schema::{EnumId, KindId, Type};
use onus_register::register::Register;

/// Name of the organisation in its case.
pub(super) const NAME: &str = "o";
/// The day of which they ask: all law that the register holds so far is in force then or has a first day.
const AS_OF: &str = "2027-12-31";

/// A row of numbers from a seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Lot(u64);

impl Lot {
    /// Begins a row.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % (bound.max(1) as u64)) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A generated case: facts by `kind.fact`.
#[derive(Clone, Debug)]
pub(super) struct Made {
    head: String,
    things: Vec<(String, &'static str)>,
    facts: BTreeMap<String, String>,
}

impl Made {
    /// As the text of a case, with the facts that a register knows.
    pub(super) fn text(&self, register: &Register) -> String {
        let mut text = self.head.clone();
        for (kind, thing) in &self.things {
            let _ = writeln!(text, "\n[{kind}.{thing}]");
            let known = |path: &&String| register.program.schema.fact_named(path).is_some();
            for (path, value) in self.facts.iter().filter(|(path, _)| known(path)) {
                if let Some(fact) = path.strip_prefix(kind.as_str()).and_then(|rest| rest.strip_prefix('.')) {
                    let _ = writeln!(text, "{fact} = {value}");
                }
            }
        }
        text
    }

    /// Leaves facts unknown. True if that changed anything.
    pub(super) fn forget(&mut self, paths: &[String]) -> bool {
        paths.iter().filter(|path| self.facts.remove(*path).is_some()).count() > 0
    }
}

/// The States of which the register holds the law.
pub(super) fn held(register: &Register) -> Vec<&str> {
    let Some(country) = register.country() else { return Vec::new() };
    let states = register.program.schema.of_enum(country).members();
    (0_u32..).zip(states).filter(|(state, _)| register.holds_law_of(*state)).map(|(_, code)| code).collect()
}

/// A case with one organisation, and one thing of each kind that the duties are about.
pub(super) fn organisation(register: &Register, held: &[&str], duties: &BTreeSet<String>, lot: &mut Lot) -> Made {
    let schema = &register.program.schema;
    let bodies = duties.iter().filter_map(|id| register.duties.get(id)).flat_map(|duty| &duty.versions);
    let over: BTreeSet<KindId> = bodies.map(|version| version.body.over).collect();
    let party = schema.kinds().map(|(kind, _)| kind).find(|kind| schema.kind(*kind).party);
    let made = |kind: KindId| Some(kind) == party || over.contains(&kind);
    let closed: Vec<String> = schema
        .kinds()
        .filter(|(kind, _)| !made(*kind) && !register.vocabulary.kind(*kind).stand_in && !schema.kind(*kind).party)
        .map(|(_, name)| format!("\"{name}\""))
        .collect();
    let opening = format!("as_of = {AS_OF}\nzone = \"Europe/Amsterdam\"\ncomplete = [{}]\n", closed.join(", "));
    let mut case = Made { head: opening, things: Vec::new(), facts: BTreeMap::new() };
    for (kind, name) in schema.kinds().filter(|(kind, _)| made(*kind)) {
        case.things.push((name.to_owned(), if Some(kind) == party { NAME } else { "t" }));
        // all moments of a thing are one moment, so that none comes before what it must follow
        let moment = format!("2027-{:02}-{:02}T{:02}:00:00", 1 + lot.below(12), 1 + lot.below(28), 5 + lot.below(16));
        for fact in schema.facts_of(kind) {
            let value = match schema.fact(fact).of {
                Type::Instant => Some(moment.clone()),
                of => value(register, held, of, lot, &|kind| Some(kind) == party),
            };
            if let Some(value) = value {
                case.facts.insert(format!("{name}.{}", schema.fact(fact).name), value);
            }
        }
    }
    case
}

fn value(
    register: &Register,
    held: &[&str],
    of: Type,
    lot: &mut Lot,
    named: &dyn Fn(KindId) -> bool,
) -> Option<String> {
    // a number of any size, small ones as often as large ones
    let number = |lot: &mut Lot, digits: usize| {
        let top = 10_usize.pow(1 + lot.below(digits) as u32);
        1 + lot.below(top)
    };
    Some(match of {
        Type::Bool => lot.one_in(8).to_string(),
        Type::Int => number(lot, 5).to_string(),
        Type::Money => format!("\"{} EUR\"", number(lot, 9)),
        Type::Date => format!("{}-{:02}-{:02}", 2024 + lot.below(4), 1 + lot.below(12), 1 + lot.below(28)),
        Type::Enum(id) => format!("\"{}\"", member(register, held, id, lot)?),
        Type::Set(id) => {
            let members: BTreeSet<String> =
                (0..=lot.below(3)).filter_map(|_| member(register, held, id, lot)).collect();
            let members: Vec<String> = members.into_iter().map(|member| format!("\"{member}\"")).collect();
            format!("[{}]", members.join(", "))
        }
        Type::Thing(kind) if named(kind) => format!("\"{NAME}\""),
        Type::Decimal | Type::Percent | Type::Duration | Type::Instant | Type::Thing(_) => return None,
    })
}

/// A member; more often "none" where there is one, and more often a State of which the register holds the law.
fn member(register: &Register, held: &[&str], id: EnumId, lot: &mut Lot) -> Option<String> {
    let found = register.program.schema.of_enum(id);
    if let Some(none) = found.position("none").filter(|_| !lot.one_in(3)) {
        return found.member(none).map(str::to_owned);
    }
    if register.country() == Some(id)
        && !lot.one_in(4)
        && let Some(state) = held.get(lot.below(held.len()))
    {
        return Some((*state).to_owned());
    }
    found.member(lot.below(found.len())).map(str::to_owned)
}
