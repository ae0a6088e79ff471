//! From a document to an entity, as far as it goes.

use crate::values::{all_texts, text};
use crate::{envelope, spec};
use domain::catalog::{DEFAULT_NAMESPACE, Entity, Profile};
use domain::declared::Link;
use std::collections::BTreeMap;
use yaml::{Findings, Node};

/// The entity of a document; `None` when it describes none.
pub fn of(document: &Node, findings: &mut Findings) -> Option<Entity> {
    if !envelope::holds(document, findings) {
        return None;
    }
    let api_version = text(document, "apiVersion").unwrap_or_default();
    let kind = text(document, "kind").unwrap_or_default();
    let known = spec::check_kind(document, &api_version, &kind, findings);
    let nothing = Node::new(document.at, yaml::Value::Null);
    let metadata = document.get("metadata").unwrap_or(&nothing);
    let spec = document.get("spec").unwrap_or(&nothing);
    let namespace = text(metadata, "namespace").unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
    Some(Entity {
        relations: spec::relations(document, &kind, &namespace, known, findings),
        name: text(metadata, "name").unwrap_or_default(),
        title: text(metadata, "title"),
        description: text(metadata, "description"),
        labels: pairs(metadata.get("labels")),
        annotations: pairs(metadata.get("annotations")),
        tags: texts(metadata, "tags"),
        links: metadata.get("links").map(Node::items).unwrap_or_default().iter().filter_map(link).collect(),
        sort: text(spec, "type"),
        lifecycle: text(spec, "lifecycle"),
        profile: spec.get("profile").map(profile),
        targets: ["target", "targets"].iter().flat_map(|field| texts(spec, field)).collect(),
        file: String::new(),
        line: document.at.line,
        raw: (!known).then(|| document.to_json()),
        api_version,
        kind,
        namespace,
    })
}

fn pairs(map: Option<&Node>) -> BTreeMap<String, String> {
    let entries = map.map(Node::entries).unwrap_or_default().iter();
    entries.filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned()))).collect()
}

fn link(node: &Node) -> Option<Link> {
    let url = text(node, "url")?;
    Some(Link { title: text(node, "title").unwrap_or_else(|| url.clone()), url })
}

fn profile(node: &Node) -> Profile {
    Profile {
        display_name: text(node, "displayName"),
        email: text(node, "email"),
        picture: text(node, "picture"),
    }
}

/// The texts of a list, or the one that stands in its place.
fn texts(map: &Node, field: &str) -> Vec<String> {
    all_texts(map, field).filter_map(|node| node.text().map(str::to_owned)).collect()
}
