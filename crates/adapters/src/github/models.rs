//! What is read of GitHub's answers. GitHub omits fields, or says `null`, more often than its schema has it.

use domain::Timestamp;
use domain::pipeline::{Conclusion, Run, RunJob, RunState, RunStep};
use domain::rollout::RunRef;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct RunList {
    #[serde(default)]
    pub workflow_runs: Vec<RunModel>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RunModel {
    pub id: u64,
    html_url: Option<String>,
    name: Option<String>,
    pub display_title: Option<String>,
    path: Option<String>,
    head_branch: Option<String>,
    head_sha: Option<String>,
    status: Option<String>,
    conclusion: Option<String>,
    run_attempt: Option<u32>,
    actor: Option<Actor>,
    triggering_actor: Option<Actor>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Actor {
    login: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct JobList {
    pub total_count: Option<u64>,
    #[serde(default)]
    pub jobs: Vec<JobModel>,
}

#[derive(Debug, Deserialize)]
pub(super) struct JobModel {
    id: u64,
    name: Option<String>,
    status: Option<String>,
    conclusion: Option<String>,
    started_at: Option<String>,
    completed_at: Option<String>,
    steps: Option<Vec<StepModel>>,
}

#[derive(Debug, Deserialize)]
struct StepModel {
    number: Option<u32>,
    name: Option<String>,
    status: Option<String>,
    conclusion: Option<String>,
}

/// The answer to a dispatch, where the server tells.
#[derive(Debug, Deserialize)]
pub(super) struct Dispatched {
    pub workflow_run_id: u64,
    pub html_url: Option<String>,
    pub run_url: Option<String>,
}

impl RunModel {
    pub fn reference(&self) -> RunRef {
        RunRef { id: self.id.to_string(), url: self.html_url.clone().unwrap_or_default() }
    }
}

impl From<RunModel> for Run {
    fn from(model: RunModel) -> Self {
        let login = |actor: Option<Actor>| actor.and_then(|actor| actor.login);
        Run {
            id: model.id.to_string(),
            url: model.html_url.unwrap_or_default(),
            title: model.display_title.or(model.name).unwrap_or_default(),
            file: file(model.path.as_deref().unwrap_or_default()),
            branch: model.head_branch,
            commit: model.head_sha,
            actor: login(model.triggering_actor).or_else(|| login(model.actor)),
            state: state(model.status.as_deref(), model.conclusion.as_deref()),
            attempt: model.run_attempt.unwrap_or(1),
            created_at: time(model.created_at.as_deref()).unwrap_or_default(),
            updated_at: time(model.updated_at.as_deref()).unwrap_or_default(),
        }
    }
}

impl From<JobModel> for RunJob {
    fn from(model: JobModel) -> Self {
        let steps = model.steps.unwrap_or_default();
        RunJob {
            id: model.id.to_string(),
            name: model.name.unwrap_or_default(),
            state: state(model.status.as_deref(), model.conclusion.as_deref()),
            started_at: time(model.started_at.as_deref()),
            completed_at: time(model.completed_at.as_deref()),
            steps: (1..).zip(steps).map(|(place, step)| step.shown(place)).collect(),
        }
    }
}

impl StepModel {
    fn shown(self, place: u32) -> RunStep {
        RunStep {
            number: self.number.unwrap_or(place),
            name: self.name.unwrap_or_default(),
            state: state(self.status.as_deref(), self.conclusion.as_deref()),
        }
    }
}

/// `deploy.yml` of `.github/workflows/deploy.yml@main`.
fn file(path: &str) -> String {
    let path = path.split('@').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A word that is not known counts as running: it is not over, and people see the page on GitHub.
fn state(status: Option<&str>, conclusion: Option<&str>) -> RunState {
    match (status, conclusion) {
        (Some("completed"), None) => RunState::Done { conclusion: Conclusion::Other("completed".to_owned()) },
        (Some("completed") | None, Some(word)) => RunState::Done { conclusion: Conclusion::parse(word) },
        (None | Some("queued" | "requested" | "pending"), _) => RunState::Queued,
        (Some("waiting"), _) => RunState::Waiting,
        _ => RunState::Running,
    }
}

pub(super) fn time(text: Option<&str>) -> Option<Timestamp> {
    let time: jiff::Timestamp = text?.parse().ok()?;
    Some(Timestamp(time.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_which_little_is_known_can_be_read() {
        let bare = r#"{"id":7,"name":null,"head_branch":null,"status":null,"head_commit":null,"actor":{}}"#;
        let run: Run = serde_json::from_str::<RunModel>(bare).expect("a run").into();
        assert_eq!((run.id.as_str(), run.attempt, run.state), ("7", 1, RunState::Queued));
        let job: RunJob = serde_json::from_str::<JobModel>(r#"{"id":8,"steps":null}"#).expect("a job").into();
        assert_eq!((job.id.as_str(), job.steps.len()), ("8", 0));
    }

    #[test]
    fn a_run_is_read() {
        let text = r#"{"id":7,"html_url":"https://x/7","name":"Deploy","display_title":"Deploy [a]",
            "path":".github/workflows/deploy.yml@main","status":"completed","conclusion":"new_word","run_attempt":2,
            "actor":{"login":"jin"},"created_at":"2026-11-26T10:00:00Z","updated_at":"2026-11-26T10:00:01Z"}"#;
        let run: Run = serde_json::from_str::<RunModel>(text).expect("a run").into();
        assert_eq!((run.title.as_str(), run.file.as_str(), run.attempt), ("Deploy [a]", "deploy.yml", 2));
        assert_eq!(run.state, RunState::Done { conclusion: Conclusion::Other("new_word".to_owned()) });
        assert_eq!(run.updated_at.since(run.created_at), 1_000);
    }

    #[test]
    fn states_are_told_apart() {
        let done = |word: &str| RunState::Done { conclusion: Conclusion::parse(word) };
        let cases = [
            (Some("queued"), None, RunState::Queued),
            (Some("requested"), None, RunState::Queued),
            (Some("in_progress"), None, RunState::Running),
            (Some("waiting"), None, RunState::Waiting),
            (Some("something_new"), None, RunState::Running),
            (Some("completed"), Some("success"), done("success")),
            (Some("completed"), None, done("completed")),
            (None, Some("failure"), done("failure")),
        ];
        for (status, conclusion, expected) in cases {
            assert_eq!(state(status, conclusion), expected, "{status:?} {conclusion:?}");
        }
    }
}
