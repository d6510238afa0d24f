//! What the crate promises, from outside.

// `cfg(test)` is always on here; it tells clippy that helpers outside of test functions may unwrap too
#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;
