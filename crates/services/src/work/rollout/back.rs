//! Going back by itself, as the strategy says.

use super::Outcome;
use crate::Portal;
use domain::PortalError;
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::permission::Permit;
use std::collections::BTreeSet;

impl Portal {
    pub(crate) async fn go_back(
        &self,
        id: &RolloutId,
        regions: &BTreeSet<RegionName>,
    ) -> Result<Outcome, PortalError> {
        let Some(found) = self.store.rollout(id).await? else { return Ok(Outcome::Done) };
        let why =
            format!("{} failed, and its strategy takes these regions back", found.value.release.version);
        self.roll_back(&Permit::portal(), &found.value, regions, Some(why)).await?;
        Ok(Outcome::Done)
    }
}
