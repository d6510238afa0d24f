//! Guides for beginners: whom a question concerns, and the law behind a "no".

use onus_logic::ground::{Argument, Context, Ground};
use onus_logic::literal;
use onus_logic::solve::{Budget, Solver, Truth};
use onus_register::case::Case;
use onus_register::law::GuideQuestion;
use onus_register::register::Register;

use crate::check::Checked;
use crate::finding::{Finding, Named};

/// The law behind a question.
#[derive(Clone, Debug, Default)]
pub struct Behind<'c> {
    /// Findings of the case on its duties, in the order of the guide.
    pub findings: Vec<&'c Finding>,
    /// Definitions and norms that it names, and duties about things of which the case names none.
    pub others: Vec<Named>,
}

/// Whether a question concerns the case: for some thing of it the condition is true, or open.
pub fn concerns(register: &Register, case: &Case, question: &GuideQuestion) -> Truth {
    let Some((kind, condition)) = question.ask_if else { return Truth::True };
    let mut ground = Ground::new(&register.program, &case.world);
    let context = Context { state: None, date: literal::days(case.as_of) };
    let things: Vec<_> = case.world.things().filter(|(_, thing)| thing.kind == kind).map(|(id, _)| id).collect();
    let nodes: Vec<_> = things
        .into_iter()
        .map(|thing| {
            let being = ground.thing(thing);
            ground.condition(condition, &[Argument::Thing(being)], context)
        })
        .collect();
    if nodes.is_empty() {
        return if case.world.closed_kinds.contains(&kind) { Truth::False } else { Truth::Unknown };
    }
    let solver = Solver::new(ground, Vec::new(), Budget::default());
    let truths: Vec<Truth> = nodes.into_iter().map(|node| solver.truth(node)).collect();
    if truths.contains(&Truth::True) {
        Truth::True
    } else if truths.contains(&Truth::Unknown) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// The law behind a question, as an answer sees it.
pub fn behind<'c>(register: &Register, checked: &'c Checked, question: &GuideQuestion) -> Behind<'c> {
    let mut behind = Behind::default();
    for hook in &question.hooks {
        let own =
            checked.findings.iter().filter(|finding| finding.duty == *hook || finding.item.as_ref() == Some(hook));
        let before = behind.findings.len();
        behind.findings.extend(own);
        let is_silent = behind.findings.len() == before;
        let definition = register.definitions.iter().map(|definition| &definition.head).find(|head| head.id == *hook);
        let norm = register.norms.get(hook).map(|norm| &norm.head);
        // a duty of which the case names no thing that it is about
        let duty = register.duties.get(hook).filter(|_| is_silent).map(|duty| &duty.head);
        behind.others.extend(definition.or(norm).or(duty).map(|head| Named {
            id: head.id.clone(),
            text: head.title.clone(),
            provision: register.citation(head.regime, &head.provision),
        }));
    }
    behind
}
