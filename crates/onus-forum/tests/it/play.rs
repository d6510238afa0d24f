//! A process with five groups to play with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use onus_forum::answer::Answer;
use onus_forum::apply::{Refusal, apply};
use onus_forum::call::{Call, Snapshot, call};
use onus_forum::event::{Act, Channel, Event, PartyKind, Target};
use onus_forum::guard::{Missing, missing};
use onus_forum::id::{EventId, PartyId, RoleId};
use onus_forum::process::{BriefMark, Charter, Hat, Mandate, Process, Role, Side, Stake};
use onus_forum::profile::Profile;
use onus_forum::proposal::{Draft, Edit, Proposal, ProposalKind};
use onus_forum::state::State;
use onus_forum::words::{Texts, Words};
use onus_log::commitment::Salt;

/// Party, group, hat, interest for which it speaks.
pub(crate) const CAST: [(&str, &str, Hat, &str); 12] = [
    ("chair", "academia", Hat::Chair, ""),
    ("helper", "academia", Hat::Facilitator, ""),
    ("users", "civil-society", Hat::UserVoice, "patients"),
    ("watch", "civil-society", Hat::Watchdog, "patients"),
    ("lamps", "industry", Hat::DutyHolder, "makers"),
    ("pumps", "industry", Hat::DutyHolder, "makers"),
    ("ministry", "government", Hat::Authority, "state"),
    ("csirt", "government", Hat::Expert, "state"),
    ("lab", "academia", Hat::Expert, "science"),
    ("chairlab", "academia", Hat::Expert, "science"),
    ("bakers", "small-firms", Hat::DutyHolder, "makers"),
    ("florists", "small-firms", Hat::DutyHolder, "makers"),
];

#[derive(Clone)]
pub(crate) struct Play {
    pub(crate) state: State,
    pub(crate) at: Timestamp,
    pub(crate) events: Vec<Event>,
    next: u32,
}

pub(crate) fn texts(pairs: &[(&str, &str)]) -> Texts {
    pairs.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}

pub(crate) fn set<T: for<'a> From<&'a str> + Ord>(names: &[&str]) -> BTreeSet<T> {
    names.iter().map(|name| T::from(name)).collect()
}

impl Play {
    pub(crate) fn nothing() -> Self {
        Self { state: State::default(), at: "2026-03-02T09:00:00Z".parse().unwrap(), events: Vec::new(), next: 0 }
    }

    /// A process under a profile, with everyone in it.
    pub(crate) fn opened(profile: &str) -> Self {
        let mut play = Self::nothing();
        for (party, ..) in CAST {
            play.register(party, None);
        }
        let groups = [
            ("civil-society", Side::Beneficiary),
            ("industry", Side::DutyHolder),
            ("small-firms", Side::DutyHolder),
            ("government", Side::Other),
        ];
        let charter = Charter {
            interests: set(&["patients", "makers", "state", "science"]),
            groups: groups.into_iter().map(|(group, side)| (group.into(), side)).collect(),
            lead: "civil-society".into(),
            government_first: false,
            chairs: set(&["chair"]),
            languages: vec!["en".into(), "nl".into()],
            questions: set(&["q1", "q2"]),
            reference: BTreeMap::new(),
        };
        let profile = Box::new(Profile::named(profile).unwrap());
        play.act("chair", None, Act::ProcessOpened { profile, charter: Box::new(charter) }, &[]).unwrap();
        for (party, group, hat, interest) in CAST {
            play.declare(party, party, group, hat, interest);
        }
        for party in ["users", "lamps", "lab"] {
            play.act(party, Some(party), Act::BriefMarked { mark: BriefMark::Agreed }, &[]).unwrap();
        }
        play
    }

    pub(crate) fn register(&mut self, party: &str, of: Option<&str>) {
        let kind = PartyKind::Organisation;
        let act = Act::PartyRegistered { party: party.into(), kind, of: of.map(PartyId::from) };
        self.act(party, None, act, &[]).unwrap();
    }

    pub(crate) fn declare(&mut self, name: &str, party: &str, group: &str, hat: Hat, interest: &str) {
        let act = Act::RoleDeclared { name: name.into(), declared: role(party, group, hat, interest) };
        self.act(party, None, act, &[]).unwrap();
    }

