//! From text to the tree of nodes.

mod json;
mod keys;
mod tags;
mod yaml;

pub(crate) use tags::is_function;

use crate::findings::Findings;
use crate::limits::MAX_DEPTH;
use crate::tree::{Node, Position};

/// Why a document could not be read.
#[derive(Debug)]
pub(crate) struct Broken {
    pub rule: &'static str,
    pub at: Position,
    pub message: String,
}

impl Broken {
    fn too_deep(at: Position) -> Self {
        Self { rule: "too-deep", at, message: format!("nested deeper than {MAX_DEPTH} levels") }
    }
}

/// The tree of a document, or a finding that says where it breaks.
pub(crate) fn tree(text: &str, findings: &mut Findings) -> Option<Node> {
    let parsed = match text.trim_start().starts_with('{') {
        true => json_or_flow_yaml(text, findings),
        false => yaml::parse(text, findings),
    };
    match parsed {
        Ok(node) => Some(node),
        Err(broken) => {
            findings.error(broken.rule, broken.at, broken.message);
            None
        }
    }
}

/// What starts with a brace is JSON to CloudFormation. Where it is only YAML's flow style, the form is still worth
/// showing beside the error.
fn json_or_flow_yaml(text: &str, findings: &mut Findings) -> Result<Node, Broken> {
    let broken = match json::parse(text, findings) {
        Ok(node) => return Ok(node),
        Err(broken) => broken,
    };
    let Ok(node) = yaml::parse(text, &mut Findings::default()) else { return Err(broken) };
    findings.error(broken.rule, broken.at, broken.message);
    Ok(node)
}
