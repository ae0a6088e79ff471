//! What GitHub tells by itself. Nothing is believed but that something happened: workers then ask GitHub. So a webhook that
//! comes twice, late or out of order does no harm, and one that never comes only costs time.

use super::problem;
use super::state::AppState;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

/// GitHub sends no larger ones.
const LARGEST: usize = 25 * 1024 * 1024;
const SIGNATURE: &str = "x-hub-signature-256";
const EVENT: &str = "x-github-event";
const DELIVERY: &str = "x-github-delivery";

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/webhooks/github", post(github))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn(problem::render))
}

/// What is needed of an event; everything may be missing.
#[derive(Deserialize)]
struct Event {
    action: Option<String>,
    workflow_run: Option<WorkflowRun>,
    repository: Option<Repository>,
    /// Of a push: the branch or tag.
    r#ref: Option<String>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: Option<String>,
    default_branch: Option<String>,
}

#[derive(Deserialize)]
struct WorkflowRun {
    display_title: Option<String>,
}

async fn github(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(secret) = &state.webhook_secret else {
        return StatusCode::NOT_FOUND;
    };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !signed(secret.as_bytes(), &body, header(SIGNATURE)) {
        tracing::warn!(delivery = header(DELIVERY), "a webhook whose signature does not fit was turned away");
        return StatusCode::UNAUTHORIZED;
    }
    let event = || serde_json::from_slice::<Event>(&body).ok();
    let kept = match header(EVENT) {
        "workflow_run" => state.portal.run_moved(&ended(event()).unwrap_or_default()).await,
        "push" => state.portal.repository_pushed(&pushed(event()).unwrap_or_default()).await,
        event => {
            tracing::debug!(event, delivery = header(DELIVERY), "a webhook that nothing follows from");
            Ok(())
        }
    };
    match kept {
        Ok(()) => StatusCode::ACCEPTED,
        Err(error) => {
            tracing::warn!(cause = error.cause, "a webhook could not be kept: {error}");
            // GitHub shows it as failed, and it can be sent again.
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// The title of a run that is over. Only that leads to anything; each look costs a call.
fn ended(event: Option<Event>) -> Option<String> {
    let ended = event.filter(|event| event.action.as_deref() == Some("completed"));
    ended?.workflow_run?.display_title
}

/// The repository whose default branch has moved. Catalogue files are read from there.
fn pushed(event: Option<Event>) -> Option<String> {
    let event = event?;
    let repository = event.repository?;
    let branch = event.r#ref?.strip_prefix("refs/heads/")?.to_owned();
    let is_default = repository.default_branch.is_none_or(|default| default == branch);
    repository.full_name.filter(|_| is_default)
}

/// Compared in constant time, over the bytes as they came.
fn signed(secret: &[u8], body: &[u8], signature: &str) -> bool {
    let given = signature.strip_prefix("sha256=").and_then(|digits| hex::decode(digits).ok());
    let (Some(given), Ok(mut mac)) = (given, Hmac::<Sha256>::new_from_slice(secret)) else {
        return false;
    };
    mac.update(body);
    mac.verify_slice(&given).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GitHub's documentation, "Validating webhook deliveries".
    #[test]
    fn signatures_are_githubs() {
        let (secret, body) = (b"It's a Secret to Everybody".as_slice(), b"Hello, World!".as_slice());
        let good = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(signed(secret, body, good));
        for bad in ["", "sha256=", "sha256=zz", &good[7..], &good.replace('7', "8"), &format!("{good}00")] {
            assert!(!signed(secret, body, bad), "{bad}");
        }
        assert!(!signed(secret, b"Hello, World", good));
    }
}
