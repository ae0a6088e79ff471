//! One file's check, for machines and for people.

mod table;

use crate::limits::MAX_BYTES;
use domain::names::TemplateName;
use domain::template::{
    Capability, Constraints, Control, Fill, Finding, Lang, Output, Parameter, Severity, TemplateDigest,
};
use serde::Serialize;
use std::path::Path;

/// Everything there is to say about one file. Defaults of `NoEcho` parameters are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckReport {
    pub file: String,
    /// Whether there is no error.
    pub ok: bool,
    pub digest: TemplateDigest,
    /// Empty when the file cannot be read.
    pub title: String,
    pub parameters: Vec<ReportedParameter>,
    pub resources: Vec<ReportedResource>,
    pub outputs: Vec<Output>,
    pub transforms: Vec<String>,
    pub capabilities: Vec<Capability>,
    pub findings: Vec<Finding>,
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedParameter {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub control: Control,
    pub label: String,
    pub description: String,
    pub default: Option<String>,
    pub constraints: Constraints,
    pub group: Option<String>,
    /// Never shown, logged, or stored in clear text.
    pub no_echo: bool,
    /// Whether a person must say something.
    pub required: bool,
    pub fill: Option<Fill>,
}

/// A resource with its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportedResource {
    pub logical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// Checks one file. `path` only names it; nothing is read from there.
pub fn report(path: &str, source: &[u8]) -> CheckReport {
    let reading = crate::check(&name_of(path), source);
    let mut report = CheckReport {
        file: path.to_owned(),
        ok: reading.findings.iter().all(|finding| finding.severity < Severity::Error),
        digest: crate::source::digest(source),
        title: String::new(),
        parameters: Vec::new(),
        resources: Vec::new(),
        outputs: Vec::new(),
        transforms: Vec::new(),
        capabilities: Vec::new(),
        findings: reading.findings,
    };
    if let Some(template) = reading.template {
        report.title = template.title.get(Lang::En).to_owned();
        report.parameters = template.parameters.into_iter().map(reported).collect();
        let resource =
            |r: domain::template::Resource| ReportedResource { logical_id: r.logical_id, kind: r.kind };
        report.resources = template.resources.into_iter().map(resource).collect();
        report.outputs = template.outputs;
        report.transforms = template.transforms;
        report.capabilities = template.capabilities;
    }
    report
}

/// Whether a file is too large to be a template, by its size alone: there is no need to read it.
pub fn is_too_large(bytes: u64) -> bool {
    usize::try_from(bytes).map_or(true, |bytes| bytes > MAX_BYTES)
}

/// The name of a template is its file's without the ending; where that is no name, it is checked without one.
fn name_of(path: &str) -> TemplateName {
    let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    TemplateName::parse(stem).unwrap_or_else(|_| TemplateName::unnamed())
}

fn reported(parameter: Parameter) -> ReportedParameter {
    ReportedParameter {
        label: parameter.label.get(Lang::En).to_owned(),
        required: parameter.required(),
        default: parameter.default.filter(|_| !parameter.no_echo),
        name: parameter.name,
        kind: parameter.kind,
        control: parameter.control,
        description: parameter.description,
        constraints: parameter.constraints,
        group: parameter.group,
        no_echo: parameter.no_echo,
        fill: parameter.fill,
    }
}
