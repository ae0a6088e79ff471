use crate::client::{REGIONS, call};
use crate::program::{Program, Start};
use adapters::{ArtifactOptions, CloudOptions, CredentialSource, S3Artifacts};
use domain::names::{RegionName, StageName};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sandbox::github::{
    FaultPlan, GithubOptions, RepositorySource, RunRecord, SandboxGithub, SecondaryLimit, Speed, Times,
};
use serde_json::json;
use services::ports::Place;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use testbed::{Ministack, free_port};

const PATIENCE: Duration = Duration::from_secs(180);
/// Rollouts under way at the same time, each of a service of its own.
const AT_ONCE: usize = 10;
/// So many rollouts take about so long undisturbed.
const LONGEST_LIFE_MILLIS: u64 = 6_000;
const TOKEN: &str = "secret-of-the-portal";

const DECLARATION: &str = "team: streaming
workflows: {deploy: deploy.yml}
stages: {dev: {waves: [{name: home, regions: home}, {name: global, regions: others}]}}
";

const WORKFLOW: &str = "name: Deploy
run-name: Deploy ${{ inputs.version }} to ${{ inputs.region }} [${{ inputs.slipway_dispatch }}]
on:
  workflow_dispatch:
    inputs:
      region: {type: string, required: true}
      stage: {type: string, required: true}
      version: {type: string, required: true}
      artifact: {type: string}
      digest: {type: string}
      slipway_dispatch: {type: string}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: echo done
";

fn service(number: usize) -> String {
    format!("chaos-{number}")
}

fn repository(number: usize) -> String {
    format!("acme/{}", service(number))
}

/// Rollouts of four regions while the portal is killed, GitHub answers wrongly, and no webhook ever comes.
#[tokio::test(flavor = "multi_thread")]
async fn chaos_killed_at_any_moment_each_region_is_deployed_to_once_and_in_its_turn() {
    let first = super::killed::number("SLIPWAY_CHAOS_SEED", 1);
    let rounds = super::killed::number("SLIPWAY_CHAOS_ROUNDS", 10).div_ceil(AT_ONCE as u64);
    let (cloud, folder) = (Ministack::start().await, tempfile::tempdir().expect("a folder"));
    let github = stand_in(folder.path()).await;
    let url = cloud.url();
    let start =
        Start { folder: folder.path(), database: "sqlite:slipway.db", cloud: &url, port: free_port() };
    for seed in first..first + rounds {
        println!("seed {seed}");
        story(&start, &github, seed).await;
    }
}

async fn stand_in(folder: &Path) -> SandboxGithub {
    let repositories = folder.join("repositories");
    for number in 0..AT_ONCE {
        let home = repositories.join(repository(number));
        std::fs::create_dir_all(home.join(".github/workflows")).expect("a folder");
        std::fs::write(home.join(".github/workflows/deploy.yml"), WORKFLOW).expect("a file");
        let declaration = format!("service: {}\n{DECLARATION}", service(number));
        std::fs::write(home.join("slipway.yaml"), declaration).expect("a file");
    }
    let options = GithubOptions {
        repositories: RepositorySource::Folder(repositories),
        speed: Speed(Duration::from_millis(100)),
        ..GithubOptions::new(TOKEN)
    };
    SandboxGithub::start(options).await.expect("a stand-in for GitHub")
}

