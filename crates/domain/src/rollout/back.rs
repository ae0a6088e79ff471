//! Where a rollback leads: to the release before that was good, or nowhere.

use super::{Kind, Lane, LaneState, Rollout};
use crate::ids::{ReleaseId, RolloutId};
use crate::names::RegionName;
use crate::permission::Reason;
use crate::release::Deployed;
use std::collections::{BTreeMap, BTreeSet};

/// What has to be known besides the rollout itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// What runs in each region now.
    running: BTreeMap<RegionName, Deployed>,
    /// What came to a good end in each region, the latest first, with the rollout that brought it.
    good: BTreeMap<RegionName, Vec<(RolloutId, ReleaseId)>>,
    /// What rollbacks have taken away.
    taken_away: BTreeSet<(RegionName, ReleaseId)>,
    /// Releases that people have said were a cause.
    blamed: BTreeSet<ReleaseId>,
}

impl Past {
    /// Of rollouts of one service and stage, the latest first, and of what runs there now.
    pub fn of(rollouts: &[Rollout], running: Vec<Deployed>) -> Self {
        let running = running.into_iter().map(|deployed| (deployed.region.clone(), deployed)).collect();
        let mut past = Past { running, ..Past::default() };
        for rollout in rollouts {
            for lane in rollout.lanes() {
                if matches!(lane.state, LaneState::Succeeded { .. }) {
                    let brought = (rollout.id.clone(), rollout.release.id.clone());
                    past.good.entry(lane.region.clone()).or_default().push(brought);
                }
            }
            past.take_away(rollout, rollouts);
        }
        past
    }

    /// Whether it has come to a good end there or not: people, or the strategy, wanted it away.
    fn take_away(&mut self, rollback: &Rollout, rollouts: &[Rollout]) {
        let Kind::Rollback { of } = &rollback.kind else { return };
        let Some(bad) = rollouts.iter().find(|rollout| &rollout.id == of) else { return };
        let lanes = rollback.lanes().filter(|lane| !matches!(lane.state, LaneState::Skipped { .. }));
        self.taken_away.extend(lanes.map(|lane| (lane.region.clone(), bad.release.id.clone())));
    }

    /// People have said that this release was a cause.
    pub fn blame(&mut self, release: ReleaseId) {
        self.blamed.insert(release);
    }

    fn is_good(&self, region: &RegionName, release: &ReleaseId) -> bool {
        !self.blamed.contains(release) && !self.taken_away.contains(&(region.clone(), release.clone()))
    }
}

impl Rollout {
    /// Regions that it has changed, or may have.
    pub fn touched(&self) -> impl Iterator<Item = &Lane> {
        let changed = |lane: &&Lane| {
            let ended = matches!(lane.state, LaneState::Succeeded { .. } | LaneState::Failed { .. });
            lane.state.run().is_some() || ended && lane.attempt > 0
        };
        self.lanes().filter(changed)
    }

    /// Where a rollback would take each region that it has touched, or why it would not.
    pub fn ways_back(&self, past: &Past) -> BTreeMap<RegionName, Result<ReleaseId, Reason>> {
        self.touched().map(|lane| (lane.region.clone(), self.way_back(lane, past))).collect()
    }

    fn way_back(&self, lane: &Lane, past: &Past) -> Result<ReleaseId, Reason> {
        if self.is_rollback() {
            return Err(Reason::RollbackItself);
        }
        let other = |before: &&ReleaseId| **before != self.release.id;
        let before = self.before.get(&lane.region).filter(other).ok_or(Reason::NothingBefore)?;
        if self.is_superseded(lane, past) {
            return Err(Reason::Superseded);
        }
        let brought = past.good.get(&lane.region).map(Vec::as_slice).unwrap_or_default();
        // What came after it is not what ran before it.
        let own = brought.iter().position(|(rollout, _)| rollout == &self.id).map_or(0, |own| own + 1);
        let earlier = brought.iter().skip(own).map(|(_, release)| release);
        let last = earlier.clone().position(|release| release == before).unwrap_or(usize::MAX);
        let mut candidates = std::iter::once(before).chain(earlier.skip(last)).filter(other);
        candidates.find(|release| past.is_good(&lane.region, release)).cloned().ok_or(Reason::NothingGood)
    }

    /// Something else has been brought to the region since.
    fn is_superseded(&self, lane: &Lane, past: &Past) -> bool {
        let Some(now) = past.running.get(&lane.region) else { return false };
        if now.rollout == self.id || now.release == self.release.id {
            return false;
        }
        // What failed may be half there, and what ran before is what counts as running.
        matches!(lane.state, LaneState::Succeeded { .. }) || lane.began_at.is_some_and(|began| now.at > began)
    }
}
