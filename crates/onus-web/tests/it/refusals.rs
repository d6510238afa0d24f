//! What must be refused, and that it is said in the log once and without what was typed.

use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};

use axum::body::Body;
use axum::http::Request;
use onus_web::app::MAX_BODY;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::site::{Reply, Site, example};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// With one subscriber alone, tracing asks whichever thread comes first whether a line matters, also one that logs nowhere, and keeps the
/// answer. With two it asks both.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::default()));

/// Runs something, and gives what was logged of it.
pub(crate) async fn logged<T>(run: impl Future<Output = T>) -> (T, String) {
    LazyLock::force(&ANOTHER);
    let log = Log::default();
    let own = log.clone();
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || own.clone()).finish();
    let out = run.with_subscriber(subscriber).await;
    (out, log.text())
}

/// The refusal stands in the log once, by its sort.
fn refused_once(log: &str, sort: &str, reply: &Reply) {
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("\"refused\"")).collect();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(lines[0].contains(&format!("\"sort\":\"{sort}\"")), "{log}");
    assert!(lines[0].contains(reply.header("x-request-id")), "{log}");
}

#[tokio::test]
async fn a_forged_link_opens_nothing() {
    let site = Site::new().await;
    let forged = "A".repeat(43);
    for (path, post) in [
        (format!("/case/{forged}"), false),
        (format!("/shared/{forged}"), false),
        (format!("/case/{forged}/remove"), true),
        (format!("/case/{forged}/change"), true),
        ("/case/x".to_owned(), false),
    ] {
        let asked = async {
            if post {
                site.form(&path, &[("facts", "as_of = 2026-11-22"), ("version", "1")]).await
            } else {
                site.get(&path).await
            }
        };
        let (reply, log) = logged(asked).await;
        assert_eq!(reply.status, 404, "{path}");
        refused_once(&log, "not-found", &reply);
        assert!(!log.contains(&forged), "the link itself is not in the log");
    }
}

