use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::samples::{METRIC_COLUMNS, push_columns, push_spread, table};
use crate::sql::{Arg, CHUNK, Sql};
use domain::Timestamp;
use domain::health::{Objective, Placement, SampleTier};
use domain::metric::Metric;
use services::ports::{SampleBatch, SampleRow, SampleWaste, StoreError, Tallied};
use sqlx::Row;
use std::collections::BTreeMap;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 3_600_000;

impl Writing {
    pub async fn sample_place(
        &mut self,
        placement: &Placement,
        step_millis: i64,
        from: Timestamp,
    ) -> Result<()> {
        let id =
            self.next_number(Sql::new("SELECT COALESCE(MAX(id), 0) + 1 AS next FROM sample_places")).await?;
        let mut sql = Sql::new(
            "INSERT INTO sample_places (id, version, service, stage, region, step_millis, collected_until)
             VALUES ",
        );
        sql.tuple([
            id.into(),
            1.into(),
            placement.service.as_str().into(),
            placement.stage.as_str().into(),
            placement.region.as_str().into(),
            step_millis.into(),
            from.0.into(),
        ]);
        sql.push(" ON CONFLICT (service, stage, region) DO NOTHING");
        self.run(sql).await.map(|_| ())
    }

    /// Numbers are given under the heads, so nobody else gives one meanwhile.
    async fn next_number(&mut self, sql: Sql) -> Result<i64> {
        let row = sql.fetch_optional(self.connection()).await?;
        let number = row.and_then(|row| row.try_get("next").ok());
        number.ok_or_else(|| StoreError::Broken("no next number".to_owned()))
    }

    /// Adds the raw samples, and works the coarser ones out anew that they belong to.
    pub async fn samples(&mut self, batch: &SampleBatch) -> Result<()> {
        self.update_place(batch).await?;
        for rows in batch.rows.chunks(CHUNK) {
            self.insert_samples(batch, rows).await?;
        }
        let (first, last) = (batch.rows.first(), batch.rows.last());
        if let (Some(first), Some(last)) = (first, last) {
            let end = last.at.plus_millis(batch.place.step_millis);
            self.roll_up(batch.place.id, SampleTier::Raw, SampleTier::Minute, first.at, end).await?;
            self.roll_up(batch.place.id, SampleTier::Minute, SampleTier::Hour, first.at, end).await?;
        }
        for tallied in &batch.tallied {
            self.add_tallies(
                "INSERT INTO tally_minutes (objective, at, total, bad) VALUES ",
                "tally_minutes",
                tallied,
                MINUTE_MILLIS,
            )
            .await?;
            self.add_tallies(
                "INSERT INTO tally_hours (objective, at, total, bad) VALUES ",
                "tally_hours",
                tallied,
                HOUR_MILLIS,
            )
            .await?;
        }
        Ok(())
    }

    async fn update_place(&mut self, batch: &SampleBatch) -> Result<()> {
        let place = &batch.place;
        let mut sql = Sql::new("UPDATE sample_places SET version = ");
        sql.bind(place.version + 1).push(", step_millis = ").bind(place.step_millis);
        sql.push(", collected_until = ").bind(place.collected_until.0);
        sql.push(", first_at = ").bind(place.first_at.map(|at| at.0));
        sql.push(", last_at = ").bind(place.last_at.map(|at| at.0));
        sql.push(", tried_at = ").bind(place.tried_at.map(|at| at.0));
        sql.push(", problem = ").bind(place.problem.as_deref());
        sql.push(" WHERE id = ").bind(place.id).push(" AND version = ").bind(place.version);
        self.one_row(sql, || format!("{} was measured by somebody else", place.placement)).await
    }

    async fn insert_samples(&mut self, batch: &SampleBatch, rows: &[SampleRow]) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO samples_raw (place, at, seconds");
        push_columns(&mut sql);
        sql.push(") VALUES ");
        let whole = batch.place.step_millis / 1000;
        sql.tuples(rows.iter().map(|row| columns(batch.place.id, row, whole)));
        sql.push(" ON CONFLICT (place, at) DO NOTHING");
        self.run(sql).await.map(|_| ())
    }

