use super::{Permission, Time};
use domain::freeze::WindowKind;
use domain::view::{CalendarView, FreezeBoard, FreezeInput, FreezeSource, FreezeSpan, FreezeView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything about freezes.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreezeBoardAnswer {
    pub freezes: Vec<FreezeItem>,
    /// The iCalendar files of the configuration, and how they were last read.
    pub calendars: Vec<CalendarItem>,
    pub may_create: Permission,
    pub may_create_for_all: Permission,
    /// Announce maintenance, for a team of one's own.
    pub may_maintain: Permission,
}

/// One freeze window with its next times.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreezeItem {
    /// Only windows that were made in the portal have one.
    #[schema(example = "frz_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: Option<String>,
    /// Holds nothing; what is measured meanwhile does not count.
    pub maintenance: bool,
    #[schema(example = "Year's end")]
    pub title: String,
    /// `portal`, `configuration`, or the name of a calendar.
    #[schema(example = "portal")]
    pub source: String,
    /// Null: it holds everybody's rollouts.
    pub team: Option<String>,
    /// Empty: all of the team's services.
    pub services: Vec<String>,
    /// Empty: every stage.
    pub stages: Vec<String>,
    /// Empty: every region.
    pub regions: Vec<String>,
    /// Null: each region's own clocks.
    pub zone: Option<String>,
    pub weekly: bool,
    pub why: Option<String>,
    pub by_name: Option<String>,
    pub ended_at: Option<Time>,
    /// The next ones, the soonest first.
    pub times: Vec<FreezeTime>,
    pub may_end: Permission,
    pub may_delete: Permission,
}

/// One time of a window, for the regions whose clocks agree on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreezeTime {
    pub from: Time,
    pub until: Time,
    pub regions: Vec<String>,
}

/// An iCalendar file of the configuration.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarItem {
    pub name: String,
    /// When what holds now was read; null: it never could be.
    pub read_at: Option<Time>,
    /// Why it cannot be read now.
    pub problem: Option<String>,
}

/// A freeze window that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Year's end", "team": "streaming", "stages": ["prod"], "zone": "Asia/Seoul",
    "from": "2027-12-20T18:00", "until": "2028-01-02T09:00", "why": "Nobody is here"}))]
pub struct NewFreeze {
    /// Holds nothing; what is measured meanwhile does not count.
    #[serde(default)]
    pub maintenance: bool,
    pub title: String,
    /// Left out: everybody's rollouts, which only admins of the platform freeze.
    #[serde(default)]
    pub team: Option<String>,
    /// Services of the team; left out: all of them.
    #[serde(default)]
    pub services: Vec<String>,
    #[serde(default)]
    pub stages: Vec<String>,
    #[serde(default)]
    pub regions: Vec<String>,
    /// Such as `Asia/Seoul`; left out: each region's own clocks.
    #[serde(default)]
    pub zone: Option<String>,
    /// `2027-12-20T18:00`, or `Fri 18:00` for every week.
    pub from: String,
    pub until: String,
    #[serde(default)]
    pub why: Option<String>,
}

/// A freeze window that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreezeMade {
    pub id: String,
}

impl From<NewFreeze> for FreezeInput {
    fn from(new: NewFreeze) -> Self {
        let NewFreeze { maintenance, title, team, services, stages, regions, zone, from, until, why } = new;
        let kind = if maintenance { WindowKind::Maintenance } else { WindowKind::Freeze };
        FreezeInput { kind, title, team, services, stages, regions, zone, from, until, why }
    }
}

impl From<FreezeBoard> for FreezeBoardAnswer {
    fn from(board: FreezeBoard) -> Self {
        FreezeBoardAnswer {
            freezes: board.freezes.into_iter().map(FreezeItem::from).collect(),
            calendars: board.calendars.into_iter().map(CalendarItem::from).collect(),
            may_create: board.may_create.into(),
            may_create_for_all: board.may_create_for_all.into(),
            may_maintain: board.may_maintain.into(),
        }
    }
}

impl From<FreezeView> for FreezeItem {
    fn from(view: FreezeView) -> Self {
        FreezeItem {
            id: view.id.map(|id| id.0),
            maintenance: view.kind == WindowKind::Maintenance,
            title: view.title,
            source: match view.source {
                FreezeSource::Portal => "portal".to_owned(),
                FreezeSource::Configuration => "configuration".to_owned(),
                FreezeSource::Calendar { name } => name,
            },
            team: view.team.map(String::from),
            services: view.services.into_iter().map(String::from).collect(),
            stages: view.stages.into_iter().map(String::from).collect(),
            regions: view.regions.into_iter().map(String::from).collect(),
            zone: view.zone,
            weekly: view.weekly,
            why: view.why,
            by_name: view.by_name,
            ended_at: view.ended_at.map(Time::from),
            times: view.spans.into_iter().map(FreezeTime::from).collect(),
            may_end: view.may_end.into(),
            may_delete: view.may_delete.into(),
        }
    }
}

impl From<FreezeSpan> for FreezeTime {
    fn from(span: FreezeSpan) -> Self {
        let regions = span.regions.into_iter().map(String::from).collect();
        FreezeTime { from: span.from.into(), until: span.until.into(), regions }
    }
}

impl From<CalendarView> for CalendarItem {
    fn from(view: CalendarView) -> Self {
        CalendarItem { name: view.name, read_at: view.read_at.map(Time::from), problem: view.problem }
    }
}
