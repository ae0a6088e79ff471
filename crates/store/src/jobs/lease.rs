use crate::Database;
use crate::error::Result;
use crate::rows::all;
use crate::sql::Sql;
use crate::write::{Deed, Writing};
use domain::Timestamp;
use domain::ids::JobId;
use services::ports::{LeasedJob, StoreError};

impl Writing {
    /// Removes a job whose lease still holds; `false` when it was lost.
    pub async fn end_job(&mut self, job: &JobId, lease: &str) -> Result<bool> {
        let mut sql = Sql::new("DELETE FROM jobs");
        held_by(&mut sql, job, lease);
        Ok(self.run(sql).await? == 1)
    }

    /// Ends a job that did nothing; a conflict when its lease was lost.
    pub async fn finish_job(&mut self, job: &JobId, lease: &str) -> Result<()> {
        if self.end_job(job, lease).await? { Ok(()) } else { Err(lost(job)) }
    }

    /// Gives a job back. If one with its key was queued meanwhile, the two become one again.
    pub async fn give_back(
        &mut self,
        job: &LeasedJob,
        run_at: Timestamp,
        failed: Option<&str>,
    ) -> Result<()> {
        let mut held = Sql::new("SELECT id, unique_key FROM jobs");
        held_by(&mut held, &job.id, &job.lease);
        let row = held.fetch_optional(self.connection()).await?.ok_or_else(|| lost(&job.id))?;
        let key = all("jobs", &[row], |row| row.maybe_text("unique_key"))?.pop().flatten();
        let queued = match key {
            Some(key) => self.absorb(&key).await?,
            None => None,
        };
        let run_at = queued.map_or(run_at, |queued| queued.min(run_at));
        let mut sql = Sql::new("UPDATE jobs SET lease = NULL, run_at = ");
        sql.bind(run_at.0).push(", due_at = ").bind(run_at.0);
        if let Some(error) = failed {
            sql.push(", attempts = attempts + 1, last_error = ").bind(error);
        }
        held_by(&mut sql, &job.id, &job.lease);
        self.one_row(sql, || format!("the lease on {} was lost", job.id)).await
    }

    /// Removes queued jobs with the key; answers with the earliest time at which one of them was due.
    async fn absorb(&mut self, key: &str) -> Result<Option<Timestamp>> {
        let mut sql = Sql::new("DELETE FROM jobs WHERE lease IS NULL AND unique_key = ");
        sql.bind(key).push(" RETURNING id, run_at");
        let rows = sql.fetch_all(self.connection()).await?;
        Ok(all("jobs", &rows, |row| row.time("run_at"))?.into_iter().min())
    }
}

fn held_by(sql: &mut Sql, job: &JobId, lease: &str) {
    sql.push(" WHERE id = ").bind(job.as_str()).push(" AND lease = ").bind(lease);
}

fn lost(job: &JobId) -> StoreError {
    StoreError::Conflict(format!("the lease on {job} was lost"))
}

impl Database {
    pub(crate) async fn renew_lease(&self, job: &LeasedJob, until: Timestamp) -> Result<()> {
        self.writers.check_file()?;
        let mut sql = Sql::new("UPDATE jobs SET due_at = ");
        sql.bind(until.0);
        held_by(&mut sql, &job.id, &job.lease);
        match sql.execute(&self.writers.pool).await? {
            1 => Ok(()),
            _ => Err(lost(&job.id)),
        }
    }

    pub(crate) async fn lease_holds(&self, job: &JobId, lease: &str) -> Result<bool> {
        let mut sql = Sql::new("SELECT id FROM jobs");
        held_by(&mut sql, job, lease);
        Ok(sql.fetch_optional(&self.readers).await?.is_some())
    }

    pub(crate) async fn finish_job(&self, job: &LeasedJob) -> Result<()> {
        self.group.write(Deed::FinishJob(job.clone())).await.map(|_| ())
    }

    pub(crate) async fn give_job_back(
        &self,
        job: &LeasedJob,
        run_at: Timestamp,
        failed: Option<&str>,
    ) -> Result<()> {
        let (job, failed) = (job.clone(), failed.map(str::to_owned));
        self.group.write(Deed::GiveBack { job, run_at, failed }).await.map(|_| ())
    }
}
