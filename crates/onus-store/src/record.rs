//! The record of processes: takes events in, one transaction each, and gives back what was recorded.
//!
//! An event is checked against the state, written, added to the log, and a checkpoint is signed; only then is it acknowledged, with a
//! receipt. The transaction begins by locking the database, and then reads what other processes wrote meanwhile: so the log cannot fork.
//! The rules stand in `onus-forum`. The moment and the salts come from the caller.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use onus_forum::apply::{Refusal, apply};
use onus_forum::event::{Act, Channel, Event};
use onus_forum::id::{EventId, Language, PartyId, ProcessId, RoleId};
use onus_forum::state::State;
use onus_forum::words::{MAX_TEXTS, Texts, Words};
use onus_log::checkpoint::{Checkpoint, CheckpointError};
use onus_log::commitment::Salt;
use onus_log::note::{Note, NoteError, Signature, Signer, Verifier};
use onus_log::proof;
use onus_log::receipt::Receipt;
use onus_log::tile::{Level, Memory, Storage, Tile, TileError};
use onus_log::witness::Request;
use onus_log::writer::{TooLong, Writer};
use sqlx::{Sqlite, Transaction};
use tokio::sync::Mutex;

use crate::error::StoreError;
use crate::leaf::{Leaf, actor};
use crate::projection::{self, Rows};
use crate::queries::record as sql;
use crate::store::Store;

/// Why something cannot be recorded or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The event was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The words are too long.
    #[error("the texts have {0} bytes; at most {MAX_TEXTS} are taken")]
    Words(usize),
    /// The entry is too long.
    #[error(transparent)]
    Entry(#[from] TooLong),
    /// What is stored was changed or is damaged.
    #[error("the record is damaged: {0}")]
    Damaged(String),
    /// A checkpoint cannot be trusted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A note cannot be read.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A file failed.
    #[error("cannot write `{path}`: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What someone sends in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// When it happened.
    pub at: Timestamp,
    /// In which process.
    pub process: ProcessId,
    /// By whom.
    pub actor: PartyId,
    /// Under which role.
    pub role: Option<RoleId>,
    /// By which way.
    pub channel: Channel,
    /// Who entered it.
    pub entered_by: Option<PartyId>,
    /// In which language.
    pub language: Language,
    /// What was done.
    pub act: Act,
    /// What was said.
    pub texts: Texts,
}

/// An event that was recorded for good.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its name.
    pub id: EventId,
    /// Its place in the log.
    pub seq: u64,
    /// Proof that it is in the record.
    pub receipt: Receipt,
}

/// An event as it is stored.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its place in the log.
    pub seq: u64,
    /// The event.
    pub event: Event,
    /// Its JSON, to which the log is bound.
    pub body: String,
    /// The salt of that.
    pub salt: Salt,
}

struct View {
    state: State,
    writer: Writer,
    tiles: Memory,
}

/// Where 32 random bytes come from.
pub type Entropy = Box<dyn Fn() -> [u8; 32] + Send + Sync>;

/// The record in a database.
pub struct Record {
    store: Store,
    signer: Signer,
    entropy: Entropy,
    view: Mutex<Option<View>>,
}

impl Record {
    /// The record in an open database. The name of the signer is the name of the log.
    pub fn new(store: Store, signer: Signer, entropy: Entropy) -> Self {
        Self { store, signer, entropy, view: Mutex::new(None) }
    }

    /// The public key of the log.
    pub fn verifier(&self) -> Verifier {
        self.signer.verifier()
    }

