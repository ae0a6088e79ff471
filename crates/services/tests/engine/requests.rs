use crate::support::{World, creation, everywhere, person, place};
use domain::approval::Decision;
use domain::environment::EnvironmentStatus;
use domain::request::{RequestStatus, TargetStatus};
use domain::view::{MatrixFilter, RequestInput};
use domain::{ErrorCode, address::Cidr};
use services::ports::EnvironmentFilter;

#[tokio::test]
async fn one_form_makes_twelve_stacks() {
    let world = World::new().await;
    let waiting = world.create(creation(&everywhere())).await;
    assert_eq!(waiting.status, RequestStatus::AwaitingApproval);
    let count = |status| waiting.targets.iter().filter(|target| target.status == status).count();
    assert_eq!((count(TargetStatus::Succeeded), count(TargetStatus::AwaitingApproval)), (8, 4));
    assert_eq!(waiting.distinct_plans.len(), 1, "twelve targets, one distinct plan");

    let approved = world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
    let done = world.settle(&approved.id, 60).await;
    assert_eq!(done.status, RequestStatus::Succeeded);
    assert_eq!(world.stacks().len(), 12);
    assert!(world.stacks().iter().all(|(_, status)| status == "CREATE_COMPLETE"));
    let protected = world.cloud.stacks().into_iter().filter(|stack| stack.termination_protection);
    assert_eq!(protected.count(), 4, "only production is protected");
    assert!(world.cloud.executions().values().all(|times| *times == 1), "nothing was executed twice");

    let matrix =
        world.portal.matrix(&person("park:on-call"), &MatrixFilter::default()).await.expect("a matrix");
    assert_eq!(matrix.rows.len(), 1);
    let cells: Vec<_> = matrix.rows[0].cells.iter().flatten().collect();
    assert_eq!(cells.len(), 12);
    assert!(cells.iter().all(|cell| cell.status == EnvironmentStatus::Running && !cell.held));
}

#[tokio::test]
async fn address_ranges_never_overlap_even_when_asked_for_at_once() {
    let world = World::new().await;
    let inputs = (0..6).map(|number| RequestInput {
        service: format!("service-{number}"),
        ..creation(&[("dev", "us-east-1"), ("dev", "eu-west-3")])
    });
    let dana = person("dana:developer");
    let made = futures::future::join_all(inputs.map(|input| world.portal.create(&dana, input, None))).await;
    let mut ranges: Vec<Cidr> = vec![Cidr::parse("10.64.0.0/20").expect("the corporate range")];
    for view in made {
        for target in view.expect("made").targets {
            let text = target.values["Range"].value.clone().expect("a range");
            ranges.push(Cidr::parse(&text).expect("a range"));
        }
    }
    assert_eq!(ranges.len(), 13);
    for (position, range) in ranges.iter().enumerate() {
        assert!(ranges[..position].iter().all(|other| !other.overlaps(*range)), "{range} twice");
    }
}

#[tokio::test]
async fn the_same_name_at_the_same_moment_is_given_once() {
    let world = World::new().await;
    let dana = person("dana:developer");
    let tries = (0..4).map(|_| world.portal.create(&dana, creation(&[("dev", "us-east-1")]), None));
    let made = futures::future::join_all(tries).await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
    for refused in made.into_iter().filter_map(Result::err) {
        assert_eq!(refused.code, ErrorCode::Conflict);
        assert!(refused.message.contains("another request is changing it"), "{refused}");
    }
}

#[tokio::test]
async fn an_idempotency_key_finds_the_first_request_again() {
    let world = World::new().await;
    let dana = person("dana:developer");
    let input = creation(&[("dev", "us-east-1")]);
    let first = world.portal.create(&dana, input.clone(), Some("k1")).await.expect("made");
    let again = world.portal.create(&dana, input.clone(), Some("k1")).await.expect("found");
    assert_eq!(first.id, again.id);
    let other = RequestInput { service: "other".into(), ..input };
    let refused = world.portal.create(&dana, other, Some("k1")).await.expect_err("another content");
    assert_eq!(refused.code, ErrorCode::Conflict);
}

