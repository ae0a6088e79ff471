//! What workers do for rollouts. Every step may be killed at any instant and run again.

mod back;
mod cancel;
mod carry;
mod deploy;
mod look;
mod replicate;
mod review;
mod rule;
mod take_up;
mod verify;

use super::Outcome;
use crate::Portal;
use crate::ports::{LaneRef, LeasedJob, NewJob, PipelineError};
use crate::rollouts::Along;
use crate::work::back_off;
use domain::permission::Permit;
use domain::rollout::{Lane, Rollout, RolloutEvent};
use domain::{ErrorCode, PortalError};

/// One region of one rollout, as its job finds it.
struct Errand<'a> {
    job: &'a LeasedJob,
    at: &'a LaneRef,
    rollout: Rollout,
    lane: Lane,
}

impl Portal {
    /// The region that a job speaks of; `None` when its attempt is over.
    async fn lane_errand<'a>(
        &self,
        job: &'a LeasedJob,
        at: &'a LaneRef,
    ) -> Result<Option<Errand<'a>>, PortalError> {
        let Some(found) = self.store.rollout(&at.rollout).await? else { return Ok(None) };
        let lane = found.value.lane(&at.region).filter(|lane| lane.attempt == at.attempt).cloned();
        Ok(lane.map(|lane| Errand { job, at, rollout: found.value, lane }))
    }

    /// Tells the rollout what happened and ends the job, in one commit.
    async fn tell_rollout_and_end(
        &self,
        job: &LeasedJob,
        rollout: &domain::ids::RolloutId,
        event: RolloutEvent,
    ) -> Result<Outcome, PortalError> {
        self.tell_rollout_and_queue(job, rollout, event, Vec::new()).await
    }

    /// The same, with jobs that follow in the same commit.
    async fn tell_rollout_and_queue(
        &self,
        job: &LeasedJob,
        rollout: &domain::ids::RolloutId,
        event: RolloutEvent,
        jobs: Vec<NewJob>,
    ) -> Result<Outcome, PortalError> {
        let finishes = Some((job.id.clone(), job.lease.clone()));
        let along = Along { finishes, jobs, ..Along::default() };
        match self.advance_rollout(&Permit::portal(), rollout, &event, along).await {
            Ok(_) => Ok(Outcome::Committed),
            // It has moved on in the meantime; what happened no longer matters.
            Err(error) if error.code == ErrorCode::Conflict => Ok(Outcome::Done),
            Err(error) => Err(error),
        }
    }

    /// Tells the rollout something without ending the job; `false` when it has moved on.
    async fn tell_rollout(
        &self,
        rollout: &domain::ids::RolloutId,
        event: RolloutEvent,
    ) -> Result<bool, PortalError> {
        match self.advance_rollout(&Permit::portal(), rollout, &event, Along::default()).await {
            Ok(_) => Ok(true),
            Err(error) if error.code == ErrorCode::Conflict => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Somebody outside keeps a region waiting: said on its page, and tried again until patience ends.
    async fn kept_waiting(&self, errand: &Errand<'_>, error: &PipelineError) -> Result<Outcome, PortalError> {
        let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
        let why = error.to_string();
        let waited = self.now().since(errand.job.run_at.max(errand.rollout.updated_at));
        if waited >= self.settings.patience_millis {
            let event = RolloutEvent::Broke { region, attempt, reason: why };
            return self.tell_rollout_and_end(errand.job, &errand.at.rollout, event).await;
        }
        let delayed = RolloutEvent::Delayed { region, attempt, reason: Some(why.clone()) };
        self.tell_rollout(&errand.at.rollout, delayed).await?;
        let retry_at = match error {
            PipelineError::Throttled { until } => *until,
            _ => self.now().plus_millis(back_off(errand.job)),
        };
        Ok(Outcome::Failed { retry_at, why })
    }
}
