//! Measuring services, their promises, and the incidents that follow.

use crate::support::{DECLARATION, HOME, REPOSITORY, START, World, input, person, place};
use domain::approval::Digest;
use domain::freeze::WindowKind;
use domain::health::incident::{Happening, IncidentStatus};
use domain::health::{
    Burn, Health, HealthReason, HealthState, Placement, PlacementHealth, SampleTier, Severity,
};
use domain::ids::FreezeId;
use domain::metric::{Metric, SourceKind};
use domain::names::{RegionName, ServiceName, StageName};
use domain::notification::NoticeKind;
use domain::permission::Permit;
use domain::release::Artifact;
use domain::view::{
    FreezeInput, IncidentDeed, IncidentInput, IncidentQuery, IncidentView, ReleaseInput, RolloutInput,
    ServiceStatus,
};
use domain::{ErrorCode, Timestamp};
use services::ports::{Commit, HealthFilter, IncidentFilter, MetricError, Store, Write};
use std::time::Duration;

const PROMISED: &str = "
metrics: {prometheus: {queries: {request_rate: a, error_rate: b, p95: c}}, step: 60s}
objectives:
  - availability: 99.9%
  - {latency: {p95: 300ms, target: 99%}, stages: [dev]}
";
const ROTATION: &str =
    "people: [park, kim, nobody-here]\nfrom: 2026-11-02T09:00\nevery: 1w\nzone: Asia/Seoul\n";

fn placement() -> Placement {
    Placement {
        service: ServiceName::parse("live-api").expect("a service"),
        stage: StageName::parse("dev").expect("a stage"),
        region: home(),
    }
}

fn home() -> RegionName {
    RegionName::parse(HOME).expect("a region")
}

/// A service that runs in dev and is known to the catalogue.
async fn world() -> World {
    running(World::declaring(&format!("{DECLARATION}{PROMISED}"), 1).await).await
}

async fn running(world: World) -> World {
    world.release("1.0.0").await;
    let rollout = world.start("dev", "1.0.0").await;
    world.settle(&rollout.id, 60).await;
    crate::catalogue::read(&world).await;
    world.metrics.holds(&home(), Metric::RequestRate, Timestamp(0), 50.0);
    world.metrics.holds(&home(), Metric::ErrorRate, Timestamp(0), 0.0);
    world.metrics.holds(&home(), Metric::P95, Timestamp(0), 100.0);
    world
}

/// Lets so many minutes pass, and everything that is due in them be done.
async fn pass(world: &World, minutes: u64) {
    for _ in 0..minutes {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(60));
    }
    world.portal.settle().await.expect("settles");
}

async fn begin(world: &World) {
    world.portal.measure_services().await.expect("begun");
    pass(world, 2).await;
}

async fn incidents(world: &World) -> Vec<IncidentView> {
    let found = world.store.incidents(&IncidentFilter::default(), None, 9).await.expect("a read").items;
    let mut views = Vec::new();
    for one in found {
        views.push(world.portal.incident(&person("lee:lead"), &one.value.id).await.expect("there"));
    }
    views
}

async fn told(world: &World, who: &str) -> Vec<NoticeKind> {
    let found = world.portal.notifications(&person(who), false, None, 50).await.expect("a list").items;
    let kinds = found.into_iter().rev().map(|one| one.notice.news.kind);
    kinds.filter(|kind| kind.as_str().contains("incident") || kind.as_str().contains("on-call")).collect()
}

