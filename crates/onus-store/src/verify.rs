//! Checks a record offline: the log against its checkpoint, and, where events are at hand, each event and its words against the log.

use std::path::Path;

use onus_forum::apply::apply;
use onus_forum::state::State;
use onus_log::audit::audit;
use onus_log::checkpoint::{Checkpoint, Tree};
use onus_log::note::{Note, Verifier};
use onus_log::tile::{Storage, Tile};

use crate::leaf::Leaf;
use crate::queries::record as sql;
use crate::record::{RecordError, checkpoint, events, tiles};
use crate::store::Store;

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Size and root.
    pub tree: Tree,
    /// Events that fit their entry of the log.
    pub events: u64,
    /// Texts that fit what their event says of them.
    pub words: u64,
    /// Events whose words were erased; their entries still hold.
    pub erased: u64,
    /// The latest checkpoint that witnesses co-signed.
    pub witnessed: Option<Note>,
}

/// The static files of a log.
#[derive(Debug)]
pub struct Folder<'p>(pub &'p Path);

impl Storage for Folder<'_> {
    type Error = std::io::Error;

    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, std::io::Error> {
        match std::fs::read(self.0.join(tile.to_string())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Checks a copy of the log in a folder.
pub fn folder(folder: &Path, key: &Verifier) -> Result<Verified, RecordError> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|source| RecordError::File { path, source })
    };
    let note = Note::parse(&read("checkpoint")?)?;
    let tree = Checkpoint::open(&note, key)?.tree;
    audit(&Folder(folder), tree, |_, _| {}).map_err(|error| RecordError::Damaged(error.to_string()))?;
    let witnessed = read("checkpoint.witnessed").ok().map(|text| Note::parse(&text)).transpose()?;
    if let Some(note) = &witnessed {
        earlier(&Folder(folder), note, key, tree)?;
    }
    Ok(Verified { tree, events: 0, words: 0, erased: 0, witnessed })
}

/// The checkpoint that witnesses signed is one of this very log.
fn earlier<S: Storage>(storage: &S, note: &Note, key: &Verifier, tree: Tree) -> Result<(), RecordError> {
    let signed = Checkpoint::open(note, key)?.tree;
    let wrong = || RecordError::Damaged("the checkpoint that witnesses signed is not of this record".to_owned());
    if signed.size > tree.size {
        return Err(wrong());
    }
    let proof = onus_log::proof::consistency(storage, signed.size, tree.size).map_err(|_| wrong())?.unwrap_or_default();
    onus_log::proof::verify_consistency(signed, tree, &proof).map_err(|_| wrong())
}

/// Checks a database without changing it: every entry, every event, every text, and that the events follow from each other.
pub async fn database(store: &Store, key: &Verifier) -> Result<Verified, RecordError> {
    let mut work = store.read().begin().await?;
    let damaged = |what: String| RecordError::Damaged(what);
    let Some((_, note)) = checkpoint(&mut work, "latest").await? else {
        return Err(damaged("there is no checkpoint".to_owned()));
    };
    let tree = Checkpoint::open(&note, key)?.tree;
    let tiles = tiles(&mut work).await?;
    let mut leaves = Vec::new();
    audit(&tiles, tree, |_, entry| leaves.push(entry.to_vec())).map_err(|error| damaged(error.to_string()))?;
    let recorded = events(&mut work, 0).await?;
    if recorded.len() != leaves.len() {
        return Err(damaged(format!(
            "the log has {} entries and the database {} events",
            leaves.len(),
            recorded.len()
        )));
    }
    let mut state = State::default();
    let (mut words, mut erased) = (0, 0);
    for (one, entry) in recorded.iter().zip(&leaves) {
        let id = &one.event.id;
        let leaf: Leaf =
            serde_json::from_slice(entry).map_err(|error| damaged(format!("entry {}: {error}", one.seq)))?;
        let same = leaf.seq == one.seq && leaf.kind == one.event.kind() && leaf.subject == one.event.subject();
        if !same || !leaf.opens(&one.body, one.salt) {
            return Err(damaged(format!("event {id} is not the one that was recorded as entry {}", one.seq)));
        }
        apply(&mut state, &one.event, one.event.at)
            .map_err(|refusal| damaged(format!("event {id} does not follow: {refusal}")))?;
        let Some(bound) = &one.event.words else { continue };
        let texts: Option<(String, Vec<u8>)> =
            sqlx::query_as(sql::WORDS).bind(one.seq.cast_signed()).fetch_optional(&mut *work).await?;
        match texts {
            None => erased += 1,
            Some((texts, salt)) => {
                let texts = serde_json::from_str(&texts).map_err(|error| damaged(error.to_string()))?;
                let salt = salt.try_into().map(onus_log::commitment::Salt).ok();
                if !salt.is_some_and(|salt| bound.open(&texts, salt)) {
                    return Err(damaged(format!("the words of {id} are not those that were recorded")));
                }
                words += 1;
            }
        }
    }
    let marked = state.events.values().filter(|event| event.erased_by.is_some()).count() as u64;
    if marked != erased {
        return Err(damaged(format!("the words of {erased} events are gone, and {marked} were recorded as erased")));
    }
    let witnessed = checkpoint(&mut work, "witnessed").await?.map(|(_, note)| note);
    if let Some(note) = &witnessed {
        earlier(&tiles, note, key, tree)?;
    }
    Ok(Verified { tree, events: recorded.len() as u64, words, erased, witnessed })
}