    /// Takes an event. When this returns, it is recorded, and two processes cannot have recorded different things in its place.
    pub async fn submit(&self, submission: Submission, now: Timestamp) -> Result<Accepted, RecordError> {
        let bytes: usize = submission.texts.values().map(String::len).sum();
        if bytes > MAX_TEXTS {
            return Err(RecordError::Words(bytes));
        }
        let mut guard = self.view.lock().await;
        // BEGIN IMMEDIATE: whoever comes second waits here, and then sees what the first one wrote
        let mut work = self.store.write().await?;
        let mut view = caught_up(&mut work, guard.take()).await?;
        let seq = view.writer.size();
        let words_salt = Salt((self.entropy)());
        let event = Event {
            id: EventId::from(format!("e{seq}").as_str()),
            at: submission.at,
            process: submission.process,
            actor: submission.actor,
            role: submission.role,
            channel: submission.channel,
            entered_by: submission.entered_by,
            language: submission.language,
            act: submission.act,
            words: Words::bind(&submission.texts, words_salt),
        };
        if let Err(refusal) = apply(&mut view.state, &event, now) {
            // a refused event leaves the state as it was
            *guard = Some(view);
            return Err(refusal.into());
        }
        let body = serde_json::to_string(&event).map_err(|error| RecordError::Damaged(error.to_string()))?;
        let salt = Salt((self.entropy)());
        let key = self.pseudonym_key(&mut work, &event.process).await?;
        let leaf = Leaf::of(seq, &event, &body, salt, actor(&view.state, &event, &event.actor, &key));
        let entry = leaf.bytes();
        let written = view.writer.append([entry.as_slice()])?;
        let place = seq.cast_signed();
        sqlx::query(sql::ADD_EVENT)
            .bind(place)
            .bind(event.id.as_str())
            .bind(event.at.as_microsecond())
            .bind(event.process.as_str())
            .bind(&leaf.kind)
            .bind(&leaf.subject)
            .bind(&body)
            .bind(salt.0.to_vec())
            .execute(&mut *work)
            .await?;
        if event.words.is_some() {
            let texts = String::from_utf8_lossy(&onus_forum::words::canonical(&submission.texts)).into_owned();
            sqlx::query(sql::ADD_WORDS).bind(place).bind(texts).bind(words_salt.0.to_vec()).execute(&mut *work).await?;
        }
        if let Act::WordsErased { event: erased, .. } = &event.act {
            sqlx::query(sql::ERASE_WORDS).bind(erased.as_str()).execute(&mut *work).await?;
        }
        for tile in written {
            let (level, number) = place_of(tile.tile);
            sqlx::query(sql::PUT_TILE)
                .bind(level)
                .bind(number)
                .bind(i64::from(tile.tile.width))
                .bind(&tile.bytes)
                .execute(&mut *work)
                .await?;
            view.tiles.0.retain(|own, _| (own.level, own.index) != (tile.tile.level, tile.tile.index));
            view.tiles.0.insert(tile.tile, tile.bytes);
        }
        let tree = view.writer.tree();
        let note = Checkpoint { origin: self.verifier().name().to_owned(), tree }.sign(&self.signer);
        put_checkpoint(&mut work, "latest", tree.size, &note).await?;
        for ((kind, id), body) in projection::after(&view.state, &event) {
            sqlx::query(sql::PUT_PROJECTION).bind(kind).bind(id).bind(body).execute(&mut *work).await?;
        }
        work.commit().await?;
        if matches!(event.act, Act::WordsErased { .. }) {
            self.store.settle().await?;
        }
        let proof = proof::inclusion(&view.tiles, seq, tree.size).map_err(damaged)?.unwrap_or_default();
        *guard = Some(view);
        Ok(Accepted { id: event.id, seq, receipt: Receipt { index: seq, proof, checkpoint: note, entry } })
    }

    async fn pseudonym_key(
        &self,
        work: &mut Transaction<'_, Sqlite>,
        process: &ProcessId,
    ) -> Result<[u8; 32], RecordError> {
        let found: Option<(Vec<u8>,)> =
            sqlx::query_as(sql::KEY).bind(process.as_str()).fetch_optional(&mut **work).await?;
        if let Some((bytes,)) = found {
            return bytes.try_into().map_err(|_| RecordError::Damaged("a key is not 32 bytes long".to_owned()));
        }
        let key = (self.entropy)();
        sqlx::query(sql::ADD_KEY).bind(process.as_str()).bind(key.to_vec()).execute(&mut **work).await?;
        Ok(key)
    }

