//! How much weight one of AWS's rules has here.

use crate::document::Document;
use cloudformation_validate::{Diagnostic, Severity as AwsSeverity};
use domain::template::{Finding, Severity};

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

/// Rules about names that are used and not declared; ours where the source shows all names.
const REFERENCES: [&str; 8] = ["F1010", "F1012", "F1018", "F1020", "E1028", "E3005", "E6005", "E8002"];

/// Rules that stumble over what ours have named already, on the same line.
const ECHOES: [&str; 13] = [
    "E1010", "E1019", "E2001", "E3001", "E6003", "E7001", "E8001", "F0015", "F0017", "F0050", "F1101",
    "F3012", "F6101",
];

/// Rules that hold values against lists which AWS extends every month (instance types, engine versions) and which differ
/// by region: a list in a crate must not stop anybody.
const LISTS: [&str; 27] = [
    "E0001", "E3025", "E3062", "E3617", "E3620", "E3621", "E3628", "E3635", "E3640", "E3641", "E3642",
    "E3643", "E3644", "E3647", "E3652", "E3653", "E3667", "E3670", "E3672", "E3675", "E3689", "E3690",
    "E3691", "E3694", "E3710", "E3719", "E9006",
];

/// Where a rule refuses what CloudFormation takes: the rule and a part of its message.
const MISTAKEN: [(&str, &str); 5] = [
    ("E1022", "'Fn::GetAZs'"),
    ("E3001", "property 'Version'"),
    // A policy may be JSON in a text.
    ("E3510", "is not of type 'object'"),
    ("E3512", "is not of type 'object'"),
    ("E3530", "is not of type 'object'"),
];

/// The severity of a diagnostic; `None` when another finding says it already.
pub(super) fn severity(found: &Diagnostic, document: &Document, is_typo: bool) -> Option<Severity> {
    let rule = found.rule_id.as_str();
    let is_ours = OURS.contains(&rule) || (REFERENCES.contains(&rule) && !document.adds_names());
    if is_ours {
        return None;
    }
    let doubtful = document.is_opaque() || doubtful(found, is_typo);
    match found.severity {
        AwsSeverity::Fatal | AwsSeverity::Error if doubtful => Some(Severity::Warning),
        AwsSeverity::Fatal | AwsSeverity::Error => Some(Severity::Error),
        AwsSeverity::Warn => Some(Severity::Warning),
        AwsSeverity::Info | AwsSeverity::Debug => None,
    }
}

/// Whether one of our own errors on the same line is what the rule stumbled over.
pub(super) fn is_echo(found: &Diagnostic, line: u32, ours: &[Finding]) -> bool {
    let same = |finding: &Finding| finding.severity == Severity::Error && finding.line == line;
    ECHOES.contains(&found.rule_id.as_str()) && ours.iter().any(same)
}

/// Whether CloudFormation may well take what the rule refuses.
fn doubtful(found: &Diagnostic, is_typo: bool) -> bool {
    let rule = found.rule_id.as_str();
    let is_mistaken = |(known, part): &(&str, &str)| *known == rule && found.message.contains(part);
    // A type that the crate does not know may be new, unless it looks like one that is misspelt.
    let is_new = rule == UNKNOWN_TYPE && !is_typo;
    is_new || LISTS.contains(&rule) || depends_on_values(found) || MISTAKEN.iter().any(is_mistaken)
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
