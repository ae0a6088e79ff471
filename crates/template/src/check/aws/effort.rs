//! Templates over which the rules would think for minutes: they try all combinations of allowed values and conditions.

use crate::document::Document;
use crate::uses::{self, By};
use domain::template::{Parameter, Template};
use std::collections::{BTreeMap, HashSet};
use yaml::{Entry, Node};

/// Combinations of allowed values in one text. The time grows with the square: measured, 2,500 took 0.7 s.
const MOST_COMBINATIONS: usize = 500;

/// Sum over all nests of conditions of their branches squared; measured, one nest of 256 branches took up to 2.5 s.
const MOST_BRANCHING: usize = 40_000;

/// Nests of fewer branches are what people write, and cost nothing.
const USUAL_BRANCHES: usize = 8;

/// Pairs of resources that wait for one another; under conditions each pair is a puzzle of its own.
const MOST_WAITING: usize = 2_000;

/// One value for each parameter that has a known one: enough to spare the rules the combinations. Nothing for templates
/// that are no trouble.
pub(super) fn relief(document: &Document, template: &Template) -> Option<BTreeMap<String, String>> {
    let heavy = combinations(document, template) > MOST_COMBINATIONS
        || branching(&document.root) > MOST_BRANCHING
        || waiting(document) > MOST_WAITING;
    let value = |parameter: &Parameter| parameter.default.clone().or_else(|| first_allowed(parameter));
    let values = template.parameters.iter().map(|p| (p.name.clone(), value(p).unwrap_or_default()));
    heavy.then(|| values.collect())
}

fn first_allowed(parameter: &Parameter) -> Option<String> {
    parameter.constraints.allowed_values.first().cloned()
}

/// The most combinations of allowed values that go into one text.
fn combinations(document: &Document, template: &Template) -> usize {
    let choices =
        template.parameters.iter().map(|p| (p.name.as_str(), p.constraints.allowed_values.len().max(1)));
    let choices: BTreeMap<&str, usize> = choices.collect();
    let sections = document.root.entries().iter().filter(|entry| entry.key != "Parameters");
    sections.map(|entry| worst_text(&entry.value, &choices)).max().unwrap_or(1)
}

fn worst_text(node: &Node, choices: &BTreeMap<&str, usize>) -> usize {
    let builds_text = |call: &Entry| matches!(call.key.as_str(), "Fn::Sub" | "Fn::Join" | "Fn::FindInMap");
    if node.call().is_some_and(builds_text) {
        let names: HashSet<String> = uses::within(node).into_iter().map(|found| found.name).collect();
        return names
            .iter()
            .filter_map(|name| choices.get(name.as_str()))
            .fold(1, |all, n| all.saturating_mul(*n));
    }
    let of_entries = node.entries().iter().map(|entry| worst_text(&entry.value, choices));
    let of_items = node.items().iter().map(|item| worst_text(item, choices));
    of_entries.chain(of_items).max().unwrap_or(1)
}

fn branching(node: &Node) -> usize {
    if node.call().is_some_and(|call| call.key == "Fn::If") {
        let branches = branches(node);
        return if branches > USUAL_BRANCHES { branches.saturating_mul(branches) } else { 0 };
    }
    let of_entries = node.entries().iter().map(|entry| branching(&entry.value));
    let of_items = node.items().iter().map(branching);
    of_entries.chain(of_items).fold(0, usize::saturating_add)
}

/// The ends of all ways through a nest of `Fn::If`.
fn branches(node: &Node) -> usize {
    if let Some(call) = node.call().filter(|call| call.key == "Fn::If") {
        let ways = call.value.items().iter().skip(1).map(|way| branches(way).max(1));
        return ways.fold(0, usize::saturating_add);
    }
    let of_entries = node.entries().iter().map(|entry| branches(&entry.value));
    let of_items = node.items().iter().map(branches);
    of_entries.chain(of_items).fold(0, usize::saturating_add)
}

fn waiting(document: &Document) -> usize {
    let all = document.section("Resources").flat_map(|entry| uses::of_resource(&entry.value));
    all.filter(|found| found.by == By::DependsOn).count()
}
