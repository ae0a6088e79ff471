//! What a part of a document leans on: every `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`, condition and mapping.

use std::collections::HashSet;
use yaml::{Entry, Node, Position};

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum By {
    Ref,
    GetAtt,
    /// `${Name}` in `Fn::Sub`.
    Sub,
    /// `${Name.Attribute}` in `Fn::Sub`.
    SubAttribute,
    DependsOn,
    Condition,
    FindInMap,
}

impl By {
    pub fn as_str(self) -> &'static str {
        match self {
            By::Ref => "Ref",
            By::GetAtt => "GetAtt",
            By::Sub | By::SubAttribute => "Sub",
            By::DependsOn => "DependsOn",
            By::Condition => "Condition",
            By::FindInMap => "FindInMap",
        }
    }
}

/// One use of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub name: String,
    pub by: By,
    pub at: Position,
}

/// All uses within a value, in the order of the source.
pub(crate) fn within(node: &Node) -> Vec<Use> {
    let mut uses = Vec::new();
    collect(node, &mut uses);
    uses
}

/// The uses of a whole resource: its body, what it waits for, the condition that it exists under.
pub(crate) fn of_resource(resource: &Node) -> Vec<Use> {
    let mut uses = Vec::new();
    for entry in resource.entries() {
        match entry.key.as_str() {
            "DependsOn" => depends_on(&entry.value, &mut uses),
            "Condition" => text_use(&entry.value, By::Condition, &mut uses),
            _ => collect(&entry.value, &mut uses),
        }
    }
    uses
}

/// The uses of a condition's definition, where `{Condition: name}` is a call as well.
pub(crate) fn of_condition(definition: &Node) -> Vec<Use> {
    let mut uses = within(definition);
    named_conditions(definition, &mut uses);
    uses
}

fn named_conditions(node: &Node, uses: &mut Vec<Use>) {
    for entry in node.entries() {
        if entry.key == "Condition" {
            text_use(&entry.value, By::Condition, uses);
        }
        named_conditions(&entry.value, uses);
    }
    node.items().iter().for_each(|item| named_conditions(item, uses));
}

fn depends_on(node: &Node, uses: &mut Vec<Use>) {
    text_use(node, By::DependsOn, uses);
    node.items().iter().for_each(|item| text_use(item, By::DependsOn, uses));
}

fn collect(node: &Node, uses: &mut Vec<Use>) {
    if let Some(call) = node.call()
        && known_call(call, uses)
    {
        return;
    }
    node.entries().iter().for_each(|entry| collect(&entry.value, uses));
    node.items().iter().for_each(|item| collect(item, uses));
}

/// Takes a call apart; `false` when its argument is to be walked like any other value.
fn known_call(call: &Entry, uses: &mut Vec<Use>) -> bool {
    match call.key.as_str() {
        "Ref" => text_use(&call.value, By::Ref, uses),
        "Fn::GetAtt" => get_att(&call.value, uses),
        "Fn::Sub" => sub(&call.value, uses),
        "Fn::If" => first_text(&call.value, By::Condition, uses),
        "Fn::FindInMap" => first_text(&call.value, By::FindInMap, uses),
        _ => return false,
    }
    !matches!(call.key.as_str(), "Fn::If" | "Fn::FindInMap")
}

fn text_use(node: &Node, by: By, uses: &mut Vec<Use>) {
    uses.extend(node.text().map(|name| Use { name: name.to_owned(), by, at: node.at }));
}

fn first_text(node: &Node, by: By, uses: &mut Vec<Use>) {
    if let Some(first) = node.items().first() {
        text_use(first, by, uses);
    }
}

fn get_att(node: &Node, uses: &mut Vec<Use>) {
    let target = node.text().and_then(|text| text.split('.').next());
    uses.extend(target.map(|name| Use { name: name.to_owned(), by: By::GetAtt, at: node.at }));
    if let Some((target, rest)) = node.items().split_first() {
        text_use(target, By::GetAtt, uses);
        rest.iter().for_each(|item| collect(item, uses));
    }
}

fn sub(node: &Node, uses: &mut Vec<Use>) {
    let (pattern, locals) = match node.items() {
        [] => (node, &[][..]),
        [pattern, rest @ ..] => (pattern, rest.first().map(Node::entries).unwrap_or_default()),
    };
    let known: HashSet<&str> = locals.iter().map(|entry| entry.key.as_str()).collect();
    for name in placeholders(pattern.text().unwrap_or_default()) {
        let (target, by) = match name.split_once('.') {
            Some((target, _)) => (target, By::SubAttribute),
            None => (name, By::Sub),
        };
        if !known.contains(name) {
            uses.push(Use { name: target.to_owned(), by, at: pattern.at });
        }
    }
    locals.iter().for_each(|entry| collect(&entry.value, uses));
}

/// The names in `${…}`; `${!literal}` stands for itself.
pub(crate) fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    let bodies = pattern.split("${").skip(1).filter_map(|rest| rest.split_once('}').map(|(body, _)| body));
    bodies.map(str::trim).filter(|body| !body.is_empty() && !body.starts_with('!'))
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_are_found_and_literals_left_alone() {
        let table: [(&str, &[&str]); 6] = [
            ("plain", &[]),
            ("${A}-${B.Arn}", &["A", "B.Arn"]),
            ("${!Literal} ${AWS::Region}", &["AWS::Region"]),
            ("${ Spaced }", &["Spaced"]),
            ("${unclosed", &[]),
            ("$${A}", &["A"]),
        ];
        for (pattern, expected) in table {
            assert_eq!(placeholders(pattern).collect::<Vec<_>>(), expected, "{pattern}");
        }
    }
}
