//! The page as people get it, from the opening of a rollout on.

use super::board::board;
use super::lane::Context;
use domain::Timestamp;
use domain::approval::Digest;
use domain::ids::{ActorId, ReleaseId, RolloutId};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use domain::people::{Actor, Role};
use domain::permission::Reason;
use domain::pipeline::{Awaited, Reviewer};
use domain::release::{Artifact, Release, Version};
use domain::rollout::{
    Answering, By, Enforcement, Expected, ExpectedStep, Forecast, Glass, Kind, LaneForecast, LaneState,
    OnFailure, Opening, RefusedReviewer, Replica, Review, Rollout, RunRef, Strategy, WaveRules, Workflow,
};
use domain::rules::ApprovalRule;
use domain::view::{Allowed, LaneView, RolloutActions, RolloutView, WaveView};
use leptos::prelude::*;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp(1_795_421_107_000);

fn region(text: &str) -> RegionName {
    RegionName::parse(text).expect("a region")
}

fn release() -> Release {
    Release {
        id: ReleaseId("rel_2".into()),
        service: ServiceName::parse("live-api").expect("a service"),
        team: TeamName::parse("streaming").expect("a team"),
        version: Version::parse("1.8.2").expect("a version"),
        commit: "abcdef0123".into(),
        artifact: Artifact {
            key: "live-api/1.8.2.zip".into(),
            digest: Digest("sha256:00ff".into()),
            size: 5,
            ..Artifact::default()
        },
        notes: Some("<b>faster</b>".into()),
        run_url: Some("https://ci.example/1".into()),
        built_by: ActorId("usr_1".into()),
        built_by_name: "CI".into(),
        created_at: NOW,
    }
}

fn strategy() -> Strategy {
    let wave = |name: &str, regions: &[&str]| WaveRules {
        name: name.into(),
        regions: regions.iter().map(|name| region(name)).collect(),
        parallel: None,
        soak_seconds: 600,
    };
    Strategy {
        waves: vec![wave("home", &["ap-northeast-2"]), wave("global", &["eu-west-3", "us-east-1"])],
        workflow: Workflow {
            repository: "acme/live-api".into(),
            file: "deploy.yml".into(),
            reference: "main".into(),
        },
        approval: Some(ApprovalRule {
            required: 1,
            roles: vec![Role::Lead],
            expires_after_hours: 72,
            one_of: vec![],
        }),
        on_failure: OnFailure::Halt,
        probe: None,
        measures: None,
        health: None,
        after: None,
        risks: Default::default(),
    }
}

fn rollout() -> Rollout {
    let opening = Opening {
        id: RolloutId("rol_1".into()),
        stage: StageName::parse("prod").expect("a stage"),
        release: release(),
        kind: Kind::Forward,
        strategy: strategy(),
        enforcement: Enforcement::BeforeDispatch,
        requester: &Actor::portal(),
        reason: Some("the fix".into()),
        alone: None,
        carries: Default::default(),
    };
    Rollout::open(opening, NOW).next
}

fn view(rollout: &Rollout, decide: Allowed) -> RolloutView {
    let lane = |lane: &domain::rollout::Lane| LaneView {
        lane: lane.clone(),
        copy_remaining: lane.replica.remaining(NOW),
        before: Some(ReleaseId("rel_1".into())),
        back: None,
        unwell: false,
        may_skip: Allowed::no("the region is busy"),
        may_retry: Allowed::yes(),
        may_roll_back: Allowed::yes(),
    };
    let waves = rollout.waves.iter().enumerate().map(|(position, wave)| WaveView {
        name: wave.name.clone(),
        gates: rollout.gates(position, NOW),
        opened_at: wave.opened_at,
        done_at: wave.done_at,
        lanes: wave.lanes.iter().map(lane).collect(),
    });
    let yes = Allowed::yes;
    RolloutView {
        id: rollout.id.clone(),
        version: 1,
        status: rollout.status(),
        kind: rollout.kind.clone(),
        service: rollout.service.clone(),
        team: rollout.team.clone(),
        stage: rollout.stage.clone(),
        release: rollout.release.clone(),
        strategy: rollout.strategy.clone(),
        enforcement: rollout.enforcement,
        requester_name: rollout.requester_name.clone(),
        reason: rollout.reason.clone(),
        digest: rollout.digest.clone(),
        waves: waves.collect(),
        forecast: None,
        approvals: rollout.approvals.clone(),
        paused: None,
        closed: None,
        override_asked: rollout.override_asked.clone(),
        override_freeze: rollout.override_freeze.clone(),
        glass: rollout.glass.clone(),
        carried: None,
        deferred: None,
        others: Vec::new(),
        decide_by: rollout.needs_approval().then_some(NOW.plus_hours(72)),
        created_at: NOW,
        updated_at: NOW,
        may: RolloutActions {
            decide,
            pause: yes(),
            resume: yes(),
            retry: yes(),
            abort: yes(),
            roll_back: yes(),
            ask_override: Allowed::because(Reason::NotFrozen),
            confirm_override: yes(),
            break_glass: Allowed::because(Reason::PlatformAdmin),
            review: yes(),
        },
    }
}

fn html(view: &RolloutView) -> String {
    let versions = BTreeMap::from([(ReleaseId("rel_1".into()), "1.8.1".to_owned())]);
    Owner::new().with(|| {
        board(
            view,
            &Context {
                now: NOW,
                versions: &versions,
                signals: &domain::view::RolloutSignals::default(),
                anew: None,
                labels: &crate::requests::one::labels::Labels::default(),
            },
            "half a thought".into(),
        )
        .to_html()
    })
}

