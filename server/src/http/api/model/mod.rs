//! What the API speaks: its own types, so that the inside may change without breaking scripts.

mod amendment;
mod audit;
mod carried;
mod changes;
mod delegation;
mod drift;
mod environment;
mod explain;
mod freeze;
mod health;
mod incident;
mod input;
mod lane;
mod measured;
mod notification;
mod outlook;
mod people;
mod pipeline;
mod plan;
mod preview;
mod regions;
mod release;
mod request;
mod rollout;
mod rules;
mod service;
mod template;
mod time;
mod webhook;
pub mod words;

pub use amendment::Amendment;
pub use audit::AuditEntry;
pub use changes::ChangesItem;
pub use delegation::{DelegationMade, DelegationsAnswer, NewDelegation};
pub use environment::{EnvironmentDetail, EnvironmentItem, MatrixWindow, ResourceItem};
pub use explain::{AdviceAnswer, BlameBody, CausesAnswer, ChangeItem, NewChange};
pub use freeze::{FreezeBoardAnswer, FreezeMade, NewFreeze};
pub use health::{CheckReport, CourseItem, HealthItem, HealthOfPlacement, ProbeItem};
pub use incident::{
    AssignBody, IncidentDetail, IncidentMade, IncidentsAnswer, NewIncident, NoteBody, OnCallItem,
    StatusAnswer, WhyBody,
};
pub use input::{DecisionBody, NewRequest, ReasonBody};
pub use measured::{ObjectiveItem, SampleQuery, SamplesAnswer};
pub use notification::{
    ChannelItem, ChannelMadeAnswer, DeliveryItem, NewChannel, NotificationItem, NotificationPreferences,
    ReadBody, TestSent, UnreadAnswer,
};
pub use outlook::RolloutOutlook;
pub use people::{CreatedToken, GithubAccountItem, GithubTokenBody, Me, NewTokenBody, Token};
pub use pipeline::{
    ActionBody, ActionItem, JobLog, LaunchDetail, NewRun, PipelineItem, PipelineWorkflow, RunDetail, RunItem,
};
pub use preview::PreviewAnswer;
pub use regions::RegionsAnswer;
pub use release::{NewRelease, RunningItem};
pub use request::{RequestDetail, RequestItem, ResourceEvent};
pub use rollout::{NewRollout, ReleaseDetail, RolloutAnswer, RolloutDetail, RolloutItem, SteeringBody};
pub use rules::RulesAnswer;
pub use service::{ServiceDetail, ServiceItem};
pub use template::{TemplateDetail, TemplateItem};
pub use time::Time;
pub use webhook::WebhookItem;

use domain::permission::Reason;
use domain::view::{Allowed, Listing};
use serde::Serialize;
use utoipa::ToSchema;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Hand it in as `after` to get what follows; null at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A list that is always told as a whole.
    pub fn whole(items: Vec<T>) -> Self {
        Page { items, next: None }
    }

    pub fn of<U: Into<T>>(listing: Listing<U>) -> Self {
        Page { items: listing.items.into_iter().map(U::into).collect(), next: listing.next }
    }
}

/// Whether the caller may do something now, and what it would take.
#[derive(Debug, Serialize, ToSchema)]
pub struct Permission {
    pub allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "only a team lead of the team streaming may do this")]
    pub reason: Option<String>,
    /// The reason as a stable word; scripts may rely on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "role")]
    pub code: Option<&'static str>,
}

impl From<Allowed> for Permission {
    fn from(allowed: Allowed) -> Self {
        let code = allowed.why.as_ref().map(Reason::code);
        Permission { allowed: allowed.allowed, reason: allowed.reason, code }
    }
}
