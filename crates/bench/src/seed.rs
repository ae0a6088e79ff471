//! Databases with environments in them, made by the portal's own use cases over a cloud in memory.

use anyhow::Result;
use domain::Timestamp;
use domain::address::Cidr;
use domain::ids::ActorId;
use domain::names::{RegionName, StageName, TeamName};
use domain::people::{Actor, Membership, Role};
use domain::rules::{RegionRules, Rules, StageRules};
use domain::view::{RequestInput, TargetInput};
use services::ports::{Clock, Cloud, Prober, SystemClock, UniqueIds};
use services::{Parts, Portal, Settings, Vault};
use simulated::{
    CheckHere, SimulatedArtifacts, SimulatedCalendars, SimulatedCloud, SimulatedMetrics, SimulatedPipelines,
    SimulatedProber, StaticTemplates,
};
use std::path::Path;
use std::sync::Arc;
use store::{Database, DatabaseOptions};

pub const STAGES: [&str; 3] = ["dev", "staging", "prod"];
pub const REGIONS: [&str; 4] = ["ap-northeast-2", "ap-southeast-1", "eu-west-3", "us-east-1"];

const TEMPLATE: &str = "
Resources:
  Store: {Type: AWS::S3::Bucket}
  Note: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: note}}
";

/// What a portal reaches outside.
pub struct Outside {
    pub cloud: Arc<dyn Cloud>,
    pub pipelines: SimulatedPipelines,
    pub artifacts: SimulatedArtifacts,
    pub prober: Arc<dyn Prober>,
    /// The home region first.
    pub regions: Vec<String>,
}

impl Default for Outside {
    /// Nothing that takes time.
    fn default() -> Self {
        Outside {
            cloud: Arc::new(SimulatedCloud::instant()),
            pipelines: SimulatedPipelines::default(),
            artifacts: SimulatedArtifacts::default(),
            prober: Arc::new(SimulatedProber::default()),
            regions: REGIONS.map(str::to_owned).to_vec(),
        }
    }
}

/// A portal over the database in `folder`. No stage needs an approval.
pub async fn portal(folder: &Path, cloud: Arc<dyn Cloud>, settings: Settings) -> Result<Portal> {
    portal_with(folder, Outside { cloud, ..Outside::default() }, settings).await
}

/// The same, with everything that it reaches outside.
pub async fn portal_with(folder: &Path, outside: Outside, settings: Settings) -> Result<Portal> {
    let url = format!("sqlite:{}", folder.join("slipway.db").display());
    let portal = Portal::new(Parts {
        store: Arc::new(Database::open(&DatabaseOptions::at(url)).await?),
        cloud: outside.cloud,
        pipelines: Arc::new(outside.pipelines),
        artifacts: Arc::new(outside.artifacts),
        prober: outside.prober,
        metrics: Arc::new(SimulatedMetrics::default()),
        calendars: Arc::new(SimulatedCalendars::default()),
        clock: Arc::new(SystemClock),
        ids: Arc::new(UniqueIds),
        templates: Arc::new(StaticTemplates::new([("web", TEMPLATE)])?),
        checker: Arc::new(CheckHere),
        rules: rules(&outside.regions)?,
        vault: Vault::new([0x11; 32]),
        settings,
    });
    portal.seed_people(vec![developer()?]).await?;
    Ok(portal)
}

pub fn developer() -> Result<Actor> {
    Ok(Actor {
        id: ActorId("usr_developer".to_owned()),
        login: "dana".to_owned(),
        name: "Dana Kim".to_owned(),
        memberships: vec![Membership { team: Some(TeamName::parse("streaming")?), role: Role::Developer }],
    })
}

fn rules(regions: &[String]) -> Result<Rules> {
    let mut rules = Rules {
        stages: Vec::new(),
        regions: Vec::new(),
        address_pool: Cidr::parse("10.64.0.0/10")?,
        corporate_ranges: Vec::new(),
    };
    for name in STAGES {
        rules.stages.push(StageRules {
            name: StageName::parse(name)?,
            risks: Vec::new(),
            approval: None,
            termination_protection: false,
            teams: Vec::new(),
            role_arn: None,
        });
    }
    for name in regions {
        let name = RegionName::parse(name)?;
        rules.regions.push(RegionRules { title: name.to_string(), home: rules.regions.is_empty(), name });
    }
    Ok(rules)
}

/// Jobs that wait or run, but for those that always wait for their next turn.
pub async fn jobs_left(portal: &Portal) -> Result<i64> {
    let housekeeping = ["tidy", "read_catalog", "calendars", "probe", "collect", "thin_samples"];
    let jobs = portal.job_counts().await?;
    let ours = jobs.iter().filter(|(kind, ..)| !housekeeping.contains(&kind.as_str()));
    Ok(ours.map(|(_, waiting, running)| waiting + running).sum())
}

/// A creation of one service in all twelve targets.
pub fn creation(service: &str) -> RequestInput {
    let target =
        |stage: &str, region: &str| TargetInput { stage: stage.to_owned(), region: region.to_owned() };
    RequestInput {
        action: "create".to_owned(),
        service: service.to_owned(),
        template: "web".to_owned(),
        targets: STAGES.iter().flat_map(|stage| REGIONS.map(|region| target(stage, region))).collect(),
        ..RequestInput::default()
    }
}

/// Makes so many services with twelve running environments each, and leaves the database for a portal to open.
pub async fn environments(folder: &Path, services: usize) -> Result<()> {
    let cloud = Arc::new(simulated::SimulatedCloud::instant());
    let portal = portal(folder, cloud, Settings { poll_millis: 10, ..Settings::default() }).await?;
    let developer = developer()?;
    for number in 0..services {
        portal.create(&developer, creation(&format!("service-{number:03}")), None).await?;
    }
    let patience: Timestamp = SystemClock.now().plus_millis(600_000);
    loop {
        portal.settle().await?;
        let left = jobs_left(&portal).await?;
        if left == 0 {
            return Ok(());
        }
        anyhow::ensure!(SystemClock.now() < patience, "{left} jobs are left after ten minutes");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}
