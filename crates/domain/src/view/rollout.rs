//! Rollouts and releases as people see them.

use super::{Allowed, ReleaseChanges};
use crate::Timestamp;
use crate::approval::{Approval, Decision, Digest};
use crate::ids::{ReleaseId, RequestId, RolloutId};
use crate::metric::{Metric, Series, Window};
use crate::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use crate::permission::Reason;
use crate::plan::Plan;
use crate::release::{ArtifactKind, Deployed, Release, Version};
use crate::request::RequestAction;
use crate::rollout::{
    After, By, Carried, Closed, Differences, Enforcement, Forecast, Gate, Glass, Kind, Lane, LaneState,
    RolloutStatus, Strategy,
};
use crate::rules::ApprovalRule;
use crate::template::{ParameterProblem, TemplateDigest};
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
    pub carried: Option<CarriedRow>,
    /// The template of a change that is carried once its turn comes.
    #[serde(default)]
    pub deferred: Option<TemplateName>,
    /// Somebody went ahead alone, and nobody has looked at that yet.
    pub review_due: bool,
    /// Why it is wanted, in the requester's words.
    #[serde(default)]
    pub reason: Option<String>,
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
    pub carried: Option<CarriedView>,
    /// What it carries once its turn comes.
    #[serde(default)]
    pub deferred: Option<DeferredView>,
    /// Other rollouts that it speaks of: that it takes back, or that come first.
    #[serde(default)]
    pub others: Vec<RolloutName>,
    pub decide_by: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub may: RolloutActions,
}

/// The release that a rollback leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackTo {
    pub release: ReleaseId,
    pub version: Version,
}

/// What a rollout is called where another one speaks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutName {
    pub id: RolloutId,
    pub version: Version,
    pub stage: StageName,
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
    /// Where a rollback would take it; `None`: it would leave it alone.
    #[serde(default)]
    pub back: Option<BackTo>,
    /// It fares badly there, or failed.
    #[serde(default)]
    pub unwell: bool,
    pub may_skip: Allowed,
    pub may_retry: Allowed,
    /// Whether a rollback would take it back; where the rollout never came, whether it would take any region back.
    pub may_roll_back: Allowed,
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
    /// The rollout that it takes the place of, which ends as soon as this one has started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// A change of the service's environments that comes first in each region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carry: Option<CarryInput>,
}

/// The change of environments that a rollout is to carry, as it was typed. What exists in a region is updated, what is
/// missing there is created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarryInput {
    /// Empty: the one that runs.
    pub template: String,
    /// The digest of one of the template's versions; `None`: the newest.
    pub version: Option<String>,
    /// Defaults to the one that runs the template, else to the template's name.
    pub environment: Option<String>,
    /// Values for all regions.
    pub parameters: BTreeMap<String, String>,
    /// Values for single regions.
    pub overrides: BTreeMap<String, BTreeMap<String, String>>,
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
    /// Other rollouts that come first, by their names.
    pub others: Vec<RolloutName>,
    /// What runs in each region now.
    pub running: Vec<Deployed>,
    /// What it would change there, for each release that runs now.
    pub changes: Vec<ReleaseChanges>,
    /// How long it is going to take at least, in milliseconds, where that can be told.
    pub expected_millis: Option<i64>,
    /// What stands in its way; empty: it may start.
    pub problems: Vec<Reason>,
    /// What it would do to environments first.
    pub carry: Option<CarryPreview>,
}

/// What a rollout would do to environments before it deploys, as far as it is known without plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarryPreview {
    /// `None` when what was typed is no template or environment.
    pub template: Option<(TemplateName, TemplateDigest)>,
    pub environment: Option<EnvironmentName>,
    pub targets: Vec<CarryPreviewTarget>,
    /// Everything that would be refused, by field.
    pub problems: Vec<ParameterProblem>,
    pub monthly_usd: Option<f64>,
    /// Values before and after, and costs.
    pub differences: Differences,
    /// What each region runs with now, without secrets; where nothing runs yet it is missing.
    pub present: BTreeMap<RegionName, BTreeMap<String, String>>,
    /// Whose yes it takes when a plan replaces or removes something that holds data, where the stage then asks for more.
    pub when_data_is_lost: Option<ApprovalRule>,
    /// Whom it waits for before it is planned; `None`: it is planned as soon as it starts.
    #[serde(default)]
    pub after: Option<After>,
}

/// One region of that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarryPreviewTarget {
    pub region: RegionName,
    pub action: RequestAction,
    pub stack_name: String,
    pub monthly_usd: Option<f64>,
}

/// What a rollout carries, with its plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarriedView {
    #[serde(flatten)]
    pub carried: Carried,
    /// Something that holds data is replaced or removed.
    pub loses_data: bool,
    /// Something that holds data may be replaced.
    #[serde(default)]
    pub may_lose_data: bool,
    /// Plans that differ, the most dangerous first.
    pub plans: Vec<RegionsPlan>,
}

/// A change of environments that has no plan yet, because others come first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeferredView {
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    pub environment: EnvironmentName,
    /// What was typed, for all regions first.
    pub values: Vec<DeferredValue>,
    /// `None`: its turn has come.
    pub after: Option<After>,
    /// Why it could not be taken up.
    pub refused: Option<String>,
}

/// One value of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeferredValue {
    /// `None`: for all regions.
    pub region: Option<RegionName>,
    pub parameter: String,
    /// `None`: it is secret.
    pub value: Option<String>,
}

/// One plan, and the regions that share it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionsPlan {
    pub regions: Vec<RegionName>,
    pub plan: Plan,
}

/// What a rollout carries, in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedRow {
    pub request: RequestId,
    pub template: TemplateName,
    /// Over all regions, as far as planned.
    pub changes: usize,
    pub replacements: usize,
    pub removals: usize,
    /// Resources that hold data and are replaced or removed.
    pub losses: Vec<String>,
    /// Resources that hold data and may be replaced.
    #[serde(default)]
    pub perhaps_lost: Vec<String>,
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

impl RolloutPreview {
    /// In the order in which they go.
    pub fn regions(&self) -> Vec<RegionName> {
        self.strategy.waves.iter().flat_map(|wave| &wave.regions).cloned().collect()
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
