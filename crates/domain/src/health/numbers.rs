//! What users feel, in three numbers, of one placement or of many together.

use crate::metric::{Metric, Series, Window};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest values; what is not measured is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// A second.
    pub requests: Option<f64>,
    /// Share of the requests, 0 to 1.
    pub errors: Option<f64>,
    /// Milliseconds.
    pub p95: Option<f64>,
}

impl Numbers {
    pub fn has_data(&self) -> bool {
        self.requests.is_some() || self.errors.is_some() || self.p95.is_some()
    }

    /// Requests add up; errors weigh as much as the requests that they were among; of latencies the worst counts, because
    /// percentiles do not add up.
    pub fn together(all: impl IntoIterator<Item = Numbers>) -> Numbers {
        let mut sum = Numbers::default();
        let (mut failed, mut weight) = (0.0, 0.0);
        for numbers in all {
            sum.requests = added(sum.requests, numbers.requests);
            sum.p95 = sum.p95.into_iter().chain(numbers.p95).reduce(f64::max);
            if let (Some(errors), Some(requests)) = (numbers.errors, numbers.requests) {
                failed += errors * requests;
                weight += requests;
            }
        }
        Numbers { errors: (weight > 0.0).then(|| failed / weight), ..sum }
    }
}

impl Numbers {
    /// The newest value of each line.
    pub fn newest(series: &BTreeMap<Metric, Series>) -> Numbers {
        Numbers::read(series, Series::last)
    }

    /// Those of one step.
    fn at(series: &BTreeMap<Metric, Series>, step: usize) -> Numbers {
        Numbers::read(series, |line| line.values.get(step).copied().flatten())
    }

    fn read(series: &BTreeMap<Metric, Series>, value: impl Fn(&Series) -> Option<f64>) -> Numbers {
        let value = |metric| series.get(&metric).and_then(&value);
        Numbers {
            requests: value(Metric::RequestRate),
            errors: value(Metric::ErrorRate),
            p95: value(Metric::P95),
        }
    }
}

/// The lines of many placements as those of all together. All are of the same window.
pub fn series_together(all: &[BTreeMap<Metric, Series>], window: Window) -> BTreeMap<Metric, Series> {
    let steps: Vec<Numbers> = (0..window.steps())
        .map(|step| Numbers::together(all.iter().map(|it| Numbers::at(it, step))))
        .collect();
    let line =
        |value: fn(&Numbers) -> Option<f64>| Series { window, values: steps.iter().map(value).collect() };
    BTreeMap::from([
        (Metric::RequestRate, line(|numbers| numbers.requests)),
        (Metric::ErrorRate, line(|numbers| numbers.errors)),
        (Metric::P95, line(|numbers| numbers.p95)),
    ])
}

fn added(sum: Option<f64>, more: Option<f64>) -> Option<f64> {
    match (sum, more) {
        (Some(sum), Some(more)) => Some(sum + more),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_are_those_of_all_their_requests() {
        let of = |requests, errors, p95| Numbers { requests, errors, p95 };
        let table = [
            (vec![], Numbers::default()),
            (vec![of(None, Some(0.5), None)], Numbers::default()),
            (
                vec![of(Some(90.0), Some(0.0), Some(80.0)), of(Some(10.0), Some(0.5), Some(300.0))],
                of(Some(100.0), Some(0.05), Some(300.0)),
            ),
            (vec![of(Some(90.0), Some(0.1), None), Numbers::default()], of(Some(90.0), Some(0.1), None)),
        ];
        for (all, expected) in table {
            assert_eq!(Numbers::together(all.clone()), expected, "{all:?}");
        }
    }

    #[test]
    fn lines_of_many_are_added_step_by_step_and_keep_their_gaps() {
        let window = Window { from: crate::Timestamp(0), until: crate::Timestamp(20), step_millis: 10 };
        let of = |values: [Option<f64>; 2]| {
            BTreeMap::from([(Metric::RequestRate, Series { window, values: values.to_vec() })])
        };
        let all = [of([Some(1.0), None]), of([Some(2.0), None])];
        let sum = series_together(&all, window);
        assert_eq!(sum[&Metric::RequestRate].values, [Some(3.0), None]);
        assert_eq!(sum[&Metric::P95].values, [None, None]);
        assert_eq!(Numbers::newest(&all[1]).requests, Some(2.0));
    }
}
