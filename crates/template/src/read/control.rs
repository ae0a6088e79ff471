//! Which control fits a parameter.

use crate::values::pattern;
use domain::template::{Constraints, Control};

/// Defaults longer than this need more than one line.
const LONG_DEFAULT: usize = 100;

/// Pairs of `AllowedValues` that mean yes and no.
const SWITCHES: [[&str; 2]; 3] = [["true", "false"], ["yes", "no"], ["on", "off"]];

/// Words in a name that speak of CIDRs but ask for a number.
const NOT_A_RANGE: [&str; 6] = ["bits", "mask", "count", "size", "prefix", "number"];

pub(super) fn fitting(name: &str, kind: &str, default: Option<&str>, constraints: &Constraints) -> Control {
    if is_ssm(kind) {
        return Control::SsmParameter;
    }
    if is_list(kind) {
        return list(kind);
    }
    match constraints.allowed_values.as_slice() {
        [] => {}
        [one, other] if is_switch(one, other) => return Control::Toggle,
        _ => return Control::Select,
    }
    match kind {
        "Number" => Control::Number,
        _ if kind.starts_with("AWS::") => Control::Resource,
        _ if is_range(name, default, constraints) => Control::Cidr,
        _ if default.is_some_and(|text| text.len() > LONG_DEFAULT || text.contains('\n')) => {
            Control::Textarea
        }
        _ => Control::Text,
    }
}

/// Whether the value is the name of a Systems Manager parameter that CloudFormation looks up.
fn is_ssm(kind: &str) -> bool {
    kind.starts_with("AWS::SSM::Parameter::")
}

/// Whether a value holds several elements with commas between them.
pub(crate) fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<")
}

fn list(kind: &str) -> Control {
    match kind {
        "List<Number>" => Control::NumberList,
        _ if kind.starts_with("List<AWS::") => Control::ResourceList,
        _ => Control::List,
    }
}

fn is_switch(one: &str, other: &str) -> bool {
    let pair = [one.to_ascii_lowercase(), other.to_ascii_lowercase()];
    SWITCHES.iter().any(|[yes, no]| pair == [*yes, *no] || pair == [*no, *yes])
}

fn is_range(name: &str, default: Option<&str>, constraints: &Constraints) -> bool {
    let default = default.filter(|text| !text.is_empty());
    if let Some(default) = default {
        return crate::values::is_cidr(default);
    }
    let name = name.to_ascii_lowercase();
    let named = name.contains("cidr") && !NOT_A_RANGE.iter().any(|word| name.contains(word));
    named || constraints.allowed_pattern.as_deref().is_some_and(takes_only_ranges)
}

fn takes_only_ranges(allowed: &str) -> bool {
    let takes = |value: &str| pattern::fits(allowed, value) == Ok(true);
    takes("10.0.0.0/16") && !takes("10.0.0.0") && !takes("abc/16") && !takes("abc")
}
