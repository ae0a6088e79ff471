//! Names that are used and not declared.

use crate::document::{Document, Names, SAM_PREFIX};
use crate::uses::{self, By, Use};
use domain::template::Severity;
use std::collections::HashSet;
use yaml::Findings;
use yaml::Node;

/// Names that CloudFormation declares by itself.
const PSEUDO_PARAMETERS: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// What the document declares, by section.
struct Declared<'a> {
    parameters: HashSet<&'a str>,
    resources: HashSet<&'a str>,
    conditions: HashSet<&'a str>,
    mappings: HashSet<&'a str>,
    /// How the names of resources start that are made from declared ones: by modules, by SAM.
    prefixes: Vec<&'a str>,
}

impl<'a> Declared<'a> {
    fn of(document: &'a Document) -> Self {
        let names = |section| document.section(section).map(|entry| entry.key.as_str()).collect();
        let is_serverless = document.names() == Names::Serverless;
        let grows = |resource: &Node| {
            is_serverless || resource.text_at("Type").is_some_and(|kind| kind.ends_with("::MODULE"))
        };
        let grown = document.section("Resources").filter(|entry| grows(&entry.value));
        let prefixes = grown.map(|entry| entry.key.as_str()).chain(is_serverless.then_some(SAM_PREFIX));
        Self {
            parameters: names("Parameters"),
            resources: names("Resources"),
            conditions: names("Conditions"),
            mappings: names("Mappings"),
            prefixes: prefixes.collect(),
        }
    }

    fn is_resource(&self, name: &str) -> bool {
        self.resources.contains(name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }

    fn is_value(&self, name: &str) -> bool {
        self.parameters.contains(name) || PSEUDO_PARAMETERS.contains(&name)
    }
}

/// Where a name is used: conditions and rules are evaluated before there are resources.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    BeforeResources,
    Anywhere,
}

pub(super) fn check(document: &Document, findings: &mut Findings) {
    if document.names() == Names::Anything {
        return;
    }
    let declared = Declared::of(document);
    for entry in document.section("Resources") {
        let uses = uses::of_resource(&entry.value);
        report(&declared, uses, Place::Anywhere, Some(&entry.key), findings);
    }
    for entry in document.section("Outputs") {
        report(&declared, uses::of_resource(&entry.value), Place::Anywhere, None, findings);
    }
    for entry in document.section("Conditions") {
        report(&declared, uses::of_condition(&entry.value), Place::BeforeResources, None, findings);
    }
    for entry in document.section("Rules") {
        report(&declared, uses::within(&entry.value), Place::BeforeResources, None, findings);
    }
}

fn report(
    declared: &Declared<'_>,
    uses: Vec<Use>,
    place: Place,
    owner: Option<&String>,
    findings: &mut Findings,
) {
    for found in uses {
        if let Some(message) = problem(declared, &found, place) {
            findings.add(Severity::Error, "unknown-reference", found.at, message, owner.cloned());
        }
    }
}

fn problem(declared: &Declared<'_>, found: &Use, place: Place) -> Option<String> {
    let name = found.name.as_str();
    let is_resource = declared.is_resource(name);
    let by = found.by.as_str();
    let (known, wanted) = match found.by {
        By::Ref | By::Sub if place == Place::BeforeResources => (declared.is_value(name), "parameter"),
        By::Ref | By::Sub => (is_resource || declared.is_value(name), "resource or parameter"),
        By::GetAtt | By::SubAttribute | By::DependsOn => (is_resource, "resource"),
        By::Condition => (declared.conditions.contains(name), "condition"),
        By::FindInMap => (declared.mappings.contains(name), "mapping"),
    };
    (!known).then(|| format!("{by} names {name:?}, and the template has no such {wanted}"))
}
