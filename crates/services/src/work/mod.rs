//! What workers do: one job, one step. Every step may be killed at any instant and run again.

mod apply;
mod calendars;
mod catalog;
mod collect;
mod discard;
mod drift;
mod incident;
mod launch;
mod notify;
mod plan;
mod poll;
mod rollout;
mod silence;
mod stop;
mod tidy;

use crate::Portal;
use crate::ports::{CloudError, JobKind, LeasedJob, Place};
use crate::step::Along;
use domain::ids::RequestId;
use domain::permission::Permit;
use domain::request::{Request, RequestAction, RequestEvent, Target, TargetKey};
use domain::{ErrorCode, PortalError, Timestamp};

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its commit has ended it.
    Committed,
    /// It had nothing (more) to do.
    Done,
    /// To be looked at again.
    Later(Timestamp),
    /// It did not work this time, and is to be tried again.
    Failed { retry_at: Timestamp, why: String },
}

/// One target of one request, as its job finds it.
pub(crate) struct Errand<'a> {
    pub job: &'a LeasedJob,
    pub request: Request,
    pub target: Target,
    pub place: Place,
}

impl Errand<'_> {
    fn action(&self) -> RequestAction {
        self.request.action_at(&self.target)
    }

    /// Identifies this attempt towards the cloud.
    fn token(&self) -> String {
        self.target.token(&self.request.id)
    }
}

impl Portal {
    /// Does one job. Errors are the machinery's: the job is tried again.
    pub(crate) async fn perform(&self, job: &LeasedJob) -> Result<Outcome, PortalError> {
        let (request, target, attempt) = match &job.kind {
            JobKind::Poll { stage, region } => return self.poll(job, stage, region).await,
            JobKind::Drift(asked) => return self.drift(job, asked).await,
            JobKind::Look { rollout } => return self.look_around(job, rollout).await,
            JobKind::TakeUp { rollout } => return self.take_up(job, rollout).await,
            JobKind::Carry { rollout } => return self.carry(rollout).await,
            JobKind::Wake { service, stage } => return self.wake(job, service, stage).await,
            JobKind::Replicate { rollout, region } => return self.replicate(job, rollout, region).await,
            JobKind::Deploy(lane) => return self.deploy(job, lane).await,
            JobKind::Verify(lane) => return self.verify(job, lane).await,
            JobKind::CancelRun(lane) => return self.cancel_run(job, lane).await,
            JobKind::AnswerRule(asked) => return self.answer_rule(job, asked).await,
            JobKind::RollBack { rollout, regions } => return self.go_back(rollout, regions).await,
            JobKind::Calendars => return self.read_calendars_again().await,
            JobKind::ReadRepository { repository } => return self.read_repository(job, repository).await,
            JobKind::ReadCatalog => return self.read_catalog().await,
            JobKind::Launch { launch } => return self.start_launch(job, launch).await,
            JobKind::Notify { notice } => return self.notify(job, notice).await,
            JobKind::Deliver { delivery } => return self.deliver(job, delivery).await,
            JobKind::Remind { notice } => return self.remind(job, notice).await,
            JobKind::Probe => return self.probe_for_a_term(job).await,
            JobKind::Collect { stage, region } => return self.collect(stage, region).await,
            JobKind::ThinSamples => return self.thin_samples().await,
            JobKind::Assess(assessed) => return self.assess(job, assessed).await,
            JobKind::CallNext { incident } => return self.call_next(job, incident).await,
            JobKind::EndQuiet { incident } => return self.end_quiet(job, incident).await,
            JobKind::Tidy => return self.forget_old().await,
            JobKind::Plan { request, target, attempt }
            | JobKind::Apply { request, target, attempt }
            | JobKind::Stop { request, target, attempt }
            | JobKind::Discard { request, target, attempt } => (request, target, *attempt),
        };
        let Some(errand) = self.errand(job, request, target, attempt).await? else {
            return Ok(Outcome::Done);
        };
        match &job.kind {
            JobKind::Plan { .. } => self.plan(errand).await,
            JobKind::Apply { .. } => self.apply(errand).await,
            JobKind::Stop { .. } => self.stop(errand).await,
            JobKind::Discard { .. } => self.discard(errand).await,
            _ => Ok(Outcome::Done),
        }
    }

    /// The target that a job speaks of; `None` when its attempt is over.
    async fn errand<'a>(
        &self,
        job: &'a LeasedJob,
        id: &RequestId,
        key: &TargetKey,
        attempt: u32,
    ) -> Result<Option<Errand<'a>>, PortalError> {
        let Some(found) = self.store.request(id).await? else {
            return Ok(None);
        };
        let target = found.value.target(key).filter(|target| target.attempt == attempt).cloned();
        let place = self.place(&key.stage, &key.region);
        Ok(target.map(|target| Errand { job, request: found.value, target, place }))
    }

    /// Tells the request what happened and ends the job, in one commit.
    async fn report(&self, errand: &Errand<'_>, event: RequestEvent) -> Result<Outcome, PortalError> {
        self.report_along(errand, event, Along::default()).await
    }

    async fn report_along(
        &self,
        errand: &Errand<'_>,
        event: RequestEvent,
        along: Along,
    ) -> Result<Outcome, PortalError> {
        let finishes = Some((errand.job.id.clone(), errand.job.lease.clone()));
        let along = Along { finishes, ..along };
        match self.advance(&Permit::portal(), &errand.request.id, &event, along).await {
            Ok(_) => Ok(Outcome::Committed),
            // The request has moved on in the meantime; what happened no longer matters.
            Err(error) if error.code == ErrorCode::Conflict => Ok(Outcome::Done),
            Err(error) => Err(error),
        }
    }

    /// What a failed call to the cloud means for a target: wait and try again, or give up.
    async fn cloud_failed(&self, errand: &Errand<'_>, error: CloudError) -> Result<Outcome, PortalError> {
        let (target, attempt) = (errand.target.key.clone(), errand.target.attempt);
        let waited = self.now().since(errand.job.run_at.max(errand.request.updated_at));
        let patient = error.retryable() && waited < self.settings.patience_millis;
        if !patient {
            let reason = error.to_string();
            return self.report(errand, RequestEvent::Broke { target, attempt, reason }).await;
        }
        let why = error.to_string();
        let delayed = RequestEvent::Delayed { target, attempt, reason: Some(why.clone()) };
        self.tell(&errand.request.id, delayed).await?;
        Ok(Outcome::Failed { retry_at: self.now().plus_millis(back_off(errand.job)), why })
    }

    /// Tells the request something without ending a job. Outdated news is passed over.
    async fn tell(&self, id: &RequestId, event: RequestEvent) -> Result<(), PortalError> {
        match self.advance(&Permit::portal(), id, &event, Along::default()).await {
            Err(error) if error.code != ErrorCode::Conflict => Err(error),
            _ => Ok(()),
        }
    }
}

const FIRST_PAUSE_MILLIS: i64 = 500;
const LONGEST_PAUSE_MILLIS: i64 = 30_000;

/// Doubles with each attempt, with a spread by job, so that a region that comes back is not run over.
pub(crate) fn back_off(job: &LeasedJob) -> i64 {
    let doubled = FIRST_PAUSE_MILLIS.saturating_mul(1 << job.attempts.min(10));
    let pause = doubled.min(LONGEST_PAUSE_MILLIS);
    let spread = job.id.as_str().bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 1000);
    pause / 2 + pause * spread / 2000
}
