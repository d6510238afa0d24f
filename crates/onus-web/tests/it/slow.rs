//! Clients that take their time, over a real connection.

use std::time::Duration;

use onus_web::server::{Patience, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::refusals::logged;
use super::site::Site;

const PATIENCE: Patience = Patience { head: Duration::from_millis(400), body: Duration::from_millis(400) };

/// Sends a beginning, then byte for byte until the server hangs up; gives what it answered.
async fn drip(address: std::net::SocketAddr, beginning: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let sending = tokio::spawn(async move {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), reader.read_to_end(&mut answer)).await;
    sending.abort();
    assert!(read.is_ok(), "the server never hung up");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Runs something against a server; gives its outcome and the lines of the log that speak of slow clients.
async fn against<T>(run: impl AsyncFnOnce(std::net::SocketAddr) -> T) -> (T, Vec<String>) {
    let site = Site::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (out, log) = logged(async {
        let server = serve(site.app.clone(), listener, PATIENCE, async {
            let _ = stopped.await;
        });
        let asking = async {
            let out = run(address).await;
            // the end of a connection is noticed a moment later
            tokio::time::sleep(Duration::from_millis(100)).await;
            let _ = stop.send(());
            out
        };
        tokio::join!(server, asking).1
    })
    .await;
    (out, log.lines().filter(|line| line.contains("\"refused\"")).map(str::to_owned).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_comes_byte_by_byte_is_cut_off_and_logged_once() {
    let (answer, log) = against(async |address| drip(address, "GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await).await;
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].contains("\"sort\":\"slow-client\""), "{log:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_comes_byte_by_byte_is_cut_off_and_logged_once() {
    for (path, kind) in [("/check", "application/x-www-form-urlencoded"), ("/api/v1/check", "application/toml")] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: 100000\r\n\r\n");
        let (answer, log) = against(async |address| drip(address, &head).await).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{path}: {answer}");
        assert_eq!(log.len(), 1, "{path}: {log:?}");
        assert!(log[0].contains("\"sort\":\"slow-client\"") && log[0].contains(path), "{log:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_keeps_a_connection_open_is_no_slow_client() {
    let (answer, log) = against(async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let idle = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        // until the server closes what nobody uses
        tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.unwrap().unwrap();
        drop(idle);
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(log.is_empty(), "{log:?}");
}
