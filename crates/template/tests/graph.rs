mod common;

use common::{clean, read};

#[test]
fn what_is_leaned_on_stands_to_the_left() {
    let template = read(include_str!("templates/web-service.yaml")).template.expect("a template");
    let layers = template::graph(&template);
    let seen: Vec<_> =
        layers.nodes.iter().map(|n| (n.logical_id.as_str(), n.column, n.row, n.conditional)).collect();
    assert_eq!(
        seen,
        [("Vpc", 0, 0, false), ("Group", 1, 0, false), ("Balancer", 2, 0, false), ("Alarm", 3, 0, true)]
    );
    assert!(layers.edges.iter().all(|edge| layers.nodes[edge.from].column > layers.nodes[edge.to].column));
    assert_eq!((layers.columns, layers.rows, layers.edges.len()), (4, 1, 3));
    assert_eq!(layers, template::graph(&template));
}

#[test]
fn cycles_and_loners_are_drawn_too() {
    let source =
        "Resources:\n  A: {Type: T, DependsOn: B}\n  B: {Type: T, DependsOn: [A, B]}\n  C: {Type: T}\n";
    let layers = template::graph(&clean(source));
    assert_eq!((layers.nodes.len(), layers.edges.len()), (3, 2));
    assert!(layers.columns <= 2 && layers.rows <= 2);
}

#[test]
fn lines_are_untangled() {
    let source = "Resources:
  A: {Type: T}
  B: {Type: T}
  C: {Type: T, DependsOn: B}
  D: {Type: T, DependsOn: A}
";
    let layers = template::graph(&clean(source));
    let row = |name: &str| layers.nodes.iter().find(|node| node.logical_id == name).map(|node| node.row);
    assert_eq!(row("A").cmp(&row("B")), row("D").cmp(&row("C")), "{:?}", layers.nodes);
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let each = |i: usize| format!("  R{i}: {{Type: T, DependsOn: R{}}}\n", i + 1);
    let chain: String = (0..20_000).map(each).collect();
    let layers = template::graph(&clean(&format!("Resources:\n{chain}  R20000: {{Type: T}}\n")));
    assert_eq!((layers.columns, layers.rows), (20_001, 1));
}
