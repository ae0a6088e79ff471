//! The configured rules that requests are held to: stages in their order, regions, who must say yes.

use crate::address::Cidr;
use crate::names::{RegionName, StageName, TeamName};
use crate::people::Role;
use serde::{Deserialize, Serialize};

/// How a stage is handled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRules {
    pub name: StageName,
    /// Who must say yes; `None`: a good plan is enough.
    pub approval: Option<ApprovalRule>,
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