fn settings(github: &SandboxGithub) -> [(&'static str, String); 4] {
    let repositories: Vec<String> = (0..AT_ONCE).map(repository).collect();
    [
        ("SLIPWAY__GITHUB__API_URL", github.url()),
        ("SLIPWAY__GITHUB__TOKEN", TOKEN.to_owned()),
        ("SLIPWAY__GITHUB__REPOSITORIES", format!("{repositories:?}")),
        ("SLIPWAY__ARTIFACTS__CREATE_BUCKETS", "true".to_owned()),
    ]
}

/// Ten rollouts at once, with the portal killed again and again until all are over.
async fn story(start: &Start<'_>, github: &SandboxGithub, seed: u64) {
    let mut dice = StdRng::seed_from_u64(seed);
    let settings = settings(github);
    let version = format!("1.{seed}.0");
    let digests = put_artifacts(start.cloud, &version).await;
    let portal = format!("http://127.0.0.1:{}", start.port);
    let mut rollouts = vec![None; AT_ONCE];
    github.faults().set(faults(&mut dice));
    let mut program = start.go_with(&settings).await;
    let began = Instant::now();
    loop {
        let life = Duration::from_millis(dice.random_range(5..LONGEST_LIFE_MILLIS));
        let over = tokio::time::timeout(life, go_on(&portal, &version, &digests, &mut rollouts)).await;
        if over.is_ok() {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "seed {seed}: not over: {rollouts:?}");
        Program::kill(program);
        program = start.go_with(&settings).await;
    }
    for (number, rollout) in rollouts.iter().enumerate() {
        let id = rollout.as_deref().expect("the rollout was made");
        let url = format!("{portal}/api/v1/rollouts/{id}");
        let (_, view) = call(&url, "sandbox-developer", None, None).await.expect("an answer");
        assert_eq!(view["status"], "succeeded", "seed {seed}: {view:#}");
        check(&github.runs(), number, &version, seed);
    }
    Program::kill(program);
}

/// GitHub accepts and then answers 502, answers 502 without accepting, and has had enough for a second.
fn faults(dice: &mut StdRng) -> FaultPlan {
    FaultPlan {
        bad_gateway_after_dispatch: Times::Next(dice.random_range(0..4)),
        bad_gateway_before_dispatch: Times::Next(dice.random_range(0..4)),
        secondary_limit: Some(SecondaryLimit {
            times: Times::Next(dice.random_range(0..3)),
            status: 403,
            retry_after: 1,
        }),
        null_fields: dice.random_bool(0.5),
        ..FaultPlan::default()
    }
}

/// What the builds of all services made, in the home region's store.
async fn put_artifacts(cloud: &str, version: &str) -> Vec<String> {
    let stores = S3Artifacts::new(ArtifactOptions {
        cloud: CloudOptions {
            endpoint_url: Some(cloud.to_owned()),
            credentials: CredentialSource::Sandbox,
            ..CloudOptions::default()
        },
        bucket: "slipway-artifacts-{region}".to_owned(),
        create_buckets: true,
    });
    let home = Place {
        stage: StageName::parse("dev").expect("a stage"),
        region: RegionName::parse(REGIONS[0]).expect("a region"),
        role_arn: None,
    };
    let mut digests = Vec::new();
    for number in 0..AT_ONCE {
        let key = format!("{}/{version}.tar", service(number));
        let content = format!("{key}\n").repeat(1_000).into_bytes();
        digests.push(stores.put(&home, &key, content).await.expect("an artifact").digest.0);
    }
    digests
}

/// What builds and people do, begun anew after each crash: register, start, wait for the end.
async fn go_on(portal: &str, version: &str, digests: &[String], rollouts: &mut [Option<String>]) {
    for (number, rollout) in rollouts.iter_mut().enumerate() {
        while rollout.is_none() {
            *rollout = rollout_of(portal, number, version, &digests[number]).await;
        }
    }
    for id in rollouts.iter().flatten() {
        while !is_over(portal, id).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The service's rollout of the version; made when there is none yet. `None` when the portal does not answer.
async fn rollout_of(portal: &str, number: usize, version: &str, digest: &str) -> Option<String> {
    let service = service(number);
    let listed = format!("{portal}/api/v1/rollouts?service={service}");
    let (_, known) = call(&listed, "sandbox-developer", None, None).await?;
    let items = known["items"].as_array()?;
    if let Some(found) = items.iter().find(|item| item["release_version"] == version) {
        return Some(found["id"].as_str()?.to_owned());
    }
    let key = format!("{service}/{version}.tar");
    let size = format!("{key}\n").len() * 1_000;
    let release = json!({
        "service": service, "version": version, "commit": "0a1b2c3", "artifact": key, "digest": digest, "size": size,
    });
    call(&format!("{portal}/api/v1/releases"), "sandbox-developer", Some(&release), None).await?;
    let rollout = json!({"service": service, "stage": "dev", "release": version});
    let (_, made) =
        call(&format!("{portal}/api/v1/rollouts"), "sandbox-developer", Some(&rollout), None).await?;
    Some(made["id"].as_str()?.to_owned())
}

async fn is_over(portal: &str, id: &str) -> bool {
    let over = ["succeeded", "failed", "errored", "aborted", "rolled_back"];
    let url = format!("{portal}/api/v1/rollouts/{id}");
    let answer = call(&url, "sandbox-developer", None, None).await;
    answer.is_some_and(|(_, view)| over.contains(&view["status"].as_str().unwrap_or_default()))
}

/// One run per region, and those abroad begun only after the one at home was over.
fn check(runs: &[RunRecord], number: usize, version: &str, seed: u64) {
    let repository = repository(number);
    let ours = runs.iter().filter(|run| run.repository == repository && run.inputs["version"] == version);
    let by_region: BTreeMap<&str, Vec<&RunRecord>> = ours.fold(BTreeMap::new(), |mut all, run| {
        all.entry(run.inputs["region"].as_str()).or_insert_with(Vec::new).push(run);
        all
    });
    let counts: Vec<(&str, usize)> = by_region.iter().map(|(region, runs)| (*region, runs.len())).collect();
    let mut once = REGIONS.map(|region| (region, 1));
    once.sort_unstable();
    assert_eq!(counts, once, "seed {seed}: {repository} {version}");
    let home = by_region[REGIONS[0]][0];
    for run in by_region.values().flatten().filter(|run| run.id != home.id) {
        assert!(run.created_at >= home.updated_at, "seed {seed}: {run:?} began before the end of {home:?}");
    }
}
