use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all};
use crate::sql::Sql;
use domain::Timestamp;
use domain::health::course::Tier;
use domain::health::{HealthChange, HealthState, Heard, Placement, PlacementHealth, ProbeId};
use services::ports::{CheckChunk, HealthFilter, Versioned};

const CHUNKS: &str = "SELECT probe, location, tier, starts_at, document FROM check_chunks";
const CHANGES: &str = "SELECT placement, at, document FROM health_changes";

/// Of which placements it is told how they were when a span began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Began {
    OfAll,
    /// Of those that have changed since then.
    OfMoved,
}

impl Database {
    pub(crate) async fn list_health(&self, filter: &HealthFilter) -> Result<Vec<Versioned<PlacementHealth>>> {
        let known = self.known_health().await?;
        Ok(known.values().filter(|known| filter.holds(&known.value)).cloned().collect())
    }

    /// With the last change before the span, so that it is known how it began. A year of history must not be read for that:
    /// one seek for each placement finds it.
    pub(crate) async fn list_health_changes(
        &self,
        filter: &HealthFilter,
        (from, until): (Timestamp, Timestamp),
        began: Began,
    ) -> Result<Vec<HealthChange>> {
        let mut sql = Sql::new(CHANGES);
        let mut conditions = Conditions::of(&mut sql);
        narrow(&mut conditions, filter);
        conditions.and().push("at >= ").bind(from.0).push(" AND at < ").bind(until.0);
        sql.push(" UNION ALL SELECT c.placement, c.at, c.document");
        sql.push(
            " FROM health_changes AS c JOIN (SELECT placement, (SELECT MAX(e.at) FROM health_changes AS e",
        );
        sql.push(" WHERE e.placement = health.placement AND e.at < ").bind(from.min(until).0);
        sql.push(") AS at FROM health");
        let everywhere = HealthFilter { states: Vec::new(), ..filter.clone() };
        let mut conditions = Conditions::of(&mut sql);
        narrow(&mut conditions, &everywhere);
        if began == Began::OfMoved {
            let moved = "placement IN (SELECT placement FROM health_changes WHERE at >= ";
            conditions.and().push(moved).bind(from.0).push(")");
        }
        sql.push(") AS b ON c.placement = b.placement AND c.at = b.at");
        let states = HealthFilter { states: filter.states.clone(), ..HealthFilter::default() };
        narrow(&mut Conditions::of(&mut sql), &states);
        sql.push(" ORDER BY at, placement");
        all("health_changes", &sql.fetch_all(&self.readers).await?, change)
    }

    pub(crate) async fn list_check_chunks(
        &self,
        probe: &ProbeId,
        tier: Tier,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CheckChunk>> {
        let mut sql = Sql::new(CHUNKS);
        sql.push(" WHERE probe = ").bind(probe.as_str()).push(" AND tier = ").bind(tier.as_str());
        sql.push(" AND starts_at >= ").bind(from.0).push(" AND starts_at < ").bind(until.0);
        sql.push(" ORDER BY starts_at, location");
        all("check_chunks", &sql.fetch_all(&self.readers).await?, chunk)
    }

    pub(crate) async fn list_old_check_chunks(
        &self,
        tier: Tier,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<CheckChunk>> {
        let mut sql = Sql::new(CHUNKS);
        sql.push(" WHERE tier = ").bind(tier.as_str()).push(" AND starts_at < ").bind(before.0);
        sql.push(" ORDER BY starts_at LIMIT ").bind(i64::from(limit));
        all("check_chunks", &sql.fetch_all(&self.readers).await?, chunk)
    }

    pub(crate) async fn list_check_words(&self, after: Timestamp) -> Result<Vec<Heard>> {
        let mut sql = Sql::new("SELECT probe, received_at, document FROM check_words WHERE received_at > ");
        sql.bind(after.0).push(" ORDER BY received_at");
        all("check_words", &sql.fetch_all(&self.readers).await?, |row| {
            Ok(Heard { result: row.json("document")?, received_at: row.time("received_at")? })
        })
    }
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
    Ok(HealthChange { placement: placement(row)?, at: row.time("at")?, health: row.json("document")? })
}

/// One column instead of three: there may be thousands of rows.
fn placement(row: &Record<'_>) -> Result<Placement> {
    let text = row.text("placement")?;
    Placement::parse(&text).ok_or_else(|| row.broken("placement", "it is no placement"))
}

fn chunk(row: &Record<'_>) -> Result<CheckChunk> {
    Ok(CheckChunk {
        probe: ProbeId(row.text("probe")?),
        location: row.word("location")?,
        tier: row.word("tier")?,
        starts_at: row.time("starts_at")?,
        lines: row.text("document")?,
    })
}
