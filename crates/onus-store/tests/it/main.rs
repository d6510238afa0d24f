//! The store on real files.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod backups;
mod cases;
mod record;
mod tables;
