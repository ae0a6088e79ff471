//! A portal to try things on.

use domain::Timestamp;
use domain::address::Cidr;
use domain::ids::{ActorId, RequestId};
use domain::names::{RegionName, StageName, TeamName};
use domain::people::{Actor, Membership, Role};
use domain::request::RequestStatus;
use domain::rules::{ApprovalRule, RegionRules, Rules, StageRules};
use domain::view::{DecisionInput, RequestInput, RequestView, TargetInput};
use domain::{PortalError, approval::Decision};
use services::ports::Place;
use services::{Parts, Portal, Settings, Vault};
use simulated::{
    CheckHere, ManualClock, SequentialIds, SimulatedArtifacts, SimulatedCalendars, SimulatedCloud,
    SimulatedMetrics, SimulatedPipelines, SimulatedProber, StaticTemplates,
};
use std::sync::Arc;
use std::time::Duration;
use store::{Database, DatabaseOptions};

pub const REGIONS: [&str; 4] = ["ap-northeast-2", "ap-southeast-1", "eu-west-3", "us-east-1"];
pub const STAGES: [&str; 3] = ["dev", "staging", "prod"];

const TEMPLATE: &str = r"
Parameters:
  Size: {Type: String, Default: small, AllowedValues: [small, large]}
  Range: {Type: String}
  Secret: {Type: String, Default: '', NoEcho: true}
Metadata:
  Slipway:
    Parameters:
      Range: {Fill: address-range, PrefixLength: 24}
Resources:
  Store: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Size}}
  Note: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub '${Range}${Secret}'}}
";

pub struct World {
    pub portal: Portal,
    pub cloud: Arc<SimulatedCloud>,
    pub clock: Arc<ManualClock>,
    pub prober: SimulatedProber,
    pub folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> World {
        Self::with(SimulatedCloud::instant()).await
    }

    pub async fn with(cloud: SimulatedCloud) -> World {
        Self::of(cloud, ("web", TEMPLATE)).await
    }

    /// With this template instead of the usual one.
    pub async fn with_template(name: &'static str, source: &'static str) -> World {
        Self::of(SimulatedCloud::instant(), (name, source)).await
    }

    async fn of(cloud: SimulatedCloud, template: (&'static str, &'static str)) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/slipway.db", folder.path().display());
        let database = Database::open(&DatabaseOptions::at(url)).await.expect("a database");
        let (cloud, clock) = (Arc::new(cloud), Arc::new(ManualClock::at(Timestamp(1_800_000_000_000))));
        let prober = SimulatedProber::default();
        let portal = Portal::new(Parts {
            store: Arc::new(database),
            cloud: cloud.clone(),
            pipelines: Arc::new(SimulatedPipelines::default()),
            artifacts: Arc::new(SimulatedArtifacts::default()),
            prober: Arc::new(prober.clone()),
            metrics: Arc::new(SimulatedMetrics::default()),
            calendars: Arc::new(SimulatedCalendars::default()),
            clock: clock.clone(),
            ids: Arc::new(SequentialIds::default()),
            templates: Arc::new(StaticTemplates::new([template]).expect("templates")),
            checker: Arc::new(CheckHere),
            rules: rules(),
            vault: Vault::new([1; 32]),
            settings: Settings::default(),
        });
        let people = ["dana:developer", "lee:lead", "park:on-call", "kim:lead"].map(person).to_vec();
        portal.seed_people(people).await.expect("people");
        World { portal, cloud, clock, prober, folder }
    }

    /// Lets the engine work until the request is over or waits for people, or for this many simulated seconds.
    pub async fn settle(&self, id: &RequestId, seconds: u64) -> RequestView {
        for _ in 0..seconds {
            self.portal.settle().await.expect("settles");
            let view = self.portal.request(&person("dana:developer"), id).await.expect("the request");
            let at_work = view.targets.iter().any(|target| {
                use domain::request::TargetStatus::*;
                matches!(target.status, Planning | Applying | Cancelling | Discarding)
            });
            if !at_work && !matches!(view.status, RequestStatus::Planning | RequestStatus::Applying) {
                return view;
            }
            self.clock.advance(Duration::from_secs(1));
        }
        self.portal.request(&person("dana:developer"), id).await.expect("the request")
    }

    pub async fn create(&self, input: RequestInput) -> RequestView {
        let made = self.portal.create(&person("dana:developer"), input, None).await.expect("a request");
        self.settle(&made.id, 120).await
    }

    pub async fn decide(
        &self,
        who: &str,
        view: &RequestView,
        decision: Decision,
    ) -> Result<RequestView, PortalError> {
        let input = DecisionInput { decision, digest: view.digest.0.clone(), comment: Some("seen".into()) };
        self.portal.decide(&person(who), &view.id, input).await
    }

    /// Names and statuses of stacks that are still there.
    pub fn stacks(&self) -> Vec<(String, String)> {
        let stacks = self.cloud.stacks().into_iter().filter(|stack| stack.status != "DELETE_COMPLETE");
        stacks.map(|stack| (stack.place.region.to_string(), stack.status)).collect()
    }
}

/// `login:role`; everybody is in the team streaming, but "outsider:…".
pub fn person(text: &str) -> Actor {
    let (login, role) = text.split_once(':').expect("login:role");
    let role = Role::ALL.into_iter().find(|known| known.as_str() == role).expect("a role");
    let team = if login == "outsider" { "payments" } else { "streaming" };
    Actor {
        id: ActorId(format!("usr_{login}")),
        login: login.to_owned(),
        name: login.to_owned(),
        memberships: vec![Membership { team: Some(TeamName::parse(team).expect("a team")), role }],
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
        risks: vec![],
        termination_protection: name == "prod",
        teams: vec![],
        role_arn: None,
    };
    let region = |name: &str| RegionRules {
        name: RegionName::parse(name).expect("a region"),
        title: name.to_owned(),
        home: name == "ap-northeast-2",
    };
    Rules {
        stages: STAGES.map(stage).to_vec(),
        regions: REGIONS.map(region).to_vec(),
        address_pool: Cidr::parse("10.64.0.0/16").expect("a range"),
        corporate_ranges: vec![Cidr::parse("10.64.0.0/20").expect("a range")],
    }
}

/// A creation of `live-api` from the template `web`.
pub fn creation(targets: &[(&str, &str)]) -> RequestInput {
    RequestInput {
        action: "create".into(),
        service: "live-api".into(),
        template: "web".into(),
        targets: targets
            .iter()
            .map(|(stage, region)| TargetInput { stage: (*stage).into(), region: (*region).into() })
            .collect(),
        ..RequestInput::default()
    }
}

/// Three stages in four regions.
pub fn everywhere() -> Vec<(&'static str, &'static str)> {
    STAGES.into_iter().flat_map(|stage| REGIONS.into_iter().map(move |region| (stage, region))).collect()
}
