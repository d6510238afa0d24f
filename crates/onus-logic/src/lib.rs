//! The condition language of Onus: from text to exact answers in three values.
//!
//! A condition is parsed ([`parser`]), typed and stored once ([`program`], [`ir`]), read on one case ([`ground`]) and answered
//! ([`solve`]). The meaning of it all is that of completions: a case leaves some facts open, a *completion* picks a value for each,
//! and an answer is given only if all completions agree. `docs/LANGUAGE.md` is the specification.
//!
//! The crate is pure. It knows no file, no page, no clock and no law: kinds, facts and thresholds come from its caller.

mod check;
mod diagram;
pub mod ground;
pub mod ir;
mod lexer;
pub mod literal;
pub mod number;
pub mod parser;
pub mod problem;
pub mod program;
pub mod schema;
pub mod solve;
pub mod span;
pub mod suggest;
pub mod syntax;
mod variable;
pub mod world;

/// A set of members of an enum, by position.
pub type MemberSet = fixedbitset::FixedBitSet;
