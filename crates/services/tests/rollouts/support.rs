//! A portal with a CI backend and artifact stores to try rollouts on.

use domain::Timestamp;
use domain::address::Cidr;
use domain::approval::{Decision, Digest};
use domain::ids::{ActorId, RolloutId};
use domain::names::{RegionName, StageName, TeamName};
use domain::people::{Actor, Membership, Role};
use domain::release::{Artifact, Release};
use domain::rules::{ApprovalRule, RegionRules, Risk, RiskRule, Rules, StageRules};
use domain::view::{ReleaseInput, RolloutDecision, RolloutInput, RolloutView};
use services::ports::{CalendarPlace, Place, Store};
use services::{CalendarRules, FreezeWindow, OnCallRules, Parts, Portal, Settings, Vault};
use simulated::{
    CheckHere, ManualClock, SequentialIds, SimulatedArtifacts, SimulatedCalendars, SimulatedCloud,
    SimulatedMetrics, SimulatedPipelines, SimulatedProber, StaticTemplates,
};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use store::{Database, DatabaseOptions};

pub const HOME: &str = "ap-northeast-2";
pub const REGIONS: [&str; 4] = [HOME, "ap-southeast-1", "eu-west-3", "us-east-1"];
pub const REPOSITORY: &str = "acme/live-api";
pub const START: Timestamp = Timestamp(1_800_000_000_000);

pub const DECLARATION: &str = "
service: live-api
team: streaming
workflows: {deploy: deploy.yml}
stages:
  prod: {after: none}
";

/// A bucket whose name is its own, which cannot change in place, and a note that can.
pub const TEMPLATE: &str = r"
Parameters:
  Bucket: {Type: String, Default: one}
  Size: {Type: String, Default: small, AllowedValues: [small, large]}
  Text: {Type: String, Default: hello}
Resources:
  Store: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Bucket}}
  Cache: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Size}}
  Note: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Text}}
";

pub struct World {
    pub portal: Portal,
    pub store: Arc<Database>,
    pub pipelines: SimulatedPipelines,
    pub artifacts: SimulatedArtifacts,
    pub prober: SimulatedProber,
    pub metrics: SimulatedMetrics,
    pub calendars: SimulatedCalendars,
    pub cloud: Arc<SimulatedCloud>,
    pub templates: Arc<StaticTemplates>,
    pub clock: Arc<ManualClock>,
    ids: Arc<SequentialIds>,
    repositories: Vec<String>,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> World {
        Self::declaring(DECLARATION, 1).await
    }

    /// With this `slipway.yaml`, and this seed for whatever is rolled.
    pub async fn declaring(declaration: &str, seed: u64) -> World {
        Self::standing(&[REPOSITORY], &[(REPOSITORY, declaration)], seed).await
    }

    /// With repositories and their `slipway.yaml`.
    pub async fn declaring_all(declarations: &[(&str, &str)], seed: u64) -> World {
        let entries: Vec<&str> = declarations.iter().map(|(name, _)| *name).collect();
        Self::standing(&entries, declarations, seed).await
    }

    /// With these entries of the configuration's repositories.
    pub async fn watching(entries: &[&str], declaration: &str, seed: u64) -> World {
        Self::standing(entries, &[(REPOSITORY, declaration)], seed).await
    }

    async fn standing(entries: &[&str], declarations: &[(&str, &str)], seed: u64) -> World {
        let repositories: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/slipway.db", folder.path().display());
        let store = Arc::new(Database::open(&DatabaseOptions::at(url)).await.expect("a database"));
        let clock = Arc::new(ManualClock::at(START));
        let pipelines = SimulatedPipelines::seeded(clock.clone(), seed);
        for (repository, declaration) in declarations {
            pipelines.put_file(repository, "slipway.yaml", declaration);
        }
        let (artifacts, prober) = (SimulatedArtifacts::default(), SimulatedProber::default());
        let (calendars, metrics) = (SimulatedCalendars::default(), SimulatedMetrics::default());
        let ids = Arc::new(SequentialIds::default());
        let cloud = Arc::new(SimulatedCloud::instant());
        let templates = Arc::new(StaticTemplates::new([("web", TEMPLATE)]).expect("templates"));
        let outside = (&prober, &calendars, &metrics, &cloud, &templates);
        let portal = portal(&store, &clock, &ids, &pipelines, &artifacts, outside, &repositories);
        let people = ["dana:developer", "lee:lead", "park:on-call", "kim:lead"].map(person).to_vec();
        portal.seed_people(people).await.expect("people");
        World {
            portal,
            store,
            pipelines,
            artifacts,
            prober,
            metrics,
            calendars,
            cloud,
            templates,
            clock,
            ids,
            repositories,
            _folder: folder,
        }
    }

