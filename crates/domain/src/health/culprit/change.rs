use crate::Timestamp;
use crate::names::{RegionName, ServiceName, StageName, TeamName, TemplateName};
use crate::request::RequestAction;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that was changed, by people or by AWS, and may have had consequences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRecord {
    /// Of what it was: a rollout's id, a request's, …
    pub id: String,
    pub kind: ChangeKind,
    /// `None`: it concerns whatever runs there.
    pub service: Option<ServiceName>,
    pub team: Option<TeamName>,
    /// `None`: all stages.
    pub stage: Option<StageName>,
    /// When it began.
    pub at: Timestamp,
    /// Whether its times are by the portal's clock, as those of health are. Others' clocks may be off by minutes.
    #[serde(default)]
    pub own_clock: bool,
    /// Where it has arrived; empty when it holds everywhere from `at` on.
    pub regions: Vec<Touch>,
    /// The id of the change that it takes back.
    #[serde(default)]
    pub undoes: Option<String>,
    /// From when on it had no effect any more, because it was taken back.
    pub undone_at: Option<Timestamp>,
    /// What people call it: a version, "create cache".
    pub title: String,
    /// What a request of the portal did, for readers of other languages than the title's.
    #[serde(default)]
    pub infrastructure: Option<InfrastructureChange>,
    /// Its page.
    pub link: Option<String>,
    /// Who did it.
    pub by: Option<String>,
    /// What is different since; `None` when that is not known.
    pub difference: Option<Vec<Difference>>,
    /// The form that takes it back, which asks before it does.
    pub rollback: Option<String>,
}

/// What became of stacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InfrastructureChange {
    pub action: RequestAction,
    pub template: TemplateName,
}

/// When a change arrived in a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    pub region: RegionName,
    pub at: Timestamp,
}

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// A parameter's name, or what a release has: `version`, `commit`.
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What sort of change it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Another version of the service was deployed.
    Release,
    /// Infrastructure was created, replaced or removed.
    Request,
    /// Infrastructure got other parameters.
    Parameter,
    /// Changes were let in again.
    FreezeLifted,
    /// A feature was switched.
    Flag,
    /// AWS told of an event of its own.
    AwsEvent,
    /// A guarded day-2 action or workflow ran.
    Action,
}

impl ChangeKind {
    pub const ALL: [ChangeKind; 7] = [
        ChangeKind::Release,
        ChangeKind::Request,
        ChangeKind::Parameter,
        ChangeKind::FreezeLifted,
        ChangeKind::Flag,
        ChangeKind::AwsEvent,
        ChangeKind::Action,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Release => "release",
            ChangeKind::Request => "request",
            ChangeKind::Parameter => "parameter",
            ChangeKind::FreezeLifted => "freeze_lifted",
            ChangeKind::Flag => "flag",
            ChangeKind::AwsEvent => "aws_event",
            ChangeKind::Action => "action",
        }
    }
}

impl ChangeRecord {
    /// When it arrived in a region; `None` when it never did.
    pub fn arrival(&self, region: &RegionName) -> Option<Timestamp> {
        if self.regions.is_empty() {
            return Some(self.at);
        }
        self.regions.iter().find(|touch| &touch.region == region).map(|touch| touch.at)
    }

    /// Whether it has arrived in a region.
    pub fn reached(&self, region: &RegionName) -> bool {
        self.arrival(region).is_some()
    }

    /// When it last arrived somewhere.
    pub fn last_at(&self) -> Timestamp {
        self.regions.iter().map(|touch| touch.at).fold(self.at, Timestamp::max)
    }

    /// Whether it is known that nothing is different because of it.
    pub fn changed_nothing(&self) -> bool {
        self.difference.as_ref().is_some_and(Vec::is_empty)
    }
}

/// Tells each change that another one took back since when it has no effect.
pub fn note_undone(changes: &mut [ChangeRecord]) {
    let undone: BTreeMap<String, Timestamp> =
        changes.iter().filter_map(|change| Some((change.undoes.clone()?, change.last_at()))).collect();
    for change in changes {
        change.undone_at = change.undone_at.or_else(|| undone.get(&change.id).copied());
    }
}
