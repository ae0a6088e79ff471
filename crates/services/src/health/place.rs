//! Where somebody looks.

use crate::Portal;
use domain::PortalError;
use domain::health::Placement;
use domain::names::{RegionName, ServiceName, StageName};

impl Portal {
    /// A placement by its names; an error when the portal knows no such service, stage or region.
    pub(super) async fn placement(
        &self,
        service: &str,
        stage: &str,
        region: &str,
    ) -> Result<Placement, PortalError> {
        let placement = Placement {
            service: self.known_service(service).await?,
            stage: StageName::parse(stage)?,
            region: RegionName::parse(region)?,
        };
        if !self.rules.stages.iter().any(|known| known.name == placement.stage) {
            return Err(PortalError::not_found(format!("stage “{stage}”")));
        }
        if !self.rules.regions.iter().any(|known| known.name == placement.region) {
            return Err(PortalError::not_found(format!("region “{region}”")));
        }
        Ok(placement)
    }

    /// A service that has environments, or that a repository speaks of.
    pub(super) async fn known_service(&self, name: &str) -> Result<ServiceName, PortalError> {
        let missing = || PortalError::not_found(format!("service “{name}”"));
        let service = ServiceName::parse(name).map_err(|_| missing())?;
        let known = self.store.service(&service).await?.is_some()
            || self.store.catalog_service(name).await?.is_some()
            || self.declaration(&service).await.is_ok();
        known.then_some(service).ok_or_else(missing)
    }
}
