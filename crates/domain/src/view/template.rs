use super::EnvironmentRow;
use crate::names::TemplateName;
use crate::template::{Finding, Template};
use serde::{Deserialize, Serialize};

/// One entry of the catalogue; a broken template is listed with its findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateCard {
    pub name: TemplateName,
    /// `None` when the file cannot be read as a template.
    pub template: Option<Template>,
    pub findings: Vec<Finding>,
    /// How many environments run any version of it.
    pub in_use: i64,
}

/// A template's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplatePage {
    #[serde(flatten)]
    pub card: TemplateCard,
    /// Who uses it, newest first; at most 100.
    pub users: Vec<EnvironmentRow>,
}
