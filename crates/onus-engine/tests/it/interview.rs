//! The interview: how many questions it takes, that none is useless, that it ends.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use onus_engine::check::{Options, check};
use onus_engine::interview::{Aside, Ask, Desk, Interview, Step};
use onus_register::register::Register;

use crate::firms::{self, Random};
use crate::fixture::{case, register};

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
