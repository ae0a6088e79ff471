//! `metadata`: names, labels, annotations, tags and links.

use crate::formats;
use crate::values::{Takes, check, tell};
use yaml::{Core, Entry, Findings, Node};

/// Holds it against Backstage's rules; it is a mapping.
pub fn check_all(entry: &Entry, findings: &mut Findings) {
    let metadata = &entry.value;
    name(entry, findings);
    namespace(metadata, findings);
    for field in ["uid", "etag", "title"] {
        optional(metadata, field, Takes::Text, findings);
    }
    optional(metadata, "description", Takes::MaybeEmpty, findings);
    pairs(metadata, "labels", "label", |text| text.is_empty() || formats::is_name(text), findings);
    pairs(metadata, "annotations", "annotation", |_| true, findings);
    tags(metadata, findings);
    links(metadata, findings);
}

fn optional(metadata: &Node, field: &str, takes: Takes, findings: &mut Findings) -> bool {
    metadata.get(field).is_some_and(|value| check(&format!("metadata.{field}"), value, takes, findings))
}

const NAME: &str = "letters and digits, separated by hyphens, underscores or dots, at most 63 characters";

fn name(entry: &Entry, findings: &mut Findings) {
    let Some(value) = entry.value.get("name") else {
        return findings.error("required", entry.at, "metadata.name is missing");
    };
    let is_text = check("metadata.name", value, Takes::Text, findings);
    if is_text && value.text().is_some_and(|text| !formats::is_name(text)) {
        tell("name", value.at, format!("metadata.name must be {NAME}"), value, findings);
    }
}

fn namespace(metadata: &Node, findings: &mut Findings) {
    let Some(value) = metadata.get("namespace") else { return };
    let is_text = check("metadata.namespace", value, Takes::Text, findings);
    if is_text && value.text().is_some_and(|text| !formats::is_label(text)) {
        let message = "metadata.namespace must be lowercase letters and digits, separated by hyphens, at most 63 \
                       characters";
        tell("namespace", value.at, message.to_owned(), value, findings);
    }
}

fn pairs(metadata: &Node, field: &str, rule: &str, good: fn(&str) -> bool, findings: &mut Findings) {
    if !optional(metadata, field, Takes::Map, findings) {
        return;
    }
    for entry in metadata.get(field).map(Node::entries).unwrap_or_default() {
        let path = format!("metadata.{field}.{}", entry.key);
        if !formats::is_key(&entry.key) {
            let message = format!(
                "{:?} is no key for {field}: it must be a name, perhaps behind a domain and a slash",
                entry.key
            );
            tell(rule, entry.at, message, &entry.value, findings);
        }
        let is_text = check(&path, &entry.value, Takes::MaybeEmpty, findings);
        if is_text && !entry.value.text().is_none_or(good) {
            tell(rule, entry.value.at, format!("{path} must be empty, or {NAME}"), &entry.value, findings);
        }
    }
}

fn tags(metadata: &Node, findings: &mut Findings) {
    if !optional(metadata, "tags", Takes::List, findings) {
        return;
    }
    for (index, tag) in metadata.get("tags").map(Node::items).unwrap_or_default().iter().enumerate() {
        let path = format!("metadata.tags[{index}]");
        let is_text = check(&path, tag, Takes::Text, findings);
        if is_text && !tag.text().is_none_or(formats::is_tag) {
            let message = format!(
                "{path} must be lowercase letters, digits and : + #, separated by hyphens, at most 63 characters"
            );
            tell("tag", tag.at, message, tag, findings);
        }
    }
}

fn links(metadata: &Node, findings: &mut Findings) {
    if !optional(metadata, "links", Takes::List, findings) {
        return;
    }
    for (index, link) in metadata.get("links").map(Node::items).unwrap_or_default().iter().enumerate() {
        let path = format!("metadata.links[{index}]");
        if check(&path, link, Takes::Map, findings) {
            check_link(&path, link, findings);
        }
    }
}

fn check_link(path: &str, link: &Node, findings: &mut Findings) {
    match link.get("url") {
        None => findings.error("required", link.at, format!("{path}.url is missing")),
        Some(url) => {
            let is_text = check(&format!("{path}.url"), url, Takes::Text, findings);
            if is_text && !url.text().is_none_or(formats::is_url) {
                tell(
                    "link",
                    url.at,
                    format!("{path}.url must be a whole address, such as https://example.com"),
                    url,
                    findings,
                );
            }
        }
    }
    for field in ["title", "icon", "type"] {
        let Some(value) = link.get(field) else { continue };
        let path = format!("{path}.{field}");
        let blank = value.core() == Core::Text && value.text().is_some_and(|text| text.trim().is_empty());
        if check(&path, value, Takes::Text, findings) && blank && field != "type" {
            tell("link", value.at, format!("{path} must not be blank"), value, findings);
        }
    }
}
