use crate::document::Document;
use yaml::{Entry, Node};

/// A key that a `Fn::FindInMap` writes out and that its mapping does not have. CloudFormation refuses those even where
/// no condition ever leads there.
pub(super) fn problem<'a>(call: &'a Entry, document: &Document) -> Option<(&'a Node, String)> {
    // A fourth argument says what to take where there is no such key.
    let [name, top, second] = call.value.items() else { return None };
    if call.key != "Fn::FindInMap" {
        return None;
    }
    let name = name.text()?;
    let mapping = &document.section("Mappings").find(|entry| entry.key == name)?.value;
    if !is_plain(mapping) {
        return None;
    }
    let missing =
        |key: &str, within: &str| format!("FindInMap names the key {key:?}, and {within} has no such key");
    match top.text() {
        Some(key) => match mapping.get(key) {
            None => Some((top, missing(key, &format!("the mapping {name}")))),
            Some(inner) => {
                let wanted = second.text().filter(|wanted| is_plain(inner) && inner.get(wanted).is_none())?;
                Some((second, missing(wanted, &format!("the key {key:?} of the mapping {name}"))))
            }
        },
        None => {
            let wanted = second.text()?;
            let is_known = mapping
                .entries()
                .iter()
                .any(|entry| !is_plain(&entry.value) || entry.value.get(wanted).is_some());
            (!is_known).then(|| (second, missing(wanted, &format!("no key of the mapping {name}"))))
        }
    }
}

/// Whether all keys of a map are there to see, and no macro brings in others.
fn is_plain(map: &Node) -> bool {
    map.is_map() && !map.entries().iter().any(|entry| entry.key.starts_with("Fn::"))
}
