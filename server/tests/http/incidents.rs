//! The page of an incident, as whoever works on it reads it.

use crate::support::TestApp;
use axum::http::StatusCode;
use domain::health::{Burn, Health, HealthReason, HealthState, Placement, PlacementHealth};
use domain::names::{RegionName, ServiceName, StageName};
use domain::permission::Permit;
use services::ports::{Commit, Store, Write};

fn placement() -> Placement {
    Placement {
        service: ServiceName::parse("live-api").expect("a service"),
        stage: StageName::parse("prod").expect("a stage"),
        region: RegionName::parse("eu-west-3").expect("a region"),
    }
}

/// The placement is judged, and what follows from it is done.
async fn judged(app: &TestApp, before: Option<&Health>, state: HealthState) -> Health {
    let at = app.portal.now();
    let reason = match state {
        HealthState::Healthy => HealthReason::Well { locations: 3 },
        _ => HealthReason::ProbesFail { failing: 3, locations: 3, why: "HTTP 503".to_owned() },
    };
    let health = Health { state, reason, since: at, better_since: None };
    let jobs = app.portal.judged_jobs(&placement(), before, &health, at);
    let next = PlacementHealth {
        placement: placement(),
        health: health.clone(),
        version: None,
        burn: Burn::Unknown,
        at,
    };
    let expected = before.is_some().then_some(1);
    let write = Write::Health { expected, next: Box::new(next), changed: true };
    let commit = Commit { writes: vec![write], jobs, ..Commit::new(Permit::portal(), at) };
    app.store.commit(commit).await.expect("a commit");
    app.settle().await;
    health
}

#[tokio::test]
async fn resolving_what_is_unwell_still_takes_a_word_and_a_second_look() {
    let app = TestApp::start().await;
    crate::rollouts::released(&app, "1.0.0").await;
    let ill = judged(&app, None, HealthState::Unhealthy).await;
    let listed = app.get("/api/v1/incidents").token("streaming-on-call").send().await.json();
    let id = listed["items"][0]["id"].as_str().expect("an incident").to_owned();
    let cookie = app.signed_in("streaming-on-call").await;
    let page = async |lang: &str| {
        let call = app.get(&format!("/incidents/{id}")).header("accept", "text/html");
        let answer = call.header("accept-language", lang).cookie(&cookie).send().await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.text()
    };
    let english = page("en").await;
    for wanted in
        ["<h1>live-api · prod · Paris", "Severity: page", "Unwell still:", "Resolve it all the same"]
    {
        assert!(english.contains(wanted), "{wanted} in {english}");
    }
    let korean = page("ko").await;
    for wanted in ["<h1>live-api · 상용 · 파리", "심각도: 호출", "아직 비정상:", "그래도 해결 처리"]
    {
        assert!(korean.contains(wanted), "{wanted} in {korean}");
    }
    judged(&app, Some(&ill), HealthState::Healthy).await;
    let well = page("en").await;
    assert!(well.contains("What helped") && !well.contains("all the same"), "{well}");
}
