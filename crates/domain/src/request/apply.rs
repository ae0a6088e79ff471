use super::{
    Closed, Closing, Content, Effect, Refused, Request, RequestAction, RequestEvent, RequestStatus, Step,
    Target, TargetContent, TargetKey, TargetState, Work,
};
use crate::Timestamp;
use crate::approval::{Approval, Decision, Digest, rebind};
use crate::ids::{ActorId, RequestId, RolloutId};
use crate::names::{EnvironmentName, ServiceName, TeamName};
use crate::people::Actor;
use crate::permission::{Busy, Deed, Reason};
use crate::plan::Plan;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a new request is about, besides its content.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    pub id: RequestId,
    pub action: RequestAction,
    pub team: TeamName,
    pub requester: &'a Actor,
    pub service: ServiceName,
    pub environment: EnvironmentName,
    /// The rollout that it is the first step of.
    pub carried_by: Option<RolloutId>,
}

impl Request {
    /// A new request; planning of all its targets starts at once.
    pub fn open(opening: Opening<'_>, content: Content, now: Timestamp) -> Step {
        let mut next = Request {
            id: opening.id,
            action: opening.action,
            team: opening.team,
            requester: opening.requester.id.clone(),
            requester_name: opening.requester.name.clone(),
            amended_by: BTreeSet::new(),
            service: opening.service,
            environment: opening.environment,
            template: content.template,
            template_digest: content.template_digest,
            capabilities: content.capabilities,
            shared: content.shared,
            targets: content.targets.into_iter().map(|target| target.begin(1)).collect(),
            approvals: Vec::new(),
            closed: None,
            digest: Digest::default(),
            revision: 1,
            reason: content.reason,
            carried_by: opening.carried_by,
            created_at: now,
            updated_at: now,
        };
        next.digest = next.subject_digest();
        let effects = next.targets.iter().map(|target| target.effect(Work::Plan)).collect();
        Step { next, effects }
    }

    /// Decides what an event means. Nothing else changes a request.
    pub fn apply(&self, event: RequestEvent, now: Timestamp) -> Result<Step, Refused> {
        self.in_whose_hands(&event)?;
        let mut step = Step { next: Request { updated_at: now, ..self.clone() }, effects: Vec::new() };
        match event {
            RequestEvent::Planned { target, attempt, plan } => step.planned(&target, attempt, plan, now)?,
            RequestEvent::PlanFailed { target, attempt, reason, plan } => {
                let target = step.target_in(&target, attempt, |s| *s == TargetState::Planning)?;
                target.plan = plan.map(Plan::in_order);
                target.state = TargetState::PlanFailed { reason };
            }
            RequestEvent::Decided(approval) => step.decided(self, approval, now)?,
            RequestEvent::Applied { target, attempt, outcome } => {
                let target = step.target_in(&target, attempt, in_cloud)?;
                target.outcome = Some(outcome);
                target.state = TargetState::Succeeded { at: now, unchanged: false };
            }
            RequestEvent::ApplyFailed { target, attempt, reason, resource, rolled_back } => {
                let target = step.target_in(&target, attempt, in_cloud)?;
                target.state = match target.state {
                    // Undoing it is what was wanted.
                    TargetState::Cancelling { .. } if rolled_back => TargetState::Cancelled { at: now },
                    _ => TargetState::Failed { at: now, reason, resource, rolled_back },
                };
            }
            RequestEvent::Broke { target, attempt, reason } => {
                let target = step.target_in(&target, attempt, TargetState::busy)?;
                let while_planning = target.state == TargetState::Planning;
                target.state = TargetState::Errored { at: now, reason, while_planning };
            }
            RequestEvent::Delayed { target, attempt, reason } => {
                let target = step.target_in(&target, attempt, TargetState::busy)?;
                if target.delayed == reason {
                    return Err(Refused::Outdated);
                }
                target.delayed = reason;
            }
            RequestEvent::Discarded { target, attempt } => {
                let discarding =
                    |s: &TargetState| matches!(s, TargetState::Discarding | TargetState::Cancelling { .. });
                step.target_in(&target, attempt, discarding)?.state = TargetState::Cancelled { at: now };
            }
            RequestEvent::Withdrawn { by, by_name, why } => {
                step.withdrawn(self.status(), Closed { how: Closing::Withdrawn, by, by_name, why, at: now })?;
            }
            RequestEvent::Cancelled { by, by_name, why } => {
                step.cancelled(Closed { how: Closing::Cancelled, by, by_name, why, at: now })?;
            }
            RequestEvent::Retried => step.retried(self.status())?,
            RequestEvent::Amended { by, content } => {
                self.amendable()?;
                step.next.amended_by.insert(by);
                step.amended(content);
            }
            RequestEvent::LetThrough { target, attempt } => {
                let target = step.target_in(&target, attempt, |s| *s == TargetState::Planned)?;
                let effect = target.begin(now);
                step.effects.push(effect);
            }
            RequestEvent::PlannedAnew { target, attempt } => {
                let again = |s: &TargetState| s.retryable() || *s == TargetState::Planned;
                let effect = step.target_in(&target, attempt, again)?.plan_again();
                step.effects.push(effect);
                step.rebind("it was planned again");
            }
            RequestEvent::LeftOut { target } => {
                let target = step.next.targets.iter_mut().find(|known| known.key == target);
                let target = target.filter(|target| not_begun(&target.state)).ok_or(Refused::Outdated)?;
                let effect = target.discard();
                step.effects.push(effect);
            }
            RequestEvent::CarrierEnded { by, by_name, why } => {
                step.cancelled(Closed { how: Closing::Cancelled, by, by_name, why, at: now })?;
            }
        }
        step.advance(now);
        step.forget_delays(self);
        Ok(step)
    }

