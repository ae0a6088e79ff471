//! Infrastructure and code together: a rollout that changes the environment of each region before it deploys there.

mod queued;

use crate::support::{DECLARATION, Dice, HOME, REGIONS, World, input, lanes, person, place};
use domain::approval::{Decision, Digest};
use domain::ids::RequestId;
use domain::permission::Reason;
use domain::request::{RequestAction, RequestStatus, TargetState};
use domain::rollout::{GateKind, LaneState, RolloutStatus, Standing};
use domain::rules::Risk;
use domain::view::{
    CarryInput, DecisionInput, RequestInput, RequestView, RolloutDecision, RolloutInput, RolloutView,
    Steering, TargetInput,
};
use domain::{ErrorCode, PortalError};
use simulated::{Fault, PipelineFault, PipelineRule, Rule};
use std::collections::BTreeMap;
use std::time::Duration;

/// The environment of the template `web`, with these values.
fn carry(values: &[(&str, &str)]) -> CarryInput {
    let parameters = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    CarryInput { template: "web".into(), parameters: parameters.collect(), ..CarryInput::default() }
}

fn carrying(stage: &str, version: &str, carry: CarryInput) -> RolloutInput {
    RolloutInput { carry: Some(carry), ..input(stage, version) }
}

/// Values for one region only.
fn only_in(region: &str, name: &str, value: &str) -> CarryInput {
    let own = BTreeMap::from([(name.to_owned(), value.to_owned())]);
    CarryInput { overrides: BTreeMap::from([(region.to_owned(), own)]), ..carry(&[("Size", "large")]) }
}

impl World {
    /// The environment stands in these regions.
    async fn stands(&self, stage: &str, regions: &[&str]) {
        let target = |region: &&str| TargetInput { stage: stage.into(), region: (*region).into() };
        let input = RequestInput {
            action: "create".into(),
            service: "live-api".into(),
            template: "web".into(),
            targets: regions.iter().map(target).collect(),
            ..RequestInput::default()
        };
        let made = self.portal.create(&person("dana:developer"), input, None).await.expect("a request");
        self.pass(3).await;
        let view = self.request(&made.id).await;
        if view.status == RequestStatus::AwaitingApproval {
            let decision =
                DecisionInput { decision: Decision::Approve, digest: view.digest.0, comment: None };
            self.portal.decide(&person("lee:lead"), &made.id, decision).await.expect("approved");
        }
        self.pass(10).await;
        assert_eq!(self.request(&made.id).await.status, RequestStatus::Succeeded);
    }

    async fn pass(&self, seconds: u64) {
        for _ in 0..seconds {
            self.portal.settle().await.expect("settles");
            self.clock.advance(Duration::from_secs(1));
        }
    }

    async fn request(&self, id: &RequestId) -> RequestView {
        self.portal.request(&person("dana:developer"), id).await.expect("the request")
    }

    async fn carry(&self, stage: &str, version: &str, carry: CarryInput) -> RolloutView {
        let input = carrying(stage, version, carry);
        self.portal.start_rollout(&person("dana:developer"), input).await.expect("a rollout")
    }

    async fn steer(&self, view: &RolloutView, steering: Steering) -> Result<RolloutView, PortalError> {
        self.portal.steer_rollout(&person("dana:developer"), &view.id, steering, Some("so".into())).await
    }

    async fn say(&self, who: &str, view: &RolloutView, exclude: &[&str]) -> Result<RolloutView, PortalError> {
        let decision = RolloutDecision {
            decision: Decision::Approve,
            digest: self.look(&view.id).await.digest.0,
            comment: None,
            exclude: exclude.iter().map(|region| (*region).to_owned()).collect(),
        };
        self.portal.decide_rollout(&person(who), &view.id, decision).await
    }

    /// `region status` of every stack that is still there.
    fn stacks(&self) -> Vec<String> {
        let there = self.cloud.stacks().into_iter().filter(|stack| stack.status != "DELETE_COMPLETE");
        there.map(|stack| format!("{} {}", stack.place.region, stack.status)).collect()
    }

    fn dispatched(&self) -> Vec<String> {
        self.pipelines.started().iter().map(|run| run.dispatch.inputs["region"].clone()).collect()
    }
}

fn request_of(view: &RolloutView) -> RequestId {
    view.carried.as_ref().expect("it carries something").carried.request.clone()
}

