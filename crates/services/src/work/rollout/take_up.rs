//! Taking up the environments that a rollout is to change, once its turn has come and nobody has them: the request is made of
//! what was asked for and of the environments as they are now, and its planning starts with the same commit.

use super::Outcome;
use crate::Portal;
use crate::ports::{Commit, LeasedJob, Versioned};
use crate::requests::{Carrier, Carrying, Taken};
use crate::rollouts::{Along, refused};
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::people::Actor;
use domain::permission::{Permit, Reason};
use domain::rollout::{Carried, Deferred, LaneState, Rollout, RolloutEvent};
use domain::values::StoredValues;
use domain::view::CarryInput;
use domain::{ErrorCode, PortalError};
use std::collections::BTreeMap;

/// A lost race for an environment or an address range is run again after so long.
const AGAIN_MILLIS: i64 = 5;

impl Portal {
    pub(crate) async fn take_up(&self, job: &LeasedJob, id: &RolloutId) -> Result<Outcome, PortalError> {
        // Environments and ranges are given out one at a time; other replicas are met in the store.
        let _turn = self.assembling.lock().await;
        let Some(found) = self.store.rollout(id).await? else { return Ok(Outcome::Done) };
        let Some(deferred) = found.value.deferred.clone().filter(|_| found.value.takes_up()) else {
            return Ok(Outcome::Done);
        };
        match self.taken_up(job, &found, &deferred).await {
            Ok(()) => Ok(Outcome::Committed),
            Err(error) if error.why.as_deref().is_some_and(|why| matches!(why, Reason::Held { .. })) => {
                self.look_instead(job, id).await
            }
            Err(error) if error.code == ErrorCode::Conflict && error.cause.is_some() => {
                Ok(Outcome::Later(self.now().plus_millis(AGAIN_MILLIS)))
            }
            Err(error) if error.code.status() < 500 => {
                let event = RolloutEvent::NotTakenUp { reason: told(&error) };
                self.tell_rollout_and_end(job, id, event).await
            }
            Err(error) => Err(error),
        }
    }

    async fn taken_up(
        &self,
        job: &LeasedJob,
        found: &Versioned<Rollout>,
        deferred: &Deferred,
    ) -> Result<(), PortalError> {
        let (rollout, permit) = (&found.value, Permit::portal());
        let requester = Actor {
            id: rollout.requester.clone(),
            login: deferred.login.clone(),
            name: rollout.requester_name.clone(),
            // What they may do was asked when they started it.
            memberships: Vec::new(),
        };
        let waiting = rollout.lanes().filter(|lane| lane.state == LaneState::Pending);
        let regions: Vec<RegionName> = waiting.map(|lane| lane.region.clone()).collect();
        let carrier = Carrier {
            actor: &requester,
            service: &rollout.service,
            stage: &rollout.stage,
            regions: &regions,
            reason: &rollout.reason,
        };
        let carrying = self.carrying_now(carrier, rollout, deferred).await?;
        let (differences, _) = self.carried_differences(&carrying).await?;
        let now = self.now();
        let (request, writes) = carrying.open(carrier, &rollout.id, now);
        let carried = Carried::of(&request.next, deferred.quorum.clone(), differences);
        let step = rollout.apply(RolloutEvent::TakenUp(Box::new(carried)), now).map_err(refused)?;
        let finishes = Some((job.id.clone(), job.lease.clone()));
        let along = Along { finishes, ..Along::default() };
        let mut commit = self.rollout_commit(&permit, Some(found), step, along, now);
        self.with_request(&mut commit, &permit, Some(request), writes).await?;
        self.store.commit(commit).await?;
        Ok(())
    }

    async fn carrying_now(
        &self,
        carrier: Carrier<'_>,
        rollout: &Rollout,
        deferred: &Deferred,
    ) -> Result<Carrying, PortalError> {
        let overrides = deferred.overrides.iter();
        let overrides =
            overrides.map(|(region, values)| Ok((region.to_string(), self.clear_values(values)?)));
        let input = CarryInput {
            template: deferred.template.to_string(),
            version: Some(deferred.template_digest.0.clone()),
            environment: Some(deferred.environment.to_string()),
            parameters: self.clear_values(&deferred.shared)?,
            overrides: overrides.collect::<Result<_, PortalError>>()?,
        };
        let carrying = self.assemble_carried(carrier, &rollout.team, &input, Taken::Refuses).await?;
        match carrying.assembled.problems.is_empty() {
            true => Ok(carrying),
            false => Err(PortalError::from(carrying.assembled.problems)),
        }
    }

    fn clear_values(&self, values: &StoredValues) -> Result<BTreeMap<String, String>, PortalError> {
        let open = |(name, value): (&String, _)| Ok((name.clone(), self.vault.open(value)?));
        let opened: Result<BTreeMap<_, _>, PortalError> = values.iter().map(open).collect();
        // Trying again would not help: people have to give it once more.
        opened.map_err(|_| {
            PortalError::conflict(
                "A secret that was given does not open any more: it was sealed with another key.",
            )
        })
    }

    /// Somebody was faster: the look finds out who, and waits for them.
    async fn look_instead(&self, job: &LeasedJob, id: &RolloutId) -> Result<Outcome, PortalError> {
        let now = self.now();
        let mut commit = Commit::new(Permit::portal(), now);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.jobs = vec![self.look_job(id, now, now)];
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }
}

/// Everything that does not fit, in one line.
fn told(error: &PortalError) -> String {
    let fields = error.fields.iter();
    let fields: Vec<String> = fields.map(|field| format!("{}: {}", field.field, field.message)).collect();
    match fields.is_empty() {
        true => error.message.clone(),
        false => fields.join("; "),
    }
}
