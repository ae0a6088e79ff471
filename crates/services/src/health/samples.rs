//! What was measured, for charts.

use crate::Portal;
use domain::health::{Placement, SampleTier, Samples, readable};
use domain::metric::{Metric, Series};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::{PortalError, Timestamp};

/// More points than this nobody can tell apart on a screen.
const MOST_POINTS: u32 = 1_500;
/// Nothing is kept for longer.
const LONGEST_MILLIS: i64 = 366 * 24 * 3_600_000;

impl Portal {
    /// What metrics were between two moments, in at most so many points. Gaps stay gaps.
    pub async fn samples(
        &self,
        actor: &Actor,
        placement: &Placement,
        metrics: &[Metric],
        from: Timestamp,
        until: Timestamp,
        points: u32,
    ) -> Result<Samples, PortalError> {
        permit(actor, Action::View, None)?;
        let now = self.now();
        let (from, until) = (from.max(now.plus_millis(-LONGEST_MILLIS)), until.min(now));
        if until <= from {
            return Err(PortalError::invalid("There is no time between these moments.")
                .at("until", "must be later than from, and from no further back than a year"));
        }
        let points = points.clamp(2, MOST_POINTS);
        let tier = SampleTier::fitting(from, until, points, now);
        let place = self.store.sample_place(placement).await?;
        let raw_step = place.as_ref().map_or(60_000, |place| place.step_millis);
        // Where raw steps are longer than a minute, there are no finer ones in any tier.
        let least = tier.step_millis().unwrap_or(0).max(raw_step);
        let window = readable(from, until, points, least);
        let found = match &place {
            Some(place) => self.store.samples(place.id, metrics, tier, window).await?,
            None => metrics.iter().map(|_| Series::empty(window)).collect(),
        };
        Ok(Samples { tier, window, series: metrics.iter().copied().zip(found).collect() })
    }
}
