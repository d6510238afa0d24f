//! A report that was sent, as a case keeps it: written at the end of the case, of which nothing else changes.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::Line;

/// What was sent, as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its name.
    pub file: String,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// A report that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The duty that it met.
    pub of: String,
    /// The stage, where the duty has several.
    pub stage: Option<String>,
    /// The thing that it is about.
    pub about: String,
    /// When it was sent, with the offset of its zone.
    pub at: String,
    /// Other duties that it met as well.
    pub covers: Vec<String>,
    /// Why it was late.
    pub reason: Option<String>,
    /// The file that was sent.
    pub proof: Option<Proof>,
    /// When this was written down.
    pub recorded: String,
}

impl Record {
    /// The report of a line, sent at a moment and written down at another.
    pub fn of(line: &Line, at: Timestamp, now: Timestamp) -> Self {
        let shown = |at: Timestamp| at.to_zoned(line.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        Self {
            of: line.item.clone().unwrap_or_else(|| line.duty.clone()),
            stage: line.due.stage.clone(),
            about: line.over.id.clone(),
            at: shown(at),
            covers: Vec::new(),
            reason: None,
            proof: None,
            recorded: shown(now),
        }
    }

    fn texts(&self) -> [(&'static str, Option<&str>); 3] {
        [("of", Some(&self.of)), ("stage", self.stage.as_deref()), ("about", Some(&self.about))]
    }

    fn proofs(&self) -> [(&'static str, Option<&str>); 3] {
        let proof = self.proof.as_ref();
        [
            ("reason", self.reason.as_deref()),
            ("proof", proof.map(|proof| proof.file.as_str())),
            ("sha256", proof.map(|proof| proof.sha256.as_str())),
        ]
    }

    /// The case, as TOML, with the record at its end. A table at the end of a TOML file is always a table of the whole.
    pub fn in_toml(&self, case: &str) -> String {
        let mut text = case.trim_end().to_owned();
        text.push_str("\n\n[[submission]]\n");
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(text, "{key:<8} = {value}");
        };
        // a JSON string is a TOML string
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let known = |(key, value): (&'static str, Option<&str>)| value.map(|value| (key, quoted(value)));
        for (key, value) in self.texts().into_iter().filter_map(known) {
            line(key, &value);
        }
        line("at", &self.at);
        if !self.covers.is_empty() {
            line("covers", &serde_json::Value::from(self.covers.clone()).to_string());
        }
        for (key, value) in self.proofs().into_iter().filter_map(known) {
            line(key, &value);
        }
        line("recorded", &self.recorded);
        text
    }

    /// The case, as JSON, with the record at the end of its submissions.
    pub fn in_json(&self, case: &str) -> Result<String, serde_json::Error> {
        let mut whole: serde_json::Value = serde_json::from_str(case)?;
        let mut own = serde_json::Map::new();
        let moments = [("at", Some(self.at.as_str()))];
        let recorded = [("recorded", Some(self.recorded.as_str()))];
        for (key, value) in self.texts().into_iter().chain(moments).chain(self.proofs()).chain(recorded) {
            if let Some(value) = value {
                own.insert(key.to_owned(), value.into());
            }
        }
        if !self.covers.is_empty() {
            own.insert("covers".to_owned(), self.covers.clone().into());
        }
        if let Some(object) = whole.as_object_mut() {
            let list = object.entry("submission").or_insert_with(|| serde_json::Value::Array(Vec::new()));
            if let Some(list) = list.as_array_mut() {
                list.push(own.into());
            }
        }
        serde_json::to_string_pretty(&whole).map(|text| format!("{text}\n"))
    }
}
