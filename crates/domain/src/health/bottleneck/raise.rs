//! Which parameter of a template gives more of something.

use super::Limit;
use crate::template::{Control, Parameter, Template};
use crate::values::StoredValues;

/// From so many GiB on, RDS gives its storage four times the reads and writes; below, its size changes nothing.
const RDS_FASTER_GIB: f64 = 400.0;

/// A parameter's new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    pub parameter: String,
    pub from: String,
    pub to: String,
}

/// The change of one parameter that gives about so many times as much of a limit; `None` when the template has none for it,
/// or its values go no higher.
pub fn raise(limit: &Limit, factor: f64, template: &Template, values: &StoredValues) -> Option<Raised> {
    names(limit).iter().find_map(|name| {
        let parameter = template.parameters.iter().find(|parameter| parameter.name.contains(name))?;
        let from =
            values.get(&parameter.name).and_then(|value| value.shown()).or(parameter.default.as_deref())?;
        let to = higher(limit, factor, template, parameter, from)?;
        Some(Raised { parameter: parameter.name.clone(), from: from.to_owned(), to })
    })
}

/// Parts of names under which templates have it, the most direct first.
fn names(limit: &Limit) -> &'static [&'static str] {
    match limit {
        Limit::StorageIops => &["Iops", "StorageGiB", "AllocatedStorage", "StorageSize"],
        Limit::StorageThroughput => &["Throughput", "StorageGiB", "AllocatedStorage", "StorageSize"],
        Limit::Cpu => {
            &["Cpu", "TaskSize", "InstanceClass", "InstanceType", "NodeType", "TaskCount", "DesiredCount"]
        }
        Limit::Memory => &["Memory", "TaskSize", "InstanceClass", "InstanceType", "NodeType"],
        Limit::Connections => &["MaxConnections", "InstanceClass", "TaskCount", "DesiredCount", "TaskSize"],
        Limit::Downstream { .. } => &[],
    }
}

fn higher(
    limit: &Limit,
    factor: f64,
    template: &Template,
    parameter: &Parameter,
    from: &str,
) -> Option<String> {
    let allowed = &parameter.constraints.allowed_values;
    if !allowed.is_empty() {
        return next(allowed, factor, from);
    }
    let now: f64 = from.parse().ok().filter(|_| parameter.control == Control::Number)?;
    let most = parameter.constraints.max_value.unwrap_or(f64::INFINITY);
    let least = if faster_by_size(limit, template, parameter) { RDS_FASTER_GIB } else { 0.0 };
    let wanted = (now * factor).max(least).min(most).floor();
    (wanted > now).then(|| format!("{wanted}"))
}

/// Numbers go to the first that is large enough; words, such as instance classes, to the next, as lists of them rise.
fn next(allowed: &[String], factor: f64, from: &str) -> Option<String> {
    let numbers: Option<Vec<f64>> = allowed.iter().map(|value| value.parse().ok()).collect();
    let position = match (numbers, from.parse::<f64>()) {
        (Some(numbers), Ok(now)) => numbers.iter().position(|number| *number >= now * factor)?,
        _ => allowed.iter().position(|value| value == from)? + 1,
    };
    allowed.get(position).cloned()
}

fn faster_by_size(limit: &Limit, template: &Template, parameter: &Parameter) -> bool {
    let rds = template.resources.iter().any(|resource| resource.kind.starts_with("AWS::RDS::"));
    let storage = matches!(limit, Limit::StorageIops | Limit::StorageThroughput);
    let sized = ["StorageGiB", "AllocatedStorage"].iter().any(|name| parameter.name.contains(name));
    rds && storage && sized
}

/// Whether a template builds a cache.
pub fn is_cache(template: &Template) -> bool {
    template.resources.iter().any(|resource| resource.kind.starts_with("AWS::ElastiCache::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_words_and_of_numbers_go_up() {
        let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let table = [
            ("small medium large", "small", Some("medium")),
            ("small medium large", "large", None),
            ("small medium large", "odd", None),
            ("1 2 3 4 6 8 12 16", "3", Some("6")),
            ("1 2 3 4 6 8 12 16", "12", None),
        ];
        for (allowed, from, to) in table {
            assert_eq!(next(&list(allowed), 2.0, from).as_deref(), to, "{from} in {allowed}");
        }
    }
}
