//! Requests as people see them.

use crate::Portal;
use crate::rollouts::Deputed;
use domain::names::StageName;
use domain::people::Actor;
use domain::permission::{Action, Denied, Permit, Reason, permit};
use domain::plan::{ChangeAction, Plan, Replacement};
use domain::request::{Refused, Request, RequestEvent, RequestStatus, Target, TargetState};
use domain::rules::ApprovalRule;
use domain::values::Resolved;
use domain::view::{
    Allowed, ApprovalView, DistinctPlan, RequestActions, RequestRow, RequestView, TargetView, ValueView,
};
use domain::{PortalError, Timestamp};

impl Portal {
    /// A request as this person sees it.
    pub(crate) async fn view(
        &self,
        actor: &Actor,
        request: &Request,
        version: i64,
    ) -> Result<RequestView, PortalError> {
        let (now, deputed) = (self.now(), self.deputed(actor).await?);
        Ok(RequestView {
            id: request.id.clone(),
            version,
            status: request.status(),
            action: request.action,
            team: request.team.clone(),
            service: request.service.clone(),
            environment: request.environment.clone(),
            template: request.template.clone(),
            template_digest: request.template_digest.clone(),
            capabilities: request.capabilities.clone(),
            requester: request.requester.clone(),
            requester_name: request.requester_name.clone(),
            reason: request.reason.clone(),
            revision: request.revision,
            digest: request.digest.clone(),
            targets: request.targets.iter().map(|target| target_view(request, target)).collect(),
            distinct_plans: distinct_plans(request),
            approvals: request.approvals.clone(),
            closed: request.closed.clone(),
            waiting_for: waiting_for(request, now),
            decide_by: request.decide_by(),
            monthly_usd: monthly(request),
            created_at: request.created_at,
            updated_at: request.updated_at,
            carried_by: request.carried_by.clone(),
            may: actions(actor, &deputed, request, now),
        })
    }
}

/// One line of a list.
pub(crate) fn row(request: &Request, version: i64) -> RequestRow {
    let plans = || request.targets.iter().filter_map(|target| target.plan.as_ref());
    let count = |test: fn(&domain::plan::ResourceChange) -> bool| {
        plans().flat_map(|plan| &plan.changes).filter(|change| test(change)).count()
    };
    RequestRow {
        id: request.id.clone(),
        version,
        status: request.status(),
        action: request.action,
        team: request.team.clone(),
        service: request.service.clone(),
        environment: request.environment.clone(),
        template: request.template.clone(),
        requester_name: request.requester_name.clone(),
        targets: request
            .targets
            .iter()
            .map(|target| {
                (target.key.stage.clone(), target.key.region.clone(), request.target_status(target))
            })
            .collect(),
        replacements: count(|change| change.replacement == Replacement::True),
        removals: count(|change| change.action == ChangeAction::Remove),
        decide_by: request.decide_by(),
        created_at: request.created_at,
        updated_at: request.updated_at,
    }
}

fn target_view(request: &Request, target: &Target) -> TargetView {
    let (reason, failed_resource, rolled_back) = match &target.state {
        TargetState::PlanFailed { reason } | TargetState::Errored { reason, .. } => {
            (Some(reason), None, None)
        }
        TargetState::Failed { reason, resource, rolled_back, .. } => {
            (Some(reason), resource.clone(), Some(*rolled_back))
        }
        _ => (None, None, None),
    };
    TargetView {
        stage: target.key.stage.clone(),
        region: target.key.region.clone(),
        status: request.target_status(target),
        environment_id: target.environment_id.clone(),
        stack_name: target.stack_name.clone(),
        attempt: target.attempt,
        values: target.values.iter().map(|(name, value)| (name.clone(), shown(value))).collect(),
        plan: target.plan.clone(),
        reason: reason.cloned(),
        failed_resource,
        rolled_back,
        outputs: target.outcome.as_ref().map(|outcome| outcome.outputs.clone()).unwrap_or_default(),
        delayed: target.delayed.clone(),
        since: since(&target.state),
        began_at: target.began_at,
        dropped: target.dropped,
    }
}

fn since(state: &TargetState) -> Option<Timestamp> {
    match state {
        TargetState::Applying { since } | TargetState::Cancelling { since } => Some(*since),
        TargetState::Succeeded { at, .. }
        | TargetState::Failed { at, .. }
        | TargetState::Errored { at, .. }
        | TargetState::Cancelled { at } => Some(*at),
        TargetState::Planning
        | TargetState::PlanFailed { .. }
        | TargetState::Planned
        | TargetState::Discarding => None,
    }
}

