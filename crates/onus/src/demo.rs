//! Two processes that are played from scripts, to show what the record of a process is and how it is checked. Parties and events are
//! invented; what they go through is the real thing: the same rules, the same store, the same log.

mod play;
mod show;

use std::collections::BTreeMap;

use onus_forum::words::Texts;
use serde::Deserialize;

pub(crate) use play::play;
pub(crate) use show::{call, differences, disagreement, elsewhere, preview, recognition, report};

const SCRIPTS: [&str; 3] = [
    include_str!("../demo/parties.toml"),
    include_str!("../demo/harmonisation.toml"),
    include_str!("../demo/awareness.toml"),
];

/// The texts that scripts name.
const TEXTS: [(&str, &str); 4] = [
    ("dutch-warning-1.md", include_str!("../demo/dutch-warning-1.md")),
    ("dutch-warning-2.md", include_str!("../demo/dutch-warning-2.md")),
    ("early-warning-1.md", include_str!("../demo/early-warning-1.md")),
    ("early-warning-2.md", include_str!("../demo/early-warning-2.md")),
];

/// A script: what happens, one step after the other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    /// The process of all steps.
    #[serde(default = "first_process")]
    process: String,
    step: Vec<Step>,
}

/// Parties are registered before there is a process; they belong to the first.
fn first_process() -> String {
    "harmonisation".to_owned()
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Days since the step before.
    #[serde(default)]
    after: i64,
    /// By whom; the role has the same name.
    by: String,
    #[serde(default)]
    channel: Option<onus_forum::event::Channel>,
    #[serde(default)]
    entered_by: Option<String>,
    #[serde(default)]
    language: Option<String>,
    /// What is done, as in an event.
    #[serde(default)]
    act: Option<toml::Table>,
    /// What is done, where it must be computed first.
    #[serde(default)]
    compute: Option<Compute>,
    #[serde(default)]
    words: Texts,
    /// Told to the reader.
    #[serde(default)]
    note: Option<String>,
    /// For the opening of a process: the name of the profile.
    #[serde(default)]
    profile: Option<String>,
    /// For a revision: what changes.
    #[serde(default)]
    edits: Vec<Change>,
    /// For a draw: the number to which someone binds themselves.
    #[serde(default)]
    number: Option<String>,
    /// For a draw and a decision: of which appeal.
    #[serde(default)]
    appeal: Option<String>,
    /// For a decision: what the panel finds.
    #[serde(default)]
    result: Option<onus_forum::objection::PanelResult>,
    /// For an erasure: the type of the event whose words go.
    #[serde(default)]
    of: Option<String>,
}

/// A change of an item by a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    page: String,
    item: String,
    file: String,
}

/// What is computed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Compute {
    /// Runs the latest revision.
    Preview,
    /// Computes the call.
    Call,
    /// Draws the panel.
    Draw,
    /// Lets a member of the panel decide.
    Decide,
    /// Has the record co-signed and puts the change into the register.
    Register,
    /// Erases the words of an event of the same party.
    Erase,
}

fn texts() -> BTreeMap<&'static str, &'static str> {
    TEXTS.into_iter().collect()
}
