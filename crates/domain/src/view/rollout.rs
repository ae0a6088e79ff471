//! Rollouts and releases as people see them.

use super::{Allowed, ReleaseChanges};
use crate::Timestamp;
use crate::approval::{Approval, Decision, Digest};
use crate::ids::{ReleaseId, RolloutId};
use crate::metric::{Metric, Series, Window};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::permission::Reason;
use crate::release::{ArtifactKind, Deployed, Release, Version};
use crate::rollout::{
    By, Closed, Enforcement, Forecast, Gate, Glass, Kind, Lane, LaneState, RolloutStatus, Strategy,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of a list of rollouts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutRow {
    pub id: RolloutId,
    pub version: i64,
    pub status: RolloutStatus,
    pub kind: Kind,
    pub service: ServiceName,
    pub team: TeamName,
    pub stage: StageName,
    pub release_version: Version,
    pub requester_name: String,
    /// Regions in the order in which they go, with how far each is: `LaneState::as_str`.
    pub lanes: Vec<(RegionName, String)>,
    /// Somebody went ahead alone, and nobody has looked at that yet.
    pub review_due: bool,
    /// Until when a decision counts, while one is waited for.
    pub decide_by: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A rollout with everything about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutView {
    pub id: RolloutId,
    pub version: i64,
    pub status: RolloutStatus,
    pub kind: Kind,
    pub service: ServiceName,
    pub team: TeamName,
    pub stage: StageName,
    pub release: Release,
    pub strategy: Strategy,
    /// What the approval is worth on GitHub.
    pub enforcement: Enforcement,
    pub requester_name: String,
    pub reason: Option<String>,
    /// What a decision is given to.
    pub digest: Digest,
    pub waves: Vec<WaveView>,
    /// When what is still to come is to be expected, where that can be told.
    pub forecast: Option<Forecast>,
    pub approvals: Vec<Approval>,
    pub paused: Option<By>,
    pub closed: Option<Closed>,
    pub override_asked: Option<By>,
    pub override_freeze: Option<By>,
    pub glass: Option<Glass>,
    pub decide_by: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub may: RolloutActions,
}

/// One wave with what stands before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaveView {
    pub name: String,
    /// Those that are shut come with their reason.
    pub gates: Vec<Gate>,
    pub opened_at: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
    pub lanes: Vec<LaneView>,
}

/// One region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneView {
    #[serde(flatten)]
    pub lane: Lane,
    /// Milliseconds until the artifact's copy is there, while somebody can say.
    pub copy_remaining: Option<i64>,
    /// What ran there before, where that is known.
    pub before: Option<ReleaseId>,
    pub may_skip: Allowed,
    pub may_retry: Allowed,
}

/// What the reader may do to a rollout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutActions {
    pub decide: Allowed,
    pub pause: Allowed,
    pub resume: Allowed,
    pub retry: Allowed,
    pub abort: Allowed,
    pub roll_back: Allowed,
    pub ask_override: Allowed,
    pub confirm_override: Allowed,
    pub break_glass: Allowed,
    pub review: Allowed,
}

/// What a new rollout is asked for with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RolloutInput {
    pub service: String,
    pub stage: String,
    /// The release's id, or its version.
    pub release: String,
    /// Regions that are left out.
    pub exclude: Vec<String>,
    pub reason: Option<String>,
    /// Start it without the approval that it lacks, as somebody on call.
    pub break_glass: bool,
}

/// What a rollout would be, before it starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutPreview {
    pub service: ServiceName,
    pub team: TeamName,
    pub stage: StageName,
    pub release: Release,
    pub strategy: Strategy,
    /// What an approval would be worth on GitHub.
    pub enforcement: Enforcement,
    /// The one that goes first.
    pub behind: Option<RolloutId>,
    /// What runs in each region now.
    pub running: Vec<Deployed>,
    /// What it would change there, for each release that runs now.
    pub changes: Vec<ReleaseChanges>,
    /// How long it is going to take at least, in milliseconds, where that can be told.
    pub expected_millis: Option<i64>,
    /// What stands in its way; empty: it may start.
    pub problems: Vec<Reason>,
}

/// A person's answer to a rollout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutDecision {
    pub decision: Decision,
    /// Of what was shown.
    pub digest: String,
    #[serde(default)]
    pub comment: Option<String>,
    /// Regions that are left out.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// What people do to a rollout under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Steering {
    Pause,
    Resume,
    Skip {
        region: String,
    },
    /// No regions: all that failed.
    Retry {
        #[serde(default)]
        regions: Vec<String>,
    },
    Abort,
    /// Let it through freeze windows, once somebody else confirms.
    AskOverride,
    ConfirmOverride,
    /// Go ahead without the approval that it lacks.
    BreakGlass,
    /// The look of somebody else at that, with the reason as its text.
    Review,
    /// No regions: all that have the release.
    RollBack {
        #[serde(default)]
        regions: Vec<String>,
    },
}

/// What a new release is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReleaseInput {
    pub service: String,
    pub version: String,
    pub commit: String,
    pub kind: ArtifactKind,
    /// The artifact's key in the home region's store.
    pub artifact: String,
    /// `sha256:` and 64 hexadecimal digits.
    pub digest: String,
    /// In bytes; that of an image may be left out.
    pub size: Option<u64>,
    pub notes: Option<String>,
    pub run_url: Option<String>,
}

impl RolloutStatus {
    /// Whether something may still happen by itself or by somebody's answer.
    pub fn open(self) -> bool {
        !self.over()
    }
}

impl LaneView {
    pub fn state(&self) -> &LaneState {
        &self.lane.state
    }
}

/// How a rollout's regions are doing, as lines over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RolloutSignals {
    /// Where it was measured; `None`: the service does not say how it is measured.
    pub source: Option<String>,
    pub window: Option<Window>,
    pub lanes: Vec<LaneSignals>,
}

/// One region's lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneSignals {
    pub region: RegionName,
    pub series: BTreeMap<Metric, Series>,
    /// Why nothing could be measured.
    pub problem: Option<String>,
}
