//! Calls every operation of the stand-in at least once with success, and many of them in vain.

use super::recorder::{Exchange, Recorder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use sandbox::github::{GithubOptions, RepositorySource, SandboxGithub, Speed, Status, Webhook};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub const TOKEN: &str = "secret-of-the-portal";
const REVIEWER: &str = "sandbox-lead";
const GATED: &str = "/repos/acme/gated";
const WORKFLOW: &str = "on: {workflow_dispatch: {inputs: {wrong: {type: boolean}}}}\n\
    jobs:\n  go:\n    environment: prod\n    runs-on: ubuntu-latest\n    steps:\n      - run: exit 1\n";
const SETTINGS: &str = r#"{"environments": {"prod": {"reviewers": ["lead"], "reviewer_teams": ["platform"], "prevent_self_review": true, "protection_rule": true}}}"#;

pub fn options() -> GithubOptions {
    GithubOptions {
        speed: Speed(Duration::from_millis(5)),
        // Nobody listens there, which is something to tell, too.
        webhooks: Some(Webhook { url: "http://127.0.0.1:9/hooks".to_owned(), secret: "x".to_owned() }),
        ..GithubOptions::new(TOKEN)
    }
}

/// Somebody who calls, and what was said.
struct Tourist {
    recorder: Recorder,
    client: reqwest::Client,
}

impl Tourist {
    async fn before(github: &SandboxGithub) -> Self {
        let redirects = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(redirects).build().expect("a client");
        Tourist { recorder: Recorder::before(&github.url()).await, client }
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Value {
        let request = self.client.request(method, format!("{}{path}", self.recorder.url)).bearer_auth(token);
        let request = if let Some(body) = body { request.json(&body) } else { request };
        let answer = request.send().await.expect("an answer").bytes().await.expect("a body");
        serde_json::from_slice(&answer).unwrap_or_default()
    }

    async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, TOKEN, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.call(Method::POST, path, TOKEN, Some(body)).await
    }
}

/// Everything that the tour has seen.
pub async fn take() -> Vec<Exchange> {
    [open_places().await, gated_places().await].concat()
}

async fn open_places() -> Vec<Exchange> {
    let github = SandboxGithub::start(options()).await.expect("a stand-in");
    let tourist = Tourist::before(&github).await;
    people_and_code(&tourist).await;
    runs(&tourist, &github).await;
    refusals(&tourist, &github).await;
    hooks(&tourist, &github).await;
    tourist.recorder.exchanges()
}

async fn people_and_code(tourist: &Tourist) {
    let repository = "/repos/acme/live-api";
    for path in
        ["/orgs/acme/repos?per_page=2", "/orgs/nobody/repos", "/users/acme/repos", "/users/nobody/repos"]
    {
        tourist.get(path).await;
    }
    tourist.get("/installation/repositories").await;
    for path in ["/user", "/user/teams", "/rate_limit", repository] {
        tourist.get(path).await;
        tourist.call(Method::GET, path, "wrong", None).await;
    }
    tourist.call(Method::GET, "/user/teams", REVIEWER, None).await;
    for path in [
        "branches",
        "tags",
        "commits",
        "commits/main",
        "commits/nothing",
        "compare/v2.4.0...v2.5.0",
        "compare/a...b",
        "git/ref/tags/v2.5.0",
        "git/trees/HEAD?recursive=1",
        "git/trees/main",
        "git/trees/nothing",
        "git/ref/heads/nothing",
        "contents/",
        "contents/.github/workflows",
        "contents/slipway.yaml?ref=main",
        "contents/nothing",
        "actions/workflows",
        "actions/workflows/deploy.yml",
        "actions/workflows/nothing.yml",
        "actions/runs/1",
        "actions/jobs/1",
        "actions/jobs/1/logs",
        "environments",
        "environments?per_page=1&page=2",
    ] {
        tourist.get(&format!("{repository}/{path}")).await;
    }
    let app = jwt();
    for path in ["/app", "/app/installations", "/repos/acme/live-api/installation"] {
        tourist.call(Method::GET, path, &app, None).await;
        tourist.call(Method::GET, path, TOKEN, None).await;
    }
}

async fn runs(tourist: &Tourist, github: &SandboxGithub) {
    let actions = "/repos/acme/live-api/actions";
    let start = async |details: bool| {
        let inputs = json!({"region": "eu-west-3", "stage": "dev", "version": "1"});
        let body = json!({"ref": "main", "inputs": inputs, "return_run_details": details});
        let path = format!("{actions}/workflows/deploy.yml/dispatches");
        format!("{actions}/runs/{}", tourist.post(&path, body).await["workflow_run_id"])
    };
    let run = start(true).await;
    tourist.get(&run).await;
    github.until(|runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    let ended = ["", "/jobs", "/jobs?filter=all&per_page=1", "/approvals", "/pending_deployments"];
    for path in ended {
        tourist.get(&format!("{run}{path}")).await;
    }
    let job = tourist.get(&format!("{run}/jobs")).await["jobs"][0]["id"].clone();
    tourist.get(&format!("{actions}/jobs/{job}")).await;
    tourist.get(&format!("{actions}/jobs/{job}/logs")).await;
    for path in ["cancel", "rerun-failed-jobs", "rerun", "rerun"] {
        tourist.call(Method::POST, &format!("{run}/{path}"), TOKEN, None).await;
    }
    tourist.get(&run).await;
    let lists =
        ["runs", "workflows/deploy.yml/runs?event=workflow_dispatch&branch=main&status=completed&per_page=1"];
    for path in lists {
        tourist.get(&format!("{actions}/{path}")).await;
    }
    tourist.post(&format!("{actions}/workflows/deploy.yml/dispatches"), json!({"ref": "nowhere"})).await;
    start(false).await;
    github.faults().change(|plan| (plan.runs_never_end, plan.null_fields) = (true, true));
    let endless = start(true).await;
    github.until(|runs| runs.last().is_some_and(|run| run.status == Status::InProgress)).await;
    tourist.get(&endless).await;
    tourist.get(&format!("{endless}/jobs")).await;
    tourist.call(Method::POST, &format!("{endless}/cancel"), TOKEN, None).await;
    github.until(|runs| runs.last().is_some_and(|run| run.status == Status::Completed)).await;
    let jobs = tourist.get(&format!("{endless}/jobs")).await;
    assert_eq!(jobs["jobs"][0]["conclusion"], "cancelled");
    failed_jobs(tourist, github, &run).await;
    github.faults().clear();
}

/// Workflows that somebody has turned off, and tokens that have lost a right.
async fn refusals(tourist: &Tourist, github: &SandboxGithub) {
    let actions = "/repos/acme/live-api/actions";
    let body = json!({"ref": "main", "inputs": {"region": "eu-west-3", "stage": "dev", "version": "1"}});
    github.faults().change(|plan| plan.disabled_workflows = vec!["deploy.yml".to_owned()]);
    tourist.get(&format!("{actions}/workflows")).await;
    tourist.post(&format!("{actions}/workflows/deploy.yml/dispatches"), body.clone()).await;
    github.faults().change(|plan| plan.read_only_token = true);
    tourist.post(&format!("{actions}/workflows/deploy.yml/dispatches"), body).await;
    github.faults().clear();
}

async fn failed_jobs(tourist: &Tourist, github: &SandboxGithub, run: &str) {
    github.faults().change(|plan| {
        plan.runs_never_end = false;
        plan.failing.push(sandbox::github::FailingRun {
            times: sandbox::github::Times::Next(1),
            ..Default::default()
        });
    });
    github.until(|runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    tourist.call(Method::POST, &format!("{run}/rerun"), TOKEN, None).await;
    github.until(|runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    tourist.call(Method::POST, &format!("{run}/rerun-failed-jobs"), TOKEN, None).await;
    github.until(|runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    tourist.get(&format!("{run}/jobs?filter=all")).await;
}

async fn hooks(tourist: &Tourist, github: &SandboxGithub) {
    let hooks = "/repos/acme/live-api/hooks";
    github.until(|runs| !runs.is_empty()).await;
    tourist.get(hooks).await;
    let deliveries = tourist.get(&format!("{hooks}/1/deliveries")).await;
    let delivery = format!("{hooks}/1/deliveries/{}", deliveries[0]["id"]);
    tourist.get(&delivery).await;
    tourist.call(Method::POST, &format!("{delivery}/attempts"), TOKEN, None).await;
    tourist.get(&format!("{hooks}/7/deliveries")).await;
    tourist.get(&format!("{hooks}/1/deliveries/7")).await;
}

async fn gated_places() -> Vec<Exchange> {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("acme/gated");
    std::fs::create_dir_all(repository.join(".github/workflows")).expect("folders");
    std::fs::write(repository.join("sandbox.json"), SETTINGS).expect("a file");
    std::fs::write(repository.join(".github/workflows/go.yml"), WORKFLOW).expect("a file");
    let repositories = RepositorySource::Folder(folder.path().to_owned());
    let github = SandboxGithub::start(GithubOptions { repositories, ..options() }).await.expect("a stand-in");
    let tourist = Tourist::before(&github).await;
    let body = json!({"ref": "main", "return_run_details": true});
    let started = tourist.post(&format!("{GATED}/actions/workflows/go.yml/dispatches"), body).await;
    let run = format!("{GATED}/actions/runs/{}", started["workflow_run_id"]);
    github.until(|runs| runs.iter().all(|run| run.status == Status::Waiting)).await;
    tourist.get(&run).await;
    tourist.get(&format!("{run}/jobs")).await;
    rule(&tourist, &run).await;
    review(&tourist, &run).await;
    github.until(|runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    tourist.get(&format!("{run}/approvals")).await;
    tourist.recorder.exchanges()
}

async fn rule(tourist: &Tourist, run: &str) {
    let minted = tourist.call(Method::POST, "/app/installations/1/access_tokens", &jwt(), None).await;
    tourist.call(Method::POST, "/app/installations/7/access_tokens", &jwt(), None).await;
    let token = minted["token"].as_str().expect("a token");
    tourist.call(Method::GET, "/installation/repositories?per_page=1", token, None).await;
    for path in ["", "/prod", "/none", "/prod/deployment_protection_rules"] {
        tourist.call(Method::GET, &format!("{GATED}/environments{path}"), token, None).await;
    }
    let path = format!("{run}/deployment_protection_rule");
    for body in [
        json!({"environment_name": "prod", "comment": "Looking"}),
        json!({"environment_name": "prod", "state": "approved", "comment": "Fine"}),
    ] {
        tourist.call(Method::POST, &path, token, Some(body.clone())).await;
        tourist.call(Method::POST, &path, TOKEN, Some(body)).await;
    }
}

async fn review(tourist: &Tourist, run: &str) {
    let path = format!("{run}/pending_deployments");
    let pending = tourist.call(Method::GET, &path, REVIEWER, None).await;
    let environments = [&pending[0]["environment"]["id"]];
    let body = json!({"environment_ids": environments, "state": "approved", "comment": "Ship it!"});
    tourist.call(Method::POST, &path, "sandbox-developer", Some(body.clone())).await;
    tourist.call(Method::POST, &path, REVIEWER, Some(body)).await;
}

/// What an App signs; the stand-in does not look at the signature.
pub fn jwt() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_secs();
    let claims = json!({"iss": "1", "iat": now - 60, "exp": now + 540});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256", "typ": "JWT"})), part(&claims))
}
