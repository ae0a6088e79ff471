//! What people typed, parsed once; every problem is told, not only the first.

use domain::PortalError;
use domain::names::{EnvironmentName, InvalidName, ServiceName};
use domain::request::{RequestAction, TargetKey};
use domain::rules::Rules;
use domain::template::TemplateDigest;
use domain::view::{RequestInput, TargetInput};
use std::collections::BTreeMap;

/// A request's input with its names parsed.
pub(super) struct Parsed {
    pub action: RequestAction,
    pub service: ServiceName,
    pub environment: Option<EnvironmentName>,
    /// Empty when an update or deletion leaves the template as it is.
    pub template: String,
    /// One of the template's versions; `None`: the newest.
    pub version: Option<TemplateDigest>,
    /// Stages in their order, the home region first; never empty.
    pub targets: Vec<TargetKey>,
    pub shared: BTreeMap<String, String>,
    pub overrides: BTreeMap<TargetKey, BTreeMap<String, String>>,
    pub reason: Option<String>,
}

const LONGEST_REASON: usize = 2_000;

/// Collects problems by field.
struct Problems(PortalError);

impl Problems {
    fn new() -> Self {
        Problems(PortalError::invalid("Some of what was sent does not fit; nothing was started."))
    }

    fn add(&mut self, field: &str, message: impl Into<String>) {
        let error = std::mem::replace(&mut self.0, PortalError::invalid(""));
        self.0 = error.at(field, message);
    }

    fn name<T>(&mut self, field: &str, parsed: Result<T, InvalidName>) -> Option<T> {
        parsed.map_err(|invalid| self.add(field, format!("{invalid}."))).ok()
    }
}

pub(super) fn parse(input: RequestInput, rules: &Rules) -> Result<Parsed, PortalError> {
    let mut problems = Problems::new();
    let action = action(&input.action, &mut problems);
    let service = problems.name("service", ServiceName::parse(input.service.trim()));
    let environment = match input.environment.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => problems.name("environment", EnvironmentName::parse(text)),
    };
    let targets = targets(&input.targets, rules, &mut problems);
    let overrides = overrides(input.overrides, &targets, rules, &mut problems);
    let reason = input.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        problems.add("reason", format!("must have at most {LONGEST_REASON} characters."));
    }
    let template = input.template.trim().to_owned();
    if template.is_empty() && action == Some(RequestAction::Create) {
        problems.add("template", "choose a template.");
    }
    match (action, service) {
        (Some(action), Some(service)) if problems.0.fields.is_empty() => Ok(Parsed {
            action,
            service,
            environment,
            template,
            version: None,
            targets,
            shared: input.parameters,
            overrides,
            reason,
        }),
        _ => Err(problems.0),
    }
}

fn action(text: &str, problems: &mut Problems) -> Option<RequestAction> {
    match text {
        "create" | "" => Some(RequestAction::Create),
        "update" => Some(RequestAction::Update),
        "delete" => Some(RequestAction::Delete),
        _ => {
            problems.add("action", "must be create, update or delete.");
            None
        }
    }
}

fn targets(inputs: &[TargetInput], rules: &Rules, problems: &mut Problems) -> Vec<TargetKey> {
    if inputs.is_empty() {
        problems.add("targets", "choose at least one stage and region.");
    }
    let mut targets: Vec<TargetKey> = Vec::new();
    for (position, input) in inputs.iter().enumerate() {
        let Some(key) = target(&format!("targets[{position}]"), &input.stage, &input.region, rules, problems)
        else {
            continue;
        };
        if !targets.contains(&key) {
            targets.push(key);
        }
    }
    targets.sort_by_key(|key| rules.order(&key.stage, &key.region));
    targets
}

fn target(
    field: &str,
    stage: &str,
    region: &str,
    rules: &Rules,
    problems: &mut Problems,
) -> Option<TargetKey> {
    let known_stage = rules.stages.iter().find(|rules| rules.name.as_str() == stage);
    let known_region = rules.regions.iter().find(|rules| rules.name.as_str() == region);
    if known_stage.is_none() {
        let all: Vec<&str> = rules.stages.iter().map(|stage| stage.name.as_str()).collect();
        problems
            .add(&format!("{field}.stage"), format!("is no configured stage; there are {}.", all.join(", ")));
    }
    if known_region.is_none() {
        let all: Vec<&str> = rules.regions.iter().map(|region| region.name.as_str()).collect();
        problems.add(
            &format!("{field}.region"),
            format!("is no configured region; there are {}.", all.join(", ")),
        );
    }
    Some(TargetKey { stage: known_stage?.name.clone(), region: known_region?.name.clone() })
}

fn overrides(
    inputs: Vec<domain::view::TargetOverride>,
    targets: &[TargetKey],
    rules: &Rules,
    problems: &mut Problems,
) -> BTreeMap<TargetKey, BTreeMap<String, String>> {
    let mut overrides: BTreeMap<TargetKey, BTreeMap<String, String>> = BTreeMap::new();
    for (position, input) in inputs.into_iter().enumerate() {
        let field = format!("overrides[{position}]");
        let Some(key) = target(&field, &input.stage, &input.region, rules, problems) else {
            continue;
        };
        // A form sends the whole table; rows of targets that are not ticked mean nothing.
        if targets.contains(&key) {
            overrides.entry(key).or_default().extend(input.parameters);
        }
    }
    overrides
}
