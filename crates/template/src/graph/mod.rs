//! Where each resource stands in the drawing of a template. The same template always gives the same drawing.

mod columns;
mod rows;

use domain::template::{LayerEdge, LayerNode, Layers, Template};
use std::collections::{BTreeSet, HashMap};

/// Resources in columns by what they lean on, with few crossing lines.
pub fn graph(template: &Template) -> Layers {
    let leans = leans(template);
    let columns = rows::arranged(columns::of(&leans), &leans);
    let mut place = vec![0; leans.len()];
    let mut nodes = Vec::with_capacity(leans.len());
    for (column, members) in columns.iter().enumerate() {
        for (row, &index) in members.iter().enumerate() {
            place[index] = nodes.len();
            nodes.push(node(template, index, column, row));
        }
    }
    let edge = |from: usize, to: &usize| LayerEdge { from: place[from], to: place[*to] };
    let edges = leans.iter().enumerate().flat_map(|(from, all)| all.iter().map(move |to| (from, to)));
    let edges: BTreeSet<LayerEdge> = edges.map(|(from, to)| edge(from, to)).collect();
    Layers {
        nodes,
        edges: edges.into_iter().collect(),
        columns: columns.len(),
        rows: columns.iter().map(Vec::len).max().unwrap_or(0),
    }
}

fn node(template: &Template, index: usize, column: usize, row: usize) -> LayerNode {
    let resource = &template.resources[index];
    LayerNode {
        logical_id: resource.logical_id.clone(),
        kind: resource.kind.clone(),
        conditional: resource.condition.is_some(),
        column,
        row,
    }
}

/// For each resource the ones that it leans on, as indices.
fn leans(template: &Template) -> Vec<BTreeSet<usize>> {
    let numbered = template.resources.iter().enumerate();
    let index: HashMap<&str, usize> =
        numbered.map(|(i, resource)| (resource.logical_id.as_str(), i)).collect();
    let of = |(own, resource): (usize, &domain::template::Resource)| {
        let found = resource.references.iter().filter_map(|reference| index.get(reference.to.as_str()));
        found.copied().filter(|other| *other != own).collect()
    };
    template.resources.iter().enumerate().map(of).collect()
}
