//! What people read who made a mistake, and the exit code that scripts see: 2 arguments, 3 case, 4 register, 5 files.

use std::fs::File;
use std::path::Path;

use insta::assert_snapshot;

use crate::command::{on_case, onus, run, shown};

const HOSPITAL: &str = "examples/hospital-incident.toml";

/// The answer to a case that is wrong.
fn wrong(name: &str, text: &str) -> String {
    let said = on_case(name, "case.toml", text, &["check", "case.toml", "--as-of", "2026-11-22"]);
    assert!(said.ends_with("--- exit 3"), "{said}");
    said
}

#[test]
fn a_case_that_cannot_be_read_ends_with_3_and_shows_the_place() {
    for (name, text) in [
        ("unknown_fact", "[organisation.acme]\nname = \"Acme\"\nstaf = 120\n"),
        ("unknown_kind", "[organization.acme]\nstaff = 120\n"),
        ("unknown_thing", "[organisation.acme]\n[incident.i]\nvictim = \"acm\"\n"),
        ("wrong_unit", "[organisation.acme]\nturnover = \"6 kg\"\n"),
        ("amount_without_currency", "[organisation.acme]\nturnover = 6_000_000\n"),
        ("date_as_text", "as_of = \"2026-11-22\"\n[organisation.acme]\nstaff = 120\n"),
        ("not_toml", "[organisation.acme\nstaff = 120\n"),
        ("checklist_contradicted", "[organisation.acme]\nnone_of = [\"special\"]\ntelecom = true\n"),
        (
            "skipped_local_time",
            "zone = \"Europe/Amsterdam\"\n[organisation.acme]\n[incident.i]\nvictim = \"acme\"\naware = 2027-03-28T02:30:00\n",
        ),
        ("no_zone", "[organisation.acme]\n[incident.i]\nvictim = \"acme\"\naware = 2026-11-20T16:10:00\n"),
        ("several_mistakes", "[organisation.acme]\nstaf = 120\nturnover = 5\nestablished = \"NL\"\n"),
        ("letters_of_more_than_one_byte", "[organisation.acme]\nname = \"Café Ünïcode 🏥\"\nstaff = \"vijftig 🏥\"\n"),
    ] {
        assert_snapshot!(format!("case_{name}"), wrong(name, text));
    }
}

#[test]
fn ten_thousand_brackets_end_with_3() {
    let text = format!("a = {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let said = wrong("brackets", &text);
    assert!(said.contains("ONUS0202"), "{said}");
    let json = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let said = on_case("brackets_json", "case.json", &json, &["check", "case.json"]);
    assert!(said.contains("ONUS0202") && said.ends_with("--- exit 3"), "{said}");
    assert!(said.len() < 3_000, "the answer repeats {} bytes of the case", said.len());
}

#[test]
fn a_case_of_a_hundred_megabytes_ends_with_3_without_being_read() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("large");
    std::fs::create_dir_all(&folder).unwrap();
    File::create(folder.join("case.toml")).unwrap().set_len(100 << 20).unwrap();
    assert_snapshot!(shown(&run(&folder, &["check", "case.toml"])));
}

#[test]
fn bytes_that_are_no_text_end_with_3() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bytes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("case.toml"), [0xff, 0xfe, 0x00, 0x41]).unwrap();
    let said = shown(&run(&folder, &["check", "case.toml"]));
    assert!(said.ends_with("--- exit 3"), "{said}");
}

#[test]
fn a_file_that_is_not_there_ends_with_5() {
    assert_snapshot!("missing_file", onus(&["check", "nowhere.toml"]));
    assert_snapshot!("a_folder_as_case", onus(&["check", "examples"]));
}

#[test]
fn arguments_that_name_nothing_end_with_2() {
    for (name, arguments) in [
        ("unknown_duty", &["why", "eu.nis2.21-2-dd", HOSPITAL][..]),
        ("unknown_regime", &["check", HOSPITAL, "--regime", "nl.cwb"]),
        ("bad_day", &["check", HOSPITAL, "--as-of", "22 November 2026"]),
        ("bad_status", &["check", HOSPITAL, "--status", "applied"]),
        ("unknown_id", &["show", "eu.nis2.21-2-dd"]),
        ("unknown_code", &["explain", "ONUS9999"]),
        ("unknown_command", &["chek", HOSPITAL]),
        ("no_command", &[]),
        ("no_such_bearer", &["why", "eu.nis2.21-2-d", HOSPITAL, "--bearer", "nobody"]),
    ] {
        let said = onus(arguments);
        assert!(said.ends_with("--- exit 2"), "{name}: {said}");
        assert_snapshot!(format!("usage_{name}"), said);
    }
}

#[test]
fn a_warning_goes_to_the_error_stream_and_the_answer_stands() {
    let said = on_case(
        "judgement",
        "case.toml",
        "zone = \"Europe/Amsterdam\"\nas_of = 2026-11-22\n[organisation.acme]\n[incident.i]\nvictim = \"acme\"\naware = 2026-11-20T16:10:00\ngrave = true\n",
        &["check", "case.toml", "--status", "displaced"],
    );
    assert_snapshot!(said);
}

#[test]
fn a_case_that_names_nobody_is_answered() {
    assert_snapshot!(on_case("empty", "case.toml", "", &["check", "case.toml", "--as-of", "2026-11-22"]));
}
