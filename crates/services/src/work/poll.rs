//! Watching a region: where there are many stacks, one sweep tells which are still at work; their events tell what
//! happened.

use super::stop::stop_token;
use super::{Outcome, back_off};
use crate::Portal;
use crate::ports::{CloudError, LeasedJob, Place, RunningTarget, Write};
use crate::step::Along;
use domain::names::{RegionName, StageName};
use domain::permission::Permit;
use domain::request::{Outcome as Left, RequestAction, RequestEvent, TargetState};
use domain::stack::{StackEnd, StackEvent, end_in, end_of, root_cause};
use domain::{ErrorCode, PortalError};
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeSet;

/// Shortest pause between two looks at a region.
const SHORTEST_MILLIS: i64 = 60;

impl Portal {
    /// One look at all stacks under way in one region of one account.
    pub(super) async fn poll(
        &self,
        job: &LeasedJob,
        stage: &StageName,
        region: &RegionName,
    ) -> Result<Outcome, PortalError> {
        let place = self.place(stage, region);
        let running = self.running_in(&place).await?;
        if running.is_empty() {
            return Ok(Outcome::Done);
        }
        match self.look(&place, &running).await {
            Ok(()) => Ok(Outcome::Later(self.now().plus_millis(self.pause(&running)))),
            Err(error) => {
                self.tell_all(&running, Some(error.to_string())).await?;
                let retry_at = self.now().plus_millis(back_off(job));
                Ok(Outcome::Failed { retry_at, why: error.to_string() })
            }
        }
    }

    /// Stages that share the account share the poller.
    async fn running_in(&self, place: &Place) -> Result<Vec<RunningTarget>, PortalError> {
        let mut running = Vec::new();
        for stage in &self.rules.stages {
            if stage.role_arn == place.role_arn {
                running.extend(self.store.running_targets(&stage.name, &place.region).await?);
            }
        }
        Ok(running)
    }

    /// The younger the youngest operation, the sooner the next look.
    fn pause(&self, running: &[RunningTarget]) -> i64 {
        let now = self.now();
        let ages = running.iter().filter_map(|target| match target.state {
            TargetState::Applying { since } | TargetState::Cancelling { since } => Some(now.since(since)),
            _ => None,
        });
        let youngest = ages.min().unwrap_or(self.settings.poll_millis);
        (youngest / 4).clamp(SHORTEST_MILLIS.min(self.settings.poll_millis), self.settings.poll_millis)
    }

    async fn look(&self, place: &Place, running: &[RunningTarget]) -> Result<(), CloudError> {
        let at_work: BTreeSet<String> = match running.len() <= self.settings.events_per_poll {
            // The events of each are read anyway, and tell the same.
            true => BTreeSet::new(),
            false => {
                self.cloud.stacks_in_progress(place).await?.into_iter().map(|stack| stack.name).collect()
            }
        };
        // Those that have ended first; of the others only some each time, in turn.
        let (busy, ended): (Vec<_>, Vec<_>) =
            running.iter().partition(|target| at_work.contains(&target.stack_name));
        let turn = usize::try_from(self.now().0.unsigned_abs() / 1000).unwrap_or_default();
        let start = if busy.is_empty() { 0 } else { turn % busy.len() };
        let some = busy.iter().cycle().skip(start).take(busy.len().min(self.settings.events_per_poll));
        let looks: Vec<_> =
            ended.iter().chain(some).map(|target| self.observe(place, target).boxed()).collect();
        // Each look is a few calls; the adapter lets no more of them out at once than the region is to bear.
        stream::iter(looks).buffer_unordered(self.settings.per_region).try_collect().await
    }

