//! One region of a rollout.

use super::{Pace, PastReview, Review};
use crate::Timestamp;
use crate::metric::Evidence;
use crate::names::RegionName;
use serde::{Deserialize, Serialize};

/// One region, and how far it got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    pub region: RegionName,
    pub replica: Replica,
    pub state: LaneState,
    /// Counts deployments, from 1; what comes back from an earlier one is ignored.
    pub attempt: u32,
    /// Why it goes on later than wanted: somebody outside does not answer.
    #[serde(default)]
    pub delayed: Option<String>,
    /// GitHub holds its run until one of GitHub's own reviewers has answered.
    #[serde(default)]
    pub review: Option<Review>,
    /// That of the same run which GitHub asks for no more.
    #[serde(default)]
    pub past_review: Option<PastReview>,
    /// What lay in the region's store in the artifact's place.
    #[serde(default)]
    pub replaced: Option<Replaced>,
    /// When its last deployment began, with the change of its environment where that came first.
    #[serde(default)]
    pub began_at: Option<Timestamp>,
    /// When the workflow of that came to a good end; from then on its requests count.
    #[serde(default)]
    pub deployed_at: Option<Timestamp>,
    /// What its metrics told when they were last looked at.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// Whether the artifact lies in the region's store. Replication starts with the rollout, long before the wave opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "replica", rename_all = "snake_case")]
pub enum Replica {
    /// Being copied, or looked for [Running].
    Copying {
        done: u64,
        total: u64,
        /// `None` before bytes were counted.
        #[serde(default)]
        pace: Option<Pace>,
    },
    /// The store has exactly this digest [Succeeded].
    Confirmed { at: Timestamp },
    /// It cannot be there: the source is missing or is something else [Failed].
    Refused { reason: String },
}

/// A damaged copy that the region's store had, and that a good one replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// When it was found.
    pub at: Timestamp,
    /// What lay there instead: its digest or its size.
    pub found: String,
}

/// A run of the CI backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRef {
    /// As the backend names it.
    pub id: String,
    /// For people.
    pub url: String,
}

/// How far a region is. Phases in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LaneState {
    /// Its wave has not opened, or has no room yet [Pending].
    Pending,
    /// Its environment is being changed, which comes before the workflow [Running].
    Provisioning { since: Timestamp },
    /// The workflow is being started, or runs [Running]. `sent_at` is written down before the CI backend is asked, so
    /// that whoever takes over looks for the run instead of starting another one.
    Deploying { since: Timestamp, sent_at: Option<Timestamp>, run: Option<RunRef> },
    /// The region's health is being looked at [Running]; `passes` good answers came in a row.
    Verifying { since: Timestamp, passes: u32, run: Option<RunRef> },
    /// The release runs there and is well [Succeeded].
    Succeeded { at: Timestamp, run: Option<RunRef> },
    /// The workflow or the region's health said no [Failed].
    Failed { at: Timestamp, reason: String, run: Option<RunRef> },
    /// The machinery broke; retrying may help [Errored].
    Errored { at: Timestamp, reason: String, run: Option<RunRef> },
    /// Left out by a person [Aborted].
    Skipped { at: Timestamp, by_name: String },
    /// The rollout was stopped before it got here, or while it was here [Aborted].
    Aborted { at: Timestamp, run: Option<RunRef> },
}

impl LaneState {
    /// Nothing more happens to it by itself.
    pub fn settled(&self) -> bool {
        !self.busy() && *self != LaneState::Pending
    }

    /// A worker, the cloud or the CI backend is at it.
    pub fn busy(&self) -> bool {
        matches!(self, LaneState::Provisioning { .. }) || self.deploying()
    }

    /// A run of the workflow may be under way because of it.
    pub fn deploying(&self) -> bool {
        matches!(self, LaneState::Deploying { .. } | LaneState::Verifying { .. })
    }

    /// Does not stand in the way of the next wave.
    pub fn good(&self) -> bool {
        matches!(self, LaneState::Succeeded { .. } | LaneState::Skipped { .. })
    }

    /// Deploying again may help.
    pub fn retryable(&self) -> bool {
        matches!(self, LaneState::Failed { .. } | LaneState::Errored { .. })
    }

    pub fn run(&self) -> Option<&RunRef> {
        match self {
            LaneState::Deploying { run, .. }
            | LaneState::Verifying { run, .. }
            | LaneState::Succeeded { run, .. }
            | LaneState::Failed { run, .. }
            | LaneState::Errored { run, .. }
            | LaneState::Aborted { run, .. } => run.as_ref(),
            LaneState::Pending | LaneState::Provisioning { .. } | LaneState::Skipped { .. } => None,
        }
    }

    /// Stable name for scripts and pages.
    pub fn as_str(&self) -> &'static str {
        match self {
            LaneState::Pending => "pending",
            LaneState::Provisioning { .. } => "provisioning",
            LaneState::Deploying { .. } => "deploying",
            LaneState::Verifying { .. } => "verifying",
            LaneState::Succeeded { .. } => "succeeded",
            LaneState::Failed { .. } => "failed",
            LaneState::Errored { .. } => "errored",
            LaneState::Skipped { .. } => "skipped",
            LaneState::Aborted { .. } => "aborted",
        }
    }
}

impl Replica {
    /// Nothing of it has been counted yet.
    pub fn begun(total: u64) -> Self {
        Replica::Copying { done: 0, total, pace: None }
    }

    /// Milliseconds until the copy is there; `None` while nobody can say, and when nothing is copied.
    pub fn remaining(&self, now: Timestamp) -> Option<i64> {
        match self {
            Replica::Copying { total, pace, .. } => pace.as_ref()?.remaining(*total, now),
            Replica::Confirmed { .. } | Replica::Refused { .. } => None,
        }
    }

    pub fn confirmed(&self) -> bool {
        matches!(self, Replica::Confirmed { .. })
    }
}
