//! Trouble while work is announced: nobody is called for it, and what lasts is heard afterwards.

use super::Outcome;
use crate::Portal;
use crate::freezes::Going;
use crate::ports::{Assessed, Commit, LeasedJob, NewJob};
use domain::health::incident::Witness;
use domain::health::{HealthReason, Placement, Severity};
use domain::names::TeamName;
use domain::permission::Permit;
use domain::{PortalError, Timestamp};

/// Whether the work still goes on is looked at that often: people end it early.
const AGAIN_AFTER_MILLIS: i64 = 5 * 60_000;

impl Portal {
    /// Until when work is announced there, if it is.
    pub(super) async fn silenced_until(
        &self,
        placement: &Placement,
        team: &TeamName,
    ) -> Result<Option<Timestamp>, PortalError> {
        let Placement { service, stage, region } = placement;
        let book = self.freeze_book().await?;
        let until = book.maintenance(Going { team, service, stage, region }, self.now());
        Ok(until.map(|(until, _)| until))
    }

    /// An alert is told only once, so it is kept while the work goes on; how a placement is, is judged anew by itself.
    pub(super) async fn put_off(
        &self,
        job: &LeasedJob,
        assessed: &Assessed,
        until: Timestamp,
    ) -> Result<Outcome, PortalError> {
        if assessed.witness == Witness::Judgement {
            return Ok(Outcome::Done);
        }
        // In a lane of its own, so that nothing else waits for it.
        let lane = format!("assess:{}", assessed.placement);
        let at = until.min(self.now().plus_millis(AGAIN_AFTER_MILLIS));
        let later = self.assess_job(Assessed { at, ..assessed.clone() });
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.jobs.push(NewJob { unique_key: Some(lane.clone()), lane, ..later });
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    /// What is wrong by now: an alert that was put off may have become another one, or be over.
    pub(super) async fn as_of_now(
        &self,
        assessed: &Assessed,
        told: (Severity, HealthReason),
    ) -> Result<Option<(Severity, HealthReason)>, PortalError> {
        match assessed.witness {
            Witness::Judgement => Ok(Some(told)),
            Witness::Objectives => self.loudest_alert_at(&assessed.placement).await,
        }
    }
}
