//! Releases and rollouts over the API.

use crate::support::TestApp;
use axum::http::StatusCode;
use domain::names::{RegionName, StageName};
use domain::release::{Artifact, ArtifactKind};
use serde_json::{Value, json};
use services::ports::Place;

const HOME: &str = "ap-northeast-2";

pub fn release(version: &str) -> Value {
    let digest = domain::approval::Digest::of(&version).0;
    json!({"service": "live-api", "version": version, "commit": "0a1b2c3d", "artifact": format!("live-api/{version}"),
           "digest": digest, "size": 1000})
}

fn home(stage: &str) -> Place {
    Place {
        stage: StageName::parse(stage).expect("a stage"),
        region: RegionName::parse(HOME).expect("a region"),
        role_arn: None,
    }
}

pub async fn released(app: &TestApp, version: &str) {
    let body = release(version);
    for stage in ["dev", "staging", "prod"] {
        let artifact = Artifact {
            key: body["artifact"].as_str().expect("a key").to_owned(),
            digest: domain::approval::Digest::of(&version),
            size: 1000,
            ..Artifact::default()
        };
        app.artifacts.put(&home(stage), &artifact);
    }
    let answer = app.post("/api/v1/releases", &body).token("streaming-developer").send().await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

pub async fn started(app: &TestApp, who: &str, stage: &str, version: &str) -> Value {
    let body = json!({"service": "live-api", "stage": stage, "release": version, "reason": "Ready"});
    let answer = app.post("/api/v1/rollouts", &body).token(who).send().await;
    assert_eq!(answer.status, StatusCode::CREATED);
    answer.json()
}

#[tokio::test]
async fn a_release_goes_out_over_the_api() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    let rollout = started(&app, "streaming-developer", "dev", "1.0.0").await;
    app.settle().await;
    let path = format!("/api/v1/rollouts/{}", rollout["id"].as_str().expect("an id"));
    let after = app.get(&path).token("payments-developer").send().await.json();
    assert_eq!(after["status"], "succeeded", "{after}");
    assert_eq!(after["waves"][0]["regions"][0]["state"], "succeeded");
    assert_eq!(after["may"]["abort"]["code"], "role");
    let running = app.get("/api/v1/running").token("streaming-lead").send().await.json();
    assert_eq!(running["items"].as_array().map(Vec::len), Some(4), "{running}");
    let list = app.get("/api/v1/rollouts?status=succeeded").token("streaming-lead").send().await.json();
    assert_eq!(list["items"][0]["release_version"], "1.0.0");
}

#[tokio::test]
async fn the_same_key_starts_one_rollout_only() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    let send = |body: Value, who: &'static str| {
        app.post("/api/v1/rollouts", &body).token(who).header("idempotency-key", "once").send()
    };
    let body = json!({"service": "live-api", "stage": "dev", "release": "1.0.0"});
    let (first, second) =
        tokio::join!(send(body.clone(), "streaming-developer"), send(body.clone(), "streaming-developer"));
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.json()["id"], second.json()["id"]);
    app.settle().await;
    let late = send(body.clone(), "streaming-developer").await.json();
    assert_eq!((&late["id"], &late["status"]), (&first.json()["id"], &json!("succeeded")), "as it is now");
    let other = json!({"service": "live-api", "stage": "staging", "release": "1.0.0"});
    assert_eq!(send(other, "streaming-developer").await.problem(), "conflict");
    let another = send(body, "streaming-lead").await;
    assert_eq!(another.status, StatusCode::CREATED, "keys are everybody's own");
    assert_ne!(another.json()["id"], first.json()["id"]);
}

