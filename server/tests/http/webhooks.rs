//! GitHub's webhooks, genuine and otherwise.

use crate::rollouts::{released, started};
use crate::support::{Answer, TestApp, WEBHOOK_SECRET};
use axum::body::Body;
use axum::http::StatusCode;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, stream};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use services::ports::DeliveryOutcome;
use sha2::Sha256;
use std::convert::Infallible;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A webhook on its way.
pub struct Webhook {
    id: String,
    event: String,
    kind: String,
    body: Vec<u8>,
    secret: String,
}

impl Webhook {
    pub fn new(id: &str, event: &str, payload: &Value) -> Self {
        Webhook {
            id: id.to_owned(),
            event: event.to_owned(),
            kind: JSON.to_owned(),
            body: payload.to_string().into_bytes(),
            secret: WEBHOOK_SECRET.to_owned(),
        }
    }

    /// The same in a form's field.
    fn into_form(mut self) -> Self {
        let text = String::from_utf8(self.body).expect("text");
        self.body = form_urlencoded::Serializer::new(String::new())
            .append_pair("payload", &text)
            .finish()
            .into_bytes();
        self.kind = FORM.to_owned();
        self
    }

    pub async fn send(&self, app: &TestApp) -> Answer {
        let call = app.call("POST", "/webhooks/github").header("x-github-event", &self.event);
        let call = call.header("x-hub-signature-256", &signature(&self.secret, &self.body));
        call.header("x-github-delivery", &self.id).body(&self.kind, self.body.clone()).send().await
    }
}

fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

async fn outcomes(app: &TestApp) -> Vec<DeliveryOutcome> {
    let kept = app.portal.webhooks(1_000).await.expect("kept");
    kept.into_iter().rev().map(|delivery| delivery.outcome).collect()
}

/// Every payload that GitHub's users have contributed as an example, in both content types.
#[tokio::test]
async fn every_public_example_is_taken() {
    let file = testbed::npm_package("@octokit/webhooks-examples").join("api.github.com/index.json");
    let text = std::fs::read_to_string(file).expect("the examples");
    let events: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let app = TestApp::start().await;
    let mut taken = 0;
    for event in &events {
        let name = event["name"].as_str().expect("a name");
        for example in event["examples"].as_array().expect("examples") {
            for form in [false, true] {
                let webhook = Webhook::new(&format!("{taken} {form}"), name, example);
                let webhook = if form { webhook.into_form() } else { webhook };
                let answer = webhook.send(&app).await;
                assert_eq!(answer.status, StatusCode::ACCEPTED, "{name} {taken}: {}", answer.text());
            }
            taken += 1;
        }
    }
    assert_eq!(taken, 329);
    assert_eq!(outcomes(&app).await.len(), 658);
}

/// The run of a rollout's only region so far, as GitHub tells that it has ended.
async fn ended_run(app: &TestApp) -> Value {
    let run = app.pipelines.started().pop().expect("a run");
    json!({
        "action": "completed", "repository": {"full_name": "acme/live-api"},
        "workflow_run": {"display_title": format!("Deploy 1.0.0 [{}]", run.dispatch.id), "updated_at": "2027-01-15T08:00:00Z"},
    })
}

#[tokio::test]
async fn a_webhook_has_the_portal_look_at_once_and_once_only() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    started(&app, "streaming-developer", "dev", "1.0.0").await;
    app.portal.settle().await.expect("settles");
    let payload = ended_run(&app).await;
    for (id, event) in [("1", "workflow_run"), ("1", "workflow_run"), ("2", "workflow_job")] {
        let answer = Webhook::new(id, event, &payload).send(&app).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED);
    }
    assert_eq!(outcomes(&app).await, [DeliveryOutcome::Hastened, DeliveryOutcome::Ignored]);
    // Out of order and too late, and nothing comes of it.
    let mut earlier = payload.clone();
    earlier["action"] = "in_progress".into();
    assert_eq!(Webhook::new("3", "workflow_run", &earlier).send(&app).await.status, StatusCode::ACCEPTED);
    app.settle().await;
    let again = Webhook::new("4", "workflow_run", &payload).into_form().send(&app).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    let expected = [DeliveryOutcome::Hastened, DeliveryOutcome::Ignored, DeliveryOutcome::Ignored];
    assert_eq!(outcomes(&app).await, [&expected[..], &[DeliveryOutcome::Ignored]].concat());
    assert_eq!(app.pipelines.started().len(), 4, "each region once");
    let list = app.get("/api/v1/webhooks?limit=1").token("payments-developer").send().await.json();
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["outcome"]), (&json!("4"), &json!("ignored")));
}

