//! What the register says of one id, ready to be shown: an item with its logic in words and everything that belongs to it
//! ([`item`]), a regime with its timeline ([`regime`]), a fact with its answers ([`fact`]). It shapes; it draws nothing.

mod fact;
mod parts;
mod regime;
mod tested;

pub use fact::{Fact, fact};
pub use parts::{Asked, DueWords, Part, Version};
pub use regime::{Regime, Timeline, regime};
pub use tested::Tested;

use onus_logic::ir::DefId;
use onus_register::law::{Confidence, Duty, Exception, Head, Period, Status};
use onus_register::page::{Block, Sort};
use onus_register::register::Register;
use serde::Serialize;

use crate::finding::Named;

/// Everything about one item.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// `duty`, `norm`, `definition`, `exception` or `guide`.
    pub sort: String,
    /// Short title.
    pub title: String,
    /// Plain text.
    pub plain: String,
    /// Where it stands in law, with the name of the regime.
    pub provision: String,
    /// Id of its regime.
    pub regime: String,
    /// Full title of its regime.
    pub regime_title: String,
    /// Official address of its regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official: Option<String>,
    /// The regime is a proposal, or no longer law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_law: Option<String>,
    /// When it is in force.
    pub in_force: Vec<Period>,
    /// What it says, by date.
    pub versions: Vec<Version>,
    /// What it transposes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transposes: Vec<Named>,
    /// What transposes it, or what a State puts in its place, with the code of the State.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transposed_by: Vec<InState>,
    /// Exceptions that touch it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionTo>,
    /// What an exception touches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<Named>,
    /// What takes its place, or meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Named>,
    /// The definitions that it calls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Named>,
    /// The items that call it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<Named>,
    /// How many duties rest on it, directly or through other definitions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duties_resting: Option<usize>,
    /// Law that a question of a guide leads to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leads_to: Vec<Named>,
    /// The cases that test it.
    pub tested_by: Vec<Tested>,
    /// How sure the record is.
    pub confidence: Confidence,
    /// The same in words.
    pub confidence_words: &'static str,
    /// What was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What is uncertain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Rows of the dossier.
    pub rows: Vec<String>,
    /// The block as it stands on the page.
    pub logic: String,
    /// Where the block stands.
    pub file: String,
    /// In which line.
    pub line: usize,
}

/// An item of a State.
#[derive(Clone, Debug, Serialize)]
pub struct InState {
    /// Code of the State.
    pub state: String,
    /// The item.
    #[serde(flatten)]
    pub item: Named,
}

/// An exception as a duty shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ExceptionTo {
    /// What it does: displaces, excludes ..
    pub effect: &'static str,
    /// The exception.
    #[serde(flatten)]
    pub item: Named,
    /// What it says.
    pub plain: String,
}

/// How sure a record is, in words.
pub fn confidence_words(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::OfficialText => "checked against the official text, or a copy of it",
        Confidence::Secondary => "checked against a text about the law, not the law itself",
        Confidence::Recalled => "written from general knowledge, not checked",
        Confidence::Unverified => "no source was seen",
        Confidence::Reconstructed => "put together from fragments",
    }
}

/// An item that was described, or `None` if the register has no item of that id.
pub fn item(register: &Register, id: &str) -> Option<Item> {
    let blocks = register.pages.iter().flat_map(|page| &page.blocks);
    let block = blocks.into_iter().find(|block| block.item.as_ref().is_some_and(|item| item.id == id))?;
    let head = register.heads().find(|head| head.id == id)?;
    let own = register.regime(head.regime);
    let mut item = Item {
        id: head.id.clone(),
        sort: block.sort.name().to_owned(),
        title: head.title.clone(),
        plain: head.plain.clone(),
        provision: register.citation(head.regime, &head.provision),
        regime: own.id.clone(),
        regime_title: own.title.clone(),
        official: own.official.clone(),
        not_law: not_law(own.status),
        in_force: head.in_force.clone(),
        versions: Vec::new(),
        transposes: Vec::new(),
        transposed_by: Vec::new(),
        exceptions: Vec::new(),
        touches: Vec::new(),
        by: None,
        uses: Vec::new(),
        used_by: Vec::new(),
        duties_resting: None,
        leads_to: Vec::new(),
        tested_by: Vec::new(),
        confidence: head.confidence,
        confidence_words: confidence_words(head.confidence),
        source: head.source.clone(),
        note: head.note.clone(),
        rows: head.rows.clone(),
        logic: source_of(register, block).to_owned(),
        file: register.files.path(block.at.file).to_owned(),
        line: register.files.line(block.at),
    };
    let mut tests = vec![head.id.as_str()];
    match block.sort {
        Sort::Duty => {
            let duty = register.duties.get(id)?;
            of_duty(register, duty, &mut item);
            tests.extend(duty.implements.map(|base| register.duty(base).head.id.as_str()));
        }
        Sort::Definition => {
            let definition = register.definitions.iter().find(|definition| definition.head.id == id)?;
            of_definition(register, definition.logic, &mut item);
            if let Some(base) = definition.implements {
                item.transposes.extend(register.definition(base).map(|base| named(register, &base.head)));
            }
        }
        Sort::Exception => of_exception(register, register.exceptions.get(id)?, &mut item),
        Sort::Norm => item.versions.push(parts::norm(register, register.norms.get(id)?)),
        Sort::Guide => {
            let asked = register.guides.get(id)?;
            item.versions.push(parts::guide(register, asked));
            let heads = asked.hooks.iter().filter_map(|id| register.heads().find(|head| head.id == *id));
            item.leads_to = heads.map(|head| named(register, head)).collect();
        }
        _ => return None,
    }
    item.tested_by = tested::all(register, &tests, &item);
    Some(item)
}

