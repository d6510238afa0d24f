//! The record: nothing that was acknowledged is lost, nothing is forked, what is erased is gone. Real processes are started and killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use onus_forum::event::{Act, Channel, ErasureReason, PartyKind};
use onus_forum::process::{Charter, Hat, Mandate, Role, Side, Stake};
use onus_forum::profile::Profile;
use onus_forum::words::Texts;
use onus_log::hash::Hash;
use onus_log::note::{Algorithm, Signer, Verifier};
use onus_log::witness::Witness;
use onus_store::record::{Entropy, Rebuild, Record, RecordError, Submission};
use onus_store::{Location, Store, verify};

/// In the environment of a child: the database that it writes to, and its name.
const DATABASE: &str = "ONUS_TEST_DATABASE";
const NAME: &str = "ONUS_TEST_NAME";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn signer() -> Signer {
    Signer::new("test.onus.example", Algorithm::Note, &[5; 32]).unwrap()
}

fn key() -> Verifier {
    signer().verifier()
}

fn entropy(name: &str) -> Entropy {
    let (name, count) = (name.to_owned(), std::sync::atomic::AtomicU64::new(0));
    Box::new(move || {
        Hash::of(format!("{name} {}", count.fetch_add(1, std::sync::atomic::Ordering::Relaxed)).as_bytes()).0
    })
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

async fn open(path: &Path, name: &str) -> Record {
    Record::new(Store::open(&Location::from(path)).await.unwrap(), signer(), entropy(name))
}

fn moment() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn submission(actor: &str, role: Option<&str>, act: Act, words: &[(&str, &str)]) -> Submission {
    Submission {
        at: moment(),
        process: "p".into(),
        actor: actor.into(),
        role: role.map(Into::into),
        channel: Channel::Web,
        entered_by: None,
        language: "en".into(),
        act,
        texts: words.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect::<Texts>(),
    }
}

async fn submit(
    record: &Record,
    actor: &str,
    role: Option<&str>,
    act: Act,
    words: &[(&str, &str)],
) -> onus_store::record::Accepted {
    record.submit(submission(actor, role, act, words), moment()).await.unwrap()
}

/// A process with one person in it.
async fn begin(record: &Record) {
    let party = |party: &str, kind| Act::PartyRegistered { party: party.into(), kind, of: None };
    submit(record, "chair", None, party("chair", PartyKind::Organisation), &[]).await;
    submit(record, "ann", None, party("ann", PartyKind::Person), &[]).await;
    let charter = Charter {
        interests: ["users".into()].into(),
        groups: [("users".into(), Side::Both)].into(),
        lead: "users".into(),
        government_first: false,
        chairs: ["chair".into()].into(),
        languages: vec!["en".into()],
        questions: ["q".into()].into(),
        reference: [].into(),
    };
    let profile = Box::new(Profile::named("igf-forum").unwrap());
    submit(record, "chair", None, Act::ProcessOpened { profile, charter: Box::new(charter) }, &[]).await;
    let declared = Role {
        party: "ann".into(),
        hat: Hat::UserVoice,
        group: "users".into(),
        region: "150".into(),
        speaks_for: ["users".into()].into(),
        mandate: Mandate::Claimed,
        on_behalf_of: None,
        stake: Stake::None,
    };
    submit(record, "ann", None, Act::RoleDeclared { name: "ann".into(), declared }, &[]).await;
}

fn answer() -> Act {
    Act::QuestionAnswered { question: "q".into(), stand: onus_forum::process::Stand::Yes }
}

#[test]
fn what_is_acknowledged_comes_with_a_receipt_and_the_whole_record_verifies() {
    let folder = folder();
    let path = folder.path().join("a.db");
    runtime().block_on(async {
        let record = open(&path, "a").await;
        begin(&record).await;
        let accepted = submit(&record, "ann", Some("ann"), answer(), &[("text", "yes, because")]).await;
        assert_eq!(accepted.receipt.verify(&key()).unwrap().tree.size, 5);
        let entry = String::from_utf8(accepted.receipt.entry).unwrap();
        assert!(!entry.contains("ann") && !entry.contains("because"), "no name of a person and no word: {entry}");
        let again = record.receipt(1).await.unwrap().unwrap();
        again.verify(&key()).unwrap();
        let store = Store::open(&Location::from(path.as_path())).await.unwrap();
        let verified = verify::database(&store, &key()).await.unwrap();
        assert_eq!((verified.events, verified.words, verified.erased), (5, 1, 0));
        assert_eq!(record.words(&accepted.id).await.unwrap().unwrap()["text"], "yes, because");
        let refused = record.submit(submission("ann", None, answer(), &[]), moment()).await;
        assert!(matches!(refused, Err(RecordError::Refused(_))));
        assert_eq!(record.events().await.unwrap().len(), 5, "what is refused leaves nothing");
    });
}

#[test]
fn projections_are_made_again_and_a_changed_one_is_named() {
    let folder = folder();
    let path = folder.path().join("a.db");
    runtime().block_on(async {
        let record = open(&path, "a").await;
        begin(&record).await;
        let rebuilt = record.rebuild(Rebuild::Check).await.unwrap();
        assert_eq!((rebuilt.events, rebuilt.rows, rebuilt.differ.len()), (4, 1, 0));
        let store = Store::open(&Location::from(path.as_path())).await.unwrap();
        let mut work = store.write().await.unwrap();
        sqlx::query("update projection set body = '{}' where kind = 'process'").execute(&mut *work).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(record.rebuild(Rebuild::Check).await.unwrap().differ, ["process p"]);
        record.rebuild(Rebuild::Write).await.unwrap();
        assert!(record.rebuild(Rebuild::Check).await.unwrap().differ.is_empty());
    });
}

#[test]
fn whatever_is_changed_behind_its_back_the_record_does_not_verify() {
    for change in [
        "update event set body = replace(body, '\"p\"', '\"q\"') where seq = 4",
        "update words set texts = replace(texts, 'yes', 'not') where seq = 4",
        "delete from words where seq = 4",
        "update tile set bytes = zeroblob(length(bytes)) where level = 0",
        "update tile set bytes = cast(replace(cast(bytes as text), 'type', 'tipe') as blob) where level = -1",
        "update checkpoint set note = replace(note, 'test', 'rest')",
        "update event set salt = zeroblob(32) where seq = 2",
        "delete from event where seq = 4",
    ] {
        let folder = folder();
        let path = folder.path().join("a.db");
        runtime().block_on(async {
            let record = open(&path, "a").await;
            begin(&record).await;
            submit(&record, "ann", Some("ann"), answer(), &[("text", "yes")]).await;
            let store = Store::open(&Location::from(path.as_path())).await.unwrap();
            verify::database(&store, &key()).await.unwrap();
            let mut work = store.write().await.unwrap();
            sqlx::query("pragma defer_foreign_keys = on").execute(&mut *work).await.unwrap();
            if change.starts_with("delete from event") {
                sqlx::query("delete from words").execute(&mut *work).await.unwrap();
            }
            assert!(sqlx::query(change).execute(&mut *work).await.unwrap().rows_affected() > 0, "{change}");
            work.commit().await.unwrap();
            assert!(verify::database(&store, &key()).await.is_err(), "{change}");
        });
    }
}

fn bytes_of(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).flat_map(|path| std::fs::read(path).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn what_is_erased_is_in_no_file_any_more_and_every_proof_still_holds() {
    const STORY: &str = "the pumps on my ward stopped at midnight";
    let folder = folder();
    let path = folder.path().join("a.db");
    runtime().block_on(async {
        let record = open(&path, "a").await;
        begin(&record).await;
        let said = submit(&record, "ann", Some("ann"), answer(), &[("text", STORY)]).await;
        assert!(holds(&bytes_of(folder.path()), STORY));
        let erase = Act::WordsErased { event: said.id.clone(), reason: ErasureReason::Asked };
        submit(&record, "ann", Some("ann"), erase, &[]).await;
        assert!(!holds(&bytes_of(folder.path()), STORY), "the words are still in a file of the store");
        assert_eq!(record.words(&said.id).await.unwrap(), None);
        said.receipt.verify(&key()).unwrap();
        record.receipt(said.seq).await.unwrap().unwrap().verify(&key()).unwrap();
        let store = Store::open(&Location::from(path.as_path())).await.unwrap();
        let verified = verify::database(&store, &key()).await.unwrap();
        assert_eq!((verified.events, verified.words, verified.erased), (6, 0, 1));
        assert!(record.rebuild(Rebuild::Check).await.unwrap().differ.is_empty());
    });
}

#[test]
fn a_copy_verifies_offline_and_witnesses_sign_it() {
    let folder = folder();
    let copy = folder.path().join("copy");
    runtime().block_on(async {
        let record = open(&folder.path().join("a.db"), "a").await;
        begin(&record).await;
        let request = record.request(0).await.unwrap().unwrap();
        let own = Signer::new("watch.example", Algorithm::Cosignature, &[6; 32]).unwrap();
        let mut witness = Witness::new(own, key());
        let signature = witness.add_checkpoint(&request, 1_795_000_000).unwrap();
        record.cosigned(request.checkpoint, vec![signature]).await.unwrap();
        for _ in 0..300 {
            submit(&record, "ann", Some("ann"), answer(), &[]).await;
        }
        let next = record.request(4).await.unwrap().unwrap();
        witness.add_checkpoint(&next, 1_795_000_001).unwrap();
        assert_eq!(record.export_log(&copy).await.unwrap(), 304);
    });
    let verified = verify::folder(&copy, &key()).unwrap();
    assert_eq!(verified.tree.size, 304);
    assert!(verified.witnessed.is_some());
    let tile = copy.join("tile/entries/000");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[30] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    assert!(verify::folder(&copy, &key()).is_err());
}

/// Not a test of its own: what the children of the tests below do. It writes until it is stopped, and says what was acknowledged.
#[test]
#[ignore = "run by other tests, as a process of its own"]
#[expect(clippy::disallowed_methods, reason = "the parent says in the environment what to do")]
fn child() {
    let (Ok(path), Ok(name)) = (std::env::var(DATABASE), std::env::var(NAME)) else { return };
    runtime().block_on(async {
        let record = open(Path::new(&path), &name).await;
        for _ in 0..60 {
            let accepted = submit(&record, "ann", Some("ann"), answer(), &[("text", &name)]).await;
            println!("\nacknowledged {}", accepted.seq);
        }
    });
}

fn start(path: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["record::child", "--exact", "--ignored", "--nocapture"])
        .env(DATABASE, path)
        .env(NAME, name)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn acknowledged(child: &mut Child, most: usize) -> BTreeSet<u64> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok()).take(most).collect()
}

