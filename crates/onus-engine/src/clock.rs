//! The incident clock: of everything that happened in a case, every report that is due, to whom, by when, what it waits for, what is
//! not due and why, what was sent. A pure function of register, case and the present moment: "what if" asks it again with other facts.
//!
//! Findings come from `check`; here each of their due lines becomes a line of one agenda, with a state.

pub mod calendar;
pub mod draft;
mod line;
pub mod record;
pub mod shift;
pub mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use onus_logic::world::ThingId;
use onus_register::case::{Case, Submission};
use onus_register::register::Register;
use serde::Serialize;

use crate::check::{self, Checked, Contradiction, Options};
use crate::coverage::Coverage;
use crate::finding::{Finding, Missing, Named, Open, Status, ThingRef};
use crate::moment::{DueLine, Term};
use crate::question::Question;

pub use line::{Line, Part, Sent, State, Then};

/// Everything that is due after what happened.
#[derive(Clone, Debug, Serialize)]
pub struct Agenda {
    /// The moment at which it was asked.
    pub now: Timestamp,
    /// The lines, the most urgent first.
    pub lines: Vec<Line>,
    /// Duties on what happened of which facts, or the law of a State, leave open whether they are owed and that have no moment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<OpenDuty>,
    /// What is not due, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_due: Vec<NotDue>,
    /// Reports that go to the same place about the same thing: one may serve several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<Together>,
    /// What to find out, best question first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// What the register does not hold.
    pub coverage: Coverage,
}

