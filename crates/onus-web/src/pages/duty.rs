//! One item of the register: plain text first, then what it rests on, its logic, what belongs to it, and the cases that test it. The
//! same address serves duties, norms, definitions, exceptions, questions of guides, regimes and facts: an id names one thing only.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use onus_engine::describe::{self, Part, Version};
use onus_engine::expect;
use onus_engine::finding::Named;
use onus_engine::sentence::Sentence;
use onus_register::law::{Binding, Head, Period, Regime, Status};
use onus_register::register::Register;

use super::entry::who_owes;
use super::{Here, public_page};
use crate::app::App;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// Cases that are run for one page.
const MAX_CASES: usize = 12;

/// A link to another item.
struct Link {
    id: String,
    text: String,
    provision: String,
}

/// A case of the pages that says what must come of this item.
struct Tested {
    name: String,
    expected: Vec<String>,
    holds: bool,
}

/// What an item says in some period.
struct Said {
    /// The days, if it has several versions.
    days: Option<String>,
    changed: Vec<String>,
    conditions: Vec<(String, Words)>,
    due: Vec<String>,
}

/// A condition in words, as a tree.
#[derive(Template)]
#[template(path = "words.html")]
struct Words {
    here: Here,
    says: String,
    definition: Option<String>,
    provision: Option<String>,
    parts: Vec<Words>,
}

fn words(here: &Here, sentence: &Sentence) -> Words {
    Words {
        here: here.clone(),
        says: sentence.says.clone(),
        definition: sentence.definition.clone(),
        provision: sentence.provision.clone(),
        parts: sentence.parts.iter().map(|part| words(here, part)).collect(),
    }
}

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    here: Here,
    t: Language,
    item: describe::Item,
    sort: String,
    plain: Vec<String>,
    official: Option<String>,
    periods: Vec<String>,
    who: Option<String>,
    owed_to: Vec<String>,
    themes: Vec<String>,
    requires: Vec<String>,
    sanctions: Vec<String>,
    strength: Option<String>,
    said: Vec<Said>,
    sure: String,
    states: Vec<(String, Named)>,
    tested: Vec<Tested>,
    tested_more: usize,
}

#[derive(Template)]
#[template(path = "regime.html")]
struct RegimePage {
    here: Here,
    t: Language,
    title: String,
    short: String,
    id: String,
    citation: String,
    plain: Vec<String>,
    official: Option<String>,
    place: Option<String>,
    binding: String,
    status: String,
    timeline: Vec<(String, String)>,
    /// Duties with their provisions.
    items: Vec<Link>,
    duties: usize,
    provisions: usize,
    cases: usize,
    sure: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "fact.html")]
struct FactPage {
    here: Here,
    t: Language,
    id: String,
    label: String,
    question: String,
    help: Option<String>,
    who: Option<String>,
    of: String,
    judgement: bool,
    factors: Vec<String>,
    used: Vec<Link>,
}

/// Whether a regime is law, and since when.
pub(crate) fn status(t: Language, regime: &Regime) -> String {
    match regime.status {
        Status::Proposed => t.get("regime-status-proposed"),
        Status::Adopted => t.get("regime-status-adopted"),
        Status::Repealed => t.get("regime-status-repealed"),
    }
}

