//! Rules that stand above all profiles: permissions, roles, who may close what.

use onus_forum::apply::Refusal;
use onus_forum::event::{Act, Channel, ErasureReason, Target};
use onus_forum::objection::{Ground, PanelResult};
use onus_forum::permission::table;
use onus_forum::process::{Challenge, Hat, Mandate, Stake};
use onus_forum::profile::{Mode, Profile, ProfileError};
use onus_forum::proposal::{Acknowledgement, Anchor, CommentType, Disposition, Ruling, Stance};

use crate::play::{Play, role};

const ARGUED: [(&str, &str); 1] = [("argument", "people would hear too late")];
const REASONS: [(&str, &str); 1] = [("reasons", "the text says so already")];

fn objected() -> Play {
    let mut play = Play::open("rfc7282");
    let act = Act::ObjectionFiled { proposal: "x".into(), objection: "o1".into(), ground: Ground::Technical };
    play.says("lamps", act, &ARGUED).unwrap();
    play
}

fn admit(play: &mut Play) {
    play.says("chair", Act::ObjectionAdmitted { proposal: "x".into(), objection: "o1".into() }, &[]).unwrap();
    play.says("chair", Act::ObjectionMediated { proposal: "x".into(), objection: "o1".into() }, &[]).unwrap();
}

#[test]
fn the_table_of_permissions_that_people_read_is_the_one_that_the_code_uses() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.md")).unwrap();
    assert_eq!(page, table(), "run: cargo run --package onus-forum --example permissions > docs/permissions.md");
}

#[test]
fn every_profile_that_comes_with_onus_can_be_used() {
    let profiles = Profile::shipped().unwrap();
    let names: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
    assert_eq!(names, ["igf-forum", "rfc7282", "w3c-like", "eu-consultation", "csr-staged"]);
    assert_eq!(profiles.iter().filter(|profile| profile.mode == Mode::Decision).count(), 3);
}

#[test]
fn no_profile_can_let_numbers_pass_or_hurry() {
    let good = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles/rfc7282.toml")).unwrap();
    for (from, to) in [
        ("last-call = 14", "last-call = 9"),
        ("groups = 3", "groups = 1"),
        ("reviewers = 2", "reviewers = 0"),
        ("mediation = 7", "mediation = 6"),
        ("acceptance = \"1/2\"", "acceptance = \"0\""),
    ] {
        let text = good.replace(from, to);
        assert_ne!(text, good);
        assert!(matches!(Profile::parse(&text), Err(ProfileError::Breach { .. })), "{to}");
    }
    assert!(Profile::parse(&good.replace("version", "vote = 51\nversion")).is_err());
}

#[test]
fn only_the_objector_takes_an_objection_back() {
    let mut play = objected();
    let withdrawn = || Act::ObjectionWithdrawn { proposal: "x".into(), objection: "o1".into() };
    for other in ["users", "pumps", "ministry", "chair"] {
        assert!(play.says(other, withdrawn(), &[]).is_err(), "{other}");
    }
    play.says("lamps", withdrawn(), &[]).unwrap();
    assert!(play.snapshot().open.is_empty());
}

#[test]
fn the_chair_answers_only_after_mediation_and_with_reasons() {
    let mut play = objected();
    let answered = || Act::ObjectionAnswered { proposal: "x".into(), objection: "o1".into() };
    assert!(play.says("chair", answered(), &REASONS).is_err());
    admit(&mut play);
    play.days(6);
    assert!(play.says("chair", answered(), &REASONS).is_err());
    play.days(1);
    assert_eq!(play.says("chair", answered(), &[]), Err(Refusal::Words("reasons")));
    assert!(matches!(play.says("ministry", answered(), &REASONS), Err(Refusal::NotPermitted { .. })));
    play.says("chair", answered(), &REASONS).unwrap();
    assert!(play.snapshot().open.is_empty());
}

