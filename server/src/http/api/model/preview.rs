use super::plan::Finding;
use super::request::{Quorum, Value, values};
use domain::view::{self, Preview};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a request would mean; nothing is written and nothing is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewAnswer {
    pub targets: Vec<PreviewTarget>,
    pub findings: Vec<Finding>,
    /// Everything that would be refused.
    pub problems: Vec<ParameterProblem>,
    /// US dollars a month for all targets; null when unknown.
    pub monthly_usd: Option<f64>,
    /// Pairs of ranges that overlap.
    pub overlaps: Vec<Overlap>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewTarget {
    pub stage: String,
    pub region: String,
    pub stack_name: String,
    pub values: BTreeMap<String, Value>,
    pub monthly_usd: Option<f64>,
    /// Who must say yes; null: nobody.
    pub approval: Option<Quorum>,
    pub ranges: Vec<RangeUse>,
}

/// A value that would be refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterProblem {
    pub parameter: String,
    pub message: String,
}

/// An address range and who has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RangeUse {
    #[schema(example = "10.64.16.0/20")]
    pub cidr: String,
    pub owner: String,
}

/// Two ranges that share addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overlap {
    pub one: RangeUse,
    pub other: RangeUse,
}

impl From<Preview> for PreviewAnswer {
    fn from(preview: Preview) -> Self {
        let problems = preview.problems.into_iter();
        let overlaps = preview.overlaps.into_iter();
        PreviewAnswer {
            targets: preview.targets.into_iter().map(PreviewTarget::from).collect(),
            findings: preview.findings.into_iter().map(Finding::from).collect(),
            problems: problems
                .map(|p| ParameterProblem { parameter: p.parameter, message: p.message })
                .collect(),
            monthly_usd: preview.monthly_usd,
            overlaps: overlaps.map(|(one, other)| Overlap { one: one.into(), other: other.into() }).collect(),
        }
    }
}

impl From<view::PreviewTarget> for PreviewTarget {
    fn from(target: view::PreviewTarget) -> Self {
        PreviewTarget {
            stage: target.stage.into(),
            region: target.region.into(),
            stack_name: target.stack_name,
            values: values(target.values),
            monthly_usd: target.monthly_usd,
            approval: target.approval.map(Quorum::from),
            ranges: target.ranges.into_iter().map(RangeUse::from).collect(),
        }
    }
}

impl From<view::RangeUse> for RangeUse {
    fn from(range: view::RangeUse) -> Self {
        RangeUse { cidr: range.cidr, owner: range.owner }
    }
}
