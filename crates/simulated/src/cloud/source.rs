//! The text of resources and outputs, so that two versions of a template can be told apart property by property.

use super::contents::{OutputSpec, ResourceSpec};
use domain::template::Template;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn resources(
    source: &str,
    template: &Template,
    values: &BTreeMap<String, String>,
) -> Vec<ResourceSpec> {
    let json = json(source);
    let spec = |resource: &domain::template::Resource| {
        let texts = match &json {
            Some(document) => json_properties(document, &resource.logical_id),
            None => yaml_properties(source, resource.line),
        };
        let with_values = |(name, text): (String, String)| {
            let text = with_values(text, values);
            (name, text)
        };
        ResourceSpec {
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            properties: texts.into_iter().map(with_values).collect(),
        }
    };
    template.resources.iter().map(spec).collect()
}

pub(super) fn outputs(source: &str, template: &Template) -> Vec<OutputSpec> {
    let json = json(source);
    let refers_to = |name: &str| match &json {
        Some(document) => {
            let value = &document["Outputs"][name]["Value"];
            value["Ref"].as_str().map(str::to_owned)
        }
        None => yaml_output(source, name),
    };
    let output = |output: &domain::template::Output| OutputSpec {
        name: output.name.clone(),
        refers_to: refers_to(&output.name),
    };
    template.outputs.iter().map(output).collect()
}

fn json(source: &str) -> Option<Value> {
    source.trim_start().starts_with('{').then(|| serde_json::from_str(source).ok()).flatten()
}

fn json_properties(document: &Value, logical_id: &str) -> Vec<(String, String)> {
    let properties = document["Resources"][logical_id]["Properties"].as_object();
    let texts = properties.into_iter().flatten();
    texts.map(|(name, value)| (name.clone(), value.to_string())).collect()
}

/// Block-style YAML only: the lines below `Properties:`, by the property that they stand under.
fn yaml_properties(source: &str, line: u32) -> Vec<(String, String)> {
    let body = block(source, usize::try_from(line).unwrap_or(usize::MAX));
    let Some(start) = body.iter().position(|line| line.trim() == "Properties:") else {
        return Vec::new();
    };
    let outer = indent(body[start]);
    let inside: Vec<&str> =
        body[start + 1..].iter().copied().take_while(|line| indent(line) > outer).collect();
    let own = inside.first().map_or(0, |line| indent(line));
    let mut found: Vec<(String, String)> = Vec::new();
    for line in inside {
        match (indent(line) == own, line.split_once(':'), found.last_mut()) {
            (true, Some((name, rest)), _) => found.push((name.trim().to_owned(), rest.trim().to_owned())),
            (_, _, Some((_, text))) => text.push_str(line.trim()),
            _ => {}
        }
    }
    found
}

/// The lines that belong to the key in this line (counted from 1), itself included.
fn block(source: &str, line: usize) -> Vec<&str> {
    let says_something = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let mut lines = source.lines().skip(line.saturating_sub(1)).filter(says_something);
    let Some(first) = lines.next() else { return Vec::new() };
    let rest = lines.take_while(|line| indent(line) > indent(first));
    std::iter::once(first).chain(rest).collect()
}

fn yaml_output(source: &str, name: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().collect();
    let section = lines.iter().position(|line| line.trim_end() == "Outputs:")?;
    let key = format!("{name}:");
    let at = section + lines[section..].iter().position(|line| line.trim() == key)?;
    let value = block(source, at + 1).into_iter().find_map(|line| line.trim().strip_prefix("Value:"))?;
    value.trim().strip_prefix("!Ref ").map(|target| target.trim().to_owned())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// A property changes when a parameter that it names changes.
fn with_values(mut text: String, values: &BTreeMap<String, String>) -> String {
    let named: Vec<String> = values
        .iter()
        .filter(|(name, _)| words(&text).any(|word| word == name.as_str()))
        .map(|(name, value)| format!("\n{name}={value}"))
        .collect();
    text.extend(named);
    text
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
}
