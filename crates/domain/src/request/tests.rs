//! Requests from opening to end, as tables of events and what they lead to.

use super::*;
use crate::approval::Decision;
use crate::ids::EnvironmentId;
use crate::names::{RegionName, StageName};
use crate::people::{Actor, Membership, Role};
use crate::plan::{ChangeAction, Plan, Replacement, ResourceChange};
use crate::rules::ApprovalRule;
use crate::values::{ResolvedValues, StoredValues};

const NOW: Timestamp = Timestamp(1_000);

fn key(text: &str) -> TargetKey {
    let (stage, region) = text.split_once('/').expect("stage/region");
    TargetKey {
        stage: StageName::parse(stage).expect("a stage"),
        region: RegionName::parse(region).expect("a region"),
    }
}

fn content(targets: &[&str]) -> Content {
    let target = |text: &&str| {
        let key = key(text);
        let approval = (key.stage.as_str() == "prod").then(|| ApprovalRule {
            required: 1,
            roles: vec![Role::Lead],
            one_of: vec![],
            expires_after_hours: 72,
        });
        TargetContent {
            environment_id: EnvironmentId(format!("env_{text}")),
            stack_name: format!("stack-{text}"),
            action: None,
            termination_protection: approval.is_some(),
            approval,
            overrides: StoredValues::new(),
            values: ResolvedValues::new(),
            key,
        }
    };
    Content {
        template: TemplateName::parse("cache").expect("a name"),
        template_digest: TemplateDigest("sha256:aa".into()),
        capabilities: vec![],
        shared: StoredValues::new(),
        reason: None,
        targets: targets.iter().map(target).collect(),
    }
}

fn person(id: &str) -> Actor {
    Actor {
        id: ActorId(id.into()),
        login: id.into(),
        name: id.into(),
        memberships: vec![Membership {
            team: Some(TeamName::parse("streaming").expect("a team")),
            role: Role::Lead,
        }],
    }
}

fn open(targets: &[&str]) -> Request {
    let opening = Opening {
        id: RequestId("req_1".into()),
        action: RequestAction::Create,
        team: TeamName::parse("streaming").expect("a team"),
        requester: &person("dana"),
        service: ServiceName::parse("live-api").expect("a service"),
        environment: EnvironmentName::parse("cache").expect("a name"),
        carried_by: None,
    };
    let step = Request::open(opening, content(targets), NOW);
    assert_eq!(step.effects.len(), targets.len());
    step.next
}

fn plan(change_set: &str, changes: usize) -> Plan {
    let change = |number: usize| ResourceChange {
        action: ChangeAction::Add,
        logical_id: format!("R{number}"),
        kind: "AWS::S3::Bucket".into(),
        replacement: Replacement::False,
        properties: vec![],
    };
    Plan {
        change_set_id: (changes > 0).then(|| change_set.into()),
        stack_id: None,
        changes: (0..changes).map(change).collect(),
        findings: vec![],
        monthly_usd: None,
        planned_at: NOW,
    }
}

/// Words for events, so that tables read like stories.
fn event(request: &Request, word: &str) -> RequestEvent {
    let (verb, rest) = word.split_once(' ').unwrap_or((word, ""));
    let target = || key(rest);
    let one = rest.contains('/') && !rest.contains(',');
    let attempt = if one { request.target(&key(rest)).map_or(1, |target| target.attempt) } else { 1 };
    let answer = |decision| {
        RequestEvent::Decided(Approval {
            by: ActorId("lee".into()),
            by_name: "lee".into(),
            decision,
            digest: request.digest.clone(),
            comment: Some("because".into()),
            at: NOW,
            void: None,
            roles: vec![Role::Lead],
            on_behalf: None,
        })
    };
    match verb {
        "planned" => {
            let set = format!("{rest}-{attempt}");
            RequestEvent::Planned { target: target(), attempt, plan: plan(&set, 1) }
        }
        "unchanged" => RequestEvent::Planned { target: target(), attempt, plan: plan(rest, 0) },
        "refused" => RequestEvent::PlanFailed { target: target(), attempt, reason: "no".into(), plan: None },
        "broke" => RequestEvent::Broke { target: target(), attempt, reason: "net".into() },
        "applied" => RequestEvent::Applied { target: target(), attempt, outcome: Outcome::default() },
        "failed" => RequestEvent::ApplyFailed {
            target: target(),
            attempt,
            reason: "limit".into(),
            resource: None,
            rolled_back: true,
        },
        "gone" => RequestEvent::Discarded { target: target(), attempt },
        "approve" => answer(Decision::Approve),
        "reject" => answer(Decision::Reject),
        "ask" => answer(Decision::RequestChanges),
        "withdraw" => RequestEvent::withdrawn(&person("dana"), None),
        "cancel" => RequestEvent::cancelled(&person("dana"), None),
        "retry" => RequestEvent::Retried,
        "amend" => RequestEvent::Amended {
            by: ActorId("dana".into()),
            content: content(&rest.split(',').collect::<Vec<_>>()),
        },
        other => panic!("no such word: {other}"),
    }
}

