use super::{
    By, Carries, Closed, Closing, Deferred, Enforcement, Glass, Kind, Lane, LaneState, OnFailure, Pace,
    Refused, Replaced, Replica, Rollout, RolloutEvent, Seen, Standing, Step, Strategy, Wave, Work,
};
use crate::Timestamp;
use crate::approval::{Approval, Decision, Digest};
use crate::ids::{RequestId, RolloutId};
use crate::names::{RegionName, StageName};
use crate::people::Actor;
use crate::permission::{Deed, Reason};
use crate::release::Release;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a new rollout is about.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    pub id: RolloutId,
    pub stage: StageName,
    pub release: Release,
    pub kind: Kind,
    pub strategy: Strategy,
    pub enforcement: Enforcement,
    pub requester: &'a Actor,
    pub reason: Option<String>,
    /// Somebody on call starts it without the approval that it lacks.
    pub alone: Option<By>,
    /// The change of environments that comes first in each region.
    pub carries: Carries,
}

impl Rollout {
    /// A new rollout. Replication to all regions starts at once, so that no wave waits for bytes.
    pub fn open(opening: Opening<'_>, now: Timestamp) -> Step {
        let total = opening.release.artifact.size;
        let (carried, deferred, seen) = opening.carries.parts();
        let lane = |region: &RegionName| Lane {
            region: region.clone(),
            replica: Replica::begun(total),
            state: LaneState::Pending,
            attempt: 0,
            delayed: None,
            review: None,
            past_review: None,
            replaced: None,
            began_at: None,
            deployed_at: None,
            evidence: None,
        };
        let waves = opening.strategy.waves.iter().map(|rules| Wave {
            name: rules.name.clone(),
            lanes: rules.regions.iter().map(lane).collect(),
            opened_at: None,
            done_at: None,
        });
        let mut next = Rollout {
            id: opening.id,
            service: opening.release.service.clone(),
            team: opening.release.team.clone(),
            stage: opening.stage,
            waves: waves.collect(),
            release: opening.release,
            kind: opening.kind,
            strategy: opening.strategy,
            enforcement: opening.enforcement,
            requester: opening.requester.id.clone(),
            requester_name: opening.requester.name.clone(),
            reason: opening.reason,
            approvals: Vec::new(),
            digest: Digest::default(),
            paused: None,
            closed: None,
            override_asked: None,
            override_freeze: None,
            glass: opening.alone.map(|by| Glass { by, review: None }),
            before: BTreeMap::new(),
            seen,
            carried,
            deferred,
            created_at: now,
            updated_at: now,
        };
        next.digest = next.subject_digest();
        let mut effects: Vec<Work> =
            next.lanes().map(|lane| Work::Replicate { region: lane.region.clone() }).collect();
        effects.push(Work::Look { at: now });
        Step { next, effects }
    }