    /// Works until a rollout is over, and dies again and again after at most so many polls of its work. Tells how often.
    pub async fn live_through(&mut self, id: &RolloutId, dice: &mut Dice, longest: u64) -> usize {
        let mut crashes = 0;
        for _ in 0..2_000 {
            if !for_a_while(1 + dice.roll(longest), self.portal.settle()).await {
                crashes += 1;
                self.start_again();
                // Until leases of the dead end.
                self.clock.advance(Duration::from_secs(11));
            }
            if self.look(id).await.status.over() {
                break;
            }
            self.clock.advance(Duration::from_millis(dice.roll(2_000)));
        }
        crashes
    }

    /// Another process on the same database.
    pub fn start_again(&mut self) {
        self.portal = portal(
            &self.store,
            &self.clock,
            &self.ids,
            &self.pipelines,
            &self.artifacts,
            (&self.prober, &self.calendars, &self.metrics, &self.cloud, &self.templates),
            &self.repositories,
        );
    }

    /// A release whose artifact lies at home.
    pub async fn release(&self, version: &str) -> Release {
        self.release_of(version, "0a1b2c3").await
    }

    /// The same, built from this commit.
    pub async fn release_of(&self, version: &str, commit: &str) -> Release {
        let digest = Digest::of(&version);
        let input = ReleaseInput {
            service: "live-api".into(),
            version: version.into(),
            commit: commit.into(),
            artifact: format!("live-api/{version}"),
            digest: digest.0.clone(),
            size: Some(1000),
            ..ReleaseInput::default()
        };
        let artifact = Artifact { key: input.artifact.clone(), digest, size: 1000, ..Artifact::default() };
        for stage in ["dev", "staging", "prod"] {
            self.artifacts.put(&place(stage, HOME), &artifact);
        }
        self.portal.register_release(&person("dana:developer"), input).await.expect("a release")
    }

    pub async fn start(&self, stage: &str, version: &str) -> RolloutView {
        self.portal.start_rollout(&person("dana:developer"), input(stage, version)).await.expect("a rollout")
    }

    pub async fn look(&self, id: &RolloutId) -> RolloutView {
        self.portal.rollout(&person("dana:developer"), id).await.expect("the rollout")
    }

    pub async fn approve(&self, id: &RolloutId, exclude: &[&str]) -> RolloutView {
        let view = self.look(id).await;
        let decision = RolloutDecision {
            decision: Decision::Approve,
            digest: view.digest.0,
            comment: None,
            exclude: exclude.iter().map(|region| (*region).to_owned()).collect(),
        };
        self.portal.decide_rollout(&person("lee:lead"), id, decision).await.expect("approved")
    }

    /// Lets the engine work for this many simulated seconds, or until nothing is under way any more.
    pub async fn settle(&self, id: &RolloutId, seconds: u64) -> RolloutView {
        for _ in 0..seconds {
            self.portal.settle().await.expect("settles");
            if self.store.next_due().await.expect("jobs").is_none() {
                break;
            }
            self.clock.advance(Duration::from_secs(1));
        }
        self.look(id).await
    }
}

fn portal(
    store: &Arc<Database>,
    clock: &Arc<ManualClock>,
    ids: &Arc<SequentialIds>,
    pipelines: &SimulatedPipelines,
    artifacts: &SimulatedArtifacts,
    (prober, calendars, metrics, cloud, templates): (
        &SimulatedProber,
        &SimulatedCalendars,
        &SimulatedMetrics,
        &Arc<SimulatedCloud>,
        &Arc<StaticTemplates>,
    ),
    repositories: &[String],
) -> Portal {
    Portal::new(Parts {
        store: store.clone(),
        cloud: cloud.clone(),
        pipelines: Arc::new(pipelines.clone()),
        artifacts: Arc::new(artifacts.clone()),
        prober: Arc::new(prober.clone()),
        metrics: Arc::new(metrics.clone()),
        calendars: Arc::new(calendars.clone()),
        clock: clock.clone(),
        ids: ids.clone(),
        templates: templates.clone(),
        checker: Arc::new(CheckHere),
        rules: rules(),
        vault: Vault::new([1; 32]),
        settings: Settings {
            repositories: repositories.to_vec(),
            freezes: freezes(),
            calendars: vec![company()],
            on_call: vec![rotation()],
            ..Settings::default()
        },
    })
}

