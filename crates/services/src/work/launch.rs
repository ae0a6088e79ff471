//! Starting a workflow that a person asked for, exactly once.
//!
//! As with a rollout's regions, that GitHub is about to be asked is written down before it is. Whoever finds that note
//! without a run looks for the run by the launch's id. Where the workflow does not show the id, a lost answer stays
//! lost: nothing is started a second time, and people are told to look.

use super::{Outcome, back_off};
use crate::Portal;
use crate::ports::{Dispatch, LeasedJob, PipelineError};
use domain::ids::LaunchId;
use domain::permission::Permit;
use domain::pipeline::{Launch, LaunchEvent, LaunchState};
use domain::{ErrorCode, PortalError, Timestamp};

/// How long a run may take to show up after an answer was lost; then it certainly was not started.
const SHOWS_WITHIN_MILLIS: i64 = 60_000;
/// Pause between two searches for it.
const SEARCH_MILLIS: i64 = 1_000;
/// Somebody waits for it: what could not be sent by then is not sent at all, because it would surprise.
const PATIENCE_MILLIS: i64 = 10 * 60_000;

impl Portal {
    pub(crate) async fn start_launch(&self, job: &LeasedJob, id: &LaunchId) -> Result<Outcome, PortalError> {
        let Some(found) = self.store.launch(id).await? else { return Ok(Outcome::Done) };
        match found.value.state {
            LaunchState::Pending => self.send_launch(job, &found.value).await,
            LaunchState::Sending { at } => self.search_launched(job, &found.value, at).await,
            LaunchState::Started { .. } | LaunchState::Refused { .. } | LaunchState::Lost { .. } => {
                Ok(Outcome::Done)
            }
        }
    }

    async fn send_launch(&self, job: &LeasedJob, launch: &Launch) -> Result<Outcome, PortalError> {
        let ours = self.tell_launch(&launch.id, LaunchEvent::Sending).await?;
        let lease = (job.id.clone(), job.lease.clone());
        if !ours || !self.holds(Some(&lease)).await {
            return Ok(Outcome::Later(self.now()));
        }
        let dispatch = Dispatch {
            workflow: launch.workflow.clone(),
            inputs: launch.inputs.clone(),
            id: launch.id.0.clone(),
            traced: launch.traceable,
        };
        match self.pipelines.dispatch(&dispatch).await {
            Ok(run) => self.end_launch(job, launch, LaunchEvent::Started(run)).await,
            Err(PipelineError::Unclear(_)) if launch.traceable => {
                Ok(Outcome::Later(self.now().plus_millis(SEARCH_MILLIS)))
            }
            Err(error @ PipelineError::Unclear(_)) => {
                self.end_launch(job, launch, LaunchEvent::Lost(untraceable(&error.to_string()))).await
            }
            Err(error @ (PipelineError::Throttled { .. } | PipelineError::Unreachable(_))) => {
                self.send_later(job, launch, &error).await
            }
            Err(error) => self.end_launch(job, launch, LaunchEvent::Refused(error.to_string())).await,
        }
    }

    /// It certainly was not sent: said on its page, and tried again while somebody may still be waiting.
    async fn send_later(
        &self,
        job: &LeasedJob,
        launch: &Launch,
        error: &PipelineError,
    ) -> Result<Outcome, PortalError> {
        let why = error.to_string();
        let retry_at = match error {
            PipelineError::Throttled { until } => *until,
            _ => self.now().plus_millis(back_off(job)),
        };
        if retry_at.since(launch.created_at) > PATIENCE_MILLIS {
            let minutes = PATIENCE_MILLIS / 60_000;
            let reason = format!("{why}; it was not sent within {minutes} minutes, and will not be any more");
            return self.end_launch(job, launch, LaunchEvent::Refused(reason)).await;
        }
        self.tell_launch(&launch.id, LaunchEvent::NotSent { reason: why.clone() }).await?;
        Ok(Outcome::Failed { retry_at, why })
    }

    async fn search_launched(
        &self,
        job: &LeasedJob,
        launch: &Launch,
        sent_at: Timestamp,
    ) -> Result<Outcome, PortalError> {
        if !launch.traceable {
            let why = "the portal was stopped while GitHub was being asked";
            return self.end_launch(job, launch, LaunchEvent::Lost(untraceable(why))).await;
        }
        let waited = self.now().since(sent_at);
        match self.pipelines.find(&launch.workflow, launch.id.as_str(), sent_at).await {
            Ok(Some(run)) => self.end_launch(job, launch, LaunchEvent::Started(run)).await,
            Ok(None) if waited < SHOWS_WITHIN_MILLIS => {
                Ok(Outcome::Later(self.now().plus_millis(SEARCH_MILLIS)))
            }
            Ok(None) => {
                let reason = "GitHub did not answer, and no run has come of it".to_owned();
                self.tell_launch(&launch.id, LaunchEvent::NotSent { reason }).await?;
                Ok(Outcome::Later(self.now()))
            }
            Err(error) if error.retryable() && waited < PATIENCE_MILLIS => {
                let retry_at = self.now().plus_millis(back_off(job));
                Ok(Outcome::Failed { retry_at, why: error.to_string() })
            }
            Err(error) => self.end_launch(job, launch, LaunchEvent::Lost(error.to_string())).await,
        }
    }

    /// Tells the launch what happened and ends the job, in one commit.
    async fn end_launch(
        &self,
        job: &LeasedJob,
        launch: &Launch,
        event: LaunchEvent,
    ) -> Result<Outcome, PortalError> {
        let finishes = Some((job.id.clone(), job.lease.clone()));
        match self.advance_launch(&Permit::portal(), &launch.id, &event, finishes).await {
            Ok(_) => Ok(Outcome::Committed),
            // It has moved on in the meantime; what happened no longer matters.
            Err(error) if error.code == ErrorCode::Conflict => Ok(Outcome::Done),
            Err(error) => Err(error),
        }
    }

    /// Tells the launch something without ending the job; `false` when it has moved on.
    async fn tell_launch(&self, id: &LaunchId, event: LaunchEvent) -> Result<bool, PortalError> {
        match self.advance_launch(&Permit::portal(), id, &event, None).await {
            Ok(_) => Ok(true),
            Err(error) if error.code == ErrorCode::Conflict => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn untraceable(why: &str) -> String {
    format!(
        "{why}. Whether a run began cannot be told, because the workflow does not show slipway_dispatch in its \
         run-name; look at its runs before starting it again"
    )
}
