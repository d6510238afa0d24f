//! Integration tests of the register: what authors of pages and of cases read when something is wrong, and that nothing panics.

// `cfg(test)` is always on here; it tells clippy that helpers outside of test functions may unwrap too
#[cfg(test)]
mod cases;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod overlays;
#[cfg(test)]
mod render;
#[cfg(test)]
mod robust;
