//! Services as people see them.

use super::{Allowed, EnvironmentRow, RolloutRow};
use crate::Timestamp;
use crate::catalog::{Edge, Entity, EntityRef, FileFinding, FileProblem, ServiceRecord};
use crate::names::{RegionName, TeamName};
use crate::release::Deployed;
use serde::{Deserialize, Serialize};

/// One line of the list of services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRow {
    pub name: String,
    pub title: Option<String>,
    pub team: Option<TeamName>,
    pub owner: Option<EntityRef>,
    pub tier: Option<String>,
    pub lifecycle: Option<String>,
    #[serde(rename = "type")]
    pub sort: Option<String>,
    pub system: Option<EntityRef>,
    /// `None` when only the portal's environments speak of it.
    pub repository: Option<String>,
    /// Whether a `slipway.yaml` declares it.
    pub declared: bool,
    /// Empty: all.
    pub regions: Vec<RegionName>,
    /// Whether its repository or a file in it cannot be read now.
    pub troubled: bool,
}

/// A service with everything about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceView {
    pub name: String,
    pub team: Option<TeamName>,
    /// What its repository says; `None` when only the portal's environments speak of it.
    pub record: Option<ServiceRecord>,
    pub source: Option<SourceView>,
    /// What it has to do with others, in both directions.
    pub edges: Vec<EdgeView>,
    /// What its repository holds besides and including it.
    pub entities: Vec<Entity>,
    pub environments: Vec<EnvironmentRow>,
    pub running: Vec<Deployed>,
    /// The newest first.
    pub rollouts: Vec<RolloutRow>,
    pub refresh: Allowed,
}

/// How far what is known of a repository holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    pub repository: String,
    /// Of its record; grows with every reading that changed something.
    pub version: i64,
    pub read_at: Timestamp,
    /// When all of it could last be read.
    pub good_at: Option<Timestamp>,
    pub problems: Vec<FileProblem>,
    pub findings: Vec<FileFinding>,
}

/// One relation, seen from a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeView {
    #[serde(flatten)]
    pub edge: Edge,
    /// Whether the service is what the relation starts from.
    pub outgoing: bool,
    /// The service's name that the other side has in this portal, if it is one.
    pub service: Option<String>,
}

impl ServiceView {
    /// The same as a line of the list.
    pub fn row(&self) -> ServiceRow {
        let record = self.record.as_ref();
        ServiceRow {
            name: self.name.clone(),
            title: record.and_then(|record| record.title.clone()),
            team: self.team.clone(),
            owner: record.and_then(|record| record.owner.clone()),
            tier: record.and_then(|record| record.tier.clone()),
            lifecycle: record.and_then(|record| record.lifecycle.clone()),
            sort: record.and_then(|record| record.sort.clone()),
            system: record.and_then(|record| record.system.clone()),
            repository: record.map(|record| record.repository.clone()),
            declared: record.is_some_and(|record| record.declared),
            regions: record.map(|record| record.regions.clone()).unwrap_or_default(),
            troubled: self.source.as_ref().is_some_and(|source| !source.problems.is_empty()),
        }
    }
}

impl EdgeView {
    /// What is on the other side.
    pub fn other(&self) -> &EntityRef {
        if self.outgoing { &self.edge.target } else { &self.edge.source }
    }
}
