//! A transparency log: a record that can only grow, and of which anyone can check offline that nothing in it was changed.
//!
//! The formats are those of C2SP (`tlog-tiles`, `tlog-checkpoint`, `signed-note`, `tlog-cosignature`, `tlog-witness`, `tlog-policy`,
//! `tlog-proof`), so that tools of others can read and check the record. Start at [`writer`]: it takes entries and makes [`tile`]s. A
//! [`checkpoint`] says how large the record is and what its root is, signed as a [`note`]. A [`proof`] shows that an entry is in it, or
//! that a later record continues an earlier one; a [`receipt`] is such a proof as a file. A [`witness`] co-signs what continues what it
//! saw before, and a [`policy`] says whose co-signatures are enough. [`commitment`] binds an entry to a text that can still be erased.
//! [`audit`] checks a whole copy.
//!
//! The crate is pure: storage is a trait, the moment and all randomness are parameters. It knows nothing of what the entries say.

pub mod audit;
pub mod checkpoint;
pub mod commitment;
pub mod hash;
pub mod note;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod tile;
pub mod witness;
pub mod writer;
