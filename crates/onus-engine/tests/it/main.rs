//! Integration tests of the engine: what is said of a case, and that saying more never takes back what was decided.

// `cfg(test)` is always on here; it tells clippy that helpers outside of test functions may unwrap too
#[cfg(test)]
mod clock;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod firms;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod interview;
#[cfg(test)]
mod monotone;
#[cfg(test)]
mod preview;
#[cfg(test)]
mod relevance;
#[cfg(test)]
mod search;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod side_by_side;
#[cfg(test)]
mod worked_page;
