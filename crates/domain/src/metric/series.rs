//! Values on an even grid of time.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A stretch of time in steps of equal length. Both ends lie on the grid of steps since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    pub from: Timestamp,
    pub until: Timestamp,
    pub step_millis: i64,
}

impl Window {
    /// The whole steps between two moments: a step that began before `from` or is not over at `until` is left out.
    pub fn within(from: Timestamp, until: Timestamp, step_millis: i64) -> Self {
        let step = step_millis.max(1);
        let first = from.0.div_euclid(step) + i64::from(from.0.rem_euclid(step) != 0);
        let last = until.0.div_euclid(step).max(first);
        Window { from: Timestamp(first * step), until: Timestamp(last * step), step_millis: step }
    }

    pub fn steps(&self) -> usize {
        usize::try_from(self.until.since(self.from).max(0) / self.step_millis).unwrap_or(0)
    }

    /// Which step a moment belongs to; `None` outside.
    pub fn step_of(&self, at: Timestamp) -> Option<usize> {
        let step = usize::try_from(at.since(self.from).div_euclid(self.step_millis)).ok()?;
        (step < self.steps()).then_some(step)
    }
}

/// One value as a source tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub at: Timestamp,
    pub value: f64,
}

/// One metric over a window: a value for each step, or a gap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub window: Window,
    pub values: Vec<Option<f64>>,
}

impl Series {
    /// Nothing but gaps.
    pub fn empty(window: Window) -> Self {
        Series { window, values: vec![None; window.steps()] }
    }

    /// Samples put into their steps. What is no number, lies outside of the window or, by a clock that is ahead, in the
    /// future is left out; of two samples of one step the later one counts.
    pub fn of(window: Window, samples: impl IntoIterator<Item = Sample>, now: Timestamp) -> Self {
        let mut series = Self::empty(window);
        let mut newest = vec![i64::MIN; series.values.len()];
        for sample in samples {
            let Some(step) = window.step_of(sample.at) else { continue };
            if sample.value.is_finite() && sample.at <= now && sample.at.0 >= newest[step] {
                newest[step] = sample.at.0;
                series.values[step] = Some(sample.value);
            }
        }
        series
    }

    pub fn map(mut self, change: impl Fn(f64) -> f64) -> Self {
        for value in &mut self.values {
            *value = value.map(&change).filter(|value| value.is_finite());
        }
        self
    }

    /// What several say together, step by step; `None`: there is none. One that says nothing adds nothing.
    pub fn added(series: &[Series]) -> Option<Series> {
        let window = series.first()?.window;
        let sum = |step: usize| {
            series.iter().filter_map(|series| series.values.get(step).copied().flatten()).reduce(|a, b| a + b)
        };
        Some(Series { window, values: (0..window.steps()).map(sum).collect() })
    }

    /// Share of a part in a whole, step by step. Sources do not tell a part that is zero, so it is zero wherever the whole
    /// is known; of a whole of nothing there is no share.
    pub fn share_of(part: &Series, whole: &Series) -> Series {
        let share = |(position, whole): (usize, &Option<f64>)| {
            let whole = (*whole).filter(|whole| *whole > 0.0)?;
            let part = part.values.get(position).copied().flatten().unwrap_or(0.0);
            Some((part / whole).clamp(0.0, 1.0))
        };
        Series { window: whole.window, values: whole.values.iter().enumerate().map(share).collect() }
    }

    pub fn has_data(&self) -> bool {
        self.values.iter().any(Option::is_some)
    }

    pub fn last(&self) -> Option<f64> {
        self.values.iter().rev().find_map(|value| *value)
    }

    pub fn most(&self) -> Option<f64> {
        self.values.iter().flatten().copied().reduce(f64::max)
    }

    /// The whole amount behind a rate per second.
    pub fn total(&self) -> Option<f64> {
        let seconds = self.window.step_millis as f64 / 1000.0;
        self.has_data().then(|| self.values.iter().flatten().map(|rate| rate * seconds).sum())
    }

    /// The mean in which each step weighs as much as it saw. Steps without a value, or that saw nothing, do not count.
    pub fn mean_weighted(&self, weights: &Series) -> Option<f64> {
        let pairs = self.values.iter().zip(&weights.values);
        let (mut sum, mut weight) = (0.0, 0.0);
        for (value, by) in pairs.filter_map(|(value, by)| Some((((*value)?), (*by)?))) {
            sum += value * by;
            weight += by;
        }
        (weight > 0.0).then(|| sum / weight)
    }
}