#[tokio::test]
async fn services_are_measured_where_they_run_and_from_before() {
    let world = world().await;
    begin(&world).await;
    let now = world.portal.now();
    let metrics = [Metric::RequestRate, Metric::Cpu];
    let from = now.plus_millis(-2 * 3_600_000);
    let found = world.portal.samples(&person("dana:developer"), &placement(), &metrics, from, now, 300).await;
    let found = found.expect("samples");
    assert_eq!(found.tier, SampleTier::Minute);
    assert_eq!(found.series[&Metric::RequestRate].values[3], Some(50.0));
    assert!(!found.series[&Metric::Cpu].has_data(), "what nobody measures stays a gap");
    let elsewhere = world.store.sample_places(None).await.expect("places");
    assert!(elsewhere.iter().all(|place| place.placement.stage.as_str() == "dev"), "it runs in dev alone");
    let year = now.plus_millis(-400 * 24 * 3_600_000);
    let found =
        world.portal.samples(&person("dana:developer"), &placement(), &metrics, year, now, 9_999).await;
    let found = found.expect("samples");
    assert_eq!(found.tier, SampleTier::Hour);
    assert!(found.window.steps() <= 1_501 && found.series[&Metric::RequestRate].has_data());
    let objectives =
        world.portal.objectives(&person("dana:developer"), Some("live-api")).await.expect("read");
    let of_home: Vec<_> = objectives.iter().filter(|one| one.placement == placement()).collect();
    assert_eq!(of_home.len(), 2);
    assert_eq!(of_home[0].budget.used_permille, Some(0));
    let signals = world.portal.objective_signals(&placement()).await.expect("signals");
    assert!(signals.measured && signals.alerts.is_empty() && signals.obstacle.is_none(), "{signals:?}");
}

#[tokio::test]
async fn a_blip_wakes_nobody_and_a_burn_is_an_incident_until_it_was_quiet() {
    let world = world().await;
    begin(&world).await;
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.5);
    world.clock.advance(Duration::from_secs(60));
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.0);
    pass(&world, 10).await;
    assert!(incidents(&world).await.is_empty(), "a minute of failures is a blip");
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.4);
    pass(&world, 5).await;
    let alerts = world.portal.alerts_of(&placement()).await.expect("alerts");
    assert_eq!((alerts[0].severity, alerts[0].minutes), (Severity::Page, 60));
    let open = incidents(&world).await;
    assert_eq!(open.len(), 1);
    let incident = &open[0].incident;
    assert_eq!((incident.status, incident.severity), (IncidentStatus::Open, Severity::Page));
    assert!(matches!(incident.affected[0].reason, HealthReason::BudgetBurns { minutes: 60, .. }));
    assert_eq!(told(&world, "lee:lead").await, [NoticeKind::IncidentOpened]);
    assert_eq!(told(&world, "park:on-call").await, [NoticeKind::IncidentOpened, NoticeKind::OnCallWanted]);
    world
        .portal
        .respond(&person("park:on-call"), &incident.id, IncidentDeed::Acknowledge)
        .await
        .expect("seen");
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.0);
    // The windows of five minutes and of half an hour have to be well, then it has to be quiet.
    pass(&world, 60).await;
    let over = &incidents(&world).await[0].incident;
    assert_eq!(over.status, IncidentStatus::Resolved, "{:?}", over.timeline);
    assert!(over.timeline.last().is_some_and(|entry| entry.by.is_none()));
}

/// Work on live-api is announced for so many minutes from now on.
async fn announce_work(world: &World, minutes: i64) -> FreezeId {
    let now = jiff::Timestamp::from_millisecond(world.portal.now().0).expect("a time");
    let wall = |minutes: i64| {
        let at = now + jiff::SignedDuration::from_mins(minutes);
        at.strftime("%Y-%m-%dT%H:%M").to_string()
    };
    let window = FreezeInput {
        kind: WindowKind::Maintenance,
        title: "New disks".into(),
        team: Some("streaming".into()),
        services: vec!["live-api".into()],
        zone: Some("UTC".into()),
        from: wall(-1),
        until: wall(minutes),
        ..FreezeInput::default()
    };
    world.portal.create_freeze(&person("park:on-call"), window).await.expect("announced")
}

/// How much of the budget of its availability is used.
async fn budget_used(world: &World) -> Option<u32> {
    let found = world.portal.objectives(&person("dana:developer"), Some("live-api")).await.expect("read");
    let here = found.into_iter().find(|one| one.placement == placement() && one.slo.target_ppm == 999_000);
    here.expect("an objective").budget.used_permille
}

