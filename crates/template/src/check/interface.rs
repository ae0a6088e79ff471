use crate::document::Document;
use yaml::Findings;
use yaml::Node;

/// Names in `AWS::CloudFormation::Interface` that are no parameters: harmless to CloudFormation, a hole in the form.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    let Some(interface) = document.metadata("AWS::CloudFormation::Interface") else { return };
    let groups = interface.get("ParameterGroups").map(Node::items).unwrap_or_default();
    let listed = groups.iter().filter_map(|group| group.get("Parameters")).flat_map(Node::items);
    let grouped = listed.filter_map(|node| node.text().map(|name| (name, node.at)));
    let labels = interface.get("ParameterLabels").map(Node::entries).unwrap_or_default();
    let labelled = labels.iter().map(|entry| (entry.key.as_str(), entry.at));
    for (name, at) in grouped.chain(labelled) {
        if !document.has("Parameters", name) {
            findings.warning(
                "interface",
                at,
                format!("the template has no parameter {name:?} to group or label"),
            );
        }
    }
}
