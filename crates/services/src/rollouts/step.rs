//! From a rollout's step to one commit: the rollout, the jobs and what the audit says.

use crate::Portal;
use crate::ports::{Commit, JobKind, LaneRef, NewJob, StoreError, Versioned, Write};
use crate::step::TRIES;
use crate::words::sentence;
use domain::approval::Decision;
use domain::audit::AuditNote;
use domain::ids::{JobId, RolloutId};
use domain::names::{RegionName, ServiceName, StageName};
use domain::notification::of_rollout;
use domain::permission::{Permit, Reason};
use domain::rollout::{Carried, Deferred, Lane, LaneState, Refused, Rollout, RolloutEvent, Step, Work};
use domain::{ErrorCode, PortalError, Timestamp};
use serde_json::json;

/// What comes along with a step, besides what the step itself wants written.
#[derive(Clone, Default)]
pub(crate) struct Along {
    /// The job that this commit ends, with its lease.
    pub finishes: Option<(JobId, String)>,
    /// A race that is lost is lost: the event was worked out from what has changed since.
    pub once: bool,
    /// Jobs besides those that the step asks for.
    pub jobs: Vec<NewJob>,
}

impl Portal {
    pub(crate) async fn load_rollout(&self, id: &RolloutId) -> Result<Versioned<Rollout>, PortalError> {
        let found = self.store.rollout(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("rollout {id}")))
    }

    /// Applies an event to a rollout as it is now; decides anew when somebody else was faster.
    pub(crate) async fn advance_rollout(
        &self,
        permit: &Permit,
        id: &RolloutId,
        event: &RolloutEvent,
        along: Along,
    ) -> Result<Versioned<Rollout>, PortalError> {
        let _turn = self.turns.take(id.as_str()).await;
        self.advance_rollout_in_turn(permit, id, event, along).await
    }

    /// The same for whoever has the turn.
    pub(crate) async fn advance_rollout_in_turn(
        &self,
        permit: &Permit,
        id: &RolloutId,
        event: &RolloutEvent,
        along: Along,
    ) -> Result<Versioned<Rollout>, PortalError> {
        let mut tries = 0;
        loop {
            let before = self.load_rollout(id).await?;
            let now = self.now();
            let step = before.value.apply(event.clone(), now).map_err(refused)?;
            let next = step.next.clone();
            let commit = self.rollout_commit(permit, Some(&before), step, along.clone(), now);
            tries += 1;
            match self.store.commit(commit).await {
                Ok(_) => return Ok(Versioned { version: before.version + 1, value: next }),
                Err(StoreError::Conflict(_))
                    if tries < TRIES && !along.once && self.holds(along.finishes.as_ref()).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Everything that a step writes.
    pub(crate) fn rollout_commit(
        &self,
        permit: &Permit,
        before: Option<&Versioned<Rollout>>,
        step: Step,
        along: Along,
        now: Timestamp,
    ) -> Commit {
        let mut commit = Commit::new(permit.clone(), now);
        commit.finishes = along.finishes;
        commit.jobs = step.effects.iter().map(|work| self.rollout_job(&step.next, work, now)).collect();
        commit.jobs.extend(along.jobs);
        commit.jobs.extend(self.notify_jobs(of_rollout(before.map(|before| &before.value), &step.next), now));
        commit.audit = notes(before.map(|before| &before.value), &step.next);
        let expected = before.map(|before| before.version);
        commit.writes.push(Write::Rollout { expected, next: Box::new(step.next) });
        commit
    }

    fn rollout_job(&self, rollout: &Rollout, work: &Work, now: Timestamp) -> NewJob {
        let id = || rollout.id.clone();
        let lane = |region: &RegionName, attempt: &u32| LaneRef {
            rollout: id(),
            region: region.clone(),
            attempt: *attempt,
        };
        match work {
            Work::Look { at } => self.look_job(&rollout.id, (*at).max(now), now),
            Work::Carry => self.carry_job(&rollout.id, now),
            Work::TakeUp => self.take_up_job(&rollout.id, now),
            Work::WakeNext => self.wake_job(&rollout.service, &rollout.stage, now),
            Work::Replicate { region } => {
                let kind = JobKind::Replicate { rollout: id(), region: region.clone() };
                self.lane_job(&rollout.id, region, "replicate", kind, now)
            }
            Work::Deploy { region, attempt } => self.deploy_job(&lane(region, attempt), now),
            Work::Verify { region, attempt } => {
                let kind = JobKind::Verify(lane(region, attempt));
                self.lane_job(&rollout.id, region, "deploy", kind, now)
            }
            Work::Cancel { region, attempt } => {
                let kind = JobKind::CancelRun(lane(region, attempt));
                self.lane_job(&rollout.id, region, "deploy", kind, now)
            }
            Work::RollBack { regions } => {
                let kind = JobKind::RollBack { rollout: id(), regions: regions.clone() };
                self.rollout_wide_job(&rollout.id, "roll-back", kind, now)
            }
        }
    }

    /// Looks at different times are kept apart: an early one does not stand for the end of a soak, and one that is far off
    /// does not stand in the way of one that is wanted now.
    pub(crate) fn look_job(&self, rollout: &RolloutId, at: Timestamp, now: Timestamp) -> NewJob {
        let kind = JobKind::Look { rollout: rollout.clone() };
        let key = if at > now { format!("look:{rollout}:{}", at.0) } else { format!("look:{rollout}") };
        NewJob {
            unique_key: Some(key.clone()),
            lane: key,
            ..self.rollout_wide_job(rollout, "look", kind, at)
        }
    }

    fn carry_job(&self, rollout: &RolloutId, now: Timestamp) -> NewJob {
        let kind = JobKind::Carry { rollout: rollout.clone() };
        let job = self.rollout_wide_job(rollout, "carry", kind, now);
        NewJob { unique_key: Some(job.lane.clone()), ..job }
    }

    fn take_up_job(&self, rollout: &RolloutId, now: Timestamp) -> NewJob {
        let kind = JobKind::TakeUp { rollout: rollout.clone() };
        let job = self.rollout_wide_job(rollout, "take-up", kind, now);
        NewJob { unique_key: Some(job.lane.clone()), ..job }
    }

    pub(crate) fn wake_job(&self, service: &ServiceName, stage: &StageName, now: Timestamp) -> NewJob {
        let kind = JobKind::Wake { service: service.clone(), stage: stage.clone() };
        let key = format!("wake:{service}/{stage}");
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            lane: key.clone(),
            pool: "rollouts".to_owned(),
            unique_key: Some(key),
            run_at: now,
        }
    }

    /// Whoever asks for it again while it waits hastens it.
    pub(crate) fn deploy_job(&self, lane: &LaneRef, now: Timestamp) -> NewJob {
        let kind = JobKind::Deploy(lane.clone());
        let key = format!("deploy:{}:{}:{}", lane.rollout, lane.region, lane.attempt);
        NewJob { unique_key: Some(key), ..self.lane_job(&lane.rollout, &lane.region, "deploy", kind, now) }
    }

    /// What is done to one region of a rollout is done one after the other, replication apart.
    fn lane_job(
        &self,
        rollout: &RolloutId,
        region: &RegionName,
        what: &str,
        kind: JobKind,
        run_at: Timestamp,
    ) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            lane: format!("{what}:{rollout}:{region}"),
            pool: if what == "replicate" { "copies" } else { "runs" }.to_owned(),
            unique_key: None,
            run_at,
        }
    }

    fn rollout_wide_job(&self, rollout: &RolloutId, what: &str, kind: JobKind, run_at: Timestamp) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            lane: format!("{what}:{rollout}"),
            pool: "rollouts".to_owned(),
            unique_key: None,
            run_at,
        }
    }
}