    /// What an approval is given to: artifact, workflow, wave plan, and what it carries.
    pub(super) fn subject_digest(&self) -> Digest {
        #[derive(Serialize)]
        struct Subject<'a> {
            rollout: &'a RolloutId,
            stage: &'a StageName,
            release: &'a Release,
            kind: &'a Kind,
            strategy: &'a Strategy,
            #[serde(skip_serializing_if = "Option::is_none")]
            carried: Option<(&'a RequestId, &'a Option<Digest>)>,
            #[serde(skip_serializing_if = "Option::is_none")]
            deferred: Option<&'a Deferred>,
        }
        let Rollout { id: rollout, stage, release, kind, strategy, .. } = self;
        let carried = self.carried.as_ref().map(|carried| (&carried.request, &carried.plans));
        let deferred = self.deferred.as_ref();
        Digest::of(&Subject { rollout, stage, release, kind, strategy, carried, deferred })
    }

    /// Decides what an event means. Nothing else changes a rollout.
    pub fn apply(&self, event: RolloutEvent, now: Timestamp) -> Result<Step, Refused> {
        let mut step = Step { next: Rollout { updated_at: now, ..self.clone() }, effects: Vec::new() };
        match event {
            RolloutEvent::Looked(seen) => {
                let told = seen.carried.clone();
                if self.closed.is_some() {
                    // Only how what it carried comes to its end is still of interest.
                    return step.end_told(told);
                }
                step.next.seen = Seen { carried: None, ..seen };
                step.request_told(told, now);
                step.measured(now);
                step.go_on(now)?;
                step.take_up();
            }
            RolloutEvent::Copied { region, done, total } => step.copied(&region, (done, total), now)?,
            RolloutEvent::Damaged { region, found } => {
                let lane = step.copying(&region)?;
                if lane.replaced.as_ref().is_some_and(|known| known.found == found) {
                    return Err(Refused::Outdated);
                }
                lane.replaced = Some(Replaced { at: now, found });
            }
            RolloutEvent::Replicated { region } => {
                step.copying(&region)?.replica = Replica::Confirmed { at: now };
                step.look(now);
            }
            RolloutEvent::NotReplicated { region, reason } => {
                step.copying(&region)?.replica = Replica::Refused { reason };
            }
            RolloutEvent::Decided { approval, exclude } => step.decided(self, approval, &exclude, now)?,
            RolloutEvent::Sending { region, attempt } => step.sending(&region, attempt, Some(now))?,
            RolloutEvent::NotSent { region, attempt } => step.sending(&region, attempt, None)?,
            RolloutEvent::Dispatched { region, attempt, run } => step.dispatched(&region, attempt, run)?,
            RolloutEvent::RunEnded { region, attempt, outcome } => {
                step.run_ended(&region, attempt, outcome, now)?
            }
            RolloutEvent::Review { region, attempt, news } => step.reviewing(&region, attempt, news, now)?,
            RolloutEvent::Verified { region, attempt, outcome } => {
                step.verified(&region, attempt, outcome, now)?
            }
            RolloutEvent::Probed { region, attempt, good } => step.probed(&region, attempt, good)?,
            RolloutEvent::Broke { region, attempt, reason } => {
                let lane = step.lane_in(&region, attempt, LaneState::busy)?;
                lane.review = None;
                lane.state = LaneState::Errored { at: now, reason, run: lane.state.run().cloned() };
            }
            RolloutEvent::Delayed { region, attempt, reason } => {
                let lane = step.lane_in(&region, attempt, |state| !state.settled())?;
                if lane.delayed == reason {
                    return Err(Refused::Outdated);
                }
                lane.delayed = reason;
            }
            RolloutEvent::TakenUp(carried) => step.taken_up(*carried, now)?,
            RolloutEvent::NotTakenUp { reason } => step.not_taken_up(reason)?,
            RolloutEvent::Paused(by) => {
                self.refuse_if_over(Deed::Pause)?;
                if self.paused.is_some() {
                    return Err(Refused::Outdated);
                }
                step.next.paused = Some(by);
            }
            RolloutEvent::Resumed(_) => {
                self.refuse_if_over(Deed::Resume)?;
                if step.next.paused.take().is_none() {
                    return Err(self.no(Deed::Resume));
                }
                step.look(now);
            }
            RolloutEvent::Skipped { region, by } => step.skipped(&region, &by, now)?,
            RolloutEvent::Retried { regions } => step.retried(self, &regions, now)?,
            RolloutEvent::Aborted(by) => {
                self.refuse_if_over(Deed::Abort)?;
                step.closed(Closing::Aborted, by, now);
            }
            RolloutEvent::OverrideAsked(by) => step.override_asked(self, by, now)?,
            RolloutEvent::FreezeOverridden(by) => step.freeze_overridden(self, by, now)?,
            RolloutEvent::GlassBroken(by) => {
                if !self.needs_approval() {
                    return Err(Reason::NothingWaits.into());
                }
                step.next.glass = Some(Glass { by, review: None });
                if let Some(carried) = &mut step.next.carried {
                    carried.alone = carried.plans.clone();
                }
                step.look(now);
            }
            RolloutEvent::Reviewed(by) => step.reviewed(by)?,
        }
        step.finish(self, now);
        Ok(step)
    }

    fn refuse_if_over(&self, deed: Deed) -> Result<(), Refused> {
        if self.status().over() { Err(self.no(deed)) } else { Ok(()) }
    }

    /// Its status does not allow it.
    fn no(&self, deed: Deed) -> Refused {
        Reason::RolloutStatus { deed, status: self.status() }.into()
    }

    /// Whether a freeze window holds one of its regions now.
    pub fn is_frozen(&self, now: Timestamp) -> bool {
        let held = |lane: &Lane| self.seen.frozen.get(&lane.region).is_some_and(|until| now < *until);
        !self.is_rollback() && self.lanes().filter(|lane| !lane.state.settled()).any(held)
    }

    /// Nothing new begins: somebody holds it or ended it, or a region needs a decision.
    pub(super) fn held(&self) -> bool {
        self.paused.is_some() || self.closed.is_some() || self.lanes().any(|lane| lane.state.retryable())
    }
}

