//! What is kept of measurements.

use domain::Timestamp;
use domain::health::{Objective, Placement, RequestTally, Spans, TallyStep};
use domain::metric::Metric;
use std::collections::BTreeMap;

/// A placement whose samples are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplePlace {
    /// Stands for it in every sample.
    pub id: i64,
    pub version: i64,
    pub placement: Placement,
    /// Length of a raw sample.
    pub step_millis: i64,
    /// Everything before is kept, or was never measured.
    pub collected_until: Timestamp,
    /// When the first and the newest sample began.
    pub first_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
    pub tried_at: Option<Timestamp>,
    /// Why the last try told nothing.
    pub problem: Option<String>,
}

/// One raw sample: what was known of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleRow {
    pub at: Timestamp,
    pub values: BTreeMap<Metric, f64>,
}

/// What is kept of one placement after it was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleBatch {
    /// As it is to be from now on; its version is the one it was read with.
    pub place: SamplePlace,
    /// In the order of time, each in its step.
    pub rows: Vec<SampleRow>,
    pub tallied: Vec<Tallied>,
}

/// What was seen of one objective since the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tallied {
    pub objective: i64,
    pub steps: Vec<TallyStep>,
}

/// Samples that may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleWaste {
    pub places: Vec<i64>,
    /// What is older goes, tier by tier.
    pub raw: Timestamp,
    pub minutes: Timestamp,
    pub hours: Timestamp,
    pub tally_minutes: Timestamp,
    pub tally_hours: Timestamp,
}

/// An objective with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptObjective {
    pub id: i64,
    pub place: i64,
    pub value: Objective,
}

/// What was seen of an objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub objective: i64,
    pub spans: Spans,
    /// Over the days of a budget.
    pub budget: RequestTally,
}

/// Narrows the list of incidents down. Empty fields don't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IncidentFilter {
    /// Open or acknowledged.
    pub live: bool,
    pub service: Option<String>,
    pub team: Option<String>,
    pub stage: Option<String>,
    /// Those that are not over, or ended after this.
    pub ended_after: Option<Timestamp>,
}
