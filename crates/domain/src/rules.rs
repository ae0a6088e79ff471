//! The configured rules that requests are held to: stages in their order, regions, who must say yes.

use crate::address::Cidr;
use crate::names::{RegionName, StageName, TeamName};
use crate::people::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a stage is handled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRules {
    pub name: StageName,
    /// Who must say yes; `None`: a good plan is enough.
    pub approval: Option<ApprovalRule>,
    /// What raises the number of yeses that a rollout takes.
    #[serde(default)]
    pub risks: Vec<RiskRule>,
    /// Stacks cannot be deleted by accident.
    pub termination_protection: bool,
    /// Teams that may use the stage; empty: all.
    pub teams: Vec<TeamName>,
    /// Role to assume, for stages that live in their own account.
    pub role_arn: Option<String>,
}

/// Whose yes it takes. The requester's own never counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// How many different people.
    pub required: u8,
    /// Any of these roles, in the owning team.
    pub roles: Vec<Role>,
    /// A yes, and the plan it was given to, are good for so long.
    pub expires_after_hours: u32,
    /// At least one of the yeses has to come from one of these; empty: it does not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Role>,
}

/// What makes a rollout riskier than others of its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// The service has never run in one of the regions.
    FirstInRegion,
    /// What it carries replaces or removes something that holds data.
    ReplacesStateful,
}

/// What a risk asks for on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRule {
    pub risk: Risk,
    pub required: u8,
    pub one_of: Vec<Role>,
}

/// A configured region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionRules {
    pub name: RegionName,
    /// What people call it: "Seoul".
    pub title: String,
    pub home: bool,
}

/// All rules together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// In the order in which changes go through them.
    pub stages: Vec<StageRules>,
    /// The home region first.
    pub regions: Vec<RegionRules>,
    /// Where address ranges are taken from.
    pub address_pool: Cidr,
    /// Ranges of the company that must stay free.
    pub corporate_ranges: Vec<Cidr>,
}

impl StageRules {
    /// The rule for a rollout with these risks: the highest number and everybody's wishes.
    pub fn approval_for(&self, risks: &BTreeSet<Risk>) -> Option<ApprovalRule> {
        let mut rule = self.approval.clone();
        for raise in self.risks.iter().filter(|raise| risks.contains(&raise.risk) && raise.required > 0) {
            let rule = rule.get_or_insert_with(|| ApprovalRule {
                required: raise.required,
                roles: vec![Role::Lead],
                expires_after_hours: USUAL_HOURS,
                one_of: Vec::new(),
            });
            rule.required = rule.required.max(raise.required);
            rule.one_of.extend(
                raise.one_of.iter().filter(|role| !rule.one_of.contains(role)).copied().collect::<Vec<_>>(),
            );
        }
        rule
    }
}

/// How long a yes is good where nobody says otherwise.
pub const USUAL_HOURS: u32 = 72;

impl Rules {
    pub fn stage(&self, name: &StageName) -> Option<&StageRules> {
        self.stages.iter().find(|stage| &stage.name == name)
    }

    pub fn region(&self, name: &RegionName) -> Option<&RegionRules> {
        self.regions.iter().find(|region| &region.name == name)
    }

    pub fn home(&self) -> Option<&RegionRules> {
        self.regions.iter().find(|region| region.home)
    }

    /// Place of a stage × region in every list: stages in their order, the home region first.
    pub fn order(&self, stage: &StageName, region: &RegionName) -> (usize, usize) {
        let stage = self.stages.iter().position(|s| &s.name == stage);
        let region = self.regions.iter().position(|r| &r.name == region);
        (stage.unwrap_or(usize::MAX), region.unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_risk_raises_what_the_stage_asks_for() {
        let rule = |required, one_of: &[Role]| ApprovalRule {
            required,
            roles: vec![Role::Lead],
            expires_after_hours: USUAL_HOURS,
            one_of: one_of.to_vec(),
        };
        let raise = |required, one_of: &[Role]| RiskRule {
            risk: Risk::FirstInRegion,
            required,
            one_of: one_of.to_vec(),
        };
        let stage = |approval: Option<ApprovalRule>, risks: Vec<RiskRule>| StageRules {
            name: StageName::parse("prod").expect("a stage"),
            approval,
            risks,
            termination_protection: false,
            teams: vec![],
            role_arn: None,
        };
        let (first, none) = (BTreeSet::from([Risk::FirstInRegion]), BTreeSet::new());
        let table = [
            (stage(Some(rule(1, &[])), vec![raise(2, &[Role::Lead])]), &none, Some(rule(1, &[]))),
            (stage(Some(rule(1, &[])), vec![raise(2, &[Role::Lead])]), &first, Some(rule(2, &[Role::Lead]))),
            (
                stage(Some(rule(3, &[Role::Lead])), vec![raise(2, &[Role::Lead])]),
                &first,
                Some(rule(3, &[Role::Lead])),
            ),
            (stage(None, vec![raise(1, &[])]), &first, Some(rule(1, &[]))),
            (stage(None, vec![raise(1, &[])]), &none, None),
            (stage(None, vec![raise(0, &[])]), &first, None),
        ];
        for (stage, risks, expected) in table {
            assert_eq!(stage.approval_for(risks), expected, "{:?} {risks:?}", stage.approval);
        }
    }
}
