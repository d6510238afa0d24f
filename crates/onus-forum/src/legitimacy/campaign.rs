//! L10: the same text from many hands. It is shown as one text with so many signatories; nobody is dropped.

use std::collections::{BTreeMap, BTreeSet};

use onus_log::hash::Hash;

use super::{Line, TextOf, figure, share};
use crate::id::EventId;

/// Words that make a shingle.
const SHINGLE: usize = 5;
/// Texts that are compared pair by pair; of more, only equal ones are found.
const MOST: usize = 2_000;

/// Texts whose shingles overlap by four fifths or more are one text.
pub(super) fn line<'e>(events: impl Iterator<Item = &'e EventId>, texts: TextOf<'_>) -> Line {
    let mut erased = Vec::new();
    let mut read: Vec<(&EventId, BTreeSet<Hash>)> = Vec::new();
    for event in events {
        match texts(event) {
            None => erased.push(event.clone()),
            Some(text) if text.split_whitespace().count() >= SHINGLE => read.push((event, shingles(&text))),
            // "yes, I agree" is no campaign
            Some(_) => {}
        }
    }
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut seen: BTreeMap<&BTreeSet<Hash>, usize> = BTreeMap::new();
    for (nth, (_, own)) in read.iter().enumerate() {
        let equal = seen.get(own).copied();
        let near = || {
            let first = |cluster: &&Vec<usize>| {
                cluster.first().and_then(|first| read.get(*first)).is_some_and(|(_, other)| alike(own, other))
            };
            (read.len() <= MOST).then(|| clusters.iter().position(|cluster| first(&cluster))).flatten()
        };
        if let Some(cluster) = equal.or_else(near) {
            clusters.get_mut(cluster).into_iter().for_each(|cluster| cluster.push(nth));
        } else {
            seen.insert(own, clusters.len());
            clusters.push(vec![nth]);
        }
    }
    let all = read.iter().map(|(event, _)| (*event).clone());
    let mut figures =
        vec![figure("distinct texts among those of five words or more", share(clusters.len(), read.len()), all)];
    for cluster in clusters.iter().filter(|cluster| cluster.len() > 1) {
        let signed = cluster.iter().filter_map(|nth| read.get(*nth)).map(|(event, _)| (*event).clone());
        figures.push(figure("one text", format!("{} signatories", cluster.len()), signed));
    }
    if !erased.is_empty() {
        figures.push(figure("without words, or erased since", erased.len(), erased));
    }
    Line { code: "L10", asks: "is one text sent by many?", figures }
}

fn shingles(text: &str) -> BTreeSet<Hash> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.windows(SHINGLE).map(|window| Hash::of(window.join(" ").as_bytes())).collect()
}

fn alike(one: &BTreeSet<Hash>, other: &BTreeSet<Hash>) -> bool {
    let both = one.intersection(other).count();
    5 * both >= 4 * (one.len() + other.len() - both)
}
