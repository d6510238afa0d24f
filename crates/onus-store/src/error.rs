//! Why something could not be kept or found.

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the database cannot be read.
    #[error("`{given}` is no database: {reason}")]
    Location {
        /// As given.
        given: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The tables were made by a newer Onus.
    #[error("the database has migration {found}, this Onus knows up to {known}")]
    TooNew {
        /// Highest migration in the file.
        found: i64,
        /// Highest that is known.
        known: i64,
    },
    /// A migration that was applied is not the one of that number any more.
    #[error("migration {version} (`{name}`) is not the one that was applied to this database")]
    Changed {
        /// Its number.
        version: i64,
        /// Its name.
        name: String,
    },
    /// A file is no backup of Onus, or is damaged.
    #[error("`{path}` cannot be restored: {reason}")]
    Unsound {
        /// The file.
        path: String,
        /// What was found.
        reason: String,
    },
    /// A file is in the way.
    #[error("`{path}` exists already")]
    Exists {
        /// The file.
        path: String,
    },
    /// A file could not be read or written.
    #[error("cannot use `{path}`")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The database refused.
    #[error("the database refused")]
    Sql(#[from] sqlx::Error),
}
