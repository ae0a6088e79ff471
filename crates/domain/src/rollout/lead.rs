//! How a rollout leads the request that it carries: what it waits for, what it wants of it, and what follows from news of it.
//!
//! What it wants follows from the two alone ([`Rollout::orders`]), so whoever was killed in between finds the same orders again.

use super::carried::{CarriedTarget, Quorum, RequestTold};
use super::{Carried, Lane, LaneState, Refused, Rollout, Standing, Step, Wave};
use crate::Timestamp;
use crate::approval::rebind;
use crate::names::RegionName;
use crate::request::{Request, RequestEvent, Target, TargetState};
use crate::rules::Risk;
use std::collections::BTreeSet;

impl Rollout {
    fn carried_target(&self, region: &RegionName) -> Option<&CarriedTarget> {
        self.carried.as_ref()?.targets.get(region)
    }

    /// What the request has to be told so that it is as this rollout wants it.
    pub fn orders(&self, request: &Request) -> Vec<RequestEvent> {
        if let Some(closed) = &self.closed {
            let by = closed.by.clone();
            let ended = RequestEvent::CarrierEnded { by: by.actor, by_name: by.name, why: by.why };
            let open = request.closed.is_none() && request.targets.iter().any(|target| open(&target.state));
            return Vec::from_iter(open.then_some(ended));
        }
        request.targets.iter().filter_map(|target| self.order(request, target)).collect()
    }

    fn order(&self, request: &Request, target: &Target) -> Option<RequestEvent> {
        let lane = self.lane(&target.key.region)?;
        let known = self.carried_target(&target.key.region)?;
        let (key, attempt) = (target.key.clone(), target.attempt);
        if matches!(lane.state, LaneState::Skipped { .. }) {
            return open(&target.state).then_some(RequestEvent::LeftOut { target: key });
        }
        if known.anew {
            let behind = attempt + 1 == known.attempt;
            return behind.then_some(RequestEvent::PlannedAnew { target: key, attempt });
        }
        // Exactly what was approved: the request's digest names the change sets.
        let approved =
            self.carried.as_ref()?.plans.as_ref() == Some(&request.digest) && !self.lacks_approval();
        let now = matches!(lane.state, LaneState::Provisioning { .. })
            && target.state == TargetState::Planned
            && known.attempt == attempt;
        (now && approved).then_some(RequestEvent::LetThrough { target: key, attempt })
    }

    /// Whether the request may not know yet what this rollout wants of it.
    pub(super) fn has_orders(&self) -> bool {
        let Some(carried) = &self.carried else { return false };
        carried.targets.iter().any(|(region, target)| match self.lane(region).map(|lane| &lane.state) {
            _ if self.closed.is_some() => open(&target.state),
            Some(LaneState::Skipped { .. }) => open(&target.state),
            Some(LaneState::Provisioning { .. }) => {
                target.anew || target.state == TargetState::Planned && !self.lacks_approval()
            }
            _ => target.anew,
        })
    }

    /// Whether everything that is still to come of the carried change has a good plan.
    pub(super) fn well_planned(&self) -> bool {
        let bound =
            self.deferred.is_none() && self.carried.as_ref().is_none_or(|carried| carried.plans.is_some());
        bound && self.unplanned(self.lanes()).is_none()
    }

    /// Before the first wave all plans have to be good; later ones look at their own regions only.
    pub(super) fn plan_gate(&self, wave: &Wave, first: bool) -> Option<Standing> {
        if let Some(standing) = self.deferred_gate() {
            return Some(standing);
        }
        self.carried.as_ref()?;
        let shut = match first {
            true => self.unplanned(self.lanes()),
            false => self.unplanned(wave.lanes.iter()),
        };
        Some(shut.unwrap_or(Standing::Open))
    }

