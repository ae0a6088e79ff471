//! What a rollout would be, before it starts.

use super::carried::CarriedOutlook;
use super::rollout::{EnforcementItem, ReleaseDetail, WorkflowItem};
use super::words;
use domain::rollout::OnFailure;
use domain::view::RolloutPreview;
use serde::Serialize;
use utoipa::ToSchema;

/// What a rollout would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolloutOutlook {
    pub service: String,
    pub team: String,
    pub stage: String,
    pub release: ReleaseDetail,
    pub workflow: WorkflowItem,
    pub enforcement: EnforcementItem,
    pub waves: Vec<WaveOutlook>,
    #[schema(schema_with = words::on_failure)]
    pub on_failure: OnFailure,
    /// How many people have to say yes; 0: nobody.
    pub approvals: u8,
    /// The rollout that goes first.
    pub behind: Option<String>,
    /// What runs in each region now.
    pub running: Vec<super::RunningItem>,
    /// What it would change, for each release that runs in one of its regions.
    pub changes: Vec<super::ChangesItem>,
    /// How long it is going to take at least, from how long the same took before; null: nobody can tell.
    pub expected_seconds: Option<i64>,
    /// What stands in its way; empty: it may start.
    pub problems: Vec<String>,
    /// What it would do to environments first; null: nothing.
    pub carry: Option<CarriedOutlook>,
}

/// A wave that has not begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaveOutlook {
    pub name: String,
    pub regions: Vec<String>,
    /// Regions at once; null: all of them.
    pub parallel: Option<u16>,
    /// Seconds between its end and the next wave.
    pub soak_seconds: u32,
}

impl From<RolloutPreview> for RolloutOutlook {
    fn from(preview: RolloutPreview) -> Self {
        let workflow = (&preview.strategy).into();
        let enforcement = EnforcementItem::of(preview.enforcement, &preview.stage);
        let wave = |wave: domain::rollout::WaveRules| WaveOutlook {
            name: wave.name,
            regions: wave.regions.into_iter().map(String::from).collect(),
            parallel: wave.parallel,
            soak_seconds: wave.soak_seconds,
        };
        RolloutOutlook {
            service: preview.service.into(),
            team: preview.team.into(),
            stage: preview.stage.into(),
            release: preview.release.into(),
            workflow,
            enforcement,
            approvals: preview.strategy.approval.as_ref().map_or(0, |rule| rule.required),
            on_failure: preview.strategy.on_failure,
            waves: preview.strategy.waves.into_iter().map(wave).collect(),
            behind: preview.behind.map(|id| id.0),
            changes: preview.changes.into_iter().map(super::ChangesItem::from).collect(),
            running: preview.running.into_iter().map(super::RunningItem::from).collect(),
            expected_seconds: preview.expected_millis.map(|millis| millis / 1_000),
            problems: preview.problems.iter().map(ToString::to_string).collect(),
            carry: preview.carry.map(CarriedOutlook::from),
        }
    }
}