    /// A request that a rollout carries is decided on, stopped and mended there, and no other one is.
    fn in_whose_hands(&self, event: &RequestEvent) -> Result<(), Refused> {
        let by_carrier = matches!(
            event,
            RequestEvent::LetThrough { .. }
                | RequestEvent::PlannedAnew { .. }
                | RequestEvent::LeftOut { .. }
                | RequestEvent::CarrierEnded { .. }
        );
        let by_people = matches!(
            event,
            RequestEvent::Decided(_)
                | RequestEvent::Withdrawn { .. }
                | RequestEvent::Cancelled { .. }
                | RequestEvent::Retried
                | RequestEvent::Amended { .. }
        );
        match &self.carried_by {
            Some(_) if by_people => self.refuse_if_carried(),
            None if by_carrier => Err(Refused::Outdated),
            _ => Ok(()),
        }
    }

    fn refuse_if_carried(&self) -> Result<(), Refused> {
        match &self.carried_by {
            Some(rollout) => Err(Refused::State(Reason::Carried { rollout: rollout.clone() })),
            None => Ok(()),
        }
    }

    /// Whether it may be given new content now: nothing is at work, and something is left to mend.
    pub fn amendable(&self) -> Result<(), Refused> {
        self.refuse_if_carried()?;
        let status = self.status();
        let mendable = status.over() && status != RequestStatus::Succeeded
            || matches!(status, RequestStatus::AwaitingApproval | RequestStatus::ChangesRequested);
        match (mendable, self.busy()) {
            (false, _) => Err(Refused::status(Deed::Amend, status)),
            (true, Some(work)) => Err(Refused::State(Reason::Busy { deed: Deed::Amend, work })),
            (true, None) => Ok(()),
        }
    }

    /// What workers are at; a request that waits for people may have targets that are being applied.
    fn busy(&self) -> Option<Busy> {
        let order = [Busy::Applying, Busy::Planning, Busy::Undoing];
        order.into_iter().find(|work| self.targets.iter().any(|target| at_work(&target.state) == Some(*work)))
    }

    /// What an approval is given to: all that needs one and is not yet done, or everything when nothing needs one. What a
    /// rollout carries is approved there, once for the whole way.
    fn subject_digest(&self) -> Digest {
        let open = |target: &&Target| {
            !matches!(target.state, TargetState::Succeeded { .. } | TargetState::Cancelled { .. })
        };
        let mut targets: Vec<&Target> =
            self.targets.iter().filter(open).filter(|t| t.approval.is_some()).collect();
        if targets.is_empty() || self.carried_by.is_some() {
            targets = self.targets.iter().collect();
        }
        Digest::of(&Subject {
            request: &self.id,
            action: self.action,
            template: &self.template_digest.0,
            capabilities: self.capabilities.iter().map(|c| c.as_str()).collect(),
            targets: targets.into_iter().map(TargetSubject::of).collect(),
        })
    }
}

