//! `onus serve`: the open register on the web, from one database file; and a copy of that file. Only here is anything of the network or
//! the database started, so that the other commands do not pay for it.

use std::mem::ManuallyDrop;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use onus_store::{Location, Store, StoreError};
use onus_web::server::Patience;
use onus_web::{App, Config};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::failure::Failure;
use crate::pages::EXAMPLES;
use crate::render;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen: an address and a port (port 0 takes a free one)
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The database: a file, which is made if it is not there
    #[arg(long, value_name = "URL", default_value = "sqlite:onus.db", value_parser = location)]
    database: Location,
    /// How many requests one address may make each second, over a while; 0 limits nobody
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    rate: u32,
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where to write the copy; the file must not exist
    file: PathBuf,
    /// The database
    #[arg(long, value_name = "URL", default_value = "sqlite:onus.db", value_parser = location)]
    database: Location,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The copy
    file: PathBuf,
    /// The database in whose place it is put
    #[arg(long, value_name = "URL", default_value = "sqlite:onus.db", value_parser = location)]
    database: Location,
}

fn location(text: &str) -> Result<Location, String> {
    Location::parse(text).map_err(|error| error.to_string())
}

fn refused(what: &'static str) -> impl FnOnce(StoreError) -> Failure {
    move |error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        Failure::Io { what: what.to_owned(), source: std::io::Error::other(format!("{error}{cause}")) }
    }
}

fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(Failure::io("cannot start"))
}

pub(super) fn run(command: &Serve, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let register = ManuallyDrop::into_inner(super::sound_register(folder)?);
    tracing_subscriber::fmt().json().flatten_event(true).with_target(false).with_writer(std::io::stderr).init();
    let workers = std::thread::available_parallelism().map_or(2, NonZero::get);
    runtime()?.block_on(async {
        let store = Store::open(&command.database).await.map_err(refused("cannot open the database"))?;
        let listener = TcpListener::bind(command.listen)
            .await
            .map_err(Failure::io(format!("cannot listen on {}", command.listen)))?;
        let address = listener.local_addr().map_err(Failure::io("cannot listen"))?;
        let examples = EXAMPLES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let rate = (command.rate > 0).then_some(command.rate);
        let app = App::new(Config { register, store, examples, now, rate, workers });
        render::out(&format!("Onus listens on http://{address}/ (end with Ctrl-C)\n"))?;
        onus_web::server::serve(app, listener, Patience::default(), told_to_stop()).await;
        Ok(ExitCode::SUCCESS)
    })
}

/// The present moment.
#[expect(clippy::disallowed_methods, reason = "the command is where the clock is read")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Ctrl-C, or the signal by which a system ends a service.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

pub(super) fn backup(command: &Backup) -> Result<ExitCode, Failure> {
    runtime()?
        .block_on(onus_store::backup::backup(&command.database, &command.file))
        .map_err(refused("cannot copy the database"))?;
    render::out(&format!("Copied to {}\n", command.file.display()))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(command: &Restore) -> Result<ExitCode, Failure> {
    runtime()?
        .block_on(onus_store::backup::restore(&command.file, &command.database))
        .map_err(refused("cannot restore the database"))?;
    render::out(&format!(
        "Restored {}; what was there before is beside it as `.before-restore`\n",
        command.database.path().display()
    ))?;
    Ok(ExitCode::SUCCESS)
}