fn standing(view: &RolloutView, wave: usize, kind: GateKind) -> Option<Standing> {
    view.waves[wave].gates.iter().find(|gate| gate.kind == kind).map(|gate| gate.standing.clone())
}

fn held(stacks: &[String]) -> Vec<&String> {
    stacks
        .iter()
        .filter(|stack| stack.contains("REVIEW_IN_PROGRESS") || stack.contains("_IN_PROGRESS"))
        .collect()
}

#[tokio::test]
async fn each_region_gets_its_environment_before_its_code() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("dev", &REGIONS[..3]).await;
    let dana = person("dana:developer");
    let change = carry(&[("Size", "large")]);
    let preview = world.portal.preview_rollout(&dana, carrying("dev", "1.0.0", change.clone())).await;
    let preview = preview.expect("a preview").carry.expect("what it carries");
    let actions: Vec<RequestAction> = preview.targets.iter().map(|target| target.action).collect();
    use RequestAction::{Create, Update};
    assert_eq!((actions.as_slice(), preview.problems.len()), (&[Update, Update, Update, Create][..], 0));

    let rollout = world.carry("dev", "1.0.0", change).await;
    let (mut before_its_code, mut seen) = (true, 0);
    for _ in 0..40 {
        world.pass(1).await;
        let view = world.look(&rollout.id).await;
        let carried = &view.carried.as_ref().expect("it carries something").carried;
        for region in world.dispatched() {
            let target =
                carried.targets.iter().find(|(known, _)| known.as_str() == region).expect("a target");
            before_its_code &= matches!(target.1.state, TargetState::Succeeded { .. });
            seen += 1;
        }
    }
    assert!(before_its_code && seen > 0, "no workflow starts before its environment is there");
    let view = world.look(&rollout.id).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    assert_eq!(world.dispatched().first().map(String::as_str), Some(HOME));
    let targets = &view.carried.as_ref().expect("carried").carried.targets;
    let others = targets.iter().filter(|(region, _)| region.as_str() != HOME);
    for (region, target) in others {
        assert!(target.began_at >= view.waves[1].opened_at, "{region} waits for its wave");
    }
    let stacks = world.cloud.stacks();
    assert!(stacks.iter().all(|stack| stack.parameters["Size"] == "large"), "{stacks:?}");
    assert!(world.cloud.executions().values().all(|times| *times == 1));
    let request = world.request(&request_of(&view)).await;
    assert_eq!((request.status, request.carried_by.as_ref()), (RequestStatus::Succeeded, Some(&view.id)));
}

#[tokio::test]
async fn what_a_rollout_carries_is_in_its_hands_alone() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.carry("prod", "1.0.0", carry(&[])).await;
    world.pass(3).await;
    let (dana, lee) = (person("dana:developer"), person("lee:lead"));
    let request = world.request(&request_of(&rollout)).await;
    assert_eq!(request.status, RequestStatus::AwaitingRollout);
    assert!(world.portal.inbox(&lee).await.expect("an inbox").is_empty(), "it is decided with the rollout");
    let decision =
        DecisionInput { decision: Decision::Approve, digest: request.digest.0.clone(), comment: None };
    let amendment = RequestInput { template: "web".into(), ..RequestInput::default() };
    let refused = [
        world.portal.decide(&lee, &request.id, decision).await.expect_err("decided there"),
        world.portal.retry(&dana, &request.id).await.expect_err("retried there"),
        world.portal.cancel(&dana, &request.id, None).await.expect_err("ended there"),
        world.portal.withdraw(&dana, &request.id, None).await.expect_err("ended there"),
    ];
    let carried = Reason::Carried { rollout: rollout.id.clone() };
    for error in refused {
        assert_eq!(
            (error.code, error.why.as_deref()),
            (ErrorCode::Conflict, Some(&carried)),
            "{}",
            error.message
        );
    }
    assert!(world.portal.amend(&dana, &request.id, amendment).await.is_err());
    let may = world.request(&request.id).await.may;
    for allowed in [may.decide, may.withdraw, may.cancel, may.retry, may.amend] {
        assert_eq!(allowed.why.as_ref(), Some(&carried));
    }
}

