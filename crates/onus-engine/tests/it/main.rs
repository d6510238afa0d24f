//! Integration tests of the engine: what is said of a case, and that saying more never takes back what was decided.

mod fixture;
mod worked_page;
