//! Requests: what somebody asks for over one or more targets, from the form to the running stacks.
//!
//! [`Request::apply`] is the only way in which a request changes. It takes an event and answers with
//! the next request and with what has to be done outside.

mod apply;
mod event;
mod status;
mod target;
#[cfg(test)]
mod tests;

pub use apply::Opening;
pub use event::{Content, Effect, Refused, RequestEvent, Step, TargetContent, Work};
pub use status::{RequestStatus, TargetStatus};
pub use target::{Outcome, Target, TargetKey, TargetState};

use crate::Timestamp;
use crate::approval::{Approval, Digest};
use crate::ids::{ActorId, RequestId, RolloutId};
use crate::names::{EnvironmentName, ServiceName, TeamName, TemplateName};
use crate::template::{Capability, TemplateDigest};
use crate::values::StoredValues;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestAction {
    Create,
    Update,
    Delete,
}

impl RequestAction {
    pub const ALL: [RequestAction; 3] = [RequestAction::Create, RequestAction::Update, RequestAction::Delete];

    pub fn as_str(self) -> &'static str {
        match self {
            RequestAction::Create => "create",
            RequestAction::Update => "update",
            RequestAction::Delete => "delete",
        }
    }
}

/// One request with everything that was decided and done about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub id: RequestId,
    pub action: RequestAction,
    pub team: TeamName,
    pub requester: ActorId,
    pub requester_name: String,
    /// Who has amended it since: its content is theirs, too.
    #[serde(default)]
    pub amended_by: BTreeSet<ActorId>,
    pub service: ServiceName,
    pub environment: EnvironmentName,
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    /// What people must know that the template does; acknowledged by submitting and by approving.
    pub capabilities: Vec<Capability>,
    /// Values for all targets.
    pub shared: StoredValues,
    /// Stages in their order, the home region first.
    pub targets: Vec<Target>,
    pub approvals: Vec<Approval>,
    /// Set when people ended or stopped it.
    pub closed: Option<Closed>,
    /// Of what an approval is given to; changes whenever that changes.
    pub digest: Digest,
    /// Counts amendments, from 1.
    pub revision: u32,
    /// Why it is wanted, in the requester's words.
    pub reason: Option<String>,
    /// The rollout that it is the first step of. It alone lets targets be applied, and decides for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_by: Option<RolloutId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How people ended or stopped a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub how: Closing,
    pub by: ActorId,
    pub by_name: String,
    pub why: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Waits for an amendment.
    ChangesRequested,
    Rejected,
    /// Taken back by the requester.
    Withdrawn,
    /// Stopped, whatever it was doing.
    Cancelled,
}

impl Request {
    pub fn target(&self, key: &TargetKey) -> Option<&Target> {
        self.targets.iter().find(|target| &target.key == key)
    }

    /// What is done to this target. One that a rollout carries creates what is missing and updates what stands.
    pub fn action_at(&self, target: &Target) -> RequestAction {
        target.action.unwrap_or(self.action)
    }

    /// Whether the content is, at least in part, this person's.
    pub fn is_by(&self, actor: &ActorId) -> bool {
        &self.requester == actor || self.amended_by.contains(actor)
    }

    /// Distinct plans with the positions of the targets that share them.
    pub fn distinct_plans(&self) -> Vec<Vec<usize>> {
        let plans = self.targets.iter().enumerate();
        crate::plan::collapse(plans.filter_map(|(position, target)| Some((position, target.plan.as_ref()?))))
    }
}
