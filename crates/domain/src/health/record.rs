//! What is kept of placements: how each is now, and when that changed.

use super::{Burn, Health, HealthReason, Placement};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// How a placement is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementHealth {
    pub placement: Placement,
    pub health: Health,
    /// What runs there, by its own word.
    pub version: Option<String>,
    /// How fast its error budgets are used up.
    #[serde(default)]
    pub burn: Burn,
    /// When this was judged.
    pub at: Timestamp,
}

/// A state that a placement came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthChange {
    pub placement: Placement,
    pub at: Timestamp,
    pub health: Health,
}

impl PlacementHealth {
    /// Since when it has been at least as bad as now, by the states that it came to, the oldest first. What has got better in
    /// part did not begin with that.
    pub fn bad_since(&self, changes: &[HealthChange]) -> Timestamp {
        let own = changes.iter().rev().filter(|change| change.placement == self.placement);
        let as_bad = own.take_while(|change| change.health.state >= self.health.state);
        as_bad.map(|change| change.health.since).fold(self.health.since, Timestamp::min)
    }
}

impl HealthReason {
    /// Whether a placement is spoken of at all when the state of a whole region is worked out: what nobody has asked to be
    /// measured, and what stands still on purpose, says nothing of its region.
    pub fn counts(&self) -> bool {
        !matches!(self, HealthReason::NothingMeasured | HealthReason::Maintenance { .. })
    }

    /// Whether locations that look at it do not see the same.
    pub fn disagree(&self) -> bool {
        match self {
            HealthReason::ProbesDisagree { .. } => true,
            HealthReason::ProbesFail { failing, locations, .. } => failing < locations,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::region::tests::is;
    use super::*;
    use crate::health::HealthState;

    #[test]
    fn every_reason_survives_being_kept() {
        for reason in [
            HealthReason::Well { locations: 3 },
            HealthReason::ObjectivesKept,
            HealthReason::ProbesFail { failing: 2, locations: 3, why: "HTTP 503".into() },
            HealthReason::ProbesTooFew { failing: 1, locations: 1, quorum: 2, why: "HTTP 503".into() },
            HealthReason::BudgetBurns { objective: "availability".into(), tenths: 144, minutes: 60 },
            HealthReason::NothingMeasured,
            HealthReason::Silent { since: Timestamp(5) },
            HealthReason::Maintenance { title: "disks".into(), until: Timestamp(9) },
        ] {
            let kept = is("live-api", HealthState::NoData, 7, reason);
            let text = serde_json::to_string(&kept).expect("is JSON");
            assert_eq!(serde_json::from_str::<PlacementHealth>(&text).expect(&text), kept);
        }
    }

    #[test]
    fn what_gets_better_in_part_did_not_begin_with_that() {
        use HealthState::{Degraded, Healthy, NoData, Unhealthy};
        let placement: Placement = Placement::parse("live-api/prod/eu-west-3").expect("a placement");
        let health = |state, since| Health {
            state,
            reason: HealthReason::NothingMeasured,
            since: Timestamp(since),
            better_since: None,
        };
        let table: [(&[(HealthState, i64)], i64); 5] = [
            (&[(Healthy, 0), (Unhealthy, 10), (Degraded, 20)], 10),
            (&[(Healthy, 0), (Degraded, 10), (Unhealthy, 20)], 20),
            (&[(Unhealthy, 0), (Healthy, 10), (Degraded, 20)], 20),
            (&[(Unhealthy, 0), (NoData, 10), (Unhealthy, 20)], 20),
            (&[(Degraded, 5), (Unhealthy, 10), (Degraded, 20)], 5),
        ];
        for (states, begins) in table {
            let change = |(state, since): &(HealthState, i64)| HealthChange {
                placement: placement.clone(),
                at: Timestamp(*since),
                health: health(*state, *since),
            };
            let changes: Vec<HealthChange> = states.iter().map(change).collect();
            let now = PlacementHealth {
                placement: placement.clone(),
                health: changes.last().expect("a state").health.clone(),
                version: None,
                burn: Burn::Unknown,
                at: Timestamp(30),
            };
            assert_eq!(now.bad_since(&changes), Timestamp(begins), "{states:?}");
        }
    }
}
