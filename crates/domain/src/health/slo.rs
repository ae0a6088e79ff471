//! Service level objectives: what a service promises its users, and how fast it uses up the errors that it may make.
//!
//! Everything is counted in whole thousandths of a request and compared as integers, so that a rule fires at exactly its
//! factor.

use crate::Timestamp;
use crate::metric::{Metric, Series};
use crate::names::{RegionName, StageName};
use serde::{Deserialize, Serialize};

mod burn;

pub use burn::{BURN_RULES, BurnRule, Burning, Spans, burning};

/// Over so many days a budget lasts.
pub const BUDGET_DAYS: u32 = 28;
/// A whole, in parts per million.
const WHOLE: u32 = 1_000_000;
/// Thousandths of a request, so that rates of a few a minute are not rounded to nothing.
const PARTS: f64 = 1000.0;

/// What is counted as good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Indicator {
    /// Requests that were answered without an error.
    Availability,
    /// Requests in steps in which the percentile was at most so high.
    Latency { percentile: Metric, at_most_millis: u32 },
}

/// One promise, wherever it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slo {
    /// What people call it; a service has each name once.
    pub name: String,
    pub indicator: Indicator,
    /// How much has to be good, in parts per million: 999,000 is 99.9 %.
    pub target_ppm: u32,
    /// Empty: in every stage.
    pub stages: Vec<StageName>,
    /// Empty: in every region.
    pub regions: Vec<RegionName>,
    /// With fewer requests in a window nothing is concluded from it.
    pub min_requests: u32,
}

/// Requests that were seen, and those among them that broke the promise, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTally {
    pub total: u64,
    pub bad: u64,
}

/// One step of a tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TallyStep {
    pub at: Timestamp,
    pub tally: RequestTally,
}

/// How much of the errors that are allowed has been made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub tally: RequestTally,
    /// Of the budget, in tenths of a percent; above 1000 it is overdrawn. `None` where nothing was seen.
    pub used_permille: Option<u32>,
}

impl Budget {
    /// Whether more errors were made than are allowed.
    pub fn spent(&self) -> bool {
        self.used_permille.is_some_and(|used| used > 1000)
    }
}

impl Indicator {
    /// What has to be measured for it, besides the request rate.
    pub fn metric(self) -> Metric {
        match self {
            Indicator::Availability => Metric::ErrorRate,
            Indicator::Latency { percentile, .. } => percentile,
        }
    }

    /// The share of a step's requests that broke the promise.
    fn bad_share(self, value: f64) -> f64 {
        match self {
            Indicator::Availability => value.clamp(0.0, 1.0),
            Indicator::Latency { at_most_millis, .. } => f64::from(value > f64::from(at_most_millis)),
        }
    }
}

impl Slo {
    /// In short, and in no language: `99.9 %`, `99 % ≤ 300 ms (p95)`.
    pub fn promise(&self) -> String {
        let share = f64::from(self.target_ppm) / 10_000.0;
        match self.indicator {
            Indicator::Availability => format!("{share} %"),
            Indicator::Latency { percentile, at_most_millis } => {
                format!("{share} % ≤ {at_most_millis} ms ({})", percentile.as_str())
            }
        }
    }

    /// Whether it is promised in some places only.
    pub fn is_scoped(&self) -> bool {
        !self.stages.is_empty() || !self.regions.is_empty()
    }

    pub fn holds_in(&self, stage: &StageName, region: &RegionName) -> bool {
        (self.stages.is_empty() || self.stages.contains(stage))
            && (self.regions.is_empty() || self.regions.contains(region))
    }

    /// What is measured for it, and what that should not exceed: a share of requests, or milliseconds.
    pub fn at_most(&self) -> (Metric, f64) {
        match self.indicator {
            Indicator::Availability => (Metric::ErrorRate, f64::from(self.budget_ppm()) / f64::from(WHOLE)),
            Indicator::Latency { percentile, at_most_millis } => (percentile, f64::from(at_most_millis)),
        }
    }

    /// What may go wrong, in parts per million. A target of everything still leaves one in a million, because nothing
    /// could be divided by no budget.
    pub fn budget_ppm(&self) -> u32 {
        WHOLE.saturating_sub(self.target_ppm).max(1)
    }

    /// What was seen in each step. A step of which requests or indicator are not known counts neither way.
    pub fn tally(&self, requests: &Series, indicator: &Series) -> Vec<TallyStep> {
        let seconds = requests.window.step_millis as f64 / 1000.0;
        let known = requests.values.iter().zip(&indicator.values).enumerate();
        let step = |(position, (rate, value)): (usize, (&Option<f64>, &Option<f64>))| {
            let (rate, value) = ((*rate)?, (*value)?);
            let offset = requests.window.step_millis.saturating_mul(i64::try_from(position).ok()?);
            let total = parts(rate * seconds);
            let bad = parts(rate * seconds * self.indicator.bad_share(value)).min(total);
            Some(TallyStep {
                at: requests.window.from.plus_millis(offset),
                tally: RequestTally { total, bad },
            })
        };
        known.filter_map(step).collect()
    }

