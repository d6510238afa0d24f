//! The JSON API.

use super::site::{Site, example};
use axum::body::Body;
use axum::http::Request;

#[test]
fn its_description_is_what_was_agreed() {
    insta::assert_snapshot!("openapi", onus_web::api::description());
}

#[tokio::test]
async fn it_answers_like_the_engine_and_says_what_to_ask_next() {
    let site = Site::new().await;
    let checked = site.post("/api/v1/check", "application/toml", example("lamp-maker")).await;
    assert_eq!(checked.status, 200);
    let checked = checked.json();
    assert!(checked["findings"].as_array().unwrap().iter().any(|finding| finding["because"].is_object()));
    let brief = site.post("/api/v1/check?brief=true", "application/toml", example("lamp-maker")).await.json();
    assert_eq!(brief["findings"].as_array().unwrap().len(), checked["findings"].as_array().unwrap().len());
    let next = site.post("/api/v1/question", "application/toml", example("lamp-maker")).await.json();
    assert!(next["ask"]["hinges"].as_array().is_some_and(|duties| !duties.is_empty()), "{next}");
    // what is not known is not asked for, also if the case is JSON
    let path = next["ask"]["path"].as_str().unwrap();
    let unsure = format!("unsure = [\"{path}\"]\n{}", example("lamp-maker"));
    let other = site.post("/api/v1/question", "application/toml", unsure).await.json();
    assert_ne!(other["ask"]["path"], next["ask"]["path"]);
    let mill = r#"{"organisation": {"mill": {}}, "unsure": ["mill.supplies"]}"#;
    let json = site.post("/api/v1/question", "application/json", mill).await.json();
    assert!(json["ask"]["path"].is_string() && json["ask"]["path"] != "mill.supplies", "{json}");
    let why = site.post("/api/v1/why/eu.nis2.21-2-d", "application/toml", example("lamp-maker")).await.json();
    let duties = why.as_array().unwrap();
    assert!(!duties.is_empty() && duties.iter().all(|finding| finding["duty"] == "eu.nis2.21-2-d"));
}

#[tokio::test]
async fn a_case_may_be_json() {
    let site = Site::new().await;
    let case = r#"{"as_of": "2026-11-22", "organisation": {"acme": {"established": ["NL"], "staff": 120}}}"#;
    let reply = site.post("/api/v1/check?brief=true", "application/json", case).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["parties"][0]["id"], "acme");
}

#[tokio::test]
async fn what_is_wrong_is_a_problem_with_line_and_help() {
    let site = Site::new().await;
    let reply =
        site.post("/api/v1/check", "application/toml", "as_of = 2026-11-22\n[organisation.a]\nstafff = 3\n").await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let problem = reply.json();
    assert_eq!(problem["type"], "urn:onus:problem:bad-case");
    assert_eq!(problem["errors"][0]["line"], 3);
    assert!(problem["errors"][0]["help"].as_str().unwrap().contains("staff"));
    for (path, kind, body, status) in [
        ("/api/v1/check", "text/html", "x", 415),
        ("/api/v1/check?as_of=tomorrow", "application/toml", "as_of = 2026-11-22", 400),
        ("/api/v1/check?regime=eu.nothing", "application/toml", "as_of = 2026-11-22", 400),
        ("/api/v1/why/eu.nothing", "application/toml", "as_of = 2026-11-22", 404),
        ("/api/v1/nothing", "application/toml", "", 404),
        ("/api/v1/register", "application/toml", "", 405),
    ] {
        let reply = site.post(path, kind, body).await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(reply.json()["status"], status);
    }
}

#[tokio::test]
async fn lists_come_in_pages_that_are_sent_once() {
    let site = Site::new().await;
    let first = site.get("/api/v1/register?per_page=10").await;
    let list = first.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 10);
    let second = site.get("/api/v1/register?per_page=10&page=2").await.json();
    assert_ne!(second["items"][0]["id"], list["items"][0]["id"]);
    let etag = first.header("etag").to_owned();
    let again =
        Request::get("/api/v1/register?per_page=10").header("if-none-match", &etag).body(Body::empty()).unwrap();
    let again = site.send(again).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    assert_eq!(site.get("/api/v1/search").await.status, 400);
    let item = site.get("/api/v1/register/eu.nis2.21-2-d").await.json();
    assert_eq!(item["regime"], "eu.nis2");
}
