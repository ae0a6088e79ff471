use super::{RequestAction, TargetContent};
use crate::Timestamp;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{RegionName, StageName};
use crate::plan::Plan;
use crate::rules::ApprovalRule;
use crate::values::{ResolvedValues, StoredValues};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stage × region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TargetKey {
    pub stage: StageName,
    pub region: RegionName,
}

impl std::fmt::Display for TargetKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.stage, self.region)
    }
}

/// One stage × region of a request, and how far it got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub key: TargetKey,
    pub environment_id: EnvironmentId,
    pub stack_name: String,
    /// Where it is another one than the request's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<RequestAction>,
    /// Whose yes it takes, as the rules stood when it was asked for.
    pub approval: Option<ApprovalRule>,
    pub termination_protection: bool,
    /// Values for this target only.
    pub overrides: StoredValues,
    /// All values, with where each comes from.
    pub values: ResolvedValues,
    /// Counts plans, from 1; what comes back from an earlier one is ignored.
    pub attempt: u32,
    pub state: TargetState,
    pub plan: Option<Plan>,
    pub outcome: Option<Outcome>,
    /// Why it goes on later than wanted: the region does not answer, or asks to slow down.
    #[serde(default)]
    pub delayed: Option<String>,
    /// When this attempt began to be applied.
    #[serde(default)]
    pub began_at: Option<Timestamp>,
    /// An amendment left it out; only another one that names it brings it back.
    #[serde(default)]
    pub dropped: bool,
}

/// What an applied target left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub stack_id: Option<String>,
    pub outputs: BTreeMap<String, String>,
}

/// How far a target is. Phases in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TargetState {
    /// A change set is being made [Running].
    Planning,
    /// The template, a rule or CloudFormation refused the plan [Failed].
    PlanFailed { reason: String },
    /// The plan is good; it waits for the other plans or for an approval [Waiting].
    Planned,
    /// The change set is being executed [Running].
    Applying { since: Timestamp },
    /// Somebody stopped it while it was applied; it is being undone [Running].
    Cancelling { since: Timestamp },
    /// What it prepared is being removed, so that nothing dangles [Running].
    Discarding,
    /// As asked for [Succeeded]; `unchanged` when there was nothing to do.
    Succeeded { at: Timestamp, unchanged: bool },
    /// CloudFormation failed to do it [Failed].
    Failed { at: Timestamp, reason: String, resource: Option<String>, rolled_back: bool },
    /// The machinery broke; retrying may help [Errored].
    Errored { at: Timestamp, reason: String, while_planning: bool },
    /// Stopped, and nothing of it is left [Aborted].
    Cancelled { at: Timestamp },
}

impl TargetState {
    /// Nothing more happens to it by itself.
    pub fn settled(&self) -> bool {
        matches!(
            self,
            TargetState::Succeeded { .. }
                | TargetState::Failed { .. }
                | TargetState::Errored { while_planning: false, .. }
                | TargetState::Cancelled { .. }
        )
    }

    /// Why it is bad, where it is.
    pub fn reason(&self) -> Option<&str> {
        match self {
            TargetState::PlanFailed { reason }
            | TargetState::Failed { reason, .. }
            | TargetState::Errored { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// A worker is at it.
    pub fn busy(&self) -> bool {
        matches!(
            self,
            TargetState::Planning
                | TargetState::Applying { .. }
                | TargetState::Cancelling { .. }
                | TargetState::Discarding
        )
    }

    /// Its plan stands in the way of the whole request.
    pub fn plan_bad(&self) -> bool {
        matches!(self, TargetState::PlanFailed { .. } | TargetState::Errored { while_planning: true, .. })
    }

    /// Planning again may help.
    pub fn retryable(&self) -> bool {
        self.plan_bad() || matches!(self, TargetState::Failed { .. } | TargetState::Errored { .. })
    }
}

impl Target {
    /// What it asks for, without how far it got.
    pub fn content(&self) -> TargetContent {
        TargetContent {
            key: self.key.clone(),
            environment_id: self.environment_id.clone(),
            stack_name: self.stack_name.clone(),
            action: self.action,
            approval: self.approval.clone(),
            termination_protection: self.termination_protection,
            overrides: self.overrides.clone(),
            values: self.values.clone(),
        }
    }

    /// Identifies this attempt towards the cloud: the same token never does anything twice.
    ///
    /// CloudFormation takes up to 128 letters, digits and hyphens, a letter first.
    pub fn token(&self, request: &RequestId) -> String {
        format!("{request}-{}-{}", self.key.stage, self.key.region).replace('_', "-")
            + &format!("-{}", self.attempt)
    }
}
