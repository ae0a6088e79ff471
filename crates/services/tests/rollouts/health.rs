//! Metrics between waves.

use crate::support::{DECLARATION, HOME, START, World, lanes};
use domain::metric::Metric;
use domain::names::RegionName;
use domain::rollout::{RolloutStatus, Standing};
use services::ports::MetricError;

const MEASURED: &str = "
metrics: {cloudwatch: {dimensions: {Service: '{service}'}}, step: 5s}
rollout:
  health: {error_rate: {at-most: 1%, at-most-factor: 1.5}, min-requests: 100, within: 2m, every: 5s}
";

async fn world() -> World {
    let world = World::declaring(&format!("{DECLARATION}{MEASURED}"), 1).await;
    world.release("1.0.0").await;
    world
}

fn home() -> RegionName {
    RegionName::parse(HOME).expect("a region")
}

fn shut(view: &domain::view::RolloutView) -> Vec<Standing> {
    let gates = view.waves[1].gates.iter().map(|gate| gate.standing.clone());
    gates.filter(|standing| *standing != Standing::Open).collect()
}

#[tokio::test]
async fn the_next_wave_waits_until_enough_requests_were_seen_and_are_well() {
    let world = world().await;
    world.metrics.holds(&home(), Metric::RequestRate, START, 4.0);
    world.metrics.holds(&home(), Metric::ErrorRate, START, 0.001);
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 20).await;
    assert!(matches!(shut(&view)[..], [Standing::Counting { required: 100, .. }]), "{:?}", shut(&view));
    let view = world.settle(&rollout.id, 90).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    let evidence = view.waves[0].lanes[0].lane.evidence.as_ref().expect("evidence is kept");
    assert!(evidence.requests >= Some(100), "{evidence:?}");
}

#[tokio::test]
async fn an_ill_region_fails_before_anybody_follows_it() {
    let world = world().await;
    world.metrics.holds(&home(), Metric::RequestRate, START, 50.0);
    world.metrics.holds(&home(), Metric::ErrorRate, START, 0.3);
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Failed, "{:?}", lanes(&view));
    assert_eq!(world.pipelines.started().len(), 1, "no other region was touched");
}

#[tokio::test]
async fn no_data_is_never_healthy_and_a_throttled_source_is_left_alone() {
    let world = world().await;
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 60).await;
    assert!(
        shut(&view).iter().any(|standing| matches!(standing, Standing::NoData { .. })),
        "{:?}",
        shut(&view)
    );
    let until = world.portal.now().plus_millis(40_000);
    world.metrics.breaks(Some(MetricError::Throttled { until }));
    world.settle(&rollout.id, 10).await;
    let asked = world.metrics.asked();
    world.settle(&rollout.id, 25).await;
    assert_eq!(world.metrics.asked(), asked, "it asked for a pause");
    let view = world.settle(&rollout.id, 90).await;
    assert_eq!(view.status, RolloutStatus::Failed, "its time is over: {:?}", lanes(&view));
}
