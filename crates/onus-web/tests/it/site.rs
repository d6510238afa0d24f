//! A site for one test: the register of the project, a database of its own, a clock that stands still.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use onus_register::load;
use onus_register::register::Register;
use onus_register::source::{Source, SourceError, Texts};
use onus_store::{Location, Store};
use onus_web::{App, Config};
use tower::ServiceExt as _;

struct Folder;

impl Source for Folder {
    fn pages(&self) -> Result<Texts<'_>, SourceError> {
        let mut pages = Vec::new();
        collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../register")), &mut pages);
        pages.sort();
        Ok(pages.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }
}

fn collect(folder: &Path, pages: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, pages);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            pages.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

pub(crate) static REGISTER: LazyLock<Register> = LazyLock::new(|| load::load(&Folder).unwrap().0);

pub(crate) fn example(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../examples/{name}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) location: Location,
    _folder: tempfile::TempDir,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with_rate(None).await
    }

    pub(crate) async fn with_rate(rate: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::from(folder.path().join("onus.db").as_path());
        let app = Self::app(REGISTER.clone(), &location, rate).await;
        Self { app, location, _folder: folder }
    }

    pub(crate) async fn app(register: Register, location: &Location, rate: Option<u32>) -> Arc<App> {
        let store = Store::open(location).await.unwrap();
        let examples = ["lamp-maker", "hospital-incident"].map(|name| (format!("{name}.toml"), example(name))).to_vec();
        App::new(Config { register, store, examples, now, rate, workers: 2 })
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        send(&self.app, request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        form(&self.app, path, fields).await
    }

    pub(crate) async fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> Reply {
        self.send(Request::post(path).header("content-type", kind).body(body.into()).unwrap()).await
    }
}

/// A form as a browser sends it from a page of the site itself.
pub(crate) async fn form(app: &Arc<App>, path: &str, fields: &[(&str, &str)]) -> Reply {
    let body = serde_urlencoded::to_string(fields).unwrap();
    let request = Request::post(path)
        .header("host", "localhost:8080")
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    send(app, request.body(body.into()).unwrap()).await
}

pub(crate) async fn send(app: &Arc<App>, request: Request<Body>) -> Reply {
    let peer = SocketAddr::from(([192, 0, 2, 7], 40000));
    let response = app.router().oneshot(onus_web::server::addressed(request, peer)).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Reply { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}
