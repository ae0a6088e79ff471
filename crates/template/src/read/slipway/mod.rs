//! The author's own block for this portal, `Metadata: Slipway`. Everything in it is optional, and a mistake in it is a
//! warning: CloudFormation would take the template all the same.

mod costs;
mod fill;
mod guide;
mod reader;

use crate::document::Document;
use domain::template::{CostModel, Fill, Guidance, Parameter, Text};
use reader::Reader;
use std::collections::BTreeMap;
use yaml::Findings;

/// What the block said.
#[derive(Debug, Default)]
pub(super) struct Slipway {
    pub title: Option<Text>,
    pub summary: Option<Text>,
    pub owner: Option<String>,
    pub guidance: Guidance,
    pub presets: BTreeMap<String, BTreeMap<String, String>>,
    pub costs: CostModel,
    parameters: BTreeMap<String, Hints>,
}

/// What it said about one parameter.
#[derive(Debug, Default)]
struct Hints {
    fill: Option<Fill>,
    label: Option<Text>,
    guidance: Option<Text>,
}

impl Slipway {
    /// Marks the parameters with what the block says about them.
    pub fn apply_to(&self, parameters: &mut [Parameter]) {
        for parameter in parameters {
            let Some(hints) = self.parameters.get(&parameter.name) else { continue };
            parameter.fill = hints.fill;
            parameter.guidance.clone_from(&hints.guidance);
            if let Some(label) = &hints.label {
                parameter.label = label.clone();
            }
        }
    }
}

pub(super) fn read(document: &Document, findings: &mut Findings) -> Slipway {
    let mut slipway = Slipway::default();
    let Some(block) = document.metadata("Slipway") else { return slipway };
    let mut reader = Reader { document, findings };
    for entry in reader.map(block, "Slipway") {
        let value = &entry.value;
        match entry.key.as_str() {
            "Title" => slipway.title = reader.text(value),
            "Summary" => slipway.summary = reader.text(value),
            "Owner" => slipway.owner = reader.word(value),
            "Guidance" => slipway.guidance = guide::guidance(&mut reader, value),
            "Presets" => slipway.presets = guide::presets(&mut reader, value),
            "Parameters" => slipway.parameters = guide::hints(&mut reader, value),
            "Costs" => slipway.costs = costs::read(&mut reader, value),
            _ => reader.unknown(entry, "Title, Summary, Owner, Guidance, Presets, Parameters and Costs"),
        }
    }
    slipway
}
