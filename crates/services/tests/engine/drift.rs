use crate::support::{World, creation, person, place};
use domain::ErrorCode;
use domain::drift::DriftChange;
use domain::environment::Drift;
use domain::ids::EnvironmentId;
use domain::names::RegionName;
use domain::view::{EnvironmentView, RequestInput};
use simulated::{Fault, Rule, SimulatedCloud, Timing};
use std::time::Duration;

const SECRET: &str = "correct-horse-battery";

/// A world in which one environment runs.
async fn running() -> (World, EnvironmentId) {
    running_in(SimulatedCloud::instant()).await
}

async fn running_in(cloud: SimulatedCloud) -> (World, EnvironmentId) {
    let world = World::with(cloud).await;
    let mut input = creation(&[("dev", "us-east-1")]);
    input.parameters = [("Secret".into(), SECRET.into())].into();
    let made = world.create(input).await;
    let id = made.targets[0].environment_id.clone();
    assert_eq!(shown(&world, &id).await.row.drift, Drift::InSync);
    (world, id)
}

async fn shown(world: &World, id: &EnvironmentId) -> EnvironmentView {
    world.portal.environment(&person("park:on-call"), id).await.expect("the environment")
}

/// Begins a check and sees it through, for at most so many seconds.
async fn checked(world: &World, id: &EnvironmentId, seconds: u64) -> EnvironmentView {
    let begun = world.portal.detect_drift(&person("park:on-call"), id).await.expect("may be checked");
    assert_eq!(begun.row.drift, Drift::Checking);
    seen_through(world, id, seconds).await
}

async fn seen_through(world: &World, id: &EnvironmentId, seconds: u64) -> EnvironmentView {
    for _ in 0..seconds {
        world.portal.settle().await.expect("settles");
        let view = shown(world, id).await;
        if view.row.drift != Drift::Checking {
            return view;
        }
        world.clock.advance(Duration::from_secs(1));
    }
    shown(world, id).await
}

/// Name of the one stack there is.
fn stack(world: &World) -> String {
    world.cloud.stacks()[0].name.clone()
}

fn starts(world: &World) -> usize {
    world.cloud.calls().iter().filter(|call| call.operation == "start_drift_detection").count()
}

#[tokio::test]
async fn what_is_as_it_was_applied_is_in_sync() {
    let (world, id) = running().await;
    let before = shown(&world, &id).await;
    assert_eq!((before.drift_checked_at, before.detect_drift.allowed), (None, true));
    let view = checked(&world, &id, 5).await;
    assert_eq!((view.row.drift, view.drifted.len(), &view.drift_note), (Drift::InSync, 0, &None));
    assert!(view.drift_checked_at.is_some());
    assert_eq!(view.row.updated_at, before.row.updated_at, "looking changes nothing");
    assert_eq!(world.portal.settle().await, Ok(0), "nothing is left to do");
}

#[tokio::test]
async fn drift_is_told_without_secrets_until_it_is_applied_again() {
    let (world, id) = running().await;
    let here = place("dev", "us-east-1");
    world.cloud.drift(&here, &stack(&world), "Note", ("/Value", "another-password")).expect("exists");
    world.cloud.drift(&here, &stack(&world), "Note", ("/Type", "StringList")).expect("exists");
    world.cloud.lose(&here, &stack(&world), "Store").expect("exists");
    let view = checked(&world, &id, 5).await;
    assert_eq!(view.row.drift, Drift::Drifted);
    let told: Vec<_> = view.drifted.iter().map(|drift| (drift.logical_id.as_str(), drift.change)).collect();
    assert_eq!(told, [("Note", DriftChange::Modified), ("Store", DriftChange::Deleted)]);
    let values: Vec<_> = view.drifted[0]
        .properties
        .iter()
        .map(|property| (property.expected.as_deref(), property.actual.as_deref()))
        .collect();
    assert_eq!(values, [(Some("••••"), Some("••••")), (Some("String"), Some("StringList"))]);
    let everything = serde_json::to_string(&view).expect("JSON");
    assert!(!everything.contains(SECRET) && !everything.contains("another-password"), "{everything}");

    let update = RequestInput {
        action: "update".into(),
        parameters: [("Size".into(), "large".into())].into(),
        ..creation(&[("dev", "us-east-1")])
    };
    world.create(update).await;
    let view = shown(&world, &id).await;
    assert_eq!((view.row.drift, view.drifted.len(), view.drift_checked_at), (Drift::InSync, 0, None));
    assert_eq!(checked(&world, &id, 5).await.row.drift, Drift::InSync);
}