/// In a fixed order of fields: the digest depends on it.
#[derive(Serialize)]
struct Subject<'a> {
    request: &'a RequestId,
    action: RequestAction,
    template: &'a str,
    capabilities: Vec<&'static str>,
    targets: Vec<TargetSubject<'a>>,
}

#[derive(Serialize)]
struct TargetSubject<'a> {
    key: &'a TargetKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<RequestAction>,
    stack: &'a str,
    values: &'a crate::values::ResolvedValues,
    change_set: Option<&'a str>,
    changes: &'a [crate::plan::ResourceChange],
    findings: &'a [crate::template::Finding],
}

impl<'a> TargetSubject<'a> {
    fn of(target: &'a Target) -> Self {
        let plan = target.plan.as_ref();
        TargetSubject {
            key: &target.key,
            action: target.action,
            stack: &target.stack_name,
            values: &target.values,
            change_set: plan.and_then(|p| p.change_set_id.as_deref()),
            changes: plan.map_or(&[], |p| p.changes.as_slice()),
            findings: plan.map_or(&[], |p| p.findings.as_slice()),
        }
    }
}

impl TargetContent {
    fn begin(self, attempt: u32) -> Target {
        Target {
            key: self.key,
            environment_id: self.environment_id,
            stack_name: self.stack_name,
            action: self.action,
            approval: self.approval,
            termination_protection: self.termination_protection,
            overrides: self.overrides,
            values: self.values,
            attempt,
            state: TargetState::Planning,
            plan: None,
            outcome: None,
            delayed: None,
            began_at: None,
            dropped: false,
        }
    }
}

impl Target {
    fn effect(&self, work: Work) -> Effect {
        Effect { target: self.key.clone(), attempt: self.attempt, work }
    }

    fn plan_again(&mut self) -> Effect {
        self.attempt += 1;
        self.state = TargetState::Planning;
        self.plan = None;
        self.outcome = None;
        self.began_at = None;
        self.effect(Work::Plan)
    }

    fn begin(&mut self, now: Timestamp) -> Effect {
        self.state = TargetState::Applying { since: now };
        self.began_at = Some(now);
        self.effect(Work::Apply)
    }

    fn discard(&mut self) -> Effect {
        self.state = TargetState::Discarding;
        self.effect(Work::Discard)
    }
}

fn at_work(state: &TargetState) -> Option<Busy> {
    match state {
        TargetState::Planning => Some(Busy::Planning),
        TargetState::Applying { .. } => Some(Busy::Applying),
        TargetState::Cancelling { .. } | TargetState::Discarding => Some(Busy::Undoing),
        _ => None,
    }
}

fn in_cloud(state: &TargetState) -> bool {
    matches!(state, TargetState::Applying { .. } | TargetState::Cancelling { .. })
}

/// Prepared at most: nothing of it runs yet.
fn not_begun(state: &TargetState) -> bool {
    matches!(state, TargetState::Planning | TargetState::Planned) || state.plan_bad()
}

impl Step {
    /// The target, if the event speaks of its present attempt and finds it in a fitting state.
    fn target_in(
        &mut self,
        key: &TargetKey,
        attempt: u32,
        fits: impl Fn(&TargetState) -> bool,
    ) -> Result<&mut Target, Refused> {
        let target = self.next.targets.iter_mut().find(|target| &target.key == key);
        let target = target.ok_or_else(|| Refused::NoTarget(key.clone()))?;
        if target.attempt != attempt || !fits(&target.state) {
            return Err(Refused::Outdated);
        }
        Ok(target)
    }

