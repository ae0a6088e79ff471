//! Whether a region is as well after a deployment as it was before. Without data nobody is well.

use super::{Metric, Series};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a region has to keep to before the next wave opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    pub conditions: Vec<Condition>,
    /// Requests that a region has to have seen since its deployment ended before anything is concluded.
    pub min_requests: u64,
    /// How much of the time before the deployment is compared with.
    pub before_seconds: u32,
    /// After which a region of which too little is known has failed.
    pub within_seconds: u32,
    /// Pause between two looks.
    pub every_seconds: u32,
}

/// A bound for one metric: absolute, by what was before, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    pub metric: Metric,
    pub at_most: Option<f64>,
    pub at_most_factor: Option<f64>,
}

/// Series of one region, before its deployment and after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    pub before: BTreeMap<Metric, Series>,
    pub after: BTreeMap<Metric, Series>,
    /// Nothing ran there before, so that nothing can be compared with it.
    pub first: bool,
    /// Why it could not be measured.
    pub problem: Option<String>,
    /// When the source wants to be asked again, if it said so.
    pub again: Option<Timestamp>,
}

/// What a condition says of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Good,
    Bad,
    NoData,
}

/// One condition with what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub condition: Condition,
    pub before: Option<f64>,
    pub after: Option<f64>,
    /// What it was allowed to be.
    pub limit: Option<f64>,
    pub verdict: Verdict,
}

/// What was known of a region when its health was last looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub at: Timestamp,
    /// Seen since the deployment ended.
    pub requests: Option<u64>,
    pub compared: Vec<Compared>,
    pub problem: Option<String>,
    /// When the source wants to be asked again.
    #[serde(default)]
    pub again: Option<Timestamp>,
}

impl Condition {
    /// What the metric may be. Where a factor is wanted, `None` says that what it is a factor of is not known.
    fn limit(&self, before: Option<f64>, first: bool) -> Option<f64> {
        let Some(factor) = self.at_most_factor.filter(|_| !first) else { return self.at_most };
        // A factor of almost nothing would forbid the first error: a tenth of what is allowed counts as before.
        let floor = self.at_most.unwrap_or(0.0) / 10.0;
        let by_before = before?.max(floor) * factor;
        Some(self.at_most.map_or(by_before, |most| most.min(by_before)))
    }

    /// Compares. A region that saw nothing is not well.
    pub fn judge(&self, before: Option<f64>, after: Option<f64>, first: bool) -> Compared {
        let limit = self.limit(before, first);
        // With a factor alone the first release of a region has nothing to be held against.
        let free = first && self.at_most.is_none();
        let verdict = match (after, limit) {
            (Some(_), None) if free => Verdict::Good,
            (Some(after), Some(limit)) if after <= limit => Verdict::Good,
            (Some(_), Some(_)) => Verdict::Bad,
            _ => Verdict::NoData,
        };
        Compared { condition: self.clone(), before, after, limit, verdict }
    }
}

impl Health {
    /// The metrics that it takes to judge.
    pub fn metrics(&self) -> Vec<Metric> {
        let conditions = self.conditions.iter().map(|condition| condition.metric);
        let mut all: Vec<Metric> = conditions.chain([Metric::RequestRate]).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What was measured, held against the conditions.
    pub fn weigh(&self, measured: &Measured, at: Timestamp) -> Evidence {
        let compared = self.conditions.iter().map(|condition| {
            let before = typical(&measured.before, condition.metric);
            condition.judge(before, typical(&measured.after, condition.metric), measured.first)
        });
        let requests = measured.after.get(&Metric::RequestRate).and_then(Series::total);
        Evidence {
            at,
            // Requests are counted, so the sum of their rates is a whole number but for rounding.
            requests: requests.map(|requests| requests.round().max(0.0) as u64),
            compared: compared.collect(),
            problem: measured.problem.clone(),
            again: measured.again,
        }
    }
}

/// A metric over a whole stretch of time, each step by the requests that it saw.
fn typical(series: &BTreeMap<Metric, Series>, metric: Metric) -> Option<f64> {
    let values = series.get(&metric)?;
    match metric {
        Metric::RequestRate => {
            let seen = values.values.iter().flatten().count();
            (seen > 0).then(|| values.values.iter().flatten().sum::<f64>() / seen as f64)
        }
        _ => values.mean_weighted(series.get(&Metric::RequestRate)?),
    }
}

impl Evidence {
    pub fn bad(&self) -> Option<&Compared> {
        self.compared.iter().find(|compared| compared.verdict == Verdict::Bad)
    }

    pub fn unknown(&self) -> Option<&Compared> {
        self.compared.iter().find(|compared| compared.verdict == Verdict::NoData)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Window;

    #[test]
    fn a_condition_holds_a_region_against_its_limit_and_its_past() {
        use Verdict::{Bad, Good, NoData};
        let condition =
            |at_most, at_most_factor| Condition { metric: Metric::ErrorRate, at_most, at_most_factor };
        let both = condition(Some(0.01), Some(1.5));
        let table = [
            ("well", &both, Some(0.004), Some(0.005), false, Good),
            ("above the limit", &both, Some(0.01), Some(0.011), false, Bad),
            ("below the limit, and worse than before", &both, Some(0.004), Some(0.007), false, Bad),
            ("the first error after none", &both, Some(0.0), Some(0.001), false, Good),
            ("many errors after none", &both, Some(0.0), Some(0.002), false, Bad),
            ("nothing known of before", &both, None, Some(0.0), false, NoData),
            ("nothing known of after", &both, Some(0.0), None, false, NoData),
            ("nothing known at all", &both, None, None, false, NoData),
            ("the first release there", &both, None, Some(0.009), true, Good),
            ("a bad first release", &both, None, Some(0.02), true, Bad),
            ("a first release without data", &both, None, None, true, NoData),
            ("only the limit", &condition(Some(0.01), None), None, Some(0.01), false, Good),
            ("only the past", &condition(None, Some(2.0)), Some(0.1), Some(0.3), false, Bad),
            ("only the past, and there is none", &condition(None, Some(2.0)), None, Some(0.3), true, Good),
        ];
        for (name, condition, before, after, first, verdict) in table {
            assert_eq!(condition.judge(before, after, first).verdict, verdict, "{name}");
        }
    }

    #[test]
    fn requests_are_counted_and_errors_weighed_by_them() {
        let window = Window { from: Timestamp(0), until: Timestamp(20_000), step_millis: 10_000 };
        let series = |values: [Option<f64>; 2]| Series { window, values: values.to_vec() };
        let after = BTreeMap::from([
            (Metric::RequestRate, series([Some(1.0), Some(9.0)])),
            (Metric::ErrorRate, series([Some(1.0), Some(0.0)])),
        ]);
        let health = Health {
            conditions: vec![Condition {
                metric: Metric::ErrorRate,
                at_most: Some(0.2),
                at_most_factor: None,
            }],
            min_requests: 100,
            before_seconds: 600,
            within_seconds: 600,
            every_seconds: 10,
        };
        let evidence = health.weigh(&Measured { after, ..Measured::default() }, Timestamp(7));
        assert_eq!(evidence.requests, Some(100));
        assert_eq!(evidence.compared[0].after, Some(0.1));
        assert_eq!(health.weigh(&Measured::default(), Timestamp(7)).requests, None);
        assert_eq!(health.metrics(), [Metric::RequestRate, Metric::ErrorRate]);
    }
}
