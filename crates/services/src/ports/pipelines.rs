use async_trait::async_trait;
use domain::Timestamp;
use domain::changes::Comparison;
use domain::pipeline::{Awaited, Guard, LogTail, Reviewed, Run, RunJob, WorkflowFile};
use domain::rollout::{RunRef, Workflow};
use std::collections::BTreeMap;
use std::fmt;

/// A workflow to be started, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    pub workflow: Workflow,
    /// As the workflow declares them, without the one that carries the id.
    pub inputs: BTreeMap<String, String>,
    /// Tells this start from every other. It is handed over as the input [`DISPATCH_INPUT`], and the workflow shows it in
    /// its `run-name`, so that its run can be found when the answer was lost.
    pub id: String,
    /// Whether the workflow takes the id; it would refuse an input that it does not declare. Without it a lost answer
    /// stays lost.
    pub traced: bool,
}

/// The input through which a workflow learns the id of its dispatch.
pub const DISPATCH_INPUT: &str = "slipway_dispatch";

/// What is said of a deployment that waits, by the portal's rule or by a reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleAnswer {
    pub pass: bool,
    /// For whoever looks at the run, in Markdown.
    pub comment: String,
}

/// A person's own token. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonToken(String);

impl PersonToken {
    pub fn new(secret: String) -> Self {
        PersonToken(secret)
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonToken")
    }
}

/// One repository that the portal may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryEntry {
    /// `owner/name`.
    pub name: String,
    /// Nobody changes it any more.
    pub archived: bool,
}

/// The files of a repository at one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileList {
    pub paths: Vec<String>,
    /// `false`: there are more than the backend lists at once.
    pub complete: bool,
}

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOwner {
    pub login: String,
    /// Of a classic token, and of one from signing in; others have finer rights, which GitHub does not list.
    pub scopes: Vec<String>,
}

/// Why the CI backend did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PipelineError {
    /// The call is wrong or not allowed; trying again won't help. The backend's own words.
    #[error("{0}")]
    Refused(String),
    /// The portal's own token may not do it: the backend's words, with the right that is missing where it names one.
    #[error("GitHub said no to the portal's token: {0}")]
    Forbidden(String),
    /// The repository, workflow, run or log is not there (any more), or not for us to see.
    #[error("{0} does not exist, or the portal may not see it")]
    NotFound(String),
    /// It asks to come back later. It certainly did nothing.
    #[error("GitHub asks to slow down")]
    Throttled { until: Timestamp },
    /// It could not be reached: it certainly did nothing.
    #[error("GitHub cannot be reached: {0}")]
    Unreachable(String),
    /// No answer, or a server's fault: whether the call took effect is unknown.
    #[error("GitHub does not answer: {0}")]
    Unclear(String),
}

impl PipelineError {
    /// Trying again may help.
    pub fn retryable(&self) -> bool {
        !matches!(self, PipelineError::Refused(_) | PipelineError::Forbidden(_) | PipelineError::NotFound(_))
    }
}

/// The CI backend: GitHub Actions. Reads may be repeated; what is said of each write holds.
#[async_trait]
pub trait Pipelines: Send + Sync {
    /// Starts a workflow. Must not be repeated after [`PipelineError::Unclear`]: [`Pipelines::find`] tells what became of it.
    async fn dispatch(&self, dispatch: &Dispatch) -> Result<RunRef, PipelineError>;

    /// The run that the dispatch with this id started, if it was sent after `since`. Two of them are
    /// [`PipelineError::Refused`]: somebody has to look.
    async fn find(
        &self,
        workflow: &Workflow,
        id: &str,
        since: Timestamp,
    ) -> Result<Option<RunRef>, PipelineError>;

    /// How far a run is.
    async fn run(&self, repository: &str, run: &str) -> Result<Run, PipelineError>;

    /// The newest runs of a repository, or of one of its workflow files, newest first.
    async fn runs(&self, repository: &str, file: Option<&str>) -> Result<Vec<Run>, PipelineError>;

    /// The jobs of a run's newest attempt, with their steps.
    async fn jobs(&self, repository: &str, run: &str) -> Result<Vec<RunJob>, PipelineError>;

    /// The log of one job that has ended, at most `most` bytes from its end.
    async fn log(&self, repository: &str, job: &str, most: usize) -> Result<LogTail, PipelineError>;

    /// Asks a run to stop. Harmless when it has ended.
    async fn cancel(&self, repository: &str, run: &str) -> Result<(), PipelineError>;

    /// Runs the failed jobs of an ended run again.
    async fn rerun_failed(&self, repository: &str, run: &str) -> Result<(), PipelineError>;

    /// The workflows of a repository at a branch or tag that people can start, with their inputs.
    async fn workflows(&self, repository: &str, reference: &str) -> Result<Vec<WorkflowFile>, PipelineError>;

    /// The names of a repository's environments.
    async fn environments(&self, repository: &str) -> Result<Vec<String>, PipelineError>;

    /// A text file of a repository at a branch or tag; `None` when it is not there.
    async fn file(
        &self,
        repository: &str,
        path: &str,
        reference: &str,
    ) -> Result<Option<String>, PipelineError>;

    /// The repositories of an owner that the portal may see, also archived ones; without an owner, of all owners. `Refused`
    /// where that takes an App's rights.
    async fn repositories(&self, owner: Option<&str>) -> Result<Vec<RepositoryEntry>, PipelineError>;

    /// The paths of all files of a repository at a branch or tag.
    async fn files(&self, repository: &str, reference: &str) -> Result<FileList, PipelineError>;

    /// What leads from one commit to another one of the same repository. `NotFound` when it does not have one of them.
    async fn compare(&self, repository: &str, base: &str, head: &str) -> Result<Comparison, PipelineError>;

    /// What the backend asks before a job may deploy to an environment. One that does not exist asks nothing.
    async fn guard(&self, repository: &str, environment: &str) -> Result<Guard, PipelineError>;

    /// Answers the portal's rule for all jobs of a run that wait in an environment. `Refused` when none of them does.
    async fn answer_rule(
        &self,
        repository: &str,
        run: &str,
        environment: &str,
        answer: &RuleAnswer,
    ) -> Result<(), PipelineError>;

    /// The deployments of a run that wait for one of their environments' reviewers.
    async fn awaited(&self, repository: &str, run: &str) -> Result<Vec<Awaited>, PipelineError>;

    /// What reviewers have said of a run, the latest last.
    async fn reviews(&self, repository: &str, run: &str) -> Result<Vec<Reviewed>, PipelineError>;

    /// Whose token this is. `Refused` when the backend does not accept it.
    async fn owner(&self, token: &PersonToken) -> Result<TokenOwner, PipelineError>;

    /// Whether this person may answer for one of a run's deployments that wait.
    async fn may_review(
        &self,
        token: &PersonToken,
        repository: &str,
        run: &str,
        awaited: &Awaited,
    ) -> Result<bool, PipelineError>;

    /// Answers as this person. Must not be repeated after [`PipelineError::Unclear`]: the run tells what became of it.
    async fn review(
        &self,
        token: &PersonToken,
        repository: &str,
        run: &str,
        review: (&Awaited, &RuleAnswer),
    ) -> Result<(), PipelineError>;

    /// Whether the backend answers and knows us, for `slipway check`.
    async fn ping(&self) -> Result<(), PipelineError>;
}
