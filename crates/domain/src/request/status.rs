use super::{Closing, Request, Target, TargetState};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A request as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Change sets are being made.
    Planning,
    /// At least one target cannot be planned; nothing is applied.
    PlanFailed,
    AwaitingApproval,
    /// Its plans are good; the rollout that carries it applies them, region by region.
    AwaitingRollout,
    /// The requester is asked to amend it.
    ChangesRequested,
    Rejected,
    Withdrawn,
    Applying,
    Succeeded,
    /// At least one target failed; the others are as they say.
    Failed,
    /// The machinery broke for at least one target; retrying may help.
    Errored,
    Cancelled,
}

impl RequestStatus {
    /// In the order in which requests go through them.
    pub const ALL: [RequestStatus; 12] = [
        RequestStatus::Planning,
        RequestStatus::PlanFailed,
        RequestStatus::AwaitingApproval,
        RequestStatus::AwaitingRollout,
        RequestStatus::ChangesRequested,
        RequestStatus::Rejected,
        RequestStatus::Withdrawn,
        RequestStatus::Applying,
        RequestStatus::Succeeded,
        RequestStatus::Failed,
        RequestStatus::Errored,
        RequestStatus::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RequestStatus::Planning => "planning",
            RequestStatus::PlanFailed => "plan_failed",
            RequestStatus::AwaitingApproval => "awaiting_approval",
            RequestStatus::AwaitingRollout => "awaiting_rollout",
            RequestStatus::ChangesRequested => "changes_requested",
            RequestStatus::Rejected => "rejected",
            RequestStatus::Withdrawn => "withdrawn",
            RequestStatus::Applying => "applying",
            RequestStatus::Succeeded => "succeeded",
            RequestStatus::Failed => "failed",
            RequestStatus::Errored => "errored",
            RequestStatus::Cancelled => "cancelled",
        }
    }

    /// Nothing more happens unless somebody retries or amends it.
    pub fn over(self) -> bool {
        !matches!(
            self,
            RequestStatus::Planning
                | RequestStatus::AwaitingApproval
                | RequestStatus::AwaitingRollout
                | RequestStatus::ChangesRequested
                | RequestStatus::Applying
        )
    }
}

/// One target for people and scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetStatus {
    Planning,
    PlanFailed,
    Planned,
    AwaitingApproval,
    Applying,
    Cancelling,
    Discarding,
    Succeeded,
    Unchanged,
    Failed,
    Errored,
    Cancelled,
}

impl TargetStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            TargetStatus::Planning => "planning",
            TargetStatus::PlanFailed => "plan_failed",
            TargetStatus::Planned => "planned",
            TargetStatus::AwaitingApproval => "awaiting_approval",
            TargetStatus::Applying => "applying",
            TargetStatus::Cancelling => "cancelling",
            TargetStatus::Discarding => "discarding",
            TargetStatus::Succeeded => "succeeded",
            TargetStatus::Unchanged => "unchanged",
            TargetStatus::Failed => "failed",
            TargetStatus::Errored => "errored",
            TargetStatus::Cancelled => "cancelled",
        }
    }
}

impl Request {
    /// The status of the whole, from its targets and from what people decided.
    pub fn status(&self) -> RequestStatus {
        if let Some(closed) = &self.closed {
            return match closed.how {
                Closing::ChangesRequested => RequestStatus::ChangesRequested,
                Closing::Rejected => RequestStatus::Rejected,
                Closing::Withdrawn => RequestStatus::Withdrawn,
                Closing::Cancelled => RequestStatus::Cancelled,
            };
        }
        let planned = match self.carried_by {
            Some(_) => RequestStatus::AwaitingRollout,
            None => RequestStatus::AwaitingApproval,
        };
        let mut order: [(StateTest, RequestStatus); 7] = [
            (|s| matches!(s, TargetState::Planning), RequestStatus::Planning),
            (|s| matches!(s, TargetState::PlanFailed { .. }), RequestStatus::PlanFailed),
            (|s| matches!(s, TargetState::Errored { while_planning: true, .. }), RequestStatus::Errored),
            (|s| matches!(s, TargetState::Planned), planned),
            (TargetState::busy, RequestStatus::Applying),
            (|s| matches!(s, TargetState::Failed { .. }), RequestStatus::Failed),
            (|s| matches!(s, TargetState::Errored { .. }), RequestStatus::Errored),
        ];
        if self.carried_by.is_some() {
            // One region at a time is nothing unusual there, and what is at work tells more than what waits.
            order.swap(3, 4);
        }
        let first = order.into_iter().find(|(test, _)| self.targets.iter().any(|target| test(&target.state)));
        let gone = self.targets.iter().all(|target| matches!(target.state, TargetState::Cancelled { .. }));
        let rest = if gone { RequestStatus::Cancelled } else { RequestStatus::Succeeded };
        first.map_or(rest, |(_, status)| status)
    }

    /// Whether this target waits for people.
    pub fn waits_for_approval(&self, target: &Target) -> bool {
        self.status() == RequestStatus::AwaitingApproval
            && target.state == TargetState::Planned
            && target.approval.is_some()
    }

    pub fn target_status(&self, target: &Target) -> TargetStatus {
        match &target.state {
            TargetState::Planned if self.waits_for_approval(target) => TargetStatus::AwaitingApproval,
            TargetState::Planned => TargetStatus::Planned,
            TargetState::Planning => TargetStatus::Planning,
            TargetState::PlanFailed { .. } => TargetStatus::PlanFailed,
            TargetState::Applying { .. } => TargetStatus::Applying,
            TargetState::Cancelling { .. } => TargetStatus::Cancelling,
            TargetState::Discarding => TargetStatus::Discarding,
            TargetState::Succeeded { unchanged: true, .. } => TargetStatus::Unchanged,
            TargetState::Succeeded { .. } => TargetStatus::Succeeded,
            TargetState::Failed { .. } => TargetStatus::Failed,
            TargetState::Errored { .. } => TargetStatus::Errored,
            TargetState::Cancelled { .. } => TargetStatus::Cancelled,
        }
    }

    /// Until when the waiting plan may be approved; `None` when nothing waits.
    pub fn decide_by(&self) -> Option<Timestamp> {
        let waiting = self.targets.iter().filter(|target| self.waits_for_approval(target));
        waiting
            .filter_map(|target| {
                let hours = target.approval.as_ref()?.expires_after_hours;
                Some(target.plan.as_ref()?.planned_at.plus_hours(hours))
            })
            .min()
    }
}

type StateTest = fn(&TargetState) -> bool;
