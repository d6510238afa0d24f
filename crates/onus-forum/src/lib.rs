//! How law-data is agreed on. One rule stands above all: **numbers never pass anything**. Only answered objections do; numbers may flag,
//! hold and explain.
//!
//! Everything that happens is an [`event`]; [`apply::apply`] takes the state, an event and the present moment and gives the next state or
//! a refusal that says why. Who may do what stands in [`permission`] and, as a table for everyone, in `docs/permissions.md`. Rules that
//! differ between processes are data: a [`profile`]. What a proposal still needs before it can move on is the list that [`guard`] gives.
//! [`call`] computes rough consensus, [`legitimacy`] says who spoke and who is missing, [`rights`] weighs a measure, [`sortition`] draws an
//! appeal panel. [`words`] binds an event to what was said, so that it can be erased.
//!
//! The crate is pure: no clock, no disk, no randomness, and no text of any contribution. It knows no law and no stakeholder group by name.

#![expect(clippy::similar_names, reason = "`state` and `stage` are words of the glossary")]

pub mod adoption;
pub mod answer;
pub mod apply;
pub mod call;
pub mod event;
pub mod guard;
pub mod id;
pub mod legitimacy;
pub mod objection;
pub mod permission;
pub mod process;
pub mod profile;
pub mod proposal;
pub mod ratio;
pub mod rights;
pub mod sortition;
pub mod state;
pub mod words;
