//! What is kept in memory for those who ask again: it must never show, except in time.

use axum::body::Body;
use axum::http::Request;

use super::site::{Reply, Site, example};

async fn get(site: &Site, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    site.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_page_that_is_asked_again_is_the_same_and_its_name_is_known() {
    let site = Site::new().await;
    for path in ["/register", "/register?q=incident&page=2", "/register/eu.nis2.21-2-d", "/method"] {
        let first = get(&site, path, &[]).await;
        let again = get(&site, path, &[]).await;
        assert_eq!((first.status.as_u16(), &first.text), (200, &again.text), "{path}");
        for name in ["etag", "content-type", "cache-control", "content-security-policy"] {
            assert_eq!(first.header(name), again.header(name), "{path}: {name}");
            assert_ne!(first.header(name), "", "{path}: {name}");
        }
        assert_ne!(first.header("x-request-id"), again.header("x-request-id"));
        let known = get(&site, path, &[("if-none-match", first.header("etag"))]).await;
        assert_eq!((known.status.as_u16(), known.text.as_str()), (304, ""), "{path}");
        let dutch = get(&site, &format!("/nl{path}"), &[]).await;
        assert!(dutch.text.contains("<html lang=\"nl\">"), "{path}: the language of another page");
    }
    // whoever has the page already and asks first makes it for the others
    let site = Site::new().await;
    let etag = get(&Site::new().await, "/glossary", &[]).await.header("etag").to_owned();
    assert_eq!(get(&site, "/glossary", &[("if-none-match", &etag)]).await.status, 304);
    assert!(get(&site, "/glossary", &[]).await.text.contains("<h1"));
}

#[tokio::test]
async fn a_page_that_is_not_there_is_not_kept() {
    let site = Site::new().await;
    for _ in 0..2 {
        assert_eq!(get(&site, "/register/eu.nis2.99", &[]).await.status, 404);
    }
}

#[tokio::test]
async fn an_answer_from_memory_is_that_of_the_case_day_and_question_that_are_asked() {
    let site = Site::new().await;
    let case = example("hospital-incident");
    let ask = async |path: &str, text: &str| site.post(path, "application/toml", text.to_owned()).await;
    let first = ask("/api/v1/check?regime=nl.cbw", &case).await;
    assert_eq!(first.text, ask("/api/v1/check?regime=nl.cbw", &case).await.text);
    assert_eq!(first.header("cache-control"), "no-store");
    // each of these is another question
    let smaller = case.replace("staff       = 2000", "staff       = 20");
    assert_ne!(smaller, case);
    let others = [
        ask("/api/v1/check?regime=nl.cbw", &smaller).await,
        ask("/api/v1/check?regime=nl.cbw&brief=true", &case).await,
        ask("/api/v1/check?regime=nl.cbw&as_of=2026-01-01", &case).await,
        ask("/api/v1/check?regime=eu.gdpr", &case).await,
        ask("/api/v1/question?regime=nl.cbw", &case).await,
        ask("/api/v1/why/eu.nis2.23-4-a", &case).await,
    ];
    for other in others {
        assert_eq!(other.status, 200);
        assert_ne!(other.text, first.text);
    }
    // the same text as JSON is no case, whatever was answered before
    assert_eq!(site.post("/api/v1/check?regime=nl.cbw", "application/json", case).await.status, 422);
}

#[tokio::test]
async fn only_one_who_can_unpack_gets_a_packed_answer() {
    let site = Site::new().await;
    let plain = get(&site, "/register", &[]).await;
    let packed = get(&site, "/register", &[("accept-encoding", "gzip")]).await;
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    assert_eq!(packed.header("vary"), "accept-encoding");
    assert!(!packed.text.contains("<html"));
    assert!(get(&site, "/register", &[]).await.text.contains("<html"));
}
