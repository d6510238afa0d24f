//! Takes an answer to a question into the case, the same for a terminal and for a form on the web.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::answer::{self, Misread};
use super::draft::Draft;
use super::step::{Ask, Form, Question};
use super::things::name_for;

/// What a person answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Words: a fact as people write it, or the name of a party or of one more thing.
    Text(String),
    /// What is true of a checklist, as paths of its facts; the rest is not.
    Items {
        /// True.
        chosen: BTreeSet<String>,
        /// Not known.
        unsure: BTreeSet<String>,
    },
    /// None of these, there is none, or: that is all.
    Nothing,
    /// The person does not know.
    DoNotKnow,
    /// Another time.
    Later,
}

/// Who answers for a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Their name.
    pub by: String,
    /// When it was judged.
    pub on: Date,
    /// Why, in a line; may be empty.
    pub why: String,
}

/// What an answer left of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing.
    Whole,
    /// It is as exact as the person can be, and the question could be asked again for the exact value.
    Roughly,
}

fn misread<T>(message: &str) -> Result<T, Misread> {
    Err(Misread { message: message.to_owned() })
}

impl Question {
    /// Someone must judge it.
    pub fn is_judgement(&self) -> bool {
        matches!(&self.ask, Ask::Fact { factors, .. } if !factors.is_empty())
    }

    /// What is put aside with it: a checklist and each fact on it.
    fn paths(&self) -> Vec<&str> {
        let items: &[_] = if let Ask::Checklist { items, .. } = &self.ask { items } else { &[] };
        std::iter::once(self.path.as_str()).chain(items.iter().map(|item| item.path.as_str())).collect()
    }
}

impl Draft {
    /// Takes an answer as one step, which can be taken back. An answer that does not fit changes nothing. Whether the case can be read
    /// with it is for the caller to see, who has the register.
    pub fn answer(&mut self, question: &Question, reply: &Reply, judged: Option<&Judged>) -> Result<Taken, Misread> {
        match (reply, &question.ask) {
            (Reply::DoNotKnow | Reply::Later, Ask::Party { .. }) => misread("a case needs a name; any name will do"),
            // a checklist of which nothing is known is that of each of its facts
            (Reply::DoNotKnow, _) => {
                self.change(|draft| question.paths().into_iter().for_each(|path| draft.not_known(path)));
                Ok(Taken::Whole)
            }
            (Reply::Later, _) => {
                self.change(|draft| {
                    for path in question.paths() {
                        // put off twice, it stays open; another time it is asked again
                        if question.again { draft.not_known(path) } else { draft.put_off(path) }
                    }
                });
                Ok(Taken::Whole)
            }
            (_, Ask::Party { kind }) => self.party(kind, reply),
            (_, Ask::Things { .. }) => self.things(question, reply),
            (_, Ask::Checklist { .. }) => self.checklist(question, reply),
            (_, Ask::Fact { .. }) => self.fact(question, reply, judged),
        }
    }

    fn party(&mut self, kind: &str, reply: &Reply) -> Result<Taken, Misread> {
        let Some(title) = name(reply) else { return misread("type a name") };
        self.change(|draft| {
            draft.add(kind, title, &BTreeSet::new());
        });
        Ok(Taken::Whole)
    }

    /// Adds a thing under what people call it. Its own name.
    fn add(&mut self, kind: &str, title: &str, taken: &BTreeSet<String>) -> String {
        let id = name_for(title, &self.names(kind).union(taken).cloned().collect());
        self.set(kind, &id, "name", &answer::quoted(title));
        id
    }

    fn things(&mut self, question: &Question, reply: &Reply) -> Result<Taken, Misread> {
        let Ask::Things { kind, list, gate, owner, with, .. } = &question.ask else { return Ok(Taken::Whole) };
        let Some(title) = name(reply) else {
            self.change(|draft| draft.note("complete", list));
            return Ok(Taken::Whole);
        };
        if self.list(kind, gate, owner).iter().any(|own| own.to_lowercase() == title.to_lowercase()) {
            return misread("this one is listed already");
        }
        self.change(|draft| {
            let taken = with.iter().flat_map(|(_, kind)| draft.names(kind)).chain(draft.names(kind)).collect();
            let mut companions = Vec::new();
            for (fact, kind) in with {
                companions.push((fact, draft.add(kind, title, &taken)));
            }
            let id = draft.add(kind, title, &taken);
            draft.set(kind, &id, gate, &answer::quoted(owner));
            for (fact, other) in companions {
                draft.set(kind, &id, fact, &answer::quoted(&other));
            }
        });
        Ok(Taken::Whole)
    }

