//! One region's deployment: started once, followed to its end, and looked at until the region is well.

use super::{Lane, LaneState, Refused, Review, RunRef, Step, Work};
use crate::Timestamp;
use crate::names::RegionName;

impl Step {
    /// Writes down that the CI backend is about to be asked, or that it certainly was not.
    pub(super) fn sending(
        &mut self,
        region: &RegionName,
        attempt: u32,
        at: Option<Timestamp>,
    ) -> Result<(), Refused> {
        let lane = self.lane_in(region, attempt, |state| matches!(state, LaneState::Deploying { .. }))?;
        match &mut lane.state {
            LaneState::Deploying { run: None, sent_at, .. } if *sent_at != at => {
                *sent_at = at;
                Ok(())
            }
            _ => Err(Refused::Outdated),
        }
    }

    pub(super) fn dispatched(
        &mut self,
        region: &RegionName,
        attempt: u32,
        started: RunRef,
    ) -> Result<(), Refused> {
        let lane = self.lane_in(region, attempt, |state| matches!(state, LaneState::Deploying { .. }))?;
        match &mut lane.state {
            LaneState::Deploying { run: run @ None, .. } => {
                *run = Some(started);
                lane.delayed = None;
                Ok(())
            }
            _ => Err(Refused::Outdated),
        }
    }

    pub(super) fn run_ended(
        &mut self,
        region: &RegionName,
        attempt: u32,
        outcome: Result<(), String>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let lane = self.lane_in(region, attempt, |state| matches!(state, LaneState::Deploying { .. }))?;
        let run = lane.state.run().cloned();
        lane.delayed = None;
        lane.past_review = lane.review.take().map(Review::past).or(lane.past_review.take());
        match outcome {
            Ok(()) => {
                lane.deployed_at = Some(now);
                lane.state = LaneState::Verifying { since: now, passes: 0, run };
                self.effects.push(Work::Verify { region: region.clone(), attempt });
            }
            Err(reason) => lane.state = LaneState::Failed { at: now, reason, run },
        }
        Ok(())
    }

    pub(super) fn verified(
        &mut self,
        region: &RegionName,
        attempt: u32,
        outcome: Result<(), String>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let lane = self.lane_in(region, attempt, |state| matches!(state, LaneState::Verifying { .. }))?;
        let run = lane.state.run().cloned();
        lane.delayed = None;
        lane.state = match outcome {
            Ok(()) => LaneState::Succeeded { at: now, run },
            Err(reason) => LaneState::Failed { at: now, reason, run },
        };
        self.look(now);
        Ok(())
    }

    pub(super) fn probed(&mut self, region: &RegionName, attempt: u32, good: bool) -> Result<(), Refused> {
        let lane = self.lane_in(region, attempt, |state| matches!(state, LaneState::Verifying { .. }))?;
        match &mut lane.state {
            LaneState::Verifying { passes, .. } if good || *passes > 0 => {
                *passes = if good { *passes + 1 } else { 0 };
                Ok(())
            }
            _ => Err(Refused::Outdated),
        }
    }
}

impl Lane {
    pub(super) fn deploy(&mut self, now: Timestamp) -> Work {
        self.attempt += 1;
        self.state = LaneState::Deploying { since: now, sent_at: None, run: None };
        (self.delayed, self.review, self.past_review) = (None, None, None);
        // The first deployment begins with the change of the environment, if there is one.
        let began_at = self.began_at.filter(|_| self.attempt == 1).unwrap_or(now);
        (self.began_at, self.deployed_at, self.evidence) = (Some(began_at), None, None);
        Work::Deploy { region: self.region.clone(), attempt: self.attempt }
    }
}
