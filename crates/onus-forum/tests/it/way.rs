//! The way of a proposal from draft to register, and of a forum to "discussed".

use std::collections::BTreeMap;

use onus_forum::adoption::AdoptionStatus;
use onus_forum::apply::Refusal;
use onus_forum::call::Verdict;
use onus_forum::event::{Act, Target};
use onus_forum::objection::Ground;
use onus_forum::process::{BriefMark, Clarity, Commits, Course, Practice, Stand};
use onus_forum::profile::Profile;
use onus_forum::proposal::{Draft, ProposalKind, Ruling, Stance, Status};

use crate::play::{Play, draft, set};

fn needs(play: &Play, to: &Target) -> Vec<String> {
    play.missing(to).into_iter().map(|missing| missing.needs).collect()
}

fn support(play: &mut Play) {
    for party in ["users", "watch", "lamps", "pumps", "ministry", "csirt", "bakers", "florists"] {
        play.says(party, Act::PositionTaken { proposal: "x".into(), stance: Stance::Support }, &[]).unwrap();
    }
}

#[test]
fn a_draft_opens_when_everything_about_it_is_said() {
    let mut play = Play::opened("rfc7282");
    let bare = Draft {
        serves: set(&[]),
        duty_holders: set(&[]),
        touches_rights: onus_forum::answer::Answer::CannotTell,
        ..draft()
    };
    play.says("users", Act::ProposalDrafted { proposal: "x".into(), draft: Box::new(bare) }, &[]).unwrap();
    assert_eq!(
        needs(&play, &Target::Open),
        [
            "write a plain summary",
            "add a text: the items that change, with the hash of what they change",
            "say which values it serves",
            "name an interest of those who would owe",
            "record its impact on rights, or say that it touches none",
        ]
    );
    assert!(matches!(play.go("users", Target::Open), Err(Refusal::Missing(missing)) if missing.len() == 5));
}

#[test]
fn last_call_waits_for_time_answers_and_those_who_are_missing() {
    let mut play = Play::open("rfc7282");
    play.says(
        "lamps",
        Act::ObjectionFiled { proposal: "x".into(), objection: "o".into(), ground: Ground::Technical },
        &[],
    )
    .unwrap();
    assert_eq!(
        needs(&play, &Target::LastCall),
        ["wait until it was open for 14 days", "close this objection: only an answer, a change or its author can"]
    );
    play.revise("users").unwrap();
    assert!(
        needs(&play, &Target::LastCall)
            .contains(&"run the latest revision and attach who gains or loses which duty".to_owned())
    );
}

#[test]
fn a_proposal_goes_all_the_way_in_three_stages() {
    let mut play = Play::open("csr-staged");
    play.days(14);
    play.go("chair", Target::LastCall).unwrap();
    assert!(matches!(play.revise("users"), Err(Refusal::NotPermitted { .. })), "the text is frozen");
    support(&mut play);
    assert_eq!(play.call().verdict, Verdict::Clear);
    assert!(play.go("chair", Target::Ruled(Ruling::RoughConsensus)).is_err(), "neither time nor call");
    play.days(14);
    play.compute().unwrap();
    play.go("chair", Target::Ruled(Ruling::RoughConsensus)).unwrap();

    let stage = |name: &str| Target::Adopted(name.into());
    let states = |status| Act::AdoptionStated { proposal: "x".into(), status };
    assert!(play.go("chair", stage("industry")).is_err(), "not its turn");
    assert!(play.go("chair", stage("civil-society")).is_err(), "nobody endorsed it");
    play.says("users", states(AdoptionStatus::Endorsed), &[]).unwrap();
    play.go("chair", stage("civil-society")).unwrap();
    play.says("lamps", states(AdoptionStatus::Endorsed), &[]).unwrap();
    assert_eq!(
        needs(&play, &stage("industry")),
        ["feasible: someone pilots or does it, with evidence", "feasible: someone says what it costs"]
    );
    play.says("pumps", states(AdoptionStatus::Piloting), &[("evidence", "two plants"), ("cost", "a day a year")])
        .unwrap();
    play.go("chair", stage("industry")).unwrap();
    play.says("ministry", states(AdoptionStatus::Endorsed), &[]).unwrap();
    assert!(needs(&play, &Target::InRegister).contains(&"adopt it in this stage".to_owned()));
    play.go("chair", stage("government")).unwrap();
    assert_eq!(
        needs(&play, &Target::InRegister),
        [
            "merge the change into the pages of the register",
            "witnesses of 3 stakeholder groups co-sign the record, so far 0"
        ]
    );
    let witnesses = set(&["civil-society", "industry", "government"]);
    let pages = BTreeMap::from([("eu/a.md".to_owned(), "bb".to_owned())]);
    play.says("chair", Act::RegisterChanged { proposal: "x".into(), pages, size: 50, witnesses }, &[]).unwrap();
    play.go("chair", Target::InRegister).unwrap();
    assert!(!play.proposal().government_led);
    play.go("chair", Target::ReviewDue).unwrap();
    play.go("chair", Target::Reopened).unwrap();
    assert!(matches!(play.proposal().status, Status::Open { .. }));
}

