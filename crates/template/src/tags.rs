//! YAML's short forms (`!Ref x`) and the functions they stand for.

use yaml::{Entry, Node, Position, Value};

/// Functions that CloudFormation knows by a short form.
const SHORT_FORMS: [&str; 21] = [
    "And",
    "Base64",
    "Cidr",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "GetStackOutput",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
];

/// Further ones that appear only in a rule's assertions or for macros.
const RARE_FORMS: [&str; 5] = ["Transform", "RefAll", "ValueOf", "ValueOfAll", "ForEach"];

/// The long name of a short form; `None` when CloudFormation has no such function.
pub(crate) fn long_name(tag: &str) -> Option<String> {
    match tag {
        "Ref" | "Condition" => Some(tag.to_owned()),
        _ if SHORT_FORMS.contains(&tag) || RARE_FORMS.contains(&tag) => Some(format!("Fn::{tag}")),
        _ => None,
    }
}

/// Whether CloudFormation knows a function by this long name.
pub(crate) fn is_function(name: &str) -> bool {
    let short = name.strip_prefix("Fn::").unwrap_or(name);
    short.starts_with("ForEach::") || long_name(short).is_some_and(|long| long == name)
}

/// The call that a tagged value stands for: `!Ref x` is `{Ref: x}`.
pub(crate) fn call(name: String, at: Position, argument: Node) -> Node {
    Node::new(at, Value::Map(vec![Entry { key: name, at, value: argument }]))
}
