//! From signals to a state, with hysteresis: bad news counts at once, because quorum and retries stand behind it; good news
//! has to last.

use super::{HealthReason, HealthState, ProbeVerdict, Severity, Signals};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// How slowly a better state is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caution {
    /// A better state has to last so long, in milliseconds.
    pub better_after_millis: i64,
}

/// A placement's state, since when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    pub state: HealthState,
    #[serde(flatten)]
    pub reason: HealthReason,
    /// When the state (not its reason) became what it is.
    pub since: Timestamp,
    /// Since when a better state has been seen without interruption.
    pub better_since: Option<Timestamp>,
}

/// The state that follows from the one before and from what is known now.
pub fn judge(before: Option<&Health>, signals: &Signals, caution: Caution, now: Timestamp) -> Health {
    let (mut state, reason) = read(signals);
    // That a witness is gone is no sign of recovery.
    let fewer = matches!(reason, HealthReason::ProbesTooFew { .. });
    if fewer && before.is_some_and(|before| before.state == HealthState::Unhealthy) {
        state = HealthState::Unhealthy;
    }
    let Some(before) = before else {
        return Health { state, reason, since: now, better_since: None };
    };
    if state == before.state {
        return Health { state, reason, since: before.since, better_since: None };
    }
    let since = before.better_since.unwrap_or(now);
    // What stands still or is unknown has nothing to prove; neither has what gets worse.
    let waits = state < before.state && state != HealthState::NoData && before.state != HealthState::NoData;
    if waits && now.since(since) < caution.better_after_millis {
        return Health { better_since: Some(since), ..before.clone() };
    }
    Health { state, reason, since: now, better_since: None }
}

/// What the signals say by themselves.
fn read(signals: &Signals) -> (HealthState, HealthReason) {
    if let Some((title, until)) = &signals.maintenance {
        let reason = HealthReason::Maintenance { title: title.clone(), until: *until };
        return (HealthState::NoData, reason);
    }
    let probes = signals.probes.as_ref().map(probed);
    let burning = burning(signals);
    let worst = probes.clone().into_iter().chain(burning).filter(|(state, _)| *state > HealthState::NoData);
    if let Some(worst) = worst.max_by_key(|(state, _)| *state) {
        return worst;
    }
    match probes {
        // Locations that are gone make a placement unknown, however well its objectives are.
        Some((HealthState::NoData, reason)) => (
            HealthState::NoData,
            signals.obstacle.clone().map_or(reason, |why| HealthReason::Unmeasurable { why }),
        ),
        Some(well) => well,
        None => match (&signals.obstacle, signals.objectives) {
            (Some(why), _) => (HealthState::NoData, HealthReason::Unmeasurable { why: why.clone() }),
            (None, true) => (HealthState::Healthy, HealthReason::ObjectivesKept),
            (None, false) => (HealthState::NoData, HealthReason::NothingMeasured),
        },
    }
}

fn probed(verdict: &ProbeVerdict) -> (HealthState, HealthReason) {
    let ProbeVerdict { locations, failing, quorum, .. } = *verdict;
    let why = || verdict.why.clone().unwrap_or_default();
    match (locations, failing) {
        (0, _) => match verdict.last_seen {
            Some(since) => (HealthState::NoData, HealthReason::Silent { since }),
            None => (HealthState::NoData, HealthReason::NothingMeasured),
        },
        (_, 0) => (HealthState::Healthy, HealthReason::Well { locations }),
        _ if failing >= quorum => {
            (HealthState::Unhealthy, HealthReason::ProbesFail { failing, locations, why: why() })
        }
        _ if locations < quorum => {
            (HealthState::Degraded, HealthReason::ProbesTooFew { failing, locations, quorum, why: why() })
        }
        _ => (HealthState::Degraded, HealthReason::ProbesDisagree { failing, locations, why: why() }),
    }
}

