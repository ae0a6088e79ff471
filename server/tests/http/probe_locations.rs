//! Machines elsewhere that probe, and the tokens that are only good for that.

use crate::support::{Answer, TestApp, person};
use axum::http::StatusCode;
use serde_json::{Value, json};

fn of(location: &str, what: &str) -> String {
    format!("/api/v1/probe-locations/{location}/{what}")
}

/// Whoever may do everything makes a token with these scopes.
async fn made(app: &TestApp, scopes: &Value) -> Answer {
    let admin = app.platform_admin().await;
    app.portal.seed_token(&admin, "admin", "everything").await.expect("a token");
    let wanted = json!({ "label": "Machine", "scopes": scopes });
    app.post("/api/v1/tokens", &wanted).token("everything").send().await
}

#[tokio::test]
async fn an_office_speaks_for_itself_and_for_nobody_else() {
    let app = TestApp::start().await;
    let made = made(&app, &json!(["measure:office"])).await;
    assert_eq!((made.status, &made.json()["scopes"]), (StatusCode::CREATED, &json!(["measure:office"])));
    let secret = made.json()["secret"].as_str().expect("a secret").to_owned();
    let nothing = json!({ "results": [] });

    let probes = app.get(&of("office", "probes")).token(&secret).send().await;
    assert_eq!(probes.status, StatusCode::OK, "{}", probes.text());
    let told = app.post(&of("office", "results"), &nothing).token(&secret).send().await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.text());

    // Neither for a neighbour, nor for a location that is not there, nor as a person.
    let refused = [
        app.get(&of("depot", "probes")),
        app.post(&of("depot", "results"), &nothing),
        app.get(&of("nowhere", "probes")),
        app.get("/api/v1/me"),
        app.get("/api/v1/tokens"),
        app.post("/api/v1/tokens", &json!({ "label": "More", "scopes": ["measure:office"] })),
        app.get("/live/changes"),
        app.get("/environments"),
    ];
    for call in refused {
        let answer = call.token(&secret).send().await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "token-of-location"));
    }

    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let revoked = app.call("DELETE", &format!("/api/v1/tokens/{id}")).token("everything").send().await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    let ended = app.get(&of("office", "probes")).token(&secret).send().await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_locations_token_stands_alone_and_names_a_location_of_the_configuration() {
    let app = TestApp::start().await;
    let bad = [
        json!(["measure:nowhere"]),
        json!(["measure:office", "read"]),
        json!(["measure:office", "measure:depot"]),
        json!(["measure"]),
        json!(["measure:"]),
        json!(["measure:Not a name"]),
    ];
    for scopes in bad {
        let refused = made(&app, &scopes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{scopes}");
        let field = refused.json()["fields"][0]["field"].as_str().expect("a field").to_owned();
        assert!(field.starts_with("scopes"), "{field}");
    }
}

#[tokio::test]
async fn only_who_may_measure_makes_one_and_vouches_for_it() {
    let app = TestApp::start().await;
    let wanted = json!({ "label": "Machine", "scopes": ["measure:office"] });
    for who in ["streaming-admin", "streaming-lead"] {
        let refused = app.post("/api/v1/tokens", &wanted).token(who).send().await;
        assert_eq!((refused.status, refused.problem().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    }
    // A token that only reads makes none, whosever it is.
    let reading = made(&app, &json!(["read"])).await.json()["secret"].as_str().expect("a secret").to_owned();
    let refused = app.post("/api/v1/tokens", &wanted).token(&reading).send().await;
    assert_eq!(refused.problem(), "forbidden");

    let secret = app.location_token("office").await;
    assert_eq!(app.get(&of("office", "probes")).token(&secret).send().await.status, StatusCode::OK);
    app.portal.seed_people(vec![person("platform-admin")]).await.expect("no admin any more");
    let ended = app.get(&of("office", "probes")).token(&secret).send().await;
    assert_eq!((ended.status, ended.problem().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
}

#[tokio::test]
async fn the_page_offers_the_configured_locations_to_those_who_may() {
    let app = TestApp::start().await;
    let admin = app.platform_admin().await;
    let cookie = app.portal.sign_in(&admin.id).await.expect("signed in").cookie;
    let cookie = format!("{}={cookie}", server::http::identity::SESSION_COOKIE);
    let page = app.get("/settings/tokens").cookie(&cookie).send().await.text();
    assert!(
        ["office", "depot"].iter().all(|name| page.contains(&format!("<option value=\"{name}\">"))),
        "{page}"
    );

    let form =
        app.form("/fn/tokens/create", "label=Machine&location=depot&days=").cookie(&cookie).send().await;
    assert_eq!(form.status, StatusCode::FOUND, "{}", form.text());
    let listed = app.get("/settings/tokens").cookie(&cookie).send().await.text();
    assert!(listed.contains("measure from depot"), "{listed}");

    let lead = app.signed_in("streaming-lead").await;
    let page = app.get("/settings/tokens").cookie(&lead).send().await.text();
    assert!(page.contains("Only an admin of the whole platform may do this."), "{page}");
}
