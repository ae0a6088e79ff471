use super::words;
use domain::approval::Decision;
use domain::view::{DecisionInput, RequestInput, TargetInput, TargetOverride};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::Schema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, SchemaType, Type};

/// What is wanted, for one or more targets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "action": "create", "service": "live-api", "template": "web-service",
    "targets": [{"stage": "dev", "region": "us-east-1"}, {"stage": "prod", "region": "us-east-1"}],
    "parameters": {"DesiredCount": 2},
    "overrides": [{"stage": "prod", "region": "us-east-1", "parameters": {"DesiredCount": 6}}],
    "reason": "Opening in the United States",
}))]
pub struct NewRequest {
    #[serde(default)]
    #[schema(schema_with = words::request_action)]
    pub action: String,
    /// One that is not known yet is created for the caller's team.
    #[serde(default)]
    pub service: String,
    /// Tells a service's environments in one stage and region apart; the template's name when missing.
    #[serde(default)]
    pub environment: Option<String>,
    /// Not needed to update or delete what exists.
    #[serde(default)]
    pub template: String,
    #[serde(default)]
    pub targets: Vec<Target>,
    /// Values for all targets. Numbers and booleans may be written as such, lists as arrays.
    #[serde(default, deserialize_with = "texts")]
    #[schema(schema_with = parameters)]
    pub parameters: BTreeMap<String, String>,
    #[serde(default)]
    pub overrides: Vec<Override>,
    /// Why it is wanted.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A stage × region.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    #[schema(example = "dev")]
    pub stage: String,
    #[schema(example = "us-east-1")]
    pub region: String,
}

/// Values for one target only.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    pub stage: String,
    pub region: String,
    #[serde(default, deserialize_with = "texts")]
    #[schema(schema_with = parameters)]
    pub parameters: BTreeMap<String, String>,
}

/// An answer to a request that waits for approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "approve", "digest": "sha256:4b1d…", "comment": "Looks right"}))]
pub struct DecisionBody {
    #[schema(schema_with = words::decision)]
    pub decision: Decision,
    /// The request's `digest` as it was shown.
    pub digest: String,
    /// Needed to reject or to ask for changes: the requester reads it.
    #[serde(default)]
    pub comment: Option<String>,
}

/// Why something is stopped or taken back.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "No longer needed"}))]
pub struct ReasonBody {
    #[serde(default)]
    pub reason: Option<String>,
}

impl From<NewRequest> for RequestInput {
    fn from(new: NewRequest) -> Self {
        RequestInput {
            action: new.action,
            service: new.service,
            environment: new.environment,
            template: new.template,
            targets: new.targets.into_iter().map(TargetInput::from).collect(),
            parameters: new.parameters,
            overrides: new.overrides.into_iter().map(TargetOverride::from).collect(),
            reason: new.reason,
        }
    }
}

impl From<Target> for TargetInput {
    fn from(target: Target) -> Self {
        TargetInput { stage: target.stage, region: target.region }
    }
}

impl From<Override> for TargetOverride {
    fn from(given: Override) -> Self {
        TargetOverride { stage: given.stage, region: given.region, parameters: given.parameters }
    }
}

impl From<DecisionBody> for DecisionInput {
    fn from(body: DecisionBody) -> Self {
        DecisionInput { decision: body.decision, digest: body.digest, comment: body.comment }
    }
}

/// CloudFormation takes text only; scripts write what is natural to them.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected text, a number, a boolean, or an array of them")]
enum Written {
    Text(String),
    Flag(bool),
    Number(serde_json::Number),
    Several(Vec<Written>),
}

impl From<Written> for String {
    fn from(written: Written) -> String {
        match written {
            Written::Text(text) => text,
            Written::Flag(flag) => flag.to_string(),
            Written::Number(number) => number.to_string(),
            Written::Several(items) => items.into_iter().map(String::from).collect::<Vec<_>>().join(","),
        }
    }
}

pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let written = BTreeMap::<String, Written>::deserialize(deserializer)?;
    Ok(written.into_iter().map(|(name, value)| (name, value.into())).collect())
}

pub fn parameters() -> Object {
    let scalars = || [Type::String, Type::Number, Type::Boolean];
    let list = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(SchemaType::from_iter(scalars())));
    let value = OneOfBuilder::new()
        .item(ObjectBuilder::new().schema_type(SchemaType::from_iter(scalars())))
        .item(list);
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(Schema::from(value.build())))
        .build()
}
