//! GitHub's reviewers' gate from end to end: a lead signs in with GitHub, approves here, and the stand-in for GitHub takes the
//! yes from them alone.

use crate::rollouts::{released, started};
use crate::sign_in::World;
use crate::support::TestApp;
use adapters::{Github, GithubCredentials};
use axum::http::StatusCode;
use sandbox::github::{Conclusion, GithubOptions, RepositorySource, SandboxGithub, Speed, Status};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "secret-of-the-portal";
const SLIPWAY: &str =
    "service: live-api\nteam: streaming\nworkflows: {deploy: deploy.yml}\nstages: {prod: {after: none}}\n";
const WORKFLOW: &str = "
name: Deploy
run-name: Deploy ${{ inputs.version }} [${{ inputs.slipway_dispatch }}]
on:
  workflow_dispatch:
    inputs:
      {region: {type: string}, stage: {type: string}, version: {type: string}, artifact: {type: string},
       digest: {type: string}, slipway_dispatch: {type: string}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: ${{ inputs.stage }}
    steps: [{run: echo deployed}]
";

/// A GitHub whose environment prod has these reviewers, and a portal that works with it.
async fn world(reviewers: &[&str]) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("acme/live-api");
    std::fs::create_dir_all(repository.join(".github/workflows")).expect("folders");
    let settings = json!({"environments": {"prod": {"reviewers": reviewers, "prevent_self_review": true}}});
    for (file, text) in [
        ("sandbox.json", settings.to_string().as_str()),
        ("slipway.yaml", SLIPWAY),
        (".github/workflows/deploy.yml", WORKFLOW),
    ] {
        std::fs::write(repository.join(file), text).expect("a file");
    }
    let github = SandboxGithub::start(GithubOptions {
        speed: Speed(Duration::from_millis(5)),
        repositories: RepositorySource::Folder(folder.path().to_owned()),
        ..GithubOptions::new(TOKEN)
    });
    let github = github.await.expect("a stand-in");
    let client = Github::new(&adapters::GithubOptions {
        api_url: github.url(),
        credentials: GithubCredentials::Token(TOKEN.into()),
        ..adapters::GithubOptions::default()
    });
    let client = Arc::new(client.expect("a client"));
    let app = TestApp::with_github(client, vec![crate::sign_in::provider(&github)]).await;
    (World { app, github }, folder)
}

/// A rollout to prod that the lead has approved in this session.
async fn approved(app: &TestApp, session: &str) -> String {
    released(app, "1.0.0").await;
    let rollout = started(app, "streaming-developer", "prod", "1.0.0").await;
    assert_eq!(rollout["enforcement"]["mode"], "required_reviewers");
    app.settle().await;
    let path = format!("/api/v1/rollouts/{}", rollout["id"].as_str().expect("an id"));
    let yes = json!({"decision": "approve", "digest": rollout["digest"]});
    let call = app.post(&format!("{path}/approvals"), &yes);
    let answer = call.cookie(session).header("sec-fetch-site", "same-origin").send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    path
}

async fn until(app: &TestApp, path: &str, is_it: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..200 {
        app.settle().await;
        let rollout = app.get(path).token("streaming-developer").send().await.json();
        if is_it(&rollout) {
            return rollout;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never comes to that: {}", app.get(path).token("streaming-developer").send().await.text());
}

#[tokio::test]
async fn the_yes_of_a_lead_who_signed_in_with_github_is_handed_over() {
    let (world, _folder) = world(&["lead"]).await;
    let session = world.signed_in("lead").await;
    let account = world.app.get("/api/v1/github-account").cookie(&session).send().await.json();
    assert_eq!((&account["login"], &account["source"]), (&json!("lead"), &json!("sign_in")));
    let path = approved(&world.app, &session).await;
    until(&world.app, &path, |rollout| rollout["status"] == "succeeded").await;
    let runs = world.github.runs();
    assert_eq!(runs.len(), 4);
    assert!(runs.iter().all(|run| run.conclusion == Some(Conclusion::Success)), "{runs:?}");
    let calls = world.github.calls();
    let reviews = "POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments";
    assert_eq!(calls.get(reviews), Some(&4), "each once");
}

#[tokio::test]
async fn where_the_lead_is_no_reviewer_somebody_answers_on_github() {
    let (world, _folder) = world(&["admin"]).await;
    let session = world.signed_in("lead").await;
    let path = approved(&world.app, &session).await;
    let held = until(&world.app, &path, |rollout| rollout["waves"][0]["regions"][0]["review"].is_object());
    let held = held.await;
    let lane = &held["waves"][0]["regions"][0];
    assert_eq!(
        (&lane["review"]["environment"], &lane["review"]["reviewers"]),
        (&json!("prod"), &json!(["admin"]))
    );
    assert_eq!(lane["review"]["sent_by"], Value::Null);
    let page = lane["run_url"].as_str().expect("an address");
    let form = "login=admin&state=rejected&comment=Not+today";
    let answer = reqwest::Client::new().post(page).body(form);
    let answer = answer.header("content-type", "application/x-www-form-urlencoded").send().await;
    assert!(answer.expect("an answer").status().is_success());
    world.github.until(|runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    let failed = until(&world.app, &path, |rollout| rollout["status"] == "failed").await;
    assert_eq!(failed["waves"][0]["regions"][0]["reason"], "admin has rejected it on GitHub: Not today");
}

#[tokio::test]
async fn lost_membership_takes_the_account_along() {
    let (world, _folder) = world(&["lead"]).await;
    let session = world.signed_in("lead").await;
    let path = approved(&world.app, &session).await;
    world.github.faults().change(|plan| plan.left_teams = vec!["lead".to_owned()]);
    world.app.clock.advance(Duration::from_secs(16 * 60));
    let answer = world.app.get("/api/v1/me").cookie(&session).send().await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let held = until(&world.app, &path, |rollout| rollout["waves"][0]["regions"][0]["review"].is_object());
    assert_eq!(held.await["waves"][0]["regions"][0]["review"]["sent_by"], Value::Null);
    let reviews = "POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments";
    assert_eq!(world.github.calls().get(reviews), None);
}