#[test]
fn an_objection_is_met_when_the_objector_says_so_or_keeps_silent_for_two_weeks() {
    let mut play = objected();
    admit(&mut play);
    let met = |revision| Act::ObjectionMet { proposal: "x".into(), objection: "o1".into(), revision };
    assert!(play.says("chair", met(1), &[]).is_err(), "the text was not changed");
    play.revise("users").unwrap();
    play.says("chair", met(2), &[]).unwrap();
    let lapsed = || Act::ObjectionLapsed { proposal: "x".into(), objection: "o1".into() };
    play.days(13);
    assert!(play.says("chair", lapsed(), &[]).is_err());
    let mut other = play.clone();
    other.days(1);
    other.says("chair", lapsed(), &[]).unwrap();
    let says =
        |acknowledgement| Act::ObjectionAcknowledged { proposal: "x".into(), objection: "o1".into(), acknowledgement };
    assert!(play.says("users", says(Acknowledgement::Satisfied), &[]).is_err());
    play.says("lamps", says(Acknowledgement::NotSatisfied), &[]).unwrap();
    assert_eq!(play.snapshot().open.len(), 1);
    play.says("chair", met(2), &[]).unwrap();
    play.says("lamps", says(Acknowledgement::Satisfied), &[]).unwrap();
    assert!(play.snapshot().open.is_empty());
}

#[test]
fn an_objection_without_an_argument_is_not_admitted() {
    let mut play = Play::open("rfc7282");
    play.says(
        "lamps",
        Act::ObjectionFiled { proposal: "x".into(), objection: "o1".into(), ground: Ground::Legal },
        &[],
    )
    .unwrap();
    assert!(play.says("chair", Act::ObjectionAdmitted { proposal: "x".into(), objection: "o1".into() }, &[]).is_err());
}

#[test]
fn nobody_rules_on_an_objection_to_their_own_text_nor_on_their_own_objection() {
    let mut play = objected();
    // a second chair who belongs to the author's organisation
    play.register("twin", Some("users"));
    let process = play.state.processes.get_mut(&"p".into()).unwrap();
    process.charter.chairs.insert("twin".into());
    play.declare("twin", "twin", "civil-society", Hat::Chair, "");
    let admitted = Act::ObjectionAdmitted { proposal: "x".into(), objection: "o1".into() };
    assert!(matches!(play.says("twin", admitted.clone(), &[]), Err(Refusal::YourOwn(_))));
    play.says("chair", admitted, &[]).unwrap();
}

#[test]
fn who_speaks_for_others_says_for_whom_and_with_what_mandate() {
    let mut play = Play::opened("rfc7282");
    let mut own = role("users", "civil-society", Hat::UserVoice, "");
    let declared = |declared| Act::RoleDeclared { name: "r".into(), declared };
    assert!(play.act("users", None, declared(own.clone()), &[]).is_err());
    own.speaks_for = crate::play::set(&["patients"]);
    own.mandate = Mandate::Own;
    assert!(play.act("users", None, declared(own.clone()), &[]).is_err());
    own.mandate = Mandate::Claimed;
    own.stake = Stake::Disclosed;
    assert_eq!(play.act("users", None, declared(own.clone()), &[]), Err(Refusal::Words("disclosure")));
    play.act("users", None, declared(own), &[("disclosure", "funded by a pump maker")]).unwrap();
    let chair = role("users", "civil-society", Hat::Chair, "");
    assert!(play.act("users", None, Act::RoleDeclared { name: "c".into(), declared: chair }, &[]).is_err());
    let foreign = role("lamps", "industry", Hat::Expert, "makers");
    assert!(play.act("users", None, Act::RoleDeclared { name: "f".into(), declared: foreign }, &[]).is_err());
}

#[test]
fn one_body_wears_several_hats_and_says_with_each_word_which() {
    let mut play = Play::open("rfc7282");
    play.declare("users-expert", "users", "civil-society", Hat::Expert, "patients");
    let comment = |name: &str| Act::CommentMade {
        proposal: "x".into(),
        comment: name.into(),
        anchor: Anchor::Absence,
        sort: CommentType::Technical,
    };
    play.act("users", Some("users-expert"), comment("c1"), &[("text", "as experts we find")]).unwrap();
    play.act("users", Some("users"), comment("c2"), &[("text", "our members need")]).unwrap();
    assert_eq!(play.act("users", None, comment("c3"), &[]), Err(Refusal::NoRole));
    assert!(play.act("users", Some("lamps"), comment("c4"), &[]).is_err());
    let roles: Vec<&str> = play.proposal().comments.values().map(|comment| comment.role.as_str()).collect();
    assert_eq!(roles, ["users-expert", "users"]);
}

