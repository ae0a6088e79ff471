//! What a template makes of a stack, as far as the simulation understands it.

use domain::names::TemplateName;
use domain::template::Template;
use services::ports::{ChangeSetSpec, CloudError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a stack consists of, or is to consist of. Conditions are not evaluated: every resource exists.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Contents {
    pub source: Arc<str>,
    /// With defaults filled in.
    pub parameters: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
    /// In the order of the source.
    pub resources: Vec<ResourceSpec>,
    /// Name → what the output's value says, unresolved.
    pub outputs: Vec<OutputSpec>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ResourceSpec {
    pub logical_id: String,
    pub kind: String,
    /// Property → its text together with the values of the parameters that it names.
    pub properties: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct OutputSpec {
    pub name: String,
    /// What the value refers to, when it is no more than a reference.
    pub refers_to: Option<String>,
}

impl Contents {
    /// Reads what a change set asks for, and refuses what CloudFormation would refuse at once.
    pub fn of(spec: &ChangeSetSpec) -> Result<Self, CloudError> {
        let template = parse(&spec.template)?;
        check_values(&template, &spec.parameters)?;
        check_capabilities(&template, spec)?;
        let defaults = template.parameters.iter().filter_map(|p| Some((p.name.clone(), p.default.clone()?)));
        let mut parameters: BTreeMap<String, String> = defaults.collect();
        parameters.extend(spec.parameters.clone());
        let resources = super::source::resources(&spec.template, &template, &parameters);
        let outputs = super::source::outputs(&spec.template, &template);
        let (source, tags) = (Arc::clone(&spec.template), spec.tags.clone());
        Ok(Contents { source, parameters, tags, resources, outputs })
    }

    /// The outputs once the resources have these physical ids.
    pub fn resolve_outputs(&self, physical: impl Fn(&str) -> Option<String>) -> BTreeMap<String, String> {
        let value = |output: &OutputSpec| {
            let target = output.refers_to.as_deref()?;
            self.parameters.get(target).cloned().or_else(|| physical(target))
        };
        let simulated = |output: &OutputSpec| format!("simulated-{}", output.name);
        self.outputs.iter().map(|o| (o.name.clone(), value(o).unwrap_or_else(|| simulated(o)))).collect()
    }
}

fn parse(source: &str) -> Result<Template, CloudError> {
    let name = TemplateName::parse("simulated").map_err(|e| CloudError::Refused(e.to_string()))?;
    let reading = template::read(&name, source.as_bytes());
    let refused = |why: &str| CloudError::Refused(format!("Template format error: {why}"));
    let first = reading.findings.first().map_or("unreadable", |finding| finding.message.as_str());
    let template = reading.template.ok_or_else(|| refused(first))?;
    if template.resources.is_empty() {
        return Err(refused("At least one Resources member must be defined."));
    }
    Ok(template)
}

fn check_values(template: &Template, values: &BTreeMap<String, String>) -> Result<(), CloudError> {
    let unknown: Vec<&str> =
        values.keys().map(String::as_str).filter(|name| template.parameter(name).is_none()).collect();
    if !unknown.is_empty() {
        let unknown = unknown.join(", ");
        return Err(CloudError::Refused(format!("Parameters: [{unknown}] do not exist in the template")));
    }
    let given = |name: &str| values.contains_key(name);
    let missing = template
        .parameters
        .iter()
        .filter(|p| p.default.is_none() && !given(&p.name))
        .map(|p| p.name.as_str());
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        return Err(CloudError::Refused(format!("Parameters: [{}] must have values", missing.join(", "))));
    }
    match template::values_problems(template, values).first() {
        Some(problem) => Err(CloudError::Refused(format!("Parameter {problem}"))),
        None => Ok(()),
    }
}

fn check_capabilities(template: &Template, spec: &ChangeSetSpec) -> Result<(), CloudError> {
    let missing = template.capabilities.iter().find(|needed| !spec.capabilities.contains(needed));
    match missing {
        Some(missing) => Err(CloudError::Refused(format!("Requires capabilities : [{}]", missing.as_str()))),
        None => Ok(()),
    }
}
