//! The catalogue of services over the API and in pages.

use crate::rollouts::{released, started};
use crate::support::{REPOSITORY, TestApp};
use crate::webhooks::Webhook;
use axum::http::StatusCode;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};

const CATALOG: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: live-api, title: Live API, links: [{url: 'javascript:alert(1)', title: Trap}]}
spec: {type: service, lifecycle: production, owner: streaming, dependsOn: ['component:player']}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: player}
spec: {type: website, lifecycle: experimental, owner: user:jin}
---
apiVersion: acme.example/v1
kind: Scorecard
metadata: {name: <b>quality</b>}
spec: {checks: ['<script>alert(1)</script>']}
";

/// Each push is a delivery of its own.
static PUSHES: AtomicUsize = AtomicUsize::new(0);

async fn pushed(app: &TestApp, reference: &str) {
    let delivery = format!("push-{}", PUSHES.fetch_add(1, Ordering::Relaxed));
    let body = json!({"ref": reference, "repository": {"full_name": REPOSITORY, "default_branch": "main"}});
    assert_eq!(Webhook::new(&delivery, "push", &body).send(app).await.status, StatusCode::ACCEPTED);
    app.settle().await;
}

#[tokio::test]
async fn a_push_to_the_default_branch_fills_the_catalogue() {
    let app = TestApp::start().await;
    app.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    let list = async |query: &str| {
        let answer = app.get(&format!("/api/v1/services{query}")).token("payments-developer").send().await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()
    };
    pushed(&app, "refs/heads/feature").await;
    assert_eq!(list("").await["items"], json!([]));
    pushed(&app, "refs/heads/main").await;
    let first = list("?limit=1").await;
    assert_eq!(first["items"][0]["name"], "live-api");
    assert_eq!(first["items"][0]["owner"], "group:default/streaming");
    let next = first["next"].as_str().expect("more");
    assert_eq!(list(&format!("?limit=1&after={next}")).await["items"][0]["name"], "player");
    assert_eq!(list("?type=website&lifecycle=experimental").await["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(list("?troubled=true").await["items"], json!([]));
}

#[tokio::test]
async fn one_service_tells_what_it_is_and_what_runs() {
    let app = TestApp::start().await;
    app.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    pushed(&app, "refs/heads/main").await;
    released(&app, "1.0.0").await;
    started(&app, "streaming-developer", "dev", "1.0.0").await;
    app.settle().await;
    let detail = app.get("/api/v1/services/live-api").token("payments-lead").send().await.json();
    assert_eq!(detail["declared"], true, "{detail}");
    assert_eq!(detail["relations"][0]["service"], "player");
    assert_eq!(detail["running"][0]["version"], "1.0.0");
    assert_eq!(detail["rollouts"][0]["status"], "succeeded");
    assert_eq!(detail["entities"][2]["raw"]["kind"], "Scorecard");
    assert_eq!(detail["refresh"]["code"], "role");
    assert_eq!(detail["source"]["findings"][0]["rule"], "unknown-kind");
    let missing = app.get("/api/v1/services/nothing").token("payments-lead").send().await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn its_repository_is_read_again_when_somebody_of_the_team_asks() {
    let app = TestApp::start().await;
    pushed(&app, "refs/heads/main").await;
    app.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    let refresh = |who: &'static str| app.call("POST", "/api/v1/services/live-api/refresh").token(who).send();
    assert_eq!(refresh("payments-developer").await.status, StatusCode::FORBIDDEN);
    assert_eq!(refresh("streaming-on-call").await.status, StatusCode::ACCEPTED);
    app.settle().await;
    let detail = app.get("/api/v1/services/live-api").token("streaming-lead").send().await.json();
    assert_eq!(detail["title"], "Live API");
}

#[tokio::test]
async fn pages_show_what_is_there_and_nothing_breaks_out_of_it() {
    let app = TestApp::start().await;
    app.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    pushed(&app, "refs/heads/main").await;
    let cookie = app.signed_in("streaming-developer").await;
    let page = async |path: &str| {
        let answer = app.get(path).header("accept", "text/html").cookie(&cookie).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.text()
    };
    let list = page("/services?search=live").await;
    assert!(list.contains("Live API") && !list.contains(">player<"), "{list}");
    let one = page("/services/live-api").await;
    for wanted in ["Live API", "Depends on", "/services/player", "Scorecard", "/pipelines?service=live-api"] {
        assert!(one.contains(wanted), "{wanted}");
    }
    assert!(!one.contains("href=\"javascript:") && !one.contains("<script>alert"), "{one}");
    app.pipelines.put_file(REPOSITORY, "catalog-info.yaml", "kind: [\n");
    pushed(&app, "refs/heads/main").await;
    let broken = page("/services/live-api").await;
    assert!(broken.contains("Live API") && broken.contains("cannot be read in full"), "{broken}");
}
