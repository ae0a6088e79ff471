//! Templates: versioned CloudFormation documents and the forms that come out of them.
//!
//! The types here are what every other room reads; the `template` crate fills them from YAML or JSON.

mod cost;
mod finding;
mod form;
mod graph;
mod layers;
mod text;

pub use cost::{CostItem, CostModel, MonthlyUsd};
pub use finding::{Finding, Severity};
pub use form::{Constraints, Control, Fill, Group, Parameter, ParameterProblem, ValueSource};
pub use graph::{Capability, Output, Reference, Resource};
pub use layers::{LayerEdge, LayerNode, Layers};
pub use text::{Lang, Text};

use crate::names::TemplateName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Content address of one template version: `sha256:` and 64 hexadecimal digits over the file's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TemplateDigest(pub String);

impl TemplateDigest {
    /// The first twelve digits, enough for people to tell versions apart.
    pub fn short(&self) -> &str {
        let digits = self.0.strip_prefix("sha256:").unwrap_or(&self.0);
        digits.get(..12).unwrap_or(digits)
    }
}

impl std::fmt::Display for TemplateDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One immutable version of a template, without its source text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub name: TemplateName,
    pub digest: TemplateDigest,
    /// `Metadata: Slipway: Title`, or the file's name.
    pub title: Text,
    /// `Metadata: Slipway: Summary`, or CloudFormation's `Description`.
    pub summary: Text,
    /// Who looks after the template.
    pub owner: Option<String>,
    pub guidance: Guidance,
    /// In the order in which people fill them in: by group, then as declared.
    pub parameters: Vec<Parameter>,
    pub groups: Vec<Group>,
    pub resources: Vec<Resource>,
    pub outputs: Vec<Output>,
    /// Macros named by `Transform`.
    pub transforms: Vec<String>,
    /// What a person must acknowledge before this is applied.
    pub capabilities: Vec<Capability>,
    /// Stage name → parameter name → value.
    pub presets: BTreeMap<String, BTreeMap<String, String>>,
    pub costs: CostModel,
    /// Size of the source in bytes; above 51,200 it must travel through S3.
    pub size: u64,
}

impl Template {
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// For readers: that a secret has a default or a preset is told, and not what it is.
    pub fn without_secret_values(mut self) -> Template {
        for parameter in self.parameters.iter_mut().filter(|parameter| parameter.no_echo) {
            parameter.default = parameter.default.take().map(|_| String::new());
            for preset in self.presets.values_mut().filter_map(|values| values.get_mut(&parameter.name)) {
                preset.clear();
            }
        }
        self
    }

    /// The value that the template itself proposes for a stage: its preset, else the default.
    pub fn proposed(&self, stage: &str, parameter: &str) -> Option<&str> {
        let preset = self.presets.get(stage).and_then(|values| values.get(parameter));
        preset.or_else(|| self.parameter(parameter).and_then(|p| p.default.as_ref())).map(String::as_str)
    }
}

/// When to choose a template, when not, and what to look at instead.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Guidance {
    pub choose_when: Vec<Text>,
    pub avoid_when: Vec<Text>,
    /// Names of other templates.
    pub alternatives: Vec<String>,
}
