//! What was written once and is asked again: pages of the register, and answers of the API. It is kept in memory only, for a short time,
//! within a bound on number and size, under the hash of what was asked. It knows neither cases nor pages, only bytes.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::language::Language;
use crate::pages::{if_none_match, with_name};

/// How long a reply is given from memory. It is forgotten within a minute after that, so that facts stay for ten minutes at most.
const MINUTES: i64 = 9;
/// Shortest text that is worth packing, in bytes.
const WORTH_PACKING: usize = 1024;

/// The hash of what was asked.
pub(crate) type Key = [u8; 32];

/// The key of some parts, in order.
pub(crate) fn key(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// What is kept of a reply.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) kind: HeaderValue,
    /// What names the contents.
    pub(crate) etag: String,
    pub(crate) bytes: Bytes,
    /// The bytes are packed with gzip.
    pub(crate) packed: bool,
}

#[derive(Debug)]
struct Entry {
    reply: Reply,
    since: Timestamp,
    used: u64,
}

#[derive(Debug, Default)]
struct Shelf {
    entries: BTreeMap<Key, Entry>,
    bytes: usize,
    uses: u64,
}

/// Replies that were asked lately; those that were not asked for longest go first.
#[derive(Debug)]
pub(crate) struct Kept {
    most: usize,
    most_bytes: usize,
    held: Mutex<Shelf>,
}

impl Kept {
    pub(crate) fn new(most: usize, most_bytes: usize) -> Self {
        Self { most, most_bytes, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Shelf> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept under a key.
    pub(crate) fn get(&self, key: &Key, now: Timestamp) -> Option<Reply> {
        let mut held = self.held();
        held.uses += 1;
        let uses = held.uses;
        let entry = held.entries.get_mut(key).filter(|entry| !is_old(entry, now))?;
        entry.used = uses;
        Some(entry.reply.clone())
    }

    /// Keeps a reply, unless it alone is larger than half of all that may be kept.
    pub(crate) fn put(&self, key: Key, reply: Reply, now: Timestamp) {
        let size = reply.bytes.len();
        if size > self.most_bytes / 2 {
            return;
        }
        let mut held = self.held();
        held.remove(&key);
        while !held.entries.is_empty() && (held.entries.len() >= self.most || held.bytes + size > self.most_bytes) {
            let Some(oldest) = held.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| *key) else {
                break;
            };
            held.remove(&oldest);
        }
        held.uses += 1;
        let used = held.uses;
        held.bytes += size;
        held.entries.insert(key, Entry { reply, since: now, used });
    }

    /// Forgets what is too old. Whoever keeps facts calls this each minute.
    pub(crate) fn forget_old(&self, now: Timestamp) {
        let mut held = self.held();
        let old: Vec<Key> = held.entries.iter().filter(|(_, entry)| is_old(entry, now)).map(|(key, _)| *key).collect();
        for key in old {
            held.remove(&key);
        }
    }
}

impl Shelf {
    fn remove(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes = self.bytes.saturating_sub(entry.reply.bytes.len());
        }
    }
}

fn is_old(entry: &Entry, now: Timestamp) -> bool {
    now.duration_since(entry.since) >= SignedDuration::from_mins(MINUTES)
}

/// Whether the asker can unpack gzip.
pub(crate) fn unpacks(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').map(|one| one.split(';').collect::<Vec<_>>()).any(|one| {
        let refused = one.iter().skip(1).any(|weight| matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        one.first().is_some_and(|name| name.trim() == "gzip") && !refused
    })
}

/// A text as it is sent to one who can unpack it, or as it is.
pub(crate) fn pack(kind: HeaderValue, etag: String, text: Vec<u8>, packed: bool) -> Reply {
    if packed && text.len() >= WORTH_PACKING {
        let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
        if writer.write_all(&text).is_ok()
            && let Ok(bytes) = writer.finish()
        {
            return Reply { kind, etag, bytes: bytes.into(), packed: true };
        }
    }
    Reply { kind, etag, bytes: text.into(), packed: false }
}

