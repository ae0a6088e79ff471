//! From a domain step to one commit: the request, its environments, the jobs and what the audit says.

use crate::Portal;
use crate::ports::{AddressBook, Commit, JobKind, NewJob, StoreError, Versioned, Write};
use crate::requests::settle_ranges;
use crate::words::sentence;
use domain::audit::AuditNote;
use domain::environment::Environment;
use domain::ids::{EnvironmentId, JobId, RequestId};
use domain::notification::of_request;
use domain::permission::Permit;
use domain::request::{Effect, Refused, Request, RequestEvent, Step, Target, TargetState, Work};
use domain::{ErrorCode, PortalError, Timestamp};
use serde_json::json;

/// A lost race is decided anew at most so often before the caller is told.
pub(crate) const TRIES: usize = 24;

/// What comes along with a step, besides what the step itself wants written.
#[derive(Clone, Default)]
pub(crate) struct Along {
    pub writes: Vec<Write>,
    /// The job that this commit ends, with its lease.
    pub finishes: Option<(JobId, String)>,
    pub jobs: Vec<NewJob>,
}

impl Portal {
    pub(crate) async fn load(&self, id: &RequestId) -> Result<Versioned<Request>, PortalError> {
        let found = self.store.request(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("request {id}")))
    }

    /// Applies an event to a request as it is now; decides anew when somebody else was faster.
    pub(crate) async fn advance(
        &self,
        permit: &Permit,
        id: &RequestId,
        event: &RequestEvent,
        along: Along,
    ) -> Result<Versioned<Request>, PortalError> {
        let _turn = self.turns.take(id.as_str()).await;
        let mut tries = 0;
        loop {
            let before = self.load(id).await?;
            let now = self.now();
            let step = before.value.apply(event.clone(), now).map_err(refused)?;
            let commit = self.commit_of(permit, Some(&before), step.clone(), along.clone(), now).await?;
            tries += 1;
            match self.store.commit(commit).await {
                Ok(_) => return Ok(Versioned { version: before.version + 1, value: step.next }),
                Err(StoreError::Conflict(_))
                    if tries < TRIES && self.holds(along.finishes.as_ref()).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A job whose lease is lost must not go on, however often it tries.
    pub(crate) async fn holds(&self, lease: Option<&(JobId, String)>) -> bool {
        match lease {
            None => true,
            Some((job, lease)) => self.store.holds(job, lease).await.unwrap_or(false),
        }
    }

    /// Everything that a step writes.
    pub(crate) async fn commit_of(
        &self,
        permit: &Permit,
        before: Option<&Versioned<Request>>,
        step: Step,
        along: Along,
        now: Timestamp,
    ) -> Result<Commit, PortalError> {
        let mut commit = Commit::new(permit.clone(), now);
        commit.finishes = along.finishes;
        commit.jobs = along.jobs;
        commit.jobs.extend(step.effects.iter().filter_map(|effect| self.job(&step.next, effect, now)));
        commit.jobs.extend(self.notify_jobs(of_request(before.map(|before| &before.value), &step.next), now));
        commit.audit = notes(before.map(|before| &before.value), &step.next);
        commit.jobs.extend(step.next.carried_by.as_ref().map(|rollout| self.look_job(rollout, now, now)));
        commit.writes = along.writes;
        for target in moved(before.map(|before| &before.value), &step.next) {
            self.follow(&mut commit, &step.next, target, now).await?;
        }
        commit.writes.push(Write::Request {
            expected: before.map(|before| before.version),
            next: Box::new(step.next),
        });
        Ok(commit)
    }

    /// Lets a target's environment follow it.
    async fn follow(
        &self,
        commit: &mut Commit,
        request: &Request,
        target: &Target,
        now: Timestamp,
    ) -> Result<(), PortalError> {
        let Some(environment) = self.environment_in(commit, &target.environment_id).await? else {
            return Ok(());
        };
        let Versioned { version: expected, value } = environment;
        let (held, key) = (value.held_by.is_some(), value.key.clone());
        match value.follow(request, target, now) {
            Some(next) if next == value => {}
            Some(next) => {
                let free = held && next.held_by.is_none();
                commit.jobs.extend(free.then(|| self.wake_job(&key.service, &key.stage, now)));
                if matches!(target.state, TargetState::Succeeded { .. } | TargetState::Cancelled { .. }) {
                    self.with_book(commit, |book| settle_ranges(book, &next)).await?;
                }
                commit.writes.push(Write::Environment { expected: Some(expected), next: Box::new(next) });
            }
            None => {
                commit.jobs.push(self.wake_job(&key.service, &key.stage, now));
                let id = target.environment_id.clone();
                self.with_book(commit, |book| book.allocations.retain(|range| range.environment != id))
                    .await?;
                commit.writes.push(Write::DropEnvironment { id, expected });
            }
        }
        Ok(())
    }

    /// An environment as stored; `None` when the commit writes it already, or when it does not exist.
    async fn environment_in(
        &self,
        commit: &Commit,
        id: &EnvironmentId,
    ) -> Result<Option<Versioned<Environment>>, PortalError> {
        let written = commit.writes.iter().any(|write| match write {
            Write::Environment { next, .. } => &next.id == id,
            _ => false,
        });
        match written {
            true => Ok(None),
            false => Ok(self.store.environment(id).await?),
        }
    }

    /// Changes the book of address ranges along with a commit.
    async fn with_book(
        &self,
        commit: &mut Commit,
        change: impl FnOnce(&mut AddressBook),
    ) -> Result<(), PortalError> {
        // Several environments may end in one commit: then the book is already being written.
        let being_written = commit.writes.iter_mut().find_map(|write| match write {
            Write::AddressBook { next, .. } => Some(next),
            _ => None,
        });
        if let Some(next) = being_written {
            change(next);
            return Ok(());
        }
        let book = self.store.address_book().await?;
        let mut next = book.value.clone();
        change(&mut next);
        if next != book.value {
            commit.writes.push(Write::AddressBook { expected: book.version, next });
        }
        Ok(())
    }

    fn job(&self, request: &Request, effect: &Effect, now: Timestamp) -> Option<NewJob> {
        let target = request.target(&effect.target)?;
        let (request, target_key, attempt) = (request.id.clone(), effect.target.clone(), effect.attempt);
        let kind = match effect.work {
            Work::Plan => JobKind::Plan { request, target: target_key, attempt },
            Work::Apply => JobKind::Apply { request, target: target_key, attempt },
            Work::Stop => JobKind::Stop { request, target: target_key, attempt },
            Work::Discard => JobKind::Discard { request, target: target_key, attempt },
        };
        Some(NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            // Whatever is done to one environment is done one after the other.
            lane: target.environment_id.to_string(),
            pool: self.place(&target.key.stage, &target.key.region).key(),
            unique_key: None,
            run_at: now,
        })
    }
}

/// Targets whose state the step changed.
fn moved<'a>(before: Option<&'a Request>, next: &'a Request) -> impl Iterator<Item = &'a Target> {
    next.targets.iter().filter(move |target| {
        let old = before.and_then(|before| before.target(&target.key));
        old.is_none_or(|old| old.state != target.state || old.attempt != target.attempt)
    })
}

/// What the audit trail says of a step: the request's status, and each target that ended.
fn notes(before: Option<&Request>, next: &Request) -> Vec<AuditNote> {
    let mut notes = Vec::new();
    let old_status = before.map(|request| request.status());
    let answered = before.is_some_and(|before| before.approvals.len() < next.approvals.len());
    if old_status != Some(next.status()) || answered || before.is_some_and(|b| b.revision < next.revision) {
        let answer = next.approvals.last().filter(|_| answered);
        let why = answer.and_then(|approval| approval.comment.clone());
        let closed = next.closed.as_ref().and_then(|closed| closed.why.clone());
        notes.push(AuditNote {
            action: request_verb(before, next, answered),
            subject: next.id.to_string(),
            team: Some(next.team.clone()),
            why: why.or(closed).or_else(|| next.reason.clone()),
            before: before.map_or(serde_json::Value::Null, summary),
            after: summary(next),
        });
    }
    let ended = moved(before, next).filter(|target| target.state.settled());
    notes.extend(ended.map(|target| target_note(before, next, target)));
    notes
}

fn request_verb(before: Option<&Request>, next: &Request, answered: bool) -> String {
    let Some(before) = before else {
        return "request.created".to_owned();
    };
    if answered {
        use domain::approval::Decision;
        return match next.approvals.last().map(|approval| approval.decision) {
            Some(Decision::Reject) => "request.rejected",
            Some(Decision::RequestChanges) => "request.changes_requested",
            Some(Decision::Approve) | None => "request.approved",
        }
        .to_owned();
    }
    if before.revision < next.revision {
        return "request.amended".to_owned();
    }
    format!("request.{}", next.status().as_str())
}

fn summary(request: &Request) -> serde_json::Value {
    let targets: Vec<_> = request
        .targets
        .iter()
        .map(|target| format!("{} {}", target.key, request.target_status(target).as_str()))
        .collect();
    json!({
        "status": request.status().as_str(),
        "action": request.action.as_str(),
        "service": request.service,
        "environment": request.environment,
        "template": request.template,
        "template_digest": request.template_digest,
        "digest": request.digest,
        "revision": request.revision,
        "targets": targets,
    })
}

fn target_note(before: Option<&Request>, next: &Request, target: &Target) -> AuditNote {
    let status = next.target_status(target).as_str();
    let old = before.and_then(|before| Some((before, before.target(&target.key)?)));
    let why = match &target.state {
        TargetState::Failed { reason, .. } | TargetState::Errored { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    AuditNote {
        action: format!("target.{status}"),
        subject: target.environment_id.to_string(),
        team: Some(next.team.clone()),
        why,
        before: json!({ "status": old.map(|(before, old)| before.target_status(old).as_str()) }),
        after: json!({
            "status": status,
            "request": next.id,
            "target": target.key.to_string(),
            "stack_name": target.stack_name,
            "attempt": target.attempt,
        }),
    }
}

/// A refusal of the domain in the words of the portal.
pub(crate) fn refused(refused: Refused) -> PortalError {
    let message = sentence(&refused.to_string());
    let why = refused.reason();
    let error = match refused {
        Refused::StaleDigest { .. } => PortalError::new(ErrorCode::StaleDigest, message),
        Refused::NoTarget(_) => PortalError::new(ErrorCode::NotFound, message),
        Refused::Outdated | Refused::Twice | Refused::State(_) | Refused::Expired { .. } => {
            PortalError::conflict(message)
        }
    };
    match why {
        Some(why) => error.for_reason(why),
        None => error,
    }
}
