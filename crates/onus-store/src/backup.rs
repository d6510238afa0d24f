//! A copy of a database that is in use, and putting a copy back.

use std::path::Path;

use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::error::StoreError;
use crate::location::Location;
use crate::migration::MIGRATIONS;
use crate::queries::migration as sql;
use crate::store::options;

/// Writes a whole copy of the database to a new file, while others use it.
pub async fn backup(from: &Location, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Exists { path: to.display().to_string() });
    }
    let mut connection = options(from.path()).connect().await?;
    let target = to.display().to_string();
    sqlx::query("vacuum into $1").bind(&target).execute(&mut connection).await?;
    connection.close().await?;
    sound(to).await.map(|_| ())
}

/// Whether a file is a sound database of Onus: the number of its last migration.
pub async fn sound(path: &Path) -> Result<i64, StoreError> {
    let unsound = |reason: String| StoreError::Unsound { path: path.display().to_string(), reason };
    if !path.is_file() {
        return Err(unsound("there is no such file".to_owned()));
    }
    // the journal mode is left as it is: nothing is written
    let readable = sqlx::sqlite::SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = SqliteConnection::connect_with(&readable).await.map_err(|error| unsound(error.to_string()))?;
    let verdict: String = sqlx::query_scalar("pragma integrity_check")
        .fetch_one(&mut connection)
        .await
        .map_err(|error| unsound(error.to_string()))?;
    if verdict != "ok" {
        return Err(unsound(verdict));
    }
    let applied: Vec<(i64, String, Vec<u8>)> = sqlx::query_as(sql::APPLIED)
        .fetch_all(&mut connection)
        .await
        .map_err(|_| unsound("it is no database of Onus".to_owned()))?;
    connection.close().await?;
    let last = applied.last().map_or(0, |(version, ..)| *version);
    let known = MIGRATIONS.last().map_or(0, |own| own.version);
    if last > known {
        return Err(StoreError::TooNew { found: last, known });
    }
    Ok(last)
}

/// Puts a copy in the place of a database that nobody uses. An existing database is kept beside it, as `NAME.before-restore`.
pub async fn restore(from: &Path, to: &Location) -> Result<(), StoreError> {
    sound(from).await?;
    let target = to.path();
    let beside = |ending: &str| {
        let mut name = target.as_os_str().to_owned();
        name.push(ending);
        std::path::PathBuf::from(name)
    };
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |source| StoreError::Io { path, source }
    };
    if target.exists() {
        let kept = beside(".before-restore");
        if kept.exists() {
            return Err(StoreError::Exists { path: kept.display().to_string() });
        }
        // a whole copy with what still stands in its journal
        backup(to, &kept).await?;
    }
    let fresh = beside(".restoring");
    std::fs::copy(from, &fresh).map_err(io(&fresh))?;
    std::fs::File::open(&fresh).and_then(|file| file.sync_all()).map_err(io(&fresh))?;
    for ending in ["-wal", "-shm"] {
        let journal = beside(ending);
        if journal.exists() {
            std::fs::remove_file(&journal).map_err(io(&journal))?;
        }
    }
    std::fs::rename(&fresh, target).map_err(io(target))?;
    // opening it applies what a newer Onus adds
    crate::Store::open(to).await?.close().await;
    Ok(())
}
