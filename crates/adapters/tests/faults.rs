//! What a region's faults do to calls: there, and in other regions.

use adapters::{CloudFormation, CloudOptions};
use domain::names::{RegionName, StageName};
use serde_json::json;
use services::ports::{Cloud, CloudError, Place};
use simulated::contract::{self, Bench};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testbed::{Microburst, Ministack};

fn place(region: &str) -> Place {
    Place {
        stage: StageName::parse("dev").expect("a stage"),
        region: RegionName::parse(region).expect("a region"),
        role_arn: None,
    }
}

/// A sandbox behind a proxy. Both have given their first answer, which costs them seconds, and more on a busy machine.
async fn surroundings() -> (Ministack, Microburst) {
    let sandbox = Ministack::start().await;
    let flaky = Microburst::before(&sandbox.url()).await;
    let minute = Duration::from_secs(60);
    let patient =
        CloudOptions { attempt_timeout: minute, call_timeout: minute, ..CloudOptions::sandbox(&flaky.url()) };
    let first = CloudFormation::new(patient).stack(&place("ap-northeast-2"), "any").await;
    assert_eq!(first, Ok(None));
    (sandbox, flaky)
}

fn hasty(url: &str) -> CloudOptions {
    CloudOptions {
        attempts: 2,
        attempt_timeout: Duration::from_millis(500),
        call_timeout: Duration::from_secs(3),
        ..CloudOptions::sandbox(url)
    }
}

#[tokio::test]
async fn the_contract_is_kept_when_answers_are_lost_and_calls_are_throttled() {
    let (_sandbox, flaky) = surroundings().await;
    let lost = json!({"abort_bytes": 1});
    let busy = json!({"code": "Throttling", "status": 400, "message": "Rate exceeded"});
    let down = json!({"code": "ServiceUnavailable", "status": 503, "message": "down"});
    flaky
        .set_rules(json!([
            {"service": "cloudformation", "operation": "CreateChangeSet", "response": lost, "sequence": {"fail": 1, "pass": 4}},
            {"service": "cloudformation", "operation": "ExecuteChangeSet", "response": lost, "sequence": {"fail": 1, "pass": 4}},
            {"service": "cloudformation", "operation": "DeleteStack", "response": lost, "sequence": {"fail": 1, "pass": 4}},
            {"service": "cloudformation", "operation": "DescribeStacks", "error": down, "sequence": {"fail": 1, "pass": 9}},
            {"service": "cloudformation", "operation": "DescribeStackEvents", "error": busy, "sequence": {"fail": 1, "pass": 9}},
        ]))
        .await;
    let patient = CloudOptions { attempts: 8, ..CloudOptions::sandbox(&flaky.url()) };
    let cloud = Arc::new(CloudFormation::new(patient));
    contract::run(&Bench::new(cloud.clone())).await;
    let counts = cloud.counts();
    let events = counts.iter().find(|c| c.operation == "DescribeStackEvents").expect("counted");
    assert!(events.throttled > 0 && events.throttled < events.attempts, "{events:?}");
    let stacks = counts.iter().find(|c| c.operation == "DescribeStacks").expect("counted");
    assert!(stacks.failed > 0 && stacks.throttled == 0, "{stacks:?}");
}

#[tokio::test]
async fn a_throttling_region_slows_nobody_else_down() {
    let (_sandbox, flaky) = surroundings().await;
    let busy = json!({"code": "Throttling", "status": 400, "message": "Rate exceeded"});
    flaky.set_rules(json!([{"service": "cloudformation", "region": "eu-west-3", "error": busy}])).await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&flaky.url()));
    let (paris, seoul) = (place("eu-west-3"), place("ap-northeast-2"));
    let start = Instant::now();
    let throttled = cloud.ping(&paris).await;
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    assert_eq!(throttled, Err(CloudError::Throttled("Rate exceeded".to_owned())));
    let start = Instant::now();
    for _ in 0..50 {
        assert_eq!(cloud.ping(&seoul).await, Ok(()));
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    flaky.set_rules(json!([])).await;
    assert_eq!(cloud.ping(&paris).await, Ok(()), "it recovers");
}

#[tokio::test]
async fn a_region_that_does_not_answer_is_told_in_time() {
    let (_sandbox, flaky) = surroundings().await;
    flaky
        .set_rules(json!([
            {"service": "cloudformation", "region": "eu-west-3", "latency": 60_000},
            {"service": "cloudformation", "region": "us-east-1", "reset": true},
        ]))
        .await;
    let cloud = CloudFormation::new(hasty(&flaky.url()));
    for region in ["eu-west-3", "us-east-1"] {
        let start = Instant::now();
        let answer = cloud.stack(&place(region), "any").await;
        assert!(matches!(answer, Err(CloudError::Unavailable(_))), "{region}: {answer:?}");
        assert!(start.elapsed() < Duration::from_secs(10), "{region}: {:?}", start.elapsed());
    }
    assert_eq!(cloud.stack(&place("ap-northeast-2"), "any").await, Ok(None));
}

#[tokio::test]
async fn an_outage_passes() {
    let mut sandbox = Ministack::options().persistent().start().await;
    let cloud = CloudFormation::new(CloudOptions { attempts: 2, ..CloudOptions::sandbox(&sandbox.url()) });
    let seoul = place("ap-northeast-2");
    assert_eq!(cloud.ping(&seoul).await, Ok(()));
    sandbox.stop();
    let answer = cloud.ping(&seoul).await;
    assert!(matches!(answer, Err(CloudError::Unavailable(_))), "{answer:?}");
    sandbox.start_again().await;
    assert_eq!(cloud.ping(&seoul).await, Ok(()));
}

#[tokio::test]
async fn calls_of_a_place_wait_for_one_another_beyond_the_limit() {
    let (_sandbox, slow) = surroundings().await;
    slow.set_rules(json!([{"service": "cloudformation", "latency": 300}])).await;
    let options = CloudOptions { calls_at_once: 2, ..CloudOptions::sandbox(&slow.url()) };
    let cloud = CloudFormation::new(options);
    let start = Instant::now();
    let (seoul, paris) = (place("ap-northeast-2"), place("eu-west-3"));
    let answers = tokio::join!(
        cloud.ping(&seoul),
        cloud.ping(&seoul),
        cloud.ping(&seoul),
        cloud.ping(&seoul),
        cloud.ping(&seoul),
        cloud.ping(&paris),
    );
    assert_eq!(answers, (Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), Ok(())));
    // Three rounds of two calls at once. How much longer it takes is the machine's affair.
    assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
}