#[tokio::test]
async fn updating_without_a_difference_is_a_good_outcome() {
    let world = World::new().await;
    let made = world.create(creation(&[("dev", "us-east-1")])).await;
    assert_eq!(made.status, RequestStatus::Succeeded);
    let update = RequestInput { action: "update".into(), ..creation(&[("dev", "us-east-1")]) };
    let same = world.create(update.clone()).await;
    assert_eq!((same.status, same.targets[0].status), (RequestStatus::Succeeded, TargetStatus::Unchanged));
    assert_eq!(same.targets[0].values["Range"], made.targets[0].values["Range"]);

    let larger = RequestInput { parameters: [("Size".into(), "large".into())].into(), ..update };
    let changed = world.create(larger).await;
    assert_eq!(changed.status, RequestStatus::Succeeded, "{:?}", changed.targets[0].reason);
    let plan = changed.targets[0].plan.as_ref().expect("a plan");
    assert_eq!(plan.changes[0].logical_id, "Store");
    assert_eq!(plan.findings[0].rule, "stateful-replacement");
}

#[tokio::test]
async fn deleting_leaves_nothing_and_gives_the_range_back() {
    let world = World::new().await;
    let made = world.create(creation(&[("dev", "us-east-1")])).await;
    let range = made.targets[0].values["Range"].value.clone();
    let delete = RequestInput {
        action: "delete".into(),
        template: String::new(),
        ..creation(&[("dev", "us-east-1")])
    };
    let gone = world.create(delete).await;
    assert_eq!(gone.status, RequestStatus::Succeeded, "{:?}", gone.targets[0].reason);
    assert_eq!(gone.targets[0].plan.as_ref().map(|plan| plan.changes.len()), Some(2));
    assert!(world.stacks().is_empty());
    let left = world.portal.environments(&person("lee:lead"), &EnvironmentFilter::default(), None, 10).await;
    assert!(left.expect("a list").items.is_empty());
    let again = world.create(creation(&[("dev", "us-east-1")])).await;
    assert_eq!(again.targets[0].values["Range"].value, range);
}

#[tokio::test]
async fn secrets_reach_the_cloud_and_nothing_else() {
    let world = World::new().await;
    let secret = "correct-horse-battery";
    let input = RequestInput {
        parameters: [("Secret".into(), secret.into())].into(),
        ..creation(&[("dev", "us-east-1")])
    };
    let made = world.create(input).await;
    assert_eq!(made.status, RequestStatus::Succeeded);
    assert_eq!(made.targets[0].values["Secret"].value, None);
    assert_eq!(world.cloud.stacks()[0].parameters["Secret"], secret);
    for entry in std::fs::read_dir(world.folder.path()).expect("the folder") {
        let bytes = std::fs::read(entry.expect("a file").path()).expect("readable");
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "the database holds the secret in clear text");
    }
}

#[tokio::test]
async fn what_was_typed_wrong_is_told_field_by_field() {
    let world = World::new().await;
    let input = RequestInput {
        service: "<script>".into(),
        parameters: [("Size".into(), "huge".into())].into(),
        ..creation(&[("dev", "mars-1"), ("test", "us-east-1")])
    };
    let dana = person("dana:developer");
    let refused = world.portal.create(&dana, input, None).await.expect_err("refused");
    let fields: Vec<&str> = refused.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["service", "targets[0].region", "targets[1].stage"]);

    let input = RequestInput {
        parameters: [("Size".into(), "huge".into())].into(),
        ..creation(&[("dev", "us-east-1")])
    };
    let refused = world.portal.create(&dana, input, None).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert_eq!(refused.fields[0].field, "parameters.Size");
    assert!(world.cloud.stacks().is_empty());
}

#[tokio::test]
async fn a_stack_of_the_same_name_that_is_not_ours_is_left_alone() {
    use services::ports::{ChangeSetSpec, Cloud};
    let world = World::new().await;
    let there = place("dev", "us-east-1");
    let spec = ChangeSetSpec {
        stack_name: "slipway-live-api--web--dev".into(),
        token: "by-hand".into(),
        create: true,
        template: "Resources: {A: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: a}}}"
            .into(),
        parameters: [].into(),
        capabilities: vec![],
        tags: [].into(),
    };
    world.cloud.create_change_set(&there, &spec).await.expect("made by hand");
    let ready = world.cloud.change_set(&there, &spec.stack_name, &spec.token).await.expect("ready");
    if let services::ports::ChangeSetState::Ready { id, .. } = ready {
        world.cloud.execute_change_set(&there, &spec.stack_name, &id, &spec.token).await.expect("executed");
    }
    let refused = world.create(creation(&[("dev", "us-east-1")])).await;
    assert_eq!(refused.status, RequestStatus::PlanFailed);
    let cancelled =
        world.portal.cancel(&person("dana:developer"), &refused.id, None).await.expect("cancelled");
    world.settle(&cancelled.id, 30).await;
    assert_eq!(world.stacks(), [("us-east-1".to_owned(), "CREATE_COMPLETE".to_owned())]);
}
