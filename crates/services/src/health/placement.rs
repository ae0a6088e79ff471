//! One service in one stage and region.

use super::board::values;
use super::incidents::may_silence;
use crate::Portal;
use crate::ports::{EnvironmentFilter, HealthFilter};
use domain::health::{Burn, Health, HealthReason, HealthState, Placement, PlacementHealth, Range, timeline};
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::Deployed;
use domain::view::{PlacementView, Running};
use domain::{PortalError, Timestamp};

impl Portal {
    /// Everything that is measured of a placement, over a stretch of time that ends now.
    pub async fn placement_health(
        &self,
        actor: &Actor,
        (service, stage, region): (&str, &str, &str),
        range: Range,
    ) -> Result<PlacementView, PortalError> {
        permit(actor, Action::View, None)?;
        let missing = || PortalError::not_found(format!("service “{service}” in {stage} in {region}"));
        let placement = placement(service, stage, region).ok_or_else(missing)?;
        let now = self.now();
        let from = now.plus_millis(-range.millis());
        let everywhere = HealthFilter {
            service: Some(placement.service.to_string()),
            stage: Some(placement.stage.to_string()),
            ..HealthFilter::default()
        };
        let here = HealthFilter::of(&placement);
        let (all, changes, deployed, changed, objectives) = futures::join!(
            self.store.health(&everywhere),
            self.store.health_changes(&here, from, now),
            self.store.deployed(Some(&placement.service)),
            self.marks(&here, from, now),
            self.objectives_at(&placement),
        );
        let (all, deployed, objectives) = (values(all?), deployed?, objectives?);
        let own = all.iter().find(|it| it.placement == placement).cloned();
        let own = match own {
            Some(own) => own,
            None => self.unmeasured(&placement, &deployed).await?.ok_or_else(missing)?,
        };
        let changes = changes?;
        let team = self.team_of(&placement.service).await?;
        Ok(PlacementView {
            may_silence: may_silence(actor, team.as_ref()),
            team,
            burn: own.burn.clone(),
            objectives,
            running: Running::at(&placement, &deployed),
            spans: timeline([&own], &changes.iter().collect::<Vec<_>>(), from, now),
            elsewhere: all.into_iter().filter(|it| it.placement != placement).collect(),
            changes: changed?,
            charts: self.charts_of(&placement, range).await?,
            health: own,
        })
    }

    /// What runs somewhere is there, also when nobody has measured it yet.
    async fn unmeasured(
        &self,
        placement: &Placement,
        deployed: &[Deployed],
    ) -> Result<Option<PlacementHealth>, PortalError> {
        let running = Running::at(placement, deployed).map(|running| running.at);
        let since = match running {
            Some(at) => Some(at),
            None => self.environment_since(placement).await?,
        };
        Ok(since.map(|since| PlacementHealth {
            placement: placement.clone(),
            health: Health {
                state: HealthState::NoData,
                reason: HealthReason::NothingMeasured,
                since,
                better_since: None,
            },
            version: None,
            burn: Burn::Unknown,
            at: since,
        }))
    }

    async fn environment_since(&self, placement: &Placement) -> Result<Option<Timestamp>, PortalError> {
        let filter = EnvironmentFilter {
            service: Some(placement.service.to_string()),
            stage: Some(placement.stage.to_string()),
            region: Some(placement.region.to_string()),
            ..EnvironmentFilter::default()
        };
        let found = self.store.environments(&filter, None, 1).await?;
        Ok(found.items.first().map(|environment| environment.updated_at))
    }

    /// How a service is wherever it runs, for its own page.
    pub async fn service_health(
        &self,
        actor: &Actor,
        service: &ServiceName,
    ) -> Result<Vec<PlacementHealth>, PortalError> {
        permit(actor, Action::View, None)?;
        let filter = HealthFilter { service: Some(service.to_string()), ..HealthFilter::default() };
        let mut all = values(self.store.health(&filter).await?);
        all.sort_by_key(|it| self.rules.order(&it.placement.stage, &it.placement.region));
        Ok(all)
    }
}

fn placement(service: &str, stage: &str, region: &str) -> Option<Placement> {
    Some(Placement {
        service: ServiceName::parse(service).ok()?,
        stage: StageName::parse(stage).ok()?,
        region: RegionName::parse(region).ok()?,
    })
}
