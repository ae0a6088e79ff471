//! Why a service is unwell, from what was done to it and what was measured.

use crate::support::{DECLARATION, HOME, REGIONS, START, World, person};
use domain::Timestamp;
use domain::health::bottleneck::{Limit, Remedy};
use domain::health::culprit::{ChangeKind, Complaint, Difference, Finding};
use domain::health::{Burn, Health, HealthReason, HealthState, Placement, PlacementHealth};
use domain::ids::RolloutId;
use domain::metric::Metric;
use domain::names::{RegionName, ServiceName, StageName};
use domain::permission::{Permit, Reason};
use domain::rollout::RolloutStatus;
use domain::view::{CausesView, ChangeInput, Steering};
use domain::{ErrorCode, PortalError};
use services::ports::{Commit, HealthFilter, MetricError, Store, Write};
use std::time::Duration;

const MEASURED: &str = "
metrics:
  step: 60s
  cloudwatch:
    dimensions: {Service: '{service}'}
    database: {DBInstanceIdentifier: '{service}'}
    queries:
      storage_iops_limit: {namespace: Slipway, metric: IopsLimit}
";
const PARIS: &str = "eu-west-3";
const MINUTE: Duration = Duration::from_secs(60);

async fn world() -> World {
    let world = World::declaring(&format!("{DECLARATION}{MEASURED}"), 1).await;
    for name in REGIONS {
        world.metrics.holds(&region(name), Metric::ErrorRate, Timestamp(0), 0.001);
        world.metrics.holds(&region(name), Metric::P95, Timestamp(0), 80.0);
    }
    world
}

fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region")
}

async fn causes(world: &World, place: &str, since: Option<Timestamp>) -> Result<CausesView, PortalError> {
    world.portal.causes(&person("dana:developer"), ["live-api", "dev", place], since).await
}

/// Notes how so many of three locations see a region.
async fn judged(world: &World, name: &str, failing: u32, since: Timestamp) {
    let (state, reason) = match failing {
        0 => (HealthState::Healthy, HealthReason::Well { locations: 3 }),
        _ => (
            HealthState::Unhealthy,
            HealthReason::ProbesFail { failing, locations: 3, why: "HTTP 503".to_owned() },
        ),
    };
    let placement = Placement {
        service: ServiceName::parse("live-api").expect("a service"),
        stage: StageName::parse("dev").expect("a stage"),
        region: region(name),
    };
    let health = Health { state, reason, since, better_since: None };
    let next = Box::new(PlacementHealth { placement, health, version: None, burn: Burn::Unknown, at: since });
    let mut commit = Commit::new(Permit::portal(), since);
    commit.writes.push(Write::Health { expected: None, next, changed: true });
    world.store.commit(commit).await.expect("written");
}

/// Two releases a day apart, the second of which breaks Paris after a minute.
async fn broken() -> (World, String) {
    let world = world().await;
    let mut last = String::new();
    for version in ["1.0.0", "1.0.1"] {
        world.release(version).await;
        let rollout = world.start("dev", version).await;
        assert_eq!(world.settle(&rollout.id, 90).await.status, RolloutStatus::Succeeded);
        last = rollout.id.to_string();
        world.clock.advance(if version == "1.0.0" { MINUTE * 60 * 24 } else { MINUTE });
    }
    world.metrics.holds(&region(PARIS), Metric::ErrorRate, world.portal.now(), 0.4);
    world.clock.advance(MINUTE * 6);
    (world, last)
}

#[tokio::test]
async fn the_release_before_the_trouble_is_suspected_with_its_difference_and_its_way_back() {
    let (world, last) = broken().await;
    let view = causes(&world, PARIS, None).await.expect("causes");
    let symptom = view.symptom.expect("something is wrong");
    assert_eq!((symptom.ill.len(), symptom.well.len(), symptom.what), (1, 3, Complaint::Errors));
    assert_eq!(view.weighed, 2);
    let first = &view.causes[0].ranked;
    assert_eq!(first.change.id, last);
    assert!(first.score > view.causes[1].ranked.score, "{:?}", view.causes);
    assert!(first.evidence.iter().any(|evidence| matches!(evidence.finding, Finding::Before { .. })));
    let difference = first.change.difference.as_ref().expect("versions are known");
    let ends = (difference[0].before.as_deref(), difference[0].after.as_deref());
    assert_eq!(ends, (Some("1.0.0 (0a1b2c3)"), Some("1.0.1 (0a1b2c3)")));
    assert_eq!(first.change.rollback, Some(format!("/rollouts/{last}?confirm=roll_back")));
    let may = |place: usize| view.causes[place].may_roll_back.clone();
    assert!(may(0).allowed);
    assert_eq!(may(1).why, Some(Reason::NothingBefore), "the first release has nothing to go back to");
}

