//! From moments and values to places in a drawing.

use crate::i18n::absolute;
use domain::Timestamp;
use domain::metric::{Series, Window};

/// A drawing's own units; the page stretches it.
pub const WIDTH: f64 = 1000.0;
pub const HEIGHT: f64 = 100.0;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Distances between the marks of an axis that people can count in.
const STEPS: [i64; 9] =
    [10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 5 * DAY, 30 * DAY, 60 * DAY];
/// Marks that an axis has room for.
const MOST_MARKS: i64 = 8;
/// Days begin at home.
const HOME_MILLIS: i64 = crate::i18n::HOME_OFFSET_MINUTES * MINUTE;

/// Where a moment lies in a stretch of time, as a share; `None` outside.
pub fn share(from: Timestamp, until: Timestamp, at: Timestamp) -> Option<f64> {
    let length = until.since(from).max(1) as f64;
    let share = at.since(from) as f64 / length;
    (0.0..=1.0).contains(&share).then_some(share)
}

/// The same in percent of a width, for what must stay inside.
pub fn percent(from: Timestamp, until: Timestamp, at: Timestamp) -> f64 {
    let length = until.since(from).max(1) as f64;
    (at.since(from) as f64 / length * 100.0).clamp(0.0, 100.0)
}

/// The least round number that is not less: 1, 2 or 5 and zeros.
pub fn ceiling(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let size = 10_f64.powf(value.log10().floor());
    // What is only just above by rounding is not above.
    let fits = |times: &&f64| **times * size >= value * (1.0 - 1e-9);
    [1.0, 2.0, 5.0, 10.0].iter().find(fits).copied().unwrap_or(10.0) * size
}

/// A line through the middles of its steps. A gap is not drawn through; a single value is seen as a dot.
pub fn path(series: &Series, most: f64) -> String {
    let steps = series.values.len().max(1) as f64;
    let (mut path, mut drawing, mut points) = (String::new(), false, 0_usize);
    for (step, value) in series.values.iter().enumerate() {
        let Some(value) = value else {
            end(&mut path, drawing, points);
            (drawing, points) = (false, 0);
            continue;
        };
        let x = (step as f64 + 0.5) / steps * WIDTH;
        let letter = if drawing { 'L' } else { 'M' };
        path.push_str(&format!("{letter}{x:.1} {:.1}", height(*value, most)));
        (drawing, points) = (true, points + 1);
    }
    end(&mut path, drawing, points);
    path
}

fn end(path: &mut String, drawing: bool, points: usize) {
    if drawing && points == 1 {
        path.push_str("h1");
    }
}

/// How far from the top a value lies.
pub fn height(value: f64, most: f64) -> f64 {
    HEIGHT - (value / most).clamp(0.0, 1.0) * HEIGHT
}

/// Round moments of a stretch of time, each with what it is called.
pub fn marks(window: Window) -> Vec<(Timestamp, String)> {
    let length = window.until.since(window.from).max(1);
    let step = STEPS.into_iter().find(|step| length / step <= MOST_MARKS).unwrap_or(STEPS[STEPS.len() - 1]);
    let first = (window.from.0 + HOME_MILLIS).div_euclid(step) * step + step - HOME_MILLIS;
    let moments = std::iter::successors(Some(first), |at| Some(at + step));
    let inside = moments.take_while(|at| *at < window.until.0).map(Timestamp);
    inside.map(|at| (at, called(at, step))).collect()
}

fn called(at: Timestamp, step: i64) -> String {
    let told = absolute(at);
    let part = if step < DAY { told.get(11..16) } else { told.get(5..10) };
    part.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(length: i64, step_millis: i64) -> Window {
        Window { from: Timestamp(0), until: Timestamp(length), step_millis }
    }

    #[test]
    fn ceilings_are_round() {
        for (value, round) in [
            (0.0, 1.0),
            (0.013, 0.02),
            (1.0, 1.0),
            (1.2, 2.0),
            (340.0, 500.0),
            (501.0, 1000.0),
            (f64::NAN, 1.0),
        ] {
            assert!((ceiling(value) - round).abs() < 1e-9, "{value}: {}", ceiling(value));
        }
    }

    #[test]
    fn a_gap_is_not_drawn_through() {
        let values = vec![Some(0.0), Some(10.0), None, Some(5.0)];
        let series = Series { window: window(400, 100), values };
        assert_eq!(path(&series, 10.0), "M125.0 100.0L375.0 0.0M875.0 50.0h1");
        assert_eq!(path(&Series::empty(window(400, 100)), 10.0), "");
    }

    #[test]
    fn marks_are_round_at_home_and_few() {
        let day = marks(window(DAY, 15 * MINUTE));
        // 1970 began in Seoul at nine.
        assert_eq!(day.first().map(|(_, told)| told.as_str()), Some("12:00"));
        for length in [HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY] {
            let found = marks(window(length, 1));
            assert!((2..=9).contains(&found.len()), "{length}: {}", found.len());
        }
        assert_eq!(marks(window(30 * DAY, 1))[0].1, "01-06");
    }

    #[test]
    fn places_stay_inside() {
        let (from, until) = (Timestamp(100), Timestamp(200));
        assert_eq!(share(from, until, Timestamp(150)), Some(0.5));
        assert_eq!(share(from, until, Timestamp(99)), None);
        assert!((percent(from, until, Timestamp(300)) - 100.0).abs() < 1e-9);
    }
}
