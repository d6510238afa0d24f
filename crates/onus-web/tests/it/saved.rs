//! Saved cases, and a register that changed.

use onus_store::Store;
use onus_store::token::Token;

use super::site::{REGISTER, Site, example, send};
use axum::body::Body;
use axum::http::Request;

#[tokio::test]
async fn a_case_is_saved_changed_and_removed() {
    let site = Site::new().await;
    let facts = example("lamp-maker");
    let saved = site.form("/save", &[("facts", &facts), ("name", "my firm")]).await;
    assert_eq!(saved.status, 303);
    let link = saved.header("location").to_owned();
    let page = site.get(&link).await;
    assert!(page.text.contains("my firm"));
    let changed = facts.replace("staff       = 120", "staff       = 12");
    let reply = site.form(&format!("{link}/change"), &[("facts", &changed), ("name", "ours"), ("version", "1")]).await;
    assert_eq!(reply.status, 303);
    assert!(site.get(&link).await.text.contains("ours"));
    // someone else had the page open before
    let late = site.form(&format!("{link}/change"), &[("facts", &facts), ("name", "late"), ("version", "1")]).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("staff       = 120"), "what was typed is not lost");
    assert_eq!(site.form(&format!("{link}/remove"), &[]).await.status, 303);
    assert_eq!(site.get(&link).await.status, 404);
}

#[tokio::test]
async fn facts_that_cannot_be_read_are_not_saved_and_not_lost() {
    let site = Site::new().await;
    let reply =
        site.form("/save", &[("facts", "as_of = 2026-11-22\n[organisation.a]\nstuff = 3"), ("name", "x")]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("stuff = 3") && reply.text.contains("has no fact `stuff`"));
    assert!(site.get("/metrics").await.text.contains("onus_saved_cases 0"));
}

/// The same register without some duties: as a later version may be.
#[tokio::test]
async fn a_new_register_loses_no_saved_case_and_the_page_says_what_changed() {
    let site = Site::new().await;
    let facts = example("lamp-maker");
    let link = site.form("/save", &[("facts", &facts), ("name", "mine")]).await.header("location").to_owned();
    let mut register = REGISTER.clone();
    // another text is another version; and one duty is called otherwise from now on
    register.files.add("register/new.md", "a page that was added");
    let app = Site::app(register.clone(), &site.location, None).await;
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let page = send(&app, get(&link)).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("The register changed") && page.text.contains("The answer is the same"),
        "{}",
        page.text
    );
    // said once
    assert!(!send(&app, get(&link)).await.text.contains("The register changed"));
    // an answer that was another is compared with
    let token = Token::parse(link.trim_start_matches("/case/")).unwrap();
    let store = Store::open(&site.location).await.unwrap();
    let kept = store.open_case(&token).await.unwrap().unwrap().contents;
    assert_eq!(kept.facts, facts);
    let fewer = kept.answer.replacen("\"standing\":\"owed\"", "\"standing\":\"open\"", 1);
    assert_ne!(fewer, kept.answer);
    store.note_answer(&token, &fewer, "an older register").await.unwrap();
    let page = send(&app, get(&link)).await;
    assert!(page.text.contains("Owed now"), "{}", page.text);
}

#[tokio::test]
async fn a_fact_that_a_new_register_does_not_know_stays_in_the_case() {
    let site = Site::new().await;
    let token = Token::random().unwrap();
    let facts = "as_of = 2026-11-22\n[organisation.a]\nonce_asked = true\n";
    let contents = onus_store::saved::Contents {
        name: "old".into(),
        facts: facts.into(),
        answer: "[]".into(),
        register: "old".into(),
    };
    let store = Store::open(&site.location).await.unwrap();
    store.save(&token, &contents, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    let page = site.get(&format!("/case/{}", token.text())).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("once_asked = true"), "the facts are shown, with what to mend");
    assert_eq!(store.open_case(&token).await.unwrap().unwrap().contents.facts, facts);
}
