//! Cases that people saved. Whoever holds the link may read, change and remove the case; the link for reading may only read.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::queries::saved as sql;
use crate::store::Store;
use crate::token::Token;

/// What is kept of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// What people call it.
    pub name: String,
    /// The facts, as they were given.
    pub facts: String,
    /// What was answered last.
    pub answer: String,
    /// The register that answered.
    pub register: String,
}

/// A case as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCase {
    /// What is kept of it.
    pub contents: Contents,
    /// Counts changes, so that two people do not overwrite each other unseen.
    pub version: i64,
    /// When it was first saved.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is saved.
    Yes,
    /// Someone changed the case in between.
    Outdated,
    /// There is no such case.
    Missing,
}

type Row = (String, String, String, String, i64, i64, i64);

fn found((name, facts, answer, register, version, created, changed): Row) -> SavedCase {
    let moment = |micros| Timestamp::from_microsecond(micros).unwrap_or_default();
    SavedCase {
        contents: Contents { name, facts, answer, register },
        version,
        created: moment(created),
        changed: moment(changed),
    }
}

impl Store {
    /// Saves a case under a new link. When this returns, the case is on disk.
    pub async fn save(&self, token: &Token, contents: &Contents, now: Timestamp) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        sqlx::query(sql::ADD)
            .bind(token.hash().bytes())
            .bind(token.for_reading().hash().bytes())
            .bind(&contents.name)
            .bind(&contents.facts)
            .bind(&contents.answer)
            .bind(&contents.register)
            .bind(now.as_microsecond())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(())
    }

    /// The case of a link with which it may be changed.
    pub async fn open_case(&self, token: &Token) -> Result<Option<SavedCase>, StoreError> {
        let row: Option<Row> =
            sqlx::query_as(sql::BY_EDIT_LINK).bind(token.hash().bytes()).fetch_optional(self.read()).await?;
        Ok(row.map(found))
    }

    /// The case of a link with which it may be read.
    pub async fn view_case(&self, token: &Token) -> Result<Option<SavedCase>, StoreError> {
        let row: Option<Row> =
            sqlx::query_as(sql::BY_VIEW_LINK).bind(token.hash().bytes()).fetch_optional(self.read()).await?;
        Ok(row.map(found))
    }

    /// Puts other contents in the place of version `version`.
    pub async fn change_case(
        &self,
        token: &Token,
        contents: &Contents,
        version: i64,
        now: Timestamp,
    ) -> Result<Changed, StoreError> {
        let mut write = self.write().await?;
        let done = sqlx::query(sql::CHANGE)
            .bind(&contents.name)
            .bind(&contents.facts)
            .bind(&contents.answer)
            .bind(&contents.register)
            .bind(now.as_microsecond())
            .bind(token.hash().bytes())
            .bind(version)
            .execute(&mut *write)
            .await?;
        if done.rows_affected() == 1 {
            write.commit().await?;
            return Ok(Changed::Yes);
        }
        drop(write);
        Ok(if self.open_case(token).await?.is_some() { Changed::Outdated } else { Changed::Missing })
    }

    /// Notes what a register answered last.
    pub async fn note_answer(&self, token: &Token, answer: &str, register: &str) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        sqlx::query(sql::ANSWERED).bind(answer).bind(register).bind(token.hash().bytes()).execute(&mut *write).await?;
        write.commit().await?;
        Ok(())
    }

    /// Removes a case. Whether there was one.
    pub async fn remove_case(&self, token: &Token) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = sqlx::query(sql::REMOVE).bind(token.hash().bytes()).execute(&mut *write).await?;
        write.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// How many cases are saved.
    pub async fn count_cases(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(sql::COUNT).fetch_one(self.read()).await?)
    }
}