    fn planned(&mut self, key: &TargetKey, attempt: u32, plan: Plan, now: Timestamp) -> Result<(), Refused> {
        let target = self.target_in(key, attempt, |s| *s == TargetState::Planning)?;
        let nothing_to_do = plan.is_empty() && plan.errors().next().is_none();
        let refusal = plan.errors().next().map(|finding| finding.message.clone());
        target.plan = Some(plan.in_order());
        target.state = match refusal {
            Some(reason) => TargetState::PlanFailed { reason },
            None if nothing_to_do => TargetState::Succeeded { at: now, unchanged: true },
            None => TargetState::Planned,
        };
        self.rebind(&format!("{key} was planned anew"));
        Ok(())
    }

    /// Works the digest out again; answers given to another one no longer count.
    fn rebind(&mut self, why: &str) {
        let digest = self.next.subject_digest();
        rebind(&mut self.next.approvals, (&mut self.next.digest, digest), why);
    }

    fn decided(&mut self, before: &Request, approval: Approval, now: Timestamp) -> Result<(), Refused> {
        if before.status() != RequestStatus::AwaitingApproval {
            return Err(Refused::status(Deed::Decide, before.status()));
        }
        if approval.digest != before.digest {
            let void = before.approvals.iter().rev().find_map(|approval| approval.void.clone());
            return Err(Refused::StaleDigest {
                reason: void.unwrap_or_else(|| "it was planned anew".to_owned()),
            });
        }
        let expired = before.decide_by().is_some_and(|until| now >= until);
        if approval.decision == Decision::Approve && expired {
            let hours =
                before.targets.iter().filter_map(|t| Some(t.approval.as_ref()?.expires_after_hours)).min();
            return Err(Refused::Expired { hours: hours.unwrap_or_default() });
        }
        let twice = before.approvals.iter().any(|earlier| {
            earlier.voice() == approval.voice() && earlier.void.is_none() && earlier.digest == approval.digest
        });
        if approval.decision == Decision::Approve && twice {
            return Err(Refused::Twice);
        }
        let closing = match approval.decision {
            Decision::Approve => None,
            Decision::Reject => Some(Closing::Rejected),
            Decision::RequestChanges => Some(Closing::ChangesRequested),
        };
        self.next.closed = closing.map(|how| Closed {
            how,
            by: approval.by.clone(),
            by_name: approval.by_name.clone(),
            why: approval.comment.clone(),
            at: now,
        });
        self.next.approvals.push(approval);
        if closing == Some(Closing::Rejected) {
            self.discard_all(not_begun);
        }
        Ok(())
    }

    fn discard_all(&mut self, which: impl Fn(&TargetState) -> bool) {
        let chosen = self.next.targets.iter_mut().filter(|target| which(&target.state));
        self.effects.extend(chosen.map(Target::discard));
    }

    fn withdrawn(&mut self, status: RequestStatus, closed: Closed) -> Result<(), Refused> {
        let applied = self.next.targets.iter().any(|target| in_cloud(&target.state));
        let open = status == RequestStatus::PlanFailed || !status.over();
        if !open || status == RequestStatus::Applying {
            return Err(Refused::status(Deed::Withdraw, status));
        }
        if applied {
            return Err(Refused::State(Reason::Busy { deed: Deed::Withdraw, work: Busy::Applying }));
        }
        self.next.closed = Some(closed);
        self.discard_all(not_begun);
        Ok(())
    }

    fn cancelled(&mut self, closed: Closed) -> Result<(), Refused> {
        let stoppable =
            |state: &TargetState| not_begun(state) || matches!(state, TargetState::Applying { .. });
        if !self.next.targets.iter().any(|target| stoppable(&target.state)) {
            return Err(Refused::status(Deed::Cancel, self.next.status()));
        }
        let since = closed.at;
        self.next.closed = Some(closed);
        self.discard_all(not_begun);
        for target in &mut self.next.targets {
            if matches!(target.state, TargetState::Applying { .. }) {
                target.state = TargetState::Cancelling { since };
                self.effects.push(target.effect(Work::Stop));
            }
        }
        Ok(())
    }

    fn retried(&mut self, status: RequestStatus) -> Result<(), Refused> {
        // Besides what failed: a waiting plan that has become too old may be made afresh.
        let again = |state: &TargetState| {
            state.retryable() || (status == RequestStatus::AwaitingApproval && *state == TargetState::Planned)
        };
        let failed = self.next.targets.iter().any(|target| target.state.retryable());
        let chosen = |state: &TargetState| if failed { state.retryable() } else { again(state) };
        if self.next.closed.is_some() || !self.next.targets.iter().any(|target| chosen(&target.state)) {
            return Err(Refused::status(Deed::Retry, status));
        }
        let targets = self.next.targets.iter_mut().filter(|target| chosen(&target.state));
        self.effects.extend(targets.map(Target::plan_again));
        self.rebind("it was planned again");
        Ok(())
    }

