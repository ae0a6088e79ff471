//! What a state is judged from.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What the locations that probe a placement say together, each with retries behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeVerdict {
    /// Locations whose newest answer is fresh enough to count.
    pub locations: u32,
    /// Of these, locations that see a failure.
    pub failing: u32,
    /// So many have to see a failure before it is believed; never more than may ask.
    pub quorum: u32,
    /// What most of the failing ones saw.
    pub why: Option<String>,
    /// The newest answer of any location, also of those that do not count any more.
    pub last_seen: Option<Timestamp>,
}

/// How loud an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody looks at it in working hours.
    Ticket,
    /// Somebody is woken.
    Page,
}

/// An objective whose error budget is used up too fast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// What people call the objective.
    pub objective: String,
    pub severity: Severity,
    /// Times faster than the budget allows, in tenths.
    pub tenths: u32,
    /// The longer window, in minutes.
    pub minutes: u32,
    pub since: Timestamp,
}

/// Everything known of a placement at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// `None`: no probe is configured.
    pub probes: Option<ProbeVerdict>,
    pub alerts: Vec<Alert>,
    /// Whether objectives are measured, and fresh.
    pub objectives: bool,
    /// Why something that should be measured cannot be.
    pub obstacle: Option<String>,
    /// Announced work that covers this moment: its title and its end.
    pub maintenance: Option<(String, Timestamp)>,
}