fn ready(folder: &Path) -> PathBuf {
    let path = folder.join("a.db");
    runtime().block_on(async { begin(&open(&path, "parent").await).await });
    path
}

fn checked(path: &Path) -> u64 {
    runtime().block_on(async {
        let store = Store::open(&Location::from(path)).await.unwrap();
        verify::database(&store, &key()).await.unwrap().events
    })
}

#[test]
fn two_processes_on_one_database_cannot_fork_it() {
    let folder = folder();
    let path = ready(folder.path());
    let mut children = [start(&path, "one"), start(&path, "two")];
    let acknowledged: Vec<BTreeSet<u64>> = children.iter_mut().map(|child| acknowledged(child, usize::MAX)).collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert!(acknowledged[0].is_disjoint(&acknowledged[1]), "no place in the log was given twice");
    let all: BTreeSet<u64> = acknowledged.into_iter().flatten().collect();
    assert_eq!(all, (4..124).collect());
    assert_eq!(checked(&path), 124);
}

#[test]
fn a_process_that_is_killed_loses_nothing_that_it_acknowledged() {
    let folder = folder();
    let path = ready(folder.path());
    let mut before = 4;
    for kill_after in [1, 2, 3, 5, 8, 13] {
        let mut child = start(&path, &format!("round {kill_after}"));
        let seen = acknowledged(&mut child, kill_after);
        child.kill().unwrap();
        child.wait().unwrap();
        let events = checked(&path);
        assert!(seen.iter().all(|seq| (before..events).contains(seq)), "{seen:?} of {events}");
        before = events;
    }
    let record = runtime().block_on(async { open(&path, "after").await.rebuild(Rebuild::Check).await.unwrap() });
    assert!(record.differ.is_empty());
}
