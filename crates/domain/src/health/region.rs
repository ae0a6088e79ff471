//! How a whole region is: what its placements say together.

use super::{HealthReason, HealthState, PlacementHealth};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// How many placements are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub healthy: u32,
    pub no_data: u32,
    pub degraded: u32,
    pub unhealthy: u32,
    /// Nothing is configured that would measure them, or announced work is going on.
    pub left_out: u32,
    /// Of those that are left out, the ones under announced work.
    pub maintenance: u32,
}

/// What placements say of the region that they are in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionState {
    pub state: HealthState,
    /// `None` where nothing ever was measured.
    pub since: Option<Timestamp>,
    /// What makes it so: the worst, and of equally bad ones the one that began. `None` when all is well.
    pub worst: Option<PlacementHealth>,
    pub tally: Tally,
    /// Placements of which some probes say yes and others no.
    pub disagree: u32,
}

impl Tally {
    pub fn of<'a>(placements: impl IntoIterator<Item = &'a PlacementHealth>) -> Self {
        let mut tally = Tally::default();
        for placement in placements {
            let health = &placement.health;
            tally.maintenance += u32::from(matches!(health.reason, HealthReason::Maintenance { .. }));
            *match (health.reason.counts(), health.state) {
                (false, _) => &mut tally.left_out,
                (true, HealthState::Healthy) => &mut tally.healthy,
                (true, HealthState::NoData) => &mut tally.no_data,
                (true, HealthState::Degraded) => &mut tally.degraded,
                (true, HealthState::Unhealthy) => &mut tally.unhealthy,
            } += 1;
        }
        tally
    }

    /// The worst state that is there; with none, nobody knows.
    pub fn state(&self) -> HealthState {
        match self {
            Tally { unhealthy: 1.., .. } => HealthState::Unhealthy,
            Tally { degraded: 1.., .. } => HealthState::Degraded,
            Tally { no_data: 1.., .. } => HealthState::NoData,
            Tally { healthy: 1.., .. } => HealthState::Healthy,
            _ => HealthState::NoData,
        }
    }

    pub fn all(&self) -> u32 {
        self.healthy + self.no_data + self.degraded + self.unhealthy + self.left_out
    }
}

impl RegionState {
    pub fn of(placements: &[&PlacementHealth]) -> Self {
        let tally = Tally::of(placements.iter().copied());
        let state = tally.state();
        let counted = |it: &&&PlacementHealth| it.health.reason.counts() && it.health.state == state;
        let since = placements.iter().filter(counted).map(|it| it.health.since);
        RegionState {
            state,
            // It is ill since the first one fell ill, and well since the last one became well.
            since: if state == HealthState::Healthy { since.max() } else { since.min() },
            worst: (state != HealthState::Healthy).then(|| worst(placements)).flatten(),
            disagree: u32::try_from(placements.iter().filter(|it| it.health.reason.disagree()).count())
                .unwrap_or(u32::MAX),
            tally,
        }
    }
}

/// What somebody should look at first.
fn worst(placements: &[&PlacementHealth]) -> Option<PlacementHealth> {
    let rank =
        |it: &&&PlacementHealth| (it.health.reason.counts(), it.health.state, Reverse(it.health.since));
    placements.iter().max_by_key(rank).map(|it| (*it).clone())
}

/// Placements in the order in which somebody on call wants to see them: the worst first, of equally bad ones the one that
/// is so for longer.
pub fn worst_first(placements: &mut [PlacementHealth]) {
    placements.sort_by(|a, b| {
        let rank =
            |it: &PlacementHealth| (!it.health.reason.counts(), Reverse(it.health.state), it.health.since);
        rank(a).cmp(&rank(b)).then_with(|| a.placement.cmp(&b.placement))
    });
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::health::{Burn, Health, HealthReason, Placement};
    use crate::names::{RegionName, ServiceName, StageName};

    pub(crate) fn placement(service: &str) -> Placement {
        Placement {
            service: ServiceName::parse(service).expect("a service"),
            stage: StageName::parse("prod").expect("a stage"),
            region: RegionName::parse("eu-west-3").expect("a region"),
        }
    }

    pub(crate) fn is(service: &str, state: HealthState, since: i64, reason: HealthReason) -> PlacementHealth {
        let health = Health { state, reason, since: Timestamp(since), better_since: None };
        PlacementHealth {
            placement: placement(service),
            health,
            version: None,
            burn: Burn::Unknown,
            at: Timestamp(since),
        }
    }

    fn well(service: &str, since: i64) -> PlacementHealth {
        is(service, HealthState::Healthy, since, HealthReason::Well { locations: 3 })
    }

    fn fails(service: &str, since: i64) -> PlacementHealth {
        let reason = HealthReason::ProbesFail { failing: 2, locations: 3, why: "HTTP 503".into() };
        is(service, HealthState::Unhealthy, since, reason)
    }

    fn unmeasured(service: &str) -> PlacementHealth {
        is(service, HealthState::NoData, 1, HealthReason::NothingMeasured)
    }

    fn silent(service: &str) -> PlacementHealth {
        is(service, HealthState::NoData, 7, HealthReason::Silent { since: Timestamp(5) })
    }

    #[test]
    fn a_region_is_as_its_worst_placement_and_never_well_without_data() {
        let table = [
            ("nothing there", vec![], HealthState::NoData, None),
            ("nothing measured", vec![unmeasured("a")], HealthState::NoData, None),
            ("well", vec![well("a", 3), well("b", 9), unmeasured("c")], HealthState::Healthy, Some(9)),
            ("one is silent", vec![well("a", 3), silent("b")], HealthState::NoData, Some(7)),
            ("one fails", vec![well("a", 3), silent("b"), fails("c", 20)], HealthState::Unhealthy, Some(20)),
            ("two fail", vec![fails("b", 30), fails("c", 20)], HealthState::Unhealthy, Some(20)),
        ];
        for (name, placements, state, since) in table {
            let found = RegionState::of(&placements.iter().collect::<Vec<_>>());
            assert_eq!((found.state, found.since.map(|at| at.0)), (state, since), "{name}");
        }
    }

    #[test]
    fn what_began_it_is_named_first() {
        let all = [well("a", 3), fails("late", 30), fails("early", 20), unmeasured("d")];
        let found = RegionState::of(&all.iter().collect::<Vec<_>>());
        assert_eq!(found.worst.map(|it| it.placement.service.to_string()).as_deref(), Some("early"));
        assert_eq!((found.tally.unhealthy, found.tally.left_out, found.disagree), (2, 1, 2));
        let mut sorted = all.to_vec();
        worst_first(&mut sorted);
        let names: Vec<&str> = sorted.iter().map(|it| it.placement.service.as_str()).collect();
        assert_eq!(names, ["early", "late", "a", "d"]);
    }
}
