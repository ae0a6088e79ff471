//! Parameter values against what CloudFormation will hold them to. No message repeats a value: it may be a secret.

mod constraints;
mod java;
mod number;
pub(crate) mod pattern;
mod shape;

pub(crate) use constraints::against_constraints;
pub(crate) use shape::is_cidr;

use domain::template::{Parameter, ParameterProblem, Template};
use std::collections::BTreeMap;

/// What CloudFormation would refuse in the values of one target: wrong ones, missing ones, and names that the template
/// does not have. Parameters that the portal fills in may be missing.
pub fn values_problems(template: &Template, values: &BTreeMap<String, String>) -> Vec<ParameterProblem> {
    let declared = template.parameters.iter().filter_map(|parameter| match values.get(&parameter.name) {
        Some(value) => value_problem(parameter, value),
        None if parameter.required() => Some(problem(&parameter.name, "needs a value")),
        None => None,
    });
    let unknown = values.keys().filter(|name| template.parameter(name).is_none());
    let unknown = unknown.map(|name| problem(name, "is no parameter of this template"));
    declared.chain(unknown).collect()
}

/// What is wrong with one value, if anything.
pub fn value_problem(parameter: &Parameter, value: &str) -> Option<ParameterProblem> {
    let message = against_constraints(parameter, value).or_else(|| shape::against_kind(parameter, value))?;
    Some(problem(&parameter.name, &message))
}

fn problem(parameter: &str, message: &str) -> ParameterProblem {
    ParameterProblem { parameter: parameter.to_owned(), message: message.to_owned() }
}

/// The elements of a value: itself, or the parts of a list, trimmed as CloudFormation trims them.
fn elements<'a>(parameter: &Parameter, value: &'a str) -> Vec<&'a str> {
    match crate::read::is_list(&parameter.kind) {
        false => vec![value],
        true if value.trim().is_empty() => Vec::new(),
        true => value.split(',').map(str::trim).collect(),
    }
}
