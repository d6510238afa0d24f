//! The command as people and scripts meet it: whole outputs, exit codes, what it reads when something is wrong.

// `cfg(test)` is always on here; it tells clippy that helpers outside of test functions may unwrap too
#[cfg(test)]
mod answers;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod command;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod interviews;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod new;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod record;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod serve;
