//! How an answer is laid out for people, in a terminal or on a page: by party, by what is owed, coming or open, by whom it is owed to.

use std::collections::BTreeMap;

use crate::change::Standing;
use crate::check::Checked;
use crate::finding::{Finding, Owed, SanctionLine, Status, ThingRef};
use crate::moment::Moment;

/// The groups in the order in which they are shown.
pub const GROUPS: [&str; 4] = ["Yourself", "Your customers", "Your environment", "Authorities"];

/// The group under which a finding is listed: the first other than the bearer itself.
pub fn group(finding: &Finding) -> &'static str {
    let groups = crate::check::groups(&finding.owed_to);
    groups.iter().find(|group| **group != "Yourself").or(groups.first()).copied().unwrap_or("Yourself")
}

/// A duty as it is listed: one line, though it may be owed for several things.
#[derive(Clone, Debug)]
pub struct Listed<'c> {
    /// The finding of which the line speaks; those of the other things are like it.
    pub finding: &'c Finding,
    /// The names of the things.
    pub things: Vec<&'c str>,
}

impl Listed<'_> {
    /// For a list whose heading names the thing.
    pub fn leave_out_things(&mut self) {
        self.things.clear();
    }
}

/// Adds a finding to a list, to the line of the same duty under the same law at the same moment if there is one.
pub fn add<'c>(list: &mut Vec<Listed<'c>>, finding: &'c Finding) {
    let key = |one: &'c Finding| {
        let moment = first_moment(one).map(|moment| format!("{moment:?}"));
        (&one.duty, &one.item, &one.state, &one.bearer, one.if_it_happens, one.in_force_from, moment)
    };
    let name = finding.over.name.as_str();
    match list.iter_mut().find(|listed| key(listed.finding) == key(finding)) {
        Some(listed) => listed.things.push(name),
        None => list.push(Listed { finding, things: vec![name] }),
    }
}

/// The first moment at which something is due.
pub fn first_moment(finding: &Finding) -> Option<&Moment> {
    finding.due.iter().find_map(|line| line.at.as_ref())
}

/// Findings of one party, by what someone reads first.
#[derive(Clone, Debug, Default)]
pub struct Sorted<'c> {
    /// What is owed.
    pub owed: Vec<Listed<'c>>,
    /// What a standard asks of one who chose it: shown, and not counted as owed.
    pub chosen: Vec<Listed<'c>>,
    /// What one should or may do: shown, and not counted as owed.
    pub free: Vec<Listed<'c>>,
    /// What is owed from a later day on.
    pub coming: Vec<Listed<'c>>,
    /// Facts are missing.
    pub open: Vec<Listed<'c>>,
    /// Law is missing.
    pub no_law: Vec<&'c Finding>,
    /// Another duty or regime takes its place.
    pub displaced: Vec<Listed<'c>>,
}

/// Sorts the findings of one party.
pub fn sort<'c>(findings: &[&'c Finding]) -> Sorted<'c> {
    let mut sorted = Sorted::default();
    for finding in findings {
        let binds = finding.binds();
        match Standing::of(finding) {
            Standing::Owed if binds => add(&mut sorted.owed, finding),
            Standing::Owed if finding.is_a_must() => add(&mut sorted.chosen, finding),
            Standing::Owed => add(&mut sorted.free, finding),
            _ if !binds => {}
            Standing::LawNotHeld => sorted.no_law.push(finding),
            Standing::Open => add(&mut sorted.open, finding),
            Standing::Coming => add(&mut sorted.coming, finding),
            Standing::None if finding.status == Status::Displaced => add(&mut sorted.displaced, finding),
            Standing::None => {}
        }
    }
    sorted
}

/// The parties of which something is said, in the order of the case, each with its findings; last those of whom the case does not name.
pub fn by_party(checked: &Checked) -> Vec<(Option<&ThingRef>, Vec<&Finding>)> {
    let mut by_party: BTreeMap<Option<usize>, Vec<&Finding>> = BTreeMap::new();
    for finding in &checked.findings {
        let party =
            finding.concerns.as_ref().and_then(|concerns| checked.parties.iter().position(|party| party == concerns));
        by_party.entry(party).or_default().push(finding);
    }
    let nobody = by_party.remove(&None);
    let mut parties: Vec<(Option<&ThingRef>, Vec<&Finding>)> = by_party
        .into_iter()
        .filter_map(|(index, findings)| Some((Some(checked.parties.get(index?)?), findings)))
        .collect();
    parties.extend(nobody.map(|findings| (None, findings)));
    parties
}

/// The ceilings of fines on what is owed today, each once, with where they stand in law.
pub fn fines<'c>(findings: impl Iterator<Item = &'c Finding>) -> Vec<String> {
    let owed = findings.filter(|finding| finding.owed == Owed::Yes && finding.binds());
    let lines: Vec<&SanctionLine> = owed.flat_map(|finding| &finding.sanction).filter(|line| !line.open).collect();
    // what a directive asks of a State's own maximum is of no interest where that maximum is known
    let is_known = lines.iter().any(|line| line.max.is_some() && !line.floor);
    let mut fines: Vec<String> = Vec::new();
    for line in lines.into_iter().filter(|line| !(line.floor && is_known)) {
        if let Some(max) = &line.max {
            let fine = format!("{max} ({})", line.provision);
            if !fines.contains(&fine) {
                fines.push(fine);
            }
        }
    }
    fines
}
