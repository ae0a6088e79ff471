//! Stage × region as the form's checkboxes name it, with wildcards for whole rows and columns.

use domain::names::{RegionName, StageName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One ticked cell of the grid, written `dev/us-east-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TargetRef {
    pub stage: String,
    pub region: String,
}

impl TargetRef {
    pub fn new(stage: impl ToString, region: impl ToString) -> Self {
        TargetRef { stage: stage.to_string(), region: region.to_string() }
    }

    /// Reads `stage/region`; `None` when there is no slash.
    pub fn parse(text: &str) -> Option<Self> {
        let (stage, region) = text.split_once('/')?;
        Some(TargetRef::new(stage.trim(), region.trim()))
    }

    pub fn is(&self, stage: &StageName, region: &RegionName) -> bool {
        self.stage == stage.as_str() && self.region == region.as_str()
    }

    /// Whether a ticked box means this cell: `*` stands for every stage or region.
    pub fn covers(&self, stage: &str, region: &str) -> bool {
        let fits = |pattern: &str, name: &str| pattern == "*" || pattern == name;
        fits(&self.stage, stage) && fits(&self.region, region)
    }

    pub fn is_pattern(&self) -> bool {
        self.stage == "*" || self.region == "*"
    }
}

impl std::fmt::Display for TargetRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.stage, self.region)
    }
}

impl TryFrom<String> for TargetRef {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        TargetRef::parse(&text).ok_or_else(|| format!("{text} is no stage/region"))
    }
}

impl From<TargetRef> for String {
    fn from(target: TargetRef) -> String {
        target.to_string()
    }
}

/// The cells that the ticked boxes mean, in the order of the grid; what is not in the grid comes last, as it was sent.
pub fn expand(ticked: &BTreeSet<TargetRef>, cells: &[TargetRef]) -> Vec<TargetRef> {
    let meant = |cell: &&TargetRef| ticked.iter().any(|tick| tick.covers(&cell.stage, &cell.region));
    let known = cells.iter().filter(meant).cloned();
    let unknown = ticked.iter().filter(|tick| !tick.is_pattern() && !cells.contains(tick)).cloned();
    known.chain(unknown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Vec<TargetRef> {
        let stages = ["dev", "prod"];
        stages.iter().flat_map(|s| ["home", "paris"].map(|r| TargetRef::new(s, r))).collect()
    }

    #[test]
    fn rows_columns_and_everything_are_one_tick() {
        let table: [(&[&str], &[&str]); 7] = [
            (&[], &[]),
            (&["prod/home", "dev/paris"], &["dev/paris", "prod/home"]),
            (&["dev/*"], &["dev/home", "dev/paris"]),
            (&["*/paris"], &["dev/paris", "prod/paris"]),
            (&["*/*"], &["dev/home", "dev/paris", "prod/home", "prod/paris"]),
            (&["dev/*", "dev/home"], &["dev/home", "dev/paris"]),
            (&["moon/home"], &["moon/home"]),
        ];
        for (ticked, expected) in table {
            let ticked: BTreeSet<TargetRef> = ticked.iter().filter_map(|t| TargetRef::parse(t)).collect();
            let found: Vec<String> = expand(&ticked, &cells()).iter().map(TargetRef::to_string).collect();
            assert_eq!(found, expected, "{ticked:?}");
        }
    }

    #[test]
    fn a_text_without_slash_is_no_target() {
        assert_eq!(TargetRef::parse("dev"), None);
    }
}
