//! Tests of what a rollout carries: a request for the environments of its regions.

use super::tests::*;
use super::*;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::EnvironmentName;
use crate::people::Role;
use crate::permission::Reason;
use crate::plan::{
    ChangeAction, Plan, Replacement, ResourceChange, STATEFUL_PERHAPS_REPLACED, STATEFUL_REPLACEMENT,
};
use crate::request::{
    Content, Opening as Asking, Outcome, Request, RequestAction, RequestEvent, RequestStatus, TargetContent,
    TargetKey,
};
use crate::rules::{ApprovalRule, Risk};
use crate::template::{Finding, Severity, TemplateDigest};
use std::collections::BTreeSet;

const ALL: [&str; 4] = [HOME, GLOBAL[0], GLOBAL[1], GLOBAL[2]];

/// A rollout and the request that it carries, moved by words.
struct Pair {
    rollout: Rollout,
    request: Request,
    /// What the last word set off in the rollout.
    effects: Vec<String>,
    /// Tells the change sets of one plan from those of another.
    plans: u32,
}

fn key(name: &str) -> TargetKey {
    TargetKey { stage: StageName::parse("prod").expect("a stage"), region: region(name) }
}

fn asked() -> Request {
    let target = |name: &&str| TargetContent {
        key: key(name),
        environment_id: EnvironmentId(format!("env_{name}")),
        stack_name: "live-api--web--prod".into(),
        action: None,
        approval: None,
        termination_protection: false,
        overrides: Default::default(),
        values: Default::default(),
    };
    let opening = Asking {
        id: RequestId("req_1".into()),
        action: RequestAction::Update,
        team: TeamName::parse("streaming").expect("a team"),
        requester: &actor("dana"),
        service: ServiceName::parse("live-api").expect("a service"),
        environment: EnvironmentName::parse("web").expect("a name"),
        carried_by: Some(RolloutId("rol_1".into())),
    };
    let content = Content {
        template: crate::names::TemplateName::parse("web").expect("a template"),
        template_digest: TemplateDigest("sha256:1".into()),
        capabilities: vec![],
        shared: Default::default(),
        reason: None,
        targets: ALL.iter().map(target).collect(),
    };
    Request::open(opening, content, NOW).next
}

fn quorum(usual: Option<u8>, stateful: Option<u8>) -> Quorum {
    let rule = |required| ApprovalRule {
        required,
        roles: vec![Role::Lead],
        expires_after_hours: 72,
        one_of: vec![],
    };
    Quorum { usual: usual.map(rule), stateful: stateful.map(rule) }
}

fn pair(quorum: Quorum) -> Pair {
    let request = asked();
    let strategy = Strategy { approval: quorum.usual.clone(), ..strategy() };
    let mut rollout = open_carrying(strategy, Some(Carried::of(&request, quorum, Differences::default())));
    for name in ALL {
        let event = RolloutEvent::Replicated { region: region(name) };
        rollout = rollout.apply(event, NOW).expect("copied").next;
    }
    Pair { rollout, request, effects: vec![], plans: 0 }
}

impl Pair {
    /// `planned R`, `lossy R`, `perhaps R`, `refused R`, `applied R`, `failed R` happen to the request, `carry` gives it the rollout's
    /// orders, `see` lets the rollout look; everything else happens to the rollout.
    fn play(&mut self, story: &[&str]) -> &mut Self {
        for word in story {
            let (verb, rest) = word.split_once(' ').unwrap_or((word, ""));
            match verb {
                "planned" => self.plan(rest, Replacement::False),
                "lossy" => self.plan(rest, Replacement::True),
                "perhaps" => self.plan(rest, Replacement::Conditional),
                "refused" => self.tell(
                    |target, attempt| RequestEvent::PlanFailed {
                        target,
                        attempt,
                        reason: "no such bucket".into(),
                        plan: None,
                    },
                    rest,
                ),
                "applied" => self.tell(
                    |target, attempt| RequestEvent::Applied { target, attempt, outcome: Outcome::default() },
                    rest,
                ),
                "failed" => self.tell(
                    |target, attempt| RequestEvent::ApplyFailed {
                        target,
                        attempt,
                        reason: "full".into(),
                        resource: Some("Store".into()),
                        rolled_back: true,
                    },
                    rest,
                ),
                "carry" => {
                    for order in self.rollout.orders(&self.request) {
                        self.request = self.request.apply(order, NOW).expect("an order").next;
                    }
                }
                "see" => {
                    let carried = Some(RequestTold::of(&self.request));
                    self.step(RolloutEvent::Looked(Seen { carried, ..Seen::default() }), word);
                }
                "retry" => self.step(RolloutEvent::Retried { regions: BTreeSet::new() }, word),
                _ => self.step(event(&self.rollout, word), word),
            }
        }
        self
    }

    fn step(&mut self, event: RolloutEvent, word: &str) {
        let step = self.rollout.apply(event, NOW).unwrap_or_else(|refused| panic!("{word}: {refused}"));
        self.effects = told(&step.effects);
        self.rollout = step.next;
    }

