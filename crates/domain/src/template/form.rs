use super::Text;
use serde::{Deserialize, Serialize};

/// One parameter of a template, ready to be asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    /// CloudFormation's type, as written: `String`, `Number`, `List<AWS::EC2::Subnet::Id>`, …
    #[serde(rename = "type")]
    pub kind: String,
    pub control: Control,
    /// `ParameterLabels` of `AWS::CloudFormation::Interface`, Slipway's label, or the name.
    pub label: Text,
    pub description: String,
    pub guidance: Option<Text>,
    pub default: Option<String>,
    pub constraints: Constraints,
    /// Never shown, logged, or stored in clear text.
    pub no_echo: bool,
    /// The group's label; `None` when the template groups nothing.
    pub group: Option<String>,
    /// Set when the portal gives the value and nobody is asked.
    pub fill: Option<Fill>,
}

impl Parameter {
    /// Whether a person must say something: no default, and the portal doesn't fill it in.
    pub fn required(&self) -> bool {
        self.default.is_none() && self.fill.is_none()
    }
}

/// The fitting way to ask for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// One line of text.
    Text,
    /// Several lines, for long values.
    Textarea,
    /// `NoEcho`: hidden while typing.
    Password,
    Number,
    /// Two `AllowedValues` that mean yes and no.
    Toggle,
    /// Some `AllowedValues`.
    Select,
    /// Comma-separated values (`CommaDelimitedList`, `List<…>`).
    List,
    /// Comma-separated numbers (`List<Number>`).
    NumberList,
    /// An identifier of something that exists in AWS (`AWS::EC2::VPC::Id`, …), with a hint at its shape.
    Resource,
    /// Several of them (`List<AWS::EC2::Subnet::Id>`).
    ResourceList,
    /// The name of a Systems Manager parameter (`AWS::SSM::Parameter::…`).
    SsmParameter,
    /// An address range in CIDR notation.
    Cidr,
}

/// What CloudFormation will hold a value against.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Constraints {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_values: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_value: Option<f64>,
    /// The author's own words for a value that does not fit (`ConstraintDescription`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What the portal gives a parameter by itself (`Metadata: Slipway: Parameters: <name>: Fill`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// A private range that overlaps no other and no corporate one.
    AddressRange {
        /// Bits of the network part, 16 to 28.
        prefix_length: u8,
    },
    Region,
    Stage,
    Service,
    Team,
    /// The name of the environment, unique in its stage and region.
    Environment,
    /// Who asked, as an owner tag.
    Requester,
    /// The home region, where back ends live.
    HomeRegion,
}

/// A labelled group of parameters, in the order of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub label: String,
    pub parameters: Vec<String>,
}

/// Where a value of one target came from; the form marks overridden cells by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueSource {
    Default,
    Preset,
    Shared,
    Override,
    Filled,
    /// Kept from the running environment.
    Previous,
}

/// A value that CloudFormation would refuse, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{parameter}: {message}")]
pub struct ParameterProblem {
    pub parameter: String,
    pub message: String,
}
