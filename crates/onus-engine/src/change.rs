//! What two answers differ in: which duties one has and the other lacks, which became open, which are due otherwise. Serves "what if
//! this fact were so" and "what changes between these two days".

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::check::Checked;
use crate::finding::{Finding, Open, Owed, ThingRef};

/// Where someone stands with a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is not owed.
    None,
    /// It is owed from a later day on.
    Coming,
    /// Facts are missing.
    Open,
    /// The register does not hold the law.
    LawNotHeld,
    /// It is owed.
    Owed,
}

impl Standing {
    /// Where a finding puts the bearer.
    pub fn of(finding: &Finding) -> Self {
        match (finding.owed, finding.open) {
            (Owed::Yes, _) => Standing::Owed,
            (_, Some(Open::Law)) => Standing::LawNotHeld,
            (Owed::Open, _) => Standing::Open,
            _ if finding.coming => Standing::Coming,
            _ => Standing::None,
        }
    }
}

/// A duty that the two answers see differently.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// For whom: the party that it concerns, if the case names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<ThingRef>,
    /// Where that party stood.
    pub before: Standing,
    /// Where it stands.
    pub after: Standing,
    /// What is different where it is owed both times.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
    /// The finding as it is after, or, where there is none any more, as it was.
    pub finding: Finding,
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What: `due`, `fine`, `owed to`, `first day`, `met by`.
    pub what: &'static str,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// What two answers differ in.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// The day of the first answer.
    pub before: Date,
    /// The day of the second.
    pub after: Date,
    /// The duties, in the order of the register.
    pub changes: Vec<Change>,
}

impl Changes {
    /// Those that were not owed and are.
    pub fn added(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.after == Standing::Owed && change.before != Standing::Owed)
    }

    /// Those that were owed, or would have been, and are not.
    pub fn removed(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.after == Standing::None)
    }

    /// Those of which less is decided, or of which a first day is known only in one answer.
    pub fn others(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| {
            let moved = !matches!(change.after, Standing::Owed | Standing::None);
            moved || change.before == change.after
        })
    }
}

/// One duty on one thing, whatever the State.
type Key = (String, String, String, Option<String>);

fn key(finding: &Finding) -> Key {
    let whom = finding.concerns.as_ref().map(|party| party.id.clone());
    (finding.duty.clone(), finding.over.kind.clone(), finding.over.id.clone(), whom)
}

/// Compares two answers. Only what binds counts: what one may or should do is nothing that one gains or loses.
pub fn between(before: &Checked, after: &Checked) -> Changes {
    let binding = |checked: &'_ Checked| checked.findings.iter().filter(|finding| finding.binds()).cloned().collect();
    let (old, new): (Vec<Finding>, Vec<Finding>) = (binding(before), binding(after));
    let mut left: BTreeMap<Key, Vec<Finding>> = BTreeMap::new();
    for finding in old {
        left.entry(key(&finding)).or_default().push(finding);
    }
    let mut changes = Vec::new();
    let mut unmatched = Vec::new();
    for finding in new {
        let own = left.get_mut(&key(&finding));
        let same = own.and_then(|own| {
            let at = own.iter().position(|other| other.state == finding.state)?;
            Some(own.remove(at))
        });
        match same {
            Some(old) => changes.extend(change(Some(&old), Some(finding))),
            None => unmatched.push(finding),
        }
    }
    // a State's law that was in question and is not any more takes the place of the finding that was open
    for finding in unmatched {
        let old = left.get_mut(&key(&finding)).and_then(|own| {
            let at = own.iter().position(|other| other.state.is_none() || finding.state.is_none())?;
            Some(own.remove(at))
        });
        changes.extend(change(old.as_ref(), Some(finding)));
    }
    for finding in left.into_values().flatten() {
        changes.extend(change(Some(&finding), None));
    }
    Changes { before: before.as_of, after: after.as_of, changes }
}

fn change(old: Option<&Finding>, new: Option<Finding>) -> Option<Change> {
    let standing = |finding: Option<&Finding>| finding.map_or(Standing::None, Standing::of);
    let (before, after) = (standing(old), standing(new.as_ref()));
    let differs = match (old, &new) {
        (Some(old), Some(new)) if before == after && matches!(after, Standing::Owed | Standing::Coming) => {
            differences(old, new)
        }
        _ => Vec::new(),
    };
    if before == after && differs.is_empty() {
        return None;
    }
    let finding = new.or_else(|| old.cloned())?;
    Some(Change { who: finding.concerns.clone().or(finding.bearer.clone()), before, after, differs, finding })
}

fn differences(old: &Finding, new: &Finding) -> Vec<Difference> {
    let due = |finding: &Finding| {
        let lines = finding.due.iter().map(|line| {
            let at = line.at.as_ref().map(|at| format!(" ({})", at.words())).unwrap_or_default();
            format!("{}{at}", line.text)
        });
        lines.collect::<Vec<_>>().join("; ")
    };
    let fine = |finding: &Finding| {
        let lines = finding.sanction.iter().filter(|line| !line.open).filter_map(|line| line.max.clone());
        lines.collect::<Vec<_>>().join("; ")
    };
    let owed_to = |finding: &Finding| crate::check::groups(&finding.owed_to).join(", ");
    let first = |finding: &Finding| finding.in_force_from.map(crate::words::day).unwrap_or_default();
    let met = |finding: &Finding| finding.met_by.as_ref().map(|by| by.text.clone()).unwrap_or_default();
    let mut found = Vec::new();
    let mut add = |what, before: String, after: String| {
        if before != after {
            found.push(Difference { what, before, after });
        }
    };
    add("due", due(old), due(new));
    add("fine", fine(old), fine(new));
    add("owed to", owed_to(old), owed_to(new));
    add("first day", first(old), first(new));
    add("met by", met(old), met(new));
    found
}
