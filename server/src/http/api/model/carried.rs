//! What a rollout carries: a change of environments that comes before its code.

use super::plan::Plan;
use super::{Time, words};
use domain::names::RegionName;
use domain::request::{RequestAction, TargetState};
use domain::rollout::{After, CarriedTarget, ValueChange};
use domain::view::{CarriedRow, CarriedView, CarryInput, CarryPreview, DeferredValue, DeferredView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A change of the service's environments that a rollout is to make first in each of its regions. What exists is
/// updated, what is missing is created.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"template": "cache", "parameters": {"NodeType": "cache.m7g.large"}}))]
pub struct NewCarried {
    /// The environment template; left out: the one that runs.
    #[serde(default)]
    pub template: String,
    /// The digest of one of its versions; left out: the newest.
    #[serde(default)]
    pub version: Option<String>,
    /// The environment's name; left out: the one that runs the template, else the template's name.
    #[serde(default)]
    pub environment: Option<String>,
    /// Values for all regions; what is left out stays as it runs.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Values for single regions, by their names.
    #[serde(default)]
    pub overrides: BTreeMap<String, BTreeMap<String, String>>,
}

/// One value that becomes another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueChangeItem {
    #[schema(example = "NodeType")]
    pub parameter: String,
    /// Where it is exactly this change.
    pub regions: Vec<String>,
    /// Null where there is none yet, or where it is secret.
    #[schema(example = "cache.t4g.small")]
    pub before: Option<String>,
    /// Null where there is none any more, or where it is secret.
    #[schema(example = "cache.m7g.large")]
    pub after: Option<String>,
    pub secret: bool,
}

impl From<ValueChange> for ValueChangeItem {
    fn from(change: ValueChange) -> Self {
        let ValueChange { parameter, regions, before, after, secret } = change;
        let regions = regions.into_iter().map(String::from).collect();
        ValueChangeItem { parameter, regions, before, after, secret }
    }
}

/// What a rollout carries, with its plans.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedDetail {
    /// The request that it is; decided on, retried and ended with the rollout alone.
    #[schema(example = "req_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub request: String,
    #[schema(example = "cache")]
    pub template: String,
    pub template_digest: String,
    #[schema(example = "cache")]
    pub environment: String,
    /// What an approval of the rollout is bound to, besides the release; null until all plans are there.
    pub plans_digest: Option<String>,
    /// Something that holds data is replaced or removed.
    pub loses_data: bool,
    /// Something that holds data may be replaced: CloudFormation calls that conditional.
    pub may_lose_data: bool,
    pub targets: Vec<CarriedItem>,
    /// Values that become different.
    pub values: Vec<ValueChangeItem>,
    /// Plans that differ, the most dangerous first.
    pub plans: Vec<RegionsPlanItem>,
}

/// A change of environments that a rollout carries once its turn comes; it has no plan before, and nothing can be decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeferredDetail {
    #[schema(example = "cache")]
    pub template: String,
    pub template_digest: String,
    #[schema(example = "cache")]
    pub environment: String,
    /// What was asked for; what is left out is taken from the environments as they are then.
    pub values: Vec<DeferredItem>,
    /// The rollout that goes first; null when nobody does.
    #[schema(example = "rol_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub after_rollout: Option<String>,
    /// The request that has one of the environments; null when nobody does, or when it is not known yet.
    pub after_request: Option<String>,
    /// Why it could not be taken up when its turn had come; retrying tries again.
    pub refused: Option<String>,
}

/// One value of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeferredItem {
    /// Null: for all regions.
    #[schema(example = "us-east-1")]
    pub region: Option<String>,
    #[schema(example = "NodeType")]
    pub parameter: String,
    /// Null: it is secret.
    #[schema(example = "cache.m7g.large")]
    pub value: Option<String>,
}

/// One region's part of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedItem {
    #[schema(example = "us-east-1")]
    pub region: String,
    #[schema(schema_with = words::request_action)]
    pub action: RequestAction,
    pub environment_id: String,
    /// `state` and what belongs to it, such as `reason`, `resource` and `rolled_back`.
    #[schema(value_type = Object, example = json!({"state": "failed", "at": 1_800_000_000_000_i64,
        "reason": "You have reached the limit of buckets", "resource": "Store", "rolled_back": true}))]
    pub state: serde_json::Value,
    /// Counts plans, from 1.
    pub attempt: u32,
    pub began_at: Option<Time>,
    /// Why it goes on later than wanted.
    pub delayed: Option<String>,
}

/// One plan, and the regions that share it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionsPlanItem {
    pub regions: Vec<String>,
    pub plan: Plan,
}

/// What a rollout carries, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedSummary {
    #[schema(example = "req_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub request: String,
    #[schema(example = "cache")]
    pub template: String,
    /// Over all regions, as far as planned.
    pub changes: usize,
    pub replacements: usize,
    pub removals: usize,
    /// Logical ids of resources that hold data and are replaced or removed.
    pub losses: Vec<String>,
    /// Logical ids of resources that hold data and may be replaced.
    pub perhaps_lost: Vec<String>,
}

