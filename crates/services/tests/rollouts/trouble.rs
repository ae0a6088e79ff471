use crate::support::{DECLARATION, HOME, World, input, lanes, person, place};
use domain::ErrorCode;
use domain::health::AskError;
use domain::pipeline::Conclusion;
use domain::rollout::{LaneState, RolloutStatus};
use domain::view::Steering;
use simulated::{PipelineFault, PipelineRule};
use std::time::Duration;

#[tokio::test]
async fn a_failure_at_home_keeps_the_world_safe() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.pipelines.end_with("region", HOME, Conclusion::Failure);
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Failed);
    assert_eq!(world.pipelines.started().len(), 1, "{:?}", lanes(&view));
    world.pipelines.mend();
    let retry = Steering::Retry { regions: vec![] };
    world.portal.steer_rollout(&person("dana:developer"), &rollout.id, retry, None).await.expect("retried");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn a_failed_wave_goes_back_by_itself_where_the_file_says_so() {
    let declaration = format!("{DECLARATION}rollout: {{on-failure: roll-back-wave}}\n");
    let world = World::declaring(&declaration, 1).await;
    world.release("1.0.0").await;
    let first = world.start("dev", "1.0.0").await;
    world.settle(&first.id, 60).await;
    world.release("1.1.0").await;
    world.pipelines.end_with("region", "us-east-1", Conclusion::Failure);
    let second = world.start("dev", "1.1.0").await;
    world.settle(&second.id, 30).await;
    world.pipelines.mend();
    world.settle(&second.id, 60).await;
    let running = world.portal.deployed(&person("dana:developer")).await.expect("what runs");
    let versions: Vec<String> =
        running.iter().map(|there| format!("{} {}", there.region, there.version)).collect();
    assert_eq!(
        versions,
        ["ap-northeast-2 1.1.0", "ap-southeast-1 1.0.0", "eu-west-3 1.0.0", "us-east-1 1.0.0"]
    );
}

#[tokio::test]
async fn a_lost_answer_does_not_deploy_twice() {
    for fault in [PipelineFault::UnclearAfter, PipelineFault::UnclearBefore, PipelineFault::Unreachable] {
        let world = World::new().await;
        world.release("1.0.0").await;
        world.pipelines.inject(PipelineRule::new(fault.clone()).on("dispatch").every(2));
        let rollout = world.start("dev", "1.0.0").await;
        let view = world.settle(&rollout.id, 400).await;
        assert_eq!(view.status, RolloutStatus::Succeeded, "{fault:?}: {:?}", lanes(&view));
        assert_eq!(world.pipelines.started().len(), 4, "{fault:?}");
    }
}

#[tokio::test]
async fn being_throttled_is_waited_out() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let throttle = PipelineFault::Throttle(Duration::from_secs(60));
    world.pipelines.inject(PipelineRule::new(throttle).on("dispatch").times(1));
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 30).await;
    let waiting = view.waves[0].lanes[0].lane.delayed.clone();
    assert!(waiting.is_some_and(|why| why.contains("slow down")));
    assert_eq!(world.settle(&rollout.id, 120).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn a_region_has_to_become_well() {
    let probe = "rollout: {probe: {url: 'https://{region}.example.com/{service}', passes: 2, every: 5s, within: 30s}}";
    let world = World::declaring(&format!("{DECLARATION}{probe}\n"), 1).await;
    world.release("1.0.0").await;
    world.prober.answer_next([503, 200, 503]);
    let private = "10.0.0.1 is no public address and not in probes.allow_networks";
    world.prober.answer("us-east-1", Err(AskError::Refused(private.to_owned())));
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 200).await;
    assert_eq!(view.status, RolloutStatus::Failed);
    assert_eq!(lanes(&view)[0], format!("{HOME} succeeded"));
    assert_eq!(lanes(&view)[3], "us-east-1 failed");
    let LaneState::Failed { reason, .. } = view.waves[1].lanes[2].state() else { panic!("it has failed") };
    assert!(reason.contains(private), "what may not be asked is not well, and says why: {reason}");
    let asked = world.prober.asked();
    assert_eq!(asked.iter().filter(|url| url.contains(HOME)).count(), 5, "{asked:?}");
    assert!(asked[0].ends_with("/live-api"));
}

#[tokio::test]
async fn a_damaged_artifact_at_home_goes_nowhere() {
    let world = World::new().await;
    let release = world.release("1.0.0").await;
    world.artifacts.put_other(&place("dev", HOME), &release.artifact.key, "sha256:other");
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 30).await;
    assert!(world.pipelines.started().is_empty());
    let gates: Vec<String> = view.waves[0].gates.iter().map(|gate| format!("{:?}", gate.standing)).collect();
    assert!(gates.iter().any(|gate| gate.contains("is not what was released")), "{gates:?}");
}

#[tokio::test]
async fn a_workflow_that_is_not_there_is_said() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let refusal = PipelineFault::Refuse("Workflow does not have 'workflow_dispatch' trigger".to_owned());
    world.pipelines.inject(PipelineRule::new(refusal).on("dispatch"));
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 30).await;
    let domain::rollout::LaneState::Failed { reason, .. } = &view.waves[0].lanes[0].lane.state else {
        panic!("{:?}", lanes(&view));
    };
    assert!(reason.contains("workflow_dispatch"), "{reason}");
}

#[tokio::test]
async fn bad_input_is_refused_with_its_field() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let dana = person("dana:developer");
    for (stage, version, code) in [
        ("moon", "1.0.0", ErrorCode::Invalid),
        ("dev", "9.9.9", ErrorCode::NotFound),
        ("dev", "", ErrorCode::NotFound),
    ] {
        let error = world.portal.start_rollout(&dana, input(stage, version)).await.expect_err("refused");
        assert_eq!(error.code, code, "{stage} {version}");
    }
    let mut unknown = input("dev", "1.0.0");
    unknown.service = "nothing".into();
    let error = world.portal.start_rollout(&dana, unknown).await.expect_err("refused");
    assert_eq!(error.code, ErrorCode::NotFound);
    let mut mars = input("dev", "1.0.0");
    mars.exclude = vec!["mars-1".into()];
    assert!(world.portal.start_rollout(&dana, mars).await.is_err());
}