    /// Reads what happened to one stack and tells its request.
    async fn observe(&self, place: &Place, target: &RunningTarget) -> Result<(), CloudError> {
        let stack = target.stack_id.as_deref().unwrap_or(&target.stack_name);
        let events = match self.cloud.events(place, stack, target.last_event.as_deref()).await {
            Ok(events) => events,
            Err(CloudError::NotFound(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let event = match self.verdict(place, target, stack, &events).await {
            Ok(event) => event,
            Err(Unclear::Cloud(error)) => return Err(error),
            Err(Unclear::Portal(error)) => {
                tracing::warn!(%error, cause = error.cause, request = %target.request, "a target cannot be judged now");
                return Ok(());
            }
        };
        if let Err(error) = self.record_seen(target, events, event).await {
            tracing::warn!(%error, cause = error.cause, request = %target.request, "what was seen is not recorded yet");
        }
        Ok(())
    }

    /// Writes new events, and what they mean, in one commit.
    async fn record_seen(
        &self,
        target: &RunningTarget,
        events: Vec<StackEvent>,
        event: Option<RequestEvent>,
    ) -> Result<(), PortalError> {
        if events.is_empty() && event.is_none() {
            return Ok(());
        }
        let write =
            Write::StackEvents { request: target.request.clone(), target: target.key.clone(), events };
        let Some(event) = event else {
            let mut commit = crate::ports::Commit::new(Permit::portal(), self.now());
            commit.writes.push(write);
            self.store.commit(commit).await?;
            return Ok(());
        };
        let along = Along { writes: vec![write], ..Along::default() };
        match self.advance(&Permit::portal(), &target.request, &event, along).await {
            Err(error) if error.code != ErrorCode::Conflict => Err(error),
            _ => Ok(()),
        }
    }

    /// Whether a target has ended, and how.
    async fn verdict(
        &self,
        place: &Place,
        target: &RunningTarget,
        stack: &str,
        events: &[StackEvent],
    ) -> Result<Option<RequestEvent>, Unclear> {
        let request = self.load(&target.request).await.map_err(Unclear::Portal)?.value;
        let action = request.target(&target.key).map_or(request.action, |target| request.action_at(target));
        let undoing_creation =
            matches!(target.state, TargetState::Cancelling { .. }) && action == RequestAction::Create;
        if undoing_creation {
            return Ok(self.gone(place, target, stack).await?);
        }
        let end = end_in(events, &target.token).or_else(|| end_in(events, &stop_token(&target.token)));
        let Some(end) = end else {
            // No news of a stack may mean that it is no more.
            let quiet = events.is_empty() && target.last_event.is_some();
            return Ok(if quiet { self.vanished(place, target, stack, action).await? } else { None });
        };
        match end {
            StackEnd::Complete => Ok(Some(self.applied(place, target, stack).await?)),
            StackEnd::RolledBack | StackEnd::Stuck => {
                let all = self.all_events(place, target, stack).await?;
                Ok(Some(failed(target, &all, end)))
            }
        }
    }

    /// A stack that somebody deletes outside Slipway tells nothing under our token any more.
    async fn vanished(
        &self,
        place: &Place,
        target: &RunningTarget,
        stack: &str,
        action: RequestAction,
    ) -> Result<Option<RequestEvent>, CloudError> {
        let found = self.cloud.stack(place, stack).await?;
        if found.is_some_and(|stack| stack.status != "DELETE_COMPLETE") {
            return Ok(None);
        }
        let (target, attempt) = (target.key.clone(), target.attempt);
        Ok(Some(match action {
            RequestAction::Delete => RequestEvent::Applied { target, attempt, outcome: Left::default() },
            RequestAction::Create | RequestAction::Update => RequestEvent::ApplyFailed {
                target,
                attempt,
                reason: "the stack was deleted outside Slipway while it was being changed".to_owned(),
                resource: None,
                rolled_back: false,
            },
        }))
    }

    async fn gone(
        &self,
        place: &Place,
        target: &RunningTarget,
        stack: &str,
    ) -> Result<Option<RequestEvent>, CloudError> {
        let (key, attempt) = (target.key.clone(), target.attempt);
        let found = self.cloud.stack(place, stack).await?;
        Ok(match found.as_ref().map(|stack| stack.status.as_str()) {
            None | Some("DELETE_COMPLETE") => Some(RequestEvent::Discarded { target: key, attempt }),
            Some("DELETE_FAILED") => {
                let reason = found.and_then(|stack| stack.reason);
                let reason = reason.unwrap_or_else(|| "the stack could not be deleted".to_owned());
                Some(RequestEvent::ApplyFailed {
                    target: key,
                    attempt,
                    reason,
                    resource: None,
                    rolled_back: false,
                })
            }
            // The deletion may not have been asked for yet, or is under way.
            Some(status) => {
                tracing::debug!(status, stack, "waiting for an unfinished stack to go");
                None
            }
        })
    }

    async fn applied(
        &self,
        place: &Place,
        target: &RunningTarget,
        stack: &str,
    ) -> Result<RequestEvent, CloudError> {
        let found = self.cloud.stack(place, stack).await?;
        let left = match found.filter(|stack| end_of(&stack.status).is_some()) {
            Some(stack) => Left { stack_id: Some(stack.id), outputs: stack.outputs },
            None => Left { stack_id: target.stack_id.clone(), ..Left::default() },
        };
        Ok(RequestEvent::Applied { target: target.key.clone(), attempt: target.attempt, outcome: left })
    }

    /// The whole story of the operation: the cause may have been read in an earlier look.
    async fn all_events(
        &self,
        place: &Place,
        target: &RunningTarget,
        stack: &str,
    ) -> Result<Vec<StackEvent>, CloudError> {
        let all = self.cloud.events(place, stack, None).await?;
        Ok(all.into_iter().filter(|event| event.token.as_deref() == Some(&target.token)).collect())
    }

    async fn tell_all(&self, running: &[RunningTarget], reason: Option<String>) -> Result<(), PortalError> {
        for target in running {
            let event = RequestEvent::Delayed {
                target: target.key.clone(),
                attempt: target.attempt,
                reason: reason.clone(),
            };
            self.tell(&target.request, event).await?;
        }
        Ok(())
    }
}

/// Why a target cannot be judged now.
enum Unclear {
    Cloud(CloudError),
    Portal(PortalError),
}

impl From<CloudError> for Unclear {
    fn from(error: CloudError) -> Self {
        Unclear::Cloud(error)
    }
}

fn failed(target: &RunningTarget, events: &[StackEvent], end: StackEnd) -> RequestEvent {
    let cause = root_cause(events);
    let reason = cause.and_then(|event| event.reason.clone());
    RequestEvent::ApplyFailed {
        target: target.key.clone(),
        attempt: target.attempt,
        reason: reason.unwrap_or_else(|| "CloudFormation gave no reason; its events are below".to_owned()),
        resource: cause.filter(|event| !event.of_stack()).map(|event| event.logical_id.clone()),
        rolled_back: end == StackEnd::RolledBack,
    }
}
