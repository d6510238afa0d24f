//! Every SQL text that Onus runs, as constants. Parameters are `$1`, `$2` ..; the texts are written so that PostgreSQL understands them too.
//! A text never contains what a person typed.

pub mod migration;
pub mod record;
pub mod saved;

/// All texts that are run on the finished tables, with their names. A test prepares each.
pub const ALL: &[&[(&str, &str)]] = &[migration::ALL, record::ALL, saved::ALL];

/// Declares texts, and lists them so that none is forgotten in the test.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        $($(#[$doc])* pub const $name: &str = $text;)+
        /// Each with its name.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
use texts;
