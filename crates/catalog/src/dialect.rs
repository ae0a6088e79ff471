//! What Backstage makes of YAML: version 1.2, any number of documents.

use yaml::{Core, Dialect, Findings, Node, Position, Value};

struct Backstage;

impl Dialect for Backstage {
    fn merged(&self, at: Position, findings: &mut Findings) {
        let message = "Backstage merges keys with << only where `catalog.enableYamlMerge` is on; otherwise it is a key \
                       like any other";
        findings.warning("yaml-merge", at, message);
    }

    /// As JavaScript writes such a key: what a template's `{{ name }}` becomes when nothing has filled it in.
    fn key(&self, node: &Node) -> Option<String> {
        Some(flow(node))
    }

    fn takes_control_characters(&self) -> bool {
        true
    }
}

pub fn documents(text: &str, findings: &mut Findings) -> Vec<Node> {
    let mut found = Findings::default();
    let documents = yaml::documents(text, &Backstage, &mut found);
    let lines: Vec<&str> = text.lines().collect();
    let unfilled = |line: u32| {
        let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        index.and_then(|index| lines.get(index)).is_some_and(|line| is_placeholder(line))
    };
    found.remark(|finding| unfilled(finding.line).then_some(UNFILLED));
    findings.append(found);
    documents
}

/// Said behind what is wrong with something that a template fills in.
pub const UNFILLED: &str = "; this looks like a template's placeholder, which has to be filled in first";

/// Whether a text is meant to be filled in by a template: `${{ values.name }}`, `{{ cookiecutter.name }}`, `{%- if … %}`.
pub fn is_placeholder(text: &str) -> bool {
    ["{{", "{%"].iter().any(|sign| text.contains(sign))
}

fn flow(node: &Node) -> String {
    match &node.value {
        Value::Scalar(text) if node.core() != Core::Null => text.clone(),
        Value::Null | Value::Scalar(_) => String::new(),
        Value::List(items) => format!("[ {} ]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries = entries.iter().map(|entry| format!("{}: {}", entry.key, flow(&entry.value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
