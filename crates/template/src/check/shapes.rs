//! The outline of a document: its sections, their kinds, and that something is to be built.

use crate::document::{Document, Names, SECTIONS};
use domain::template::Severity;
use yaml::Findings;
use yaml::{Entry, Node, Position};

/// Sections that hold named entries.
const MAPS: [&str; 6] = ["Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let opaque = document.is_opaque();
    for entry in document.root.entries() {
        section(entry, opaque, findings);
        nulls(&entry.value, &entry.key, findings);
    }
    if document.names() != Names::Anything && document.section("Resources").next().is_none() {
        let at = document.root.entry("Resources").map_or(Position::new(1, 1), |entry| entry.at);
        findings.error("missing-resources", at, "a template must declare at least one resource");
    }
    document.section("Resources").for_each(|entry| resource(entry, opaque, findings));
    if !opaque {
        document.section("Outputs").for_each(|entry| output(entry, findings));
    }
}

fn output(entry: &Entry, findings: &mut Findings) {
    let name = &entry.key;
    if entry.value.get("Value").is_none() && !entry.value.is_null() {
        findings.error("output-shape", entry.at, format!("the output {name} needs a Value"));
    }
}

/// A macro may take sections of its own, and others in any form.
fn section(entry: &Entry, opaque: bool, findings: &mut Findings) {
    let key = entry.key.as_str();
    let is_map = entry.value.is_map() || entry.value.is_null();
    let severity = if opaque { Severity::Info } else { Severity::Error };
    if MAPS.contains(&key) && !is_map {
        let message = format!("{key} must be a map of names, and is {}", entry.value.kind());
        findings.add(severity, "section-shape", entry.value.at, message, None);
    }
    if !SECTIONS.contains(&key) && key != "Fn::Transform" {
        let message = format!("{key:?} is no section of a template");
        findings.add(severity, "unknown-section", entry.at, message, None);
    }
}

fn nulls(node: &Node, path: &str, findings: &mut Findings) {
    if node.is_null() {
        findings.error(
            "null-value",
            node.at,
            format!("{path} has no value, and CloudFormation takes no nulls"),
        );
    }
    for entry in node.entries() {
        nulls(&entry.value, &format!("{path}.{}", entry.key), findings);
    }
    for (index, item) in node.items().iter().enumerate() {
        nulls(item, &format!("{path}[{index}]"), findings);
    }
}

fn resource(entry: &Entry, opaque: bool, findings: &mut Findings) {
    let name = &entry.key;
    if !entry.value.is_map() {
        if !entry.value.is_null() {
            let message =
                format!("the resource {name} must be a map with a Type, and is {}", entry.value.kind());
            findings.error("resource-shape", entry.value.at, message);
        }
        return;
    }
    if let Some(properties) = entry.value.get("Properties").filter(|node| !node.is_map() && !node.is_null()) {
        let message = format!("the Properties of {name} must be a map, and are {}", properties.kind());
        findings.error("resource-shape", properties.at, message);
    }
    let has_type = entry.value.text_at("Type").is_some_and(|kind| !kind.is_empty());
    if !has_type && !opaque {
        findings.error("resource-shape", entry.at, format!("the resource {name} needs a Type"));
    }
}
