//! What the stand-in remembers.

mod acted;
mod job;
mod run;
mod state;
mod token;

pub use acted::{Acted, Outputs};
pub use job::{Gates, Job, Report, Review, Step};
pub use run::{Change, Pace, Run, RunRecord, RunWorkflow};
pub use state::{Delivery, State};
pub use token::{Actor, Grant};

use serde::{Deserialize, Serialize};

/// How far a run, a job or a step is, in GitHub's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Queued,
    InProgress,
    /// For a review of its deployment.
    Waiting,
    Completed,
}

/// How it ended, in GitHub's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    Success,
    Failure,
    Cancelled,
    Skipped,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::InProgress => "in_progress",
            Status::Waiting => "waiting",
            Status::Completed => "completed",
        }
    }
}

impl Conclusion {
    pub fn as_str(self) -> &'static str {
        match self {
            Conclusion::Success => "success",
            Conclusion::Failure => "failure",
            Conclusion::Cancelled => "cancelled",
            Conclusion::Skipped => "skipped",
        }
    }
}
