//! What was measured, and how promises stand.

use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all, one};
use crate::samples::{push_spread, table};
use crate::sql::{Arg, CHUNK, Sql};
use domain::Timestamp;
use domain::health::{BUDGET_DAYS, Placement, RequestTally, SampleTier, Spans};
use domain::metric::{Metric, Sample, Series, Window};
use domain::names::{RegionName, StageName};
use services::ports::{KeptObjective, SamplePlace, Seen};
use std::collections::BTreeMap;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 3_600_000;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
/// Windows up to this are summed from minutes alone.
const MINUTES_ALONE: i64 = 6 * HOUR_MILLIS;

const PLACES: &str =
    "SELECT id, version, service, stage, region, step_millis, collected_until, first_at, last_at,
    tried_at, problem FROM sample_places";

impl Database {
    pub(crate) async fn list_sample_places(
        &self,
        at: Option<(&StageName, &RegionName)>,
    ) -> Result<Vec<SamplePlace>> {
        let mut sql = Sql::new(PLACES);
        if let Some((stage, region)) = at {
            sql.push(" WHERE stage = ").bind(stage.as_str()).push(" AND region = ").bind(region.as_str());
        }
        sql.push(" ORDER BY id");
        all("sample_places", &sql.fetch_all(&self.readers).await?, sample_place)
    }

    pub(crate) async fn read_sample_place(&self, placement: &Placement) -> Result<Option<SamplePlace>> {
        let mut sql = Sql::new(PLACES);
        sql.push(" WHERE service = ").bind(placement.service.as_str());
        sql.push(" AND stage = ").bind(placement.stage.as_str());
        sql.push(" AND region = ").bind(placement.region.as_str());
        one("sample_places", sql.fetch_optional(&self.readers).await?, sample_place)
    }

    pub(crate) async fn read_samples(
        &self,
        place: i64,
        metrics: &[Metric],
        tier: SampleTier,
        window: Window,
    ) -> Result<Vec<Series>> {
        let mut sql = Sql::new("SELECT at - at % ");
        sql.bind(window.step_millis).push(" AS begins");
        for metric in metrics {
            sql.push(", ");
            push_spread(&mut sql, *metric);
            sql.push(" AS m_").push(metric.as_str());
        }
        sql.push(" FROM ").push(table(tier)).push(" WHERE place = ").bind(place);
        sql.push(" AND at >= ").bind(window.from.0).push(" AND at < ").bind(window.until.0);
        sql.push(" GROUP BY begins ORDER BY begins");
        let rows = sql.fetch_all(&self.readers).await?;
        let series = |metric: &Metric| {
            let column = format!("m_{}", metric.as_str());
            let found = all(table(tier), &rows, |row| Ok((row.time("begins")?, row.maybe_real(&column)?)))?;
            let samples = found.into_iter().filter_map(|(at, value)| Some(Sample { at, value: value? }));
            Ok(Series::of(window, samples, Timestamp(i64::MAX)))
        };
        metrics.iter().map(series).collect()
    }

    pub(crate) async fn list_objectives(&self, places: Option<&[i64]>) -> Result<Vec<KeptObjective>> {
        let mut found = Vec::new();
        match places {
            None => found.extend(self.objectives_where(None).await?),
            Some(places) => {
                for chunk in places.chunks(CHUNK) {
                    found.extend(self.objectives_where(Some(chunk)).await?);
                }
            }
        }
        Ok(found)
    }

    async fn objectives_where(&self, places: Option<&[i64]>) -> Result<Vec<KeptObjective>> {
        let mut sql = Sql::new("SELECT id, place, document FROM objectives");
        if let Some(places) = places {
            sql.push(" WHERE place IN ").tuple(places.iter().map(|place| Arg::from(*place)));
        }
        sql.push(" ORDER BY place, name");
        all("objectives", &sql.fetch_all(&self.readers).await?, |row| {
            Ok(KeptObjective { id: row.int("id")?, place: row.int("place")?, value: row.json("document")? })
        })
    }

    /// Short windows by the minute; long ones by the hour, with the minutes before their first whole hour.
    pub(crate) async fn read_seen(&self, objectives: &[i64], now: Timestamp) -> Result<Vec<Seen>> {
        let mut sums: BTreeMap<i64, (BTreeMap<u32, RequestTally>, RequestTally)> =
            objectives.iter().map(|id| (*id, Default::default())).collect();
        let windows: Vec<Stretch> =
            Spans::minutes().into_iter().map(|minutes| Stretch::of(minutes, now)).collect();
        for chunk in objectives.chunks(CHUNK) {
            for (id, place, tally) in self.minute_sums(chunk, &windows).await? {
                add(&mut sums, id, Some(place), tally);
            }
            for (id, place, tally) in self.hour_sums(chunk, &windows, now).await? {
                add(&mut sums, id, place, tally);
            }
        }
        let seen = |(objective, (spans, budget))| Seen { objective, spans: Spans::of(spans), budget };
        Ok(sums.into_iter().map(seen).collect())
    }

