//! The literate register: Markdown pages of law, each with its logic and its tests, read, checked and compiled.
//!
//! [`load::load`] turns the pages of a [`source::Source`] into a [`register::Register`]; [`lint::lint`] finds what cannot be right;
//! [`case::read`] reads the facts that someone asks about. `docs/LANGUAGE.md` is the specification.
//!
//! The crate reads no disk, no clock and no environment, and holds no law: that stands in `register/`.

pub mod case;
pub mod cores;
pub mod diagnostic;
pub mod edit;
pub mod law;
pub mod lint;
pub mod load;
pub mod overlay;
pub mod page;
pub mod provision;
pub mod register;
pub mod schema;
pub mod source;
pub mod tree;
pub mod value;
pub mod vocabulary;