/// What a counter grew by between its samples. A counter that falls was restarted, and starts from nothing.
pub fn increases(samples: &[Sample]) -> Vec<Sample> {
    let mut sorted: Vec<Sample> = samples.iter().copied().filter(|sample| sample.value.is_finite()).collect();
    sorted.sort_by_key(|sample| sample.at);
    let grown = sorted.windows(2).map(|pair| {
        let (before, after) = (pair[0], pair[1]);
        let value = if after.value < before.value { after.value } else { after.value - before.value };
        Sample { at: after.at, value }
    });
    grown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Window {
        Window { from: Timestamp(0), until: Timestamp(50), step_millis: 10 }
    }

    fn samples(list: &[(i64, f64)]) -> Vec<Sample> {
        list.iter().map(|(at, value)| Sample { at: Timestamp(*at), value: *value }).collect()
    }

    fn series(values: &[Option<f64>]) -> Series {
        Series { window: window(), values: values.to_vec() }
    }

    #[test]
    fn only_whole_steps_belong_to_a_window() {
        let table = [((0, 50), (0, 50)), ((1, 49), (10, 40)), ((11, 12), (20, 20)), ((40, 10), (40, 40))];
        for ((from, until), (first, last)) in table {
            let window = Window::within(Timestamp(from), Timestamp(until), 10);
            assert_eq!((window.from.0, window.until.0), (first, last), "{from} to {until}");
        }
    }

    #[test]
    fn gaps_stay_gaps_and_nonsense_becomes_one() {
        let told = [
            (0, 1.0),
            (10, f64::NAN),
            (20, f64::INFINITY),
            (35, 7.0),
            (31, 6.0),
            (40, 9.0),
            (-5, 3.0),
            (50, 3.0),
        ];
        let seen = Series::of(window(), samples(&told), Timestamp(39));
        assert_eq!(
            seen.values,
            [Some(1.0), None, None, Some(7.0), None],
            "what is in the future is nobody's"
        );
        assert_eq!(seen.last(), Some(7.0));
        assert!(!Series::empty(window()).has_data());
        assert_eq!(Series::empty(window()).total(), None, "nothing measured is not nothing happened");
    }

    #[test]
    fn a_counter_that_falls_was_restarted() {
        let grown =
            increases(&samples(&[(20, 15.0), (0, 5.0), (10, 9.0), (30, 2.0), (40, f64::NAN), (50, 6.0)]));
        let values: Vec<(i64, f64)> = grown.iter().map(|sample| (sample.at.0, sample.value)).collect();
        assert_eq!(values, [(10, 4.0), (20, 6.0), (30, 2.0), (50, 4.0)]);
    }

    #[test]
    fn what_several_say_is_added_and_silence_adds_nothing() {
        let reads = series(&[Some(1.0), None, Some(3.0), None, Some(0.0)]);
        let writes = series(&[Some(2.0), Some(5.0), None, None, Some(0.0)]);
        let added = Series::added(&[reads.clone(), writes]).expect("a sum");
        assert_eq!(added.values, [Some(3.0), Some(5.0), Some(3.0), None, Some(0.0)]);
        assert_eq!(Series::added(std::slice::from_ref(&reads)), Some(reads));
        assert_eq!(Series::added(&[]), None);
    }

    #[test]
    fn a_share_needs_a_whole_and_no_part() {
        let part = series(&[Some(1.0), None, Some(1.0), Some(1.0), Some(9.0)]);
        let whole = series(&[Some(4.0), Some(4.0), None, Some(0.0), Some(4.0)]);
        let share = Series::share_of(&part, &whole);
        assert_eq!(share.values, [Some(0.25), Some(0.0), None, None, Some(1.0)]);
    }

    #[test]
    fn a_mean_weighs_by_what_was_seen() {
        let (values, weights) =
            (series(&[Some(1.0), Some(0.0), None]), series(&[Some(1.0), Some(3.0), Some(9.0)]));
        assert_eq!(values.mean_weighted(&weights), Some(0.25));
        assert_eq!(values.mean_weighted(&series(&[Some(0.0), None, None])), None);
    }
}
