use super::environment::EnvironmentItem;
use super::plan::Finding;
use super::words;
use domain::template::{Capability, Constraints, Control, Fill, Lang, Severity, Template, Text};
use domain::view::{TemplateCard, TemplatePage};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One template of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateItem {
    #[schema(example = "web-service")]
    pub name: String,
    /// False when the file cannot be used; the findings say why.
    pub usable: bool,
    /// Content address of this version; null when the file is no template.
    pub digest: Option<String>,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub owner: Option<String>,
    #[schema(schema_with = capabilities)]
    pub capabilities: Vec<Capability>,
    pub parameters: Vec<Parameter>,
    pub resources: Vec<Resource>,
    pub outputs: Vec<Output>,
    pub findings: Vec<Finding>,
    /// How many environments run any version of it.
    pub in_use: i64,
}

fn capabilities() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(words::capability()).build()
}

/// One template with everything that its page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateDetail {
    #[serde(flatten)]
    pub item: TemplateItem,
    pub choose_when: Vec<String>,
    pub avoid_when: Vec<String>,
    /// Names of other templates to look at.
    pub alternatives: Vec<String>,
    /// Stage → parameter → value.
    pub presets: BTreeMap<String, BTreeMap<String, String>>,
    /// Who uses it, newest first; at most 100.
    pub users: Vec<EnvironmentItem>,
}

/// One input of the form.
#[derive(Debug, Serialize, ToSchema)]
pub struct Parameter {
    pub name: String,
    #[serde(rename = "type")]
    #[schema(example = "Number")]
    pub kind: String,
    #[schema(schema_with = words::control)]
    pub control: Control,
    pub label: String,
    pub description: String,
    /// Left out for secrets.
    pub default: Option<String>,
    pub constraints: ParameterConstraints,
    /// Secret: never shown, logged, or stored in clear text.
    pub no_echo: bool,
    pub group: Option<String>,
    /// Whether somebody must give a value.
    pub required: bool,
    /// What the portal gives it by itself; null when people are asked.
    #[schema(value_type = Option<String>, example = "region")]
    pub fill: Option<&'static str>,
}

/// What CloudFormation holds a value against.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterConstraints {
    /// Empty: anything.
    pub allowed_values: Vec<String>,
    pub allowed_pattern: Option<String>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_value: Option<f64>,
    pub max_value: Option<f64>,
    pub description: Option<String>,
}

/// One resource that the template declares.
#[derive(Debug, Serialize, ToSchema)]
pub struct Resource {
    pub logical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub condition: Option<String>,
    pub references: Vec<Reference>,
}

/// What a resource leans on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reference {
    pub to: String,
    #[schema(example = "Ref")]
    pub by: String,
}

/// One declared output.
#[derive(Debug, Serialize, ToSchema)]
pub struct Output {
    pub name: String,
    pub description: String,
}

impl From<TemplateCard> for TemplateItem {
    fn from(card: TemplateCard) -> Self {
        let broken = card.findings.iter().any(|finding| finding.severity == Severity::Error);
        let findings = card.findings.into_iter().map(Finding::from).collect();
        let item = TemplateItem {
            name: card.name.into(),
            usable: card.template.is_some() && !broken,
            digest: None,
            title: None,
            summary: None,
            owner: None,
            capabilities: Vec::new(),
            parameters: Vec::new(),
            resources: Vec::new(),
            outputs: Vec::new(),
            findings,
            in_use: card.in_use,
        };
        let Some(template) = card.template else {
            return item;
        };
        let outputs = template.outputs.into_iter();
        TemplateItem {
            digest: Some(template.digest.0),
            title: Some(text(&template.title)),
            summary: Some(text(&template.summary)),
            owner: template.owner,
            capabilities: template.capabilities,
            parameters: template.parameters.into_iter().map(Parameter::from).collect(),
            resources: template.resources.into_iter().map(Resource::from).collect(),
            outputs: outputs.map(|o| Output { name: o.name, description: o.description }).collect(),
            ..item
        }
    }
}

impl From<TemplatePage> for TemplateDetail {
    fn from(page: TemplatePage) -> Self {
        let template = page.card.template.as_ref();
        let guidance = template.map(|template| template.guidance.clone()).unwrap_or_default();
        TemplateDetail {
            choose_when: guidance.choose_when.iter().map(text).collect(),
            avoid_when: guidance.avoid_when.iter().map(text).collect(),
            alternatives: guidance.alternatives,
            presets: template.map(shown_presets).unwrap_or_default(),
            users: page.users.into_iter().map(EnvironmentItem::from).collect(),
            item: page.card.into(),
        }
    }
}

/// Presets without those of secrets.
fn shown_presets(template: &Template) -> BTreeMap<String, BTreeMap<String, String>> {
    let secret = |name: &str| template.parameter(name).is_some_and(|parameter| parameter.no_echo);
    let mut presets = template.presets.clone();
    presets.values_mut().for_each(|values| values.retain(|name, _| !secret(name)));
    presets
}

impl From<domain::template::Parameter> for Parameter {
    fn from(parameter: domain::template::Parameter) -> Self {
        Parameter {
            required: parameter.required(),
            label: text(&parameter.label),
            fill: parameter.fill.map(fill),
            name: parameter.name,
            kind: parameter.kind,
            control: parameter.control,
            description: parameter.description,
            default: parameter.default.filter(|_| !parameter.no_echo),
            constraints: parameter.constraints.into(),
            no_echo: parameter.no_echo,
            group: parameter.group,
        }
    }
}

impl From<Constraints> for ParameterConstraints {
    fn from(constraints: Constraints) -> Self {
        ParameterConstraints {
            allowed_values: constraints.allowed_values,
            allowed_pattern: constraints.allowed_pattern,
            min_length: constraints.min_length,
            max_length: constraints.max_length,
            min_value: constraints.min_value,
            max_value: constraints.max_value,
            description: constraints.description,
        }
    }
}

impl From<domain::template::Resource> for Resource {
    fn from(resource: domain::template::Resource) -> Self {
        let references = resource.references.into_iter();
        Resource {
            logical_id: resource.logical_id,
            kind: resource.kind,
            condition: resource.condition,
            references: references.map(|r| Reference { to: r.to, by: r.by }).collect(),
        }
    }
}

/// Scripts read English.
fn text(text: &Text) -> String {
    text.get(Lang::En).to_owned()
}

fn fill(fill: Fill) -> &'static str {
    match fill {
        Fill::AddressRange { .. } => "address-range",
        Fill::Region => "region",
        Fill::Stage => "stage",
        Fill::Service => "service",
        Fill::Team => "team",
        Fill::Environment => "environment",
        Fill::Requester => "requester",
        Fill::HomeRegion => "home-region",
    }
}
