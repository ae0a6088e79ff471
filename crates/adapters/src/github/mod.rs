//! GitHub Actions over its REST API, of github.com and of Enterprise Servers.

mod address;
mod cache;
mod compare;
mod dispatch;
mod environments;
mod failure;
mod files;
mod find;
mod guards;
mod lanes;
mod link;
mod logs;
mod models;
mod options;
mod quiet;
mod repositories;
mod reviews;
mod runs;
mod workflows;

pub use options::{GithubCredentials, GithubOptions, GithubSetupError};

use async_trait::async_trait;
use domain::Timestamp;
use domain::changes::Comparison;
use domain::pipeline::{Awaited, Guard, LogTail, Reviewed, Run, RunJob, WorkflowFile};
use domain::rollout::{RunRef, Workflow};
use http::StatusCode;
use lanes::Lanes;
use link::Link;
use services::ports::{
    Dispatch, FileList, PersonToken, PipelineError, Pipelines, RepositoryEntry, RuleAnswer, TokenOwner,
};
use std::sync::atomic::AtomicBool;

/// One GitHub, as one user of it.
pub struct Github {
    link: Link,
    /// The App that the portal is; `None`: it is a user, or nobody.
    app_id: Option<u64>,
    writes: Lanes,
    /// An old server, which does not name the run that a dispatch has started.
    tells_no_runs: AtomicBool,
}

impl Github {
    /// Must be called inside a tokio runtime. Asks GitHub nothing yet.
    pub fn new(options: &GithubOptions) -> Result<Self, GithubSetupError> {
        Ok(Github {
            link: Link::new(options)?,
            app_id: match options.credentials {
                GithubCredentials::App { app_id, .. } => Some(app_id),
                GithubCredentials::None | GithubCredentials::Token(_) => None,
            },
            writes: Lanes::default(),
            tells_no_runs: AtomicBool::new(false),
        })
    }
}

impl std::fmt::Debug for Github {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Github").finish_non_exhaustive()
    }
}

#[async_trait]
impl Pipelines for Github {
    async fn dispatch(&self, dispatch: &Dispatch) -> Result<RunRef, PipelineError> {
        self.start(dispatch).await
    }

    async fn find(
        &self,
        workflow: &Workflow,
        id: &str,
        since: Timestamp,
    ) -> Result<Option<RunRef>, PipelineError> {
        self.find_run(workflow, id, since).await
    }

    async fn run(&self, repository: &str, run: &str) -> Result<Run, PipelineError> {
        self.read_run(repository, run).await
    }

    async fn runs(&self, repository: &str, file: Option<&str>) -> Result<Vec<Run>, PipelineError> {
        self.list_runs(repository, file).await
    }

    async fn jobs(&self, repository: &str, run: &str) -> Result<Vec<RunJob>, PipelineError> {
        self.list_jobs(repository, run).await
    }

    async fn log(&self, repository: &str, job: &str, most: usize) -> Result<LogTail, PipelineError> {
        self.read_log(repository, job, most).await
    }

    async fn cancel(&self, repository: &str, run: &str) -> Result<(), PipelineError> {
        self.stop_run(repository, run).await
    }

    async fn rerun_failed(&self, repository: &str, run: &str) -> Result<(), PipelineError> {
        self.run_again(repository, run).await
    }

    async fn workflows(&self, repository: &str, reference: &str) -> Result<Vec<WorkflowFile>, PipelineError> {
        self.list_workflows(repository, reference).await
    }

    async fn environments(&self, repository: &str) -> Result<Vec<String>, PipelineError> {
        self.list_environments(repository).await
    }

    async fn file(
        &self,
        repository: &str,
        path: &str,
        reference: &str,
    ) -> Result<Option<String>, PipelineError> {
        self.read_file(repository, path, reference).await
    }

    async fn repositories(&self, owner: Option<&str>) -> Result<Vec<RepositoryEntry>, PipelineError> {
        self.list_repositories(owner).await
    }

    async fn files(&self, repository: &str, reference: &str) -> Result<FileList, PipelineError> {
        self.list_files(repository, reference).await
    }

    async fn compare(&self, repository: &str, base: &str, head: &str) -> Result<Comparison, PipelineError> {
        self.compare_commits(repository, base, head).await
    }

    async fn guard(&self, repository: &str, environment: &str) -> Result<Guard, PipelineError> {
        self.read_guard(repository, environment).await
    }

    async fn answer_rule(
        &self,
        repository: &str,
        run: &str,
        environment: &str,
        answer: &RuleAnswer,
    ) -> Result<(), PipelineError> {
        self.send_answer(repository, run, environment, answer).await
    }

    async fn awaited(&self, repository: &str, run: &str) -> Result<Vec<Awaited>, PipelineError> {
        self.read_awaited(repository, run).await
    }

    async fn reviews(&self, repository: &str, run: &str) -> Result<Vec<Reviewed>, PipelineError> {
        self.read_reviews(repository, run).await
    }

    async fn owner(&self, token: &PersonToken) -> Result<TokenOwner, PipelineError> {
        self.read_owner(token).await
    }

    async fn may_review(
        &self,
        token: &PersonToken,
        repository: &str,
        run: &str,
        awaited: &Awaited,
    ) -> Result<bool, PipelineError> {
        self.read_may_review(token, (repository, run), awaited).await
    }

    async fn review(
        &self,
        token: &PersonToken,
        repository: &str,
        run: &str,
        review: (&Awaited, &RuleAnswer),
    ) -> Result<(), PipelineError> {
        self.send_review(token, (repository, run), review).await
    }

    async fn ping(&self) -> Result<(), PipelineError> {
        match self.link.get_fresh("GitHub's API", "/rate_limit").await {
            // A server without limits, which has looked at the credentials nevertheless.
            Err(failed) if failed.is(StatusCode::NOT_FOUND) => Ok(()),
            answer => Ok(answer.map(|_| ())?),
        }
    }
}
