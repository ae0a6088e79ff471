//! What a rollout carries as its first step in each region: an ordinary request, of which it knows what the last look told.

use super::Differences;
use crate::Timestamp;
use crate::approval::Digest;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{EnvironmentName, RegionName, TemplateName};
use crate::plan::{ChangeAction, Plan, Replacement};
use crate::request::{Request, RequestAction, Target, TargetState};
use crate::rules::ApprovalRule;
use crate::template::TemplateDigest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// What becomes different, as it was when the environments were taken up.
    #[serde(default)]
    pub differences: Differences,
}

/// Whose yes it takes, by what the plans say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    pub usual: Option<ApprovalRule>,
    /// When something that holds data is replaced or removed, or may be. The same as the usual one where the stage asks for no more.
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
    /// Resources that hold data and may be replaced, which is known only while the plan is applied.
    #[serde(default)]
    pub perhaps_lost: Vec<String>,
}

impl Carried {
    /// What a rollout carries from its start on.
    pub fn of(request: &Request, quorum: Quorum, differences: Differences) -> Self {
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
            differences,
        }
    }

    /// Whether something that holds data is replaced or removed.
    pub fn loses_data(&self) -> bool {
        self.going().any(|plan| !plan.losses.is_empty())
    }

    /// Whether something that holds data may be replaced, without that it is certain.
    pub fn may_lose_data(&self) -> bool {
        self.going().any(|plan| !plan.perhaps_lost.is_empty())
    }

    /// The plans of what is still to come, or done.
    fn going(&self) -> impl Iterator<Item = &CarriedPlan> {
        let going = self.targets.values().filter(|target| !target.gone());
        going.filter_map(|target| target.plan.as_ref())
    }

    /// Takes over what a look told, but for what it says of plans that are wanted anew: that is old news.
    pub(super) fn take(
        &mut self,
        told: BTreeMap<RegionName, CarriedTarget>,
        given_up: impl Fn(&RegionName) -> bool,
    ) {
        for (region, told) in told {
            let Some(known) = self.targets.get_mut(&region) else { continue };
            if known.attempt <= told.attempt || given_up(&region) {
                *known = CarriedTarget { shown: known.shown.take(), ..told };
            }
        }
    }

    /// Whether nothing is being planned any more, and all that was planned is good.
    pub(super) fn planned(&self) -> bool {
        let unplanned =
            |target: &CarriedTarget| target.state == TargetState::Planning || target.state.plan_bad();
        !self.targets.values().any(unplanned)
    }

    /// Binds approvals to the plans that are there now. Says why what was bound before is void.
    pub(super) fn bind(&mut self, digest: Digest, now: Timestamp) -> String {
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
    pub(super) fn plan_anew(&mut self) {
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
            perhaps_lost: plan.perhaps_lost().map(str::to_owned).collect(),
        }
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
