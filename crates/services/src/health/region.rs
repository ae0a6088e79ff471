//! One region with everything in it.

use crate::Portal;
use crate::ports::HealthFilter;
use domain::PortalError;
use domain::health::{HealthState, Numbers, Placement, PlacementHealth, Range, worst_first};
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{PlacementRow, RegionCard, RegionHealthView, Running};
use std::collections::BTreeMap;

/// Which placements of a region somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacementsWanted {
    pub stage: Option<StageName>,
    pub state: Option<HealthState>,
    /// A part of the service's name.
    pub search: Option<String>,
    /// So many of the worst are passed over.
    pub skip: usize,
    pub limit: usize,
}

impl PlacementsWanted {
    fn takes(&self, it: &PlacementHealth) -> bool {
        let named = |search: &String| it.placement.service.as_str().contains(&search.to_lowercase());
        self.state.is_none_or(|state| state == it.health.state) && self.search.as_ref().is_none_or(named)
    }
}

impl Portal {
    /// How a region is, and its services, the worst first.
    pub async fn region_health(
        &self,
        actor: &Actor,
        region: &str,
        wanted: &PlacementsWanted,
        range: Range,
    ) -> Result<RegionHealthView, PortalError> {
        permit(actor, Action::View, None)?;
        let known = RegionName::parse(region).ok().and_then(|name| self.rules.region(&name));
        let rules = known.ok_or_else(|| PortalError::not_found(format!("region “{region}”")))?;
        let now = self.now();
        let span = (now.plus_millis(-range.millis()), now);
        let filter = HealthFilter {
            stage: wanted.stage.as_ref().map(ToString::to_string),
            region: Some(rules.name.to_string()),
            ..HealthFilter::default()
        };
        let mut picture = self.picture(&filter, span).await?;
        let duty = self.duty_in(&picture.placements).await?;
        let on_call = |worst: Option<&Placement>| duty.of(worst.map(|worst| &worst.service));
        let card = RegionCard::of(&rules.name, rules.home, &picture, span, on_call);
        // Lines of all stages together would say nothing of any.
        let drawn = wanted.stage.as_ref().or(self.rules.stages.last().map(|stage| &stage.name));
        let charts = match drawn {
            Some(stage) => self.charts_of_region(stage, &rules.name, range).await?,
            None => domain::view::Charts::nothing(range.window(now, 1)),
        };
        picture.placements.retain(|it| wanted.takes(it));
        worst_first(&mut picture.placements);
        let count = picture.placements.len();
        let shown = picture.placements.into_iter().skip(wanted.skip).take(wanted.limit);
        let stages = self.rules.stages.iter().map(|rules| &rules.name);
        let numbers: BTreeMap<&StageName, BTreeMap<ServiceName, Numbers>> =
            stages.map(|stage| (stage, self.newest_numbers(stage, &rules.name))).collect();
        let numbers_of = |it: &Placement| numbers.get(&it.stage)?.get(&it.service).copied();
        let row = |health: PlacementHealth| PlacementRow {
            running: Running::at(&health.placement, &picture.deployed),
            numbers: numbers_of(&health.placement).unwrap_or_default(),
            health,
        };
        Ok(RegionHealthView {
            card,
            stage: wanted.stage.clone(),
            from: span.0,
            until: span.1,
            placements: shown.map(row).collect(),
            count,
            changes: picture.marks,
            charts,
        })
    }
}
