//! What governs delivery: freeze windows, calendars, deputies.

use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::Sql;
use domain::delegation::Delegation;
use domain::freeze::Freeze;
use domain::health::culprit::ChangeRecord;
use domain::ids::FreezeId;
use domain::live::Topic;
use services::ports::CalendarCopy;

impl Writing {
    pub async fn freeze(&mut self, expected: Option<i64>, next: &Freeze) -> Result<()> {
        let document = json("a freeze window", next)?;
        match expected {
            None => {
                let mut sql = Sql::new("INSERT INTO freezes (id, version, created_at, document) VALUES ");
                sql.tuple([next.id.as_str().into(), 1.into(), next.created_at.0.into(), document.into()]);
                self.run(sql).await?;
            }
            Some(expected) => {
                let mut sql = Sql::new("UPDATE freezes SET version = ");
                sql.bind(expected + 1).push(", document = ").bind(document);
                sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
                self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await?;
            }
        }
        self.changes(ChangeRecord::of_freeze(next)).await?;
        self.changed(Topic::Freeze, next.id.as_str(), expected.unwrap_or(0) + 1);
        Ok(())
    }

    pub async fn drop_freeze(&mut self, id: &FreezeId, expected: i64) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM freezes WHERE id = ");
        sql.bind(id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{id} is no longer at version {expected}")).await?;
        self.changed(Topic::Freeze, id.as_str(), expected + 1);
        Ok(())
    }

    /// Without content the text that was read before stays.
    pub async fn calendar(&mut self, copy: &CalendarCopy) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO calendars (name, content, read_at, problem, tried_at) VALUES ");
        sql.tuple([
            copy.name.as_str().into(),
            copy.content.as_deref().into(),
            copy.read_at.map(|at| at.0).into(),
            copy.problem.as_deref().into(),
            copy.tried_at.0.into(),
        ]);
        sql.push(
            " ON CONFLICT (name) DO UPDATE SET content = COALESCE(excluded.content, calendars.content),
             read_at = COALESCE(excluded.read_at, calendars.read_at), problem = excluded.problem,
             tried_at = excluded.tried_at",
        );
        self.run(sql).await.map(|_| ())
    }

    pub async fn delegation(&mut self, expected: Option<i64>, next: &Delegation) -> Result<()> {
        let document = json("a delegation", next)?;
        let Some(expected) = expected else {
            let mut sql = Sql::new("INSERT INTO delegations (id, version, team, ends_at, document) VALUES ");
            sql.tuple([
                next.id.as_str().into(),
                1.into(),
                next.team.as_str().into(),
                next.until.0.into(),
                document.into(),
            ]);
            return self.run(sql).await.map(|_| ());
        };
        let mut sql = Sql::new("UPDATE delegations SET version = ");
        sql.bind(expected + 1).push(", ends_at = ").bind(next.until.0).push(", document = ").bind(document);
        sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await
    }
}