    fn plan(&mut self, names: &str, replacement: Replacement) {
        self.plans += 1;
        let rule = match replacement {
            Replacement::False => None,
            Replacement::True => Some(STATEFUL_REPLACEMENT),
            Replacement::Conditional => Some(STATEFUL_PERHAPS_REPLACED),
        };
        let loss = |rule: &str| Finding {
            severity: Severity::Warning,
            rule: rule.into(),
            message: "Store holds data".into(),
            line: 0,
            column: 0,
            resource: Some("Store".into()),
        };
        let change = ResourceChange {
            action: ChangeAction::Modify,
            logical_id: "Store".into(),
            kind: "AWS::S3::Bucket".into(),
            replacement,
            properties: vec![],
        };
        let plan = Plan {
            change_set_id: Some(format!("set-{}", self.plans)),
            stack_id: None,
            changes: vec![change],
            findings: rule.map(loss).into_iter().collect(),
            monthly_usd: None,
            planned_at: NOW,
        };
        self.tell(|target, attempt| RequestEvent::Planned { target, attempt, plan: plan.clone() }, names);
    }

    fn tell(&mut self, event: impl Fn(TargetKey, u32) -> RequestEvent, names: &str) {
        let names: Vec<&str> = if names == "all" { ALL.to_vec() } else { names.split(',').collect() };
        for name in names {
            let attempt = self.request.target(&key(name)).map_or(1, |target| target.attempt);
            self.request = self.request.apply(event(key(name), attempt), NOW).expect("told").next;
        }
    }

    fn status(&self) -> &'static str {
        self.rollout.status().as_str()
    }

    fn lane(&self, name: &str) -> &'static str {
        self.rollout.lane(&region(name)).map_or("none", |lane| lane.state.as_str())
    }
}

#[test]
fn environments_come_before_code_in_each_wave() {
    let mut pair = pair(quorum(None, None));
    pair.play(&["see"]);
    assert_eq!((pair.status(), pair.lane(HOME)), ("waiting", "pending"), "its plans are not there");
    pair.play(&["planned all", "see"]);
    assert_eq!((pair.lane(HOME), pair.effects.as_slice()), ("provisioning", &["carry".to_owned()][..]));
    pair.play(&["carry", "see"]);
    assert_eq!(pair.effects, Vec::<String>::new(), "the order is given");
    assert_eq!(pair.rollout.orders(&pair.request), []);
    pair.play(&["applied ap-northeast-2", "see"]);
    assert_eq!(
        (pair.lane(HOME), pair.effects.as_slice()),
        ("deploying", &["deploy ap-northeast-2 1".to_owned()][..])
    );
    pair.play(&["ran ap-northeast-2", "well ap-northeast-2", "see"]);
    for name in GLOBAL {
        assert_eq!(pair.lane(name), "provisioning");
    }
    pair.play(&["carry", "failed eu-west-3", "applied us-east-1", "see"]);
    assert_eq!(
        (pair.lane("eu-west-3"), pair.lane("us-east-1")),
        ("failed", "pending"),
        "code waits for people"
    );
    let LaneState::Failed { reason, .. } = &pair.rollout.lane(&region("eu-west-3")).expect("a lane").state
    else {
        panic!("it failed")
    };
    assert_eq!(reason, "Store: full");
    pair.play(&["retry"]);
    assert_eq!((pair.lane("eu-west-3"), pair.effects.as_slice()), ("pending", &["carry".to_owned()][..]));
    // What is told of the plan before is old news.
    pair.play(&["see"]);
    assert_eq!(pair.lane("eu-west-3"), "pending");
    pair.play(&["carry", "planned eu-west-3", "see"]);
    assert_eq!((pair.lane("eu-west-3"), pair.lane("us-east-1")), ("provisioning", "deploying"));
}

#[test]
fn a_bad_plan_stands_in_the_way_until_it_is_made_anew_or_left_out() {
    let ways: [&[&str]; 2] =
        [&["retry", "carry", "planned eu-west-3", "see"], &["skip eu-west-3", "carry", "see"]];
    for way in ways {
        let mut pair = pair(quorum(None, None));
        pair.play(&["planned ap-northeast-2,ap-southeast-1,us-east-1", "refused eu-west-3", "see"]);
        assert_eq!((pair.status(), pair.lane(HOME)), ("failed", "pending"));
        let bad = pair.rollout.bad_plan().expect("a bad plan");
        assert_eq!((bad.region.as_str(), bad.reason), ("eu-west-3", "no such bucket"));
        pair.play(way);
        assert_eq!((pair.status(), pair.lane(HOME)), ("running", "provisioning"), "{way:?}");
    }
}