    /// Works out the coarser steps between two moments from the finer ones.
    async fn roll_up(
        &mut self,
        place: i64,
        fine: SampleTier,
        coarse: SampleTier,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        let step = coarse.step_millis().unwrap_or(MINUTE_MILLIS);
        let first = from.0.div_euclid(step) * step;
        let end = (until.0 - 1).div_euclid(step) * step + step;
        let mut sql = Sql::new("INSERT INTO ");
        sql.push(table(coarse)).push(" (place, at, seconds");
        push_columns(&mut sql);
        sql.push(") SELECT place, at - at % ").bind(step);
        sql.push(" AS begins, CAST(SUM(seconds) AS BIGINT)");
        for metric in Metric::ALL {
            sql.push(", ");
            push_spread(&mut sql, *metric);
        }
        sql.push(" FROM ").push(table(fine)).push(" WHERE place = ").bind(place);
        sql.push(" AND at >= ").bind(first).push(" AND at < ").bind(end);
        sql.push(" GROUP BY place, begins ON CONFLICT (place, at) DO UPDATE SET seconds = excluded.seconds");
        for metric in Metric::ALL {
            sql.push(", ").push(metric.as_str()).push(" = excluded.").push(metric.as_str());
        }
        self.run(sql).await.map(|_| ())
    }

    async fn add_tallies(
        &mut self,
        insert: &'static str,
        table: &'static str,
        tallied: &Tallied,
        step: i64,
    ) -> Result<()> {
        let mut sums = BTreeMap::new();
        for seen in &tallied.steps {
            let sum = sums
                .entry(seen.at.0.div_euclid(step) * step)
                .or_insert_with(domain::health::RequestTally::default);
            *sum = sum.plus(seen.tally);
        }
        let rows: Vec<[Arg; 4]> = sums
            .into_iter()
            .map(|(at, tally)| {
                [tallied.objective.into(), at.into(), number(tally.total).into(), number(tally.bad).into()]
            })
            .collect();
        for chunk in rows.chunks(CHUNK) {
            let mut sql = Sql::new(insert);
            sql.tuples(chunk.iter().cloned());
            sql.push(" ON CONFLICT (objective, at) DO UPDATE SET total = ").push(table);
            sql.push(".total + excluded.total, bad = ").push(table).push(".bad + excluded.bad");
            self.run(sql).await?;
        }
        Ok(())
    }

    pub async fn forget_samples(&mut self, waste: &SampleWaste) -> Result<()> {
        if waste.places.is_empty() {
            return Ok(());
        }
        let places = || waste.places.iter().map(|place| Arg::from(*place));
        for (text, before) in [
            ("DELETE FROM samples_raw WHERE at < ", waste.raw),
            ("DELETE FROM samples_minute WHERE at < ", waste.minutes),
            ("DELETE FROM samples_hour WHERE at < ", waste.hours),
        ] {
            let mut sql = Sql::new(text);
            sql.bind(before.0).push(" AND place IN ").tuple(places());
            self.run(sql).await?;
        }
        for (text, before) in [
            ("DELETE FROM tally_minutes WHERE at < ", waste.tally_minutes),
            ("DELETE FROM tally_hours WHERE at < ", waste.tally_hours),
        ] {
            let mut sql = Sql::new(text);
            sql.bind(before.0).push(" AND objective IN (SELECT id FROM objectives WHERE place IN ");
            sql.tuple(places()).push(")");
            self.run(sql).await?;
        }
        Ok(())
    }

    pub async fn objective(&mut self, place: i64, next: &Objective) -> Result<()> {
        let id =
            self.next_number(Sql::new("SELECT COALESCE(MAX(id), 0) + 1 AS next FROM objectives")).await?;
        let mut sql = Sql::new("INSERT INTO objectives (id, place, name, alerting, document) VALUES ");
        sql.tuple([
            id.into(),
            place.into(),
            next.slo.name.as_str().into(),
            i64::from(!next.alerts.is_empty()).into(),
            json("an objective", next)?.into(),
        ]);
        sql.push(
            " ON CONFLICT (place, name) DO UPDATE SET alerting = excluded.alerting,
             document = excluded.document",
        );
        self.run(sql).await.map(|_| ())
    }

    pub async fn drop_objective(&mut self, id: i64) -> Result<()> {
        for text in [
            "DELETE FROM tally_minutes WHERE objective = ",
            "DELETE FROM tally_hours WHERE objective = ",
            "DELETE FROM objectives WHERE id = ",
        ] {
            let mut sql = Sql::new(text);
            sql.bind(id);
            self.run(sql).await?;
        }
        Ok(())
    }
}

/// What one row of raw samples has.
fn columns(place: i64, row: &SampleRow, whole: i64) -> [Arg; METRIC_COLUMNS + 3] {
    let known = row.values.contains_key(&Metric::RequestRate);
    std::array::from_fn(|column| match column {
        0 => place.into(),
        1 => row.at.0.into(),
        2 => (if known { whole } else { 0 }).into(),
        metric => row.values.get(&Metric::ALL[metric - 3]).copied().into(),
    })
}

fn number(parts: u64) -> i64 {
    i64::try_from(parts).unwrap_or(i64::MAX)
}
