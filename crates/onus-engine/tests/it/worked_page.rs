//! The worked page of the language's first description, word for word, in three files. `vocabulary-left-out.md` and the `regime-*.md`
//! pages add what the extract leaves out.

use std::num::NonZero;

use onus_engine::check::{Checked, Known, Options, check, value_of};
use onus_engine::expect;
use onus_engine::finding::{Open, Owed, Status};
use onus_logic::solve::Truth;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::Report;
use onus_register::register::Register;

use crate::fixture::{TODAY, due, finding, findings, missing, register_of};

fn page() -> Register {
    register_of("tests/worked-page")
}

fn named(register: &Register, name: &str) -> Case {
    let block = register.cases.iter().find(|case| case.name.starts_with(name)).unwrap();
    let mut report = Report::default();
    let table = case::resolve(block, register, &mut report);
    let read = case::read(&table, block.at, register, Days { instead: None, today: TODAY }, &mut report);
    read.unwrap_or_else(|| panic!("{:#?}", report.diagnostics))
}

fn answer(register: &Register, name: &str) -> Checked {
    check(register, &named(register, name), &Options::default()).unwrap()
}

#[test]
fn all_twelve_expectations_come_out() {
    let register = page();
    let outcomes = expect::run(&register, "", NonZero::<usize>::MIN);
    for outcome in &outcomes {
        let problems: Vec<String> = outcome
            .problems
            .iter()
            .map(|problem| format!("{}: {} {:?}", problem.message, problem.labels[0].text, problem.help))
            .collect();
        assert!(outcome.passed(), "{}: {problems:#?}", outcome.name);
    }
    assert_eq!(outcomes.len(), 5);
    assert_eq!(outcomes.iter().map(|outcome| outcome.expectations).collect::<Vec<_>>(), [1, 2, 1, 2, 6]);
}

