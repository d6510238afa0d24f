//! Variables cut into classes: the values of a fact that no question tells apart are one class. Thirty-five sectors of which three
//! groups are asked for become at most eight classes.

use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

use crate::ground::{Being, Formula, Ground, Place, Test, Var, VarId};
use crate::schema::Type;
use crate::world::{Range, Value};

/// Most classes that one variable can have; more are taken as independent yes/no questions.
const MAX_CLASSES: usize = 120;

/// What a variable takes its classes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A fact, or the closedness of a list: the classes that the case leaves, and those that are left if it said nothing.
    Case { known: u128, free: u128 },
    /// A number made of facts: thresholds, in order.
    Form(VarId, Vec<Cut>),
    /// Two enum facts with one value, or two references that lead to one thing.
    Same(VarId, VarId),
    /// Nothing decides it.
    Undecided,
}

/// A variable of the diagram.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    /// The ground variable that it is, or is a part of.
    pub(crate) of: VarId,
    pub(crate) source: Source,
    /// Its classes are not the whole truth: it was split.
    pub(crate) loose: bool,
    /// Which values each class stands for, for showing a counterexample.
    pub(crate) classes: Classes,
}

/// What the classes of a variable stand for.
#[derive(Clone, Debug)]
pub(crate) enum Classes {
    /// No, yes, and absent if it is optional.
    YesNo,
    /// Numbers between cuts, and absent last if it is optional.
    Between(Vec<Cut>),
    /// Members, one group for each class, and absent last if it is optional.
    Members(Vec<FixedBitSet>),
    /// Whether a set has one of these members.
    Any(FixedBitSet),
    /// Things, any other, and absent last if it is optional.
    Things(Vec<Being>),
}

/// A place on the number line: just before a number, or just after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Cut {
    pub(crate) at: Decimal,
    pub(crate) after: bool,
}

impl Cut {
    fn is_at_or_below(self, number: Decimal) -> bool {
        if self.after { self.at < number } else { self.at <= number }
    }
}

/// How a test is asked of the variables of the diagram.
#[derive(Clone, Debug)]
pub(crate) enum Question {
    /// The variable is in one of these classes.
    In(u32, u128),
    /// At least one of these yes/no variables is yes.
    Any(Box<[u32]>),
    /// The answer is always this.
    Always(bool),
}

impl Question {
    /// The variables that it asks for.
    pub(crate) fn variables(&self) -> &[u32] {
        match self {
            Question::Always(_) => &[],
            Question::In(var, _) => std::slice::from_ref(var),
            Question::Any(vars) => vars,
        }
    }
}

