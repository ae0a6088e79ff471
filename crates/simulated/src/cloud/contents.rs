//! What a template makes of a stack, as far as the simulation understands it.

use super::evaluate::Evaluator;
use domain::names::TemplateName;
use domain::template::Template;
use serde_json::Value;
use services::ports::{ChangeSetSpec, CloudError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a stack consists of, or is to consist of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Contents {
    document: Arc<Value>,
    /// With defaults filled in.
    pub parameters: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
    /// Those whose conditions hold, in the order of the source.
    pub resources: Vec<ResourceSpec>,
    /// `AWS::Region` and so on.
    pseudo: BTreeMap<&'static str, String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ResourceSpec {
    pub logical_id: String,
    pub kind: String,
    /// With everything worked out but references to resources.
    pub properties: BTreeMap<String, Value>,
}

impl Contents {
    /// Reads what a change set asks for, and refuses what CloudFormation would refuse at once.
    pub fn of(spec: &ChangeSetSpec, pseudo: BTreeMap<&'static str, String>) -> Result<Self, CloudError> {
        let (template, document) = parse(&spec.template)?;
        check_values(&template, &spec.parameters)?;
        check_capabilities(&template, spec)?;
        let defaults = template.parameters.iter().filter_map(|p| Some((p.name.clone(), p.default.clone()?)));
        let mut parameters: BTreeMap<String, String> = defaults.collect();
        parameters.extend(spec.parameters.clone());
        let tags = spec.tags.clone();
        let mut contents =
            Contents { document: Arc::new(document), parameters, tags, resources: Vec::new(), pseudo };
        contents.resources = contents.specs(&template);
        Ok(contents)
    }

    fn specs(&self, template: &Template) -> Vec<ResourceSpec> {
        let evaluator = self.evaluator(&|_| None);
        let failing = self.parameters.get("Fail");
        let spec = |resource: &domain::template::Resource| {
            let body = &self.document["Resources"][&resource.logical_id];
            let properties = evaluator.resolve(&body["Properties"]);
            let mut properties: BTreeMap<String, Value> =
                properties.as_object().cloned().unwrap_or_default().into_iter().collect();
            // Whoever asks a resource to fail wants it to be touched.
            if failing == Some(&resource.logical_id) {
                properties.insert("Fail".to_owned(), Value::from(true));
            }
            let (logical_id, kind) = (resource.logical_id.clone(), resource.kind.clone());
            evaluator.exists(body).then_some(ResourceSpec { logical_id, kind, properties })
        };
        template.resources.iter().filter_map(spec).collect()
    }

    /// The outputs once the resources have these physical ids.
    pub fn outputs(&self, physical: &dyn Fn(&str) -> Option<String>) -> BTreeMap<String, String> {
        let evaluator = self.evaluator(physical);
        let declared = self.document["Outputs"].as_object();
        let existing = declared.into_iter().flatten().filter(|(_, output)| evaluator.exists(output));
        let value = |output: &Value| match evaluator.resolve(&output["Value"]) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        existing.map(|(name, output)| (name.clone(), value(output))).collect()
    }

    fn evaluator<'a>(&'a self, physical: &'a dyn Fn(&str) -> Option<String>) -> Evaluator<'a> {
        Evaluator { document: &self.document, parameters: &self.parameters, pseudo: &self.pseudo, physical }
    }
}

fn parse(source: &str) -> Result<(Template, Value), CloudError> {
    let name = TemplateName::parse("simulated").map_err(|e| CloudError::Refused(e.to_string()))?;
    let reading = template::read(&name, source.as_bytes());
    let refused = |why: &str| CloudError::Refused(format!("Template format error: {why}"));
    let first = reading.findings.first().map_or("unreadable", |finding| finding.message.as_str());
    let template = reading.template.ok_or_else(|| refused(first))?;
    if template.resources.is_empty() {
        return Err(refused("At least one Resources member must be defined."));
    }
    let document = template::as_json(source.as_bytes()).unwrap_or_default();
    Ok((template, document))
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
