//! Starting a region's workflow exactly once, and following its run.
//!
//! That the CI backend is about to be asked is written down before it is. Whoever finds this note without a run looks
//! for the run by its id instead of starting another one.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::{Dispatch, LaneRef, LeasedJob, PipelineError, RuleAsked};
use domain::pipeline::RunState;
use domain::rollout::{Enforcement, LaneState, RolloutEvent, RunRef};
use domain::{PortalError, Timestamp};
use std::collections::BTreeMap;

/// How long a run may take to show up after an answer was lost; then it certainly was not started.
const SHOWS_WITHIN_MILLIS: i64 = 60_000;
/// Pause between two searches for it.
const SEARCH_MILLIS: i64 = 1_000;

impl Portal {
    pub(crate) async fn deploy(&self, job: &LeasedJob, at: &LaneRef) -> Result<Outcome, PortalError> {
        let Some(errand) = self.lane_errand(job, at).await? else { return Ok(Outcome::Done) };
        match errand.lane.state.clone() {
            LaneState::Deploying { run: Some(run), .. } => self.follow_run(&errand, &run).await,
            LaneState::Deploying { sent_at: Some(sent_at), .. } => self.search_run(&errand, sent_at).await,
            LaneState::Deploying { .. } => self.send(&errand).await,
            _ => Ok(Outcome::Done),
        }
    }

    async fn send(&self, errand: &Errand<'_>) -> Result<Outcome, PortalError> {
        let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
        let sending = RolloutEvent::Sending { region: region.clone(), attempt };
        let ours = self.tell_rollout(&errand.at.rollout, sending).await?;
        let lease = (errand.job.id.clone(), errand.job.lease.clone());
        if !ours || !self.holds(Some(&lease)).await {
            return Ok(Outcome::Later(self.now()));
        }
        match self.pipelines.dispatch(&dispatch(errand)).await {
            Ok(run) => self.dispatched(errand, run).await,
            Err(PipelineError::Unclear(_)) => Ok(Outcome::Later(self.now().plus_millis(SEARCH_MILLIS))),
            Err(error @ (PipelineError::Throttled { .. } | PipelineError::Unreachable(_))) => {
                self.tell_rollout(&errand.at.rollout, RolloutEvent::NotSent { region, attempt }).await?;
                self.kept_waiting(errand, &error).await
            }
            Err(error) => self.run_ended(errand, Err(error.to_string())).await,
        }
    }

    async fn search_run(&self, errand: &Errand<'_>, sent_at: Timestamp) -> Result<Outcome, PortalError> {
        let workflow = &errand.rollout.strategy.workflow;
        match self.pipelines.find(workflow, &errand.at.dispatch_id(), sent_at).await {
            Ok(Some(run)) => self.dispatched(errand, run).await,
            Ok(None) if self.now().since(sent_at) < SHOWS_WITHIN_MILLIS => {
                Ok(Outcome::Later(self.now().plus_millis(SEARCH_MILLIS)))
            }
            Ok(None) => {
                let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
                self.tell_rollout(&errand.at.rollout, RolloutEvent::NotSent { region, attempt }).await?;
                Ok(Outcome::Later(self.now()))
            }
            Err(error) if error.retryable() => self.kept_waiting(errand, &error).await,
            Err(error) => {
                let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
                let event = RolloutEvent::Broke { region, attempt, reason: error.to_string() };
                self.tell_rollout_and_end(errand.job, &errand.at.rollout, event).await
            }
        }
    }

    async fn dispatched(&self, errand: &Errand<'_>, run: RunRef) -> Result<Outcome, PortalError> {
        let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
        let event = RolloutEvent::Dispatched { region, attempt, run };
        let look = self.deploy_job(errand.at, self.now().plus_millis(self.settings.run_poll_millis));
        self.tell_rollout_and_queue(errand.job, &errand.at.rollout, event, vec![look]).await
    }

    async fn follow_run(&self, errand: &Errand<'_>, run: &RunRef) -> Result<Outcome, PortalError> {
        if expects_reviewers(errand)
            && let Some(outcome) = self.asked_of_reviewers(errand, run).await?
        {
            return Ok(outcome);
        }
        let repository = &errand.rollout.strategy.workflow.repository;
        match self.pipelines.run(repository, &run.id).await {
            Ok(found) => match &found.state {
                RunState::Done { conclusion } => {
                    let mut outcome = conclusion.outcome();
                    if outcome.is_err() && asks_reviewers(errand) {
                        let rejected = self.rejected_by_reviewer(errand, &found).await;
                        outcome = rejected.map_or(outcome, Err);
                    }
                    self.run_ended(errand, outcome).await
                }
                RunState::Waiting => self.held_on_github(errand, run).await,
                _ => {
                    self.review_over(errand).await?;
                    self.look_again(errand).await
                }
            },
            Err(PipelineError::NotFound(what)) => {
                self.run_ended(errand, Err(format!("{what} is gone on GitHub"))).await
            }
            Err(error) => self.kept_waiting(errand, &error).await,
        }
    }

