//! Parameters whose own constraints cannot be met or read.

use crate::document::Document;
use crate::values;
use domain::template::{Parameter, Template};
use yaml::Findings;
use yaml::Node;

pub(super) fn check(document: &Document, template: &Template, findings: &mut Findings) {
    for entry in document.section("Parameters").filter(|entry| entry.value.is_map()) {
        let body = &entry.value;
        if body.get("Type").is_none() {
            findings.error("parameter-shape", entry.at, format!("the parameter {} needs a Type", entry.key));
        }
        let Some(parameter) = template.parameter(&entry.key) else { continue };
        if let Some(default) = body.get("Default") {
            check_text(&entry.key, default, findings);
            check_default(parameter, default, findings);
        }
        if let Some(pattern) = body.get("AllowedPattern") {
            check_pattern(parameter, pattern, findings);
        }
    }
}

/// Even the default of a list is one text, with commas.
fn check_text(name: &str, default: &Node, findings: &mut Findings) {
    if default.text().is_none() && !default.is_null() {
        let message = format!("the default of {name} must be a text, and is {}", default.kind());
        findings.error("parameter-shape", default.at, message);
    }
}

fn check_default(parameter: &Parameter, node: &Node, findings: &mut Findings) {
    let Some(default) = &parameter.default else { return };
    if let Some(problem) = values::against_constraints(parameter, default) {
        findings.error(
            "default",
            node.at,
            format!("the default of {} does not fit: it {problem}", parameter.name),
        );
    }
}

/// Our engine is not Java's: what it cannot read is worth a word, no more.
fn check_pattern(parameter: &Parameter, node: &Node, findings: &mut Findings) {
    let Some(text) = node.text() else { return };
    if let Err(values::pattern::Undecided::Invalid(reason)) = values::pattern::compile(text) {
        let message = format!("the AllowedPattern of {} cannot be checked here: {reason}", parameter.name);
        findings.warning("pattern", node.at, message);
    }
}
