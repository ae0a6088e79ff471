//! What a service's own repository says of it.

use crate::catalog::{DEFAULT_NAMESPACE, EntityRef};
use crate::health::DeclaredProbe;
use crate::health::Slo;
use crate::metric::{Health, Measures};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::pipeline::GuardedAction;
use crate::rollout::{OnFailure, Probe};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A service as its `slipway.yaml` declares it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    pub service: ServiceName,
    pub team: TeamName,
    /// `owner/name` of the repository that the file lies in.
    pub repository: String,
    /// Branch or tag that workflows are taken from.
    pub reference: String,
    pub title: Option<String>,
    pub description: Option<String>,
    /// Who owns it, as the catalogue has it; the group of its team's name when left out.
    #[serde(default)]
    pub owner: Option<String>,
    #[serde(default)]
    pub lifecycle: Option<String>,
    /// What it is a part of.
    #[serde(default)]
    pub system: Option<String>,
    pub tier: Option<String>,
    pub links: Vec<Link>,
    /// Services, or other entities of the catalogue: `player`, `resource:streams-db`.
    pub depends_on: Vec<String>,
    /// What each workflow file is for: `deploy` → `deploy.yml`.
    pub workflows: BTreeMap<String, String>,
    /// Regions that the service runs in; empty: all.
    pub regions: Vec<RegionName>,
    /// How it goes out where its stage says nothing else.
    pub rollout: Plan,
    pub stages: BTreeMap<StageName, Plan>,
    /// What may be done to it while it runs, by name.
    #[serde(default)]
    pub actions: BTreeMap<String, GuardedAction>,
    /// Where it is measured.
    #[serde(default)]
    pub metrics: Option<Measures>,
    /// What is asked of its endpoints; `None`: what is asked of everybody.
    #[serde(default)]
    pub probes: Option<Vec<DeclaredProbe>>,
    /// What it promises its users.
    #[serde(default)]
    pub objectives: Vec<Slo>,
}

/// An address for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub title: String,
    pub url: String,
}

/// How a service goes out, as far as it is declared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub waves: Option<Vec<DeclaredWave>>,
    pub on_failure: Option<OnFailure>,
    pub probe: Option<Probe>,
    #[serde(default)]
    pub health: Option<Health>,
    /// `Some(None)`: no stage before is asked for.
    pub after: Option<Option<StageName>>,
}

/// One wave as it is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredWave {
    pub name: String,
    pub regions: Regions,
    pub parallel: Option<u16>,
    pub soak_seconds: u32,
}

/// Which regions a wave has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regions {
    /// The home region.
    Home,
    /// All that stand in no other wave.
    Others,
    These(Vec<RegionName>),
}

impl Declaration {
    /// What it depends on; services are components.
    pub fn dependencies(&self) -> Vec<EntityRef> {
        let parse = |text: &String| EntityRef::parse(text, Some("Component"), DEFAULT_NAMESPACE).ok();
        self.depends_on.iter().filter_map(parse).collect()
    }

    /// What holds for a stage: its own word first, then that for all stages.
    pub fn plan(&self, stage: &StageName) -> Plan {
        let own = self.stages.get(stage).cloned().unwrap_or_default();
        let all = self.rollout.clone();
        Plan {
            waves: own.waves.or(all.waves),
            on_failure: own.on_failure.or(all.on_failure),
            probe: own.probe.or(all.probe),
            health: own.health.or(all.health),
            after: own.after.or(all.after),
        }
    }
}