#[tokio::test]
async fn a_bad_plan_says_why_and_may_be_made_anew() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let paris = place("dev", "eu-west-3").region;
    let refuse = Fault::Refuse("Template error: no such bucket".to_owned());
    world.cloud.inject(Rule::new(refuse).on("create_change_set").in_region(&paris));
    let rollout = world.carry("dev", "1.0.0", carry(&[])).await;
    world.pass(5).await;
    let view = world.look(&rollout.id).await;
    assert_eq!(view.status, RolloutStatus::Failed);
    let gate = standing(&view, 0, GateKind::Plan).expect("a gate");
    let Standing::PlanFailed { region, reason } = gate else { panic!("{gate:?}") };
    assert_eq!((region.as_str(), reason.contains("no such bucket")), ("eu-west-3", true), "{reason}");
    assert!(world.dispatched().is_empty() && world.cloud.executions().is_empty(), "nothing was begun");

    world.cloud.heal();
    world.steer(&view, Steering::Retry { regions: vec![] }).await.expect("planned anew");
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
}

#[tokio::test]
async fn a_region_whose_plan_is_bad_may_be_left_out() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let paris = place("dev", "eu-west-3").region;
    let refuse = Fault::Refuse("Template error".to_owned());
    world.cloud.inject(Rule::new(refuse).on("create_change_set").in_region(&paris));
    let rollout = world.carry("dev", "1.0.0", carry(&[])).await;
    world.pass(3).await;
    world.steer(&rollout, Steering::Skip { region: "eu-west-3".into() }).await.expect("left out");
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    assert!(!world.stacks().iter().any(|stack| stack.starts_with("eu-west-3")), "{:?}", world.stacks());
    let request = world.request(&request_of(&view)).await;
    assert_eq!(request.status, RequestStatus::Succeeded);
}

#[tokio::test]
async fn a_failed_change_fails_its_region_and_is_planned_and_applied_again() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("dev", &REGIONS).await;
    world.cloud.fail_resource("Note", "The parameter store is full");
    let rollout = world.carry("dev", "1.0.0", only_in("eu-west-3", "Text", "bye")).await;
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Failed, "{:?}", lanes(&view));
    let paris = view.waves[1].lanes.iter().find(|lane| lane.lane.region.as_str() == "eu-west-3");
    let LaneState::Failed { reason, .. } = paris.expect("a lane").state() else {
        panic!("{:?}", lanes(&view))
    };
    assert_eq!(reason, "Note: The parameter store is full");
    let target =
        view.carried.as_ref().and_then(|it| it.carried.targets.get(&place("dev", "eu-west-3").region));
    assert!(matches!(target.expect("a target").state, TargetState::Failed { rolled_back: true, .. }));
    assert!(!world.dispatched().contains(&"eu-west-3".to_owned()));
    assert_eq!(world.dispatched()[0], HOME);
    assert!(
        world.stacks().contains(&"eu-west-3 UPDATE_ROLLBACK_COMPLETE".to_owned()),
        "{:?}",
        world.stacks()
    );

    world.cloud.mend();
    world.steer(&view, Steering::Retry { regions: vec!["eu-west-3".into()] }).await.expect("again");
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    assert!(world.cloud.executions().values().all(|times| *times == 1));
}

#[tokio::test]
async fn what_failed_before_its_code_ran_takes_no_code_back() {
    let declaration = format!("{DECLARATION}rollout: {{on-failure: roll-back-wave}}\n");
    let world = World::declaring(&declaration, 1).await;
    world.release("1.0.0").await;
    world.stands("dev", &REGIONS).await;
    let first = world.start("dev", "1.0.0").await;
    world.settle(&first.id, 60).await;
    world.release("1.1.0").await;
    world.cloud.fail_resource("Note", "full");
    let second = world.carry("dev", "1.1.0", only_in("us-east-1", "Text", "bye")).await;
    world.settle(&second.id, 60).await;
    let running = world.portal.deployed(&person("dana:developer")).await.expect("what runs");
    let versions: Vec<String> =
        running.iter().map(|there| format!("{} {}", there.region, there.version)).collect();
    assert_eq!(
        versions,
        ["ap-northeast-2 1.1.0", "ap-southeast-1 1.0.0", "eu-west-3 1.0.0", "us-east-1 1.0.0"],
        "the code of the wave goes back"
    );
    let back = world.dispatched();
    assert_eq!(back.iter().filter(|region| *region == "us-east-1").count(), 1, "there it had never come");
    let sizes: Vec<String> =
        world.cloud.stacks().iter().map(|stack| stack.parameters["Size"].clone()).collect();
    assert_eq!(sizes.iter().filter(|size| *size == "large").count(), 3, "environments stay as they are");
}

