//! The register as a list that can be searched and narrowed, and the regimes in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onus_engine::search::{Index, Query as Search};
use onus_register::law::{Head, OwedTo};
use onus_register::register::Register;
use serde::{Deserialize, Serialize};

use super::{Here, public_page};
use crate::app::App;
use crate::language::Language;
use crate::problem::AppResult;

/// Entries on a page.
const PER_PAGE: usize = 25;
/// Longest search that is read.
const MAX_WORDS: usize = 200;

/// An item of the register as lists show it, with what it can be found by.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) sort: &'static str,
    pub(crate) title: String,
    pub(crate) plain: String,
    pub(crate) provision: String,
    pub(crate) regime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jurisdiction: Option<String>,
    pub(crate) themes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stakeholder: Option<String>,
    pub(crate) owed_to: Vec<OwedTo>,
    pub(crate) confidence: &'static str,
}

/// What the lists of the site are made of; it does not change between requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) entries: Vec<Entry>,
    /// Choices: name of the field, id, text, count.
    pub(crate) regimes: Vec<(String, String)>,
    pub(crate) places: Vec<(String, String)>,
    pub(crate) themes: Vec<(String, String)>,
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) stakeholders: Vec<String>,
    ids: Vec<String>,
    /// Where an entry stands among all.
    by_id: BTreeMap<String, usize>,
    index: Index,
}

/// What is asked of the register.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) q: String,
    #[serde(default)]
    pub(crate) regime: String,
    #[serde(default)]
    pub(crate) place: String,
    #[serde(default)]
    pub(crate) theme: String,
    #[serde(default)]
    pub(crate) role: String,
    #[serde(default)]
    pub(crate) stakeholder: String,
    #[serde(default)]
    pub(crate) owed_to: String,
    #[serde(default)]
    pub(crate) page: String,
}

fn entry(register: &Register, sort: &'static str, head: &Head) -> Entry {
    let regime = register.regime(head.regime);
    let provision = register.citation(head.regime, &head.provision);
    Entry {
        id: head.id.clone(),
        sort,
        title: head.title.clone(),
        plain: head.plain.clone(),
        provision,
        regime: regime.id.clone(),
        jurisdiction: regime.jurisdiction.clone(),
        themes: Vec::new(),
        role: None,
        stakeholder: None,
        owed_to: Vec::new(),
        confidence: head.confidence.name(),
    }
}

impl Catalogue {
    pub(crate) fn new(register: &Register) -> Self {
        let vocabulary = &register.vocabulary;
        let group = |role: &str| vocabulary.roles.get(role).map(|role| role.stakeholder.clone());
        let mut entries = Vec::new();
        for duty in register.duties.values() {
            let mut own = entry(register, "duty", &duty.head);
            if let Some(version) = duty.versions.last() {
                own.themes.clone_from(&version.body.themes);
                own.role.clone_from(&version.body.role);
                own.stakeholder = version.body.role.as_deref().and_then(group);
                own.owed_to.clone_from(&version.body.owed_to);
            }
            entries.push(own);
        }
        for norm in register.norms.values() {
            let mut own = entry(register, "norm", &norm.head);
            own.themes.clone_from(&norm.themes);
            own.role = norm.addressees.first().cloned();
            own.stakeholder = own.role.as_deref().and_then(group);
            entries.push(own);
        }
        for asked in register.guides.values() {
            let mut own = entry(register, "guide", &asked.head);
            own.themes.clone_from(&asked.themes);
            own.owed_to.clone_from(&asked.owed_to);
            entries.push(own);
        }
        let mut places: Vec<(String, String)> = register
            .regimes
            .values()
            .filter_map(|regime| regime.jurisdiction.clone())
            .map(|code| (vocabulary.member("country", &code).to_owned(), code))
            .map(|(name, code)| (code, name))
            .collect();
        places.sort_by(|a, b| a.1.cmp(&b.1));
        places.dedup();
        let used = |text: &dyn Fn(&Entry) -> bool| entries.iter().any(text);
        let roles = vocabulary
            .roles
            .iter()
            .filter(|(id, _)| used(&|entry| entry.role.as_ref() == Some(*id)))
            .map(|(id, role)| (id.clone(), role.text.clone()))
            .collect();
        let themes = vocabulary
            .themes
            .iter()
            .filter(|(id, _)| used(&|entry| entry.themes.contains(*id)))
            .map(|(id, text)| (id.clone(), text.clone()))
            .collect();
        let mut stakeholders: Vec<String> = vocabulary.roles.values().map(|role| role.stakeholder.clone()).collect();
        stakeholders.sort();
        stakeholders.dedup();
        let regimes = register.regimes.values().map(|regime| (regime.id.clone(), regime.short.clone())).collect();
        let facts = register.program.schema.facts().map(|fact| register.program.schema.fact_path(fact));
        let ids = register.heads().map(|head| head.id.clone()).chain(register.regimes.keys().cloned()).chain(facts);
        let ids = ids.collect();
        let by_id = entries.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
        let index = Index::of(register);
        Self { entries, regimes, places, themes, roles, stakeholders, ids, by_id, index }
    }