    /// Erases the key with which a process links pseudonyms in the log to persons.
    pub async fn erase_pseudonyms(&self, process: &ProcessId) -> Result<(), RecordError> {
        let mut work = self.store.write().await?;
        sqlx::query(sql::ERASE_KEY).bind(process.as_str()).execute(&mut *work).await?;
        work.commit().await?;
        self.store.settle().await?;
        Ok(())
    }

    /// The state after all that was recorded, also by other processes.
    pub async fn state(&self) -> Result<State, RecordError> {
        let mut guard = self.view.lock().await;
        let mut work = self.store.read().begin().await?;
        let view = caught_up(&mut work, guard.take()).await?;
        let state = view.state.clone();
        *guard = Some(view);
        Ok(state)
    }

    /// All events, in the order of the log.
    pub async fn events(&self) -> Result<Vec<Recorded>, RecordError> {
        let mut work = self.store.read().begin().await?;
        events(&mut work, 0).await
    }

    /// The words of an event, and whether they fit what it says of them. None if there are none, or no more.
    pub async fn words(&self, id: &EventId) -> Result<Option<Texts>, RecordError> {
        let found: Option<(i64, String, Vec<u8>)> =
            sqlx::query_as(sql::EVENT).bind(id.as_str()).fetch_optional(self.store.read()).await?;
        let Some((seq, body, _)) = found else { return Ok(None) };
        let words: Option<(String, Vec<u8>)> =
            sqlx::query_as(sql::WORDS).bind(seq).fetch_optional(self.store.read()).await?;
        let Some((texts, salt)) = words else { return Ok(None) };
        let event = read_event(&body)?;
        let texts: Texts = serde_json::from_str(&texts).map_err(|error| RecordError::Damaged(error.to_string()))?;
        match &event.words {
            Some(words) if words.open(&texts, salt_of(salt)?) => Ok(Some(texts)),
            _ => Err(RecordError::Damaged(format!("the words of `{id}` are not those that were recorded"))),
        }
    }

    /// The words of all events that still have some.
    pub async fn all_words(&self) -> Result<BTreeMap<EventId, Texts>, RecordError> {
        let rows: Vec<(String, String)> = sqlx::query_as(sql::ALL_WORDS).fetch_all(self.store.read()).await?;
        let read = |(id, texts): (String, String)| {
            let texts = serde_json::from_str(&texts).map_err(|error| RecordError::Damaged(error.to_string()))?;
            Ok((EventId::from(id.as_str()), texts))
        };
        rows.into_iter().map(read).collect()
    }

    /// A receipt for an event, against the latest checkpoint.
    pub async fn receipt(&self, seq: u64) -> Result<Option<Receipt>, RecordError> {
        let mut work = self.store.read().begin().await?;
        let Some((size, note)) = checkpoint(&mut work, "latest").await? else { return Ok(None) };
        let tiles = tiles(&mut work).await?;
        let Some(proof) = proof::inclusion(&tiles, seq, size).map_err(damaged)? else { return Ok(None) };
        let bundle = Tile { level: Level::Entries, index: seq / 256, width: (seq % 256) as u16 + 1 };
        let entry = onus_log::tile::entries(&tiles, bundle).map_err(damaged)?.pop().unwrap_or_default();
        Ok(Some(Receipt { index: seq, proof, checkpoint: note, entry }))
    }

    /// The latest checkpoint, with the co-signatures that it has.
    pub async fn checkpoint(&self) -> Result<Option<Note>, RecordError> {
        let mut work = self.store.read().begin().await?;
        Ok(checkpoint(&mut work, "latest").await?.map(|(_, note)| note))
    }

    /// The latest checkpoint that witnesses co-signed.
    pub async fn witnessed(&self) -> Result<Option<Note>, RecordError> {
        let mut work = self.store.read().begin().await?;
        Ok(checkpoint(&mut work, "witnessed").await?.map(|(_, note)| note))
    }

