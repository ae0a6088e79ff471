//! Pipelines as people see them.

use super::Allowed;
use crate::Timestamp;
use crate::ids::LaunchId;
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::people::Role;
use crate::pipeline::{Launch, Limit, LogLine, Run, RunJob, RunState, WorkflowFile, WorkflowInput};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Narrows pipelines down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PipelineFilter {
    pub service: Option<String>,
    /// `owner/name`.
    pub repository: Option<String>,
    /// As in [`RunState::as_str`]; `open`: not over; `failed`: over, and did not go well.
    pub status: Option<String>,
}

/// The repositories that a person may see, with their newest runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelinesView {
    pub repositories: Vec<PipelineRepository>,
    /// Newest first.
    pub runs: Vec<RunRow>,
    /// Starts that GitHub has not taken, newest first: those that wait, and those that failed lately.
    pub launches: Vec<Launch>,
}

/// One repository and what can be started there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineRepository {
    /// `owner/name`.
    pub repository: String,
    /// `None` while its `slipway.yaml` could never be read: then nobody may start anything.
    pub owner: Option<RepositoryOwner>,
    pub workflows: Vec<WorkflowCard>,
    pub actions: Vec<ActionView>,
    /// Why it, or a part of it, cannot be shown now.
    pub problems: Vec<String>,
}

/// Whose a repository is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryOwner {
    pub service: ServiceName,
    pub team: TeamName,
    /// Branch or tag that workflows are taken from.
    pub reference: String,
}

/// A workflow that people can start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowCard {
    pub workflow: WorkflowFile,
    pub may: Allowed,
}

/// A workflow with what its form needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowForm {
    pub repository: String,
    pub owner: RepositoryOwner,
    pub card: WorkflowCard,
    /// What inputs of the kind environment take.
    pub environments: Vec<String>,
}

/// One line of a list of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    pub repository: String,
    pub owner: Option<RepositoryOwner>,
    pub run: Run,
    /// Who started it through the portal.
    pub launched_by: Option<String>,
}

/// One run with everything about it, or a start that has no run yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunView {
    /// Grows the further it is.
    pub version: i64,
    pub repository: String,
    pub owner: RepositoryOwner,
    /// How it was started, when that was through the portal.
    pub launch: Option<Launch>,
    /// `None`: there is none yet, or GitHub does not tell.
    pub run: Option<Run>,
    pub jobs: Vec<RunJob>,
    /// Why the run cannot be shown now.
    pub problem: Option<String>,
    pub may: RunActions,
}

/// What the reader may do to a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunActions {
    pub cancel: Allowed,
    pub rerun_failed: Allowed,
}

/// The end of a job's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogView {
    pub lines: Vec<LogLine>,
    /// Something stands before it.
    pub cut: bool,
    /// Bytes of the whole log.
    pub whole: u64,
    /// Bytes of it that are shown.
    pub shown: u64,
}

/// What a workflow is started with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LaunchInput {
    pub inputs: BTreeMap<String, String>,
    /// Branch or tag; the declared one when left out.
    pub reference: Option<String>,
    pub reason: Option<String>,
}

/// A guarded action of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionView {
    pub service: ServiceName,
    pub team: TeamName,
    /// As it is declared: `scale`.
    pub name: String,
    pub title: String,
    pub repository: String,
    /// Below `.github/workflows`.
    pub workflow: String,
    /// Where it may be done, in the order of the stages.
    pub stages: Vec<StageName>,
    /// Who may do it in the owning team.
    pub roles: Vec<Role>,
    /// Bounds by input.
    pub limits: BTreeMap<String, Limit>,
    pub may: Allowed,
}

/// A guarded action in one place, with what its form needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionForm {
    pub action: ActionView,
    pub stage: StageName,
    pub region: Option<RegionName>,
    /// The workflow takes a region.
    pub regional: bool,
    pub fields: Vec<ActionField>,
    /// What inputs of the kind environment take.
    pub environments: Vec<String>,
}

/// One input that is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionField {
    pub input: WorkflowInput,
    pub limit: Option<Limit>,
    /// The number of now, where it is known.
    pub present: Option<PresentNumber>,
}

/// A number of now, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentNumber {
    pub number: i64,
    pub origin: PresentOrigin,
}

/// Where a present number was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum PresentOrigin {
    /// The service's environment.
    Environment,
    /// The action itself set it.
    Action { launch: LaunchId, at: Timestamp },
    /// The declaration says so for the beginning.
    Declared,
}

/// What an action is done with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActionInput {
    pub stage: String,
    /// Empty where the workflow takes none.
    pub region: String,
    pub inputs: BTreeMap<String, String>,
    pub reason: String,
}

impl PipelineFilter {
    /// Whether a run in this state is wanted.
    pub fn wants(&self, state: &RunState) -> bool {
        match self.status.as_deref() {
            None | Some("") => true,
            Some("open") => !state.is_done(),
            Some("failed") => state.went_wrong(),
            Some(word) => state.as_str() == word,
        }
    }

    /// Whether this repository is wanted. GitHub's names do not heed case.
    pub fn has_repository(&self, repository: &str) -> bool {
        let wanted = self.repository.as_deref().unwrap_or_default();
        wanted.is_empty() || wanted.eq_ignore_ascii_case(repository)
    }

    pub fn has_service(&self, service: Option<&ServiceName>) -> bool {
        let wanted = self.service.as_deref().unwrap_or_default();
        wanted.is_empty() || service.is_some_and(|service| service.as_str() == wanted)
    }
}

impl ActionField {
    pub fn present(&self) -> Option<i64> {
        self.present.as_ref().map(|present| present.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Conclusion;

    #[test]
    fn statuses_are_told_apart() {
        let wants = |status: &str, state: RunState| {
            PipelineFilter { status: Some(status.to_owned()), ..PipelineFilter::default() }.wants(&state)
        };
        let done = |word: &str| RunState::Done { conclusion: Conclusion::parse(word) };
        assert!(wants("", RunState::Queued) && wants("", done("success")));
        assert!(wants("open", RunState::Waiting) && !wants("open", done("failure")));
        assert!(wants("failed", done("timed_out")) && !wants("failed", done("success")));
        assert!(wants("success", done("success")) && !wants("success", RunState::Running));
        assert!(wants("something_new", done("something_new")));
    }
}
