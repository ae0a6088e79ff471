use crate::support::TestApp;
use axum::http::StatusCode;

#[tokio::test]
async fn metrics_tell_routes_by_their_pattern() {
    let app = TestApp::start().await;
    app.get("/api/v1/requests/req_secret").token("streaming-lead").send().await;
    app.get("/nothing/req_secret").send().await;
    let metrics = app.get("/metrics").send().await;
    assert_eq!(metrics.status, StatusCode::OK);
    let text = metrics.text();
    let expected =
        r#"slipway_http_requests_total{route="/api/v1/requests/{id}",method="GET",status="404"} 1"#;
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("req_secret"), "paths are no labels");
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn a_request_id_from_a_proxy_is_kept_if_it_is_harmless() {
    let app = TestApp::start().await;
    let kept = app.get("/healthz").header("x-request-id", "abc-123").send().await;
    assert_eq!(kept.header("x-request-id"), "abc-123");
    let replaced = app.get("/healthz").header("x-request-id", "<script>").send().await;
    assert_eq!(replaced.header("x-request-id").len(), 32);
}