/// A duty that is open and has no line.
#[derive(Clone, Debug, Serialize)]
pub struct OpenDuty {
    /// Its id.
    pub duty: String,
    /// Short title.
    pub title: String,
    /// Where it stands in law.
    pub provision: String,
    /// What it is about.
    pub over: ThingRef,
    /// The States whose law is not held, or of which it is open whether they are competent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// Whether facts are missing or law.
    pub open: Open,
    /// The facts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// A duty that is not due.
#[derive(Clone, Debug, Serialize)]
pub struct NotDue {
    /// Its id.
    pub duty: String,
    /// Short title.
    pub title: String,
    /// Where it stands in law.
    pub provision: String,
    /// What it is about.
    pub over: ThingRef,
    /// Does not apply, not in force, or displaced.
    pub status: Status,
    /// The facts that decide it, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// What takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<Named>,
    /// Since when it will be in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<jiff::civil::Date>,
    /// What happened decides it, and not only who the bearer is.
    pub turns_on_event: bool,
}

/// Lines that one report can serve.
#[derive(Clone, Debug, Serialize)]
pub struct Together {
    /// To whom.
    pub to: Vec<String>,
    /// Keys of the lines, earliest first.
    pub lines: Vec<String>,
}

/// The agenda of a case at a moment.
pub fn agenda(register: &Register, case: &Case, now: Timestamp) -> Result<Agenda, Contradiction> {
    let options = Options { duties: Some(duties_on_events(register, case)), reasons: true, ..Options::default() };
    let checked = check::check(register, case, &options)?;
    let mut lines = lines(register, case, &checked, now);
    look_back(register, case, &options, now, &mut lines)?;
    lines.sort_by(|one, other| one.order().cmp(&other.order()));
    let together = together(&lines);
    let happened: Vec<&Finding> = checked.findings.iter().filter(|finding| has_happened(register, finding)).collect();
    let open = open(&happened, &lines);
    let not_due = happened.iter().filter_map(|finding| not_due(finding)).collect();
    let questions = questions(&checked, &lines, &open);
    Ok(Agenda { now, lines, open, not_due, together, questions, coverage: checked.coverage })
}

/// The duties over a kind of event of which the case has a thing: only those have a clock.
fn duties_on_events(register: &Register, case: &Case) -> BTreeSet<String> {
    let schema = &register.program.schema;
    let kinds: BTreeSet<_> =
        case.world.things().map(|(_, thing)| thing.kind).filter(|kind| schema.kind(*kind).event).collect();
    let over = |duty: &onus_register::law::Duty| {
        duty.versions.first().is_some_and(|version| kinds.contains(&version.body.over))
    };
    register.duties.iter().filter(|(_, duty)| over(duty)).map(|(id, _)| id.clone()).collect()
}

fn has_happened(register: &Register, finding: &Finding) -> bool {
    let schema = &register.program.schema;
    let event = schema.kind_named(&finding.over.kind).is_some_and(|kind| schema.kind(kind).event);
    event && !finding.if_it_happens && finding.binds()
}

fn lines(register: &Register, case: &Case, checked: &Checked, now: Timestamp) -> Vec<Line> {
    let mut lines = Vec::new();
    for finding in checked.findings.iter().filter(|finding| has_happened(register, finding)) {
        let applies = matches!(finding.status, Status::Applies | Status::CannotTell);
        // open only between statuses under which nothing is owed: no line
        let moot = finding.status == Status::CannotTell && finding.owed == crate::finding::Owed::No;
        if !applies || moot || finding.open == Some(Open::Law) {
            continue;
        }
        let Some(thing) = thing_of(register, case, &finding.over) else { continue };
        for (index, due) in finding.due.iter().enumerate() {
            if matches!(due.term, Term::Continuous | Term::None) {
                continue;
            }
            lines.push(line::make(case, finding, due, index, thing, now));
        }
    }
    lines
}

pub(crate) fn thing_of(register: &Register, case: &Case, thing: &ThingRef) -> Option<ThingId> {
    case.world.named(register.program.schema.kind_named(&thing.kind)?, &thing.id)
}

/// Whether a report meets a line.
pub(crate) fn meets(submission: &Submission, thing: ThingId, ids: &[&str], due: &DueLine) -> bool {
    let stage = submission.stage.as_ref().is_none_or(|stage| due.stage.as_ref() == Some(stage));
    let own = ids.contains(&submission.of.as_str());
    submission.thing == thing && submission.meets(ids) && (stage || !own)
}

/// What was due as it was known before a value was corrected.
fn look_back(
    register: &Register,
    case: &Case,
    options: &Options,
    now: Timestamp,
    lines: &mut [Line],
) -> Result<(), Contradiction> {
    let mut corrections: Vec<Timestamp> = case.earlier.iter().filter_map(|earlier| earlier.corrected).collect();
    corrections.sort_unstable();
    corrections.dedup();
    for until in corrections {
        let mut then = case.clone();
        // what held just before the correction
        for earlier in &case.earlier {
            let began = earlier.on.is_none_or(|on| on < until);
            let held = earlier.corrected.is_none_or(|corrected| corrected >= until);
            if began && held {
                match &earlier.value {
                    Some(value) => then.world.set(earlier.thing, earlier.fact, value.clone()),
                    None => then.world.forget(earlier.thing, earlier.fact),
                }
            }
        }
        let checked = check::check(register, &then, options)?;
        let was: BTreeMap<String, Line> =
            self::lines(register, &then, &checked, now).into_iter().map(|line| (line.key.clone(), line)).collect();
        for line in lines.iter_mut() {
            if let Some(was) = was.get(&line.key)
                && was.due.at != line.due.at
            {
                line.then.push(Then { until, at: was.due.at.clone(), state: was.state });
            }
        }
    }
    Ok(())
}

fn open(happened: &[&Finding], lines: &[Line]) -> Vec<OpenDuty> {
    let mut open: Vec<OpenDuty> = Vec::new();
    for finding in happened.iter().filter(|finding| finding.status == Status::CannotTell) {
        let Some(why) = finding.open else { continue };
        let has_line = why == Open::Fact
            && lines
                .iter()
                .any(|line| line.duty == finding.duty && line.over == finding.over && line.state_of == finding.state);
        if has_line || finding.owed == crate::finding::Owed::No {
            continue;
        }
        let mut states = finding.undecided_states.clone();
        states.extend(finding.state.clone());
        let same = open.iter_mut().find(|own| own.duty == finding.duty && own.over == finding.over && own.open == why);
        if let Some(same) = same {
            same.states.extend(states);
            continue;
        }
        open.push(OpenDuty {
            duty: finding.duty.clone(),
            title: finding.title.clone(),
            provision: finding.provision.clone(),
            over: finding.over.clone(),
            states,
            open: why,
            missing: finding.missing.clone(),
        });
    }
    open
}

fn not_due(finding: &Finding) -> Option<NotDue> {
    if !matches!(finding.status, Status::DoesNotApply | Status::NotInForce | Status::Displaced) {
        return None;
    }
    let prefix = format!("{}.{}.", finding.over.kind, finding.over.id);
    Some(NotDue {
        duty: finding.item.clone().unwrap_or_else(|| finding.duty.clone()),
        title: finding.title.clone(),
        provision: finding.provision.clone(),
        over: finding.over.clone(),
        status: finding.status,
        because: finding.reason.iter().map(|given| given.says.clone()).collect(),
        instead: finding.displaced_by.clone(),
        from: finding.in_force_from,
        turns_on_event: finding.reason.iter().any(|given| given.fact.starts_with(&prefix)),
    })
}

/// Reports about one thing, by one bearer, to the same places.
fn together(lines: &[Line]) -> Vec<Together> {
    let mut groups: Vec<(&Line, Vec<&Line>)> = Vec::new();
    for line in lines.iter().filter(|line| line.is_unsent() && !line.due.to.is_empty() && line.due.period.is_some()) {
        let same = |own: &Line| own.due.to == line.due.to && own.over == line.over && own.bearer == line.bearer;
        if let Some((_, group)) = groups.iter_mut().find(|(first, _)| same(first)) {
            group.push(line);
        } else {
            groups.push((line, vec![line]));
        }
    }
    groups
        .into_iter()
        .filter(|(_, group)| group.len() > 1)
        .map(|(first, group)| Together {
            to: first.due.to.clone(),
            lines: group.iter().map(|line| line.key.clone()).collect(),
        })
        .collect()
}

/// The questions of what happened: those that settle a line first, then those for which a line waits.
fn questions(checked: &Checked, lines: &[Line], open: &[OpenDuty]) -> Vec<Question> {
    let asked: BTreeSet<&str> = lines
        .iter()
        .flat_map(|line| &line.missing)
        .chain(open.iter().flat_map(|open| &open.missing))
        .map(|missing| missing.fact.as_str())
        .collect();
    checked
        .questions
        .iter()
        .filter(|question| question.facts.iter().any(|fact| asked.contains(fact.as_str())))
        .cloned()
        .collect()
}