fn has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[test]
fn what_waits_says_why_and_can_be_decided_without_scripts() {
    let rollout = rollout();
    let html = html(&view(&rollout, Allowed::yes()));
    has(&html, &["Slipway starts nothing in prod before the approval"]);
    has(
        &html,
        &["needs 1 more approval: team lead", "waiting: copying to", "waiting: the wave “home” is not done"],
    );
    has(&html, &["name=\"exclude[]\"", "half a thought", "1.8.1", "&lt;b&gt;faster"]);
    has(
        &html,
        &[&format!("value=\"{}\"", rollout.digest), "id=\"decision\"", "data-opens=\"abort-rollout\""],
    );
}

#[test]
fn who_may_not_decide_reads_why_and_has_nothing_to_type_into() {
    let html = html(&view(&rollout(), Allowed::no("needs a team lead")));
    has(&html, &["Needs a team lead."]);
    assert!(!html.contains("decision-comment"), "{html}");
}

#[test]
fn a_failed_region_says_why_and_offers_what_helps() {
    let mut failed = rollout();
    let run = Some(RunRef { id: "42".into(), url: "https://ci.example/42".into() });
    failed.waves[0].opened_at = Some(NOW);
    let lane = &mut failed.waves[0].lanes[0];
    lane.replica = Replica::Confirmed { at: NOW };
    lane.attempt = 2;
    lane.delayed = Some("the CI backend does not answer".into());
    lane.state = LaneState::Failed { at: NOW, reason: "exit code 1".into(), run };
    let html = html(&view(&failed, Allowed::yes()));
    has(&html, &["exit code 1", "/runs/42\"", "the CI backend does not answer", "Attempt 2"]);
    has(&html, &["value=\"retry\"", "value=\"skip\"", "The region is busy.", "regions[]"]);
}

#[test]
fn a_run_that_github_holds_says_who_has_to_answer_where() {
    let mut held = rollout();
    let run = Some(RunRef { id: "42".into(), url: "https://ci.example/42".into() });
    held.waves[0].opened_at = Some(NOW);
    let lane = &mut held.waves[0].lanes[0];
    lane.state = LaneState::Deploying { since: NOW, sent_at: Some(NOW), run };
    let reviewers = vec![Reviewer::Person("kim".into()), Reviewer::Team("release-managers".into())];
    let awaited = Awaited { environment: "prod".into(), environment_id: 7, reviewers, no_self_review: false };
    let refused = RefusedReviewer {
        by: ActorId("usr_lee".into()),
        name: "Lee".into(),
        reason: "is none of those whom GitHub lets answer".into(),
    };
    let mut review = Review { awaited, since: NOW, sent: None, refused: vec![refused] };
    lane.review = Some(review.clone());
    let waiting = html(&view(&held, Allowed::yes()));
    has(&waiting, &["reviewers of prod (kim, release-managers)", "href=\"https://ci.example/42\""]);
    has(&waiting, &["Lee", "is none of those", "href=\"/settings/github\""]);
    review.sent = Some(Answering { by: ActorId("usr_kim".into()), name: "Kim".into(), at: NOW });
    held.waves[0].lanes[0].review = Some(review);
    has(&html(&view(&held, Allowed::yes())), &["yes is being handed to GitHub for prod"]);
}

#[test]
fn what_is_expected_is_drawn_hatched_and_told_in_words() {
    let fresh = rollout();
    let mut shown = view(&fresh, Allowed::yes());
    assert!(!html(&shown).contains("ahead\" style"), "nobody knows");
    let step = |step, from: i64, until: i64| Expected {
        step,
        from: NOW.plus_millis(from * 1_000),
        until: NOW.plus_millis(until * 1_000),
    };
    let steps = vec![step(ExpectedStep::Deploy, 0, 60), step(ExpectedStep::Soak, 60, 660)];
    let lanes = vec![LaneForecast { region: region("ap-northeast-2"), steps }];
    shown.forecast = Some(Forecast { lanes, until: NOW.plus_millis(660_000) });
    let html = html(&shown);
    has(&html, &["bar deploy-bar ahead\" style", "bar soak-bar ahead\" style", "Expected · deploy: "]);
    has(&html, &["expected at", "<span class=\"expected\">"]);
}

#[test]
fn what_goes_past_a_rule_stands_in_red_and_a_review_can_be_written() {
    let by = |name: &str, why: &str| By {
        actor: ActorId(format!("usr_{name}")),
        name: name.into(),
        why: Some(why.into()),
        at: NOW,
    };
    let waiting = rollout();
    let offered = html(&view(&waiting, Allowed::yes()));
    has(&offered, &["id=\"break_glass\"", "Only an admin of the whole platform may do this."]);
    let mut past = waiting;
    past.glass = Some(Glass { by: by("Park", "the origin burns"), review: None });
    past.override_asked = Some(by("Dana", "a sale"));
    past.override_freeze = Some(by("Lee", ""));
    let html = html(&view(&past, Allowed::yes()));
    has(&html, &["goes ahead without its approval", "Park", "the origin burns", "A review is due"]);
    has(&html, &["goes through freeze windows", "Dana", "a sale", "value=\"review\"", "name=\"why\""]);
    assert!(!html.contains("id=\"break_glass\""), "{html}");
}
