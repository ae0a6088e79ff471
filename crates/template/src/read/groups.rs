//! The groups and labels of `AWS::CloudFormation::Interface`.

use crate::document::Document;
use domain::template::{Group, Parameter, Text};
use yaml::Node;

/// The label of those that no group names, as AWS's console has it. They stay without a group of their own: the template
/// gives them none.
pub(crate) const OTHERS: &str = "Other parameters";

/// Reads the groups, and brings the parameters into their order. Without groups nothing changes.
pub(super) fn read(document: &Document, parameters: &mut [Parameter]) -> Vec<Group> {
    let Some(interface) = document.metadata("AWS::CloudFormation::Interface") else { return Vec::new() };
    label(interface, parameters);
    let mut groups = declared(interface, parameters);
    if groups.is_empty() {
        return groups;
    }
    let others = names(parameters.iter().filter(|parameter| parameter.group.is_none()));
    if !others.is_empty() {
        groups.push(Group { label: OTHERS.to_owned(), parameters: others });
    }
    let order: Vec<&String> = groups.iter().flat_map(|group| &group.parameters).collect();
    parameters.sort_by_key(|parameter| order.iter().position(|name| **name == parameter.name));
    groups
}

/// A parameter that two groups name belongs to the first; names that are no parameters are left out.
fn declared(interface: &Node, parameters: &mut [Parameter]) -> Vec<Group> {
    let listed = interface.get("ParameterGroups").map(Node::items).unwrap_or_default();
    let mut groups = Vec::new();
    for (index, group) in listed.iter().enumerate() {
        let label = group.get("Label").and_then(label_text).unwrap_or_else(|| format!("Group {}", index + 1));
        let wanted = group.get("Parameters").map(Node::items).unwrap_or_default();
        let mut members: Vec<String> = Vec::new();
        for name in wanted.iter().filter_map(Node::text) {
            let is_free = parameters.iter().any(|p| p.name == name && p.group.is_none());
            if is_free && !members.iter().any(|member| member == name) {
                members.push(name.to_owned());
            }
        }
        if !members.is_empty() {
            assign(parameters, &members, &label);
            groups.push(Group { label, parameters: members });
        }
    }
    groups
}

fn label(interface: &Node, parameters: &mut [Parameter]) {
    for entry in interface.get("ParameterLabels").map(Node::entries).unwrap_or_default() {
        let parameter = parameters.iter_mut().find(|parameter| parameter.name == entry.key);
        if let (Some(parameter), Some(text)) = (parameter, label_text(&entry.value)) {
            // Slipway's own label was meant for this portal, and stays.
            if parameter.label == Text::from(parameter.name.as_str()) {
                parameter.label = Text::from(text);
            }
        }
    }
}

/// `{default: text}`, or the text alone where an author forgot the wrapping.
fn label_text(node: &Node) -> Option<String> {
    node.text_at("default").or_else(|| node.text()).map(str::to_owned)
}

fn assign(parameters: &mut [Parameter], members: &[String], label: &str) {
    for parameter in parameters.iter_mut().filter(|parameter| members.contains(&parameter.name)) {
        parameter.group = Some(label.to_owned());
    }
}

fn names<'a>(parameters: impl Iterator<Item = &'a Parameter>) -> Vec<String> {
    parameters.map(|parameter| parameter.name.clone()).collect()
}
