//! What only the real protocol has: accounts, pages, templates through S3, capabilities.

use adapters::{CloudFormation, CloudOptions};
use domain::names::{RegionName, StageName};
use domain::template::Capability;
use services::ports::{ChangeSetSpec, ChangeSetState, Cloud, CloudError, Place};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use testbed::Ministack;

const ROLE: &str = "arn:aws:iam::123456789012:role/deployer";

fn place(role_arn: Option<&str>) -> Place {
    Place {
        stage: StageName::parse("prod").expect("a stage"),
        region: RegionName::parse("eu-west-3").expect("a region"),
        role_arn: role_arn.map(str::to_owned),
    }
}

fn spec(stack: &str, template: &str) -> ChangeSetSpec {
    ChangeSetSpec {
        stack_name: stack.to_owned(),
        token: format!("{stack}-1"),
        create: true,
        template: Arc::from(template),
        parameters: BTreeMap::new(),
        capabilities: vec![],
        tags: BTreeMap::new(),
    }
}

/// Creates the stack and tells its id and the number of changes.
async fn create(cloud: &CloudFormation, place: &Place, spec: &ChangeSetSpec) -> (String, usize) {
    cloud.create_change_set(place, spec).await.expect("may be asked for");
    let state = cloud.change_set(place, &spec.stack_name, &spec.token).await.expect("is there");
    let ChangeSetState::Ready { id, stack_id, changes } = state else { panic!("not ready: {state:?}") };
    cloud.execute_change_set(place, &spec.stack_name, &id, &spec.token).await.expect("may be executed");
    for _ in 0..600 {
        let stack = cloud.stack(place, &stack_id).await.expect("answers").expect("exists");
        if stack.status == "CREATE_COMPLETE" {
            return (stack_id, changes.len());
        }
        assert_eq!(stack.status, "CREATE_IN_PROGRESS", "{:?}", stack.reason);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} never ends", spec.stack_name);
}

/// So many parameters, each with so much of a description.
fn many(resources: usize, padding: usize) -> String {
    let mut template = String::from("Resources:\n");
    for number in 0..resources {
        let padding = "x".repeat(padding);
        writeln!(template, "  Note{number}:\n    Type: AWS::SSM::Parameter\n    Properties: {{Type: String, Value: v{number}, Description: d{padding}}}")
            .expect("strings take everything");
    }
    template
}

#[tokio::test]
async fn a_stage_may_live_in_its_own_account() {
    let sandbox = Ministack::options().auth(false).start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let (own, other) = (place(None), place(Some(ROLE)));
    let (id, _) = create(&cloud, &other, &spec("apart", &many(1, 0))).await;
    assert!(id.contains(":123456789012:stack/apart/"), "{id}");
    assert_eq!(cloud.stack(&own, "apart").await, Ok(None));
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let sandbox = Ministack::start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let here = place(None);
    let (id, changes) = create(&cloud, &here, &spec("pages", &many(120, 0))).await;
    assert_eq!(changes, 120);
    assert_eq!(cloud.resources(&here, "pages").await.expect("a list").len(), 120);
    let events = cloud.events(&here, &id, None).await.expect("events");
    // Each resource begins and ends, and so does the stack, after its review.
    assert_eq!(events.len(), 120 * 2 + 3);
    let known = &events[7].id;
    let rest = cloud.events(&here, &id, Some(known)).await.expect("events");
    assert_eq!(rest, events[8..]);
}

#[tokio::test]
async fn large_templates_travel_through_s3() {
    let sandbox = Ministack::start().await;
    let large = spec("large", &many(100, 600));
    assert!(large.template.len() > 51_200 && large.template.len() < 1_000_000);
    let here = place(None);
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let (_, changes) = create(&cloud, &here, &large).await;
    assert_eq!(changes, 100);

    let none = CloudOptions { template_bucket: None, ..CloudOptions::sandbox(&sandbox.url()) };
    let answer = CloudFormation::new(none).create_change_set(&here, &spec("other", &large.template)).await;
    let Err(CloudError::Refused(words)) = answer else { panic!("{answer:?}") };
    assert!(words.contains("configure a template bucket"), "{words}");

    let missing = CloudOptions {
        template_bucket: Some("nobody-made-this-{region}".to_owned()),
        create_template_bucket: false,
        ..CloudOptions::sandbox(&sandbox.url())
    };
    let answer = CloudFormation::new(missing).create_change_set(&here, &spec("other", &large.template)).await;
    let Err(CloudError::Refused(words)) = answer else { panic!("{answer:?}") };
    assert!(words.contains("nobody-made-this-eu-west-3"), "{words}");
}

#[tokio::test]
async fn capabilities_must_be_acknowledged() {
    let sandbox = Ministack::start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let role = r#"
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]
"#;
    let mut asked = spec("roles", role);
    let answer = cloud.create_change_set(&place(None), &asked).await;
    assert_eq!(answer, Err(CloudError::Refused("Requires capabilities : [CAPABILITY_IAM]".to_owned())));
    assert_eq!(cloud.stack(&place(None), "roles").await, Ok(None));
    asked.capabilities = vec![Capability::Iam];
    create(&cloud, &place(None), &asked).await;
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_refused_in_the_clouds_words() {
    let sandbox = Ministack::start().await;
    let cloud = CloudFormation::new(CloudOptions::sandbox(&sandbox.url()));
    let answer = cloud.ping(&place(Some("arn:aws:iam::000000000000:role/nobody"))).await;
    let Err(CloudError::Refused(words)) = answer else { panic!("{answer:?}") };
    assert!(words.starts_with("The role cannot be assumed"), "{words}");
}
