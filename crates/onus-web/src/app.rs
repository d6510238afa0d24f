//! What every request needs, and which address leads where.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use onus_engine::interview::Memory;
use onus_register::register::Register;
use onus_store::Store;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::guard;
use crate::kept::{self, Kept};
use crate::limit::Buckets;
use crate::metrics::Metrics;
use crate::pages::{case, clock, duty, entry, expected, home, incident, interview, reading, register, saved};
use crate::{api, assets};

/// Largest body of a request, in bytes. A case of one organisation has a few thousand.
pub const MAX_BODY: usize = 1 << 20;

/// Pages of the register that are kept in memory, and their bytes in all.
const PAGES_KEPT: usize = 256;
const BYTES_OF_PAGES: usize = 4 << 20;
/// Answers of the API that are kept in memory, and their bytes in all.
const ANSWERS_KEPT: usize = 64;
const BYTES_OF_ANSWERS: usize = 8 << 20;

/// With what a server starts.
#[derive(Debug)]
pub struct Config {
    /// The law.
    pub register: Register,
    /// Where cases are kept.
    pub store: Store,
    /// Cases that a newcomer can open: name and text.
    pub examples: Vec<(String, String)>,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Requests that one address may make each second, over a while; none limits nobody.
    pub rate: Option<u32>,
    /// How many cases are answered at once.
    pub workers: usize,
}

/// A case that comes with Onus.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The comment at its head.
    pub(crate) about: String,
    pub(crate) text: String,
}

/// What every request needs.
#[derive(Debug)]
pub struct App {
    pub(crate) register: Register,
    /// Names the pages of the register: changes when any of them does.
    pub(crate) version: String,
    pub(crate) store: Store,
    pub(crate) examples: Vec<Example>,
    pub(crate) now: fn() -> Timestamp,
    pub(crate) buckets: Buckets,
    pub(crate) metrics: Metrics,
    pub(crate) places: Arc<Semaphore>,
    pub(crate) catalogue: register::Catalogue,
    /// Pages that are the same for everyone.
    pub(crate) pages: Kept,
    /// Answers of the API.
    pub(crate) answers: Kept,
    /// What interviews found out of the law so far; it holds nothing of a person.
    pub(crate) memory: Memory,
}

impl App {
    /// Makes ready what does not change between requests.
    pub fn new(config: Config) -> Arc<Self> {
        let mut hash = Sha256::new();
        for (_, file) in config.register.files.iter() {
            hash.update(file.path.as_bytes());
            hash.update([0]);
            hash.update(file.text.as_bytes());
            hash.update([0]);
        }
        let version = data_encoding::HEXLOWER.encode(hash.finalize().get(..8).unwrap_or_default());
        let examples = config.examples.into_iter().map(|(file, text)| Example::new(&file, text)).collect();
        let catalogue = register::Catalogue::new(&config.register);
        Arc::new(Self {
            register: config.register,
            version,
            store: config.store,
            examples,
            now: config.now,
            buckets: Buckets::new(config.rate),
            metrics: Metrics::default(),
            places: Arc::new(Semaphore::new(config.workers.max(1))),
            catalogue,
            pages: Kept::new(PAGES_KEPT, BYTES_OF_PAGES),
            answers: Kept::new(ANSWERS_KEPT, BYTES_OF_ANSWERS),
            memory: Memory::default(),
        })
    }

    /// Forgets answers that were kept long enough.
    pub(crate) fn forget_old(&self) {
        self.answers.forget_old((self.now)());
        self.pages.forget_old((self.now)());
    }

    /// All addresses.
    pub fn router(self: &Arc<Self>) -> Router {
        let app = Arc::clone(self);
        let public = Router::new()
            .route("/", get(home::home))
            .route("/owed", get(entry::owed))
            .route("/happened", get(entry::happened))
            .route("/register", get(register::register))
            .route("/register/regimes", get(register::regimes))
            .route("/register/{id}", get(duty::item))
            .route("/expected", get(expected::groups))
            .route("/expected/{stakeholder}", get(expected::of_group))
            .route("/glossary", get(reading::glossary))
            .route("/method", get(reading::method))
            .route_layer(axum::middleware::from_fn_with_state(Arc::clone(&app), kept::pages));
        Router::new()
            .merge(public)
            .route("/owe", get(entry::owe))
            .route("/interview", get(entry::owe).post(interview::interview))
            .route("/check", post(case::check))
            .route("/export/{format}", post(case::export))
            .route("/demo/{id}", get(case::demo))
            .route("/demo/{id}/clock", get(clock::demo))
            .route("/happened/clock", post(incident::happened))
            .route("/clock", post(clock::clock))
            .route("/clock/answer", post(incident::answer))
            .route("/clock/sent", post(clock::sent))
            .route("/clock/file/{format}", post(clock::file))
            .route("/save", post(saved::save))
            .route("/case/{link}", get(saved::open))
            .route("/case/{link}/interview", get(interview::saved))
            .route("/case/{link}/change", post(saved::change))
            .route("/case/{link}/remove", post(saved::remove))
            .route("/shared/{link}", get(saved::shared))
            .route("/assets/{name}", get(assets::asset))
            .route("/healthz", get(home::health))
            .route("/metrics", get(home::metrics))
            .merge(api::router())
            .fallback(home::nowhere)
            .layer(RequestBodyLimitLayer::new(MAX_BODY))
            .layer(CsrfLayer::new())
            .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
            .with_state(app)
    }
}

impl Example {
    fn new(file: &str, text: String) -> Self {
        let id = file.trim_end_matches(".toml").to_owned();
        let about = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(|line| line.trim_start_matches('#').trim())
            .collect::<Vec<_>>()
            .join(" ");
        let name =
            text.lines().find_map(|line| line.strip_prefix("name")?.trim_start().strip_prefix('=').map(str::trim));
        let title = name.and_then(|name| name.strip_prefix('"')?.split('"').next()).unwrap_or(&id).to_owned();
        Self { id, title, about, text }
    }
}
