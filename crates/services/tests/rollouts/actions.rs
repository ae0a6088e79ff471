//! Guarded actions: within the limits that a service declares, by those whom it names, with a reason.

use crate::launches::{input, trail, workflow};
use crate::support::{REPOSITORY, World, person};
use domain::ErrorCode;
use domain::PortalError;
use domain::pipeline::{Change, InputKind, Launch};
use domain::view::{ActionInput, LaunchInput, PresentOrigin};
use services::ports::AuditFilter;
use services::ports::Store;

const DECLARATION: &str = "
service: live-api
team: streaming
actions:
  restart: {workflow: restart.yml, inputs: {graceful: 'true'}, roles: [on-call, lead, developer], stages: [dev]}
  scale:
    title: Scale
    workflow: scale.yml
    stages: [staging, prod]
    roles: [on-call]
    limits:
      tasks: {min: 2, max: 40, max-factor: 2, present: {parameter: DesiredCount, initial: 4}}
";

async fn world() -> World {
    let world = World::declaring(DECLARATION, 1).await;
    let text = |name: &str| input(name, InputKind::Text);
    let scale = vec![text("stage"), text("region"), input("tasks", InputKind::Number)];
    let restart = vec![text("stage"), text("region"), input("graceful", InputKind::Boolean)];
    world.pipelines.put_workflow(REPOSITORY, workflow("scale.yml", scale, true));
    world.pipelines.put_workflow(REPOSITORY, workflow("restart.yml", restart, true));
    world
}

fn scaling(tasks: &str) -> ActionInput {
    ActionInput {
        stage: "prod".into(),
        region: "eu-west-3".into(),
        inputs: [("tasks".to_owned(), tasks.to_owned())].into(),
        reason: "The final begins".into(),
    }
}

async fn scale(world: &World, tasks: &str) -> Result<Launch, PortalError> {
    let done = world.portal.act(&person("park:on-call"), ("live-api", "scale"), scaling(tasks), None).await;
    world.portal.settle().await.expect("settles");
    done
}

#[tokio::test]
async fn limits_refuse_with_a_clear_sentence() {
    let world = world().await;
    let table = [
        ("1", "Nothing was started: tasks may never go below 2."),
        ("9", "Nothing was started: tasks may be at most 8: ×2 of the present 4."),
        ("41", "Nothing was started: tasks may never go above 40."),
        ("4.5", "Nothing was started: tasks must be a whole number."),
        ("", "Nothing was started: tasks must be a whole number."),
    ];
    for (tasks, sentence) in table {
        let error = scale(&world, tasks).await.expect_err("refused");
        assert_eq!(error.message, sentence);
        assert_eq!(error.fields[0].field, "inputs.tasks");
    }
    assert!(world.pipelines.started().is_empty());
}

#[tokio::test]
async fn what_is_done_is_written_down_before_and_after() {
    let world = world().await;
    let launch = scale(&world, "8").await.expect("done");
    let change = Change { input: "tasks".into(), before: Some(4), after: 8 };
    assert_eq!(launch.action.as_ref().expect("an action").changes, [change]);
    let sent = &world.pipelines.started()[0].dispatch.inputs;
    assert_eq!(
        (sent["stage"].as_str(), sent["region"].as_str(), sent["tasks"].as_str()),
        ("prod", "eu-west-3", "8")
    );
    assert_eq!(trail(&world, "action.").await, ["park action.requested", "Slipway action.started"]);
    let filter = AuditFilter { action: Some("action.requested".into()), ..AuditFilter::default() };
    let event = world.store.audit(&filter, None, 1).await.expect("the trail").items.remove(0);
    assert_eq!(event.note.before, serde_json::json!({ "tasks": 4 }));
    assert_eq!(event.note.after["numbers"], serde_json::json!({ "tasks": 8 }));
    assert_eq!(event.note.why.as_deref(), Some("The final begins"));
}

#[tokio::test]
async fn what_the_action_set_last_is_what_is_present() {
    let world = world().await;
    scale(&world, "8").await.expect("done");
    let form = async |region: &str| {
        let park = person("park:on-call");
        world.portal.action_form(&park, ("live-api", "scale"), ("prod", region)).await.expect("a form")
    };
    let here = form("eu-west-3").await;
    assert_eq!(here.fields.len(), 1, "stage and region are the place");
    assert_eq!(here.fields[0].present(), Some(8));
    let elsewhere = form("us-east-1").await;
    assert_eq!(elsewhere.fields[0].present.as_ref().map(|it| &it.origin), Some(&PresentOrigin::Declared));
    scale(&world, "16").await.expect("twice of eight");
    assert!(scale(&world, "33").await.is_err());
}

#[tokio::test]
async fn a_reason_a_stage_and_a_role_are_needed() {
    let world = world().await;
    let act = async |who: &str, name: &str, input: ActionInput| {
        world.portal.act(&person(who), ("live-api", name), input, None).await
    };
    for who in ["dana:developer", "lee:lead"] {
        let denied = act(who, "scale", scaling("8")).await.expect_err("refused");
        assert_eq!(denied.code, ErrorCode::Forbidden, "{who}");
    }
    let silent = ActionInput { reason: "  ".into(), ..scaling("8") };
    assert_eq!(act("park:on-call", "scale", silent).await.expect_err("refused").fields[0].field, "reason");
    let dev = ActionInput { stage: "dev".into(), ..scaling("8") };
    let refused = act("park:on-call", "scale", dev).await.expect_err("refused");
    assert_eq!(refused.why.map(|why| why.code()), Some("action-stage"));
    let moon = ActionInput { region: "moon-1".into(), ..scaling("8") };
    assert_eq!(act("park:on-call", "scale", moon).await.expect_err("refused").fields[0].field, "region");
    assert_eq!(
        act("park:on-call", "dance", scaling("8")).await.expect_err("refused").code,
        ErrorCode::NotFound
    );
    assert!(world.pipelines.started().is_empty());
}

#[tokio::test]
async fn nobody_goes_around_the_limits() {
    let world = world().await;
    let around = LaunchInput { inputs: scaling("1").inputs, ..LaunchInput::default() };
    let refused = world.portal.launch(&person("lee:lead"), (REPOSITORY, "scale.yml"), around, None).await;
    assert_eq!(refused.expect_err("refused").why.map(|why| why.code()), Some("guarded"));
    let input = ActionInput {
        stage: "dev".into(),
        inputs: [("graceful", "false"), ("stage", "prod")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
        ..scaling("")
    };
    world.portal.act(&person("dana:developer"), ("live-api", "restart"), input, None).await.expect("done");
    world.portal.settle().await.expect("settles");
    let sent = &world.pipelines.started()[0].dispatch.inputs;
    assert_eq!(
        (sent["graceful"].as_str(), sent["stage"].as_str()),
        ("true", "dev"),
        "what is declared holds"
    );
}

#[tokio::test]
async fn two_at_once_are_one() {
    let world = world().await;
    let park = person("park:on-call");
    let both =
        [scaling("8"), scaling("6")].map(|input| world.portal.act(&park, ("live-api", "scale"), input, None));
    let done: Vec<_> = futures::future::join_all(both).await;
    let (good, bad): (Vec<_>, Vec<_>) = done.into_iter().partition(Result::is_ok);
    assert_eq!((good.len(), bad.len()), (1, 1));
    assert_eq!(bad[0].as_ref().expect_err("refused").code, ErrorCode::Conflict);
}