    /// An id that is much like what was asked.
    pub(crate) fn like(&self, wanted: &str) -> Option<String> {
        if wanted.len() > 100 {
            return None;
        }
        onus_logic::suggest::did_you_mean(wanted, self.ids.iter().map(String::as_str))
            .and_then(|text| text.split('`').nth(1).map(str::to_owned))
    }

    /// The entries that fit, best first.
    pub(crate) fn find(&self, asked: &Asked) -> Vec<&Entry> {
        let fits = |entry: &&Entry| {
            (asked.regime.is_empty() || entry.regime == asked.regime)
                && (asked.place.is_empty() || entry.jurisdiction.as_ref() == Some(&asked.place))
                && (asked.theme.is_empty() || entry.themes.contains(&asked.theme))
                && (asked.role.is_empty() || entry.role.as_ref() == Some(&asked.role))
                && (asked.stakeholder.is_empty() || entry.stakeholder.as_ref() == Some(&asked.stakeholder))
                && (asked.owed_to.is_empty() || entry.owed_to.iter().any(|to| to.name() == asked.owed_to))
        };
        let words: String = asked.q.chars().take(MAX_WORDS).collect();
        if words.trim().is_empty() {
            return self.entries.iter().filter(fits).collect();
        }
        let found = self.index.search(&Search { words, limit: self.index.len(), ..Search::default() });
        let hits = found.hits.iter().filter_map(|hit| self.entries.get(*self.by_id.get(&hit.id)?));
        hits.filter(fits).collect()
    }
}

/// A page of a list.
pub(crate) struct Slice<'c> {
    pub(crate) entries: Vec<&'c Entry>,
    pub(crate) total: usize,
    pub(crate) page: usize,
    pub(crate) pages: usize,
}

pub(crate) fn slice<'c>(found: &[&'c Entry], page: usize, per_page: usize) -> Slice<'c> {
    let pages = found.len().div_ceil(per_page).max(1);
    let page = page.clamp(1, pages);
    let entries = found.iter().copied().skip((page - 1) * per_page).take(per_page).collect();
    Slice { entries, total: found.len(), page, pages }
}

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage<'r> {
    here: Here,
    t: Language,
    register: &'r Register,
    catalogue: &'r Catalogue,
    asked: Asked,
    found: Slice<'r>,
    previous: Option<String>,
    next: Option<String>,
    owed_to: Vec<(&'static str, String)>,
}

impl RegisterPage<'_> {
    /// What a stakeholder is called.
    fn stakeholder(&self, id: &str) -> String {
        super::expected::stakeholder_name(self.register, self.t, id)
    }
}

pub(crate) async fn register(
    State(app): State<Arc<App>>,
    here: Here,
    Query(asked): Query<Asked>,
) -> AppResult<Response> {
    let found = slice(&app.catalogue.find(&asked), asked.page.parse().unwrap_or(1), PER_PAGE);
    let to = |page: usize| {
        let query = serde_urlencoded::to_string(Asked { page: page.to_string(), ..asked.clone() }).ok()?;
        Some(here.to(&format!("/register?{query}")))
    };
    let previous = (found.page > 1).then(|| to(found.page - 1)).flatten();
    let next = (found.page < found.pages).then(|| to(found.page + 1)).flatten();
    let t = here.t;
    let owed_to = super::case::PEOPLE.iter().map(|to| (to.name(), t.get(&format!("people-{}", to.name())))).collect();
    let catalogue = &app.catalogue;
    let register = &app.register;
    let page = RegisterPage {
        t,
        register,
        catalogue,
        asked: asked.clone(),
        found,
        previous,
        next,
        owed_to,
        here: here.clone(),
    };
    public_page(&here, &page)
}

/// A regime in the list.
struct Row {
    id: String,
    short: String,
    title: String,
    duties: usize,
    status: String,
}

#[derive(Template)]
#[template(path = "regimes.html")]
struct RegimesPage {
    here: Here,
    t: Language,
    /// By place.
    places: Vec<(String, Vec<Row>)>,
}

pub(crate) async fn regimes(State(app): State<Arc<App>>, here: Here) -> AppResult<Response> {
    let t = here.t;
    let mut places: Vec<(String, Vec<Row>)> = Vec::new();
    for regime in app.register.regimes.values() {
        let place = regime
            .jurisdiction
            .as_deref()
            .map_or_else(|| t.get("place-none"), |code| app.register.vocabulary.member("country", code).to_owned());
        let row = Row {
            id: regime.id.clone(),
            short: regime.short.clone(),
            title: regime.title.clone(),
            duties: app.catalogue.entries.iter().filter(|entry| entry.regime == regime.id).count(),
            status: super::duty::status(t, regime),
        };
        match places.iter_mut().find(|(own, _)| *own == place) {
            Some((_, rows)) => rows.push(row),
            None => places.push((place, vec![row])),
        }
    }
    public_page(&here, &RegimesPage { t, places, here: here.clone() })
}
