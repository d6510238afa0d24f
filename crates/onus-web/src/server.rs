//! Listens: takes connections, gives each a bounded time to say what it wants, and ends in order when told to. A client that takes longer
//! is cut off and logged once; one that only waits with an open connection, as browsers do, is no slow client.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Uri};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::Layer as _;
use tower::ServiceExt as _;
use tower_http::timeout::RequestBodyDeadlineLayer;
use tracing::instrument::WithSubscriber as _;

use crate::app::App;
use crate::language::Language;

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To send the head of a request; also how long a connection may be open with nothing asked on it.
    pub head: Duration,
    /// To send a body.
    pub body: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), body: Duration::from_secs(15) }
    }
}

/// Connections that are open at once.
const CONNECTIONS: usize = 1024;
/// How long open requests may take when the server is told to end.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Serves until `stop` comes true. What was being answered is answered.
pub async fn serve(app: Arc<App>, listener: TcpListener, patience: Patience, stop: impl Future<Output = ()>) {
    let router = RequestBodyDeadlineLayer::new(patience.body).layer(app.router());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    let mut minute = tokio::time::interval(Duration::from_mins(1));
    let ahead = Arc::clone(&app);
    tokio::spawn(async move {
        if ahead.work(App::ask_ahead).await.is_err() {
            tracing::warn!("the first question of an interview could not be made ready");
        }
    });
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            _ = minute.tick() => {
                app.forget_old();
                continue;
            }
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // out of files, or a client that went away: go on, but not in a tight circle
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!("too many connections: one was closed");
            continue;
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let heard = Arc::new(Heard::default());
        let own = Arc::clone(&heard);
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let request = addressed(request.map(Body::new), peer);
            let router = router.clone();
            let heard = Arc::clone(&own);
            async move {
                let response = router.oneshot(request).await;
                heard.answered();
                response
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .serve_connection(TokioIo::new(Listening { stream, heard: Arc::clone(&heard) }), service);
        let connection = graceful.watch(connection);
        let watch = async move {
            if let Err(error) = connection.await
                && error.is_timeout()
                && heard.something_unanswered()
            {
                tracing::warn!(sort = "slow-client", part = "head", "refused");
            }
            drop(place);
        };
        tokio::spawn(watch.with_current_subscriber());
    }
    drop(listener);
    if tokio::time::timeout(LAST_WORDS, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not finished");
    }
    app.store.close().await;
}

/// How much came over a connection.
#[derive(Debug, Default)]
struct Heard {
    bytes: AtomicU64,
    answered: AtomicU64,
}

impl Heard {
    /// All that came so far was answered.
    fn answered(&self) {
        self.answered.store(self.bytes.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Whether a request was begun and not brought to its end.
    fn something_unanswered(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) > self.answered.load(Ordering::Relaxed)
    }
}

/// A connection that notes how much came over it.
struct Listening {
    stream: TcpStream,
    heard: Arc<Heard>,
}

impl AsyncRead for Listening {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let came = buffer.filled().len().saturating_sub(before);
        self.heard.bytes.fetch_add(u64::try_from(came).unwrap_or_default(), Ordering::Relaxed);
        done
    }
}

impl AsyncWrite for Listening {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// Notes who asks, and takes the language off the front of the address.
pub fn addressed(mut request: Request<Body>, peer: SocketAddr) -> Request<Body> {
    request.extensions_mut().insert(ConnectInfo(peer));
    let (language, rest) = Language::of_path(request.uri().path());
    let rest = rest.to_owned();
    request.extensions_mut().insert(language);
    if language != Language::English {
        let mut parts = request.uri().clone().into_parts();
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        parts.path_and_query = format!("{rest}{query}").parse().ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}
