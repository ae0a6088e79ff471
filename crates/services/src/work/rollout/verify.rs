//! Asking a region, after its deployment, whether it is well.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::{LaneRef, LeasedJob};
use domain::PortalError;
use domain::rollout::{LaneState, Probe, RolloutEvent};

impl Portal {
    pub(crate) async fn verify(&self, job: &LeasedJob, at: &LaneRef) -> Result<Outcome, PortalError> {
        let Some(errand) = self.lane_errand(job, at).await? else { return Ok(Outcome::Done) };
        let LaneState::Verifying { since, passes, .. } = errand.lane.state else { return Ok(Outcome::Done) };
        let Some(probe) = errand.rollout.strategy.probe.clone() else {
            return self.verified(&errand, Ok(())).await;
        };
        let answer = self.probes.get(&address(&probe, &errand)).await;
        let passes = if answer.is_ok() { passes + 1 } else { 0 };
        if passes >= probe.passes {
            return self.verified(&errand, Ok(())).await;
        }
        let within = i64::from(probe.within_seconds) * 1000;
        if let (Err(why), true) = (&answer, self.now().since(since) >= within) {
            let why = format!("the region did not become well within {} s: {why}", probe.within_seconds);
            return self.verified(&errand, Err(why)).await;
        }
        let (region, attempt) = (at.region.clone(), at.attempt);
        self.tell_rollout(&at.rollout, RolloutEvent::Probed { region, attempt, good: answer.is_ok() })
            .await?;
        Ok(Outcome::Later(self.now().plus_millis(i64::from(probe.every_seconds) * 1000)))
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
