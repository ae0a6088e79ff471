//! How fast a copy goes, and how long it still takes.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// The last seconds weigh most: what was seen so long ago counts half.
const HALF_MILLIS: i64 = 10_000;
/// After so long without news nobody can say how long it still takes.
const STALE_MILLIS: i64 = 60_000;

/// How fast bytes have come lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// When bytes were last counted.
    pub at: Timestamp,
    /// How many there were then.
    pub done: u64,
    /// Smoothed; 0 until it was counted twice.
    pub bytes_per_second: u64,
}

impl Pace {
    /// The pace after one more count. A copy that has begun anew is measured anew.
    pub fn counted(before: Option<Pace>, done: u64, now: Timestamp) -> Pace {
        let first = Pace { at: now, done, bytes_per_second: 0 };
        let Some(before) = before.filter(|before| done >= before.done) else { return first };
        let millis = now.since(before.at);
        if millis <= 0 {
            return before;
        }
        let lately = (done - before.done) as f64 * 1_000.0 / millis as f64;
        let smoothed = match before.bytes_per_second {
            0 => lately,
            known => {
                let kept = 0.5_f64.powf(millis as f64 / HALF_MILLIS as f64);
                known as f64 * kept + lately * (1.0 - kept)
            }
        };
        Pace { bytes_per_second: smoothed.round() as u64, ..first }
    }

    /// Milliseconds until all bytes are there; `None` while nobody can say.
    pub fn remaining(&self, total: u64, now: Timestamp) -> Option<i64> {
        let silent = now.since(self.at).max(0);
        if self.bytes_per_second == 0 || silent > STALE_MILLIS {
            return None;
        }
        let left = total.saturating_sub(self.done) as f64 * 1_000.0 / self.bytes_per_second as f64;
        Some((left.ceil() as i64 - silent).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1_000_000;

    fn counted(counts: &[(i64, u64)]) -> Pace {
        let next = |pace, (second, done): &(i64, u64)| {
            Some(Pace::counted(pace, done * MB, Timestamp(second * 1_000)))
        };
        counts.iter().fold(None, next).expect("at least one count")
    }

    #[test]
    fn the_time_that_is_left_follows_from_what_was_counted() {
        for (counts, now, left, why) in [
            (&[(0, 10)][..], 0, None, "one count says nothing"),
            (&[(0, 0), (1, 10)], 1, Some(9), "10 MB/s, 90 MB left"),
            (&[(0, 0), (1, 10)], 4, Some(6), "time goes on between two counts"),
            (&[(0, 0), (1, 10)], 30, Some(0), "it cannot be less than nothing"),
            (&[(0, 0), (1, 10)], 62, None, "nothing was heard for too long"),
            (&[(0, 0), (1, 10), (2, 20), (3, 30)], 3, Some(7), "steady"),
            (&[(0, 0), (1, 50), (2, 10)], 2, None, "it has begun anew"),
            (&[(0, 0), (1, 10), (1, 10)], 1, Some(9), "twice in the same moment"),
            (&[(0, 0), (1, 100)], 1, Some(0), "all there"),
            (&[(0, 0), (10, 0)], 10, None, "it stands still"),
        ] {
            let remaining = counted(counts).remaining(100 * MB, Timestamp(now * 1_000));
            assert_eq!(remaining, left.map(|seconds: i64| seconds * 1_000), "{why}");
        }
    }

    #[test]
    fn one_slow_second_does_not_double_the_time() {
        let steady: Vec<_> = (0..=10).map(|second| (second, second as u64 * 5)).collect();
        let slow = [&steady[..], &[(11, 50)]].concat();
        let rate = counted(&slow).bytes_per_second;
        assert!((4 * MB..5 * MB).contains(&rate), "{rate}");
        // It does follow when it stays slow.
        let stuck: Vec<_> = (12..60).map(|second| (second, 50)).collect();
        let rate = counted(&[slow, stuck].concat()).bytes_per_second;
        assert!(rate < MB, "{rate}");
    }
}
