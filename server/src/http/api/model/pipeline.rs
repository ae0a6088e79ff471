use super::{Permission, Time, words};
use domain::people::Role;
use domain::pipeline::{
    Change, InputKind, Launch, LaunchState, Limit, RunJob, RunState, RunStep, WorkflowInput,
};
use domain::view::{
    ActionInput, ActionView, LaunchInput, LogView, PipelineRepository, RunRow, RunView, WorkflowCard,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A repository with what can be started there.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineItem {
    #[schema(example = "acme/live-api")]
    pub repository: String,
    /// Null while its `slipway.yaml` cannot be read.
    #[schema(example = "live-api")]
    pub service: Option<String>,
    #[schema(example = "streaming")]
    pub team: Option<String>,
    pub workflows: Vec<PipelineWorkflow>,
    pub actions: Vec<ActionItem>,
    /// Why it, or a part of it, cannot be shown now.
    pub problems: Vec<String>,
}

/// A workflow that people can start.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineWorkflow {
    #[schema(example = "restart.yml")]
    pub file: String,
    #[schema(example = "Restart")]
    pub name: String,
    /// Turned off on GitHub.
    pub disabled: bool,
    /// In the order in which the file has them.
    pub inputs: Vec<PipelineInput>,
    /// Whether the caller may start it.
    pub may_start: Permission,
}

/// An input as the workflow declares it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineInput {
    #[schema(example = "region")]
    pub name: String,
    pub description: Option<String>,
    pub required: bool,
    pub default: Option<String>,
    #[serde(rename = "type")]
    #[schema(schema_with = words::input_type)]
    pub kind: &'static str,
    /// Of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
}

/// What a workflow is started with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"inputs": {"region": "eu-west-3", "stage": "staging"}, "reason": "It leaks memory"}))]
pub struct NewRun {
    /// Every value as text, as GitHub takes them.
    pub inputs: BTreeMap<String, String>,
    /// Branch or tag; the one that the service declares when left out.
    pub reference: Option<String>,
    pub reason: Option<String>,
}

/// What a guarded action is done with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"stage": "prod", "region": "eu-west-3", "inputs": {"tasks": "8"}, "reason": "The final begins"}))]
pub struct ActionBody {
    pub stage: String,
    /// Left out where the workflow takes none.
    pub region: String,
    pub inputs: BTreeMap<String, String>,
    /// Needed.
    pub reason: String,
}

/// A start of a workflow through the portal.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaunchDetail {
    /// Stands for the run wherever a run's id is asked for.
    #[schema(example = "lch_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    #[schema(schema_with = words::launch_state)]
    pub state: &'static str,
    /// GitHub's id of the run, once there is one.
    #[schema(example = "1234567")]
    pub run: Option<String>,
    pub url: Option<String>,
    #[schema(example = "acme/live-api")]
    pub repository: String,
    #[schema(example = "restart.yml")]
    pub workflow: String,
    #[schema(example = "main")]
    pub reference: String,
    #[schema(example = "live-api")]
    pub service: String,
    pub inputs: BTreeMap<String, String>,
    pub action: Option<LaunchedActionItem>,
    pub reason: Option<String>,
    pub by_name: String,
    /// Why it waits, or why there is no run.
    pub problem: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// The guarded action that a start is.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaunchedActionItem {
    #[schema(example = "scale")]
    pub name: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "eu-west-3")]
    pub region: Option<String>,
    pub changes: Vec<NumberChange>,
}

/// A number before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberChange {
    #[schema(example = "tasks")]
    pub input: String,
    pub before: Option<i64>,
    pub after: i64,
}

/// A guarded action of a service.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionItem {
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "streaming")]
    pub team: String,
    #[schema(example = "scale")]
    pub name: String,
    #[schema(example = "Scale")]
    pub title: String,
    #[schema(example = "acme/live-api")]
    pub repository: String,
    #[schema(example = "scale.yml")]
    pub workflow: String,
    /// Where it may be done.
    pub stages: Vec<String>,
    /// Who may do it in the owning team.
    #[schema(example = json!(["on-call", "lead"]))]
    pub roles: Vec<&'static str>,
    /// Bounds by input.
    pub limits: BTreeMap<String, LimitItem>,
    /// Whether the caller may do it.
    pub may: Permission,
}