/// The loudest alert, and of equally loud ones the fastest.
fn burning(signals: &Signals) -> Option<(HealthState, HealthReason)> {
    let alert = signals.alerts.iter().max_by_key(|alert| (alert.severity, alert.tenths))?;
    let state = match alert.severity {
        Severity::Page => HealthState::Unhealthy,
        Severity::Ticket => HealthState::Degraded,
    };
    let reason = HealthReason::BudgetBurns {
        objective: alert.objective.clone(),
        tenths: alert.tenths,
        minutes: alert.minutes,
    };
    Some((state, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::Alert;

    const CAUTION: Caution = Caution { better_after_millis: 60_000 };

    fn probes(locations: u32, failing: u32) -> Signals {
        let why = (failing > 0).then(|| "HTTP 503".to_owned());
        let last_seen = Some(Timestamp(5));
        Signals {
            probes: Some(ProbeVerdict { locations, failing, quorum: 2, why, last_seen }),
            ..Signals::default()
        }
    }

    fn alert(severity: Severity, tenths: u32) -> Alert {
        Alert { objective: "availability".to_owned(), severity, tenths, minutes: 60, since: Timestamp(0) }
    }

    fn state(signals: &Signals) -> HealthState {
        judge(None, signals, CAUTION, Timestamp(0)).state
    }

    #[test]
    fn probes_need_a_quorum_and_no_answer_is_no_health() {
        for (locations, failing, expected) in [
            (3, 0, HealthState::Healthy),
            (3, 1, HealthState::Degraded),
            (3, 2, HealthState::Unhealthy),
            (3, 3, HealthState::Unhealthy),
            (1, 1, HealthState::Degraded),
            (1, 0, HealthState::Healthy),
            (0, 0, HealthState::NoData),
        ] {
            assert_eq!(state(&probes(locations, failing)), expected, "{failing} of {locations}");
        }
    }

    #[test]
    fn a_location_that_is_left_alone_does_not_decide() {
        let alone = judge(None, &probes(1, 1), CAUTION, Timestamp(0));
        let why = "HTTP 503".to_owned();
        let few = HealthReason::ProbesTooFew { failing: 1, locations: 1, quorum: 2, why };
        assert_eq!((alone.state, &alone.reason), (HealthState::Degraded, &few));
        // Nor does it mend anything that the others had seen, too.
        let both = judge(None, &probes(2, 2), CAUTION, Timestamp(0));
        let mut left = both.clone();
        for at in [10_000, 200_000] {
            left = judge(Some(&left), &probes(1, 1), CAUTION, Timestamp(at));
            assert_eq!((left.state, left.since, &left.reason), (HealthState::Unhealthy, both.since, &few));
        }
        let well = judge(Some(&left), &probes(1, 0), CAUTION, Timestamp(210_000));
        assert_eq!(well.better_since, Some(Timestamp(210_000)));
    }

    #[test]
    fn alerts_count_by_their_loudness_beside_probes() {
        let with = |alerts: Vec<Alert>, signals: Signals| Signals { alerts, objectives: true, ..signals };
        assert_eq!(state(&with(vec![alert(Severity::Ticket, 20)], probes(3, 0))), HealthState::Degraded);
        assert_eq!(state(&with(vec![alert(Severity::Page, 150)], probes(3, 1))), HealthState::Unhealthy);
        assert_eq!(state(&with(vec![alert(Severity::Page, 150)], probes(0, 0))), HealthState::Unhealthy);
        assert_eq!(state(&with(vec![], probes(0, 0))), HealthState::NoData);
        assert_eq!(state(&with(vec![], Signals::default())), HealthState::Healthy);
    }

    #[test]
    fn what_cannot_be_measured_is_never_healthy() {
        let obstacle = Some("the role cannot be assumed".to_owned());
        let signals = Signals { obstacle: obstacle.clone(), objectives: true, ..Signals::default() };
        assert_eq!(state(&signals), HealthState::NoData);
        assert_eq!(state(&Signals::default()), HealthState::NoData);
        let maintained =
            Signals { maintenance: Some(("new disks".to_owned(), Timestamp(9))), ..probes(3, 3) };
        assert_eq!(state(&maintained), HealthState::NoData);
    }

    #[test]
    fn worse_is_believed_at_once_and_better_when_it_lasts() {
        let mut health = judge(None, &probes(3, 0), CAUTION, Timestamp(0));
        for (at, failing, expected) in [
            (10_000, 2, HealthState::Unhealthy),
            (20_000, 0, HealthState::Unhealthy),
            (79_000, 0, HealthState::Unhealthy),
            (79_500, 2, HealthState::Unhealthy),
            (80_000, 0, HealthState::Unhealthy),
            (139_999, 0, HealthState::Unhealthy),
            (140_000, 0, HealthState::Healthy),
            (140_001, 1, HealthState::Degraded),
        ] {
            health = judge(Some(&health), &probes(3, failing), CAUTION, Timestamp(at));
            assert_eq!(health.state, expected, "at {at}");
        }
        assert_eq!(health.since, Timestamp(140_001));
    }

    #[test]
    fn silence_ends_every_state_at_once() {
        let ill = judge(None, &probes(3, 3), CAUTION, Timestamp(0));
        let silent = judge(Some(&ill), &probes(0, 0), CAUTION, Timestamp(1));
        assert_eq!((silent.state, silent.since), (HealthState::NoData, Timestamp(1)));
        let well = judge(Some(&silent), &probes(3, 0), CAUTION, Timestamp(2));
        assert_eq!(well.state, HealthState::Healthy);
    }
}
