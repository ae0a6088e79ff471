//! How long rollouts take, from those before them.

use crate::Portal;
use crate::ports::RolloutFilter;
use domain::PortalError;
use domain::names::{ServiceName, StageName};
use domain::rollout::{Forecast, Habits, Rollout, RolloutStatus};

/// Rollouts that are looked back at.
const LOOKED_BACK: u32 = 10;

impl Portal {
    /// When what is still to come of a rollout is to be expected. What it has done itself counts, too.
    pub(super) async fn forecast(&self, rollout: &Rollout) -> Result<Option<Forecast>, PortalError> {
        if rollout.status().over() {
            return Ok(None);
        }
        let past = self.succeeded(&rollout.service, &rollout.stage).await?;
        let habits = Habits::of(past.iter().chain([rollout]));
        Ok(rollout.forecast(&habits, self.now()))
    }

    async fn succeeded(&self, service: &ServiceName, stage: &StageName) -> Result<Vec<Rollout>, PortalError> {
        let filter = RolloutFilter {
            statuses: vec![RolloutStatus::Succeeded.as_str().to_owned()],
            service: Some(service.to_string()),
            stage: Some(stage.to_string()),
            ..RolloutFilter::default()
        };
        let found = self.store.rollouts(&filter, None, LOOKED_BACK).await?;
        Ok(found.items.into_iter().map(|found| found.value).collect())
    }
}
