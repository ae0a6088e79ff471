//! Pipelines: workflows of the CI backend and their runs, in the portal's own words.

mod guard;
mod launch;
mod log;
mod progress;

pub use guard::{Factor, GuardedAction, Limit, OutOfBounds, Present, PresentPlace};
pub use launch::{Change, Launch, LaunchEvent, LaunchOpening, LaunchState, LaunchedAction, Outdated};
pub use log::{LineKind, LogLine, LogTail, lines};
pub use progress::progress;

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// One run of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: String,
    pub url: String,
    /// What the backend calls it: its `run-name`, or the commit's subject.
    pub title: String,
    /// The workflow's file: `deploy.yml`.
    pub file: String,
    pub branch: Option<String>,
    pub commit: Option<String>,
    /// Who started it, as the backend names them.
    pub actor: Option<String>,
    pub state: RunState,
    /// From 1.
    pub attempt: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How far a run, a job or a step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RunState {
    /// Waits for a machine [Pending].
    Queued,
    /// [Running]
    Running,
    /// Waits for somebody's yes on the backend's side [Waiting].
    Waiting,
    /// It is over.
    Done { conclusion: Conclusion },
}

/// How a run ended. What the portal does not know is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    Success,
    Failure,
    Cancelled,
    TimedOut,
    Skipped,
    Neutral,
    ActionRequired,
    StartupFailure,
    Stale,
    /// As the backend said it.
    #[serde(untagged)]
    Other(String),
}

/// What the backend itself asks before a job may deploy to one of a repository's environments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// The portal, through the protection rule of its GitHub App.
    pub portal: bool,
    /// One of the environment's own reviewers.
    pub reviewers: bool,
}

/// A deployment of a run that waits for one of its environment's own reviewers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    pub environment: String,
    /// As the backend numbers the environment.
    pub environment_id: u64,
    pub reviewers: Vec<Reviewer>,
    /// Whoever has started it may not answer.
    pub no_self_review: bool,
}

/// Who may answer for an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewer {
    /// By login.
    Person(String),
    /// One of a team's members; by its short name.
    Team(String),
}

/// What a reviewer has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub approved: bool,
    /// A login, where the backend tells.
    pub by: Option<String>,
    pub comment: String,
}

/// One job of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunJob {
    pub id: String,
    pub name: String,
    pub state: RunState,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub steps: Vec<RunStep>,
}

/// One step of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStep {
    pub number: u32,
    pub name: String,
    pub state: RunState,
}

/// A workflow that people can start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowFile {
    /// Below `.github/workflows`: `deploy.yml`.
    pub file: String,
    pub name: String,
    /// In the order in which the file has them.
    pub inputs: Vec<WorkflowInput>,
    /// What names its runs, as the file has it.
    pub run_name: Option<String>,
    /// Somebody has turned it off on the backend's side.
    pub disabled: bool,
}

/// An input as the workflow declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowInput {
    pub name: String,
    pub description: Option<String>,
    pub required: bool,
    pub default: Option<String>,
    pub kind: InputKind,
}

/// What an input takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputKind {
    Text,
    Number,
    Boolean,
    Choice {
        options: Vec<String>,
    },
    /// The name of one of the repository's environments.
    Environment,
}

impl Reviewer {
    pub fn name(&self) -> &str {
        let (Reviewer::Person(name) | Reviewer::Team(name)) = self;
        name
    }
}

impl Awaited {
    /// Whether this account may be among them; of teams nobody knows without asking.
    pub fn may_name(&self, login: &str) -> bool {
        self.reviewers.iter().any(|reviewer| match reviewer {
            Reviewer::Person(name) => name.eq_ignore_ascii_case(login),
            Reviewer::Team(_) => true,
        })
    }
}

impl WorkflowFile {
    /// Whether it takes the value of this input and shows it in the names of its runs.
    pub fn shows(&self, input: &str) -> bool {
        let named = |text: &String| text.contains(&format!("inputs.{input}"));
        self.inputs.iter().any(|declared| declared.name == input) && self.run_name.as_ref().is_some_and(named)
    }
}

impl RunState {
    pub fn is_done(&self) -> bool {
        matches!(self, RunState::Done { .. })
    }

    /// It is over and did not go well.
    pub fn went_wrong(&self) -> bool {
        matches!(self, RunState::Done { conclusion } if conclusion.outcome().is_err())
    }

    /// Stable name for scripts and pages: `running`, or how it ended.
    pub fn as_str(&self) -> &str {
        match self {
            RunState::Queued => "queued",
            RunState::Running => "running",
            RunState::Waiting => "waiting",
            RunState::Done { conclusion } => conclusion.as_str(),
        }
    }
}

