//! The verdicts that someone waits for: for each duty, thing and State whether it is owed now, owed later, or not. What tells these
//! apart is asked for, and nothing else: whether a duty is displaced or merely does not apply changes nothing for its bearer.

use std::collections::BTreeSet;

use onus_logic::ground::NodeId;
use onus_logic::solve::{Decision, Solver, Truth};
use onus_logic::world::ThingId;
use onus_register::case::Case;
use onus_register::law::{DutyId, Modality};
use onus_register::register::Register;

use super::ask::next_start;
use super::{Asker, Branch, Contradiction, Job, Options};

/// Nothing is owed.
pub(crate) const NOTHING: u8 = 0;
/// It is owed from a later day on.
const LATER: u8 = 1;
/// The law of the State is not held: it reaches the bearer, and more is not known.
const ELSEWHERE: u8 = 2;
/// It is owed.
const OWED: u8 = 3;

/// One verdict.
pub(crate) struct Verdict {
    /// Which duty on which thing, by position.
    pub(crate) job: usize,
    /// Whether the register holds the law that decides it.
    pub(crate) held: bool,
    /// What tells its results apart.
    pub(crate) decision: Decision,
    /// Whether the law reaches the bearer.
    reach: NodeId,
}

/// The register on one case, grounded.
pub(crate) struct Grounded<'a> {
    register: &'a Register,
    /// Answers what is true.
    pub(crate) solver: Solver<'a>,
    jobs: Vec<Job<'a>>,
    /// Verdicts, those of one duty and thing together.
    pub(crate) verdicts: Vec<Verdict>,
}

impl<'a> Grounded<'a> {
    /// Grounds everything that binds, for the parties and things of a case, imagined ones included.
    pub(crate) fn new(
        register: &'a Register,
        case: &'a Case,
        imagined: &'a BTreeSet<ThingId>,
        options: &'a Options,
    ) -> Result<Self, Contradiction> {
        let mut asker = Asker::new(register, case, imagined, options);
        asker.bare = true;
        let mut jobs = asker.jobs();
        jobs.retain(|job| counts(register, job.duty, options));
        let (solver, sealed) = asker.seal()?;
        let not = |node: NodeId| sealed.negations.get(&node).copied().unwrap_or(node);
        let mut verdicts = Vec::new();
        for (index, job) in jobs.iter().enumerate() {
            for branch in &job.branches {
                let decision = verdict(register, branch, &not);
                verdicts.push(Verdict { job: index, held: branch.parts.is_some(), decision, reach: branch.reach });
            }
        }
        Ok(Self { register, solver, jobs, verdicts })
    }

    /// The thing that the duty of a verdict is about.
    pub(crate) fn over(&self, verdict: &Verdict) -> Option<ThingId> {
        self.jobs.get(verdict.job).map(|job| job.thing)
    }

    /// The duty of a verdict.
    pub(crate) fn duty(&self, verdict: &Verdict) -> Option<DutyId> {
        self.jobs.get(verdict.job).map(|job| job.duty)
    }

    /// Whether it is decided that the law of the verdict's State reaches the bearer.
    pub(crate) fn is_reached(&self, verdict: &Verdict) -> bool {
        self.solver.truth(verdict.reach) == Truth::True
    }

    /// Title and provision of a duty.
    pub(crate) fn describe(&self, duty: DutyId) -> (String, String, String) {
        let head = &self.register.duty(duty).head;
        (head.id.clone(), head.title.clone(), self.register.citation(head.regime, &head.provision))
    }
}

/// Whether a duty is worth a question: it binds, or is advice that the person asked for by naming its regime.
fn counts(register: &Register, duty: DutyId, options: &Options) -> bool {
    let modality = register.duty(duty).versions.first().map(|version| version.body.modality);
    match modality {
        Some(Modality::Must | Modality::MustNot) => true,
        Some(Modality::Should) => !options.regimes.is_empty(),
        _ => false,
    }
}

fn verdict(register: &Register, branch: &Branch<'_>, not: &dyn Fn(NodeId) -> NodeId) -> Decision {
    let mut rungs = vec![(not(branch.reach), NOTHING)];
    let (Some(item), Some(parts)) = (branch.item, &branch.parts) else {
        return Decision { rungs, otherwise: ELSEWHERE };
    };
    rungs.push((not(parts.when), NOTHING));
    rungs.extend(parts.excludes.iter().map(|(_, node)| (*node, NOTHING)));
    rungs.extend(parts.displaces.iter().map(|(_, node)| (*node, NOTHING)));
    let periods = &register.duty(item).head.in_force;
    let comes = parts.date.is_none_or(|day| next_start(periods, day).is_some());
    rungs.push((not(parts.in_force), if comes { LATER } else { NOTHING }));
    rungs.extend(parts.suspends.iter().map(|(_, node, _)| (*node, LATER)));
    Decision { rungs, otherwise: OWED }
}