    /// What is not planned well of these regions; what is bad is said first.
    fn unplanned<'a>(&'a self, lanes: impl Iterator<Item = &'a Lane> + Clone) -> Option<Standing> {
        if let Some(bad) = self.bad_among(lanes.clone()) {
            return Some(Standing::PlanFailed { region: bad.region.clone(), reason: bad.reason.to_owned() });
        }
        let planning = |lane: &&Lane| {
            let target = self.waiting_target(lane);
            target.is_some_and(|target| target.state == TargetState::Planning)
        };
        let regions: Vec<RegionName> = lanes.filter(planning).map(|lane| lane.region.clone()).collect();
        (!regions.is_empty()).then_some(Standing::Planning { regions })
    }

    /// The carried part of a region that has not begun.
    fn waiting_target(&self, lane: &Lane) -> Option<&CarriedTarget> {
        self.carried_target(&lane.region).filter(|_| lane.state == LaneState::Pending)
    }

    /// The first plan that stands in the way.
    pub fn bad_plan(&self) -> Option<BadPlan<'_>> {
        self.bad_among(self.lanes())
    }

    fn bad_among<'a>(&'a self, mut lanes: impl Iterator<Item = &'a Lane>) -> Option<BadPlan<'a>> {
        lanes.find_map(|lane| match &self.waiting_target(lane)?.state {
            TargetState::PlanFailed { reason } | TargetState::Failed { reason, .. } => {
                Some(BadPlan { region: &lane.region, reason, broken: false })
            }
            TargetState::Errored { reason, .. } => {
                Some(BadPlan { region: &lane.region, reason, broken: true })
            }
            _ => None,
        })
    }

    /// Whether somebody on call went ahead alone with what is there now.
    pub(super) fn gone_ahead(&self) -> bool {
        let other = |carried: &Carried| carried.alone != carried.plans;
        self.glass.is_some() && !self.carried.as_ref().is_some_and(other)
    }

    /// Since when what has to be approved is there.
    pub fn asked_at(&self) -> Timestamp {
        let planned = self.carried.as_ref().and_then(|carried| carried.planned_at);
        planned.map_or(self.created_at, |planned| planned.max(self.created_at))
    }
}

/// A plan that stands in the way of a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPlan<'a> {
    pub region: &'a RegionName,
    /// CloudFormation's own words, or the rule's.
    pub reason: &'a str,
    /// The machinery broke, rather than that somebody said no.
    pub broken: bool,
}

/// Something of it is there that has to go when it is not wanted.
fn open(state: &TargetState) -> bool {
    let going = matches!(state, TargetState::Discarding | TargetState::Cancelling { .. });
    !state.settled() && !going
}

impl Step {
    /// Takes over what the request told, and lets the regions that waited for it go on.
    pub(super) fn request_told(&mut self, told: Option<RequestTold>, now: Timestamp) {
        let left_out = self.left_out();
        let (Some(told), Some(carried)) = (told, self.next.carried.as_mut()) else { return };
        carried.take(told.targets, |region| left_out.contains(region));
        if carried.planned() && carried.plans.as_ref() != Some(&told.digest) {
            let why = carried.bind(told.digest, now);
            self.weigh();
            self.rebind(&why);
        }
        self.provisioned(now);
    }

    /// Takes over how it ended what the rollout carried, after people had ended the rollout.
    pub(super) fn end_told(mut self, told: Option<RequestTold>) -> Result<Step, Refused> {
        let (Some(told), Some(carried)) = (told, self.next.carried.as_mut()) else {
            return Err(Refused::Outdated);
        };
        let before = carried.targets.clone();
        carried.take(told.targets, |_| true);
        if carried.targets == before { Err(Refused::Outdated) } else { Ok(self) }
    }

    fn left_out(&self) -> BTreeSet<RegionName> {
        let skipped = |lane: &&Lane| matches!(lane.state, LaneState::Skipped { .. });
        self.next.lanes().filter(skipped).map(|lane| lane.region.clone()).collect()
    }

