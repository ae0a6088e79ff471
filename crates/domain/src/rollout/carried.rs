//! What a rollout carries as its first step in each region: an ordinary request, which applies nothing by itself.
//!
//! The rollout knows of it what the last look told. What it wants of it follows from the two alone ([`Rollout::orders`]),
//! so whoever was killed in between finds the same orders again.

use super::{Lane, LaneState, Refused, Rollout, Standing, Step, Wave};
use crate::Timestamp;
use crate::approval::Digest;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{EnvironmentName, RegionName, TemplateName};
use crate::plan::{ChangeAction, Plan, Replacement};
use crate::request::{Request, RequestAction, RequestEvent, Target, TargetState};
use crate::rules::{ApprovalRule, Risk};
use crate::template::TemplateDigest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The change of environments that a rollout carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    pub request: RequestId,
    pub environment: EnvironmentName,
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    /// The request's own digest, of template, parameters, change sets and findings, once all plans were there.
    pub plans: Option<Digest>,
    /// Since when those plans are there.
    pub planned_at: Option<Timestamp>,
    /// The plans that somebody on call went ahead with alone.
    #[serde(default)]
    pub alone: Option<Digest>,
    pub targets: BTreeMap<RegionName, CarriedTarget>,
    pub quorum: Quorum,
}

/// Whose yes it takes, by what the plans say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    pub usual: Option<ApprovalRule>,
    /// When something that holds data is replaced or removed. The same as the usual one where the stage asks for no more.
    pub stateful: Option<ApprovalRule>,
}

impl Quorum {
    /// Whether losing data takes more than usual.
    pub fn asks_for_more(&self) -> bool {
        self.stateful.is_some() && self.stateful != self.usual
    }
}

/// One region's part, as the last look found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarriedTarget {
    pub environment: EnvironmentId,
    pub action: RequestAction,
    /// Counts plans, from 1.
    pub attempt: u32,
    pub state: TargetState,
    /// `None` while it is being made.
    pub plan: Option<CarriedPlan>,
    /// As it was when all plans were last there: what an approval is given to.
    #[serde(default)]
    pub shown: Option<CarriedPlan>,
    pub began_at: Option<Timestamp>,
    /// Why it goes on later than wanted.
    pub delayed: Option<String>,
    /// Its plan is wanted anew, which the request does not know yet.
    #[serde(default)]
    pub anew: bool,
}

/// A plan in short; the whole of it stands in the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedPlan {
    /// The only one that may be executed; `None` when there is nothing to do.
    pub change_set: Option<String>,
    /// Of what it says, its change set aside.
    pub content: Digest,
    pub changes: usize,
    pub replacements: usize,
    pub removals: usize,
    /// Resources that hold data and are replaced or removed.
    pub losses: Vec<String>,
}

impl Carried {
    /// What a rollout carries from its start on.
    pub fn of(request: &Request, quorum: Quorum) -> Self {
        Carried {
            request: request.id.clone(),
            environment: request.environment.clone(),
            template: request.template.clone(),
            template_digest: request.template_digest.clone(),
            plans: None,
            planned_at: None,
            alone: None,
            targets: CarriedTarget::all(request),
            quorum,
        }
    }

    /// Whether something that holds data is replaced or removed.
    pub fn loses_data(&self) -> bool {
        let going = self.targets.values().filter(|target| !target.gone());
        going.filter_map(|target| target.plan.as_ref()).any(|plan| !plan.losses.is_empty())
    }

    /// Takes over what a look told, but for what it says of plans that are wanted anew: that is old news.
    fn take(&mut self, told: BTreeMap<RegionName, CarriedTarget>, given_up: impl Fn(&RegionName) -> bool) {
        for (region, told) in told {
            let Some(known) = self.targets.get_mut(&region) else { continue };
            if known.attempt <= told.attempt || given_up(&region) {
                *known = CarriedTarget { shown: known.shown.take(), ..told };
            }
        }
    }

    /// Whether nothing is being planned any more, and all that was planned is good.
    fn planned(&self) -> bool {
        let unplanned =
            |target: &CarriedTarget| target.state == TargetState::Planning || target.state.plan_bad();
        !self.targets.values().any(unplanned)
    }

