//! The process as a whole: the way of a proposal, what stands above all profiles, and the promises as properties.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod figures;
mod play;
mod promises;
mod rules;
mod way;
