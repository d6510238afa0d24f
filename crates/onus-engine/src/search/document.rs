//! What can be found: one document for each item, regime, fact and case, with the words of its fields.

use onus_logic::schema::FactId;
use onus_register::cores;
use onus_register::law::{Duty, GuideQuestion, Head, Norm, Regime, Status};
use onus_register::register::{CaseBlock, Register};
use serde::Serialize;

use super::words::Writer;
use super::{Hit, Query};
use crate::words;

/// The sort of a thing that can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// A law, standard or norm as a whole.
    Regime,
    /// Something that is owed.
    Duty,
    /// An expectation of a role.
    Norm,
    /// A named yes/no or value.
    Definition,
    /// What changes a duty.
    Exception,
    /// A question of a guide.
    Guide,
    /// A fact that a case can state.
    Fact,
    /// A test on a page.
    Case,
}

impl Sort {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Regime => "regime",
            Sort::Duty => "duty",
            Sort::Norm => "norm",
            Sort::Definition => "definition",
            Sort::Exception => "exception",
            Sort::Guide => "guide",
            Sort::Fact => "fact",
            Sort::Case => "case",
        }
    }
}

/// How many fields there are.
pub(super) const FIELDS: usize = 6;
const TITLE: usize = 0;
const PLAIN: usize = 1;
const PROVISION: usize = 2;
const ID: usize = 3;
const ABOUT: usize = 4;
const REST: usize = 5;
/// What a word counts in each field: title or question, plain text, provision, id, themes and roles and regime, the rest.
pub(super) const WEIGHTS: [f64; FIELDS] = [3.0, 1.4, 2.0, 1.5, 1.0, 0.5];

/// The longest plain text that a hit shows.
const SHOWN: usize = 220;

/// A thing that can be found.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) sort: Sort,
    pub(super) id: String,
    /// Of a regime: the name before its provisions.
    pub(super) short: String,
    title: String,
    plain: String,
    provision: Option<String>,
    regime: Option<String>,
    /// Code of the State or union whose law it is.
    jurisdiction: Option<String>,
    proposed: bool,
    themes: Vec<String>,
    roles: Vec<String>,
    /// How many words each field has.
    pub(super) lengths: [u32; FIELDS],
}

impl Document {
    fn new(sort: Sort, id: &str, title: &str) -> Self {
        Self {
            sort,
            id: id.to_owned(),
            short: String::new(),
            title: title.to_owned(),
            plain: String::new(),
            provision: None,
            regime: None,
            jurisdiction: None,
            proposed: false,
            themes: Vec::new(),
            roles: Vec::new(),
            lengths: [0; FIELDS],
        }
    }

    /// Whether the filters let it through.
    pub(super) fn passes(&self, query: &Query) -> bool {
        let begins =
            |id: &str, with: &str| id == with || id.strip_prefix(with).is_some_and(|rest| rest.starts_with('.'));
        let regime = query.regimes.is_empty()
            || query.regimes.iter().any(|wanted| self.regime.as_ref().is_some_and(|own| begins(own, wanted)));
        let state = query.states.is_empty()
            || query.states.iter().any(|wanted| {
                self.jurisdiction.as_ref().is_some_and(|own| {
                    own == wanted || own.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with('-'))
                })
            });
        let among =
            |wanted: &[String], own: &[String]| wanted.is_empty() || own.iter().any(|word| wanted.contains(word));
        regime
            && state
            && among(&query.themes, &self.themes)
            && among(&query.roles, &self.roles)
            && (query.sorts.is_empty() || query.sorts.contains(&self.sort))
    }

    /// Whether the typed words are its id, its short name or its whole title.
    pub(super) fn is_called(&self, typed: &str) -> bool {
        let title = self.title.trim_end_matches(['?', '.']);
        let typed = typed.trim_end_matches(['?', '.']);
        !typed.is_empty()
            && [self.id.as_str(), self.short.as_str(), title].iter().any(|name| name.eq_ignore_ascii_case(typed))
    }

    /// Whether its title has the typed words as they stand.
    pub(super) fn says(&self, typed: &str) -> bool {
        typed.contains(' ') && self.title.to_lowercase().contains(&typed.to_lowercase())
    }

    pub(super) fn hit(&self, score: f64) -> Hit {
        Hit {
            id: self.id.clone(),
            sort: self.sort,
            title: self.title.clone(),
            provision: self.provision.clone(),
            regime: self.regime.clone(),
            jurisdiction: self.jurisdiction.clone(),
            proposed: self.proposed,
            plain: shortened(&self.plain),
            score: (score * 1_000.0).round() / 1_000.0,
        }
    }
}