    fn checklist(&mut self, question: &Question, reply: &Reply) -> Result<Taken, Misread> {
        let Ask::Checklist { id, thing, items, whole } = &question.ask else { return Ok(Taken::Whole) };
        let nothing = BTreeSet::new();
        let (chosen, unsure) = match reply {
            Reply::Items { chosen, unsure } if !(chosen.is_empty() && unsure.is_empty()) => (chosen, unsure),
            Reply::Nothing => (&nothing, &nothing),
            _ => return misread("say none if none of these is true"),
        };
        self.change(|draft| {
            if *whole && chosen.is_empty() && unsure.is_empty() {
                draft.enlist(&thing.kind, &thing.id, "none_of", id);
                return;
            }
            for item in items {
                if unsure.contains(&item.path) {
                    draft.not_known(&item.path);
                } else if !chosen.contains(&item.path) {
                    draft.set(&thing.kind, &thing.id, &item.fact, &item.none);
                } else if item.yes_no {
                    draft.set(&thing.kind, &thing.id, &item.fact, "true");
                }
            }
        });
        Ok(Taken::Whole)
    }

    fn fact(&mut self, question: &Question, reply: &Reply, judged: Option<&Judged>) -> Result<Taken, Misread> {
        let Ask::Fact { thing, fact, form, optional, .. } = &question.ask else { return Ok(Taken::Whole) };
        let text = match reply {
            Reply::Text(text) => text.trim(),
            _ => "none",
        };
        let none = ["none", "no", "-"].contains(&text.to_lowercase().as_str());
        if *optional && none && *form != Form::YesNo {
            self.change(|draft| {
                draft.enlist(&thing.kind, &thing.id, "absent", fact);
                draft.unnote("unsure", &question.path);
            });
            return Ok(Taken::Whole);
        }
        let given = match answer::read(form, text, self.currency().as_deref()) {
            Ok(given) => given,
            Err(wrong) => {
                let Form::Thing { kind, .. } = form else { return Err(wrong) };
                if text.is_empty() || none || text.parse::<usize>().is_ok() {
                    return Err(wrong);
                }
                // a name that is not among them is a new thing
                self.change(|draft| {
                    let id = draft.add(kind, text, &BTreeSet::new());
                    draft.set(&thing.kind, &thing.id, fact, &answer::quoted(&id));
                });
                return Ok(Taken::Whole);
            }
        };
        let toml = if question.is_judgement() { stated(&given.toml, judged)? } else { given.toml };
        self.change(|draft| {
            if let Some(zone) = given.zone.as_deref().filter(|zone| draft.zone(thing) != Some(zone)) {
                draft.set(&thing.kind, &thing.id, "zone", &answer::quoted(zone));
            }
            draft.set(&thing.kind, &thing.id, fact, &toml);
            draft.unnote("unsure", &question.path);
        });
        Ok(if given.exact { Taken::Whole } else { Taken::Roughly })
    }
}

/// What was typed as a name, if it is one and not "that is all".
fn name(reply: &Reply) -> Option<&str> {
    let Reply::Text(text) = reply else { return None };
    let text = text.trim();
    let all = ["", "none", "no", "that is all", "that's all", "0", "-"].contains(&text.to_lowercase().as_str());
    (!all).then_some(text)
}

