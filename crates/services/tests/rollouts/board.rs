//! How regions are, as somebody on call sees it.

use crate::support::{DECLARATION, HOME, REGIONS, START, World, person};
use domain::Timestamp;
use domain::health::{Burn, Health, HealthReason, HealthState, Placement, PlacementHealth, Range};
use domain::metric::Metric;
use domain::names::{RegionName, ServiceName, StageName};
use domain::permission::Permit;
use domain::rollout::RolloutStatus;
use domain::view::MarkKind;
use services::PlacementsWanted;
use services::ports::{Commit, Store, Write};
use std::time::Duration;

const MEASURED: &str = "
metrics: {cloudwatch: {dimensions: {Service: '{service}'}}, step: 60s}
rollout:
  probe: {url: 'https://{region}.example.com/', passes: 1, every: 1s, within: 30s}
";

async fn world() -> World {
    let world = World::declaring(&format!("{DECLARATION}{MEASURED}"), 1).await;
    world.release("1.0.0").await;
    world
}

fn dev() -> StageName {
    StageName::parse("dev").expect("a stage")
}

fn seen(region: &str, state: HealthState, at: Timestamp) -> PlacementHealth {
    let reason = match state {
        HealthState::Healthy => HealthReason::Well { locations: 3 },
        _ => HealthReason::ProbesFail { failing: 2, locations: 3, why: "HTTP 503".to_owned() },
    };
    PlacementHealth {
        placement: Placement {
            service: ServiceName::parse("live-api").expect("a service"),
            stage: dev(),
            region: RegionName::parse(region).expect("a region"),
        },
        health: Health { state, reason, since: at, better_since: None },
        version: None,
        burn: Burn::Unknown,
        at,
    }
}

async fn judged(world: &World, expected: Option<i64>, seen: PlacementHealth) {
    let at = seen.at;
    let write = Write::Health { expected, next: Box::new(seen), changed: true };
    let commit = Commit { writes: vec![write], ..Commit::new(Permit::portal(), at) };
    world.store.commit(commit).await.expect("a commit");
}

#[tokio::test]
async fn the_region_that_fell_ill_comes_first_with_the_change_before_it() {
    let world = world().await;
    let before = START.plus_millis(-3_600_000);
    for region in REGIONS {
        judged(&world, None, seen(region, HealthState::Healthy, before)).await;
    }
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded);
    judged(&world, Some(1), seen("eu-west-3", HealthState::Unhealthy, world.portal.now())).await;
    world.clock.advance(Duration::from_secs(60));

    let park = person("park:on-call");
    let board = world.portal.health_board(&park, Some(&dev())).await.expect("a board");
    let first = &board.regions[0];
    assert_eq!((first.region.as_str(), first.state.state), ("eu-west-3", HealthState::Unhealthy));
    assert_eq!(first.spans.len(), 3, "unknown, well, ill: {:?}", first.spans);
    assert_eq!(first.running.as_ref().map(|it| it.version.to_string()).as_deref(), Some("1.0.0"));
    assert_eq!(first.on_call, std::slice::from_ref(&park.name));
    assert_eq!(first.burn, Burn::Unknown);
    assert!(board.regions[1..].iter().all(|card| card.state.state == HealthState::Healthy));
    let row = board.first().expect("the worst");
    let likely = world.portal.likely_causes(&park, &row.health, 3).await.expect("causes");
    let first = &likely.causes[0];
    assert_eq!(first.ranked.change.id, rollout.id.to_string());
    let way = first.ranked.change.rollback.as_deref().expect("a way back");
    assert!(way.ends_with("?confirm=roll_back"), "{way}");
    assert!(!first.may_roll_back.allowed, "nothing ran there before");

    let other = StageName::parse("prod").expect("a stage");
    let elsewhere = world.portal.health_board(&park, Some(&other)).await.expect("a board");
    assert!(elsewhere.regions.iter().all(|card| card.state.state == HealthState::NoData), "nothing is there");
}

#[tokio::test]
async fn a_placement_is_drawn_over_its_range_and_nothing_unmeasured_is_well() {
    let world = world().await;
    let park = person("park:on-call");
    let missing = world.portal.placement_health(&park, ("live-api", "dev", HOME), Range::Hour).await;
    assert!(missing.is_err(), "it is nowhere");
    let rollout = world.start("dev", "1.0.0").await;
    world.settle(&rollout.id, 60).await;
    let home = RegionName::parse(HOME).expect("a region");
    world.metrics.holds(&home, Metric::P95, START.plus_millis(-600_000), 80.0);
    let view =
        world.portal.placement_health(&park, ("live-api", "dev", HOME), Range::Hour).await.expect("a view");
    assert_eq!(view.health.health.state, HealthState::NoData);
    let p95 = &view.charts.series[&Metric::P95];
    assert_eq!((p95.last(), p95.values[0]), (Some(80.0), None), "before it was measured there is a gap");
    assert!(view.charts.console.as_deref().is_some_and(|url| url.contains("#metricsV2")));
    assert!(view.changes.iter().any(|mark| mark.kind == MarkKind::Deploy));

    let wanted = PlacementsWanted { stage: Some(dev()), limit: 10, ..PlacementsWanted::default() };
    let region = world.portal.region_health(&park, HOME, &wanted, Range::Day).await.expect("a region");
    assert_eq!(region.card.state.state, HealthState::NoData);
    assert!(world.portal.region_health(&park, "xx-nowhere-1", &wanted, Range::Day).await.is_err());
}

#[tokio::test]
async fn a_region_that_everybody_sees_fail_does_not_pass_its_verification() {
    let world = world().await;
    for region in REGIONS {
        let mut ill = seen(region, HealthState::Unhealthy, START);
        // It is judged again and again.
        ill.at = START.plus_millis(24 * 3_600_000);
        judged(&world, None, ill).await;
    }
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 120).await;
    assert_eq!(view.status, RolloutStatus::Failed, "its own probe is content, the others are not");
    let lane = &view.waves[0].lanes[0].lane;
    assert!(format!("{:?}", lane.state).contains("HTTP 503"), "{:?}", lane.state);
}
