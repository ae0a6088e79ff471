//! From what a service declares to a strategy under the portal's rules.

use domain::declared::{Declaration, DeclaredWave, Regions};
use domain::names::{RegionName, StageName};
use domain::rollout::{Strategy, WaveRules, Workflow};
use domain::rules::Rules;
use std::collections::BTreeSet;

/// The purpose under which a service names the workflow that deploys it.
pub const DEPLOY: &str = "deploy";

/// How this service goes out in this stage; regions in `exclude` are left out. What is wrong with it comes in words.
pub fn strategy(
    declaration: &Declaration,
    stage: &StageName,
    rules: &Rules,
    exclude: &BTreeSet<RegionName>,
) -> Result<Strategy, Vec<String>> {
    let Some(file) = declaration.workflows.get(DEPLOY) else {
        return Err(vec![format!("{} names no workflow for “{DEPLOY}”", declaration.repository)]);
    };
    let workflow = Workflow {
        repository: declaration.repository.clone(),
        file: file.clone(),
        reference: declaration.reference.clone(),
    };
    let plan = declaration.plan(stage);
    let waves = plan.waves.unwrap_or_else(usual);
    let strategy = Strategy {
        waves: resolved(&waves, declaration, rules, exclude),
        workflow,
        approval: rules.stage(stage).and_then(|stage| stage.approval.clone()),
        on_failure: plan.on_failure.unwrap_or_default(),
        probe: plan.probe,
        measures: declaration.metrics.clone(),
        health: plan.health,
        after: plan.after.unwrap_or_else(|| before(stage, rules)),
        risks: BTreeSet::new(),
    };
    let problems = strategy.problems(rules);
    match problems.is_empty() {
        true => Ok(strategy),
        false => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

/// Home first, then all others in parallel.
fn usual() -> Vec<DeclaredWave> {
    let wave = |name: &str, regions| DeclaredWave {
        name: name.to_owned(),
        regions,
        parallel: None,
        soak_seconds: 0,
    };
    vec![wave("home", Regions::Home), wave("global", Regions::Others)]
}

/// Only the last stage asks for the one before it, unless the service says so.
fn before(stage: &StageName, rules: &Rules) -> Option<StageName> {
    let place = rules.stages.iter().position(|rules| &rules.name == stage)?;
    let last = place + 1 == rules.stages.len();
    let before = place.checked_sub(1).filter(|_| last)?;
    rules.stages.get(before).map(|rules| rules.name.clone())
}

fn resolved(
    waves: &[DeclaredWave],
    declaration: &Declaration,
    rules: &Rules,
    exclude: &BTreeSet<RegionName>,
) -> Vec<WaveRules> {
    let all: Vec<&RegionName> = rules.regions.iter().map(|region| &region.name).collect();
    let serves = |region: &RegionName| declaration.regions.is_empty() || declaration.regions.contains(region);
    let home: Vec<RegionName> = rules.home().map(|home| home.name.clone()).into_iter().collect();
    let named = waves.iter().flat_map(|wave| match &wave.regions {
        Regions::Home => home.clone(),
        Regions::These(regions) => regions.clone(),
        Regions::Others => Vec::new(),
    });
    let named: BTreeSet<RegionName> = named.collect();
    let regions = |wave: &DeclaredWave| match &wave.regions {
        Regions::Home => home.iter().filter(|region| serves(region)).cloned().collect(),
        Regions::These(regions) => regions.clone(),
        Regions::Others => {
            let others = all.iter().filter(|region| !named.contains(**region) && serves(region));
            others.map(|region| (*region).clone()).collect::<Vec<_>>()
        }
    };
    let wave = |wave: &DeclaredWave| WaveRules {
        name: wave.name.clone(),
        regions: regions(wave).into_iter().filter(|region| !exclude.contains(region)).collect(),
        parallel: wave.parallel,
        soak_seconds: wave.soak_seconds,
    };
    // What is left of a wave when its regions are excluded is nothing, and no mistake of the file.
    waves.iter().map(wave).filter(|wave| !wave.regions.is_empty()).collect()
}
