//! Drift: what runs is no longer what was applied, because somebody changed it outside the portal.

use crate::Timestamp;
use crate::environment::{Drift, Environment, EnvironmentStatus};
use crate::permission::Reason;
use serde::{Deserialize, Serialize};

/// One resource that is not as it was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceDrift {
    pub logical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub change: DriftChange,
    /// What differs; empty when the whole resource is gone.
    #[serde(default)]
    pub properties: Vec<PropertyDrift>,
}

/// What became of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftChange {
    Modified,
    Deleted,
}

/// One property of a resource that is not as it was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyDrift {
    /// Where it stands in the resource: `/VersioningConfiguration/Status`.
    pub path: String,
    /// What was applied; `None`: nothing stood there.
    pub expected: Option<String>,
    /// What is there now; `None`: nothing.
    pub actual: Option<String>,
}

/// What a check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DriftReport {
    pub drifted: Vec<ResourceDrift>,
    /// Why it could not look at everything. Without drift elsewhere it could not tell then.
    pub incomplete: Option<String>,
}

impl DriftReport {
    /// A check that could look at nothing.
    pub fn unclear(why: impl Into<String>) -> Self {
        DriftReport { drifted: Vec::new(), incomplete: Some(why.into()) }
    }

    fn verdict(&self) -> Drift {
        match (self.drifted.is_empty(), &self.incomplete) {
            (false, _) => Drift::Drifted,
            (true, Some(_)) => Drift::Unknown,
            (true, None) => Drift::InSync,
        }
    }
}

/// What a check is told that a request overtook.
const OVERTAKEN: &str = "a request began to change it before the check was over";

/// A check tells about the environment and does not change it: `updated_at` stays.
impl Environment {
    /// The environment with a check under way. What an earlier one found is no longer told.
    pub fn check_drift(&self, now: Timestamp) -> Result<Environment, Reason> {
        if let Some(request) = &self.held_by {
            return Err(Reason::Held { request: request.clone() });
        }
        if !matches!(self.status, EnvironmentStatus::Running | EnvironmentStatus::Degraded) {
            return Err(Reason::NothingRuns);
        }
        if self.drift == Drift::Checking {
            return Err(Reason::BeingChecked);
        }
        Ok(Environment {
            drift: Drift::Checking,
            drift_asked_at: Some(now),
            drift_checked_at: None,
            drift_note: None,
            drifted: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether the check that was asked for at that time is the one under way.
    pub fn checks_drift_since(&self, asked_at: Timestamp) -> bool {
        self.drift == Drift::Checking && self.drift_asked_at == Some(asked_at)
    }

    /// The environment while its check has to wait, for this reason; `None`: it goes on.
    pub fn drift_delayed(&self, why: Option<&str>) -> Environment {
        Environment { drift_note: why.map(str::to_owned), ..self.clone() }
    }

    /// The environment after its check.
    pub fn drift_checked(&self, report: DriftReport, now: Timestamp) -> Environment {
        Environment {
            drift: report.verdict(),
            drift_asked_at: None,
            drift_checked_at: Some(now),
            drift_note: report.incomplete,
            drifted: report.drifted,
            ..self.clone()
        }
    }

    /// A change has begun: what a check under way would find is neither what was nor what will be.
    pub(crate) fn overtake_drift_check(&mut self, now: Timestamp) {
        if self.drift == Drift::Checking {
            *self = self.drift_checked(DriftReport::unclear(OVERTAKEN), now);
        }
    }

    /// Everything is as it was just applied.
    pub(crate) fn in_sync(&mut self) {
        self.drift = Drift::InSync;
        self.drift_asked_at = None;
        self.drift_checked_at = None;
        self.drift_note = None;
        self.drifted.clear();
    }
}

#[cfg(test)]
mod tests;
