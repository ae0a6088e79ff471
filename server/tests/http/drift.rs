use crate::support::TestApp;
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn running(app: &TestApp) -> String {
    app.requested("dev").await;
    let found = app.get("/api/v1/environments?stage=dev").token("streaming-lead").send().await.json();
    found["items"][0]["id"].as_str().expect("an id").to_owned()
}

async fn shown(app: &TestApp, id: &str) -> Value {
    app.get(&format!("/api/v1/environments/{id}")).token("streaming-on-call").send().await.json()
}

#[tokio::test]
async fn scripts_ask_for_a_check_and_read_its_outcome() {
    let app = TestApp::start().await;
    let id = running(&app).await;
    let before = shown(&app, &id).await;
    assert_eq!(
        (&before["drift_checked_at"], &before["detect_drift"]["allowed"]),
        (&json!(null), &json!(true))
    );

    let check = async || {
        app.call("POST", &format!("/api/v1/environments/{id}/drift")).token("streaming-on-call").send().await
    };
    let begun = check().await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    assert_eq!(begun.json()["drift"], "checking");
    let twice = check().await;
    assert_eq!((twice.status, twice.problem().as_str()), (StatusCode::CONFLICT, "conflict"));

    app.settle().await;
    let after = shown(&app, &id).await;
    assert_eq!(
        (&after["drift"], &after["drifted"], &after["drift_note"]),
        (&json!("in_sync"), &json!([]), &json!(null))
    );
    assert!(after["drift_checked_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{after}");
    assert_eq!(after["updated_at"], before["updated_at"]);
}

#[tokio::test]
async fn a_plain_form_leads_back_to_the_page_and_a_failed_one_says_why() {
    let app = TestApp::start().await;
    let id = running(&app).await;
    let cookie = app.signed_in("streaming-on-call").await;
    let page = format!("/environments/{id}");
    let send = async || {
        let form = app.form("/fn/environments/check-drift", &format!("id={id}")).cookie(&cookie);
        form.header("referer", &format!("http://127.0.0.1:3000{page}")).send().await
    };
    let begun = send().await;
    assert_eq!((begun.status, begun.header("location")), (StatusCode::FOUND, page.as_str()));
    let refused = send().await;
    assert_eq!(refused.status, StatusCode::FOUND);
    let back = refused.header("location").replace("http://127.0.0.1:3000", "");
    let shown = app.get(&back).header("accept", "text/html").cookie(&cookie).send().await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text().contains("A check is under way already"), "{}", shown.text());
    assert!(shown.text().contains("Checking drift"));
}