    /// GitHub wants somebody's yes: the portal's own, which a webhook asks for unless it was lost, or a reviewer's.
    async fn held_on_github(&self, errand: &Errand<'_>, run: &RunRef) -> Result<Outcome, PortalError> {
        let rollout = &errand.rollout;
        let repository = &rollout.strategy.workflow.repository;
        if rollout.enforcement == Enforcement::ProtectionRule {
            let environment = rollout.stage.to_string();
            self.rule_asked(RuleAsked { repository: repository.clone(), run: run.id.clone(), environment })
                .await?;
            // Most wait for nothing else, and each question is counted.
            if self.waited(errand) < self.settings.longest_run_poll_millis {
                return self.look_again(errand).await;
            }
        }
        match self.asked_of_reviewers(errand, run).await? {
            Some(outcome) => Ok(outcome),
            // It waits for a timer, or for a rule.
            None => {
                self.review_over(errand).await?;
                self.look_again(errand).await
            }
        }
    }

    /// What becomes of a run that GitHub asks its reviewers about; `None` when it asks nobody.
    async fn asked_of_reviewers(
        &self,
        errand: &Errand<'_>,
        run: &RunRef,
    ) -> Result<Option<Outcome>, PortalError> {
        let repository = &errand.rollout.strategy.workflow.repository;
        let awaited = match self.pipelines.awaited(repository, &run.id).await {
            Ok(awaited) => awaited,
            Err(error) => return self.kept_waiting(errand, &error).await.map(Some),
        };
        let ours = awaited.iter().position(|it| it.environment == errand.rollout.stage.as_str());
        let Some(awaited) = awaited.into_iter().nth(ours.unwrap_or_default()) else { return Ok(None) };
        self.answers_again(errand).await?;
        self.review_wanted(errand, run, awaited).await.map(Some)
    }

    /// GitHub kept the region waiting, and answers now.
    async fn answers_again(&self, errand: &Errand<'_>) -> Result<(), PortalError> {
        if errand.lane.delayed.is_some() {
            let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
            let event = RolloutEvent::Delayed { region, attempt, reason: None };
            self.tell_rollout(&errand.at.rollout, event).await?;
        }
        Ok(())
    }

    /// For how long the region's deployment has been under way, in milliseconds.
    fn waited(&self, errand: &Errand<'_>) -> i64 {
        match errand.lane.state {
            LaneState::Deploying { since, .. } => self.now().since(since),
            _ => 0,
        }
    }

    /// Webhooks tell sooner; this is for those that never come. Long runs are asked about less and less often.
    async fn look_again(&self, errand: &Errand<'_>) -> Result<Outcome, PortalError> {
        self.answers_again(errand).await?;
        let pause = self.waited(errand) / 10;
        let pause = pause.clamp(self.settings.run_poll_millis, self.settings.longest_run_poll_millis);
        Ok(Outcome::Later(self.now().plus_millis(pause)))
    }

    async fn run_ended(
        &self,
        errand: &Errand<'_>,
        outcome: Result<(), String>,
    ) -> Result<Outcome, PortalError> {
        let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
        let event = RolloutEvent::RunEnded { region, attempt, outcome };
        self.tell_rollout_and_end(errand.job, &errand.at.rollout, event).await
    }
}

/// Whether GitHub has asked reviewers of its own, as far as anybody knows.
fn asks_reviewers(errand: &Errand<'_>) -> bool {
    errand.lane.review.is_some() || errand.rollout.enforcement != Enforcement::BeforeDispatch
}

/// Whether the first that is heard of a run will be that reviewers are asked; what they are asked tells all that the run would.
fn expects_reviewers(errand: &Errand<'_>) -> bool {
    let lane = &errand.lane;
    let before = lane.review.is_none() && lane.past_review.is_none();
    before && errand.rollout.enforcement == Enforcement::RequiredReviewers
}

fn dispatch(errand: &Errand<'_>) -> Dispatch {
    let (rollout, release) = (&errand.rollout, &errand.rollout.release);
    let inputs = [
        ("stage", rollout.stage.to_string()),
        ("region", errand.at.region.to_string()),
        ("version", release.version.to_string()),
        ("artifact", release.artifact.key.clone()),
        ("digest", release.artifact.digest.to_string()),
    ];
    Dispatch {
        workflow: rollout.strategy.workflow.clone(),
        inputs: inputs.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<BTreeMap<_, _>>(),
        id: errand.at.dispatch_id(),
        traced: true,
    }
}
