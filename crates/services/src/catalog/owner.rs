//! Whose a service is.

use crate::Portal;
use domain::PortalError;
use domain::names::{ServiceName, TeamName};
use domain::people::Actor;

impl Portal {
    /// The team that a service belongs to, by its environments or by its repository.
    pub(crate) async fn team_of(&self, service: &ServiceName) -> Result<Option<TeamName>, PortalError> {
        if let Some(known) = self.store.service(service).await? {
            return Ok(Some(known.team));
        }
        let record = self.store.catalog_service(service.as_str()).await?;
        match record.and_then(|record| record.team) {
            Some(team) => Ok(Some(team)),
            None => Ok(self.declaration(service).await.ok().map(|declaration| declaration.team.clone())),
        }
    }

    /// The team for which somebody makes an environment of a service: a service that nobody knows becomes their own team's.
    /// `None`: they are in no team that could own it.
    pub async fn owner_for(
        &self,
        actor: &Actor,
        service: &ServiceName,
    ) -> Result<Option<TeamName>, PortalError> {
        Ok(self.team_of(service).await?.or_else(|| actor.home_team().cloned()))
    }
}
