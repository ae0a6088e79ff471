//! What is withdrawn, cancelled or taken away from outside leaves everything as it was.

use crate::support::{REGIONS, World, creation, person, place};
use domain::ErrorCode;
use domain::approval::Decision;
use domain::environment::EnvironmentStatus;
use domain::request::{RequestStatus, TargetStatus};
use domain::view::{EnvironmentView, RequestInput, RequestView, TargetInput};
use services::ports::{Cloud as _, EnvironmentFilter};
use simulated::{Fault, Rule, SimulatedCloud, Timing};
use std::time::Duration;

const PROD: (&str, &str) = ("prod", "us-east-1");

async fn approved(world: &World, view: &RequestView) -> RequestView {
    let approved = world.decide("lee:lead", view, Decision::Approve).await.expect("approved");
    world.settle(&approved.id, 120).await
}

async fn environment(world: &World, view: &RequestView) -> EnvironmentView {
    let id = &view.targets[0].environment_id;
    world.portal.environment(&person("dana:developer"), id).await.expect("the environment")
}

fn change(action: &str, parameters: &[(&str, &str)]) -> RequestInput {
    RequestInput {
        action: action.into(),
        template: String::new(),
        parameters: parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        ..creation(&[PROD])
    }
}

fn range(view: &RequestView) -> String {
    view.targets[0].values["Range"].value.clone().expect("a range")
}

#[tokio::test]
async fn a_withdrawn_wish_for_another_range_gives_nobody_the_running_one() {
    let world = World::new().await;
    let dana = person("dana:developer");
    let made = approved(&world, &world.create(creation(&[PROD])).await).await;
    let update = world.create(change("update", &[("Range", "10.64.200.0/24")])).await;
    assert_eq!(range(&update), "10.64.200.0/24");
    world.portal.withdraw(&dana, &update.id, None).await.expect("withdrawn");
    world.settle(&update.id, 60).await;
    let mut given = vec![range(&made)];
    for number in 0..3 {
        let input = RequestInput { service: format!("other-{number}"), ..creation(&[("dev", "us-east-1")]) };
        given.push(range(&world.create(input).await));
    }
    let mut distinct = given.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), given.len(), "{given:?}");
    let wanted = RequestInput {
        service: "another".into(),
        parameters: [("Range".into(), "10.64.200.0/24".into())].into(),
        ..creation(&[("dev", "us-east-1")])
    };
    assert_eq!(
        range(&world.create(wanted).await),
        "10.64.200.0/24",
        "what was only wished for is free again"
    );
}

#[tokio::test]
async fn a_range_is_given_back_when_the_change_to_another_has_succeeded() {
    let world = World::new().await;
    let made = approved(&world, &world.create(creation(&[PROD])).await).await;
    let update = world.create(change("update", &[("Range", "10.64.200.0/24")])).await;
    let taken = RequestInput {
        service: "early".into(),
        parameters: [("Range".into(), range(&made))].into(),
        ..creation(&[("dev", "us-east-1")])
    };
    let refused = world.portal.create(&person("dana:developer"), taken.clone(), None).await;
    assert_eq!(refused.expect_err("it still runs").code, ErrorCode::Conflict);
    assert_eq!(approved(&world, &update).await.status, RequestStatus::Succeeded);
    assert_eq!(range(&world.create(taken).await), range(&made));
}

#[tokio::test]
async fn an_amendment_leaves_the_ranges_of_what_is_done_alone() {
    let world = World::new().await;
    let dana = person("dana:developer");
    let waiting = world.create(creation(&[("dev", "us-east-1"), PROD])).await;
    assert_eq!(waiting.targets[0].status, TargetStatus::Succeeded);
    let mut input = creation(&[("dev", "us-east-1"), PROD]);
    input.parameters = [("Range".into(), String::new()), ("Size".into(), "large".into())].into();
    world.portal.amend(&dana, &waiting.id, input).await.expect("amended");
    let amended = world.settle(&waiting.id, 60).await;
    assert_eq!(amended.targets[0].values, waiting.targets[0].values, "what is done stays as it is");
    let other = RequestInput { service: "other".into(), ..creation(&[("dev", "us-east-1")]) };
    assert_ne!(range(&world.create(other).await), range(&waiting));
}

#[tokio::test]
async fn a_withdrawn_deletion_leaves_a_broken_environment_broken() {
    let world = World::new().await;
    world.cloud.fail_resource("Store", "Bucket name taken");
    let failed = approved(&world, &world.create(creation(&[PROD])).await).await;
    assert_eq!(failed.status, RequestStatus::Failed);
    let deletion = world.create(change("delete", &[])).await;
    world.portal.withdraw(&person("dana:developer"), &deletion.id, None).await.expect("withdrawn");
    world.settle(&deletion.id, 60).await;
    assert_eq!(environment(&world, &failed).await.row.status, EnvironmentStatus::Broken);
}