#[tokio::test]
async fn what_is_from_last_week_leads_to_nothing() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    started(&app, "streaming-developer", "dev", "1.0.0").await;
    app.portal.settle().await.expect("settles");
    let mut payload = ended_run(&app).await;
    payload["workflow_run"]["updated_at"] = "2027-01-08T08:00:00Z".into();
    assert_eq!(Webhook::new("1", "workflow_run", &payload).send(&app).await.status, StatusCode::ACCEPTED);
    assert_eq!(outcomes(&app).await, [DeliveryOutcome::Outdated]);
}

#[tokio::test]
async fn what_is_no_webhook_is_turned_away_and_kept_nowhere() {
    let app = TestApp::start().await;
    let fine = || Webhook::new("1", "ping", &json!({"zen": "Keep it logically awesome."}));
    let forged = Webhook { secret: "guessed".to_owned(), ..fine() };
    let unsigned = app.call("POST", "/webhooks/github").header("x-github-event", "ping");
    let unsigned = unsigned.header("x-github-delivery", "1").body(JSON, "{}").send().await;
    let large = Webhook { body: vec![b' '; 25 * 1024 * 1024 + 1], ..fine() };
    let table = [
        (unsigned, StatusCode::UNAUTHORIZED),
        (forged.send(&app).await, StatusCode::UNAUTHORIZED),
        (large.send(&app).await, StatusCode::PAYLOAD_TOO_LARGE),
        (
            Webhook { kind: "text/plain".to_owned(), ..fine() }.send(&app).await,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (Webhook { kind: FORM.to_owned(), ..fine() }.send(&app).await, StatusCode::BAD_REQUEST),
        (Webhook { body: b"nonsense".to_vec(), ..fine() }.send(&app).await, StatusCode::BAD_REQUEST),
        (Webhook { id: String::new(), ..fine() }.send(&app).await, StatusCode::BAD_REQUEST),
        (Webhook { id: "x".repeat(101), ..fine() }.send(&app).await, StatusCode::BAD_REQUEST),
        (Webhook { event: String::new(), ..fine() }.send(&app).await, StatusCode::BAD_REQUEST),
    ];
    for (answer, status) in table {
        assert_eq!(answer.status, status, "{}", answer.text());
        answer.problem();
    }
    assert!(outcomes(&app).await.is_empty());
    let mut padded = Webhook::new("2", "ping", &json!({})).body;
    padded.resize(25 * 1024 * 1024, b' ');
    let largest = Webhook { body: padded, ..fine() };
    assert_eq!(largest.send(&app).await.status, StatusCode::ACCEPTED, "25 MB are fine");
    let get = app.get("/webhooks/github").send().await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn strangers_who_send_slowly_are_in_nobodys_way() {
    let app = TestApp::start().await;
    let (first, silent) = (stream::iter([Ok::<_, Infallible>("{")]), stream::pending());
    let body = Body::from_stream(first.chain(silent));
    let slow = |(number, body)| {
        let call = app.call("POST", "/webhooks/github").header("x-github-event", "ping");
        let call = call.header("x-hub-signature-256", &signature("guessed", b"{}"));
        call.header("x-github-delivery", &format!("slow {number}")).body(JSON, body).open()
    };
    let bodies = std::iter::once(body)
        .chain((1..50).map(|_| Body::from_stream(stream::pending::<Result<&str, Infallible>>())));
    let mut slow = bodies.enumerate().map(slow).collect::<FuturesUnordered<_>>();
    assert!(slow.next().now_or_never().is_none(), "they all wait for more");
    let genuine = Webhook::new("1", "ping", &json!({}));
    tokio::select! {
        biased;
        answer = genuine.send(&app) => assert_eq!(answer.status, StatusCode::ACCEPTED),
        given_up = slow.next() => panic!("{given_up:?} before a genuine one was taken"),
    }
}
