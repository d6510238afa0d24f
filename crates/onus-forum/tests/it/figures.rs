//! Numbers: fractions, the four-prong test, the legitimacy report.

use onus_forum::answer::Answer;
use onus_forum::event::Act;
use onus_forum::legitimacy::{LogFacts, report, wilson};
use onus_forum::objection::Ground;
use onus_forum::proposal::{Anchor, CommentType, Disposition};
use onus_forum::ratio::Ratio;
use onus_forum::rights::{Prong, RightsImpact, Shutdown};

use crate::play::{Play, set};

#[test]
fn fractions_are_exact_and_in_lowest_terms() {
    let ratio = |text: &str| text.parse::<Ratio>().unwrap();
    assert_eq!(ratio("2/4"), ratio("1/2"));
    assert!(ratio("333333333/1000000000") < ratio("1/3"));
    assert_eq!(ratio("6/3").to_string(), "2");
    assert!("1/0".parse::<Ratio>().is_err() && "-1/2".parse::<Ratio>().is_err() && "x".parse::<Ratio>().is_err());
}

fn impact() -> RightsImpact {
    let yes = Prong { answer: Answer::Yes, evidence: true };
    RightsImpact {
        rights: ["to be told".to_owned()].into(),
        affected: set(&["patients"]),
        scale: 3.try_into().unwrap(),
        scope: 4.try_into().unwrap(),
        irremediable: 2.try_into().unwrap(),
        legality: yes,
        aim: yes,
        necessity: yes,
        proportionality: yes,
        court: Answer::No,
        public_notice: Answer::Yes,
        sunset: Answer::Yes,
        remedy: Answer::Yes,
        offline_analogue: Answer::CannotTell,
        serves: ["security".to_owned()].into(),
        costs: ["rights".to_owned()].into(),
        consulted: set(&["patients"]),
        shutdown: None,
    }
}

#[test]
fn the_four_prongs_are_all_needed_and_a_yes_without_evidence_is_none() {
    assert_eq!(impact().verdict(), Answer::Yes);
    let bare = Prong { answer: Answer::Yes, evidence: false };
    assert_eq!(RightsImpact { necessity: bare, ..impact() }.verdict(), Answer::CannotTell);
    let no = Prong { answer: Answer::No, evidence: false };
    assert_eq!(RightsImpact { necessity: bare, aim: no, ..impact() }.verdict(), Answer::No);
}

#[test]
fn cutting_off_emergency_services_fails_whatever_else_is_said() {
    let cut = |emergency_services_cut| {
        let shutdown = Shutdown {
            orderer: "ministry".into(),
            area: set(&["NL"]),
            emergency_services_cut,
            justification_fits: Answer::Yes,
        };
        RightsImpact { shutdown: Some(shutdown), ..impact() }.verdict()
    };
    assert_eq!(cut(Answer::Yes), Answer::No);
    assert_eq!(cut(Answer::CannotTell), Answer::CannotTell);
    assert_eq!(cut(Answer::No), Answer::Yes);
}

#[test]
fn the_wilson_interval_is_the_published_one() {
    // 8 of 10: 0.490162 to 0.943318
    assert_eq!(wilson(8, 10), ("0.490162".to_owned(), "0.943318".to_owned()));
    assert_eq!(wilson(0, 0), ("0.000000".to_owned(), "1.000000".to_owned()));
}

fn line<'l>(lines: &'l [onus_forum::legitimacy::Line], code: &str) -> &'l onus_forum::legitimacy::Line {
    lines.iter().find(|line| line.code == code).unwrap()
}

fn value(lines: &[onus_forum::legitimacy::Line], code: &str, name: &str) -> String {
    let line = line(lines, code);
    let figure = line.figures.iter().find(|figure| figure.name == name);
    figure.map_or_else(|| format!("no `{name}` in {:?}", line.figures), |figure| figure.value.clone())
}

