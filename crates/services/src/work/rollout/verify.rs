//! Asking a region, after its deployment, whether it is well.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::{HealthFilter, LaneRef, LeasedJob};
use domain::PortalError;
use domain::health::{CheckOutcome, Placement, PlacementHealth, Probe as Question};
use domain::rollout::{LaneState, RolloutEvent, Verification, Verifying};

impl Portal {
    pub(crate) async fn verify(&self, job: &LeasedJob, at: &LaneRef) -> Result<Outcome, PortalError> {
        let Some(errand) = self.lane_errand(job, at).await? else { return Ok(Outcome::Done) };
        let LaneState::Verifying { since, passes, .. } = errand.lane.state else { return Ok(Outcome::Done) };
        let Some(probe) = errand.rollout.strategy.probe.clone() else {
            return self.verified(&errand, Ok(())).await;
        };
        let placement = placement(&errand);
        let answer = self.answer(&Question::single("rollout", &placement, &probe.url)).await;
        let health = self.judgement_at(&placement).await?;
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

    /// Whether the region is well, or why not. Where it may not be asked, it is not known to be.
    async fn answer(&self, question: &Question) -> Result<(), String> {
        let answer = self.prober.ask(question).await.map_err(|error| error.to_string())?;
        match question.kind.judge(&answer, self.now()).0 {
            CheckOutcome::Well => Ok(()),
            CheckOutcome::Failed { why } | CheckOutcome::Refused { why } => Err(why),
        }
    }

    /// What is known of the same place from what is measured all the time.
    async fn judgement_at(&self, placement: &Placement) -> Result<Option<PlacementHealth>, PortalError> {
        let found = self.store.health(&HealthFilter::of(placement)).await?;
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

fn placement(errand: &Errand<'_>) -> Placement {
    let (service, stage) = (errand.rollout.service.clone(), errand.rollout.stage.clone());
    Placement { service, stage, region: errand.at.region.clone() }
}
