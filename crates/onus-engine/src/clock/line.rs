//! One line of the agenda: a report, its moments, its state.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use onus_logic::world::ThingId;
use onus_register::case::Case;
use onus_register::law::Confidence;
use serde::Serialize;

use crate::finding::{Finding, Missing, Owed, ThingRef};
use crate::moment::{DueLine, Moment, Term, To};

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The last moment is past, by the text of the law too.
    Overdue,
    /// The moment to plan to is past; the text of the law leaves more time.
    InRelief,
    /// Without undue delay: now.
    DueNow,
    /// Less than a quarter of the time is left.
    DueSoon,
    /// The time runs.
    Running,
    /// It waits for an event.
    Waiting,
    /// It was sent in time.
    SentInTime,
    /// It was sent after the moment to plan to, and in time by the text of the law.
    SentInRelief,
    /// It was sent late.
    SentLate,
    /// A fuller report had met it already.
    Discharged,
}

impl State {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::InRelief => "past the safe moment, still within the text",
            State::DueNow => "due now",
            State::DueSoon => "due soon",
            State::Running => "running",
            State::Waiting => "waiting",
            State::SentInTime => "sent in time",
            State::SentInRelief => "sent in time, by the text",
            State::SentLate => "sent late",
            State::Discharged => "met by a fuller report",
        }
    }
}

/// The part of an agenda under which a line is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Late, or due without delay.
    Now,
    /// Its time runs.
    Then,
    /// It waits for something.
    Waiting,
    /// A fact is missing.
    Perhaps,
    /// Nothing is left to do.
    Done,
}

impl Part {
    /// In the order in which they are read.
    pub const ALL: [Part; 5] = [Part::Now, Part::Then, Part::Waiting, Part::Perhaps, Part::Done];
}

/// A report that met a line.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// The duty under which it is recorded.
    pub of: String,
    /// Why it was late, where someone says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The file that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Its SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A line as it was known before a correction.
#[derive(Clone, Debug, Serialize)]
pub struct Then {
    /// Until when it was known so.
    pub until: Timestamp,
    /// When it was due, as known then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Its state with that moment.
    pub state: State,
}

/// One line of the agenda.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The same for this line whenever it is computed: duty, stage, thing, State.
    pub key: String,
    /// Id of the duty; of the directive's, where a State transposes one.
    pub duty: String,
    /// Id of the State's item, where it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Short title.
    pub title: String,
    /// Plain text.
    pub plain: String,
    /// What it is about.
    pub over: ThingRef,
    /// Who owes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer: Option<ThingRef>,
    /// The State whose law was read.
    #[serde(rename = "law_of", skip_serializing_if = "Option::is_none")]
    pub state_of: Option<String>,
    /// Where it stands in law.
    pub provision: String,
    /// Where it stands in the directive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directive_provision: Option<String>,
    /// How sure the weakest record is on which it rests.
    pub confidence: Confidence,
    /// What is uncertain in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The due entry.
    pub due: DueLine,
    /// To whom, with how to reach them and their zone.
    pub recipients: Vec<To>,
    /// How the period is counted, if by a rule of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Seconds left until the moment to plan to; negative if it is past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<i64>,
    /// It is open whether it is owed at all.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// The facts that settle that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// The report that met it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// What was known before corrections.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Then>,
    /// The zone of the matter.
    #[serde(skip)]
    pub zone: TimeZone,
}

impl Line {
    /// The moment to plan to.
    pub fn strict(&self) -> Option<Timestamp> {
        self.due.period.as_ref().map(|period| period.strict.at)
    }

    /// Whether something is left to do.
    pub fn is_unsent(&self) -> bool {
        !matches!(self.state, State::SentInTime | State::SentInRelief | State::SentLate | State::Discharged)
    }

    /// Where it is read.
    pub fn part(&self) -> Part {
        match self.state {
            _ if !self.is_unsent() => Part::Done,
            _ if self.provisional => Part::Perhaps,
            State::Waiting => Part::Waiting,
            State::Overdue | State::InRelief | State::DueNow => Part::Now,
            _ => Part::Then,
        }
    }

