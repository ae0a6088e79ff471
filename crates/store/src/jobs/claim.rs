use super::leased;
use crate::Database;
use crate::error::{Result, store_error};
use crate::rows::{Record, all};
use crate::sql::Sql;
use domain::Timestamp;
use services::ports::{ClaimLimits, LeasedJob};
use sqlx::{AnyConnection, AnyExecutor, AnyPool};
use std::collections::{BTreeMap, BTreeSet};

/// A claim under way.
struct Claim<'a> {
    worker: &'a str,
    now: Timestamp,
    until: Timestamp,
    limits: &'a ClaimLimits,
    /// Pool → jobs that run, everywhere.
    running: BTreeMap<String, usize>,
    taken: Vec<LeasedJob>,
}

impl Database {
    /// Leases due jobs in the order in which they are due.
    pub(crate) async fn claim_jobs(
        &self,
        worker: &str,
        now: Timestamp,
        lease_millis: i64,
        limits: &ClaimLimits,
    ) -> Result<Vec<LeasedJob>> {
        let until = now.plus_millis(lease_millis);
        let mut claim = Claim { worker, now, until, limits, running: BTreeMap::new(), taken: Vec::new() };
        // Workers ask often and in vain; that must not keep writers waiting.
        if !claim.worthwhile(&self.readers).await? {
            return Ok(Vec::new());
        }
        let mut tx = self.writers.begin().await?;
        if let Some(turn) = self.dialect.take_claim_turn() {
            sqlx::query(turn).execute(&mut *tx).await.map_err(store_error)?;
        }
        claim.running = running(&mut *tx, now).await?;
        // Each round either fills the batch, or finds all there is, or fills a pool.
        while claim.round(&mut tx, self.dialect.lock_free_jobs()).await? {}
        tx.commit().await.map_err(store_error)?;
        Ok(claim.taken)
    }
}

async fn running(on: impl AnyExecutor<'_>, now: Timestamp) -> Result<BTreeMap<String, usize>> {
    let mut sql =
        Sql::new("SELECT pool, COUNT(*) AS running FROM jobs WHERE lease IS NOT NULL AND due_at > ");
    sql.bind(now.0).push(" GROUP BY pool");
    let rows = sql.fetch_all(on).await?;
    let read = |row: &Record<'_>| Ok((row.text("pool")?, row.count("running")? as usize));
    Ok(all("jobs", &rows, read)?.into_iter().collect())
}

impl Claim<'_> {
    /// Whether there is anything to take, as far as can be told without a lock.
    async fn worthwhile(&mut self, readers: &AnyPool) -> Result<bool> {
        if self.limits.batch == 0 {
            return Ok(false);
        }
        self.running = running(readers, self.now).await?;
        Ok(!self.look(readers, 1, "").await?.is_empty())
    }

    /// Takes what it can; whether looking again may find more.
    async fn round(&mut self, on: &mut AnyConnection, lock: &'static str) -> Result<bool> {
        let wanted = self.limits.batch.saturating_sub(self.taken.len());
        if wanted == 0 {
            return Ok(false);
        }
        let mut found = self.look(&mut *on, wanted, lock).await?;
        let seen = found.len();
        found.retain(|job| self.admit(&job.pool));
        let kept = found.len();
        self.lease(on, &found).await?;
        self.taken.append(&mut found);
        Ok(seen == wanted && kept < seen)
    }

    /// Counts a job of the pool in, if there is room.
    fn admit(&mut self, pool: &str) -> bool {
        let running = self.running.entry(pool.to_owned()).or_default();
        let room = *running < self.limits.of(pool);
        *running += usize::from(room);
        room
    }

    /// Pools without room, named so that their waiting jobs don't hide others.
    fn full(&self) -> BTreeSet<&str> {
        let closed =
            self.limits.pools.iter().filter(|(_, limit)| **limit == 0).map(|(pool, _)| pool.as_str());
        let used = self.running.iter().filter(|(pool, running)| **running >= self.limits.of(pool));
        used.map(|(pool, _)| pool.as_str()).chain(closed).collect()
    }

    async fn look(
        &self,
        on: impl AnyExecutor<'_>,
        wanted: usize,
        lock: &'static str,
    ) -> Result<Vec<LeasedJob>> {
        let mut sql = Sql::new(
            "SELECT id, document, lane, pool, run_at, claims,
             attempts + CASE WHEN lease IS NULL THEN 0 ELSE 1 END AS attempts
             FROM jobs WHERE run_at <= ",
        );
        sql.bind(self.now.0).push(" AND (lease IS NULL OR due_at <= ").bind(self.now.0).push(")");
        let full = self.full();
        if !full.is_empty() {
            sql.push(" AND pool NOT IN ").tuple(full.into_iter().map(Into::into));
        }
        sql.push(" AND NOT EXISTS (SELECT 1 FROM jobs AS older WHERE older.lane = jobs.lane AND older.seq < jobs.seq)");
        sql.push(" ORDER BY run_at, seq LIMIT ").bind(i64::try_from(wanted).unwrap_or(i64::MAX));
        sql.push(lock);
        let rows = sql.fetch_all(on).await?;
        all("jobs", &rows, |row| leased(row, self.lease_text(row.int("claims")? + 1)))
    }

    /// Unique for each lease of a job: the count is never used twice.
    fn lease_text(&self, claims: i64) -> String {
        format!("{}#{claims}", self.worker)
    }

    /// An expired lease counts as an attempt: its holder has crashed.
    async fn lease(&self, on: &mut AnyConnection, jobs: &[LeasedJob]) -> Result<()> {
        if jobs.is_empty() {
            return Ok(());
        }
        let mut sql =
            Sql::new("UPDATE jobs SET attempts = attempts + CASE WHEN lease IS NULL THEN 0 ELSE 1 END");
        sql.push(", claims = claims + 1, due_at = ").bind(self.until.0);
        sql.push(", lease = ").bind(self.worker).push(" || '#' || CAST(claims + 1 AS TEXT) WHERE id IN ");
        sql.tuple(jobs.iter().map(|job| job.id.as_str().into()));
        sql.execute(on).await.map(|_| ())
    }
}
