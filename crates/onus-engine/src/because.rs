//! Why: the reason of a finding as a tree that a lawyer can follow, from the duty over definitions with their provisions down to facts
//! and who asserted them.

use onus_logic::ground::NodeId;
use onus_logic::schema::Type;
use onus_logic::solve::{Asked, Fact, Solver, Truth, View};
use onus_logic::world::Range;
use onus_register::case::Case;
use onus_register::register::Register;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::words::{self, Words};

/// How far a tree is opened.
const MAX_DEPTH: usize = 24;
/// How many open or false alternatives are shown before the rest is counted.
const MAX_SIDE: usize = 6;

/// A step of a reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Because {
    /// What is said.
    pub says: String,
    /// Whether it holds: `true`, `false`, or absent if open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Where it stands in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    /// Path of the fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// Who asserted the fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asserted: Option<String>,
    /// What it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Because>,
}

impl Because {
    /// A step without anything below it.
    pub fn new(says: impl Into<String>, holds: Truth) -> Self {
        let holds = match holds {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        };
        Self { says: says.into(), holds, provision: None, fact: None, asserted: None, because: Vec::new() }
    }
}

/// Opens conditions into trees.
pub struct Explainer<'a> {
    /// Where law and questions are described.
    pub register: &'a Register,
    /// Where facts come from.
    pub case: &'a Case,
    /// What holds.
    pub solver: &'a Solver<'a>,
    /// The facts on which the reason rests; steps that need no other are preferred.
    pub reason: Vec<Fact>,
}

