//! Reads the answers: for each duty and thing the findings, State by State.

use super::ask::next_start;
use super::due::Matter;
use super::{Branch, DISPLACED, Job, NO, NOT_IN_FORCE, Parts, Teller, YES};
use crate::because::{Because, Explainer};
use crate::finding::{Finding, Given, Judgement, Missing, Named, Open, Owed, SanctionLine, Status, ThingRef};
use crate::words::{self};
use jiff::civil::Date;
use onus_logic::ground::NodeId;
use onus_logic::ir::DefId;
use onus_logic::solve::{Decision, Fact, Truth};
use onus_logic::world::Value;
use onus_register::law::{Confidence, Duty, DutyId, Effect, ExceptionId};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

impl Teller<'_> {
    /// The findings of a duty on a thing: one for each State whose law reaches the bearer, at most one more for those of which that is
    /// open, one without a State if none does.
    pub(super) fn findings(&self, job: &Job<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut undecided = Vec::new();
        for branch in &job.branches {
            match self.solver.truth(branch.reach) {
                Truth::True => findings.push(self.branch(job, branch)),
                Truth::Unknown => undecided.push(branch),
                Truth::False => {}
            }
        }
        // a State whose law is held, and under which the duty does not apply anyhow, is not open
        undecided.retain(|branch| {
            branch.parts.as_ref().is_none_or(|parts| {
                let decision = parts.decision(&|node| self.not(node), branch.reach);
                self.solver.answer(&decision).only() != Some(NO)
            })
        });
        if !undecided.is_empty() {
            findings.push(self.undecided(job, &undecided));
        } else if findings.is_empty() {
            findings.extend(self.out_of_reach(job));
        }
        findings
    }

    pub(super) fn base(&self, job: &Job<'_>, item: DutyId) -> Finding {
        let (register, words) = (self.register, self.words());
        let (duty, own) = (register.duty(job.duty), register.duty(item));
        let directive = item != job.duty;
        let body = own.versions.first().map(|version| &version.body);
        Finding {
            duty: duty.head.id.clone(),
            item: directive.then(|| own.head.id.clone()),
            title: own.head.title.clone(),
            plain: own.head.plain.clone(),
            over: words.thing(job.thing),
            state: None,
            undecided_states: Vec::new(),
            bearer: self.solver.ground().real(job.bearer).map(|bearer| words.thing(bearer)),
            concerns: self.concerned(job),
            role: body.and_then(|body| body.role.clone()),
            owed_to: body.map(|body| body.owed_to.clone()).unwrap_or_default(),
            modality: body.map_or(onus_register::law::Modality::Must, |body| body.modality),
            binding: register.regime(own.head.regime).binding,
            status: Status::CannotTell,
            possible: Vec::new(),
            owed: Owed::Open,
            if_it_happens: self.imagined.contains(&job.thing),
            coming: false,
            open: None,
            provision: register.citation(own.head.regime, &own.head.provision),
            directive_provision: directive.then(|| register.citation(duty.head.regime, &duty.head.provision)),
            law_date: None,
            in_force_from: None,
            because: None,
            reason: Vec::new(),
            missing: Vec::new(),
            otherwise: Vec::new(),
            if_so: Vec::new(),
            displaced_by: None,
            met_by: None,
            due: Vec::new(),
            sanction: Vec::new(),
            judgements: Vec::new(),
            theme: body.map(|body| body.themes.clone()).unwrap_or_default(),
            requires: body.map(|body| body.requires.clone()).unwrap_or_default(),
            confidence: own.head.confidence,
            note: own.head.note.clone(),
            approximate: false,
        }
    }

    /// The bearer, or the first party that the case names to which the thing refers.
    pub(super) fn concerned(&self, job: &Job<'_>) -> Option<ThingRef> {
        let words = self.words();
        if let Some(bearer) = self.solver.ground().real(job.bearer) {
            return Some(words.thing(bearer));
        }
        let schema = &self.register.program.schema;
        let thing = self.case.world.thing(job.thing);
        schema.facts_of(thing.kind).find_map(|fact| match thing.value(fact) {
            Some(Value::Things(things)) => match things.as_slice() {
                [only] if schema.kind(self.case.world.thing(*only).kind).party => Some(words.thing(*only)),
                _ => None,
            },
            _ => None,
        })
    }

    /// A State whose law reaches the bearer, or law that binds by itself.
    pub(super) fn branch(&self, job: &Job<'_>, branch: &Branch<'_>) -> Finding {
        let (Some(item), Some(parts)) = (branch.item, &branch.parts) else { return self.not_held(job, branch) };
        let mut finding = self.base(job, item);
        let own = self.register.duty(item);
        finding.state = branch.state.map(|state| self.register.state_code(state).to_owned());
        finding.law_date = parts.date;
        if let Some(body) = own.versions.get(parts.version).map(|version| &version.body) {
            finding.owed_to.clone_from(&body.owed_to);
            finding.role.clone_from(&body.role);
            finding.theme.clone_from(&body.themes);
            finding.requires.clone_from(&body.requires);
        }
        let decision = parts.decision(&|node| self.not(node), branch.reach);
        let answer = self.solver.answer(&decision);
        finding.approximate = answer.approximate;
        finding.status = answer.only().map_or(Status::CannotTell, status_of);
        if finding.status == Status::CannotTell {
            finding.possible = answer.results().map(status_of).collect();
            finding.open = Some(Open::Fact);
        }
        finding.owed = match (answer.can_be(YES), answer.only()) {
            (false, _) => Owed::No,
            (true, Some(_)) => Owed::Yes,
            (true, None) => Owed::Open,
        };
        let missing = self.solver.missing(&decision);
        let can_always_be = |result| self.solver.can_always_be(&decision, result, &|fact| self.is_of_imagined(fact));
        if finding.if_it_happens && finding.owed == Owed::Open && can_always_be(YES) {
            finding.owed = Owed::Yes;
        }
        finding.missing = self.missing(missing);
        finding.in_force_from = if finding.status == Status::DoesNotApply { None } else { self.start(own, parts) };
        // what happened on a day of its own is judged by the law of that day for ever
        let has_own_day = !finding.if_it_happens && self.law_date_of(job.thing).is_some();
        let starts_later = finding.in_force_from.is_some_and(|from| parts.date.is_some_and(|day| day < from));
        finding.coming = starts_later
            && finding.owed == Owed::No
            && answer.can_be(NOT_IN_FORCE)
            && match finding.status {
                Status::NotInForce => !has_own_day,
                _ => finding.if_it_happens && can_always_be(NOT_IN_FORCE),
            };
        self.exceptions(&mut finding, parts);
        let reason = if self.options.reasons || self.options.trees {
            self.solver.reason(&decision).unwrap_or_default()
        } else {
            Vec::new()
        };
        finding.reason = self.given(&reason);
        finding.confidence = self.weakest(item, parts, branch.state);
        self.judgements(&mut finding, &decision, &reason);
        if finding.owed != Owed::No || answer.can_be(NOT_IN_FORCE) {
            finding.due = self.dues(&Matter {
                parts,
                thing: job.thing,
                bearer: job.bearer,
                state: branch.state,
                zone: self.case.zone_of(job.thing),
            });
            finding.sanction = self.sanctions(parts);
        }
        if self.options.trees {
            finding.because = Some(self.tree(&finding, branch, parts, reason));
        }
        self.otherwise(&mut finding, &decision);
        finding
    }

    pub(super) fn not_held(&self, job: &Job<'_>, branch: &Branch<'_>) -> Finding {
        let mut finding = self.base(job, job.duty);
        finding.state = branch.state.map(|state| self.register.state_code(state).to_owned());
        finding.open = Some(Open::Law);
        finding.possible = vec![Status::DoesNotApply, Status::Applies];
        if self.options.trees {
            let name = branch.state.map_or("that State", |state| self.register.state_name(state));
            let mut tree = Because::new(
                format!("The register does not hold the law of {name}; the directive alone does not bind"),
                Truth::Unknown,
            );
            tree.because = self.why_reached(branch.reach);
            finding.because = Some(tree);
        }
        finding
    }

    pub(super) fn undecided(&self, job: &Job<'_>, branches: &[&Branch<'_>]) -> Finding {
        let register = self.register;
        let held = branches.iter().find_map(|branch| branch.item.filter(|_| branches.len() == 1));
        let mut finding = self.base(job, held.unwrap_or(job.duty));
        finding.undecided_states = branches
            .iter()
            .filter_map(|branch| branch.state)
            .map(|state| register.state_code(state).to_owned())
            .collect();
        finding.open = Some(Open::Fact);
        let mut missing: BTreeSet<Fact> = BTreeSet::new();
        let mut possible: BTreeSet<Status> = BTreeSet::from([Status::DoesNotApply]);
        for branch in branches {
            if let Some(parts) = &branch.parts {
                let decision = parts.decision(&|node| self.not(node), branch.reach);
                let answer = self.solver.answer(&decision);
                possible.extend(answer.results().map(status_of));
                finding.approximate |= answer.approximate;
                missing.extend(self.solver.missing(&decision));
            } else {
                possible.insert(Status::Applies);
                missing.extend(self.solver.missing(&Decision::of(branch.reach)));
            }
        }
        if !possible.contains(&Status::Applies) {
            finding.owed = Owed::No;
        }
        finding.possible = possible.into_iter().collect();
        finding.missing = self.missing(missing.into_iter().collect());
        if self.options.trees {
            let mut tree = Because::new("It is open which State's law reaches the bearer", Truth::Unknown);
            if let Some(branch) = branches.first() {
                let explainer = Explainer { register, case: self.case, solver: self.solver, reason: Vec::new() };
                tree.because = explainer.explain(branch.reach);
            }
            finding.because = Some(tree);
        }
        self.otherwise_reached(&mut finding, job);
        finding
    }

    /// No State's law reaches the bearer.
    pub(super) fn out_of_reach(&self, job: &Job<'_>) -> Option<Finding> {
        let branch = job.branches.iter().find(|branch| branch.parts.is_some()).or(job.branches.first())?;
        let mut finding = self.base(job, job.duty);
        (finding.status, finding.owed) = (Status::DoesNotApply, Owed::No);
        if self.options.trees {
            let mut tree = Because::new("No State's law reaches the bearer", Truth::False);
            tree.because = self.why_reached(branch.reach);
            finding.because = Some(tree);
        }
        self.otherwise_reached(&mut finding, job);
        Some(finding)
    }

    /// Why a State's law reaches the bearer, or does not.
    fn why_reached(&self, reach: NodeId) -> Vec<Because> {
        let reason = self.solver.reason(&Decision::of(reach)).unwrap_or_default();
        Explainer { register: self.register, case: self.case, solver: self.solver, reason }.explain(reach)
    }

    /// The fact that says on which day's law a thing is judged.
    fn law_date_of(&self, thing: onus_logic::world::ThingId) -> Option<onus_logic::schema::FactId> {
        self.register.program.schema.kind(self.case.world.thing(thing).kind).law_date
    }

    pub(super) fn is_of_imagined(&self, fact: Fact) -> bool {
        let (Fact::Of(thing, _) | Fact::List(thing, _)) = fact;
        self.imagined.contains(&thing)
    }

    pub(super) fn missing(&self, facts: Vec<Fact>) -> Vec<Missing> {
        let words = self.words();
        let mut missing: Vec<Missing> = facts
            .into_iter()
            .map(|fact| {
                let (Fact::Of(_, id) | Fact::List(_, id)) = fact;
                let text = self.register.vocabulary.fact(id);
                Missing {
                    fact: words.path(fact),
                    question: text.question.clone(),
                    who: text.who.clone(),
                    judgement: text.judgement,
                }
            })
            .collect();
        missing.sort();
        missing
    }

    pub(super) fn given(&self, facts: &[Fact]) -> Vec<Given> {
        let words = self.words();
        let mut given: Vec<Given> = facts
            .iter()
            .map(|fact| {
                let says = match *fact {
                    Fact::Of(thing, id) => {
                        format!("{}: {}", self.register.vocabulary.fact(id).label, words.value(thing, id))
                    }
                    Fact::List(thing, inverse) => {
                        let kind = self.register.program.schema.fact(inverse).kind;
                        format!(
                            "every {} of {} is listed",
                            self.register.vocabulary.kind(kind).text,
                            self.case.title(thing)
                        )
                    }
                };
                Given { fact: words.path(*fact), says }
            })
            .collect();
        given.sort();
        given
    }

    pub(super) fn start(&self, own: &Duty, parts: &Parts<'_>) -> Option<Date> {
        let suspended = parts
            .suspends
            .iter()
            .filter(|(_, node, _)| self.solver.truth(*node) == Truth::True)
            .map(|(_, _, end)| *end)
            .max();
        if suspended.is_some() {
            return suspended;
        }
        let day = parts.date?;
        own.head
            .in_force
            .iter()
            .find(|period| period.holds(day))
            .map(|period| period.from)
            .or_else(|| next_start(&own.head.in_force, day))
    }

    pub(super) fn exceptions(&self, finding: &mut Finding, parts: &Parts<'_>) {
        let named = |exceptions: &[(ExceptionId, NodeId)]| {
            let found = exceptions
                .iter()
                .find(|(_, node)| self.solver.truth(*node) == Truth::True)
                .map(|(id, _)| self.register.exception(*id))?;
            let by = found.by.clone().unwrap_or_default();
            let text = self
                .register
                .duties
                .get(&by)
                .map(|duty| duty.head.title.clone())
                .or_else(|| self.register.regimes.get(&by).map(|regime| regime.title.clone()))
                .unwrap_or_else(|| found.head.title.clone());
            Some(Named {
                id: if by.is_empty() { found.head.id.clone() } else { by },
                text,
                provision: self.register.citation(found.head.regime, &found.head.provision),
            })
        };
        if finding.status == Status::Displaced {
            finding.displaced_by = named(&parts.displaces);
        }
        finding.met_by = named(&parts.satisfies);
        for (exception, node) in &parts.changes {
            if let Effect::Changes(change) = &self.register.exception(*exception).effect
                && self.solver.truth(*node) == Truth::True
                && let Some(owed_to) = &change.owed_to
            {
                finding.owed_to.clone_from(owed_to);
            }
        }
    }

    /// The least sure record on which an item rests: itself, the definitions that its conditions and its reach call (the State's own,
    /// where it has one), the exceptions that may touch it.
    pub(super) fn weakest(&self, item: DutyId, parts: &Parts<'_>, state: Option<u32>) -> Confidence {
        let register = self.register;
        let duty = register.duty(item);
        let base = duty.implements.map(|directive| register.duty(directive).head.confidence);
        let mut weakest = base.map_or(duty.head.confidence, |base| base.max(duty.head.confidence));
        let mut open: Vec<DefId> = Vec::new();
        let mut rests_on = |expr| open.extend(register.program.calls(expr));
        if let Some(version) = duty.versions.get(parts.version) {
            rests_on(version.body.when);
            version.body.due.iter().filter_map(|due| due.when).for_each(&mut rests_on);
        }
        if let (Some(reach), Some(_)) = (&register.regime(duty.head.regime).reach, state) {
            rests_on(reach.condition);
        }
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            let own = register.program.definition(next).in_state.iter().find(|(member, _)| Some(*member) == state);
            let next = own.map_or(next, |(_, own)| *own);
            if !seen.insert(next) {
                continue;
            }
            if let Some(definition) = register.definition(next) {
                weakest = weakest.max(definition.head.confidence);
            }
            open.extend(register.calls(next));
        }
        let exceptions = [&parts.displaces, &parts.excludes, &parts.satisfies, &parts.changes];
        let suspends = parts.suspends.iter().map(|(id, node, _)| (id, node));
        for (exception, node) in exceptions.into_iter().flatten().map(|(id, node)| (id, node)).chain(suspends) {
            if self.solver.truth(*node) != Truth::False {
                weakest = weakest.max(register.exception(*exception).head.confidence);
            }
        }
        weakest
    }

    /// Whether a fact is a judgement that the case gives.
    pub(super) fn is_judged(&self, fact: Fact) -> bool {
        matches!(fact, Fact::Of(thing, id) if self.register.vocabulary.fact(id).judgement && self.case.world.value(thing, id).is_some())
    }

    /// The judgements among the facts that decide.
    pub(super) fn judgements(&self, finding: &mut Finding, decision: &Decision, reason: &[Fact]) {
        let computed;
        let facts: &[Fact] = if self.options.reasons || self.options.trees {
            reason
        } else if self.solver.reads(decision, &|fact| self.is_judged(fact)) {
            computed = self.solver.reason(decision).unwrap_or_default();
            &computed
        } else {
            return;
        };
        let words = self.words();
        for fact in facts {
            let Fact::Of(thing, id) = fact else { continue };
            let text = self.register.vocabulary.fact(*id);
            if text.judgement {
                let own = self.case.assertions.get(&(*thing, *id));
                finding.judgements.push(Judgement {
                    fact: words.path(*fact),
                    question: text.question.clone(),
                    by: own.and_then(|own| own.by.clone()),
                    why: own.and_then(|own| own.why.clone()),
                    factors: text.factors.clone(),
                });
            }
        }
    }

    pub(super) fn sanctions(&self, parts: &Parts<'_>) -> Vec<SanctionLine> {
        let mut lines = Vec::new();
        let changed = parts.changed_sanctions.iter().find(|(node, _)| self.solver.truth(*node) == Truth::True);
        for (id, node) in changed.map_or(&parts.sanctions, |(_, set)| set) {
            let truth = node.map_or(Truth::True, |node| self.solver.truth(node));
            let Some(sanction) = self.register.vocabulary.sanctions.get(*id).filter(|_| truth != Truth::False) else {
                continue;
            };
            let max = sanction.ceiling.map(|(amount, currency)| {
                let amount = words::money(amount, &currency.to_string());
                let bound = if sanction.is_floor { "a maximum of at least" } else { "up to" };
                match sanction.turnover {
                    None => format!("{bound} {amount}"),
                    Some(share) => {
                        let share = words::number(share * Decimal::ONE_HUNDRED);
                        let rule = if sanction.lower { "lower" } else { "higher" };
                        let of = sanction.of.as_deref().unwrap_or("turnover");
                        format!("{bound} {amount} or {share} % of {of}, whichever is {rule}")
                    }
                }
            });
            let amount = sanction.ceiling.map(|(amount, currency)| format!("{} {currency}", amount.normalize()));
            lines.push(SanctionLine {
                id: (*id).to_owned(),
                text: sanction.text.clone(),
                max,
                floor: sanction.is_floor,
                amount,
                open: truth == Truth::Unknown,
                provision: sanction.provision.clone(),
            });
        }
        lines
    }

    pub(super) fn tree(&self, finding: &Finding, branch: &Branch<'_>, parts: &Parts<'_>, reason: Vec<Fact>) -> Because {
        let explainer = Explainer { register: self.register, case: self.case, solver: self.solver, reason };
        let holds = match finding.status {
            Status::Applies => Truth::True,
            Status::CannotTell => Truth::Unknown,
            _ => Truth::False,
        };
        let says = match finding.status {
            Status::Applies => "It applies",
            Status::DoesNotApply => "It does not apply",
            Status::Displaced => "Another rule takes its place",
            Status::NotInForce => "It is not in force",
            Status::CannotTell => "It is open",
        };
        let mut tree = Because::new(says, holds);
        tree.provision = Some(finding.provision.clone());
        let truth = |node: NodeId| self.solver.truth(node);
        let excluded = parts.excludes.iter().find(|(_, node)| truth(*node) == Truth::True);
        let shown = match finding.status {
            Status::DoesNotApply if excluded.is_some() => Vec::new(),
            _ => explainer.explain(parts.when),
        };
        if branch.state.is_some() && finding.status != Status::DoesNotApply {
            tree.because.extend(explainer.explain(branch.reach));
        }
        tree.because.extend(shown);
        let exceptions = parts
            .excludes
            .iter()
            .chain(&parts.displaces)
            .chain(&parts.satisfies)
            .chain(&parts.changes)
            .copied()
            .chain(parts.suspends.iter().map(|(id, node, _)| (*id, *node)));
        for (id, node) in exceptions {
            if truth(node) == Truth::False {
                continue;
            }
            let exception = &self.register.exception(id).head;
            let mut step = Because::new(format!("Exception: {}", exception.title), truth(node));
            step.provision = Some(self.register.citation(exception.regime, &exception.provision));
            step.because = explainer.explain(node);
            tree.because.push(step);
        }
        if let Some(from) = finding.in_force_from {
            let in_force = truth(parts.in_force);
            let says = if in_force == Truth::True {
                format!("In force since {}", words::day(from))
            } else {
                format!("In force from {}", words::day(from))
            };
            tree.because.push(Because::new(says, in_force));
        }
        tree
    }
}

pub(super) fn status_of(result: u8) -> Status {
    match result {
        NO => Status::DoesNotApply,
        NOT_IN_FORCE => Status::NotInForce,
        DISPLACED => Status::Displaced,
        _ => Status::Applies,
    }
}