#[tokio::test]
async fn a_board_tells_causes_at_once_and_better_ones_when_they_are_measured() {
    let (world, last) = broken().await;
    let dana = person("dana:developer");
    let began = world.portal.now();
    judged(&world, PARIS, 2, began).await;
    let ill = Placement::parse(&format!("live-api/dev/{PARIS}")).expect("a placement");
    let filter = HealthFilter::of(&ill);
    let ill = world.store.health(&filter).await.expect("read").pop().expect("the placement").value;
    let onset = |view: &CausesView| view.symptom.as_ref().expect("something is wrong").ill[0].since;
    let step = world.portal.health_step();
    let first = world.portal.likely_causes(&dana, &ill, 1).await.expect("causes");
    assert_eq!((first.causes.len(), onset(&first)), (1, began), "as it was judged");
    let told = async {
        while world.portal.health_step() == step {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(MINUTE, told).await.expect("pages are told");
    let refined = world.portal.likely_causes(&dana, &ill, 1).await.expect("causes");
    assert!(onset(&refined) < began, "as it was measured");
    assert_eq!(refined.causes[0].ranked.change.id, last);
    assert!(refined.causes[0].may_roll_back.allowed);
    let all = causes(&world, PARIS, None).await.expect("causes");
    assert_eq!((all.unrecorded, all.weighed), (refined.unrecorded, refined.weighed), "the same ranking");
}

#[tokio::test]
async fn the_way_back_is_the_one_of_the_region_that_is_ill() {
    let (world, last) = broken().await;
    let (park, id) = (person("park:on-call"), RolloutId(last.clone()));
    let paris = Steering::RollBack { regions: vec![PARIS.to_owned()] };
    let back = world.portal.steer_rollout(&park, &id, paris, None).await.expect("a rollback");
    assert_eq!(world.settle(&back.id, 90).await.status, RolloutStatus::Succeeded);
    let since = Some(world.portal.now());
    for (place, why) in [(PARIS, Some(Reason::Superseded)), (HOME, None)] {
        let view = causes(&world, place, since).await.expect("causes");
        let suspect = view.causes.iter().find(|cause| cause.ranked.change.id == last).expect("a suspect");
        assert_eq!(suspect.may_roll_back.why, why, "{place}");
    }
}

#[tokio::test]
async fn where_nothing_is_wrong_or_nothing_known_nobody_is_suspected() {
    let (world, _) = broken().await;
    let well = causes(&world, HOME, None).await.expect("an answer");
    assert_eq!((well.symptom, well.causes.len(), well.problem), (None, 0, None));
    world.metrics.breaks(Some(MetricError::NoCredentials("no role".to_owned())));
    world.clock.advance(MINUTE);
    let unknown = causes(&world, PARIS, None).await.expect("an answer");
    assert_eq!(unknown.symptom, None);
    assert!(unknown.problem.expect("a reason").contains("no role"));
    let told = causes(&world, PARIS, Some(world.portal.now())).await.expect("an answer");
    assert!(!told.causes.is_empty(), "whoever knows since when may say so");
    for place in [["nobody", "dev", PARIS], ["live-api", "none", PARIS], ["live-api", "dev", "mars"]] {
        let refused = world.portal.causes(&person("dana:developer"), place, None).await;
        assert_eq!(refused.expect_err("nothing there").code, ErrorCode::NotFound, "{place:?}");
    }
}

#[tokio::test]
async fn what_people_found_and_what_others_changed_is_weighed() {
    let (world, last) = broken().await;
    let (dana, stranger) = (person("dana:developer"), person("kim:lead"));
    let flag = ChangeInput {
        id: "flag-7".to_owned(),
        kind: "flag".to_owned(),
        service: Some("live-api".to_owned()),
        stage: Some("dev".to_owned()),
        regions: vec![PARIS.to_owned()],
        title: "new player".to_owned(),
        at: Some(world.portal.now().plus_millis(-6 * 60_000).0),
        ..ChangeInput::default()
    };
    let told = world.portal.report_change(&dana, flag.clone()).await.expect("it is kept");
    assert_eq!((told.id.as_str(), told.kind), ("chg_flag-7", ChangeKind::Flag));
    let view = causes(&world, PARIS, None).await.expect("causes");
    assert_eq!(view.weighed, 3);
    assert_eq!(
        view.causes[0].ranked.change.id, "chg_flag-7",
        "only Paris was touched, and only Paris is unwell"
    );
    let before =
        view.causes.iter().find(|cause| cause.ranked.change.id == last).expect("the release").ranked.score;
    world.portal.blame_change(&dana, &last, true).await.expect("it is noted");
    let view = causes(&world, PARIS, None).await.expect("causes");
    assert_eq!(view.causes[0].ranked.change.id, last, "whoever has looked into it knows better");
    let release = view.causes.iter().find(|cause| cause.ranked.change.id == last).expect("the release");
    assert!(release.blamed && release.ranked.score > before, "{release:?}");
    let everywhere = ChangeInput { service: None, ..flag.clone() };
    let refused = world.portal.report_change(&stranger, everywhere).await.expect_err("only for admins");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    let long = Difference { what: "player".to_owned(), before: None, after: Some("x".repeat(2_000)) };
    for bad in [
        ChangeInput { kind: "magic".to_owned(), ..flag.clone() },
        ChangeInput { title: String::new(), ..flag.clone() },
        ChangeInput { at: Some(world.portal.now().plus_hours(2).0), ..flag.clone() },
        ChangeInput { link: Some("javascript:alert(1)".to_owned()), ..flag.clone() },
        ChangeInput { title: "on\u{202e}".to_owned(), ..flag.clone() },
        ChangeInput { stage: Some("moon".to_owned()), ..flag.clone() },
        ChangeInput { regions: vec!["moon".to_owned()], ..flag.clone() },
        ChangeInput { difference: vec![long], ..flag },
    ] {
        let refused = world.portal.report_change(&dana, bad.clone()).await.expect_err("it does not fit");
        assert_eq!(refused.code, ErrorCode::Invalid, "{bad:?}");
    }
}

#[tokio::test]
async fn what_one_team_told_no_other_overwrites() {
    let world = World::new().await;
    let told = |service: Option<&str>, title: &str| ChangeInput {
        id: "shared".to_owned(),
        kind: "aws_event".to_owned(),
        service: service.map(str::to_owned),
        title: title.to_owned(),
        ..ChangeInput::default()
    };
    let (dana, mut admin) = (person("dana:developer"), person("eve:admin"));
    admin.memberships[0].team = None;
    world.portal.report_change(&admin, told(None, "an outage")).await.expect("admins tell of everything");
    let refused = world.portal.report_change(&dana, told(Some("live-api"), "nothing")).await;
    assert_eq!(refused.expect_err("it is not theirs").code, ErrorCode::Forbidden);
    world.portal.report_change(&admin, told(Some("live-api"), "only the API")).await.expect("the same again");
    let kept = world.store.change("chg_shared").await.expect("the store").expect("a change").change;
    assert_eq!(
        (kept.title.as_str(), kept.service.as_ref().map(|it| it.as_str())),
        ("only the API", Some("live-api"))
    );
    world.portal.report_change(&dana, told(Some("live-api"), "over")).await.expect("now it is theirs");
    let trail = world.store.audit(&Default::default(), None, 9).await.expect("the trail").items;
    assert_eq!(trail[0].note.before["title"], "only the API");
}

#[tokio::test]
async fn reads_at_their_limit_are_named_with_a_request_for_a_cache() {
    let (world, _) = broken().await;
    let home = region(HOME);
    let busy = world.portal.now();
    for (metric, calm, then) in [
        (Metric::RequestRate, 300.0, 500.0),
        (Metric::P95, 50.0, 200.0),
        (Metric::Cpu, 0.1, 0.2),
        (Metric::StorageIops, 1800.0, 2990.0),
        (Metric::StorageReads, 1620.0, 2691.0),
        (Metric::StorageIopsLimit, 3000.0, 3000.0),
    ] {
        world.metrics.holds(&home, metric, START, calm);
        world.metrics.holds(&home, metric, busy, then);
    }
    world.clock.advance(MINUTE * 120);
    let place = ["live-api", "dev", HOME];
    let view = world.portal.bottlenecks(&person("dana:developer"), place).await.expect("an answer");
    let found = view.found.expect("a limit");
    assert_eq!(found.limit, Limit::StorageIops);
    let remedies: Vec<&Remedy> = found.remedies.iter().map(|remedy| &remedy.forecast.remedy).collect();
    assert!(matches!(remedies[..], [Remedy::CacheReads { .. }, Remedy::Raise { .. }]), "{remedies:?}");
    assert!(found.remedies[0].may_ask.allowed);
    let reader = world.portal.bottlenecks(&person("park:on-call"), place).await.expect("an answer");
    let cache = &reader.found.expect("a limit").remedies[0];
    assert!(matches!(cache.may_ask.why, Some(Reason::Role { .. })), "who may not ask is told why");
    world.metrics.breaks(Some(MetricError::Unreachable("no route".to_owned())));
    world.clock.advance(MINUTE * 10);
    let unknown = world.portal.bottlenecks(&person("dana:developer"), place).await.expect("an answer");
    assert!(unknown.found.is_none() && unknown.problem.is_some());
}

#[tokio::test]
async fn what_was_judged_counts_where_nothing_is_measured() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.start("dev", "1.0.0").await;
    world.settle(&rollout.id, 90).await;
    let now = world.portal.now();
    for (name, failing) in [(PARIS, 3), (HOME, 0)] {
        judged(&world, name, failing, now).await;
    }
    world.clock.advance(MINUTE * 5);
    let view = causes(&world, PARIS, None).await.expect("causes");
    let symptom = view.symptom.expect("something is wrong");
    assert_eq!((symptom.ill.len(), symptom.well), (1, vec![region(HOME)]));
    assert_eq!((symptom.what, symptom.ill[0].since), (Complaint::Unreachable, now));
    assert_eq!(view.causes[0].ranked.change.id, rollout.id.to_string());
    assert_eq!(causes(&world, HOME, None).await.expect("an answer").symptom, None);
}
