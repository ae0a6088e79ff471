use crate::names::{RegionName, StageName};
use crate::template::{Finding, ParameterProblem};
use crate::view::ValueView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a form or a script sends to make or amend a request, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestInput {
    /// `create`, `update` or `delete`.
    pub action: String,
    pub service: String,
    /// Defaults to the template's name.
    pub environment: Option<String>,
    /// Not needed to update or delete what exists.
    pub template: String,
    pub targets: Vec<TargetInput>,
    /// Values for all targets.
    pub parameters: BTreeMap<String, String>,
    pub overrides: Vec<TargetOverride>,
    /// Why it is wanted.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetInput {
    pub stage: String,
    pub region: String,
}

/// Values for one target only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetOverride {
    pub stage: String,
    pub region: String,
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
}

/// What a request would mean, while it is still being filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub targets: Vec<PreviewTarget>,
    pub findings: Vec<Finding>,
    /// Everything that would be refused, by field.
    pub problems: Vec<ParameterProblem>,
    pub monthly_usd: Option<f64>,
    /// Pairs of ranges that overlap, which only happens when people typed them.
    pub overlaps: Vec<(RangeUse, RangeUse)>,
}

/// One target of a preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewTarget {
    pub stage: StageName,
    pub region: RegionName,
    pub stack_name: String,
    pub values: BTreeMap<String, ValueView>,
    pub monthly_usd: Option<f64>,
    /// Who must say yes: "1 lead"; `None`: nobody.
    pub approval: Option<super::ApprovalView>,
    pub ranges: Vec<RangeUse>,
}

/// An address range and who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeUse {
    pub cidr: String,
    /// An environment, or the company's own network.
    pub owner: String,
}
