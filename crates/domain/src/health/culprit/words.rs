//! Findings in words, for scripts and for pages in English.

use super::{ChangeKind, Complaint, Finding};
use crate::names::{RegionName, ServiceName};
use std::fmt;

impl Finding {
    /// The sentence, with regions as `name` calls them.
    pub fn named(&self, name: impl Fn(&RegionName) -> String) -> String {
        Named { finding: self, name: &name }.to_string()
    }
}

/// For scripts, with the regions' codes.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Named { finding: self, name: &RegionName::to_string }.fmt(f)
    }
}

/// A finding with what regions are called.
struct Named<'a> {
    finding: &'a Finding,
    name: &'a dyn Fn(&RegionName) -> String,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        match self.finding {
            Finding::Before { region, millis } => match region {
                Some(region) => {
                    write!(
                        f,
                        "it reached {} {} before things went wrong there",
                        name(region),
                        lasting(*millis)
                    )
                }
                None => write!(f, "it began {} before things went wrong", lasting(*millis)),
            },
            Finding::After { region, millis } => match region {
                Some(region) => {
                    write!(
                        f,
                        "it reached {} {} after things had gone wrong there",
                        name(region),
                        lasting(*millis)
                    )
                }
                None => write!(f, "it began {} after things had gone wrong", lasting(*millis)),
            },
            Finding::UndoneBefore { .. } => write!(f, "it had been taken back before"),
            Finding::Replaced { by } => write!(f, "{by} ran in its place by then"),
            Finding::SameRegions { regions } => {
                write!(f, "it touched exactly what is unwell: {}", list(regions, name))
            }
            Finding::OtherRegions { both, well, untouched } => {
                other_regions(f, [both, well, untouched], name)
            }
            Finding::Own => write!(f, "it changed the service itself"),
            Finding::Needed { way } => write!(f, "the service needs what it changed: {}", path(way)),
            Finding::Needing { service } => {
                write!(f, "it changed {service}, which asks this service for more or less")
            }
            Finding::Everything => write!(f, "it concerns whatever runs there"),
            Finding::Unrelated { service } => write!(f, "no way is known from the service to {service}"),
            Finding::OtherStage { stage } => write!(f, "it was in {stage}"),
            Finding::Track { changes, blamed } => {
                write!(f, "of {changes} such changes of the service, {blamed} were the cause of an incident")
            }
            Finding::Fits { complaint } => write!(f, "such changes often show as {}", complaint.title()),
            Finding::NoDifference => write!(f, "nothing is different because of it"),
            Finding::Usual { kind } => write!(f, "how often {} break something at all", kind.plural()),
        }
    }
}

impl Complaint {
    /// For sentences.
    pub fn title(self) -> &'static str {
        match self {
            Complaint::Unreachable => "being unreachable",
            Complaint::Errors => "errors",
            Complaint::Latency => "slow answers",
            Complaint::Saturation => "something being used up",
        }
    }
}

impl ChangeKind {
    fn plural(self) -> &'static str {
        match self {
            ChangeKind::Release => "releases",
            ChangeKind::Request => "infrastructure requests",
            ChangeKind::Parameter => "parameter changes",
            ChangeKind::FreezeLifted => "lifted freezes",
            ChangeKind::Flag => "switched features",
            ChangeKind::AwsEvent => "events at AWS",
            ChangeKind::Action => "actions",
        }
    }
}

fn other_regions(
    f: &mut fmt::Formatter<'_>,
    [both, well, untouched]: [&[RegionName]; 3],
    name: &dyn Fn(&RegionName) -> String,
) -> fmt::Result {
    let parts = [
        (both, "is unwell where it came to"),
        (well, "is well although it came there"),
        (untouched, "is unwell without it"),
    ];
    let told = parts.iter().filter(|(regions, _)| !regions.is_empty());
    let told: Vec<String> = told.map(|(regions, what)| format!("{} {what}", list(regions, name))).collect();
    write!(f, "{}", told.join("; "))
}

fn list(regions: &[RegionName], name: &dyn Fn(&RegionName) -> String) -> String {
    regions.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn path(way: &[ServiceName]) -> String {
    way.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" → ")
}

/// In the largest unit that says enough.
fn lasting(millis: i64) -> String {
    match millis / 60_000 {
        0 => format!("{} s", millis / 1000),
        minutes if minutes < 120 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_sentences() {
        let region = |name| RegionName::parse(name).expect("a region's name");
        let table = [
            (
                Finding::Before { region: Some(region("paris")), millis: 180_000 },
                "it reached paris 3 min before things went wrong there",
            ),
            (Finding::After { region: None, millis: 9_000 }, "it began 9 s after things had gone wrong"),
            (
                Finding::OtherRegions {
                    both: vec![region("paris")],
                    well: vec![],
                    untouched: vec![region("seoul")],
                },
                "paris is unwell where it came to; seoul is unwell without it",
            ),
            (Finding::Usual { kind: ChangeKind::Release }, "how often releases break something at all"),
        ];
        for (finding, told) in table {
            assert_eq!(finding.to_string(), told);
        }
        let named = Finding::SameRegions { regions: vec![region("paris")] }.named(|_| "Paris".to_owned());
        assert_eq!(named, "it touched exactly what is unwell: Paris");
    }
}