    /// What to send to a witness that saw `old` entries last.
    pub async fn request(&self, old: u64) -> Result<Option<Request>, RecordError> {
        let mut work = self.store.read().begin().await?;
        let Some((size, note)) = checkpoint(&mut work, "latest").await? else { return Ok(None) };
        let proof = proof::consistency(&tiles(&mut work).await?, old, size).map_err(damaged)?;
        Ok(proof.map(|proof| Request { old, proof, checkpoint: note }))
    }

    /// Keeps co-signatures of the checkpoint that was sent to witnesses.
    pub async fn cosigned(&self, mut note: Note, signatures: Vec<Signature>) -> Result<(), RecordError> {
        let size = Checkpoint::open(&note, &self.verifier())?.tree.size;
        for signature in signatures {
            note.add(signature);
        }
        let mut work = self.store.write().await?;
        put_checkpoint(&mut work, "witnessed", size, &note).await?;
        work.commit().await?;
        Ok(())
    }

    /// Writes the log as static files, the way C2SP lays them out, with the key: a copy that anyone can check offline.
    pub async fn export_log(&self, folder: &Path) -> Result<u64, RecordError> {
        let mut work = self.store.read().begin().await?;
        let Some((size, note)) = checkpoint(&mut work, "latest").await? else {
            return Err(RecordError::Damaged("nothing was recorded yet".to_owned()));
        };
        let witnessed = checkpoint(&mut work, "witnessed").await?;
        let tiles = tiles(&mut work).await?;
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
            made.and_then(|()| std::fs::write(&path, bytes)).map_err(|source| RecordError::File { path, source })
        };
        for tile in Tile::all(size) {
            let bytes = tiles
                .read(tile)
                .unwrap_or_default()
                .ok_or_else(|| RecordError::Damaged(format!("`{tile}` is missing")))?;
            let bytes = onus_log::tile::narrow(tile, &bytes)
                .ok_or_else(|| RecordError::Damaged(format!("`{tile}` is too short")))?;
            write(&tile.to_string(), &bytes)?;
        }
        write("vkey", format!("{}\n", self.verifier()).as_bytes())?;
        if let Some((_, note)) = witnessed {
            write("checkpoint.witnessed", note.to_string().as_bytes())?;
        }
        write("checkpoint", note.to_string().as_bytes())?;
        Ok(size)
    }

    /// Makes the projections again from the events. Says which differ from those that were stored.
    pub async fn rebuild(&self, mode: Rebuild) -> Result<Rebuilt, RecordError> {
        let mut work = self.store.write().await?;
        let view = caught_up(&mut work, None).await?;
        let fresh = projection::all(&view.state);
        let stored: Vec<(String, String, String)> = sqlx::query_as(sql::PROJECTIONS).fetch_all(&mut *work).await?;
        let stored: Rows = stored.into_iter().map(|(kind, id, body)| ((kind, id), body)).collect();
        let keys: std::collections::BTreeSet<_> = fresh.keys().chain(stored.keys()).collect();
        let differ = keys.into_iter().filter(|key| fresh.get(*key) != stored.get(*key));
        let differ = differ.map(|(kind, id)| format!("{kind} {id}")).collect();
        let rebuilt = Rebuilt { events: view.writer.size(), rows: fresh.len(), differ };
        if mode == Rebuild::Write {
            sqlx::query(sql::CLEAR_PROJECTIONS).execute(&mut *work).await?;
            for ((kind, id), body) in fresh {
                sqlx::query(sql::PUT_PROJECTION).bind(kind).bind(id).bind(body).execute(&mut *work).await?;
            }
            work.commit().await?;
        }
        Ok(rebuilt)
    }
}

/// Whether the projections are only compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuild {
    /// Compare.
    Check,
    /// Write them.
    Write,
}

