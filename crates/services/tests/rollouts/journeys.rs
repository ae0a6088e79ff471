use crate::support::{DECLARATION, HOME, World, input, lanes, person};
use domain::approval::Decision;
use domain::ids::RolloutId;
use domain::permission::Reason;
use domain::rollout::{GateKind, RolloutStatus};
use domain::view::{RolloutDecision, RolloutInput, RolloutView, Steering};
use domain::{ErrorCode, PortalError, Timestamp};

#[tokio::test]
async fn home_goes_first_and_the_world_follows() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    let order: Vec<String> =
        world.pipelines.started().iter().map(|run| run.dispatch.inputs["region"].clone()).collect();
    assert_eq!(order[0], HOME);
    assert_eq!(order.len(), 4);
    let opened: Vec<_> = view.waves.iter().map(|wave| wave.opened_at).collect();
    assert!(view.waves[0].done_at <= opened[1], "{opened:?}");
}

#[tokio::test]
async fn artifacts_are_there_before_a_wave_opens() {
    let world = World::new().await;
    let release = world.release("1.0.0").await;
    let rollout = world.start("prod", "1.0.0").await;
    let view = world.settle(&rollout.id, 5).await;
    assert_eq!(view.status, RolloutStatus::AwaitingApproval);
    assert!(world.pipelines.started().is_empty());
    for lane in view.waves.iter().flat_map(|wave| &wave.lanes) {
        assert!(lane.lane.replica.confirmed(), "{:?}", lane.lane);
        let copies = world.artifacts.copies(&lane.lane.region, &release.artifact.key);
        assert_eq!(copies, u32::from(lane.lane.region.as_str() != HOME));
    }
}

#[tokio::test]
async fn one_yes_covers_the_whole_way_and_may_leave_regions_out() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.start("prod", "1.0.0").await;
    let waiting = world.settle(&rollout.id, 5).await;
    assert!(!waiting.may.decide.allowed, "nobody approves their own");
    world.approve(&rollout.id, &["us-east-1"]).await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded);
    assert!(lanes(&view).contains(&"us-east-1 skipped".to_owned()));
    assert_eq!(world.pipelines.started().len(), 3);
}

#[tokio::test]
async fn prod_wants_what_staging_has_run() {
    let declaration = DECLARATION.replace("after: none", "after: staging");
    let world = World::declaring(&declaration, 1).await;
    world.release("1.0.0").await;
    let dana = person("dana:developer");
    let start = || world.portal.start_rollout(&dana, input("prod", "1.0.0"));
    let error = start().await.expect_err("refused");
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(error.message.contains("staging"), "{}", error.message);
    let staging = world.start("staging", "1.0.0").await;
    assert_eq!(world.settle(&staging.id, 60).await.status, RolloutStatus::Succeeded);
    start().await.expect("now it may");
}

