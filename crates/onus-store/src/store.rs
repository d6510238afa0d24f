//! The open database: connections that read, and the one that writes.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, Transaction};

use crate::error::StoreError;
use crate::location::Location;
use crate::migration;

/// What begins a transaction that writes: the lock is taken at once, so that it cannot fail half way.
const BEGIN: &str = "BEGIN IMMEDIATE";
/// Connections that read.
const READERS: u32 = 4;
/// How long a request waits for a connection or a lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// A transaction that may write. It is undone unless [`Transaction::commit`] is called.
pub type Write = Transaction<'static, Sqlite>;
/// Connections for reading.
pub type Readers = SqlitePool;

/// The database of a server.
#[derive(Clone, Debug)]
pub struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Store {
    /// Opens the database, makes it if there is none, and brings its tables up to date.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .connect_with(options(location.path()).create_if_missing(true))
            .await?;
        migration::run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options(location.path()).pragma("query_only", "on"))
            .await?;
        Ok(Self { readers, writer })
    }

    /// Connections for reading.
    pub fn read(&self) -> &Readers {
        &self.readers
    }

    /// Begins to write. There is one writer: others wait for their turn, and none fails half way for want of a lock.
    pub async fn write(&self) -> Result<Write, StoreError> {
        Ok(self.writer.begin_with(BEGIN).await?)
    }

    /// Empties the journal into the file, so that nothing that was deleted stays readable in it. Where someone is still reading, it is tried
    /// again with the next call.
    pub async fn settle(&self) -> Result<(), StoreError> {
        sqlx::query(crate::queries::record::SETTLE).execute(&self.writer).await?;
        Ok(())
    }

    /// Ends all connections in order; what was written is in the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// How every connection is set up. `FULL` makes a commit last through a loss of power: what was acknowledged is never lost.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "off")
        // what is deleted is overwritten: an erasure leaves nothing in the file
        .pragma("secure_delete", "on")
}
