//! For whoever watches over the process.

use super::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests may be sent here. Not while the database does not answer, and not while the portal stops.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, String) {
    if state.shutdown.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned());
    }
    match state.portal.ready().await {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(error) => {
            tracing::warn!(cause = error.cause.as_deref(), "not ready: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n"))
        }
    }
}