    /// The zone of whoever gets it, or that of the matter.
    pub fn recipient_zone(&self) -> TimeZone {
        let own = self.recipients.iter().find_map(|to| to.zone.as_deref()).and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| self.zone.clone())
    }

    /// Open lines by the time that is left, what is due without delay among them at nought; then those that wait, those that hang on a
    /// fact, those that were sent.
    pub(super) fn order(&self) -> (u8, i64, &str) {
        let left = match self.state {
            State::Waiting => i64::MAX,
            State::DueNow => 0,
            _ => self.seconds_left.unwrap_or(i64::MAX),
        };
        let rank = match self.state {
            _ if !self.is_unsent() => 3,
            _ if self.provisional => 2,
            State::Waiting => 1,
            _ => 0,
        };
        let done = self.sent.as_ref().map_or(0, |sent| sent.at.as_second());
        (rank, if rank == 3 { done } else { left }, self.key.as_str())
    }
}

pub(super) fn make(
    case: &Case,
    finding: &Finding,
    due: &DueLine,
    index: usize,
    thing: ThingId,
    now: Timestamp,
) -> Line {
    let own = finding.item.as_deref().unwrap_or(&finding.duty);
    let stage = due.stage.clone().unwrap_or_else(|| index.to_string());
    let law = finding.state.as_deref().map_or_else(String::new, |code| format!("@{code}"));
    // two entries of one stage, of which facts choose one, are told apart by their place
    let place = finding.due.iter().take(index).filter(|other| other.stage == due.stage).count();
    let place = if place == 0 { String::new() } else { format!(".{}", place + 1) };
    let ids: Vec<&str> = [Some(finding.duty.as_str()), finding.item.as_deref()].into_iter().flatten().collect();
    let sent = case.submissions.iter().find(|submission| super::meets(submission, thing, &ids, due));
    Line {
        key: format!("{own}/{stage}{place}/{}{law}", finding.over.id),
        duty: finding.duty.clone(),
        item: finding.item.clone(),
        title: finding.title.clone(),
        plain: finding.plain.clone(),
        over: finding.over.clone(),
        bearer: finding.bearer.clone().or(finding.concerns.clone()),
        state_of: finding.state.clone(),
        provision: finding.provision.clone(),
        directive_provision: finding.directive_provision.clone(),
        confidence: finding.confidence,
        note: finding.note.clone(),
        recipients: due.recipients.clone(),
        counted: due.counted.clone(),
        state: match sent {
            Some(sent) => after_sending(due, sent.at, ids.contains(&sent.of.as_str())),
            None => before_sending(due, now),
        },
        seconds_left: due.period.as_ref().map(|period| period.strict.at.duration_since(now).as_secs()),
        provisional: finding.owed == Owed::Open || due.provisional,
        missing: {
            let mut missing = finding.missing.clone();
            missing.extend(due.missing.iter().filter(|own| !finding.missing.contains(own)).cloned());
            missing
        },
        sent: sent.map(|sent| Sent {
            at: sent.at,
            of: sent.of.clone(),
            reason: sent.reason.clone(),
            proof: sent.proof.clone(),
            sha256: sent.sha256.clone(),
        }),
        then: Vec::new(),
        zone: case.zone_of(thing),
        due: due.clone(),
    }
}

fn after_sending(due: &DueLine, at: Timestamp, own: bool) -> State {
    let Some(period) = &due.period else {
        return if own { State::SentInTime } else { State::Discharged };
    };
    match () {
        () if at > period.text.at => State::SentLate,
        () if !own => State::Discharged,
        () if at > period.strict.at => State::SentInRelief,
        () => State::SentInTime,
    }
}

fn before_sending(due: &DueLine, now: Timestamp) -> State {
    let Some(period) = &due.period else {
        return match due.term {
            Term::Prompt if due.from.is_some() => State::DueNow,
            _ => State::Waiting,
        };
    };
    let (strict, text) = (period.strict.at, period.text.at);
    if now >= text {
        return State::Overdue;
    }
    if now >= strict {
        return State::InRelief;
    }
    let left = strict.duration_since(now);
    let whole = due.from.map_or(SignedDuration::ZERO, |from| strict.duration_since(from));
    if left.as_secs().saturating_mul(4) <= whole.as_secs() { State::DueSoon } else { State::Running }
}
