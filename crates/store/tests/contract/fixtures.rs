//! Things to store, made as the services make them.

use domain::Timestamp;
use domain::audit::AuditNote;
use domain::environment::{Drift, Environment, EnvironmentKey, EnvironmentStatus};
use domain::ids::{ActorId, EnvironmentId, JobId, RequestId};
use domain::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use domain::people::{Actor, Membership, Role};
use domain::permission::{Action, Permit, permit};
use domain::plan::{ChangeAction, Plan, Replacement, ResourceChange};
use domain::request::{Content, Opening, Request, RequestAction, RequestEvent, TargetContent, TargetKey};
use domain::stack::StackEvent;
use domain::template::TemplateDigest;
use domain::values::{StoredValue, StoredValues};
use services::ports::{Commit, DeliveryOutcome, JobKind, NewJob, WebhookDelivery, Write};
use store::Database;

pub fn team(name: &str) -> TeamName {
    TeamName::parse(name).expect("a team")
}

pub fn stage(name: &str) -> StageName {
    StageName::parse(name).expect("a stage")
}

pub fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region")
}

pub fn template(name: &str) -> TemplateName {
    TemplateName::parse(name).expect("a template's name")
}

pub fn key(stage_name: &str, region_name: &str) -> TargetKey {
    TargetKey { stage: stage(stage_name), region: region(region_name) }
}

pub fn mina() -> Actor {
    Actor {
        id: ActorId("usr_mina".to_owned()),
        login: "mina".to_owned(),
        name: "김미나 Mina Kim".to_owned(),
        memberships: vec![Membership { team: Some(team("live")), role: Role::Developer }],
    }
}

pub fn mina_may(action: Action) -> Permit {
    permit(&mina(), action, Some(&team("live"))).expect("a developer may")
}

/// A commit of the portal's own at a time.
pub fn commit(at: i64) -> Commit {
    Commit::new(Permit::portal(), Timestamp(at))
}

pub fn writing(writes: Vec<Write>) -> Commit {
    Commit { writes, ..commit(1_000) }
}

pub fn note(action: &str, subject: &str) -> AuditNote {
    AuditNote {
        action: action.to_owned(),
        subject: subject.to_owned(),
        team: Some(team("live")),
        why: None,
        before: serde_json::Value::Null,
        after: serde_json::json!({ "z": 1, "a": [0.1, 5e-324, 1.797_693_134_862_315_7e308, 123_456_789.123_456_79] }),
    }
}

/// A new request over the targets `(stage, region)`.
pub fn request(id: &str, service: &str, targets: &[(&str, &str)], at: i64) -> Request {
    let opening = Opening {
        id: RequestId(id.to_owned()),
        action: RequestAction::Create,
        team: team("live"),
        requester: &mina(),
        service: ServiceName::parse(service).expect("a service"),
        environment: EnvironmentName::parse("web").expect("an environment"),
        carried_by: None,
    };
    let target = |(stage_name, region_name): &(&str, &str)| TargetContent {
        key: key(stage_name, region_name),
        environment_id: EnvironmentId(format!("env_{service}_{stage_name}_{region_name}")),
        stack_name: format!("{service}-web-{stage_name}"),
        action: None,
        approval: None,
        termination_protection: *stage_name == "prod",
        overrides: StoredValues::new(),
        values: Default::default(),
    };
    let content = Content {
        template: template("web-service"),
        template_digest: TemplateDigest(format!("sha256:{}", "a".repeat(64))),
        capabilities: Vec::new(),
        shared: StoredValues::from([("Size".to_owned(), StoredValue::Plain("작은".to_owned()))]),
        reason: Some("오픈 준비".to_owned()),
        targets: targets.iter().map(target).collect(),
    };
    Request::open(opening, content, Timestamp(at)).next
}

/// The request after the plan of one target came in.
pub fn planned(request: &Request, target: &TargetKey, stack_id: &str) -> Request {
    let plan = Plan {
        change_set_id: Some("arn:change-set".to_owned()),
        stack_id: Some(stack_id.to_owned()),
        changes: vec![ResourceChange {
            action: ChangeAction::Add,
            logical_id: "Bucket".to_owned(),
            kind: "AWS::S3::Bucket".to_owned(),
            replacement: Replacement::False,
            properties: Vec::new(),
        }],
        findings: Vec::new(),
        monthly_usd: None,
        planned_at: Timestamp(2_000),
    };
    let event = RequestEvent::Planned { target: target.clone(), attempt: 1, plan };
    request.apply(event, Timestamp(2_000)).expect("a plan is wanted").next
}

/// An environment at `(service, name, stage, region)`.
pub fn environment(at: [&str; 4]) -> Environment {
    let [service, name, stage_name, region_name] = at;
    let key = EnvironmentKey {
        service: ServiceName::parse(service).expect("a service"),
        name: EnvironmentName::parse(name).expect("an environment"),
        stage: stage(stage_name),
        region: region(region_name),
    };
    Environment {
        id: EnvironmentId(format!("env_{service}_{name}_{stage_name}_{region_name}")),
        stack_name: key.stack_name("slipway-"),
        key,
        team: team("live"),
        stack_id: None,
        template: template("web-service"),
        template_digest: TemplateDigest(format!("sha256:{}", "a".repeat(64))),
        values: StoredValues::from([("Secret".to_owned(), StoredValue::Sealed("c2VhbGVk".to_owned()))]),
        outputs: [("Url".to_owned(), "https://example.com".to_owned())].into(),
        status: EnvironmentStatus::Running,
        status_before: None,
        held_by: None,
        last_request: RequestId("req_1".to_owned()),
        drift: Drift::InSync,
        drift_asked_at: None,
        drift_checked_at: None,
        drift_note: None,
        drifted: Vec::new(),
        monthly_usd: Some(0.1 + 0.2),
        created_at: Timestamp(1_000),
        updated_at: Timestamp(1_000),
    }
}

pub fn stack_event(stack_id: &str, id: &str) -> StackEvent {
    StackEvent {
        id: id.to_owned(),
        stack_id: stack_id.to_owned(),
        at: Timestamp(3_000),
        logical_id: "Bucket".to_owned(),
        physical_id: "bucket-1".to_owned(),
        kind: "AWS::S3::Bucket".to_owned(),
        status: "CREATE_COMPLETE".to_owned(),
        reason: None,
        token: Some("slipway-env-1".to_owned()),
    }
}

/// A job that is due at once.
pub fn job(id: &str, lane: &str, pool: &str) -> NewJob {
    NewJob {
        id: JobId(format!("job_{id}")),
        kind: JobKind::Poll { stage: stage("dev"), region: region("us-east-1") },
        lane: lane.to_owned(),
        pool: pool.to_owned(),
        unique_key: None,
        run_at: Timestamp(1_000),
    }
}

pub fn create_request(request: &Request) -> Write {
    Write::Request { expected: None, next: Box::new(request.clone()) }
}

pub fn create_environment(environment: &Environment) -> Write {
    Write::Environment { expected: None, next: Box::new(environment.clone()) }
}

/// Commits, and fails the test if that does not work.
pub async fn put(store: &Database, writes: Vec<Write>) {
    services::ports::Store::commit(store, writing(writes)).await.expect("a commit");
}

/// A webhook that came at this time.
pub fn delivery(id: &str, at: i64) -> Write {
    Write::Delivery(WebhookDelivery {
        id: id.to_owned(),
        event: "workflow_run".to_owned(),
        action: Some("completed".to_owned()),
        repository: Some("acme/api".to_owned()),
        outcome: DeliveryOutcome::Ignored,
        received_at: Timestamp(at),
    })
}
