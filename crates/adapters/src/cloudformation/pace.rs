//! Slowing down where a region asks for it, and nowhere else.
//!
//! The SDK's own adaptive mode was measured to hold a single throttled call for 19 s: it charges retries so dearly that
//! they wait for its bucket and not for the region. Retries within a call therefore follow the SDK's standard mode, with
//! exponential pauses and jitter, and calls are spaced here.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// After the first throttling.
const FIRST: Duration = Duration::from_millis(100);
const WIDEST: Duration = Duration::from_secs(2);
/// Narrower than this counts as none.
const NARROWEST: Duration = Duration::from_millis(10);

/// The space between two calls: doubled by every throttling, narrowed by every answer.
#[derive(Debug, Default)]
pub(super) struct Pace {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    space: Duration,
    /// When the next call may start.
    next: Option<Instant>,
}

impl Pace {
    /// Waits for the caller's turn.
    pub async fn turn(&self) {
        let start = self.reserve(Instant::now());
        tokio::time::sleep_until(start).await;
    }

    fn reserve(&self, now: Instant) -> Instant {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let start = state.next.map_or(now, |next| next.max(now));
        state.next = Some(start + state.space);
        start
    }

    pub fn throttled(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.space = (state.space * 2).clamp(FIRST, WIDEST);
    }

    pub fn answered(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let narrowed = state.space.mul_f64(0.8);
        state.space = if narrowed < NARROWEST { Duration::ZERO } else { narrowed };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long twenty calls made at once take to start.
    fn spread(pace: &Pace, now: Instant) -> Duration {
        (0..20).map(|_| pace.reserve(now)).max().expect("twenty").duration_since(now)
    }

    #[test]
    fn calls_are_spaced_after_throttling_and_no_longer_than_needed() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!(spread(&pace, now), Duration::ZERO, "nobody asked to slow down");
        pace.throttled();
        assert_eq!(spread(&pace, now), FIRST * 19);
        (0..10).for_each(|_| pace.throttled());
        let later = now + Duration::from_secs(60);
        assert_eq!(spread(&pace, later), WIDEST * 19, "never wider");
        (0..30).for_each(|_| pace.answered());
        let recovered = later + Duration::from_secs(60);
        pace.reserve(recovered);
        assert_eq!(spread(&pace, recovered), Duration::ZERO);
    }
}
