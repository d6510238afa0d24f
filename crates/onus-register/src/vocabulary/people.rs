//! Who is spoken to and how people talk: roles, the groups of stakeholders that they belong to, and other words that people type for
//! the words of the register. The groups are a closed list of the register itself; nothing here knows one of them.

use indexmap::IndexMap;

use super::{Vocabulary, section, table};
use crate::diagnostic::{Report, codes};
use crate::page::Page;
use crate::source::At;
use crate::tree::{self, Fields};

/// What a party is in law for one thing.
#[derive(Clone, Debug)]
pub struct Role {
    /// What it is called.
    pub text: String,
    /// The group of stakeholders: an id of [`Vocabulary::stakeholders`].
    pub stakeholder: String,
}

/// A group of people or organisations of whom something is expected.
#[derive(Clone, Debug)]
pub struct Stakeholder {
    /// What the group is called, in the plural.
    pub text: String,
    /// Who is meant, in one line.
    pub introduction: String,
    /// Other words that people use for it.
    pub aliases: Vec<String>,
    /// Groups to which its members usually belong as well.
    pub also: Vec<String>,
    /// Where it is declared.
    pub at: At,
}

impl Vocabulary {
    /// The group that a person means: by id, by another word for it, in the singular or with capitals.
    pub fn stakeholder_named(&self, typed: &str) -> Option<(&str, &Stakeholder)> {
        let wanted = plain(typed);
        let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
        self.stakeholders
            .iter()
            .find(|(id, group)| {
                let mut names = std::iter::once(*id).chain(&group.aliases).map(|name| plain(name));
                names.any(|name| name == wanted || name == singular)
            })
            .map(|(id, group)| (id.as_str(), group))
    }
}

/// In small letters, with `-` for spaces.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().split([' ', '-', '_']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Stakeholders first, then the roles that name them.
pub(super) fn read(pages: &[Page], vocabulary: &mut Vocabulary, report: &mut Report) {
    stakeholders(pages, vocabulary, report);
    roles(pages, vocabulary, report);
    for (name, _, tree) in section(pages, "synonym", report) {
        let typed = tree::texts(tree, report).into_iter().map(|(text, _)| text.to_owned()).collect();
        vocabulary.synonyms.insert(name.to_owned(), typed);
    }
}

fn stakeholders(pages: &[Page], vocabulary: &mut Vocabulary, report: &mut Report) {
    let mut named: IndexMap<String, At> = IndexMap::new();
    let mut others: Vec<(String, At)> = Vec::new();
    for (name, at, tree) in section(pages, "stakeholder", report) {
        let Some(table) = table(tree, report) else { continue };
        let fields = Fields::new(table, at, "stakeholder");
        let texts = |key: &'static str, report: &mut Report| -> Vec<(String, At)> {
            fields.texts(key, report).into_iter().map(|(text, at)| (text.to_owned(), at)).collect()
        };
        let (aliases, also) = (texts("aliases", report), texts("also", report));
        let group = Stakeholder {
            text: fields.needed_text("text", report).unwrap_or(name).to_owned(),
            introduction: fields.needed_text("introduction", report).unwrap_or_default().to_owned(),
            aliases: aliases.iter().map(|(alias, _)| alias.clone()).collect(),
            also: also.iter().map(|(id, _)| id.clone()).collect(),
            at,
        };
        for (alias, at) in std::iter::once((name.to_owned(), at)).chain(aliases) {
            if let Some(first) = named.insert(plain(&alias), at) {
                report.push(super::twice(&alias, at, first));
            }
        }
        others.extend(also);
        vocabulary.stakeholders.insert(name.to_owned(), group);
        fields.finish(report);
    }
    for (id, at) in others {
        known(&id, at, vocabulary, report);
    }
}

fn roles(pages: &[Page], vocabulary: &mut Vocabulary, report: &mut Report) {
    for (name, at, tree) in section(pages, "role", report) {
        let Some(table) = table(tree, report) else { continue };
        let fields = Fields::new(table, at, "role");
        let text = fields.text("text", report).unwrap_or(name).to_owned();
        let stakeholder = fields.needed("stakeholder", report).and_then(|tree| {
            let stakeholder = tree::text(tree, report)?.to_owned();
            known(&stakeholder, tree.at, vocabulary, report);
            Some(stakeholder)
        });
        vocabulary.roles.insert(name.to_owned(), Role { text, stakeholder: stakeholder.unwrap_or_default() });
        fields.finish(report);
    }
}

/// Says so where a page names a group that the register does not have.
fn known(id: &str, at: At, vocabulary: &Vocabulary, report: &mut Report) {
    // a register that declares no group at all (as small ones in tests do) leaves the word open
    if vocabulary.stakeholders.is_empty() || vocabulary.stakeholders.contains_key(id) {
        return;
    }
    let names: Vec<&str> = vocabulary.stakeholders.keys().map(String::as_str).collect();
    let mut problem = tree::unknown(codes::REFERENCE, id, at, &names);
    problem.message = format!("the register has no group of stakeholders `{id}`");
    report.push(problem);
}
