use crate::Database;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, CHUNK, Sql};
use crate::write::{Deed, Writing};
use services::ports::NewJob;
use std::collections::HashMap;

impl Writing {
    /// Adds jobs in their order when it commits; one whose key is already queued only hastens that job.
    pub fn want_jobs(&mut self, jobs: &[NewJob]) {
        self.jobs.extend_from_slice(jobs);
    }

    pub(crate) async fn store_jobs(&mut self) -> Result<()> {
        let jobs = without_doubles(std::mem::take(&mut self.jobs));
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

/// The first job of each key, at the earliest of their times: one statement may not meet the same queued job twice.
fn without_doubles(jobs: Vec<NewJob>) -> Vec<NewJob> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<NewJob> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let known = job.unique_key.as_ref().and_then(|key| places.get(key).copied());
        if let Some(first) = known.and_then(|place| kept.get_mut(place)) {
            first.run_at = first.run_at.min(job.run_at);
            continue;
        }
        places.extend(job.unique_key.clone().map(|key| (key, kept.len())));
        kept.push(job);
    }
    kept
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
    pub(crate) async fn add_jobs(&self, jobs: Vec<NewJob>) -> Result<()> {
        self.group.write(Deed::AddJobs(jobs)).await.map(|_| ())
    }
}
