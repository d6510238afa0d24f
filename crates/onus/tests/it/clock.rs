//! `onus clock` on a small register: the agenda as people and programs read it, and what is written down.

use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::command::{root, run, shown};

/// A folder of its own for a test, with the case in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clock_{name}"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(root().join("crates/onus/tests/registers/clock.toml"), folder.join("case.toml")).unwrap();
    folder
}

/// Runs `onus clock` there, at three in the night before Christmas Eve, for a reader in Kolkata.
fn clock(folder: &Path, arguments: &[&str]) -> String {
    let register = root().join("crates/onus/tests/registers/clock");
    let mut all = vec!["--register", register.to_str().unwrap(), "clock"];
    all.extend(arguments);
    all.extend(["--now", "2026-12-24T03:12:00+01:00", "--zone", "Asia/Kolkata"]);
    shown(&run(folder, &all))
}

#[test]
fn the_agenda_is_calm_exact_and_short() {
    let folder = folder("agenda");
    assert_snapshot!("clock_agenda", clock(&folder, &["case.toml"]));
    assert_snapshot!("clock_all", clock(&folder, &["case.toml", "--all"]));
    assert_snapshot!("clock_as_known", clock(&folder, &["case.toml", "--as-known", "2026-12-23T20:00:00+01:00"]));
}

#[test]
fn what_if_says_what_comes_and_what_goes() {
    let folder = folder("what_if");
    assert_snapshot!("clock_if", clock(&folder, &["case.toml", "--if", "incident.wave.data = true"]));
    assert_snapshot!("clock_if_bank", clock(&folder, &["case.toml", "--if", "organisation.acme.bank = true"]));
}

#[test]
fn a_report_that_was_sent_is_written_down_and_others_move() {
    let folder = folder("submit");
    std::fs::write(folder.join("report.txt"), "what happened").unwrap();
    let sent = [
        "submit",
        "case.toml",
        "t.act.2",
        "--at",
        "2026-12-24T02:00:00",
        "--proof",
        "report.txt",
        "--covers",
        "t.act.1",
    ];
    assert_snapshot!("clock_submit", clock(&folder, &sent));
    assert_snapshot!("clock_submit_case", std::fs::read_to_string(folder.join("case.toml")).unwrap());
    assert_snapshot!("clock_after_submit", clock(&folder, &["case.toml"]));
}

#[test]
fn what_cannot_have_happened_is_not_written_down() {
    let folder = folder("impossible");
    std::fs::write(folder.join("report.txt"), "what happened").unwrap();
    let before = std::fs::read_to_string(folder.join("case.toml")).unwrap();
    let early = ["submit", "case.toml", "t.act.1", "--at", "2026-12-23T09:00:00", "--proof", "report.txt"];
    assert_snapshot!("clock_sent_too_early", clock(&folder, &early));
    assert_eq!(std::fs::read_to_string(folder.join("case.toml")).unwrap(), before);
    let order = "incident.wave.classified = 2026-12-23T09:00:00";
    assert_snapshot!("clock_classified_before_aware", clock(&folder, &["case.toml", "--if", order]));
    let skipped = "incident.wave.aware = 2027-03-28T02:30:00";
    assert_snapshot!("clock_skipped", clock(&folder, &["case.toml", "--if", skipped]));
    assert_snapshot!("clock_no_line", clock(&folder, &["draft", "case.toml", "t.act.9"]));
}

#[test]
fn a_draft_has_what_is_known_and_marks_what_is_not() {
    let folder = folder("draft");
    assert_snapshot!("clock_draft", clock(&folder, &["draft", "case.toml", "t.act.1"]));
    let json = clock(&folder, &["draft", "case.toml", "1", "--format", "json"]);
    assert!(json.contains("\"missing\": 2"), "{json}");
}

#[test]
fn a_calendar_keeps_its_entries_and_counts_their_changes() {
    let folder = folder("calendar");
    let ics = ["case.toml", "--format", "ics", "--out", "agenda.ics"];
    let read = || std::fs::read_to_string(folder.join("agenda.ics")).unwrap();
    assert_eq!(clock(&folder, &ics), "--- exit 0");
    let first = read();
    assert_snapshot!("clock_ics", first.replace("\r\n", "\n"));
    // nothing changed: the same bytes
    clock(&folder, &ics);
    assert_eq!(read(), first);
    let sequences = |text: &str| -> Vec<(String, String)> {
        let text = text.replace("\r\n ", "");
        let value = |event: &str, key: &str| {
            event.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim().to_owned()
        };
        text.split("BEGIN:VEVENT").skip(1).map(|event| (value(event, "UID:"), value(event, "SEQUENCE:"))).collect()
    };
    assert!(sequences(&first).iter().all(|(_, sequence)| sequence == "0"));
    // awareness is an hour earlier: both entries move, and keep their UID
    let text = std::fs::read_to_string(folder.join("case.toml")).unwrap();
    std::fs::write(folder.join("case.toml"), text.replace("10:17:00", "09:17:00")).unwrap();
    clock(&folder, &ics);
    let (before, after) = (sequences(&first), sequences(&read()));
    assert_eq!(
        after.iter().map(|(uid, _)| uid).collect::<Vec<_>>(),
        before.iter().map(|(uid, _)| uid).collect::<Vec<_>>()
    );
    assert!(after.iter().all(|(_, sequence)| sequence == "1"), "{after:?}");
    // it is not grave after all: the entries are cancelled
    let text = std::fs::read_to_string(folder.join("case.toml")).unwrap();
    std::fs::write(folder.join("case.toml"), text.replace("value = true", "value = false")).unwrap();
    clock(&folder, &ics);
    assert_eq!(read().matches("STATUS:CANCELLED").count(), before.len());
    std::fs::write(folder.join("agenda.ics"), "no calendar").unwrap();
    assert!(clock(&folder, &ics).ends_with("--- exit 2"));
}

#[test]
fn a_timeline_is_a_drawing_with_words_for_those_who_cannot_see_it() {
    let svg = clock(&folder("timeline"), &["case.toml", "--format", "svg"]);
    assert!(svg.contains("<title id=\"timeline-title\">Reports that are due</title>"));
    assert!(svg.contains("Warn the office: Thu 24 Dec 2026 10:17 CET"), "{svg}");
    assert_snapshot!("clock_svg", svg);
}

#[test]
fn json_has_all_three_instants() {
    let folder = folder("json");
    let text = clock(&folder, &["case.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(text.trim_end_matches("--- exit 0")).unwrap();
    let line = json["lines"].as_array().unwrap().iter().find(|line| line["duty"] == "t.act.2").unwrap();
    assert_eq!(line["due"]["at"], "2026-12-26T10:17:00+01:00[Europe/Amsterdam]");
    assert_eq!(line["due"]["arguable"]["at"], "2026-12-26T11:00:00+01:00[Europe/Amsterdam]");
    assert_eq!(line["state"], "running");
    assert_eq!(line["then"][0]["at"], "2026-12-26T15:00:00+01:00[Europe/Amsterdam]");
    assert_eq!(line["recipients"][0]["zone"], "Europe/Amsterdam");
}
