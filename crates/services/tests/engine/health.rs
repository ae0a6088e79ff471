use crate::support::{World, creation, person};
use domain::health::{Answer, AskError, HealthReason, HealthState, Placement};
use domain::names::{RegionName, ServiceName, StageName};
use services::Portal;
use services::ports::HealthFilter;
use simulated::SimulatedProber;
use std::time::Duration;

const WITH_URL: &str = r"
Resources:
  Store: {Type: AWS::S3::Bucket}
Outputs:
  Url: {Value: 'https://live-api.example.com'}
";

struct Probed {
    world: World,
    portal: Portal,
    prober: SimulatedProber,
}

impl Probed {
    async fn new() -> Self {
        let world = World::with_template("web", WITH_URL).await;
        world.create(creation(&[("dev", "eu-west-3")])).await;
        let (prober, portal) = (world.prober.clone(), world.portal.clone().probing_services());
        Probed { world, portal, prober }
    }

    /// Lets so many seconds pass, one after the other.
    async fn pass(&self, seconds: u64) {
        for _ in 0..seconds {
            self.world.clock.advance(Duration::from_secs(1));
            self.portal.probe_due().await.expect("probes");
        }
    }

    async fn state(&self) -> Option<HealthState> {
        let found = self.portal.health(&person("dana:developer"), &HealthFilter::default()).await;
        found.expect("health").first().map(|one| one.value.health.state)
    }
}

fn placement() -> Placement {
    Placement {
        service: ServiceName::parse("live-api").expect("a service"),
        stage: StageName::parse("dev").expect("a stage"),
        region: RegionName::parse("eu-west-3").expect("a region"),
    }
}

#[tokio::test]
async fn endpoints_of_stacks_are_probed_and_judged() {
    let probed = Probed::new().await;
    probed.pass(31).await;
    assert_eq!(probed.prober.asked(), ["https://live-api.example.com"]);
    assert_eq!(probed.state().await, Some(HealthState::Healthy));

    let ill = Answer { status: Some(503), ..Answer::default() };
    probed.prober.answer("live-api", Ok(ill));
    probed.pass(30).await;
    assert_eq!(probed.state().await, Some(HealthState::Unhealthy));

    probed.prober.recover();
    probed.pass(60).await;
    assert_eq!(probed.state().await, Some(HealthState::Unhealthy), "a better state has to last");
    probed.pass(35).await;
    assert_eq!(probed.state().await, Some(HealthState::Healthy));

    let (dana, now) = (person("dana:developer"), probed.portal.now());
    let filter = HealthFilter::of(&placement());
    let from = now.plus_millis(-3_600_000);
    let changes =
        probed.portal.health_changes(&dana, &filter, from, now.plus_millis(1)).await.expect("changes");
    let states: Vec<HealthState> = changes.iter().map(|change| change.health.state).collect();
    assert_eq!(states, [HealthState::Healthy, HealthState::Unhealthy, HealthState::Healthy]);
    let detail = probed.portal.health_of(&dana, &placement()).await.expect("a detail");
    assert_eq!(detail.probes.len(), 1);
    assert_eq!(detail.probes[0].1.len(), 1, "one location");
    let id = &detail.probes[0].0.id;
    let courses = probed.portal.check_courses(&dana, id, from, now.plus_millis(1)).await.expect("courses");
    assert_eq!(courses[0].sums.iter().map(|sum| sum.failed).sum::<u32>(), 1);
    assert!(courses[0].sums.len() >= 4);
}

#[tokio::test]
async fn what_may_not_be_asked_is_unknown_and_why() {
    let probed = Probed::new().await;
    probed.prober.answer("live-api", Err(AskError::Refused("it is no public address".to_owned())));
    probed.pass(31).await;
    let found =
        probed.portal.health(&person("dana:developer"), &HealthFilter::default()).await.expect("health");
    let health = &found[0].value.health;
    assert_eq!(health.state, HealthState::NoData);
    let HealthReason::Unmeasurable { why } = &health.reason else { panic!("{health:?}") };
    assert!(why.contains("no public address"), "{why}");
}

#[tokio::test]
async fn work_that_is_announced_is_no_failure() {
    let probed = Probed::new().await;
    let window = domain::view::FreezeInput {
        kind: domain::freeze::WindowKind::Maintenance,
        title: "New disks".into(),
        team: Some("streaming".into()),
        from: "2020-01-01T00:00".into(),
        until: "2098-01-01T00:00".into(),
        ..Default::default()
    };
    probed.portal.create_freeze(&person("lee:lead"), window).await.expect("a window");
    probed.prober.answer("live-api", Err(AskError::Failed("it refuses the connection".to_owned())));
    probed.pass(31).await;
    let found =
        probed.portal.health(&person("dana:developer"), &HealthFilter::default()).await.expect("health");
    let health = &found[0].value.health;
    assert!(
        matches!(&health.reason, HealthReason::Maintenance { title, .. } if title == "New disks"),
        "{health:?}"
    );
}