impl Conclusion {
    /// As the backend says it.
    pub fn as_str(&self) -> &str {
        match self {
            Conclusion::Success => "success",
            Conclusion::Failure => "failure",
            Conclusion::Cancelled => "cancelled",
            Conclusion::TimedOut => "timed_out",
            Conclusion::Skipped => "skipped",
            Conclusion::Neutral => "neutral",
            Conclusion::ActionRequired => "action_required",
            Conclusion::StartupFailure => "startup_failure",
            Conclusion::Stale => "stale",
            Conclusion::Other(word) => word,
        }
    }

    /// What it means for whoever waits for the run: went well, or why not.
    pub fn outcome(&self) -> Result<(), String> {
        match self {
            Conclusion::Success | Conclusion::Neutral | Conclusion::Skipped => Ok(()),
            Conclusion::Failure => Err("the workflow failed".to_owned()),
            Conclusion::Cancelled => Err("the workflow was cancelled".to_owned()),
            Conclusion::TimedOut => Err("the workflow ran out of time".to_owned()),
            Conclusion::ActionRequired => Err("the workflow waits for an action on GitHub".to_owned()),
            Conclusion::StartupFailure => Err("the workflow could not start: its file is broken".to_owned()),
            Conclusion::Stale => Err("the workflow was given up by GitHub after 14 days".to_owned()),
            Conclusion::Other(word) => Err(format!("the workflow ended as {word:?}")),
        }
    }

    /// From the backend's word.
    pub fn parse(word: &str) -> Self {
        match word {
            "success" => Conclusion::Success,
            "failure" => Conclusion::Failure,
            "cancelled" => Conclusion::Cancelled,
            "timed_out" => Conclusion::TimedOut,
            "skipped" => Conclusion::Skipped,
            "neutral" => Conclusion::Neutral,
            "action_required" => Conclusion::ActionRequired,
            "startup_failure" => Conclusion::StartupFailure,
            "stale" => Conclusion::Stale,
            other => Conclusion::Other(other.to_owned()),
        }
    }
}

impl WorkflowInput {
    /// The value that goes to the workflow, or why this one does not fit.
    pub fn check(&self, value: Option<&str>) -> Result<Option<String>, String> {
        let given = value.map(str::trim).filter(|value| !value.is_empty()).or(self.default.as_deref());
        let Some(value) = given else {
            return match self.required && self.kind != InputKind::Boolean {
                true => Err("is required".to_owned()),
                false => Ok(None),
            };
        };
        match &self.kind {
            InputKind::Boolean if !["true", "false"].contains(&value) => {
                Err(format!("{value:?} is neither true nor false"))
            }
            InputKind::Number if value.parse::<f64>().is_err() => Err(format!("{value:?} is no number")),
            InputKind::Choice { options } if !options.iter().any(|option| option == value) => {
                Err(format!("{value:?} is none of {}", options.join(", ")))
            }
            _ => Ok(Some(value.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(kind: InputKind, required: bool, default: Option<&str>) -> WorkflowInput {
        let default = default.map(str::to_owned);
        WorkflowInput { name: "x".into(), description: None, required, default, kind }
    }

    #[test]
    fn values_fit_what_the_workflow_declares() {
        let choice = || InputKind::Choice { options: vec!["a".into(), "b".into()] };
        let cases = [
            (input(choice(), true, None), Some("a"), Ok(Some("a"))),
            (input(choice(), true, None), Some("c"), Err(r#""c" is none of a, b"#)),
            (input(choice(), true, None), None, Err("is required")),
            (input(choice(), true, Some("b")), None, Ok(Some("b"))),
            (input(InputKind::Boolean, true, None), None, Ok(None)),
            (input(InputKind::Boolean, false, None), Some("yes"), Err(r#""yes" is neither true nor false"#)),
            (input(InputKind::Number, false, None), Some("1.5"), Ok(Some("1.5"))),
            (input(InputKind::Number, false, None), Some("one"), Err(r#""one" is no number"#)),
            (input(InputKind::Text, false, None), Some("  "), Ok(None)),
        ];
        for (input, value, expected) in cases {
            let expected = expected.map(|v: Option<&str>| v.map(str::to_owned)).map_err(str::to_owned);
            assert_eq!(input.check(value), expected, "{input:?} {value:?}");
        }
    }

    #[test]
    fn every_word_survives() {
        for word in ["success", "timed_out", "startup_failure", "something_new"] {
            let text = serde_json::to_value(Conclusion::parse(word)).expect("a word");
            assert_eq!(text, word);
            assert_eq!(serde_json::from_value::<Conclusion>(text).expect("a word"), Conclusion::parse(word));
        }
        assert_eq!(Conclusion::parse("success").outcome(), Ok(()));
        assert!(Conclusion::parse("something_new").outcome().is_err());
    }
}
