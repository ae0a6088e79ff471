//! What every entity has: version, kind, metadata, and nothing else but a spec.

use crate::formats;
use crate::metadata;
use crate::values::{Takes, check, tell};
use yaml::{Core, Findings, Node};

const FIELDS: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// Holds a document against the rules for all kinds. `false` when it describes nothing.
pub fn holds(document: &Node, findings: &mut Findings) -> bool {
    if document.core() != Core::Map {
        let message = format!(
            "an entity is a mapping with apiVersion, kind and metadata, and this document is {}",
            document.core().words()
        );
        tell("not-an-entity", document.at, message, document, findings);
        return false;
    }
    if ["apiVersion", "kind"].iter().all(|field| document.get(field).is_none()) {
        let message = "this document names neither apiVersion nor kind, so it describes no entity";
        findings.error("not-an-entity", document.at, message);
        return false;
    }
    word(document, "apiVersion", formats::is_api_version, "such as backstage.io/v1alpha1", findings);
    word(document, "kind", formats::is_kind, "letters and digits, such as Component", findings);
    foreign(document, findings);
    match document.entry("metadata") {
        None => findings.error("required", document.at, "metadata is missing"),
        Some(entry) if check("metadata", &entry.value, Takes::Map, findings) => {
            metadata::check_all(entry, findings)
        }
        Some(_) => {}
    }
    true
}

fn word(document: &Node, field: &str, good: fn(&str) -> bool, form: &str, findings: &mut Findings) {
    let Some(value) = document.get(field) else {
        return findings.error("required", document.at, format!("{field} is missing"));
    };
    if !check(field, value, Takes::Text, findings) {
        return;
    }
    if value.text().is_some_and(|text| !good(text)) {
        let rule = if field == "kind" { "kind" } else { "api-version" };
        tell(rule, value.at, format!("{field} must be {form}"), value, findings);
    }
}

fn foreign(document: &Node, findings: &mut Findings) {
    for entry in document.entries().iter().filter(|entry| !FIELDS.contains(&entry.key.as_str())) {
        let message = match nearest(&entry.key) {
            Some(known) => format!("{:?} is no field of an entity; did you mean {known}?", entry.key),
            None => format!("{:?} is no field of an entity; it takes {}", entry.key, FIELDS.join(", ")),
        };
        tell("unknown-field", entry.at, message, &entry.value, findings);
    }
}

fn nearest(key: &str) -> Option<&'static str> {
    FIELDS
        .into_iter()
        .find(|known| strsim::damerau_levenshtein(&known.to_lowercase(), &key.to_lowercase()) <= 2)
}
