//! What an item says in each of its versions, and what changed from one to the next.

use jiff::civil::Date;
use onus_logic::ir::{DefId, ExprId};
use onus_logic::literal;
use onus_logic::schema::Type;
use onus_register::law::{Due, Duty, DutyBody, Effect, Exception, GuideQuestion, Modality, Norm, OwedTo, Touch};
use onus_register::register::Register;
use serde::Serialize;

use crate::sentence::{Sentence, Speaker};
use crate::words;

/// What an item says between two dates.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Version {
    /// First day, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Day after the last, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// What changed against the version before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// The kind of thing that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// Who owes, from that thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer: Option<String>,
    /// In which role, or which roles a norm addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// How strongly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modality: Option<Modality>,
    /// To whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owed_to: Vec<OwedTo>,
    /// The condition, or the value of a definition that is no yes or no.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Asked>,
    /// What is due.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<DueWords>,
    /// Themes, requirements, sanctions in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Part>,
    /// What it requires.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Part>,
    /// What can follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sanctions: Vec<Part>,
}

/// A condition with what it decides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// What it decides: "It applies if".
    pub leads: String,
    /// The condition.
    pub sentence: Sentence,
}

/// A word of the vocabulary with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its id.
    pub id: String,
    /// What people read.
    pub text: String,
}

/// One line of what is due, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DueWords {
    /// Name of the stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// When.
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
    /// Only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Sentence>,
    /// What to know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Every condition of a duty.
pub(super) fn expressions(body: &DutyBody) -> Vec<ExprId> {
    let dues = body.due.iter().filter_map(|due| due.when);
    let sanctions = body.sanctions.iter().filter_map(|(_, when)| *when);
    std::iter::once(body.when).chain(dues).chain(sanctions).collect()
}

/// The condition of an exception where it touches something.
pub(super) fn condition_of(touch: &Touch) -> ExprId {
    let (Touch::Duty(_, when) | Touch::Exception(_, _, when)) = touch;
    *when
}

fn due_words(register: &Register, speaker: &Speaker<'_>, due: &Due) -> DueWords {
    let recipients = &register.vocabulary.recipients;
    DueWords {
        stage: due.stage.clone(),
        text: words::due(register, due),
        prompt: due.prompt,
        to: due.to.iter().map(|to| recipients.get(to).map_or_else(|| to.clone(), |own| own.text.clone())).collect(),
        content: due.content.iter().map(|content| content.text.clone()).collect(),
        when: due.when.map(|when| speaker.condition(when)),
        note: due.note.clone(),
    }
}

/// Words with their texts.
fn texts<'r>(ids: &[String], text: impl Fn(&str) -> Option<&'r str>) -> Vec<Part> {
    ids.iter().map(|id| Part { id: id.clone(), text: text(id).unwrap_or(id).to_owned() }).collect()
}

pub(super) fn duty(register: &Register, duty: &Duty) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    for own in &duty.versions {
        let body = &own.body;
        let speaker = Speaker::of_duty(register, body);
        let vocabulary = &register.vocabulary;
        let mut version = Version {
            from: own.from,
            to: own.to,
            over: Some(vocabulary.kind(body.over).text.clone()),
            bearer: Some(speaker.bearer(body)),
            roles: body.role.iter().map(|role| role_text(register, role)).collect(),
            modality: Some(body.modality),
            owed_to: body.owed_to.clone(),
            conditions: vec![Asked { leads: "It applies if".to_owned(), sentence: speaker.condition(body.when) }],
            due: body.due.iter().map(|due| due_words(register, &speaker, due)).collect(),
            themes: texts(&body.themes, |id| vocabulary.themes.get(id).map(String::as_str)),
            requires: texts(&body.requires, |id| vocabulary.requirements.get(id).map(String::as_str)),
            sanctions: sanctions(register, body),
            ..Version::default()
        };
        if let Some(before) = versions.last() {
            version.changed = changed(before, &version);
        }
        versions.push(version);
    }
    versions
}

fn role_text(register: &Register, role: &str) -> String {
    register.vocabulary.roles.get(role).map_or_else(|| role.to_owned(), |own| own.text.clone())
}

fn sanctions(register: &Register, body: &DutyBody) -> Vec<Part> {
    let named = body.sanctions.iter().filter_map(|(id, _)| Some((id, register.vocabulary.sanctions.get(id)?)));
    named.map(|(id, own)| Part { id: id.clone(), text: format!("{} ({})", own.text, own.provision) }).collect()
}

