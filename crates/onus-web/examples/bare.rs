//! The least that a site of this sort can do: axum reads one page of rows from SQLite and writes them as HTML. `cargo xtask load` measures
//! Onus beside it, so that its figures mean something on any machine.
#![expect(clippy::print_stdout, reason = "it says where it listens")]

use std::error::Error;
use std::fmt::Write as _;
use std::str::FromStr as _;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tokio::net::TcpListener;

/// Rows of the page; the list of the register has as many.
const ROWS: i64 = 25;

async fn page(State(pool): State<SqlitePool>) -> Result<Html<String>, StatusCode> {
    let rows: Vec<(i64, String, String)> =
        sqlx::query_as("select id, title, plain from entry where id > ? order by id limit ?")
            .bind(100_i64)
            .bind(ROWS)
            .fetch_all(&pool)
            .await
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let mut html = String::from("<!doctype html><html lang=\"en\"><title>Entries</title><h1>Entries</h1><ul>");
    for (id, title, plain) in rows {
        let _ = write!(html, "<li><a href=\"/{id}\">{title}</a><p>{plain}</p></li>");
    }
    html.push_str("</ul></html>");
    Ok(Html(html))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("say where the database is to be made")?;
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{file}"))?.create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    sqlx::query("create table entry (id integer primary key, title text not null, plain text not null) strict")
        .execute(&pool)
        .await?;
    let mut all = pool.begin().await?;
    for number in 0..2_000_i64 {
        sqlx::query("insert into entry (id, title, plain) values (?, ?, ?)")
            .bind(number)
            .bind(format!("Entry number {number}"))
            .bind("Tell the office within a day what happened, what you do, and whom it can reach. ".repeat(2))
            .execute(&mut *all)
            .await?;
    }
    all.commit().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("bare listens on http://{}/", listener.local_addr()?);
    let app: Router = Router::new().route("/", get(page)).with_state(pool);
    // the same loop as the site has, without its limits
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(app.clone());
        tokio::spawn(async move {
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
