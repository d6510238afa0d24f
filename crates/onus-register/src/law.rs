//! Items of law as the engine reads them: regimes, definitions, duties with what is due, norms, exceptions. Conditions are compiled;
//! texts are as the page has them.

use jiff::civil::Date;
use onus_logic::ir::{DefId, ExprId};
use onus_logic::schema::{FactId, KindId, Type};
use onus_time::Length;

use crate::source::At;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Position in the order of the register.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// A regime.
    RegimeId,
    /// A duty.
    DutyId,
    /// An exception.
    ExceptionId,
}

/// How sure a record is, from surest to least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Checked against the official text.
    OfficialText,
    /// Checked against a secondary source.
    Secondary,
    /// From general knowledge.
    Recalled,
    /// No source seen.
    Unverified,
    /// Put together from fragments.
    Reconstructed,
}

impl Confidence {
    pub(crate) const NAMES: [(&'static str, Confidence); 5] = [
        ("official-text", Confidence::OfficialText),
        ("secondary", Confidence::Secondary),
        ("recalled", Confidence::Recalled),
        ("unverified", Confidence::Unverified),
        ("reconstructed", Confidence::Reconstructed),
    ];

    /// As the register writes it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }
}

/// To whom something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwedTo {
    /// The bearer itself.
    #[serde(rename = "self")]
    Yourself,
    /// Business buyers.
    Customers,
    /// Consumers, data subjects, patients.
    Users,
    /// Partners up and down the chain.
    Chain,
    /// Third parties, society.
    Environment,
    /// Authorities.
    Authority,
}

impl OwedTo {
    pub(crate) const NAMES: [(&'static str, OwedTo); 6] = [
        ("self", OwedTo::Yourself),
        ("customers", OwedTo::Customers),
        ("users", OwedTo::Users),
        ("chain", OwedTo::Chain),
        ("environment", OwedTo::Environment),
        ("authority", OwedTo::Authority),
    ];

    /// As the register writes it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(own, _)| *own == name).map(|(_, own)| *own)
    }

    /// Those to whom it is owed, as people say it.
    pub fn people(self) -> &'static str {
        match self {
            OwedTo::Yourself => "the bearer",
            OwedTo::Customers => "business customers",
            OwedTo::Users => "users",
            OwedTo::Chain => "partners in the chain",
            OwedTo::Environment => "others and society",
            OwedTo::Authority => "authorities",
        }
    }

    /// The four groups that are shown.
    pub fn group(self) -> &'static str {
        match self {
            OwedTo::Yourself => "Yourself",
            OwedTo::Customers | OwedTo::Users => "Your customers",
            OwedTo::Chain | OwedTo::Environment => "Your environment",
            OwedTo::Authority => "Authorities",
        }
    }
}

/// How a regime binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Binding {
    /// Binds everyone by itself.
    Direct,
    /// Binds through the law of a State.
    ViaTransposition,
    /// Law of a State.
    National,
    /// Open norm, filled in by courts.
    CaseLaw,
    /// Does not bind by itself.
    Soft,
}

/// Where a regime stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not law.
    Proposed,
    /// Law; dates say whether it is in force.
    Adopted,
    /// No longer law.
    Repealed,
}

/// Days on which something is in force: `from <= day`, and `day < to` if it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Day after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Period {
    /// Whether a day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// How a regime reaches a bearer.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The condition over `bearer` and `state`.
    pub condition: ExprId,
    /// The kind of `bearer`.
    pub kind: KindId,
}

/// A law, standard or norm.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Its id.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Name before a provision.
    pub short: String,
    /// Full citation.
    pub citation: String,
    /// Official address.
    pub official: Option<String>,
    /// CELEX number.
    pub celex: Option<String>,
    /// Whose law it is.
    pub jurisdiction: Option<String>,
    /// How it binds.
    pub binding: Binding,
    /// Where it stands.
    pub status: Status,
    /// When it is in force.
    pub in_force: Vec<Period>,
    /// The States that must transpose it, as members of `country`.
    pub states: Vec<u32>,
    /// The State whose law it is, as member of `country`.
    pub state: Option<u32>,
    /// The directive that it transposes.
    pub implements: Option<RegimeId>,
    /// When it reaches a bearer in a State.
    pub reach: Option<Reach>,
    /// What it is about.
    pub plain: String,
    /// Articles, paragraphs, points.
    pub provisions: Option<crate::provision::Provisions>,
    /// Where it is described.
    pub at: At,
}

