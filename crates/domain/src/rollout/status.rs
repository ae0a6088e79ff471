use super::{Closing, Rollout};
use crate::approval::{Approval, Decision};
use serde::{Deserialize, Serialize};

/// A rollout as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RolloutStatus {
    /// Another one of the same service and stage goes first.
    Queued,
    AwaitingApproval,
    /// Whoever decides wants something else; a yes still lets it go on as it is.
    ChangesRequested,
    /// Something is being copied, deployed or looked at.
    Running,
    /// A gate is shut: it says which, and why.
    Waiting,
    /// Somebody holds it.
    Paused,
    /// Every region that was not left out runs the release.
    Succeeded,
    /// A region, or its plan, failed; no further wave opens until somebody retries, skips or ends it.
    Failed,
    /// The machinery broke; retrying may help.
    Errored,
    Rejected,
    /// Ended by a person on the way.
    Aborted,
}

impl RolloutStatus {
    pub const ALL: [RolloutStatus; 11] = [
        RolloutStatus::Queued,
        RolloutStatus::AwaitingApproval,
        RolloutStatus::ChangesRequested,
        RolloutStatus::Running,
        RolloutStatus::Waiting,
        RolloutStatus::Paused,
        RolloutStatus::Succeeded,
        RolloutStatus::Failed,
        RolloutStatus::Errored,
        RolloutStatus::Rejected,
        RolloutStatus::Aborted,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RolloutStatus::Queued => "queued",
            RolloutStatus::AwaitingApproval => "awaiting_approval",
            RolloutStatus::ChangesRequested => "changes_requested",
            RolloutStatus::Running => "running",
            RolloutStatus::Waiting => "waiting",
            RolloutStatus::Paused => "paused",
            RolloutStatus::Succeeded => "succeeded",
            RolloutStatus::Failed => "failed",
            RolloutStatus::Errored => "errored",
            RolloutStatus::Rejected => "rejected",
            RolloutStatus::Aborted => "aborted",
        }
    }

    /// Makes room for the next rollout of the same service and stage. A failed one holds its place: somebody has to
    /// decide what becomes of it.
    pub fn over(self) -> bool {
        matches!(self, RolloutStatus::Succeeded | RolloutStatus::Rejected | RolloutStatus::Aborted)
    }
}

impl Rollout {
    /// The status of the whole, from its lanes and from what people decided.
    pub fn status(&self) -> RolloutStatus {
        use super::LaneState as L;
        if let Some(closed) = &self.closed {
            return match closed.how {
                Closing::Rejected => RolloutStatus::Rejected,
                Closing::Aborted => RolloutStatus::Aborted,
            };
        }
        let any = |test: fn(&L) -> bool| self.lanes().any(|lane| test(&lane.state));
        if !any(|state| !state.good()) {
            return RolloutStatus::Succeeded;
        }
        // What was approved has changed since it began.
        if self.begun() && self.needs_approval() {
            return self.unapproved();
        }
        if any(L::busy) {
            return if self.paused.is_some() { RolloutStatus::Paused } else { RolloutStatus::Running };
        }
        if any(|state| matches!(state, L::Failed { .. })) {
            return RolloutStatus::Failed;
        }
        if any(|state| matches!(state, L::Errored { .. })) {
            return RolloutStatus::Errored;
        }
        if let Some(bad) = self.bad_plan() {
            return if bad.broken { RolloutStatus::Errored } else { RolloutStatus::Failed };
        }
        if self.deferred.as_ref().is_some_and(|deferred| deferred.refused.is_some()) {
            return RolloutStatus::Failed;
        }
        if self.paused.is_some() {
            return RolloutStatus::Paused;
        }
        if self.seen.behind.is_some() {
            return RolloutStatus::Queued;
        }
        if self.needs_approval() {
            return self.unapproved();
        }
        RolloutStatus::Waiting
    }

    fn unapproved(&self) -> RolloutStatus {
        match self.changes_requested() {
            Some(_) => RolloutStatus::ChangesRequested,
            None => RolloutStatus::AwaitingApproval,
        }
    }

    /// The last answer that counts, where it asks for changes.
    pub fn changes_requested(&self) -> Option<&Approval> {
        let last = self.approvals.iter().rev().find(|answer| answer.void.is_none());
        last.filter(|answer| answer.decision == Decision::RequestChanges)
    }
}
