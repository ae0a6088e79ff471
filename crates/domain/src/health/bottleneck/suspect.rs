//! Where something stands at its limit while requests suffer.

use super::signals::{
    Values, agreement, and, both, count, last_stretch, median_where, quantile, quantile_where, smooth, steps,
};
use super::{Limit, Observed};
use crate::metric::Metric;

/// Requests suffer when they take so many times as long as in calm hours.
const SUFFERS: f64 = 1.4;
/// For so many steps in a row; less is a blip.
const LEAST_STEPS: usize = 6;
/// So many times as many requests as usual are in flight when it matters to users; nightly jobs harm few of them.
const CROWDED: f64 = 1.2;
/// A burst balance below this is spent.
const SPENT: f64 = 0.02;
/// What another service has to take of the time that requests lose.
const SHARE_OF_HARM: f64 = 0.5;

/// How requests fared.
pub(super) struct Course {
    pub rate: Values,
    pub latency: Values,
    /// How long a request takes when nothing is in its way.
    pub calm_latency: f64,
    /// Steps at which requests suffer.
    pub suffering: Vec<bool>,
}

/// A limit that something stands at while requests suffer.
pub(super) struct Suspect {
    pub limit: Limit,
    /// Steps at which it is used up and requests suffer.
    pub bound: Vec<bool>,
    /// The first and the last step of the last long stretch of these.
    pub stretch: (usize, usize),
    /// How well being used up explains the suffering.
    pub agreement: f64,
}

impl Course {
    /// `None` when requests or their latency are not measured, or there is too little of it.
    pub(super) fn of(observed: &Observed) -> Option<Self> {
        let rate = smooth(&observed.values(Metric::RequestRate));
        // Of those that are known as well, the last one counts.
        let latencies =
            [Metric::P50, Metric::P99, Metric::P95].map(|metric| smooth(&observed.values(metric)));
        let latency = latencies.into_iter().max_by_key(|values| values.iter().flatten().count())?;
        let known: Vec<f64> = latency.iter().flatten().copied().collect();
        let calm_latency = quantile(known, 0.2).filter(|latency| *latency > 0.0)?;
        let suffering = steps(&latency, |latency| latency >= SUFFERS * calm_latency);
        Some(Course { rate, latency, calm_latency, suffering })
    }

    /// Whether calm and busy hours could both be seen: as many steps of each as a limit has to be reached for.
    pub(super) fn long_enough(&self) -> bool {
        self.in_flight().iter().flatten().count() >= 2 * LEAST_STEPS
    }

    /// Requests in flight at each step, by Little's law.
    fn in_flight(&self) -> Values {
        both(&self.rate, &self.latency, |rate, latency| rate * latency / 1000.0)
    }

    fn crowded(&self, bound: &[bool]) -> bool {
        let in_flight = self.in_flight();
        // Trouble may have lasted for most of the time that is looked at.
        let well: Vec<bool> = self.suffering.iter().map(|suffers| !suffers).collect();
        let usual = median_where(&in_flight, &well);
        match (median_where(&in_flight, bound), usual) {
            (Some(then), Some(usual)) => then >= CROWDED * usual,
            _ => false,
        }
    }
}

/// How much of a limit is used at each step.
pub(super) fn used(observed: &Observed, limit: &Limit) -> Option<Values> {
    let (metric, bound) = limit.metrics()?;
    let values = smooth(&observed.values(metric));
    let Some(bound) = bound else { return Some(values) };
    let bounds = observed.values(bound);
    // Limits are told seldom: one counts until the next.
    let mut last = bounds.iter().flatten().next().copied();
    let held = bounds.iter().map(|bound| {
        last = bound.or(last);
        last.filter(|bound| *bound > 0.0)
    });
    let held: Values = held.collect();
    let used = both(&values, &held, |value, bound| value / bound);
    Some(if *limit == Limit::StorageIops { with_burst_spent(observed, &values, used) } else { used })
}

/// Without burst credits, storage gives its base rate and no more: where it stands still, that is the limit.
fn with_burst_spent(observed: &Observed, values: &[Option<f64>], used: Values) -> Values {
    let spent = steps(&smooth(&observed.values(Metric::BurstBalance)), |balance| balance <= SPENT);
    let Some(base) = quantile_where(values, &spent, 0.9).filter(|base| *base > 0.0) else { return used };
    let by_base = values.iter().map(|value| value.map(|value| value / base));
    let each = used.into_iter().zip(by_base).zip(spent);
    each.map(|((used, by_base), spent)| if spent { by_base } else { used }).collect()
}

/// The limits that something stands at while requests suffer.
pub(super) fn suspects(observed: &Observed, course: &Course) -> Vec<Suspect> {
    let own = Limit::OWN.into_iter().filter_map(|limit| {
        let full = steps(&used(observed, &limit)?, |share| share >= limit.full());
        suspect(limit, full, course)
    });
    let needed = observed.needed.keys().filter_map(|service| {
        let slow = slow_steps(&smooth(&observed.slowness(service)), course)?;
        suspect(Limit::Downstream { service: service.clone() }, slow, course)
    });
    own.chain(needed).collect()
}

fn suspect(limit: Limit, full: Vec<bool>, course: &Course) -> Option<Suspect> {
    let bound = and(&full, &course.suffering);
    let stretch = last_stretch(&bound, LEAST_STEPS)?;
    // What is full at calm hours just as well explains nothing.
    let calm = full.len() - count(&full);
    if calm < full.len() / 20 || !course.crowded(&bound) {
        return None;
    }
    let agreement = agreement(&full, &course.suffering);
    Some(Suspect { limit, bound, stretch, agreement })
}

/// Steps at which another service takes most of the time that requests lose.
fn slow_steps(slowness: &[Option<f64>], course: &Course) -> Option<Vec<bool>> {
    let calm = quantile(slowness.iter().flatten().copied().collect(), 0.2)?;
    let lost = |slow: f64, latency: f64| (slow - calm) / (latency - course.calm_latency).max(f64::EPSILON);
    let share = both(slowness, &course.latency, lost);
    let slower = steps(slowness, |slow| slow >= SUFFERS * calm);
    Some(and(&and(&steps(&share, |share| share >= SHARE_OF_HARM), &slower), &course.suffering))
}
