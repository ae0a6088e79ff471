use super::{Metrics, RequestLabels, RouteLabels};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::PortalError;
use std::time::{Duration, Instant};

impl Metrics {
    fn request(&self, route: &str, method: &str, status: u16, took: Duration) {
        let labels = RequestLabels { route: route.to_owned(), method: method.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.request_seconds
            .get_or_create(&RouteLabels { route: route.to_owned() })
            .observe(took.as_secs_f64());
    }
}

/// Measures a request under its route's pattern; whatever matches none shares one label.
pub async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let start = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    state.metrics.request(route, known(&method), response.status().as_u16(), start.elapsed());
    response
}

/// Methods that strangers invent must not become labels.
fn known(method: &axum::http::Method) -> &str {
    match method.as_str() {
        name @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => name,
        _ => "other",
    }
}

/// `GET /metrics`.
pub async fn scrape(State(state): State<AppState>) -> Result<impl IntoResponse, Refusal> {
    // A database that does not answer must not hide the other figures.
    if let Ok(counts) = state.portal.job_counts().await {
        state.metrics.queue(counts);
    }
    let text = state.metrics.text().map_err(PortalError::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}
