//! When something is due, as an answer shows it: the three instants of a period with the rules that made them, what it waits for, to
//! whom it goes. How time is counted stands in `onus-time`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use onus_register::law::Within;
use onus_time::Period;
use serde::Serialize;

/// A moment or a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Moment {
    /// A moment, shown in a zone.
    Instant(Zoned),
    /// A whole day.
    Day(Date),
}

impl Moment {
    /// A moment in a zone.
    pub fn at(moment: Timestamp, zone: &TimeZone) -> Self {
        Moment::Instant(moment.to_zoned(zone.clone()))
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Moment::Instant(at) => at.strftime("%A %-d %B %Y %H:%M %Z").to_string(),
            Moment::Day(day) => crate::words::day(*day),
        }
    }
}

/// A later reading of a moment, with the rules that made it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Later {
    /// The moment.
    pub at: Moment,
    /// Why it is later.
    pub because: Vec<String>,
}

/// What a line waits for: an event of which the moment is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Wait {
    /// The fact (`incident.ransom.classified`), or the id of the duty whose report is awaited.
    pub event: String,
    /// What it is called.
    pub text: String,
    /// The question that settles it, where it is a fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// It is a report of one's own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub report: bool,
}

/// To whom something goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct To {
    /// Its id in the vocabulary.
    pub id: String,
    /// Its name, in the State of the finding.
    pub name: String,
    /// How to reach it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Its time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// One line of what is due.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DueLine {
    /// Name of the stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// When, if the facts say it: what to plan to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// When by the text of the law, where that is later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_text: Option<Later>,
    /// The latest that can be argued for, where that is later still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguable: Option<Later>,
    /// In words: "within 24 hours of becoming aware".
    pub text: String,
    /// Without undue delay on top.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prompt: bool,
    /// To whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// What it must contain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<String>,
    /// It is open whether this line is due.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// What must happen or be known before the moment can be said for sure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<Wait>,
    /// The facts that settle whether this line is due, where that is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<crate::finding::Missing>,
    /// The duty that the same report serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serves: Option<String>,
    /// What to know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The three instants.
    #[serde(skip)]
    pub period: Option<Period>,
    /// What kind of term it is.
    #[serde(skip)]
    pub term: Term,
    /// When its start is known: the moment from which it runs.
    #[serde(skip)]
    pub from: Option<Timestamp>,
    /// To whom, in full.
    #[serde(skip)]
    pub recipients: Vec<To>,
    /// The facts that answer each item of the content.
    #[serde(skip)]
    pub answers: Vec<Vec<onus_logic::schema::FactId>>,
    /// How it is counted, in words.
    #[serde(skip)]
    pub counted: Option<String>,
}

/// What kind of term a line has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// A period or a fixed moment.
    #[default]
    Period,
    /// Without undue delay, and no number.
    Prompt,
    /// All the time.
    Continuous,
    /// Before something.
    Before,
    /// No term at all.
    None,
}

impl DueLine {
    /// When by the text of the law.
    pub fn text_at(&self) -> Option<&Moment> {
        self.by_text.as_ref().map(|later| &later.at).or(self.at.as_ref())
    }

    /// The latest that can be argued for.
    pub fn outer_at(&self) -> Option<&Moment> {
        self.arguable.as_ref().map(|later| &later.at).or_else(|| self.text_at())
    }

    /// Fills in the three readings: the later ones only where they are later.
    pub(crate) fn show(&mut self, period: Option<Period>, zone: &TimeZone) {
        let Some(period) = period else { return };
        let later = |reading: &onus_time::Reading| Later {
            at: Moment::at(reading.at, zone),
            because: reading.steps.iter().map(onus_time::Step::words).collect(),
        };
        self.at = Some(match period.day.filter(|_| period.day_only) {
            Some(day) => Moment::Day(day),
            None => Moment::at(period.strict.at, zone),
        });
        let text_is_later = period.text.at > period.strict.at;
        if text_is_later {
            self.by_text = Some(later(&period.text));
        }
        if period.outer.at > period.text.at {
            self.arguable = Some(later(&period.outer));
        }
        self.period = Some(period);
    }
}

/// A length of time in words: "24 hours", "1 month", "3 to 5 days".
pub fn length(within: Within) -> String {
    match within {
        Within::Continuous => "all the time".to_owned(),
        Within::Prompt => "without undue delay".to_owned(),
        Within::Length(length, longest) if length == longest => length.words(),
        Within::Length(short, long) => {
            let (short, long) = (short.words(), long.words());
            let number = short.split(' ').next().unwrap_or_default();
            format!("{number} to {long}")
        }
    }
}
