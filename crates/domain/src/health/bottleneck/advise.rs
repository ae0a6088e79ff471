use super::forecast::{Forecast, forecasts};
use super::signals::{Values, median_where, smooth};
use super::suspect::{Course, Suspect, suspects, used};
use super::{Limit, Observed};
use crate::Timestamp;
use crate::metric::Metric;
use crate::names::ServiceName;
use serde::{Deserialize, Serialize};

/// Explanations that are that close are told apart by what follows from what.
const ALIKE: f64 = 0.2;
/// Used by less than that, something is idle.
const IDLE: f64 = 0.6;

/// The limit that caps a service, how one sees that, and what could be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    #[serde(flatten)]
    pub limit: Limit,
    /// The last stretch in which it was reached.
    pub since: Timestamp,
    pub until: Timestamp,
    pub clues: Vec<Clue>,
    pub forecasts: Vec<Forecast>,
}

/// What is to be seen on the charts while the limit is reached. Pages word it in the reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "clue", rename_all = "snake_case")]
pub enum Clue {
    /// It stands still there.
    AtLimit { metric: Metric, value: f64, bound: Option<f64> },
    /// Another service became slower, in milliseconds.
    Slow { service: ServiceName, calm: f64, then: f64 },
    /// Requests a second do not grow any more.
    Stalled { rate: f64 },
    /// Requests take longer, in milliseconds.
    Longer { calm: f64, then: f64 },
    /// More wait.
    Queue { calm: f64, then: f64 },
    /// Storage lives on its base rate.
    BurstSpent,
    /// There is room, as a share that is used.
    Idle { limit: Limit, used: f64 },
}

/// The limit that caps the service; `None` when none does, or too little is measured to say.
pub fn advise(observed: &Observed) -> Option<Advice> {
    let course = Course::of(observed)?;
    let suspects = suspects(observed, &course);
    let best = suspects.iter().map(|suspect| suspect.agreement).fold(0.0, f64::max);
    let alike = suspects.into_iter().filter(|suspect| suspect.agreement >= best - ALIKE);
    let suspect = alike.min_by(|a, b| a.limit.cmp(&b.limit))?;
    let moment = |step: usize| {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        observed.window.from.plus_millis(step.saturating_mul(observed.window.step_millis))
    };
    let (first, last) = suspect.stretch;
    Some(Advice {
        since: moment(first),
        until: moment(last + 1),
        clues: clues(observed, &course, &suspect),
        forecasts: forecasts(observed, &course, &suspect),
        limit: suspect.limit,
    })
}

/// Whether enough is measured to say that nothing caps the service.
pub fn enough(observed: &Observed) -> bool {
    Course::of(observed).is_some_and(|course| course.long_enough())
}

fn clues(observed: &Observed, course: &Course, suspect: &Suspect) -> Vec<Clue> {
    let calm: Vec<bool> = course.suffering.iter().map(|suffering| !suffering).collect();
    let compared =
        |values: &Values| Some((median_where(values, &calm)?, median_where(values, &suspect.bound)?));
    let mut clues: Vec<Clue> = at_limit(observed, suspect).into_iter().collect();
    if let Limit::Downstream { service } = &suspect.limit {
        let slowness = compared(&smooth(&observed.slowness(service)));
        clues.extend(slowness.map(|(calm, then)| Clue::Slow { service: service.clone(), calm, then }));
    }
    clues.extend(median_where(&course.rate, &suspect.bound).map(|rate| Clue::Stalled { rate }));
    clues.extend(compared(&course.latency).map(|(calm, then)| Clue::Longer { calm, then }));
    let queue = compared(&observed.values(Metric::QueueLength));
    clues.extend(queue.filter(|(calm, then)| then > calm).map(|(calm, then)| Clue::Queue { calm, then }));
    let burst = median_where(&observed.values(Metric::BurstBalance), &suspect.bound);
    let storage = suspect.limit == Limit::StorageIops;
    clues.extend(burst.filter(|balance| storage && *balance <= 0.02).map(|_| Clue::BurstSpent));
    clues.extend(idle(observed, suspect));
    clues
}

fn at_limit(observed: &Observed, suspect: &Suspect) -> Option<Clue> {
    let (metric, bound) = suspect.limit.metrics()?;
    let value = median_where(&observed.values(metric), &suspect.bound)?;
    let bound = bound.and_then(|bound| median_where(&observed.values(bound), &suspect.bound));
    Some(Clue::AtLimit { metric, value, bound })
}

fn idle(observed: &Observed, suspect: &Suspect) -> Vec<Clue> {
    let others = Limit::OWN.into_iter().filter(|limit| *limit != suspect.limit);
    let idle = others.filter_map(|limit| {
        let used = median_where(&used(observed, &limit)?, &suspect.bound).filter(|used| *used < IDLE)?;
        Some(Clue::Idle { limit, used })
    });
    idle.collect()
}