pub fn input(stage: &str, version: &str) -> RolloutInput {
    RolloutInput {
        service: "live-api".into(),
        stage: stage.into(),
        release: version.into(),
        ..RolloutInput::default()
    }
}

/// `region state` of every lane, in their order.
pub fn lanes(view: &RolloutView) -> Vec<String> {
    let lanes = view.waves.iter().flat_map(|wave| &wave.lanes);
    lanes.map(|lane| format!("{} {}", lane.lane.region, lane.lane.state.as_str())).collect()
}

/// `login:role`, in the team streaming.
pub fn person(text: &str) -> Actor {
    let (login, role) = text.split_once(':').expect("login:role");
    let role = Role::ALL.into_iter().find(|known| known.as_str() == role).expect("a role");
    Actor {
        id: ActorId(format!("usr_{login}")),
        login: login.to_owned(),
        name: login.to_owned(),
        memberships: vec![Membership { team: Some(TeamName::parse("streaming").expect("a team")), role }],
    }
}

pub fn place(stage: &str, region: &str) -> Place {
    Place {
        stage: StageName::parse(stage).expect("a stage"),
        region: RegionName::parse(region).expect("a region"),
        role_arn: None,
    }
}

fn rules() -> Rules {
    let stage = |name: &str| StageRules {
        name: StageName::parse(name).expect("a stage"),
        approval: (name == "prod").then(|| ApprovalRule {
            required: 1,
            roles: vec![Role::Lead],
            one_of: vec![],
            expires_after_hours: 72,
        }),
        risks: if name == "prod" { risks() } else { vec![] },
        termination_protection: false,
        teams: vec![],
        role_arn: None,
    };
    let region = |name: &str| RegionRules {
        name: RegionName::parse(name).expect("a region"),
        title: name.to_owned(),
        home: name == HOME,
    };
    Rules {
        stages: ["dev", "staging", "prod"].map(stage).to_vec(),
        regions: REGIONS.map(region).to_vec(),
        address_pool: Cidr::parse("10.64.0.0/16").expect("a range"),
        corporate_ranges: vec![],
    }
}

/// The portal of these tests is frozen in dev for some hours, far behind their usual times.
fn freezes() -> Vec<FreezeWindow> {
    let window = serde_json::json!({
        "title": "Sale", "stages": ["dev"], "regions": ["us-east-1"], "zone": "UTC",
        "from": "2027-01-20T00:00", "until": "2027-01-20T06:00",
    });
    vec![serde_json::from_value(window).expect("a window")]
}

/// A calendar that says nothing until a test does.
fn company() -> CalendarRules {
    CalendarRules {
        kind: Default::default(),
        name: "Company".to_owned(),
        place: CalendarPlace::Url("https://example.com/freeze.ics".to_owned()),
        team: None,
        stages: vec![StageName::parse("prod").expect("a stage")],
        regions: vec![],
    }
}

/// The team's rotation, which is read from the same calendars.
fn rotation() -> OnCallRules {
    OnCallRules {
        team: TeamName::parse("streaming").expect("a team"),
        place: CalendarPlace::Url("https://example.com/on-call.yaml".to_owned()),
        escalate_after_millis: 10 * 60_000,
    }
}

/// A first time in a region takes the yes of a lead; where data is lost two people have to say it.
fn risks() -> Vec<RiskRule> {
    let rule = |risk, required| RiskRule { risk, required, one_of: vec![Role::Lead] };
    vec![rule(Risk::FirstInRegion, 1), rule(Risk::ReplacesStateful, 2)]
}

/// Throws that a seed repeats.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Polls so many times at most; what is not done by then dies.
pub async fn for_a_while(polls: u64, work: impl Future) -> bool {
    let mut work = pin!(work);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if work.as_mut().poll(context).is_ready() {
            return Poll::Ready(true);
        }
        left = left.saturating_sub(1);
        if left == 0 { Poll::Ready(false) } else { Poll::Pending }
    })
    .await
}
