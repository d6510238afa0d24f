//! A case against the whole register: which duties apply, which do not, what is open.
//!
//! Everything is grounded first, since variables are cut into classes by all that is asked of them; then the answers are read.

mod known;

mod ask;

mod tell;

mod due;

pub(crate) mod verdict;

mod otherwise;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::civil::Date;
use onus_logic::ground::{Argument, Being, Context, Ground, NodeId};
use onus_logic::ir::ExprId;
use onus_logic::literal;
use onus_logic::number::LinearId;
use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::solve::{Decision, Solver};
use onus_logic::world::{ThingId, Value};
use onus_register::case::Case;
use onus_register::law::{Due, DutyId, ExceptionId, OwedTo};
use onus_register::register::Register;
use onus_register::value;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::coverage::{self, Coverage};
use crate::finding::{Finding, ThingRef};
use crate::question::{self, Question};
use crate::side_by_side::{self, SideBySide};
use crate::words::Words;

pub use known::{Known, value_of};

/// What to answer.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only duties of these regimes (a national regime counts for what it transposes). Empty is all.
    pub regimes: Vec<String>,
    /// Only these duties, by their own ids or those of States' items. `None` is all.
    pub duties: Option<BTreeSet<String>>,
    /// With minimal reasons.
    pub reasons: bool,
    /// With reasons as trees.
    pub trees: bool,
}

/// Everything that is said of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The day for which the question was asked.
    pub as_of: Date,
    /// The parties of the case.
    pub parties: Vec<ThingRef>,
    /// A finding for each duty and thing.
    pub findings: Vec<Finding>,
    /// What is open, best question first.
    pub questions: Vec<Question>,
    /// What the register does not hold.
    pub coverage: Coverage,
    /// Things under the law of several places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub side_by_side: Vec<SideBySide>,
}

/// A case that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The thing of which it says what cannot be.
    pub thing: ThingId,
    /// What is always true.
    pub axiom: String,
    /// Why.
    pub why: String,
}

const NO: u8 = 0;
const NOT_IN_FORCE: u8 = 1;
const DISPLACED: u8 = 2;
const YES: u8 = 3;

/// Answers a case.
pub fn check(register: &Register, case: &Case, options: &Options) -> Result<Checked, Contradiction> {
    let (case, imagined) = with_stand_ins(register, case);
    let mut asker = Asker::new(register, &case, &imagined, options);
    let jobs = asker.jobs();
    let areas = coverage::ground(register, &case, &mut asker.ground, asker.date);
    let (solver, sealed) = asker.seal()?;
    let teller = Teller { register, case: &case, imagined: &imagined, solver: &solver, options, sealed };
    let findings: Vec<Finding> = jobs.iter().flat_map(|job| teller.findings(job)).collect();
    let coverage = coverage::read(register, &case, &solver, &areas, &findings);
    let questions = question::rank(register, &case, &findings);
    let words = Words { register, case: &case };
    let schema = &register.program.schema;
    let parties = case
        .world
        .things()
        .filter(|(_, thing)| schema.kind(thing.kind).party && !thing.imagined)
        .map(|(id, _)| words.thing(id))
        .collect();
    let side_by_side = side_by_side::side_by_side(register, &findings);
    Ok(Checked { as_of: case.as_of, parties, findings, questions, coverage, side_by_side })
}

fn axioms<'r>(
    register: &'r Register,
    case: &Case,
    ground: &mut Ground<'_>,
    context: Context,
) -> Vec<(ThingId, &'r onus_register::vocabulary::Axiom, NodeId)> {
    let mut found = Vec::new();
    for axiom in &register.vocabulary.axioms {
        for (thing, _) in case.world.things().filter(|(_, thing)| thing.kind == axiom.over) {
            let being = ground.thing(thing);
            found.push((thing, axiom, ground.condition(axiom.is, &[Argument::Thing(being)], context)));
        }
    }
    found
}

/// The local day of a thing's law date, if the case says one.
fn law_day(register: &Register, case: &Case, thing: ThingId) -> Option<Date> {
    let fact = register.program.schema.kind(case.world.thing(thing).kind).law_date?;
    let Some(Value::Numbers(ranges, _)) = case.world.value(thing, fact) else { return None };
    let range = ranges.first()?;
    if let (Some(low), Some(high)) = (range.low, range.high)
        && let Some(day) = value::whole_day(low, high, &case.zone_of(thing))
    {
        return Some(day);
    }
    let first = range.only()?;
    match register.program.schema.fact(fact).of {
        Type::Instant => value::moment(first).map(|moment| moment.to_zoned(case.zone_of(thing)).date()),
        _ => literal::date_of(first),
    }
}