#[test]
fn a_government_goes_first_only_if_the_charter_says_so_and_then_it_shows() {
    let ruled = |first: bool| {
        let mut play = Play::open("csr-staged");
        play.state.processes.get_mut(&"p".into()).unwrap().charter.government_first = first;
        play.days(14);
        play.go("chair", Target::LastCall).unwrap();
        support(&mut play);
        play.days(14);
        play.compute().unwrap();
        play.go("chair", Target::Ruled(Ruling::RoughConsensus)).unwrap();
        play.says("ministry", Act::AdoptionStated { proposal: "x".into(), status: AdoptionStatus::Endorsed }, &[])
            .unwrap();
        play
    };
    assert!(ruled(false).go("chair", Target::Adopted("government".into())).is_err());
    let mut play = ruled(true);
    play.go("chair", Target::Adopted("government".into())).unwrap();
    assert!(play.proposal().government_led);
}

#[test]
fn the_lead_that_passes_too_early_is_an_alarm_and_no_bar() {
    let mut play = Play::open("csr-staged");
    play.says("chair", Act::LeadPassed { to: "government".into() }, &[]).unwrap();
    assert_eq!(play.process().lead, "government".into());
    let alarm = play.process().alarms.values().next().unwrap();
    assert!(alarm.contains("before the stage `civil-society` was shown"), "{alarm}");
}

#[test]
fn a_stale_call_is_no_ground_for_a_ruling() {
    let mut play = Play::open("rfc7282");
    play.days(14);
    play.go("chair", Target::LastCall).unwrap();
    support(&mut play);
    play.days(14);
    play.compute().unwrap();
    play.says("lab", Act::PositionTaken { proposal: "x".into(), stance: Stance::StandAside }, &[]).unwrap();
    assert_eq!(needs(&play, &Target::Ruled(Ruling::RoughConsensus))[0], "compute the call on the record as it is now");
    let wrong = Act::CallComputed { proposal: "x".into(), snapshot: play.snapshot().digest(), verdict: Verdict::Rough };
    assert!(matches!(play.says("chair", wrong, &[]), Err(Refusal::Different { .. })));
    play.compute().unwrap();
    play.go("chair", Target::Ruled(Ruling::RoughConsensus)).unwrap();
}

#[test]
fn an_objection_about_rights_needs_the_record_before_a_ruling() {
    let mut play = Play::open("rfc7282");
    play.days(14);
    play.go("chair", Target::LastCall).unwrap();
    support(&mut play);
    play.says(
        "watch",
        Act::ObjectionFiled { proposal: "x".into(), objection: "o".into(), ground: Ground::Rights },
        &[("argument", "people must know")],
    )
    .unwrap();
    assert_eq!(play.call().verdict, Verdict::NotReady);
    play.says("chair", Act::ObjectionAdmitted { proposal: "x".into(), objection: "o".into() }, &[]).unwrap();
    play.says("chair", Act::ObjectionMediated { proposal: "x".into(), objection: "o".into() }, &[]).unwrap();
    play.days(14);
    play.says(
        "chair",
        Act::ObjectionAnswered { proposal: "x".into(), objection: "o".into() },
        &[("reasons", "another duty says so")],
    )
    .unwrap();
    play.compute().unwrap();
    assert_eq!(play.proposal().called.as_ref().unwrap().verdict, Verdict::Rough);
    assert!(play.call().appeal_window);
    assert_eq!(
        needs(&play, &Target::Ruled(Ruling::RoughConsensus)),
        ["record the impact on rights, since this objection is about rights"]
    );
}

