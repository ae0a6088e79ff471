//! CloudFormation files as Slipway's templates: reading, checking, drawing, and holding values against them.
//!
//! Everything here is pure: bytes in, values out. Nothing panics on any input, and everything that grows with the
//! input is bounded (see `limits`).

mod check;
mod dialect;
mod document;
mod graph;
mod limits;
mod plain;
mod read;
mod report;
mod source;
mod tags;
mod uses;
mod values;

pub use check::HeldRules;
pub use graph::graph;
pub use plain::as_json;
pub use report::{CheckReport, ReportedParameter, ReportedResource, is_too_large, report};
pub use values::{value_problem, values_problems};

use check::Target;
use document::Document;
use domain::names::TemplateName;
use domain::template::{Finding, Template};
use std::collections::BTreeMap;
use yaml::{Findings, Position};

/// What became of one file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// `None` when the file cannot be read as a template at all; the findings say why.
    pub template: Option<Template>,
    /// In the order of the source.
    pub findings: Vec<Finding>,
}

/// Reads a file for its form and its graph. Cheap: no rules are run, only what hinders reading is found.
pub fn read(name: &TemplateName, source: &[u8]) -> Reading {
    let mut findings = Findings::default();
    let document = open(source, &mut findings);
    let template = document.map(|document| read::template(name, source, &document, &mut findings));
    Reading { template, findings: findings.into_sorted() }
}

/// Reads a file and runs all rules over it, ours and AWS's. Loads AWS's rules when nobody holds them; see
/// [`hold_rules`].
pub fn check(name: &TemplateName, source: &[u8]) -> Reading {
    checked(name, source, None)
}

/// Like [`check`], for one stack: in its region and with its values. What would be wrong only with other values is no
/// finding then, and what is wrong with these is.
pub fn check_for(
    name: &TemplateName,
    source: &[u8],
    region: &str,
    values: &BTreeMap<String, String>,
) -> Reading {
    checked(name, source, Some(&Target { region: Some(region), values }))
}

fn checked(name: &TemplateName, source: &[u8], target: Option<&Target<'_>>) -> Reading {
    let mut findings = Findings::default();
    let document = open(source, &mut findings);
    let template = document.map(|document| {
        let template = read::template(name, source, &document, &mut findings);
        check::document(source, &document, &template, target, &mut findings);
        template
    });
    Reading { template, findings: findings.into_sorted() }
}

/// Loads AWS's rules, which takes half a second and 200 MB, and keeps them for every [`check`] until it is dropped: for
/// whoever checks several files.
pub fn hold_rules() -> HeldRules {
    check::hold_rules()
}

/// The document in a file, or findings that say why there is none.
fn open(source: &[u8], findings: &mut Findings) -> Option<Document> {
    let text = source::text(source, findings)?;
    let root = yaml::document(text, &dialect::CloudFormation, findings)?;
    if !root.is_map() {
        let message =
            format!("a template is a map with a Resources section, and this file holds {}", root.kind());
        // It is about the file as a whole, whatever comments come first.
        findings.error("not-a-template", Position::new(1, 1), message);
        return None;
    }
    Some(Document { root })
}
