use crate::support::{HOME, REPOSITORY, World, person, place};
use domain::Timestamp;
use domain::changes::CommitLine;
use domain::rollout::RolloutStatus;
use domain::view::{FoundChanges, ReleaseChanges};
use simulated::{PipelineFault, PipelineRule};

fn commit(digit: char) -> CommitLine {
    CommitLine {
        sha: digit.to_string().repeat(40),
        message: format!("Change {digit}"),
        author: Some("dana".into()),
        at: Some(Timestamp(1_000)),
        url: format!("https://github.example/commit/{digit}"),
    }
}

/// `+abc -d`: the first digits of the commits that come, and of those that are taken away.
fn told(changes: &[ReleaseChanges]) -> Vec<String> {
    let digits = |list: &domain::changes::CommitList| {
        list.commits.iter().filter_map(|commit| commit.sha.chars().next()).collect::<String>()
    };
    let found = |one: &ReleaseChanges| match &one.found {
        FoundChanges::Compared { comparison } => {
            format!("+{} -{}", digits(&comparison.added), digits(&comparison.removed))
        }
        FoundChanges::Unknown { failure } => failure.message.clone(),
    };
    let line = |one: &ReleaseChanges| {
        format!("{} ×{} {}: {}", one.stage, one.regions.len(), one.running_version, found(one))
    };
    changes.iter().map(line).collect()
}

async fn world() -> World {
    let world = World::new().await;
    world.pipelines.put_commits(REPOSITORY, "abcdef".chars().map(commit).collect());
    world
}

#[tokio::test]
async fn a_release_tells_what_it_changes_in_each_stage_and_for_each_release_there() {
    let world = world().await;
    let dana = person("dana:developer");
    let first = world.release_of("1.0.0", &"b".repeat(40)).await;
    let second = world.release_of("1.1.0", &"d".repeat(40)).await;
    let third = world.release_of("1.2.0", &"e".repeat(40)).await;
    let changes = async |release: &domain::release::Release| {
        told(&world.portal.release_changes(&dana, &release.id).await.expect("changes"))
    };
    assert!(changes(&first).await.is_empty(), "nothing runs anywhere");
    let rollout = world.start("dev", "1.0.0").await;
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
    assert_eq!(changes(&third).await, ["dev ×4 1.0.0: +edc -"]);
    assert_eq!(changes(&first).await, ["dev ×4 1.0.0: + -"]);
    let mut input = crate::support::input("dev", "1.1.0");
    input.exclude = vec!["us-east-1".into()];
    let rollout = world.portal.start_rollout(&dana, input).await.expect("starts");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
    assert_eq!(changes(&third).await, ["dev ×3 1.1.0: +e -", "dev ×1 1.0.0: +edc -"]);
    assert_eq!(changes(&first).await, ["dev ×3 1.1.0: + -dc", "dev ×1 1.0.0: + -"], "it takes away");
    let of_rollout = world.portal.rollout_changes(&dana, &rollout.id).await.expect("changes");
    assert_eq!(told(&of_rollout), ["dev ×3 1.0.0: +dc -"], "what ran before it began");
    let preview = world.portal.preview_rollout(&dana, crate::support::input("dev", "1.2.0")).await;
    assert_eq!(told(&preview.expect("a preview").changes).len(), 2);
    assert_eq!(second.commit, "d".repeat(40));
}

#[tokio::test]
async fn what_github_does_not_tell_is_said_and_nothing_else_is_lost() {
    let world = world().await;
    let dana = person("dana:developer");
    world.release_of("1.0.0", &"b".repeat(40)).await;
    let next = world.release_of("1.1.0", &"d".repeat(40)).await;
    let rollout = world.start("dev", "1.0.0").await;
    world.settle(&rollout.id, 60).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable).on("compare"));
    let changes = async || told(&world.portal.release_changes(&dana, &next.id).await.expect("the rest"));
    let asked = || world.pipelines.calls().iter().filter(|call| call.operation == "compare").count();
    assert!(changes().await[0].contains("GitHub cannot be reached"));
    assert!(changes().await[0].contains("GitHub cannot be reached"));
    assert_eq!(asked(), 1, "it is left in peace for a while");
    world.pipelines.heal();
    world.clock.advance(std::time::Duration::from_secs(20));
    assert_eq!(changes().await, ["dev ×4 1.0.0: +dc -"]);
    changes().await;
    assert_eq!(asked(), 2, "commits never change");
}

#[tokio::test]
async fn a_damaged_copy_is_replaced_and_that_is_said() {
    let world = World::new().await;
    let release = world.release("1.0.0").await;
    let away = place("dev", "eu-west-3");
    world.artifacts.put_other(&away, &release.artifact.key, "sha256:other");
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded);
    assert_eq!(world.artifacts.digest(&away, &release.artifact.key), Some(release.artifact.digest.0));
    for lane in view.waves.iter().flat_map(|wave| &wave.lanes) {
        let replaced = lane.lane.replaced.as_ref().map(|replaced| replaced.found.as_str());
        let expected = (lane.lane.region == away.region).then_some("sha256:other");
        assert_eq!(replaced, expected, "{}", lane.lane.region);
        assert_eq!(lane.copy_remaining, None);
    }
    assert_ne!(HOME, away.region.as_str());
}