    async fn minute_sums(&self, ids: &[i64], windows: &[Stretch]) -> Result<Vec<(i64, u32, RequestTally)>> {
        let mut sql = Sql::new("");
        for (position, window) in windows.iter().enumerate() {
            sql.push(if position > 0 { " UNION ALL SELECT " } else { "SELECT " });
            sql.push("objective, CAST(").bind(i64::from(window.minutes));
            sql.push(
                " AS BIGINT) AS span, CAST(SUM(total) AS BIGINT) AS total, CAST(SUM(bad) AS BIGINT) AS bad
                 FROM tally_minutes WHERE objective IN ",
            );
            sql.tuple(ids.iter().map(|id| Arg::from(*id)));
            sql.push(" AND at >= ").bind(window.from).push(" AND at < ").bind(window.by_minutes_until);
            sql.push(" GROUP BY objective");
        }
        let rows = sql.fetch_all(&self.readers).await?;
        all("tally_minutes", &rows, |row| Ok((row.int("objective")?, row.count("span")?, tally(row)?)))
    }

    /// `None`: the days of the budget.
    async fn hour_sums(
        &self,
        ids: &[i64],
        windows: &[Stretch],
        now: Timestamp,
    ) -> Result<Vec<(i64, Option<u32>, RequestTally)>> {
        let budget = now.0 - i64::from(BUDGET_DAYS) * DAY_MILLIS;
        let long = windows.iter().filter(|window| window.by_hours);
        let spans = long.map(|window| (window.minutes, window.by_minutes_until)).chain([(0, budget)]);
        let mut sql = Sql::new("");
        for (position, (minutes, from)) in spans.enumerate() {
            sql.push(if position > 0 { " UNION ALL SELECT " } else { "SELECT " });
            sql.push("objective, CAST(").bind(i64::from(minutes));
            sql.push(
                " AS BIGINT) AS span, CAST(SUM(total) AS BIGINT) AS total, CAST(SUM(bad) AS BIGINT) AS bad
                 FROM tally_hours WHERE objective IN ",
            );
            sql.tuple(ids.iter().map(|id| Arg::from(*id)));
            sql.push(" AND at >= ").bind(from).push(" AND at < ").bind(now.0);
            sql.push(" GROUP BY objective");
        }
        let rows = sql.fetch_all(&self.readers).await?;
        all("tally_hours", &rows, |row| {
            let span = row.count("span")?;
            Ok((row.int("objective")?, (span > 0).then_some(span), tally(row)?))
        })
    }
}

/// A window of alerts, and which part of it is summed from minutes.
struct Stretch {
    minutes: u32,
    from: i64,
    by_minutes_until: i64,
    by_hours: bool,
}

impl Stretch {
    fn of(minutes: u32, now: Timestamp) -> Self {
        let from = now.0 - i64::from(minutes) * MINUTE_MILLIS;
        let by_hours = i64::from(minutes) * MINUTE_MILLIS > MINUTES_ALONE;
        let next_hour = from.div_euclid(HOUR_MILLIS) * HOUR_MILLIS
            + if from.rem_euclid(HOUR_MILLIS) == 0 { 0 } else { HOUR_MILLIS };
        Stretch { minutes, from, by_minutes_until: if by_hours { next_hour } else { now.0 }, by_hours }
    }
}

fn add(
    sums: &mut BTreeMap<i64, (BTreeMap<u32, RequestTally>, RequestTally)>,
    objective: i64,
    span: Option<u32>,
    tally: RequestTally,
) {
    let (spans, budget) = sums.entry(objective).or_default();
    let sum = match span {
        Some(minutes) => spans.entry(minutes).or_default(),
        None => budget,
    };
    *sum = sum.plus(tally);
}

fn tally(row: &Record<'_>) -> Result<RequestTally> {
    let parts = |column| Ok(row.int(column)?.unsigned_abs());
    Ok(RequestTally { total: parts("total")?, bad: parts("bad")? })
}

fn sample_place(row: &Record<'_>) -> Result<SamplePlace> {
    Ok(SamplePlace {
        id: row.int("id")?,
        version: row.int("version")?,
        placement: Placement {
            service: row.word("service")?,
            stage: row.word("stage")?,
            region: row.word("region")?,
        },
        step_millis: row.int("step_millis")?,
        collected_until: row.time("collected_until")?,
        first_at: row.maybe_time("first_at")?,
        last_at: row.maybe_time("last_at")?,
        tried_at: row.maybe_time("tried_at")?,
        problem: row.maybe_text("problem")?,
    })
}