/// What the audit trail says of a step: what people did, the status, and each region that ended.
fn notes(before: Option<&Rollout>, next: &Rollout) -> Vec<AuditNote> {
    let mut notes = Vec::new();
    if let Some((verb, why)) = deed(before, next) {
        notes.push(AuditNote {
            action: format!("rollout.{verb}"),
            subject: next.id.to_string(),
            team: Some(next.team.clone()),
            why,
            before: before.map_or(serde_json::Value::Null, summary),
            after: summary(next),
        });
    }
    notes.extend(next.lanes().filter_map(|lane| handed_over(before, next, lane)));
    let ended = next.lanes().filter(|lane| lane.state.settled());
    let ended = ended.filter(|lane| {
        let old = before.and_then(|before| before.lane(&lane.region));
        old.is_none_or(|old| old.state.as_str() != lane.state.as_str())
    });
    notes.extend(ended.map(|lane| AuditNote {
        action: format!("region.{}", lane.state.as_str()),
        subject: next.id.to_string(),
        team: Some(next.team.clone()),
        why: match &lane.state {
            LaneState::Failed { reason, .. } | LaneState::Errored { reason, .. } => Some(reason.clone()),
            _ => None,
        },
        before: json!({ "state": before.and_then(|before| before.lane(&lane.region)).map(|lane| lane.state.as_str()) }),
        after: json!({
            "state": lane.state.as_str(),
            "service": next.service,
            "stage": next.stage,
            "region": lane.region,
            "version": next.release.version,
            "attempt": lane.attempt,
            "rolls_back": next.rolls_back(),
        }),
    }));
    notes
}

/// Somebody's yes is handed to GitHub, with their own account.
fn handed_over(before: Option<&Rollout>, next: &Rollout, lane: &Lane) -> Option<AuditNote> {
    let (review, run) = (lane.review.as_ref()?, lane.state.run()?);
    let sent = review.sent.as_ref()?;
    let known = before.and_then(|before| before.lane(&lane.region)?.review.as_ref()?.sent.as_ref());
    (known != Some(sent)).then(|| AuditNote {
        action: "deployment.reviewed".to_owned(),
        subject: next.id.to_string(),
        team: Some(next.team.clone()),
        why: None,
        before: serde_json::Value::Null,
        after: json!({
            "by": sent.name,
            "environment": review.awaited.environment,
            "region": lane.region,
            "run": run.url,
        }),
    })
}

