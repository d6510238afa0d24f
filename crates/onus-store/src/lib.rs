//! What a server of Onus keeps, and how: one SQLite file with saved cases and the record of processes.
//!
//! [`Store`] opens the file, brings its tables up to date ([`migration`]) and hands out connections: any number that read, one that writes.
//! SQL stands as constants in [`queries`], and a test prepares each. [`saved`] keeps cases behind links that nobody can guess,
//! [`backup`] copies a running database and puts a copy back. [`record`] takes the events of processes, with their log ([`leaf`]), words that
//! can be erased and [`projection`]s that can be made again; [`verify`] checks all of it. The crate knows no law, no page and no clock: moments are parameters.

pub mod backup;
pub mod error;
pub mod leaf;
pub mod location;
pub mod migration;
pub mod projection;
pub mod queries;
pub mod record;
pub mod saved;
pub mod store;
pub mod token;
pub mod verify;

pub use error::StoreError;
pub use location::Location;
pub use store::Store;