#[tokio::test]
async fn work_that_is_announced_costs_no_budget_and_what_lasts_is_heard_afterwards() {
    let world = world().await;
    begin(&world).await;
    announce_work(&world, 30).await;
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.4);
    pass(&world, 25).await;
    assert_eq!(budget_used(&world).await, Some(0));
    assert!(world.portal.alerts_of(&placement()).await.expect("alerts").is_empty());
    assert!(incidents(&world).await.is_empty(), "nobody is called");
    pass(&world, 15).await;
    assert_eq!(incidents(&world).await[0].incident.severity, Severity::Page, "it has not become well");
}

#[tokio::test]
async fn work_that_is_ended_early_counts_from_then_on() {
    let world = world().await;
    begin(&world).await;
    let window = announce_work(&world, 600).await;
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.4);
    pass(&world, 10).await;
    world.portal.end_freeze(&person("park:on-call"), &window).await.expect("ended");
    assert_eq!(budget_used(&world).await, Some(0));
    pass(&world, 10).await;
    assert_eq!(incidents(&world).await[0].incident.severity, Severity::Page);
}

#[tokio::test]
async fn an_alert_that_is_found_while_work_is_announced_is_told_when_the_work_is_over() {
    let world = world().await;
    begin(&world).await;
    world.metrics.breaks(Some(MetricError::Unreachable("it hung up".into())));
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.4);
    pass(&world, 10).await;
    let window = announce_work(&world, 600).await;
    world.metrics.breaks(None);
    pass(&world, 2).await;
    let alerts = world.portal.alerts_of(&placement()).await.expect("alerts");
    assert_eq!(alerts[0].severity, Severity::Page, "of before the work");
    assert!(incidents(&world).await.is_empty(), "nobody is called");
    world.portal.end_freeze(&person("park:on-call"), &window).await.expect("ended");
    pass(&world, 6).await;
    assert_eq!(incidents(&world).await[0].incident.severity, Severity::Page);
}

#[tokio::test]
async fn promises_that_are_no_longer_made_are_forgotten_and_unreadable_ones_are_not() {
    let world = world().await;
    begin(&world).await;
    let kept = async || world.store.objectives(None).await.expect("a read").len();
    let before = kept().await;
    world.pipelines.put_file(REPOSITORY, "slipway.yaml", "service: [");
    crate::catalogue::read(&world).await;
    pass(&world, 3).await;
    assert_eq!((before > 0, kept().await), (true, before));
    world.pipelines.put_file(REPOSITORY, "slipway.yaml", DECLARATION);
    crate::catalogue::read(&world).await;
    pass(&world, 3).await;
    assert_eq!(kept().await, 0);
    let signals = world.portal.all_objective_signals().await.expect("signals");
    assert!(signals.is_empty(), "what nobody promises makes nothing unknown: {signals:?}");
}

#[tokio::test]
async fn alerts_do_not_outlast_what_is_known() {
    let world = world().await;
    begin(&world).await;
    world.metrics.holds(&home(), Metric::ErrorRate, world.portal.now(), 0.4);
    pass(&world, 5).await;
    world.metrics.breaks(Some(MetricError::NoCredentials("the role cannot be assumed".into())));
    pass(&world, 2).await;
    let signals = world.portal.objective_signals(&placement()).await.expect("signals");
    assert_eq!(signals.alerts[0].severity, Severity::Page, "one question that fails ends no alert");
    pass(&world, 10).await;
    let signals = world.portal.objective_signals(&placement()).await.expect("signals");
    assert!(signals.alerts.is_empty() && !signals.measured, "{signals:?}");
    assert!(signals.obstacle.is_some_and(|why| why.contains("cannot be assumed")));
}

