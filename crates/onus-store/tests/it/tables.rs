//! Tables and SQL texts.

use onus_store::migration::MIGRATIONS;
use onus_store::{Location, Store, StoreError, queries};
use sqlx::{Executor as _, SqlSafeStr as _, Statement as _};

pub(crate) async fn fresh() -> (tempfile::TempDir, Location, Store) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::from(folder.path().join("onus.db").as_path());
    let store = Store::open(&location).await.unwrap();
    (folder, location, store)
}

#[tokio::test]
async fn every_text_fits_the_tables() {
    let (_folder, _, store) = fresh().await;
    let mut count = 0;
    for (name, text) in queries::ALL.iter().copied().flatten() {
        let mut connection = store.read().acquire().await.unwrap();
        let prepared = (&mut *connection).prepare(text.into_sql_str()).await;
        let statement = prepared.unwrap_or_else(|error| panic!("{name}: {error}"));
        let parameters = (1..10).filter(|number| text.contains(&format!("${number}"))).count();
        let bound = statement.parameters().map_or(0, |found| match found {
            sqlx::Either::Left(types) => types.len(),
            sqlx::Either::Right(count) => count,
        });
        assert_eq!(bound, parameters, "{name}: parameters are counted from $1 without a gap");
        count += 1;
    }
    assert!(count > 5);
}

#[tokio::test]
async fn every_table_is_strict_and_every_file_is_a_migration() {
    let (_folder, _, store) = fresh().await;
    let loose: Vec<(String,)> = sqlx::query_as(
        "select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0 and name not like 'sqlite%'",
    )
    .fetch_all(store.read())
    .await
    .unwrap();
    assert_eq!(loose, []);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let mut files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let known: Vec<String> = MIGRATIONS.iter().map(|migration| format!("{}.sql", migration.name)).collect();
    assert_eq!(files, known);
    for (index, migration) in MIGRATIONS.iter().enumerate() {
        assert_eq!(migration.version, i64::try_from(index).unwrap() + 1);
        assert!(migration.name.starts_with(&format!("{:04}_", migration.version)));
    }
}

#[tokio::test]
async fn a_database_of_a_newer_onus_is_refused() {
    let (_folder, location, store) = fresh().await;
    let mut write = store.write().await.unwrap();
    sqlx::query(queries::migration::ADD)
        .bind(9999_i64)
        .bind("9999_later")
        .bind(vec![0_u8; 32])
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    store.close().await;
    assert!(matches!(Store::open(&location).await, Err(StoreError::TooNew { found: 9999, .. })));
}

#[tokio::test]
async fn a_migration_that_was_applied_must_not_change() {
    let (_folder, location, store) = fresh().await;
    let mut write = store.write().await.unwrap();
    sqlx::query("update migration set hash = x'00' where version = 1").execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
    store.close().await;
    assert!(matches!(Store::open(&location).await, Err(StoreError::Changed { version: 1, .. })));
}

#[tokio::test]
async fn connections_for_reading_cannot_write() {
    let (_folder, _, store) = fresh().await;
    assert!(sqlx::query("delete from saved_case").execute(store.read()).await.is_err());
}
