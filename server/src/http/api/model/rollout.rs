use super::carried::{CarriedDetail, CarriedSummary, DeferredDetail, NewCarried};
use super::lane::{ForecastItem, LaneItem};
use super::release::ArtifactWord;
use super::{Permission, Time, words};
use domain::PortalError;
use domain::approval::Decision;
use domain::names::StageName;
use domain::release::Release;
use domain::rollout::{By, Enforcement, Gate, GateKind, OnFailure, RolloutStatus, Strategy};
use domain::view::{RolloutDecision, RolloutInput, RolloutRow, RolloutView, Steering, WaveView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One line of a list of rollouts.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolloutItem {
    #[schema(example = "rol_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    /// Grows with every change.
    pub version: i64,
    #[schema(schema_with = words::rollout_status)]
    pub status: RolloutStatus,
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "streaming")]
    pub team: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "1.8.2")]
    pub release_version: String,
    /// Leads back to an earlier release.
    pub rollback: bool,
    pub requester_name: String,
    /// Regions in the order in which they go.
    pub regions: Vec<RegionState>,
    /// The change of environments that comes first in each region; null: none.
    pub carried: Option<CarriedSummary>,
    /// The template of a change that is carried once its turn comes; null: none.
    pub deferred: Option<String>,
    /// Somebody went ahead alone, and nobody has looked at that yet.
    pub review_due: bool,
    /// Until when a decision counts, while one is waited for.
    pub decide_by: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// How far one region is.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionState {
    #[schema(example = "us-east-1")]
    pub region: String,
    #[schema(example = "deploying")]
    pub state: String,
}

/// One rollout at one version, as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolloutDetail {
    #[schema(example = "rol_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    /// Grows with every change.
    pub version: i64,
    #[schema(schema_with = words::rollout_status)]
    pub status: RolloutStatus,
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "streaming")]
    pub team: String,
    #[schema(example = "prod")]
    pub stage: String,
    pub release: ReleaseDetail,
    /// The rollout that this one leads back from.
    pub rollback_of: Option<String>,
    /// Hand this in when deciding.
    pub digest: String,
    pub requester_name: String,
    pub reason: Option<String>,
    pub workflow: WorkflowItem,
    pub enforcement: EnforcementItem,
    #[schema(schema_with = words::on_failure)]
    pub on_failure: OnFailure,
    /// In the order in which they go.
    pub waves: Vec<WaveItem>,
    /// When what is still to come is to be expected, from how long the same took before; null while nobody can tell.
    pub forecast: Option<ForecastItem>,
    pub approvals: Vec<RolloutApproval>,
    /// Who holds it, when somebody does.
    pub paused_by: Option<String>,
    /// Who ended it, when somebody did.
    pub closed_by: Option<String>,
    /// Who wants it to go through freeze windows.
    pub override_asked: Option<Act>,
    /// Who confirmed that, so that it does.
    pub override_confirmed: Option<Act>,
    pub break_glass: Option<BreakGlass>,
    /// The change of environments that comes first in each region; null: none. Rolling back leaves it as it is.
    pub carried: Option<CarriedDetail>,
    /// The same while others come first; null: none.
    pub deferred: Option<DeferredDetail>,
    pub decide_by: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    /// What the caller may do with it now.
    pub may: RolloutPermissions,
}

/// The workflow that deploys to one region.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowItem {
    #[schema(example = "acme/live-api")]
    pub repository: String,
    #[schema(example = "deploy.yml")]
    pub file: String,
    #[schema(example = "main")]
    pub reference: String,
}

/// What an approval is worth on GitHub itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnforcementItem {
    /// `protection_rule`: GitHub asks the portal; `required_reviewers`: GitHub asks its own reviewers, too;
    /// `before_dispatch`: GitHub asks nobody.
    #[schema(schema_with = words::enforcement)]
    pub mode: Enforcement,
    /// What that means for this stage, in one sentence.
    pub meaning: String,
}

impl EnforcementItem {
    pub(super) fn of(mode: Enforcement, stage: &StageName) -> Self {
        EnforcementItem { mode, meaning: mode.sentence(stage) }
    }
}

/// Regions that move together.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaveItem {
    #[schema(example = "global")]
    pub name: String,
    /// What stands before it.
    pub gates: Vec<GateItem>,
    pub opened_at: Option<Time>,
    pub done_at: Option<Time>,
    pub regions: Vec<LaneItem>,
}

/// A condition before a wave.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateItem {
    #[schema(schema_with = words::gate)]
    pub kind: GateKind,
    pub open: bool,
    /// How it stands: `standing` and what belongs to it, such as `until`, `given` and `required`.
    #[schema(value_type = Object, example = json!({"standing": "soaking", "until": 1_800_000_000_000_i64}))]
    pub standing: serde_json::Value,
}

/// A recorded answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolloutApproval {
    pub by: String,
    pub by_name: String,
    #[schema(schema_with = words::decision)]
    pub decision: Decision,
    pub comment: Option<String>,
    /// Whose yes it counts as, when a deputy gave it.
    pub on_behalf_of: Option<String>,
    pub at: Time,
    /// Why it no longer counts; null while it does.
    pub void: Option<String>,
}