fn run(targets: &[&str], story: &[&str]) -> (Request, Vec<String>) {
    let mut request = open(targets);
    let mut effects = Vec::new();
    for word in story {
        let event = event(&request, word);
        let step = request.apply(event, NOW).unwrap_or_else(|refused| panic!("{word}: {refused}"));
        effects = step.effects.iter().map(|e| format!("{:?} {}", e.work, e.target)).collect();
        request = step.next;
    }
    (request, effects)
}

/// Targets, what happens to them, the status in the end, and the effects of the last event.
type Story<'a> = (&'a [&'a str], Vec<&'a str>, &'a str, Vec<&'a str>);

#[test]
fn stories_end_where_they_should() {
    const DEV: &str = "dev/us-east-1";
    const PROD: &str = "prod/us-east-1";
    let both: &[&str] = &[DEV, PROD];
    let table: Vec<Story> = vec![
        (&[DEV], vec![], "planning", vec![]),
        (&[DEV], vec!["planned dev/us-east-1"], "applying", vec!["Apply dev us-east-1"]),
        (&[DEV], vec!["unchanged dev/us-east-1"], "succeeded", vec![]),
        (&[DEV], vec!["refused dev/us-east-1"], "plan_failed", vec![]),
        (&[DEV], vec!["broke dev/us-east-1"], "errored", vec![]),
        (&[DEV], vec!["refused dev/us-east-1", "retry"], "planning", vec!["Plan dev us-east-1"]),
        (&[DEV], vec!["planned dev/us-east-1", "applied dev/us-east-1"], "succeeded", vec![]),
        (&[DEV], vec!["planned dev/us-east-1", "failed dev/us-east-1"], "failed", vec![]),
        (&[DEV], vec!["planned dev/us-east-1", "broke dev/us-east-1"], "errored", vec![]),
        (
            &[DEV],
            vec!["planned dev/us-east-1", "failed dev/us-east-1", "retry"],
            "planning",
            vec!["Plan dev us-east-1"],
        ),
        // One bad plan holds back all.
        (both, vec!["planned dev/us-east-1"], "planning", vec![]),
        (both, vec!["planned dev/us-east-1", "refused prod/us-east-1"], "plan_failed", vec![]),
        // What needs no approval goes at once, the rest waits.
        (
            both,
            vec!["planned dev/us-east-1", "planned prod/us-east-1"],
            "awaiting_approval",
            vec!["Apply dev us-east-1"],
        ),
        (
            both,
            vec!["planned dev/us-east-1", "planned prod/us-east-1", "failed dev/us-east-1"],
            "awaiting_approval",
            vec![],
        ),
        (
            both,
            vec!["planned dev/us-east-1", "planned prod/us-east-1", "approve"],
            "applying",
            vec!["Apply prod us-east-1"],
        ),
        (
            both,
            vec!["planned dev/us-east-1", "planned prod/us-east-1", "reject"],
            "rejected",
            vec!["Discard prod us-east-1"],
        ),
        (both, vec!["planned dev/us-east-1", "planned prod/us-east-1", "ask"], "changes_requested", vec![]),
        (
            both,
            vec![
                "planned dev/us-east-1",
                "planned prod/us-east-1",
                "applied dev/us-east-1",
                "ask",
                "amend dev/us-east-1,prod/us-east-1",
            ],
            "planning",
            vec!["Plan prod us-east-1"],
        ),
        // A rejected request can be mended and handed in again.
        (
            &[PROD],
            vec!["planned prod/us-east-1", "reject", "gone prod/us-east-1", "amend prod/us-east-1"],
            "planning",
            vec!["Plan prod us-east-1"],
        ),
        (&[PROD], vec!["planned prod/us-east-1", "withdraw"], "withdrawn", vec!["Discard prod us-east-1"]),
        (&[DEV], vec!["cancel"], "cancelled", vec!["Discard dev us-east-1"]),
        (&[DEV], vec!["planned dev/us-east-1", "cancel"], "cancelled", vec!["Stop dev us-east-1"]),
        (&[DEV], vec!["planned dev/us-east-1", "cancel", "gone dev/us-east-1"], "cancelled", vec![]),
        (&[DEV], vec!["planned dev/us-east-1", "cancel", "failed dev/us-east-1"], "cancelled", vec![]),
        (&[DEV], vec!["planned dev/us-east-1", "cancel", "applied dev/us-east-1"], "cancelled", vec![]),
        // Amending away a target discards it.
        (
            both,
            vec!["planned dev/us-east-1", "refused prod/us-east-1", "amend dev/us-east-1"],
            "planning",
            vec!["Plan dev us-east-1", "Discard prod us-east-1"],
        ),
    ];
    for (targets, story, status, expected) in table {
        let (request, effects) = run(targets, &story);
        assert_eq!(request.status().as_str(), status, "{story:?}");
        if !story.is_empty() {
            assert_eq!(effects, expected, "{story:?}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let table: [(&[&str], &[&str], &str, &str); 10] = [
        (&["dev/us-east-1"], &["planned dev/us-east-1"], "planned dev/us-east-1", "already dealt with"),
        (&["dev/us-east-1"], &[], "applied dev/us-east-1", "already dealt with"),
        (&["dev/us-east-1"], &[], "applied dev/eu-west-3", "no target"),
        (&["dev/us-east-1"], &[], "approve", "cannot be decided on"),
        (&["dev/us-east-1"], &[], "retry", "cannot be retried"),
        (&["dev/us-east-1"], &["unchanged dev/us-east-1"], "cancel", "cannot be cancelled"),
        (&["dev/us-east-1"], &["unchanged dev/us-east-1"], "amend dev/us-east-1", "cannot be amended"),
        (&["dev/us-east-1"], &["planned dev/us-east-1"], "withdraw", "cannot be withdrawn"),
        // It waits for approval as a whole; what is in the way is the other target.
        (
            &["dev/us-east-1", "prod/us-east-1"],
            &["planned dev/us-east-1", "planned prod/us-east-1"],
            "amend prod/us-east-1",
            "targets are being applied",
        ),
        (
            &["dev/us-east-1", "prod/us-east-1"],
            &["planned dev/us-east-1", "planned prod/us-east-1"],
            "withdraw",
            "targets are being applied",
        ),
    ];
    for (targets, story, word, reason) in table {
        let (request, _) = run(targets, story);
        let refused = request.apply(event(&request, word), NOW).expect_err(word);
        assert!(refused.to_string().contains(reason), "{word}: {refused}");
    }
}

#[test]
fn what_is_done_keeps_its_place_when_an_amendment_leaves_it_out() {
    let targets = ["dev/us-east-1", "staging/us-east-1", "prod/us-east-1"];
    let story = ["planned dev/us-east-1", "planned staging/us-east-1", "planned prod/us-east-1"];
    let story = [&story[..], &["applied dev/us-east-1", "applied staging/us-east-1"]].concat();
    let (waiting, _) = run(&targets, &story);
    let amended = waiting.apply(event(&waiting, "amend prod/us-east-1"), NOW).expect("amended").next;
    let stages: Vec<&str> = amended.targets.iter().map(|target| target.key.stage.as_str()).collect();
    assert_eq!(stages, ["dev", "staging", "prod"]);
}

#[test]
fn an_approval_is_bound_to_what_was_shown() {
    let (waiting, _) = run(&["prod/us-east-1"], &["planned prod/us-east-1"]);
    let seen = event(&waiting, "approve");
    let retried = waiting.apply(RequestEvent::Retried, NOW).expect("an old plan is made afresh").next;
    let anew = retried.apply(event(&retried, "planned prod/us-east-1"), NOW).expect("planned").next;
    assert_ne!(waiting.digest, anew.digest, "another change set is another digest");
    assert!(matches!(anew.apply(seen, NOW), Err(Refused::StaleDigest { .. })));
}

#[test]
fn an_old_plan_cannot_be_approved() {
    let (waiting, _) = run(&["prod/us-east-1"], &["planned prod/us-east-1"]);
    let late = NOW.plus_hours(72);
    let refused = waiting.apply(event(&waiting, "approve"), late).expect_err("too late");
    assert_eq!(refused, Refused::Expired { hours: 72 });
    assert!(waiting.apply(event(&waiting, "reject"), late).is_ok(), "a no is never too late");
}

#[test]
fn two_yeses_take_two_people_and_are_void_after_a_change() {
    let mut request = open(&["prod/us-east-1"]);
    if let Some(rule) = request.targets[0].approval.as_mut() {
        rule.required = 2;
    }
    let request = request.apply(event(&request, "planned prod/us-east-1"), NOW).expect("planned").next;
    let once = request.apply(event(&request, "approve"), NOW).expect("the first yes").next;
    assert_eq!(once.status(), RequestStatus::AwaitingApproval);
    let again = once.apply(event(&once, "approve"), NOW);
    assert!(again.is_err(), "the same person does not count twice");
    let retried = once.apply(RequestEvent::Retried, NOW).expect("planned again").next;
    assert!(retried.approvals[0].void.is_some());
    let mut other = event(&once, "approve");
    if let RequestEvent::Decided(approval) = &mut other {
        approval.by = ActorId("kim".into());
    }
    let done = once.apply(other, NOW).expect("the second yes").next;
    assert_eq!(done.status(), RequestStatus::Applying);
}
