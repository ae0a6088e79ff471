//! What somebody changes in the sandbox cloud behind CloudFormation's back is found.

use adapters::{CloudFormation, CloudOptions};
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use domain::drift::{DriftChange, PropertyDrift, ResourceDrift};
use domain::names::{RegionName, StageName};
use services::ports::{ChangeSetSpec, ChangeSetState, Cloud, DriftState, Place};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use testbed::Ministack;

const STACK: &str = "drifting";

fn here() -> Place {
    Place {
        stage: StageName::parse("dev").expect("a stage"),
        region: RegionName::parse("eu-west-3").expect("a region"),
        role_arn: None,
    }
}

/// So many versioned buckets.
fn buckets(count: usize) -> String {
    let mut template = String::from("Resources:\n");
    for number in 0..count {
        writeln!(template, "  B{number}:\n    Type: AWS::S3::Bucket\n    Properties: {{VersioningConfiguration: {{Status: Enabled}}}}")
            .expect("strings take everything");
    }
    template
}

/// Logical id → the bucket's name.
async fn create(cloud: &CloudFormation, template: &str) -> BTreeMap<String, String> {
    let spec = ChangeSetSpec {
        stack_name: STACK.to_owned(),
        token: "drifting-1".to_owned(),
        create: true,
        template: Arc::from(template),
        parameters: BTreeMap::new(),
        capabilities: vec![],
        tags: BTreeMap::new(),
    };
    cloud.create_change_set(&here(), &spec).await.expect("may be asked for");
    let state = cloud.change_set(&here(), STACK, &spec.token).await.expect("is there");
    let ChangeSetState::Ready { id, .. } = state else { panic!("not ready: {state:?}") };
    cloud.execute_change_set(&here(), STACK, &id, &spec.token).await.expect("may be executed");
    for _ in 0..600 {
        let stack = cloud.stack(&here(), STACK).await.expect("answers").expect("exists");
        if stack.status == "CREATE_COMPLETE" {
            let resources = cloud.resources(&here(), STACK).await.expect("resources");
            return resources.into_iter().map(|row| (row.logical_id, row.physical_id)).collect();
        }
        assert_eq!(stack.status, "CREATE_IN_PROGRESS", "{:?}", stack.reason);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{STACK} is never there");
}

async fn drifted(cloud: &CloudFormation) -> Vec<ResourceDrift> {
    let detection = cloud.start_drift_detection(&here(), STACK).await.expect("may be asked for");
    for _ in 0..600 {
        match cloud.drift_detection(&here(), STACK, &detection).await.expect("answers") {
            DriftState::Pending => tokio::time::sleep(Duration::from_millis(50)).await,
            DriftState::Done(report) => {
                assert_eq!(report.incomplete, None);
                return report.drifted;
            }
        }
    }
    panic!("the comparison never ends");
}

/// Somebody else, with the same rights.
fn somebody(sandbox: &Ministack) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(plain_http())
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .region(Region::new("eu-west-3"))
        .endpoint_url(sandbox.url())
        .force_path_style(true)
        .build();
    aws_sdk_s3::Client::from_conf(config)
}

fn plain_http() -> aws_sdk_s3::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

#[tokio::test]
async fn what_was_changed_or_deleted_by_hand_is_found() {
    let sandbox = Ministack::start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let names = create(&cloud, &buckets(3)).await;
    assert_eq!(drifted(&cloud).await, []);

    let s3 = somebody(&sandbox);
    let suspended = VersioningConfiguration::builder().status(BucketVersioningStatus::Suspended).build();
    s3.put_bucket_versioning()
        .bucket(&names["B0"])
        .versioning_configuration(suspended)
        .send()
        .await
        .expect("is changed");
    s3.delete_bucket().bucket(&names["B2"]).send().await.expect("is deleted");
    let bucket = |logical_id: &str, change, properties| ResourceDrift {
        logical_id: logical_id.to_owned(),
        kind: "AWS::S3::Bucket".to_owned(),
        change,
        properties,
    };
    let status = PropertyDrift {
        path: "/VersioningConfiguration/Status".to_owned(),
        expected: Some("Enabled".to_owned()),
        actual: Some("Suspended".to_owned()),
    };
    assert_eq!(
        drifted(&cloud).await,
        [bucket("B0", DriftChange::Modified, vec![status]), bucket("B2", DriftChange::Deleted, vec![])]
    );
}

#[tokio::test]
async fn a_long_list_of_what_differs_comes_in_pages() {
    let sandbox = Ministack::start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let names = create(&cloud, &buckets(103)).await;
    let s3 = somebody(&sandbox);
    for name in names.values() {
        s3.delete_bucket().bucket(name).send().await.expect("is deleted");
    }
    assert_eq!(drifted(&cloud).await.len(), 103);
}
