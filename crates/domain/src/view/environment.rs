use super::{Allowed, ValueView};
use crate::Timestamp;
use crate::drift::ResourceDrift;
use crate::environment::{Drift, EnvironmentStatus};
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use crate::template::TemplateDigest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of a list of environments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentRow {
    pub id: EnvironmentId,
    pub version: i64,
    pub service: ServiceName,
    pub name: EnvironmentName,
    pub stage: StageName,
    pub region: RegionName,
    pub team: TeamName,
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    pub status: EnvironmentStatus,
    pub drift: Drift,
    /// The open request that alone may change it.
    pub held_by: Option<RequestId>,
    pub stack_name: String,
    pub monthly_usd: Option<f64>,
    pub updated_at: Timestamp,
}

/// An environment's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentView {
    #[serde(flatten)]
    pub row: EnvironmentRow,
    pub stack_id: Option<String>,
    pub console_url: Option<String>,
    pub values: BTreeMap<String, ValueView>,
    pub outputs: BTreeMap<String, String>,
    pub created_at: Timestamp,
    /// Requests that changed it, newest first.
    pub history: Vec<super::RequestRow>,
    /// What the last check for drift found.
    pub drifted: Vec<ResourceDrift>,
    pub drift_checked_at: Option<Timestamp>,
    /// Why a check could not tell, or what keeps the one under way waiting.
    pub drift_note: Option<String>,
    pub update: Allowed,
    pub delete: Allowed,
    pub detect_drift: Allowed,
}

/// One resource that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceRow {
    pub logical_id: String,
    pub physical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub status: String,
    /// Where it can be looked at in the AWS console, if there is such a page.
    pub console_url: Option<String>,
}