fn periods(t: Language, periods: &[Period]) -> Vec<String> {
    periods
        .iter()
        .map(|period| match period.to {
            None => t.x("in-force-from", t.day(period.from)),
            Some(to) => format!("{} {}", t.x("in-force-from", t.day(period.from)), t.x("in-force-until", t.day(to))),
        })
        .collect()
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n').filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

fn link(register: &Register, head: &Head) -> Link {
    Link { id: head.id.clone(), text: head.title.clone(), provision: register.citation(head.regime, &head.provision) }
}

/// The cases that test an item, run.
fn tested(register: &Register, item: &describe::Item) -> (Vec<Tested>, usize) {
    let more = item.tested_by.len().saturating_sub(MAX_CASES);
    let shown = item.tested_by.iter().take(MAX_CASES);
    let run = shown.filter_map(|tested| {
        let case = register.cases.iter().find(|case| case.name == tested.case)?;
        let holds = expect::run_case(register, case).passed();
        Some(Tested { name: tested.case.clone(), expected: tested.expects.clone(), holds })
    });
    (run.collect(), more)
}

fn said(here: &Here, t: Language, version: &Version, several: bool) -> Said {
    let from = version.from.map(|from| t.x("in-force-from", t.day(from)));
    let to = version.to.map(|to| t.x("in-force-until", t.day(to)));
    let days: Vec<String> = from.into_iter().chain(to).collect();
    Said {
        days: several.then(|| days.join(" ")),
        changed: version.changed.clone(),
        conditions: version
            .conditions
            .iter()
            .map(|asked| (asked.leads.clone(), words(here, &asked.sentence)))
            .collect(),
        due: version
            .due
            .iter()
            .map(|due| {
                let stage = due.stage.as_ref().map(|stage| format!("{stage}: ")).unwrap_or_default();
                let to = if due.to.is_empty() { String::new() } else { format!(" → {}", due.to.join(", ")) };
                format!("{stage}{}{to}", due.text)
            })
            .collect(),
    }
}

pub(crate) async fn item(State(app): State<Arc<App>>, here: Here, Path(id): Path<String>) -> AppResult<Response> {
    let own = here.clone();
    app.work(move |app| one(app, &own, &id)).await
}

fn one(app: &App, here: &Here, id: &str) -> AppResult<Response> {
    let register = &app.register;
    if let Some(regime) = register.regimes.get(id) {
        return public_page(here, &regime_page(app, here, regime));
    }
    if let Some(head) = register.heads().find(|head| head.id == id) {
        return public_page(here, &item_page(register, here, head)?);
    }
    if register.program.schema.fact_named(id).is_some() {
        return public_page(here, &fact_page(register, here, id).ok_or_else(AppError::not_found)?);
    }
    Err(AppError::not_found())
}

fn item_page(register: &Register, here: &Here, head: &Head) -> AppResult<ItemPage> {
    let t = here.t;
    let item = describe::item(register, &head.id).ok_or_else(AppError::not_found)?;
    let texts = |parts: &[Part]| parts.iter().map(|part| part.text.clone()).collect::<Vec<_>>();
    let last = item.versions.last();
    let several = item.versions.len() > 1;
    let body = register.duty_named(&head.id).and_then(|duty| register.duty(duty).versions.last());
    let (tested, tested_more) = tested(register, &item);
    Ok(ItemPage {
        t,
        sort: t.get(&format!("sort-{}", item.sort)),
        plain: paragraphs(&item.plain),
        official: official(register.regime(head.regime)),
        periods: periods(t, &item.in_force),
        who: body.map(|version| who_owes(register, &version.body)),
        owed_to: last
            .map(|last| last.owed_to.iter().map(|to| t.get(&format!("people-{}", to.name()))).collect())
            .unwrap_or_default(),
        themes: last.map(|last| texts(&last.themes)).unwrap_or_default(),
        requires: last.map(|last| texts(&last.requires)).unwrap_or_default(),
        sanctions: last.map(|last| texts(&last.sanctions)).unwrap_or_default(),
        strength: body.map(|version| super::expected::strength(version.body.modality, t)),
        said: item.versions.iter().map(|version| said(here, t, version, several)).collect(),
        sure: t.get(&format!("sure-{}", item.confidence.name())),
        states: item
            .transposed_by
            .iter()
            .map(|own| (register.vocabulary.member("country", &own.state).to_owned(), own.item.clone()))
            .collect(),
        tested,
        tested_more,
        item,
        here: here.clone(),
    })
}

/// The official address, if it is one that a browser can follow.
fn official(regime: &Regime) -> Option<String> {
    regime.official.clone().filter(|address| address.starts_with("https://") || address.starts_with("http://"))
}

fn regime_page(app: &App, here: &Here, regime: &Regime) -> RegimePage {
    let (register, t) = (&app.register, here.t);
    let own = |head: &&Head| register.regime(head.regime).id == regime.id;
    let mut timeline: Vec<(jiff::civil::Date, String)> = Vec::new();
    for period in &regime.in_force {
        timeline.push((period.from, t.get("timeline-in-force")));
        if let Some(to) = period.to {
            timeline.push((to, t.get("timeline-ends")));
        }
    }
    for duty in register.duties.values().filter(|duty| own(&&duty.head)) {
        for period in &duty.head.in_force {
            if !regime.in_force.iter().any(|whole| whole.from == period.from) {
                timeline.push((period.from, duty.head.title.clone()));
            }
        }
        for from in duty.versions.iter().skip(1).filter_map(|version| version.from) {
            timeline.push((from, format!("{} ({})", duty.head.title, t.get("timeline-changes"))));
        }
    }
    timeline.sort();
    timeline.dedup();
    let mut days: Vec<(String, String)> = Vec::new();
    for (day, what) in timeline {
        let day = t.day(day);
        match days.last_mut() {
            Some((known, texts)) if *known == day => {
                texts.push_str("; ");
                texts.push_str(&what);
            }
            _ => days.push((day, what)),
        }
    }
    let heads: Vec<&Head> = register.heads().filter(own).collect();
    let mut sure: Vec<(onus_register::law::Confidence, usize)> = Vec::new();
    for head in &heads {
        match sure.iter_mut().find(|(known, _)| *known == head.confidence) {
            Some((_, count)) => *count += 1,
            None => sure.push((head.confidence, 1)),
        }
    }
    sure.sort();
    let binding = match regime.binding {
        Binding::Direct => "binding-direct",
        Binding::ViaTransposition => "binding-transposition",
        Binding::National => "binding-national",
        Binding::CaseLaw => "binding-case-law",
        Binding::Soft => "binding-soft",
    };
    let duties: Vec<Link> = register
        .duties
        .values()
        .map(|duty| &duty.head)
        .chain(register.norms.values().map(|norm| &norm.head))
        .chain(register.guides.values().map(|asked| &asked.head))
        .filter(own)
        .map(|head| link(register, head))
        .collect();
    RegimePage {
        t,
        title: regime.title.clone(),
        short: regime.short.clone(),
        id: regime.id.clone(),
        citation: regime.citation.clone(),
        plain: paragraphs(&regime.plain),
        official: official(regime),
        place: regime.jurisdiction.as_deref().map(|code| register.vocabulary.member("country", code).to_owned()),
        binding: t.get(binding),
        status: status(t, regime),
        timeline: days,
        duties: duties.len(),
        items: duties,
        provisions: regime.provisions.as_ref().map_or(0, onus_register::provision::Provisions::len),
        cases: register
            .cases
            .iter()
            .filter(|case| case.regime.is_some_and(|own| register.regime(own).id == regime.id))
            .count(),
        sure: sure.into_iter().map(|(sure, count)| (t.get(&format!("sure-{}", sure.name())), count)).collect(),
        here: here.clone(),
    }
}

fn fact_page(register: &Register, here: &Here, id: &str) -> Option<FactPage> {
    let schema = &register.program.schema;
    let fact = schema.fact_named(id)?;
    let text = register.vocabulary.fact(fact);
    let used = register
        .definitions
        .iter()
        .filter(|item| {
            let versions = &register.program.definition(item.logic).versions;
            versions.iter().any(|version| register.program.reads(version.body).contains(&fact))
        })
        .map(|item| link(register, &item.head))
        .collect();
    Some(FactPage {
        t: here.t,
        id: id.to_owned(),
        label: text.label.clone(),
        question: text.question.clone(),
        help: text.help.clone(),
        who: text.who.clone(),
        of: schema.type_name(schema.fact(fact).of),
        judgement: text.judgement,
        factors: text.factors.clone(),
        used,
        here: here.clone(),
    })
}
