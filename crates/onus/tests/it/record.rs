//! The demonstration from end to end: played, verified, copied, co-signed, exported into pages that lint.

use std::path::{Path, PathBuf};

use crate::command::{run, shown};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("record-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The demonstration plays once; each test gets a copy of what it left.
fn played(name: &str) -> (PathBuf, &'static str) {
    static ONCE: std::sync::OnceLock<(PathBuf, String)> = std::sync::OnceLock::new();
    let (from, text) = ONCE.get_or_init(|| {
        let folder = folder("played");
        let text = shown(&run(&folder, &["demo", "--database", "demo.db", "--organisations", "20"]));
        (folder, text)
    });
    let own = folder(name);
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, own.join(path.file_name().unwrap())).unwrap();
    }
    (own, text)
}

fn ok(folder: &Path, arguments: &[&str]) -> String {
    let text = shown(&run(folder, arguments));
    assert!(text.ends_with("--- exit 0"), "{arguments:?}: {text}");
    text
}

fn fails(folder: &Path, arguments: &[&str], code: u8) -> String {
    let text = shown(&run(folder, arguments));
    assert!(text.ends_with(&format!("--- exit {code}")), "{arguments:?}: {text}");
    text
}

#[test]
fn the_demonstration_shows_every_number_with_its_events() {
    let (_, text) = played("shown");
    assert!(text.ends_with("--- exit 0"), "{text}");
    for expected in [
        "The call: ROUGH CONSENSUS",
        "which-forum",
        "w3c-like: INSUFFICIENT",
        "igf-forum: decides nothing",
        "answered and not followed, kept as minority statement: no-such-log",
        "patients: missing (asked: 1)",
        "bystanders: missing (asked: 1)",
        "told-late of civil-society: accommodated",
        "not-the-text of government: withdrawn",
        "no-such-log of industry: answer affirmed on appeal",
        "Revision 1, run on",
        "Revision 2, run on",
        "words erased since: 1",
    ] {
        assert!(text.contains(expected), "no `{expected}` in:\n{text}");
    }
    let counted = text.lines().filter(|line| line.starts_with("      ") && line.contains("contributions of"));
    assert!(counted.clone().count() > 3 && counted.into_iter().all(|line| line.contains("[e")), "{text}");
}

#[test]
fn the_record_verifies_and_one_changed_byte_does_not() {
    let (folder, _) = played("verified");
    let good = ok(&folder, &["log", "verify", "--database", "demo.db", "--policy", "demo.db.policy"]);
    assert!(
        good.contains("civil-society: yes") && good.contains("1 were erased, and their entries still hold"),
        "{good}"
    );
    ok(&folder, &["forum", "rebuild", "--check", "--database", "demo.db"]);
    ok(&folder, &["log", "export", "--database", "demo.db", "copy"]);
    ok(&folder, &["log", "verify", "copy", "--policy", "demo.db.policy"]);
    let tile = folder.join("copy/tile/entries");
    let tile = std::fs::read_dir(tile).unwrap().map(|entry| entry.unwrap().path()).next().unwrap();
    let tile = if tile.is_dir() { std::fs::read_dir(tile).unwrap().next().unwrap().unwrap().path() } else { tile };
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[50] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    assert!(fails(&folder, &["log", "verify", "copy"], 1).contains("entry 0 was changed"));
    // a receipt needs nothing but the key
    let key = std::fs::read_to_string(folder.join("demo.db.vkey")).unwrap();
    ok(&folder, &["log", "verify", "demo.db.tlog-proof", "--key", key.trim()]);
}

#[test]
fn what_was_adopted_becomes_pages_that_lint() {
    let (folder, _) = played("exported");
    let text = ok(&folder, &["register", "export", "--database", "demo.db", "changed"]);
    assert!(text.starts_with("changed: eu/nis2/art-23.md\n"), "{text}");
    let page = std::fs::read_to_string(folder.join("changed/eu/nis2/art-23.md")).unwrap();
    assert!(page.contains("incident.known_significant"));
    ok(&folder, &["lint", "changed"]);
    // the item changed in the meantime: the proposal goes back
    std::fs::write(folder.join("changed/eu/nis2/art-23.md"), page.replace("Warn within 24 hours", "Warn in 24 hours"))
        .unwrap();
    let text = fails(&folder, &["--register", "changed", "register", "export", "--database", "demo.db", "again"], 5);
    assert!(text.contains("the item was changed since; the proposal goes back to its author"), "{text}");
}

#[test]
fn a_witness_signs_what_continues_and_refuses_what_does_not() {
    let (folder, _) = played("witnessed");
    ok(&folder, &["log", "export", "--database", "demo.db", "copy"]);
    let key = std::fs::read_to_string(folder.join("demo.db.vkey")).unwrap();
    let public = ok(&folder, &["witness", "new", "watch.example", "--key", "w.key"]);
    let sign = ["witness", "sign", "copy", "--log", key.trim(), "--key", "w.key"];
    let signed = ok(&folder, &sign);
    assert!(signed.contains("— watch.example "), "{signed}");
    ok(&folder, &sign);
    std::fs::write(folder.join("note"), signed.trim_end_matches("--- exit 0")).unwrap();
    ok(&folder, &["witness", "add", "note", "--database", "demo.db"]);
    let vkey = public.lines().next().unwrap();
    std::fs::write(
        folder.join("policy"),
        format!("log {}\nwitness w {vkey}\ngroup civil-society any w\nquorum civil-society\n", key.trim()),
    )
    .unwrap();
    ok(&folder, &["log", "verify", "--database", "demo.db", "--policy", "policy"]);
    // an operator who rewrote the record shows another one of the same length
    let seen = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let seen = seen.into_iter().find(|path| path.to_string_lossy().ends_with(".seen")).unwrap();
    let text = std::fs::read_to_string(&seen).unwrap();
    let (size, _) = text.split_once('\n').unwrap();
    std::fs::write(&seen, format!("{size}\n{}\n", "A".repeat(43) + "=")).unwrap();
    assert!(fails(&folder, &sign, 1).contains("does not continue what this witness saw before"));
}

#[test]
fn programs_read_the_demonstration_as_json_and_it_is_the_same_each_time() {
    let folder = folder("json");
    let json = |name: &str| {
        let output = run(&folder, &["demo", "--database", name, "--organisations", "3", "--format", "json"]);
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let once = json("a.db");
    assert_eq!(once["call"]["verdict"], "rough");
    assert_eq!(once["legitimacy"]["awareness"][0]["code"], "L1");
    assert_eq!(once["previews"].as_array().unwrap().len(), 2);
    assert_eq!(once, json("b.db"));
}

#[test]
fn a_database_that_is_there_is_left_alone() {
    let folder = folder("there");
    std::fs::write(folder.join("a.db"), "mine").unwrap();
    assert!(fails(&folder, &["demo", "--database", "a.db"], 2).contains("`a.db` is there already"));
    assert!(fails(&folder, &["log", "verify", "--database", "b.db"], 2).contains("there is no database `b.db`"));
    assert_eq!(std::fs::read_to_string(folder.join("a.db")).unwrap(), "mine");
}
