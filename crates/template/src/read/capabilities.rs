//! What a person must acknowledge before CloudFormation applies a template.

use crate::document::Document;
use domain::template::Capability;
use std::collections::BTreeSet;
use yaml::{Entry, Node};

/// Resource types that give rights, and the property that names them explicitly, if there is one.
const IAM: [(&str, Option<&str>); 8] = [
    ("AWS::IAM::AccessKey", None),
    ("AWS::IAM::Group", Some("GroupName")),
    ("AWS::IAM::InstanceProfile", Some("InstanceProfileName")),
    ("AWS::IAM::ManagedPolicy", Some("ManagedPolicyName")),
    ("AWS::IAM::Policy", None),
    ("AWS::IAM::Role", Some("RoleName")),
    ("AWS::IAM::User", Some("UserName")),
    ("AWS::IAM::UserToGroupAddition", None),
];

/// SAM resources that make roles of their own.
const MAKES_ROLES: [&str; 2] = ["AWS::Serverless::Function", "AWS::Serverless::StateMachine"];

/// Nested documents that cannot be seen from here, and may hold anything.
const NESTED: [&str; 2] = ["AWS::CloudFormation::Stack", "AWS::Serverless::Application"];

pub(super) fn needed(document: &Document) -> Vec<Capability> {
    let mut needed: BTreeSet<Capability> = document.section("Resources").flat_map(of_resource).collect();
    if !document.transforms().is_empty() {
        needed.insert(Capability::AutoExpand);
    }
    needed.into_iter().collect()
}

fn of_resource(entry: &Entry) -> Vec<Capability> {
    let kind = entry.value.text_at("Type").unwrap_or_default();
    if NESTED.contains(&kind) {
        return vec![Capability::Iam, Capability::NamedIam, Capability::AutoExpand];
    }
    let properties = entry.value.get("Properties");
    if MAKES_ROLES.contains(&kind) {
        let has_role = properties.is_some_and(|properties| properties.get("Role").is_some());
        return if has_role { Vec::new() } else { vec![Capability::Iam] };
    }
    let Some((_, name)) = IAM.iter().find(|(iam, _)| *iam == kind) else { return Vec::new() };
    let explicit = name.and_then(|name| properties?.get(name)).is_some_and(|value| !is_no_value(value));
    if explicit { vec![Capability::Iam, Capability::NamedIam] } else { vec![Capability::Iam] }
}

fn is_no_value(node: &Node) -> bool {
    node.text_at("Ref") == Some("AWS::NoValue")
}
