//! What a software template has to have, as far as the catalogue looks into it.

use crate::values::{Takes, check};
use yaml::{Findings, Node};

type Fields = &'static [(&'static str, Takes)];

const STEP: Fields = &[
    ("id", Takes::MaybeEmpty),
    ("name", Takes::MaybeEmpty),
    ("action", Takes::MaybeEmpty),
    ("input", Takes::Map),
    ("if", Takes::Condition),
];
const LINK: Fields = &[
    ("if", Takes::Condition),
    ("url", Takes::Text),
    ("entityRef", Takes::Text),
    ("title", Takes::Text),
    ("icon", Takes::Text),
];
const TEXT: Fields = &[
    ("if", Takes::Condition),
    ("title", Takes::Text),
    ("icon", Takes::Text),
    ("content", Takes::MaybeEmpty),
];

/// Holds steps, parameters and output against Backstage's rules.
pub fn check_all(spec: &Node, findings: &mut Findings) {
    each("spec.steps", spec.get("steps"), STEP, findings);
    for step in spec.get("steps").map(Node::items).unwrap_or_default() {
        if step.is_map() && step.get("action").is_none() {
            findings.error("required", step.at, "action is missing, which every step has");
        }
    }
    each("spec.parameters", spec.get("parameters"), &[("when", Takes::Condition)], findings);
    output(spec, findings);
}

/// Links and texts, and beside them only what is a text itself.
fn output(spec: &Node, findings: &mut Findings) {
    for entry in spec.get("output").map(Node::entries).unwrap_or_default() {
        let path = format!("spec.output.{}", entry.key);
        let (takes, fields) = match entry.key.as_str() {
            "links" => (Takes::List, LINK),
            "text" => (Takes::List, TEXT),
            _ => (Takes::MaybeEmpty, LINK),
        };
        if check(&path, &entry.value, takes, findings) {
            each(&path, Some(&entry.value), fields, findings);
        }
    }
}

/// Holds each item of a list, if it is one, against its fields.
fn each(path: &str, list: Option<&Node>, fields: Fields, findings: &mut Findings) {
    for (index, item) in list.map(Node::items).unwrap_or_default().iter().enumerate() {
        let path = format!("{path}[{index}]");
        if !check(&path, item, Takes::Map, findings) {
            continue;
        }
        for (field, takes) in fields {
            if let Some(value) = item.get(field) {
                check(&format!("{path}.{field}"), value, *takes, findings);
            }
        }
    }
}
