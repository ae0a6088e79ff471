//! Laps a freshly drawn tree over the one in the page, changing only what differs.
//!
//! Elements with the same id, or at the same place with the same name, stay the elements they are, so focus, scroll
//! and selection stay too. What people did stays as well: open details and dialogs, and what is typed. Only copies of
//! fresh nodes come into the page, because the drawing takes its own nodes away when it ends.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Marks fresh elements whose counterpart is left as it is.
const KEEP: &str = "data-keep";

pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

/// Has the lapping leave everything alone that matches.
pub fn keep(fresh: &Element, selector: &str) {
    for element in all(fresh, selector) {
        // A plain attribute is always taken.
        let _ = element.set_attribute(KEEP, "");
    }
}

/// Makes the content of `shown` that of `fresh`.
pub fn lap(shown: &Element, fresh: &Element) {
    for root in [shown, fresh] {
        strip_comments(root);
        // Texts that were drawn in pieces are one text in the server's HTML.
        root.normalize();
    }
    children(shown, fresh);
}

/// Makes `shown` itself, and its content, that of `fresh`.
pub fn lap_whole(shown: &Element, fresh: &Element) {
    attributes(shown, fresh);
    lap(shown, fresh);
}

/// Comments only mark places for the drawing.
fn strip_comments(node: &Node) {
    let mut next = node.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        if child.node_type() == Node::COMMENT_NODE {
            // It is a child, as `next` says.
            let _ = node.remove_child(&child);
        } else {
            strip_comments(&child);
        }
    }
}

fn children(shown: &Node, fresh: &Node) {
    let mut here = shown.first_child();
    let mut next = fresh.first_child();
    while let Some(wanted) = next {
        next = wanted.next_sibling();
        match counterpart(here.as_ref(), &wanted) {
            Some(found) => {
                drop_until(shown, fresh, here.as_ref(), &found);
                one(&found, &wanted);
                here = found.next_sibling();
            }
            None => {
                if let Ok(copy) = wanted.clone_node_with_deep(true) {
                    // `here` is a child of `shown`, or the end.
                    let _ = shown.insert_before(&copy, here.as_ref());
                }
            }
        }
    }
    while let Some(rest) = here {
        here = rest.next_sibling();
        let _ = shown.remove_child(&rest);
    }
}

/// The node that `wanted` will be: the one with its id from here on, or else the one at its place if that fits.
fn counterpart(here: Option<&Node>, wanted: &Node) -> Option<Node> {
    let Some(id) = id(wanted) else {
        return here.filter(|here| id_free_match(here, wanted)).cloned();
    };
    let mut candidate = here.cloned();
    while let Some(node) = candidate {
        if self::id(&node).as_deref() == Some(&id) && node.node_name() == wanted.node_name() {
            return Some(node);
        }
        candidate = node.next_sibling();
    }
    None
}

fn id_free_match(here: &Node, wanted: &Node) -> bool {
    id(here).is_none() && here.node_name() == wanted.node_name()
}

/// The attribute, because in a form with a field called `id` the property is that field.
fn id(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>()?.get_attribute("id").filter(|id| !id.is_empty())
}

/// Takes away what stands before `found`; what comes later in the fresh tree is put behind it instead.
fn drop_until(shown: &Node, fresh: &Node, here: Option<&Node>, found: &Node) {
    let mut rest = here.cloned();
    while let Some(node) = rest.filter(|node| !node.is_same_node(Some(found))) {
        rest = node.next_sibling();
        if id(&node).is_some_and(|id| has_child(fresh, &id)) {
            let _ = shown.insert_before(&node, found.next_sibling().as_ref());
        } else {
            let _ = shown.remove_child(&node);
        }
    }
}

fn has_child(parent: &Node, wanted: &str) -> bool {
    let mut child = parent.first_child();
    while let Some(node) = child {
        if id(&node).as_deref() == Some(wanted) {
            return true;
        }
        child = node.next_sibling();
    }
    false
}

fn one(shown: &Node, fresh: &Node) {
    let (Some(element), Some(wanted)) = (shown.dyn_ref::<Element>(), fresh.dyn_ref::<Element>()) else {
        if shown.node_value() != fresh.node_value() {
            shown.set_node_value(fresh.node_value().as_deref());
        }
        return;
    };
    if wanted.has_attribute(KEEP) || shown.is_equal_node(Some(fresh)) {
        return;
    }
    attributes(element, wanted);
    // What is typed into it is its owner's.
    if element.tag_name() != "TEXTAREA" {
        children(shown, fresh);
    }
}

fn attributes(shown: &Element, fresh: &Element) {
    let people_may = |name: &str| name == "open";
    for name in names(fresh).into_iter().filter(|name| !people_may(name)) {
        let value = fresh.get_attribute(&name).unwrap_or_default();
        if shown.get_attribute(&name).as_deref() != Some(&value) {
            // The name comes from an element, so it is one.
            let _ = shown.set_attribute(&name, &value);
        }
    }
    for name in names(shown).into_iter().filter(|name| !people_may(name) && !fresh.has_attribute(name)) {
        let _ = shown.remove_attribute(&name);
    }
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}
