//! The promises, as properties of random processes.

use onus_forum::apply::apply;
use onus_forum::call::{Verdict, call};
use onus_forum::event::{Act, Event};
use onus_forum::objection::Ground;
use onus_forum::process::{BriefMark, Clarity, Commits, Hat};
use onus_forum::proposal::{Anchor, CommentType, Stance};
use onus_forum::state::State;
use onus_forum::words::Words;
use onus_log::commitment::Salt;
use proptest::prelude::*;

use crate::play::{Play, texts};

const VOICES: [&str; 10] =
    ["users", "watch", "lamps", "pumps", "ministry", "csirt", "lab", "chairlab", "bakers", "florists"];

fn stance() -> impl Strategy<Value = Stance> {
    prop_oneof![
        Just(Stance::Support),
        Just(Stance::CanLive),
        Just(Stance::StandAside),
        Just(Stance::Abstain),
        Just(Stance::Object("o".into())),
    ]
}

fn ballots() -> impl Strategy<Value = Vec<(usize, Stance)>> {
    prop::collection::vec((0..VOICES.len(), stance()), 0..25)
}

fn objected() -> Play {
    let mut play = Play::open("rfc7282");
    let act = Act::ObjectionFiled { proposal: "x".into(), objection: "o".into(), ground: Ground::Technical };
    play.says("lamps", act, &[("argument", "it breaks")]).unwrap();
    play
}

fn cast(play: &mut Play, ballots: &[(usize, Stance)]) {
    for (voice, stance) in ballots {
        let act = Act::PositionTaken { proposal: "x".into(), stance: stance.clone() };
        play.says(VOICES[*voice], act, &[]).unwrap();
    }
}

/// Things that anyone may do at any time, in any order.
fn things() -> impl Strategy<Value = Vec<(usize, u8, Stance)>> {
    prop::collection::vec((0..VOICES.len(), 0..6_u8, stance()), 1..14)
}

