use super::input::{Override, Target, parameters, texts};
use domain::PortalError;
use domain::template::ValueSource;
use domain::view::{RequestInput, RequestView, TargetInput, TargetOverride, TargetView};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is to be different. What is left out stays as it is; what is given replaces the whole of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parameters": {"DesiredCount": 4}, "reason": "Four are enough"}))]
pub struct Amendment {
    /// If given, the request's own: it cannot be changed.
    #[serde(default)]
    pub action: Option<String>,
    /// If given, the request's own: it cannot be changed.
    #[serde(default)]
    pub service: Option<String>,
    /// If given, the request's own: it cannot be changed.
    #[serde(default)]
    pub environment: Option<String>,
    #[serde(default)]
    pub template: Option<String>,
    #[serde(default)]
    pub targets: Option<Vec<Target>>,
    /// Secrets that are left out stay as they were given before: nobody can read them back to give them again.
    #[serde(default, deserialize_with = "maybe_texts")]
    #[schema(schema_with = parameters)]
    pub parameters: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub overrides: Option<Vec<Override>>,
    #[serde(default)]
    pub reason: Option<String>,
}

impl Amendment {
    /// The whole input for the request as it shall be.
    pub fn over(self, request: &RequestView) -> Result<RequestInput, PortalError> {
        self.refuse_another_subject(request)?;
        let targets = self.targets.map(|targets| targets.into_iter().map(TargetInput::from).collect());
        let overrides = self.overrides.map(|given| given.into_iter().map(TargetOverride::from).collect());
        Ok(RequestInput {
            action: request.action.as_str().to_owned(),
            service: request.service.to_string(),
            environment: Some(request.environment.to_string()),
            template: self.template.unwrap_or_else(|| request.template.to_string()),
            targets: targets.unwrap_or_else(|| wanted(request).map(same_target).collect()),
            parameters: self.parameters.unwrap_or_else(|| given_to_all(request)),
            overrides: overrides.unwrap_or_else(|| wanted(request).map(given_to_one).collect()),
            reason: self.reason.or_else(|| request.reason.clone()),
        })
    }

    fn refuse_another_subject(&self, request: &RequestView) -> Result<(), PortalError> {
        let subjects = [
            ("action", &self.action, request.action.as_str()),
            ("service", &self.service, request.service.as_str()),
            ("environment", &self.environment, request.environment.as_str()),
        ];
        let differs = |given: &Option<String>, own: &str| given.as_deref().is_some_and(|given| given != own);
        match subjects.into_iter().find(|(_, given, own)| differs(given, own)) {
            None => Ok(()),
            Some((field, _, own)) => {
                let error = PortalError::invalid("That would be another request; make a new one.");
                Err(error.at(field, format!("is {own} and cannot be changed")))
            }
        }
    }
}

/// Targets that no earlier amendment has left out.
fn wanted(request: &RequestView) -> impl Iterator<Item = &TargetView> {
    request.targets.iter().filter(|target| !target.dropped)
}

fn same_target(target: &TargetView) -> TargetInput {
    TargetInput { stage: target.stage.to_string(), region: target.region.to_string() }
}

fn given_to_all(request: &RequestView) -> BTreeMap<String, String> {
    wanted(request).flat_map(|target| given(target, ValueSource::Shared)).collect()
}

fn given_to_one(target: &TargetView) -> TargetOverride {
    TargetOverride {
        stage: target.stage.to_string(),
        region: target.region.to_string(),
        parameters: given(target, ValueSource::Override).collect(),
    }
}

/// Values that people gave, as far as they can be shown.
fn given(target: &TargetView, source: ValueSource) -> impl Iterator<Item = (String, String)> {
    let values = target.values.iter().filter(move |(_, view)| view.source == source);
    values.filter_map(|(name, view)| Some((name.clone(), view.value.clone()?)))
}

fn maybe_texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, String>>, D::Error> {
    texts(deserializer).map(Some)
}
