//! Samples that the portal keeps: how fine, for how long, and which of them answer a question.

use crate::Timestamp;
use crate::metric::{Metric, Series, Window};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
/// Lengths of steps that people can read off an axis.
const STEPS: [i64; 14] = [
    1_000,
    5_000,
    10_000,
    30_000,
    MINUTE_MILLIS,
    2 * MINUTE_MILLIS,
    5 * MINUTE_MILLIS,
    10 * MINUTE_MILLIS,
    30 * MINUTE_MILLIS,
    HOUR_MILLIS,
    3 * HOUR_MILLIS,
    6 * HOUR_MILLIS,
    12 * HOUR_MILLIS,
    DAY_MILLIS,
];

/// How finely samples are kept; what is finer is forgotten sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleTier {
    /// As the source told them.
    Raw,
    Minute,
    Hour,
}

/// How samples of a metric become one of a longer step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// By the time that was measured, so that no request is lost or counted twice.
    Rate,
    /// Each weighs as many requests as it saw.
    ByRequests,
    Mean,
    /// Limits, of which the newest would be as good.
    Most,
}

/// What a placement's metrics were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// What the steps were made of.
    pub tier: SampleTier,
    pub window: Window,
    pub series: BTreeMap<Metric, Series>,
}

impl SampleTier {
    pub const ALL: [SampleTier; 3] = [SampleTier::Raw, SampleTier::Minute, SampleTier::Hour];

    /// How long they are kept.
    pub fn kept_millis(self) -> i64 {
        match self {
            SampleTier::Raw => 2 * DAY_MILLIS,
            SampleTier::Minute => 31 * DAY_MILLIS,
            SampleTier::Hour => 366 * DAY_MILLIS,
        }
    }

    /// Length of its steps; raw ones are as long as each service declares.
    pub fn step_millis(self) -> Option<i64> {
        match self {
            SampleTier::Raw => None,
            SampleTier::Minute => Some(MINUTE_MILLIS),
            SampleTier::Hour => Some(HOUR_MILLIS),
        }
    }

    /// The finest tier that still has what was at `from` and that a window of `length` can show in `points`.
    pub fn fitting(from: Timestamp, until: Timestamp, points: u32, now: Timestamp) -> Self {
        let wanted = until.since(from).max(1) / i64::from(points.max(1));
        let kept = |tier: &SampleTier| now.since(from) <= tier.kept_millis();
        // Reading far finer samples than can be shown makes a page slow and shows the same; a third of the points does.
        let coarse = |tier: &SampleTier| tier.step_millis().is_some_and(|step| step <= 3 * wanted);
        let mut all = Self::ALL.into_iter().filter(kept).peekable();
        let mut chosen = all.next().unwrap_or(SampleTier::Hour);
        while let Some(next) = all.next().filter(coarse) {
            chosen = next;
        }
        chosen
    }
}

impl Metric {
    pub fn spread(self) -> Spread {
        match self {
            Metric::RequestRate => Spread::Rate,
            Metric::ErrorRate | Metric::P50 | Metric::P95 | Metric::P99 | Metric::CacheHits => {
                Spread::ByRequests
            }
            Metric::StorageIopsLimit | Metric::StorageThroughputLimit | Metric::ConnectionsLimit => {
                Spread::Most
            }
            Metric::Cpu
            | Metric::Memory
            | Metric::StorageIops
            | Metric::StorageReads
            | Metric::StorageThroughput
            | Metric::QueueLength
            | Metric::Connections
            | Metric::BurstBalance => Spread::Mean,
        }
    }
}

/// A window that covers a stretch of time in at most so many even steps, none of them shorter than `least_millis`.
pub fn readable(from: Timestamp, until: Timestamp, points: u32, least_millis: i64) -> Window {
    let length = until.since(from).max(1);
    let fits = |step: &&i64| **step >= least_millis && length / **step < i64::from(points.max(1));
    let days = length / DAY_MILLIS / i64::from(points.max(2) - 1) + 1;
    let step = STEPS.iter().find(fits).copied().unwrap_or(days * DAY_MILLIS);
    let first = from.0.div_euclid(step) * step;
    let last = until.0.div_euclid(step) * step + if until.0.rem_euclid(step) == 0 { 0 } else { step };
    Window { from: Timestamp(first), until: Timestamp(last.max(first)), step_millis: step }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    #[test]
    fn a_question_is_answered_by_the_tier_that_fits() {
        use SampleTier::{Hour, Minute, Raw};
        let table = [
            ("an hour", 1, 0, Raw),
            ("two days", 48, 0, Minute),
            ("a day", 24, 0, Minute),
            ("six hours", 6, 0, Raw),
            ("three days", 72, 0, Minute),
            ("an hour, three days ago", 73, 72, Minute),
            ("a week", 7 * 24, 0, Minute),
            ("a month", 30 * 24, 0, Hour),
            ("two months", 60 * 24, 0, Hour),
            ("an hour of last year", 300 * 24, 300 * 24 - 1, Hour),
            ("a year", 365 * 24, 0, Hour),
        ];
        for (name, from, until, expected) in table {
            let ago = |hours: i64| NOW.plus_millis(-hours * HOUR_MILLIS);
            assert_eq!(SampleTier::fitting(ago(from), ago(until), 1500, NOW), expected, "{name}");
        }
    }

    #[test]
    fn a_window_has_readable_steps_and_never_too_many() {
        for (hours, least) in
            [(1, 10_000), (24, 60_000), (24 * 30, 60_000), (24 * 365, HOUR_MILLIS), (24 * 3650, 1)]
        {
            for points in [2, 100, 1500] {
                let window = readable(NOW.plus_millis(-hours * HOUR_MILLIS - 17), NOW, points, least);
                assert!(window.steps() <= points as usize + 1, "{hours} h in {points}: {}", window.steps());
                assert!(window.step_millis >= least && window.until >= NOW);
                assert!(window.from.0 <= NOW.0 - hours * HOUR_MILLIS);
            }
        }
        let hour = readable(NOW.plus_millis(-HOUR_MILLIS), NOW, 1500, 10_000);
        assert_eq!((hour.step_millis, hour.steps()), (10_000, 360));
    }

    #[test]
    fn every_metric_says_how_it_is_put_together() {
        assert_eq!(Metric::RequestRate.spread(), Spread::Rate);
        assert!(Metric::ALL.iter().filter(|metric| metric.spread() == Spread::Rate).count() == 1);
    }
}