/// What somebody did, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Act {
    pub by: String,
    pub by_name: String,
    pub reason: Option<String>,
    pub at: Time,
}

impl From<By> for Act {
    fn from(by: By) -> Self {
        Act { by: by.actor.0, by_name: by.name, reason: by.why, at: by.at.into() }
    }
}

/// Somebody on call went ahead without the approval.
#[derive(Debug, Serialize, ToSchema)]
pub struct BreakGlass {
    pub by: Act,
    /// Somebody else's look at it afterwards; due while it is null.
    pub review: Option<Act>,
}

/// What the caller may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolloutPermissions {
    pub decide: Permission,
    pub pause: Permission,
    pub resume: Permission,
    pub retry: Permission,
    pub abort: Permission,
    pub roll_back: Permission,
    pub ask_override: Permission,
    pub confirm_override: Permission,
    pub break_glass: Permission,
    pub review: Permission,
}

/// A release.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseDetail {
    #[schema(example = "rel_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    #[schema(example = "live-api")]
    pub service: String,
    pub team: String,
    #[schema(example = "1.8.2")]
    pub version: String,
    #[schema(example = "c71e55d20a93")]
    pub commit: String,
    pub kind: ArtifactWord,
    /// Key in every region's store, or an image's name.
    #[schema(example = "live-api/1.8.2.tar")]
    pub artifact: String,
    pub digest: String,
    /// In bytes; 0 for an image whose build did not tell.
    pub size: u64,
    pub notes: Option<String>,
    pub run_url: Option<String>,
    pub built_by_name: String,
    pub created_at: Time,
}

/// A rollout that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(
    json!({"service": "live-api", "stage": "dev", "release": "1.8.2"}),
    json!({"service": "live-api", "stage": "prod", "release": "1.8.2", "reason": "The cache that 1.8.2 needs",
        "carry": {"template": "cache", "parameters": {"NodeType": "cache.m7g.large"}}}),
))]
pub struct NewRollout {
    pub service: String,
    pub stage: String,
    /// The release's id, or its version.
    pub release: String,
    /// Regions that are left out.
    #[serde(default)]
    pub exclude: Vec<String>,
    #[serde(default)]
    pub reason: Option<String>,
    /// Start it without the approval that it lacks; for people on call, with a reason.
    #[serde(default)]
    pub break_glass: bool,
    /// Id of the rollout whose place it takes: that one ends as soon as this one has started.
    #[serde(default)]
    pub instead: Option<String>,
    /// A change of the service's environments that comes first in each region.
    #[serde(default)]
    pub carry: Option<NewCarried>,
}