/// What to say where a regime is not law.
fn not_law(status: Status) -> Option<String> {
    match status {
        Status::Proposed => Some("a proposal, not law".to_owned()),
        Status::Repealed => Some("no longer law".to_owned()),
        Status::Adopted => None,
    }
}

fn named(register: &Register, head: &Head) -> Named {
    Named { id: head.id.clone(), text: head.title.clone(), provision: register.citation(head.regime, &head.provision) }
}

fn of_duty(register: &Register, duty: &Duty, item: &mut Item) {
    item.versions = parts::duty(register, duty);
    item.transposes.extend(duty.implements.map(|base| named(register, &register.duty(base).head)));
    let Some(id) = register.duty_named(&duty.head.id) else { return };
    item.transposed_by = register
        .transpositions(id)
        .map(|(state, own)| InState {
            state: register.state_code(state).to_owned(),
            item: named(register, &register.duty(own).head),
        })
        .collect();
    let inherited = duty.implements.into_iter().flat_map(|base| register.exceptions_to(base));
    for exception in register.exceptions_to(id).iter().chain(inherited) {
        let exception = register.exception(*exception);
        item.exceptions.push(ExceptionTo {
            effect: exception.effect.name(),
            item: named(register, &exception.head),
            plain: exception.head.plain.clone(),
        });
    }
    let program = &register.program;
    let mut called: Vec<DefId> = duty
        .versions
        .iter()
        .flat_map(|version| parts::expressions(&version.body))
        .flat_map(|expr| program.calls(expr))
        .collect();
    called.sort_unstable();
    called.dedup();
    item.uses = definitions(register, &called);
}

fn definitions(register: &Register, called: &[DefId]) -> Vec<Named> {
    called.iter().filter_map(|id| register.definition(*id)).map(|own| named(register, &own.head)).collect()
}

fn of_definition(register: &Register, id: DefId, item: &mut Item) {
    item.versions = parts::definition(register, id);
    let logic = register.program.definition(id);
    for (state, own) in &logic.in_state {
        if let Some(own) = register.definition(*own) {
            let state = register.state_code(*state).to_owned();
            item.transposed_by.push(InState { state, item: named(register, &own.head) });
        }
    }
    let uses: Vec<DefId> = register.calls(id).to_vec();
    item.uses = definitions(register, &uses);
    // everything that rests on it: definitions that call it, directly or round about
    let mut resting = std::collections::BTreeSet::from([id]);
    loop {
        let more: Vec<DefId> = register
            .definitions
            .iter()
            .map(|own| own.logic)
            .filter(|own| !resting.contains(own) && register.calls(*own).iter().any(|called| resting.contains(called)))
            .collect();
        if more.is_empty() {
            break;
        }
        resting.extend(more);
    }
    let directly = register.definitions.iter().filter(|own| register.calls(own.logic).contains(&id));
    item.used_by = directly.map(|own| named(register, &own.head)).collect();
    let mut duties = 0;
    for duty in register.duties.values() {
        let calls: Vec<DefId> = duty
            .versions
            .iter()
            .flat_map(|version| parts::expressions(&version.body))
            .flat_map(|expr| register.program.calls(expr))
            .collect();
        if calls.contains(&id) {
            item.used_by.push(named(register, &duty.head));
        }
        duties += usize::from(calls.iter().any(|called| resting.contains(called)));
    }
    for exception in register.exceptions.values() {
        let calls = exception.touches.iter().flat_map(|touch| register.program.calls(parts::condition_of(touch)));
        if calls.into_iter().any(|called| called == id) {
            item.used_by.push(named(register, &exception.head));
        }
    }
    item.duties_resting = Some(duties);
}

fn of_exception(register: &Register, exception: &Exception, item: &mut Item) {
    item.versions.push(parts::exception(register, exception));
    for touch in &exception.touches {
        let head = match touch {
            onus_register::law::Touch::Duty(duty, _) => &register.duty(*duty).head,
            onus_register::law::Touch::Exception(other, _, _) => &register.exception(*other).head,
        };
        if !item.touches.iter().any(|known| known.id == head.id) {
            item.touches.push(named(register, head));
        }
    }
    item.by = exception.by.as_ref().map(|by| {
        let head = register.heads().find(|head| head.id == *by);
        let of_regime = || register.regimes.get(by).map(|regime| (regime.title.clone(), regime.citation.clone()));
        if let Some(head) = head {
            return named(register, head);
        }
        let (text, provision) = of_regime().unwrap_or_else(|| (by.clone(), String::new()));
        Named { id: by.clone(), text, provision }
    });
    if let Some(id) = register.exceptions.get_index_of(&exception.head.id) {
        let lifting = register.exceptions.values().filter(|other| {
            other.touches.iter().any(
                |touch| matches!(touch, onus_register::law::Touch::Exception(target, _, _) if target.index() == id),
            )
        });
        item.exceptions.extend(lifting.map(|other| ExceptionTo {
            effect: other.effect.name(),
            item: named(register, &other.head),
            plain: other.head.plain.clone(),
        }));
    }
}

/// The block as it stands on the page.
fn source_of<'r>(register: &'r Register, block: &Block) -> &'r str {
    let Some(file) = register.files.get(block.at.file) else { return "" };
    let after = file.text.get(block.at.span.end as usize..).unwrap_or("");
    after.split("\n```").next().unwrap_or(after).trim_matches('\n')
}
