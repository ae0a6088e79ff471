//! GitHub's webhooks: whether one is genuine, and what it tells.

mod payload;

use super::problem::{self, Refusal};
use super::state::AppState;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use payload::Form;
use services::{Taken, WebhookNews};
use sha2::Sha256;

/// GitHub sends no larger ones.
const LARGEST: usize = 25 * 1024 * 1024;
const SIGNATURE: &str = "x-hub-signature-256";
const EVENT: &str = "x-github-event";
const DELIVERY: &str = "x-github-delivery";
/// Names of deliveries and events are short.
const LONGEST_NAME: usize = 100;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/webhooks/github", post(github))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn(problem::render))
}

/// Answers 202 once it is kept, also when nothing follows from it.
async fn github(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refusal> {
    let secret = state.webhook_secret.as_ref().ok_or_else(|| Refusal::of_status(StatusCode::NOT_FOUND))?;
    let body = body.map_err(|rejected| unread(rejected.status()))?;
    if !signed(secret.as_bytes(), &body, header(&headers, SIGNATURE)) {
        tracing::warn!(delivery = name(&headers, DELIVERY), "a webhook whose signature does not fit");
        return Err(forged());
    }
    let news = news(&headers, &body)?;
    let (delivery, event) = (news.id.clone(), news.event.clone());
    match state.portal.take_webhook(news).await {
        Ok(Taken::Known) => tracing::debug!(delivery, event, "a webhook that came before"),
        Ok(Taken::New(outcome)) => tracing::debug!(delivery, event, ?outcome, "a webhook"),
        // GitHub shows it as failed, and it can be sent again.
        Err(error) => return Err(error.into()),
    }
    Ok(StatusCode::ACCEPTED)
}

fn news(headers: &HeaderMap, body: &[u8]) -> Result<WebhookNews, Refusal> {
    let (Some(id), Some(event)) = (name(headers, DELIVERY), name(headers, EVENT)) else {
        let detail = "X-GitHub-Delivery and X-GitHub-Event must name the delivery and its event.";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid", detail));
    };
    let form = Form::of(header(headers, "content-type")).ok_or_else(|| {
        let detail =
            "Choose application/json or application/x-www-form-urlencoded as the webhook's content type.";
        Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
    })?;
    payload::read(form, body, event).map(|news| WebhookNews { id: id.to_owned(), ..news }).ok_or_else(|| {
        Refusal::new(StatusCode::BAD_REQUEST, "invalid", "The webhook's payload is no JSON object.")
    })
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn name<'h>(headers: &'h HeaderMap, of: &str) -> Option<&'h str> {
    let name = header(headers, of);
    (1..=LONGEST_NAME).contains(&name.len()).then_some(name)
}

fn unread(status: StatusCode) -> Refusal {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(status, "too-large", "GitHub sends no webhooks above 25 MB.")
        }
        other => Refusal::of_status(other),
    }
}

fn forged() -> Refusal {
    let detail =
        "X-Hub-Signature-256 does not fit the body: is the webhook's secret the one that is configured here?";
    Refusal::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
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
