//! Advice, presets and hints at parameters.

use super::reader::Reader;
use super::{Hints, fill};
use domain::template::{Guidance, Text};
use std::collections::BTreeMap;
use yaml::Node;

pub(super) fn guidance(reader: &mut Reader<'_>, node: &Node) -> Guidance {
    let mut guidance = Guidance::default();
    for entry in reader.map(node, "Guidance") {
        match entry.key.as_str() {
            "ChooseWhen" => guidance.choose_when = texts(reader, &entry.value),
            "AvoidWhen" => guidance.avoid_when = texts(reader, &entry.value),
            "Alternatives" => guidance.alternatives = words(reader, &entry.value),
            _ => reader.unknown(entry, "ChooseWhen, AvoidWhen and Alternatives"),
        }
    }
    guidance
}

/// Stage → parameter → value.
pub(super) fn presets(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut presets = BTreeMap::new();
    for stage in reader.map(node, "Presets") {
        presets.insert(stage.key.clone(), values(reader, &stage.value));
    }
    presets
}

/// Parameter → value; names that are no parameters are left out, with a warning.
pub(super) fn values(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for entry in reader.map(node, "values by parameter") {
        let value = reader.word(&entry.value);
        if let (true, Some(value)) = (reader.is_parameter(&entry.key, &entry.value), value) {
            values.insert(entry.key.clone(), value);
        }
    }
    values
}

pub(super) fn hints(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, Hints> {
    let mut all = BTreeMap::new();
    for parameter in reader.map(node, "Parameters") {
        if reader.is_parameter(&parameter.key, &parameter.value) {
            all.insert(parameter.key.clone(), of_parameter(reader, &parameter.value));
        }
    }
    all
}

fn of_parameter(reader: &mut Reader<'_>, node: &Node) -> Hints {
    let mut hints = Hints::default();
    for entry in reader.map(node, "hints at a parameter") {
        match entry.key.as_str() {
            "Fill" => hints.fill = fill::read(reader, &entry.value, node.get("PrefixLength")),
            "PrefixLength" => {}
            "Label" => hints.label = reader.text(&entry.value),
            "Guidance" => hints.guidance = reader.text(&entry.value),
            _ => reader.unknown(entry, "Fill, PrefixLength, Label and Guidance"),
        }
    }
    hints
}

fn texts(reader: &mut Reader<'_>, node: &Node) -> Vec<Text> {
    let items = reader.list(node);
    items.iter().filter_map(|item| reader.text(item)).collect()
}

fn words(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let items = reader.list(node);
    items.iter().filter_map(|item| reader.word(item)).collect()
}