fn happenings(play: &mut Play, things: &[(usize, u8, Stance)]) -> Vec<Event> {
    let mut events = Vec::new();
    for (nth, (voice, what, stance)) in things.iter().enumerate() {
        let actor = VOICES[*voice];
        let act = match what {
            0 => Act::CommentMade {
                proposal: "x".into(),
                comment: format!("c{nth}").as_str().into(),
                anchor: Anchor::Whole,
                sort: CommentType::General,
            },
            1 => Act::ObjectionFiled {
                proposal: "x".into(),
                objection: format!("n{nth}").as_str().into(),
                ground: Ground::Legal,
            },
            2 => Act::BriefMarked { mark: if nth % 2 == 0 { BriefMark::Agreed } else { BriefMark::Disputed } },
            3 => Act::ExpectationAnswered {
                item: "eu.a.1".into(),
                clarity: if nth % 2 == 0 { Clarity::Clear } else { Clarity::Unclear },
                commits: Commits::Yes,
            },
            4 if actor != "lamps" => Act::ObjectionSupported { proposal: "x".into(), objection: "o".into() },
            _ => Act::PositionTaken { proposal: "x".into(), stance: stance.clone() },
        };
        events.push(play.event(actor, Some(actor), act, &[("text", "a few words of mine")]));
    }
    events
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn numbers_never_close_an_objection(ballots in ballots()) {
        let mut play = objected();
        let before = play.proposal().objections[&"o".into()].standing.clone();
        cast(&mut play, &ballots);
        prop_assert_eq!(&play.proposal().objections[&"o".into()].standing, &before);
        prop_assert_eq!(play.call().verdict, Verdict::NotReady);
    }

    #[test]
    fn no_set_of_ballots_moves_the_first_criterion(ballots in ballots(), open in any::<bool>()) {
        let mut play = objected();
        if !open {
            play.says("lamps", Act::ObjectionWithdrawn { proposal: "x".into(), objection: "o".into() }, &[]).unwrap();
        }
        let before = play.call().criteria[0].clone();
        cast(&mut play, &ballots);
        prop_assert_eq!(play.call().criteria[0].clone(), before);
        prop_assert_eq!(play.call().verdict == Verdict::NotReady, open);
    }

    #[test]
    fn a_ballot_of_the_same_parent_changes_nothing(ballots in ballots(), of in 0..VOICES.len(), own in stance()) {
        let mut play = objected();
        cast(&mut play, &ballots);
        cast(&mut play, &[(of, Stance::CanLive)]);
        play.register("branch", Some(VOICES[of]));
        play.declare("branch", "branch", "industry", Hat::DutyHolder, "makers");
        let before = (play.snapshot(), play.call());
        play.says("branch", Act::PositionTaken { proposal: "x".into(), stance: own.clone() }, &[]).unwrap();
        let mut after = (play.snapshot(), play.call());
        if let Stance::Object(objection) = own {
            // it may join an objection, in words; the ballot itself still counts for nothing
            prop_assert_eq!(&play.proposal().objections[&objection].standing, &onus_forum::objection::Standing::Filed);
        }
        after.0.open.clone_from(&before.0.open);
        prop_assert_eq!(after, before);
    }

    #[test]
    fn adding_to_one_group_never_lifts_the_floor_above_the_others(ballots in ballots(), more in 1..20_usize) {
        let mut play = objected();
        cast(&mut play, &ballots);
        let floor = |play: &Play, but: &str| {
            let snapshot = play.snapshot();
            let rate = |group: &str| {
                let own: Vec<_> = snapshot.ballots.values().filter(|ballot| ballot.group.as_str() == group).collect();
                let yes = own.iter().filter(|ballot| matches!(ballot.vote, onus_forum::call::Vote::Support | onus_forum::call::Vote::CanLive)).count();
                (!own.is_empty()).then(|| onus_forum::ratio::Ratio::new(yes as u64 + 1, own.len() as u64 + 2).unwrap())
            };
            let groups = ["civil-society", "industry", "small-firms", "government"];
            groups.into_iter().filter(|group| *group != but).filter_map(rate).min()
        };
        for nth in 0..more {
            let name = format!("new{nth}");
            play.register(&name, None);
            play.declare(&name, &name, "industry", Hat::DutyHolder, "makers");
            play.says(&name, Act::PositionTaken { proposal: "x".into(), stance: Stance::Support }, &[]).unwrap();
        }
        if let (Some(all), Some(others)) = (floor(&play, ""), floor(&play, "industry")) {
            prop_assert!(all <= others);
        }
    }

    #[test]
    fn an_absent_affected_group_is_never_agreement(ballots in ballots(), absent in 0..4_usize) {
        let groups = ["civil-society", "industry", "small-firms", "government"];
        let mut play = objected();
        play.says("lamps", Act::ObjectionWithdrawn { proposal: "x".into(), objection: "o".into() }, &[]).unwrap();
        cast(&mut play, &ballots);
        let mut snapshot = play.snapshot();
        snapshot.ballots.retain(|_, ballot| ballot.group.as_str() != groups[absent]);
        let called = call(&snapshot);
        prop_assert!(!called.verdict.passes());
        prop_assert!(called.silent.contains(&groups[absent].into()));
        let accepted = called.criteria.iter().find(|criterion| criterion.code == "C4").unwrap();
        prop_assert_ne!(accepted.answer, onus_forum::answer::Answer::Yes);
    }

    #[test]
    fn replay_gives_the_same_state_and_the_same_call(ballots in ballots(), things in things()) {
        let mut play = objected();
        cast(&mut play, &ballots);
        for event in happenings(&mut play, &things) {
            play.apply(event).unwrap();
        }
        let mut again = State::default();
        for event in &play.events {
            let text = serde_json::to_string(event).unwrap();
            let read: Event = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read, event);
            apply(&mut again, &read, play.at).unwrap();
        }
        prop_assert_eq!(&again, &play.state);
    }

    #[test]
    fn events_at_the_same_moment_commute(things in things(), seed in any::<u64>()) {
        let mut play = objected();
        let events = happenings(&mut play, &things);
        let mut other = play.clone();
        let mut shuffled = events.clone();
        let mut state = seed;
        for nth in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(nth, (state >> 33) as usize % (nth + 1));
        }
        for (one, two) in events.into_iter().zip(shuffled) {
            play.apply(one).unwrap();
            other.apply(two).unwrap();
        }
        prop_assert_eq!(&play.state, &other.state);
        prop_assert_eq!(play.snapshot(), other.snapshot());
    }

    #[test]
    fn every_verdict_lists_the_events_it_rests_on(ballots in ballots(), things in things()) {
        let mut play = objected();
        cast(&mut play, &ballots);
        for event in happenings(&mut play, &things) {
            play.apply(event).unwrap();
        }
        let (snapshot, called) = (play.snapshot(), play.call());
        let mut needed: Vec<_> = snapshot.ballots.values().map(|ballot| &ballot.event).collect();
        needed.extend(snapshot.open.values().flatten());
        needed.extend(snapshot.waiting.values());
        needed.extend(snapshot.contributions.values().flatten());
        for event in needed {
            prop_assert!(called.rests_on.contains(event), "{event}");
        }
        for event in &called.rests_on {
            prop_assert!(play.state.events.contains_key(event));
        }
    }

    #[test]
    fn an_erasure_changes_no_state_but_its_own_mark(things in things(), which in any::<prop::sample::Index>()) {
        let mut play = objected();
        let events = happenings(&mut play, &things);
        let (id, actor) = { let event = which.get(&events); (event.id.clone(), event.actor.as_str().to_owned()) };
        for event in events {
            play.apply(event).unwrap();
        }
        let before = (play.snapshot(), play.call(), play.proposal().clone());
        let erased = Act::WordsErased { event: id, reason: onus_forum::event::ErasureReason::Asked };
        play.says(&actor, erased, &[]).unwrap();
        prop_assert_eq!((play.snapshot(), play.call(), play.proposal().clone()), before);
    }

    #[test]
    fn words_open_with_their_salt_and_no_other(text in "\\PC{0,80}", other in "\\PC{0,80}", salt in any::<[u8; 32]>(), wrong in any::<[u8; 32]>()) {
        let said = texts(&[("text", &text)]);
        let words = Words::bind(&said, Salt(salt)).unwrap();
        prop_assert!(words.open(&said, Salt(salt)));
        prop_assert_eq!(words.open(&said, Salt(wrong)), salt == wrong);
        prop_assert_eq!(words.open(&texts(&[("text", &other)]), Salt(salt)), text == other);
    }
}
