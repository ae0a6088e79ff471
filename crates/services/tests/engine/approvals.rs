use crate::support::{World, creation, person};
use domain::ErrorCode;
use domain::approval::Decision;
use domain::permission::Reason;
use domain::request::{RequestStatus, TargetStatus};
use domain::view::{DecisionInput, RequestInput};
use std::time::Duration;

const PROD: &[(&str, &str)] = &[("prod", "us-east-1")];

#[tokio::test]
async fn only_a_lead_of_the_owning_team_who_did_not_ask_may_say_yes() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    for who in ["dana:developer", "park:on-call", "outsider:lead", "someone:admin"] {
        let refused = world.decide(who, &waiting, Decision::Approve).await.expect_err(who);
        assert_eq!(refused.code, ErrorCode::Forbidden, "{who}");
    }
    let lee = person("lee:lead");
    let own =
        world.portal.create(&lee, RequestInput { service: "other".into(), ..creation(PROD) }, None).await;
    let own = world.settle(&own.expect("made").id, 30).await;
    let refused = world.decide("lee:lead", &own, Decision::Approve).await.expect_err("one's own request");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    assert!(refused.message.contains("has to decide"), "{refused}");
    assert!(world.decide("kim:lead", &own, Decision::Approve).await.is_ok());
}

#[tokio::test]
async fn what_changed_since_it_was_read_is_not_approved() {
    let world = World::new().await;
    let seen = world.create(creation(PROD)).await;
    let dana = person("dana:developer");
    let input = RequestInput { parameters: [("Size".into(), "large".into())].into(), ..creation(PROD) };
    let amended = world.portal.amend(&dana, &seen.id, input).await.expect("amended");
    let waiting = world.settle(&amended.id, 60).await;
    assert_eq!((waiting.status, waiting.revision), (RequestStatus::AwaitingApproval, 2), "{waiting:?}");
    let refused = world.decide("lee:lead", &seen, Decision::Approve).await.expect_err("stale");
    assert_eq!(refused.code, ErrorCode::StaleDigest);
    world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
    let done = world.settle(&waiting.id, 30).await;
    assert_eq!(done.status, RequestStatus::Succeeded);
    assert_eq!(world.cloud.stacks().last().map(|stack| stack.parameters["Size"].as_str()), Some("large"));
}

#[tokio::test]
async fn a_no_leaves_nothing_behind_and_can_be_mended() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    world.decide("lee:lead", &waiting, Decision::Reject).await.expect("rejected");
    let rejected = world.settle(&waiting.id, 60).await;
    assert_eq!(rejected.targets[0].status, TargetStatus::Cancelled);
    assert!(world.stacks().is_empty(), "{:?}", world.stacks());

    let dana = person("dana:developer");
    world.portal.amend(&dana, &waiting.id, creation(PROD)).await.expect("mended");
    let again = world.settle(&waiting.id, 60).await;
    assert_eq!(again.status, RequestStatus::AwaitingApproval);
    world.decide("lee:lead", &again, Decision::Approve).await.expect("approved");
    assert_eq!(world.settle(&waiting.id, 30).await.status, RequestStatus::Succeeded);
}

#[tokio::test]
async fn a_no_says_why() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    let lee = person("lee:lead");
    for decision in [Decision::Reject, Decision::RequestChanges] {
        for comment in [None, Some("  \n".to_owned())] {
            let input = DecisionInput { decision, digest: waiting.digest.0.clone(), comment };
            let refused = world.portal.decide(&lee, &waiting.id, input).await.expect_err("no word");
            assert_eq!((refused.code, refused.fields[0].field.as_str()), (ErrorCode::Invalid, "comment"));
        }
    }
    let silent =
        DecisionInput { decision: Decision::Approve, digest: waiting.digest.0.clone(), comment: None };
    world.portal.decide(&lee, &waiting.id, silent).await.expect("a yes needs no words");
}

#[tokio::test]
async fn what_makes_no_sense_is_told_apart_from_what_one_may_not() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    let seen_by = async |who: &str| world.portal.request(&person(who), &waiting.id).await.expect("seen").may;
    let (lead, on_call) = (seen_by("lee:lead").await, seen_by("park:on-call").await);
    assert!(lead.amend.allowed && lead.withdraw.allowed && lead.decide.allowed, "{lead:?}");
    assert!(matches!(on_call.amend.why, Some(Reason::Role { .. })), "{on_call:?}");
    world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
    world.settle(&waiting.id, 30).await;
    let over = seen_by("park:on-call").await;
    for action in [over.decide, over.withdraw, over.cancel, over.retry, over.amend] {
        assert!(action.pointless(), "{action:?}");
    }
}

#[tokio::test]
async fn asking_for_changes_and_withdrawing() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    let asked = world.decide("lee:lead", &waiting, Decision::RequestChanges).await.expect("asked");
    assert_eq!(asked.status, RequestStatus::ChangesRequested);
    let dana = person("dana:developer");
    let withdrawn = world.portal.withdraw(&dana, &waiting.id, None).await.expect("withdrawn");
    assert_eq!(withdrawn.status, RequestStatus::Withdrawn);
    world.settle(&waiting.id, 60).await;
    assert!(world.stacks().is_empty());
}

#[tokio::test]
async fn a_plan_that_is_too_old_is_made_afresh() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    world.clock.advance(Duration::from_secs(73 * 3600));
    let refused = world.decide("lee:lead", &waiting, Decision::Approve).await.expect_err("too old");
    assert!(refused.message.contains("older than 72 hours"), "{refused}");
    world.portal.retry(&person("dana:developer"), &waiting.id).await.expect("planned again");
    let fresh = world.settle(&waiting.id, 60).await;
    assert_ne!(fresh.digest, waiting.digest);
    assert!(world.decide("lee:lead", &fresh, Decision::Approve).await.is_ok());
}

#[tokio::test]
async fn every_step_is_in_the_audit_trail_and_its_chain_holds() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
    world.settle(&waiting.id, 30).await;
    let lee = person("lee:lead");
    let trail = world.portal.audit(&lee, &Default::default(), None, 50).await.expect("a trail");
    let actions: Vec<&str> = trail.items.iter().rev().map(|event| event.note.action.as_str()).collect();
    for wanted in ["request.created", "request.awaiting_approval", "request.approved", "target.succeeded"] {
        assert!(actions.contains(&wanted), "{wanted} is not in {actions:?}");
    }
    let verdict = world.portal.verify_audit().await.expect("verified");
    assert_eq!((verdict.broken, verdict.checked), (None, trail.items[0].seq));
}
