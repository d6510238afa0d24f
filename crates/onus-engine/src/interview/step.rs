//! Chooses the next question: what it asks, why, and what hinges on it.

use std::collections::{BTreeMap, BTreeSet};

use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::solve::Fact;
use onus_logic::solve::weigh::{self, Settled, Weighed, Worth};
use onus_logic::world::{ThingId, Value};
use onus_register::register::Register;
use serde::{Deserialize, Serialize};

use super::{Aside, Now, answer, things};
use crate::finding::ThingRef;
use crate::words::Words;

/// A topic is kept unless another question is worth so many times more: jumping about costs the person effort.
const STAY: f64 = 1.6;

/// How much work an item of a checklist is, next to a yes or no.
const GLANCE: f64 = 0.1;

fn stay(topic: Option<&str>, own: Option<&str>) -> f64 {
    if topic.is_some() && topic == own { STAY } else { 1.0 }
}

/// What an interview comes to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A question.
    Ask(Box<Question>),
    /// Nothing is left that could change a verdict.
    Done {
        /// Duties that stay open.
        open: usize,
        /// Facts, lists and checklists that the person does not know.
        unsure: usize,
    },
}

/// A question, and why it is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// What is asked for.
    pub ask: Ask,
    /// What it is called where it is put aside: the path of a fact, a list or a checklist.
    pub path: String,
    /// The question in words.
    pub text: String,
    /// How to answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Who usually knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Questions of one topic belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The thing of which it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<ThingRef>,
    /// The duties that hinge on it.
    pub hinges: Vec<Hinge>,
    /// How many duties are open.
    pub open: usize,
    /// The person put it off before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// A duty that hinges on an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hinge {
    /// Its id.
    pub duty: String,
    /// Its title.
    pub title: String,
    /// Where it stands in law.
    pub provision: String,
}

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// The name of the party with which a case begins.
    Party {
        /// Its kind.
        kind: String,
    },
    /// The things of a list, until that is all.
    Things {
        /// Their kind.
        kind: String,
        /// The list, as a case closes it: `acme.supplies`.
        list: String,
        /// The reference that puts a thing on the list.
        gate: String,
        /// Whose list.
        owner: String,
        /// References to things that come with each: fact and kind.
        with: Vec<(String, String)>,
        /// What the case lists already.
        listed: Vec<ThingRef>,
    },
    /// Which of several rare facts are true.
    Checklist {
        /// The checklist.
        id: String,
        /// The thing of which it is asked.
        thing: ThingRef,
        /// Its facts that matter.
        items: Vec<Item>,
        /// All facts of the checklist are among them, so that "none of these" answers the whole.
        whole: bool,
    },
    /// A fact.
    Fact {
        /// The thing of which it is asked.
        thing: ThingRef,
        /// Its name without the kind.
        fact: String,
        /// How it is answered.
        form: Form,
        /// It may be that there is none.
        optional: bool,
        /// Someone must judge it, by weighing these.
        factors: Vec<String>,
        /// What is known of it so far.
        #[serde(skip_serializing_if = "Option::is_none")]
        so_far: Option<String>,
    },
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Path of the fact.
    pub path: String,
    /// Its name without the kind.
    pub fact: String,
    /// Its question.
    pub text: String,
    /// How to understand it.
    pub help: Option<String>,
    /// "None of these" sets it to this, as TOML.
    pub none: String,
    /// It is a yes or no, so that choosing it answers it.
    pub yes_no: bool,
}

/// How a fact is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Yes or no.
    YesNo,
    /// A number, or one of some bands.
    Number {
        /// Whole numbers only.
        whole: bool,
        /// Of what.
        unit: Option<String>,
        /// Bands that are offered.
        bands: Vec<String>,
    },
    /// An amount of money, or one of some bands.
    Money {
        /// Bands that are offered.
        bands: Vec<String>,
    },
    /// A share.
    Percent,
    /// A calendar date.
    Date,
    /// A date and a time.
    Moment,
    /// A length of time.
    Length,
    /// One of these.
    One(Vec<Member>),
    /// Any number of these.
    Many(Vec<Member>),
    /// A thing of the case.
    Thing {
        /// Its kind.
        kind: String,
        /// What the case has of it.
        candidates: Vec<ThingRef>,
    },
}

/// A member of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// As a case writes it.
    pub id: String,
    /// As people read it.
    pub text: String,
}