/// What a rollout would do to environments first, as far as it is known without plans.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedOutlook {
    /// Null when what was asked for is no template.
    #[schema(example = "cache")]
    pub template: Option<String>,
    pub template_digest: Option<String>,
    pub environment: Option<String>,
    pub targets: Vec<CarriedOutlookItem>,
    /// US dollars a month for all regions; null when unknown.
    pub monthly_usd: Option<f64>,
    /// The same of what runs there now.
    pub monthly_usd_before: Option<f64>,
    /// Values that become different.
    pub values: Vec<ValueChangeItem>,
    /// How many people have to say yes when a plan replaces or removes something that holds data, or may; null where that asks for
    /// no more.
    pub approvals_when_data_is_lost: Option<u8>,
    /// The rollout that goes first, so that it is planned later; null when it is planned as soon as it starts.
    pub after_rollout: Option<String>,
    /// The request that has one of the environments, likewise.
    pub after_request: Option<String>,
    /// Everything that would be refused.
    pub problems: Vec<CarriedProblem>,
}

/// One region of that.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedOutlookItem {
    #[schema(example = "us-east-1")]
    pub region: String,
    #[schema(schema_with = words::request_action)]
    pub action: RequestAction,
    pub stack_name: String,
    pub monthly_usd: Option<f64>,
}

/// Something that does not fit.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedProblem {
    /// Empty: it is about the whole.
    pub parameter: String,
    pub message: String,
}

impl From<NewCarried> for CarryInput {
    fn from(new: NewCarried) -> Self {
        let NewCarried { template, version, environment, parameters, overrides } = new;
        CarryInput { template, version, environment, parameters, overrides }
    }
}

impl From<CarriedView> for CarriedDetail {
    fn from(view: CarriedView) -> Self {
        let carried = view.carried;
        let plan = |shared: domain::view::RegionsPlan| RegionsPlanItem {
            regions: shared.regions.into_iter().map(String::from).collect(),
            plan: shared.plan.into(),
        };
        CarriedDetail {
            request: carried.request.0,
            template: carried.template.into(),
            template_digest: carried.template_digest.0,
            environment: carried.environment.into(),
            plans_digest: carried.plans.map(|digest| digest.0),
            loses_data: view.loses_data,
            may_lose_data: view.may_lose_data,
            targets: carried.targets.into_iter().map(CarriedItem::from).collect(),
            values: carried.differences.values.into_iter().map(ValueChangeItem::from).collect(),
            plans: view.plans.into_iter().map(plan).collect(),
        }
    }
}

impl From<DeferredView> for DeferredDetail {
    fn from(view: DeferredView) -> Self {
        let (after_rollout, after_request) = after(view.after);
        let item = |value: DeferredValue| DeferredItem {
            region: value.region.map(String::from),
            parameter: value.parameter,
            value: value.value,
        };
        DeferredDetail {
            template: view.template.into(),
            template_digest: view.template_digest.0,
            environment: view.environment.into(),
            values: view.values.into_iter().map(item).collect(),
            after_rollout,
            after_request,
            refused: view.refused,
        }
    }
}

/// The rollout or the request that comes first.
fn after(after: Option<After>) -> (Option<String>, Option<String>) {
    match after {
        Some(After::Rollout { rollout }) => (Some(rollout.0), None),
        Some(After::Request { request }) => (None, Some(request.0)),
        None => (None, None),
    }
}

impl From<(RegionName, CarriedTarget)> for CarriedItem {
    fn from((region, target): (RegionName, CarriedTarget)) -> Self {
        let state: &TargetState = &target.state;
        CarriedItem {
            region: region.into(),
            action: target.action,
            environment_id: target.environment.0,
            state: serde_json::to_value(state).unwrap_or_default(),
            attempt: target.attempt,
            began_at: target.began_at.map(Time::from),
            delayed: target.delayed,
        }
    }
}

impl From<CarriedRow> for CarriedSummary {
    fn from(row: CarriedRow) -> Self {
        CarriedSummary {
            request: row.request.0,
            template: row.template.into(),
            changes: row.changes,
            replacements: row.replacements,
            removals: row.removals,
            losses: row.losses,
            perhaps_lost: row.perhaps_lost,
        }
    }
}

impl From<CarryPreview> for CarriedOutlook {
    fn from(preview: CarryPreview) -> Self {
        let (template, template_digest) = preview.template.unzip();
        let (after_rollout, after_request) = after(preview.after);
        let target = |target: domain::view::CarryPreviewTarget| CarriedOutlookItem {
            region: target.region.into(),
            action: target.action,
            stack_name: target.stack_name,
            monthly_usd: target.monthly_usd,
        };
        let problems = preview.problems.into_iter();
        CarriedOutlook {
            template: template.map(String::from),
            template_digest: template_digest.map(|digest| digest.0),
            environment: preview.environment.map(String::from),
            targets: preview.targets.into_iter().map(target).collect(),
            monthly_usd: preview.monthly_usd,
            monthly_usd_before: preview.differences.usd_before,
            values: preview.differences.values.into_iter().map(ValueChangeItem::from).collect(),
            after_rollout,
            after_request,
            approvals_when_data_is_lost: preview.when_data_is_lost.map(|rule| rule.required),
            problems: problems
                .map(|it| CarriedProblem { parameter: it.parameter, message: it.message })
                .collect(),
        }
    }
}