#[tokio::test]
async fn a_lead_decides_once_for_all_waves() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    let rollout = started(&app, "streaming-developer", "prod", "1.0.0").await;
    app.settle().await;
    let path = format!("/api/v1/rollouts/{}", rollout["id"].as_str().expect("an id"));
    let waiting = app.get(&path).token("streaming-lead").send().await.json();
    assert_eq!(waiting["status"], "awaiting_approval", "{waiting}");
    let decide = |digest: &str, who: &'static str| {
        let body = json!({"decision": "approve", "digest": digest, "exclude": ["us-east-1"]});
        app.post(&format!("{path}/approvals"), &body).token(who).send()
    };
    let digest = waiting["digest"].as_str().expect("a digest").to_owned();
    for who in ["streaming-developer", "payments-lead", "streaming-on-call", "streaming-admin"] {
        assert_eq!(decide(&digest, who).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert_eq!(decide("sha256:other", "streaming-lead").await.status, StatusCode::CONFLICT);
    assert_eq!(decide(&digest, "streaming-lead").await.status, StatusCode::OK);
    app.settle().await;
    let after = app.get(&path).token("streaming-lead").send().await.json();
    assert_eq!(after["status"], "succeeded", "{after}");
    assert_eq!(app.pipelines.started().len(), 3);
}

#[tokio::test]
async fn a_version_never_means_two_things() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    released(&app, "1.0.0").await;
    let mut other = release("1.0.0");
    other["digest"] = json!(domain::approval::Digest::of(&"other").0);
    let answer = app.post("/api/v1/releases", &other).token("streaming-developer").send().await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for (field, value) in [("digest", "md5:1"), ("commit", "main"), ("version", "1 0"), ("artifact", "")] {
        let mut bad = release("2.0.0");
        bad[field] = json!(value);
        let answer = app.post("/api/v1/releases", &bad).token("streaming-developer").send().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let problem = answer.json();
        assert_eq!(problem["fields"][0]["field"], field, "{problem}");
    }
    let answer = app.post("/api/v1/releases", &release("2.0.0")).token("payments-lead").send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_image_is_released_and_rolled_out_like_anything_else() {
    let app = TestApp::start().await;
    let mut image = release("1.0.0");
    let fields = image.as_object_mut().expect("an object");
    fields.remove("size");
    let register = |body: &Value| app.post("/api/v1/releases", body).token("streaming-developer").send();
    let problem = register(&image).await.json();
    assert_eq!(problem["fields"][0]["field"], "size", "only an image may leave it out: {problem}");
    image["kind"] = json!("image");
    for bad in
        ["team/Live-Api", "1234.dkr.ecr.eu-west-3.amazonaws.com/team/live-api:1/2", "team/live-api@sha256:00"]
    {
        image["artifact"] = json!(bad);
        let problem = register(&image).await.json();
        assert_eq!(problem["fields"][0]["field"], "artifact", "{bad}: {problem}");
    }
    image["artifact"] = json!("team/live-api:1.0.0");
    let answer = register(&image).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let kept = answer.json();
    assert_eq!((&kept["kind"], &kept["size"]), (&json!("image"), &json!(0)), "{kept}");
    let artifact = Artifact {
        kind: ArtifactKind::Image,
        key: "team/live-api:1.0.0".to_owned(),
        digest: domain::approval::Digest::of(&"1.0.0"),
        size: 0,
    };
    app.artifacts.put(&home("dev"), &artifact);
    let rollout = started(&app, "streaming-developer", "dev", "1.0.0").await;
    app.settle().await;
    let path = format!("/api/v1/rollouts/{}", rollout["id"].as_str().expect("an id"));
    let after = app.get(&path).token("streaming-lead").send().await.json();
    assert_eq!(after["status"], "succeeded", "{after}");
    assert_eq!(after["release"]["kind"], "image");
}

#[tokio::test]
async fn steering_says_what_does_not_fit() {
    let app = TestApp::start().await;
    released(&app, "1.0.0").await;
    let rollout = started(&app, "streaming-developer", "prod", "1.0.0").await;
    let path = format!("/api/v1/rollouts/{}", rollout["id"].as_str().expect("an id"));
    let path = format!("{path}/steering");
    let steer = |body: Value, who: &'static str| app.post(&path, &body).token(who).send();
    for (body, status) in [
        (json!({"action": "dance"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"action": "skip"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"action": "skip", "regions": ["mars-1"]}), StatusCode::NOT_FOUND),
        (json!({"action": "resume"}), StatusCode::CONFLICT),
        (json!({"action": "roll_back"}), StatusCode::CONFLICT),
        (json!({"action": "pause"}), StatusCode::OK),
    ] {
        let shown = body.to_string();
        assert_eq!(steer(body, "streaming-on-call").await.status, status, "{shown}");
    }
    assert_eq!(steer(json!({"action": "resume"}), "payments-on-call").await.status, StatusCode::FORBIDDEN);
}
