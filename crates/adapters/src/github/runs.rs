//! Runs and their jobs.

use super::Github;
use super::address::{numbered, part, repository};
use super::models::{JobList, RunList, RunModel};
use domain::pipeline::{Run, RunJob};
use http::StatusCode;
use services::ports::PipelineError;

/// How many of the newest runs are shown.
const NEWEST: usize = 50;
const JOBS_PER_PAGE: usize = 100;
/// A workflow has at most 256 jobs for each of its matrices; more than this nobody looks at.
const PAGES_OF_JOBS: usize = 5;

impl Github {
    pub(super) async fn read_run(&self, repository: &str, run: &str) -> Result<Run, PipelineError> {
        let what = format!("the run {run} of {repository}");
        let answer = self.link.get(&what, &numbered(repository, "runs", run)?).await?;
        Ok(answer.json::<RunModel>(&what)?.into())
    }

    pub(super) async fn list_runs(&self, name: &str, file: Option<&str>) -> Result<Vec<Run>, PipelineError> {
        let of = file.map(|file| format!("/workflows/{}", part(file))).unwrap_or_default();
        let what = match file {
            Some(file) => format!("the workflow {file} in {name}"),
            None => format!("the repository {name}"),
        };
        let path = format!("{}/actions{of}/runs?per_page={NEWEST}", repository(name)?);
        let list: RunList = self.link.get(&what, &path).await?.json(&what)?;
        Ok(list.workflow_runs.into_iter().map(Run::from).collect())
    }

    pub(super) async fn list_jobs(&self, repository: &str, run: &str) -> Result<Vec<RunJob>, PipelineError> {
        let what = format!("the run {run} of {repository}");
        let path = numbered(repository, "runs", run)?;
        let mut jobs = Vec::new();
        for page in 1..=PAGES_OF_JOBS {
            let path = format!("{path}/jobs?filter=latest&per_page={JOBS_PER_PAGE}&page={page}");
            let list: JobList = self.link.get(&what, &path).await?.json(&what)?;
            let last = list.jobs.len() < JOBS_PER_PAGE;
            jobs.extend(list.jobs.into_iter().map(RunJob::from));
            if last || list.total_count.is_some_and(|total| jobs.len() as u64 >= total) {
                break;
            }
        }
        Ok(jobs)
    }

    pub(super) async fn stop_run(&self, repository: &str, run: &str) -> Result<(), PipelineError> {
        let what = format!("the run {run} of {repository}");
        let path = format!("{}/cancel", numbered(repository, "runs", run)?);
        let _turn = self.writes.turn(repository).await;
        match self.link.post(&what, &path, None).await {
            // It has ended.
            Err(failed) if failed.is(StatusCode::CONFLICT) => Ok(()),
            answer => Ok(answer.map(|_| ())?),
        }
    }

    pub(super) async fn run_again(&self, repository: &str, run: &str) -> Result<(), PipelineError> {
        let what = format!("the run {run} of {repository}");
        let path = format!("{}/rerun-failed-jobs", numbered(repository, "runs", run)?);
        let _turn = self.writes.turn(repository).await;
        Ok(self.link.post(&what, &path, None).await.map(|_| ())?)
    }
}
