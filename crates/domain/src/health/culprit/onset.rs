//! Since when requests fare badly, by what was measured of them.

use super::{Complaint, Pace};
use crate::Timestamp;
use crate::health::{Health, HealthReason, HealthState};
use crate::metric::Series;

/// Steps that have to agree before something counts as begun.
const STEPS: usize = 3;
/// From this share of failed requests on, a step is bad however it was before.
const ERRORS: f64 = 0.02;
/// With almost nothing but failures it is as good as gone.
const GONE: f64 = 0.9;
/// Answers that take so many times as long as usual are bad.
const SLOWER: f64 = 2.0;
/// What is still half as bad after so many steps came slowly.
const SLOW_STEPS: usize = 6;

/// How requests fare in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Nothing was measured of late.
    Unknown,
    Well,
    Ill {
        since: Timestamp,
        what: Complaint,
        pace: Pace,
    },
}

/// Budgets that are watched over longer windows burn slowly.
const SLOW_MINUTES: u32 = 360;

impl Course {
    /// What was judged of a placement.
    pub fn judged(health: &Health) -> Course {
        match health.state {
            HealthState::Healthy => Course::Well,
            HealthState::NoData => Course::Unknown,
            HealthState::Degraded | HealthState::Unhealthy => {
                let (what, pace) = complaint(&health.reason);
                Course::Ill { since: health.since, what, pace }
            }
        }
    }

    /// What was judged, with what was measured where that says more: each knows by when it had begun at the latest, and without
    /// a judgement measurements are all there is.
    pub fn refined(self, measured: Course) -> Course {
        match (self, measured) {
            (Course::Well, _) => Course::Well,
            (Course::Ill { since: judged, .. }, Course::Ill { since, what, pace }) => {
                Course::Ill { since: since.min(judged), what, pace }
            }
            (Course::Unknown, measured) => measured,
            (judged, _) => judged,
        }
    }

    /// Reads the shares of failed requests and the latencies of one region, both over the same window.
    pub fn read(errors: &Series, latency: &Series) -> Course {
        let known = |series: &Series| series.values.iter().rev().take(STEPS * 2).any(Option::is_some);
        if !known(errors) && !known(latency) {
            return Course::Unknown;
        }
        let usual = usual(latency);
        let by_errors = begun(errors, |share| share >= ERRORS);
        let by_latency = usual.and_then(|usual| begun(latency, |millis| millis >= SLOWER * usual));
        match (by_errors, by_latency) {
            (Some(step), slow) if slow.is_none_or(|slow| step <= slow + STEPS) => {
                let gone = errors.last().is_some_and(|share| share >= GONE);
                let what = if gone { Complaint::Unreachable } else { Complaint::Errors };
                ill(errors, step, what)
            }
            (_, Some(step)) => ill(latency, step, Complaint::Latency),
            (_, None) => Course::Well,
        }
    }
}

fn complaint(reason: &HealthReason) -> (Complaint, Pace) {
    match reason {
        HealthReason::ProbesFail { failing, locations, .. } if failing == locations => {
            (Complaint::Unreachable, Pace::Sudden)
        }
        HealthReason::BudgetBurns { minutes, .. } if *minutes >= SLOW_MINUTES => {
            (Complaint::Errors, Pace::Gradual)
        }
        _ => (Complaint::Errors, Pace::Sudden),
    }
}

/// What was seldom undercut.
fn usual(series: &Series) -> Option<f64> {
    let mut values: Vec<f64> = series.values.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().filter(|usual| *usual > 0.0)
}

/// The step since which it is bad without a pause, if it is bad now.
fn begun(series: &Series, bad: impl Fn(f64) -> bool) -> Option<usize> {
    let known = series.values.iter().enumerate().rev().filter_map(|(step, value)| Some((step, (*value)?)));
    let (mut first, mut bad_steps, mut good_steps) = (None, 0, 0);
    for (step, value) in known {
        match bad(value) {
            true => {
                (first, good_steps) = (Some(step), 0);
                bad_steps += 1;
            }
            false => good_steps += 1,
        }
        // A single good step amidst is a lull; before the first bad one it may be the newest.
        if good_steps >= STEPS {
            break;
        }
    }
    first.filter(|_| bad_steps >= STEPS)
}

