//! Asking a region, after its deployment, whether it is well.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::{HealthFilter, LaneRef, LeasedJob};
use domain::PortalError;
use domain::health::{Placement, PlacementHealth};
use domain::rollout::{LaneState, Probe, RolloutEvent, Verification, Verifying};

impl Portal {
    pub(crate) async fn verify(&self, job: &LeasedJob, at: &LaneRef) -> Result<Outcome, PortalError> {
        let Some(errand) = self.lane_errand(job, at).await? else { return Ok(Outcome::Done) };
        let LaneState::Verifying { since, passes, .. } = errand.lane.state else { return Ok(Outcome::Done) };
        let Some(probe) = errand.rollout.strategy.probe.clone() else {
            return self.verified(&errand, Ok(())).await;
        };
        let answer = self.probes.get(&address(&probe, &errand)).await;
        let health = self.judgement_at(&errand).await?;
        let verifying = Verifying { probe: &probe, since, passes, answer, health: health.as_ref() };
        let good = match verifying.conclude(self.now()) {
            Verification::Well => return self.verified(&errand, Ok(())).await,
            Verification::Failed { why } => return self.verified(&errand, Err(why)).await,
            Verification::Again { good } => good,
        };
        let (region, attempt) = (at.region.clone(), at.attempt);
        self.tell_rollout(&at.rollout, RolloutEvent::Probed { region, attempt, good }).await?;
        Ok(Outcome::Later(self.now().plus_millis(i64::from(probe.every_seconds) * 1000)))
    }

    /// What is known of the same place from what is measured all the time.
    async fn judgement_at(&self, errand: &Errand<'_>) -> Result<Option<PlacementHealth>, PortalError> {
        let placement = Placement {
            service: errand.rollout.service.clone(),
            stage: errand.rollout.stage.clone(),
            region: errand.at.region.clone(),
        };
        let found = self.store.health(&HealthFilter::of(&placement)).await?;
        Ok(found.into_iter().next().map(|found| found.value))
    }

    async fn verified(
        &self,
        errand: &Errand<'_>,
        outcome: Result<(), String>,
    ) -> Result<Outcome, PortalError> {
        let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
        let event = RolloutEvent::Verified { region, attempt, outcome };
        self.tell_rollout_and_end(errand.job, &errand.at.rollout, event).await
    }
}

fn address(probe: &Probe, errand: &Errand<'_>) -> String {
    let rollout = &errand.rollout;
    let url = probe.url.replace("{region}", errand.at.region.as_str());
    url.replace("{stage}", rollout.stage.as_str()).replace("{service}", rollout.service.as_str())
}
