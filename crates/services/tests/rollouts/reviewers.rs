//! Environments on GitHub whose own reviewers have to say yes, with accounts of their own.

use crate::support::{REPOSITORY, World, lanes, person};
use domain::ids::RolloutId;
use domain::rollout::{Enforcement, Review, RolloutStatus};
use domain::view::{AccountSource, RolloutView};
use services::ports::{DeliveryOutcome, RuleAnswer, Store};
use services::{Taken, Told, WebhookNews};
use simulated::{PipelineFault, PipelineRule};

const TOKEN: &str = "ghp_of_lee";

/// A released version, and reviewers for prod.
async fn world(reviewers: &[&str]) -> World {
    let world = World::new().await;
    world.release("1.8.2").await;
    world.pipelines.want_review(REPOSITORY, "prod", reviewers);
    world.pipelines.put_account(TOKEN, "lee");
    world
}

async fn lent(world: &World) {
    world.portal.keep_github_account(&person("lee:lead"), TOKEN).await.expect("kept");
}

fn review(view: &RolloutView) -> Option<&Review> {
    view.waves[0].lanes[0].lane.review.as_ref()
}

fn run_at_home(view: &RolloutView) -> String {
    view.waves[0].lanes[0].lane.state.run().expect("a run").id.clone()
}

fn answer(pass: bool, comment: &str) -> RuleAnswer {
    RuleAnswer { pass, comment: comment.to_owned() }
}

async fn approved(world: &World) -> RolloutId {
    let rollout = world.start("prod", "1.8.2").await;
    assert_eq!(rollout.enforcement, Enforcement::RequiredReviewers);
    world.settle(&rollout.id, 3).await;
    assert!(world.pipelines.started().is_empty(), "nothing starts before the approval");
    world.approve(&rollout.id, &[]).await;
    rollout.id
}

#[tokio::test]
async fn an_approver_who_is_a_reviewer_answers_with_their_own_account() {
    let world = world(&["lee"]).await;
    lent(&world).await;
    let id = approved(&world).await;
    let done = world.settle(&id, 90).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
    let given = world.pipelines.reviews_given();
    assert_eq!(given.len(), 4, "one for each region: {given:?}");
    assert!(given.iter().all(|(_, it)| it.approved && it.by.as_deref() == Some("lee")), "{given:?}");
    let comment = &given[0].1.comment;
    assert!(comment.contains("lee approved") && comment.contains(id.as_str()), "{comment}");
    assert_eq!(review(&done), None);
    let asked = world.pipelines.calls().into_iter().filter(|call| call.operation == "may_review").count();
    assert_eq!(asked, 1, "what holds for one region holds for all");
    let trail = world.store.audit(&Default::default(), None, 90).await.expect("the trail").items;
    assert_eq!(trail.iter().filter(|event| event.note.action == "deployment.reviewed").count(), 4);
    assert!(!format!("{trail:?}").contains(TOKEN));
}

#[tokio::test]
async fn members_of_a_reviewing_team_are_found_out_by_asking() {
    let world = world(&[]).await;
    world.pipelines.want_review_of_team(REPOSITORY, "prod", "release-managers", &["lee"]);
    lent(&world).await;
    let id = approved(&world).await;
    let done = world.settle(&id, 90).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
}

#[tokio::test]
async fn where_no_approver_is_a_reviewer_the_lane_says_who_has_to_answer_and_goes_on_when_they_do() {
    let world = world(&["kim"]).await;
    lent(&world).await;
    let id = approved(&world).await;
    let waiting = world.settle(&id, 20).await;
    let wanted = review(&waiting).expect("GitHub asks");
    assert_eq!((wanted.awaited.environment.as_str(), wanted.awaited.reviewers[0].name()), ("prod", "kim"));
    assert_eq!(world.pipelines.reviews_given(), []);
    let run = run_at_home(&waiting);
    world.pipelines.review_by_hand("kim", REPOSITORY, &run, &answer(true, "")).expect("kim may");
    let gone = world.settle(&id, 30).await;
    assert!(lanes(&gone)[0].ends_with("succeeded"), "{:?}", lanes(&gone));
    assert_eq!(review(&gone), None);
}

#[tokio::test]
async fn an_account_that_is_lent_later_is_used_then() {
    let world = world(&["lee"]).await;
    let id = approved(&world).await;
    let waiting = world.settle(&id, 20).await;
    assert!(review(&waiting).is_some_and(|review| review.refused.is_empty() && review.sent.is_none()));
    lent(&world).await;
    let done = world.settle(&id, 90).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
}

