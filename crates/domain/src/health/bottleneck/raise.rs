//! Which parameter of a template gives more of something.

use super::Limit;
use crate::template::{Control, Parameter, Template};
use crate::values::StoredValues;

/// From so many GiB on, RDS gives its storage four times the reads and writes; below, its size changes nothing.
const RDS_FASTER_GIB: f64 = 400.0;

/// A bound of storage's size is raised to so many times what it bounds: RDS asks for a tenth more, and advises a quarter.
const ROOM: f64 = 1.26;

/// A parameter's new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    pub parameter: String,
    pub from: String,
    pub to: String,
    /// A bound that would not let it go so high, with its own new value.
    pub bound: Option<(String, String)>,
}

/// The change of one parameter that gives about so many times as much of a limit; `None` when the template has none for it,
/// or its values go no higher.
pub fn raise(limit: &Limit, factor: f64, template: &Template, values: &StoredValues) -> Option<Raised> {
    // What caps a service is not its cache: that only helps, and is a template of its own.
    if is_cache(template) {
        return None;
    }
    let held = |parameter: &Parameter| {
        let given = values.get(&parameter.name).and_then(|value| value.shown().map(str::to_owned));
        given.or_else(|| parameter.default.clone())
    };
    names(limit).iter().find_map(|name| {
        let mut named = template.parameters.iter().filter(|parameter| parameter.name.contains(name));
        let parameter =
            named.find(|parameter| name.starts_with("Max") || !parameter.name.starts_with("Max"))?;
        let from = held(parameter)?;
        let to = higher(limit, factor, template, parameter, &from)?;
        let bound = template.parameters.iter().find(|bound| bound.name == format!("Max{}", parameter.name));
        let bound = bound.and_then(|bound| raised_bound(bound, &held(bound)?, &to));
        Some(Raised { parameter: parameter.name.clone(), from, to, bound })
    })
}

/// The bound's new value where it has to give way.
fn raised_bound(bound: &Parameter, now: &str, to: &str) -> Option<(String, String)> {
    let (now, to): (f64, f64) = (now.parse().ok()?, to.parse().ok()?);
    let most = bound.constraints.max_value.unwrap_or(f64::INFINITY);
    let wanted = (to * ROOM).ceil().min(most);
    (now < wanted).then(|| (bound.name.clone(), format!("{wanted}")))
}

/// Parts of names under which templates have it, the most direct first.
fn names(limit: &Limit) -> &'static [&'static str] {
    match limit {
        Limit::StorageIops => &["Iops", "StorageGiB", "AllocatedStorage", "StorageSize"],
        Limit::StorageThroughput => &["Throughput", "StorageGiB", "AllocatedStorage", "StorageSize"],
        Limit::Cpu => &["Cpu", "TaskSize", "InstanceClass", "InstanceType", "TaskCount", "DesiredCount"],
        Limit::Memory => &["Memory", "TaskSize", "InstanceClass", "InstanceType"],
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
        return next(limit, allowed, factor, from);
    }
    let now: f64 = from.parse().ok().filter(|_| parameter.control == Control::Number)?;
    let most = parameter.constraints.max_value.unwrap_or(f64::INFINITY);
    let by_size = faster_by_size(limit, template, parameter);
    let wanted = if by_size { (now * factor).max(RDS_FASTER_GIB) } else { now * factor }.floor();
    // There is only the one jump, and storage never becomes smaller again.
    let has_jumped = by_size && now >= RDS_FASTER_GIB;
    (wanted > now && wanted <= most && !has_jumped).then(|| format!("{wanted}"))
}

/// Numbers go to the first that is large enough, instance classes to a larger one, and other words to the next, as lists of
/// them rise.
fn next(limit: &Limit, allowed: &[String], factor: f64, from: &str) -> Option<String> {
    let numbers: Option<Vec<f64>> = allowed.iter().map(|value| value.parse().ok()).collect();
    if let (Some(numbers), Ok(now)) = (numbers, from.parse::<f64>()) {
        let position = numbers.iter().position(|number| *number >= now * factor)?;
        return allowed.get(position).cloned();
    }
    let later = allowed.get(allowed.iter().position(|value| value == from)? + 1..)?;
    match family(from) {
        Some(family) => larger(limit, later, family).cloned(),
        None => later.first().cloned(),
    }
}

/// `db.m7g` of `db.m7g.large`.
fn family(class: &str) -> Option<&str> {
    class.rsplit_once('.').map(|(family, _)| family)
}

/// Only within one family is the next one surely larger. Burstable classes all have about as much of a processor, and any
/// other family has more to give than they.
fn larger<'a>(limit: &Limit, later: &'a [String], own: &str) -> Option<&'a String> {
    let same = later.iter().find(|class| family(class) == Some(own));
    let burstable = |family: &str| family.rsplit('.').next().is_some_and(|name| name.starts_with('t'));
    let steady = || later.iter().find(|class| family(class).is_some_and(|other| !burstable(other)));
    match (burstable(own), limit) {
        (false, _) => same,
        (true, Limit::Cpu) => steady(),
        (true, _) => same.or_else(steady),
    }
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
    use crate::template::{Constraints, Text};

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
            assert_eq!(next(&Limit::Cpu, &list(allowed), 2.0, from).as_deref(), to, "{from} in {allowed}");
        }
    }

    #[test]
    fn a_bound_gives_way_with_room_and_never_beyond_what_the_template_allows() {
        let bound = |most: Option<f64>| Parameter {
            name: "MaxAllocatedStorage".to_owned(),
            kind: "Number".to_owned(),
            control: Control::Number,
            label: Text::default(),
            description: String::new(),
            guidance: None,
            default: None,
            constraints: Constraints { max_value: most, ..Constraints::default() },
            no_echo: false,
            group: None,
            fill: None,
        };
        let table = [
            (None, "100", "400", Some("504")),
            (None, "1000", "400", None),
            (Some(450.0), "100", "400", Some("450")),
            (None, "many", "400", None),
        ];
        for (most, now, to, raised) in table {
            let next = raised_bound(&bound(most), now, to).map(|(_, next)| next);
            assert_eq!(next.as_deref(), raised, "{now} of at most {most:?} for {to}");
        }
    }

    #[test]
    fn an_instance_class_goes_to_one_that_has_more_of_what_is_short() {
        let classes = "db.t4g.micro db.t4g.small db.m7g.large db.m7g.xlarge db.r7g.large db.r7g.xlarge";
        let classes: Vec<String> = classes.split(' ').map(str::to_owned).collect();
        let table = [
            (Limit::Cpu, "db.t4g.micro", Some("db.m7g.large")),
            (Limit::Memory, "db.t4g.micro", Some("db.t4g.small")),
            (Limit::Memory, "db.t4g.small", Some("db.m7g.large")),
            (Limit::Cpu, "db.m7g.large", Some("db.m7g.xlarge")),
            (Limit::Cpu, "db.m7g.xlarge", None),
            (Limit::Memory, "db.r7g.large", Some("db.r7g.xlarge")),
        ];
        for (limit, from, to) in table {
            assert_eq!(next(&limit, &classes, 2.0, from).as_deref(), to, "{limit:?} of {from}");
        }
    }
}