    pub(crate) fn event(&mut self, actor: &str, role: Option<&str>, act: Act, words: &[(&str, &str)]) -> Event {
        self.next += 1;
        Event {
            id: format!("e{:04}", self.next).as_str().into(),
            at: self.at,
            process: "p".into(),
            actor: actor.into(),
            role: role.map(RoleId::from),
            channel: Channel::Web,
            entered_by: None,
            language: "en".into(),
            act,
            words: Words::bind(&texts(words), Salt([7; 32])),
        }
    }

    pub(crate) fn apply(&mut self, event: Event) -> Result<EventId, Refusal> {
        let before = self.state.clone();
        let done = apply(&mut self.state, &event, self.at);
        if done.is_err() {
            assert_eq!(self.state, before, "a refused event leaves the state as it was: {:?}", event.act);
        }
        done.map(|()| {
            let id = event.id.clone();
            self.events.push(event);
            id
        })
    }

    pub(crate) fn act(
        &mut self,
        actor: &str,
        role: Option<&str>,
        act: Act,
        words: &[(&str, &str)],
    ) -> Result<EventId, Refusal> {
        let event = self.event(actor, role, act, words);
        self.apply(event)
    }

    /// Under the role of the same name.
    pub(crate) fn says(&mut self, actor: &str, act: Act, words: &[(&str, &str)]) -> Result<EventId, Refusal> {
        self.act(actor, Some(actor), act, words)
    }

    pub(crate) fn days(&mut self, days: i64) {
        self.at += SignedDuration::from_hours(24 * days);
    }

    pub(crate) fn process(&self) -> &Process {
        &self.state.processes[&"p".into()]
    }

    pub(crate) fn proposal(&self) -> &Proposal {
        &self.process().proposals[&"x".into()]
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::take(&self.state, &"p".into(), self.process(), &"x".into(), self.proposal())
    }

    pub(crate) fn call(&self) -> Call {
        call(&self.snapshot())
    }

    pub(crate) fn missing(&self, to: &Target) -> Vec<Missing> {
        missing(&self.state, (&"p".into(), self.process()), (&"x".into(), self.proposal()), to, self.at)
    }

    pub(crate) fn go(&mut self, actor: &str, to: Target) -> Result<EventId, Refusal> {
        self.says(actor, Act::ProposalMoved { proposal: "x".into(), to }, &[("reasons", "as the record shows")])
    }

    pub(crate) fn compute(&mut self) -> Result<EventId, Refusal> {
        let (snapshot, verdict) = (self.snapshot().digest(), self.call().verdict);
        self.says("chair", Act::CallComputed { proposal: "x".into(), snapshot, verdict }, &[])
    }

    /// A proposal with a text, drafted by users.
    pub(crate) fn drafted(&mut self) {
        let draft = draft();
        self.says(
            "users",
            Act::ProposalDrafted { proposal: "x".into(), draft: Box::new(draft) },
            &[("summary", "what it says")],
        )
        .unwrap();
        self.revise("users").unwrap();
    }

    pub(crate) fn revise(&mut self, actor: &str) -> Result<EventId, Refusal> {
        let edit = Edit {
            page: "eu/a.md".into(),
            item: "eu.a.1".into(),
            base: Some("00".into()),
            text: format!("{:?}", self.at),
        };
        self.says(actor, Act::RevisionMade { proposal: "x".into(), edits: vec![edit], profile: None }, &[])
    }

    /// The proposal, open.
    pub(crate) fn open(profile: &str) -> Self {
        let mut play = Self::opened(profile);
        play.drafted();
        play.go("users", Target::Open).unwrap();
        play.says("chair", Act::PreviewAttached { proposal: "x".into(), digest: "aa".into() }, &[]).unwrap();
        play
    }
}

pub(crate) fn draft() -> Draft {
    Draft {
        kind: ProposalKind::Interpretation,
        targets: set(&["eu.a.1"]),
        serves: set(&["openness"]),
        costs: BTreeSet::new(),
        duty_holders: set(&["makers"]),
        beneficiaries: set(&["patients"]),
        touches_rights: Answer::No,
    }
}

pub(crate) fn role(party: &str, group: &str, hat: Hat, interest: &str) -> Role {
    Role {
        party: party.into(),
        hat,
        group: group.into(),
        region: "150".into(),
        speaks_for: if interest.is_empty() { BTreeSet::new() } else { set(&[interest]) },
        mandate: Mandate::MembersConsulted,
        on_behalf_of: None,
        stake: Stake::None,
    }
}
