//! What goes over the wire to GitHub, seen by a server that only listens.

use adapters::{Github, GithubCredentials, GithubOptions, GithubSetupError};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::rollout::Workflow;
use serde_json::{Value, json};
use services::ports::{Dispatch, PipelineError, Pipelines};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Answers = dyn Fn(&Seen, usize) -> Response + Send + Sync;

/// One request, as it arrived.
#[derive(Clone, Debug)]
struct Seen {
    method: String,
    path: String,
    authorization: Option<String>,
    known: Option<String>,
    body: Bytes,
}

/// A server whose answers depend on the request and on how many came before it.
#[derive(Clone)]
struct Wire {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Answers>,
}

impl Wire {
    async fn new(answers: impl Fn(&Seen, usize) -> Response + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let wire = Wire { url, seen: Arc::default(), answers: Arc::new(answers) };
        let router = Router::new().fallback(answer).with_state(wire.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        wire
    }

    fn client(&self) -> Github {
        client(&self.url, "secret-token").expect("a client")
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("unbroken").clone()
    }
}

async fn answer(State(wire): State<Wire>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let seen = Seen {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        authorization: header("authorization"),
        known: header("if-none-match"),
        body,
    };
    let before = {
        let mut all = wire.seen.lock().expect("unbroken");
        all.push(seen.clone());
        all.len() - 1
    };
    (wire.answers)(&seen, before)
}

fn client(url: &str, token: &str) -> Result<Github, GithubSetupError> {
    Github::new(&GithubOptions {
        api_url: url.to_owned(),
        credentials: GithubCredentials::Token(token.into()),
        timeout: Duration::from_secs(2),
    })
}

fn told(status: u16, body: Value) -> Response {
    let response = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    response.body(body).expect("a response")
}

fn dispatch() -> Dispatch {
    let workflow = Workflow {
        repository: "acme/api".to_owned(),
        file: "deploy.yml".to_owned(),
        reference: "main".to_owned(),
    };
    let inputs = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    Dispatch { workflow, inputs, id: "id-1".to_owned(), traced: true }
}

#[tokio::test]
async fn an_old_server_is_asked_in_its_own_way() {
    let wire = Wire::new(|seen, before| match (seen.method.as_str(), before) {
        ("POST", 0) => told(400, json!({ "message": "Invalid request." })),
        ("POST", _) => told(204, Value::Null),
        // The run shows a little later.
        (_, 2) => told(200, json!({ "workflow_runs": [] })),
        _ => {
            told(200, json!({ "workflow_runs": [{ "id": 5, "html_url": "u", "display_title": "x [id-1]" }] }))
        }
    })
    .await;
    let client = wire.client();
    for _ in 0..2 {
        assert_eq!(client.dispatch(&dispatch()).await.expect("starts").id, "5");
    }
    let posts: Vec<Value> = wire.seen().iter().filter(|seen| seen.method == "POST").map(body).collect();
    let inputs = json!({ "a": "b", "slipway_dispatch": "id-1" });
    let plain = json!({ "ref": "main", "inputs": inputs });
    assert_eq!(posts[0], json!({ "ref": "main", "inputs": inputs, "return_run_details": true }));
    assert_eq!(posts[1..], [plain.clone(), plain], "it is remembered that the server is old");
    let search = &wire.seen()[2].path;
    assert!(search.contains("event=workflow_dispatch&branch=main&created=%3E%3D20"), "{search}");
}

fn body(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).expect("JSON")
}

#[tokio::test]
async fn reads_are_tried_again_and_writes_never() {
    let wire = Wire::new(|_, _| told(502, Value::Null)).await;
    let client = wire.client();
    assert!(matches!(client.run("acme/api", "1").await, Err(PipelineError::Unclear(_))));
    assert_eq!(wire.seen().len(), 3);
    assert!(matches!(client.cancel("acme/api", "1").await, Err(PipelineError::Unclear(_))));
    assert!(matches!(client.dispatch(&dispatch()).await, Err(PipelineError::Unclear(_))));
    assert_eq!(wire.seen().len(), 5);
}

#[tokio::test]
async fn a_server_that_says_nothing_leaves_it_unclear() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let silent = client(&url, "secret-token").expect("a client");
    let answer = silent.dispatch(&dispatch()).await;
    assert!(matches!(answer, Err(PipelineError::Unclear(_))), "{answer:?}");
}

