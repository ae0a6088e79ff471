//! What lifting a limit would bring.

use super::signals::median_where;
use super::suspect::{Course, Suspect, used};
use super::{Limit, Observed};
use crate::metric::Metric;
use crate::names::ServiceName;
use serde::{Deserialize, Serialize};

/// Of the reads that a cache sees, it answers about so many.
const CACHE_HITS: f64 = 0.8;
/// With fewer reads than that, a cache is not worth its price.
const WORTH_CACHING: f64 = 0.3;
/// How much more of the limit is looked at.
const MORE: f64 = 2.0;
/// Up to this share everything else can be used.
const USABLE: f64 = 0.9;

/// What could be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "remedy", rename_all = "snake_case")]
pub enum Remedy {
    /// A cache in front, which answers this share of all reads.
    CacheReads { hits: f64 },
    /// So many times as much of what is used up.
    Raise { limit: Limit, factor: f64 },
    /// The trouble is elsewhere.
    LookAt { service: ServiceName },
}

/// A remedy, and what is to be expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    #[serde(flatten)]
    pub remedy: Remedy,
    /// Requests a second now.
    pub rate_now: f64,
    pub rate: f64,
    /// In milliseconds, now.
    pub latency_now: f64,
    pub latency: f64,
    /// What would be reached next, before all that users ask for is served.
    pub next: Option<Limit>,
}

/// What can be done about a limit, with what it would bring; empty when too little is measured for a figure.
pub(super) fn forecasts(observed: &Observed, course: &Course, suspect: &Suspect) -> Vec<Forecast> {
    let remedies = remedies(observed, suspect);
    remedies
        .into_iter()
        .filter_map(|(remedy, factor)| forecast(observed, course, suspect, remedy, factor))
        .collect()
}

/// Each with how many times as many requests the limit then allows.
fn remedies(observed: &Observed, suspect: &Suspect) -> Vec<(Remedy, f64)> {
    if let Limit::Downstream { service } = &suspect.limit {
        return vec![(Remedy::LookAt { service: service.clone() }, f64::INFINITY)];
    }
    let raise = (Remedy::Raise { limit: suspect.limit.clone(), factor: MORE }, MORE);
    let reads = matches!(suspect.limit, Limit::StorageIops | Limit::StorageThroughput)
        .then(|| read_share(observed, suspect))
        .flatten();
    let cache = reads.filter(|reads| *reads >= WORTH_CACHING).map(|reads| {
        // What a request needs of the storage shrinks by the reads that never get there.
        (Remedy::CacheReads { hits: CACHE_HITS }, 1.0 / (1.0 - reads * CACHE_HITS))
    });
    cache.into_iter().chain([raise]).collect()
}

/// Share of reads in what the storage does.
fn read_share(observed: &Observed, suspect: &Suspect) -> Option<f64> {
    let reads = median_where(&observed.values(Metric::StorageReads), &suspect.bound)?;
    let all = median_where(&observed.values(Metric::StorageIops), &suspect.bound)?;
    (all > 0.0).then(|| (reads / all).clamp(0.0, 1.0))
}

fn forecast(
    observed: &Observed,
    course: &Course,
    suspect: &Suspect,
    remedy: Remedy,
    factor: f64,
) -> Option<Forecast> {
    let rate_now = median_where(&course.rate, &suspect.bound)?;
    let latency_now = median_where(&course.latency, &suspect.bound)?;
    // Little's law: those who wait now would all be served, if each took as long as in calm hours.
    let wanted = rate_now * latency_now / course.calm_latency;
    let (room, next) = room(observed, suspect);
    let allowed = rate_now * factor.min(room);
    let rate = wanted.min(allowed).max(rate_now);
    let latency = (rate_now * latency_now / rate).max(course.calm_latency);
    let next = next.filter(|_| room < factor && rate_now * room < wanted);
    Some(Forecast { remedy, rate_now, rate, latency_now, latency, next })
}

/// How many times as many requests everything else allows, and what ends that.
fn room(observed: &Observed, suspect: &Suspect) -> (f64, Option<Limit>) {
    // Connections are held for as long as requests wait, and memory does not grow with them: neither is in the way.
    let grows = |limit: &Limit| !matches!(limit, Limit::Connections | Limit::Memory);
    let others = Limit::OWN.into_iter().filter(|limit| *limit != suspect.limit && grows(limit));
    let rooms = others.filter_map(|limit| {
        let used = median_where(&used(observed, &limit)?, &suspect.bound).filter(|used| *used > 0.0)?;
        Some((USABLE / used, Some(limit)))
    });
    rooms.min_by(|(a, _), (b, _)| a.total_cmp(b)).unwrap_or((f64::INFINITY, None))
}
