//! Saved cases.

use super::texts;

texts! {
    /// Keeps a case.
    ADD = "insert into saved_case (edit_hash, view_hash, name, facts, answer, register, version, created, changed)
        values ($1, $2, $3, $4, $5, $6, 1, $7, $7)";
    /// Finds one by the hash of the link with which it may be changed.
    BY_EDIT_LINK = "select name, facts, answer, register, version, created, changed from saved_case where edit_hash = $1";
    /// Finds one by the hash of the link with which it may be read.
    BY_VIEW_LINK = "select name, facts, answer, register, version, created, changed from saved_case where view_hash = $1";
    /// Changes one, if nobody changed it in between.
    CHANGE = "update saved_case set name = $1, facts = $2, answer = $3, register = $4, version = version + 1, changed = $5
        where edit_hash = $6 and version = $7";
    /// Notes what was answered last; the facts stay as they are.
    ANSWERED = "update saved_case set answer = $1, register = $2 where edit_hash = $3";
    /// Removes one.
    REMOVE = "delete from saved_case where edit_hash = $1";
    /// How many there are.
    COUNT = "select count(*) from saved_case";
}
