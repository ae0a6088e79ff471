//! Workflows that people start: checked first, started once, and told as they are.

use crate::support::{DECLARATION, Dice, REPOSITORY, World, for_a_while, person};
use domain::ErrorCode;
use domain::pipeline::{Conclusion, InputKind, Launch, LaunchState, WorkflowFile, WorkflowInput};
use domain::view::{LaunchInput, PipelineFilter};
use services::RunDeed;
use services::ports::{AuditFilter, DISPATCH_INPUT, Store};
use simulated::{PipelineFault, PipelineRule, PipelineTiming};
use std::time::Duration;

const RESTART: &str = "restart.yml";

pub fn input(name: &str, kind: InputKind) -> WorkflowInput {
    WorkflowInput { name: name.to_owned(), description: None, required: true, default: None, kind }
}

/// A workflow with these inputs that shows the id of its dispatch, or does not.
pub fn workflow(file: &str, mut inputs: Vec<WorkflowInput>, traceable: bool) -> WorkflowFile {
    let id = WorkflowInput { required: false, ..input(DISPATCH_INPUT, InputKind::Text) };
    inputs.extend(traceable.then_some(id));
    let run_name = traceable.then(|| format!("Run [${{{{ inputs.{DISPATCH_INPUT} }}}}]"));
    WorkflowFile { file: file.to_owned(), name: file.to_owned(), inputs, run_name, disabled: false }
}

async fn world(traceable: bool) -> World {
    let world = World::new().await;
    let regions = vec!["eu-west-3".to_owned(), "us-east-1".to_owned()];
    let inputs = vec![input("region", InputKind::Choice { options: regions })];
    world.pipelines.put_workflow(REPOSITORY, workflow(RESTART, inputs, traceable));
    world.pipelines.put_workflow(REPOSITORY, workflow("deploy.yml", vec![], true));
    world
}

fn to(region: &str) -> LaunchInput {
    LaunchInput {
        inputs: [("region".to_owned(), region.to_owned())].into(),
        reason: Some("It leaks".to_owned()),
        ..LaunchInput::default()
    }
}

async fn launched(world: &World) -> Launch {
    let dana = person("dana:developer");
    let launch = world.portal.launch(&dana, (REPOSITORY, RESTART), to("eu-west-3"), None).await;
    launch.expect("launched")
}

async fn now(world: &World, launch: &Launch) -> Launch {
    world.store.launch(&launch.id).await.expect("a read").expect("a launch").value
}

async fn settle(world: &World, seconds: u64) {
    for _ in 0..seconds {
        world.portal.settle().await.expect("settles");
        world.clock.advance(Duration::from_secs(1));
    }
}

/// What the audit trail says, oldest first.
pub async fn trail(world: &World, action: &str) -> Vec<String> {
    let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
    let mut events = world.store.audit(&filter, None, 50).await.expect("the trail").items;
    events.reverse();
    events.into_iter().map(|event| format!("{} {}", event.actor_name, event.note.action)).collect()
}

#[tokio::test]
async fn a_person_starts_a_workflow_and_sees_its_run() {
    let world = world(true).await;
    let launch = launched(&world).await;
    let dana = person("dana:developer");
    let waiting = world.portal.pipeline_run(&dana, REPOSITORY, launch.id.as_str()).await.expect("a view");
    assert!(waiting.run.is_none() && !waiting.may.cancel.allowed);
    settle(&world, 1).await;
    let view = world.portal.pipeline_run(&dana, REPOSITORY, launch.id.as_str()).await.expect("a view");
    let run = view.run.expect("a run");
    assert_eq!(world.pipelines.started()[0].dispatch.inputs["region"], "eu-west-3");
    assert!(view.version > waiting.version, "pages notice that it is newer");
    let by_run = world.portal.pipeline_run(&dana, "Acme/Live-API", &run.id).await.expect("a view");
    assert_eq!(by_run.launch.map(|launch| launch.by_name).as_deref(), Some("dana"));
    assert_eq!(trail(&world, "pipeline.").await, ["dana pipeline.requested", "Slipway pipeline.started"]);
    let list = world.portal.pipelines(&dana, &PipelineFilter::default()).await.expect("a list");
    assert_eq!(list.runs[0].launched_by.as_deref(), Some("dana"));
    assert!(list.launches.is_empty(), "its run tells the rest");
}

