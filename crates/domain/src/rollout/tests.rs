mod approvals;
mod back;
mod deferred;
mod forecast;
mod reviews;

use super::*;
use crate::approval::Behalf;
use crate::approval::Decision;
use crate::ids::ReleaseId;
use crate::people::{Actor, Membership, Role};
use crate::permission::Reason;
use crate::release::{Artifact, Version};
use crate::rules::ApprovalRule;
use std::collections::BTreeSet;

pub(super) const NOW: Timestamp = Timestamp(1_800_000_000_000);
pub(super) const HOME: &str = "ap-northeast-2";
pub(super) const GLOBAL: [&str; 3] = ["ap-southeast-1", "eu-west-3", "us-east-1"];

pub(super) fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region")
}

pub(super) fn actor(login: &str) -> Actor {
    let team = Some(TeamName::parse("streaming").expect("a team"));
    let memberships = vec![Membership { team, role: Role::Developer }];
    Actor { id: ActorId::from_unique(login), login: login.into(), name: login.into(), memberships }
}

fn by(login: &str) -> By {
    By { actor: ActorId::from_unique(login), name: login.into(), why: None, at: NOW }
}

fn release() -> Release {
    Release {
        id: ReleaseId("rel_1".into()),
        service: ServiceName::parse("live-api").expect("a service"),
        team: TeamName::parse("streaming").expect("a team"),
        version: Version::parse("1.8.2").expect("a version"),
        commit: "0a1b2c3".into(),
        artifact: Artifact {
            key: "live-api/1.8.2".into(),
            digest: Digest("sha256:1".into()),
            size: 100,
            ..Artifact::default()
        },
        notes: None,
        run_url: None,
        built_by: ActorId::from_unique("ci"),
        built_by_name: "ci".into(),
        created_at: NOW,
    }
}

pub(super) fn strategy() -> Strategy {
    let wave = |name: &str, regions: &[&str]| WaveRules {
        name: name.into(),
        regions: regions.iter().map(|name| region(name)).collect(),
        parallel: None,
        soak_seconds: 0,
    };
    Strategy {
        waves: vec![wave("home", &[HOME]), wave("global", &GLOBAL)],
        workflow: Workflow {
            repository: "acme/live-api".into(),
            file: "deploy.yml".into(),
            reference: "main".into(),
        },
        approval: None,
        on_failure: OnFailure::Halt,
        probe: None,
        measures: None,
        health: None,
        after: None,
        risks: BTreeSet::new(),
    }
}

fn with_approval(required: u8) -> Strategy {
    let rule = ApprovalRule { required, roles: vec![Role::Lead], expires_after_hours: 72, one_of: vec![] };
    Strategy { approval: Some(rule), ..strategy() }
}

fn open(strategy: Strategy, kind: Kind) -> Rollout {
    opened(strategy, kind, Carries::Nothing)
}

/// A forward one, with what it carries.
pub(super) fn open_carrying(strategy: Strategy, carried: Option<Carried>) -> Rollout {
    opened(strategy, Kind::Forward, carried.map_or(Carries::Nothing, Carries::Now))
}

pub(super) fn opened(strategy: Strategy, kind: Kind, carries: Carries) -> Rollout {
    let id = RolloutId("rol_1".into());
    let stage = StageName::parse("prod").expect("a stage");
    let requester = actor("dana");
    let opening = Opening {
        id,
        stage,
        release: release(),
        kind,
        strategy,
        enforcement: Enforcement::ProtectionRule,
        requester: &requester,
        reason: None,
        alone: None,
        carries,
    };
    Rollout::open(opening, NOW).next
}

fn decision(rollout: &Rollout, who: &str, decision: Decision, exclude: &[&str]) -> RolloutEvent {
    let approval = Approval {
        by: ActorId::from_unique(who),
        by_name: who.into(),
        decision,
        digest: rollout.digest.clone(),
        comment: None,
        at: NOW,
        void: None,
        roles: vec![Role::Lead],
        on_behalf: None,
    };
    RolloutEvent::Decided { approval, exclude: exclude.iter().map(|name| region(name)).collect() }
}