#[test]
fn a_forum_decides_nothing_and_ends_in_discussed() {
    let mut play = Play::open("igf-forum");
    play.days(60);
    assert_eq!(needs(&play, &Target::LastCall)[0], "nothing: a forum decides nothing, it ends in \"discussed\"");
    assert!(matches!(
        play.says("chair", Act::ProcessDiscussed, &[("summary", "what we heard")]),
        Err(Refusal::Missing(_))
    ));
    for (party, stand) in [("users", Stand::Yes), ("lamps", Stand::No), ("ministry", Stand::Depends)] {
        for question in ["q1", "q2"] {
            play.says(party, Act::QuestionAnswered { question: question.into(), stand }, &[("text", "because")])
                .unwrap();
        }
    }
    assert_eq!(play.says("chair", Act::ProcessDiscussed, &[]), Err(Refusal::Words("summary")));
    let event = play.says("chair", Act::ProcessDiscussed, &[("summary", "what we heard")]).unwrap();
    assert_eq!(play.process().course, Course::Discussed(event));
    assert!(play.says("users", Act::BriefMarked { mark: BriefMark::Unclear }, &[]).is_err());
}

#[test]
fn everyone_says_who_is_responsible_what_is_clear_and_what_is_done() {
    let mut play = Play::opened("rfc7282");
    let says = |groups: &[&str]| Act::RecognitionStated { item: "eu.a.1".into(), responsible: set(groups) };
    play.says("lamps", says(&["government"]), &[]).unwrap();
    play.says("ministry", says(&["industry"]), &[]).unwrap();
    play.says("lamps", says(&["industry", "government"]), &[]).unwrap();
    let clear = Act::ExpectationAnswered { item: "eu.a.1".into(), clarity: Clarity::Contested, commits: Commits::No };
    play.says("lamps", clear, &[]).unwrap();
    let done = Act::PracticeSurveyed { item: "eu.a.1".into(), jurisdiction: "NL".into(), practice: Practice::Partly };
    play.says("csirt", done, &[]).unwrap();
    let process = play.process();
    assert_eq!(process.recognition.len(), 2, "the last word of each counts");
    assert_eq!((process.expectations.len(), process.practices.len()), (1, 1));
}

#[test]
fn the_rules_of_a_process_are_changed_by_a_process() {
    let mut play = Play::opened("rfc7282");
    let mut profile = Profile::named("rfc7282").unwrap();
    profile.version = 2;
    profile.days.last_call = 21;
    let about = Draft { kind: ProposalKind::Profile, ..draft() };
    play.says(
        "users",
        Act::ProposalDrafted { proposal: "x".into(), draft: Box::new(about) },
        &[("summary", "three weeks")],
    )
    .unwrap();
    let mut hasty = profile.clone();
    hasty.days.last_call = 3;
    let revised =
        |profile| Act::RevisionMade { proposal: "x".into(), edits: Vec::new(), profile: Some(Box::new(profile)) };
    assert!(play.says("users", revised(hasty), &[]).is_err());
    play.says("users", revised(profile.clone()), &[]).unwrap();
    play.go("users", Target::Open).unwrap();
    play.days(14);
    play.go("chair", Target::LastCall).unwrap();
    support(&mut play);
    play.days(14);
    play.compute().unwrap();
    play.go("chair", Target::Ruled(Ruling::RoughConsensus)).unwrap();
    play.go("chair", Target::InRegister).unwrap();
    assert_eq!(play.state.profiles[&"rfc7282".into()], profile);
    assert_eq!(play.process().profile.version, 1, "a process keeps the rules under which it opened");
}