/// How much work an answer is, next to a yes or no.
fn effort(form: &Form) -> f64 {
    match form {
        Form::YesNo => 1.0,
        Form::One(members) if members.len() <= 8 => 1.0,
        Form::Number { bands, .. } | Form::Money { bands } if !bands.is_empty() => 1.1,
        Form::One(_) | Form::Percent | Form::Date => 1.1,
        Form::Number { .. } | Form::Money { .. } | Form::Thing { .. } | Form::Length => 1.2,
        Form::Many(members) if members.len() <= 12 => 1.2,
        Form::Many(_) | Form::Moment => 1.4,
    }
}

pub(super) fn name_of_a_party(register: &Register, kind: KindId) -> Step {
    let kind_name = register.program.schema.kind_name(kind);
    Step::Ask(Box::new(Question {
        ask: Ask::Party { kind: kind_name.to_owned() },
        path: kind_name.to_owned(),
        text: register.vocabulary.kind(kind).prompt.clone().unwrap_or_default(),
        help: None,
        who: None,
        topic: None,
        about: None,
        hinges: Vec::new(),
        open: 0,
        again: false,
    }))
}

/// Looks for the next question in one reading of the case.
pub(super) struct Finder<'f> {
    register: &'f Register,
    now: &'f Now<'f>,
    aside: &'f Aside,
    weighed: Weighed,
    /// The verdicts that were weighed, by position.
    which: Vec<usize>,
    open: usize,
}

impl<'f> Finder<'f> {
    pub(super) fn new<'d>(register: &'f Register, now: &'f mut Now<'d>, aside: &'f Aside) -> Self
    where
        'd: 'f,
    {
        let (which, weighed) = now.weigh(register, &aside.unsure);
        let now: &'f Now<'f> = now;
        let mut finder = Self { register, now, aside, weighed, which, open: 0 };
        finder.open = finder.count_open();
        finder
    }