/// `look`, `copied REGION`, `ran REGION`, `crashed REGION`, `well REGION`, `ill REGION`, … as events.
pub(super) fn event(rollout: &Rollout, word: &str) -> RolloutEvent {
    let (verb, rest) = word.split_once(' ').unwrap_or((word, ""));
    let place = || region(rest);
    let attempt = || rollout.lane(&region(rest)).map_or(1, |lane| lane.attempt);
    let run = || RunRef { id: "7".into(), url: "https://ci/7".into() };
    match verb {
        "look" => RolloutEvent::Looked(Seen::default()),
        "behind" => RolloutEvent::Looked(Seen { behind: Some(RolloutId("rol_0".into())), ..Seen::default() }),
        "frozen" => {
            RolloutEvent::Looked(Seen { frozen: [(place(), NOW.plus_hours(1))].into(), ..Seen::default() })
        }
        "copied" => RolloutEvent::Replicated { region: place() },
        "lost" => RolloutEvent::NotReplicated { region: place(), reason: "the source is gone".into() },
        "started" => RolloutEvent::Dispatched { region: place(), attempt: attempt(), run: run() },
        "ran" => RolloutEvent::RunEnded { region: place(), attempt: attempt(), outcome: Ok(()) },
        "crashed" => {
            RolloutEvent::RunEnded { region: place(), attempt: attempt(), outcome: Err("exit 1".into()) }
        }
        "well" => RolloutEvent::Verified { region: place(), attempt: attempt(), outcome: Ok(()) },
        "ill" => {
            RolloutEvent::Verified { region: place(), attempt: attempt(), outcome: Err("HTTP 500".into()) }
        }
        "broke" => RolloutEvent::Broke { region: place(), attempt: attempt(), reason: "no answer".into() },
        "skip" => RolloutEvent::Skipped { region: place(), by: by("lee") },
        "retry" => RolloutEvent::Retried { regions: BTreeSet::new() },
        "pause" => RolloutEvent::Paused(by("lee")),
        "resume" => RolloutEvent::Resumed(by("lee")),
        "abort" => RolloutEvent::Aborted(by("lee")),
        "ask" => RolloutEvent::OverrideAsked(by(rest)),
        "confirm" => RolloutEvent::FreezeOverridden(by(rest)),
        "break" => RolloutEvent::GlassBroken(by(rest)),
        "review" => RolloutEvent::Reviewed(by(rest)),
        "approve" => decision(rollout, "lee", Decision::Approve, &[]),
        "reject" => decision(rollout, "lee", Decision::Reject, &[]),
        _ => panic!("no such word: {word}"),
    }
}

pub(super) fn told(effects: &[Work]) -> Vec<String> {
    let name = |effect: &Work| match effect {
        Work::Look { at } => format!("look +{}", at.since(NOW) / 1000),
        Work::Replicate { region } => format!("replicate {region}"),
        Work::Deploy { region, attempt } => format!("deploy {region} {attempt}"),
        Work::Verify { region, .. } => format!("verify {region}"),
        Work::Cancel { region, .. } => format!("cancel {region}"),
        Work::RollBack { regions } => {
            format!("roll back {}", regions.iter().map(RegionName::as_str).collect::<Vec<_>>().join(","))
        }
        Work::TakeUp => "take up".to_owned(),
        Work::Carry => "carry".to_owned(),
        Work::WakeNext => "wake next".to_owned(),
    };
    effects.iter().map(name).collect()
}

fn run(rollout: Rollout, story: &[&str]) -> (Rollout, Vec<String>) {
    let (mut rollout, mut effects) = (rollout, Vec::new());
    for word in story {
        let step =
            rollout.apply(event(&rollout, word), NOW).unwrap_or_else(|refused| panic!("{word}: {refused}"));
        effects = told(&step.effects);
        rollout = step.next;
    }
    (rollout, effects)
}

/// Everything copied, and home done.
const HOME_DONE: [&str; 8] = [
    "copied ap-northeast-2",
    "copied ap-southeast-1",
    "copied eu-west-3",
    "copied us-east-1",
    "look",
    "started ap-northeast-2",
    "ran ap-northeast-2",
    "well ap-northeast-2",
];