/// An answer to a rollout that waits for approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "approve", "digest": "sha256:4b1d…", "exclude": ["us-east-1"]}))]
pub struct RolloutAnswer {
    #[schema(schema_with = words::decision)]
    pub decision: Decision,
    /// The rollout's `digest` as it was shown.
    pub digest: String,
    /// Needed to reject or to ask for changes.
    #[serde(default)]
    pub comment: Option<String>,
    /// Regions that are left out.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// What is to be done to a rollout under way.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"action": "skip", "regions": ["us-east-1"], "reason": "Its store is down"}))]
pub struct SteeringBody {
    /// `ask_override`, `break_glass` and `review` need a reason. `confirm_override` is for somebody else than who asked,
    /// `review` for somebody else than who went ahead alone.
    #[schema(schema_with = words::steering)]
    pub action: String,
    /// For `skip` exactly one; for `retry` and `roll_back` none means all.
    #[serde(default)]
    pub regions: Vec<String>,
    #[serde(default)]
    pub reason: Option<String>,
}

impl SteeringBody {
    pub fn into_parts(self) -> Result<(Steering, Option<String>), PortalError> {
        let regions = self.regions;
        let steering = match self.action.as_str() {
            "pause" => Steering::Pause,
            "resume" => Steering::Resume,
            "retry" => Steering::Retry { regions },
            "ask_override" => Steering::AskOverride,
            "confirm_override" => Steering::ConfirmOverride,
            "break_glass" => Steering::BreakGlass,
            "review" => Steering::Review,
            "roll_back" => Steering::RollBack { regions },
            "skip" => match <[String; 1]>::try_from(regions) {
                Ok([region]) => Steering::Skip { region },
                Err(_) => {
                    return Err(PortalError::invalid("Nothing was done: one region at a time is skipped.")
                        .at("regions", "must name exactly one region"));
                }
            },
            other => {
                return Err(PortalError::invalid(format!("Nothing was done: {other:?} is no action."))
                    .at("action", "must be one of the actions of the document"));
            }
        };
        Ok((steering, self.reason))
    }
}

impl From<NewRollout> for RolloutInput {
    fn from(new: NewRollout) -> Self {
        let NewRollout { service, stage, release, exclude, reason, break_glass, instead, carry } = new;
        let carry = carry.map(domain::view::CarryInput::from);
        RolloutInput { service, stage, release, exclude, reason, break_glass, instead, carry }
    }
}

impl From<RolloutAnswer> for RolloutDecision {
    fn from(answer: RolloutAnswer) -> Self {
        let RolloutAnswer { decision, digest, comment, exclude } = answer;
        RolloutDecision { decision, digest, comment, exclude }
    }
}

impl From<RolloutRow> for RolloutItem {
    fn from(row: RolloutRow) -> Self {
        let state = |(region, state): (domain::names::RegionName, String)| RegionState {
            region: region.into(),
            state,
        };
        RolloutItem {
            id: row.id.0,
            version: row.version,
            status: row.status,
            service: row.service.into(),
            team: row.team.into(),
            stage: row.stage.into(),
            release_version: row.release_version.into(),
            rollback: matches!(row.kind, domain::rollout::Kind::Rollback { .. }),
            requester_name: row.requester_name,
            regions: row.lanes.into_iter().map(state).collect(),
            carried: row.carried.map(CarriedSummary::from),
            deferred: row.deferred.map(String::from),
            review_due: row.review_due,
            decide_by: row.decide_by.map(Time::from),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

impl From<RolloutView> for RolloutDetail {
    fn from(view: RolloutView) -> Self {
        let approval = |approval: domain::approval::Approval| RolloutApproval {
            by: approval.by.0,
            by_name: approval.by_name,
            decision: approval.decision,
            comment: approval.comment,
            on_behalf_of: approval.on_behalf.map(|behalf| behalf.name),
            at: approval.at.into(),
            void: approval.void,
        };
        let enforcement = EnforcementItem::of(view.enforcement, &view.stage);
        RolloutDetail {
            id: view.id.0,
            version: view.version,
            status: view.status,
            service: view.service.into(),
            team: view.team.into(),
            stage: view.stage.into(),
            release: view.release.into(),
            rollback_of: match view.kind {
                domain::rollout::Kind::Rollback { of } => Some(of.0),
                domain::rollout::Kind::Forward => None,
            },
            digest: view.digest.0,
            requester_name: view.requester_name,
            reason: view.reason,
            workflow: (&view.strategy).into(),
            enforcement,
            on_failure: view.strategy.on_failure,
            forecast: view.forecast.map(ForecastItem::from),
            waves: view.waves.into_iter().map(WaveItem::from).collect(),
            approvals: view.approvals.into_iter().map(approval).collect(),
            paused_by: view.paused.map(|by| by.name),
            closed_by: view.closed.map(|closed| closed.by.name),
            override_asked: view.override_asked.map(Act::from),
            override_confirmed: view.override_freeze.map(Act::from),
            break_glass: view
                .glass
                .map(|glass| BreakGlass { by: glass.by.into(), review: glass.review.map(Act::from) }),
            carried: view.carried.map(CarriedDetail::from),
            deferred: view.deferred.map(DeferredDetail::from),
            decide_by: view.decide_by.map(Time::from),
            created_at: view.created_at.into(),
            updated_at: view.updated_at.into(),
            may: RolloutPermissions {
                decide: view.may.decide.into(),
                pause: view.may.pause.into(),
                resume: view.may.resume.into(),
                retry: view.may.retry.into(),
                abort: view.may.abort.into(),
                roll_back: view.may.roll_back.into(),
                ask_override: view.may.ask_override.into(),
                confirm_override: view.may.confirm_override.into(),
                break_glass: view.may.break_glass.into(),
                review: view.may.review.into(),
            },
        }
    }
}

impl From<&Strategy> for WorkflowItem {
    fn from(strategy: &Strategy) -> Self {
        let workflow = strategy.workflow.clone();
        WorkflowItem { repository: workflow.repository, file: workflow.file, reference: workflow.reference }
    }
}

impl From<WaveView> for WaveItem {
    fn from(wave: WaveView) -> Self {
        WaveItem {
            name: wave.name,
            gates: wave.gates.into_iter().map(GateItem::from).collect(),
            opened_at: wave.opened_at.map(Time::from),
            done_at: wave.done_at.map(Time::from),
            regions: wave.lanes.into_iter().map(LaneItem::from).collect(),
        }
    }
}

impl From<Gate> for GateItem {
    fn from(gate: Gate) -> Self {
        GateItem {
            kind: gate.kind,
            open: gate.standing == domain::rollout::Standing::Open,
            standing: serde_json::to_value(&gate.standing).unwrap_or_default(),
        }
    }
}

impl From<Release> for ReleaseDetail {
    fn from(release: Release) -> Self {
        ReleaseDetail {
            id: release.id.0,
            service: release.service.into(),
            team: release.team.into(),
            version: release.version.into(),
            commit: release.commit,
            kind: release.artifact.kind.into(),
            artifact: release.artifact.key,
            digest: release.artifact.digest.0,
            size: release.artifact.size,
            notes: release.notes,
            run_url: release.run_url,
            built_by_name: release.built_by_name,
            created_at: release.created_at.into(),
        }
    }
}
