//! Incidents: what is wrong with services, as people work on it. Events go in, the next state and what to do come out.

mod apply;
mod belonging;
#[cfg(test)]
mod tests;

pub use apply::{Declared, IncidentEffect, IncidentEvent, IncidentRefused, IncidentStep};
pub use belonging::{Ties, Trouble, home_of};

use super::{HealthReason, Placement, Severity};
use crate::Timestamp;
use crate::ids::{ActorId, IncidentId};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::notification::Who;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All affected placements have to be well for so long before an incident ends by itself. One that somebody resolved
/// while a placement was unwell is opened anew when that is unwell after so long, too.
pub const QUIET_MILLIS: i64 = 10 * 60_000;

/// Something that is wrong, from its beginning to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    pub id: IncidentId,
    pub title: String,
    /// Where it began.
    pub service: ServiceName,
    pub stage: StageName,
    /// The owners of that service, who work on it.
    pub team: TeamName,
    /// Everybody whose services it was felt in; they may work on it, too.
    pub teams: BTreeSet<TeamName>,
    /// The loudest that it has been.
    pub severity: Severity,
    pub status: IncidentStatus,
    /// Where whoever opened it saw it; empty: in the whole service, or only the portal has seen it.
    #[serde(default)]
    pub regions: BTreeSet<RegionName>,
    /// Where it was felt; those that are well again stay.
    pub affected: Vec<Affected>,
    /// Who opened it; `None`: the portal.
    pub opened_by: Option<Who>,
    pub opened_at: Timestamp,
    pub acknowledged: Option<Acknowledged>,
    pub assignee: Option<Who>,
    pub resolved_at: Option<Timestamp>,
    /// Since when all affected placements have been well.
    pub quiet_since: Option<Timestamp>,
    /// Who was called so far, in this order.
    pub called: Vec<Who>,
    /// Oldest first.
    pub timeline: Vec<Entry>,
    pub updated_at: Timestamp,
}

/// How far people are with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentStatus {
    Open,
    /// Somebody looks at it; nobody else is called any more.
    Acknowledged,
    Resolved,
}

/// What saw that a placement is unwell. It is well again when all of them say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// Alerts on error budgets.
    Objectives,
    /// The state that was judged from everything.
    Judgement,
}

/// One placement in an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub placement: Placement,
    pub severity: Severity,
    /// Why it was unwell when it was last unwell.
    pub reason: HealthReason,
    pub since: Timestamp,
    /// Who still says that it is unwell.
    pub witnesses: BTreeSet<Witness>,
    /// Since when it has been well again.
    pub well_since: Option<Timestamp>,
}

/// That somebody looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    pub by: Who,
    pub at: Timestamp,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: Timestamp,
    /// `None`: the portal.
    pub by: Option<Who>,
    #[serde(flatten)]
    pub what: Happening,
}

/// What a line of the timeline says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    Opened {
        why: Option<String>,
    },
    /// A placement became unwell, or louder than before.
    Unwell {
        placement: Placement,
        severity: Severity,
        reason: HealthReason,
        joined: Joined,
    },
    Well {
        placement: Placement,
    },
    /// It was resolved, and the placement did not become well.
    StillUnwell {
        placement: Placement,
    },
    Called {
        who: Vec<Who>,
        again: bool,
    },
    /// Nobody could be called.
    NobodyOnCall,
    Acknowledged,
    Assigned {
        to: Who,
    },
    Noted {
        text: String,
    },
    Resolved {
        why: Option<String>,
    },
    Reopened {
        why: Option<String>,
    },
}

/// Why a placement counts to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joined {
    /// It began there.
    First,
    SameService,
    /// One depends on the other.
    DependencyPath,
    /// Other services of the region became unwell within minutes.
    SameRegion,
}

impl IncidentStatus {
    pub const ALL: [IncidentStatus; 3] =
        [IncidentStatus::Open, IncidentStatus::Acknowledged, IncidentStatus::Resolved];

    pub fn as_str(self) -> &'static str {
        match self {
            IncidentStatus::Open => "open",
            IncidentStatus::Acknowledged => "acknowledged",
            IncidentStatus::Resolved => "resolved",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether anybody still works on it.
    pub fn live(self) -> bool {
        self != IncidentStatus::Resolved
    }
}

impl Incident {
    /// Placements that are unwell now.
    pub fn unwell(&self) -> impl Iterator<Item = &Affected> {
        self.affected.iter().filter(|affected| affected.well_since.is_none())
    }

    /// Where the portal saw it first; `None`: a person opened it.
    pub fn began(&self) -> Option<&Placement> {
        self.opened_by.is_none().then(|| self.affected.first())?.map(|affected| &affected.placement)
    }

    pub fn affects(&self, placement: &Placement) -> Option<&Affected> {
        self.affected.iter().find(|affected| &affected.placement == placement)
    }

    /// The services that it was felt in, each once.
    pub fn services(&self) -> BTreeMap<&ServiceName, Severity> {
        let mut found = BTreeMap::from([(&self.service, self.severity)]);
        for affected in &self.affected {
            let severity = found.entry(&affected.placement.service).or_insert(affected.severity);
            *severity = (*severity).max(affected.severity);
        }
        found
    }

    /// Whether it is about a placement: it was felt there, or somebody who saw it there opened it.
    pub fn concerns(&self, placement: &Placement) -> bool {
        self.affects(placement).is_some() || self.seen_at(placement)
    }

    /// Whether whoever opened it meant the placement. Somebody who names no region means all, until it is known where it is felt.
    pub fn seen_at(&self, placement: &Placement) -> bool {
        let here = match self.regions.is_empty() {
            true => self.affected.is_empty(),
            false => self.regions.contains(&placement.region),
        };
        let of_service = self.service == placement.service && self.stage == placement.stage;
        self.opened_by.is_some() && of_service && here
    }

    /// Where it was felt or seen, each once.
    pub fn places(&self) -> BTreeSet<Placement> {
        let felt = self.affected.iter().map(|affected| affected.placement.clone());
        let seen = self.regions.iter().map(|region| Placement {
            service: self.service.clone(),
            stage: self.stage.clone(),
            region: region.clone(),
        });
        felt.chain(seen).collect()
    }

    /// When a placement last became unwell.
    pub fn newest_trouble(&self) -> Timestamp {
        self.affected.iter().map(|affected| affected.since).max().unwrap_or(self.opened_at)
    }

    /// Whether the person was called already.
    pub fn has_called(&self, person: &ActorId) -> bool {
        self.called.iter().any(|who| &who.id == person)
    }
}
