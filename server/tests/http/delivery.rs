//! Freeze windows, deputies, exceptions and GitHub's question over the API.

use crate::rollouts::{released, started};
use crate::support::{REPOSITORY, TestApp, WEBHOOK_SECRET};
use axum::http::StatusCode;
use domain::pipeline::Guard;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

fn signature(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).expect("a key");
    mac.update(body.as_bytes());
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn a_freeze_window_is_made_seen_ended_and_deleted() {
    let app = TestApp::start().await;
    let body = json!({"title": "Launch", "team": "streaming", "stages": ["prod"], "from": "Fri 18:00", "until": "Mon 09:00"});
    let made = app.post("/api/v1/freezes", &body).token("streaming-lead").send().await;
    assert_eq!(made.status, StatusCode::CREATED);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let board = app.get("/api/v1/freezes").token("payments-developer").send().await.json();
    let window = &board["freezes"][0];
    assert_eq!(
        (&window["title"], &window["weekly"], &window["source"]),
        (&json!("Launch"), &json!(true), &json!("portal"))
    );
    // Each region's own clocks: four regions, four times for the first weekend.
    assert!(window["times"].as_array().is_some_and(|times| times.len() > 4), "{window}");
    assert_eq!(window["may_end"]["code"], "role");
    let path = format!("/api/v1/freezes/{id}");
    assert_eq!(
        app.call("POST", &format!("{path}/end")).token("streaming-lead").send().await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        app.call("POST", &format!("{path}/end")).token("streaming-lead").send().await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(app.call("DELETE", &path).token("streaming-lead").send().await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.call("DELETE", &path).token("streaming-lead").send().await.status, StatusCode::NOT_FOUND);
    for (change, field) in [
        (json!({"from": "tomorrow"}), "from"),
        (json!({"zone": "Mars/Olympus"}), "from"),
        (json!({"title": ""}), "title"),
        (json!({"stages": ["moon"]}), "stages"),
    ] {
        let mut bad = body.clone();
        for (name, value) in change.as_object().expect("a change") {
            bad[name] = value.clone();
        }
        let answer = app.post("/api/v1/freezes", &bad).token("streaming-lead").send().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert_eq!(answer.json()["fields"][0]["field"], field, "{bad}");
    }
}

#[tokio::test]
async fn github_asks_and_the_portals_record_answers() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    app.pipelines.protect(REPOSITORY, "prod", Guard { portal: true, reviewers: false });
    let rollout = started(&app, "streaming-developer", "prod", "1.0.0").await;
    assert_eq!(rollout["enforcement"]["mode"], "protection_rule");
    assert!(
        rollout["enforcement"]["meaning"].as_str().is_some_and(|text| text.contains("GitHub asks Slipway"))
    );
    let stranger = app.pipelines.start_behind_the_back(&services::ports::Dispatch {
        workflow: domain::rollout::Workflow {
            repository: REPOSITORY.to_owned(),
            file: "deploy.yml".to_owned(),
            reference: "main".to_owned(),
        },
        inputs: [("stage".to_owned(), "prod".to_owned())].into(),
        id: "by hand".to_owned(),
        traced: true,
    });
    let url = format!(
        "https://api.github.com/repos/{REPOSITORY}/actions/runs/{}/deployment_protection_rule",
        stranger.id
    );
    let body = json!({"action": "requested", "environment": "prod", "deployment_callback_url": url,
                      "repository": {"full_name": REPOSITORY}});
    let odd = [
        json!({"action": "requested"}),
        json!({"environment": "prod", "deployment_callback_url": "https://evil.example/actions/runs/../x", "repository": {"full_name": "a/b"}}),
    ];
    for (body, delivery) in odd.iter().chain([&body]).zip(["1", "2", "3"]) {
        let text = body.to_string();
        let call =
            app.call("POST", "/webhooks/github").header("x-github-event", "deployment_protection_rule");
        let call =
            call.header("x-hub-signature-256", &signature(&text)).header("x-github-delivery", delivery);
        assert_eq!(call.body("application/json", text).send().await.status, StatusCode::ACCEPTED);
    }
    app.settle().await;
    let answers = app.pipelines.rule_answers();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(!answers[0].1.pass && answers[0].1.comment.contains("not started by Slipway"), "{answers:?}");
}

#[tokio::test]
async fn somebody_on_call_goes_ahead_and_the_review_is_listed_until_it_is_written() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    let rollout = started(&app, "streaming-developer", "prod", "1.0.0").await;
    let path = format!("/api/v1/rollouts/{}", rollout["id"].as_str().expect("an id"));
    let steer =
        |body: Value, who: &'static str| app.post(&format!("{path}/steering"), &body).token(who).send();
    let alone = json!({"action": "break_glass", "reason": "nobody answers"});
    assert_eq!(
        steer(json!({"action": "break_glass"}), "streaming-on-call").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(steer(alone.clone(), "streaming-lead").await.status, StatusCode::FORBIDDEN);
    let broken = steer(alone, "streaming-on-call").await.json();
    assert_eq!(broken["break_glass"]["by"]["reason"], "nobody answers", "{broken}");
    let due =
        async || app.get("/api/v1/rollouts?review_due=true").token("streaming-lead").send().await.json();
    assert_eq!(due().await["items"][0]["review_due"], true);
    let review = steer(json!({"action": "review", "reason": "It was right"}), "streaming-lead").await.json();
    assert_eq!(review["break_glass"]["review"]["reason"], "It was right", "{review}");
    assert_eq!(due().await["items"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_deputy_is_named_and_dismissed() {
    let app = TestApp::start().await;
    let body =
        json!({"team": "streaming", "deputy": "usr_streaming-developer", "until": "2027-01-20T00:00:00Z"});
    let made = app.post("/api/v1/delegations", &body).token("streaming-lead").send().await;
    assert_eq!(made.status, StatusCode::CREATED);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let taken = app.get("/api/v1/delegations").token("streaming-developer").send().await.json();
    assert_eq!(taken["taken"][0]["of"], "usr_streaming-lead", "{taken}");
    let path = format!("/api/v1/delegations/{id}");
    assert_eq!(
        app.call("DELETE", &path).token("streaming-developer").send().await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(app.call("DELETE", &path).token("streaming-lead").send().await.status, StatusCode::NO_CONTENT);
    for (field, value) in
        [("deputy", "usr_payments-lead"), ("until", "someday"), ("until", "2020-01-01T00:00:00Z")]
    {
        let mut bad = body.clone();
        bad[field] = json!(value);
        let answer = app.post("/api/v1/delegations", &bad).token("streaming-lead").send().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}
