//! A finding: a duty, on a thing, for a bearer, under the law of a State, and what can be said of it. The JSON of the command and,
//! later, of the web has this shape.

use jiff::civil::Date;
use onus_register::law::{Binding, Confidence, Modality, OwedTo};
use serde::{Deserialize, Serialize};

use crate::because::Because;
use crate::moment::DueLine;

/// What holds of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its condition is false, or an exception excludes it.
    DoesNotApply,
    /// The law is not in force on the law date, or suspended.
    NotInForce,
    /// Another duty or regime takes its place.
    Displaced,
    /// It applies.
    Applies,
    /// Not all completions of the facts agree, or the law is not held.
    CannotTell,
}

impl Status {
    pub(crate) const ALL: [(&'static str, Status); 5] = [
        ("does-not-apply", Status::DoesNotApply),
        ("not-in-force", Status::NotInForce),
        ("displaced", Status::Displaced),
        ("applies", Status::Applies),
        ("cannot-tell", Status::CannotTell),
    ];

    /// As JSON and the command line write it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, status)| *status)
    }
}

/// Whether something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owed {
    /// In every completion.
    Yes,
    /// In none.
    No,
    /// In some.
    Open,
}

/// What leaves a finding open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Open {
    /// Facts that are missing.
    Fact,
    /// The register does not hold the law.
    Law,
}

/// A thing of the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ThingRef {
    /// Its kind.
    pub kind: String,
    /// The name that the case gives it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// Path: `organisation.acme.staff`, or `acme.holdings` for a list that may go on.
    pub fact: String,
    /// The question as a person would be asked it.
    pub question: String,
    /// Who usually knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Someone must judge it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgement: bool,
}

/// A fact of the case, in a reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Given {
    /// Path of the fact.
    pub fact: String,
    /// What it is, in words: "staff: 120".
    pub says: String,
}

/// A judgement on which a finding rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Path of the fact.
    pub fact: String,
    /// What was asked.
    pub question: String,
    /// Who judged, if anyone answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What had to be weighed.
    pub factors: Vec<String>,
}

/// A sanction that can follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SanctionLine {
    /// Its id.
    pub id: String,
    /// What it is.
    pub text: String,
    /// The highest amount in words: "up to EUR 10 million or 2 %".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// The amount is only the least that a State's own maximum must be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub floor: bool,
    /// The fixed amount, as cases write it: `10000000 EUR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Its condition is not decided.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Where it stands in law.
    pub provision: String,
}

/// Another duty, regime or exception, named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub text: String,
    /// Where it stands in law.
    pub provision: String,
}

/// A fact as it would have to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Supposed {
    /// Path of the fact.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// What the case says, if it says something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// What it would have to be, in words.
    pub is: String,
}

/// A smallest change of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Otherwise {
    /// Facts that the case gives and that would have to be otherwise.
    pub change: Vec<Supposed>,
    /// Facts that the case leaves open and that would have to be so besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub besides: Vec<Supposed>,
}

/// What an open finding comes to if a missing fact is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IfSo {
    /// Path of the fact.
    pub fact: String,
    /// What it is supposed to be, in words.
    pub is: String,
    /// What can then hold.
    pub then: Vec<Status>,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Id of the duty; of the directive's, where a State transposes one.
    pub duty: String,
    /// Id of the State's own item, where it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Short title.
    pub title: String,
    /// Plain text.
    pub plain: String,
    /// The thing that it is about.
    pub over: ThingRef,
    /// The State whose law was read, as ISO code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// States of which it is open whether their law reaches the bearer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided_states: Vec<String>,
    /// Who owes; absent if the case does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer: Option<ThingRef>,
    /// The party by which the law reaches the bearer, where that is not the bearer itself; else the bearer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concerns: Option<ThingRef>,
    /// In which role.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// To whom.
    pub owed_to: Vec<OwedTo>,
    /// How strongly.
    pub modality: Modality,
    /// How the law or standard binds of which it is a part.
    pub binding: Binding,
    /// What holds.
    pub status: Status,
    /// What can still hold, if it is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<Status>,
    /// Whether it is owed.
    pub owed: Owed,
    /// It is owed if a thing such as `over` happens; the case names none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub if_it_happens: bool,
    /// It will be owed from `in_force_from` on; for what is only imagined, if it happens then, whatever the other open facts are.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub coming: bool,
    /// What leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
    /// Where it stands in law, with the name of the regime.
    pub provision: String,
    /// Where it stands in the directive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directive_provision: Option<String>,
    /// The day whose law was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law_date: Option<Date>,
    /// First day on which it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force_from: Option<Date>,
    /// The reason as a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
    /// A minimal set of facts that forces the status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reason: Vec<Given>,
    /// Facts that can still change it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// The smallest changes of facts after which it would be owed; told where one duty is asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<Otherwise>,
    /// What it would come to for each value of a missing fact; told where one duty is asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub if_so: Vec<IfSo>,
    /// What takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub displaced_by: Option<Named>,
    /// What meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_by: Option<Named>,
    /// What is due.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<DueLine>,
    /// What can follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sanction: Vec<SanctionLine>,
    /// Judgements on which it rests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub judgements: Vec<Judgement>,
    /// Themes.
    pub theme: Vec<String>,
    /// What it requires.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// How sure the weakest record is on which it rests.
    pub confidence: Confidence,
    /// What is uncertain in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// It is open and a finer method might decide it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
}

impl Finding {
    /// Whether it binds at all: what one may or should do is no duty that one owes, and a standard binds nobody by itself.
    pub fn binds(&self) -> bool {
        self.is_a_must() && self.binding != Binding::Soft
    }

    /// Whether the law or standard itself says "must" or "must not".
    pub fn is_a_must(&self) -> bool {
        matches!(self.modality, Modality::Must | Modality::MustNot)
    }

    /// Whether more facts could show that it is owed, or that it is not.
    pub fn is_open(&self) -> bool {
        self.owed == Owed::Open && self.open == Some(Open::Fact) && self.binds()
    }
}
