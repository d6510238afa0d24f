//! A panel drawn by lot, so that anyone can draw it again and get the same.
//!
//! The seed is the hash of the root of the first witnessed checkpoint after the deadline, and of numbers that at least two witnesses bound
//! themselves to beforehand. So neither the operator of the log nor one witness can choose the panel.

use std::collections::{BTreeMap, BTreeSet};

use onus_log::hash::Hash;

use crate::id::{GroupId, PartyId};

/// Members of a panel.
pub const PANEL: usize = 5;
/// From so many groups at least.
pub const PANEL_GROUPS: usize = 3;
/// Witnesses that must show a number.
pub const REVEALS: usize = 2;

/// The seed.
pub fn seed(root: Hash, reveals: &BTreeMap<PartyId, String>) -> Hash {
    let mut text = root.0.to_vec();
    for (party, reveal) in reveals {
        text.extend_from_slice(format!("\n{party}\n{reveal}").as_bytes());
    }
    Hash::of(&text)
}

/// Draws the panel. None if the candidates come from too few groups.
///
/// Candidates stand in the order of the hash of the seed and their name. They are taken in that order, at most two of each group: so five
/// come from at least three groups.
pub fn draw(seed: Hash, candidates: &BTreeMap<PartyId, GroupId>) -> Option<BTreeSet<PartyId>> {
    let ticket = |party: &PartyId| Hash::over(&[&seed.0, party.as_str().as_bytes()]);
    let mut order: Vec<(Hash, &PartyId, &GroupId)> =
        candidates.iter().map(|(party, group)| (ticket(party), party, group)).collect();
    order.sort();
    let most = PANEL.div_ceil(PANEL_GROUPS);
    let mut seats: BTreeMap<&GroupId, usize> = BTreeMap::new();
    let mut panel = BTreeSet::new();
    for (_, party, group) in order {
        let taken = seats.entry(group).or_default();
        if *taken < most && panel.len() < PANEL {
            *taken += 1;
            panel.insert(party.clone());
        }
    }
    (panel.len() == PANEL).then_some(panel)
}
