//! The constraints that the template's author declared.

use super::{elements, number, pattern};
use crate::limits::MAX_VALUE_BYTES;
use domain::template::{Constraints, Parameter};

/// Allowed values that a message lists; longer lists are in the form anyway.
const LISTED: usize = 12;

/// What the declared type and constraints refuse, as the end of a sentence that starts with the parameter's name.
pub(crate) fn against_constraints(parameter: &Parameter, value: &str) -> Option<String> {
    if value.len() > MAX_VALUE_BYTES {
        return Some(format!(
            "has {} bytes, and CloudFormation takes at most {MAX_VALUE_BYTES}",
            value.len()
        ));
    }
    let all = elements(parameter, value);
    let is_list = crate::read::is_list(&parameter.kind);
    if parameter.constraints.allowed_values.iter().any(|allowed| allowed == value) {
        return None;
    }
    for (index, element) in all.iter().enumerate() {
        if let Some(problem) = element_problem(parameter, element) {
            let place =
                if is_list { format!("has a problem in element {}: it ", index + 1) } else { String::new() };
            return Some(with_description(format!("{place}{problem}"), &parameter.constraints));
        }
    }
    None
}

fn element_problem(parameter: &Parameter, value: &str) -> Option<String> {
    let constraints = &parameter.constraints;
    let is_number = matches!(parameter.kind.as_str(), "Number" | "List<Number>");
    let parsed = number::parse(value);
    if is_number && parsed.is_none() {
        return Some("must be a number".to_owned());
    }
    not_allowed(constraints, value, parsed.filter(|_| is_number))
        .or_else(|| parsed.filter(|_| is_number).and_then(|number| out_of_range(constraints, number)))
        .or_else(|| wrong_length(constraints, value))
        .or_else(|| no_match(constraints, value))
}

fn not_allowed(constraints: &Constraints, value: &str, number: Option<f64>) -> Option<String> {
    let allowed = &constraints.allowed_values;
    let same = |wanted: &String| wanted == value || number.is_some_and(|n| number::parse(wanted) == Some(n));
    if allowed.is_empty() || allowed.iter().any(same) {
        return None;
    }
    match allowed.len() > LISTED {
        true => Some(format!("must be one of the {} allowed values", allowed.len())),
        false => Some(format!("must be one of: {}", allowed.join(", "))),
    }
}

fn out_of_range(constraints: &Constraints, number: f64) -> Option<String> {
    let (least, most) = (constraints.min_value, constraints.max_value);
    if least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most) {
        return None;
    }
    Some(format!("must be {}", bounds(least.map(number::shown), most.map(number::shown))))
}

fn wrong_length(constraints: &Constraints, value: &str) -> Option<String> {
    let length = u64::try_from(value.chars().count()).unwrap_or(u64::MAX);
    let (least, most) = (constraints.min_length, constraints.max_length);
    if least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most) {
        return None;
    }
    let wanted = bounds(least.map(|n| n.to_string()), most.map(|n| n.to_string()));
    Some(format!("must have {wanted} characters, and has {length}"))
}

fn bounds(least: Option<String>, most: Option<String>) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {least}"),
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, most) => format!("at most {}", most.unwrap_or_default()),
    }
}

/// A pattern that cannot be decided here is left to CloudFormation.
fn no_match(constraints: &Constraints, value: &str) -> Option<String> {
    let allowed = constraints.allowed_pattern.as_deref()?;
    (pattern::fits(allowed, value) == Ok(false)).then(|| format!("must match the pattern {allowed}"))
}

fn with_description(problem: String, constraints: &Constraints) -> String {
    match constraints.description.as_deref().filter(|text| !text.is_empty()) {
        Some(words) => format!("{problem} ({words})"),
        None => problem,
    }
}
