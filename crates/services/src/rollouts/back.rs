//! Going back: where it leads, and the rollouts that do it.

use crate::Portal;
use crate::ports::{HealthFilter, RolloutFilter};
use domain::PortalError;
use domain::health::HealthState;
use domain::ids::{ReleaseId, RolloutId};
use domain::names::RegionName;
use domain::permission::{Permit, Reason};
use domain::rollout::{Carries, Kind, Opening, Past, Rollout, Strategy, WaveRules};
use domain::view::BackTo;
use std::collections::{BTreeMap, BTreeSet};

/// Rollouts of a service and stage that are looked through for a good release.
const PAST: u32 = 50;

/// Where each region that a rollout has touched would go back to, or why it would not.
pub(super) type Ways = BTreeMap<RegionName, Result<ReleaseId, Reason>>;

/// Why none of them leads anywhere; `None`: one does.
pub(super) fn no_way_back(ways: &Ways) -> Option<Reason> {
    if ways.values().any(Result::is_ok) {
        return None;
    }
    let first = ways.values().find_map(|way| way.as_ref().err());
    Some(first.cloned().unwrap_or(Reason::NothingBefore))
}

impl Portal {
    pub(super) async fn ways_back(&self, rollout: &Rollout) -> Result<Ways, PortalError> {
        // Most rollouts need no look at what others did.
        if rollout.is_rollback() || rollout.touched().next().is_none() {
            return Ok(rollout.ways_back(&Past::default()));
        }
        let filter = RolloutFilter {
            service: Some(rollout.service.to_string()),
            stage: Some(rollout.stage.to_string()),
            ..RolloutFilter::default()
        };
        let found = self.store.rollouts(&filter, None, PAST).await?.items;
        let others: Vec<Rollout> = found.into_iter().map(|found| found.value).collect();
        let running = self.store.deployed(Some(&rollout.service)).await?;
        let running = running.into_iter().filter(|deployed| deployed.stage == rollout.stage).collect();
        let mut past = Past::of(&others, running);
        let mut looked = BTreeSet::new();
        // Only where it leads is looked up whether people have blamed it.
        loop {
            let ways = rollout.ways_back(&past);
            let new: BTreeSet<ReleaseId> =
                ways.values().flatten().filter(|release| !looked.contains(*release)).cloned().collect();
            if new.is_empty() {
                return Ok(ways);
            }
            for other in others.iter().filter(|other| new.contains(&other.release.id)) {
                let change = self.store.change(other.id.as_str()).await?;
                if change.is_some_and(|change| change.blamed) {
                    past.blame(other.release.id.clone());
                }
            }
            looked.extend(new);
        }
    }

    /// The same with what the releases are called, for people.
    pub(super) async fn named_ways_back(
        &self,
        ways: &Ways,
    ) -> Result<BTreeMap<RegionName, BackTo>, PortalError> {
        let mut named = BTreeMap::new();
        for (region, release) in ways.iter().filter_map(|(region, way)| Some((region, way.as_ref().ok()?))) {
            if let Some(found) = self.store.release(release).await? {
                let way = BackTo { release: found.id, version: found.version };
                named.insert(region.clone(), way);
            }
        }
        Ok(named)
    }

    /// Regions in which the service fares badly now.
    pub(super) async fn unwell_regions(
        &self,
        rollout: &Rollout,
    ) -> Result<BTreeSet<RegionName>, PortalError> {
        let filter = HealthFilter {
            service: Some(rollout.service.to_string()),
            stage: Some(rollout.stage.to_string()),
            states: vec![HealthState::Degraded, HealthState::Unhealthy],
            ..HealthFilter::default()
        };
        let found = self.store.health(&filter).await?;
        Ok(found.into_iter().map(|found| found.value.placement.region).collect())
    }

    /// Takes regions back to the good release that ran there before a rollout: one rollout for each release that they go back to.
    /// What cannot go back stays.
    pub(crate) async fn roll_back(
        &self,
        permit: &Permit,
        of: &Rollout,
        regions: &BTreeSet<RegionName>,
        why: Option<String>,
    ) -> Result<Vec<RolloutId>, PortalError> {
        let mut back: BTreeMap<ReleaseId, Vec<RegionName>> = BTreeMap::new();
        for (region, way) in self.ways_back(of).await? {
            if let (true, Ok(release)) = (regions.contains(&region), way) {
                back.entry(release).or_default().push(region);
            }
        }
        let mut opened = Vec::new();
        for (release, regions) in back {
            let Some(release) = self.store.release(&release).await? else { continue };
            let (id, exists) = self.rollback_id(of, &release.id, &regions).await?;
            opened.push(id.clone());
            if exists {
                continue;
            }
            let wave = WaveRules { name: "back".to_owned(), regions, parallel: None, soak_seconds: 0 };
            let strategy = Strategy {
                waves: vec![wave],
                approval: None,
                after: None,
                risks: BTreeSet::new(),
                ..of.strategy.clone()
            };
            let opening = Opening {
                id,
                stage: of.stage.clone(),
                release,
                kind: Kind::Rollback { of: of.id.clone() },
                strategy,
                enforcement: of.enforcement,
                requester: permit.actor(),
                reason: why.clone(),
                alone: None,
                // What was done to environments stays: the code alone goes back.
                carries: Carries::Nothing,
            };
            self.open_rollout(permit, opening, None, (None, Vec::new())).await?;
        }
        Ok(opened)
    }

    /// The same failure leads to the same rollback, however often its job runs; other regions get one of their own.
    async fn rollback_id(
        &self,
        of: &Rollout,
        release: &ReleaseId,
        regions: &[RegionName],
    ) -> Result<(RolloutId, bool), PortalError> {
        let first = format!("{}_back_{release}", of.id);
        let later = (2..).map(|number| format!("{first}_{number}"));
        for id in std::iter::once(first.clone()).chain(later).map(RolloutId) {
            match self.store.rollout(&id).await? {
                None => return Ok((id, false)),
                Some(found) if regions.iter().all(|region| found.value.lane(region).is_some()) => {
                    return Ok((id, true));
                }
                Some(_) => {}
            }
        }
        unreachable!("numbers do not end")
    }
}