/// What every item has.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// Short title.
    pub title: String,
    /// What people read.
    pub plain: String,
    /// Its regime.
    pub regime: RegimeId,
    /// Where it stands in law.
    pub provision: String,
    /// How sure the record is.
    pub confidence: Confidence,
    /// What is uncertain.
    pub note: Option<String>,
    /// What was read.
    pub source: Option<String>,
    /// Rows of the dossier.
    pub rows: Vec<String>,
    /// When it is in force.
    pub in_force: Vec<Period>,
    /// Where its heading stands.
    pub at: At,
}

/// A definition; its logic is in the program under the same id.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What every item has.
    pub head: Head,
    /// Its place in the program.
    pub logic: DefId,
    /// The directive's definition that a State puts this in the place of.
    pub implements: Option<DefId>,
}

/// A duty.
#[derive(Clone, Debug)]
pub struct Duty {
    /// What every item has.
    pub head: Head,
    /// The directive's duty that this transposes.
    pub implements: Option<DutyId>,
    /// What it says, by date. Without versions there is one, for all dates.
    pub versions: Vec<DutyVersion>,
}

/// What a duty says in some period.
#[derive(Clone, Debug)]
pub struct DutyVersion {
    /// First day, if it has one.
    pub from: Option<Date>,
    /// Day after the last, if it has one.
    pub to: Option<Date>,
    /// What it says.
    pub body: DutyBody,
}

/// What a duty says.
#[derive(Clone, Debug)]
pub struct DutyBody {
    /// Kind of thing that it is about.
    pub over: KindId,
    /// Who owes, from that thing.
    pub bearer: ExprId,
    /// Kind of the bearer.
    pub bearer_kind: KindId,
    /// The party by which the law reaches the bearer, where it is not the bearer itself.
    pub through: Option<ExprId>,
    /// Role shown.
    pub role: Option<String>,
    /// To whom it is owed.
    pub owed_to: Vec<OwedTo>,
    /// When it applies, over the thing, `bearer` and `state`.
    pub when: ExprId,
    /// What is due.
    pub due: Vec<Due>,
    /// Themes.
    pub themes: Vec<String>,
    /// What it requires.
    pub requires: Vec<String>,
    /// Sanctions, with their conditions over the same variables.
    pub sanctions: Vec<(String, Option<ExprId>)>,
    /// Must, must not, should, may.
    pub modality: Modality,
}

/// How strong a duty is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// Has to.
    Must,
    /// Has to refrain from.
    MustNot,
    /// Ought to.
    Should,
    /// Is free to.
    May,
}

/// Something that is due at some time.
#[derive(Clone, Debug, Default)]
pub struct Due {
    /// Name of the stage.
    pub stage: Option<String>,
    /// What starts the period.
    pub after: Option<Anchor>,
    /// The moment itself.
    pub at: Option<Anchor>,
    /// Before what.
    pub before: Option<Anchor>,
    /// How long.
    pub within: Option<Within>,
    /// How often again.
    pub every: Option<String>,
    /// The earliest of these.
    pub earliest: Vec<Due>,
    /// The latest of these.
    pub latest: Vec<Due>,
    /// As one of several alternatives: it lapses if it ends before this moment.
    pub lapses_before: Option<Anchor>,
    /// Only then, over the variables of the duty.
    pub when: Option<ExprId>,
    /// Without undue delay on top.
    pub prompt: bool,
    /// To whom.
    pub to: Vec<String>,
    /// How it is counted: a counting of the vocabulary.
    pub counting: Option<String>,
    /// The calendar of business days and of closed days, where it is not the counting's.
    pub calendar: Option<String>,
    /// What a report must contain.
    pub content: Vec<Content>,
    /// The duty that a report serves as well.
    pub serves: Option<String>,
    /// What to know of it.
    pub note: Option<String>,
}