#[tokio::test]
async fn data_that_would_be_lost_takes_more_people_and_a_new_plan_voids_their_yes() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("prod", &REGIONS).await;
    let dana = person("dana:developer");
    let change = carry(&[("Bucket", "two")]);
    let preview = world.portal.preview_rollout(&dana, carrying("prod", "1.0.0", change.clone())).await;
    let quorum = preview.expect("a preview").carry.expect("carried").when_data_is_lost;
    assert_eq!(quorum.map(|rule| rule.required), Some(2));
    let rollout = world.carry("prod", "1.0.0", change).await;
    let early = world.say("lee:lead", &rollout, &[]).await.expect_err("nothing is planned");
    assert_eq!(early.why.as_deref(), Some(&Reason::NotPlanned));
    world.pass(5).await;
    let view = world.look(&rollout.id).await;
    assert_eq!(view.status, RolloutStatus::AwaitingApproval);
    assert!(view.strategy.risks.contains(&Risk::ReplacesStateful));
    assert_eq!(view.strategy.approval.as_ref().map(|rule| rule.required), Some(2));
    let carried = view.carried.as_ref().expect("carried");
    assert!(carried.loses_data && carried.plans.len() == 1, "the same everywhere");
    let inbox = world.portal.rollout_inbox(&person("lee:lead")).await.expect("an inbox");
    assert_eq!(inbox[0].carried.as_ref().map(|it| it.losses.clone()), Some(vec!["Store".to_owned()]));
    world.say("lee:lead", &view, &[]).await.expect("the first yes");

    let stack = world.cloud.stacks()[1].clone();
    world.cloud.change_behind_the_back(&stack.place, &stack.name).expect("changed");
    world.steer(&view, Steering::Retry { regions: vec![] }).await.expect("planned anew");
    let stale = RolloutDecision {
        decision: Decision::Approve,
        digest: view.digest.0.clone(),
        comment: None,
        exclude: vec![],
    };
    world.pass(5).await;
    let error = world.portal.decide_rollout(&person("kim:lead"), &view.id, stale).await.expect_err("stale");
    assert_eq!(error.code, ErrorCode::StaleDigest);
    let anew = world.look(&rollout.id).await;
    let void = anew.approvals[0].void.as_deref().expect("void");
    assert!(void.contains("was made anew"), "{void}");
    assert!(world.cloud.executions().len() == 4, "only what stood before");
    world.say("lee:lead", &anew, &[]).await.expect("the first yes");
    world.say("kim:lead", &anew, &[]).await.expect("the second yes");
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
}

#[tokio::test]
async fn data_that_may_be_lost_takes_more_people_too() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let base = "  Base: {Type: AWS::RDS::DBInstance, Properties: {Engine: !Ref Text}}\n";
    world.templates.put("web", format!("{}{base}", crate::support::TEMPLATE)).expect("a template");
    world.stands("prod", &REGIONS).await;
    let rollout = world.carry("prod", "1.0.0", carry(&[("Text", "bye")])).await;
    world.pass(5).await;
    let view = world.look(&rollout.id).await;
    assert_eq!(view.strategy.approval.as_ref().map(|rule| rule.required), Some(2));
    let carried = view.carried.as_ref().expect("carried");
    assert_eq!((carried.loses_data, carried.may_lose_data), (false, true));
    let inbox = world.portal.rollout_inbox(&person("lee:lead")).await.expect("an inbox");
    let row = inbox[0].carried.as_ref().expect("carried");
    assert_eq!((row.losses.len(), row.perhaps_lost.as_slice()), (0, &["Base".to_owned()][..]));
    world.say("lee:lead", &view, &[]).await.expect("the first yes");
    world.pass(3).await;
    assert_eq!(world.look(&rollout.id).await.status, RolloutStatus::AwaitingApproval);
    world.say("kim:lead", &view, &[]).await.expect("the second yes");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn what_changes_after_it_began_is_approved_anew() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("prod", &REGIONS).await;
    world.cloud.fail_resource("Note", "full");
    let rollout = world.carry("prod", "1.0.0", only_in("eu-west-3", "Text", "bye")).await;
    world.pass(3).await;
    world.say("lee:lead", &rollout, &[]).await.expect("approved");
    let failed = world.settle(&rollout.id, 60).await;
    assert_eq!(failed.status, RolloutStatus::Failed, "{:?}", lanes(&failed));
    world.cloud.mend();
    let executed = world.cloud.executions().len();
    world.steer(&failed, Steering::Retry { regions: vec![] }).await.expect("planned anew");
    world.pass(10).await;
    let waiting = world.look(&rollout.id).await;
    assert_eq!(waiting.status, RolloutStatus::AwaitingApproval, "{:?}", lanes(&waiting));
    assert_eq!(world.cloud.executions().len(), executed, "nothing is applied that nobody has approved");
    let gate = standing(&waiting, 1, GateKind::Approval);
    assert!(matches!(gate, Some(Standing::Approvals { given: 0, .. })), "{gate:?}");
    let done = world.say("lee:lead", &waiting, &[HOME]).await.expect_err("it is done there");
    assert!(matches!(done.why.as_deref(), Some(Reason::RegionState { .. })), "{:?}", done.why);
    world.say("lee:lead", &waiting, &[]).await.expect("approved anew");
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
}

