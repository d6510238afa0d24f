//! What a server of Onus keeps, and how: one SQLite file with saved cases.
//!
//! [`Store`] opens the file, brings its tables up to date ([`migration`]) and hands out connections: any number that read, one that writes.
//! SQL stands as constants in [`queries`], and a test prepares each. [`saved`] keeps cases behind links that nobody can guess,
//! [`backup`] copies a running database and puts a copy back. The crate knows no law, no page and no clock: moments are parameters.

pub mod backup;
pub mod error;
pub mod location;
pub mod migration;
pub mod queries;
pub mod saved;
pub mod store;
pub mod token;

pub use error::StoreError;
pub use location::Location;
pub use store::Store;