#[tokio::test]
async fn a_second_rollout_waits_for_the_first() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.release("1.1.0").await;
    let first = world.start("prod", "1.0.0").await;
    world.settle(&first.id, 3).await;
    world.approve(&first.id, &[]).await;
    let second = world.start("prod", "1.1.0").await;
    world.portal.settle().await.expect("settles");
    assert_eq!(world.look(&second.id).await.status, RolloutStatus::Queued);
    world.settle(&first.id, 60).await;
    assert_eq!(world.look(&first.id).await.status, RolloutStatus::Succeeded);
    assert_eq!(world.look(&second.id).await.status, RolloutStatus::AwaitingApproval);
    world.approve(&second.id, &[]).await;
    assert_eq!(world.settle(&second.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn a_person_takes_it_back_to_what_ran_before() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let first = world.start("dev", "1.0.0").await;
    world.settle(&first.id, 60).await;
    world.release("1.1.0").await;
    let second = world.start("dev", "1.1.0").await;
    let view = world.settle(&second.id, 60).await;
    assert!(view.may.roll_back.allowed, "{:?}", view.may.roll_back);
    let back = Steering::RollBack { regions: vec!["eu-west-3".to_owned()] };
    let (on_call, why) = (person("park:on-call"), Some("errors".to_owned()));
    let back = world.portal.steer_rollout(&on_call, &second.id, back, why).await.expect("a rollback");
    let back = world.settle(&back.id, 60).await;
    assert_eq!(back.status, RolloutStatus::Succeeded);
    assert_eq!(back.release.version.as_str(), "1.0.0");
    let running = world.portal.deployed(&person("dana:developer")).await.expect("what runs");
    let version = |region: &str| {
        let there = running.iter().find(|deployed| deployed.region.as_str() == region);
        there.map(|deployed| deployed.version.to_string())
    };
    assert_eq!(version("eu-west-3").as_deref(), Some("1.0.0"));
    assert_eq!(version(HOME).as_deref(), Some("1.1.0"));

    let why = |refused: &domain::view::Allowed| refused.why.clone();
    assert_eq!(why(&back.may.roll_back), Some(Reason::RollbackItself));
    let view = world.look(&second.id).await;
    assert!(view.may.roll_back.allowed, "other regions still run it");
    let lanes = view.waves.iter().flat_map(|wave| &wave.lanes);
    let left: Vec<&str> =
        lanes.filter(|lane| lane.back.is_some()).map(|lane| lane.lane.region.as_str()).collect();
    assert!(!left.contains(&"eu-west-3") && left.len() == 3, "{left:?}");
    let again = back_in(&world, &second.id, "eu-west-3").await.expect_err("it is back already");
    assert_eq!(again.why.as_deref(), Some(&Reason::Superseded));
    let other = back_in(&world, &second.id, "us-east-1").await.expect("one of its own");
    assert_ne!(other.id, back.id);
    assert_eq!(world.settle(&other.id, 60).await.status, RolloutStatus::Succeeded);

    // What was taken away is no way back, either.
    world.release("1.2.0").await;
    let third = world.start("dev", "1.2.0").await;
    let view = world.settle(&third.id, 60).await;
    let lanes = view.waves.iter().flat_map(|wave| &wave.lanes);
    let leads =
        lanes.filter_map(|lane| Some((lane.lane.region.as_str(), lane.back.as_ref()?.version.as_str())));
    let leads: std::collections::BTreeMap<&str, &str> = leads.collect();
    assert_eq!((leads["eu-west-3"], leads[HOME]), ("1.0.0", "1.1.0"));
    assert_eq!(why(&world.look(&second.id).await.may.roll_back), Some(Reason::Superseded));
}

async fn back_in(world: &World, id: &RolloutId, region: &str) -> Result<RolloutView, PortalError> {
    let back = Steering::RollBack { regions: vec![region.to_owned()] };
    world.portal.steer_rollout(&person("park:on-call"), id, back, None).await
}

#[tokio::test]
async fn asked_for_changes_lead_to_a_new_rollout_in_its_place() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let dana = person("dana:developer");
    let reason = Some("the fix".to_owned());
    let first = RolloutInput { reason, exclude: vec!["us-east-1".into()], ..input("prod", "1.0.0") };
    let first = world.portal.start_rollout(&dana, first).await.expect("a rollout");
    let waiting = world.settle(&first.id, 5).await;
    let decision = RolloutDecision {
        decision: Decision::RequestChanges,
        digest: waiting.digest.0,
        comment: Some("not before the final".into()),
        exclude: vec![],
    };
    let asked = world.portal.decide_rollout(&person("lee:lead"), &first.id, decision).await.expect("asked");
    assert_eq!(asked.status, RolloutStatus::ChangesRequested);
    assert!(world.portal.rollout_inbox(&person("lee:lead")).await.expect("an inbox").is_empty());

    let choices = world.portal.rollout_choices(&dana, &first.id).await.expect("its choices");
    assert_eq!(choices.exclude, ["us-east-1"]);
    assert_eq!(choices.reason.as_deref(), Some("the fix"));
    let second = world.portal.start_rollout(&dana, choices.clone()).await.expect("the new one");
    assert_eq!(world.look(&first.id).await.status, RolloutStatus::Aborted);
    assert_eq!(world.settle(&second.id, 5).await.status, RolloutStatus::AwaitingApproval);
    let late = world.portal.start_rollout(&dana, choices).await.expect_err("it has ended");
    assert_eq!(late.code, ErrorCode::Conflict);
}

#[tokio::test]
async fn pausing_holds_what_has_not_begun() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.start("dev", "1.0.0").await;
    let on_call = person("park:on-call");
    world.portal.steer_rollout(&on_call, &rollout.id, Steering::Pause, None).await.expect("paused");
    let view = world.settle(&rollout.id, 20).await;
    assert_eq!(view.status, RolloutStatus::Paused);
    assert!(world.pipelines.started().is_empty());
    world.portal.steer_rollout(&on_call, &rollout.id, Steering::Resume, None).await.expect("resumed");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn a_freeze_window_holds_the_wave_of_its_region_until_it_ends() {
    let world = World::new().await;
    world.release("1.0.0").await;
    // 2027-01-20, five hours before the window ends.
    world.clock.set(Timestamp(1_800_406_800_000));
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 30).await;
    assert_eq!(view.status, RolloutStatus::Waiting, "{:?}", lanes(&view));
    assert_eq!(world.pipelines.started().len(), 1, "home is not frozen");
    let end = Timestamp(1_800_424_800_000);
    let frozen = view.waves[1].gates.iter().find(|gate| gate.kind == GateKind::Freeze).expect("a gate");
    assert_eq!(frozen.standing.until(), Some(end));
    world.clock.set(end);
    assert_eq!(world.settle(&rollout.id, 30).await.status, RolloutStatus::Succeeded);
}
