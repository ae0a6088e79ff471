//! For whoever watches over the process.

use super::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ErrorCode;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests may be sent here. Not while the database does not answer or takes no writes, and not while
/// the portal stops. Says what is in the way, because whoever watches is who has to mend it.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, String) {
    if state.shutdown.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned());
    }
    match state.portal.ready().await {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(error) => {
            tracing::warn!(cause = error.cause.as_deref(), "not ready: {error}");
            let why = error.cause.as_deref().filter(|_| error.code == ErrorCode::Unavailable);
            let why = why.map(|why| format!("{why}\n")).unwrap_or_default();
            (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n{why}"))
        }
    }
}
