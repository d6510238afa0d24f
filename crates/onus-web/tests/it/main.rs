//! The site through its real router, on the real register, without a network.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod api;
mod clock;
mod interview;
mod kept;
mod pages;
mod refusals;
mod saved;
mod site;
mod slow;