fn after_home(more: &[&'static str]) -> Vec<&'static str> {
    HOME_DONE.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn replication_to_every_region_starts_with_the_rollout() {
    let requester = actor("dana");
    let opening = Opening {
        id: RolloutId("rol_1".into()),
        stage: StageName::parse("prod").expect("a stage"),
        release: release(),
        kind: Kind::Forward,
        strategy: strategy(),
        enforcement: Enforcement::default(),
        requester: &requester,
        reason: None,
        alone: None,
        carries: Carries::Nothing,
    };
    let effects = told(&Rollout::open(opening, NOW).effects);
    let replicate = |name: &str| format!("replicate {name}");
    let mut expected = vec![replicate(HOME)];
    expected.extend(GLOBAL.map(replicate));
    expected.push("look +0".to_owned());
    assert_eq!(effects, expected);
}

#[test]
fn stories_end_where_they_should() {
    type Story = (Vec<&'static str>, &'static str, Vec<&'static str>);
    let table: Vec<Story> = vec![
        // The artifact has to be there before a wave opens, and only where the wave goes.
        (vec!["look"], "waiting", vec![]),
        (vec!["copied ap-northeast-2"], "waiting", vec!["look +0"]),
        (vec!["copied ap-northeast-2", "look"], "running", vec!["deploy ap-northeast-2 1"]),
        (vec!["lost ap-northeast-2", "look"], "waiting", vec![]),
        (vec!["lost ap-northeast-2", "retry"], "waiting", vec!["replicate ap-northeast-2"]),
        (vec!["copied ap-northeast-2", "behind"], "queued", vec![]),
        (vec!["copied ap-northeast-2", "frozen ap-northeast-2"], "waiting", vec!["look +3600"]),
        (
            vec!["copied ap-northeast-2", "frozen ap-northeast-2", "ask dana", "confirm lee", "look"],
            "running",
            vec!["deploy ap-northeast-2 1"],
        ),
        // Home first, then the world at once.
        (HOME_DONE.to_vec(), "waiting", vec!["look +0"]),
        (
            after_home(&["look"]),
            "running",
            vec!["deploy ap-southeast-1 1", "deploy eu-west-3 1", "deploy us-east-1 1"],
        ),
        (
            vec!["copied ap-northeast-2", "look", "ran ap-northeast-2"],
            "running",
            vec!["verify ap-northeast-2"],
        ),
        // A region that fails keeps the next wave shut.
        (vec!["copied ap-northeast-2", "look", "crashed ap-northeast-2"], "failed", vec![]),
        (vec!["copied ap-northeast-2", "look", "crashed ap-northeast-2", "look"], "failed", vec![]),
        (
            vec!["copied ap-northeast-2", "look", "ran ap-northeast-2", "ill ap-northeast-2"],
            "failed",
            vec!["look +0"],
        ),
        (vec!["copied ap-northeast-2", "look", "broke ap-northeast-2"], "errored", vec![]),
        (
            vec!["copied ap-northeast-2", "look", "crashed ap-northeast-2", "retry"],
            "running",
            vec!["deploy ap-northeast-2 2"],
        ),
        // Others of its wave go on.
        (after_home(&["look", "crashed eu-west-3", "ran us-east-1"]), "running", vec!["verify us-east-1"]),
        (
            after_home(&[
                "look",
                "crashed eu-west-3",
                "ran us-east-1",
                "well us-east-1",
                "ran ap-southeast-1",
                "well ap-southeast-1",
                "skip eu-west-3",
            ]),
            "succeeded",
            vec!["look +0", "wake next"],
        ),
        // At any moment.
        (vec!["copied ap-northeast-2", "pause", "look"], "paused", vec![]),
        (vec!["copied ap-northeast-2", "pause", "resume"], "waiting", vec!["look +0"]),
        (after_home(&["pause", "look"]), "paused", vec![]),
        (vec!["abort"], "aborted", vec!["wake next"]),
        (
            vec!["copied ap-northeast-2", "look", "abort"],
            "aborted",
            vec!["cancel ap-northeast-2", "wake next"],
        ),
        (vec!["skip ap-northeast-2", "look"], "waiting", vec![]),
    ];
    for (story, status, expected) in table {
        let (rollout, effects) = run(open(strategy(), Kind::Forward), &story);
        assert_eq!(rollout.status().as_str(), status, "{story:?}");
        assert_eq!(effects, expected, "{story:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let started = ["copied ap-northeast-2", "look", "started ap-northeast-2"];
    let frozen = ["copied ap-northeast-2", "frozen ap-northeast-2"];
    let asked = ["copied ap-northeast-2", "frozen ap-northeast-2", "ask dana"];
    let table: [(&[&str], &str, &str); 16] = [
        (&[], "ran ap-northeast-2", "already dealt with"),
        (&[], "well ap-northeast-2", "already dealt with"),
        (&[], "copied mars-1", "no region mars-1"),
        (&["copied us-east-1"], "copied us-east-1", "already dealt with"),
        (&started, "started ap-northeast-2", "already dealt with"),
        (&started, "skip ap-northeast-2", "is deploying and cannot be skipped"),
        (&started, "retry", "cannot be retried"),
        (&[], "approve", "cannot be decided on"),
        (&["abort"], "look", "already dealt with"),
        (&["abort"], "pause", "a rollout that is aborted cannot be paused"),
        (&[], "ask dana", "no freeze window holds it"),
        (&frozen, "confirm lee", "nobody has asked for it"),
        (&asked, "ask lee", "already dealt with"),
        (&asked, "confirm dana", "a second person"),
        (&[], "break park", "nothing waits"),
        (&[], "review lee", "no review is due"),
    ];
    for (story, word, reason) in table {
        let (rollout, _) = run(open(strategy(), Kind::Forward), story);
        let refused = rollout.apply(event(&rollout, word), NOW).expect_err(word);
        assert!(refused.to_string().contains(reason), "{word}: {refused}");
    }
}

#[test]
fn a_wave_soaks_before_the_next_one_opens() {
    let mut soaking = strategy();
    soaking.waves[0].soak_seconds = 600;
    let (home, _) = run(open(soaking, Kind::Forward), &HOME_DONE);
    let held = home.apply(RolloutEvent::Looked(Seen::default()), NOW.plus_millis(1)).expect("looked");
    assert_eq!(told(&held.effects), ["look +600"]);
    let gates = held.next.gates(1, NOW.plus_millis(1));
    assert!(gates.iter().any(|gate| gate.kind == GateKind::Soak && gate.standing != Standing::Open));
    let later = NOW.plus_millis(600_000);
    let opened = held.next.apply(RolloutEvent::Looked(Seen::default()), later).expect("looked");
    assert_eq!(opened.effects.len(), 3, "{:?}", opened.effects);
}

#[test]
fn a_wave_takes_no_more_regions_at_once_than_it_may() {
    let mut narrow = strategy();
    narrow.waves[1].parallel = Some(2);
    let (wide, effects) = run(open(narrow, Kind::Forward), &after_home(&["look"]));
    assert_eq!(effects, ["deploy ap-southeast-1 1", "deploy eu-west-3 1"]);
    let (_, effects) = run(wide, &["ran eu-west-3", "well eu-west-3", "look"]);
    assert_eq!(effects, ["deploy us-east-1 1"]);
}

#[test]
fn a_rollback_is_held_by_nothing_but_the_artifact() {
    let mut slow = with_approval(2);
    slow.waves[0].soak_seconds = 3_600;
    let back = open(slow, Kind::Rollback { of: RolloutId("rol_0".into()) });
    let (back, effects) = run(back, &["copied ap-northeast-2", "frozen ap-northeast-2"]);
    assert_eq!(effects, ["deploy ap-northeast-2 1"]);
    let rest = [
        "copied ap-southeast-1",
        "copied eu-west-3",
        "copied us-east-1",
        "ran ap-northeast-2",
        "well ap-northeast-2",
        "look",
    ];
    let (_, effects) = run(back, &rest);
    assert_eq!(effects.len(), 3, "no soaking: {effects:?}");
}

#[test]
fn failures_take_back_what_the_strategy_says() {
    let table = [
        (OnFailure::Halt, None),
        (OnFailure::RollBackRegion, Some("roll back eu-west-3")),
        (OnFailure::RollBackWave, Some("roll back ap-southeast-1,eu-west-3,us-east-1")),
        (OnFailure::RollBackAll, Some("roll back ap-northeast-2,ap-southeast-1,eu-west-3,us-east-1")),
    ];
    let story = after_home(&[
        "look",
        "crashed eu-west-3",
        "ran us-east-1",
        "well us-east-1",
        "ran ap-southeast-1",
        "well ap-southeast-1",
    ]);
    for (on_failure, expected) in table {
        let (failed, effects) = run(open(Strategy { on_failure, ..strategy() }, Kind::Forward), &story);
        let back = effects.iter().find(|effect| effect.starts_with("roll back")).map(String::as_str);
        assert_eq!(back, expected, "{on_failure:?}");
        let again = failed.apply(RolloutEvent::Looked(Seen::default()), NOW).expect("looked");
        assert!(again.effects.is_empty(), "once only: {:?}", again.effects);
    }
}

#[test]
fn what_comes_back_from_an_earlier_attempt_is_ignored() {
    let story = ["copied ap-northeast-2", "look", "crashed ap-northeast-2", "retry"];
    let (rollout, _) = run(open(strategy(), Kind::Forward), &story);
    let late = RolloutEvent::RunEnded { region: region(HOME), attempt: 1, outcome: Ok(()) };
    assert_eq!(rollout.apply(late, NOW), Err(Refused::Outdated));
}

#[test]
fn a_strategy_that_does_not_fit_says_why() {
    let rules = |names: &[&str]| crate::rules::Rules {
        stages: Vec::new(),
        regions: names
            .iter()
            .map(|name| crate::rules::RegionRules {
                name: region(name),
                title: String::new(),
                home: *name == HOME,
            })
            .collect(),
        address_pool: crate::address::Cidr::parse("10.64.0.0/10").expect("a range"),
        corporate_ranges: Vec::new(),
    };
    let all = rules(&[HOME, GLOBAL[0], GLOBAL[1], GLOBAL[2]]);
    assert_eq!(strategy().problems(&all), []);
    assert_eq!(strategy().problems(&rules(&[HOME])).len(), 3);
    let mut bad = strategy();
    bad.waves[1].regions.push(region(HOME));
    bad.waves[1].parallel = Some(0);
    let name = "global".to_owned();
    assert_eq!(bad.problems(&all), [StrategyProblem::NoParallel(name), StrategyProblem::Twice(region(HOME))]);
    let usual = Strategy::usual(&all, strategy().workflow, None);
    assert_eq!(usual.waves.iter().map(|wave| wave.regions.len()).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(Strategy { waves: Vec::new(), ..strategy() }.problems(&all), [StrategyProblem::Empty]);
}

#[test]
fn only_the_very_run_that_was_started_passes_the_rule() {
    let begun = &["copied ap-northeast-2", "look"][..];
    let started = &["copied ap-northeast-2", "look", "started ap-northeast-2"][..];
    let ended = &["copied ap-northeast-2", "look", "started ap-northeast-2", "ran ap-northeast-2"][..];
    let aborted = &["copied ap-northeast-2", "look", "started ap-northeast-2", "abort"][..];
    let other = |environment: &str| Verdict::Stop(Stop::OtherEnvironment(environment.to_owned()));
    let table = [
        (&[][..], 1, "acme/live-api", "7", "prod", Verdict::Stop(Stop::Over)),
        (begun, 1, "acme/live-api", "7", "prod", Verdict::NotYet),
        (started, 1, "acme/live-api", "7", "prod", Verdict::Pass),
        (started, 1, "acme/live-api", "8", "prod", Verdict::Stop(Stop::OtherRun)),
        (started, 2, "acme/live-api", "7", "prod", Verdict::Stop(Stop::Over)),
        (started, 1, "acme/other", "7", "prod", Verdict::Stop(Stop::Unknown)),
        (started, 1, "acme/live-api", "7", "staging", other("staging")),
        (ended, 1, "acme/live-api", "7", "prod", Verdict::Stop(Stop::Over)),
        (aborted, 1, "acme/live-api", "7", "prod", Verdict::Stop(Stop::Over)),
    ];
    for (story, attempt, repository, run, environment, expected) in table {
        let (rollout, _) = run_story(story);
        let home = region(HOME);
        let held = Held { region: &home, attempt, repository, run, environment };
        assert_eq!(rollout.verdict(&held), expected, "{story:?} {held:?}");
    }
}

fn run_story(story: &[&str]) -> (Rollout, Vec<String>) {
    run(open(strategy(), Kind::Forward), story)
}

#[test]
fn a_copy_tells_how_long_it_still_takes_and_what_it_replaces() {
    let rollout = open(strategy(), Kind::Forward);
    let copied = |rollout: &Rollout, done: u64, second: i64| {
        let event = RolloutEvent::Copied { region: region(HOME), done, total: 100 };
        rollout.apply(event, NOW.plus_millis(second * 1_000)).map(|step| step.next)
    };
    let left = |rollout: &Rollout, second: i64| {
        rollout.lane(&region(HOME)).and_then(|lane| lane.replica.remaining(NOW.plus_millis(second * 1_000)))
    };
    assert_eq!(left(&rollout, 0), None);
    let once = copied(&rollout, 10, 1).expect("counted");
    assert_eq!(left(&once, 1), None, "one count says nothing");
    let twice = copied(&once, 30, 2).expect("counted");
    assert_eq!(left(&twice, 2), Some(3_500), "70 bytes at 20 a second");
    assert_eq!(copied(&twice, 30, 3), Err(Refused::Outdated));
    let damaged = |found: &str| RolloutEvent::Damaged { region: region(HOME), found: found.into() };
    let replacing = twice.apply(damaged("sha256:other"), NOW).expect("said").next;
    let replaced = replacing.lane(&region(HOME)).and_then(|lane| lane.replaced.clone());
    assert_eq!(replaced.map(|it| it.found).as_deref(), Some("sha256:other"));
    assert_eq!(replacing.apply(damaged("sha256:other"), NOW), Err(Refused::Outdated), "it is known");
    let (done, _) = run(replacing, &["copied ap-northeast-2"]);
    assert_eq!(left(&done, 2), None);
    assert!(done.lane(&region(HOME)).is_some_and(|lane| lane.replaced.is_some()), "it stays said");
    assert_eq!(done.apply(damaged("late"), NOW), Err(Refused::Outdated));
}
