//! Faults on demand, refusals like AWS's, and what tests can look at.

use domain::Timestamp;
use domain::drift::{DriftChange, PropertyDrift};
use domain::names::{RegionName, StageName};
use domain::stack::root_cause;
use domain::template::Capability;
use services::ports::{ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place};
use simulated::{Fault, Rule, SimulatedCloud, Timing};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const TEMPLATE: &str = r#"
Parameters:
  Fail: {Type: String, Default: ""}
  Size: {Type: String, Default: small}
  Zones: {Type: String, Default: "false"}
Conditions:
  Several: !Equals [!Ref Zones, "true"]
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: !Ref Size}}
  Standby: {Type: "AWS::SQS::Queue", Condition: Several}
"#;

fn place(region: &str) -> Place {
    Place {
        stage: StageName::parse("dev").expect("a stage"),
        region: RegionName::parse(region).expect("a region"),
        role_arn: None,
    }
}

fn spec(token: &str, create: bool, values: &[(&str, &str)]) -> ChangeSetSpec {
    ChangeSetSpec {
        stack_name: "live".to_owned(),
        token: token.to_owned(),
        create,
        template: Arc::from(TEMPLATE),
        parameters: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        capabilities: vec![],
        tags: BTreeMap::new(),
    }
}

async fn plan(cloud: &SimulatedCloud, spec: &ChangeSetSpec) -> ChangeSetState {
    cloud.create_change_set(&place("us-east-1"), spec).await.expect("may be asked for");
    cloud.change_set(&place("us-east-1"), "live", &spec.token).await.expect("is there")
}

async fn apply(cloud: &SimulatedCloud, spec: &ChangeSetSpec) -> Result<(), CloudError> {
    let state = plan(cloud, spec).await;
    let ChangeSetState::Ready { id, .. } = state else { panic!("not ready: {state:?}") };
    cloud.execute_change_set(&place("us-east-1"), "live", &id, &spec.token).await
}

async fn status(cloud: &SimulatedCloud) -> String {
    cloud.stack(&place("us-east-1"), "live").await.expect("answers").expect("exists").status
}