fn ill(series: &Series, step: usize, what: Complaint) -> Course {
    let at = |step: usize| series.values.get(step).copied().flatten();
    let worst = series.values[step..].iter().flatten().copied().fold(0.0, f64::max);
    // The median of the first steps, so that one of them does not decide.
    let early: Vec<f64> = (step..step + SLOW_STEPS).filter_map(at).collect();
    let slow = series.values.len() - step > SLOW_STEPS * 2
        && early.len() >= STEPS
        && early.iter().filter(|value| **value < worst / 2.0).count() * 2 > early.len();
    // Whatever happened within the first bad step may have done it, so it counts from its end on.
    let steps = i64::try_from(step).unwrap_or(0).saturating_add(1);
    let millis = series.window.step_millis.saturating_mul(steps);
    Course::Ill {
        since: series.window.from.plus_millis(millis),
        what,
        pace: if slow { Pace::Gradual } else { Pace::Sudden },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Window;

    fn series(values: Vec<f64>) -> Series {
        let until = Timestamp(i64::try_from(values.len()).expect("few") * 60_000);
        let window = Window { from: Timestamp(0), until, step_millis: 60_000 };
        Series { window, values: values.into_iter().map(|value| Some(value).filter(|v| *v >= 0.0)).collect() }
    }

    fn steps(parts: &[(usize, f64)]) -> Series {
        series(parts.iter().flat_map(|(many, value)| std::iter::repeat_n(*value, *many)).collect())
    }

    #[test]
    fn what_was_judged_is_believed() {
        let health = |state, reason| Health { state, reason, since: Timestamp(7), better_since: None };
        let burns =
            |minutes| HealthReason::BudgetBurns { objective: "availability".to_owned(), tenths: 60, minutes };
        let fail = |failing| HealthReason::ProbesFail { failing, locations: 3, why: String::new() };
        let ill = |what, pace| Course::Ill { since: Timestamp(7), what, pace };
        let table = [
            (health(HealthState::Healthy, HealthReason::ObjectivesKept), Course::Well),
            (health(HealthState::NoData, HealthReason::NothingMeasured), Course::Unknown),
            (health(HealthState::Unhealthy, fail(3)), ill(Complaint::Unreachable, Pace::Sudden)),
            (health(HealthState::Unhealthy, fail(2)), ill(Complaint::Errors, Pace::Sudden)),
            (health(HealthState::Unhealthy, burns(60)), ill(Complaint::Errors, Pace::Sudden)),
            (health(HealthState::Degraded, burns(4320)), ill(Complaint::Errors, Pace::Gradual)),
        ];
        for (health, course) in table {
            assert_eq!(Course::judged(&health), course, "{health:?}");
        }
    }

    #[test]
    fn measurements_refine_what_was_judged() {
        let ill =
            |minute| Course::Ill { since: Timestamp(minute), what: Complaint::Latency, pace: Pace::Sudden };
        let table = [
            (Course::Well, ill(1), Course::Well),
            (ill(2), Course::Well, ill(2)),
            (ill(2), Course::Unknown, ill(2)),
            (ill(2), ill(1), ill(1)),
            (ill(1), ill(2), ill(1)),
            (Course::Unknown, ill(1), ill(1)),
            (Course::Unknown, Course::Well, Course::Well),
        ];
        for (judged, measured, expected) in table {
            assert_eq!(judged.refined(measured), expected, "{judged:?}, {measured:?}");
        }
    }

    #[test]
    fn the_onset_is_where_it_became_bad_for_good() {
        use Complaint::{Errors, Latency, Unreachable};
        let calm = || steps(&[(60, 100.0)]);
        let ill = |step: i64, what, pace| Course::Ill { since: Timestamp((step + 1) * 60_000), what, pace };
        let rising =
            series((0..60).map(|step| if step < 20 { 0.0 } else { 0.01 * (step - 18) as f64 }).collect());
        let table = [
            ("well", steps(&[(60, 0.001)]), calm(), Course::Well),
            ("errors", steps(&[(50, 0.0), (10, 0.3)]), calm(), ill(50, Errors, Pace::Sudden)),
            (
                "a lull",
                steps(&[(50, 0.0), (4, 0.3), (1, 0.0), (5, 0.3)]),
                calm(),
                ill(50, Errors, Pace::Sudden),
            ),
            ("over", steps(&[(40, 0.0), (10, 0.3), (10, 0.0)]), calm(), Course::Well),
            ("a blip", steps(&[(58, 0.0), (1, 0.3), (1, 0.0)]), calm(), Course::Well),
            ("gone", steps(&[(50, 0.0), (10, 1.0)]), calm(), ill(50, Unreachable, Pace::Sudden)),
            ("slow", steps(&[(60, 0.0)]), steps(&[(45, 100.0), (15, 300.0)]), ill(45, Latency, Pace::Sudden)),
            ("rising", rising, calm(), ill(20, Errors, Pace::Gradual)),
            ("nothing of late", steps(&[(50, 0.0), (10, -1.0)]), steps(&[(60, -1.0)]), Course::Unknown),
            ("nothing", steps(&[(60, -1.0)]), steps(&[(60, -1.0)]), Course::Unknown),
        ];
        for (name, errors, latency, expected) in table {
            assert_eq!(Course::read(&errors, &latency), expected, "{name}");
        }
    }
}