#[tokio::test]
async fn the_link_for_reading_changes_nothing_and_does_not_show_the_other() {
    let site = Site::new().await;
    let saved = site.form("/save", &[("facts", &example("lamp-maker")), ("name", "mine")]).await;
    let edit = saved.header("location").trim_start_matches("/case/").to_owned();
    let page = site.get(&format!("/case/{edit}")).await.text;
    let share = page.split("/shared/").nth(1).unwrap().split(['"', '<']).next().unwrap().to_owned();
    let shown = site.get(&format!("/shared/{share}")).await;
    assert_eq!(shown.status, 200);
    assert!(!shown.text.contains(&edit) && !shown.text.contains("/remove"));
    for path in [format!("/case/{share}"), format!("/shared/{edit}")] {
        assert_eq!(site.get(&path).await.status, 404);
    }
    for path in [format!("/case/{share}/remove"), format!("/case/{share}/change")] {
        let (reply, log) = logged(site.form(&path, &[("facts", &example("lamp-maker")), ("version", "1")])).await;
        assert_eq!(reply.status, 404);
        refused_once(&log, "not-found", &reply);
    }
    assert_eq!(site.get(&format!("/case/{edit}")).await.status, 200);
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused() {
    let site = Site::new().await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
        for path in ["/save", "/check", "/api/v1/check"] {
            let request = Request::post(path)
                .header("host", "localhost:8080")
                .header(name, value)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from("facts=as_of+%3D+2026-11-22"))
                .unwrap();
            let (reply, log) = logged(site.send(request)).await;
            assert_eq!(reply.status, 403, "{name}: {value} {path}");
            refused_once(&log, "cross-site", &reply);
        }
    }
    assert!(site.get("/metrics").await.text.contains("onus_saved_cases 0"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let site = Site::new().await;
    let large = "#".repeat(MAX_BODY + 1);
    let (reply, log) = logged(site.form("/check", &[("facts", &large)])).await;
    assert_eq!(reply.status, 413);
    refused_once(&log, "too-large", &reply);
    let (reply, log) = logged(site.post("/api/v1/check", "application/toml", large)).await;
    assert_eq!(reply.status, 413);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    refused_once(&log, "too-large", &reply);
}

/// A script in every place where a person may type free text is text on the page.
#[tokio::test]
async fn a_script_in_a_free_text_field_stays_text() {
    let site = Site::new().await;
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let toml = evil.replace('"', "");
    let facts = example("lamp-maker")
        .replace("a maker of smart lamps", &toml)
        .replace("Acme Lighting B.V.", &toml)
        .replace("lamps and app offline for two hours", &toml)
        .replace("J. Jansen, legal", &toml)
        .replace("sold for a price", &toml);
    assert!(facts.matches("<script>").count() > 4);
    let mut pages = vec![
        site.form("/check", &[("facts", &facts)]).await.text,
        // what cannot be read is shown again
        site.form("/check", &[("facts", &format!("{facts}\n{evil}"))]).await.text,
        site.form("/check", &[("facts", &facts), ("as_of", evil)]).await.text,
        site.get(&format!(
            "/register?q={}",
            serde_urlencoded::to_string([("q", evil)]).unwrap().trim_start_matches("q=")
        ))
        .await
        .text,
        site.form("/clock", &[("facts", &facts)]).await.text,
        site.form("/clock", &[("facts", &facts), ("now", evil)]).await.text,
        site.form("/clock/sent", &[("facts", &facts), ("key", evil), ("at", evil)]).await.text,
        site.form("/clock/answer", &[("facts", &facts), ("organisation.acme.staff", evil)]).await.text,
        site.form(
            "/happened/clock",
            &[("event", "incident"), ("at", "2026-11-22T10:30"), ("zone", "UTC"), ("who", evil), ("what", evil)],
        )
        .await
        .text,
        site.form("/happened/clock", &[("event", evil), ("at", evil), ("zone", evil)]).await.text,
        site.get("/register/%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.text,
    ];
    let saved = site.form("/save", &[("facts", &facts), ("name", evil)]).await;
    pages.push(site.get(saved.header("location")).await.text);
    for page in pages {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    }
    let markdown = site.form("/export/markdown", &[("facts", &facts)]).await.text;
    assert!(!markdown.contains("<script>"));
}

#[tokio::test]
async fn sql_in_a_search_is_only_words() {
    let site = Site::new().await;
    for words in ["'; drop table saved_case; --", "\" or 1=1", "%' union select * from saved_case", "a* NEAR b"] {
        let query = serde_urlencoded::to_string([("q", words)]).unwrap();
        assert_eq!(site.get(&format!("/register?{query}")).await.status, 200);
        assert_eq!(site.get(&format!("/api/v1/search?{query}")).await.status, 200);
    }
    assert_eq!(site.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_path_that_climbs_out_leads_nowhere() {
    let site = Site::new().await;
    for path in [
        "/assets/..%2F..%2FCargo.toml",
        "/assets/../../etc/passwd",
        "/register/..%2F..%2F..%2Fetc%2Fpasswd",
        "/demo/..%2Flamp-maker",
        "/demo/%2Fetc%2Fpasswd",
    ] {
        let (reply, log) = logged(site.get(path)).await;
        assert_eq!(reply.status, 404, "{path}");
        refused_once(&log, "not-found", &reply);
    }
}

#[tokio::test]
async fn whoever_asks_too_much_has_to_wait() {
    let site = Site::with_rate(Some(1)).await;
    let mut last = None;
    for _ in 0..20 {
        let (reply, log) = logged(site.get("/method")).await;
        if reply.status == 429 {
            refused_once(&log, "too-many", &reply);
            assert!(reply.header("retry-after").parse::<u64>().unwrap() >= 1);
            last = Some(reply);
        }
    }
    assert!(last.is_some());
}

#[tokio::test]
async fn what_a_person_states_is_never_in_the_log() {
    let site = Site::new().await;
    let secret = "Zwanenburg";
    let facts = example("lamp-maker").replace("Acme Lighting", secret);
    let ((), log) = logged(async {
        site.form("/check", &[("facts", &facts)]).await;
        site.form("/check", &[("facts", &format!("{facts}\n{secret}"))]).await;
        site.post("/api/v1/check", "application/toml", facts.clone()).await;
        let saved = site.form("/save", &[("facts", &facts), ("name", secret)]).await;
        site.get(saved.header("location")).await;
        site.get(&format!("/register?q={secret}")).await;
    })
    .await;
    assert!(log.lines().count() >= 6);
    assert!(!log.contains(secret), "{log}");
}
