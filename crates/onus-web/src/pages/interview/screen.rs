//! What a page shows of a question: the control that fits it, with what was typed before.

use onus_engine::interview::{Ask, Draft, Form, Hinge, Member, Question, answer};

use super::Carried;
use super::fields::Fields;
use crate::language::Language;

/// Members that are shown one below the other; of more only one can be chosen from a list that unfolds.
const FEW: usize = 12;
/// Above more answers than these "none" can be said at once; Enter still sends what is ticked.
const LONG: usize = 8;
/// Members of a set that are ticked; more of them are typed, or looked up in columns.
const SOME: usize = 90;

/// A question on a page.
pub(super) struct Screen {
    pub(super) text: String,
    pub(super) help: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) about: Option<String>,
    pub(super) again: bool,
    pub(super) so_far: Option<String>,
    pub(super) who: Option<String>,
    pub(super) control: Control,
    /// "There is none" is an answer.
    pub(super) may_be_none: bool,
    /// It can be put aside.
    pub(super) may_wait: bool,
    /// What someone weighs who judges it; with whom judged last, and why.
    pub(super) factors: Vec<String>,
    pub(super) by: String,
    pub(super) why: String,
    pub(super) hinges: Vec<Hinge>,
    pub(super) hinging: usize,
}

/// One of several answers.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) help: Option<String>,
    pub(super) on: bool,
    /// It was ticked as not known.
    pub(super) doubt: bool,
}

/// How a question is answered on a page.
pub(super) enum Control {
    /// Two buttons that answer at once.
    YesNo,
    /// A line of text, with an example.
    Line { typed: String, example: String, unit: Option<String> },
    /// Names, one after the other.
    Things { listed: Vec<String>, typed: String },
    /// One of a few.
    One(Vec<Choice>),
    /// One of a few, or a line of text.
    OneOr { choices: Vec<Choice>, typed: String, example: String, unit: Option<String> },
    /// One of many.
    Select(Vec<Choice>),
    /// Any of some.
    Many(Vec<Choice>),
    /// Any of very many: typed, or looked up.
    Typed { choices: Vec<Choice>, typed: String },
    /// Facts that are true, not true or not known.
    Checklist(Vec<Choice>),
    /// A day.
    Day { typed: String },
    /// A day and a time.
    Moment { typed: String, zone: String },
}

impl Screen {
    pub(super) fn new(
        question: &Question,
        carried: &Carried,
        draft: &Draft,
        typed: Option<&Fields>,
        t: Language,
    ) -> Self {
        let (so_far, factors, optional) = match &question.ask {
            Ask::Fact { so_far, factors, optional, .. } => (so_far.clone(), factors.clone(), *optional),
            _ => (None, Vec::new(), false),
        };
        let about = match &question.ask {
            Ask::Party { .. } | Ask::Things { .. } => None,
            _ => question.about.as_ref().map(|about| about.name.clone()),
        };
        let empty = Fields::default();
        let typed = typed.unwrap_or(&empty);
        let judge = Some(typed.one("by")).filter(|by| !by.is_empty()).unwrap_or(&carried.judge);
        Self {
            text: question.text.clone(),
            help: question.help.clone(),
            topic: question.topic.clone(),
            about,
            again: question.again,
            so_far,
            who: question.who.clone(),
            control: control(question, carried, draft, typed, t),
            may_be_none: optional,
            may_wait: !matches!(question.ask, Ask::Party { .. }),
            factors,
            by: judge.to_owned(),
            why: typed.one("why").to_owned(),
            hinges: question.hinges.clone(),
            hinging: carried.hinging,
        }
    }
}

impl Screen {
    /// The answers may not fit on a screen with the buttons below them.
    pub(super) fn is_long(&self) -> bool {
        matches!(&self.control, Control::Many(choices) | Control::Checklist(choices) if choices.len() > LONG)
    }
}

/// By what people read.
fn sorted(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = choices.collect();
    choices.sort_by_key(|choice| choice.text.to_lowercase());
    choices
}

