use crate::Database;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, CHUNK, Sql};
use crate::write::Writing;
use services::ports::NewJob;
use std::collections::HashSet;

impl Writing {
    /// Adds jobs in their order; one whose key is already queued only hastens that job.
    pub async fn add_jobs(&mut self, jobs: &[NewJob]) -> Result<()> {
        let jobs = without_doubles(jobs);
        for chunk in jobs.chunks(CHUNK) {
            let first = self.heads.job_seq + 1;
            let rows = (first..).zip(chunk).map(|(seq, job)| row(seq, job)).collect::<Result<Vec<_>>>()?;
            let mut sql = Sql::new(
                "INSERT INTO jobs (id, seq, kind, document, lane, pool, unique_key, run_at, due_at, attempts, claims)
                 VALUES ",
            );
            sql.tuples(rows);
            sql.push(HASTEN_QUEUED);
            self.run(sql).await?;
            self.heads.job_seq += chunk.len() as i64;
        }
        Ok(())
    }
}

/// The queued job takes the earlier time. Even when that is its own, the update locks it until this commit is done, so
/// that nobody runs it before there is to see what it was wanted for.
const HASTEN_QUEUED: &str = " ON CONFLICT (unique_key) WHERE lease IS NULL DO UPDATE SET
     run_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.run_at END,
     due_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.due_at END";

/// The first job of each key: one statement may not meet the same queued job twice.
fn without_doubles(jobs: &[NewJob]) -> Vec<&NewJob> {
    let mut keys = HashSet::new();
    jobs.iter().filter(|job| job.unique_key.as_ref().is_none_or(|key| keys.insert(key))).collect()
}

fn row(seq: i64, job: &NewJob) -> Result<[Arg; 11]> {
    Ok([
        job.id.as_str().into(),
        seq.into(),
        job.kind.name().into(),
        json("a job", &job.kind)?.into(),
        job.lane.as_str().into(),
        job.pool.as_str().into(),
        job.unique_key.as_deref().into(),
        job.run_at.0.into(),
        job.run_at.0.into(),
        0.into(),
        0.into(),
    ])
}

impl Database {
    /// Adds jobs outside a commit.
    pub(crate) async fn add_jobs(&self, jobs: &[NewJob]) -> Result<()> {
        let mut writing = self.write().await?;
        writing.add_jobs(jobs).await?;
        let (newest, _) = writing.commit().await?;
        self.wake.ring(newest);
        Ok(())
    }
}
