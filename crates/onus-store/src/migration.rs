//! Tables, brought up to date one migration after the other. A migration is a file; once it was applied anywhere it never changes.

use sha2::{Digest as _, Sha256};
use sqlx::SqlitePool;

use crate::error::StoreError;
use crate::queries::migration as sql;

/// One step: number, name, SQL.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number; they run in this order.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal),* $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
        }),*]
    };
}

/// All migrations, in order. The file's name begins with the number.
pub const MIGRATIONS: &[Migration] = migrations![
    1 "0001_saved_case",
    2 "0002_record",
];

/// Applies what has not been applied yet, each in a transaction of its own.
pub(crate) async fn run(writer: &SqlitePool) -> Result<(), StoreError> {
    sqlx::query(sql::TABLE).execute(writer).await?;
    let applied: Vec<(i64, String, Vec<u8>)> = sqlx::query_as(sql::APPLIED).fetch_all(writer).await?;
    let known = MIGRATIONS.last().map_or(0, |last| last.version);
    if let Some((found, ..)) = applied.last().filter(|(found, ..)| *found > known) {
        return Err(StoreError::TooNew { found: *found, known });
    }
    for migration in MIGRATIONS {
        let hash = Sha256::digest(migration.sql).to_vec();
        if let Some((version, name, own)) = applied.iter().find(|(version, ..)| *version == migration.version) {
            if *own != hash {
                return Err(StoreError::Changed { version: *version, name: name.clone() });
            }
            continue;
        }
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::raw_sql(migration.sql).execute(&mut *transaction).await?;
        sqlx::query(sql::ADD)
            .bind(migration.version)
            .bind(migration.name)
            .bind(&hash)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        tracing::info!(migration = migration.name, "tables brought up to date");
    }
    Ok(())
}
