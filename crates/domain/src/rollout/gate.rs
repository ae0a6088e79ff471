//! What stands between a wave and its opening, each with its reason.

use super::{LaneState, Replica, Rollout, Wave};
use crate::Timestamp;
use crate::ids::{RequestId, RolloutId};
use crate::metric::{Compared, Metric};
use crate::names::RegionName;
use crate::people::Role;
use serde::{Deserialize, Serialize};

/// A condition before a wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub kind: GateKind,
    pub standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    /// One forward rollout of a service and stage at a time.
    Queue,
    /// All plans of what it carries are good.
    Plan,
    Approval,
    /// The wave before is done.
    Wave,
    /// The wave before has run for a while.
    Soak,
    /// Every region of the wave before has seen enough requests.
    Requests,
    /// Every region of the wave before is as well as its strategy wants.
    Health,
    /// The artifact lies in the stores of the wave's regions.
    Replication,
    /// None of the wave's regions is in a freeze window.
    Freeze,
}

/// How a gate stands now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Open,
    Behind {
        rollout: RolloutId,
    },
    Approvals {
        given: usize,
        required: usize,
        roles: Vec<String>,
        /// One of these has to be among those who say yes, and is not yet.
        #[serde(default)]
        one_of: Vec<String>,
    },
    /// What it carries is planned when its turn comes.
    Deferred {
        /// The request that has the environments, once nobody else goes first.
        request: Option<RequestId>,
    },
    /// Its turn has come, and what was asked for does not fit any more.
    NotTakenUp {
        reason: String,
    },
    Planning {
        regions: Vec<RegionName>,
    },
    PlanFailed {
        region: RegionName,
        reason: String,
    },
    Unfinished {
        wave: String,
    },
    Soaking {
        until: Timestamp,
    },
    /// A region has not seen enough to say how it is.
    Counting {
        region: RegionName,
        seen: u64,
        required: u64,
        /// When it fails for that.
        fails_at: Timestamp,
    },
    /// It is not known how a region is, which never counts as well.
    NoData {
        region: RegionName,
        /// `None`: nothing is known of it at all.
        metric: Option<Metric>,
        /// Why it could not be measured.
        reason: Option<String>,
        fails_at: Timestamp,
    },
    Unhealthy {
        region: RegionName,
        compared: Compared,
    },
    Copying {
        regions: Vec<RegionName>,
        done: u64,
        total: u64,
    },
    NotReplicated {
        region: RegionName,
        reason: String,
    },
    Frozen {
        region: RegionName,
        until: Timestamp,
        /// What the window is called.
        #[serde(default)]
        title: Option<String>,
    },
}

impl Standing {
    /// When it opens by itself.
    pub fn until(&self) -> Option<Timestamp> {
        match self {
            Standing::Soaking { until } | Standing::Frozen { until, .. } => Some(*until),
            _ => None,
        }
    }
}

impl Rollout {
    /// The gates before a wave, in the order in which people read them. Only what applies to it is listed.
    pub fn gates(&self, position: usize, now: Timestamp) -> Vec<Gate> {
        let Some(wave) = self.waves.get(position) else { return Vec::new() };
        let before = position.checked_sub(1).and_then(|before| self.waves.get(before));
        let forward = !self.is_rollback();
        let first = forward && before.is_none();
        let asks = first && self.strategy.approval.is_some() || self.begun() && self.needs_approval();
        let gates = [
            first.then(|| (GateKind::Queue, self.queue())),
            self.plan_gate(wave, !self.begun()).map(|standing| (GateKind::Plan, standing)),
            asks.then(|| (GateKind::Approval, self.approval(now))),
            before.map(|before| (GateKind::Wave, finished(before))),
            before
                .filter(|_| forward)
                .and_then(|before| Some((GateKind::Soak, self.soak(before, position, now)?))),
            before
                .filter(|_| forward)
                .and_then(|before| Some((GateKind::Requests, self.enough_requests(before)?))),
            before.filter(|_| forward).and_then(|before| Some((GateKind::Health, self.healthy(before)?))),
            Some((GateKind::Replication, replicated(wave))),
            forward.then(|| (GateKind::Freeze, self.frozen(wave, now))),
        ];
        gates.into_iter().flatten().map(|(kind, standing)| Gate { kind, standing }).collect()
    }

