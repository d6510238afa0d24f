//! What Onus answers: for a register and a case, the findings, each with its status, reason, due moments and what is missing.
//!
//! [`check::check`] is where to start. The crate is pure: no disk, no clock, no law. What a law says comes from the register, what
//! is true from `onus-logic`.

pub mod because;
pub mod calendar;
pub mod change;
pub mod check;
pub mod clock;
pub mod coverage;
pub mod describe;
pub mod expect;
pub mod expects;
pub mod finding;
pub mod guide;
pub mod interview;
pub mod moment;
pub mod overview;
pub mod preview;
pub mod question;
pub mod search;
pub mod sentence;
pub mod side_by_side;
pub mod upcoming;
pub mod words;
