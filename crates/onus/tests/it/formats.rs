//! What programs read: JSON of the promised shape, schemas that hold, pipes that may close.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::command::{json, root, run};

#[test]
fn a_finding_in_json_has_what_programs_need() {
    let checked = json(&["check", "examples/hospital-incident.toml", "--format", "json"]);
    assert_eq!(checked["as_of"], "2026-11-22");
    assert_eq!(checked["parties"][0]["id"], "hospital");
    let findings = checked["findings"].as_array().unwrap();
    assert!(findings.len() > 30);
    let statuses = ["applies", "does-not-apply", "displaced", "not-in-force", "cannot-tell"];
    for finding in findings {
        for key in ["duty", "title", "plain", "provision", "confidence", "modality"] {
            assert!(finding[key].is_string(), "{key} of {finding}");
        }
        assert!(statuses.contains(&finding["status"].as_str().unwrap()));
        assert!(["yes", "no", "open"].contains(&finding["owed"].as_str().unwrap()));
        assert!(
            finding["over"]["kind"].is_string()
                && finding["over"]["id"].is_string()
                && finding["over"]["name"].is_string()
        );
        assert!(finding["owed_to"].is_array() && finding["theme"].is_array());
        if finding["status"] == "cannot-tell" {
            assert!(["fact", "law"].contains(&finding["open"].as_str().unwrap()));
            assert!(finding["possible"].as_array().unwrap().len() > 1, "{finding}");
        } else {
            assert!(finding["open"].is_null() && finding["possible"].is_null());
        }
    }
    let warning = findings
        .iter()
        .find(|finding| finding["duty"] == "eu.nis2.23-4-a" && finding["over"]["id"] == "ransom")
        .unwrap();
    assert_eq!(
        (&warning["status"], &warning["state"], &warning["owed"]),
        (&"applies".into(), &"NL".into(), &"yes".into())
    );
    assert!(warning["due"][0]["at"].as_str().unwrap().starts_with("2026-11-21T16:10:00+01:00"));
    assert!(warning["because"]["because"].is_array() && warning["judgements"][0]["by"].is_string());
    assert!(checked["questions"].is_array() && checked["coverage"]["areas"].is_array());
}

#[test]
fn a_status_narrows_the_findings_of_json_too() {
    let checked = json(&["check", "examples/bank-with-hosting.toml", "--status", "displaced", "--format", "json"]);
    assert!(checked["findings"].as_array().unwrap().iter().all(|finding| finding["status"] == "displaced"));
}

#[test]
fn why_in_json_is_a_list_of_findings_with_reasons() {
    let found = json(&["why", "eu.nis2.23-4-a", "examples/hospital-incident.toml", "--format", "json"]);
    assert!(found[0]["because"]["says"].is_string() && found[0]["reason"].is_array());
}

/// TOML as JSON, dates as strings.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
    }
}

/// A schema, which must be a valid one, ready to be asked.
fn compiled(of: &str, schemas: &mut boon::Schemas) -> boon::SchemaIndex {
    let schema = json(&["schema", of]);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{of}");
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("onus.json", schema).unwrap();
    compiler.compile("onus.json", schemas).unwrap_or_else(|error| panic!("{of}: {error:#}"))
}

#[test]
fn the_schema_of_a_case_accepts_every_example() {
    let mut schemas = boon::Schemas::new();
    let index = compiled("case", &mut schemas);
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let case = as_json(toml::Value::Table(table));
        schemas.validate(&case, index).unwrap_or_else(|error| panic!("{}: {error:#}", path.display()));
        count += 1;
    }
    assert!(count >= 5);
}

#[test]
fn the_schema_of_a_case_refuses_what_the_reader_refuses() {
    let mut schemas = boon::Schemas::new();
    let index = compiled("case", &mut schemas);
    for wrong in [
        r#"{ "organisation": { "acme": { "staf": 120 } } }"#,
        r#"{ "organization": { "acme": { "staff": 120 } } }"#,
        r#"{ "organisation": { "acme": { "staff": true } } }"#,
        r#"{ "organisation": { "acme": { "nis2_types": ["clouds"] } } }"#,
        r#"{ "organisation": 5 }"#,
        r#"{ "complete": "holding", "as_off": "2026-11-22" }"#,
        r#"{ "submission": [{ "of": "eu.nis2.23-4-a" }] }"#,
        r#"{ "submission": [{ "of": "eu.nis2.23-4-a", "at": "2026-11-22T10:00:00", "prove": "x" }] }"#,
        r#"{ "known_at": "tomorrow" }"#,
        r#"{ "organisation": { "acme": { "none_of": ["nothing"] } } }"#,
        r#"{ "organisation": { "acme": { "staff": { "value": 120, "bye": "J. Jansen" } } } }"#,
    ] {
        let case: Value = serde_json::from_str(wrong).unwrap();
        assert!(schemas.validate(&case, index).is_err(), "{wrong}");
    }
}

