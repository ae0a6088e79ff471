use domain::Timestamp;
use domain::pipeline::{Conclusion, InputKind, Run, RunState, WorkflowFile, WorkflowInput};
use domain::rollout::{RunRef, Workflow};
use services::ports::{DISPATCH_INPUT, Dispatch, PipelineError, Pipelines};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(50);
/// In time of tokio's, which may be paused.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a case works with: a backend with the repository `acme/live-api`, which has the file `slipway.yaml` and the workflow
/// `deploy.yml` as [`PipelineBench::workflow_file`] declares it, and the environments dev, staging and prod. Runs whose input `region` is [`PipelineBench::FAILING`] fail
/// at their first attempt, and no others. In [`PipelineBench::REVIEWED`] deployments to prod wait for `lead`, whose own token is
/// [`PipelineBench::REVIEWER`]; [`PipelineBench::OUTSIDER`] is somebody else's.
#[derive(Clone)]
pub struct PipelineBench {
    pub pipelines: Arc<dyn Pipelines>,
    pub workflow: Workflow,
    /// Before every start.
    pub since: Timestamp,
    /// Two commits of the repository, the older one first; one other stands between them.
    pub commits: [String; 2],
    /// Its own for each case.
    case: String,
}

impl PipelineBench {
    pub const REPOSITORY: &'static str = "acme/live-api";
    pub const FAILING: &'static str = "eu-west-3";
    pub const REVIEWED: &'static str = "acme/platform-tools";
    pub const REVIEWER: &'static str = "sandbox-lead";
    pub const OUTSIDER: &'static str = "sandbox-developer";

    /// `now` is what the backend's clock shows at most.
    pub fn new(pipelines: Arc<dyn Pipelines>, commits: [String; 2], now: Timestamp) -> Self {
        let workflow = Workflow {
            repository: Self::REPOSITORY.to_owned(),
            file: "deploy.yml".to_owned(),
            reference: "main".to_owned(),
        };
        PipelineBench { pipelines, workflow, commits, since: now, case: "case".to_owned() }
    }

    /// The workflow that backends must have.
    pub fn workflow_file() -> WorkflowFile {
        let input = |name: &str, required: bool, kind: InputKind| WorkflowInput {
            name: name.to_owned(),
            description: None,
            required,
            default: None,
            kind,
        };
        let stages = ["dev", "staging", "prod"].map(str::to_owned).to_vec();
        let inputs = vec![
            input("region", true, InputKind::Text),
            input("stage", true, InputKind::Choice { options: stages }),
            input("version", true, InputKind::Text),
            input("artifact", false, InputKind::Text),
            input("digest", false, InputKind::Text),
            input(DISPATCH_INPUT, false, InputKind::Text),
        ];
        WorkflowFile {
            file: "deploy.yml".to_owned(),
            name: "Deploy".to_owned(),
            inputs,
            run_name: Some(format!("Deploy [${{{{ inputs.{DISPATCH_INPUT} }}}}]")),
            disabled: false,
        }
    }

    pub(super) fn for_case(&self, case: &str) -> Self {
        PipelineBench { case: case.replace('_', "-"), ..self.clone() }
    }

    /// A start of this case's own, in a region of its own: starts for the same one wait for one another.
    pub(super) fn dispatch(&self, number: u32) -> Dispatch {
        self.dispatch_in(number, &format!("{}-{number}", self.case))
    }

    /// A start whose run is going to fail. For one case only, see above.
    pub(super) fn failing(&self, number: u32) -> Dispatch {
        self.dispatch_in(number, Self::FAILING)
    }

    fn dispatch_in(&self, number: u32, region: &str) -> Dispatch {
        let inputs = [("region", region), ("stage", "dev"), ("version", "1.8.2")];
        let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Dispatch {
            workflow: self.workflow.clone(),
            inputs: BTreeMap::from(inputs),
            id: format!("{}-{number}", self.case),
            traced: true,
        }
    }

    pub(super) async fn started(&self, number: u32) -> RunRef {
        self.pipelines.dispatch(&self.dispatch(number)).await.expect("starts")
    }

    pub(super) async fn found(&self, id: &str) -> Option<RunRef> {
        self.pipelines.find(&self.workflow, id, self.since).await.expect("answers")
    }

    pub(super) async fn run(&self, run: &RunRef) -> Run {
        self.pipelines.run(Self::REPOSITORY, &run.id).await.expect("a run")
    }

    /// Waits until a run is over.
    pub(super) async fn ended(&self, run: &RunRef) -> Conclusion {
        self.ended_in(Self::REPOSITORY, &run.id).await
    }

    /// The same for a run of any repository.
    pub(super) async fn ended_in(&self, repository: &str, run: &str) -> Conclusion {
        for _ in 0..PATIENCE.div_duration_f64(PAUSE) as u32 {
            let shown = self.pipelines.run(repository, run).await.expect("a run");
            if let RunState::Done { conclusion } = shown.state {
                return conclusion;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("the run {run} never ends");
    }

    /// Asks until there is something: the first of it.
    pub(super) async fn until<T, A: Future<Output = Result<Vec<T>, PipelineError>>>(
        &self,
        ask: impl Fn() -> A,
    ) -> T {
        for _ in 0..PATIENCE.div_duration_f64(PAUSE) as u32 {
            if let Some(first) = ask().await.expect("an answer").into_iter().next() {
                return first;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("there is never anything");
    }
}
