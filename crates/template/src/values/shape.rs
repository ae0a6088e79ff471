//! What a value must look like by the kind of thing that it names.

use super::elements;
use domain::template::{Control, Parameter};
use std::net::IpAddr;

/// Types whose identifiers start with the same letters everywhere.
const PREFIXES: [(&str, &str); 6] = [
    ("AWS::EC2::VPC::Id", "vpc-"),
    ("AWS::EC2::Subnet::Id", "subnet-"),
    ("AWS::EC2::SecurityGroup::Id", "sg-"),
    ("AWS::EC2::Image::Id", "ami-"),
    ("AWS::EC2::Instance::Id", "i-"),
    ("AWS::EC2::Volume::Id", "vol-"),
];

/// What the kind of a parameter refuses, as the end of a sentence that starts with the parameter's name.
pub(super) fn against_kind(parameter: &Parameter, value: &str) -> Option<String> {
    match parameter.control {
        // An author's own pattern knows better which ranges fit.
        Control::Cidr if parameter.constraints.allowed_pattern.is_none() && !value.is_empty() => {
            (!is_cidr(value)).then(|| "must be an address range such as 10.0.0.0/16".to_owned())
        }
        Control::SsmParameter => {
            (value.trim().is_empty()).then(|| "must be the name of a Systems Manager parameter".to_owned())
        }
        _ => against_type(parameter, value),
    }
}

fn against_type(parameter: &Parameter, value: &str) -> Option<String> {
    let kind = parameter.kind.strip_prefix("List<").and_then(|kind| kind.strip_suffix('>'));
    let kind = kind.unwrap_or(&parameter.kind);
    if !kind.starts_with("AWS::") {
        return None;
    }
    let parts = elements(parameter, value);
    if parts.is_empty() || parts.iter().any(|part| part.is_empty()) {
        return Some(format!("must name something that exists ({kind})"));
    }
    let (_, prefix) = PREFIXES.iter().find(|(known, _)| *known == kind)?;
    let fits = |part: &&str| {
        let digits = part.strip_prefix(prefix).unwrap_or_default();
        digits.len() >= 8 && digits.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (!parts.iter().all(fits)).then(|| format!("must be like {prefix}0123456789abcdef0 ({kind})"))
}

/// Whether a text is an IPv4 or IPv6 range: an address, a slash, a prefix length.
pub(crate) fn is_cidr(text: &str) -> bool {
    let Some((address, prefix)) = text.trim().split_once('/') else { return false };
    let longest = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    !prefix.starts_with('+') && prefix.parse::<u8>().is_ok_and(|bits| bits <= longest)
}