#[tokio::test]
async fn what_does_not_fit_is_told_before_anything_is_sent() {
    let world = world(true).await;
    world
        .pipelines
        .put_workflow(REPOSITORY, WorkflowFile { disabled: true, ..workflow("off.yml", vec![], true) });
    world.pipelines.put_file(REPOSITORY, ".github/workflows/push.yml", "on: push");
    let dana = person("dana:developer");
    let launch = async |repository: &str, file: &str, input: LaunchInput| {
        world.portal.launch(&dana, (repository, file), input, None).await.expect_err("refused")
    };
    let bad = launch(REPOSITORY, RESTART, to("moon")).await;
    assert_eq!((bad.code, bad.fields[0].field.as_str()), (ErrorCode::Invalid, "inputs.region"));
    let none = launch(REPOSITORY, RESTART, LaunchInput::default()).await;
    assert_eq!(none.fields[0].message, "is required");
    let table = [
        (REPOSITORY, "nothing.yml", ErrorCode::NotFound, "There is no workflow nothing.yml"),
        (REPOSITORY, "../push.yml", ErrorCode::NotFound, "There is no workflow"),
        (
            REPOSITORY,
            "push.yml",
            ErrorCode::Conflict,
            "push.yml in acme/live-api cannot be started by people",
        ),
        (
            REPOSITORY,
            "off.yml",
            ErrorCode::Conflict,
            "Nothing was started: the workflow is turned off on GitHub",
        ),
        (REPOSITORY, "deploy.yml", ErrorCode::Conflict, "Nothing was started: it deploys"),
        (
            "acme/secret",
            "x.yml",
            ErrorCode::NotFound,
            "There is no repository acme/secret that Slipway knows",
        ),
    ];
    for (repository, file, code, words) in table {
        let error = launch(repository, file, to("eu-west-3")).await;
        assert_eq!(error.code, code, "{file}: {error}");
        assert!(error.message.starts_with(words), "{file}: {error}");
    }
    let odd = LaunchInput { reference: Some("-x y".to_owned()), ..to("eu-west-3") };
    assert_eq!(launch(REPOSITORY, RESTART, odd).await.fields[0].field, "reference");
    settle(&world, 2).await;
    assert!(world.pipelines.started().is_empty());
}

#[tokio::test]
async fn a_key_starts_once() {
    let world = world(true).await;
    let dana = person("dana:developer");
    let launch = async |region: &str, key: &str| {
        world.portal.launch(&dana, (REPOSITORY, RESTART), to(region), Some(key)).await
    };
    let first = launch("eu-west-3", "once").await.expect("launched");
    settle(&world, 2).await;
    let again = launch("eu-west-3", "once").await.expect("found");
    assert_eq!(again.id, first.id);
    assert!(again.run().is_some(), "as it is now");
    assert_eq!(launch("us-east-1", "once").await.expect_err("another content").code, ErrorCode::Conflict);
    settle(&world, 2).await;
    assert_eq!(world.pipelines.started().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_and_never_asked_for_twice() {
    for (fault, starts) in [(PipelineFault::UnclearAfter, 1), (PipelineFault::UnclearBefore, 1)] {
        let world = world(true).await;
        let launch = launched(&world).await;
        world.pipelines.inject(PipelineRule::new(fault).on("dispatch").times(1));
        settle(&world, 70).await;
        assert_eq!(now(&world, &launch).await.state.as_str(), "started");
        assert_eq!(world.pipelines.starts(launch.id.as_str()), starts);
    }
}

#[tokio::test]
async fn what_cannot_be_traced_is_never_started_twice() {
    let world = world(false).await;
    let launch = launched(&world).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearAfter).on("dispatch").times(1));
    settle(&world, 70).await;
    let LaunchState::Lost { reason, .. } = now(&world, &launch).await.state else { panic!("it is lost") };
    assert!(reason.contains("look at its runs"), "{reason}");
    assert_eq!(world.pipelines.started().len(), 1);
}