impl Step {
    pub(super) fn look(&mut self, at: Timestamp) {
        self.effects.push(Work::Look { at });
    }

    pub(super) fn lane(&mut self, region: &RegionName) -> Result<&mut Lane, Refused> {
        let mut lanes = self.next.waves.iter_mut().flat_map(|wave| &mut wave.lanes);
        lanes.find(|lane| &lane.region == region).ok_or_else(|| Refused::NoRegion(region.clone()))
    }

    pub(super) fn lane_in(
        &mut self,
        region: &RegionName,
        attempt: u32,
        test: impl Fn(&LaneState) -> bool,
    ) -> Result<&mut Lane, Refused> {
        let lane = self.lane(region)?;
        if lane.attempt == attempt && test(&lane.state) { Ok(lane) } else { Err(Refused::Outdated) }
    }

    fn copying(&mut self, region: &RegionName) -> Result<&mut Lane, Refused> {
        let lane = self.lane(region)?;
        match lane.replica {
            Replica::Copying { .. } => Ok(lane),
            _ => Err(Refused::Outdated),
        }
    }

    fn copied(
        &mut self,
        region: &RegionName,
        (bytes, all): (u64, u64),
        now: Timestamp,
    ) -> Result<(), Refused> {
        match &mut self.copying(region)?.replica {
            Replica::Copying { done, total, pace } if (*done, *total) != (bytes.min(all), all) => {
                (*done, *total) = (bytes.min(all), all);
                *pace = Some(Pace::counted(*pace, *done, now));
                Ok(())
            }
            _ => Err(Refused::Outdated),
        }
    }

    fn decided(
        &mut self,
        before: &Rollout,
        approval: Approval,
        exclude: &BTreeSet<RegionName>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        if before.lacks_approval() && !before.well_planned() {
            return Err(Reason::NotPlanned.into());
        }
        if !before.needs_approval() {
            return Err(before.no(Deed::Decide));
        }
        if approval.digest != before.digest {
            return Err(Reason::Changed.into());
        }
        let yes = approval.decision == Decision::Approve;
        let hours = before.strategy.approval.as_ref().map_or(0, |rule| rule.expires_after_hours);
        if yes && now >= before.asked_at().plus_hours(hours) {
            return Err(Reason::WaitedTooLong { hours }.into());
        }
        let same = |earlier: &&Approval| {
            earlier.voice() == approval.voice()
                && earlier.decision == Decision::Approve
                && earlier.void.is_none()
        };
        if yes && before.approvals.iter().any(|earlier| same(&earlier)) {
            return Err(Reason::Answered.into());
        }
        let by = By {
            actor: approval.by.clone(),
            name: approval.by_name.clone(),
            why: approval.comment.clone(),
            at: now,
        };
        let decision = approval.decision;
        self.next.approvals.push(approval);
        match decision {
            Decision::Reject => self.closed(Closing::Rejected, by, now),
            // The next yes may come from somebody else, or from the same person after a talk.
            Decision::RequestChanges => {}
            Decision::Approve => {
                self.exclude(exclude, &by, now)?;
                self.look(now);
            }
        }
        Ok(())
    }

    fn exclude(&mut self, regions: &BTreeSet<RegionName>, by: &By, now: Timestamp) -> Result<(), Refused> {
        for region in regions {
            let lane = self.lane(region)?;
            lane.refuse_unless_skippable()?;
            lane.state = LaneState::Skipped { at: now, by_name: by.name.clone() };
        }
        match self.next.lanes().all(|lane| lane.state.settled()) {
            true => Err(Reason::NothingLeft.into()),
            false => Ok(()),
        }
    }

    fn skipped(&mut self, region: &RegionName, by: &By, now: Timestamp) -> Result<(), Refused> {
        self.next.refuse_if_over(Deed::Skip)?;
        let lane = self.lane(region)?;
        lane.refuse_unless_skippable()?;
        lane.state = LaneState::Skipped { at: now, by_name: by.name.clone() };
        self.look(now);
        Ok(())
    }

