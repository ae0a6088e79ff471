use crate::support::{TestApp, creation, person};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_request_goes_from_form_to_running_stacks() {
    let app = TestApp::start().await;
    let body = creation(&[("dev", "us-east-1"), ("prod", "us-east-1")]);
    let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
    assert_eq!(made.status, StatusCode::CREATED);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(made.header("location"), format!("/api/v1/requests/{id}"));
    assert_eq!(made.json()["status"], "planning");
    app.settle().await;

    let path = format!("/api/v1/requests/{id}");
    let waiting = app.get(&path).token("streaming-lead").send().await.json();
    assert_eq!(waiting["status"], "awaiting_approval");
    assert_eq!(waiting["targets"][0]["status"], "succeeded", "dev needs nobody");
    let change = &waiting["targets"][1]["plan"]["changes"][0];
    assert_eq!((&change["action"], &change["logical_id"]), (&json!("Add"), &json!("Store")));
    assert_eq!((&change["type"], &change["replacement"]), (&json!("AWS::S3::Bucket"), &json!("False")));
    assert_eq!(waiting["may"]["decide"]["allowed"], true);
    let asker = app.get(&path).token("streaming-developer").send().await.json();
    assert_eq!(asker["may"]["decide"]["code"], "role");
    assert_eq!(asker["may"]["decide"]["reason"], "only a team lead of the team streaming may do this");

    let answer = json!({ "decision": "approve", "digest": waiting["digest"] });
    let approvals = format!("{path}/approvals");
    let own = app.post(&approvals, &answer).token("streaming-developer").send().await;
    assert_eq!((own.status, own.problem().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    let stale = json!({ "decision": "approve", "digest": "sha256:0" });
    let stale = app.post(&approvals, &stale).token("streaming-lead").send().await;
    assert_eq!((stale.status, stale.problem().as_str()), (StatusCode::CONFLICT, "stale-digest"));
    for decision in ["reject", "request_changes"] {
        let silent = json!({ "decision": decision, "digest": waiting["digest"], "comment": " " });
        let silent = app.post(&approvals, &silent).token("streaming-lead").send().await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{decision} without a word");
        assert_eq!(silent.json()["fields"][0]["field"], "comment");
    }
    let approved = app.post(&approvals, &answer).token("streaming-lead").send().await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
    app.settle().await;
    assert_eq!(app.status_of(&id).await, "succeeded");

    let environments =
        app.get("/api/v1/environments?stage=prod").token("streaming-on-call").send().await.json();
    assert_eq!(environments["items"].as_array().map(Vec::len), Some(1));
    let events = app.get(&format!("{path}/events?limit=200")).token("streaming-lead").send().await.json();
    assert!(events["items"].as_array().is_some_and(|events| events.len() >= 4), "{events}");
    let environment = environments["items"][0]["id"].as_str().expect("an id");
    for part in ["", "/resources", "/events"] {
        let part = app
            .get(&format!("/api/v1/environments/{environment}{part}"))
            .token("streaming-lead")
            .send()
            .await;
        assert_eq!(part.status, StatusCode::OK, "{}", part.text());
    }
}

#[tokio::test]
async fn the_same_key_makes_one_request_only() {
    let app = TestApp::start().await;
    let send = |body: serde_json::Value| {
        let call = app.post("/api/v1/requests", &body).token("streaming-developer");
        call.header("idempotency-key", "once").send()
    };
    let body = creation(&[("dev", "us-east-1")]);
    let (first, second) = (send(body.clone()).await, send(body).await);
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.json()["id"], second.json()["id"]);
    let other = send(creation(&[("dev", "eu-west-3")])).await;
    assert_eq!(other.problem(), "conflict");
}

#[tokio::test]
async fn an_amendment_keeps_what_it_does_not_name() {
    let app = TestApp::start().await;
    let body = json!({
        "action": "create", "service": "live-api", "template": "web",
        "targets": [{ "stage": "prod", "region": "us-east-1" }, { "stage": "prod", "region": "eu-west-3" }],
        "parameters": { "Size": "large" },
        "overrides": [{ "stage": "prod", "region": "eu-west-3", "parameters": { "Count": 3 } }],
        "reason": "Opening",
    });
    let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await.json();
    app.settle().await;
    let path = format!("/api/v1/requests/{}/amend", made["id"].as_str().expect("an id"));
    let amended = app.post(&path, &json!({ "parameters": { "Size": "small" } })).token("streaming-developer");
    let amended = amended.send().await;
    assert_eq!(amended.status, StatusCode::OK, "{}", amended.text());
    let amended = amended.json();
    assert_eq!((&amended["revision"], &amended["reason"]), (&json!(2), &json!("Opening")));
    for (region, count) in [("us-east-1", "1"), ("eu-west-3", "3")] {
        let targets = amended["targets"].as_array().expect("targets");
        let target = targets.iter().find(|target| target["region"] == region).expect("the region");
        assert_eq!(target["values"]["Size"]["value"], "small");
        assert_eq!(target["values"]["Count"]["value"], count);
    }
    let another = app.post(&path, &json!({ "service": "other" })).token("streaming-developer").send().await;
    assert_eq!(another.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(another.json()["fields"][0]["field"], "service");
}

#[tokio::test]
async fn a_token_is_good_for_its_scopes_until_it_is_revoked() {
    let app = TestApp::start().await;
    let wanted = json!({ "label": "Report", "scopes": ["read"], "valid_days": 1 });
    let made = app.post("/api/v1/tokens", &wanted).token("streaming-lead").send().await;
    assert_eq!(made.status, StatusCode::CREATED);
    let (secret, id) = (made.json()["secret"].clone(), made.json()["id"].clone());
    let (secret, id) = (secret.as_str().expect("a secret"), id.as_str().expect("an id"));

    assert_eq!(app.get("/api/v1/me").token(secret).send().await.json()["login"], "streaming-lead");
    let body = creation(&[("dev", "us-east-1")]);
    assert_eq!(app.post("/api/v1/requests", &body).token(secret).send().await.problem(), "forbidden");
    let stronger = json!({ "label": "More", "scopes": ["write"] });
    assert_eq!(app.post("/api/v1/tokens", &stronger).token(secret).send().await.problem(), "forbidden");
    let listed = app.get("/api/v1/tokens").token("streaming-lead").send().await;
    assert!(!listed.text().contains(secret), "a token is shown once");

    let revoked = app.call("DELETE", &format!("/api/v1/tokens/{id}")).token("streaming-lead").send().await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    let ended = app.get("/api/v1/me").token(secret).send().await;
    assert_eq!((ended.status, ended.problem().as_str()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    assert!(ended.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test]
async fn lists_come_in_parts_that_join_without_gap() {
    let app = TestApp::start().await;
    for region in ["us-east-1", "eu-west-3", "ap-southeast-1"] {
        let body = creation(&[("dev", region)]);
        let made = app.post("/api/v1/requests", &body).token("streaming-developer").send().await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/requests?limit=1{after}");
        let part = app.get(&path).token("payments-lead").send().await.json();
        seen.extend(part["items"].as_array().expect("items").iter().map(|item| item["id"].to_string()));
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn the_exported_trail_verifies() {
    let app = TestApp::start().await;
    app.requested("dev").await;
    let export = app.get("/api/v1/audit/export").token("payments-developer").send().await;
    assert_eq!(export.header("content-type"), "application/jsonl");
    let mut chain = domain::audit::ChainCheck::default();
    for line in export.text().lines() {
        let event = serde_json::from_str(line).expect("an audit event");
        chain.take(&event).expect("the chain holds");
    }
    assert!(chain.checked() > 9, "{} entries", chain.checked());
    let verdict = app.portal.verify_audit().await.expect("a verdict");
    assert_eq!((verdict.checked, verdict.head.as_str()), (chain.checked(), chain.head()));
    let page =
        app.get("/api/v1/audit?action=request.created&limit=1").token("streaming-lead").send().await.json();
    assert!(page["items"][0]["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{page}");
    assert_eq!(page["items"][0]["actor"].as_str(), Some(person("streaming-requester").id.as_str()));
}
