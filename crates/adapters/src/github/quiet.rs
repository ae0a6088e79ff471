//! Keeping quiet for as long as GitHub has asked for: asking again earlier makes it longer.

use super::failure::Failure;
use domain::Timestamp;
use services::ports::{Clock, PipelineError, SystemClock};
use std::sync::atomic::{AtomicI64, Ordering};

/// GitHub's limits start anew at least every hour; whatever says more is a wrong clock.
const LONGEST: i64 = 3_600_000;

/// Until when nothing is asked, in milliseconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Quiet(AtomicI64);

impl Quiet {
    /// Fails while GitHub wants to be left alone.
    pub fn check(&self) -> Result<(), Failure> {
        let until = Timestamp(self.0.load(Ordering::Relaxed));
        match SystemClock.now() < until {
            true => Err(PipelineError::Throttled { until }.into()),
            false => Ok(()),
        }
    }

    /// Remembers what GitHub has asked for.
    pub fn keep(&self, error: &PipelineError) {
        if let PipelineError::Throttled { until } = error {
            let latest = SystemClock.now().plus_millis(LONGEST);
            self.0.fetch_max(until.0.min(latest.0), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lasts_as_long_as_was_asked_for() {
        let quiet = Quiet::default();
        let now = SystemClock.now();
        assert!(quiet.check().is_ok());
        quiet.keep(&PipelineError::Throttled { until: now.plus_millis(-1) });
        quiet.keep(&PipelineError::Unclear(String::new()));
        assert!(quiet.check().is_ok());
        quiet.keep(&PipelineError::Throttled { until: now.plus_hours(48) });
        let Err(Failure { error: PipelineError::Throttled { until }, .. }) = quiet.check() else {
            panic!("has to keep quiet")
        };
        assert!(until < now.plus_hours(2));
    }
}
