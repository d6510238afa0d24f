//! The record of migrations.

use super::texts;

texts! {
    /// The table itself.
    TABLE = "create table if not exists migration (
        version integer primary key, name text not null, hash blob not null
    ) strict";
    /// What was applied.
    APPLIED = "select version, name, hash from migration order by version";
    /// One more.
    ADD = "insert into migration (version, name, hash) values ($1, $2, $3)";
}