#[test]
fn an_expectation_that_is_wrong_is_noticed() {
    let pages = crate::fixture::folder("tests/worked-page");
    let (from, to) = (r#"{ m = "does-not-apply" }"#, r#"{ m = "applies" }"#);
    let pages: Vec<(String, String)> = pages
        .into_iter()
        .map(|(path, text)| (path, text.replace(from, to).replace("T16:10:00+01:00", "T16:11:00+01:00")))
        .collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let outcomes = expect::run(&crate::fixture::register(&pages), "", NonZero::<usize>::MIN);
    assert_eq!(outcomes.iter().map(|outcome| outcome.problems.len()).collect::<Vec<_>>(), [0, 1, 0, 1, 0]);
    assert_eq!(outcomes[1].problems[0].labels[0].text, "expected status applies, found does-not-apply");
    assert_eq!(
        outcomes[3].problems[0].labels[0].text,
        "expected 2026-11-21T16:11:00+01:00, found 2026-11-21T16:10:00+01:00"
    );
}

#[test]
fn a_partner_firm_makes_it_medium_sized() {
    let register = page();
    let checked = answer(&register, "tc-13");
    let found = finding(&checked, "eu.nis2.21-2-d", "m");
    assert_eq!((found.status, found.owed, found.state.as_deref()), (Status::Applies, Owed::Yes, Some("NL")));
    assert_eq!((found.item.as_deref(), found.provision.as_str()), (Some("nl.cbw.21-3-d"), "Cbw Art. 21(3)(d)"));
    assert_eq!(found.directive_provision.as_deref(), Some("NIS2 Art. 21(2)(d)"));
    // what the State's item does not say is the directive's
    assert_eq!(found.plain, "Look after security in your dealings with direct suppliers and service providers.");
    assert_eq!(
        (found.role.as_deref(), found.owed_to.len(), found.theme.as_slice()),
        (Some("nis2-entity"), 3, &["supply-chain".to_owned()][..])
    );
    let staff = register.program.definition_named("eu.sme.staff").unwrap();
    let (value, missing) = value_of(&register, &named(&register, "tc-13"), staff, &["m"]).unwrap();
    let Known::Range(range) = value else { panic!("a number") };
    assert_eq!((range.only().unwrap().to_string().as_str(), missing.len()), ("70.00", 0), "40 + 30 % of 100");
}

#[test]
fn a_smaller_share_leaves_it_out() {
    let register = page();
    let found = answer(&register, "tc-14");
    assert_eq!(finding(&found, "eu.nis2.21-2-d", "m").status, Status::DoesNotApply);
    let scope = register.program.definition_named("eu.nis2.in_scope").unwrap();
    let (value, _) = value_of(&register, &named(&register, "tc-14"), scope, &["m"]).unwrap();
    assert_eq!(value, Known::Truth(Truth::False));
}

#[test]
fn turnover_or_balance_sheet_decides() {
    let register = page();
    let checked = answer(&register, "tc-37");
    let found = finding(&checked, "eu.nis2.21-2-d", "c");
    assert_eq!((found.status, found.owed, found.open), (Status::CannotTell, Owed::Open, Some(Open::Fact)));
    assert_eq!(missing(found), ["organisation.c.balance", "organisation.c.turnover"]);
    assert_eq!(found.possible, [Status::DoesNotApply, Status::Applies]);
    assert!(!found.approximate);
}

#[test]
fn half_an_hour_down_is_reported_within_24_hours() {
    let register = page();
    let checked = answer(&register, "half an hour down");
    let long = finding(&checked, "eu.nis2.23-4-a", "long");
    assert_eq!(
        (long.status, due(long)),
        (Status::Applies, vec!["2026-11-21T16:10:00+01:00[Europe/Amsterdam]".to_owned()])
    );
    // the State's own item: to two recipients
    assert_eq!(long.due[0].to, ["the CSIRT", "the competent authority"]);
    assert_eq!((long.due[0].stage.as_deref(), long.due[0].prompt), (Some("early-warning"), true));
    assert_eq!(
        long.plain,
        "Warn the CSIRT and the competent authority through the one national portal, and name a contact person."
    );
    assert_eq!(finding(&checked, "nl.cbw.26", "short").status, Status::DoesNotApply);
    // the group is open, and more staff can only add
    assert_eq!(finding(&checked, "eu.nis2.21-2-d", "c").status, Status::Applies);
}

#[test]
fn banks_and_hospitals_in_two_countries() {
    let register = page();
    let checked = answer(&register, "tc-28");
    let supply = |thing| finding(&checked, "eu.nis2.21-2-d", thing);
    assert_eq!(
        (supply("bank").status, supply("bank").displaced_by.as_ref().unwrap().id.as_str()),
        (Status::Displaced, "eu.dora")
    );
    assert_eq!((supply("both").status, supply("nl").status), (Status::Applies, Status::Applies));
    let be = supply("be");
    assert_eq!(
        (be.status, be.open, be.state.as_deref(), be.owed),
        (Status::CannotTell, Some(Open::Law), Some("BE"), Owed::Open)
    );
    assert!(be.missing.is_empty() && be.item.is_none());
    assert_eq!(checked.coverage.states, [("BE".to_owned(), "Belgium".to_owned())]);
    let ward = finding(&checked, "eu.nis2.23-4-a", "ward");
    assert_eq!((ward.status, ward.open), (Status::CannotTell, Some(Open::Fact)));
    assert_eq!(missing(ward), ["incident.ward.grave"]);
    assert!(ward.missing[0].judgement);
    let judged = finding(&checked, "eu.nis2.23-4-a", "judged");
    assert_eq!((judged.status, due(judged).len()), (Status::Applies, 1));
    assert_eq!(
        judged.judgements.iter().map(|judgement| judgement.by.as_deref()).collect::<Vec<_>>(),
        [Some("duty officer")]
    );
    assert_eq!(findings(&checked, "eu.nis2.23-4-a", "judged").len(), 1);
}
