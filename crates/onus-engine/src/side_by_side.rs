//! What several places ask of one thing, side by side: a row for each requirement, a column for each place whose law asks something
//! of the thing. A first look at how laws agree; it compares what duties say that they require, and knows no law.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use onus_register::register::Register;
use serde::Serialize;

use crate::change::Standing;
use crate::finding::{Finding, ThingRef};

/// A comparison helps where one thing is under the law of this many places; then things of the same sort are shown from two places on.
const PLACES: usize = 3;

/// One thing under the law of several places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideBySide {
    /// The thing.
    pub thing: ThingRef,
    /// The places, as ISO codes or names of unions, with what people call them.
    pub places: Vec<(String, String)>,
    /// What is required in at least two of them.
    pub rows: Vec<Row>,
}

/// What one requirement comes to in each place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Id of the requirement.
    pub requirement: String,
    /// What it asks, in words.
    pub text: String,
    /// In the order of the places.
    pub cells: Vec<Cell>,
}

/// What a place asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Where it is asked today.
    pub now: Vec<String>,
    /// Where it will be asked, and from when.
    pub coming: Vec<(Date, String)>,
    /// Where it may be asked, for all that is known.
    pub open: Vec<String>,
}

impl Cell {
    fn is_empty(&self) -> bool {
        self.now.is_empty() && self.coming.is_empty() && self.open.is_empty()
    }
}

/// The things of a case on which duties of three places or more rest, and those of the same kind on which duties of two rest.
pub fn side_by_side(register: &Register, findings: &[Finding]) -> Vec<SideBySide> {
    let mut things: BTreeMap<&ThingRef, Vec<(&str, Standing, &Finding)>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.binds() && !finding.if_it_happens) {
        let standing = Standing::of(finding);
        if matches!(standing, Standing::Owed | Standing::Coming | Standing::Open)
            && let Some(place) = place_of(register, finding)
        {
            things.entry(&finding.over).or_default().push((place, standing, finding));
        }
    }
    let mut tables: Vec<SideBySide> =
        things.into_iter().filter_map(|(thing, found)| table(register, thing, &found)).collect();
    let compared: BTreeSet<String> =
        tables.iter().filter(|table| table.places.len() >= PLACES).map(|table| table.thing.kind.clone()).collect();
    tables.retain(|table| compared.contains(&table.thing.kind));
    tables
}

/// The place whose law a finding rests on.
fn place_of<'r>(register: &'r Register, finding: &Finding) -> Option<&'r str> {
    let duty = register.duties.get(finding.item.as_ref().unwrap_or(&finding.duty))?;
    register.regime(duty.head.regime).jurisdiction.as_deref()
}

fn table(register: &Register, thing: &ThingRef, found: &[(&str, Standing, &Finding)]) -> Option<SideBySide> {
    let places: BTreeSet<&str> = found.iter().map(|(place, ..)| *place).collect();
    let required: BTreeSet<&str> =
        found.iter().flat_map(|(.., finding)| &finding.requires).map(String::as_str).collect();
    let mut rows: Vec<Row> = Vec::new();
    for requirement in required {
        let cells: Vec<Cell> = places.iter().map(|place| cell(requirement, place, found)).collect();
        if cells.iter().filter(|cell| !cell.is_empty()).count() > 1 {
            let text = register.vocabulary.requirements.get(requirement).cloned().unwrap_or_default();
            rows.push(Row { requirement: requirement.to_owned(), text, cells });
        }
    }
    // what most places ask comes first
    rows.sort_by_key(|row| std::cmp::Reverse(row.cells.iter().filter(|cell| !cell.is_empty()).count()));
    let named = |code: &&str| ((*code).to_owned(), register.vocabulary.member("country", code).to_owned());
    (!rows.is_empty()).then(|| SideBySide { thing: thing.clone(), places: places.iter().map(named).collect(), rows })
}

fn cell(requirement: &str, place: &str, found: &[(&str, Standing, &Finding)]) -> Cell {
    let mut cell = Cell::default();
    for (_, standing, finding) in
        found.iter().filter(|(own, _, finding)| *own == place && finding.requires.iter().any(|one| one == requirement))
    {
        let provision = finding.provision.clone();
        match (standing, finding.in_force_from) {
            (Standing::Owed, _) => cell.now.push(provision),
            (Standing::Coming, Some(from)) => cell.coming.push((from, provision)),
            _ => cell.open.push(provision),
        }
    }
    cell.coming.sort();
    cell
}
