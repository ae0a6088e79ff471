//! Looking at what only the outside knows: the queue, freeze windows, what runs where. This alone opens waves.

use super::Outcome;
use crate::Portal;
use crate::freezes::{Book, Going};
use crate::ports::{Commit, LeasedJob};
use crate::rollouts::Along;
use domain::environment::EnvironmentKey;
use domain::ids::{RequestId, RolloutId};
use domain::names::{RegionName, ServiceName, StageName};
use domain::permission::Permit;
use domain::rollout::{LaneState, RequestTold, Rollout, RolloutEvent, Seen};
use domain::{ErrorCode, PortalError, Timestamp};
use std::collections::BTreeMap;

/// A look that met somebody else's commit is taken again after so long.
const AGAIN_MILLIS: i64 = 5;

impl Portal {
    pub(crate) async fn look_around(&self, job: &LeasedJob, id: &RolloutId) -> Result<Outcome, PortalError> {
        // What is seen must not get old while others have their turn.
        let _turn = self.turns.take(id.as_str()).await;
        let Some(found) = self.store.rollout(id).await? else { return Ok(Outcome::Done) };
        let seen = self.seen(&found.value).await?;
        let finishes = Some((job.id.clone(), job.lease.clone()));
        // What was seen is part of the decision: when the rollout has changed meanwhile, somebody has to look anew.
        let along = Along { finishes: finishes.clone(), once: true, ..Along::default() };
        match self.advance_rollout_in_turn(&Permit::portal(), id, &RolloutEvent::Looked(seen), along).await {
            Ok(_) => Ok(Outcome::Committed),
            Err(error) if error.code != ErrorCode::Conflict => Err(error),
            // A lost race has a cause; a rollout that is over has none, and needs no look.
            Err(error) if error.cause.is_some() && self.holds(finishes.as_ref()).await => {
                Ok(Outcome::Later(self.now().plus_millis(AGAIN_MILLIS)))
            }
            Err(_) => Ok(Outcome::Done),
        }
    }

    async fn seen(&self, rollout: &Rollout) -> Result<Seen, PortalError> {
        let queue = self.store.queued_rollouts(&rollout.service, &rollout.stage).await?;
        let behind = queue.into_iter().next().filter(|first| !rollout.is_rollback() && first != &rollout.id);
        let held = match &behind {
            Some(_) => None,
            None => self.holder(rollout).await?,
        };
        let deployed = self.store.deployed(Some(&rollout.service)).await?;
        let here = deployed.into_iter().filter(|deployed| deployed.stage == rollout.stage);
        let (frozen, freezes) = frozen(&self.freeze_book().await?, rollout, self.now());
        Ok(Seen {
            behind,
            held,
            frozen,
            freezes,
            measured: self.measure_lanes(rollout).await,
            carried: self.request_told(rollout).await?,
            running: here.map(|deployed| (deployed.region, deployed.release)).collect(),
        })
    }

    /// The request that has an environment which the rollout is still to take up.
    async fn holder(&self, rollout: &Rollout) -> Result<Option<RequestId>, PortalError> {
        let Some(deferred) = &rollout.deferred else { return Ok(None) };
        for lane in rollout.lanes().filter(|lane| lane.state == LaneState::Pending) {
            let key = EnvironmentKey {
                service: rollout.service.clone(),
                name: deferred.environment.clone(),
                stage: rollout.stage.clone(),
                region: lane.region.clone(),
            };
            let found = self.store.environment_at(&key).await?;
            if let Some(request) = found.and_then(|found| found.value.held_by) {
                return Ok(Some(request));
            }
        }
        Ok(None)
    }

    async fn request_told(&self, rollout: &Rollout) -> Result<Option<RequestTold>, PortalError> {
        let Some(carried) = &rollout.carried else { return Ok(None) };
        let found = self.store.request(&carried.request).await?;
        Ok(found.map(|request| RequestTold::of(&request.value)))
    }

    /// Whoever waits in the queue looks again.
    pub(crate) async fn wake(
        &self,
        job: &LeasedJob,
        service: &ServiceName,
        stage: &StageName,
    ) -> Result<Outcome, PortalError> {
        let now = self.now();
        let mut commit = Commit::new(Permit::portal(), now);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        let queue = self.store.queued_rollouts(service, stage).await?;
        commit.jobs = queue.iter().map(|id| self.look_job(id, now, now)).collect();
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }
}

/// Regions that are frozen, until when, and by what.
fn frozen(
    book: &Book,
    rollout: &Rollout,
    now: Timestamp,
) -> (BTreeMap<RegionName, Timestamp>, BTreeMap<RegionName, String>) {
    let found = rollout.lanes().filter_map(|lane| {
        let going = Going {
            team: &rollout.team,
            service: &rollout.service,
            stage: &rollout.stage,
            region: &lane.region,
        };
        let (until, title) = book.until(going, now)?;
        Some(((lane.region.clone(), until), (lane.region.clone(), title)))
    });
    found.unzip()
}