#[tokio::test]
async fn only_the_owning_team_may_check_and_one_at_a_time() {
    let (world, id) = running().await;
    let stranger = person("outsider:lead");
    let refused = world.portal.detect_drift(&stranger, &id).await.expect_err("another team");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    let reason = world.portal.environment(&stranger, &id).await.expect("shown").detect_drift.reason;
    assert!(reason.is_some_and(|reason| reason.contains("of the team streaming")));

    let dana = person("dana:developer");
    let two = tokio::join!(world.portal.detect_drift(&dana, &id), world.portal.detect_drift(&dana, &id));
    let begun = [&two.0, &two.1].into_iter().filter(|begun| begun.is_ok()).count();
    assert_eq!(begun, 1, "{two:?}");
    let refused = world.portal.detect_drift(&dana, &id).await.expect_err("one is under way");
    assert_eq!(refused.code, ErrorCode::Conflict);
    assert!(refused.message.contains("a check is under way"), "{refused}");
    assert_eq!(seen_through(&world, &id, 5).await.row.drift, Drift::InSync);
    assert_eq!(starts(&world), 1);
    let unknown = world.portal.detect_drift(&dana, &EnvironmentId("env_0".into())).await;
    assert_eq!(unknown.expect_err("there is none").code, ErrorCode::NotFound);
}

#[tokio::test]
async fn the_trail_tells_who_looked_and_what_was_found_without_values() {
    let (world, id) = running().await;
    let here = place("dev", "us-east-1");
    world.cloud.drift(&here, &stack(&world), "Note", ("/Type", "StringList")).expect("exists");
    checked(&world, &id, 5).await;
    let trail = world.portal.audit(&person("lee:lead"), &Default::default(), None, 2).await.expect("a trail");
    let told: Vec<_> = trail
        .items
        .iter()
        .map(|event| (event.actor_name.as_str(), event.note.action.as_str(), event.note.subject.as_str()))
        .collect();
    let portal = domain::people::Actor::portal().name;
    assert_eq!(
        told,
        [
            (portal.as_str(), "environment.drift_checked", id.as_str()),
            ("park", "environment.drift_check", id.as_str()),
        ]
    );
    let after = trail.items[0].note.after.to_string();
    assert!(after.contains("Note") && !after.contains("StringList"), "{after}");
}

#[tokio::test]
async fn what_the_cloud_refuses_is_told_in_its_words() {
    let (world, id) = running().await;
    let denied = "not authorized to perform: cloudformation:DetectStackDrift";
    world.cloud.inject(Rule::new(Fault::Refuse(denied.into())).on("start_drift_detection"));
    let view = checked(&world, &id, 5).await;
    assert_eq!((view.row.drift, view.drift_note.as_deref()), (Drift::Unknown, Some(denied)));
    world.cloud.heal();
    let view = checked(&world, &id, 5).await;
    assert_eq!((view.row.drift, view.drift_note), (Drift::InSync, None));
}

#[tokio::test]
async fn a_check_waits_for_a_region_that_is_down_and_says_so() {
    let (world, id) = running().await;
    let down = RegionName::parse("us-east-1").expect("a region");
    world.cloud.inject(Rule::new(Fault::Down).in_region(&down));
    let view = checked(&world, &id, 20).await;
    assert_eq!(view.row.drift, Drift::Checking);
    assert!(view.drift_note.is_some_and(|note| note.contains("does not answer")));
    world.cloud.heal();
    let view = seen_through(&world, &id, 60).await;
    assert_eq!((view.row.drift, view.drift_note), (Drift::InSync, None));

    world.cloud.inject(Rule::new(Fault::Down).in_region(&down));
    world.portal.detect_drift(&person("dana:developer"), &id).await.expect("may be checked");
    for _ in 0..150 {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(60));
    }
    let view = shown(&world, &id).await;
    assert_eq!(view.row.drift, Drift::Unknown, "patience has an end");
    assert!(view.drift_note.is_some_and(|note| note.contains("does not answer")));
}

