use super::{Time, words};
use domain::plan::{ChangeAction, Replacement};
use domain::template::Severity;
use serde::Serialize;
use utoipa::ToSchema;

/// What a request would do to one target.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    /// Replacements and deletions first; empty when nothing would change.
    pub changes: Vec<Change>,
    pub findings: Vec<Finding>,
    /// US dollars a month afterwards; null when the template gives no hints.
    pub monthly_usd: Option<f64>,
    /// The change set that will be executed.
    pub change_set_id: Option<String>,
    pub stack_id: Option<String>,
    pub planned_at: Time,
}

/// What happens to one resource.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    #[schema(schema_with = words::change_action)]
    pub action: ChangeAction,
    #[schema(example = "LoadBalancer")]
    pub logical_id: String,
    #[serde(rename = "type")]
    #[schema(example = "AWS::ElasticLoadBalancingV2::LoadBalancer")]
    pub kind: String,
    /// Whether the resource is made anew, losing what it holds.
    #[schema(schema_with = words::replacement)]
    pub replacement: Replacement,
    /// Properties that change.
    pub properties: Vec<String>,
}

/// Something that a check has to say.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    #[schema(schema_with = words::severity)]
    pub severity: Severity,
    /// Stable identifier of the rule.
    pub rule: String,
    pub message: String,
    /// From 1; 0 when it is about the whole file.
    pub line: u32,
    /// From 1; 0 when unknown.
    pub column: u32,
    /// Logical id of the resource it is about.
    pub resource: Option<String>,
}

impl From<domain::plan::Plan> for Plan {
    fn from(plan: domain::plan::Plan) -> Self {
        Plan {
            changes: plan.changes.into_iter().map(Change::from).collect(),
            findings: plan.findings.into_iter().map(Finding::from).collect(),
            monthly_usd: plan.monthly_usd,
            change_set_id: plan.change_set_id,
            stack_id: plan.stack_id,
            planned_at: plan.planned_at.into(),
        }
    }
}

impl From<domain::plan::ResourceChange> for Change {
    fn from(change: domain::plan::ResourceChange) -> Self {
        Change {
            action: change.action,
            logical_id: change.logical_id,
            kind: change.kind,
            replacement: change.replacement,
            properties: change.properties,
        }
    }
}

impl From<domain::template::Finding> for Finding {
    fn from(finding: domain::template::Finding) -> Self {
        Finding {
            severity: finding.severity,
            rule: finding.rule,
            message: finding.message,
            line: finding.line,
            column: finding.column,
            resource: finding.resource,
        }
    }
}