#[tokio::test]
async fn regions_that_are_left_out_keep_their_environment() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.carry("prod", "1.0.0", carry(&[])).await;
    world.pass(3).await;
    world.say("lee:lead", &rollout, &["us-east-1"]).await.expect("approved for the others");
    let view = world.settle(&rollout.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    assert_eq!(world.stacks().len(), 3, "{:?}", world.stacks());
    assert_eq!(world.dispatched().len(), 3);
}

#[tokio::test]
async fn a_pause_lets_no_code_follow_its_environment() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.carry("dev", "1.0.0", carry(&[])).await;
    for _ in 0..20 {
        if lanes(&world.look(&rollout.id).await)[0].ends_with("provisioning") {
            break;
        }
        world.pass(1).await;
    }
    let on_call = person("park:on-call");
    world.portal.steer_rollout(&on_call, &rollout.id, Steering::Pause, None).await.expect("paused");
    world.pass(10).await;
    let view = world.look(&rollout.id).await;
    assert_eq!((view.status, world.dispatched().len()), (RolloutStatus::Paused, 0), "{:?}", lanes(&view));
    assert_eq!(world.stacks()[0], format!("{HOME} CREATE_COMPLETE"));
    world.portal.steer_rollout(&on_call, &rollout.id, Steering::Resume, None).await.expect("resumed");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn ending_it_at_any_moment_leaves_nothing_dangling() {
    for moment in 0..14 {
        let world = World::new().await;
        world.release("1.0.0").await;
        world.stands("dev", &REGIONS[..2]).await;
        let rollout = world.carry("dev", "1.0.0", carry(&[("Size", "large")])).await;
        world.pass(moment).await;
        // Too late is a fair answer, too: then it is done everywhere.
        let ended = world.steer(&rollout, Steering::Abort).await.is_ok();
        world.pass(30).await;
        let view = world.look(&rollout.id).await;
        let stacks = world.stacks();
        assert_eq!(held(&stacks), Vec::<&String>::new(), "moment {moment}");
        let request = world.request(&request_of(&view)).await;
        assert!(request.status.over(), "moment {moment}: {:?}", request.status);
        let targets = view.carried.as_ref().expect("carried").carried.targets.values();
        for target in targets {
            assert!(target.state.settled(), "moment {moment}: {:?}", target.state);
        }
        if ended {
            let left: Vec<_> = world.cloud.stacks().into_iter().flat_map(|stack| stack.change_sets).collect();
            let prepared = left.iter().filter(|set| set.starts_with("req-")).count();
            assert!(prepared <= world.cloud.executions().len(), "moment {moment}: {left:?}");
        }
        let again = carrying("dev", "1.0.0", carry(&[("Size", "small")]));
        let again = world.portal.start_rollout(&person("dana:developer"), again).await;
        assert!(again.is_ok(), "moment {moment}: the environments are free again: {again:?}");
    }
}

#[tokio::test]
async fn code_goes_back_without_its_environment() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("dev", &REGIONS).await;
    let first = world.start("dev", "1.0.0").await;
    world.settle(&first.id, 60).await;
    world.release("1.1.0").await;
    let second = world.carry("dev", "1.1.0", carry(&[("Size", "large")])).await;
    let view = world.settle(&second.id, 60).await;
    assert_eq!(view.status, RolloutStatus::Succeeded, "{:?}", lanes(&view));
    let back = world.steer(&view, Steering::RollBack { regions: vec![] }).await.expect("a rollback");
    assert!(back.carried.is_none());
    assert_eq!(world.settle(&back.id, 60).await.status, RolloutStatus::Succeeded);
    assert!(world.cloud.stacks().iter().all(|stack| stack.parameters["Size"] == "large"));
}

