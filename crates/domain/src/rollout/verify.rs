//! What is concluded from a region's answers after its deployment.

use super::Probe;
use crate::Timestamp;
use crate::health::{HealthReason, HealthState, PlacementHealth};

/// A region that is being verified, as it was just seen.
#[derive(Clone, Debug)]
pub struct Verifying<'a> {
    pub probe: &'a Probe,
    /// When its deployment was over.
    pub since: Timestamp,
    /// Good answers in a row before this one.
    pub passes: u32,
    /// Of the probe that asks for this deployment alone.
    pub answer: Result<(), String>,
    /// What everything that is measured all the time says of the same place.
    pub health: Option<&'a PlacementHealth>,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It has answered well often enough.
    Well,
    /// It is asked again; whether this answer was a good one.
    Again {
        good: bool,
    },
    Failed {
        why: String,
    },
}

impl Verifying<'_> {
    /// Both have to be content: the deployment's own probe, and the judgement that everybody sees.
    pub fn conclude(&self, now: Timestamp) -> Verification {
        let answer =
            self.answer.clone().and_then(|()| match self.health.and_then(|it| against(it, self.since)) {
                Some(why) => Err(why),
                None => Ok(()),
            });
        let within = i64::from(self.probe.within_seconds) * 1000;
        match answer {
            Ok(()) if self.passes + 1 >= self.probe.passes => Verification::Well,
            Ok(()) => Verification::Again { good: true },
            Err(why) if now.since(self.since) >= within => Verification::Failed {
                why: format!("the region did not become well within {} s: {why}", self.probe.within_seconds),
            },
            Err(_) => Verification::Again { good: false },
        }
    }
}

/// What a judgement has against a deployment that was over at `since`. What was judged before says nothing of it, and neither
/// does a budget that burned before: the deployment may be what ends that. No data is left to the probe.
fn against(seen: &PlacementHealth, since: Timestamp) -> Option<String> {
    let health = &seen.health;
    let ill = health.state == HealthState::Unhealthy && health.better_since.is_none();
    if !ill || seen.at < since {
        return None;
    }
    match &health.reason {
        HealthReason::ProbesFail { failing, locations, why } => {
            Some(format!("{failing} of {locations} probe locations see it fail: {why}"))
        }
        HealthReason::BudgetBurns { objective, tenths, .. } if health.since >= since => Some(format!(
            "the error budget of {objective} burns {}.{} times too fast",
            tenths / 10,
            tenths % 10
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Health, Placement};
    use crate::names::{RegionName, ServiceName, StageName};

    const SINCE: Timestamp = Timestamp(100_000);

    fn seen(state: HealthState, reason: HealthReason, since: i64, at: i64) -> PlacementHealth {
        PlacementHealth {
            placement: Placement {
                service: ServiceName::parse("live-api").expect("a service"),
                stage: StageName::parse("prod").expect("a stage"),
                region: RegionName::parse("eu-west-3").expect("a region"),
            },
            health: Health { state, reason, since: Timestamp(since), better_since: None },
            version: None,
            burn: crate::health::Burn::Unknown,
            at: Timestamp(at),
        }
    }

    fn fails() -> HealthReason {
        HealthReason::ProbesFail { failing: 2, locations: 3, why: "HTTP 503".into() }
    }

    fn burns() -> HealthReason {
        HealthReason::BudgetBurns { objective: "availability".into(), tenths: 144, minutes: 60 }
    }

    #[test]
    fn the_judgement_of_everybody_counts_beside_the_probe() {
        use HealthState::{Degraded, NoData, Unhealthy};
        let split = HealthReason::ProbesDisagree { failing: 1, locations: 3, why: "x".into() };
        let table = [
            ("nothing known", None, true),
            ("fails now", Some(seen(Unhealthy, fails(), 110_000, 120_000)), false),
            ("failed before, and still does", Some(seen(Unhealthy, fails(), 50_000, 120_000)), false),
            ("judged before the deployment", Some(seen(Unhealthy, fails(), 50_000, 99_000)), true),
            ("the budget burned before", Some(seen(Unhealthy, burns(), 50_000, 120_000)), true),
            ("the budget burns since", Some(seen(Unhealthy, burns(), 110_000, 120_000)), false),
            ("probes disagree", Some(seen(Degraded, split, 110_000, 120_000)), true),
            ("no data", Some(seen(NoData, HealthReason::NothingMeasured, 1, 120_000)), true),
        ];
        for (name, health, good) in table {
            let probe = Probe { url: String::new(), passes: 3, every_seconds: 5, within_seconds: 60 };
            let verifying =
                Verifying { probe: &probe, since: SINCE, passes: 0, answer: Ok(()), health: health.as_ref() };
            assert_eq!(verifying.conclude(Timestamp(130_000)), Verification::Again { good }, "{name}");
        }
    }

    #[test]
    fn good_answers_add_up_and_bad_ones_run_out_of_time() {
        let probe = Probe { url: String::new(), passes: 2, every_seconds: 5, within_seconds: 60 };
        let of = |passes, answer: Result<(), &str>, at| {
            let answer = answer.map_err(str::to_owned);
            Verifying { probe: &probe, since: SINCE, passes, answer, health: None }.conclude(Timestamp(at))
        };
        assert_eq!(of(0, Ok(()), 101_000), Verification::Again { good: true });
        assert_eq!(of(1, Ok(()), 101_000), Verification::Well);
        assert_eq!(of(1, Err("HTTP 500"), 101_000), Verification::Again { good: false });
        let why = "the region did not become well within 60 s: HTTP 500".to_owned();
        assert_eq!(of(1, Err("HTTP 500"), 160_000), Verification::Failed { why });
    }

    #[test]
    fn what_is_getting_better_does_not_fail() {
        let mut better = seen(HealthState::Unhealthy, fails(), 110_000, 120_000);
        better.health.better_since = Some(Timestamp(119_000));
        assert_eq!(against(&better, SINCE), None);
    }
}
