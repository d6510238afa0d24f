//! Saved cases.

use jiff::Timestamp;
use onus_store::saved::{Changed, Contents};
use onus_store::token::Token;

use super::tables::fresh;

pub(crate) fn contents(name: &str) -> Contents {
    Contents { name: name.into(), facts: "as_of = 2026-11-22".into(), answer: "[]".into(), register: "r1".into() }
}

#[tokio::test]
async fn a_case_is_found_by_its_link_and_by_no_other() {
    let (_folder, _, store) = fresh().await;
    let (token, now) = (Token::random().unwrap(), Timestamp::UNIX_EPOCH);
    store.save(&token, &contents("mine"), now).await.unwrap();
    let found = store.open_case(&token).await.unwrap().unwrap();
    assert_eq!((found.contents, found.version, found.created), (contents("mine"), 1, now));
    assert!(store.view_case(&token.for_reading()).await.unwrap().is_some());
    // the link for reading opens nothing for changing, and the other way round
    assert!(store.open_case(&token.for_reading()).await.unwrap().is_none());
    assert!(store.view_case(&token).await.unwrap().is_none());
    assert!(store.open_case(&Token::random().unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other_unseen() {
    let (_folder, _, store) = fresh().await;
    let (token, now) = (Token::random().unwrap(), Timestamp::UNIX_EPOCH);
    store.save(&token, &contents("one"), now).await.unwrap();
    assert_eq!(store.change_case(&token, &contents("two"), 1, now).await.unwrap(), Changed::Yes);
    assert_eq!(store.change_case(&token, &contents("three"), 1, now).await.unwrap(), Changed::Outdated);
    assert_eq!(store.open_case(&token).await.unwrap().unwrap().contents.name, "two");
    let other = Token::random().unwrap();
    assert_eq!(store.change_case(&other, &contents("x"), 1, now).await.unwrap(), Changed::Missing);
}

#[tokio::test]
async fn a_new_register_changes_the_answer_and_not_the_facts() {
    let (_folder, _, store) = fresh().await;
    let token = Token::random().unwrap();
    store.save(&token, &contents("one"), Timestamp::UNIX_EPOCH).await.unwrap();
    store.note_answer(&token, "[1]", "r2").await.unwrap();
    let found = store.open_case(&token).await.unwrap().unwrap();
    assert_eq!((found.contents.facts.as_str(), found.contents.answer.as_str()), ("as_of = 2026-11-22", "[1]"));
    assert_eq!((found.contents.register.as_str(), found.version), ("r2", 1));
}

#[tokio::test]
async fn a_removed_case_is_gone() {
    let (_folder, _, store) = fresh().await;
    let token = Token::random().unwrap();
    store.save(&token, &contents("one"), Timestamp::UNIX_EPOCH).await.unwrap();
    assert!(!store.remove_case(&token.for_reading()).await.unwrap());
    assert!(store.remove_case(&token).await.unwrap());
    assert!(!store.remove_case(&token).await.unwrap());
    assert!(store.view_case(&token.for_reading()).await.unwrap().is_none());
    assert_eq!(store.count_cases().await.unwrap(), 0);
}

#[tokio::test]
async fn the_link_itself_is_not_in_the_file() {
    let (_folder, location, store) = fresh().await;
    let token = Token::random().unwrap();
    store.save(&token, &contents("one"), Timestamp::UNIX_EPOCH).await.unwrap();
    store.close().await;
    let bytes = std::fs::read(location.path()).unwrap();
    let raw = data_encoding::BASE64URL_NOPAD.decode(token.text().as_bytes()).unwrap();
    let occurs = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(occurs(token.hash().bytes()) && !occurs(&raw) && !occurs(token.text().as_bytes()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_saves_at_once_all_arrive() {
    let (_folder, _, store) = fresh().await;
    let saves: Vec<_> = (0..200)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let token = Token::random().unwrap();
                store.save(&token, &contents(&number.to_string()), Timestamp::UNIX_EPOCH).await.unwrap();
                token
            })
        })
        .collect();
    for (number, save) in saves.into_iter().enumerate() {
        let token = save.await.unwrap();
        assert_eq!(store.open_case(&token).await.unwrap().unwrap().contents.name, number.to_string());
    }
}