#[tokio::test]
async fn a_no_on_github_fails_the_lane_with_its_reason() {
    let world = world(&["kim"]).await;
    let id = approved(&world).await;
    let waiting = world.settle(&id, 20).await;
    let no = answer(false, "not on a Friday");
    world.pipelines.review_by_hand("kim", REPOSITORY, &run_at_home(&waiting), &no).expect("kim may");
    let failed = world.settle(&id, 30).await;
    let domain::rollout::LaneState::Failed { reason, .. } = &failed.waves[0].lanes[0].lane.state else {
        panic!("{:?}", lanes(&failed))
    };
    assert_eq!(reason, "kim has rejected it on GitHub: not on a Friday");
}

#[tokio::test]
async fn an_answer_that_is_lost_is_not_given_twice() {
    let world = world(&["lee"]).await;
    lent(&world).await;
    let id = approved(&world).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearAfter).on("review"));
    let done = world.settle(&id, 120).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
    let sent = world.pipelines.calls().into_iter().filter(|call| call.operation == "review").count();
    assert_eq!((sent, world.pipelines.reviews_given().len()), (4, 4));
}

#[tokio::test]
async fn an_answer_that_never_arrived_is_given_after_a_long_look() {
    let world = world(&["lee"]).await;
    lent(&world).await;
    let id = approved(&world).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearBefore).on("review").times(1));
    let soon = world.settle(&id, 30).await;
    assert_eq!(world.pipelines.calls().iter().filter(|call| call.operation == "review").count(), 1);
    assert!(review(&soon).is_some_and(|review| review.sent.is_some()));
    let done = world.settle(&id, 180).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
}

#[tokio::test]
async fn a_token_that_is_not_good_any_more_is_said_and_not_tried_again() {
    let world = world(&["lee"]).await;
    lent(&world).await;
    let id = approved(&world).await;
    world.pipelines.revoke_account(TOKEN);
    let waiting = world.settle(&id, 40).await;
    let refused = &review(&waiting).expect("GitHub asks").refused;
    assert_eq!((refused.len(), refused[0].name.as_str()), (1, "lee"));
    assert!(refused[0].reason.contains("does not accept the token"), "{}", refused[0].reason);
    let asked = world.pipelines.calls().into_iter().filter(|call| call.operation == "may_review").count();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn an_account_is_shown_without_its_token_and_ends_with_the_sessions() {
    let world = world(&["lee"]).await;
    let lee = person("lee:lead");
    assert_eq!(world.portal.github_account(&lee).await, Ok(None));
    for bad in ["", "two words", "unknown"] {
        let answer = world.portal.keep_github_account(&lee, bad).await;
        assert_eq!(answer.expect_err(bad).code, domain::ErrorCode::Invalid, "{bad}");
    }
    lent(&world).await;
    let shown = world.portal.github_account(&lee).await.expect("an answer").expect("an account");
    assert_eq!((shown.login.as_str(), shown.scopes.as_slice()), ("lee", &["repo".to_owned()][..]));
    assert!(matches!(shown.source, AccountSource::Token { .. }));
    assert!(!format!("{shown:?}").contains(TOKEN));
    let cookie = world.portal.sign_in(&lee.id).await.expect("signed in").cookie;
    world.portal.sign_out_everywhere(&lee).await.expect("out");
    assert_eq!(world.portal.who_is(&cookie).await, Ok(None));
    assert_eq!(world.portal.github_account(&lee).await, Ok(None));
    lent(&world).await;
    world.portal.forget_github_account(&lee).await.expect("forgotten");
    world.portal.forget_github_account(&lee).await.expect("fine when there is none");
    assert_eq!(world.portal.github_account(&lee).await, Ok(None));
}

#[tokio::test]
async fn a_webhook_about_an_answer_that_went_from_here_is_no_news() {
    let world = world(&["lee"]).await;
    let id = approved(&world).await;
    let waiting = world.settle(&id, 20).await;
    let lane = &waiting.waves[0].lanes[0].lane;
    let title = format!("Deploy [{id}.{}.{}]", lane.region, lane.attempt);
    let told = async |delivery: &str| {
        let told = Some(Told::Reviewed { title: title.clone() });
        let news = WebhookNews { id: delivery.to_owned(), told, ..WebhookNews::default() };
        world.portal.take_webhook(news).await.expect("taken")
    };
    assert_eq!(told("1").await, Taken::New(DeliveryOutcome::Hastened), "somebody answered on GitHub");
    lent(&world).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearBefore).on("review").times(1));
    let sent = world.settle(&id, 30).await;
    assert!(review(&sent).is_some_and(|review| review.sent.is_some()));
    assert_eq!(told("2").await, Taken::New(DeliveryOutcome::Ignored));
}
