//! Integration tests of the engine: what is said of a case, and that saying more never takes back what was decided.

mod findings;
mod fixture;
mod monotone;
mod worked_page;
