use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::Sql;
use domain::health::incident::Incident;
use domain::live::Topic;

impl Writing {
    /// Writes an incident and its live event.
    pub async fn incident(&mut self, expected: Option<i64>, next: &Incident) -> Result<()> {
        let (status, document) = (next.status.as_str(), json("an incident", next)?);
        let resolved = next.resolved_at.map(|at| at.0);
        match expected {
            None => {
                let mut sql = Sql::new(
                    "INSERT INTO incidents (id, version, service, stage, team, status, opened_at, resolved_at,
                     document) VALUES ",
                );
                sql.tuple([
                    next.id.as_str().into(),
                    1.into(),
                    next.service.as_str().into(),
                    next.stage.as_str().into(),
                    next.team.as_str().into(),
                    status.into(),
                    next.opened_at.0.into(),
                    resolved.into(),
                    document.into(),
                ]);
                self.run(sql).await?;
            }
            Some(expected) => {
                let mut sql = Sql::new("UPDATE incidents SET version = ");
                sql.bind(expected + 1).push(", status = ").bind(status);
                sql.push(", resolved_at = ").bind(resolved).push(", document = ").bind(document);
                sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
                self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await?;
            }
        }
        self.changed(Topic::Incident, next.id.as_str(), expected.unwrap_or(0) + 1);
        Ok(())
    }
}
