//! What an approval is worth on GitHub itself.

use crate::support::{HOME, REPOSITORY, World, lanes};
use domain::pipeline::Guard;
use domain::rollout::{Enforcement, RolloutStatus, Workflow};
use services::ports::{Dispatch, RuleAsked, Store};
use simulated::{PipelineFault, PipelineRule};
use std::collections::BTreeMap;

fn deploy(id: &str) -> Dispatch {
    let workflow =
        Workflow { repository: REPOSITORY.into(), file: "deploy.yml".into(), reference: "main".into() };
    let inputs = BTreeMap::from([("stage".to_owned(), "prod".to_owned())]);
    Dispatch { workflow, inputs, id: id.to_owned(), traced: true }
}

fn asked(run: &str) -> RuleAsked {
    RuleAsked { repository: REPOSITORY.into(), run: run.to_owned(), environment: "prod".into() }
}

#[tokio::test]
async fn the_mode_is_what_github_says_and_the_least_when_it_does_not() {
    let world = World::new().await;
    world.release("1.8.2").await;
    assert_eq!(world.start("prod", "1.8.2").await.enforcement, Enforcement::BeforeDispatch);
    world.pipelines.protect(REPOSITORY, "staging", Guard { portal: false, reviewers: true });
    assert_eq!(world.start("staging", "1.8.2").await.enforcement, Enforcement::RequiredReviewers);
    world.pipelines.protect(REPOSITORY, "dev", Guard { portal: true, reviewers: true });
    world.pipelines.inject(PipelineRule::new(PipelineFault::Refuse("forbidden".into())).on("guard"));
    assert_eq!(world.start("dev", "1.8.2").await.enforcement, Enforcement::BeforeDispatch);
}

#[tokio::test]
async fn what_was_approved_passes_the_rule_also_when_webhooks_are_lost() {
    let world = World::new().await;
    world.release("1.8.2").await;
    world.pipelines.protect(REPOSITORY, "prod", Guard { portal: true, reviewers: false });
    let started = world.start("prod", "1.8.2").await;
    assert_eq!(started.enforcement, Enforcement::ProtectionRule);
    let waiting = world.settle(&started.id, 5).await;
    assert_eq!((waiting.status, world.pipelines.started().len()), (RolloutStatus::AwaitingApproval, 0));
    world.approve(&started.id, &[]).await;
    let done = world.settle(&started.id, 60).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
    let answers = world.pipelines.rule_answers();
    assert_eq!((answers.len(), answers.iter().all(|(_, answer)| answer.pass)), (4, true), "{answers:?}");
    assert!(answers[0].1.comment.contains("approved by lee"), "{answers:?}");
}

#[tokio::test]
async fn what_was_started_on_github_does_not_pass() {
    let world = World::new().await;
    world.release("1.8.2").await;
    world.pipelines.protect(REPOSITORY, "prod", Guard { portal: true, reviewers: false });
    let stranger = world.pipelines.start_behind_the_back(&deploy("by hand"));
    world.portal.rule_asked(asked(&stranger.id)).await.expect("kept");
    world.portal.settle().await.expect("settles");
    let rollout = world.start("prod", "1.8.2").await;
    world.approve(&rollout.id, &[]).await;
    world.portal.settle().await.expect("settles");
    // Somebody copies the id of a deployment that was approved into a run with other inputs.
    let copied = world.pipelines.start_behind_the_back(&deploy(&format!("{}.{HOME}.1", rollout.id)));
    world.portal.rule_asked(asked(&copied.id)).await.expect("kept");
    world.portal.settle().await.expect("settles");
    let of = |run: &str| {
        let answers = world.pipelines.rule_answers();
        answers.into_iter().find(|(id, _)| id == run).map(|(_, answer)| (answer.pass, answer.comment))
    };
    let (pass, why) = of(&stranger.id).expect("answered");
    assert!(!pass && why.contains("not started by Slipway"), "{why}");
    let (pass, why) = of(&copied.id).expect("answered");
    assert!(!pass && why.contains("id of another deployment"), "{why}");
    let trail = world.store.audit(&Default::default(), None, 50).await.expect("the trail").items;
    assert_eq!(trail.iter().filter(|event| event.note.action == "deployment.stopped").count(), 2);
}

#[tokio::test]
async fn answers_that_github_does_not_take_are_given_again() {
    let world = World::new().await;
    world.release("1.8.2").await;
    world.pipelines.protect(REPOSITORY, "prod", Guard { portal: true, reviewers: false });
    let rollout = world.start("prod", "1.8.2").await;
    world.approve(&rollout.id, &[]).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearAfter).on("answer_rule").times(2));
    world.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable).on("answer_rule").times(2));
    let done = world.settle(&rollout.id, 120).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
}
