//! Plans: what a request would do to one target, and which targets would see the same done.

use crate::Timestamp;
use crate::template::{Finding, MonthlyUsd, Severity};
use serde::{Deserialize, Serialize};

/// The finding that something that holds data is removed.
pub const STATEFUL_REMOVAL: &str = "stateful-removal";
/// The finding that something that holds data is replaced by an empty one.
pub const STATEFUL_REPLACEMENT: &str = "stateful-replacement";

/// The finding that something that holds data may be replaced by an empty one, which is known only while it is applied.
pub const STATEFUL_PERHAPS_REPLACED: &str = "stateful-perhaps-replaced";

/// What a change set (or a deletion) would do to one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The change set that will be executed; none for deletions and for plans without changes.
    pub change_set_id: Option<String>,
    pub stack_id: Option<String>,
    /// Replacements and deletions first.
    pub changes: Vec<ResourceChange>,
    pub findings: Vec<Finding>,
    /// Estimate for the target afterwards; `None` when the template gives no hints.
    pub monthly_usd: Option<MonthlyUsd>,
    pub planned_at: Timestamp,
}

/// What happens to one resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ResourceChange {
    pub action: ChangeAction,
    pub logical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub replacement: Replacement,
    /// Properties that change, as AWS names them.
    #[serde(default)]
    pub properties: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChangeAction {
    Add,
    Modify,
    Remove,
    Import,
    /// Known only while it is applied.
    Dynamic,
}

impl ChangeAction {
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeAction::Add => "Add",
            ChangeAction::Modify => "Modify",
            ChangeAction::Remove => "Remove",
            ChangeAction::Import => "Import",
            ChangeAction::Dynamic => "Dynamic",
        }
    }
}

/// Whether a changed resource is made anew, losing what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Replacement {
    #[default]
    False,
    Conditional,
    True,
}

impl Replacement {
    /// AWS's own word.
    pub fn as_str(self) -> &'static str {
        match self {
            Replacement::False => "False",
            Replacement::Conditional => "Conditional",
            Replacement::True => "True",
        }
    }
}

impl ResourceChange {
    /// How much people should look at it: 3 removal, 2 replacement, 1 perhaps a replacement, 0 the rest.
    pub fn danger(&self) -> u8 {
        match (self.action, self.replacement) {
            (ChangeAction::Remove, _) => 3,
            (ChangeAction::Modify, Replacement::True) => 2,
            (ChangeAction::Modify, Replacement::Conditional) | (ChangeAction::Dynamic, _) => 1,
            _ => 0,
        }
    }
}

impl Plan {
    /// Puts removals and replacements on top, then by action and name, so that equal plans look equal.
    pub fn in_order(mut self) -> Self {
        self.changes.sort_by(|a, b| {
            let key = |c: &ResourceChange| (std::cmp::Reverse(c.danger()), c.action);
            key(a).cmp(&key(b)).then_with(|| a.logical_id.cmp(&b.logical_id))
        });
        self
    }

    /// Whether there is nothing to do. A change set without resource changes still changes outputs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.change_set_id.is_none()
    }

    /// Findings that forbid to go on.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Resources that hold data and are replaced or removed, without a deletion having been asked for.
    pub fn losses(&self) -> impl Iterator<Item = &str> {
        let lost =
            |finding: &&Finding| [STATEFUL_REMOVAL, STATEFUL_REPLACEMENT].contains(&finding.rule.as_str());
        self.findings.iter().filter(lost).filter_map(|finding| finding.resource.as_deref())
    }

    /// Resources that hold data and may be replaced: CloudFormation cannot tell before it applies the plan.
    pub fn perhaps_lost(&self) -> impl Iterator<Item = &str> {
        let perhaps = self.findings.iter().filter(|finding| finding.rule == STATEFUL_PERHAPS_REPLACED);
        perhaps.filter_map(|finding| finding.resource.as_deref())
    }

    /// Whether people would see the same plan: ids, times and cost aside.
    pub fn same_as(&self, other: &Plan) -> bool {
        self.changes == other.changes && self.findings == other.findings
    }
}

/// Groups plans that look the same; each group holds positions in the order given.
pub fn collapse<'a>(plans: impl IntoIterator<Item = (usize, &'a Plan)>) -> Vec<Vec<usize>> {
    let mut groups: Vec<(&Plan, Vec<usize>)> = Vec::new();
    for (position, plan) in plans {
        match groups.iter_mut().find(|(first, _)| first.same_as(plan)) {
            Some((_, members)) => members.push(position),
            None => groups.push((plan, vec![position])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(action: ChangeAction, id: &str, replacement: Replacement) -> ResourceChange {
        ResourceChange {
            action,
            logical_id: id.into(),
            kind: "AWS::S3::Bucket".into(),
            replacement,
            properties: vec![],
        }
    }

    fn plan(set: &str, changes: Vec<ResourceChange>) -> Plan {
        Plan {
            change_set_id: Some(set.into()),
            stack_id: None,
            changes,
            findings: vec![],
            monthly_usd: None,
            planned_at: Timestamp(0),
        }
        .in_order()
    }

    #[test]
    fn what_destroys_stands_on_top() {
        use ChangeAction::*;
        let plan = plan(
            "a",
            vec![
                change(Add, "Z", Replacement::False),
                change(Modify, "M", Replacement::False),
                change(Modify, "C", Replacement::Conditional),
                change(Modify, "R", Replacement::True),
                change(Remove, "D", Replacement::False),
                change(Add, "A", Replacement::False),
            ],
        );
        let order: Vec<&str> = plan.changes.iter().map(|c| c.logical_id.as_str()).collect();
        assert_eq!(order, ["D", "R", "C", "A", "Z", "M"]);
    }

    #[test]
    fn twelve_targets_collapse_to_the_distinct_plans() {
        let small = |set| plan(set, vec![change(ChangeAction::Add, "A", Replacement::False)]);
        let large = |set| plan(set, vec![change(ChangeAction::Remove, "A", Replacement::False)]);
        let plans = [small("1"), large("2"), small("3"), small("4"), large("5")];
        assert_eq!(collapse(plans.iter().enumerate()), vec![vec![0, 2, 3], vec![1, 4]]);
    }
}
