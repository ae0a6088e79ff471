use super::words;
use domain::drift::{DriftChange, PropertyDrift, ResourceDrift};
use serde::Serialize;
use utoipa::ToSchema;

/// One resource that is not as it was applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct DriftedResource {
    #[schema(example = "Bucket")]
    pub logical_id: String,
    #[serde(rename = "type")]
    #[schema(example = "AWS::S3::Bucket")]
    pub kind: String,
    #[schema(schema_with = words::drift_change)]
    pub change: DriftChange,
    /// What differs; empty when the whole resource is gone.
    pub properties: Vec<DriftedProperty>,
}

/// One property that is not as it was applied. Secrets are told as `••••`; long values are cut.
#[derive(Debug, Serialize, ToSchema)]
pub struct DriftedProperty {
    #[schema(example = "/VersioningConfiguration/Status")]
    pub path: String,
    /// What was applied; null when nothing stood there.
    #[schema(example = "Enabled")]
    pub expected: Option<String>,
    /// What is there now; null when nothing is.
    #[schema(example = "Suspended")]
    pub actual: Option<String>,
}

impl From<ResourceDrift> for DriftedResource {
    fn from(drift: ResourceDrift) -> Self {
        DriftedResource {
            logical_id: drift.logical_id,
            kind: drift.kind,
            change: drift.change,
            properties: drift.properties.into_iter().map(DriftedProperty::from).collect(),
        }
    }
}

impl From<PropertyDrift> for DriftedProperty {
    fn from(property: PropertyDrift) -> Self {
        DriftedProperty { path: property.path, expected: property.expected, actual: property.actual }
    }
}
