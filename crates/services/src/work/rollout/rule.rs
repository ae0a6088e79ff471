//! Answering GitHub, which holds a deployment until the portal's rule lets it pass.
//!
//! What the webhook said is not believed: the run is asked for, and the portal's own record decides.

use super::Outcome;
use crate::Portal;
use crate::ports::{Commit, LaneRef, LeasedJob, PipelineError, RuleAnswer, RuleAsked};
use crate::webhooks::lane_of;
use crate::work::back_off;
use domain::PortalError;
use domain::audit::AuditNote;
use domain::permission::Permit;
use domain::pipeline::{Run, RunState};
use domain::rollout::{Held, Rollout, Stop, Verdict};
use serde_json::json;

/// Pause until it is known which run was started.
const AGAIN_MILLIS: i64 = 1_000;

impl Portal {
    pub(crate) async fn answer_rule(
        &self,
        job: &LeasedJob,
        asked: &RuleAsked,
    ) -> Result<Outcome, PortalError> {
        let run = match self.pipelines.run(&asked.repository, &asked.run).await {
            Ok(run) if matches!(run.state, RunState::Done { .. }) => return Ok(Outcome::Done),
            Ok(run) => run,
            Err(error) => return Ok(self.rule_later(job, &error)),
        };
        let (rollout, verdict) = self.judged(asked, &run).await?;
        let stop = match verdict {
            Verdict::NotYet => return Ok(Outcome::Later(self.now().plus_millis(AGAIN_MILLIS))),
            Verdict::Pass => None,
            Verdict::Stop(stop) => Some(stop),
        };
        let answer = answer(rollout.as_ref(), stop.as_ref());
        match self.pipelines.answer_rule(&asked.repository, &asked.run, &asked.environment, &answer).await {
            Ok(()) => self.answered(job, asked, &run, rollout.as_ref(), stop).await,
            // Nothing of it waits any more: it was answered before, or somebody has ended it.
            Err(PipelineError::Refused(_)) => Ok(Outcome::Done),
            Err(error) => Ok(self.rule_later(job, &error)),
        }
    }

    fn rule_later(&self, job: &LeasedJob, error: &PipelineError) -> Outcome {
        let retry_at = match error {
            PipelineError::Throttled { until } => *until,
            error if error.retryable() => self.now().plus_millis(back_off(job)),
            // The run is gone, or was never ours to see.
            _ => return Outcome::Done,
        };
        Outcome::Failed { retry_at, why: error.to_string() }
    }

    /// The rollout that the run's title names, and what it says.
    async fn judged(&self, asked: &RuleAsked, run: &Run) -> Result<(Option<Rollout>, Verdict), PortalError> {
        let Some(LaneRef { rollout, region, attempt }) = lane_of(&run.title) else {
            return Ok((None, Verdict::Stop(Stop::Unknown)));
        };
        let Some(found) = self.store.rollout(&rollout).await? else {
            return Ok((None, Verdict::Stop(Stop::Unknown)));
        };
        let held = Held {
            region: &region,
            attempt,
            repository: &asked.repository,
            run: &asked.run,
            environment: &asked.environment,
        };
        let verdict = found.value.verdict(&held);
        Ok((Some(found.value), verdict))
    }

    /// Ends the job with what the audit says of the answer.
    async fn answered(
        &self,
        job: &LeasedJob,
        asked: &RuleAsked,
        run: &Run,
        rollout: Option<&Rollout>,
        stop: Option<Stop>,
    ) -> Result<Outcome, PortalError> {
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.audit.push(AuditNote {
            action: if stop.is_none() { "deployment.passed" } else { "deployment.stopped" }.to_owned(),
            subject: rollout.map_or_else(|| asked.run.clone(), |rollout| rollout.id.to_string()),
            team: rollout.map(|rollout| rollout.team.clone()),
            why: stop.map(|stop| stop.to_string()),
            before: serde_json::Value::Null,
            after: json!({
                "repository": asked.repository,
                "environment": asked.environment,
                "run": run.url,
                "title": run.title,
                "started_by": run.actor,
            }),
        });
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }
}

/// The words stand on GitHub, beside the run.
fn answer(rollout: Option<&Rollout>, stop: Option<&Stop>) -> RuleAnswer {
    let comment = match (rollout, stop) {
        (Some(rollout), None) => {
            let yeses: Vec<&str> = rollout
                .approvals
                .iter()
                .filter(|it| it.void.is_none())
                .map(|it| it.by_name.as_str())
                .collect();
            let by =
                if yeses.is_empty() { String::new() } else { format!(", approved by {}", yeses.join(", ")) };
            format!("Slipway: rollout {} of {}{by}.", rollout.id, rollout.release.version)
        }
        (_, Some(stop)) => format!("Slipway does not let this pass: {stop}."),
        (None, None) => "Slipway lets this pass.".to_owned(),
    };
    RuleAnswer { pass: stop.is_none(), comment: comment.chars().take(LONGEST_COMMENT).collect() }
}

/// GitHub takes no more.
const LONGEST_COMMENT: usize = 1_024;
