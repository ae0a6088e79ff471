//! Changes of environments that others have first: they wait for their turn, and are planned from what is there then.

use super::*;
use domain::ids::RolloutId;
use domain::rollout::After;

/// Holds prod's environments until somebody decides.
async fn asked(world: &World) -> RequestView {
    let target = |region: &&str| TargetInput { stage: "prod".into(), region: (*region).into() };
    let input = RequestInput {
        action: "update".into(),
        service: "live-api".into(),
        template: "web".into(),
        targets: REGIONS.iter().map(target).collect(),
        parameters: BTreeMap::from([("Size".to_owned(), "large".to_owned())]),
        ..RequestInput::default()
    };
    let made = world.portal.create(&person("dana:developer"), input, None).await.expect("a request");
    world.pass(3).await;
    world.request(&made.id).await
}

async fn answer(world: &World, request: &RequestView, decision: Decision) {
    let input =
        DecisionInput { decision, digest: request.digest.0.clone(), comment: Some("because".to_owned()) };
    world.portal.decide(&person("lee:lead"), &request.id, input).await.expect("an answer");
    world.pass(5).await;
}

fn after_rollout(id: &RolloutId) -> Option<After> {
    Some(After::Rollout { rollout: id.clone() })
}

#[tokio::test]
async fn the_second_change_is_planned_from_what_the_first_has_made() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("prod", &REGIONS).await;
    let first = world.carry("prod", "1.0.0", carry(&[("Size", "large")])).await;
    let dana = person("dana:developer");
    let change = carry(&[("Text", "bye")]);
    let preview = world.portal.preview_rollout(&dana, carrying("prod", "1.0.0", change.clone())).await;
    let preview = preview.expect("a preview").carry.expect("what it carries");
    assert_eq!((preview.after, preview.problems.len()), (after_rollout(&first.id), 0));
    let second = world.carry("prod", "1.0.0", change).await;
    world.pass(5).await;

    let view = world.look(&second.id).await;
    assert_eq!(view.status, RolloutStatus::Queued);
    let behind = Standing::Behind { rollout: first.id.clone() };
    assert_eq!(standing(&view, 0, GateKind::Queue), Some(behind));
    assert_eq!(standing(&view, 0, GateKind::Plan), Some(Standing::Deferred { request: None }));
    assert!(view.carried.is_none(), "nothing is planned");
    assert_eq!(view.deferred.expect("deferred").after, after_rollout(&first.id));
    let early = world.say("lee:lead", &second, &[]).await.expect_err("there is nothing to see");
    assert_eq!(early.why.as_deref(), Some(&Reason::NotPlanned));
    assert_eq!(world.portal.rollout_inbox(&person("lee:lead")).await.expect("an inbox").len(), 1);

    world.say("lee:lead", &first, &[]).await.expect("approved");
    assert_eq!(world.settle(&first.id, 60).await.status, RolloutStatus::Succeeded);
    world.pass(5).await;
    let view = world.look(&second.id).await;
    assert_eq!((view.status, view.deferred.is_none()), (RolloutStatus::AwaitingApproval, true));
    let plans = view.carried.as_ref().expect("planned").plans.clone();
    let changed = |plan: &domain::view::RegionsPlan| plan.plan.changes[0].logical_id.clone();
    assert_eq!(plans.iter().map(changed).collect::<Vec<_>>(), ["Note"], "Size is large already");
    let executed = world.cloud.executions().len();
    world.say("lee:lead", &view, &[]).await.expect("approved");
    let view = world.settle(&second.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    assert_eq!(world.cloud.executions().len(), executed + 4, "the change sets that were shown, once each");
    for stack in world.cloud.stacks() {
        let both = (stack.parameters["Size"].as_str(), stack.parameters["Text"].as_str());
        assert_eq!(both, ("large", "bye"), "{}", stack.place.region);
    }
}

