//! One item of the register: plain text first, then what it rests on, its logic, what belongs to it, and the cases that test it. The
//! same address serves duties, norms, definitions, exceptions, questions of guides, regimes and facts: an id names one thing only.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use onus_engine::expect;
use onus_register::law::{Binding, Head, Modality, Period, Regime, Status};
use onus_register::page::Block;
use onus_register::register::{CaseBlock, Register};
use onus_register::tree::{Item, Tree};

use super::entry::{terms, who_owes};
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
    expected: Vec<(String, String)>,
    holds: bool,
}

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    here: Here,
    t: Language,
    sort: String,
    title: String,
    plain: Vec<String>,
    id: String,
    provision: String,
    regime: (String, String),
    official: Option<String>,
    periods: Vec<String>,
    who: Option<String>,
    owed_to: Vec<String>,
    terms: Vec<String>,
    themes: Vec<String>,
    requires: Vec<String>,
    strength: Option<String>,
    versions: Vec<String>,
    sure: String,
    source: Option<String>,
    note: Option<String>,
    logic: String,
    place: String,
    transposes: Vec<Link>,
    transposed: Vec<(String, Link)>,
    exceptions: Vec<(String, Link)>,
    uses: Vec<Link>,
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
            None => t.x("in-force-from", &t.day(period.from)),
            Some(to) => format!("{} {}", t.x("in-force-from", &t.day(period.from)), t.x("in-force-until", &t.day(to))),
        })
        .collect()
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n').filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

fn link(register: &Register, head: &Head) -> Link {
    Link { id: head.id.clone(), text: head.title.clone(), provision: register.citation(head.regime, &head.provision) }
}

/// The block of an item, as its page has it.
fn block_of<'r>(register: &'r Register, id: &str) -> Option<&'r Block> {
    let mut blocks = register.pages.iter().flat_map(|page| &page.blocks);
    blocks.find(|block| block.item.as_ref().is_some_and(|item| item.id == id))
}

fn logic_of<'r>(register: &'r Register, block: &Block) -> &'r str {
    let Some(file) = register.files.get(block.at.file) else { return "" };
    let after = file.text.get(block.at.span.end as usize..).unwrap_or("");
    after.split("\n```").next().unwrap_or(after).trim_matches('\n')
}

/// What a case expects of an item, by thing.
fn expectations(case: &CaseBlock, ids: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Some(Tree { item: Item::Table(expect), .. }) = case.table.get("expect") else { return found };
    for id in ids {
        match expect.get(id).map(|tree| &tree.item) {
            Some(Item::Table(things)) => {
                for (thing, (_, tree)) in &things.entries {
                    found.push((thing.clone(), verdict(tree)));
                }
            }
            Some(Item::Text(text)) => found.push((String::new(), text.clone())),
            _ => {}
        }
    }
    found
}

fn verdict(tree: &Tree) -> String {
    match &tree.item {
        Item::Text(text) => text.clone(),
        Item::Bool(value) => value.to_string(),
        Item::Number(number) => number.clone(),
        Item::Time(time) => time.to_string(),
        Item::List(items) => items.iter().map(verdict).collect::<Vec<_>>().join(", "),
        Item::Table(table) => table.get("status").or_else(|| table.get("is")).map(verdict).unwrap_or_default(),
    }
}

fn tested(register: &Register, ids: &[&str]) -> (Vec<Tested>, usize) {
    let cases: Vec<(&CaseBlock, Vec<(String, String)>)> = register
        .cases
        .iter()
        .map(|case| (case, expectations(case, ids)))
        .filter(|(_, expected)| !expected.is_empty())
        .collect();
    let more = cases.len().saturating_sub(MAX_CASES);
    let shown = cases
        .into_iter()
        .take(MAX_CASES)
        .map(|(case, expected)| Tested {
            name: case.name.clone(),
            expected,
            holds: expect::run_case(register, case).passed(),
        })
        .collect();
    (shown, more)
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
    let block = block_of(register, &head.id).ok_or_else(AppError::not_found)?;
    let regime = register.regime(head.regime);
    let duty = register.duty_named(&head.id);
    let body = duty.and_then(|duty| register.duty(duty).versions.last()).map(|version| &version.body);
    let vocabulary = &register.vocabulary;
    let mut ids = vec![head.id.as_str()];
    let transposes: Vec<Link> = duty
        .and_then(|duty| register.duty(duty).implements)
        .map(|base| &register.duty(base).head)
        .into_iter()
        .map(|base| {
            ids.push(base.id.as_str());
            link(register, base)
        })
        .collect();
    let transposed = duty
        .map(|duty| {
            let own = register.transpositions(duty);
            own.map(|(state, own)| (register.state_name(state).to_owned(), link(register, &register.duty(own).head)))
                .collect()
        })
        .unwrap_or_default();
    let exceptions = duty
        .map(|duty| {
            let own = register.exceptions_to(duty).iter().map(|id| register.exception(*id));
            own.map(|own| (own.effect.name().to_owned(), link(register, &own.head))).collect()
        })
        .unwrap_or_default();
    let versions = match duty.map(|duty| &register.duty(duty).versions) {
        Some(versions) if versions.len() > 1 => versions
            .iter()
            .map(|version| {
                let from = version.from.map(|from| t.x("in-force-from", &t.day(from)));
                let to = version.to.map(|to| t.x("in-force-until", &t.day(to)));
                let span: Vec<String> = from.into_iter().chain(to).collect();
                let terms = terms(&version.body).join("; ");
                if terms.is_empty() { span.join(" ") } else { format!("{}: {terms}", span.join(" ")) }
            })
            .collect(),
        _ => Vec::new(),
    };
    let logic = register.definitions.iter().find(|item| item.head.id == head.id).map(|item| item.logic);
    let calls = logic.map(|logic| register.calls(logic)).unwrap_or_default();
    let uses = calls.iter().filter_map(|id| register.definition(*id)).map(|own| link(register, &own.head)).collect();
    let (tested, tested_more) = tested(register, &ids);
    Ok(ItemPage {
        t,
        sort: t.get(&format!("sort-{}", block.sort.name())),
        title: head.title.clone(),
        plain: paragraphs(&head.plain),
        id: head.id.clone(),
        provision: register.citation(head.regime, &head.provision),
        regime: (regime.id.clone(), regime.title.clone()),
        official: official(regime),
        periods: periods(t, &head.in_force),
        who: body.map(|body| who_owes(register, body)),
        owed_to: body
            .map(|body| body.owed_to.iter().map(|to| t.get(&format!("people-{}", to.name()))).collect())
            .unwrap_or_default(),
        terms: body.map(terms).unwrap_or_default(),
        themes: body
            .map(|body| body.themes.iter().filter_map(|id| vocabulary.themes.get(id).cloned()).collect())
            .unwrap_or_default(),
        requires: body
            .map(|body| body.requires.iter().filter_map(|id| vocabulary.requirements.get(id).cloned()).collect())
            .unwrap_or_default(),
        strength: body.map(|body| {
            t.get(match body.modality {
                Modality::Must => "strength-must",
                Modality::MustNot => "strength-must-not",
                Modality::Should => "strength-should",
                Modality::May => "strength-may",
            })
        }),
        versions,
        sure: t.get(&format!("sure-{}", head.confidence.name())),
        source: head.source.clone(),
        note: head.note.clone(),
        logic: logic_of(register, block).to_owned(),
        place: format!("{}:{}", register.files.path(block.at.file), register.files.line(block.at)),
        transposes,
        transposed,
        exceptions,
        uses,
        tested,
        tested_more,
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
