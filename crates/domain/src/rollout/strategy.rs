//! How a service goes out: declared beside its code, kept with each rollout.

use crate::metric::{Health, Measures, Metric};
use crate::names::{RegionName, StageName};
use crate::rules::{ApprovalRule, Risk, Rules};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How one service goes out in one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// In their order; together they name each region once.
    pub waves: Vec<WaveRules>,
    pub workflow: Workflow,
    /// Whose yes it takes; `None`: the stage wants none.
    pub approval: Option<ApprovalRule>,
    pub on_failure: OnFailure,
    /// What is asked after a deployment; `None`: the workflow's own word is enough.
    #[serde(default)]
    pub probe: Option<Probe>,
    /// How the service is measured; `None`: not at all.
    #[serde(default)]
    pub measures: Option<Measures>,
    /// What a wave's regions have to keep to before the next wave opens.
    #[serde(default)]
    pub health: Option<Health>,
    /// The stage in which the same artifact must have come to a good end before.
    #[serde(default)]
    pub after: Option<StageName>,
    /// Why more approvals are asked for than the stage usually does.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub risks: BTreeSet<Risk>,
}

/// How a region's health is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// `{region}`, `{stage}` and `{service}` in it are filled in.
    pub url: String,
    /// Good answers in a row that make a region healthy.
    pub passes: u32,
    /// Seconds between two questions.
    pub every_seconds: u32,
    /// Seconds after which a region that never became healthy has failed.
    pub within_seconds: u32,
}

/// One wave as it is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveRules {
    pub name: String,
    pub regions: Vec<RegionName>,
    /// Regions at once; `None`: all of them.
    #[serde(default)]
    pub parallel: Option<u16>,
    /// After the wave is done, before the next one opens.
    #[serde(default)]
    pub soak_seconds: u32,
}

/// The workflow that deploys to one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workflow {
    /// `owner/name`.
    pub repository: String,
    /// The file below `.github/workflows`.
    pub file: String,
    /// Branch or tag that it is taken from.
    pub reference: String,
}

/// What to do when a region fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// No further wave opens; people decide.
    #[default]
    Halt,
    RollBackRegion,
    RollBackWave,
    RollBackAll,
}

/// Why a strategy does not work, in words for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StrategyProblem {
    #[error("a rollout needs at least one wave with a region")]
    Empty,
    #[error("the wave {0} has no region")]
    EmptyWave(String),
    #[error("the region {0} is not configured")]
    UnknownRegion(RegionName),
    #[error("the region {0} stands in two waves")]
    Twice(RegionName),
    #[error("the wave {0} allows no region at once")]
    NoParallel(String),
    #[error("health is to be judged by {0}, and `metrics` does not say where that is measured")]
    NotMeasured(&'static str),
}

impl Strategy {
    /// Home first, then all others in parallel.
    pub fn usual(rules: &Rules, workflow: Workflow, approval: Option<ApprovalRule>) -> Self {
        let (home, others): (Vec<_>, Vec<_>) = rules.regions.iter().partition(|region| region.home);
        let wave = |name: &str, regions: Vec<&crate::rules::RegionRules>| WaveRules {
            name: name.to_owned(),
            regions: regions.into_iter().map(|region| region.name.clone()).collect(),
            parallel: None,
            soak_seconds: 0,
        };
        let waves = [wave("home", home), wave("global", others)];
        Strategy {
            waves: waves.into_iter().filter(|wave| !wave.regions.is_empty()).collect(),
            workflow,
            approval,
            on_failure: OnFailure::Halt,
            probe: None,
            measures: None,
            health: None,
            after: None,
            risks: BTreeSet::new(),
        }
    }

    fn measured(&self, metric: Metric) -> bool {
        self.measures.as_ref().is_some_and(|measures| measures.knows(metric))
    }

    /// Everything that is wrong with it under these rules.
    pub fn problems(&self, rules: &Rules) -> Vec<StrategyProblem> {
        let mut problems = Vec::new();
        let mut known: Vec<&RegionName> = Vec::new();
        if self.waves.iter().all(|wave| wave.regions.is_empty()) {
            return vec![StrategyProblem::Empty];
        }
        if let Some(health) = &self.health {
            let missing = health.metrics().into_iter().filter(|metric| !self.measured(*metric));
            problems.extend(missing.map(|metric| StrategyProblem::NotMeasured(metric.as_str())));
        }
        for wave in &self.waves {
            if wave.regions.is_empty() {
                problems.push(StrategyProblem::EmptyWave(wave.name.clone()));
            }
            if wave.parallel == Some(0) {
                problems.push(StrategyProblem::NoParallel(wave.name.clone()));
            }
            for region in &wave.regions {
                if rules.region(region).is_none() {
                    problems.push(StrategyProblem::UnknownRegion(region.clone()));
                }
                if known.contains(&region) {
                    problems.push(StrategyProblem::Twice(region.clone()));
                }
                known.push(region);
            }
        }
        problems
    }
}
