//! Which question to ask next: the one that bears on most of what is open. A checklist is one question.

use std::collections::{BTreeMap, BTreeSet};

use onus_register::case::Case;
use onus_register::register::Register;
use serde::Serialize;

use crate::finding::Finding;

/// A question that would settle something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The fact, or the facts of a checklist.
    pub facts: Vec<String>,
    /// How a person is asked.
    pub question: String,
    /// Id of the checklist, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checklist: Option<String>,
    /// Open findings on which it bears.
    pub bears_on: usize,
    /// Open findings that hang on nothing else.
    pub settles: usize,
    /// Who usually knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
}

/// The questions that open findings still need, best first. Facts of things that are only imagined are not asked.
pub(crate) fn rank(register: &Register, case: &Case, findings: &[Finding]) -> Vec<Question> {
    let open: Vec<&Finding> = findings.iter().filter(|finding| finding.is_open()).collect();
    let checklists = checklists(register, case);
    let mut asked: BTreeMap<String, Question> = BTreeMap::new();
    let key = |fact: &str| checklists.get(fact).cloned().unwrap_or_else(|| fact.to_owned());
    for finding in &open {
        let own: BTreeMap<String, Vec<&crate::finding::Missing>> = finding
            .missing
            .iter()
            .filter(|missing| !missing.fact.contains('?'))
            .fold(BTreeMap::new(), |mut own: BTreeMap<String, Vec<_>>, missing| {
                own.entry(key(&missing.fact)).or_default().push(missing);
                own
            });
        let only = own.len() == 1;
        for (key, missing) in own {
            let checklist = register.vocabulary.checklists.get(key.split(' ').next().unwrap_or(&key));
            let question = asked.entry(key.clone()).or_insert_with(|| Question {
                facts: Vec::new(),
                question: checklist.map_or_else(
                    || missing.first().map(|missing| missing.question.clone()).unwrap_or_default(),
                    |list| list.question.clone(),
                ),
                checklist: checklist.and(key.split(' ').next().map(str::to_owned)),
                bears_on: 0,
                settles: 0,
                who: missing.first().and_then(|missing| missing.who.clone()),
            });
            question.bears_on += 1;
            question.settles += usize::from(only);
            for missing in missing {
                if !question.facts.contains(&missing.fact) {
                    question.facts.push(missing.fact.clone());
                }
            }
        }
    }
    let mut questions: Vec<Question> = asked.into_values().collect();
    questions.sort_by(|a, b| b.bears_on.cmp(&a.bears_on).then(b.settles.cmp(&a.settles)).then(a.facts.cmp(&b.facts)));
    questions
}

/// For each fact of each thing the checklist on which it stands, as "checklist thing". Of several the first that fits.
fn checklists(register: &Register, case: &Case) -> BTreeMap<String, String> {
    let schema = &register.program.schema;
    let mut found = BTreeMap::new();
    for (id, checklist) in &register.vocabulary.checklists {
        for (_, thing) in case.world.things() {
            let facts: BTreeSet<_> = checklist
                .none
                .iter()
                .map(|(fact, _)| *fact)
                .filter(|fact| schema.fact(*fact).kind == thing.kind)
                .collect();
            // a checklist of which something has been answered is no longer one question
            if facts.iter().any(|fact| thing.value(*fact).is_some()) {
                continue;
            }
            for fact in facts {
                let path = format!("{}.{}.{}", schema.kind_name(thing.kind), thing.name, schema.fact(fact).name);
                found.entry(path).or_insert_with(|| format!("{id} {}", thing.name));
            }
        }
    }
    found
}
