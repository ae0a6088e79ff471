use serde::{Deserialize, Serialize};

/// One resource of a template and what it leans on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub logical_id: String,
    /// `AWS::EC2::VPC`, `Custom::Thing`, `AWS::CloudFormation::Stack`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The condition under which it exists.
    pub condition: Option<String>,
    pub references: Vec<Reference>,
    /// Lines in the source, from 1; 0 when unknown.
    pub line: u32,
}

/// An edge of the resource graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Logical id of the resource that is leaned on.
    pub to: String,
    /// `Ref`, `GetAtt`, `Sub`, or `DependsOn`.
    pub by: String,
}

/// One declared output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub name: String,
    pub description: String,
}

/// What CloudFormation wants acknowledged by a person before it applies a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Capability {
    #[serde(rename = "CAPABILITY_IAM")]
    Iam,
    #[serde(rename = "CAPABILITY_NAMED_IAM")]
    NamedIam,
    #[serde(rename = "CAPABILITY_AUTO_EXPAND")]
    AutoExpand,
}

impl Capability {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Capability::Iam => "CAPABILITY_IAM",
            Capability::NamedIam => "CAPABILITY_NAMED_IAM",
            Capability::AutoExpand => "CAPABILITY_AUTO_EXPAND",
        }
    }
}
