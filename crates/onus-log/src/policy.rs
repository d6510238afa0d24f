//! Whose co-signatures are enough: witnesses, groups of them, and a quorum.
//!
//! ```text
//! log onus.example/register+1a2b3c4d+AQ..
//! witness ngo watch.example+5e6f7a8b+BA..
//! group civil-society any ngo
//! group everyone 3 civil-society industry government academia
//! quorum everyone
//! ```

use std::collections::BTreeMap;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{Algorithm, Note, Verifier};

/// Longest policy that is read, in lines.
const MAX_LINES: usize = 2_000;

/// A group of witnesses or of groups.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    needed: usize,
    members: Vec<String>,
}

/// Which logs to trust, and whose co-signatures they need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Verifier>,
    witnesses: BTreeMap<String, Verifier>,
    groups: BTreeMap<String, Group>,
    order: Vec<String>,
    quorum: Option<String>,
}

/// Why a policy cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the policy: {message}")]
pub struct PolicyError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// What a policy says of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// Whether the quorum is reached.
    pub enough: bool,
    /// Witnesses whose co-signature holds, with the second at which they gave it.
    pub witnesses: BTreeMap<String, u64>,
    /// For each group, whether it is reached.
    pub groups: BTreeMap<String, bool>,
}

impl Policy {
    /// Reads a policy.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut policy = Self::default();
        let mut said = false;
        for (number, line) in (1..).zip(text.lines()) {
            let fail = |message: String| PolicyError { line: number, message };
            if number > MAX_LINES {
                return Err(fail(format!("at most {MAX_LINES} lines are read")));
            }
            let words: Vec<&str> = line.split('#').next().unwrap_or("").split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                ["log", key, ..] => {
                    let key = Verifier::parse(key).map_err(|error| fail(error.to_string()))?;
                    policy.logs.push(key);
                }
                ["witness", name, key, ..] => {
                    policy.free(name).map_err(fail)?;
                    let key = Verifier::parse(key).map_err(|error| fail(error.to_string()))?;
                    if key.algorithm() != Algorithm::Cosignature {
                        return Err(fail(format!("the key of `{name}` is no key of a witness")));
                    }
                    if policy.witnesses.values().any(|other| *other == key) {
                        return Err(fail(format!("the key of `{name}` stands in the policy twice")));
                    }
                    policy.witnesses.insert((*name).to_owned(), key);
                }
                ["group", name, needed, members @ ..] => {
                    policy.free(name).map_err(fail)?;
                    let unknown = members.iter().find(|member| !policy.knows(member));
                    if let Some(unknown) = unknown {
                        return Err(fail(format!("`{unknown}` is no witness or group of an earlier line")));
                    }
                    let needed = match *needed {
                        "any" => Some(1),
                        "all" => Some(members.len()),
                        number => number.parse().ok(),
                    };
                    let needed = needed
                        .filter(|needed| (1..=members.len()).contains(needed))
                        .ok_or_else(|| fail("write `any`, `all` or a number that the members can reach".to_owned()))?;
                    let members = members.iter().map(|member| (*member).to_owned()).collect();
                    policy.groups.insert((*name).to_owned(), Group { needed, members });
                    policy.order.push((*name).to_owned());
                }
                ["quorum", name] if !said => {
                    said = true;
                    if *name != "none" {
                        if !policy.knows(name) {
                            return Err(fail(format!("`{name}` is no witness or group")));
                        }
                        policy.quorum = Some((*name).to_owned());
                    }
                }
                ["quorum", ..] => return Err(fail("there is one quorum, with one name".to_owned())),
                [word, ..] => return Err(fail(format!("`{word}` is not one of log, witness, group, quorum"))),
            }
        }
        let line = text.lines().count();
        if policy.logs.is_empty() {
            return Err(PolicyError { line, message: "no log is named".to_owned() });
        }
        if !said {
            return Err(PolicyError { line, message: "say `quorum none` or name the quorum".to_owned() });
        }
        Ok(policy)
    }

    fn knows(&self, name: &str) -> bool {
        self.witnesses.contains_key(name) || self.groups.contains_key(name)
    }

    fn free(&self, name: &str) -> Result<(), String> {
        if self.knows(name) || name == "none" { Err(format!("the name `{name}` is taken")) } else { Ok(()) }
    }

    /// The logs that it trusts.
    pub fn logs(&self) -> &[Verifier] {
        &self.logs
    }

    /// Reads a checkpoint of one of the logs, and says whose co-signatures it has. A co-signature that does not hold counts as none.
    pub fn open(&self, note: &Note) -> Result<(Checkpoint, Witnessed), CheckpointError> {
        let mut last = CheckpointError::Malformed("the policy names no log");
        for log in &self.logs {
            match Checkpoint::open(note, log) {
                Ok(checkpoint) => return Ok((checkpoint, self.witnessed(note))),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn witnessed(&self, note: &Note) -> Witnessed {
        let signed = self.witnesses.iter().filter_map(|(name, key)| Some((name.clone(), note.verify(key).ok()?)));
        let witnesses: BTreeMap<String, u64> = signed.collect();
        let mut groups: BTreeMap<String, bool> = BTreeMap::new();
        // a group names earlier ones only, so one pass in the order of the file is enough
        for name in &self.order {
            let Some(group) = self.groups.get(name) else { continue };
            let met =
                |member: &&String| witnesses.contains_key(*member) || groups.get(*member).copied().unwrap_or_default();
            let reached = group.members.iter().filter(met).count() >= group.needed;
            groups.insert(name.clone(), reached);
        }
        let enough = self
            .quorum
            .as_ref()
            .is_none_or(|name| witnesses.contains_key(name) || groups.get(name).copied().unwrap_or_default());
        Witnessed { enough, witnesses, groups }
    }
}
