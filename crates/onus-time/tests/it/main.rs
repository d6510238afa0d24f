//! What the crate promises, from outside.

mod cases;
mod properties;
