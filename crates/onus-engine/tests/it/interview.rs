//! The interview: how many questions it takes, that none is useless, that it ends.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use onus_engine::check::{Options, check};
use onus_engine::interview::{Aside, Ask, Desk, Form, Interview, Memory, Question, Step};
use onus_register::case::Case;
use onus_register::register::Register;

use crate::firms::{self, Random};
use crate::fixture::{case, register, register_of};

fn workload() -> Register {
    let pages = firms::pages();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    register(&pages)
}

/// Interviews someone who knows all these facts; gives the facts that were asked for.
fn interview(register: &Register, facts: &BTreeMap<String, String>) -> Vec<String> {
    let (desk, options) = (Desk::default(), Options::default());
    let mut interview = Interview::new(register, &desk, &options);
    let (mut text, mut asked) = ("[organisation.a]\n".to_owned(), Vec::new());
    loop {
        let step = interview.next(&case(register, &text), &Aside::default()).unwrap();
        let Step::Ask(question) = step else {
            let Step::Done { open, .. } = step else { unreachable!() };
            assert_eq!(open, 0);
            break;
        };
        let Ask::Fact { fact, .. } = question.ask else { panic!("{question:?}") };
        assert!(!asked.contains(&fact), "{fact} is asked twice");
        let _ = writeln!(text, "{fact} = {}", facts[&fact]);
        asked.push(fact);
    }
    let checked = check(register, &case(register, &text), &Options::default()).unwrap();
    assert!(checked.findings.iter().all(|finding| !finding.is_open()));
    asked
}

#[test]
fn sixty_rules_take_at_most_twenty_questions_on_average() {
    let register = workload();
    let mut random = Random::new(20_261_122);
    let firms: Vec<_> = (0..300).map(|_| firms::firm(&mut random)).collect();
    let total: usize = firms.iter().map(|firm| interview(&register, firm).len()).sum();
    let total = u32::try_from(total).unwrap();
    let average = f64::from(total) / 300.0;
    println!("average number of questions: {average:.2}");
    assert!(average <= 20.0, "{average}");
}

/// What is open, best first, with the duties that hinge on it.
fn open(interview: &mut Interview<'_>, case: &Case, aside: &Aside) -> Vec<(String, Vec<String>, usize)> {
    let questions = interview.open(case, aside).unwrap();
    let duties = |question: &Question| question.hinges.iter().map(|hinge| hinge.duty.clone()).collect();
    questions.iter().map(|question| (question.path.clone(), duties(question), question.open)).collect()
}

/// The whole register, lists that become complete, checklists, facts, and what is not known: after each answer an interview that goes
/// on must know what one knows that reads the case for the first time.
#[test]
fn an_interview_that_goes_on_knows_what_one_from_the_start_would() {
    let register = register_of("../../register");
    let (desk, options, memory) = (Desk::default(), Options::default(), Memory::default());
    let mut interview = Interview::new(&register, &desk, &options);
    let (mut facts, mut complete, mut aside) = (String::new(), Vec::new(), Aside::default());
    facts.push_str("organisation.a.name = \"A\"\nproduct.p.name = \"P\"\nprocessing.c.by = \"a\"\n");
    facts.push_str("supply.p.by = \"a\"\nsupply.p.product = \"p\"\nsupply.p.develops = true\n");
    let mut kinds = HashSet::new();
    for number in 0..16 {
        let case = case(&register, &format!("complete = {complete:?}\n{facts}"));
        let Step::Ask(question) = interview.next(&case, &aside).unwrap() else { break };
        let fresh = Desk::with(memory.clone());
        let known = open(&mut interview, &case, &aside);
        assert_eq!(known, open(&mut Interview::new(&register, &fresh, &options), &case, &aside), "{}", question.path);
        match &question.ask {
            Ask::Party { .. } => unreachable!(),
            Ask::Things { list, .. } if number == 2 => drop(aside.unsure.insert(list.clone())),
            Ask::Things { list, .. } => complete.push(list.clone()),
            Ask::Checklist { thing, items, .. } => {
                for item in items {
                    let _ = writeln!(facts, "{}.{}.{} = {}", thing.kind, thing.id, item.fact, item.none);
                }
            }
            Ask::Fact { thing, fact, form, .. } => {
                let value = match form {
                    Form::YesNo => Some((number % 2 == 0).to_string()),
                    Form::Number { .. } => Some("120".to_owned()),
                    Form::Many(members) => members
                        .iter()
                        .find(|member| member.id == "NL")
                        .or(members.last())
                        .map(|member| format!("[\"{}\"]", member.id)),
                    _ => None,
                };
                match value {
                    Some(value) => writeln!(facts, "{}.{}.{fact} = {value}", thing.kind, thing.id).unwrap(),
                    None => drop(aside.unsure.insert(question.path.clone())),
                }
            }
        }
        kinds.insert(std::mem::discriminant(&question.ask));
    }
    assert!(complete.len() >= 2 && kinds.len() == 3, "{complete:?}");
}
