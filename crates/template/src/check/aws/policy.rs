//! How much weight one of AWS's rules has here.

use super::values;
use crate::document::{Document, Names};
use cloudformation_validate::{Diagnostic, Severity as AwsSeverity};
use domain::template::Severity;

/// Rules that we check ourselves, with a better place or better words.
const OURS: [&str; 13] = [
    "F0000", // duplicate-key
    "F0001", // missing-resources
    "F0003", "F0004", "F0007", "F0008", // quota
    "F0005", // unknown-section
    "F2012", "F2015", // default
    "W2001", // unused-parameter
    "W4001", // interface
    "E4001", // interface
    "E1002", // too-large
];

/// Rules about names that are used and not declared: ours know what macros may add.
const REFERENCES: [&str; 8] = ["F1010", "F1012", "F1018", "F1020", "E1028", "E3005", "E6005", "E8002"];

/// Rules that stumble over what ours have named already, on the same line.
const ECHOES: [&str; 22] = [
    "E1010", "E1011", "E1015", "E1016", "E1017", "E1018", "E1019", "E1021", "E1022", "E1024", "E2001",
    "E3001", "E6002", "E6003", "E7001", "E8001", "F0015", "F0017", "F0050", "F1101", "F3012", "F6101",
];

/// Rules that hold values against lists which AWS extends every month (instance types, engine versions) and which differ
/// by region: a list in a crate must not stop anybody.
const LISTS: [&str; 27] = [
    "E0001", "E3025", "E3062", "E3617", "E3620", "E3621", "E3628", "E3635", "E3640", "E3641", "E3642",
    "E3643", "E3644", "E3647", "E3652", "E3653", "E3667", "E3670", "E3672", "E3675", "E3689", "E3690",
    "E3691", "E3694", "E3710", "E3719", "E9006",
];

/// Rules about what AWS has stopped taking for new things: runtimes of functions by date, access lists of buckets. Stacks
/// that have it go on working, and the dates in a crate must not stop anybody either.
const OUTDATED: [&str; 3] = ["E2531", "E2533", "E3045"];

/// Rules that hold resources against one another. Of two that exist under conditions, often only one ever does.
const COMPARISONS: [&str; 3] = ["E3019", "E3022", "E3060"];

/// Where a rule refuses what CloudFormation takes: the rule and a part of its message.
const MISTAKEN: [(&str, &str); 9] = [
    ("E1022", "'Fn::GetAZs'"),
    // Both say nothing to CloudFormation, which takes them with every resource.
    ("E3001", "property 'Description'"),
    ("E3001", "property 'Version'"),
    // Failing over is a choice where there is one shard, whatever the number of its nodes.
    ("E3026", "NumCacheClusters > 1"),
    // The task definition comes from a custom resource, and the rule takes it for one that says nothing.
    ("E3054", "[''] does not contain"),
    // The third is optional.
    ("F1101", "Fn::Cidr requires exactly 3 elements, got 2"),
    // A policy may be JSON in a text.
    ("E3510", "is not of type 'object'"),
    ("E3512", "is not of type 'object'"),
    ("E3530", "is not of type 'object'"),
];

/// What the judgement of a diagnostic rests on, beside the diagnostic.
pub(super) struct Grounds<'a> {
    pub document: &'a Document,
    /// Whether the values of the parameters are known, and not just one possibility of many.
    pub values_known: bool,
    /// Whether an unknown resource type looks like a known one that is misspelt.
    pub is_typo: bool,
}

/// The severity of a diagnostic; `None` when another finding says it already.
pub(super) fn severity(found: &Diagnostic, grounds: &Grounds<'_>) -> Option<Severity> {
    let rule = found.rule_id.as_str();
    if OURS.contains(&rule) || REFERENCES.contains(&rule) || is_about_names(found) {
        return None;
    }
    match found.severity {
        AwsSeverity::Fatal | AwsSeverity::Error if is_doubtful(found, grounds) => Some(Severity::Warning),
        AwsSeverity::Fatal | AwsSeverity::Error => Some(Severity::Error),
        AwsSeverity::Warn if values::is_certain(found) && !is_doubtful(found, grounds) => {
            Some(Severity::Error)
        }
        AwsSeverity::Warn => Some(Severity::Warning),
        AwsSeverity::Info | AwsSeverity::Debug => None,
    }
}

/// Whether CloudFormation may well take what the rule refuses. A macro can turn anything into something else, and a type
/// that the crate does not know may be new.
fn is_doubtful(found: &Diagnostic, grounds: &Grounds<'_>) -> bool {
    let rule = found.rule_id.as_str();
    let is_mistaken = |(known, part): &(&str, &str)| *known == rule && found.message.contains(part);
    grounds.document.is_opaque()
        || (rule == UNKNOWN_TYPE && !grounds.is_typo)
        || (depends_on_values(found) && !grounds.values_known)
        || LISTS.contains(&rule)
        || OUTDATED.contains(&rule)
        || (COMPARISONS.contains(&rule) && names_conditional(found, grounds.document))
        || is_worked_out(found, grounds.document)
        || is_passed_over(found)
        || MISTAKEN.iter().any(is_mistaken)
}

/// The rule about the type of an output's value also speaks up where it does not find what the value names.
fn is_about_names(found: &Diagnostic) -> bool {
    let message = found.message.as_str();
    let parts = ["does not reference a valid", "references a resource that does not exist"];
    found.rule_id == "F6101" && parts.iter().any(|part| message.contains(part))
}

/// Whether it is about a resource that exists only under a condition.
fn names_conditional(found: &Diagnostic, document: &Document) -> bool {
    let own = found.entity.as_ref().map(|entity| entity.logical_id.as_str());
    let is_named = |name: &str| own == Some(name) || found.message.contains(&format!("'{name}'"));
    let mut conditional =
        document.section("Resources").filter(|entry| entry.value.get("Condition").is_some());
    conditional.any(|entry| is_named(&entry.key))
}

/// In a loop, what an output gives may be looked up by a name that only CloudFormation works out.
fn is_worked_out(found: &Diagnostic, document: &Document) -> bool {
    found.rule_id == "F6101" && document.names() == Names::Anything
}

/// SAM passes over attributes of its resources that it does not know.
fn is_passed_over(found: &Diagnostic) -> bool {
    let kind = found.entity.as_ref().and_then(|entity| entity.resource_type.as_deref());
    found.rule_id == "E3001" && kind.is_some_and(|kind| kind.starts_with("AWS::Serverless::"))
}

/// Whether an error of ours on the same line may be what the rule stumbled over.
pub(super) fn is_echo(found: &Diagnostic) -> bool {
    ECHOES.contains(&found.rule_id.as_str())
}

/// The rule about resource types that the crate does not know.
pub(super) const UNKNOWN_TYPE: &str = "F3006";

/// Whether the finding holds only for some values of the parameters, which the template does not fix.
fn depends_on_values(found: &Diagnostic) -> bool {
    let by_condition = found.condition_scenario.as_ref().is_some_and(|scenario| !scenario.is_empty());
    let source = found.context.as_ref().and_then(|context| context.resolution_source.as_deref());
    by_condition
        || source.is_some_and(|source| source.starts_with("parameter") || source.starts_with("Fn::If"))
}