/// What a number may be.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitItem {
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// At most so many times the number of now.
    #[schema(example = "×2")]
    pub max_factor: Option<String>,
}

/// One line of a list of runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunItem {
    #[schema(example = "1234567")]
    pub id: String,
    #[schema(example = "acme/live-api")]
    pub repository: String,
    #[schema(example = "restart.yml")]
    pub workflow: String,
    pub title: String,
    /// `queued`, `running`, `waiting`, or GitHub's word for how it ended.
    #[schema(example = "running")]
    pub status: String,
    /// From 1.
    pub attempt: u32,
    pub branch: Option<String>,
    pub commit: Option<String>,
    /// As GitHub names whoever started it.
    pub actor: Option<String>,
    /// Who started it through the portal.
    pub launched_by: Option<String>,
    /// At GitHub.
    pub url: String,
    pub created_at: Time,
    pub updated_at: Time,
}

/// One run with its jobs, or a start that has no run yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunDetail {
    /// Grows the further it is.
    pub version: i64,
    #[schema(example = "acme/live-api")]
    pub repository: String,
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "streaming")]
    pub team: String,
    /// Null while there is none.
    pub run: Option<RunItem>,
    pub jobs: Vec<JobItem>,
    /// How it was started, when that was through the portal.
    pub launch: Option<LaunchDetail>,
    /// Why the run cannot be shown now.
    pub problem: Option<String>,
    /// What the caller may do with it now.
    pub may: RunPermissions,
}

/// What the caller may do with a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunPermissions {
    pub cancel: Permission,
    pub rerun_failed: Permission,
}

/// One job of a run's newest attempt.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobItem {
    #[schema(example = "7654321")]
    pub id: String,
    pub name: String,
    #[schema(example = "success")]
    pub status: String,
    pub started_at: Option<Time>,
    pub completed_at: Option<Time>,
    pub steps: Vec<StepItem>,
}

/// One step of a job.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepItem {
    pub number: u32,
    pub name: String,
    #[schema(example = "success")]
    pub status: String,
}

/// The end of a job's log, without control sequences.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobLog {
    pub text: String,
    /// Something stands before it; the whole log is on GitHub.
    pub cut: bool,
    /// Bytes of the whole log.
    pub whole_bytes: u64,
}

impl From<NewRun> for LaunchInput {
    fn from(body: NewRun) -> Self {
        LaunchInput { inputs: body.inputs, reference: body.reference, reason: body.reason }
    }
}

impl From<ActionBody> for ActionInput {
    fn from(body: ActionBody) -> Self {
        ActionInput { stage: body.stage, region: body.region, inputs: body.inputs, reason: body.reason }
    }
}

impl From<PipelineRepository> for PipelineItem {
    fn from(it: PipelineRepository) -> Self {
        PipelineItem {
            repository: it.repository,
            service: it.owner.as_ref().map(|owner| owner.service.to_string()),
            team: it.owner.as_ref().map(|owner| owner.team.to_string()),
            workflows: it.workflows.into_iter().map(PipelineWorkflow::from).collect(),
            actions: it.actions.into_iter().map(ActionItem::from).collect(),
            problems: it.problems,
        }
    }
}

impl From<WorkflowCard> for PipelineWorkflow {
    fn from(card: WorkflowCard) -> Self {
        let workflow = card.workflow;
        let shown = workflow.inputs.into_iter().filter(|input| input.name != services::ports::DISPATCH_INPUT);
        PipelineWorkflow {
            file: workflow.file,
            name: workflow.name,
            disabled: workflow.disabled,
            inputs: shown.map(PipelineInput::from).collect(),
            may_start: card.may.into(),
        }
    }
}

impl From<WorkflowInput> for PipelineInput {
    fn from(input: WorkflowInput) -> Self {
        let (kind, options) = match input.kind {
            InputKind::Text => ("text", None),
            InputKind::Number => ("number", None),
            InputKind::Boolean => ("boolean", None),
            InputKind::Choice { options } => ("choice", Some(options)),
            InputKind::Environment => ("environment", None),
        };
        PipelineInput {
            name: input.name,
            description: input.description,
            required: input.required,
            default: input.default,
            kind,
            options,
        }
    }
}

