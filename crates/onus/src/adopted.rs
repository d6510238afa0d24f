//! Adopted changes as pages of the register: the texts of proposals, merged onto the pages on which they were written.

use std::collections::BTreeMap;

use onus_forum::id::EventId;
use onus_forum::proposal::{Proposal, Status};
use onus_forum::state::State;
use onus_forum::words::Texts;
use onus_log::hash::Hash;
use onus_register::edit::{self, Edit};

use crate::failure::Failure;

/// The pages with the latest revision of each proposal, in order. A change whose base is not there any more is refused: the proposal goes
/// back to its author.
pub(crate) fn merge(
    pages: &BTreeMap<String, String>,
    proposals: &[(&Proposal, &BTreeMap<EventId, Texts>)],
) -> Result<BTreeMap<String, String>, Failure> {
    let mut pages = pages.clone();
    for (proposal, words) in proposals {
        let Some(revision) = proposal.current() else { continue };
        for change in &revision.edits {
            let fail = |what: &str| Failure::Record { what: format!("`{}` of `{}`: {what}", change.item, change.page) };
            let now = pages.get(&change.page).and_then(|page| edit::section(page, change.item.as_str()));
            if now.map(|text| Hash::of(text.as_bytes()).hex()) != change.base {
                return Err(fail("the item was changed since; the proposal goes back to its author"));
            }
            let text = words.get(&revision.event).and_then(|texts| texts.get(&format!("item:{}", change.item)));
            let text = text.ok_or_else(|| fail("its text is not in the record any more"))?;
            if Hash::of(text.as_bytes()).hex() != change.text {
                return Err(fail("its text is not the one that was recorded"));
            }
            let change = Edit { page: change.page.clone(), item: change.item.to_string(), text: text.clone() };
            edit::apply(&mut pages, &change).map_err(|error| Failure::Record { what: error.to_string() })?;
        }
    }
    Ok(pages)
}

/// The proposals that stand in the register, in the order in which they came in.
pub(crate) fn in_register(state: &State) -> Vec<&Proposal> {
    let mut found: Vec<(_, &Proposal)> = state
        .processes
        .values()
        .flat_map(|process| process.proposals.values())
        .filter(|proposal| matches!(proposal.status, Status::InRegister | Status::ReviewDue))
        .filter_map(|proposal| {
            let moved = proposal.moves.iter().find(|(_, status)| **status == Status::InRegister)?;
            Some((moved.0, proposal))
        })
        .collect();
    found.sort_by_key(|(moment, _)| *moment);
    found.into_iter().map(|(_, proposal)| proposal).collect()
}