fn control(question: &Question, carried: &Carried, draft: &Draft, fields: &Fields, t: Language) -> Control {
    let typed = fields.one("answer").to_owned();
    let items = fields.all("item");
    let member = |member: &Member| Choice {
        on: fields.one("choice") == member.id || items.contains(member.id.as_str()),
        ..Choice::new(&member.id, &member.text)
    };
    let one_or = |choices: Vec<Choice>, unit: &Option<String>, example: &str| Control::OneOr {
        choices,
        typed: typed.clone(),
        example: t.get(example),
        unit: unit.clone(),
    };
    let bands = |bands: &[String]| {
        let letters = bands.iter().enumerate().map(|(at, band)| (answer::letter(at).to_string(), band));
        letters
            .map(|(letter, band)| Choice {
                on: fields.one("choice") == letter,
                ..Choice::new(&letter, &answer::band_in_words(band))
            })
            .collect::<Vec<_>>()
    };
    let line = |unit: &Option<String>, example: &str| Control::Line {
        typed: typed.clone(),
        example: t.get(example),
        unit: unit.clone(),
    };
    let form = match &question.ask {
        Ask::Party { .. } => return Control::Line { typed, example: String::new(), unit: None },
        Ask::Things { kind, gate, owner, .. } => {
            return Control::Things { listed: draft.list(kind, gate, owner), typed };
        }
        Ask::Checklist { items, .. } => {
            let (on, doubt) = (fields.all("item"), fields.all("doubt"));
            let choice = |item: &onus_engine::interview::Item| Choice {
                help: item.help.clone(),
                on: on.contains(item.path.as_str()),
                doubt: doubt.contains(item.path.as_str()),
                ..Choice::new(&item.path, &item.text)
            };
            return Control::Checklist(items.iter().map(choice).collect());
        }
        Ask::Fact { form, .. } => form,
    };
    match form {
        Form::YesNo if question.is_judgement() => {
            let choice = |value: &str, key: &str| Choice {
                on: fields.one("choice") == value,
                ..Choice::new(value, &t.get(key))
            };
            Control::One(vec![choice("yes", "interview-yes"), choice("no", "interview-no")])
        }
        Form::YesNo => Control::YesNo,
        Form::Number { bands: own, unit, whole } => {
            let example = if *whole { "interview-number" } else { "interview-decimal" };
            if own.is_empty() { line(unit, example) } else { one_or(bands(own), unit, example) }
        }
        Form::Money { bands: own } if own.is_empty() => line(&None, "interview-money"),
        Form::Money { bands: own } => one_or(bands(own), &None, "interview-money"),
        Form::Percent => line(&None, "interview-percent"),
        Form::Length => line(&None, "interview-length"),
        Form::Date => Control::Day { typed },
        Form::Moment => {
            let known = question.about.as_ref().and_then(|thing| draft.zone(thing)).unwrap_or(&carried.zone);
            let zone = Some(fields.one("zone")).filter(|zone| !zone.is_empty()).unwrap_or(known);
            Control::Moment { typed, zone: zone.to_owned() }
        }
        Form::One(members) if members.len() <= FEW => Control::One(members.iter().map(member).collect()),
        Form::One(members) => Control::Select(sorted(members.iter().map(member))),
        Form::Many(members) if members.len() <= SOME => Control::Many(members.iter().map(member).collect()),
        Form::Many(members) => Control::Typed { choices: sorted(members.iter().map(member)), typed },
        Form::Thing { candidates, .. } => {
            let choices = candidates
                .iter()
                .map(|thing| Choice { on: fields.one("choice") == thing.id, ..Choice::new(&thing.id, &thing.name) });
            one_or(choices.collect(), &None, "interview-another")
        }
    }
}

impl Choice {
    fn new(value: &str, text: &str) -> Self {
        Self { value: value.to_owned(), text: text.to_owned(), help: None, on: false, doubt: false }
    }
}