fn refused(answer: Result<(), CloudError>) -> String {
    match answer {
        Err(CloudError::Refused(words)) => words,
        other => panic!("expected a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn faults_hit_whom_they_are_meant_for() {
    let cloud = SimulatedCloud::instant();
    let (paris, seoul) = (place("eu-west-3"), place("ap-northeast-2"));
    cloud.inject(Rule::new(Fault::Down).in_region(&paris.region));
    cloud.inject(Rule::new(Fault::Throttle).on("ping").every(3));
    cloud.inject(Rule::new(Fault::Refuse("not you".into())).for_stack("secret").times(1));
    assert!(matches!(cloud.ping(&paris).await, Err(CloudError::Unavailable(_))));
    assert_eq!(cloud.ping(&seoul).await, Ok(()));
    assert!(matches!(cloud.ping(&seoul).await, Err(CloudError::Throttled(_))), "the third ping");
    assert_eq!(cloud.stack(&seoul, "secret").await, Err(CloudError::Refused("not you".into())));
    assert_eq!(cloud.stack(&seoul, "secret").await, Ok(None), "once only");
    cloud.heal();
    assert_eq!(cloud.ping(&paris).await, Ok(()));
    let log = cloud.calls();
    let errors = log.iter().filter(|call| call.error.is_some()).count();
    assert_eq!((log.len(), errors), (6, 3));
}

#[tokio::test]
async fn a_lost_answer_leaves_its_effect() {
    let cloud = SimulatedCloud::instant();
    cloud.inject(Rule::new(Fault::LoseAnswer).on("execute_change_set").times(1));
    let spec = spec("t1", true, &[]);
    assert!(matches!(apply(&cloud, &spec).await, Err(CloudError::Unavailable(_))));
    assert_eq!(status(&cloud).await, "CREATE_COMPLETE");
    assert_eq!(apply(&cloud, &spec).await, Ok(()), "the retry finds it done");
    assert_eq!(cloud.executions(), BTreeMap::from([("t1".to_owned(), 1)]));
    assert_eq!(cloud.creations(&place("us-east-1"), "live"), 1);
}

#[tokio::test(start_paused = true)]
async fn calls_and_operations_take_their_time() {
    let timing = Timing {
        latency: Duration::from_secs(1),
        change_set: Duration::from_secs(10),
        operation: Duration::from_secs(60),
        ..Timing::default()
    };
    let cloud = SimulatedCloud::with_seed(timing, 1, Timestamp(0));
    let here = place("us-east-1");
    let start = Instant::now();
    assert_eq!(plan(&cloud, &spec("t1", true, &[])).await, ChangeSetState::Pending);
    assert_eq!(start.elapsed(), Duration::from_secs(2));
    tokio::time::sleep(Duration::from_secs(10)).await;
    apply(&cloud, &spec("t1", true, &[])).await.expect("may be executed");
    let mut seen = vec![];
    for _ in 0..12 {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let id = cloud.stack(&here, "live").await.expect("answers").expect("exists").id;
        seen.push(cloud.events(&here, &id, None).await.expect("events").len());
    }
    assert!(
        seen.windows(2).filter(|pair| pair[0] < pair[1]).count() >= 4,
        "events come one by one: {seen:?}"
    );
    assert_eq!(status(&cloud).await, "CREATE_COMPLETE");
    cloud.inject(Rule::new(Fault::Slow(Duration::from_secs(30))).on("ping"));
    let start = Instant::now();
    cloud.ping(&here).await.expect("answers");
    assert_eq!(start.elapsed(), Duration::from_secs(31));
}

#[tokio::test]
async fn resources_fail_by_name_or_by_parameter() {
    let here = place("us-east-1");
    let cloud = SimulatedCloud::instant();
    cloud.fail_resource("Queue", "Queue limit reached");
    apply(&cloud, &spec("t1", true, &[])).await.expect("may be executed");
    assert_eq!(status(&cloud).await, "ROLLBACK_COMPLETE");
    let id = cloud.stacks()[0].id.clone();
    let events = cloud.events(&here, &id, None).await.expect("events");
    let cause = root_cause(&events).expect("a cause");
    assert_eq!((cause.logical_id.as_str(), cause.reason.as_deref()), ("Queue", Some("Queue limit reached")));
    assert!(cloud.stacks()[0].resources.is_empty());

    let again = cloud.create_change_set(&here, &spec("t2", false, &[])).await;
    assert!(refused(again).contains("ROLLBACK_COMPLETE state and can not be updated"));
    let again = cloud.create_change_set(&here, &spec("t2", true, &[])).await;
    assert!(refused(again).contains("already exists"));
    cloud.delete_stack(&here, "live", "d1").await.expect("may be deleted");
    cloud.mend();
    apply(&cloud, &spec("t3", true, &[])).await.expect("may be executed");
    assert_eq!(status(&cloud).await, "CREATE_COMPLETE");
    apply(&cloud, &spec("t4", false, &[("Fail", "Bucket")])).await.expect("may be executed");
    assert_eq!(status(&cloud).await, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(cloud.stacks()[1].parameters["Fail"], "", "as before");
}

#[tokio::test]
async fn deletions_and_change_sets_fail_on_demand() {
    let here = place("us-east-1");
    let cloud = SimulatedCloud::instant();
    cloud.fail_change_sets("live", "No export named vpc found");
    let failed = plan(&cloud, &spec("t1", true, &[])).await;
    assert_eq!(failed, ChangeSetState::Failed { reason: "No export named vpc found".into() });
    cloud.mend();
    apply(&cloud, &spec("t2", true, &[])).await.expect("may be executed");
    cloud.fail_deletion("Bucket", "The bucket you tried to delete is not empty");
    cloud.delete_stack(&here, "live", "d1").await.expect("starts");
    assert_eq!(status(&cloud).await, "DELETE_FAILED");
    cloud.mend();
    cloud.delete_stack(&here, "live", "d1").await.expect("is the same deletion");
    assert_eq!(status(&cloud).await, "DELETE_FAILED", "a token works once");
    cloud.delete_stack(&here, "live", "d2").await.expect("starts");
    assert_eq!(cloud.stack(&here, "live").await, Ok(None));
}

#[tokio::test(start_paused = true)]
async fn a_stack_in_progress_refuses_changes() {
    let timing = Timing { operation: Duration::from_secs(60), ..Timing::default() };
    let cloud = SimulatedCloud::new(timing);
    let here = place("us-east-1");
    apply(&cloud, &spec("t1", true, &[])).await.expect("may be executed");
    let answer = cloud.create_change_set(&here, &spec("t2", false, &[("Size", "large")])).await;
    assert!(refused(answer).contains("CREATE_IN_PROGRESS state and can not be updated"));
    tokio::time::sleep(Duration::from_secs(61)).await;
    let older = plan(&cloud, &spec("t2", false, &[("Size", "large")])).await;
    let ChangeSetState::Ready { id, .. } = older else { panic!("not ready: {older:?}") };
    cloud.execute_change_set(&here, "live", &id, "t2").await.expect("may be executed");
    let answer = cloud.delete_stack(&here, "live", "d1").await;
    assert!(refused(answer).contains("UPDATE_IN_PROGRESS"));
    let answer = cloud.cancel_update(&here, "live", "t2").await;
    assert!(refused(answer).contains("already used"), "a token is for one operation");
}

#[tokio::test]
async fn changes_behind_the_back_make_plans_obsolete() {
    let here = place("us-east-1");
    let cloud = SimulatedCloud::instant();
    apply(&cloud, &spec("t1", true, &[])).await.expect("may be executed");
    let state = plan(&cloud, &spec("t2", false, &[("Size", "large")])).await;
    let ChangeSetState::Ready { id, .. } = state else { panic!("not ready: {state:?}") };
    cloud.change_behind_the_back(&here, "live").expect("exists");
    assert!(refused(cloud.execute_change_set(&here, "live", &id, "t2").await).contains("OBSOLETE"));
    let state = cloud.change_set(&here, "live", "t2").await;
    assert!(matches!(state, Ok(ChangeSetState::Failed { .. })), "{state:?}");
}

#[tokio::test]
async fn drift_is_found_until_an_update_sets_it_right() {
    let here = place("us-east-1");
    let cloud = SimulatedCloud::instant();
    apply(&cloud, &spec("t1", true, &[])).await.expect("may be executed");
    cloud.drift(&here, "live", "Queue", ("/QueueName", "other")).expect("exists");
    cloud.lose(&here, "live", "Bucket").expect("exists");
    assert!(cloud.lose(&here, "live", "Standby").is_err(), "nothing of that name runs");
    let found = async || {
        let detection = cloud.start_drift_detection(&here, "live").await.expect("starts");
        match cloud.drift_detection(&here, "live", &detection).await {
            Ok(DriftState::Done(report)) => report.drifted,
            other => panic!("not done: {other:?}"),
        }
    };
    let drifted = found().await;
    let told: Vec<_> = drifted.iter().map(|drift| (drift.logical_id.as_str(), drift.change)).collect();
    assert_eq!(told, [("Bucket", DriftChange::Deleted), ("Queue", DriftChange::Modified)]);
    let (expected, actual) = (Some("small".to_owned()), Some("other".to_owned()));
    assert_eq!(drifted[1].properties, [PropertyDrift { path: "/QueueName".into(), expected, actual }]);
    apply(&cloud, &spec("t2", false, &[("Size", "large")])).await.expect("may be executed");
    assert_eq!(found().await, []);
}

#[tokio::test(start_paused = true)]
async fn one_comparison_at_a_time() {
    let timing = Timing { change_set: Duration::from_secs(10), ..Timing::default() };
    let cloud = SimulatedCloud::new(timing);
    let here = place("us-east-1");
    let spec = spec("t1", true, &[]);
    cloud.create_change_set(&here, &spec).await.expect("may be asked for");
    tokio::time::sleep(Duration::from_secs(10)).await;
    apply(&cloud, &spec).await.expect("may be executed");
    let detection = cloud.start_drift_detection(&here, "live").await.expect("starts");
    let second = cloud.start_drift_detection(&here, "live").await;
    assert!(matches!(second, Err(CloudError::Throttled(_))), "{second:?}");
    assert_eq!(cloud.drift_detection(&here, "live", &detection).await, Ok(DriftState::Pending));
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(matches!(cloud.drift_detection(&here, "live", &detection).await, Ok(DriftState::Done(_))));
    cloud.forget_detections();
    let forgotten = cloud.drift_detection(&here, "live", &detection).await;
    assert!(matches!(forgotten, Err(CloudError::NotFound(_))), "{forgotten:?}");
}

#[tokio::test]
async fn what_aws_checks_at_once_is_refused_at_once() {
    let here = place("us-east-1");
    let cloud = SimulatedCloud::instant();
    let role = "Resources: {Role: {Type: AWS::IAM::Role}}";
    let mut capable = ChangeSetSpec { template: Arc::from(role), ..spec("t1", true, &[]) };
    let answer = cloud.create_change_set(&here, &capable).await;
    assert_eq!(refused(answer), "Requires capabilities : [CAPABILITY_IAM]");
    capable.capabilities = vec![Capability::Iam];
    assert_eq!(cloud.create_change_set(&here, &capable).await, Ok(()));
    let answer = cloud.create_change_set(&here, &spec("t2", true, &[("Sizes", "x")])).await;
    assert_eq!(refused(answer), "Parameters: [Sizes] do not exist in the template");
}

#[tokio::test]
async fn conditions_decide_what_exists() {
    let cloud = SimulatedCloud::instant();
    apply(&cloud, &spec("t1", true, &[])).await.expect("may be executed");
    assert_eq!(cloud.stacks()[0].resources, ["Bucket", "Queue"]);
    apply(&cloud, &spec("t2", false, &[("Zones", "true")])).await.expect("may be executed");
    assert_eq!(cloud.stacks()[0].resources, ["Bucket", "Queue", "Standby"]);
    apply(&cloud, &spec("t3", false, &[])).await.expect("may be executed");
    assert_eq!(cloud.stacks()[0].resources, ["Bucket", "Queue"]);
}