    /// What is replaced or removed, or may be, raises the number of yeses, where the stage says so.
    fn weigh(&mut self) {
        let Some(carried) = &self.next.carried else { return };
        let Quorum { usual, stateful } = carried.quorum.clone();
        let risky = (carried.loses_data() || carried.may_lose_data()) && carried.quorum.asks_for_more();
        let strategy = &mut self.next.strategy;
        strategy.approval = if risky { stateful } else { usual };
        match risky {
            true => strategy.risks.insert(Risk::ReplacesStateful),
            false => strategy.risks.remove(&Risk::ReplacesStateful),
        };
    }

    /// Works the digest out again; answers given to another one no longer count.
    pub(super) fn rebind(&mut self, why: &str) {
        let digest = self.next.subject_digest();
        rebind(&mut self.next.approvals, (&mut self.next.digest, digest), why);
    }

    /// Regions whose environment is changed wait for their turn again, which comes at once unless something holds it.
    fn provisioned(&mut self, now: Timestamp) {
        let Some(carried) = self.next.carried.clone() else { return };
        let lanes = self.next.waves.iter_mut().flat_map(|wave| &mut wave.lanes);
        for lane in lanes.filter(|lane| matches!(lane.state, LaneState::Provisioning { .. })) {
            let Some(target) = carried.targets.get(&lane.region) else { continue };
            lane.delayed = target.delayed.clone();
            match &target.state {
                TargetState::Succeeded { .. } => lane.state = LaneState::Pending,
                TargetState::Failed { reason, resource, .. } => {
                    let reason = resource.as_ref().map_or(reason.clone(), |it| format!("{it}: {reason}"));
                    lane.state = LaneState::Failed { at: now, reason, run: None };
                }
                TargetState::Errored { reason, .. } => {
                    lane.state = LaneState::Errored { at: now, reason: reason.clone(), run: None };
                }
                _ => {}
            }
        }
    }

    /// Asks for the plan of a region anew, because it was bad or could not be applied. Whether there is such a one.
    pub(super) fn planned_anew(&mut self, region: &RegionName) -> bool {
        let waits = |lane: &Lane| lane.state == LaneState::Pending || lane.state.retryable();
        if !self.next.lane(region).is_some_and(waits) {
            return false;
        }
        let target = self.next.carried.as_mut().and_then(|carried| carried.targets.get_mut(region));
        let bad = target.filter(|target| target.state.retryable());
        bad.map(CarriedTarget::plan_anew).is_some()
    }

    /// Asks for all plans anew that nothing has been done about, because they have become old.
    pub(super) fn all_planned_anew(&mut self, regions: &BTreeSet<RegionName>) -> bool {
        let waits = |lane: &&Lane| lane.state == LaneState::Pending;
        let wanted = |lane: &&Lane| regions.is_empty() || regions.contains(&lane.region);
        let waiting: BTreeSet<RegionName> =
            self.next.lanes().filter(waits).filter(wanted).map(|lane| lane.region.clone()).collect();
        let targets = self.next.carried.iter_mut().flat_map(|carried| &mut carried.targets);
        let old = targets
            .filter(|(region, target)| waiting.contains(region) && target.state == TargetState::Planned);
        old.map(|(_, target)| target.plan_anew()).count() > 0
    }

    /// How a region begins: with its environment where that is still to be changed.
    pub(super) fn turn(&mut self, region: &RegionName, now: Timestamp) -> Result<(), Refused> {
        let changes = self.next.carried_target(region).is_some_and(|target| {
            matches!(target.state, TargetState::Planned | TargetState::Applying { .. })
        });
        let lane = self.lane(region)?;
        if changes {
            lane.state = LaneState::Provisioning { since: now };
            (lane.began_at, lane.delayed) = (Some(now), None);
        } else {
            let work = lane.deploy(now);
            self.effects.push(work);
        }
        Ok(())
    }
}