/// What came of a rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events that were replayed.
    pub events: u64,
    /// Rows that they give.
    pub rows: usize,
    /// Rows that were stored otherwise.
    pub differ: Vec<String>,
}

fn place_of(tile: Tile) -> (i64, i64) {
    let level = match tile.level {
        Level::Entries => -1,
        Level::Hashes(level) => i64::from(level),
    };
    (level, tile.index.cast_signed())
}

#[expect(clippy::needless_pass_by_value, reason = "an error is handed over")]
pub(crate) fn damaged<E: std::error::Error>(error: TileError<E>) -> RecordError {
    RecordError::Damaged(error.to_string())
}

fn salt_of(bytes: Vec<u8>) -> Result<Salt, RecordError> {
    bytes.try_into().map(Salt).map_err(|_| RecordError::Damaged("a salt is not 32 bytes long".to_owned()))
}

fn read_event(body: &str) -> Result<Event, RecordError> {
    serde_json::from_str(body).map_err(|error| RecordError::Damaged(format!("an event cannot be read: {error}")))
}

async fn put_checkpoint(
    work: &mut Transaction<'_, Sqlite>,
    name: &str,
    size: u64,
    note: &Note,
) -> Result<(), RecordError> {
    let query = sqlx::query(sql::PUT_CHECKPOINT).bind(name).bind(size.cast_signed()).bind(note.to_string());
    query.execute(&mut **work).await?;
    Ok(())
}

pub(crate) async fn checkpoint(
    work: &mut Transaction<'_, Sqlite>,
    name: &str,
) -> Result<Option<(u64, Note)>, RecordError> {
    let found: Option<(i64, String)> = sqlx::query_as(sql::CHECKPOINT).bind(name).fetch_optional(&mut **work).await?;
    found.map(|(size, note)| Ok((size.cast_unsigned(), Note::parse(&note)?))).transpose()
}

pub(crate) async fn tiles(work: &mut Transaction<'_, Sqlite>) -> Result<Memory, RecordError> {
    let rows: Vec<(i64, i64, i64, Vec<u8>)> = sqlx::query_as(sql::TILES).fetch_all(&mut **work).await?;
    let mut memory = Memory::default();
    for (level, number, width, bytes) in rows {
        let level = u8::try_from(level).map_or(Level::Entries, Level::Hashes);
        memory.0.insert(
            Tile { level, index: number.cast_unsigned(), width: u16::try_from(width).unwrap_or_default() },
            bytes,
        );
    }
    Ok(memory)
}

pub(crate) async fn events(work: &mut Transaction<'_, Sqlite>, from: u64) -> Result<Vec<Recorded>, RecordError> {
    let rows: Vec<(i64, String, Vec<u8>)> =
        sqlx::query_as(sql::EVENTS).bind(from.cast_signed()).fetch_all(&mut **work).await?;
    let read = |(seq, body, salt): (i64, String, Vec<u8>)| {
        Ok(Recorded { seq: seq.cast_unsigned(), event: read_event(&body)?, salt: salt_of(salt)?, body })
    };
    rows.into_iter().map(read).collect()
}

/// The view with all that was recorded since it was last used.
async fn caught_up(work: &mut Transaction<'_, Sqlite>, view: Option<View>) -> Result<View, RecordError> {
    let mut view =
        view.unwrap_or_else(|| View { state: State::default(), writer: Writer::default(), tiles: Memory::default() });
    let (size,): (i64,) = sqlx::query_as(sql::SIZE).fetch_one(&mut **work).await?;
    if view.writer.size() == size.cast_unsigned() {
        return Ok(view);
    }
    for recorded in events(work, view.writer.size()).await? {
        let (event, at) = (&recorded.event, recorded.event.at);
        apply(&mut view.state, event, at)
            .map_err(|refusal| RecordError::Damaged(format!("event {} does not follow: {refusal}", event.id)))?;
    }
    view.tiles = tiles(work).await?;
    view.writer = Writer::open(&view.tiles, size.cast_unsigned()).map_err(damaged)?;
    Ok(view)
}
