use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all};
use crate::sql::Sql;
use domain::Timestamp;
use domain::health::{HealthChange, HealthState, Placement, PlacementHealth};
use services::ports::{HealthFilter, Versioned};

const CHANGES: &str = "SELECT placement, service, stage, region, at, document FROM health_changes";

impl Database {
    pub(crate) async fn list_health(&self, filter: &HealthFilter) -> Result<Vec<Versioned<PlacementHealth>>> {
        let mut sql = Sql::new("SELECT placement, version, document FROM health");
        let mut conditions = Conditions::of(&mut sql);
        narrow(&mut conditions, filter);
        sql.push(" ORDER BY service, stage, region");
        all("health", &sql.fetch_all(&self.readers).await?, |row| {
            Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
        })
    }

    /// With the last change before the span of each placement that changed in it, so that it is known how it began. A year
    /// of history must not be read for that: one seek for each such placement is.
    pub(crate) async fn list_health_changes(
        &self,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<HealthChange>> {
        let mut sql = Sql::new(CHANGES);
        within(&mut sql, filter, from, until);
        sql.push(" UNION ALL SELECT c.placement, c.service, c.stage, c.region, c.at, c.document");
        sql.push(
            " FROM health_changes AS c JOIN (SELECT d.placement, (SELECT MAX(e.at) FROM health_changes AS e",
        );
        sql.push(" WHERE e.placement = d.placement AND e.at < ").bind(from.0).push(") AS at");
        sql.push(" FROM (SELECT DISTINCT placement FROM health_changes");
        within(&mut sql, filter, from, until);
        sql.push(") AS d) AS b ON c.placement = b.placement AND c.at = b.at ORDER BY at, placement");
        all("health_changes", &sql.fetch_all(&self.readers).await?, change)
    }
}

fn within(sql: &mut Sql, filter: &HealthFilter, from: Timestamp, until: Timestamp) {
    let mut conditions = Conditions::of(sql);
    narrow(&mut conditions, filter);
    conditions.and().push("at >= ").bind(from.0).push(" AND at < ").bind(until.0);
}

fn narrow(conditions: &mut Conditions<'_>, filter: &HealthFilter) {
    conditions.equal("service = ", filter.service.as_deref());
    conditions.equal("stage = ", filter.stage.as_deref());
    conditions.equal("region = ", filter.region.as_deref());
    if !filter.states.is_empty() {
        let states = filter.states.iter().map(|state: &HealthState| state.as_str().into());
        conditions.and().push("state IN ").tuple(states);
    }
}

fn change(row: &Record<'_>) -> Result<HealthChange> {
    let placement =
        Placement { service: row.word("service")?, stage: row.word("stage")?, region: row.word("region")? };
    Ok(HealthChange { placement, at: row.time("at")?, health: row.json("document")? })
}
