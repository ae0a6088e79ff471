//! A check for drift: have the cloud compare, look until it has, keep what it found.

use super::{Outcome, back_off};
use crate::Portal;
use crate::drift::drift_note;
use crate::ports::{CloudError, Commit, DriftCheck, DriftState, LeasedJob, Place, Versioned, Write};
use domain::PortalError;
use domain::drift::DriftReport;
use domain::environment::Environment;
use domain::permission::Permit;

/// A fresh detection is looked at soon: some are over at once.
const FIRST_LOOK_MILLIS: i64 = 500;
const LOOK_AGAIN_MILLIS: i64 = 1_000;

const TOO_LONG: &str = "the cloud did not finish the check in time";

/// A check that is still wanted, as its job finds it.
struct Check<'a> {
    job: &'a LeasedJob,
    asked: &'a DriftCheck,
    found: Versioned<Environment>,
    place: Place,
}

impl Check<'_> {
    fn stack(&self) -> &str {
        let environment = &self.found.value;
        environment.stack_id.as_deref().unwrap_or(&environment.stack_name)
    }

    /// A commit that also ends the job, so that the step happens once.
    fn ending(&self, portal: &Portal) -> Commit {
        let mut commit = Commit::new(Permit::portal(), portal.now());
        commit.finishes = Some((self.job.id.clone(), self.job.lease.clone()));
        commit
    }

    fn write(&self, next: Environment) -> Write {
        Write::Environment { expected: Some(self.found.version), next: Box::new(next) }
    }
}

impl Portal {
    /// A step that loses a race against another commit fails, and is made anew from what is there then.
    pub(super) async fn drift(&self, job: &LeasedJob, asked: &DriftCheck) -> Result<Outcome, PortalError> {
        let found = self.store.environment(&asked.environment).await?;
        let Some(found) = found.filter(|found| found.value.checks_drift_since(asked.asked_at)) else {
            return Ok(Outcome::Done);
        };
        let place = self.place(&found.value.key.stage, &found.value.key.region);
        let check = Check { job, asked, found, place };
        match &asked.detection {
            None => self.begin_check(&check).await,
            Some(detection) => self.look_at_check(&check, detection).await,
        }
    }

    async fn begin_check(&self, check: &Check<'_>) -> Result<Outcome, PortalError> {
        match self.cloud.start_drift_detection(&check.place, check.stack()).await {
            Ok(detection) => self.go_on(check, Some(detection), FIRST_LOOK_MILLIS).await,
            Err(error) => self.check_failed(check, error).await,
        }
    }

    async fn look_at_check(&self, check: &Check<'_>, detection: &str) -> Result<Outcome, PortalError> {
        let delayed = check.found.value.drift_note.is_some();
        match self.cloud.drift_detection(&check.place, check.stack(), detection).await {
            Ok(DriftState::Done(report)) => self.conclude(check, report).await,
            Ok(DriftState::Pending) if !self.patient(check) => {
                self.conclude(check, DriftReport::unclear(TOO_LONG)).await
            }
            Ok(DriftState::Pending) if delayed => {
                self.go_on(check, Some(detection.to_owned()), LOOK_AGAIN_MILLIS).await
            }
            Ok(DriftState::Pending) => Ok(Outcome::Later(self.now().plus_millis(LOOK_AGAIN_MILLIS))),
            // The cloud has forgotten it, or the stack is gone, which a new start will tell.
            Err(CloudError::NotFound(_)) if self.patient(check) => {
                self.go_on(check, None, LOOK_AGAIN_MILLIS).await
            }
            Err(error) => self.check_failed(check, error).await,
        }
    }

    fn patient(&self, check: &Check<'_>) -> bool {
        self.now().since(check.asked.asked_at) < self.settings.patience_millis
    }

    /// Ends this job and leaves the rest to another one; the region answers, so nothing is delayed any more.
    async fn go_on(
        &self,
        check: &Check<'_>,
        detection: Option<String>,
        pause: i64,
    ) -> Result<Outcome, PortalError> {
        let mut commit = check.ending(self);
        let (environment, run_at) = (&check.found.value, commit.at.plus_millis(pause));
        let rest = DriftCheck { detection, ..check.asked.clone() };
        commit.jobs.push(self.drift_job(environment, rest, run_at));
        if environment.drift_note.is_some() {
            commit.writes.push(check.write(environment.drift_delayed(None)));
        }
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    /// What a failed call means: wait, say why, and try again; or give up.
    async fn check_failed(&self, check: &Check<'_>, error: CloudError) -> Result<Outcome, PortalError> {
        let why = error.to_string();
        if !(error.retryable() && self.patient(check)) {
            return self.conclude(check, DriftReport::unclear(why)).await;
        }
        let delayed = check.found.value.drift_delayed(Some(&why));
        if delayed != check.found.value {
            let mut commit = Commit::new(Permit::portal(), self.now());
            commit.writes.push(check.write(delayed));
            self.store.commit(commit).await?;
        }
        Ok(Outcome::Failed { retry_at: self.now().plus_millis(back_off(check.job)), why })
    }

    async fn conclude(&self, check: &Check<'_>, report: DriftReport) -> Result<Outcome, PortalError> {
        let before = &check.found.value;
        let report = self.secrets_of(before).hidden_in(report);
        let mut commit = check.ending(self);
        let next = before.drift_checked(report, commit.at);
        commit.audit.push(drift_note("environment.drift_checked", before, &next));
        commit.writes.push(check.write(next));
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }
}