/// A judgement names who answers for it, and why.
fn stated(toml: &str, judged: Option<&Judged>) -> Result<String, Misread> {
    let Some(judged) = judged.filter(|judged| !judged.by.trim().is_empty()) else {
        return misread("a judgement needs a name: someone answers for it");
    };
    let why = judged.why.trim();
    let why = if why.is_empty() { String::new() } else { format!(", why = {}", answer::quoted(why)) };
    Ok(format!("{{ value = {toml}, by = {}, on = {}{why} }}", answer::quoted(judged.by.trim()), judged.on))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Draft, Judged, Reply, Taken};
    use crate::finding::ThingRef;
    use crate::interview::{Ask, Form, Item, Question};

    fn question(ask: Ask) -> Question {
        let (path, text) = ("organisation.a.x".to_owned(), "?".to_owned());
        let none = || None;
        Question {
            ask,
            path,
            text,
            help: none(),
            who: none(),
            topic: none(),
            about: None,
            hinges: vec![],
            open: 1,
            again: false,
        }
    }

    fn thing() -> ThingRef {
        ThingRef { kind: "organisation".into(), id: "a".into(), name: "A".into() }
    }

    fn fact(form: Form, optional: bool, factors: &[&str]) -> Question {
        let factors = factors.iter().map(|factor| (*factor).to_owned()).collect();
        question(Ask::Fact { thing: thing(), fact: "x".into(), form, optional, factors, so_far: None })
    }

    fn text(text: &str) -> Reply {
        Reply::Text(text.to_owned())
    }

    #[test]
    fn a_thing_is_added_with_what_comes_with_it_and_never_twice() {
        let ask = Ask::Things {
            kind: "supply".into(),
            list: "a.supplies".into(),
            gate: "by".into(),
            owner: "a".into(),
            with: vec![("product".into(), "product".into())],
            listed: vec![],
        };
        let (question, mut draft) = (question(ask), Draft::new("").unwrap());
        assert_eq!(draft.answer(&question, &text("Lamp"), None), Ok(Taken::Whole));
        let added =
            "[product.lamp]\nname = \"Lamp\"\n\n[supply.lamp]\nname = \"Lamp\"\nby = \"a\"\nproduct = \"lamp\"\n";
        assert_eq!(draft.text(), added);
        assert!(draft.answer(&question, &text("lamp"), None).is_err());
        assert_eq!(draft.text(), added);
        draft.answer(&question, &Reply::Nothing, None).unwrap();
        assert!(draft.text().starts_with("complete = [\"a.supplies\"]"));
        assert!(draft.back() && draft.back());
        assert_eq!(draft.text(), "");
    }

    #[test]
    fn a_checklist_keeps_what_is_not_known_apart_from_what_is_not_true() {
        let item = |name: &str| Item {
            path: format!("organisation.a.{name}"),
            fact: name.to_owned(),
            text: String::new(),
            help: None,
            none: "false".to_owned(),
            yes_no: true,
        };
        let items = vec![item("p"), item("q"), item("r")];
        let list = question(Ask::Checklist { id: "l".into(), thing: thing(), items, whole: true });
        let mut draft = Draft::new("").unwrap();
        let named = |name: &str| BTreeSet::from([format!("organisation.a.{name}")]);
        let items = Reply::Items { chosen: named("p"), unsure: named("q") };
        draft.answer(&list, &items, None).unwrap();
        assert_eq!(draft.text(), "unsure = [\"organisation.a.q\"]\n\n[organisation.a]\np = true\nr = false\n");
        assert!(draft.back());
        let empty = Reply::Items { chosen: BTreeSet::new(), unsure: BTreeSet::new() };
        assert!(draft.answer(&list, &empty, None).is_err(), "nothing chosen is not none");
        draft.answer(&list, &Reply::Nothing, None).unwrap();
        assert_eq!(draft.text(), "[organisation.a]\nnone_of = [\"l\"]\n");
    }

    #[test]
    fn a_judgement_needs_someone_who_answers_for_it() {
        let question = fact(Form::YesNo, false, &["how many people"]);
        let mut draft = Draft::new("").unwrap();
        assert!(draft.answer(&question, &text("yes"), None).is_err());
        let day = jiff::civil::date(2026, 11, 22);
        let judged = Judged { by: "J. \"J\"".into(), on: day, why: String::new() };
        draft.answer(&question, &text("yes"), Some(&judged)).unwrap();
        let expected = "[organisation.a]\nx = { value = true, by = \"J. \\\"J\\\"\", on = 2026-11-22 }\n";
        assert_eq!(draft.text(), expected);
    }

    #[test]
    fn none_is_an_answer_only_where_there_may_be_none() {
        let mut draft = Draft::new("").unwrap();
        assert!(draft.answer(&fact(Form::Date, false, &[]), &Reply::Nothing, None).is_err());
        assert_eq!(draft.text(), "");
        draft.answer(&fact(Form::Date, true, &[]), &Reply::Nothing, None).unwrap();
        assert_eq!(draft.text(), "[organisation.a]\nabsent = [\"x\"]\n");
        draft.answer(&fact(Form::Many(vec![]), false, &[]), &Reply::Nothing, None).unwrap();
        assert_eq!(draft.text(), "[organisation.a]\nx = []\n");
    }

    #[test]
    fn a_rough_answer_is_one_step_also_when_it_stays_rough() {
        let question = fact(Form::Number { whole: true, unit: None, bands: vec!["0..9".into()] }, false, &[]);
        let mut draft = Draft::new("").unwrap();
        assert_eq!(draft.answer(&question, &text("a"), None), Ok(Taken::Roughly));
        draft.leave_rough(&question);
        assert_eq!(draft.text(), "unsure = [\"organisation.a.x\"]\n\n[organisation.a]\nx = \"0..9\"\n");
        assert!(draft.back() && !draft.back());
        assert_eq!(draft.text(), "");
    }

    #[test]
    fn what_is_put_off_is_asked_once_more_and_then_not_known() {
        let question = fact(Form::YesNo, false, &[]);
        let mut draft = Draft::new("").unwrap();
        draft.answer(&question, &Reply::Later, None).unwrap();
        assert_eq!((draft.later().len(), draft.unsure().len()), (1, 0));
        draft.answer(&Question { again: true, ..question }, &Reply::Later, None).unwrap();
        assert_eq!((draft.later().len(), draft.unsure().len()), (0, 1));
    }
}
