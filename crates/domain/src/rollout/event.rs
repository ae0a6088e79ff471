use super::{By, Carried, RequestTold, ReviewNews, Rollout, RunRef};
use crate::Timestamp;
use crate::approval::Approval;
use crate::ids::{ReleaseId, RequestId, RolloutId};
use crate::metric::Measured;
use crate::names::RegionName;
use crate::permission::Reason;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What happened to a rollout.
#[derive(Clone, Debug, PartialEq)]
pub enum RolloutEvent {
    /// Somebody looked at what only the outside knows. This alone opens waves and starts lanes.
    Looked(Seen),
    /// So many bytes of the artifact are in the region's store.
    Copied {
        region: RegionName,
        done: u64,
        /// As large as the copy turned out to be.
        total: u64,
    },
    /// The region's store has something else in the artifact's place, which is being replaced.
    Damaged {
        region: RegionName,
        found: String,
    },
    /// The region's store has exactly the release's digest.
    Replicated {
        region: RegionName,
    },
    /// The artifact cannot be there.
    NotReplicated {
        region: RegionName,
        reason: String,
    },
    /// A person answered; permission and role have been checked by the caller.
    Decided {
        approval: Approval,
        exclude: BTreeSet<RegionName>,
    },
    /// The CI backend is about to be asked for a deployment.
    Sending {
        region: RegionName,
        attempt: u32,
    },
    /// It certainly did not take it: asking again cannot start it twice.
    NotSent {
        region: RegionName,
        attempt: u32,
    },
    /// The CI backend took the deployment up.
    Dispatched {
        region: RegionName,
        attempt: u32,
        run: RunRef,
    },
    /// The workflow's run came to its end.
    RunEnded {
        region: RegionName,
        attempt: u32,
        outcome: Result<(), String>,
    },
    /// GitHub asks its own reviewers about the workflow's run.
    Review {
        region: RegionName,
        attempt: u32,
        news: ReviewNews,
    },
    /// The region answered, well or badly.
    Probed {
        region: RegionName,
        attempt: u32,
        good: bool,
    },
    /// The region was looked at after the deployment.
    Verified {
        region: RegionName,
        attempt: u32,
        outcome: Result<(), String>,
    },
    /// The machinery broke.
    Broke {
        region: RegionName,
        attempt: u32,
        reason: String,
    },
    /// Somebody outside keeps a region waiting; it goes on by itself. `None`: it answers again.
    Delayed {
        region: RegionName,
        attempt: u32,
        reason: Option<String>,
    },
    /// The environments that it is to change are in its hands; their plans are being made.
    TakenUp(Box<Carried>),
    /// They cannot be: what was asked for does not fit them any more.
    NotTakenUp {
        reason: String,
    },
    Paused(By),
    Resumed(By),
    /// A region is left out.
    Skipped {
        region: RegionName,
        by: By,
    },
    /// What failed is deployed again.
    Retried {
        regions: BTreeSet<RegionName>,
    },
    /// Stopped for good; what runs is cancelled.
    Aborted(By),
    /// Somebody wants it to go on through freeze windows.
    OverrideAsked(By),
    /// Somebody else confirms: it goes on through freeze windows.
    FreezeOverridden(By),
    /// Goes ahead without the approval that it lacks.
    GlassBroken(By),
    /// Somebody else has looked at that.
    Reviewed(By),
}

/// What only the outside knows, as it was when somebody looked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The forward rollout of the same service and stage that goes first.
    pub behind: Option<RolloutId>,
    /// The request that has the environments which a change that is still to be carried is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<RequestId>,
    /// Regions in a freeze window, and until when.
    pub frozen: BTreeMap<RegionName, Timestamp>,
    /// What those windows are called.
    #[serde(default)]
    pub freezes: BTreeMap<RegionName, String>,
    /// What runs in each region.
    #[serde(default)]
    pub running: BTreeMap<RegionName, ReleaseId>,
    /// What was measured in the regions whose health is in question. Becomes their evidence, and is not kept.
    #[serde(skip)]
    pub measured: BTreeMap<RegionName, Measured>,
    /// How the request is that the rollout carries. Becomes part of the rollout, and is not kept.
    #[serde(skip)]
    pub carried: Option<RequestTold>,
}

/// Work that a rollout now needs from outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Look at the world at this time, and tell.
    Look { at: Timestamp },
    /// See to it that the artifact is in the region's store.
    Replicate { region: RegionName },
    /// Start the workflow, and follow its run.
    Deploy { region: RegionName, attempt: u32 },
    /// Look at the region's health.
    Verify { region: RegionName, attempt: u32 },
    /// Stop the workflow's run.
    Cancel { region: RegionName, attempt: u32 },
    /// Take these regions back to the release before.
    RollBack { regions: BTreeSet<RegionName> },
    /// Take up the environments that it is to change, and have that planned.
    TakeUp,
    /// Tell the request that it carries what it wants of it.
    Carry,
    /// It is over: whoever waits behind it may go.
    WakeNext,
}

/// The next rollout and what it sets off.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub next: Rollout,
    pub effects: Vec<Work>,
}

/// Why an event changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It comes from an attempt that is over, or comes twice. Harmless.
    #[error("this was already dealt with")]
    Outdated,
    #[error("there is no region {0} in this rollout")]
    NoRegion(RegionName),
    #[error("{0}")]
    Because(Reason),
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Refused::Because(reason)
    }
}

impl Refused {
    /// The same for people, where it is one.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Refused::Because(reason) => Some(reason),
            Refused::Outdated | Refused::NoRegion(_) => None,
        }
    }
}