/// What happened to the rollout as a whole, with the reason that was given for it.
fn deed(before: Option<&Rollout>, next: &Rollout) -> Option<(&'static str, Option<String>)> {
    let Some(before) = before else {
        let verb = if next.glass.is_some() { "started_alone" } else { "started" };
        return Some((verb, next.reason.clone()));
    };
    if before.approvals.len() < next.approvals.len() {
        let answer = next.approvals.last()?;
        let verb = match answer.decision {
            Decision::Approve => "approved",
            Decision::Reject => "rejected",
            Decision::RequestChanges => "changes_requested",
        };
        return Some((verb, answer.comment.clone()));
    }
    if let Some(why) = newly_void(before, next) {
        return Some(("approval_void", Some(why)));
    }
    if before.deferred.is_some() && next.carried.is_some() {
        return Some(("environments_taken_up", None));
    }
    if wants_plans(next) && !wants_plans(before) {
        return Some(("planned_anew", None));
    }
    if let Some(past) = past_a_rule(before, next) {
        return Some(past);
    }
    if before.override_freeze != next.override_freeze {
        return Some(("freeze_overridden", next.override_freeze.as_ref().and_then(|by| by.why.clone())));
    }
    match (&before.paused, &next.paused) {
        (None, Some(by)) => return Some(("paused", by.why.clone())),
        (Some(_), None) if next.closed.is_none() => return Some(("resumed", None)),
        _ => {}
    }
    let status = next.status();
    let told = status.over() || matches!(status.as_str(), "failed" | "errored");
    let refused = next.deferred.as_ref().and_then(|deferred| deferred.refused.clone());
    let why = next.closed.as_ref().and_then(|closed| closed.by.why.clone()).or(refused);
    (told && before.status() != status).then(|| (status.as_str(), why))
}

/// Whether a plan of what it carries has been asked for anew.
fn wants_plans(rollout: &Rollout) -> bool {
    rollout.carried.iter().flat_map(|carried| carried.targets.values()).any(|target| target.anew)
}

/// Why answers that counted before no longer do.
fn newly_void(before: &Rollout, next: &Rollout) -> Option<String> {
    let mut answers = before.approvals.iter().zip(&next.approvals);
    answers.find_map(|(old, new)| new.void.clone().filter(|_| old.void.is_none()))
}

/// What was done past a rule, and the look at it afterwards.
fn past_a_rule(before: &Rollout, next: &Rollout) -> Option<(&'static str, Option<String>)> {
    if before.override_asked != next.override_asked {
        return Some(("override_asked", next.override_asked.as_ref()?.why.clone()));
    }
    let glass = next.glass.as_ref()?;
    match (&before.glass, &glass.review) {
        (None, _) => Some(("glass_broken", glass.by.why.clone())),
        (Some(old), Some(review)) if old.review.is_none() => Some(("reviewed", review.why.clone())),
        _ => None,
    }
}

fn summary(rollout: &Rollout) -> serde_json::Value {
    let lanes: Vec<_> =
        rollout.lanes().map(|lane| format!("{} {}", lane.region, lane.state.as_str())).collect();
    json!({
        "status": rollout.status().as_str(),
        "service": rollout.service,
        "stage": rollout.stage,
        "version": rollout.release.version,
        "artifact": rollout.release.artifact.digest,
        "digest": rollout.digest,
        "regions": lanes,
        "rolls_back": rollout.rolls_back(),
        "carries": rollout.carried.as_ref().map(carried).or_else(|| rollout.deferred.as_ref().map(deferred)),
    })
}

fn carried(carried: &Carried) -> serde_json::Value {
    json!({
        "request": carried.request,
        "template": carried.template,
        "template_digest": carried.template_digest,
        "plans": carried.plans,
        "loses_data": carried.loses_data(),
        "may_lose_data": carried.may_lose_data(),
    })
}

fn deferred(deferred: &Deferred) -> serde_json::Value {
    json!({ "template": deferred.template, "template_digest": deferred.template_digest, "plans": null })
}

/// A refusal of the domain in the words of the portal.
pub(crate) fn refused(refused: Refused) -> PortalError {
    let message = sentence(&refused.to_string());
    match refused {
        Refused::NoRegion(_) => PortalError::new(ErrorCode::NotFound, message),
        Refused::Because(why @ Reason::Changed) => {
            PortalError::new(ErrorCode::StaleDigest, message).for_reason(why)
        }
        Refused::Because(why) => PortalError::conflict(message).for_reason(why),
        Refused::Outdated => PortalError::conflict(message).for_reason(Reason::AlreadySo),
    }
}