    /// Does again what failed: deployments, copies, plans. Where nothing has failed and nothing has begun, plans that have
    /// become old are made afresh. No regions: all of them.
    fn retried(
        &mut self,
        before: &Rollout,
        regions: &BTreeSet<RegionName>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let deed = if before.carried.is_some() && !before.begun() { Deed::Plan } else { Deed::Retry };
        before.refuse_if_over(deed)?;
        for region in regions {
            self.lane(region)?;
        }
        let wanted = |lane: &&Lane| regions.is_empty() || regions.contains(&lane.region);
        let mut again = self.taken_up_again(now);
        for lane in before.lanes().filter(wanted) {
            again |= self.tried_again(&lane.region, before.release.artifact.size, now)?;
        }
        if !again && !before.begun() {
            again = self.all_planned_anew(regions);
        }
        // What was done is to be done again, and so is what follows it.
        for wave in self.next.waves.iter_mut().filter(|wave| !wave.lanes.iter().all(|lane| lane.state.good()))
        {
            wave.done_at = None;
        }
        if again { Ok(()) } else { Err(before.no(deed)) }
    }

    /// Whether anything of the region has failed, which then is begun again.
    fn tried_again(&mut self, region: &RegionName, size: u64, now: Timestamp) -> Result<bool, Refused> {
        let planned_anew = self.planned_anew(region);
        let lane = self.lane(region)?;
        let copied = matches!(lane.replica, Replica::Refused { .. });
        if copied {
            lane.replica = Replica::begun(size);
        }
        let retried = lane.state.retryable();
        let deployed = (retried && !planned_anew).then(|| lane.deploy(now));
        if retried && planned_anew {
            lane.state = LaneState::Pending;
        }
        self.effects.extend(copied.then(|| Work::Replicate { region: region.clone() }));
        self.effects.extend(deployed);
        Ok(planned_anew || copied || retried)
    }

    fn override_asked(&mut self, before: &Rollout, by: By, now: Timestamp) -> Result<(), Refused> {
        before.refuse_if_over(Deed::LetThrough)?;
        if before.override_asked.is_some() {
            return Err(Refused::Outdated);
        }
        if !before.is_frozen(now) {
            return Err(Reason::NotFrozen.into());
        }
        self.next.override_asked = Some(by);
        Ok(())
    }

    /// One asks, another confirms.
    fn freeze_overridden(&mut self, before: &Rollout, by: By, now: Timestamp) -> Result<(), Refused> {
        before.refuse_if_over(Deed::LetThrough)?;
        if before.override_freeze.is_some() {
            return Err(Refused::Outdated);
        }
        match &before.override_asked {
            None => return Err(Reason::NotAskedFor.into()),
            Some(asked) if asked.actor == by.actor => return Err(Reason::SecondPerson.into()),
            Some(_) => {}
        }
        self.next.override_freeze = Some(by);
        self.look(now);
        Ok(())
    }

    /// Whoever went ahead alone does not review it.
    fn reviewed(&mut self, by: By) -> Result<(), Refused> {
        let due = self.next.glass.as_mut().filter(|glass| glass.review.is_none());
        let glass = due.ok_or(Reason::NoReviewDue)?;
        if glass.by.actor == by.actor {
            return Err(Reason::SecondPerson.into());
        }
        glass.review = Some(by);
        Ok(())
    }

    /// Ends it: what waits never begins, what runs is cancelled, what is done stays.
    fn closed(&mut self, how: Closing, by: By, now: Timestamp) {
        self.next.closed = Some(Closed { how, by });
        let lanes = self.next.waves.iter_mut().flat_map(|wave| &mut wave.lanes);
        for lane in lanes.filter(|lane| !lane.state.settled()) {
            if lane.state.deploying() {
                self.effects.push(Work::Cancel { region: lane.region.clone(), attempt: lane.attempt });
            }
            lane.review = None;
            lane.state = LaneState::Aborted { at: now, run: lane.state.run().cloned() };
        }
    }

