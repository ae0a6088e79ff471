//! Stopping a region's run when the rollout was ended.

use super::Outcome;
use crate::Portal;
use crate::ports::{LaneRef, LeasedJob, PipelineError};
use crate::work::back_off;
use domain::PortalError;
use domain::rollout::RunRef;

impl Portal {
    pub(crate) async fn cancel_run(&self, job: &LeasedJob, at: &LaneRef) -> Result<Outcome, PortalError> {
        let Some(errand) = self.lane_errand(job, at).await? else { return Ok(Outcome::Done) };
        let workflow = &errand.rollout.strategy.workflow;
        let stopped = match errand.lane.state.run() {
            Some(run) => self.pipelines.cancel(&workflow.repository, &run.id).await,
            // Perhaps it was started and its answer lost.
            None => {
                let since = errand.rollout.created_at;
                match self.pipelines.find(workflow, &errand.at.dispatch_id(), since).await {
                    Ok(Some(RunRef { id, .. })) => self.pipelines.cancel(&workflow.repository, &id).await,
                    Ok(None) => Ok(()),
                    Err(error) => Err(error),
                }
            }
        };
        match stopped {
            Ok(())
            | Err(PipelineError::NotFound(_) | PipelineError::Refused(_) | PipelineError::Forbidden(_)) => {
                Ok(Outcome::Done)
            }
            Err(error) => {
                let retry_at = self.now().plus_millis(back_off(job));
                Ok(Outcome::Failed { retry_at, why: error.to_string() })
            }
        }
    }
}
