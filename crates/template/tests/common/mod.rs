//! What several test binaries share; each uses only a part.
#![allow(dead_code)]

use domain::names::TemplateName;
use domain::template::{Finding, Template};
use template::Reading;

pub fn read(source: &str) -> Reading {
    template::read(&TemplateName::unnamed(), source.as_bytes())
}

/// The template of a source that reads without a word.
pub fn clean(source: &str) -> Template {
    let reading = read(source);
    assert_eq!(reading.findings, [], "{source}");
    reading.template.expect("a template")
}

/// `line:column rule`, the short form in which tables expect findings.
pub fn brief(finding: &Finding) -> String {
    format!("{}:{} {}", finding.line, finding.column, finding.rule)
}
