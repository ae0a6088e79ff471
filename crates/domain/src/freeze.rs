//! Freeze windows that people made in the portal: times in which forward rollouts are held.

use crate::Timestamp;
use crate::ids::{ActorId, FreezeId};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use serde::{Deserialize, Serialize};

/// What a window means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// Forward rollouts are held.
    #[default]
    Freeze,
    /// Work is announced: what is measured meanwhile does not count.
    Maintenance,
}

/// One window, once or every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    pub id: FreezeId,
    #[serde(default)]
    pub kind: WindowKind,
    /// What people call it.
    pub title: String,
    /// Whose rollouts it holds; `None`: everybody's.
    pub team: Option<TeamName>,
    /// Empty: all of the team's services.
    #[serde(default)]
    pub services: Vec<ServiceName>,
    /// Empty: every stage.
    pub stages: Vec<StageName>,
    /// Empty: every region.
    pub regions: Vec<RegionName>,
    /// Whose clocks count; `None`: each region's own.
    pub zone: Option<String>,
    /// A wall clock's: `2026-12-20T18:00`, or `Fri 18:00` for every week.
    pub from: String,
    pub until: String,
    pub why: Option<String>,
    pub by: ActorId,
    pub by_name: String,
    pub created_at: Timestamp,
    /// From then on it holds nothing more.
    pub ended_at: Option<Timestamp>,
}
