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
use domain::PortalError;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use services::ports::RuleAsked;
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
    environment: Option<String>,
    deployment_callback_url: Option<String>,
    repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: Option<String>,
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
    let event = serde_json::from_slice::<Event>(&body).ok();
    let taken = match header(EVENT) {
        "workflow_run" => run_moved(&state, event).await,
        "deployment_protection_rule" => rule_asked(&state, event).await,
        other => {
            tracing::debug!(
                event = other,
                delivery = header(DELIVERY),
                "a webhook that nothing follows from"
            );
            Ok(())
        }
    };
    match taken {
        Ok(()) => StatusCode::ACCEPTED,
        Err(error) => {
            tracing::warn!(cause = error.cause, "a webhook could not be kept: {error}");
            // GitHub shows it as failed, and it can be sent again.
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Only the end of a run leads to anything; each look costs a call.
async fn run_moved(state: &AppState, event: Option<Event>) -> Result<(), PortalError> {
    let ended = event.filter(|event| event.action.as_deref() == Some("completed"));
    let title = ended.and_then(|event| event.workflow_run?.display_title);
    state.portal.run_moved(&title.unwrap_or_default()).await
}

/// A deployment waits for the portal's rule.
async fn rule_asked(state: &AppState, event: Option<Event>) -> Result<(), PortalError> {
    match event.and_then(asked) {
        Some(asked) => state.portal.rule_asked(asked).await,
        None => Ok(()),
    }
}

/// Which one it is. Of the address only the run's number is taken: the answer goes to the GitHub that is configured.
fn asked(event: Event) -> Option<RuleAsked> {
    let url = event.deployment_callback_url?;
    let run = url.split_once("/actions/runs/")?.1.split('/').next()?;
    let run = run.bytes().all(|byte| byte.is_ascii_digit()).then(|| run.to_owned())?;
    Some(RuleAsked { repository: event.repository?.full_name?, run, environment: event.environment? })
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
