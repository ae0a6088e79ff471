//! How one service differs between its regions, and which of these differences somebody meant.

mod environment;
mod service;
#[cfg(test)]
mod tests;

use crate::Timestamp;
use crate::approval::Digest;
use crate::drift::DriftChange;
use crate::environment::Drift;
use crate::health::HealthState;
use crate::ids::RolloutId;
use crate::names::{EnvironmentName, RegionName, StageName, TemplateName};
use crate::release::Version;
use crate::template::{Fill, TemplateDigest, ValueSource};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A service as it is in one stage and region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    pub stage: StageName,
    pub region: RegionName,
    /// What rollouts have brought there.
    pub running: Option<Running>,
    /// A rollout is on its way there.
    pub rolling: bool,
    /// Rollouts that the service's file or a person kept away from there.
    pub left_out_by: BTreeSet<RolloutId>,
    /// As it was last judged.
    pub state: Option<HealthState>,
    /// What is asked of it, by name.
    pub probes: BTreeMap<String, Stated>,
    /// What it promises, by name.
    pub objectives: BTreeMap<String, Stated>,
    pub environments: BTreeMap<EnvironmentName, Standing>,
    /// Those that are being built there.
    pub coming: BTreeSet<EnvironmentName>,
}

/// A release where it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    pub version: Version,
    /// `None`: nobody knows the release any more.
    pub commit: Option<String>,
    /// Of the artifact.
    pub digest: Digest,
    pub rollout: RolloutId,
    pub at: Timestamp,
}

/// Something that the service's file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub value: String,
    /// The file says it for some stages or regions only.
    pub scoped: bool,
}

/// One of its environments there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub template: TemplateName,
    pub digest: TemplateDigest,
    pub parameters: BTreeMap<String, Held>,
    /// Logical id → type.
    pub resources: BTreeMap<String, String>,
    /// Those of them that exist only under a condition of the template.
    #[serde(default)]
    pub conditional: BTreeSet<String>,
    pub drift: Drift,
    /// Logical ids of what was changed outside of the portal.
    pub drifted: BTreeMap<String, DriftChange>,
    /// A request is changing it.
    pub changing: bool,
}

/// A parameter's value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// `None`: secret.
    pub value: Option<String>,
    /// `None`: nobody remembers.
    pub source: Option<ValueSource>,
    /// What the portal fills in by itself.
    pub fill: Option<Fill>,
    /// What the template proposes for this stage.
    pub proposed: Option<String>,
}

/// All of it side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// One stage and region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub stage: StageName,
    pub region: RegionName,
}

/// One thing that can differ, with a cell for each column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    #[serde(flatten)]
    pub item: Item,
    pub cells: Vec<Cell>,
}

/// What can differ: first what the service is, then what each of its environments is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    Release,
    Commit,
    Artifact,
    /// Which rollout brought the release, and when.
    Rollout,
    State,
    Probe {
        name: String,
    },
    Objective {
        name: String,
    },
    /// Whether it is there.
    Environment {
        environment: EnvironmentName,
    },
    Template {
        environment: EnvironmentName,
    },
    Parameter {
        environment: EnvironmentName,
        name: String,
    },
    Resource {
        environment: EnvironmentName,
        name: String,
    },
    Drift {
        environment: EnvironmentName,
    },
}

/// What it is in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// `None`: it is not there, or secret.
    pub value: Option<String>,
    /// Since when, where that is a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How a cell relates to what it is held against: the first region of its stage, and that one to the first of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    Identical,
    /// It differs because somebody declared that.
    Declared {
        why: Declared,
    },
    /// It differs, and nobody said that it should.
    Unexplained,
    /// Nobody knows: a secret, or never checked.
    Unknown,
    /// There is nothing to compare, because its environment is not there.
    Absent,
}

/// Who said that something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Declared {
    /// The portal fills in what belongs to the place.
    Filled,
    /// The template proposes other values for other stages.
    Preset,
    /// A request gave this place a value of its own.
    Override,
    /// A change is on its way.
    UnderWay,
    /// It follows from another difference that is declared.
    Follows,
    /// The service's file says it for some places only.
    File,
    /// A rollout left one of both out, because somebody or the service's file wanted it to.
    LeftOut,
    /// Releases go from stage to stage.
    Stage,
}

impl Declared {
    pub fn as_str(self) -> &'static str {
        match self {
            Declared::Filled => "filled",
            Declared::Preset => "preset",
            Declared::Override => "override",
            Declared::UnderWay => "under_way",
            Declared::Follows => "follows",
            Declared::File => "file",
            Declared::LeftOut => "left_out",
            Declared::Stage => "stage",
        }
    }
}

impl Comparison {
    /// How many cells differ without a reason.
    pub fn unexplained(&self) -> usize {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.verdict == Verdict::Unexplained).count()
    }
}

impl Row {
    /// Whether there is more to see than that all is the same, as far as it is there.
    pub fn differs(&self) -> bool {
        self.cells.iter().any(|cell| !matches!(cell.verdict, Verdict::Identical | Verdict::Absent))
    }
}

impl Cell {
    fn new(value: Option<String>, verdict: Verdict) -> Self {
        Cell { value, at: None, verdict }
    }
}

/// Everything about a service side by side. The first place given is what the others are held against, and of each stage the
/// first region; environments are held against the first that there is.
pub fn compare(places: &[Placed]) -> Comparison {
    let all: Vec<&Placed> = places.iter().collect();
    let columns =
        places.iter().map(|place| Column { stage: place.stage.clone(), region: place.region.clone() });
    let of_service = service::items(places).into_iter().map(|item| {
        let cells = all.iter().map(|place| service::cell(&item, place, reference(&all, place)));
        Row { cells: cells.collect(), item }
    });
    let names: BTreeSet<&EnvironmentName> =
        places.iter().flat_map(|place| place.environments.keys()).collect();
    let of_environments = names.into_iter().flat_map(|name| environment::rows(name, &all));
    Comparison { columns: columns.collect(), rows: of_service.chain(of_environments).collect() }
}

/// What a place is held against.
fn reference<'a>(places: &[&'a Placed], place: &'a Placed) -> &'a Placed {
    let of_stage = places.iter().find(|other| other.stage == place.stage).copied().unwrap_or(place);
    match of_stage.region == place.region {
        true => places.first().copied().unwrap_or(place),
        false => of_stage,
    }
}

/// What differs while it changes will be the same again.
fn moving(same: bool, under_way: bool) -> Verdict {
    match (same, under_way) {
        (true, _) => Verdict::Identical,
        (false, true) => Verdict::Declared { why: Declared::UnderWay },
        (false, false) => Verdict::Unexplained,
    }
}

/// What follows from a difference is as well explained as that one.
fn follows(from: Verdict) -> Verdict {
    match from {
        Verdict::Declared { .. } => Verdict::Declared { why: Declared::Follows },
        _ => Verdict::Unexplained,
    }
}
