//! How long after a change its consequences show.

use super::Pace;

/// Over so many minutes an innocent change may lie anywhere.
const WINDOW: f64 = 48.0 * 60.0;
/// Clocks go wrong by minutes, and onsets are seen late.
const SKEW: f64 = 2.5;
/// Most clocks are right: something that came after has to be excused first.
const WRONG_CLOCK: f64 = -0.8;
/// Delays of one cause that are no farther apart than that, in minutes, are the same.
const SAME: f64 = 6.0;
/// What is beyond all belief counts as no more than this.
const LEAST: f64 = -6.0;

/// Exponential distributions: their share and their mean in minutes. Most changes break at once, some at the next peak, some
/// when memory or disks are full.
fn delays(pace: Pace) -> [(f64, f64); 3] {
    match pace {
        Pace::Sudden => [(0.6, 7.0), (0.2, 60.0), (0.2, 480.0)],
        Pace::Gradual => [(0.1, 10.0), (0.5, 120.0), (0.4, 480.0)],
    }
}

/// How much more likely a guilty change shows after so many minutes than an innocent one lies there, as a logarithm.
pub(super) fn delay_weight(minutes: f64, pace: Pace) -> f64 {
    // What lies before within the clocks' error counts as simultaneous, and fades from there.
    let (late, doubt) = match minutes < 0.0 {
        true => (0.0, WRONG_CLOCK + minutes / SKEW),
        false => (minutes, 0.0),
    };
    let density: f64 =
        delays(pace).iter().map(|(share, mean)| share / (mean + SKEW) * (-late / (mean + SKEW)).exp()).sum();
    ((density * WINDOW).ln() + doubt).max(LEAST)
}

/// What another region's delay says beside the first one's. That both are the same says much where the change, or the trouble,
/// did not come to both at once; else it would be so by chance as well.
pub(super) fn agreement_weight(apart: f64, stagger: f64) -> f64 {
    match (apart.abs() <= SAME, stagger.abs() <= SAME) {
        (true, false) => 1.6,
        (true, true) => 0.3,
        (false, _) => -0.8,
    }
}

/// How likely trouble would have shown in a region by now, when the change came there so many minutes ago and took so many
/// minutes to break another region.
pub(super) fn shown_by_now(elapsed: f64, delay: f64) -> f64 {
    match elapsed - delay {
        early if early < -SAME => 0.15,
        near if near < SAME => 0.6,
        _ => 1.0,
    }
}
