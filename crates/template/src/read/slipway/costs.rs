use super::guide;
use super::reader::Reader;
use domain::template::{CostItem, CostModel};
use std::collections::BTreeMap;
use yaml::Node;

pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> CostModel {
    let mut model = CostModel::default();
    for entry in reader.map(node, "Costs") {
        match entry.key.as_str() {
            "Items" => {
                let items = reader.list(&entry.value);
                model.items = items.iter().filter_map(|node| item(reader, node)).collect();
            }
            "RegionFactors" => model.region_factors = prices(reader, &entry.value),
            _ => reader.unknown(entry, "Items and RegionFactors"),
        }
    }
    model
}

/// An item without a label or a price would be a line that says nothing.
fn item(reader: &mut Reader<'_>, node: &Node) -> Option<CostItem> {
    let label = node.get("Label").and_then(|label| reader.text(label));
    let Some(label) = label else {
        reader.warn(node, "an item of the costs needs a Label");
        return None;
    };
    let mut item = CostItem { label, monthly: None, by: BTreeMap::new(), times: None, when: BTreeMap::new() };
    for entry in reader.map(node, "an item of the costs") {
        let value = &entry.value;
        match entry.key.as_str() {
            "Label" => {}
            "Monthly" => item.monthly = reader.number(value),
            "By" => item.by = by_parameter(reader, value),
            "Times" => item.times = reader.word(value).filter(|name| reader.is_parameter(name, value)),
            "When" => item.when = guide::values(reader, value),
            _ => reader.unknown(entry, "Label, Monthly, By, Times and When"),
        }
    }
    if item.monthly.is_none() && item.by.is_empty() {
        reader.warn(node, "an item of the costs needs Monthly or By");
    }
    Some(item)
}

fn by_parameter(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut by = BTreeMap::new();
    for entry in reader.map(node, "By") {
        if reader.is_parameter(&entry.key, &entry.value) {
            by.insert(entry.key.clone(), prices(reader, &entry.value));
        }
    }
    by
}

fn prices(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, f64> {
    let mut prices = BTreeMap::new();
    for entry in reader.map(node, "prices or factors") {
        if let Some(price) = reader.number(&entry.value) {
            prices.insert(entry.key.clone(), price);
        }
    }
    prices
}
