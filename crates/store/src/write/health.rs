//! How placements are, and what checks found.

use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, CHUNK, Sql};
use domain::health::{Heard, Placement, PlacementHealth};
use domain::live::Topic;
use services::ports::{CheckChunk, StoreError, ThinnedChunk};

impl Writing {
    pub async fn health(
        &mut self,
        expected: Option<i64>,
        next: &PlacementHealth,
        changed: bool,
    ) -> Result<()> {
        let placement = next.placement.to_string();
        let document = json("a placement's health", next)?;
        let (state, since) = (next.health.state.as_str(), next.health.since.0);
        let sql = match expected {
            None => {
                let mut sql = Sql::new(
                    "INSERT INTO health (placement, version, service, stage, region, state, since, document) VALUES ",
                );
                sql.tuple([
                    placement.as_str().into(),
                    1.into(),
                    next.placement.service.as_str().into(),
                    next.placement.stage.as_str().into(),
                    next.placement.region.as_str().into(),
                    state.into(),
                    since.into(),
                    document.into(),
                ]);
                sql.push(" ON CONFLICT (placement) DO NOTHING");
                sql
            }
            Some(expected) => {
                let mut sql = Sql::new("UPDATE health SET version = ");
                sql.bind(expected + 1).push(", state = ").bind(state).push(", since = ").bind(since);
                sql.push(", document = ").bind(document);
                sql.push(" WHERE placement = ")
                    .bind(placement.as_str())
                    .push(" AND version = ")
                    .bind(expected);
                sql
            }
        };
        self.one_row(sql, || format!("the health of {placement} is no longer at version {expected:?}"))
            .await?;
        if changed {
            self.health_change(next).await?;
        }
        self.changed(Topic::Health, &placement, expected.unwrap_or(0) + 1);
        Ok(())
    }

    async fn health_change(&mut self, next: &PlacementHealth) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO health_changes (placement, at, service, stage, region, state, document) VALUES ",
        );
        sql.tuple([
            next.placement.to_string().into(),
            next.at.0.into(),
            next.placement.service.as_str().into(),
            next.placement.stage.as_str().into(),
            next.placement.region.as_str().into(),
            next.health.state.as_str().into(),
            json("a change of health", &next.health)?.into(),
        ]);
        self.run(sql).await.map(|_| ())
    }

    /// Its history stays until it is old.
    pub async fn drop_health(&mut self, placement: &Placement) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM health WHERE placement = ");
        sql.bind(placement.to_string()).push(" RETURNING placement, version");
        let rows = sql.fetch_all(self.connection()).await?;
        for version in crate::rows::all("health", &rows, |row| row.int("version"))? {
            self.changed(Topic::Health, &placement.to_string(), version + 1);
        }
        Ok(())
    }

    /// Puts lines behind those that are there.
    pub async fn check_lines(&mut self, chunks: &[CheckChunk]) -> Result<()> {
        for part in chunks.chunks(CHUNK) {
            let rows = part.iter().map(|chunk| -> [Arg; 5] {
                [
                    chunk.probe.as_str().into(),
                    chunk.location.as_str().into(),
                    chunk.tier.as_str().into(),
                    chunk.starts_at.0.into(),
                    chunk.lines.as_str().into(),
                ]
            });
            let mut sql =
                Sql::new("INSERT INTO check_chunks (probe, location, tier, starts_at, document) VALUES ");
            sql.tuples(rows);
            sql.push(
                " ON CONFLICT (probe, location, tier, starts_at)
                 DO UPDATE SET document = check_chunks.document || excluded.document",
            );
            self.run(sql).await?;
        }
        Ok(())
    }

    /// A chunk that has changed since it was read is thinned the next time.
    pub async fn thin_checks(&mut self, thinned: &ThinnedChunk) -> Result<()> {
        let raw = &thinned.raw;
        let mut sql = Sql::new("DELETE FROM check_chunks WHERE probe = ");
        sql.bind(raw.probe.as_str()).push(" AND location = ").bind(raw.location.as_str());
        sql.push(" AND tier = ").bind(raw.tier.as_str()).push(" AND starts_at = ").bind(raw.starts_at.0);
        sql.push(" AND document = ").bind(raw.lines.as_str());
        if self.run(sql).await? != 1 {
            return Err(StoreError::Conflict(format!("the checks of {} have changed", raw.probe)));
        }
        self.check_lines(&thinned.sums).await
    }

    /// Of one location on one probe the newest word stays.
    pub async fn check_words(&mut self, words: &[Heard]) -> Result<()> {
        for part in words.chunks(CHUNK) {
            let rows = part.iter().map(|seen| {
                Ok([
                    seen.result.probe.as_str().into(),
                    seen.result.location.as_str().into(),
                    seen.received_at.0.into(),
                    json("a check", &seen.result)?.into(),
                ])
            });
            let mut sql =
                Sql::new("INSERT INTO check_words (probe, location, received_at, document) VALUES ");
            sql.tuples(rows.collect::<Result<Vec<[Arg; 4]>>>()?);
            sql.push(
                " ON CONFLICT (probe, location)
                 DO UPDATE SET received_at = excluded.received_at, document = excluded.document",
            );
            self.run(sql).await?;
        }
        Ok(())
    }
}
