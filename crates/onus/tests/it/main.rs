//! The command as people and scripts meet it: whole outputs, exit codes, what it reads when something is wrong.

mod answers;
mod command;
mod formats;
mod mistakes;
mod registers;