#[tokio::test]
async fn however_the_first_one_ends_the_second_one_goes() {
    for end in ["aborted before", "aborted on the way", "rejected", "failed"] {
        let world = World::new().await;
        world.release("1.0.0").await;
        world.stands("prod", &REGIONS[..1]).await;
        let first = world.carry("prod", "1.0.0", carry(&[("Size", "large")])).await;
        let second = world.carry("prod", "1.0.0", carry(&[("Text", "bye")])).await;
        let third = world.carry("prod", "1.0.0", carry(&[("Text", "again")])).await;
        world.pass(5).await;
        match end {
            "aborted before" => {}
            "rejected" => {
                let decision = RolloutDecision {
                    decision: Decision::Reject,
                    digest: world.look(&first.id).await.digest.0,
                    comment: Some("no".into()),
                    exclude: vec![],
                };
                let lee = person("lee:lead");
                world.portal.decide_rollout(&lee, &first.id, decision).await.expect("rejected");
            }
            "failed" => {
                let refuse = Fault::Refuse("full".to_owned());
                world.cloud.inject(Rule::new(refuse).on("execute_change_set"));
                world.say("lee:lead", &first, &[]).await.expect("approved");
                world.pass(10).await;
                world.cloud.heal();
                assert_eq!(world.look(&first.id).await.status, RolloutStatus::Failed);
            }
            _ => {
                world.say("lee:lead", &first, &[]).await.expect("approved");
                world.pass(1).await;
            }
        }
        if end != "rejected" {
            // Also one that has failed goes first: somebody has to decide what becomes of it.
            let waits = world.look(&second.id).await;
            assert_eq!((waits.status, waits.carried), (RolloutStatus::Queued, None), "{end}");
            world.steer(&first, Steering::Abort).await.expect("aborted");
        }
        world.pass(10).await;
        let (view, last) = (world.look(&second.id).await, world.look(&third.id).await);
        assert_eq!(view.status, RolloutStatus::AwaitingApproval, "{end}: {:?}", view.deferred);
        assert_eq!(last.deferred.expect("still waits").after, after_rollout(&second.id), "{end}");
        world.say("lee:lead", &view, &[]).await.expect("approved");
        let view = world.settle(&second.id, 60).await;
        assert_eq!(view.status, RolloutStatus::Succeeded, "{end}: {:?}", lanes(&view));
        let stacks = world.cloud.stacks().into_iter().filter(|stack| stack.status != "DELETE_COMPLETE");
        let texts: Vec<String> = stacks.map(|stack| stack.parameters["Text"].clone()).collect();
        assert_eq!(texts, ["bye"; 4], "{end}");
    }
}

#[tokio::test]
async fn a_request_that_has_the_environments_is_waited_for() {
    for decision in [Decision::Approve, Decision::Reject] {
        let world = World::new().await;
        world.release("1.0.0").await;
        world.stands("prod", &REGIONS).await;
        let request = asked(&world).await;
        let rollout = world.carry("prod", "1.0.0", carry(&[("Text", "bye")])).await;
        world.pass(5).await;
        let view = world.look(&rollout.id).await;
        let held = Some(request.id.clone());
        assert_eq!(standing(&view, 0, GateKind::Plan), Some(Standing::Deferred { request: held }));
        let after = Some(After::Request { request: request.id.clone() });
        assert_eq!((view.status, view.deferred.expect("deferred").after), (RolloutStatus::Waiting, after));
        answer(&world, &request, decision).await;
        let view = world.look(&rollout.id).await;
        assert_eq!(view.status, RolloutStatus::AwaitingApproval, "{decision:?}: {:?}", view.deferred);
        world.say("lee:lead", &view, &[]).await.expect("approved");
        assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
        let size = if decision == Decision::Approve { "large" } else { "small" };
        assert!(world.cloud.stacks().iter().all(|stack| stack.parameters["Size"] == size), "{decision:?}");
    }
}

