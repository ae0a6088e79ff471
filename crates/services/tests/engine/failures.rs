use crate::support::{REGIONS, World, creation, person};
use domain::ids::RequestId;
use domain::names::RegionName;
use domain::request::{RequestStatus, TargetStatus};
use domain::view::RequestView;
use simulated::{Fault, Rule, SimulatedCloud, Timing};
use std::time::Duration;

#[tokio::test]
async fn three_succeed_while_one_fails_and_only_that_is_retried() {
    let world = World::new().await;
    let regions: Vec<(&str, &str)> = REGIONS.iter().map(|region| ("dev", *region)).collect();
    let mut input = creation(&regions);
    input.overrides.push(domain::view::TargetOverride {
        stage: "dev".into(),
        region: "eu-west-3".into(),
        parameters: [("Size".into(), "large".into())].into(),
    });
    world.cloud.fail_resource("Store", "You have reached the limit of buckets");
    let failed = world.create(input).await;
    assert_eq!(failed.status, RequestStatus::Failed);
    let target = &failed.targets[0];
    assert_eq!(target.reason.as_deref(), Some("You have reached the limit of buckets"));
    assert_eq!((target.failed_resource.as_deref(), target.rolled_back), (Some("Store"), Some(true)));

    world.cloud.mend();
    world.portal.retry(&person("dana:developer"), &failed.id).await.expect("retried");
    let done = world.settle(&failed.id, 120).await;
    assert_eq!(done.status, RequestStatus::Succeeded, "{:?}", done.targets[0].reason);
    assert!(world.stacks().iter().all(|(_, status)| status == "CREATE_COMPLETE"));
    assert_eq!(world.stacks().len(), 4);
}

#[tokio::test]
async fn a_region_that_is_down_delays_only_its_own_targets() {
    let world = World::new().await;
    let down = RegionName::parse("eu-west-3").expect("a region");
    world.cloud.inject(Rule::new(Fault::Down).in_region(&down));
    let regions: Vec<(&str, &str)> = REGIONS.iter().map(|region| ("dev", *region)).collect();
    let dana = person("dana:developer");
    let made = world.portal.create(&dana, creation(&regions), None).await.expect("made");
    let waiting = world.settle(&made.id, 10).await;
    assert_eq!(waiting.status, RequestStatus::Planning);
    for target in &waiting.targets {
        let is_down = target.region == down;
        assert_eq!(target.delayed.is_some(), is_down, "{}", target.region);
        assert_eq!(target.status == TargetStatus::Planned, !is_down, "{}", target.region);
    }
    world.cloud.heal();
    let done = world.settle(&made.id, 120).await;
    assert_eq!(done.status, RequestStatus::Succeeded);
    assert!(done.targets.iter().all(|target| target.delayed.is_none()));
}

#[tokio::test]
async fn lost_answers_and_throttling_do_nothing_twice() {
    for seed in 0..8 {
        let cloud = SimulatedCloud::with_seed(Timing::default(), seed, domain::Timestamp(1_800_000_000_000));
        let world = World::with(cloud).await;
        world.cloud.inject(Rule::new(Fault::Throttle).with_probability(0.2));
        world.cloud.inject(Rule::new(Fault::LoseAnswer).with_probability(0.2));
        let regions: Vec<(&str, &str)> = REGIONS.iter().map(|region| ("dev", *region)).collect();
        let done = world.create(creation(&regions)).await;
        let done = world.settle(&done.id, 600).await;
        assert_eq!(done.status, RequestStatus::Succeeded, "seed {seed}: {:?}", done.targets);
        assert_eq!(world.stacks().len(), 4, "seed {seed}");
        assert!(world.cloud.executions().values().all(|times| *times == 1), "seed {seed}");
    }
}

#[tokio::test]
async fn cancelling_at_any_moment_leaves_nothing_dangling() {
    let slow = Timing { operation: Duration::from_millis(150), ..Timing::default() };
    for moment in 0..6 {
        let world = World::with(SimulatedCloud::new(slow)).await;
        let dana = person("dana:developer");
        let made = world.portal.create(&dana, creation(&[("dev", "us-east-1")]), None).await.expect("made");
        work_on(&world, moment).await;
        // Too late is a fair answer, too: then it runs.
        let cancelled = world.portal.cancel(&dana, &made.id, Some("changed my mind".into())).await.is_ok();
        work_on(&world, 30).await;
        let view = world.portal.request(&dana, &made.id).await.expect("the request");
        let (status, stacks) = match cancelled {
            true => (TargetStatus::Cancelled, 0),
            false => (TargetStatus::Succeeded, 1),
        };
        assert_eq!(view.targets[0].status, status, "moment {moment}");
        assert_eq!(world.stacks().len(), stacks, "moment {moment}: {:?}", world.stacks());
        let again = world.portal.create(&dana, creation(&[("dev", "us-east-1")]), None).await;
        assert_eq!(again.is_ok(), cancelled, "moment {moment}: the name is free again");
    }
}

#[tokio::test]
async fn cancelling_an_update_brings_back_what_was_before() {
    // Long enough that a slow machine still cancels in the middle of it.
    let slow = Timing { operation: Duration::from_secs(2), ..Timing::default() };
    let world = World::with(SimulatedCloud::new(slow)).await;
    let dana = person("dana:developer");
    let made = world.portal.create(&dana, creation(&[("dev", "us-east-1")]), None).await.expect("made");
    work_until(&world, &made.id, TargetStatus::Succeeded).await;

    let mut input = creation(&[("dev", "us-east-1")]);
    input.action = "update".into();
    input.parameters = [("Size".into(), "large".into())].into();
    let update = world.portal.create(&dana, input, None).await.expect("made");
    work_on(&world, 2).await;
    world.portal.cancel(&dana, &update.id, None).await.expect("cancelled");
    let view = work_until(&world, &update.id, TargetStatus::Cancelled).await;
    assert_eq!(world.cloud.stacks()[0].status, "UPDATE_ROLLBACK_COMPLETE");
    let environment = world.portal.environment(&dana, &view.targets[0].environment_id).await.expect("shown");
    assert_eq!(environment.values["Size"].value.as_deref(), Some("small"));
    assert!(environment.update.allowed);
}

/// Works until a request's only target has come to this, or for so long that it never will.
async fn work_until(world: &World, id: &RequestId, status: TargetStatus) -> RequestView {
    let dana = person("dana:developer");
    for _ in 0..1_000 {
        let view = world.portal.request(&dana, id).await.expect("shown");
        if view.targets[0].status == status {
            return view;
        }
        work_on(world, 1).await;
    }
    panic!("{id} never came to {status:?}");
}

/// Lets some time pass for the portal's clock and for the cloud.
async fn work_on(world: &World, ticks: usize) {
    for _ in 0..ticks {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
