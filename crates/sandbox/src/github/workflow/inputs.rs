use super::{InputKind, Workflow, WorkflowInput};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const MOST: usize = 25;

/// The inputs of a run: what was sent, and defaults for the rest. Otherwise GitHub's own words.
pub fn checked(
    workflow: &Workflow,
    sent: &Map<String, Value>,
    environments: &[&str],
) -> Result<BTreeMap<String, String>, String> {
    let Some(declared) = &workflow.dispatch else {
        return Err("Workflow does not have 'workflow_dispatch' trigger".to_owned());
    };
    if sent.len() > MOST {
        let count = sent.len();
        return Err(format!(
            "Invalid request.\n\nNo more than {MOST} properties are allowed; {count} were supplied."
        ));
    }
    let is_known = |name: &String| declared.iter().any(|input| input.name == *name);
    let unexpected: Vec<&String> = sent.keys().filter(|name| !is_known(name)).collect();
    if !unexpected.is_empty() {
        return Err(format!(
            "Unexpected inputs provided: {}",
            Value::from_iter(unexpected.iter().map(|n| n.as_str()))
        ));
    }
    let values = declared.iter().map(|input| value(input, sent.get(&input.name), environments));
    values.filter_map(Result::transpose).collect()
}

/// An input's name and value; nothing when it was not sent and has no default.
fn value(
    input: &WorkflowInput,
    sent: Option<&Value>,
    environments: &[&str],
) -> Result<Option<(String, String)>, String> {
    let name = &input.name;
    let default =
        input.default.clone().or_else(|| (input.kind == InputKind::Boolean).then(|| "false".to_owned()));
    let value = match sent {
        Some(sent) => Some(scalar(name, sent)?),
        None => default,
    };
    let Some(value) = value.filter(|value| !(input.required && value.is_empty())) else {
        return if input.required { Err(format!("Required input '{name}' not provided")) } else { Ok(None) };
    };
    if sent.is_some() && !allows(&input.kind, &value, environments) {
        return Err(format!("Provided value '{value}' for input '{name}' not in the list of allowed values"));
    }
    Ok(Some((name.clone(), value)))
}

fn scalar(name: &str, sent: &Value) -> Result<String, String> {
    match sent {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(sent.to_string()),
        other => Err(format!("Invalid request.\n\nFor 'properties/{name}', {other} is not a string.")),
    }
}

fn allows(kind: &InputKind, value: &str, environments: &[&str]) -> bool {
    match kind {
        InputKind::Text => true,
        InputKind::Number => value.parse::<f64>().is_ok(),
        InputKind::Boolean => ["true", "false"].contains(&value),
        InputKind::Choice(options) => options.iter().any(|option| option == value),
        InputKind::Environment => environments.contains(&value),
    }
}
