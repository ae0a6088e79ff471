//! Environments: a service's running instances.

use crate::Timestamp;
use crate::drift::ResourceDrift;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use crate::request::{Request, RequestAction, Target, TargetKey, TargetState};
use crate::template::TemplateDigest;
use crate::values::StoredValues;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A service's running instance of a template version in one stage and one region; one stack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    pub id: EnvironmentId,
    pub key: EnvironmentKey,
    pub team: TeamName,
    pub stack_name: String,
    pub stack_id: Option<String>,
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    /// What it runs with; `NoEcho` values sealed.
    pub values: StoredValues,
    pub outputs: BTreeMap<String, String>,
    pub status: EnvironmentStatus,
    /// How it was before the change that is under way.
    #[serde(default)]
    pub status_before: Option<EnvironmentStatus>,
    /// The open request that alone may change it.
    pub held_by: Option<RequestId>,
    pub last_request: RequestId,
    pub drift: Drift,
    /// When the check under way was asked for, which also tells it from others.
    #[serde(default)]
    pub drift_asked_at: Option<Timestamp>,
    /// When the last check ended; `None` when what runs was applied after it.
    #[serde(default)]
    pub drift_checked_at: Option<Timestamp>,
    /// Why a check could not tell, or what keeps the one under way waiting.
    #[serde(default)]
    pub drift_note: Option<String>,
    /// What the last check found.
    #[serde(default)]
    pub drifted: Vec<ResourceDrift>,
    pub monthly_usd: Option<f64>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What makes an environment the same one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EnvironmentKey {
    pub service: ServiceName,
    pub name: EnvironmentName,
    pub stage: StageName,
    pub region: RegionName,
}

impl EnvironmentKey {
    /// The stack's name, unique in its account and region: names hold no two hyphens in a row, so no two environments
    /// can come to the same one.
    pub fn stack_name(&self, prefix: &str) -> String {
        format!("{prefix}{}--{}--{}", self.service, self.name, self.stage)
    }
}

impl std::fmt::Display for EnvironmentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{} in {} {}", self.service, self.name, self.stage, self.region)
    }
}

/// How an environment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvironmentStatus {
    /// Asked for; nothing runs yet.
    Requested,
    Creating,
    Running,
    Updating,
    /// The last change failed; what ran before still runs, as far as CloudFormation could see to it.
    Degraded,
    /// It could not be created; only what CloudFormation left is there.
    Broken,
    Deleting,
}

/// Whether what runs still is what was applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drift {
    #[default]
    Unknown,
    Checking,
    InSync,
    Drifted,
}

impl Environment {
    /// Where it is, as requests name it.
    pub fn target(&self) -> TargetKey {
        TargetKey { stage: self.key.stage.clone(), region: self.key.region.clone() }
    }

    /// The environment after one of its request's targets has moved; `None` when nothing of it is left.
    pub fn follow(&self, request: &Request, target: &Target, now: Timestamp) -> Option<Environment> {
        let mut next = self.clone();
        next.held_by = (!target.state.settled()).then(|| request.id.clone());
        match &target.state {
            TargetState::Planning
            | TargetState::PlanFailed { .. }
            | TargetState::Planned
            | TargetState::Discarding
            | TargetState::Errored { while_planning: true, .. } => {}
            TargetState::Applying { .. } | TargetState::Cancelling { .. } => {
                next.status_before.get_or_insert(self.status);
                next.status = under_way(request.action_at(target));
                next.last_request = request.id.clone();
                next.overtake_drift_check(now);
            }
            TargetState::Succeeded { .. } if request.action_at(target) == RequestAction::Delete => {
                return None;
            }
            TargetState::Succeeded { unchanged, .. } => next.succeed(request, target, *unchanged),
            TargetState::Failed { .. } | TargetState::Errored { .. } => {
                next.status = self.after_failure(request.action_at(target));
            }
            TargetState::Cancelled { .. } => {
                if request.action_at(target) == RequestAction::Create {
                    return None;
                }
                // Undone, or never begun: it is as it was.
                next.status = self.status_before.unwrap_or(self.status);
            }
        }
        if target.state.settled() {
            next.status_before = None;
        }
        if next != *self {
            next.updated_at = now;
        }
        Some(next)
    }

    fn succeed(&mut self, request: &Request, target: &Target, unchanged: bool) {
        self.status = EnvironmentStatus::Running;
        self.last_request = request.id.clone();
        self.template = request.template.clone();
        self.template_digest = request.template_digest.clone();
        self.values = crate::values::stored(&target.values);
        self.monthly_usd = target.plan.as_ref().and_then(|plan| plan.monthly_usd);
        if let Some(outcome) = target.outcome.as_ref().filter(|_| !unchanged) {
            self.stack_id = outcome.stack_id.clone();
            self.outputs = outcome.outputs.clone();
            self.in_sync();
        }
    }

    fn after_failure(&self, action: RequestAction) -> EnvironmentStatus {
        match action {
            RequestAction::Create => EnvironmentStatus::Broken,
            RequestAction::Update | RequestAction::Delete => EnvironmentStatus::Degraded,
        }
    }

    /// Whether another request may take it up.
    pub fn free_for(&self, action: RequestAction) -> bool {
        let there = self.status != EnvironmentStatus::Requested;
        self.held_by.is_none()
            && match action {
                // What could not be created may be tried again under the same name.
                RequestAction::Create => self.status == EnvironmentStatus::Broken,
                RequestAction::Update => there && self.status != EnvironmentStatus::Broken,
                RequestAction::Delete => there,
            }
    }
}

fn under_way(action: RequestAction) -> EnvironmentStatus {
    match action {
        RequestAction::Create => EnvironmentStatus::Creating,
        RequestAction::Update => EnvironmentStatus::Updating,
        RequestAction::Delete => EnvironmentStatus::Deleting,
    }
}
