use super::plan::Plan;
use super::{Permission, Time, words};
use domain::approval::Decision;
use domain::request::{Closing, RequestAction, RequestStatus, TargetStatus};
use domain::stack::RecordedEvent;
use domain::template::{Capability, ValueSource};
use domain::view::{self, RequestView};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One request at one version, as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestDetail {
    #[schema(example = "req_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    /// Grows with every change.
    pub version: i64,
    #[schema(schema_with = words::request_status)]
    pub status: RequestStatus,
    /// Hand this in when deciding; it changes whenever what would be done changes.
    pub digest: String,
    #[schema(schema_with = words::request_action)]
    pub action: RequestAction,
    #[schema(example = "streaming")]
    pub team: String,
    #[schema(example = "live-api")]
    pub service: String,
    pub environment: String,
    #[schema(example = "web-service")]
    pub template: String,
    pub template_digest: String,
    /// What approving acknowledges towards AWS.
    #[schema(schema_with = capabilities)]
    pub capabilities: Vec<Capability>,
    pub requester: String,
    pub requester_name: String,
    pub reason: Option<String>,
    /// Counts amendments, from 1.
    pub revision: u32,
    /// Stages in their order, the home region first.
    pub targets: Vec<TargetItem>,
    /// The same plans told once.
    pub distinct_plans: Vec<DistinctPlan>,
    pub approvals: Vec<Answer>,
    /// Who ended or stopped it, when somebody did.
    pub closed: Option<Closed>,
    /// What is still needed, per stage that waits.
    pub waiting_for: Vec<Quorum>,
    /// Until when the waiting plans may be approved.
    pub decide_by: Option<Time>,
    /// US dollars a month for all targets; null when unknown.
    pub monthly_usd: Option<f64>,
    pub created_at: Time,
    pub updated_at: Time,
    /// The rollout that it is the first step of, and where it is decided on, retried and ended; null: none.
    pub carried_by: Option<String>,
    /// What the caller may do with it now.
    pub may: Actions,
}

fn capabilities() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(words::capability()).build()
}

/// One stage × region of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetItem {
    #[schema(example = "dev")]
    pub stage: String,
    #[schema(example = "us-east-1")]
    pub region: String,
    #[schema(schema_with = words::target_status)]
    pub status: TargetStatus,
    pub stack_name: String,
    pub environment_id: String,
    /// Null until the plan is there.
    pub plan: Option<Plan>,
    /// Why it failed, in AWS's own words.
    pub reason: Option<String>,
    /// Logical id of the resource that failed.
    pub failed_resource: Option<String>,
    /// After a failure: whether what was before is there again.
    pub rolled_back: Option<bool>,
    /// Why it goes on later than wanted.
    pub delayed: Option<String>,
    /// Counts plans, from 1.
    pub attempt: u32,
    pub values: BTreeMap<String, Value>,
    pub outputs: BTreeMap<String, String>,
    /// When it began to be applied, or ended.
    pub since: Option<Time>,
}

/// A parameter's value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Value {
    /// Null: secret.
    pub value: Option<String>,
    #[schema(schema_with = words::value_source)]
    pub source: ValueSource,
}

/// A plan that one or more targets share.
#[derive(Debug, Serialize, ToSchema)]
pub struct DistinctPlan {
    /// Positions in `targets`.
    pub targets: Vec<usize>,
    pub plan: Plan,
}

/// A person's recorded answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    pub by: String,
    pub by_name: String,
    #[schema(schema_with = words::decision)]
    pub decision: Decision,
    pub digest: String,
    pub comment: Option<String>,
    pub at: Time,
    /// Why it no longer counts; null while it does.
    pub void: Option<String>,
}

/// Who ended or stopped a request, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Closed {
    #[schema(schema_with = words::closing)]
    pub how: Closing,
    pub by: String,
    pub by_name: String,
    pub why: Option<String>,
    pub at: Time,
}

/// The yeses that a stage waits for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quorum {
    pub stage: String,
    pub given: usize,
    pub required: u8,
    /// Any of these roles in the owning team.
    pub roles: Vec<String>,
}

/// What may be done with a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Actions {
    pub decide: Permission,
    pub withdraw: Permission,
    pub cancel: Permission,
    pub retry: Permission,
    pub amend: Permission,
}

/// One line of a list of requests.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestItem {
    pub id: String,
    pub version: i64,
    #[schema(schema_with = words::request_status)]
    pub status: RequestStatus,
    #[schema(schema_with = words::request_action)]
    pub action: RequestAction,
    pub team: String,
    pub service: String,
    pub environment: String,
    pub template: String,
    pub requester_name: String,
    pub targets: Vec<TargetState>,
    /// Resources that would be made anew.
    pub replacements: usize,
    /// Resources that would be taken away.
    pub removals: usize,
    pub decide_by: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// How far one target is.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetState {
    pub stage: String,
    pub region: String,
    #[schema(schema_with = words::target_status)]
    pub status: TargetStatus,
}

