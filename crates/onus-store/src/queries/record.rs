//! The record of processes.

use super::texts;

texts! {
    /// Events from a place on, in order.
    EVENTS = "select seq, body, salt from event where seq >= $1 order by seq";
    /// One event by its name.
    EVENT = "select seq, body, salt from event where id = $1";
    /// How many events there are.
    SIZE = "select count(*) from event";
    /// Adds an event.
    ADD_EVENT = "insert into event (seq, id, at, process, kind, subject, body, salt) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    /// The words of an event.
    WORDS = "select texts, salt from words where seq = $1";
    /// The words of all events.
    ALL_WORDS = "select event.id, words.texts from words join event on event.seq = words.seq order by words.seq";
    /// Adds words.
    ADD_WORDS = "insert into words (seq, texts, salt) values ($1, $2, $3)";
    /// Erases words, with their salt.
    ERASE_WORDS = "delete from words where seq = (select seq from event where id = $1)";

    /// A tile.
    TILE = "select bytes from tile where level = $1 and number = $2";
    /// All tiles.
    TILES = "select level, number, width, bytes from tile order by level, number";
    /// Writes a tile; a wider one takes the place of a narrower one.
    PUT_TILE = "insert into tile (level, number, width, bytes) values ($1, $2, $3, $4) \
         on conflict (level, number) do update set width = excluded.width, bytes = excluded.bytes";

    /// A checkpoint by name: `latest` or `witnessed`.
    CHECKPOINT = "select size, note from checkpoint where name = $1";
    /// Writes a checkpoint.
    PUT_CHECKPOINT = "insert into checkpoint (name, size, note) values ($1, $2, $3) \
         on conflict (name) do update set size = excluded.size, note = excluded.note";

    /// The key for pseudonyms of a process.
    KEY = "select bytes from pseudonym_key where process = $1";
    /// Adds such a key.
    ADD_KEY = "insert into pseudonym_key (process, bytes) values ($1, $2)";
    /// Erases it: from then on nobody can link a pseudonym in the log to a person.
    ERASE_KEY = "delete from pseudonym_key where process = $1";

    /// All projections.
    PROJECTIONS = "select kind, id, body from projection order by kind, id";
    /// Writes a projection.
    PUT_PROJECTION = "insert into projection (kind, id, body) values ($1, $2, $3) \
         on conflict (kind, id) do update set body = excluded.body";
    /// Empties the journal.
    SETTLE = "pragma wal_checkpoint(truncate)";
    /// Removes all projections, to make them again.
    CLEAR_PROJECTIONS = "delete from projection";
}
