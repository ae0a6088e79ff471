//! The board: all regions at once, the worst first.

use crate::Portal;
use crate::ports::{HealthFilter, Versioned};
use domain::health::{HealthState, Placement, PlacementHealth, RegionState};
use domain::names::{RegionName, StageName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{HealthBoard, HealthPicture};
use domain::{PortalError, Timestamp};
use std::collections::BTreeMap;

/// What the timelines of the board cover.
const COVERED_MILLIS: i64 = 24 * 3_600_000;

impl Portal {
    /// How all regions are, in one stage or in all of them.
    pub async fn health_board(
        &self,
        actor: &Actor,
        stage: Option<&StageName>,
    ) -> Result<HealthBoard, PortalError> {
        permit(actor, Action::View, None)?;
        let now = self.now();
        let span = (now.plus_millis(-COVERED_MILLIS), now);
        let filter = HealthFilter { stage: stage.map(ToString::to_string), ..HealthFilter::default() };
        let picture = self.picture(&filter, span).await?;
        let duty = self.duty_in(&picture.placements).await?;
        let regions: Vec<(RegionName, bool)> =
            self.rules.regions.iter().map(|region| (region.name.clone(), region.home)).collect();
        let on_call = |worst: Option<&Placement>| duty.of(worst.map(|worst| &worst.service));
        Ok(HealthBoard::of(stage.cloned(), &regions, picture, span, on_call))
    }

    /// How many placements are unwell in each stage; stages without any are left out.
    pub async fn unwell_by_stage(
        &self,
        actor: &Actor,
        region: Option<&RegionName>,
    ) -> Result<BTreeMap<StageName, usize>, PortalError> {
        permit(actor, Action::View, None)?;
        let filter = HealthFilter {
            states: vec![HealthState::Unhealthy, HealthState::Degraded],
            region: region.map(ToString::to_string),
            ..HealthFilter::default()
        };
        let unwell = self.store.health(&filter).await?;
        let mut counts = BTreeMap::new();
        for found in unwell {
            *counts.entry(found.value.placement.stage).or_default() += 1;
        }
        Ok(counts)
    }

    /// When numbers that nobody commits last became others, so that pages notice.
    pub fn health_step(&self) -> i64 {
        self.numbers.changed_at()
    }

    /// Everything known under a filter.
    pub(super) async fn picture(
        &self,
        filter: &HealthFilter,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<HealthPicture, PortalError> {
        // Before their moves: what turns between the two is in the moves, with how it was before.
        let placements = values(self.store.health(filter).await?);
        let (changes, deployed, marks) = futures::join!(
            self.store.health_moves(filter, from, until),
            self.store.deployed(None),
            self.marks(filter, from, until),
        );
        let mut deployed = deployed?;
        deployed.retain(|it| filter.stage.as_ref().is_none_or(|stage| stage == it.stage.as_str()));
        let regions = self.rules.regions.iter().map(|region| &region.name);
        let stage = filter.stage.as_deref();
        let numbers = regions.map(|region| (region.clone(), self.region_numbers(stage, region)));
        Ok(HealthPicture {
            placements,
            changes: changes?,
            deployed,
            marks: marks?,
            numbers: numbers.collect(),
            from_home: self.distances(),
        })
    }
}

/// Pages do not write, so they need no versions.
pub(super) fn values(found: Vec<Versioned<PlacementHealth>>) -> Vec<PlacementHealth> {
    found.into_iter().map(|found| found.value).collect()
}

/// The placement that makes each region what it is.
pub(super) fn worst_of_regions(placements: &[PlacementHealth]) -> Vec<Placement> {
    let mut regions: BTreeMap<&RegionName, Vec<&PlacementHealth>> = BTreeMap::new();
    for placement in placements {
        regions.entry(&placement.placement.region).or_default().push(placement);
    }
    let worst = |here: &Vec<&PlacementHealth>| RegionState::of(here).worst.map(|worst| worst.placement);
    regions.values().filter_map(worst).collect()
}