/// The cuts that tests make, whole numbers normalised so that `> 9` and `>= 10` are one cut.
pub(crate) fn cuts<'t>(tests: impl Iterator<Item = &'t Test>, whole: bool) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for test in tests {
        match test {
            Test::Less(bound) => cuts.push(cut(*bound, false, whole)),
            Test::AtMost(bound) => cuts.push(cut(*bound, true, whole)),
            Test::Equal(bound) => cuts.extend([cut(*bound, false, whole), cut(*bound, true, whole)]),
            _ => {}
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn cut(at: Decimal, after: bool, whole: bool) -> Cut {
    if !whole {
        return Cut { at, after };
    }
    let first_above = if after { at.floor().checked_add(Decimal::ONE).unwrap_or(at) } else { at.ceil() };
    Cut { at: first_above, after: false }
}

/// The class of a number.
fn class_of(number: Decimal, cuts: &[Cut]) -> usize {
    cuts.partition_point(|cut| cut.is_at_or_below(number))
}

fn mask(classes: impl Iterator<Item = usize>) -> u128 {
    classes.filter(|class| *class < 128).fold(0, |mask, class| mask | 1 << class)
}

/// The classes that a range touches.
pub(crate) fn classes_of(range: Range, cuts: &[Cut]) -> u128 {
    let first = range.low.map_or(0, |low| class_of(low, cuts));
    let last = range.high.map_or(cuts.len(), |high| class_of(high, cuts));
    mask(first..=last)
}

/// The classes for which a numeric test is true.
pub(crate) fn numeric_mask(test: &Test, cuts: &[Cut], whole: bool) -> u128 {
    let below = |bound: Cut| mask(0..=cuts.partition_point(|cut| *cut < bound));
    match test {
        Test::Less(bound) => below(cut(*bound, false, whole)),
        Test::AtMost(bound) => below(cut(*bound, true, whole)),
        Test::Equal(bound) if whole && !bound.fract().is_zero() => 0,
        Test::Equal(bound) => below(cut(*bound, true, whole)) & !below(cut(*bound, false, whole)),
        _ => mask(0..=cuts.len()),
    }
}

/// What a case and the type leave of a number: with the case, and without.
pub(crate) fn ranges(ground: &Ground<'_>, var: &Var) -> (Vec<Range>, Range) {
    let Var::Fact(place, currency) = var else { return (vec![Range::ALL], Range::ALL) };
    let fact = ground.program.schema.fact(place.fact);
    let free = if fact.signed || matches!(fact.of, Type::Date | Type::Instant) {
        Range::ALL
    } else {
        Range::from(Decimal::ZERO)
    };
    let known = match ground.value(*place) {
        Some(Value::Numbers(ranges, own)) => match (own, currency) {
            (Some(own), Some(wanted)) => {
                let convert = |bound: Option<Decimal>| match bound {
                    None => Some(None),
                    Some(bound) => ground.world.convert(bound, *own, *wanted).map(Some),
                };
                let converted: Option<Vec<Range>> = ranges
                    .iter()
                    .map(|range| Some(Range { low: convert(range.low)?, high: convert(range.high)? }))
                    .collect();
                converted.unwrap_or_else(|| vec![free])
            }
            _ => ranges.clone(),
        },
        _ => vec![free],
    };
    // "at most 2" of a number that cannot be negative is "0 to 2"
    let within = |range: Range| match (range.low, free.low) {
        (None, Some(_)) => Range { low: free.low, ..range },
        _ => range,
    };
    (known.into_iter().map(within).collect(), free)
}

/// The ground variables in the order of the diagram: as conditions first name them, since what is asked together is best decided
/// together. What selects comes before what is selected: in "the representative's State is one of those served" the enum must come
/// before the set, or the diagram has a node for every subset of States. Numbers made of several facts come last, since their classes
/// follow from those of the others.
pub(crate) fn order(ground: &Ground<'_>) -> Vec<usize> {
    let mut places: Vec<(bool, usize)> =
        ground.vars.iter().enumerate().map(|(index, var)| (matches!(var, Var::Form(_)), index)).collect();
    let type_of = |var: VarId| match ground.vars.get_index(var.0 as usize) {
        Some(Var::Fact(place, _)) => Some(ground.program.schema.fact(place.fact).of),
        _ => None,
    };
    for node in &ground.nodes {
        let Formula::And(parts) = node else { continue };
        let atoms = || {
            parts.iter().filter_map(|part| match ground.node(*part) {
                Formula::Atom(var, Test::Members(_)) => Some(*var),
                _ => None,
            })
        };
        let selector =
            atoms().filter(|var| matches!(type_of(*var), Some(Type::Enum(_)))).map(|var| var.0 as usize).max();
        let Some(selector) = selector else { continue };
        for set in atoms().filter(|var| matches!(type_of(*var), Some(Type::Set(_)))) {
            if let Some((_, place)) = places.get_mut(set.0 as usize) {
                *place = selector.max(*place);
            }
        }
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    // a set that moved comes right after what selects it: of one place the enum is the lower index or the set follows
    let moved = |index: &usize| places.get(*index).map(|(last, place)| (*last, *place, *place != *index));
    order.sort_by_key(|index| (moved(index), *index));
    order
}

/// Splits one ground variable by the tests asked of it. Returns the variables and, for each test, how it is asked.
pub(crate) fn split(ground: &Ground<'_>, of: VarId, tests: &[Test], next: u32) -> (Vec<Variable>, Vec<Question>) {
    let Some(var) = ground.vars.get_index(of.0 as usize) else { return (Vec::new(), Vec::new()) };
    let variable = |source, classes| Variable { of, source, loose: false, classes };
    let yes_no = |source| (vec![variable(source, Classes::YesNo)], vec![Question::In(next, 0b10); tests.len()]);
    match var {
        Var::More(standin) => yes_no(Source::Case { known: known_more(ground, *standin), free: 0b11 }),
        Var::Same(a, b) => yes_no(Source::Same(*a, *b)),
        Var::Meet(a, b) => {
            let known = if ground.named_target(*a, *b).is_some() { 0b01 } else { 0b11 };
            let variable = Variable { loose: true, ..variable(Source::Case { known, free: 0b11 }, Classes::YesNo) };
            (vec![variable], vec![Question::In(next, 0b10); tests.len()])
        }
        Var::Undecided(_) | Var::Unread => yes_no(Source::Undecided),
        Var::Form(linear) => {
            let whole = ground.is_whole(*linear);
            let cuts = cuts(tests.iter(), whole);
            let questions = tests.iter().map(|test| Question::In(next, numeric_mask(test, &cuts, whole))).collect();
            (vec![variable(Source::Form(of, cuts.clone()), Classes::Between(cuts))], questions)
        }
        Var::Fact(place, _) => split_fact(ground, of, var, *place, tests, next),
    }
}

fn split_fact(
    ground: &Ground<'_>,
    of: VarId,
    var: &Var,
    place: Place,
    tests: &[Test],
    next: u32,
) -> (Vec<Variable>, Vec<Question>) {
    let fact = ground.program.schema.fact(place.fact);
    let value = ground.value(place);
    let absence = u8::from(ground.can_be_absent(place));
    let variable = |source, classes| Variable { of, source, loose: false, classes };
    // the class after the last is "absent", for facts that can be
    let sources = |known: u128, count: usize| {
        let absent = if absence == 1 { 1u128 << count } else { 0 };
        let free = mask(0..count) | absent;
        let known = match value {
            None => free,
            Some(Value::Absent) => absent,
            Some(_) => known,
        };
        (known, free)
    };
    if let Type::Set(of_enum) = fact.of {
        return split_set(ground.program.schema.of_enum(of_enum).len(), value, of, tests, next);
    }
    let (classes, count, known, questions): (Classes, usize, u128, Vec<u128>) = match fact.of {
        Type::Bool => {
            let known = value.map_or(0b11, known_yes_no);
            let masks = tests.iter().map(|test| if *test == Test::Present { 0b11 } else { 0b10 }).collect();
            (Classes::YesNo, 2, known, masks)
        }
        Type::Enum(of_enum) => {
            let groups = signatures(ground.program.schema.of_enum(of_enum).len(), tests);
            let holds = |members: &FixedBitSet| {
                mask(groups.iter().enumerate().filter(|(_, group)| !group.is_disjoint(members)).map(|(class, _)| class))
            };
            let known = value.map_or_else(|| mask(0..groups.len()), |value| known_member(&groups, value));
            let all = mask(0..groups.len());
            let masks =
                tests.iter().map(|test| if let Test::Members(members) = test { holds(members) } else { all }).collect();
            (Classes::Members(groups.clone()), groups.len(), known, masks)
        }
        Type::Thing(_) => {
            let targets: Vec<Being> =
                tests.iter().filter_map(|test| if let Test::Leads(to) = test { Some(*to) } else { None }).collect();
            let known = match value {
                Some(Value::Things(things)) => mask(things.iter().map(|thing| {
                    targets.iter().position(|target| ground.real(*target) == Some(*thing)).unwrap_or(targets.len())
                })),
                _ => mask(0..=targets.len()),
            };
            let all = mask(0..=targets.len());
            let masks = tests
                .iter()
                .map(|test| {
                    if let Test::Leads(to) = test {
                        mask(targets.iter().position(|target| target == to).into_iter())
                    } else {
                        all
                    }
                })
                .collect();
            (Classes::Things(targets.clone()), targets.len() + 1, known, masks)
        }
        _ => {
            let whole = fact.of.is_whole();
            let cuts = cuts(tests.iter(), whole);
            let known = known_number(ground, var, &cuts);
            let masks = tests.iter().map(|test| numeric_mask(test, &cuts, whole)).collect();
            (Classes::Between(cuts.clone()), cuts.len() + 1, known, masks)
        }
    };
    if count > MAX_CLASSES {
        // beyond 127 classes the masks are cut off and say nothing
        let known = if count < 128 { Some(sources(known, count).0) } else { None };
        return split_loosely(of, &questions, known, next);
    }
    let (known, mut free) = sources(known, count);
    if fact.of.is_number()
        && let Classes::Between(cuts) = &classes
    {
        free &= classes_of(ranges(ground, var).1, cuts) | if absence == 1 { 1u128 << count } else { 0 };
    }
    let questions = questions.into_iter().map(|mask| Question::In(next, mask)).collect();
    (vec![variable(Source::Case { known: known & free, free }, classes)], questions)
}

/// Whether a list has more than what is named: not if it is complete.
fn known_more(ground: &Ground<'_>, standin: Being) -> u128 {
    let is_closed = match ground.origin(standin) {
        Some(crate::ground::Origin::Unlisted(owner, inverse, ..)) => ground.real(owner).is_some_and(|owner| {
            let kind = ground.program.schema.fact(inverse).kind;
            ground.world.is_closed(owner, inverse, kind)
        }),
        _ => false,
    };
    if is_closed { 0b01 } else { 0b11 }
}

/// The classes that the case leaves of a variable that is a fact or says whether a list is complete, from what its classes stand for.
/// `None` for what is more or less: a reference, a question that was split off.
pub(crate) fn reread(ground: &Ground<'_>, variable: &Variable) -> Option<u128> {
    let Source::Case { free, .. } = variable.source else { return None };
    let var = ground.vars.get_index(variable.of.0 as usize)?;
    if let Var::More(standin) = var {
        return Some(known_more(ground, *standin));
    }
    let Var::Fact(place, _) = var else { return None };
    let absent = |count: usize| if ground.can_be_absent(*place) { 1u128 << count } else { 0 };
    let value = ground.value(*place);
    let known = match (&variable.classes, value) {
        _ if variable.loose => return None,
        (Classes::Things(_), _) => return None,
        (_, None) => free,
        (Classes::Any(cell), Some(value)) => known_of_cell(cell, value),
        (Classes::YesNo, Some(Value::Absent)) => absent(2),
        (Classes::YesNo, Some(value)) => known_yes_no(value),
        (Classes::Members(groups), Some(Value::Absent)) => absent(groups.len()),
        (Classes::Members(groups), Some(value)) => known_member(groups, value),
        (Classes::Between(cuts), Some(Value::Absent)) => absent(cuts.len() + 1),
        (Classes::Between(cuts), Some(_)) => known_number(ground, var, cuts),
    };
    Some(known & free)
}

fn known_yes_no(value: &Value) -> u128 {
    if let Value::Bool(yes) = value { 1 << u32::from(*yes) } else { 0b11 }
}

fn known_member(groups: &[FixedBitSet], value: &Value) -> u128 {
    let Value::Members(members) = value else { return mask(0..groups.len()) };
    mask(groups.iter().enumerate().filter(|(_, group)| !group.is_disjoint(members)).map(|(class, _)| class))
}

fn known_number(ground: &Ground<'_>, var: &Var, cuts: &[Cut]) -> u128 {
    ranges(ground, var).0.into_iter().fold(0, |mask, range| mask | classes_of(range, cuts))
}

/// Whether a set has one of the members of a cell.
fn known_of_cell(cell: &FixedBitSet, value: &Value) -> u128 {
    match value {
        Value::Set { has, .. } if !has.is_disjoint(cell) => 0b10,
        Value::Set { lacks, .. } if cell.is_subset(lacks) => 0b01,
        Value::Absent => 0b01,
        _ => 0b11,
    }
}

/// Too many classes for one variable: every test becomes a question of its own. What is known of it stays known; that the tests
/// exclude each other is lost, so a verdict can stay open that need not.
fn split_loosely(of: VarId, masks: &[u128], known: Option<u128>, next: u32) -> (Vec<Variable>, Vec<Question>) {
    let one = |mask: &u128| {
        let known = known.map_or(0b11, |known| u128::from(known & mask != 0) << 1 | u128::from(known & !mask != 0));
        Variable { of, source: Source::Case { known, free: 0b11 }, loose: true, classes: Classes::YesNo }
    };
    (masks.iter().map(one).collect(), (0..masks.len() as u32).map(|at| Question::In(next + at, 0b10)).collect())
}

/// A set is one yes/no for each group of members that are only asked for together.
fn split_set(
    count: usize,
    value: Option<&Value>,
    of: VarId,
    tests: &[Test],
    next: u32,
) -> (Vec<Variable>, Vec<Question>) {
    let asked: Vec<&FixedBitSet> =
        tests.iter().filter_map(|test| if let Test::Members(members) = test { Some(members) } else { None }).collect();
    let cells: Vec<FixedBitSet> = signatures(count, tests)
        .into_iter()
        .filter(|cell| asked.iter().any(|members| !members.is_disjoint(cell)))
        .collect();
    let variables = cells
        .iter()
        .map(|cell| {
            let known = value.map_or(0b11, |value| known_of_cell(cell, value));
            Variable {
                of,
                source: Source::Case { known, free: 0b11 },
                loose: false,
                classes: Classes::Any(cell.clone()),
            }
        })
        .collect();
    let questions = tests
        .iter()
        .map(|test| match test {
            Test::Members(members) => Question::Any(
                cells
                    .iter()
                    .enumerate()
                    .filter(|(_, cell)| !cell.is_disjoint(members))
                    .map(|(at, _)| next + at as u32)
                    .collect(),
            ),
            _ => Question::Always(true),
        })
        .collect();
    (variables, questions)
}

/// Members grouped by which tests contain them, in the order of the first of each.
fn signatures(count: usize, tests: &[Test]) -> Vec<FixedBitSet> {
    let mut all = FixedBitSet::with_capacity(count);
    all.insert_range(..);
    let mut groups = vec![all];
    for test in tests {
        let Test::Members(members) = test else { continue };
        for index in 0..groups.len() {
            let Some(group) = groups.get_mut(index) else { continue };
            let mut within = group.clone();
            within.intersect_with(members);
            if !within.is_clear() && within != *group {
                group.difference_with(members);
                groups.push(within);
            }
        }
    }
    groups.retain(|group| !group.is_clear());
    groups.sort_by_key(FixedBitSet::minimum);
    groups
}
