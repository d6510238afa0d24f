//! What the form of a question sends, read into an answer.

use std::collections::BTreeSet;

use onus_engine::interview::{Ask, Form, Question, Reply};
use onus_register::case::Case;

use crate::language::Language;

/// The fields of a form, in order; one may occur more than once.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// A field, or an empty text.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(own, value)| own == name && !value.is_empty()).map_or("", |(_, value)| value)
    }

    /// All values of a field.
    pub(super) fn all(&self, name: &str) -> BTreeSet<&str> {
        self.0.iter().filter(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.as_str()).collect()
    }

    /// Nothing is answered with it, and no button was pressed that answers.
    pub(super) fn is_silent(&self) -> bool {
        ["do", "answer", "choice", "item"].iter().all(|name| self.one(name).is_empty())
    }

    /// The answer to a question; if the form is none, what to do, in the language of the page.
    pub(super) fn reply(&self, question: &Question, case: &Case, t: Language) -> Result<Reply, String> {
        let set = |name: &str| self.all(name).into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
        match (self.one("do"), &question.ask) {
            ("unsure", _) => return Ok(Reply::DoNotKnow),
            ("later", _) => return Ok(Reply::Later),
            ("none", Ask::Things { .. }) => return Ok(Reply::Nothing),
            ("none", _) => {
                let ticked = !self.all("item").is_empty() || !self.all("doubt").is_empty();
                return if ticked { Err(t.get("interview-ticked")) } else { Ok(Reply::Nothing) };
            }
            _ => {}
        }
        match &question.ask {
            Ask::Checklist { .. } => {
                let (chosen, unsure) = (set("item"), set("doubt"));
                if chosen.is_empty() && unsure.is_empty() {
                    return Err(t.get("interview-tick"));
                }
                Ok(Reply::Items { unsure: unsure.difference(&chosen).cloned().collect(), chosen })
            }
            Ask::Things { .. } if self.one("answer").trim().is_empty() => Err(t.get("interview-name")),
            Ask::Party { .. } | Ask::Things { .. } => Ok(Reply::Text(self.one("answer").to_owned())),
            Ask::Fact { form, .. } => self.fact(form, case, t),
        }
    }

    fn fact(&self, form: &Form, case: &Case, t: Language) -> Result<Reply, String> {
        let (typed, choice) = (self.one("answer").trim(), self.one("choice"));
        let text = match form {
            Form::Many(_) => {
                let mut all: Vec<&str> = self.all("item").into_iter().collect();
                all.extend(Some(typed).filter(|typed| !typed.is_empty()));
                all.join(", ")
            }
            Form::Moment => {
                let zone = self.one("zone").trim();
                if zone.is_empty() && case.zone.is_none() && case.zones.is_empty() && !typed.contains(' ') {
                    return Err(t.get("interview-zone-needed"));
                }
                format!("{typed} {zone}").trim().to_owned()
            }
            // what is typed is more exact than a choice
            _ if typed.is_empty() => choice.to_owned(),
            _ => typed.to_owned(),
        };
        if text.is_empty() { Err(t.get("interview-choose")) } else { Ok(Reply::Text(text)) }
    }
}
