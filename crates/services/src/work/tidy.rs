//! Forgetting what nobody asks for any more, so that the database does not grow with everything that ever happened.
//!
//! Requests, environments, their events and the audit trail are kept for good.

use super::Outcome;
use crate::Portal;
use crate::ports::{Commit, JobKind, NewJob, Retention, Write};
use domain::health::course::Tier;
use domain::ids::JobId;
use domain::permission::Permit;
use domain::{PortalError, Timestamp};

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;

/// A stream that was cut off is resumed within them.
const LIVE_EVENTS: i64 = 100_000;
/// Takes milliseconds, during which nobody else writes.
const LIVE_EVENTS_AT_ONCE: i64 = 20_000;
/// Pause while there is more to remove.
const SOON_MILLIS: i64 = 1_000;

const IDEMPOTENCY_KEYS_DAYS: i64 = 7;
const DRAFTS_DAYS: i64 = 90;
const KEPT_FORMS_DAYS: i64 = 1;
/// People look at what became of a token for a while after it ended.
const TOKENS_DAYS: i64 = 90;
/// Longer than a webhook may tell of something old, so that one that comes again is known, or too old.
const DELIVERIES_DAYS: i64 = 7;
const NOTIFICATIONS_DAYS: i64 = 60;
/// As long as it says something about which changes break things.
const CHANGES_DAYS: i64 = 365;
const MOST_DELIVERIES: i64 = 50_000;

impl Portal {
    /// The one job that tidies, for all replicas. It starts late, because a start has other things to do.
    pub(crate) fn tidy_job(&self) -> NewJob {
        let name = "tidy".to_owned();
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::Tidy,
            lane: name.clone(),
            pool: name.clone(),
            unique_key: Some(name),
            run_at: self.now().plus_millis(MINUTE_MILLIS),
        }
    }

    /// Removes a part of what is old, and comes again: soon while there is more, else after an hour.
    pub(super) async fn forget_old(&self) -> Result<Outcome, PortalError> {
        let now = self.now();
        let mut commit = Commit::new(Permit::portal(), now);
        commit.writes.push(Write::Tidy(retention(now)));
        self.store.commit(commit).await?;
        let thinned = !self.thin_checks().await?;
        let pause = if thinned && self.is_tidy().await? { HOUR_MILLIS } else { SOON_MILLIS };
        Ok(Outcome::Later(now.plus_millis(pause)))
    }

    async fn is_tidy(&self) -> Result<bool, PortalError> {
        let (oldest, newest) = (self.store.live_after(0, 1).await?, self.store.live_head().await?);
        Ok(oldest.first().is_none_or(|oldest| newest - oldest.seq < LIVE_EVENTS))
    }
}

fn retention(now: Timestamp) -> Retention {
    let days_ago = |days: i64| now.plus_millis(-days * DAY_MILLIS);
    Retention {
        live_events: LIVE_EVENTS,
        live_events_at_once: LIVE_EVENTS_AT_ONCE,
        idempotency_keys: days_ago(IDEMPOTENCY_KEYS_DAYS),
        drafts: days_ago(DRAFTS_DAYS),
        kept_forms: days_ago(KEPT_FORMS_DAYS),
        sessions: now,
        tokens: days_ago(TOKENS_DAYS),
        deliveries: days_ago(DELIVERIES_DAYS),
        notifications: days_ago(NOTIFICATIONS_DAYS),
        changes: days_ago(CHANGES_DAYS),
        health_changes: now.plus_millis(-Tier::Hour.kept_millis()),
        minute_checks: now.plus_millis(-Tier::Minute.kept_millis()),
        hour_checks: now.plus_millis(-Tier::Hour.kept_millis() - Tier::Hour.chunk_millis()),
        most_deliveries: MOST_DELIVERIES,
    }
}