#[tokio::test]
async fn whoever_does_not_acknowledge_is_followed_by_the_next() {
    let world = world().await;
    world.calendars.say(Ok(ROTATION));
    world.portal.read_calendars().await.expect("asked");
    world.portal.settle().await.expect("settles");
    let on_call = world.portal.on_call(&person("dana:developer")).await.expect("a rota");
    let named =
        |people: &[domain::notification::Who]| people.iter().map(|who| who.name.clone()).collect::<Vec<_>>();
    assert_eq!(on_call[0].strangers, ["nobody-here"]);
    let (first, second) = (named(&on_call[0].now), named(&on_call[0].then));
    assert_ne!(first, second);
    let input = IncidentInput {
        title: "No sound".into(),
        service: "live-api".into(),
        stage: "dev".into(),
        page: true,
        ..IncidentInput::default()
    };
    let id = world.portal.open_incident(&person("dana:developer"), input).await.expect("opened");
    pass(&world, 25).await;
    let incident = world.portal.incident(&person("lee:lead"), &id).await.expect("there").incident;
    let called: Vec<Vec<String>> = incident
        .timeline
        .iter()
        .filter_map(|entry| match &entry.what {
            Happening::Called { who, .. } => Some(named(who)),
            _ => None,
        })
        .collect();
    assert!(called.len() >= 3 && called[0] != called[1], "{called:?}");
    world.portal.respond(&person("kim:lead"), &id, IncidentDeed::Acknowledge).await.expect("seen");
    let before = incident.called.len();
    pass(&world, 30).await;
    let after = world.portal.incident(&person("lee:lead"), &id).await.expect("there").incident;
    assert_eq!(after.called.len(), before, "nobody is called any more");
    let twice = world.portal.respond(&person("lee:lead"), &id, IncidentDeed::Acknowledge).await;
    assert_eq!(twice.expect_err("refused").code, ErrorCode::Conflict);
    let stranger = domain::people::Actor { memberships: vec![], ..person("dana:developer") };
    let refused = world.portal.respond(&stranger, &id, IncidentDeed::Note { text: "x".into() }).await;
    assert_eq!(refused.expect_err("refused").code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn what_is_judged_unhealthy_opens_one_incident_and_unknown_ends_none() {
    let world = world().await;
    let (ill, well) = (ill(), well());
    let silent = health(HealthState::NoData, HealthReason::Silent { since: START });
    let step = async |before: Option<&Health>, next: &Health| {
        let jobs = world.portal.judged_jobs(&placement(), before, next, world.portal.now());
        world.store.enqueue(jobs).await.expect("queued");
        world.portal.settle().await.expect("settles");
        incidents(&world).await
    };
    assert!(step(None, &well).await.is_empty());
    assert_eq!(step(Some(&well), &ill).await.len(), 1);
    let open = step(Some(&ill), &silent).await;
    assert_eq!(open[0].incident.unwell().count(), 1, "nobody knows whether it is well");
    let recovered = step(Some(&silent), &well).await;
    assert_eq!((recovered.len(), recovered[0].incident.unwell().count()), (1, 0));
}

fn health(state: HealthState, reason: HealthReason) -> Health {
    Health { state, reason, since: START, better_since: None }
}

fn ill() -> Health {
    let why = "HTTP 503".to_owned();
    health(HealthState::Unhealthy, HealthReason::ProbesFail { failing: 3, locations: 3, why })
}

fn well() -> Health {
    health(HealthState::Healthy, HealthReason::Well { locations: 3 })
}

/// The placement is judged anew, and what follows from it is done.
async fn turns(world: &World, before: Option<&Health>, next: &Health) {
    let at = world.portal.now();
    let version = world.store.health(&HealthFilter::default()).await.expect("a read");
    let seen = PlacementHealth {
        placement: placement(),
        health: next.clone(),
        version: None,
        burn: Burn::Unknown,
        at,
    };
    let write = Write::Health {
        expected: version.first().map(|known| known.version),
        next: Box::new(seen),
        changed: true,
    };
    let jobs = world.portal.judged_jobs(&placement(), before, next, at);
    let commit = Commit { writes: vec![write], jobs, ..Commit::new(Permit::portal(), at) };
    world.store.commit(commit).await.expect("a commit");
    world.portal.settle().await.expect("settles");
}

#[tokio::test]
async fn a_relapse_does_not_keep_an_incident_open_for_ever() {
    let world = world().await;
    turns(&world, None, &ill()).await;
    for (minutes, before, next) in [(1, ill(), well()), (5, well(), ill()), (1, ill(), well())] {
        pass(&world, minutes).await;
        turns(&world, Some(&before), &next).await;
    }
    pass(&world, 9).await;
    assert_eq!(incidents(&world).await[0].incident.status, IncidentStatus::Open, "quiet for nine minutes");
    pass(&world, 2).await;
    assert_eq!(incidents(&world).await[0].incident.status, IncidentStatus::Resolved);
}

#[tokio::test]
async fn what_is_resolved_while_it_is_unwell_calls_again() {
    let world = world().await;
    turns(&world, None, &ill()).await;
    let park = person("park:on-call");
    let id = incidents(&world).await[0].incident.id.clone();
    let resolve = || IncidentDeed::Resolve { why: Some("looks fine to me".into()) };
    world.portal.respond(&park, &id, resolve()).await.expect("resolved");
    pass(&world, 9).await;
    assert_eq!(incidents(&world).await[0].incident.status, IncidentStatus::Resolved);
    pass(&world, 2).await;
    let again = &incidents(&world).await[0].incident;
    assert_eq!(again.status, IncidentStatus::Open, "{:?}", again.timeline);
    assert!(again.timeline.iter().any(|entry| matches!(entry.what, Happening::StillUnwell { .. })));
    use NoticeKind::{IncidentOpened, OnCallWanted};
    let heard = [IncidentOpened, OnCallWanted, IncidentOpened, OnCallWanted];
    assert_eq!(told(&world, "park:on-call").await, heard);

    world.portal.respond(&park, &id, resolve()).await.expect("resolved");
    let silent = health(HealthState::NoData, HealthReason::Silent { since: START });
    turns(&world, Some(&ill()), &silent).await;
    pass(&world, 30).await;
    let over = &incidents(&world).await[0].incident;
    assert_eq!(over.status, IncidentStatus::Resolved, "nobody is called for what nobody knows");
}

#[tokio::test]
async fn a_region_that_cannot_be_asked_says_why_and_catches_up() {
    let world = world().await;
    begin(&world).await;
    world.metrics.breaks(Some(MetricError::NoCredentials("the role cannot be assumed".into())));
    pass(&world, 20).await;
    let signals = world.portal.objective_signals(&placement()).await.expect("signals");
    assert!(
        !signals.measured && signals.obstacle.as_ref().is_some_and(|why| why.contains("cannot be assumed"))
    );
    world.metrics.breaks(None);
    pass(&world, 3).await;
    let now = world.portal.now();
    let from = now.plus_millis(-30 * 60_000);
    let (dana, placement, metrics) = (person("dana:developer"), placement(), [Metric::RequestRate]);
    let found = world.portal.samples(&dana, &placement, &metrics, from, now, 60).await.expect("samples");
    let values = &found.series[&Metric::RequestRate].values;
    assert!(values.iter().flatten().count() >= 25, "the gap is filled: {values:?}");
    world.metrics.breaks(Some(MetricError::Throttled { until: now.plus_millis(10 * 60_000) }));
    pass(&world, 2).await;
    let asked = world.metrics.asked();
    pass(&world, 5).await;
    assert!(world.metrics.asked() - asked <= 4, "whoever asks for a pause gets it");
}

/// Declares the service "recorder", which is measured by CloudWatch.
const RECORDER: &str = "
service: recorder
team: streaming
workflows: {deploy: deploy.yml}
metrics: {cloudwatch: {dimensions: {LoadBalancer: app/recorder}}, step: 60s}
";

/// Has it run in dev.
async fn run_recorder(world: &World) {
    let digest = Digest::of(&"recorder");
    let artifact = Artifact { key: "recorder/1".into(), digest, size: 1000, ..Artifact::default() };
    world.artifacts.put(&place("dev", HOME), &artifact);
    let release = ReleaseInput {
        service: "recorder".into(),
        version: "1".into(),
        commit: "0a1b2c3".into(),
        artifact: artifact.key,
        digest: artifact.digest.0,
        size: Some(artifact.size),
        ..ReleaseInput::default()
    };
    world.portal.register_release(&person("dana:developer"), release).await.expect("a release");
    let input = RolloutInput { service: "recorder".into(), ..input("dev", "1") };
    let rollout = world.portal.start_rollout(&person("dana:developer"), input).await.expect("a rollout");
    world.settle(&rollout.id, 60).await;
}

#[tokio::test]
async fn a_source_that_throttles_silences_no_other_source() {
    let live_api = format!("{DECLARATION}{PROMISED}");
    let declared = [(REPOSITORY, live_api.as_str()), ("acme/recorder", RECORDER)];
    let world = running(World::declaring_all(&declared, 1).await).await;
    crate::catalogue::read_of(&world, "acme/recorder").await;
    run_recorder(&world).await;
    begin(&world).await;
    let began = world.portal.now();
    let until = began.plus_millis(3 * 60_000);
    world.metrics.source_breaks(SourceKind::CloudWatch, MetricError::Throttled { until });
    pass(&world, 10).await;
    let (dana, now) = (person("dana:developer"), world.portal.now());
    let read = |service: &str| {
        let service = ServiceName::parse(service).expect("a service");
        let placement = Placement { service, ..placement() };
        let (portal, dana) = (world.portal.clone(), dana.clone());
        async move {
            let metrics = [Metric::RequestRate];
            let found = portal.samples(&dana, &placement, &metrics, began, now, 60).await.expect("samples");
            found.series[&Metric::RequestRate].values.iter().flatten().count()
        }
    };
    assert_eq!(read("recorder").await, 0);
    assert!(read("live-api").await >= 7, "what Prometheus knows is asked for as before");
}

#[tokio::test]
async fn a_query_that_takes_too_long_silences_no_other_service() {
    let recorder = RECORDER.replace(
        "cloudwatch: {dimensions: {LoadBalancer: app/recorder}}",
        "prometheus: {queries: {request_rate: too_much}}",
    );
    let live_api = format!("{DECLARATION}{PROMISED}");
    let declared = [(REPOSITORY, live_api.as_str()), ("acme/recorder", recorder.as_str())];
    let world = running(World::declaring_all(&declared, 1).await).await;
    crate::catalogue::read_of(&world, "acme/recorder").await;
    run_recorder(&world).await;
    let name = ServiceName::parse("recorder").expect("a service");
    world.metrics.service_breaks(&name, MetricError::Unreachable("not within 20 s".into()));
    begin(&world).await;
    pass(&world, 3).await;
    let places = world.store.sample_places(None).await.expect("places");
    let problem = |service: &str| {
        let here = |place: &&services::ports::SamplePlace| {
            place.placement
                == Placement { service: ServiceName::parse(service).expect("a service"), ..placement() }
        };
        places.iter().find(here).expect("a place").problem.clone()
    };
    assert_eq!(problem("live-api"), None);
    assert!(problem("recorder").is_some_and(|why| why.contains("not within 20 s")));
}

#[tokio::test]
async fn the_status_page_is_for_everybody_but_tells_nothing_of_the_inside() {
    let world = world().await;
    let hidden = world.portal.status_page(None).await;
    assert_eq!(hidden.expect_err("refused").code, ErrorCode::Unauthenticated);
    let input = IncidentInput {
        title: "db-7 lost its disk".into(),
        service: "live-api".into(),
        stage: "prod".into(),
        why: Some("10.0.0.7".into()),
        regions: vec!["eu-west-3".into()],
        ..IncidentInput::default()
    };
    world.portal.open_incident(&person("dana:developer"), input).await.expect("opened");
    let page = world.portal.status_page(Some(&person("lee:lead"))).await.expect("a page");
    assert_eq!(page.incidents[0].status, ServiceStatus::Degraded);
    let felt: Vec<&str> = page.incidents[0].felt.iter().map(|felt| felt.region.as_str()).collect();
    assert_eq!(felt, ["eu-west-3"]);
    let row = page.services.iter().find(|row| row.service.as_str() == "live-api").expect("a row");
    let degraded = row.regions.iter().filter(|status| **status == Some(ServiceStatus::Degraded));
    assert_eq!(degraded.count(), 1, "nowhere else");
    let text = serde_json::to_string(&page).expect("json");
    for inside in ["db-7", "10.0.0.7", "dana", "streaming"] {
        assert!(!text.contains(inside), "{inside} in {text}");
    }
    let live = IncidentQuery { show: "live".into(), ..IncidentQuery::default() };
    let board = world.portal.incidents(&person("dana:developer"), &live).await.expect("a board");
    assert_eq!((board.incidents.len(), board.may_open.allowed), (1, true));
}
