//! How an objective stands in one placement.

use super::{Alert, Budget, Placement, RequestTally, Slo, Spans};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// One promise in one placement, as it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    pub placement: Placement,
    pub slo: Slo,
    /// Of the last 28 days.
    pub budget: Budget,
    /// How fast the budget burns, in tenths of what it allows, by the window's minutes. Without requests: `None`.
    pub burns: Vec<(u32, Option<u32>)>,
    pub alerts: Vec<Alert>,
    /// Since when it has been measured; `None`: nothing was seen yet.
    pub measured_since: Option<Timestamp>,
    /// When it was last looked at.
    pub at: Timestamp,
}

impl Objective {
    /// Nothing is known yet.
    pub fn new(placement: Placement, slo: Slo, at: Timestamp) -> Self {
        let budget = Budget { tally: RequestTally::default(), used_permille: None };
        Objective { placement, slo, budget, burns: Vec::new(), alerts: Vec::new(), measured_since: None, at }
    }

    /// How it stands with what was seen in the windows of alerts and of the budget.
    #[must_use]
    pub fn seen(
        &self,
        spans: &Spans,
        budget: RequestTally,
        measured_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let known = measured_since.map_or(0, |since| now.since(since));
        let ppm = self.slo.budget_ppm();
        Objective {
            budget: self.slo.budget(budget),
            burns: spans.iter().map(|(minutes, tally)| (minutes, tally.burn_tenths(ppm))).collect(),
            alerts: self.slo.alerts(&self.alerts, spans, known, now),
            measured_since,
            at: now,
            ..self.clone()
        }
    }
}