impl Explainer<'_> {
    fn words(&self) -> Words<'_> {
        Words { register: self.register, case: self.case }
    }

    /// The steps that make a condition what it is.
    pub fn explain(&self, node: NodeId) -> Vec<Because> {
        self.steps(node, true, 0)
    }

    /// `positive` is false below an odd number of negations.
    fn steps(&self, node: NodeId, positive: bool, depth: usize) -> Vec<Because> {
        if depth > MAX_DEPTH {
            return vec![Because::new("..", self.solver.truth(node))];
        }
        match self.solver.view(node) {
            View::Constant(_) => Vec::new(),
            View::Not(of) => self.steps(of, !positive, depth),
            View::All(parts) => self.join(parts, true, positive, depth),
            View::Any(parts) => self.join(parts, false, positive, depth),
            View::Definition(call, body) => vec![self.definition(call.definition, &call.arguments, node, body, depth)],
            View::Fact { of, facts, asked } => vec![self.fact(node, of, &facts, &asked, positive)],
            View::Number { range, is_sum, facts, asked } => {
                let sum = is_sum.then_some(range);
                vec![self.number(node, sum, &facts, &asked, positive)]
            }
        }
    }

    /// The parts that matter: all where all are needed, the one that decides where one is enough.
    fn join(&self, parts: &[NodeId], all: bool, positive: bool, depth: usize) -> Vec<Because> {
        let truth = |part: &NodeId| self.solver.truth(*part);
        let deciding = Truth::of(!all);
        let decisive: Vec<&NodeId> = parts.iter().filter(|part| truth(part) == deciding).collect();
        if !decisive.is_empty() {
            let best = decisive.iter().find(|part| self.rests_on_reason(***part)).or(decisive.first());
            return best.map(|part| self.steps(**part, positive, depth + 1)).unwrap_or_default();
        }
        let open: Vec<&NodeId> = parts.iter().filter(|part| truth(part) == Truth::Unknown).collect();
        let shown: Vec<&NodeId> = if open.is_empty() { parts.iter().collect() } else { open };
        let mut steps: Vec<Because> = Vec::new();
        for part in &shown {
            for step in self.steps(**part, positive, depth + 1) {
                if !steps.contains(&step) {
                    steps.push(step);
                }
            }
        }
        if steps.len() > MAX_SIDE && !all {
            let rest = steps.len() - MAX_SIDE;
            steps.truncate(MAX_SIDE);
            let holds = shown.first().map_or(Truth::Unknown, |part| truth(part));
            steps.push(Because::new(format!("and {rest} more"), holds));
        }
        steps
    }

    /// Whether everything below a condition is among the facts of the reason.
    fn rests_on_reason(&self, node: NodeId) -> bool {
        match self.solver.view(node) {
            View::Constant(_) => true,
            View::Not(of) | View::Definition(_, of) => self.rests_on_reason(of),
            View::All(parts) | View::Any(parts) => parts.iter().all(|part| self.rests_on_reason(*part)),
            View::Fact { facts, .. } | View::Number { facts, .. } => {
                facts.iter().all(|fact| self.reason.contains(fact))
            }
        }
    }

    fn definition(
        &self,
        id: onus_logic::ir::DefId,
        arguments: &[onus_logic::ground::Argument],
        node: NodeId,
        body: NodeId,
        depth: usize,
    ) -> Because {
        use onus_logic::ground::Argument;
        let item = self.register.definition(id);
        let title =
            item.map_or_else(|| self.register.program.definition_name(id).to_owned(), |item| item.head.title.clone());
        let of: Vec<String> = arguments
            .iter()
            .filter_map(|argument| match argument {
                Argument::Thing(being) => {
                    self.solver.ground().real(*being).map(|thing| self.case.title(thing).to_owned())
                }
                Argument::Member(of, member) => {
                    let schema = &self.register.program.schema;
                    let name = schema.of_enum(*of).member(*member as usize)?;
                    Some(self.register.vocabulary.member(schema.enum_name(*of), name).to_owned())
                }
                Argument::Fact(_) => None,
            })
            .collect();
        let says = if of.is_empty() { title } else { format!("{title} ({})", of.join(", ")) };
        let mut step = Because::new(says, self.solver.truth(node));
        step.provision = item.map(|item| self.register.citation(item.head.regime, &item.head.provision));
        step.because = self.steps(body, true, depth + 1);
        step
    }

    fn fact(
        &self,
        node: NodeId,
        of: Option<(onus_logic::world::ThingId, onus_logic::schema::FactId)>,
        facts: &[Fact],
        asked: &Asked,
        positive: bool,
    ) -> Because {
        let truth = self.solver.truth(node);
        let words = self.words();
        let Some((thing, fact)) = of else {
            let Some(first) = facts.first() else { return Because::new("something not named", truth) };
            let (Fact::List(_, id) | Fact::Of(_, id)) = *first;
            let label = &self.register.vocabulary.fact(id).question;
            let says = match (first, truth) {
                (Fact::List(..), Truth::False) => format!("{label} None beyond those listed"),
                (Fact::List(..), _) => format!("{label} There may be more than those listed"),
                _ => format!("{label} Not known"),
            };
            let mut step = Because::new(says, truth);
            step.fact = Some(words.path(*first));
            return step;
        };
        let label = &self.register.vocabulary.fact(fact).label;
        let is = words.value(thing, fact);
        let wanted = self.wanted(fact, asked, positive);
        let truth = if wanted.is_some() { as_asked(truth, positive) } else { truth };
        let says = match wanted {
            Some(wanted) => format!("{label}: {is} (asked: {wanted})"),
            None => format!("{label}: {is}"),
        };
        let mut step = Because::new(says, truth);
        step.fact = Some(words.path(Fact::Of(thing, fact)));
        step.asserted = self.asserted(thing, fact);
        step
    }

    /// Who said it, in words.
    fn asserted(&self, thing: onus_logic::world::ThingId, fact: onus_logic::schema::FactId) -> Option<String> {
        let own = self.case.assertions.get(&(thing, fact))?;
        if let Some(checklist) = &own.checklist {
            return Some(format!("\"none of these\" on the checklist {checklist}"));
        }
        let place = match self.register.files.path(own.at.file) {
            "" => None,
            path => Some(format!("{path}:{}", self.register.files.line(own.at))),
        };
        let by = own.by.as_ref().map(|by| {
            let on = own.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
            let why = own.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{by}{on}{why}")
        });
        by.or(place).or(Some("the case".to_owned()))
    }

    /// What a test asks of a fact, in words; nothing where "yes" is asked.
    fn wanted(&self, fact: onus_logic::schema::FactId, asked: &Asked, positive: bool) -> Option<String> {
        let words = self.words();
        let schema = &self.register.program.schema;
        let whole = schema.fact(fact).of.is_whole();
        let is_set = matches!(schema.fact(fact).of, Type::Set(_));
        let text = |bound: Decimal| words.amount(fact, bound, self.case.world.currency());
        Some(match asked {
            Asked::Yes | Asked::Leads => return None,
            Asked::Present => if positive { "any" } else { "none" }.to_owned(),
            Asked::Below(bound) => {
                if positive {
                    format!("below {}", text(*bound))
                } else {
                    format!("{} or more", text(*bound))
                }
            }
            Asked::AtMost(bound) if positive => format!("{} or less", text(*bound)),
            Asked::AtMost(bound) if whole => format!("{} or more", text(*bound + Decimal::ONE)),
            Asked::AtMost(bound) => format!("more than {}", text(*bound)),
            Asked::Exactly(bound) => {
                if positive {
                    text(*bound)
                } else {
                    format!("other than {}", text(*bound))
                }
            }
            Asked::OneOf(members) => {
                let named = words.members(fact, members);
                match (positive, is_set) {
                    (true, _) => named,
                    (false, true) => named
                        .strip_prefix("one of ")
                        .map_or_else(|| format!("none of: {named}"), |count| format!("none of {count}")),
                    (false, false) => format!("anything but: {named}"),
                }
            }
        })
    }

    fn number(&self, node: NodeId, sum: Option<Range>, facts: &[Fact], asked: &Asked, positive: bool) -> Because {
        let truth = as_asked(self.solver.truth(node), positive);
        let words = self.words();
        // the unit is that of the first fact that has one
        let unit = facts.iter().find_map(|fact| match fact {
            Fact::Of(_, id)
                if self.register.program.schema.fact(*id).of.is_number()
                    && self.register.program.schema.fact(*id).of != Type::Percent =>
            {
                Some(*id)
            }
            _ => None,
        });
        let text = |bound: Decimal| {
            unit.map_or_else(|| words::number(bound), |unit| words.amount(unit, bound, self.case.world.currency()))
        };
        let range = sum.unwrap_or(Range::ALL);
        let is = match (range.low, range.high) {
            (Some(low), Some(high)) if low == high => text(low),
            (Some(low), Some(high)) => format!("{} to {}", text(low), text(high)),
            (Some(low), None) => format!("{} or more", text(low)),
            (None, Some(high)) => format!("{} or less", text(high)),
            (None, None) => "not known".to_owned(),
        };
        let wanted = match asked {
            Asked::Below(bound) => {
                if positive {
                    format!("below {}", text(*bound))
                } else {
                    format!("{} or more", text(*bound))
                }
            }
            Asked::AtMost(bound) => {
                if positive {
                    format!("{} or less", text(*bound))
                } else {
                    format!("more than {}", text(*bound))
                }
            }
            Asked::Exactly(bound) => text(*bound),
            _ => String::new(),
        };
        let wanted =
            if let (Asked::Exactly(_), false) = (asked, positive) { format!("other than {wanted}") } else { wanted };
        let label = unit.map_or_else(
            || "total".to_owned(),
            |unit| format!("{} in total", self.register.vocabulary.fact(unit).label),
        );
        let says = if sum.is_some() {
            format!("{label}: {is} (asked: {wanted})")
        } else {
            let mut compared: Vec<&str> = Vec::new();
            for fact in facts {
                let (Fact::Of(_, id) | Fact::List(_, id)) = fact;
                let label = self.register.vocabulary.fact(*id).label.as_str();
                if !compared.contains(&label) {
                    compared.push(label);
                }
            }
            format!("compared with each other: {}", compared.join(", "))
        };
        let mut step = Because::new(says, truth);
        for fact in facts {
            let mut part = match fact {
                Fact::Of(thing, id) => {
                    let label = &self.register.vocabulary.fact(*id).label;
                    let mut part = Because::new(
                        format!("{label} of {}: {}", self.case.title(*thing), words.value(*thing, *id)),
                        Truth::True,
                    );
                    part.asserted = self.asserted(*thing, *id);
                    if self.case.world.value(*thing, *id).is_none() {
                        part.holds = None;
                    }
                    part
                }
                Fact::List(thing, inverse) => {
                    let kind = self.register.program.schema.fact(*inverse).kind;
                    let closed = self.case.world.is_closed(*thing, *inverse, kind);
                    let name = &self.register.vocabulary.kind(kind).text;
                    let says =
                        if closed { format!("every {name} is listed") } else { format!("there may be more: {name}") };
                    Because::new(says, if closed { Truth::True } else { Truth::Unknown })
                }
            };
            part.fact = Some(words.path(*fact));
            step.because.push(part);
        }
        step
    }
}

/// The truth of a test as the sentence puts it: below a negation the sentence says the opposite.
fn as_asked(truth: Truth, positive: bool) -> Truth {
    match truth {
        Truth::True if !positive => Truth::False,
        Truth::False if !positive => Truth::True,
        other => other,
    }
}