#[test]
fn a_yes_is_given_to_exactly_these_plans() {
    let mut pair = pair(quorum(Some(1), Some(2)));
    let early = pair.rollout.apply(event(&pair.rollout, "approve"), NOW);
    assert_eq!(early.expect_err("unseen"), Refused::from(Reason::NotPlanned));
    pair.play(&["planned all", "see"]);
    assert_eq!(pair.status(), "awaiting_approval");
    let seen = event(&pair.rollout, "approve");
    pair.play(&["approve", "retry"]);
    assert_eq!(pair.status(), "waiting", "made anew because it has become old");
    pair.play(&["carry", "planned all", "see"]);
    assert_eq!(pair.status(), "awaiting_approval");
    let void = pair.rollout.approvals[0].void.clone().expect("void");
    assert!(void.ends_with("it would do the same, with another change set"), "{void}");
    assert_eq!(pair.rollout.apply(seen, NOW).expect_err("stale"), Refused::from(Reason::Changed));
    pair.play(&[
        "retry",
        "carry",
        "planned ap-northeast-2",
        "lossy ap-southeast-1,eu-west-3,us-east-1",
        "see",
    ]);
    assert!(pair.rollout.strategy.risks.contains(&Risk::ReplacesStateful));
    pair.play(&["approve", "see"]);
    assert_eq!(pair.status(), "awaiting_approval", "where data is lost two people say yes");
    pair.play(&["retry", "carry", "planned all", "see"]);
    assert!(pair.rollout.strategy.risks.is_empty());
    let void = pair.rollout.approvals.last().and_then(|answer| answer.void.clone()).expect("void");
    assert!(void.contains("eu-west-3") && void.ends_with("says something else"), "{void}");
    pair.play(&["approve", "see", "carry"]);
    assert_eq!((pair.status(), pair.request.status()), ("running", RequestStatus::Applying));
}

#[test]
fn data_that_is_lost_or_may_be_takes_more_people() {
    let table: [(&str, &[&str], bool, u8); 4] = [
        ("nothing is lost", &["planned all"], false, 1),
        ("replaced", &["planned ap-northeast-2,eu-west-3,us-east-1", "lossy ap-southeast-1"], true, 2),
        (
            "may be replaced",
            &["planned ap-northeast-2,eu-west-3,us-east-1", "perhaps ap-southeast-1"],
            true,
            2,
        ),
        ("made anew", &["perhaps all", "see", "retry", "carry", "planned all"], false, 1),
    ];
    for (name, story, risky, required) in table {
        let mut pair = pair(quorum(Some(1), Some(2)));
        pair.play(story).play(&["see"]);
        let strategy = &pair.rollout.strategy;
        assert_eq!(strategy.risks.contains(&Risk::ReplacesStateful), risky, "{name}");
        assert_eq!(strategy.approval.as_ref().map(|rule| rule.required), Some(required), "{name}");
        pair.play(&["approve", "see"]);
        assert_eq!(
            pair.status() == "awaiting_approval",
            risky,
            "{name}: one yes is enough where nothing is lost"
        );
    }
}

#[test]
fn what_is_planned_anew_on_the_way_is_approved_anew() {
    let mut pair = pair(quorum(Some(1), Some(1)));
    pair.play(&["planned all", "see", "approve", "see", "carry", "failed ap-northeast-2", "see"]);
    assert_eq!((pair.status(), pair.rollout.begun()), ("failed", true));
    pair.play(&["retry", "carry", "planned ap-northeast-2", "see"]);
    assert_eq!((pair.status(), pair.lane(HOME)), ("awaiting_approval", "pending"));
    assert!(pair.rollout.orders(&pair.request).is_empty(), "nothing is applied before");
    let late = event(&pair.rollout, "approve");
    let much_later = NOW.plus_hours(72);
    assert!(pair.rollout.apply(late, much_later).is_err(), "this one waits for so long, too");
    pair.play(&["approve", "see"]);
    assert_eq!((pair.status(), pair.lane(HOME)), ("running", "provisioning"));
}

#[test]
fn whoever_goes_ahead_alone_does_so_with_what_they_saw() {
    let mut pair = pair(quorum(Some(1), Some(1)));
    let early = pair.rollout.apply(event(&pair.rollout, "break park"), NOW);
    assert_eq!(early.expect_err("nothing to see"), Refused::from(Reason::NothingWaits));
    pair.play(&["planned all", "see", "break park", "see", "carry", "failed ap-northeast-2", "see"]);
    pair.play(&["retry", "carry", "planned ap-northeast-2", "see"]);
    assert_eq!(pair.status(), "awaiting_approval");
    pair.play(&["break park", "see"]);
    assert_eq!(pair.lane(HOME), "provisioning");
}

#[test]
fn ending_it_ends_what_it_carries() {
    let mut pair = pair(quorum(None, None));
    pair.play(&["planned all", "see", "carry", "applied ap-northeast-2", "see", "ran ap-northeast-2"]);
    pair.play(&["well ap-northeast-2", "see", "carry", "abort"]);
    assert_eq!(pair.effects, ["carry", "wake next"], "no run of a workflow is looked for");
    pair.play(&["carry", "see"]);
    assert_eq!(pair.request.status(), RequestStatus::Cancelled);
    let states: Vec<&str> =
        pair.request.targets.iter().map(|target| pair.request.target_status(target).as_str()).collect();
    assert_eq!(states, ["succeeded", "cancelling", "cancelling", "cancelling"]);
    let again = Seen { carried: Some(RequestTold::of(&pair.request)), ..Seen::default() };
    assert_eq!(pair.rollout.apply(RolloutEvent::Looked(again), NOW), Err(Refused::Outdated), "nothing new");
}
