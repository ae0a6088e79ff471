//! How one service differs between its regions, and which of these differences somebody meant.

mod cells;
#[cfg(test)]
mod tests;

use crate::drift::DriftChange;
use crate::environment::Drift;
use crate::names::{RegionName, StageName, TemplateName};
use crate::release::Version;
use crate::template::{Fill, TemplateDigest, ValueSource};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A service as it is in one stage and region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    pub stage: StageName,
    pub region: RegionName,
    pub template: TemplateName,
    pub digest: TemplateDigest,
    pub parameters: BTreeMap<String, Held>,
    /// Logical id → type.
    pub resources: BTreeMap<String, String>,
    pub release: Option<Version>,
    pub drift: Drift,
    /// Logical ids of what was changed outside of the portal.
    pub drifted: BTreeMap<String, DriftChange>,
    /// A request is changing the environment.
    pub changing: bool,
    /// A rollout is on its way there.
    pub rolling: bool,
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

/// What can differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    Template,
    Release,
    Parameter { name: String },
    Resource { name: String },
    Drift,
}

/// What it is in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// `None`: it is not there, or secret.
    pub value: Option<String>,
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
}

impl Comparison {
    /// How many cells differ without a reason.
    pub fn unexplained(&self) -> usize {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.verdict == Verdict::Unexplained).count()
    }
}

impl Row {
    pub fn differs(&self) -> bool {
        self.cells.iter().any(|cell| cell.verdict != Verdict::Identical)
    }
}

/// Everything about a service side by side. The first place given is what the others are held against, and of each stage the
/// first region.
pub fn compare(places: &[Placed]) -> Comparison {
    let columns =
        places.iter().map(|place| Column { stage: place.stage.clone(), region: place.region.clone() });
    let row = |item: Item| {
        let cells = places.iter().map(|place| cells::cell(&item, place, reference(places, place)));
        Row { cells: cells.collect(), item }
    };
    Comparison { columns: columns.collect(), rows: items(places).into_iter().map(row).collect() }
}

/// What a place is held against.
fn reference<'a>(places: &'a [Placed], place: &'a Placed) -> &'a Placed {
    let of_stage = places.iter().find(|other| other.stage == place.stage).unwrap_or(place);
    match of_stage.region == place.region {
        true => places.first().unwrap_or(place),
        false => of_stage,
    }
}

fn items(places: &[Placed]) -> Vec<Item> {
    let parameters: BTreeSet<&String> = places.iter().flat_map(|place| place.parameters.keys()).collect();
    let resources: BTreeSet<&String> = places.iter().flat_map(|place| place.resources.keys()).collect();
    let parameters = parameters.into_iter().map(|name| Item::Parameter { name: name.clone() });
    let resources = resources.into_iter().map(|name| Item::Resource { name: name.clone() });
    [Item::Template, Item::Release]
        .into_iter()
        .chain(parameters)
        .chain(resources)
        .chain([Item::Drift])
        .collect()
}
