//! What the commands on a record share: the database, the key of the log beside it, the runtime, and where random bytes come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use onus_log::hash::Hash;
use onus_log::note::{Signer, Verifier};
use onus_register::source::Source;
use onus_store::Location;
use onus_store::record::Entropy;

use crate::failure::Failure;
use crate::pages::{EMBEDDED, Folder};

/// An error of the record, as a failure of the command.
pub(crate) fn record(error: impl std::fmt::Display) -> Failure {
    Failure::Record { what: error.to_string() }
}

/// Reads the address of a database.
pub(crate) fn location(given: &str) -> Result<Location, Failure> {
    Location::parse(given).map_err(|error| Failure::Usage { message: error.to_string(), hint: None })
}

/// A database that must be there.
pub(crate) fn existing(given: &str) -> Result<Location, Failure> {
    let location = location(given)?;
    if location.path().exists() {
        return Ok(location);
    }
    Err(Failure::Usage {
        message: format!("there is no database `{}`", location.path().display()),
        hint: Some("make one with `onus demo --database FILE`".to_owned()),
    })
}

/// A file beside the database.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Writes the key of the log beside the database: the secret half for the owner alone, the public half for everyone.
pub(crate) fn write(database: &Path, signer: &Signer) -> Result<(), Failure> {
    let (secret, public) = (beside(database, "key"), beside(database, "vkey"));
    secret_file(&secret, &signer.secret())?;
    let text = format!("{}\n", signer.verifier());
    std::fs::write(&public, text).map_err(Failure::io(format!("cannot write `{}`", public.display())))
}

/// Writes a file that only its owner can read.
pub(crate) fn secret_file(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| writeln!(file, "{text}"));
    written.map_err(Failure::io(format!("cannot write `{}`", path.display())))
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(Failure::io(format!("cannot read `{}`", path.display())))
}

/// The secret key beside a database.
pub(crate) fn signer(database: &Path) -> Result<Signer, Failure> {
    Signer::parse(&read(&beside(database, "key"))?).map_err(record)
}

/// A public key: given, or in a file.
pub(crate) fn verifier(given: Option<&str>, file: &Path) -> Result<Verifier, Failure> {
    let text = match given {
        Some(text) => text.to_owned(),
        None => read(file)?,
    };
    Verifier::parse(text.trim()).map_err(record)
}

/// The pages of the register by their path below its folder.
pub(crate) fn pages(register: Option<&Path>) -> Result<BTreeMap<String, String>, Failure> {
    let folder = register.map(Folder);
    let pages = folder.as_ref().map_or_else(|| EMBEDDED.pages(), Source::pages);
    let pages = pages.map_err(record)?;
    let root = register.map_or("register".to_owned(), |folder| folder.display().to_string());
    let cut = |path: &str| {
        let below = path.strip_prefix(&root).unwrap_or(path);
        below.trim_start_matches('/').to_owned()
    };
    Ok(pages.into_iter().map(|(path, text)| (cut(&path), text.into_owned())).collect())
}

/// Runs what waits for the database.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::io("cannot start to work"))?.block_on(work)
}

/// Random bytes of the system.
pub(crate) fn random() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(record)?;
    Ok(bytes)
}

/// Bytes that are the same each time: for the demonstration only, so that everyone gets the same record.
pub(crate) fn fixed() -> Entropy {
    let next = AtomicU64::new(0);
    Box::new(move || Hash::of(format!("demo {}", next.fetch_add(1, Ordering::Relaxed)).as_bytes()).0)
}
