use serde::{Deserialize, Serialize};

/// A drawing of a template's resources: what is leaned on stands to the left of what leans on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layers {
    /// By column, then row.
    pub nodes: Vec<LayerNode>,
    pub edges: Vec<LayerEdge>,
    /// How many columns and rows the drawing takes.
    pub columns: usize,
    pub rows: usize,
}

/// One resource and its place, both from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerNode {
    pub logical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// Exists only under a condition.
    pub conditional: bool,
    pub column: usize,
    pub row: usize,
}

/// A line between two nodes, given by their places in `nodes`: `from` leans on `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LayerEdge {
    pub from: usize,
    pub to: usize,
}