    fn words(&self) -> Words<'_> {
        Words { register: self.register, case: &self.now.sheet.case }
    }

    /// Duties that are open, counted as an answer counts findings: one for each State that reaches the bearer, one for all States
    /// of which that is open.
    fn count_open(&self) -> usize {
        let mut reached = 0;
        let mut undecided = BTreeSet::new();
        for (index, verdict) in self.now.grounded.verdicts.iter().enumerate() {
            let wished = self.now.grounded.over(verdict).is_some_and(|thing| self.now.sheet.is_wished(thing));
            let open = match self.now.settled.get(index) {
                Some(Some(result)) => *result == weigh::Asked::OPEN,
                _ => true,
            };
            if wished || !open {
                continue;
            }
            if self.now.grounded.is_reached(verdict) {
                reached += 1;
            } else {
                undecided.insert(verdict.job);
            }
        }
        reached + undecided.len()
    }

    pub(super) fn next(self, topic: Option<&str>) -> Step {
        if let Some(question) = self.things() {
            return Step::Ask(Box::new(question));
        }
        let checklist = self.checklist(topic);
        let mut best: Option<(f64, Fact, Form)> = None;
        for (fact, worth) in &self.weighed.worth {
            let Some(form) = self.form(*fact) else { continue };
            if self.aside.has(&self.words().path(*fact)) {
                continue;
            }
            let (Fact::Of(_, id) | Fact::List(_, id)) = *fact;
            let text = self.register.vocabulary.fact(id);
            let mut value = value_of(*worth) / effort(&form);
            if text.judgement {
                value /= 1.3;
            }
            value *= stay(topic, text.topic.as_deref());
            if best.as_ref().is_none_or(|(most, ..)| value > *most) {
                best = Some((value, *fact, form));
            }
        }
        match (checklist, best) {
            (Some((value, question)), best) if best.as_ref().is_none_or(|(most, ..)| value >= *most) => {
                Step::Ask(Box::new(question))
            }
            (_, Some((_, fact, form))) => Step::Ask(Box::new(self.question(fact, form))),
            (_, None) => Step::Done { open: self.open, unsure: self.aside.unsure.len() },
        }
    }

    /// Every fact that is open, the most valuable first.
    pub(super) fn facts(self) -> Vec<Question> {
        let mut found: Vec<(f64, Question)> = self
            .weighed
            .worth
            .iter()
            .filter_map(|(fact, worth)| Some((value_of(*worth), self.question(*fact, self.form(*fact)?))))
            .collect();
        found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        found.into_iter().map(|(_, question)| question).collect()
    }

    /// Lists of things that may go on, if something could be owed on a thing of them.
    fn things(&self) -> Option<Question> {
        for wish in self.now.sheet.wished.iter().filter(|wish| wish.is_open) {
            let owed = self.now.could_owe(self.register, wish, &self.aside.unsure);
            let list = Fact::List(wish.owner, wish.inverse);
            if owed.is_empty() && !self.weighed.worth.contains_key(&list) {
                continue;
            }
            let mut question = self.list(wish.owner, wish.inverse);
            question.hinges = self.hinges(owed);
            return Some(question);
        }
        None
    }

    fn list(&self, owner: ThingId, inverse: FactId) -> Question {
        let (schema, words) = (&self.register.program.schema, self.words());
        let kind = schema.fact(inverse).kind;
        let (text, own) = (self.register.vocabulary.kind(kind), self.register.vocabulary.fact(inverse));
        let path = words.path(Fact::List(owner, inverse));
        let name = |fact: FactId| schema.fact(fact).name.to_string();
        let world = &self.now.sheet.case.world;
        let listed = world
            .things()
            .filter(|(_, thing)| thing.kind == kind && !thing.imagined)
            .filter(|(_, thing)| matches!(thing.value(inverse), Some(Value::Things(of)) if of.as_slice() == [owner]))
            .map(|(id, _)| words.thing(id))
            .collect();
        let with = things::companions(self.register, kind)
            .into_iter()
            .map(|(fact, kind)| (name(fact), schema.kind_name(kind).to_owned()))
            .collect();
        let own_gate = text.gate == Some(inverse);
        Question {
            ask: Ask::Things {
                kind: schema.kind_name(kind).to_owned(),
                list: path.clone(),
                gate: name(inverse),
                owner: world.thing(owner).name.to_string(),
                with,
                listed,
            },
            path,
            text: text.prompt.clone().filter(|_| own_gate).unwrap_or_else(|| own.question.clone()),
            help: own.help.clone(),
            who: own.who.clone(),
            topic: own.topic.clone(),
            about: Some(words.thing(owner)),
            hinges: Vec::new(),
            open: self.open,
            again: false,
        }
    }

    /// The checklist that is worth most, with its worth. One fact alone is no checklist.
    fn checklist(&self, topic: Option<&str>) -> Option<(f64, Question)> {
        let schema = &self.register.program.schema;
        let world = &self.now.sheet.case.world;
        let words = self.words();
        let mut best: Option<(f64, Question)> = None;
        for (id, checklist) in &self.register.vocabulary.checklists {
            for (thing_id, thing) in world.things().filter(|(_, thing)| !thing.imagined) {
                let own: Vec<_> =
                    checklist.none.iter().filter(|(fact, _)| schema.fact(*fact).kind == thing.kind).collect();
                let path = format!("{}.{}.{id}", schema.kind_name(thing.kind), thing.name);
                let answered = own.iter().any(|(fact, _)| thing.value(*fact).is_some());
                if own.len() < 2 || answered || self.aside.has(&path) {
                    continue;
                }
                let matter: Vec<_> = own
                    .iter()
                    .filter(|(fact, _)| self.weighed.worth.contains_key(&Fact::Of(thing_id, *fact)))
                    .filter(|(fact, _)| !self.aside.has(&words.path(Fact::Of(thing_id, *fact))))
                    .collect();
                if matter.len() < 2 {
                    continue;
                }
                let first = matter.first().map(|(fact, _)| self.register.vocabulary.fact(*fact));
                let worth: f64 = matter
                    .iter()
                    .filter_map(|(fact, _)| self.weighed.worth.get(&Fact::Of(thing_id, *fact)))
                    .map(|worth| value_of(*worth))
                    .sum();
                // a glance at each item is less than a question
                let glances = matter.iter().fold(1.0, |effort, _| effort + GLANCE);
                let worth = worth / glances * stay(topic, first.and_then(|text| text.topic.as_deref()));
                if best.as_ref().is_some_and(|(most, _)| worth <= *most) {
                    continue;
                }
                let items = matter
                    .iter()
                    .map(|(fact, none)| {
                        let text = self.register.vocabulary.fact(*fact);
                        Item {
                            path: words.path(Fact::Of(thing_id, *fact)),
                            fact: schema.fact(*fact).name.to_string(),
                            text: text.question.clone(),
                            help: text.help.clone(),
                            none: answer::toml_of(none),
                            yes_no: schema.fact(*fact).of == Type::Bool,
                        }
                    })
                    .collect();
                let facts: BTreeSet<Fact> = matter.iter().map(|(fact, _)| Fact::Of(thing_id, *fact)).collect();
                let ask = Ask::Checklist {
                    id: id.clone(),
                    thing: words.thing(thing_id),
                    items,
                    whole: matter.len() == own.len(),
                };
                let question = Question {
                    ask,
                    path,
                    text: checklist.question.clone(),
                    help: None,
                    who: first.and_then(|text| text.who.clone()),
                    topic: first.and_then(|text| text.topic.clone()),
                    about: Some(words.thing(thing_id)),
                    hinges: self.hinges(self.hanging(&facts)),
                    open: self.open,
                    again: false,
                };
                best = Some((worth, question));
            }
        }
        best
    }

    fn question(&self, fact: Fact, form: Form) -> Question {
        let words = self.words();
        let hinges = self.hinges(self.hanging(&BTreeSet::from([fact])));
        let (thing, id) = match fact {
            Fact::List(owner, inverse) => return Question { hinges, ..self.list(owner, inverse) },
            Fact::Of(thing, id) => (thing, id),
        };
        let text = self.register.vocabulary.fact(id);
        let own = self.register.program.schema.fact(id);
        let so_far = self.now.sheet.case.world.value(thing, id).map(|_| words.value(thing, id));
        Question {
            ask: Ask::Fact {
                thing: words.thing(thing),
                fact: own.name.to_string(),
                form,
                optional: own.optional,
                factors: if text.judgement { text.factors.clone() } else { Vec::new() },
                so_far,
            },
            path: words.path(fact),
            text: text.question.clone(),
            help: text.help.clone(),
            who: text.who.clone(),
            topic: text.topic.clone(),
            about: Some(words.thing(thing)),
            hinges,
            open: self.open,
            again: false,
        }
    }

    /// The open verdicts that depend on one of these facts.
    fn hanging(&self, facts: &BTreeSet<Fact>) -> Vec<usize> {
        self.which
            .iter()
            .zip(&self.weighed.settled)
            .filter(|(_, settled)| matches!(settled, Settled::Open(own) if !own.is_disjoint(facts)))
            .map(|(index, _)| *index)
            .collect()
    }

    /// The duties of some verdicts, each once.
    fn hinges(&self, verdicts: Vec<usize>) -> Vec<Hinge> {
        let mut found = BTreeMap::new();
        for verdict in verdicts.into_iter().filter_map(|index| self.now.grounded.verdicts.get(index)) {
            if let Some(duty) = self.now.grounded.duty(verdict) {
                found.entry(duty).or_insert_with(|| {
                    let (duty, title, provision) = self.now.grounded.describe(duty);
                    Hinge { duty, title, provision }
                });
            }
        }
        found.into_values().collect()
    }

    /// How a fact is answered; `None` for what cannot be asked.
    fn form(&self, fact: Fact) -> Option<Form> {
        let schema = &self.register.program.schema;
        let world = &self.now.sheet.case.world;
        let (thing, id) = match fact {
            Fact::List(owner, _) => {
                let form = Form::Thing { kind: String::new(), candidates: Vec::new() };
                return (!world.thing(owner).imagined).then_some(form);
            }
            Fact::Of(thing, id) => (thing, id),
        };
        if world.thing(thing).imagined {
            return None;
        }
        let text = self.register.vocabulary.fact(id);
        let members = |of| {
            let name = schema.enum_name(of);
            let texts = schema.of_enum(of).members();
            texts
                .map(|id| Member { id: id.to_owned(), text: self.register.vocabulary.member(name, id).to_owned() })
                .collect()
        };
        Some(match schema.fact(id).of {
            Type::Bool => Form::YesNo,
            Type::Int => Form::Number { whole: true, unit: text.unit.clone(), bands: text.bands.clone() },
            Type::Decimal => Form::Number { whole: false, unit: text.unit.clone(), bands: text.bands.clone() },
            Type::Percent => Form::Percent,
            Type::Money => Form::Money { bands: text.bands.clone() },
            Type::Date => Form::Date,
            Type::Instant => Form::Moment,
            Type::Duration => Form::Length,
            Type::Enum(of) => Form::One(members(of)),
            Type::Set(of) => Form::Many(members(of)),
            Type::Thing(kind) => Form::Thing {
                kind: schema.kind_name(kind).to_owned(),
                candidates: world
                    .things()
                    .filter(|(_, thing)| thing.kind == kind && !thing.imagined)
                    .map(|(id, _)| self.words().thing(id))
                    .collect(),
            },
        })
    }
}

/// What a fact is worth as one number: what it settles counts most.
fn value_of(worth: Worth) -> f64 {
    worth.settles + 2.0 * worth.nears + 0.02 * worth.bears_on
}
