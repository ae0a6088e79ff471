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
use domain::ids::LaunchId;
use domain::names::TeamName;
use domain::permission::Permit;
use domain::pipeline::{Launch, Run, RunState};
use domain::rollout::{Held, Rollout, Stop, Verdict};
use serde_json::json;

/// Pause until it is known which run was started.
const AGAIN_MILLIS: i64 = 1_000;

/// Whose run it is, as far as the portal's own records tell.
enum Origin {
    Rollout(Box<Rollout>),
    Launch(Box<Launch>),
    Unknown,
}

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
        let (origin, verdict) = self.judged(asked, &run).await?;
        let stop = match verdict {
            Verdict::NotYet => return Ok(Outcome::Later(self.now().plus_millis(AGAIN_MILLIS))),
            Verdict::Pass => None,
            Verdict::Stop(stop) => Some(stop),
        };
        let answer = answer(&origin, stop.as_ref());
        match self.pipelines.answer_rule(&asked.repository, &asked.run, &asked.environment, &answer).await {
            Ok(()) => self.answered(job, asked, &run, &origin, stop).await,
            // Nothing of it waits any more: it was answered before, or somebody has ended it.
            Err(PipelineError::Refused(_) | PipelineError::Forbidden(_)) => Ok(Outcome::Done),
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

    /// What the run's title names, and what that says of it.
    async fn judged(&self, asked: &RuleAsked, run: &Run) -> Result<(Origin, Verdict), PortalError> {
        if let Some(lane) = lane_of(&run.title) {
            return self.judged_by_rollout(asked, lane).await;
        }
        let launch = match launch_of(&run.title) {
            Some(id) => self.store.launch(&id).await?,
            None => None,
        };
        let Some(found) = launch else { return Ok((Origin::Unknown, Verdict::Stop(Stop::Unknown))) };
        let verdict = found.value.verdict(&asked.repository, &asked.run, &asked.environment);
        Ok((Origin::Launch(Box::new(found.value)), verdict))
    }

    async fn judged_by_rollout(
        &self,
        asked: &RuleAsked,
        lane: LaneRef,
    ) -> Result<(Origin, Verdict), PortalError> {
        let Some(found) = self.store.rollout(&lane.rollout).await? else {
            return Ok((Origin::Unknown, Verdict::Stop(Stop::Unknown)));
        };
        let held = Held {
            region: &lane.region,
            attempt: lane.attempt,
            repository: &asked.repository,
            run: &asked.run,
            environment: &asked.environment,
        };
        let verdict = found.value.verdict(&held);
        Ok((Origin::Rollout(Box::new(found.value)), verdict))
    }

    /// Ends the job with what the audit says of the answer.
    async fn answered(
        &self,
        job: &LeasedJob,
        asked: &RuleAsked,
        run: &Run,
        origin: &Origin,
        stop: Option<Stop>,
    ) -> Result<Outcome, PortalError> {
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.audit.push(AuditNote {
            action: if stop.is_none() { "deployment.passed" } else { "deployment.stopped" }.to_owned(),
            subject: origin.id().unwrap_or_else(|| asked.run.clone()),
            team: origin.team().cloned(),
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

impl Origin {
    fn id(&self) -> Option<String> {
        match self {
            Origin::Rollout(rollout) => Some(rollout.id.to_string()),
            Origin::Launch(launch) => Some(launch.id.to_string()),
            Origin::Unknown => None,
        }
    }

    fn team(&self) -> Option<&TeamName> {
        match self {
            Origin::Rollout(rollout) => Some(&rollout.team),
            Origin::Launch(launch) => Some(&launch.team),
            Origin::Unknown => None,
        }
    }

    /// What it is, and who stands for it.
    fn told(&self) -> String {
        match self {
            Origin::Rollout(rollout) => {
                let standing = rollout.approvals.iter().filter(|it| it.void.is_none());
                let yeses: Vec<&str> = standing.map(|it| it.by_name.as_str()).collect();
                let by = match yeses.is_empty() {
                    true => String::new(),
                    false => format!(", approved by {}", yeses.join(", ")),
                };
                format!("rollout {} of {}{by}", rollout.id, rollout.release.version)
            }
            Origin::Launch(launch) => format!("{}, asked for by {}", launch.name, launch.by_name),
            Origin::Unknown => "nothing is known of it".to_owned(),
        }
    }
}

/// The words stand on GitHub, beside the run.
fn answer(origin: &Origin, stop: Option<&Stop>) -> RuleAnswer {
    let comment = match stop {
        None => format!("Slipway: {}.", origin.told()),
        Some(stop) => format!("Slipway does not let this pass: {stop}."),
    };
    RuleAnswer { pass: stop.is_none(), comment: comment.chars().take(LONGEST_COMMENT).collect() }
}

/// The launch that a run's title names: a whole word, perhaps in brackets.
fn launch_of(title: &str) -> Option<LaunchId> {
    let mut words = title.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.find(|word| word.starts_with("lch_")).map(|word| LaunchId(word.to_owned()))
}

/// GitHub takes no more.
const LONGEST_COMMENT: usize = 1_024;
