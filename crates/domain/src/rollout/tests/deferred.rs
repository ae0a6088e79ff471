//! A change of environments whose turn has not come.

use super::super::*;
use super::*;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{EnvironmentName, TemplateName};
use crate::permission::Reason;
use crate::request::{RequestAction, TargetState};
use crate::template::TemplateDigest;

fn deferred() -> Deferred {
    Deferred {
        environment: EnvironmentName::parse("web").expect("a name"),
        template: TemplateName::parse("web").expect("a template"),
        template_digest: TemplateDigest("sha256:1".into()),
        shared: Default::default(),
        overrides: Default::default(),
        login: "dana".into(),
        quorum: Quorum::default(),
        refused: None,
    }
}

/// Whom it waits for when it starts.
fn first() -> After {
    After::Rollout { rollout: RolloutId("rol_0".into()) }
}

/// What becomes of it once its turn has come.
fn carried() -> Carried {
    let target = |name: &str| {
        let target = CarriedTarget {
            environment: EnvironmentId(format!("env_{name}")),
            action: RequestAction::Update,
            attempt: 1,
            state: TargetState::Planning,
            plan: None,
            shown: None,
            began_at: None,
            delayed: None,
            anew: false,
        };
        (region(name), target)
    };
    Carried {
        request: RequestId("req_1".into()),
        environment: deferred().environment,
        template: deferred().template,
        template_digest: deferred().template_digest,
        plans: None,
        planned_at: None,
        alone: None,
        targets: [HOME, GLOBAL[0], GLOBAL[1], GLOBAL[2]].map(target).into(),
        quorum: Quorum::default(),
        differences: Differences::default(),
    }
}

fn word(rollout: &Rollout, word: &str) -> RolloutEvent {
    match word {
        "held" => RolloutEvent::Looked(Seen { held: Some(RequestId("req_0".into())), ..Seen::default() }),
        "take up" => RolloutEvent::TakenUp(Box::new(carried())),
        "does not fit" => RolloutEvent::NotTakenUp { reason: "Size: not known".into() },
        _ => event(rollout, word),
    }
}

/// After these words: how it is, what its plan waits for, and what the last word set off.
fn after(story: &[&str]) -> (Rollout, Vec<String>) {
    let mut rollout = opened(strategy(), Kind::Forward, Carries::Later(deferred(), first()));
    let mut effects = Vec::new();
    for name in story {
        let step = rollout.apply(word(&rollout, name), NOW);
        let step = step.unwrap_or_else(|refused| panic!("{name}: {refused}"));
        (rollout, effects) = (step.next, told(&step.effects));
    }
    (rollout, effects)
}

fn plan_gate(rollout: &Rollout) -> String {
    let gates = rollout.gates(0, NOW);
    let gate = gates.iter().find(|gate| gate.kind == GateKind::Plan).expect("a gate");
    match &gate.standing {
        Standing::Deferred { request: None } => "its turn".to_owned(),
        Standing::Deferred { request: Some(request) } => request.to_string(),
        Standing::NotTakenUp { reason } => reason.clone(),
        Standing::Planning { .. } => "planning".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn environments_are_taken_up_when_nobody_goes_first_and_nobody_has_them() {
    let table: [(&[&str], &str, &str, &[&str]); 12] = [
        (&[], "queued", "its turn", &[]),
        (&["behind"], "queued", "its turn", &[]),
        (&["behind", "look"], "waiting", "its turn", &["take up"]),
        (&["held"], "waiting", "req_0", &[]),
        (&["held", "look"], "waiting", "its turn", &["take up"]),
        (&["pause", "look"], "paused", "its turn", &[]),
        (&["pause", "look", "resume"], "waiting", "its turn", &["look +0"]),
        (&["look", "take up"], "waiting", "planning", &["look +0"]),
        (&["look", "does not fit"], "failed", "Size: not known", &[]),
        (&["look", "does not fit", "look"], "failed", "Size: not known", &[]),
        (&["look", "does not fit", "retry"], "waiting", "its turn", &["look +0"]),
        (&["behind", "abort"], "aborted", "its turn", &["wake next"]),
    ];
    for (story, status, gate, effects) in table {
        let (rollout, told) = after(story);
        assert_eq!((rollout.status().as_str(), plan_gate(&rollout).as_str()), (status, gate), "{story:?}");
        assert_eq!(told, effects, "{story:?}");
        assert!(!rollout.begun(), "{story:?}");
    }
}

#[test]
fn nothing_is_taken_up_out_of_turn() {
    let table: [(&[&str], &str); 7] = [
        (&[], "take up"),
        (&["behind"], "take up"),
        (&["held"], "take up"),
        (&["look", "pause"], "take up"),
        (&["behind", "abort"], "take up"),
        (&["look", "take up"], "take up"),
        (&["look", "take up"], "does not fit"),
    ];
    for (story, late) in table {
        let (rollout, _) = after(story);
        assert_eq!(rollout.apply(word(&rollout, late), NOW), Err(Refused::Outdated), "{story:?}");
    }
}

#[test]
fn nobody_can_say_yes_before_there_is_a_plan_and_what_they_see_is_another_digest() {
    let rule = crate::rules::ApprovalRule {
        required: 1,
        roles: vec![crate::people::Role::Lead],
        expires_after_hours: 72,
        one_of: vec![],
    };
    let asking = Strategy { approval: Some(rule), ..strategy() };
    let rollout = opened(asking, Kind::Forward, Carries::Later(deferred(), first()));
    for answer in ["approve", "reject"] {
        let refused = rollout.apply(event(&rollout, answer), NOW).expect_err("unseen");
        assert_eq!(refused, Refused::from(Reason::NotPlanned), "{answer}");
    }
    let alone = rollout.apply(event(&rollout, "break park"), NOW).expect_err("unseen");
    assert_eq!(alone, Refused::from(Reason::NothingWaits));
    let turn = rollout.apply(word(&rollout, "look"), NOW).expect("its turn").next;
    let taken = turn.apply(word(&turn, "take up"), NOW).expect("taken up").next;
    assert_ne!(taken.digest, rollout.digest);
}

#[test]
fn a_change_of_the_same_environment_is_known_by_its_regions() {
    let (rollout, _) = after(&["skip us-east-1"]);
    let (web, cache) = (deferred().environment, EnvironmentName::parse("cache").expect("a name"));
    let table = [
        ("the same", &web, vec![HOME, "us-east-1"], true),
        ("another one", &cache, vec![HOME], false),
        ("left out there", &web, vec!["us-east-1"], false),
    ];
    for (name, environment, regions, changes) in table {
        let regions: Vec<RegionName> = regions.into_iter().map(region).collect();
        assert_eq!(rollout.changes(environment, &regions), changes, "{name}");
        let taken = Rollout { carried: Some(carried()), deferred: None, ..rollout.clone() };
        assert_eq!(taken.changes(environment, &regions), changes, "{name}, taken up");
    }
}
