use crate::client::{approve, call, creation, events, settled, twelve_targets};
use crate::program::{Program, Start};
use adapters::{CloudFormation, CloudOptions, CredentialSource};
use domain::names::{RegionName, StageName};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use services::ports::{Cloud, Place};
use std::collections::BTreeSet;
use std::time::Duration;
use testbed::{Ministack, free_port};

const PATIENCE: Duration = Duration::from_secs(120);
/// A request of twelve targets takes about so long undisturbed.
const LONGEST_LIFE_MILLIS: u64 = 2_500;
/// After so many kills portals may live longer.
const PATIENT_KILLS: u64 = 4;

pub fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// One kill per round, over whole requests of twelve targets.
#[tokio::test(flavor = "multi_thread")]
async fn chaos_killed_at_any_moment_nothing_is_lost_or_done_twice() {
    let first = number("SLIPWAY_CHAOS_SEED", 1);
    let kills = number("SLIPWAY_CHAOS_ROUNDS", 6);
    let cloud = Ministack::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let (url, database) = (cloud.url(), "sqlite:slipway.db");
    let start = Start { folder: folder.path(), database, cloud: &url, port };
    let mut killed = 0;
    let mut seed = first;
    while killed < kills {
        println!("seed {seed}");
        killed += story(&start, seed).await;
        seed += 1;
    }
}

/// A whole request, with the portal killed again and again while it is under way. Tells how often.
async fn story(start: &Start<'_>, seed: u64) -> u64 {
    let mut dice = StdRng::seed_from_u64(seed);
    let service = format!("chaos-{seed}");
    let mut program = Some(start.go().await);
    let portal = format!("http://127.0.0.1:{}", start.port);
    let mut kills = 0;
    let mut id: Option<String> = None;
    loop {
        // On a slow machine a portal gets nowhere in that time, and would be killed for ever.
        let longest = LONGEST_LIFE_MILLIS * (1 + kills / PATIENT_KILLS);
        let life = Duration::from_millis(dice.random_range(5..longest));
        let over = tokio::time::timeout(life, go_on(&portal, &service, &mut id)).await.is_ok();
        if over {
            break;
        }
        if let Some(running) = program.take() {
            Program::kill(running);
        }
        kills += 1;
        program = Some(start.go().await);
    }
    let id = id.expect("the request was made");
    let done = settled(&portal, &id, PATIENCE).await;
    assert_eq!(done["status"], "succeeded", "seed {seed}: {done:#}");
    check_cloud(start.cloud, &service, &done, seed).await;
    check_events(&portal, &id, &done, seed).await;
    kills
}

/// What people and scripts do, begun anew after each crash: make the request, approve it, wait for its end.
async fn go_on(portal: &str, service: &str, id: &mut Option<String>) {
    loop {
        let Some(known) = id.clone() else {
            let body = creation(service, twelve_targets());
            let url = format!("{portal}/api/v1/requests");
            // The key makes it safe to ask again after a lost answer.
            let made = call(&url, "sandbox-developer", Some(&body), Some(service)).await;
            *id = made.and_then(|(_, view)| Some(view["id"].as_str()?.to_owned()));
            continue;
        };
        let view = settled(portal, &known, PATIENCE).await;
        match view["status"].as_str() {
            Some("awaiting_approval") => {
                approve(portal, &view).await;
            }
            _ => return,
        }
    }
}

/// Every stack is there once, complete, and none besides.
async fn check_cloud(endpoint: &str, service: &str, done: &Value, seed: u64) {
    let cloud = CloudFormation::new(CloudOptions {
        endpoint_url: Some(endpoint.to_owned()),
        credentials: CredentialSource::Sandbox,
        ..CloudOptions::default()
    });
    for target in done["targets"].as_array().expect("targets") {
        let text = |name: &str| target[name].as_str().unwrap_or_default().to_owned();
        let place = Place {
            stage: StageName::parse(&text("stage")).expect("a stage"),
            region: RegionName::parse(&text("region")).expect("a region"),
            role_arn: None,
        };
        let stack = cloud.stack(&place, &text("stack_name")).await.expect("an answer");
        let stack = stack.unwrap_or_else(|| panic!("seed {seed}: {service} has no stack for {target}"));
        assert_eq!(stack.status, "CREATE_COMPLETE", "seed {seed}");
        let events = cloud.events(&place, &stack.id, None).await.expect("events");
        let begun = events.iter().filter(|event| event.of_stack() && event.status == "CREATE_IN_PROGRESS");
        assert_eq!(begun.count(), 1, "seed {seed}: {} was created more than once", stack.name);
    }
}

/// Every event once, and each target's story to its end.
async fn check_events(portal: &str, id: &str, done: &Value, seed: u64) {
    let told = events(portal, id).await;
    let ids: BTreeSet<&str> = told.iter().filter_map(|event| event["id"].as_str()).collect();
    assert_eq!(ids.len(), told.len(), "seed {seed}: an event was told twice");
    let ends = told.iter().filter(|event| {
        event["type"] == "AWS::CloudFormation::Stack" && event["status"] == "CREATE_COMPLETE"
    });
    let targets = done["targets"].as_array().map_or(0, Vec::len);
    assert_eq!(ends.count(), targets, "seed {seed}: an end is missing among the events");
}
