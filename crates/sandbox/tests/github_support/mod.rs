//! A stand-in for GitHub, and somebody who calls it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Response, StatusCode, redirect};
use sandbox::github::{GithubOptions, RunRecord, SandboxGithub, Speed, Status};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

pub const TOKEN: &str = "secret-of-the-portal";
pub const LIVE_API: &str = "/repos/acme/live-api";
const DEADLINE: Duration = Duration::from_secs(30);

pub struct Caller {
    pub github: SandboxGithub,
    pub client: Client,
}

pub fn options() -> GithubOptions {
    GithubOptions { speed: Speed(Duration::from_millis(1)), ..GithubOptions::new(TOKEN) }
}

pub async fn start() -> Caller {
    start_with(options()).await
}

pub async fn start_with(options: GithubOptions) -> Caller {
    let github = SandboxGithub::start(options).await.expect("a stand-in");
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    Caller { github, client }
}

/// What an answer says.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.expect("a body") }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn message(&self) -> String {
        self.json()["message"].as_str().expect("a message").to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
    }
}

impl Caller {
    pub async fn call(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, self.address(path));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub fn address(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.github.url()) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, TOKEN, None).await
    }

    pub async fn get_with(&self, path: &str, header: &str, value: &str) -> Answer {
        let request = self.client.get(self.address(path)).bearer_auth(TOKEN).header(header, value);
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, TOKEN, Some(body)).await
    }

    pub async fn dispatch(&self, repository: &str, file: &str, inputs: Value) -> Answer {
        let path = format!("/repos/{repository}/actions/workflows/{file}/dispatches");
        self.post(&path, json!({"ref": "main", "inputs": inputs, "return_run_details": true})).await
    }

    /// A deployment of the live API; returns the run's path.
    pub async fn deploy(&self, region: &str, stage: &str) -> String {
        let answer = self.dispatch("acme/live-api", "deploy.yml", deployment(region, stage, "d1")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        format!("{LIVE_API}/actions/runs/{}", answer.json()["workflow_run_id"])
    }

    pub async fn until(&self, what: &str, holds: impl Fn(&[RunRecord]) -> bool) -> Vec<RunRecord> {
        timeout(DEADLINE, self.github.until(holds)).await.unwrap_or_else(|_| panic!("{what} did not happen"))
    }

    /// Waits until the newest run is in this state.
    pub async fn until_newest_is(&self, status: Status) -> RunRecord {
        let is = |runs: &[RunRecord]| runs.last().is_some_and(|run| run.status == status);
        self.until(&format!("{status:?}"), is).await.pop().expect("a run")
    }

    pub fn calls_of(&self, operation: &str) -> u64 {
        self.github.calls().get(operation).copied().unwrap_or_default()
    }
}

pub fn deployment(region: &str, stage: &str, id: &str) -> Value {
    json!({
        "region": region, "stage": stage, "version": "v2.5.0", "artifact": "s3://bucket/key", "digest": "sha256:1",
        "slipway_dispatch": id,
    })
}