#[test]
fn the_schema_of_the_register_is_valid() {
    compiled("register", &mut boon::Schemas::new());
}

/// Front matter and blocks of all pages below a folder: path, sort, TOML.
fn blocks_below(folder: &std::path::Path, found: &mut Vec<(String, String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            blocks_below(&path, found);
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let (text, name) = (std::fs::read_to_string(&path).unwrap(), path.display().to_string());
        if let Some((front, _)) = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++")) {
            let sort = if front.lines().any(|line| line.starts_with("title")) { "regime" } else { "front" };
            found.push((name.clone(), sort.to_owned(), front.to_owned()));
        }
        for block in text.split("\n```").skip(1).step_by(2) {
            let (sort, toml) = block.split_once('\n').unwrap();
            found.push((name.clone(), sort.to_owned(), toml.to_owned()));
        }
    }
}

#[test]
fn the_schema_of_the_register_accepts_every_block_of_every_page() {
    let mut schemas = boon::Schemas::new();
    let index = compiled("register", &mut schemas);
    let mut blocks = Vec::new();
    blocks_below(&root().join("register"), &mut blocks);
    let mut counts = std::collections::BTreeMap::new();
    for (path, sort, toml) in blocks {
        if !["case", "text", "mermaid", "console", "sh", "markdown", "json", ""].contains(&sort.as_str()) {
            let table: toml::Table = toml.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{toml}"));
            let block = serde_json::json!({ sort.as_str(): as_json(toml::Value::Table(table)) });
            schemas.validate(&block, index).unwrap_or_else(|error| panic!("{path}: {error:#}\n{toml}"));
            *counts.entry(sort).or_insert(0) += 1;
        }
    }
    for sort in ["front", "regime", "duty", "definition", "exception", "norm", "guide", "vocabulary", "provisions"] {
        assert!(counts.get(sort).is_some_and(|count| *count > 0), "{sort}: {counts:?}");
    }
}

#[test]
fn the_schema_of_the_register_refuses_what_the_reader_refuses() {
    let mut schemas = boon::Schemas::new();
    let index = compiled("register", &mut schemas);
    for wrong in [
        r#"{ "dutie": {} }"#,
        r#"{ "duty": { "over": "organization" } }"#,
        r#"{ "duty": { "owed_to": ["everyone"] } }"#,
        r#"{ "duty": { "due": [{ "withn": "PT24H" }] } }"#,
        r#"{ "norm": { "addressee": ["king"] } }"#,
        r#"{ "guide": { "questoin": "Do you?" } }"#,
        r#"{ "exception": { "effect": "abolishes" } }"#,
        r#"{ "regime": { "regime": "x.y", "title": "X", "short": "X", "citation": "X", "binding": "perhaps" } }"#,
        r#"{ "vocabulary": { "fact": { "organisation": { "x": { "type": "bool" } } } } }"#,
        r#"{ "vocabulary": { "fcat": {} } }"#,
    ] {
        let block: Value = serde_json::from_str(wrong).unwrap();
        assert!(schemas.validate(&block, index).is_err(), "{wrong}");
    }
}

#[test]
fn a_schema_can_be_written_to_a_file() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema");
    std::fs::create_dir_all(&folder).unwrap();
    let output = run(&folder, &["schema", "case", "--out", "case.json"]);
    assert!(output.status.success());
    let written: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
    assert_eq!(written, json(&["schema", "case"]));
    assert_eq!(run(&folder, &["schema", "case", "--out", "nowhere/case.json"]).status.code(), Some(5));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let onus = env!("CARGO_BIN_EXE_onus");
    for command in [
        format!("'{onus}' list facts | head -1"),
        format!("'{onus}' check examples/lamp-maker.toml --format json | head -1"),
    ] {
        let output =
            Command::new("sh").args(["-c", &command]).current_dir(root()).stdin(Stdio::null()).output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (String::from_utf8(output.stdout).unwrap().lines().count(), complaint.as_str()),
            (1, ""),
            "{command}"
        );
    }
}

#[test]
fn every_answer_in_json_is_one_value_with_a_line_end() {
    for arguments in [
        &["list", "regimes", "--format", "json"][..],
        &["schema", "case"],
        &["lint", "--format", "json"],
        &["test", "--format", "json"],
    ] {
        let output = run(&root(), arguments);
        assert!(output.stdout.ends_with(b"\n"), "{arguments:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap();
    }
}
