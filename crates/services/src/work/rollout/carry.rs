//! Telling the request that a rollout carries what the rollout wants of it: to apply a region, to plan it anew, to end.
//!
//! The orders follow from the two as they are, so whoever was killed in between finds those that are still to be given.

use super::Outcome;
use crate::Portal;
use crate::step::Along;
use domain::ids::RolloutId;
use domain::permission::Permit;
use domain::{ErrorCode, PortalError};

impl Portal {
    pub(crate) async fn carry(&self, id: &RolloutId) -> Result<Outcome, PortalError> {
        let Some(rollout) = self.store.rollout(id).await? else { return Ok(Outcome::Done) };
        let Some(carried) = &rollout.value.carried else { return Ok(Outcome::Done) };
        let request = self.load(&carried.request).await?.value;
        for order in rollout.value.orders(&request) {
            match self.advance(&Permit::portal(), &request.id, &order, Along::default()).await {
                // The request has moved on in the meantime: the next look tells the rollout, which decides anew.
                Err(error) if error.code == ErrorCode::Conflict && error.cause.is_none() => {}
                Err(error) => return Err(error),
                Ok(_) => {}
            }
        }
        Ok(Outcome::Done)
    }
}
