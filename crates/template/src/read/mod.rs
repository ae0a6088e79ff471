//! From the tree to a template: its form, its resources, its own words.

mod capabilities;
mod control;
mod groups;
mod parameters;
mod resources;
mod slipway;

pub(crate) use control::is_list;
pub(crate) use groups::OTHERS;

use crate::document::Document;
use crate::source;
use domain::names::TemplateName;
use domain::template::{Output, Template, Text};
use yaml::Findings;
use yaml::Node;

/// What a document says, as far as it can be made out; oddities go to the findings.
pub(crate) fn template(
    name: &TemplateName,
    bytes: &[u8],
    document: &Document,
    findings: &mut Findings,
) -> Template {
    let slipway = slipway::read(document, findings);
    let mut parameters = parameters::read(document, findings);
    slipway.apply_to(&mut parameters);
    let groups = groups::read(document, &mut parameters);
    Template {
        name: name.clone(),
        digest: source::digest(bytes),
        title: slipway.title.unwrap_or_else(|| Text::from(name.as_str())),
        summary: slipway.summary.unwrap_or_else(|| Text::from(description(&document.root))),
        owner: slipway.owner,
        guidance: slipway.guidance,
        parameters,
        groups,
        resources: resources::read(document),
        outputs: outputs(document),
        transforms: document.transforms(),
        capabilities: capabilities::needed(document),
        presets: slipway.presets,
        costs: slipway.costs,
        size: bytes.len() as u64,
    }
}

fn outputs(document: &Document) -> Vec<Output> {
    let output =
        |entry: &yaml::Entry| Output { name: entry.key.clone(), description: description(&entry.value) };
    document.section("Outputs").map(output).collect()
}

fn description(node: &Node) -> String {
    node.text_at("Description").unwrap_or_default().trim().to_owned()
}
