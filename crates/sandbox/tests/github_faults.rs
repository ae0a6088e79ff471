//! What goes wrong at GitHub, on demand.

mod github_support;

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use github_support::{Caller, LIVE_API, TOKEN, deployment, options, start, start_with};
use reqwest::{Method, StatusCode};
use sandbox::github::{
    Conclusion, GithubOptions, RepositorySource, SandboxGithub, SecondaryLimit, StartError, Status, Times,
    Webhook, WebhookFault,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

#[tokio::test]
async fn a_dispatch_may_be_accepted_and_its_answer_lost() {
    let caller = start().await;
    caller.github.faults().change(|plan| plan.bad_gateway_after_dispatch = Times::Next(1));
    let answer = caller.dispatch("acme/live-api", "deploy.yml", deployment("eu-west-3", "dev", "lost")).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(caller.github.runs().len(), 1);
    // It is found by its title.
    let list =
        caller.get(&format!("{LIVE_API}/actions/runs?event=workflow_dispatch&branch=main")).await.json();
    assert_eq!(list["workflow_runs"][0]["display_title"], "Deploy v2.5.0 to dev eu-west-3 [lost]");
    assert_eq!(caller.dispatch("acme/live-api", "build.yml", json!({})).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_dispatch_may_be_lost_itself() {
    let caller = start().await;
    caller.github.faults().change(|plan| plan.bad_gateway_before_dispatch = Times::Always);
    for _ in 0..3 {
        let answer = caller.dispatch("acme/live-api", "build.yml", json!({})).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    }
    assert!(caller.github.runs().is_empty());
}

#[tokio::test]
async fn old_servers_tell_no_details() {
    let caller = start().await;
    caller.github.faults().change(|plan| plan.no_run_details = true);
    let refused = caller.dispatch("acme/live-api", "build.yml", json!({})).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let path = format!("{LIVE_API}/actions/workflows/build.yml/dispatches");
    assert_eq!(caller.post(&path, json!({"ref": "main"})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(caller.github.runs().len(), 1);
}

#[tokio::test]
async fn a_start_that_fails_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    std::fs::write(&state, "{").expect("a file");
    let broken = GithubOptions { state: Some(state), ..options() };
    assert!(matches!(SandboxGithub::start(broken).await, Err(StartError::State { .. })));
    let nowhere = RepositorySource::Folder(folder.path().join("nothing"));
    let empty = GithubOptions { repositories: nowhere, ..options() };
    assert!(matches!(SandboxGithub::start(empty).await, Err(StartError::Repositories { .. })));
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let second = GithubOptions { listen: taken.local_addr().expect("an address"), ..options() };
    assert!(matches!(SandboxGithub::start(second).await, Err(StartError::Listen { .. })));
}

#[tokio::test]
async fn too_many_calls_are_refused_for_a_while() {
    let caller = start().await;
    for status in [403, 429] {
        let limit = SecondaryLimit { times: Times::Next(1), status, retry_after: 7 };
        caller.github.faults().change(|plan| plan.secondary_limit = Some(limit));
        let answer = caller.get(LIVE_API).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (status, "7"));
        assert!(answer.message().starts_with("You have exceeded a secondary rate limit."));
        assert_eq!(caller.get(LIVE_API).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn fields_may_be_null_and_logs_gone() {
    let caller = start().await;
    let run = caller.deploy("eu-west-3", "dev").await;
    caller.until_newest_is(Status::Completed).await;
    let job = caller.get(&format!("{run}/jobs")).await.json()["jobs"][0]["id"].clone();
    let logs = format!("{LIVE_API}/actions/jobs/{job}/logs");
    let link = caller.get(&logs).await.header("location").to_owned();
    caller.github.faults().change(|plan| {
        plan.null_fields = true;
        plan.expired_logs = true;
    });
    let view = caller.get(&run).await.json();
    for name in ["name", "head_branch", "head_commit"] {
        assert_eq!(view[name], Value::Null, "{name}");
    }
    assert_eq!(caller.get(&logs).await.status, StatusCode::NOT_FOUND);
    assert_eq!(caller.call(Method::GET, &link, "", None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn faults_are_switched_over_http() {
    let caller = start().await;
    let plan = json!({
        "failing": [{"workflow": "deploy.yml", "inputs": {"region": "us-east-1"}, "times": 1}],
        "answer_delay_ms": 30, "webhooks": "missing",
    });
    let answer = caller.call(Method::POST, "/_sandbox/faults", "", Some(plan)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(caller.github.faults().plan().webhooks, WebhookFault::Missing);
    let began = Instant::now();
    caller.deploy("eu-west-3", "dev").await;
    assert!(began.elapsed() >= Duration::from_millis(30));
    caller.deploy("us-east-1", "dev").await;
    let runs = caller.until("both runs", |runs| runs.iter().all(|run| run.status == Status::Completed)).await;
    let conclusions: Vec<_> = runs.iter().map(|run| run.conclusion).collect();
    assert_eq!(conclusions, [Some(Conclusion::Success), Some(Conclusion::Failure)]);
    let wrong = caller.call(Method::POST, "/_sandbox/faults", "", Some(json!({"typo": 1}))).await;
    assert!(wrong.status.is_client_error());
    let cleared = caller.call(Method::DELETE, "/_sandbox/faults", "", None).await.json();
    assert_eq!(cleared["answer_delay_ms"], 0);
    let calls = caller.call(Method::GET, "/_sandbox/calls", "", None).await.json();
    assert_eq!(calls["POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches"], 2);
}

#[tokio::test]
async fn runs_and_tokens_outlive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = || GithubOptions { state: Some(folder.path().join("github/state.json")), ..options() };
    let caller = start_with(kept()).await;
    let run = caller.deploy("eu-west-3", "dev").await;
    caller.until_newest_is(Status::Completed).await;
    caller.github.faults().change(|plan| plan.runs_never_end = true);
    caller.deploy("us-east-1", "dev").await;
    let before = caller.until_newest_is(Status::InProgress).await;
    caller.github.stop().await;

    let caller = start_with(kept()).await;
    assert_eq!(caller.get(&run).await.json()["conclusion"], "success");
    let after = caller.until_newest_is(Status::Completed).await;
    assert_eq!(
        (after.id, after.title, after.conclusion),
        (before.id, before.title, Some(Conclusion::Success))
    );
    let next = caller.dispatch("acme/live-api", "deploy.yml", deployment("eu-west-3", "dev", "d2")).await;
    assert!(next.json()["workflow_run_id"].as_u64() > Some(after.id));
}

struct Received {
    headers: HeaderMap,
    body: Bytes,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Whoever GitHub's webhooks go to.
async fn receiver() -> (Webhook, mpsc::UnboundedReceiver<Received>) {
    let (sender, received) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
    let keep = move |headers: HeaderMap, body: Bytes| async move {
        // Nobody may listen any more.
        let _ = sender.send(Received { headers, body });
        StatusCode::ACCEPTED
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/hooks", post(keep))).await });
    (Webhook { url, secret: "It's a Secret to Everybody".to_owned() }, received)
}

async fn next(received: &mut mpsc::UnboundedReceiver<Received>) -> Received {
    timeout(Duration::from_secs(20), received.recv()).await.expect("a webhook").expect("a webhook")
}

async fn listening() -> (Caller, mpsc::UnboundedReceiver<Received>) {
    let (webhook, received) = receiver().await;
    (start_with(GithubOptions { webhooks: Some(webhook), ..options() }).await, received)
}

#[tokio::test]
async fn webhooks_are_signed_and_sent_again() {
    let (caller, mut received) = listening().await;
    caller.dispatch("acme/live-api", "restart.yml", json!({"region": "eu-west-3", "stage": "dev"})).await;
    let mut seen = Vec::new();
    let mut first = None;
    while seen.last().map(String::as_str) != Some("workflow_run completed") {
        let webhook = next(&mut received).await;
        seen.push(format!(
            "{} {}",
            webhook.header("x-github-event"),
            webhook.json()["action"].as_str().expect("an action")
        ));
        first.get_or_insert(webhook);
    }
    assert_eq!(
        seen,
        [
            "workflow_run requested",
            "workflow_job queued",
            "workflow_run in_progress",
            "workflow_job in_progress",
            "workflow_job completed",
            "workflow_run completed",
        ]
    );
    let first = first.expect("a webhook");
    assert_eq!(first.header("x-hub-signature-256"), signed("It's a Secret to Everybody", &first.body));
    assert_eq!(first.json()["workflow_run"]["id"], caller.github.runs()[0].id);
    assert_eq!(first.json()["repository"]["full_name"], "acme/live-api");

    let deliveries = caller.get(&format!("{LIVE_API}/hooks/1/deliveries")).await.json();
    let oldest = deliveries.as_array().expect("deliveries").last().expect("one").clone();
    assert_eq!(oldest["guid"], first.header("x-github-delivery"));
    let again =
        caller.post(&format!("{LIVE_API}/hooks/1/deliveries/{}/attempts", oldest["id"]), json!({})).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    let again = next(&mut received).await;
    assert_eq!(again.header("x-github-delivery"), first.header("x-github-delivery"));
    assert_eq!(again.body, first.body);
    let unknown = caller.post(&format!("{LIVE_API}/hooks/1/deliveries/7/attempts"), json!({})).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn webhooks_tell_of_reviews() {
    let (caller, mut received) = listening().await;
    let inputs = json!({"stage": "prod"});
    let started = caller.dispatch("acme/platform-tools", "rotate-keys.yml", inputs).await.json();
    let path =
        format!("/repos/acme/platform-tools/actions/runs/{}/pending_deployments", started["workflow_run_id"]);
    let review = async |received: &mut mpsc::UnboundedReceiver<Received>| loop {
        let webhook = next(received).await;
        if webhook.header("x-github-event") == "deployment_review" {
            return webhook.json();
        }
    };
    let asked = review(&mut received).await;
    assert_eq!((&asked["action"], &asked["environment"]), (&json!("requested"), &json!("prod")));
    assert_eq!(asked["reviewers"][0]["reviewer"]["login"], "admin");
    let pending = caller.get(&path).await.json();
    let yes =
        json!({"environment_ids": [pending[0]["environment"]["id"]], "state": "approved", "comment": "Go"});
    caller.call(reqwest::Method::POST, &path, "sandbox-lead", Some(yes)).await;
    let given = review(&mut received).await;
    assert_eq!((&given["action"], &given["approver"]["login"]), (&json!("approved"), &json!("lead")));
    assert_eq!(
        (&given["comment"], &given["workflow_run"]["id"]),
        (&json!("Go"), &started["workflow_run_id"])
    );
}

fn signed(secret: &str, body: &[u8]) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn webhooks_come_twice_or_late_or_not_at_all() {
    let (caller, mut received) = listening().await;
    let faults = caller.github.faults();
    faults.change(|plan| plan.runs_never_end = true);
    let go = async || caller.dispatch("acme/live-api", "build.yml", json!({})).await;

    faults.change(|plan| plan.webhooks = WebhookFault::Missing);
    let missing = go().await.json()["workflow_run_id"].clone();
    caller.until_newest_is(Status::InProgress).await;
    // All four of them were made before the next fault begins.
    let made = async || {
        caller.get(&format!("{LIVE_API}/hooks/1/deliveries")).await.json().as_array().map_or(0, Vec::len)
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while made().await < 5 {
        assert!(Instant::now() < deadline, "deliveries are not made");
    }

    faults.change(|plan| plan.webhooks = WebhookFault::Doubled);
    go().await;
    let (one, two) = (next(&mut received).await, next(&mut received).await);
    assert_ne!(one.json()["workflow_run"]["id"], missing);
    assert_eq!(one.header("x-github-delivery"), two.header("x-github-delivery"));

    faults.change(|plan| plan.webhooks = WebhookFault::Late { millis: 20 });
    let late = go().await.json()["workflow_run_id"].clone();
    let mut ids = HashSet::new();
    while !ids.contains(&late.as_u64()) {
        ids.insert(next(&mut received).await.json()["workflow_run"]["id"].as_u64());
    }
    assert!(!ids.contains(&missing.as_u64()));
    assert_eq!(caller.call(Method::GET, "/user", TOKEN, None).await.status, StatusCode::OK);
}