impl Reply {
    /// As a response, without what only some responses have.
    pub(crate) fn response(self) -> Response {
        let mut response = Body::from(self.bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.kind);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if self.packed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

/// Around pages that are the same for everyone on a day: each is made once.
pub(crate) async fn pages(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let language = request.extensions().get::<Language>().copied().unwrap_or_default();
    let path = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
    let known = if_none_match(request.headers());
    let packed = unpacks(request.headers());
    let now = (app.now)();
    let day = app.today().to_string();
    let key = key(&[language.code().as_bytes(), path.as_bytes(), day.as_bytes(), &[u8::from(packed)]]);
    if let Some(reply) = app.pages.get(&key, now) {
        let etag = reply.etag.clone();
        return with_name(known.as_deref(), reply.response(), &etag);
    }
    // the whole page is wanted, to be kept
    request.headers_mut().remove(header::IF_NONE_MATCH);
    let response = next.run(request).await;
    let (parts, body) = response.into_parts();
    let named = parts.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
    let kind = parts.headers.get(header::CONTENT_TYPE).cloned();
    let (StatusCode::OK, Some(etag), Some(kind)) = (parts.status, named, kind) else {
        return Response::from_parts(parts, body);
    };
    let Ok(whole) = body.collect().await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let reply = pack(kind, etag.clone(), whole.to_bytes().to_vec(), packed);
    app.pages.put(key, reply.clone(), now);
    with_name(known.as_deref(), reply.response(), &etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(size: usize) -> Reply {
        pack(HeaderValue::from_static("text/plain"), "\"e\"".to_owned(), vec![b'x'; size], false)
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first_and_neither_bound_is_passed() {
        let kept = Kept::new(3, 1_000);
        for name in [b"a", b"b", b"c"] {
            kept.put(key(&[name]), reply(100), at(0));
        }
        assert!(kept.get(&key(&[b"a"]), at(0)).is_some());
        kept.put(key(&[b"d"]), reply(100), at(0));
        assert!(kept.get(&key(&[b"b"]), at(0)).is_none(), "it was not asked for longest");
        assert!(kept.get(&key(&[b"a"]), at(0)).is_some() && kept.get(&key(&[b"d"]), at(0)).is_some());
        kept.put(key(&[b"e"]), reply(500), at(0));
        kept.put(key(&[b"f"]), reply(450), at(0));
        let held = kept.held();
        assert!(held.bytes <= 1_000 && held.entries.len() <= 3);
        assert_eq!(held.bytes, held.entries.values().map(|entry| entry.reply.bytes.len()).sum::<usize>());
        drop(held);
        kept.put(key(&[b"g"]), reply(501), at(0));
        assert!(kept.get(&key(&[b"g"]), at(0)).is_none(), "too large to be kept");
    }

    #[test]
    fn what_is_old_is_not_given_and_is_forgotten() {
        let kept = Kept::new(3, 1_000);
        kept.put(key(&[b"a"]), reply(100), at(0));
        assert!(kept.get(&key(&[b"a"]), at(MINUTES - 1)).is_some());
        assert!(kept.get(&key(&[b"a"]), at(MINUTES)).is_none());
        kept.forget_old(at(MINUTES));
        let held = kept.held();
        assert_eq!((held.entries.len(), held.bytes), (0, 0));
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
    }

    #[test]
    fn only_one_who_says_so_gets_gzip() {
        let says = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, text.parse().unwrap());
            unpacks(&headers)
        };
        assert!(says("gzip") && says("br, gzip;q=0.5"));
        assert!(!says("gzip;q=0") && !says("br") && !says("xgzip") && !unpacks(&HeaderMap::new()));
        let long = vec![b'x'; 5_000];
        let packed = pack(HeaderValue::from_static("text/plain"), String::new(), long.clone(), true);
        assert!(packed.packed && packed.bytes.len() < 500);
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.bytes.as_ref()), &mut text).unwrap();
        assert_eq!(text, long);
    }
}