#[tokio::test]
async fn an_older_version_of_the_template_may_be_named() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.stands("dev", &REGIONS).await;
    let dana = person("dana:developer");
    let environments = world.portal.templates(&dana).await.expect("templates");
    let old = environments[0].template.as_ref().expect("read").digest.clone();
    let newer = crate::support::TEMPLATE.replace("Default: hello", "Default: moin");
    world.templates.put("web", &newer).expect("a newer version");
    let mut change = carry(&[("Size", "large")]);
    change.version = Some(old.to_string());
    let rollout = world.carry("dev", "1.0.0", change.clone()).await;
    assert_eq!(rollout.carried.as_ref().map(|it| &it.carried.template_digest), Some(&old));
    change.version = Some(Digest::of(&"nothing").0);
    let error = world.portal.start_rollout(&dana, carrying("staging", "1.0.0", change)).await;
    let error = error.expect_err("no such version");
    assert_eq!(error.fields[0].field, "carry.version");
}

#[tokio::test]
async fn bad_values_are_said_before_anything_starts() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let dana = person("dana:developer");
    let start = |change: CarryInput| world.portal.start_rollout(&dana, carrying("dev", "1.0.0", change));
    let error = start(carry(&[("Size", "huge")])).await.expect_err("no such size");
    assert_eq!(error.fields[0].field, "carry.parameters.Size");
    let unknown = CarryInput { template: "moon".into(), ..carry(&[]) };
    assert_eq!(start(unknown).await.expect_err("no such template").fields[0].field, "carry.template");
    let alone = RolloutInput {
        break_glass: true,
        reason: Some("now".into()),
        ..carrying("prod", "1.0.0", carry(&[]))
    };
    let error = world.portal.start_rollout(&person("park:on-call"), alone).await.expect_err("unseen plans");
    assert_eq!(error.why.as_deref(), Some(&Reason::PlannedLater));
    let first = start(carry(&[])).await.expect("a rollout");
    let second = start(carry(&[])).await.expect("it waits for the first");
    assert_eq!((first.carried.is_some(), second.deferred.is_some()), (true, true));
    assert!(world.portal.start_rollout(&dana, input("dev", "1.0.0")).await.is_ok(), "code alone may queue");
}

/// Rounds are seeded by their numbers; this many run in the tests.
fn rounds() -> u64 {
    std::env::var("SLIPWAY_CHAOS_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(8)
}

#[tokio::test]
async fn a_crash_at_any_instant_applies_and_starts_everything_once() {
    for seed in 0..rounds() {
        let mut dice = Dice(seed);
        let mut world = World::declaring(DECLARATION, seed).await;
        world.release("1.0.0").await;
        world.stands("dev", &REGIONS[..2]).await;
        let before = world.cloud.executions().len();
        let rollout = world.carry("dev", "1.0.0", carry(&[("Size", "large")])).await;
        world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearAfter).with_probability(0.2));
        world.cloud.inject(Rule::new(Fault::LoseAnswer).with_probability(0.1));
        world.cloud.inject(Rule::new(Fault::Throttle).with_probability(0.1));
        world.live_through(&rollout.id, &mut dice, 80).await;
        let view = world.look(&rollout.id).await;
        assert_eq!(view.status, RolloutStatus::Succeeded, "seed {seed}: {:?}", lanes(&view));
        let mut starts = world.dispatched();
        assert_eq!(starts[0], HOME, "seed {seed}");
        starts.sort();
        starts.dedup();
        assert_eq!((starts.len(), world.dispatched().len()), (4, 4), "seed {seed}");
        let executions = world.cloud.executions();
        assert_eq!(executions.len(), before + 4, "seed {seed}");
        assert!(executions.values().all(|times| *times == 1), "seed {seed}");
        for (region, target) in &view.carried.as_ref().expect("carried").carried.targets {
            let lane =
                view.waves.iter().flat_map(|wave| &wave.lanes).find(|lane| &lane.lane.region == region);
            let wave = view.waves.iter().find(|wave| wave.lanes.iter().any(|it| &it.lane.region == region));
            assert!(target.began_at >= wave.and_then(|wave| wave.opened_at), "seed {seed}: {region}");
            assert!(lane.is_some_and(|lane| lane.lane.attempt == 1), "seed {seed}: {region}");
        }
    }
}