impl From<Launch> for LaunchDetail {
    fn from(launch: Launch) -> Self {
        let problem = match &launch.state {
            LaunchState::Refused { reason, .. } | LaunchState::Lost { reason, .. } => Some(reason.clone()),
            _ => launch.delayed.clone(),
        };
        LaunchDetail {
            id: launch.id.to_string(),
            state: launch.state.as_str(),
            run: launch.run().map(|run| run.id.clone()),
            url: launch.run().map(|run| run.url.clone()),
            problem,
            repository: launch.workflow.repository,
            workflow: launch.workflow.file,
            reference: launch.workflow.reference,
            service: launch.service.to_string(),
            inputs: launch.inputs,
            action: launch.action.map(|action| LaunchedActionItem {
                name: action.name,
                stage: action.stage.to_string(),
                region: action.region.map(|region| region.to_string()),
                changes: action.changes.into_iter().map(NumberChange::from).collect(),
            }),
            reason: launch.reason,
            by_name: launch.by_name,
            created_at: launch.created_at.into(),
            updated_at: launch.updated_at.into(),
        }
    }
}

impl From<Change> for NumberChange {
    fn from(change: Change) -> Self {
        NumberChange { input: change.input, before: change.before, after: change.after }
    }
}

impl From<ActionView> for ActionItem {
    fn from(action: ActionView) -> Self {
        ActionItem {
            service: action.service.to_string(),
            team: action.team.to_string(),
            name: action.name,
            title: action.title,
            repository: action.repository,
            workflow: action.workflow,
            stages: action.stages.iter().map(ToString::to_string).collect(),
            roles: action.roles.into_iter().map(Role::as_str).collect(),
            limits: action.limits.into_iter().map(|(name, limit)| (name, limit.into())).collect(),
            may: action.may.into(),
        }
    }
}

impl From<Limit> for LimitItem {
    fn from(limit: Limit) -> Self {
        LimitItem {
            min: limit.min,
            max: limit.max,
            max_factor: limit.max_factor.map(|factor| factor.to_string()),
        }
    }
}

impl From<RunRow> for RunItem {
    fn from(row: RunRow) -> Self {
        let run = row.run;
        RunItem {
            status: word(&run.state),
            id: run.id,
            repository: row.repository,
            workflow: run.file,
            title: run.title,
            attempt: run.attempt,
            branch: run.branch,
            commit: run.commit,
            actor: run.actor,
            launched_by: row.launched_by,
            url: run.url,
            created_at: run.created_at.into(),
            updated_at: run.updated_at.into(),
        }
    }
}

impl From<RunView> for RunDetail {
    fn from(view: RunView) -> Self {
        let launched_by = view.launch.as_ref().map(|launch| launch.by_name.clone());
        let (repository, owner) = (view.repository.clone(), view.owner.clone());
        let row = |run| RunRow { repository: view.repository, owner: Some(view.owner), run, launched_by };
        RunDetail {
            version: view.version,
            service: owner.service.to_string(),
            team: owner.team.to_string(),
            run: view.run.map(|run| row(run).into()),
            jobs: view.jobs.into_iter().map(JobItem::from).collect(),
            launch: view.launch.map(LaunchDetail::from),
            problem: view.problem,
            may: RunPermissions {
                cancel: view.may.cancel.into(),
                rerun_failed: view.may.rerun_failed.into(),
            },
            repository,
        }
    }
}

impl From<RunJob> for JobItem {
    fn from(job: RunJob) -> Self {
        JobItem {
            id: job.id,
            name: job.name,
            status: word(&job.state),
            started_at: job.started_at.map(Time::from),
            completed_at: job.completed_at.map(Time::from),
            steps: job.steps.into_iter().map(StepItem::from).collect(),
        }
    }
}

impl From<RunStep> for StepItem {
    fn from(step: RunStep) -> Self {
        StepItem { number: step.number, status: word(&step.state), name: step.name }
    }
}

impl From<LogView> for JobLog {
    fn from(log: LogView) -> Self {
        let line = |line: domain::pipeline::LogLine| match line.time {
            Some(time) => format!("{time} {}\n", line.text),
            None => format!("{}\n", line.text),
        };
        JobLog { text: log.lines.into_iter().map(line).collect(), cut: log.cut, whole_bytes: log.whole }
    }
}

fn word(state: &RunState) -> String {
    state.as_str().to_owned()
}