/// One item that a report must contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What it is.
    pub text: String,
    /// Facts of the thing or of the bearer that answer it, so that a draft can be filled in.
    pub facts: Vec<FactId>,
}

/// A moment that a period hangs on.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// A fact, over the variables of the duty.
    Fact {
        /// The expression.
        expr: ExprId,
        /// Date or instant.
        of: Type,
        /// As written.
        path: String,
    },
    /// The report of another duty was sent: the first of the reports for any of these, or the last.
    Sent(Vec<String>, Which),
    /// A fixed day.
    Day(Date),
}

/// Which of several reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// The first that was sent.
    First,
    /// The last that was sent.
    Last,
}

/// A length of time as laws write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// A length, or a band of lengths where the record names one: what to plan to, and what it can be.
    Length(Length, Length),
    /// All the time.
    Continuous,
    /// Without undue delay, no fixed length.
    Prompt,
}

/// What is expected without binding a party of a case.
#[derive(Clone, Debug)]
pub struct Norm {
    /// What every item has.
    pub head: Head,
    /// Roles.
    pub addressees: Vec<String>,
    /// Themes.
    pub themes: Vec<String>,
    /// How strong.
    pub modality: Modality,
}

/// A question of a guide for beginners, to be answered yes or no. It owes nothing by itself: a "no" leads to the law behind it.
#[derive(Clone, Debug)]
pub struct GuideQuestion {
    /// What every item has.
    pub head: Head,
    /// What is asked; "yes" is the good answer.
    pub question: String,
    /// Chapter of the guide.
    pub chapter: String,
    /// Heading within the chapter.
    pub heading: String,
    /// Roles.
    pub addressees: Vec<String>,
    /// To whom it is owed.
    pub owed_to: Vec<OwedTo>,
    /// Themes.
    pub themes: Vec<String>,
    /// The kind of thing that is asked, and the condition under which; without it everyone is asked.
    pub ask_if: Option<(KindId, ExprId)>,
    /// Ids of the duties, norms and definitions that a "no" leads to, in the order of the page.
    pub hooks: Vec<String>,
    /// Law behind it that the register does not hold, in words.
    pub not_held: Vec<String>,
}

/// What an exception does.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Another duty or regime takes its place.
    Displaces,
    /// As if the condition were false.
    Excludes,
    /// Other keys.
    Changes(Change),
    /// Applies, and is met by something else.
    Satisfies,
    /// Not before a date.
    Suspends(Box<Due>),
    /// Takes back another exception.
    Lifts,
}

impl Effect {
    /// As the register writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Effect::Displaces => "displaces",
            Effect::Excludes => "excludes",
            Effect::Changes(_) => "changes",
            Effect::Satisfies => "satisfies",
            Effect::Suspends(_) => "suspends",
            Effect::Lifts => "lifts",
        }
    }
}

/// The keys that an exception sets.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What is due.
    pub due: Option<Vec<Due>>,
    /// Sanctions.
    pub sanctions: Option<Vec<(String, Option<ExprId>)>>,
    /// To whom it is owed.
    pub owed_to: Option<Vec<OwedTo>>,
}

/// An exception.
#[derive(Clone, Debug)]
pub struct Exception {
    /// What every item has.
    pub head: Head,
    /// What it does.
    pub effect: Effect,
    /// The duties or exceptions that it touches, with its condition over their variables.
    pub touches: Vec<Touch>,
    /// The duty or regime that takes the place, or meets the duty.
    pub by: Option<String>,
}

/// What an exception touches.
#[derive(Clone, Debug)]
pub enum Touch {
    /// A duty.
    Duty(DutyId, ExprId),
    /// Another exception, where it touches a duty.
    Exception(ExceptionId, DutyId, ExprId),
}

impl Touch {
    /// The duty that is touched in the end.
    pub fn duty(&self) -> DutyId {
        let (Touch::Duty(duty, _) | Touch::Exception(_, duty, _)) = self;
        *duty
    }
}