    /// What is left of the budget after this.
    pub fn budget(&self, tally: RequestTally) -> Budget {
        let allowed = u128::from(tally.total) * u128::from(self.budget_ppm());
        let made = u128::from(tally.bad) * u128::from(WHOLE) * 1000;
        let used = (allowed > 0).then(|| u32::try_from(made / allowed).unwrap_or(u32::MAX));
        Budget { tally, used_permille: used }
    }
}

fn parts(requests: f64) -> u64 {
    (requests * PARTS).round().max(0.0) as u64
}

impl RequestTally {
    pub fn of_requests(total: u64, bad: u64) -> Self {
        RequestTally { total: total * 1000, bad: bad * 1000 }
    }

    /// Whole requests.
    pub fn requests(self) -> u64 {
        self.total / 1000
    }

    pub fn failures(self) -> u64 {
        self.bad / 1000
    }

    #[must_use]
    pub fn plus(self, other: RequestTally) -> RequestTally {
        RequestTally {
            total: self.total.saturating_add(other.total),
            bad: self.bad.saturating_add(other.bad),
        }
    }

    /// How many times faster than the budget allows, in tenths, rounded down; `None` where nothing was seen.
    pub fn burn_tenths(self, budget_ppm: u32) -> Option<u32> {
        let spent = u128::from(self.bad) * u128::from(WHOLE) * 10;
        let allowed = u128::from(self.total) * u128::from(budget_ppm);
        (allowed > 0).then(|| u32::try_from(spent / allowed).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Window;

    pub(super) fn slo(target_ppm: u32) -> Slo {
        Slo {
            name: "availability".to_owned(),
            indicator: Indicator::Availability,
            target_ppm,
            stages: Vec::new(),
            regions: Vec::new(),
            min_requests: 100,
        }
    }

    fn series(values: &[Option<f64>]) -> Series {
        let until = Timestamp(60_000 * i64::try_from(values.len()).expect("few"));
        let window = Window { from: Timestamp(0), until, step_millis: 60_000 };
        Series { window, values: values.to_vec() }
    }

    #[test]
    fn steps_are_counted_in_requests_and_gaps_are_not_counted() {
        let requests = series(&[Some(2.0), Some(0.5), None, Some(1.0), Some(0.0)]);
        let errors = series(&[Some(0.25), Some(0.0), Some(1.0), None, Some(0.0)]);
        let steps = slo(999_000).tally(&requests, &errors);
        let seen: Vec<_> = steps.iter().map(|step| (step.at.0, step.tally)).collect();
        let expected = [
            (0, RequestTally::of_requests(120, 30)),
            (60_000, RequestTally::of_requests(30, 0)),
            (240_000, RequestTally::default()),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_slow_step_is_bad_as_a_whole_and_the_threshold_itself_is_kept() {
        let latency = Slo {
            indicator: Indicator::Latency { percentile: Metric::P95, at_most_millis: 300 },
            ..slo(990_000)
        };
        let requests = series(&[Some(1.0); 3]);
        let steps = latency.tally(&requests, &series(&[Some(300.0), Some(300.1), Some(20.0)]));
        let bad: Vec<u64> = steps.iter().map(|step| step.tally.failures()).collect();
        assert_eq!(bad, [0, 60, 0]);
        assert_eq!(latency.indicator.metric(), Metric::P95);
    }

    #[test]
    fn burn_rates_and_budgets_are_exact() {
        let promise = slo(999_000);
        let table = [
            (100_000, 0, Some(0), Some(0)),
            (100_000, 100, Some(10), Some(1000)),
            (100_000, 1439, Some(143), Some(14_390)),
            (100_000, 1440, Some(144), Some(14_400)),
            (100_000, 50, Some(5), Some(500)),
            (0, 0, None, None),
        ];
        for (total, bad, burn, used) in table {
            let tally = RequestTally::of_requests(total, bad);
            assert_eq!(tally.burn_tenths(promise.budget_ppm()), burn, "{bad} of {total}");
            assert_eq!(promise.budget(tally).used_permille, used, "{bad} of {total}");
        }
    }

    #[test]
    fn a_promise_of_everything_can_be_broken() {
        assert_eq!(slo(1_000_000).budget_ppm(), 1);
        assert!(RequestTally::of_requests(1000, 1).burn_tenths(1) > Some(1000));
    }
}
