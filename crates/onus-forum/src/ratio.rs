//! Exact fractions. No figure of a call or a report is a binary fraction, so every machine gets the same.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A fraction of whole numbers, not negative, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    over: u64,
    under: u64,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { over: 0, under: 1 };

    /// A fraction; none if it divides by nothing.
    pub fn new(over: u64, under: u64) -> Option<Self> {
        let common = divisor(over, under);
        Some(Self { over: over.checked_div(common)?, under: under.checked_div(common).filter(|under| *under > 0)? })
    }

    /// The number above the line.
    pub fn over(self) -> u64 {
        self.over
    }

    /// The number below the line.
    pub fn under(self) -> u64 {
        self.under
    }

    /// In thousandths, rounded down: for bars and for people.
    pub fn thousandths(self) -> u64 {
        (u128::from(self.over) * 1000 / u128::from(self.under)).try_into().unwrap_or(u64::MAX)
    }
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (u128::from(self.over) * u128::from(other.under)).cmp(&(u128::from(other.over) * u128::from(self.under)))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.under == 1 { write!(out, "{}", self.over) } else { write!(out, "{}/{}", self.over, self.under) }
    }
}

/// A text that is no fraction.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no fraction; write one such as 1/2")]
pub struct NoRatio(String);

impl FromStr for Ratio {
    type Err = NoRatio;

    fn from_str(text: &str) -> Result<Self, NoRatio> {
        let (over, under) = text.split_once('/').unwrap_or((text, "1"));
        let read = |part: &str| part.trim().parse().ok();
        read(over)
            .zip(read(under))
            .and_then(|(over, under)| Self::new(over, under))
            .ok_or_else(|| NoRatio(text.to_owned()))
    }
}

impl TryFrom<String> for Ratio {
    type Error = NoRatio;

    fn try_from(text: String) -> Result<Self, NoRatio> {
        text.parse()
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        ratio.to_string()
    }
}
