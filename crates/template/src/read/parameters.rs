//! The `Parameters` section as the fields of a form.

use super::control;
use crate::document::Document;
use domain::template::{Constraints, Parameter, Text};
use yaml::Findings;
use yaml::{Entry, Node};

/// All parameters as declared.
pub(super) fn read(document: &Document, findings: &mut Findings) -> Vec<Parameter> {
    document.section("Parameters").filter_map(|entry| parameter(entry, findings)).collect()
}

fn parameter(entry: &Entry, findings: &mut Findings) -> Option<Parameter> {
    let body = &entry.value;
    if !body.is_map() {
        let message = format!(
            "the parameter {:?} must be a map with at least a Type, and is {}",
            entry.key,
            body.kind()
        );
        findings.error("parameter-shape", entry.at, message);
        return None;
    }
    let kind = body.text_at("Type").unwrap_or("String").trim().to_owned();
    let constraints = constraints(body);
    let default = body.get("Default").and_then(flat_text).map(|text| as_allowed(text, &constraints));
    let no_echo = body.text_at("NoEcho").is_some_and(is_true);
    let control = match no_echo {
        true => domain::template::Control::Password,
        false => control::fitting(&entry.key, &kind, default.as_deref(), &constraints),
    };
    Some(Parameter {
        name: entry.key.clone(),
        control,
        kind,
        label: Text::from(entry.key.as_str()),
        description: super::description(body),
        guidance: None,
        default,
        constraints,
        no_echo,
        group: None,
        fill: None,
    })
}

/// YAML's booleans have many spellings: `Default: True` is the allowed value `true`.
fn as_allowed(default: String, constraints: &Constraints) -> String {
    let is_boolean = default.eq_ignore_ascii_case("true") || default.eq_ignore_ascii_case("false");
    let allowed = &constraints.allowed_values;
    if !is_boolean || allowed.contains(&default) {
        return default;
    }
    allowed.iter().find(|value| value.eq_ignore_ascii_case(&default)).cloned().unwrap_or(default)
}

/// A secret is hidden unless it is clearly said to be none.
fn is_true(text: &str) -> bool {
    !["false", "no", "off", "0", ""].contains(&text.to_ascii_lowercase().as_str())
}

fn constraints(body: &Node) -> Constraints {
    let number = |key: &str| {
        body.text_at(key).and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite())
    };
    let length = |key: &str| body.text_at(key).and_then(|text| text.trim().parse::<u64>().ok());
    let allowed = body.get("AllowedValues").map(Node::items).unwrap_or_default();
    Constraints {
        allowed_values: allowed.iter().filter_map(flat_text).collect(),
        allowed_pattern: body.text_at("AllowedPattern").map(str::to_owned),
        min_length: length("MinLength"),
        max_length: length("MaxLength"),
        min_value: number("MinValue"),
        max_value: number("MaxValue"),
        description: body.text_at("ConstraintDescription").map(|text| text.trim().to_owned()),
    }
}

/// A scalar's text, or a list's items with commas, as CloudFormation reads a list parameter.
fn flat_text(node: &Node) -> Option<String> {
    if let Some(text) = node.text() {
        return Some(text.to_owned());
    }
    let items: Option<Vec<&str>> = node.items().iter().map(Node::text).collect();
    items.filter(|items| !items.is_empty()).map(|items| items.join(","))
}