#[test]
fn a_struck_role_no_longer_counts_for_its_group() {
    let mut play = Play::open("rfc7282");
    play.says("lamps", Act::PositionTaken { proposal: "x".into(), stance: Stance::Support }, &[]).unwrap();
    assert_eq!(play.snapshot().ballots.len(), 1);
    play.says("users", Act::RoleChallenged { name: "lamps".into() }, &REASONS).unwrap();
    assert_eq!(play.snapshot().ballots.len(), 1, "a doubt alone changes nothing");
    play.says("chair", Act::RoleSettled { name: "lamps".into(), outcome: Challenge::Struck }, &[]).unwrap();
    assert!(play.snapshot().ballots.is_empty());
}

#[test]
fn what_came_on_paper_is_entered_by_a_facilitator_and_counts_as_much() {
    let mut play = Play::open("rfc7282");
    let act = || Act::CommentMade {
        proposal: "x".into(),
        comment: "c".into(),
        anchor: Anchor::Whole,
        sort: CommentType::General,
    };
    let mut event = play.event("bakers", Some("bakers"), act(), &[("text", "written by hand")]);
    event.channel = Channel::Paper;
    assert!(play.apply(event.clone()).is_err());
    event.entered_by = Some("lamps".into());
    assert!(play.apply(event.clone()).is_err());
    event.entered_by = Some("helper".into());
    play.apply(event).unwrap();
    assert_eq!(play.process().contributions.values().filter(|one| one.channel == Channel::Paper).count(), 1);
}

#[test]
fn an_answer_to_a_comment_gives_reasons_or_names_the_revision() {
    let mut play = Play::open("rfc7282");
    let act = Act::CommentMade {
        proposal: "x".into(),
        comment: "c".into(),
        anchor: Anchor::Whole,
        sort: CommentType::General,
    };
    play.says("lamps", act, &[("text", "unclear")]).unwrap();
    let disposed = |disposition, revision| Act::CommentDisposed {
        proposal: "x".into(),
        comment: "c".into(),
        disposition,
        revision,
    };
    assert_eq!(play.says("chair", disposed(Disposition::Rejected, None), &[]), Err(Refusal::Words("rationale")));
    assert!(play.says("chair", disposed(Disposition::Accepted, None), &[]).is_err());
    assert!(play.says("chair", disposed(Disposition::Accepted, Some(9)), &[]).is_err());
    assert!(play.says("lamps", disposed(Disposition::Accepted, Some(1)), &[]).is_err());
    play.says("chair", disposed(Disposition::Accepted, Some(1)), &[]).unwrap();
}

#[test]
fn words_are_erased_once_and_the_state_stays_but_for_the_mark() {
    let mut play = Play::open("rfc7282");
    let act = Act::CommentMade {
        proposal: "x".into(),
        comment: "c".into(),
        anchor: Anchor::Whole,
        sort: CommentType::General,
    };
    let said = play.says("lamps", act, &[("text", "my own story")]).unwrap();
    let erase = |reason| Act::WordsErased { event: said.clone(), reason };
    assert!(play.says("users", erase(ErasureReason::Asked), &[]).is_err());
    assert_eq!(play.says("chair", erase(ErasureReason::Moderated), &[]), Err(Refusal::Words("reasons")));
    play.says("lamps", erase(ErasureReason::Asked), &[]).unwrap();
    assert!(play.says("lamps", erase(ErasureReason::Asked), &[]).is_err());
    assert_eq!(play.proposal().comments.len(), 1);
}

#[test]
fn a_hold_gives_a_week_and_each_principal_has_one() {
    let mut play = Play::open("rfc7282");
    play.register("pumps-nl", Some("pumps"));
    play.declare("pumps-nl", "pumps-nl", "industry", Hat::DutyHolder, "makers");
    play.days(14);
    assert_eq!(play.missing(&Target::LastCall), vec![]);
    play.says("pumps", Act::HoldPlaced { proposal: "x".into() }, &[]).unwrap();
    assert!(play.says("pumps-nl", Act::HoldPlaced { proposal: "x".into() }, &[]).is_err());
    assert_eq!(play.missing(&Target::LastCall).len(), 1);
    play.days(7);
    assert_eq!(play.missing(&Target::LastCall), vec![]);
}

