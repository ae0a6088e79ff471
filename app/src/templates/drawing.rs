//! Resources as boxes in columns, what is leaned on at the left, drawn as one SVG.

use super::text;
use crate::i18n::lang;
use domain::template::{LayerNode, Layers};
use leptos::prelude::*;

const WIDTH: usize = 172;
const HEIGHT: usize = 44;
const GAP: usize = 44;
const SPACE: usize = 12;
const MARGIN: usize = 8;
/// Letters that fit into a box.
const LETTERS: usize = 22;

/// The drawing at its natural size; whatever is around it scrolls.
pub fn drawing(title: &str, layers: &Layers) -> AnyView {
    let width = 2 * MARGIN + layers.columns * (WIDTH + GAP) - GAP.min(layers.columns * GAP);
    let height = 2 * MARGIN + layers.rows * (HEIGHT + SPACE) - SPACE.min(layers.rows * SPACE);
    let label = text::drawing(lang(), title, layers.nodes.len(), layers.edges.len());
    let edge = |edge: &domain::template::LayerEdge| {
        Some(view! { <path class="edge" d=curve(layers.nodes.get(edge.to)?, layers.nodes.get(edge.from)?)/> })
    };
    let edges = layers.edges.iter().filter_map(edge).collect_view();
    let nodes = layers.nodes.iter().map(node).collect_view();
    view! {
        <svg class="drawing" width=width height=height viewBox=format!("0 0 {width} {height}") role="img" aria-label=label>
            {edges}
            {nodes}
        </svg>
    }
    .into_any()
}

/// Left upper corner of a node.
fn corner(node: &LayerNode) -> (usize, usize) {
    (MARGIN + node.column * (WIDTH + GAP), MARGIN + node.row * (HEIGHT + SPACE))
}

/// From the right side of what is leaned on to the left side of what leans.
fn curve(to: &LayerNode, from: &LayerNode) -> String {
    let ((left, top), (right, bottom)) = (corner(to), corner(from));
    let (x1, y1, x2, y2) = (left + WIDTH, top + HEIGHT / 2, right, bottom + HEIGHT / 2);
    // Circles of references make lines that run back; they swing around both boxes.
    let reach = GAP.max(x1.abs_diff(x2) / 2);
    format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 + reach, x2.saturating_sub(reach))
}

fn node(node: &LayerNode) -> impl IntoView + use<> {
    let (x, y) = corner(node);
    let class = format!("node {}{}", family(&node.kind), if node.conditional { " conditional" } else { "" });
    view! {
        <g class=class>
            <title>{format!("{} ({})", node.logical_id, node.kind)}</title>
            <rect x=x y=y width=WIDTH height=HEIGHT rx="6"/>
            <rect class="stripe" x=x y=y + 6 width="3" height=HEIGHT - 12 rx="1.5"/>
            <text class="id" x=x + 12 y=y + 19>{shortened(&node.logical_id)}</text>
            <text class="kind" x=x + 12 y=y + 34>{shortened(&short_kind(&node.kind))}</text>
        </g>
    }
}

/// `AWS::EC2::VPC` → `EC2 VPC`.
pub fn short_kind(kind: &str) -> String {
    kind.strip_prefix("AWS::").unwrap_or(kind).replace("::", " ")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(LETTERS - 1).chain(['…']).collect(),
    }
}

/// What a resource is for, as a colour.
fn family(kind: &str) -> &'static str {
    let service = kind.split("::").nth(1).unwrap_or_default();
    match service {
        "EC2"
        | "ElasticLoadBalancing"
        | "ElasticLoadBalancingV2"
        | "Route53"
        | "CloudFront"
        | "ApiGateway"
        | "ApiGatewayV2" => "network",
        "ECS" | "Lambda" | "AutoScaling" | "EKS" | "Batch" | "ApplicationAutoScaling" => "compute",
        "RDS" | "DynamoDB" | "ElastiCache" | "S3" | "DocDB" | "MemoryDB" | "EFS" | "Backup" => "data",
        "IAM" | "KMS" | "SecretsManager" | "WAFv2" | "CertificateManager" => "guard",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_at_letters() {
        assert_eq!(shortened("Vpc"), "Vpc");
        assert_eq!(shortened(&"가".repeat(40)).chars().count(), LETTERS);
        assert_eq!(short_kind("AWS::EC2::VPC"), "EC2 VPC");
        assert_eq!(short_kind("Custom::Thing"), "Custom Thing");
    }

    #[test]
    fn lines_run_from_right_sides_to_left_sides() {
        let node = |column, row| LayerNode {
            logical_id: String::new(),
            kind: String::new(),
            conditional: false,
            column,
            row,
        };
        assert_eq!(curve(&node(0, 0), &node(1, 1)), "M180 30C224 30 180 86 224 86");
        assert!(curve(&node(1, 0), &node(0, 0)).starts_with("M396 30C"), "a line back does not panic");
    }
}