/// The beginning of a text, cut between words.
fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SHOWN {
        return text;
    }
    let cut: String = text.chars().take(SHOWN).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} ..", cut.get(..end).unwrap_or(&cut))
}

/// Something that becomes a document.
#[derive(Clone, Copy)]
enum Thing<'r> {
    Regime(&'r Regime),
    Duty(&'r Duty),
    Norm(&'r Norm),
    Definition(&'r Head),
    Exception(&'r Head),
    Guide(&'r GuideQuestion),
    Fact(FactId),
    Case(&'r CaseBlock),
}

/// All documents, with their words. Each core reads a run of them.
pub(super) fn all(register: &Register) -> (Vec<Document>, Writer) {
    let mut things: Vec<Thing<'_>> = Vec::new();
    things.extend(register.regimes.values().map(Thing::Regime));
    things.extend(register.duties.values().map(Thing::Duty));
    things.extend(register.norms.values().map(Thing::Norm));
    things.extend(register.definitions.iter().map(|item| Thing::Definition(&item.head)));
    things.extend(register.exceptions.values().map(|item| Thing::Exception(&item.head)));
    things.extend(register.guides.values().map(Thing::Guide));
    things.extend(register.program.schema.facts().map(Thing::Fact));
    things.extend(register.cases.iter().map(Thing::Case));
    let helpers = cores::helpers(things.len() * USUAL);
    // what stands first has most to read: a run ends where its share of the words does
    let weights: Vec<usize> = things.iter().map(weight).collect();
    let share = weights.iter().sum::<usize>() / (helpers + 1) + 1;
    let mut runs: Vec<&[Thing<'_>]> = Vec::new();
    let (mut from, mut sum) = (0, 0);
    for (index, weight) in weights.iter().enumerate() {
        sum += weight;
        if sum >= share || index + 1 == things.len() {
            runs.extend(things.get(from..=index));
            (from, sum) = (index + 1, 0);
        }
    }
    let read = |number: usize| {
        let mut reader = Reader { register, writer: Writer::default(), found: Vec::new() };
        for thing in runs.get(number).copied().unwrap_or_default() {
            reader.read(*thing);
        }
        (reader.found, reader.writer)
    };
    let (mut documents, mut writer) = (Vec::with_capacity(things.len()), Writer::default());
    for (found, more) in cores::beside(helpers, runs.len(), read, || ()).0 {
        documents.extend(found);
        writer.append(more);
    }
    (documents, writer)
}

/// Letters that a thing usually has.
const USUAL: usize = 256;

/// About how many letters a thing gives to read.
fn weight(thing: &Thing<'_>) -> usize {
    let head = |head: &Head| head.plain.len() + USUAL;
    match thing {
        Thing::Regime(regime) => regime.plain.len() + USUAL,
        Thing::Duty(duty) => head(&duty.head) + USUAL,
        Thing::Norm(norm) => head(&norm.head),
        Thing::Guide(asked) => head(&asked.head),
        Thing::Definition(own) | Thing::Exception(own) => head(own),
        Thing::Fact(_) | Thing::Case(_) => USUAL / 2,
    }
}

struct Reader<'r> {
    register: &'r Register,
    writer: Writer,
    found: Vec<Document>,
}

impl<'r> Reader<'r> {
    fn read(&mut self, thing: Thing<'r>) {
        match thing {
            Thing::Regime(regime) => self.regime(regime),
            Thing::Duty(duty) => self.duty(duty),
            Thing::Norm(norm) => {
                let mut document = self.head(Sort::Norm, &norm.head);
                self.about(&mut document, &norm.themes, &norm.addressees);
                self.close(document);
            }
            Thing::Definition(head) => {
                let document = self.head(Sort::Definition, head);
                self.close(document);
            }
            Thing::Exception(head) => {
                let document = self.head(Sort::Exception, head);
                self.close(document);
            }
            Thing::Guide(asked) => {
                let mut document = self.head(Sort::Guide, &asked.head);
                self.writer.add(TITLE, &asked.question);
                self.about(&mut document, &asked.themes, &asked.addressees);
                self.close(document);
            }
            Thing::Fact(fact) => self.fact(fact),
            Thing::Case(case) => {
                let mut document = Document::new(Sort::Case, &case.name, &case.name);
                self.writer.add(TITLE, &case.name);
                if let Some(regime) = case.regime {
                    self.of_regime(&mut document, self.register.regime(regime));
                }
                self.close(document);
            }
        }
    }

    /// All words of the document have been added.
    fn close(&mut self, document: Document) {
        self.found.push(Document { lengths: self.writer.close(), ..document });
    }

    fn of_regime(&self, document: &mut Document, regime: &Regime) {
        document.regime = Some(regime.id.clone());
        let state = regime.state.map(|state| self.register.state_code(state).to_owned());
        document.jurisdiction = state.or_else(|| regime.jurisdiction.clone());
        document.proposed = regime.status == Status::Proposed;
    }

    fn regime(&mut self, regime: &Regime) {
        let mut document = Document::new(Sort::Regime, &regime.id, &regime.title);
        self.of_regime(&mut document, regime);
        document.short.clone_from(&regime.short);
        document.plain.clone_from(&regime.plain);
        document.provision = Some(regime.citation.clone());
        for (field, text) in [
            (TITLE, &regime.title),
            (TITLE, &regime.short),
            (ID, &regime.id),
            (PLAIN, &regime.plain),
            (REST, &regime.citation),
        ] {
            self.writer.add(field, text);
        }
        self.close(document);
    }

    fn head(&mut self, sort: Sort, head: &Head) -> Document {
        let regime = self.register.regime(head.regime);
        let mut document = Document::new(sort, &head.id, &head.title);
        self.of_regime(&mut document, regime);
        document.plain.clone_from(&head.plain);
        document.provision = Some(self.register.citation(head.regime, &head.provision));
        for (field, text) in [
            (TITLE, &head.title),
            (PLAIN, &head.plain),
            (PROVISION, &head.provision),
            (ID, &head.id),
            (ABOUT, &regime.short),
        ] {
            self.writer.add(field, text);
        }
        document
    }

    /// Themes and roles, by id and by their words.
    fn about(&mut self, document: &mut Document, themes: &'r [String], roles: impl IntoIterator<Item = &'r String>) {
        let vocabulary = &self.register.vocabulary;
        for theme in themes.iter().filter(|theme| !document.themes.contains(theme)).collect::<Vec<_>>() {
            self.writer.add(ABOUT, theme);
            self.writer.add(ABOUT, vocabulary.themes.get(theme).map_or("", String::as_str));
            document.themes.push(theme.clone());
        }
        for role in roles.into_iter().filter(|role| !document.roles.contains(role)).collect::<Vec<_>>() {
            self.writer.add(ABOUT, vocabulary.roles.get(role).map_or("", |role| role.text.as_str()));
            document.roles.push(role.clone());
        }
    }

    fn duty(&mut self, duty: &'r Duty) {
        let register = self.register;
        let mut document = self.head(Sort::Duty, &duty.head);
        for version in &duty.versions {
            self.about(&mut document, &version.body.themes, &version.body.role);
        }
        // of what is due only the latest text is read: "within 72 hours", and to whom
        if let Some(version) = duty.versions.last() {
            for due in &version.body.due {
                self.writer.add(REST, &words::due(register, due));
                for to in &due.to {
                    self.writer.add(REST, register.vocabulary.recipients.get(to).map_or("", |to| to.text.as_str()));
                }
            }
            for what in &version.body.requires {
                self.writer.add(REST, register.vocabulary.requirements.get(what).map_or("", String::as_str));
            }
        }
        self.close(document);
    }

    fn fact(&mut self, fact: FactId) {
        let (path, text) = (self.register.program.schema.fact_path(fact), self.register.vocabulary.fact(fact));
        let mut document = Document::new(Sort::Fact, &path, &text.question);
        document.plain = text.help.clone().unwrap_or_default();
        self.writer.add(TITLE, &text.question);
        self.writer.add(TITLE, &text.label);
        self.writer.add(ID, &path);
        self.writer.add(PLAIN, &document.plain);
        self.close(document);
    }
}
