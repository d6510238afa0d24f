//! Listens: takes connections, gives each a bounded time to say what it wants, and ends in order when told to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Uri};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::Layer as _;
use tower::ServiceExt as _;
use tower_http::timeout::RequestBodyDeadlineLayer;

use crate::app::App;
use crate::language::Language;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// How long a client may take to send a body.
const BODY: Duration = Duration::from_secs(20);
/// Connections that are open at once.
const CONNECTIONS: usize = 1024;
/// How long open requests may take when the server is told to end.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Serves until `stop` comes true. What was being answered is answered.
pub async fn serve(app: Arc<App>, listener: TcpListener, stop: impl Future<Output = ()>) {
    let router = RequestBodyDeadlineLayer::new(BODY).layer(app.router());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
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
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let request = addressed(request.map(Body::new), peer);
            let router = router.clone();
            async move { router.oneshot(request).await }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                let slow = error.is_timeout() || error.is_incomplete_message();
                if slow {
                    tracing::warn!(sort = "slow-client", "refused");
                }
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_WORDS, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not finished");
    }
    app.store.close().await;
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