pub(super) fn shown(value: &Resolved) -> ValueView {
    ValueView { value: value.value.shown().map(str::to_owned), source: value.source }
}

pub(super) fn approval_view(stage: &StageName, rule: &ApprovalRule, given: usize) -> ApprovalView {
    ApprovalView {
        stage: stage.clone(),
        given,
        required: rule.required,
        roles: rule.roles.iter().map(|role| role.as_str().to_owned()).collect(),
    }
}

pub(crate) fn distinct_plans(request: &Request) -> Vec<DistinctPlan> {
    let plan_of = |position: &usize| -> Option<Plan> { request.targets.get(*position)?.plan.clone() };
    let groups = request.distinct_plans().into_iter();
    let mut plans: Vec<DistinctPlan> = groups
        .filter_map(|targets| Some(DistinctPlan { plan: plan_of(targets.first()?)?, targets }))
        .collect();
    // The most dangerous one is read first.
    plans.sort_by_key(|distinct| {
        std::cmp::Reverse(distinct.plan.changes.iter().map(|change| change.danger()).max())
    });
    plans
}

fn waiting_for(request: &Request, now: Timestamp) -> Vec<ApprovalView> {
    let mut waiting: Vec<ApprovalView> = Vec::new();
    for target in request.targets.iter().filter(|target| request.waits_for_approval(target)) {
        let known = waiting.iter().any(|view| view.stage == target.key.stage);
        if let Some(rule) = target.approval.as_ref().filter(|_| !known) {
            let given = rule.given(&request.approvals, &request.digest, now);
            let mut view = approval_view(&target.key.stage, rule, given);
            // Enough have said yes, but none of those who have to be among them.
            if given >= usize::from(rule.required) {
                view.required = view.required.saturating_add(1);
                view.roles = rule.one_of.iter().map(|role| role.as_str().to_owned()).collect();
            }
            waiting.push(view);
        }
    }
    waiting
}

fn monthly(request: &Request) -> Option<f64> {
    let costs = request.targets.iter().filter_map(|target| target.plan.as_ref()?.monthly_usd);
    costs.fold(None, |sum, cost| Some(sum.unwrap_or(0.0) + cost))
}

fn actions(actor: &Actor, deputed: &Deputed, request: &Request, now: Timestamp) -> RequestActions {
    let try_out = |action: Action, event: RequestEvent| {
        allowed(permit(actor, action, Some(&request.team)), request.apply(event, now))
    };
    RequestActions {
        decide: decision(actor, deputed, request),
        withdraw: try_out(Action::Request, RequestEvent::withdrawn(actor, None)),
        cancel: try_out(Action::Cancel, RequestEvent::cancelled(actor, None)),
        retry: try_out(Action::Retry, RequestEvent::Retried),
        amend: amendment(actor, request),
    }
}

fn decision(actor: &Actor, deputed: &Deputed, request: &Request) -> Allowed {
    if let Some(rollout) = &request.carried_by {
        return Allowed::because(Reason::Carried { rollout: rollout.clone() });
    }
    if request.status() != RequestStatus::AwaitingApproval {
        return Allowed::because(Reason::NothingWaits);
    }
    let voice = match deputed.of_request(actor, request) {
        Err(denied) => return Allowed::because(denied.reason),
        Ok(voice) => voice,
    };
    let whose = voice.on_behalf.map_or_else(|| actor.id.clone(), |behalf| behalf.actor);
    let already = request.approvals.iter().any(|approval| {
        approval.voice() == &whose && approval.void.is_none() && approval.digest == request.digest
    });
    if already { Allowed::because(Reason::Answered) } else { Allowed::yes() }
}

fn amendment(actor: &Actor, request: &Request) -> Allowed {
    allowed(permit(actor, Action::Request, Some(&request.team)), request.amendable())
}

/// What makes no sense now is said before what the person lacks; what only has to wait is said after it.
fn allowed<T>(right: Result<Permit, Denied>, tried: Result<T, Refused>) -> Allowed {
    let tried = Allowed::by_state(tried);
    match right {
        Err(denied) if !tried.pointless() => Allowed::because(denied.reason),
        _ => tried,
    }
}
