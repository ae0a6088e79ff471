use crate::document::Document;
use crate::uses::{self, By};
use domain::template::{Reference, Resource};
use std::collections::HashSet;

/// The resources as declared, with what each leans on.
pub(super) fn read(document: &Document) -> Vec<Resource> {
    let declared: HashSet<&str> = document.section("Resources").map(|entry| entry.key.as_str()).collect();
    let resource = |entry: &yaml::Entry| Resource {
        logical_id: entry.key.clone(),
        kind: entry.value.text_at("Type").unwrap_or_default().to_owned(),
        condition: entry.value.text_at("Condition").map(str::to_owned),
        references: references(&entry.key, &entry.value, &declared),
        line: entry.at.line,
    };
    document.section("Resources").map(resource).collect()
}

fn references(own: &str, body: &yaml::Node, declared: &HashSet<&str>) -> Vec<Reference> {
    let mut seen = HashSet::new();
    let leans = |by: By| !matches!(by, By::Condition | By::FindInMap);
    uses::of_resource(body)
        .into_iter()
        .filter(|found| leans(found.by) && found.name != own && declared.contains(found.name.as_str()))
        .map(|found| Reference { to: found.name, by: found.by.as_str().to_owned() })
        .filter(|reference| seen.insert((reference.to.clone(), reference.by.clone())))
        .collect()
}
