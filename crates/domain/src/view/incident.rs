//! Incidents and the status page, as people see them.

use super::{Allowed, ChangeMark};
use crate::Timestamp;
use crate::health::incident::{Incident, IncidentStatus};
use crate::health::{HealthState, Numbers, Placement, Severity};
use crate::ids::{ActorId, IncidentId};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::notification::Who;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One incident's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentView {
    pub version: i64,
    #[serde(flatten)]
    pub incident: Incident,
    pub actions: IncidentActions,
    /// Of where it is felt, what is judged unhealthy now: whoever resolves it meanwhile is called again.
    pub unhealthy: Vec<Placement>,
    /// Who it can be given to.
    pub people: Vec<Who>,
    /// Who is on call for it now, and after them.
    pub on_call: OnCallView,
    /// What was done to where it is felt while somebody worked on it, the oldest first.
    pub changes: Vec<ChangeMark>,
    /// What it costs users, where it is felt.
    pub costs: Vec<PlacementCost>,
    /// Whose turn it is to be called if nobody acknowledges; `None`: nobody is going to be.
    pub next_call: Option<NextCall>,
}

/// What users feel of a service in one place now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacementCost {
    pub placement: Placement,
    pub numbers: Numbers,
    /// Whose service it is.
    pub team: Option<TeamName>,
    /// Announce maintenance there.
    pub may_silence: Allowed,
}

/// Incidents that somebody still works on, the newest first, for pages that lead to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveIncidents(pub Vec<Incident>);

impl LiveIncidents {
    /// The newest one that is about a placement.
    pub fn at(&self, placement: &Placement) -> Option<&Incident> {
        self.0.iter().find(|incident| incident.concerns(placement))
    }

    /// Those that are felt or were seen in a region, in one stage or in any.
    pub fn in_region<'a>(
        &'a self,
        region: &'a RegionName,
        stage: Option<&'a StageName>,
    ) -> impl Iterator<Item = &'a Incident> {
        self.0.iter().filter(move |incident| {
            let of_stage = stage.is_none_or(|stage| stage == &incident.stage);
            let felt = incident.unwell().any(|affected| &affected.placement.region == region);
            of_stage && (felt || incident.regions.contains(region))
        })
    }
}

/// Somebody will be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextCall {
    pub who: Vec<Who>,
    pub at: Timestamp,
}

/// What the reader may do with an incident now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentActions {
    pub acknowledge: Allowed,
    pub assign: Allowed,
    pub note: Allowed,
    pub resolve: Allowed,
    pub reopen: Allowed,
}

/// One incident in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    pub id: IncidentId,
    pub title: String,
    /// Where the portal saw it first; `None`: a person opened it.
    pub began: Option<Placement>,
    pub service: ServiceName,
    pub stage: StageName,
    pub team: TeamName,
    pub severity: Severity,
    pub status: IncidentStatus,
    /// Where it was felt.
    pub regions: Vec<RegionName>,
    /// Placements that are unwell now.
    pub unwell: usize,
    pub assignee: Option<Who>,
    pub opened_at: Timestamp,
    pub resolved_at: Option<Timestamp>,
}

/// The list of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentBoard {
    pub incidents: Vec<IncidentRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    pub may_open: Allowed,
    /// Services that the reader may open one for.
    pub services: Vec<ServiceName>,
    pub on_call: Vec<OnCallView>,
}

/// Narrows the list down, as addresses and scripts spell it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IncidentQuery {
    /// `live`: those that somebody works on; empty: all.
    pub show: String,
    pub service: String,
    pub team: String,
    pub after: String,
}

/// What somebody saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentInput {
    pub title: String,
    pub service: String,
    pub stage: String,
    /// Empty: the whole service.
    pub regions: Vec<String>,
    /// Whether whoever is on call is called.
    pub page: bool,
    pub why: Option<String>,
}

/// What somebody does with an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum IncidentDeed {
    Acknowledge,
    Assign { to: ActorId },
    Note { text: String },
    Resolve { why: Option<String> },
    Reopen { why: Option<String> },
}

/// Who is on call in one team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallView {
    pub team: TeamName,
    pub now: Vec<Who>,
    /// Who is called when they do not acknowledge, in this order.
    pub then: Vec<Who>,
    pub until: Option<Timestamp>,
    /// Names in the rotation that nobody in the portal has.
    pub strangers: Vec<String>,
    pub escalate_after_minutes: i64,
    /// Why the rotation cannot be read; what was read before holds.
    pub problem: Option<String>,
}

/// How services are, for everybody in the company: nothing of their insides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusPage {
    pub at: Timestamp,
    pub stage: StageName,
    pub regions: Vec<RegionName>,
    pub services: Vec<StatusRow>,
    /// Open ones, then those of the last days; the newest first.
    pub incidents: Vec<StatusIncident>,
}

/// One service, region by region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRow {
    pub service: ServiceName,
    pub title: String,
    /// In the order of the page's regions; `None`: it does not run there.
    pub regions: Vec<Option<ServiceStatus>>,
}

/// How a service is towards its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    Operational,
    /// Nobody knows.
    Unknown,
    Degraded,
    Outage,
}

/// An incident, as far as it is everybody's business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusIncident {
    /// What the services are called.
    pub services: Vec<String>,
    /// Where, the first one first; empty: in the whole service.
    pub felt: Vec<StatusFelt>,
    /// How bad it was at its worst.
    pub status: ServiceStatus,
    /// Whether somebody looks at it.
    pub acknowledged: bool,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// From when to when an incident was felt in a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusFelt {
    pub region: RegionName,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

impl ServiceStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceStatus::Operational => "operational",
            ServiceStatus::Unknown => "unknown",
            ServiceStatus::Degraded => "degraded",
            ServiceStatus::Outage => "outage",
        }
    }
}

impl From<HealthState> for ServiceStatus {
    fn from(state: HealthState) -> Self {
        match state {
            HealthState::Healthy => ServiceStatus::Operational,
            HealthState::Degraded => ServiceStatus::Degraded,
            HealthState::Unhealthy => ServiceStatus::Outage,
            HealthState::NoData => ServiceStatus::Unknown,
        }
    }
}

impl From<Severity> for ServiceStatus {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Page => ServiceStatus::Outage,
            Severity::Ticket => ServiceStatus::Degraded,
        }
    }
}

impl From<&Incident> for IncidentRow {
    fn from(incident: &Incident) -> Self {
        let regions: BTreeSet<RegionName> =
            incident.places().into_iter().map(|placement| placement.region).collect();
        IncidentRow {
            id: incident.id.clone(),
            title: incident.title.clone(),
            began: incident.began().cloned(),
            service: incident.service.clone(),
            stage: incident.stage.clone(),
            team: incident.team.clone(),
            severity: incident.severity,
            status: incident.status,
            regions: regions.into_iter().collect(),
            unwell: incident.unwell().count(),
            assignee: incident.assignee.clone(),
            opened_at: incident.opened_at,
            resolved_at: incident.resolved_at,
        }
    }
}