    /// Binds approvals to the plans that are there now. Says why what was bound before is void.
    fn bind(&mut self, digest: Digest, now: Timestamp) -> String {
        let why = made_anew(&self.targets);
        for target in self.targets.values_mut() {
            target.shown = target.plan.clone();
        }
        (self.plans, self.planned_at) = (Some(digest), Some(now));
        why
    }
}

impl CarriedTarget {
    /// All targets of a request, by their regions: a rollout goes through one stage.
    pub fn all(request: &Request) -> BTreeMap<RegionName, CarriedTarget> {
        let one = |target: &Target| (target.key.region.clone(), CarriedTarget::of(request, target));
        request.targets.iter().map(one).collect()
    }

    fn of(request: &Request, target: &Target) -> Self {
        CarriedTarget {
            environment: target.environment_id.clone(),
            action: request.action_at(target),
            attempt: target.attempt,
            state: target.state.clone(),
            plan: target.plan.as_ref().map(CarriedPlan::of),
            shown: None,
            began_at: target.began_at,
            delayed: target.delayed.clone(),
            anew: false,
        }
    }

    /// Left out, or undone.
    fn gone(&self) -> bool {
        matches!(self.state, TargetState::Cancelled { .. } | TargetState::Discarding)
    }

    /// Asks for its plan anew.
    fn plan_anew(&mut self) {
        self.attempt += 1;
        (self.state, self.plan) = (TargetState::Planning, None);
        (self.began_at, self.delayed, self.anew) = (None, None, true);
    }
}

impl CarriedPlan {
    fn of(plan: &Plan) -> Self {
        let count = |test: fn(&crate::plan::ResourceChange) -> bool| {
            plan.changes.iter().filter(|change| test(change)).count()
        };
        CarriedPlan {
            change_set: plan.change_set_id.clone(),
            content: Digest::of(&(&plan.changes, &plan.findings)),
            changes: plan.changes.len(),
            replacements: count(|change| change.replacement == Replacement::True),
            removals: count(|change| change.action == ChangeAction::Remove),
            losses: plan.losses().map(str::to_owned).collect(),
        }
    }
}

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
        let bound = self.carried.as_ref().is_none_or(|carried| carried.plans.is_some());
        bound && self.unplanned(self.lanes()).is_none()
    }

    /// Before the first wave all plans have to be good; later ones look at their own regions only.
    pub(super) fn plan_gate(&self, wave: &Wave, first: bool) -> Option<Standing> {
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

    /// What is replaced or removed raises the number of yeses, where the stage says so.
    fn weigh(&mut self) {
        let Some(carried) = &self.next.carried else { return };
        let Quorum { usual, stateful } = carried.quorum.clone();
        let risky = carried.loses_data() && carried.quorum.asks_for_more();
        let strategy = &mut self.next.strategy;
        strategy.approval = if risky { stateful } else { usual };
        match risky {
            true => strategy.risks.insert(Risk::ReplacesStateful),
            false => strategy.risks.remove(&Risk::ReplacesStateful),
        };
    }

    /// Works the digest out again; answers given to another one no longer count.
    fn rebind(&mut self, why: &str) {
        let digest = self.next.subject_digest();
        if digest == self.next.digest {
            return;
        }
        for approval in self.next.approvals.iter_mut().filter(|approval| approval.void.is_none()) {
            approval.void = Some(why.to_owned());
        }
        self.next.digest = digest;
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

/// Which plans are other ones than those that were shown, and whether they say something else.
fn made_anew(targets: &BTreeMap<RegionName, CarriedTarget>) -> String {
    let (mut other, mut same) = (Vec::new(), Vec::new());
    for (region, target) in targets {
        match (&target.shown, &target.plan) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) if old.content == new.content => same.push(region.as_str()),
            _ => other.push(region.as_str()),
        }
    }
    match other.is_empty() {
        false => format!("the plan of {} was made anew and says something else", other.join(", ")),
        true => format!(
            "the plan of {} was made anew; it would do the same, with another change set",
            same.join(", ")
        ),
    }
}

/// What a look tells of the request.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestTold {
    pub digest: Digest,
    pub targets: BTreeMap<RegionName, CarriedTarget>,
}

impl RequestTold {
    pub fn of(request: &Request) -> Self {
        RequestTold { digest: request.digest.clone(), targets: CarriedTarget::all(request) }
    }
}
