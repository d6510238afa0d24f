//! What is read often, as rows: one for each process and each proposal. All of it can be made again from the events.

use std::collections::BTreeMap;

use onus_forum::call::{Snapshot, call};
use onus_forum::event::Event;
use onus_forum::guard;
use onus_forum::id::ProcessId;
use onus_forum::state::State;
use serde_json::json;

/// Rows by sort and name.
pub type Rows = BTreeMap<(String, String), String>;

/// The rows that an event can change: those of its process.
pub fn after(state: &State, event: &Event) -> Rows {
    rows(state, &event.process)
}

/// All rows.
pub fn all(state: &State) -> Rows {
    state.processes.keys().flat_map(|id| rows(state, id)).collect()
}

fn rows(state: &State, id: &ProcessId) -> Rows {
    let mut rows = Rows::new();
    let Some(process) = state.process(id) else { return rows };
    let body = json!({
        "profile": format!("{}@{}", process.profile.id, process.profile.version),
        "mode": process.profile.mode,
        "course": process.course,
        "lead": process.lead,
        "since": process.since,
        "roles": process.roles.len(),
        "contributions": process.contributions.len(),
        "missing_voices": guard::missing_voices(process),
        "alarms": process.alarms,
        "proposals": process.proposals.keys().collect::<Vec<_>>(),
    });
    rows.insert(("process".to_owned(), id.to_string()), body.to_string());
    for (name, proposal) in &process.proposals {
        let snapshot = Snapshot::take(state, id, process, name, proposal);
        let body = json!({
            "kind": proposal.draft.kind,
            "author": proposal.author,
            "status": proposal.status,
            "revision": proposal.latest(),
            "comments": proposal.comments.len(),
            "waiting": snapshot.waiting.len(),
            "open_objections": snapshot.open.keys().collect::<Vec<_>>(),
            "verdict_now": call(&snapshot).verdict,
            "adopted": proposal.adopted,
            "government_led": proposal.government_led,
        });
        rows.insert(("proposal".to_owned(), format!("{id}/{name}")), body.to_string());
    }
    rows
}