/// As GitHub writes when a token ends.
fn in_seconds(seconds: i64) -> String {
    let end = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[tokio::test]
async fn an_installations_token_is_used_until_shortly_before_it_ends() {
    for (lives, minted) in [(3_600, 1..=1), (15, 3..=6)] {
        let wire = Wire::new(move |seen, _| match seen.method.as_str() {
            "POST" => {
                let grant = json!({ "token": "ghs_x", "expires_at": in_seconds(lives), "permissions": {} });
                told(201, grant)
            }
            _ => told(200, json!({ "id": 7, "display_title": "x" })),
        })
        .await;
        let private_key = include_str!("keys/github-app.pem").into();
        let credentials = GithubCredentials::App { app_id: 1, installation_id: 7, private_key };
        let options = GithubOptions { api_url: wire.url.clone(), credentials, ..GithubOptions::default() };
        let client = Github::new(&options).expect("a client");
        for _ in 0..3 {
            client.run("acme/api", "7").await.expect("a run");
        }
        let (mints, runs): (Vec<Seen>, Vec<Seen>) =
            wire.seen().into_iter().partition(|seen| seen.method == "POST");
        assert!(minted.contains(&mints.len()), "{} tokens that live for {lives} s", mints.len());
        assert_eq!(runs.len(), 3);
        assert_eq!(mints[0].path, "/app/installations/7/access_tokens");
        assert!(runs.iter().all(|run| run.authorization.as_deref() == Some("Bearer ghs_x")), "{runs:?}");
    }
}

/// GitHub counts on it that nobody asks again before the time that it names.
#[tokio::test]
async fn a_secondary_limit_holds_for_everything_until_its_time() {
    let wire = Wire::new(|_, _| {
        let words =
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
        let mut limited = told(403, json!({ "message": words }));
        limited.headers_mut().insert("retry-after", "120".parse().expect("a header"));
        limited
    })
    .await;
    let client = wire.client();
    let answers = [
        client.run("acme/api", "7").await.map(drop),
        client.dispatch(&dispatch()).await.map(drop),
        client.ping().await,
    ];
    for answer in answers {
        assert!(matches!(answer, Err(PipelineError::Throttled { .. })), "{answer:?}");
    }
    assert_eq!(wire.seen().len(), 1, "asked once, and then left alone");
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let wire = Wire::new(|seen, _| match seen.known.as_deref() {
        Some("\"v1\"") => told(304, Value::Null),
        _ => {
            let mut first = told(200, json!({ "id": 7, "display_title": "x" }));
            first.headers_mut().insert("etag", "\"v1\"".parse().expect("a header"));
            first
        }
    })
    .await;
    let client = wire.client();
    let first = client.run("acme/api", "7").await.expect("a run");
    assert_eq!(client.run("acme/api", "7").await, Ok(first));
    assert_eq!(wire.seen()[1].known.as_deref(), Some("\"v1\""));
}

#[tokio::test]
async fn a_log_is_fetched_without_the_token() {
    let storage =
        Wire::new(|_, _| Response::new(Body::from(format!("{}the end", "x".repeat(100_000))))).await;
    let place = format!("{}/log?sig=abc", storage.url);
    let wire = Wire::new(move |_, _| {
        let mut elsewhere = told(302, Value::Null);
        elsewhere.headers_mut().insert("location", place.parse().expect("a header"));
        elsewhere
    })
    .await;
    let log = wire.client().log("acme/api", "9", 10).await;
    let log = log.expect("a log");
    assert_eq!((log.text.as_str(), log.whole), ("xxxthe end", 100_007));
    assert_eq!(wire.seen()[0].authorization.as_deref(), Some("Bearer secret-token"));
    assert_eq!(storage.seen()[0].authorization, None);
}

#[tokio::test]
async fn what_cannot_be_configured_is_told_without_secrets() {
    assert!(matches!(client("github.com", "t"), Err(GithubSetupError::Address(_))));
    assert!(matches!(client("https://api.github.com", "two\nlines"), Err(GithubSetupError::Token)));
    assert!(client("https://api.github.com", "token\n").is_ok(), "a line's end is no part of a token");
    let key = GithubCredentials::App { app_id: 1, installation_id: 1, private_key: "no key".into() };
    let options = GithubOptions { credentials: key, ..GithubOptions::default() };
    assert!(!format!("{options:?}").contains("no key"));
    assert!(matches!(Github::new(&options), Err(GithubSetupError::Key)));
}