#[tokio::test]
async fn cancelling_what_never_reached_the_cloud_ends() {
    let world = World::new().await;
    let made = approved(&world, &world.create(creation(&[PROD])).await).await;
    for (action, parameters) in [("update", vec![("Size", "large")]), ("delete", vec![])] {
        let waiting = world.create(change(action, &parameters)).await;
        for operation in ["execute_change_set", "delete_stack", "set_termination_protection"] {
            world.cloud.inject(Rule::new(Fault::Down).on(operation));
        }
        world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
        world.portal.settle().await.expect("settles");
        world.portal.cancel(&person("dana:developer"), &waiting.id, None).await.expect("cancelled");
        world.portal.settle().await.expect("settles");
        world.cloud.heal();
        let ended = world.settle(&waiting.id, 120).await;
        assert_eq!(
            (ended.status, ended.targets[0].status),
            (RequestStatus::Cancelled, TargetStatus::Cancelled)
        );
        let environment = environment(&world, &made).await.row;
        assert_eq!((environment.status, environment.held_by), (EnvironmentStatus::Running, None), "{action}");
        let sets = world.cloud.stacks().into_iter().flat_map(|stack| stack.change_sets);
        assert_eq!(sets.count(), 1, "only the one that was executed: {action}");
    }
}

#[tokio::test]
async fn a_stack_that_is_deleted_from_outside_does_not_stay_in_progress() {
    let timing = Timing { operation: Duration::from_millis(400), ..Timing::default() };
    let world = World::with(SimulatedCloud::new(timing)).await;
    let dana = person("dana:developer");
    let made = world.portal.create(&dana, creation(&[("dev", "us-east-1")]), None).await.expect("made");
    let look = async || {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(5));
        world.portal.request(&dana, &made.id).await.expect("the request")
    };
    while world.portal.request_events(&dana, &made.id, 0, 10).await.expect("events").is_empty() {
        look().await;
    }
    let stack = made.targets[0].stack_name.as_str();
    world.cloud.delete_stack(&place("dev", "us-east-1"), stack, "somebody-else").await.expect("deleted");
    let mut seen = look().await;
    for _ in 0..200 {
        if seen.status != RequestStatus::Applying {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        seen = look().await;
    }
    assert_eq!(seen.status, RequestStatus::Failed);
    let reason = seen.targets[0].reason.as_deref().unwrap_or_default();
    assert!(reason.contains("deleted outside Slipway"), "{reason}");
}

#[tokio::test]
async fn nobody_approves_what_they_have_amended() {
    let world = World::new().await;
    let waiting = world.create(creation(&[PROD])).await;
    let mut input = creation(&[PROD]);
    input.parameters = [("Size".into(), "large".into())].into();
    world.portal.amend(&person("lee:lead"), &waiting.id, input).await.expect("amended");
    let amended = world.settle(&waiting.id, 60).await;
    let own = world.decide("lee:lead", &amended, Decision::Approve).await.expect_err("their own content");
    assert_eq!(own.code, ErrorCode::Forbidden);
    assert!(world.decide("kim:lead", &amended, Decision::Approve).await.is_ok());
}

#[tokio::test]
async fn a_target_that_an_amendment_left_out_says_so() {
    let world = World::new().await;
    let both: Vec<(&str, &str)> = REGIONS[2..].iter().map(|region| ("prod", *region)).collect();
    let waiting = world.create(creation(&both)).await;
    world.portal.amend(&person("dana:developer"), &waiting.id, creation(&both[..1])).await.expect("amended");
    let amended = world.settle(&waiting.id, 60).await;
    let dropped: Vec<bool> = amended.targets.iter().map(|target| target.dropped).collect();
    assert_eq!(dropped, [false, true]);
}

#[tokio::test]
async fn names_that_look_alike_when_joined_are_different_stacks() {
    let world = World::new().await;
    for (service, name) in [("pp", "qq-rr"), ("pp-qq", "rr")] {
        let input = RequestInput {
            service: service.into(),
            environment: Some(name.into()),
            targets: vec![TargetInput { stage: "dev".into(), region: "us-east-1".into() }],
            ..creation(&[])
        };
        assert_eq!(world.create(input).await.status, RequestStatus::Succeeded, "{service} {name}");
    }
    let (dana, all) = (person("dana:developer"), EnvironmentFilter::default());
    let rows = world.portal.environments(&dana, &all, None, 10).await.expect("a list");
    let mut names: Vec<String> = rows.items.into_iter().map(|row| row.stack_name).collect();
    names.dedup();
    assert_eq!(names.len(), 2);
}
