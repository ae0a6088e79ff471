//! Freeze windows as people see them.

use super::Allowed;
use crate::Timestamp;
use crate::freeze::WindowKind;
use crate::ids::FreezeId;
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use serde::{Deserialize, Serialize};

/// One freeze window with its next times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FreezeView {
    /// Only windows that were made in the portal have one.
    pub id: Option<FreezeId>,
    pub kind: WindowKind,
    pub title: String,
    pub source: FreezeSource,
    /// `None`: it holds everybody's rollouts.
    pub team: Option<TeamName>,
    /// Empty: all of the team's services.
    pub services: Vec<ServiceName>,
    /// Empty: every stage.
    pub stages: Vec<StageName>,
    /// Empty: every region.
    pub regions: Vec<RegionName>,
    /// `None`: each region's own clocks.
    pub zone: Option<String>,
    /// Every week.
    pub weekly: bool,
    pub why: Option<String>,
    pub by_name: Option<String>,
    pub created_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// The next ones, the soonest first.
    pub spans: Vec<FreezeSpan>,
    pub may_end: Allowed,
    pub may_delete: Allowed,
}

/// Where a window comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum FreezeSource {
    Configuration,
    /// An iCalendar file; its title in the configuration.
    Calendar {
        name: String,
    },
    Portal,
}

/// One time of a window, for the regions whose clocks agree on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreezeSpan {
    pub from: Timestamp,
    pub until: Timestamp,
    pub regions: Vec<RegionName>,
}

/// An iCalendar file of the configuration, and how it was last read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    pub name: String,
    /// When what holds now was read; `None`: it never could be.
    pub read_at: Option<Timestamp>,
    /// Why it cannot be read now; what was read before still holds.
    pub problem: Option<String>,
}

/// Everything about freezes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FreezeBoard {
    pub freezes: Vec<FreezeView>,
    pub calendars: Vec<CalendarView>,
    /// Teams for which the reader may make windows of some kind.
    pub teams: Vec<TeamName>,
    /// Services that a window can be narrowed to.
    pub services: Vec<ServiceName>,
    /// For the teams above, or for everybody.
    pub may_create: Allowed,
    pub may_create_for_all: Allowed,
    /// Announce maintenance, for one of the teams above.
    pub may_maintain: Allowed,
}

/// What a new freeze window is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FreezeInput {
    pub kind: WindowKind,
    pub title: String,
    /// Empty: everybody's rollouts.
    pub team: Option<String>,
    /// Empty: all of the team's services.
    pub services: Vec<String>,
    pub stages: Vec<String>,
    pub regions: Vec<String>,
    pub zone: Option<String>,
    /// `2026-12-20T18:00`, or `Fri 18:00` for every week.
    pub from: String,
    pub until: String,
    pub why: Option<String>,
}
