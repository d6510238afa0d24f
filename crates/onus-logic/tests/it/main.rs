//! Tests of the condition language: the executable specification (`oracle`), random programs and cases (`generate`), and the
//! promises of `docs/LANGUAGE.md` checked against them.

// `cfg(test)` is always on here; it tells clippy that helpers outside of test functions may unwrap too
#[cfg(test)]
mod errors;
#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod flips;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod literals;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod regressions;
#[cfg(test)]
mod syntax;