#[tokio::test]
async fn githubs_no_is_told_as_what_it_is() {
    let world = world(true).await;
    let words = "Resource not accessible by integration (it lacks the permission actions=write)";
    world.pipelines.inject(PipelineRule::new(PipelineFault::Forbid(words.into())).on("dispatch"));
    let launch = launched(&world).await;
    settle(&world, 2).await;
    let LaunchState::Refused { reason, .. } = now(&world, &launch).await.state else {
        panic!("it is refused")
    };
    assert_eq!(reason, format!("GitHub said no to the portal's token: {words}"));
    let list = world.portal.pipelines(&person("lee:lead"), &PipelineFilter::default()).await.expect("a list");
    assert_eq!(list.launches.len(), 1, "nobody overlooks it");
    assert_eq!(trail(&world, "pipeline.").await, ["dana pipeline.requested", "Slipway pipeline.refused"]);
}

#[tokio::test]
async fn what_could_not_be_sent_for_long_is_not_sent_any_more() {
    let world = world(true).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable).on("dispatch"));
    let launch = launched(&world).await;
    settle(&world, 60).await;
    let waiting = now(&world, &launch).await;
    assert!(waiting.delayed.is_some_and(|why| why.contains("cannot be reached")));
    for _ in 0..15 {
        world.clock.advance(Duration::from_secs(60));
        world.portal.settle().await.expect("settles");
    }
    world.pipelines.heal();
    settle(&world, 60).await;
    let LaunchState::Refused { reason, .. } = now(&world, &launch).await.state else { panic!("given up") };
    assert!(reason.contains("within 10 minutes"), "{reason}");
    assert!(world.pipelines.started().is_empty());
}

#[tokio::test]
async fn runs_are_cancelled_and_run_again_by_those_who_may() {
    let world = world(true).await;
    world.pipelines.end_with("region", "eu-west-3", Conclusion::Failure);
    world.pipelines.set_timing(PipelineTiming { looks: 3, ..PipelineTiming::default() });
    let launch = launched(&world).await;
    settle(&world, 1).await;
    let run = now(&world, &launch).await.run().expect("a run").id.clone();
    let at = (REPOSITORY, run.as_str());
    let (park, stranger) = (person("park:on-call"), elsewhere());
    let denied = world.portal.do_to_run(&stranger, at, RunDeed::Cancel, None).await.expect_err("refused");
    assert_eq!(denied.code, ErrorCode::Forbidden);
    let early = world.portal.do_to_run(&park, at, RunDeed::RerunFailed, None).await.expect_err("too early");
    assert_eq!(early.why.map(|why| why.code()), Some("run-goes-on"));
    let view = world.portal.do_to_run(&park, at, RunDeed::Cancel, Some("wrong one".into())).await;
    let view = view.expect("cancelled");
    assert!(view.may.rerun_failed.allowed && !view.may.cancel.allowed, "{:?}", view.may);
    let again = world.portal.do_to_run(&park, at, RunDeed::RerunFailed, None).await.expect("again");
    assert_eq!(again.run.map(|run| run.attempt), Some(2));
    assert!(again.version > view.version);
    let words = "no (it lacks the permission actions=write)";
    world.pipelines.inject(PipelineRule::new(PipelineFault::Forbid(words.into())).on("cancel"));
    let no = world.portal.do_to_run(&park, at, RunDeed::Cancel, None).await.expect_err("GitHub says no");
    assert_eq!(no.code, ErrorCode::BackendRefused);
    assert!(no.message.contains(words), "{no}");
    let told = trail(&world, "pipeline.").await;
    let deeds =
        ["cancelled", "rerun", "cancelled", "cancelled_failed"].map(|deed| format!("park pipeline.{deed}"));
    assert_eq!(told[2..], deeds);
}

