//! What CloudFormation makes of YAML.

use crate::tags;
use yaml::{Dialect, Findings, Node, Position};

/// YAML 1.1 with functions for tags.
pub(crate) struct CloudFormation;

impl Dialect for CloudFormation {
    /// CloudFormation follows YAML 1.1 here: `Default: Yes` arrives as `true`, in the form and in every property. It
    /// leaves `y` and `n` alone.
    fn word<'t>(&self, text: &'t str) -> &'t str {
        match text {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => "true",
            "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => "false",
            _ => text,
        }
    }

    fn tagged(&self, tag: &str, at: Position, node: Node, findings: &mut Findings) -> Node {
        let name = tags::long_name(tag).unwrap_or_else(|| {
            findings.error("unknown-tag", at, format!("CloudFormation has no function !{tag}"));
            format!("Fn::{tag}")
        });
        tags::call(name, at, node)
    }

    fn repeated(&self, at: Position, findings: &mut Findings) {
        let message =
            "CloudFormation itself takes no YAML aliases: write the value out, or package the template first";
        findings.warning("yaml-alias", at, message);
    }

    fn only_one(&self) -> Option<&'static str> {
        Some("a second document begins here, and a template is exactly one")
    }
}
