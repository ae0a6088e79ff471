//! Rollouts: one release carried through waves of regions.
//!
//! [`Rollout::apply`] is the only way in which a rollout changes. It takes an event and answers with the next rollout
//! and with what has to be done outside. Waiting is a value: a rollout that waits for days costs nothing.

mod apply;
mod back;
mod carried;
#[cfg(test)]
mod carrying;
mod deferred;
mod deploying;
mod difference;
mod enforcement;
mod event;
mod forecast;
mod gate;
mod health;
mod lane;
mod lead;
mod pace;
mod review;
mod status;
mod strategy;
#[cfg(test)]
mod tests;
mod verify;

pub use apply::Opening;
pub use back::Past;
pub use carried::{Carried, CarriedPlan, CarriedTarget, Quorum, RequestTold};
pub use deferred::{After, Carries, Deferred};
pub use difference::{Differences, ValueChange};
pub use enforcement::{Enforcement, Held, Stop, Verdict};
pub use event::{Refused, RolloutEvent, Seen, Step, Work};
pub use forecast::{Expected, ExpectedStep, Forecast, Habit, Habits, LaneForecast};
pub use gate::{Gate, GateKind, Standing};
pub use lane::{Lane, LaneState, Replaced, Replica, RunRef};
pub use lead::BadPlan;
pub use pace::Pace;
pub use review::{Answering, PastReview, RefusedReviewer, Review, ReviewNews, Voucher};
pub use status::RolloutStatus;
pub use strategy::{OnFailure, Probe, Strategy, StrategyProblem, WaveRules, Workflow};
pub use verify::{Verification, Verifying};

use crate::Timestamp;
use crate::approval::{Approval, Digest};
use crate::ids::{ActorId, ReleaseId, RolloutId};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::release::Release;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One release on its way through the regions of one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rollout {
    pub id: RolloutId,
    pub service: ServiceName,
    pub team: TeamName,
    pub stage: StageName,
    pub release: Release,
    pub kind: Kind,
    /// As its file stood when the rollout was made.
    pub strategy: Strategy,
    /// What its approval was worth on the CI backend when it was made.
    #[serde(default)]
    pub enforcement: Enforcement,
    /// In the order in which they go.
    pub waves: Vec<Wave>,
    pub requester: ActorId,
    pub requester_name: String,
    /// Why it is wanted, in the requester's words.
    pub reason: Option<String>,
    pub approvals: Vec<Approval>,
    /// Of what an approval is given to: artifact, workflow, wave plan, and the plans of what it carries.
    pub digest: Digest,
    /// Somebody holds it; nothing new is begun.
    pub paused: Option<By>,
    /// Set when people ended it.
    pub closed: Option<Closed>,
    /// Somebody wants it to go through freeze windows, and says why.
    #[serde(default)]
    pub override_asked: Option<By>,
    /// Somebody else has confirmed that, so that it does.
    pub override_freeze: Option<By>,
    /// Went ahead without the approval that it lacked.
    #[serde(default)]
    pub glass: Option<Glass>,
    /// What ran in each region when its first wave opened: where a rollback leads.
    pub before: BTreeMap<RegionName, ReleaseId>,
    /// What the last look at the world told.
    pub seen: Seen,
    /// The change of environments that it makes first in each region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// The same before its turn has come; at most one of the two is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred: Option<Deferred>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Forwards or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Forward,
    /// To the release before. Never held by freeze windows, soaking or approvals.
    Rollback {
        of: RolloutId,
    },
}

/// Regions that move together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wave {
    pub name: String,
    pub lanes: Vec<Lane>,
    /// When its gates let it through.
    pub opened_at: Option<Timestamp>,
    /// When its last lane was done.
    pub done_at: Option<Timestamp>,
}

/// Somebody's act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    pub actor: ActorId,
    pub name: String,
    pub why: Option<String>,
    pub at: Timestamp,
}

/// Somebody on call went ahead alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glass {
    pub by: By,
    /// Somebody else's look at it afterwards; due until it is written.
    pub review: Option<By>,
}

/// How people ended it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub how: Closing,
    pub by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Whoever decides said no.
    Rejected,
    /// Stopped on the way.
    Aborted,
}

impl Rollout {
    pub fn lanes(&self) -> impl Iterator<Item = &Lane> + Clone {
        self.waves.iter().flat_map(|wave| &wave.lanes)
    }

    pub fn lane(&self, region: &RegionName) -> Option<&Lane> {
        self.lanes().find(|lane| &lane.region == region)
    }

    /// Whether its first wave has opened.
    pub fn begun(&self) -> bool {
        self.waves.first().is_some_and(|wave| wave.opened_at.is_some())
    }

    /// Whether somebody still has to look at what was done alone.
    pub fn review_due(&self) -> bool {
        self.glass.as_ref().is_some_and(|glass| glass.review.is_none())
    }

    pub fn is_rollback(&self) -> bool {
        self.rolls_back().is_some()
    }

    /// The rollout that it takes back.
    pub fn rolls_back(&self) -> Option<&RolloutId> {
        match &self.kind {
            Kind::Rollback { of } => Some(of),
            Kind::Forward => None,
        }
    }
}
