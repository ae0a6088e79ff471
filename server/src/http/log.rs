//! One line per request.

use super::request_id::RequestId;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::{Instrument, info_span};

/// Puts everything that a request logs under its id, and says how it ended. Queries may hold what people typed and
/// are left out.
pub async fn record(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let span =
        info_span!("request", id = id.as_str(), method = %request.method(), path = request.uri().path());
    let quiet = request.extensions().get::<MatchedPath>().is_none_or(|route| dull(route.as_str()));
    async move {
        let start = Instant::now();
        let response = next.run(request).await;
        let (status, millis) = (response.status().as_u16(), start.elapsed().as_millis());
        if response.status().is_server_error() {
            tracing::error!(status, millis, "failed");
        } else if quiet {
            tracing::debug!(status, millis, "answered");
        } else {
            tracing::info!(status, millis, "answered");
        }
        response
    }
    .instrument(span)
    .await
}

/// Asked for all the time by machines, or along with every page.
fn dull(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz" | "/metrics") || route.starts_with("/assets")
}
