//! Copies of a database, and putting them back.

use jiff::Timestamp;
use onus_store::backup::{backup, restore};
use onus_store::token::Token;
use onus_store::{Store, StoreError};

use super::cases::contents;
use super::tables::fresh;

#[tokio::test]
async fn a_backup_of_a_database_in_use_brings_every_case_back() {
    let (folder, location, store) = fresh().await;
    let (first, second) = (Token::random().unwrap(), Token::random().unwrap());
    store.save(&first, &contents("before"), Timestamp::UNIX_EPOCH).await.unwrap();
    let copy = folder.path().join("copy.db");
    backup(&location, &copy).await.unwrap();
    store.save(&second, &contents("after"), Timestamp::UNIX_EPOCH).await.unwrap();
    store.close().await;
    restore(&copy, &location).await.unwrap();
    let store = Store::open(&location).await.unwrap();
    assert_eq!(store.open_case(&first).await.unwrap().unwrap().contents.name, "before");
    assert!(store.open_case(&second).await.unwrap().is_none());
    // what was there before is kept beside it
    let kept = folder.path().join("onus.db.before-restore");
    let kept = Store::open(&onus_store::Location::from(kept.as_path())).await.unwrap();
    assert!(kept.open_case(&second).await.unwrap().is_some());
}

#[tokio::test]
async fn a_backup_overwrites_nothing() {
    let (folder, location, _store) = fresh().await;
    let copy = folder.path().join("copy.db");
    std::fs::write(&copy, "mine").unwrap();
    assert!(matches!(backup(&location, &copy).await, Err(StoreError::Exists { .. })));
    assert_eq!(std::fs::read(&copy).unwrap(), b"mine");
}

#[tokio::test]
async fn what_is_no_sound_database_is_not_restored() {
    let (folder, location, store) = fresh().await;
    let token = Token::random().unwrap();
    store.save(&token, &contents("mine"), Timestamp::UNIX_EPOCH).await.unwrap();
    store.close().await;
    let whole = std::fs::read(location.path()).unwrap();
    let bad = folder.path().join("bad.db");
    for bytes in [&b"not a database"[..], whole.get(..whole.len() / 2).unwrap()] {
        std::fs::write(&bad, bytes).unwrap();
        assert!(matches!(restore(&bad, &location).await, Err(StoreError::Unsound { .. })));
    }
    assert!(matches!(restore(&folder.path().join("none.db"), &location).await, Err(StoreError::Unsound { .. })));
    let store = Store::open(&location).await.unwrap();
    assert!(store.open_case(&token).await.unwrap().is_some());
}
