//! A change of environments that a rollout is to carry once its turn comes. A plan that was made while others still change
//! the same environments would be stale, so there is none before: no change set, no digest, nothing to approve.

use super::carried::Quorum;
use super::{Carried, LaneState, Refused, Rollout, Seen, Standing, Step, Work};
use crate::Timestamp;
use crate::ids::{RequestId, RolloutId};
use crate::names::{EnvironmentName, RegionName, TemplateName};
use crate::template::TemplateDigest;
use crate::values::StoredValues;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is to be carried, as it was asked for. What nobody gave a value for is taken from the environments as they are then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    pub environment: EnvironmentName,
    pub template: TemplateName,
    /// The version that was meant when it was asked for, whatever becomes the newest one meanwhile.
    pub template_digest: TemplateDigest,
    /// For all regions.
    pub shared: StoredValues,
    pub overrides: BTreeMap<RegionName, StoredValues>,
    /// The requester's sign-in name, which templates may want filled in.
    pub login: String,
    pub quorum: Quorum,
    /// Why it could not be taken up when its turn had come; stands until somebody retries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What a new rollout carries.
#[derive(Clone, Debug, Default)]
pub enum Carries {
    #[default]
    Nothing,
    /// The environments are in its hands from its start on.
    Now(Carried),
    /// It waits for somebody, until a look finds that it does not any more.
    Later(Deferred, After),
}

/// Whom a change waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "after", rename_all = "snake_case")]
pub enum After {
    /// It goes first.
    Rollout { rollout: RolloutId },
    /// It has the environments.
    Request { request: RequestId },
}

impl Carries {
    /// With what a first look would tell.
    pub(super) fn parts(self) -> (Option<Carried>, Option<Deferred>, Seen) {
        let seen = Seen::default();
        match self {
            Carries::Nothing => (None, None, seen),
            Carries::Now(carried) => (Some(carried), None, seen),
            Carries::Later(deferred, After::Rollout { rollout }) => {
                (None, Some(deferred), Seen { behind: Some(rollout), ..seen })
            }
            Carries::Later(deferred, After::Request { request }) => {
                (None, Some(deferred), Seen { held: Some(request), ..seen })
            }
        }
    }
}

impl Rollout {
    /// Whether it changes this environment in one of these regions, or will once its turn comes.
    pub fn changes(&self, environment: &EnvironmentName, regions: &[RegionName]) -> bool {
        let carried = self.carried.as_ref().map(|carried| &carried.environment);
        let named = carried.or(self.deferred.as_ref().map(|deferred| &deferred.environment));
        let here = self.lanes().filter(|lane| !matches!(lane.state, LaneState::Skipped { .. }));
        named == Some(environment) && here.into_iter().any(|lane| regions.contains(&lane.region))
    }

    /// Whether the environments can be taken up now: nobody goes before it, and nobody has them.
    pub fn takes_up(&self) -> bool {
        let wanted = self.deferred.as_ref().is_some_and(|deferred| deferred.refused.is_none());
        let free = self.seen.behind.is_none() && self.seen.held.is_none();
        wanted && free && !self.held() && !self.status().over()
    }

    /// Whom its change waits for, as the last look found it.
    pub fn after(&self) -> Option<After> {
        self.deferred.as_ref()?;
        let behind = self.seen.behind.clone().map(|rollout| After::Rollout { rollout });
        behind.or_else(|| self.seen.held.clone().map(|request| After::Request { request }))
    }

    /// The gate that a change without a plan is.
    pub(super) fn deferred_gate(&self) -> Option<Standing> {
        let deferred = self.deferred.as_ref()?;
        Some(match deferred.refused.clone() {
            Some(reason) => Standing::NotTakenUp { reason },
            None => Standing::Deferred { request: self.seen.held.clone() },
        })
    }
}

impl Step {
    /// Has the environments taken up as soon as that can be.
    pub(super) fn take_up(&mut self) {
        self.effects.extend(self.next.takes_up().then_some(Work::TakeUp));
    }

    /// The environments are in its hands now; from here on it is as if it had carried the change from its start.
    pub(super) fn taken_up(&mut self, carried: Carried, now: Timestamp) -> Result<(), Refused> {
        if !self.next.takes_up() {
            return Err(Refused::Outdated);
        }
        (self.next.deferred, self.next.carried) = (None, Some(carried));
        self.rebind("the environments were taken up");
        self.look(now);
        Ok(())
    }

    pub(super) fn not_taken_up(&mut self, reason: String) -> Result<(), Refused> {
        if !self.next.takes_up() {
            return Err(Refused::Outdated);
        }
        let deferred = self.next.deferred.as_mut().ok_or(Refused::Outdated)?;
        deferred.refused = Some(reason);
        Ok(())
    }

    /// Whether taking them up had failed, and is now tried again.
    pub(super) fn taken_up_again(&mut self, now: Timestamp) -> bool {
        let refused = self.next.deferred.as_mut().and_then(|deferred| deferred.refused.take());
        if refused.is_some() {
            self.look(now);
        }
        refused.is_some()
    }
}
