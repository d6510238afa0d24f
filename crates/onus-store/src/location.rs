//! Where the database is.

use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// A database file, as a person names it: `onus.db`, `sqlite:onus.db`, `sqlite:///var/lib/onus/onus.db`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    path: PathBuf,
}

impl Location {
    /// Reads an address.
    pub fn parse(given: &str) -> Result<Self, StoreError> {
        let wrong = |reason| StoreError::Location { given: given.to_owned(), reason };
        let path = match given.split_once(':') {
            Some(("sqlite", rest)) => rest.strip_prefix("//").unwrap_or(rest),
            Some((scheme, _)) if scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                return Err(wrong("only SQLite is known; write a file such as `onus.db` or `sqlite:onus.db`"));
            }
            _ => given,
        };
        if path.is_empty() || path.contains('?') || path.contains('\0') {
            return Err(wrong("write a file such as `onus.db` or `sqlite:onus.db`"));
        }
        Ok(Self { path: path.into() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self { path: path.to_path_buf() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_can_be_named_with_or_without_its_scheme() {
        for (given, path) in
            [("onus.db", "onus.db"), ("sqlite:a/b.db", "a/b.db"), ("sqlite:///var/onus.db", "/var/onus.db")]
        {
            assert_eq!(Location::parse(given).unwrap().path(), Path::new(path));
        }
        for given in ["", "sqlite:", "postgres://localhost/onus", "onus.db?mode=memory"] {
            assert!(Location::parse(given).is_err(), "{given}");
        }
    }
}
