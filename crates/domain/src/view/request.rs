use super::Allowed;
use crate::Timestamp;
use crate::approval::{Approval, Digest};
use crate::ids::{ActorId, EnvironmentId, RequestId, RolloutId};
use crate::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use crate::plan::Plan;
use crate::request::{RequestAction, RequestStatus, TargetStatus};
use crate::template::{Capability, TemplateDigest, ValueSource};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One request as one reader sees it, at one version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestView {
    pub id: RequestId,
    /// Grows with every change; older snapshots are ignored.
    pub version: i64,
    pub status: RequestStatus,
    pub action: RequestAction,
    pub team: TeamName,
    pub service: ServiceName,
    pub environment: EnvironmentName,
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    pub capabilities: Vec<Capability>,
    pub requester: ActorId,
    pub requester_name: String,
    pub reason: Option<String>,
    pub revision: u32,
    /// Hand this in when deciding.
    pub digest: Digest,
    pub targets: Vec<TargetView>,
    /// The same plans told once.
    pub distinct_plans: Vec<DistinctPlan>,
    pub approvals: Vec<Approval>,
    /// Who ended or stopped it and why, when somebody did.
    pub closed: Option<crate::request::Closed>,
    /// What is still needed, per stage that waits.
    pub waiting_for: Vec<ApprovalView>,
    pub decide_by: Option<Timestamp>,
    pub monthly_usd: Option<f64>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The rollout that applies it, region by region, and where it is decided on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_by: Option<RolloutId>,
    pub may: RequestActions,
}

/// What the reader may do with it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestActions {
    pub decide: Allowed,
    pub withdraw: Allowed,
    pub cancel: Allowed,
    pub retry: Allowed,
    pub amend: Allowed,
}

/// One target's lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetView {
    pub stage: StageName,
    pub region: RegionName,
    pub status: TargetStatus,
    pub environment_id: EnvironmentId,
    pub stack_name: String,
    pub attempt: u32,
    pub values: BTreeMap<String, ValueView>,
    pub plan: Option<Plan>,
    /// Why it failed, in AWS's own words.
    pub reason: Option<String>,
    /// Logical id of the resource that failed.
    pub failed_resource: Option<String>,
    /// After a failure: whether what was before is there again.
    pub rolled_back: Option<bool>,
    pub outputs: BTreeMap<String, String>,
    /// Why it goes on later than wanted: the region does not answer, or asks to slow down.
    pub delayed: Option<String>,
    /// When it began to be applied, or ended.
    pub since: Option<Timestamp>,
    /// When it began to be applied, whether or not it has ended.
    #[serde(default)]
    pub began_at: Option<Timestamp>,
    /// An amendment left it out.
    #[serde(default)]
    pub dropped: bool,
}

/// A value as people may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueView {
    /// `None`: secret.
    pub value: Option<String>,
    pub source: ValueSource,
}

/// A plan that one or more targets share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistinctPlan {
    /// Positions in `targets`.
    pub targets: Vec<usize>,
    pub plan: Plan,
}

/// The yeses that a stage waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    pub stage: StageName,
    pub given: usize,
    pub required: u8,
    /// Names of the roles, any of which will do.
    pub roles: Vec<String>,
}

/// One line of a list of requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestRow {
    pub id: RequestId,
    pub version: i64,
    pub status: RequestStatus,
    pub action: RequestAction,
    pub team: TeamName,
    pub service: ServiceName,
    pub environment: EnvironmentName,
    pub template: TemplateName,
    pub requester_name: String,
    /// `(stage, region, status)` in order.
    pub targets: Vec<(StageName, RegionName, TargetStatus)>,
    pub replacements: usize,
    pub removals: usize,
    pub decide_by: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
