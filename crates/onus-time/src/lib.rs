//! How laws count time.
//!
//! A law says "72 hours", "fourteen days", "one month" or "four business days", and each is counted in another way. This crate
//! keeps these kinds apart ([`length`]), knows when a calendar is closed ([`calendar`]), and turns a start and a length into three
//! instants ([`count()`]): the *strict* one to plan to, the one that the *text* of the law gives, and the *outer* one that can
//! still be argued for. It says for each which rules made it.
//!
//! Which countries exist, who counts how, and what a holiday is called is data of the register: nothing of it stands here. Where to
//! start: [`count()`].

pub mod calendar;
pub mod count;
pub mod counting;
pub mod easter;
pub mod length;
pub mod point;

pub use calendar::Calendar;
pub use count::{Period, Reading, Step, count};
pub use counting::Counting;
pub use length::Length;
pub use point::{LocalTime, Point, Start};
