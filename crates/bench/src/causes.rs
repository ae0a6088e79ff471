//! How long it takes to weigh ten thousand changes.

use crate::report::Figure;
use domain::health::culprit::rank;
use incidents::Quarry;
use std::time::Instant;

const CHANGES: usize = 10_000;
const INCIDENTS: usize = 20;
const PROMISED_MILLIS: f64 = 200.0;

/// The slowest of some incidents.
pub fn measure() -> Vec<Figure> {
    let mut quarry = Quarry::open(1);
    let mut slowest = 0.0f64;
    for _ in 0..INCIDENTS {
        let incident = quarry.incident(CHANGES);
        let began = Instant::now();
        let ranked =
            rank(&incident.symptom, &incident.changes, &quarry.company.dependencies, &quarry.company.history);
        slowest = slowest.max(began.elapsed().as_secs_f64() * 1000.0);
        assert!(!ranked.is_empty(), "something is suspected");
    }
    let detail = format!("the slowest of {INCIDENTS} incidents, {CHANGES} changes each");
    vec![Figure::at_most("culprit ranking over 10,000 changes", slowest, PROMISED_MILLIS, "ms", detail)]
}