/// One event of one resource, as CloudFormation tells it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResourceEvent {
    /// Its place; hand the last one in as `after`.
    pub seq: i64,
    pub stage: String,
    pub region: String,
    pub id: String,
    pub stack_id: String,
    pub at: Time,
    pub logical_id: String,
    pub physical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[schema(example = "CREATE_COMPLETE")]
    pub status: String,
    pub reason: Option<String>,
}

impl From<RequestView> for RequestDetail {
    fn from(request: RequestView) -> Self {
        let plans = request.distinct_plans.into_iter();
        RequestDetail {
            id: request.id.0,
            version: request.version,
            status: request.status,
            digest: request.digest.0,
            action: request.action,
            team: request.team.into(),
            service: request.service.into(),
            environment: request.environment.into(),
            template: request.template.into(),
            template_digest: request.template_digest.0,
            capabilities: request.capabilities,
            requester: request.requester.0,
            requester_name: request.requester_name,
            reason: request.reason,
            revision: request.revision,
            targets: request.targets.into_iter().map(TargetItem::from).collect(),
            distinct_plans: plans.map(|d| DistinctPlan { targets: d.targets, plan: d.plan.into() }).collect(),
            approvals: request.approvals.into_iter().map(Answer::from).collect(),
            closed: request.closed.map(Closed::from),
            waiting_for: request.waiting_for.into_iter().map(Quorum::from).collect(),
            decide_by: request.decide_by.map(Time),
            monthly_usd: request.monthly_usd,
            created_at: request.created_at.into(),
            updated_at: request.updated_at.into(),
            carried_by: request.carried_by.map(|rollout| rollout.0),
            may: request.may.into(),
        }
    }
}

impl From<view::TargetView> for TargetItem {
    fn from(target: view::TargetView) -> Self {
        TargetItem {
            stage: target.stage.into(),
            region: target.region.into(),
            status: target.status,
            stack_name: target.stack_name,
            environment_id: target.environment_id.0,
            plan: target.plan.map(Plan::from),
            reason: target.reason,
            failed_resource: target.failed_resource,
            rolled_back: target.rolled_back,
            delayed: target.delayed,
            attempt: target.attempt,
            values: values(target.values),
            outputs: target.outputs,
            since: target.since.map(Time),
        }
    }
}

/// Values of a target or an environment.
pub fn values(values: BTreeMap<String, view::ValueView>) -> BTreeMap<String, Value> {
    values.into_iter().map(|(name, v)| (name, Value { value: v.value, source: v.source })).collect()
}

impl From<domain::approval::Approval> for Answer {
    fn from(answer: domain::approval::Approval) -> Self {
        Answer {
            by: answer.by.0,
            by_name: answer.by_name,
            decision: answer.decision,
            digest: answer.digest.0,
            comment: answer.comment,
            at: answer.at.into(),
            void: answer.void,
        }
    }
}

impl From<domain::request::Closed> for Closed {
    fn from(closed: domain::request::Closed) -> Self {
        Closed {
            how: closed.how,
            by: closed.by.0,
            by_name: closed.by_name,
            why: closed.why,
            at: closed.at.into(),
        }
    }
}

impl From<view::ApprovalView> for Quorum {
    fn from(quorum: view::ApprovalView) -> Self {
        Quorum {
            stage: quorum.stage.into(),
            given: quorum.given,
            required: quorum.required,
            roles: quorum.roles,
        }
    }
}

impl From<view::RequestActions> for Actions {
    fn from(may: view::RequestActions) -> Self {
        Actions {
            decide: may.decide.into(),
            withdraw: may.withdraw.into(),
            cancel: may.cancel.into(),
            retry: may.retry.into(),
            amend: may.amend.into(),
        }
    }
}

impl From<view::RequestRow> for RequestItem {
    fn from(row: view::RequestRow) -> Self {
        let state = |(stage, region, status): (_, _, _)| TargetState {
            stage: String::from(stage),
            region: String::from(region),
            status,
        };
        RequestItem {
            id: row.id.0,
            version: row.version,
            status: row.status,
            action: row.action,
            team: row.team.into(),
            service: row.service.into(),
            environment: row.environment.into(),
            template: row.template.into(),
            requester_name: row.requester_name,
            targets: row.targets.into_iter().map(state).collect(),
            replacements: row.replacements,
            removals: row.removals,
            decide_by: row.decide_by.map(Time),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

impl From<RecordedEvent> for ResourceEvent {
    fn from(recorded: RecordedEvent) -> Self {
        let event = recorded.event;
        ResourceEvent {
            seq: recorded.seq,
            stage: recorded.target.stage.into(),
            region: recorded.target.region.into(),
            id: event.id,
            stack_id: event.stack_id,
            at: event.at.into(),
            logical_id: event.logical_id,
            physical_id: event.physical_id,
            kind: event.kind,
            status: event.status,
            reason: event.reason,
        }
    }
}