/// What differs between two versions, in words.
fn changed(before: &Version, now: &Version) -> Vec<String> {
    let mut found = Vec::new();
    if before.conditions != now.conditions {
        found.push("when it applies".to_owned());
    }
    if before.due != now.due {
        let when = |version: &Version| version.due.iter().map(|due| due.text.clone()).collect::<Vec<_>>().join("; ");
        let (old, new) = (when(before), when(now));
        found.push(if old == new { "what is due".to_owned() } else { format!("what is due: {new}; before: {old}") });
    }
    let mut differs = |what: &str, differs: bool| {
        if differs {
            found.push(what.to_owned());
        }
    };
    differs("who owes it", before.bearer != now.bearer || before.over != now.over || before.roles != now.roles);
    differs("to whom it is owed", before.owed_to != now.owed_to);
    differs("how strongly it binds", before.modality != now.modality);
    differs("what can follow", before.sanctions != now.sanctions);
    differs("its theme", before.themes != now.themes);
    differs("what it requires", before.requires != now.requires);
    found
}

pub(super) fn definition(register: &Register, id: DefId) -> Vec<Version> {
    let logic = register.program.definition(id);
    let speaker = Speaker::of_definition(register, id);
    let mut versions: Vec<Version> = Vec::new();
    for own in &logic.versions {
        let asked = if logic.signature.returns == Type::Bool {
            Asked { leads: "It holds if".to_owned(), sentence: speaker.condition(own.body) }
        } else {
            Asked { leads: "It is".to_owned(), sentence: speaker.value(own.body) }
        };
        let mut version = Version {
            from: own.from.and_then(literal::date_of),
            to: own.to.and_then(literal::date_of),
            conditions: vec![asked],
            ..Version::default()
        };
        if let Some(before) = versions.last() {
            version.changed = changed(before, &version);
        }
        versions.push(version);
    }
    versions
}

pub(super) fn exception(register: &Register, exception: &Exception) -> Version {
    let mut version = Version::default();
    for touch in &exception.touches {
        // the condition is compiled for each pair of kinds that it touches; it says the same for all of them but for the nouns
        let duty = register.duty(touch.duty());
        let Some(own) = duty.versions.last() else { continue };
        let speaker = Speaker::of_duty(register, &own.body);
        let leads = match exception.effect {
            Effect::Displaces => "Something else takes its place if",
            Effect::Excludes => "It does not apply if",
            Effect::Changes(_) => "It is changed if",
            Effect::Satisfies => "It is met by something else if",
            Effect::Suspends(_) => "It waits if",
            Effect::Lifts => "The exception falls away if",
        };
        let asked = Asked { leads: leads.to_owned(), sentence: speaker.condition(condition_of(touch)) };
        if !version.conditions.contains(&asked) {
            version.conditions.push(asked);
        }
        match &exception.effect {
            Effect::Changes(change) if version.due.is_empty() => {
                let due = change.due.iter().flatten();
                version.due = due.map(|due| due_words(register, &speaker, due)).collect();
                version.owed_to = change.owed_to.clone().unwrap_or_default();
            }
            Effect::Suspends(until) if version.due.is_empty() => {
                version.due.push(due_words(register, &speaker, until));
            }
            _ => {}
        }
    }
    version
}

pub(super) fn norm(register: &Register, norm: &Norm) -> Version {
    Version {
        roles: norm.addressees.iter().map(|role| role_text(register, role)).collect(),
        modality: Some(norm.modality),
        themes: texts(&norm.themes, |id| register.vocabulary.themes.get(id).map(String::as_str)),
        ..Version::default()
    }
}

pub(super) fn guide(register: &Register, asked: &GuideQuestion) -> Version {
    let condition = asked.ask_if.map(|(kind, condition)| Asked {
        leads: "It is asked if".to_owned(),
        sentence: Speaker::of_kind(register, kind).condition(condition),
    });
    Version {
        roles: asked.addressees.iter().map(|role| role_text(register, role)).collect(),
        owed_to: asked.owed_to.clone(),
        conditions: condition.into_iter().collect(),
        themes: texts(&asked.themes, |id| register.vocabulary.themes.get(id).map(String::as_str)),
        ..Version::default()
    }
}