#[tokio::test]
async fn requests_do_not_wait_for_a_check_and_end_it() {
    let (world, id) = running().await;
    let down = RegionName::parse("us-east-1").expect("a region");
    world.cloud.inject(Rule::new(Fault::Down).in_region(&down).on("start_drift_detection"));
    checked(&world, &id, 3).await;
    let update = RequestInput {
        action: "update".into(),
        parameters: [("Size".into(), "large".into())].into(),
        ..creation(&[("dev", "us-east-1")])
    };
    let done = world.create(update).await;
    assert_eq!(done.status.as_str(), "succeeded");
    world.cloud.heal();
    let asked = starts(&world);
    let view = seen_through(&world, &id, 1).await;
    assert_eq!((view.row.drift, view.drift_note), (Drift::InSync, None), "as just applied");
    for _ in 0..60 {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(starts(&world), asked, "the check that was overtaken asks for nothing more");
}

#[tokio::test]
async fn lost_answers_and_forgotten_detections_are_mended() {
    let slow = Timing { change_set: Duration::from_millis(30), ..Timing::default() };
    for seed in 0..6 {
        let cloud = SimulatedCloud::with_seed(slow, seed, domain::Timestamp(1_800_000_000_000));
        let world = World::with(cloud).await;
        let dana = person("dana:developer");
        let made = world.portal.create(&dana, creation(&[("dev", "us-east-1")]), None).await.expect("made");
        work_on(&world, 20).await;
        let id = made.targets[0].environment_id.clone();
        let here = place("dev", "us-east-1");
        world.cloud.lose(&here, &stack(&world), "Store").expect("exists");
        world.cloud.inject(Rule::new(Fault::LoseAnswer).with_probability(0.4));
        world.cloud.inject(Rule::new(Fault::Throttle).with_probability(0.2));
        world.portal.detect_drift(&dana, &id).await.expect("may be checked");
        work_on(&world, 2).await;
        world.cloud.forget_detections();
        work_on(&world, 120).await;
        let view = shown(&world, &id).await;
        assert_eq!((view.row.drift, view.drift_note), (Drift::Drifted, None), "seed {seed}");
        assert_eq!(view.drifted.len(), 1, "seed {seed}");
    }
}

/// As after a crash: the lease of whoever is at work ends, and somebody else does the same step meanwhile.
#[tokio::test]
async fn every_step_runs_twice_harmlessly() {
    let slow = Timing { latency: Duration::from_millis(60), ..Timing::default() };
    let (world, id) = running_in(SimulatedCloud::new(slow)).await;
    world.cloud.lose(&place("dev", "us-east-1"), &stack(&world), "Store").expect("exists");
    world.portal.detect_drift(&person("dana:developer"), &id).await.expect("may be checked");
    for _ in 0..3 {
        let second = async {
            tokio::time::sleep(Duration::from_millis(15)).await;
            world.clock.advance(Duration::from_secs(11));
            world.portal.settle().await
        };
        let (first, second) = tokio::join!(world.portal.settle(), second);
        first.and(second).expect("settles");
        world.clock.advance(Duration::from_secs(1));
    }
    let calls = world.cloud.calls();
    for step in ["start_drift_detection", "drift_detection"] {
        let times = calls.iter().filter(|call| call.operation == step).count();
        assert_eq!(times, 2, "{step} was to run twice");
    }
    let view = shown(&world, &id).await;
    assert_eq!((view.row.drift, view.drifted.len(), view.drift_note), (Drift::Drifted, 1, None));
    let filter = services::ports::AuditFilter {
        action: Some("environment.drift_checked".into()),
        ..Default::default()
    };
    let trail = world.portal.audit(&person("lee:lead"), &filter, None, 9).await.expect("a trail");
    assert_eq!(trail.items.len(), 1, "it was concluded once");
    assert_eq!(world.portal.settle().await, Ok(0));
}

#[tokio::test]
async fn what_is_gone_is_no_longer_checked() {
    let (world, id) = running().await;
    let down = RegionName::parse("us-east-1").expect("a region");
    world.cloud.inject(Rule::new(Fault::Down).in_region(&down).on("start_drift_detection"));
    checked(&world, &id, 2).await;
    let delete = RequestInput {
        action: "delete".into(),
        template: String::new(),
        ..creation(&[("dev", "us-east-1")])
    };
    world.create(delete).await;
    world.cloud.heal();
    work_on(&world, 40).await;
    let gone = world.portal.environment(&person("dana:developer"), &id).await.expect_err("is gone");
    assert_eq!(gone.code, ErrorCode::NotFound);
    assert_eq!(world.portal.settle().await, Ok(0));
}

/// Lets some time pass for the portal's clock and for the cloud.
async fn work_on(world: &World, ticks: usize) {
    for _ in 0..ticks {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
