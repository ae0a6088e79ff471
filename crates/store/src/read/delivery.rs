//! What governs delivery: freeze windows, calendars, deputies.

use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all, one};
use crate::sql::Sql;
use domain::Timestamp;
use domain::delegation::Delegation;
use domain::freeze::Freeze;
use domain::ids::{DelegationId, FreezeId};
use serde::de::DeserializeOwned;
use services::ports::{CalendarCopy, Versioned};

impl Database {
    pub(crate) async fn list_freezes(&self) -> Result<Vec<Versioned<Freeze>>> {
        let sql = Sql::new("SELECT id, version, document FROM freezes ORDER BY created_at, id");
        all("freezes", &sql.fetch_all(&self.readers).await?, versioned)
    }

    pub(crate) async fn read_freeze(&self, id: &FreezeId) -> Result<Option<Versioned<Freeze>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM freezes WHERE id = ");
        sql.bind(id.as_str());
        one("freezes", sql.fetch_optional(&self.readers).await?, versioned)
    }

    /// Without their content, which may be long.
    pub(crate) async fn list_calendars(&self) -> Result<Vec<CalendarCopy>> {
        let sql = Sql::new("SELECT name, read_at, problem, tried_at FROM calendars ORDER BY name");
        all("calendars", &sql.fetch_all(&self.readers).await?, |row| {
            Ok(CalendarCopy {
                name: row.text("name")?,
                content: None,
                read_at: row.maybe_time("read_at")?,
                problem: row.maybe_text("problem")?,
                tried_at: row.time("tried_at")?,
            })
        })
    }

    pub(crate) async fn read_calendar(&self, name: &str) -> Result<Option<String>> {
        let mut sql = Sql::new("SELECT name, content FROM calendars WHERE name = ");
        sql.bind(name);
        let found =
            one("calendars", sql.fetch_optional(&self.readers).await?, |row| row.maybe_text("content"))?;
        Ok(found.flatten())
    }

    pub(crate) async fn list_delegations(&self, now: Timestamp) -> Result<Vec<Versioned<Delegation>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM delegations WHERE ends_at > ");
        sql.bind(now.0).push(" ORDER BY ends_at, id");
        all("delegations", &sql.fetch_all(&self.readers).await?, versioned)
    }

    pub(crate) async fn read_delegation(&self, id: &DelegationId) -> Result<Option<Versioned<Delegation>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM delegations WHERE id = ");
        sql.bind(id.as_str());
        one("delegations", sql.fetch_optional(&self.readers).await?, versioned)
    }
}

fn versioned<T: DeserializeOwned>(row: &Record<'_>) -> Result<Versioned<T>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}
