//! A regime as a whole: what it is, since when, how much of it the register holds and how sure that is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use onus_register::law::{Binding, Head, Period, Status};
use onus_register::register::Register;
use serde::Serialize;

use super::{InState, confidence_words, not_law};
use crate::finding::Named;
use crate::words;

/// A law, standard or norm.
#[derive(Clone, Debug, Serialize)]
pub struct Regime {
    /// Its id.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Name before a provision.
    pub short: String,
    /// Full citation.
    pub citation: String,
    /// Official address.
    pub official: Option<String>,
    /// CELEX number.
    pub celex: Option<String>,
    /// Whose law it is.
    pub jurisdiction: Option<String>,
    /// How it binds.
    pub binding: Binding,
    /// Where it stands.
    pub status: Status,
    /// What to say where it is not law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_law: Option<String>,
    /// When it is in force.
    pub in_force: Vec<Period>,
    /// What starts or ends when.
    pub timeline: Vec<Timeline>,
    /// The directive that it transposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transposes: Option<Named>,
    /// The law of States that transposes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transposed_by: Vec<InState>,
    /// States that must transpose it and whose law the register does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_held: Vec<String>,
    /// How many duties are held.
    pub duties: usize,
    /// How many norms.
    pub norms: usize,
    /// How many definitions.
    pub definitions: usize,
    /// How many exceptions.
    pub exceptions: usize,
    /// How many questions of guides.
    pub guides: usize,
    /// How many cases stand on its pages.
    pub cases: usize,
    /// Items by how sure their records are, surest first: id, words, number.
    pub sureness: Vec<(&'static str, &'static str, usize)>,
    /// What it is about.
    pub plain: String,
}

/// A day on which something starts or ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// The day.
    pub day: Date,
    /// What happens.
    pub what: String,
}

/// A regime that was described.
pub fn regime(register: &Register, id: &str) -> Option<Regime> {
    let (own, regime) = (register.regime_named(id)?, register.regimes.get(id)?);
    let of = |head: &&Head| head.regime == own;
    let heads: Vec<&Head> = register.heads().filter(of).collect();
    let mut sureness: BTreeMap<_, usize> = BTreeMap::new();
    for head in &heads {
        *sureness.entry(head.confidence).or_default() += 1;
    }
    let national = register.regimes.values().filter(|other| other.implements == Some(own));
    let transposed_by: Vec<InState> = national
        .map(|other| InState {
            state: other.state.map(|state| register.state_code(state).to_owned()).unwrap_or_default(),
            item: as_named(other),
        })
        .collect();
    let held: BTreeSet<&str> = transposed_by.iter().map(|own| own.state.as_str()).collect();
    let not_held = regime.states.iter().map(|state| register.state_code(*state)).filter(|code| !held.contains(code));
    Some(Regime {
        id: regime.id.clone(),
        title: regime.title.clone(),
        short: regime.short.clone(),
        citation: regime.citation.clone(),
        official: regime.official.clone(),
        celex: regime.celex.clone(),
        jurisdiction: regime.jurisdiction.clone(),
        binding: regime.binding,
        status: regime.status,
        not_law: not_law(regime.status),
        in_force: regime.in_force.clone(),
        timeline: timeline(register, regime, &heads),
        transposes: regime.implements.map(|base| as_named(register.regime(base))),
        not_held: not_held.map(str::to_owned).collect(),
        transposed_by,
        duties: register.duties.values().filter(|duty| of(&&duty.head)).count(),
        norms: register.norms.values().filter(|norm| of(&&norm.head)).count(),
        definitions: register.definitions.iter().filter(|item| of(&&item.head)).count(),
        exceptions: register.exceptions.values().filter(|item| of(&&item.head)).count(),
        guides: register.guides.values().filter(|item| of(&&item.head)).count(),
        cases: register.cases.iter().filter(|case| case.regime == Some(own)).count(),
        sureness: sureness.into_iter().map(|(sure, count)| (sure.name(), confidence_words(sure), count)).collect(),
        plain: regime.plain.clone(),
    })
}

fn as_named(regime: &onus_register::law::Regime) -> Named {
    Named { id: regime.id.clone(), text: regime.title.clone(), provision: regime.citation.clone() }
}

/// The days of the regime itself, and days of their own that items have.
fn timeline(register: &Register, regime: &onus_register::law::Regime, heads: &[&Head]) -> Vec<Timeline> {
    let mut days: BTreeMap<(Date, usize), String> = BTreeMap::new();
    for period in &regime.in_force {
        days.insert((period.from, 0), format!("{} is in force", regime.short));
        if let Some(to) = period.to {
            days.insert((to, 0), format!("{} is no longer in force", regime.short));
        }
    }
    let mut starts: BTreeMap<Date, Vec<&Head>> = BTreeMap::new();
    let mut ends: BTreeMap<Date, Vec<&Head>> = BTreeMap::new();
    for head in heads {
        for period in &head.in_force {
            if !regime.in_force.iter().any(|own| own.from == period.from) {
                starts.entry(period.from).or_default().push(head);
            }
            if let Some(to) = period.to.filter(|to| !regime.in_force.iter().any(|own| own.to == Some(*to))) {
                ends.entry(to).or_default().push(head);
            }
        }
    }
    for (of, verb, order) in [(starts, "starts", 1), (ends, "ends", 2)] {
        for (day, heads) in of {
            days.insert((day, order), named_or_counted(&heads, verb));
        }
    }
    let mut changes: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for duty in register.duties.values().filter(|duty| heads.iter().any(|head| head.id == duty.head.id)) {
        for day in duty.versions.iter().skip(1).filter_map(|version| version.from) {
            changes.entry(day).or_default().push(format!("\"{}\" changes", duty.head.title));
        }
    }
    days.extend(changes.into_iter().map(|(day, what)| ((day, 3), what.join("; "))));
    days.into_iter().map(|((day, _), what)| Timeline { day, what }).collect()
}

fn named_or_counted(heads: &[&Head], verb: &str) -> String {
    match heads {
        [only] => format!("\"{}\" {verb}", only.title),
        [first, .., last] => format!(
            "{} items {}: \"{}\" .. \"{}\"",
            words::number(rust_decimal::Decimal::from(heads.len())),
            verb.trim_end_matches('s'),
            first.title,
            last.title
        ),
        [] => String::new(),
    }
}