#[test]
fn a_later_stage_that_changes_most_of_the_text_before_its_turn_is_an_alarm() {
    let mut play = Play::open("csr-staged");
    for (party, nth) in [("ministry", 1), ("csirt", 2), ("users", 3)] {
        let comment = format!("c{nth}");
        let act = Act::CommentMade {
            proposal: "x".into(),
            comment: comment.as_str().into(),
            anchor: Anchor::Whole,
            sort: CommentType::General,
        };
        play.says(party, act, &[("text", "change it")]).unwrap();
        let act = Act::CommentDisposed {
            proposal: "x".into(),
            comment: comment.as_str().into(),
            disposition: Disposition::Accepted,
            revision: Some(1),
        };
        play.says("chair", act, &[]).unwrap();
    }
    let lines = report(&play.state, play.process(), &|_| None, &LogFacts::default());
    let said = value(&lines, "L12", "share of `government` in changes of the first stage");
    assert_eq!(said, "2/3: alarm, it changed most of the text before its stage");
    assert_eq!(value(&lines, "L12", "share of `industry` in changes of the first stage"), "0");
    assert_eq!(value(&lines, "L14", "witnesses"), "none yet");
}

#[test]
fn the_report_names_who_is_missing_and_who_was_heard() {
    let mut play = Play::open("csr-staged");
    play.state.processes.get_mut(&"p".into()).unwrap().charter.interests.insert("bystanders".into());
    play.says("chair", Act::OutreachRecorded { interest: "bystanders".into() }, &[]).unwrap();
    let words = "we ask that people hear of it at once and in plain words";
    for (party, nth) in [("users", 1), ("lamps", 2), ("pumps", 3), ("bakers", 4)] {
        let act = Act::CommentMade {
            proposal: "x".into(),
            comment: format!("c{nth}").as_str().into(),
            anchor: Anchor::Whole,
            sort: CommentType::General,
        };
        play.says(party, act, &[("text", words)]).unwrap();
    }
    play.days(3);
    let disposed = |comment: &str, disposition, revision| Act::CommentDisposed {
        proposal: "x".into(),
        comment: comment.into(),
        disposition,
        revision,
    };
    play.says("chair", disposed("c1", Disposition::Accepted, Some(1)), &[]).unwrap();
    play.says("chair", disposed("c2", Disposition::Rejected, None), &[("rationale", "no")]).unwrap();
    play.says(
        "lamps",
        Act::ObjectionFiled { proposal: "x".into(), objection: "o".into(), ground: Ground::Legal },
        &[("argument", words)],
    )
    .unwrap();
    let texts = |_: &onus_forum::id::EventId| Some(words.to_owned());
    let log = LogFacts { size: 99, witnesses: [("industry".into(), 1)].into() };
    let lines = report(&play.state, play.process(), &texts, &log);
    let codes: Vec<&str> = lines.iter().map(|line| line.code).collect();
    assert_eq!(codes, ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L14"]);
    assert_eq!(value(&lines, "L1", "affected interests with a voice"), "4/5");
    assert_eq!(value(&lines, "L1", "bystanders"), "missing (asked: 1)");
    assert_eq!(value(&lines, "L2", "group industry: contributions"), "4");
    assert_eq!(value(&lines, "L2", "group civil-society: changes taken up"), "1");
    assert_eq!(value(&lines, "L6", "comments answered"), "2 of 4");
    assert_eq!(value(&lines, "L6", "median days to an answer"), "3");
    assert_eq!(value(&lines, "L7", "o of industry"), "filed, 0 supporters");
    assert_eq!(value(&lines, "L8", "principals who took part in none before"), "1");
    assert!(line(&lines, "L10").figures.iter().any(|figure| figure.name == "one text"));
    assert_eq!(value(&lines, "L12", "its share of the changes taken up"), "1");
    assert_eq!(value(&lines, "L14", "entries of the log"), "99");
    for figure in lines.iter().flat_map(|line| &line.figures) {
        for event in &figure.rests_on {
            assert!(play.state.events.contains_key(event), "{figure:?}");
        }
    }
}