/// The case with one imagined thing of each kind that may happen, for each party for which it names none. A kind that refers to no
/// party, such as a weakness in a product, is imagined for each thing to which its first reference leads.
pub(crate) fn with_stand_ins(register: &Register, case: &Case) -> (Case, BTreeSet<ThingId>) {
    let mut case = case.clone();
    let mut imagined = BTreeSet::new();
    let schema = &register.program.schema;
    let kinds: Vec<(KindId, FactId, KindId)> = schema
        .kinds()
        .filter(|(kind, _)| register.vocabulary.kind(*kind).stand_in && !case.world.closed_kinds.contains(kind))
        .filter_map(|(kind, _)| {
            let references = || {
                schema.facts_of(kind).filter_map(|fact| match schema.fact(fact).of {
                    Type::Thing(target) => Some((kind, fact, target)),
                    _ => None,
                })
            };
            references().find(|(_, _, target)| schema.kind(*target).party).or_else(|| references().next())
        })
        .collect();
    let owners: Vec<(ThingId, KindId)> = case.world.things().map(|(id, thing)| (id, thing.kind)).collect();
    for (kind, fact, target) in kinds {
        let named: BTreeSet<ThingId> = case
            .world
            .things()
            .filter(|(_, thing)| thing.kind == kind)
            .flat_map(|(_, thing)| match thing.value(fact) {
                Some(Value::Things(things)) => things.clone(),
                _ => Vec::new(),
            })
            .collect();
        for (owner, _) in owners.iter().filter(|(owner, own)| *own == target && !named.contains(owner)) {
            if case.world.closed_lists.contains(&(*owner, fact)) {
                continue;
            }
            let name = format!("{}?", schema.kind_name(kind));
            let thing = case.world.imagine(kind, &name);
            case.world.set(thing, fact, Value::Things(vec![*owner]));
            case.titles.insert(thing, format!("any {}", register.vocabulary.kind(kind).text));
            imagined.insert(thing);
        }
    }
    (case, imagined)
}

/// One duty on one thing, grounded.
struct Job<'r> {
    duty: DutyId,
    thing: ThingId,
    bearer: Being,
    /// States, or one entry without a State for law that binds by itself.
    branches: Vec<Branch<'r>>,
}

/// What holds under the law of one State.
struct Branch<'r> {
    state: Option<u32>,
    reach: NodeId,
    /// The item that was read; `None` if the register does not hold the State's law.
    item: Option<DutyId>,
    parts: Option<Parts<'r>>,
}

/// Sanctions by id, each with its condition.
type Sanctions<'r> = Vec<(&'r str, Option<NodeId>)>;

/// The conditions of an item on a thing.
struct Parts<'r> {
    /// Index of the version of the duty.
    version: usize,
    when: NodeId,
    in_force: NodeId,
    excludes: Vec<(ExceptionId, NodeId)>,
    displaces: Vec<(ExceptionId, NodeId)>,
    satisfies: Vec<(ExceptionId, NodeId)>,
    changes: Vec<(ExceptionId, NodeId)>,
    suspends: Vec<(ExceptionId, NodeId, Date)>,
    dues: Vec<(NodeId, &'r Due)>,
    sanctions: Sanctions<'r>,
    /// What exceptions set instead, each with the condition of the exception.
    changed_sanctions: Vec<(NodeId, Sanctions<'r>)>,
    date: Option<Date>,
    moments: BTreeMap<&'r str, LinearId>,
}

impl Parts<'_> {
    fn decision(&self, ground_not: &dyn Fn(NodeId) -> NodeId, reach: NodeId) -> Decision {
        let mut rungs = vec![(ground_not(reach), NO), (ground_not(self.when), NO)];
        rungs.extend(self.excludes.iter().map(|(_, node)| (*node, NO)));
        rungs.push((ground_not(self.in_force), NOT_IN_FORCE));
        rungs.extend(self.suspends.iter().map(|(_, node, _)| (*node, NOT_IN_FORCE)));
        rungs.extend(self.displaces.iter().map(|(_, node)| (*node, DISPLACED)));
        Decision { rungs, otherwise: YES }
    }
}

struct Asker<'a> {
    register: &'a Register,
    case: &'a Case,
    imagined: &'a BTreeSet<ThingId>,
    options: &'a Options,
    ground: Ground<'a>,
    negations: BTreeMap<NodeId, NodeId>,
    /// Whether a State's law reaches a party: most duties ask the same.
    reached: BTreeMap<(ExprId, Being, u32), NodeId>,
    /// Only what decides whether something is owed, not by when and on pain of what.
    bare: bool,
    /// Days on which some law begins or ends, once they were asked for.
    turning_points: OnceCell<Rc<[Date]>>,
    date: Decimal,
}

impl<'a> Asker<'a> {
    fn new(register: &'a Register, case: &'a Case, imagined: &'a BTreeSet<ThingId>, options: &'a Options) -> Self {
        Self {
            register,
            case,
            imagined,
            options,
            ground: Ground::new(&register.program, &case.world),
            negations: BTreeMap::new(),
            reached: BTreeMap::new(),
            bare: false,
            turning_points: OnceCell::new(),
            date: literal::days(case.as_of),
        }
    }
}

/// What is left of the grounding.
struct Sealed {
    negations: BTreeMap<NodeId, NodeId>,
}

struct Teller<'a> {
    register: &'a Register,
    case: &'a Case,
    imagined: &'a BTreeSet<ThingId>,
    solver: &'a Solver<'a>,
    options: &'a Options,
    sealed: Sealed,
}

impl Teller<'_> {
    fn words(&self) -> Words<'_> {
        Words { register: self.register, case: self.case }
    }

    fn not(&self, node: NodeId) -> NodeId {
        self.sealed.negations.get(&node).copied().unwrap_or(node)
    }

    // due

    // reasons
}

/// The groups to which a finding is owed, each once.
pub fn groups(owed_to: &[OwedTo]) -> Vec<&'static str> {
    let mut groups: Vec<&'static str> = Vec::new();
    for owed_to in owed_to {
        if !groups.contains(&owed_to.group()) {
            groups.push(owed_to.group());
        }
    }
    groups
}
