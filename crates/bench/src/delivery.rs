//! A portal that delivers: with a cloud, a stand-in for GitHub, and a service that goes out to four regions.

use crate::portal::{self, Running, call};
use adapters::{ArtifactOptions, CloudOptions, CredentialSource, S3Artifacts};
use anyhow::{Context as _, Result, ensure};
use domain::names::{RegionName, StageName};
use domain::release::Artifact;
use sandbox::github::{
    APP, APP_KEY, GithubOptions, INSTALLATION, RepositorySource, SandboxGithub, Speed, Webhook,
};
use serde_json::{Value, json};
use services::ports::Place;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testbed::Ministack;

pub const REPOSITORY: &str = "acme/bench";
pub const SECRET: &str = "the webhooks' secret";
const SERVICE: &str = "bench";
const HOME: &str = "ap-northeast-2";

const FILES: [(&str, &str); 2] = [
    (
        "slipway.yaml",
        "service: bench
team: streaming
workflows: {deploy: deploy.yml}
stages: {dev: {waves: [{name: home, regions: home}, {name: global, regions: others}]}}
",
    ),
    (
        ".github/workflows/deploy.yml",
        "name: Deploy
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
    environment: ${{ inputs.stage }}
    steps:
      - run: echo done
",
    ),
];

/// What GitHub is like.
pub struct Github<'a> {
    /// What protects the environment `dev`, as the stand-in's `sandbox.json` has it.
    pub protection: Value,
    pub webhooks: bool,
    /// How long a step of a job takes.
    pub step: Duration,
    pub program: &'a Path,
}

/// Everything that runs; it ends when dropped.
pub struct Delivery {
    pub running: Running,
    pub github: SandboxGithub,
    client: reqwest::Client,
    stores: S3Artifacts,
    _cloud: Ministack,
    _folder: TempDir,
}

impl Github<'_> {
    pub async fn start(self) -> Result<Delivery> {
        let (cloud, folder, port) = (Ministack::start().await, tempfile::tempdir()?, testbed::free_port());
        let home = folder.path().join("repositories").join(REPOSITORY);
        std::fs::create_dir_all(home.join(".github/workflows"))?;
        for (name, text) in FILES {
            std::fs::write(home.join(name), text)?;
        }
        let settings = json!({"environments": {"dev": self.protection}});
        std::fs::write(home.join("sandbox.json"), settings.to_string())?;
        let url = format!("http://127.0.0.1:{port}/webhooks/github");
        let github = SandboxGithub::start(GithubOptions {
            repositories: RepositorySource::Folder(folder.path().join("repositories")),
            speed: Speed(self.step),
            webhooks: self.webhooks.then(|| Webhook { url, secret: SECRET.to_owned() }),
            ..GithubOptions::new("secret-of-nobody")
        })
        .await?;
        let settings = [
            ("SLIPWAY__GITHUB__API_URL", github.url()),
            ("SLIPWAY__GITHUB__APP_ID", APP.to_string()),
            ("SLIPWAY__GITHUB__INSTALLATION_ID", INSTALLATION.to_string()),
            ("SLIPWAY__GITHUB__PRIVATE_KEY", APP_KEY.to_owned()),
            ("SLIPWAY__GITHUB__WEBHOOK_SECRET", SECRET.to_owned()),
            ("SLIPWAY__GITHUB__REPOSITORIES", format!("[{REPOSITORY:?}]")),
            ("SLIPWAY__ARTIFACTS__CREATE_BUCKETS", "true".to_owned()),
        ];
        let place = (port, &*cloud.url());
        let running = portal::start_with(self.program, folder.path(), place, None, &settings).await?;
        let stores = S3Artifacts::new(ArtifactOptions {
            cloud: CloudOptions {
                endpoint_url: Some(cloud.url()),
                credentials: CredentialSource::Sandbox,
                ..CloudOptions::default()
            },
            bucket: "slipway-artifacts-{region}".to_owned(),
            create_buckets: true,
        });
        let client = reqwest::Client::new();
        Ok(Delivery { running, github, client, stores, _cloud: cloud, _folder: folder })
    }
}

impl Delivery {
    /// Puts what a build made into the home region's store.
    pub async fn build(&self, version: &str, bytes: Vec<u8>) -> Result<Artifact> {
        let home =
            Place { stage: StageName::parse("dev")?, region: RegionName::parse(HOME)?, role_arn: None };
        Ok(self.stores.put(&home, &format!("{SERVICE}/{version}.tar"), bytes).await?)
    }

    /// Registers a release and starts its rollout; the rollout's id.
    pub async fn roll_out(&self, version: &str, artifact: &Artifact) -> Result<String> {
        let release = json!({"service": SERVICE, "version": version, "commit": "0a1b2c3", "artifact": artifact.key,
            "digest": artifact.digest, "size": artifact.size});
        call(&self.client, &self.running.api("/releases"), "sandbox-developer", Some(&release)).await?;
        let rollout = json!({"service": SERVICE, "stage": "dev", "release": version});
        let made =
            call(&self.client, &self.running.api("/rollouts"), "sandbox-developer", Some(&rollout)).await?;
        Ok(made["id"].as_str().context("no id")?.to_owned())
    }

    pub async fn status(&self, id: &str) -> Result<String> {
        let url = self.running.api(&format!("/rollouts/{id}"));
        let view = call(&self.client, &url, "sandbox-developer", None).await?;
        Ok(view["status"].as_str().context("no status")?.to_owned())
    }

    /// Waits for its good end; `meanwhile` is done between two looks.
    pub async fn until_succeeded(
        &self,
        id: &str,
        mut meanwhile: impl AsyncFnMut() -> Result<()>,
    ) -> Result<()> {
        let began = Instant::now();
        loop {
            let status = self.status(id).await?;
            if status == "succeeded" {
                return Ok(());
            }
            let over = ["failed", "errored", "aborted", "rolled_back"].contains(&status.as_str());
            ensure!(!over && began.elapsed() < Duration::from_secs(600), "the rollout {id} is {status}");
            meanwhile().await?;
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}