#[tokio::test]
async fn logs_are_made_safe_and_cut_with_a_note() {
    let world = world(true).await;
    let launch = launched(&world).await;
    settle(&world, 1).await;
    let run = now(&world, &launch).await.run().expect("a run").id.clone();
    let dana = person("dana:developer");
    let view = world.portal.pipeline_run(&dana, REPOSITORY, &run).await.expect("a view");
    let job = view.jobs[0].id.clone();
    let early = world.portal.pipeline_log(&dana, REPOSITORY, (&run, &job)).await.expect_err("it still runs");
    assert_eq!(early.code, ErrorCode::Conflict);
    world.portal.pipeline_run(&dana, REPOSITORY, &run).await.expect("another look");
    let odd = "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7}<script>alert(1)</script>\n";
    world.pipelines.write_into_logs(&format!("{}{odd}", "0123456789\n".repeat(100_000)));
    let log = world.portal.pipeline_log(&dana, REPOSITORY, (&run, &job)).await.expect("a log");
    assert!(log.cut && log.whole > 1_000_000 && log.shown <= 256 * 1024, "{} of {}", log.shown, log.whole);
    assert_eq!(log.lines.last().map(|line| line.text.as_str()), Some("red <script>alert(1)</script>"));
    let calls = || world.pipelines.calls().iter().filter(|call| call.operation == "log").count();
    let before = calls();
    world.portal.pipeline_log(&dana, REPOSITORY, (&run, &job)).await.expect("a log");
    assert_eq!(calls(), before, "what has ended is read once");
    let missing = world.portal.pipeline_log(&dana, REPOSITORY, (&run, "7")).await.expect_err("no such job");
    assert_eq!(missing.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn one_repository_in_trouble_does_not_hide_the_others() {
    let world = world(true).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable).on("runs"));
    let list = world.portal.pipelines(&person("lee:lead"), &PipelineFilter::default()).await.expect("a list");
    let repository = &list.repositories[0];
    assert_eq!(repository.workflows.len(), 2);
    assert!(repository.problems[0].contains("cannot be reached"), "{:?}", repository.problems);
    let deploy = repository.workflows.iter().find(|card| card.workflow.file == "deploy.yml").expect("deploy");
    assert_eq!(deploy.may.why.as_ref().map(|why| why.code()), Some("by-rollout"));
    let others = PipelineFilter { service: Some("player".into()), ..PipelineFilter::default() };
    let none = world.portal.pipelines(&person("lee:lead"), &others).await.expect("a list");
    assert!(none.repositories.is_empty());
}

/// Somebody of another team.
fn elsewhere() -> domain::people::Actor {
    let mut actor = person("eve:admin");
    let team = domain::names::TeamName::parse("payments").expect("a team");
    actor.memberships.iter_mut().for_each(|membership| membership.team = Some(team.clone()));
    actor
}

#[tokio::test]
async fn a_crash_at_any_instant_starts_nothing_twice() {
    for seed in 0..30 {
        let mut dice = Dice(seed);
        let mut world = World::declaring(DECLARATION, seed).await;
        let traceable = seed % 3 != 0;
        world
            .pipelines
            .put_workflow(REPOSITORY, workflow(RESTART, vec![input("region", InputKind::Text)], traceable));
        let listed = Duration::from_millis(dice.roll(3_000));
        world.pipelines.set_timing(PipelineTiming { listed_after: listed, ..PipelineTiming::default() });
        world
            .pipelines
            .inject(PipelineRule::new(PipelineFault::UnclearAfter).on("dispatch").with_probability(0.2));
        world
            .pipelines
            .inject(PipelineRule::new(PipelineFault::UnclearBefore).on("dispatch").with_probability(0.2));
        let launch = launched(&world).await;
        for _ in 0..500 {
            if !for_a_while(1 + dice.roll(40), world.portal.settle()).await {
                world.start_again();
                // Until leases of the dead end.
                world.clock.advance(Duration::from_secs(11));
            }
            if !now(&world, &launch).await.open_ended() {
                break;
            }
            world.clock.advance(Duration::from_millis(dice.roll(2_000)));
        }
        let (state, starts) = (now(&world, &launch).await.state, world.pipelines.starts(launch.id.as_str()));
        match (&state, traceable) {
            (LaunchState::Started { .. }, _) => assert_eq!(starts, 1, "seed {seed}"),
            (LaunchState::Lost { .. }, false) => assert!(starts <= 1, "seed {seed}"),
            _ => panic!("seed {seed}: {state:?}"),
        }
    }
}