    fn amended(&mut self, content: Content) {
        let old = std::mem::take(&mut self.next.targets);
        self.replace_targets(old, content.targets);
        self.next.template = content.template;
        self.next.template_digest = content.template_digest;
        self.next.capabilities = content.capabilities;
        self.next.shared = content.shared;
        self.next.reason = content.reason.or(self.next.reason.take());
        self.next.closed = None;
        self.next.revision += 1;
        self.rebind("the request was amended");
    }

    /// Applied targets stay as they are, the others begin again; those no longer wanted are discarded.
    fn replace_targets(&mut self, mut old: Vec<Target>, wanted: Vec<TargetContent>) {
        let order: Vec<TargetKey> = old.iter().map(|target| target.key.clone()).collect();
        for content in wanted {
            let position = old.iter().position(|target| target.key == content.key);
            let before = position.map(|position| old.remove(position));
            let target = match before {
                Some(done) if matches!(done.state, TargetState::Succeeded { .. }) => done,
                before => {
                    let target = content.begin(before.map_or(1, |target| target.attempt + 1));
                    self.effects.push(target.effect(Work::Plan));
                    target
                }
            };
            self.next.targets.push(target);
        }
        for mut target in old {
            target.dropped = !matches!(target.state, TargetState::Succeeded { .. });
            if !target.state.settled() {
                self.effects.push(target.discard());
            }
            self.put_back(target, &order);
        }
    }

    /// Puts a target that is not asked for again where it was: before the first of those that came after it.
    fn put_back(&mut self, target: Target, order: &[TargetKey]) {
        let place = |key: &TargetKey| order.iter().position(|known| known == key);
        let own = place(&target.key);
        let later = |other: &Target| place(&other.key).is_some_and(|place| Some(place) > own);
        let targets = &mut self.next.targets;
        let at = targets.iter().position(later).unwrap_or(targets.len());
        targets.insert(at, target);
    }

    /// A target that has moved on is no longer kept waiting.
    fn forget_delays(&mut self, before: &Request) {
        for target in &mut self.next.targets {
            let moved = before.target(&target.key).is_none_or(|old| old.state != target.state);
            if moved {
                target.delayed = None;
            }
        }
    }

    /// Applies what may be applied now: all plans good, and each target approved as its stage wants it. What a rollout
    /// carries waits until that has come to it.
    fn advance(&mut self, now: Timestamp) {
        let request = &mut self.next;
        let hindered = |target: &Target| target.state == TargetState::Planning || target.state.plan_bad();
        let carried = request.carried_by.is_some();
        if carried || request.closed.is_some() || request.targets.iter().any(hindered) {
            return;
        }
        let (approvals, digest) = (&request.approvals, &request.digest);
        let ready = |target: &Target| match &target.approval {
            _ if target.state != TargetState::Planned => false,
            None => true,
            Some(rule) => rule.satisfied(approvals, digest, now),
        };
        for target in request.targets.iter_mut().filter(|target| ready(target)) {
            self.effects.push(target.begin(now));
        }
    }
}

/// Who closes a request, for events.
impl RequestEvent {
    pub fn withdrawn(by: &Actor, why: Option<String>) -> Self {
        RequestEvent::Withdrawn { by: by.id.clone(), by_name: by.name.clone(), why }
    }

    pub fn cancelled(by: &Actor, why: Option<String>) -> Self {
        RequestEvent::Cancelled { by: by.id.clone(), by_name: by.name.clone(), why }
    }

    /// Whether a person, rather than a worker, caused it.
    pub fn by_person(&self) -> Option<&ActorId> {
        match self {
            RequestEvent::Decided(approval) => Some(&approval.by),
            RequestEvent::Withdrawn { by, .. } | RequestEvent::Cancelled { by, .. } => Some(by),
            _ => None,
        }
    }
}
