//! What every request passes: an id, the limit of its asker, a time limit; on the way back the headers that keep a browser safe, a page
//! or a problem for whatever was refused, one line in the log, the counters. A line says which sort of address was asked, never what was
//! typed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use data_encoding::BASE32_NOPAD;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::language::Language;
use crate::limit::Asker;
use crate::pages;
use crate::problem::{AppError, Problem};

/// How long an answer may take.
const TIME: Duration = Duration::from_secs(20);
/// What a request that makes the server compute or write costs, next to one that reads a page.
const COST_OF_WORK: f64 = 5.0;

/// What a page may load: only what this server sends. No script or style within the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a request is called in the log, and in what the asker is told of a problem.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

impl RequestId {
    fn new(number: u64, now: i64) -> Self {
        let hash = Sha256::digest([number.to_be_bytes(), now.to_be_bytes()].concat());
        Self(BASE32_NOPAD.encode(hash.get(..10).unwrap_or_default()).to_lowercase())
    }
}

static NUMBER: AtomicU64 = AtomicU64::new(0);

pub(crate) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    app.metrics.begin();
    let now = (app.now)();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let id = RequestId::new(number, now.as_microsecond());
    let language = request.extensions().get::<Language>().copied().unwrap_or_default();
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let is_api = path.starts_with("/api/");
    request.extensions_mut().insert(id.clone());
    let cost = if method == Method::GET || method == Method::HEAD { 1.0 } else { COST_OF_WORK };
    let asker = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(own)| Asker::from(own.ip()));
    let slow = Arc::new(AtomicBool::new(false));
    let request = watched(request, Arc::clone(&slow));
    let turn = asker.map_or(Ok(()), |asker| app.buckets.take(asker, cost, now));
    let mut response = match turn {
        Err(wait) => {
            let refused = AppError::new(StatusCode::TOO_MANY_REQUESTS, "too-many");
            AppError { retry_after: Some(wait), ..refused }.into_response()
        }
        Ok(()) => match tokio::time::timeout(TIME, next.run(request)).await {
            Ok(response) => response,
            Err(_) => AppError::new(StatusCode::GATEWAY_TIMEOUT, "timeout").into_response(),
        },
    };
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let known = response.extensions_mut().remove::<AppError>();
        let problem = if slow.load(Ordering::Relaxed) {
            AppError::new(StatusCode::REQUEST_TIMEOUT, "slow-client")
        } else {
            known.unwrap_or_else(|| AppError::of_status(status))
        };
        log(&id, &method, &route, &problem);
        response = told(&app, problem, language, &id, &path, is_api);
    } else {
        let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(request = %id.0, %method, route, status = status.as_u16(), millis, "answered");
    }
    headers(&mut response, &id, is_api);
    app.metrics.end(&route, response.status().as_u16(), began.elapsed());
    response
}

/// Notes when the body does not come in time; its reader then gets an error that does not say why.
fn watched(request: Request, slow: Arc<AtomicBool>) -> Request {
    request.map(|body| {
        Body::new(body.map_err(move |error| {
            let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
            while let Some(inner) = cause {
                if inner.is::<tower_http::timeout::TimeoutError>() {
                    slow.store(true, Ordering::Relaxed);
                }
                cause = inner.source();
            }
            error
        }))
    })
}

/// One line for what was refused or failed. Facts, links and search words are not in it.
fn log(id: &RequestId, method: &Method, route: &str, problem: &AppError) {
    let (status, sort) = (problem.status.as_u16(), problem.sort);
    if let Some(cause) = &problem.cause {
        tracing::error!(request = %id.0, %method, route, status, sort, cause, "failed");
    } else {
        let complaints = problem.complaints.len();
        tracing::warn!(request = %id.0, %method, route, status, sort, complaints, "refused");
    }
}

/// The problem, as the asker can read it.
fn told(app: &App, problem: AppError, language: Language, id: &RequestId, path: &str, is_api: bool) -> Response {
    let status = problem.status;
    let retry = problem.retry_after;
    let mut response = if is_api {
        let body = Problem {
            kind: format!("urn:onus:problem:{}", problem.sort),
            title: Language::English.get(&format!("problem-{}", problem.sort)),
            status: status.as_u16(),
            instance: format!("urn:onus:request:{}", id.0),
            errors: problem.complaints,
        };
        let text = serde_json::to_vec(&body).unwrap_or_default();
        ([(header::CONTENT_TYPE, "application/problem+json")], Body::from(text)).into_response()
    } else {
        pages::problem::page(app, &problem, language, id, path)
    };
    *response.status_mut() = status;
    if let Some(seconds) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn headers(response: &mut Response, id: &RequestId, is_api: bool) {
    let headers = response.headers_mut();
    let fixed: [(&'static str, &'static str); 7] = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert("x-request-id", value);
    }
    // pages on a case are for one person; the rest may be kept where it names itself by an ETag
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(if is_api { "no-cache" } else { "no-store" }));
    }
}
