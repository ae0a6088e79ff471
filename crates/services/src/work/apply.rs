//! Starting what was planned and approved: exactly that change set, or the deletion.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::{CloudError, Commit, JobKind, NewJob};
use domain::PortalError;
use domain::ids::JobId;
use domain::names::{RegionName, StageName};
use domain::permission::Permit;
use domain::request::{RequestAction, RequestEvent, TargetState};

/// A fresh operation is looked at soon: some are over within a moment.
const FIRST_LOOK_MILLIS: i64 = 30;

impl Portal {
    pub(super) async fn apply(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        if !matches!(errand.target.state, TargetState::Applying { .. }) {
            return Ok(Outcome::Done);
        }
        match self.start(&errand).await {
            Ok(()) => self.watch_from_now_on(&errand).await,
            Err(error @ (CloudError::Refused(_) | CloudError::NotFound(_))) => {
                let reason = error.to_string();
                let (target, attempt) = (errand.target.key.clone(), errand.target.attempt);
                // Nothing was begun, so what was before still is.
                let event =
                    RequestEvent::ApplyFailed { target, attempt, reason, resource: None, rolled_back: true };
                self.report(&errand, event).await
            }
            Err(error) => self.cloud_failed(&errand, error).await,
        }
    }

    async fn start(&self, errand: &Errand<'_>) -> Result<(), CloudError> {
        let (place, target) = (&errand.place, &errand.target);
        let token = errand.token();
        if errand.action() == RequestAction::Delete {
            return self.start_deletion(errand, &token).await;
        }
        if target.termination_protection {
            self.cloud.set_termination_protection(place, &target.stack_name, true).await?;
        }
        let change_set = target.plan.as_ref().and_then(|plan| plan.change_set_id.as_deref());
        let missing = || CloudError::Refused("the plan has no change set; retry to make one".to_owned());
        self.cloud
            .execute_change_set(place, &target.stack_name, change_set.ok_or_else(missing)?, &token)
            .await
    }

    /// Approval of a deletion covers taking the protection off.
    async fn start_deletion(&self, errand: &Errand<'_>, token: &str) -> Result<(), CloudError> {
        let planned = errand.target.plan.as_ref().and_then(|plan| plan.stack_id.as_deref());
        let stack = planned.unwrap_or(&errand.target.stack_name);
        if errand.target.termination_protection {
            match self.cloud.set_termination_protection(&errand.place, stack, false).await {
                Ok(()) | Err(CloudError::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.cloud.delete_stack(&errand.place, stack, token).await
    }

    /// Ends the job and sees to it that the region is watched.
    pub(super) async fn watch_from_now_on(&self, errand: &Errand<'_>) -> Result<Outcome, PortalError> {
        let now = self.now();
        let mut commit = Commit::new(Permit::portal(), now);
        commit.finishes = Some((errand.job.id.clone(), errand.job.lease.clone()));
        commit.jobs.push(self.poll_job(&errand.target.key.stage, &errand.target.key.region));
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    pub(crate) fn poll_job(&self, stage: &StageName, region: &RegionName) -> NewJob {
        let key = format!("poll:{}", self.place(stage, region).key());
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::Poll { stage: stage.clone(), region: region.clone() },
            lane: key.clone(),
            pool: "poll".to_owned(),
            unique_key: Some(key),
            run_at: self.now().plus_millis(FIRST_LOOK_MILLIS),
        }
    }
}