#[tokio::test]
async fn what_no_longer_fits_when_its_turn_comes_says_why_and_may_be_tried_again() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let needy = crate::support::TEMPLATE.replace("{Type: String, Default: hello}", "{Type: String}");
    world.templates.put("web", &needy).expect("a template that needs a text");
    let typed = |value: &str| world.carry("dev", "1.0.0", carry(&[("Size", value)]));
    let first = world.carry("dev", "1.0.0", carry(&[("Text", "hello")])).await;
    let (dana, huge) = (person("dana:developer"), carrying("dev", "1.0.0", carry(&[("Size", "huge")])));
    let wrong = world.portal.start_rollout(&dana, huge).await;
    let wrong = wrong.expect_err("what is typed is held to the template at once");
    assert_eq!(wrong.fields[0].field, "carry.parameters.Size");
    let second = typed("large").await;
    world.steer(&first, Steering::Abort).await.expect("aborted, so that there are no environments");
    world.pass(10).await;
    let view = world.look(&second.id).await;
    let Some(Standing::NotTakenUp { reason }) = standing(&view, 0, GateKind::Plan) else {
        panic!("{view:?}")
    };
    assert!(reason.contains("Text"), "{reason}");
    assert_eq!((view.status, view.deferred.is_some()), (RolloutStatus::Failed, true));
    world.steer(&second, Steering::Retry { regions: vec![] }).await.expect("tried again");
    world.pass(3).await;
    assert_eq!(world.look(&second.id).await.status, RolloutStatus::Failed, "it still lacks the text");
    world.steer(&second, Steering::Abort).await.expect("aborted");
    assert!(world.cloud.executions().is_empty());
}

#[tokio::test]
async fn regions_that_are_left_out_meanwhile_are_left_alone() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("prod", &REGIONS).await;
    let first = world.carry("prod", "1.0.0", carry(&[("Size", "large")])).await;
    let second = world.carry("prod", "1.0.0", only_in("eu-west-3", "Text", "bonjour")).await;
    world.pass(3).await;
    world.steer(&second, Steering::Skip { region: "us-east-1".into() }).await.expect("left out");
    world.steer(&first, Steering::Abort).await.expect("aborted");
    world.pass(10).await;
    let view = world.look(&second.id).await;
    let targets = &view.carried.as_ref().expect("planned").carried.targets;
    assert_eq!(targets.len(), 3);
    world.say("lee:lead", &view, &[]).await.expect("approved");
    assert_eq!(world.settle(&second.id, 60).await.status, RolloutStatus::Succeeded);
    for stack in world.cloud.stacks() {
        let (size, text) = match stack.place.region.as_str() {
            "us-east-1" => ("small", "hello"),
            "eu-west-3" => ("large", "bonjour"),
            _ => ("large", "hello"),
        };
        let found = (stack.parameters["Size"].as_str(), stack.parameters["Text"].as_str());
        assert_eq!(found, (size, text), "{}", stack.place.region);
    }
}

#[tokio::test]
async fn a_crash_at_any_instant_takes_each_environment_up_once() {
    for seed in 0..rounds() {
        let mut dice = Dice(seed + 1000);
        let mut world = World::declaring(DECLARATION, seed).await;
        world.release("1.0.0").await;
        world.stands("dev", &REGIONS[..2]).await;
        let before = world.cloud.executions().len();
        let first = world.carry("dev", "1.0.0", carry(&[("Size", "large")])).await;
        let second = world.carry("dev", "1.0.0", carry(&[("Text", "bye")])).await;
        assert!(second.deferred.is_some(), "seed {seed}");
        world.cloud.inject(Rule::new(Fault::LoseAnswer).with_probability(0.1));
        world.live_through(&first.id, &mut dice, 80).await;
        world.live_through(&second.id, &mut dice, 80).await;
        for id in [&first.id, &second.id] {
            let view = world.look(id).await;
            assert_eq!(view.status, RolloutStatus::Succeeded, "seed {seed}: {:?}", lanes(&view));
        }
        let executions = world.cloud.executions();
        assert_eq!(executions.len(), before + 8, "seed {seed}");
        assert!(executions.values().all(|times| *times == 1), "seed {seed}");
        let values = |stack: &simulated::SimulatedStack| {
            stack.parameters["Size"] == "large" && stack.parameters["Text"] == "bye"
        };
        assert!(world.cloud.stacks().iter().all(values), "seed {seed}");
    }
}