#[test]
fn a_panel_is_drawn_by_lot_and_a_panel_of_choice_is_refused() {
    let mut play = objected();
    admit(&mut play);
    play.days(7);
    play.says("chair", Act::ObjectionAnswered { proposal: "x".into(), objection: "o1".into() }, &REASONS).unwrap();
    play.days(7);
    play.go("chair", Target::LastCall).unwrap();
    let appeal = || Act::AppealFiled { proposal: "x".into(), appeal: "a1".into(), objection: "o1".into() };
    assert!(play.says("users", appeal(), &[]).is_err(), "it is not their objection");
    play.says("lamps", appeal(), &[]).unwrap();
    let hash = |text: &str| onus_log::hash::Hash::of(text.as_bytes());
    let commit =
        |text: &str| Act::DrawCommitted { proposal: "x".into(), appeal: "a1".into(), commit: hash(text).hex() };
    let reveal = |text: &str| Act::DrawRevealed { proposal: "x".into(), appeal: "a1".into(), reveal: text.into() };
    play.says("watch", commit("17"), &[]).unwrap();
    assert!(play.says("watch", reveal("17"), &[]).is_err(), "all bind before one shows");
    play.says("csirt", commit("4"), &[]).unwrap();
    assert!(play.says("watch", reveal("18"), &[]).is_err());
    play.says("watch", reveal("17"), &[]).unwrap();
    let root = hash("the first root after the deadline");
    let panel_of = |play: &Play| {
        let own = play.proposal();
        let appeal = &own.appeals[&"a1".into()];
        let candidates = onus_forum::apply::objecting::candidates(&play.state, play.process(), own, appeal);
        onus_forum::sortition::draw(onus_forum::sortition::seed(root, &appeal.reveals), &candidates).unwrap()
    };
    let drawn = |panel| Act::PanelDrawn { proposal: "x".into(), appeal: "a1".into(), root: root.hex(), panel };
    let early = panel_of(&play);
    assert!(play.says("chair", drawn(early), &[]).is_err(), "one number is not shown yet");
    play.says("csirt", reveal("4"), &[]).unwrap();
    let panel = panel_of(&play);
    assert_eq!(panel.len(), 5);
    for out in ["chair", "users", "lamps"] {
        assert!(!panel.contains(&out.into()));
    }
    let chosen = crate::play::set(&["watch", "pumps", "ministry", "lab", "bakers"]);
    if chosen != panel {
        assert!(matches!(play.says("chair", drawn(chosen), &[]), Err(Refusal::Different { .. })));
    }
    play.says("chair", drawn(panel.clone()), &[]).unwrap();
    let member = panel.first().unwrap().as_str().to_owned();
    play.declare("panel", &member, "academia", Hat::Panellist, "");
    let decided = |result| Act::AppealDecided { proposal: "x".into(), appeal: "a1".into(), result };
    assert!(play.says(&member, decided(PanelResult::Affirmed), &REASONS).is_err(), "as a panellist only");
    play.act(&member, Some("panel"), decided(PanelResult::Upheld), &REASONS).unwrap();
    assert_eq!(play.snapshot().open.len(), 1, "an objection that was upheld stays open until the text changes");
}

#[test]
fn an_objection_that_nobody_answers_for_sixty_days_goes_to_a_panel_all_the_same() {
    let mut play = objected();
    let appeal = || Act::AppealFiled { proposal: "x".into(), appeal: "a1".into(), objection: "o1".into() };
    play.days(59);
    assert!(play.says("lamps", appeal(), &[]).is_err());
    play.days(1);
    play.says("lamps", appeal(), &[]).unwrap();
}

#[test]
fn an_authority_rules_where_the_profile_says_so_and_a_chair_elsewhere() {
    for (profile, ruler, ruling, other) in [
        ("eu-consultation", "ministry", Ruling::Consulted, "chair"),
        ("rfc7282", "chair", Ruling::Returned, "ministry"),
    ] {
        let mut play = Play::open(profile);
        play.days(90);
        play.go("chair", Target::LastCall).unwrap();
        play.days(30);
        play.compute().unwrap();
        assert!(matches!(play.go(other, Target::Ruled(ruling)), Err(Refusal::NotPermitted { .. })), "{profile}");
        play.go(ruler, Target::Ruled(ruling)).unwrap();
    }
}