    /// Whether a person's yes is still missing that could be given now.
    pub fn needs_approval(&self) -> bool {
        self.lacks_approval() && self.well_planned()
    }

    /// Whether a person's yes is still missing. An opened wave was approved, and only what is carried may have changed since.
    pub(super) fn lacks_approval(&self) -> bool {
        let rule = self.strategy.approval.as_ref();
        !self.is_rollback()
            && (!self.begun() || self.carried.is_some())
            && self.closed.is_none()
            && !self.gone_ahead()
            // Yeses that have become too old are the gate's business, which knows the time.
            && rule.is_some_and(|rule| !rule.satisfied(&self.approvals, &self.digest, Timestamp::default()))
    }

    fn queue(&self) -> Standing {
        let behind = self.seen.behind.clone();
        behind.map_or(Standing::Open, |rollout| Standing::Behind { rollout })
    }

    fn approval(&self, now: Timestamp) -> Standing {
        let asked = self.strategy.approval.as_ref().filter(|_| !self.gone_ahead());
        // What has begun in time does not become too old on the way.
        let now = if self.begun() { Timestamp::default() } else { now };
        let asked = asked.filter(|_| !self.begun() || self.carried.is_some());
        let Some(rule) = asked.filter(|rule| !rule.satisfied(&self.approvals, &self.digest, now)) else {
            return Standing::Open;
        };
        let names = |roles: &[Role]| roles.iter().map(|role| role.as_str().to_owned()).collect();
        let lacks = rule.lacks(&self.approvals, &self.digest, now);
        Standing::Approvals {
            given: rule.given(&self.approvals, &self.digest, now),
            required: usize::from(rule.required),
            roles: names(&rule.roles),
            one_of: if lacks { names(&rule.one_of) } else { Vec::new() },
        }
    }

    /// `None` where nothing is to be soaked.
    fn soak(&self, before: &Wave, position: usize, now: Timestamp) -> Option<Standing> {
        let rules = self.strategy.waves.iter().find(|rules| rules.name == before.name);
        let seconds = rules.map_or(0, |rules| rules.soak_seconds);
        let skipped = before.lanes.iter().all(|lane| matches!(lane.state, LaneState::Skipped { .. }));
        if seconds == 0 || position == 0 || skipped {
            return None;
        }
        // Before the wave is done nobody knows the end; its own gate says so.
        let until = before.done_at?.plus_millis(i64::from(seconds) * 1000);
        Some(if now < until { Standing::Soaking { until } } else { Standing::Open })
    }

    fn frozen(&self, wave: &Wave, now: Timestamp) -> Standing {
        if self.override_freeze.is_some() {
            return Standing::Open;
        }
        let held = going(wave).filter_map(|lane| Some((&lane.region, *self.seen.frozen.get(&lane.region)?)));
        let last = held.filter(|(_, until)| now < *until).max_by_key(|(_, until)| *until);
        last.map_or(Standing::Open, |(region, until)| Standing::Frozen {
            region: region.clone(),
            until,
            title: self.seen.freezes.get(region).cloned(),
        })
    }
}

fn going(wave: &Wave) -> impl Iterator<Item = &super::Lane> {
    wave.lanes.iter().filter(|lane| !lane.state.settled())
}

fn finished(before: &Wave) -> Standing {
    match before.lanes.iter().all(|lane| lane.state.good()) {
        true => Standing::Open,
        false => Standing::Unfinished { wave: before.name.clone() },
    }
}

fn replicated(wave: &Wave) -> Standing {
    let mut copying = Vec::new();
    let (mut all_done, mut all) = (0_u64, 0_u64);
    for lane in going(wave) {
        match &lane.replica {
            Replica::Confirmed { .. } => {}
            Replica::Refused { reason } => {
                return Standing::NotReplicated { region: lane.region.clone(), reason: reason.clone() };
            }
            Replica::Copying { done, total, .. } => {
                copying.push(lane.region.clone());
                all_done = all_done.saturating_add(*done);
                all = all.saturating_add(*total);
            }
        }
    }
    match copying.is_empty() {
        true => Standing::Open,
        false => Standing::Copying { regions: copying, done: all_done, total: all },
    }
}