    /// Opens waves whose gates are open, and starts as many lanes as there is room for.
    fn go_on(&mut self, now: Timestamp) -> Result<(), Refused> {
        for position in 0..self.next.waves.len() {
            if self.next.held() {
                return Ok(());
            }
            let opened = self.next.waves[position].opened_at.is_some();
            let gates = self.next.gates(position, now);
            let shut = gates.iter().any(|gate| gate.standing != Standing::Open);
            if shut {
                // The latest of them counts: looking before it opens would be in vain.
                let opens = gates.iter().filter_map(|gate| gate.standing.until()).max();
                // Health is looked at while other gates are shut, so that what is ill is found early.
                let again = self.next.health_again(position, now);
                self.effects.extend(opens.into_iter().chain(again).map(|at| Work::Look { at }));
                return Ok(());
            }
            if !opened {
                if !self.next.begun() {
                    self.next.before = self.next.seen.running.clone();
                }
                self.next.waves[position].opened_at = Some(now);
            }
            self.start_lanes(position, now)?;
            if !self.next.waves[position].lanes.iter().all(|lane| lane.state.good()) {
                return Ok(());
            }
        }
        Ok(())
    }

    fn start_lanes(&mut self, position: usize, now: Timestamp) -> Result<(), Refused> {
        let name = &self.next.waves[position].name;
        let rules = self.next.strategy.waves.iter().find(|rules| &rules.name == name);
        let most = rules.and_then(|rules| rules.parallel).map_or(usize::MAX, usize::from);
        let lanes = &self.next.waves[position].lanes;
        let busy = lanes.iter().filter(|lane| lane.state.busy()).count();
        let pending = lanes.iter().filter(|lane| lane.state == LaneState::Pending);
        let next: Vec<RegionName> =
            pending.take(most.saturating_sub(busy)).map(|lane| lane.region.clone()).collect();
        next.iter().try_for_each(|region| self.turn(region, now))
    }

    /// What follows whatever happened: waves that are done, rollbacks, whoever waits behind.
    fn finish(&mut self, before: &Rollout, now: Timestamp) {
        for wave in self.next.waves.iter_mut().filter(|wave| wave.done_at.is_none()) {
            if wave.lanes.iter().all(|lane| lane.state.good()) {
                wave.done_at = Some(now);
            }
        }
        let regions = self.next.to_roll_back();
        if !regions.is_empty() && before.to_roll_back().is_empty() {
            self.effects.push(Work::RollBack { regions });
        }
        if self.next.has_orders() {
            self.effects.push(Work::Carry);
        }
        if self.next.status().over() && !before.status().over() {
            self.effects.push(Work::WakeNext);
        }
    }
}

impl Lane {
    fn refuse_unless_skippable(&self) -> Result<(), Refused> {
        if self.state == LaneState::Pending || self.state.retryable() {
            return Ok(());
        }
        let (region, state) = (self.region.clone(), self.state.as_str().to_owned());
        Err(Reason::RegionState { deed: Deed::Skip, region, state }.into())
    }
}

impl Rollout {
    /// Regions that go back by themselves because one failed, once nothing is under way any more.
    fn to_roll_back(&self) -> BTreeSet<RegionName> {
        let failed = |lane: &Lane| matches!(lane.state, LaneState::Failed { .. });
        // Where the workflow has never run, the release before still does.
        let fell = |lane: &Lane| failed(lane) && lane.attempt > 0;
        let touched = |lane: &Lane| fell(lane) || matches!(lane.state, LaneState::Succeeded { .. });
        let settled = !self.lanes().any(|lane| lane.state.busy());
        if self.is_rollback() || self.closed.is_some() || !settled || !self.lanes().any(failed) {
            return BTreeSet::new();
        }
        let named = |lanes: Vec<&Lane>| lanes.into_iter().map(|lane| lane.region.clone()).collect();
        match self.strategy.on_failure {
            OnFailure::Halt => BTreeSet::new(),
            OnFailure::RollBackRegion => named(self.lanes().filter(|lane| fell(lane)).collect()),
            OnFailure::RollBackWave => {
                let waves = self.waves.iter().filter(|wave| wave.lanes.iter().any(failed));
                named(waves.flat_map(|wave| &wave.lanes).filter(|lane| touched(lane)).collect())
            }
            OnFailure::RollBackAll => named(self.lanes().filter(|lane| touched(lane)).collect()),
        }
    }
}
