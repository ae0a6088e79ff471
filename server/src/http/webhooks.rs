//! GitHub's webhooks: whether one is genuine, and what it tells.

mod body;
mod payload;

use super::problem::{self, Refusal};
use super::state::AppState;
use axum::Extension;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::routing::post;
use body::{Pace, Room};
use domain::PortalError;
use hmac::{Hmac, KeyInit, Mac};
use payload::Form;
use services::{Taken, WebhookNews};
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tower_http::timeout::TimeoutLayer;

const SIGNATURE: &str = "x-hub-signature-256";
const EVENT: &str = "x-github-event";
const DELIVERY: &str = "x-github-delivery";
/// Anybody may send what looks like one; together they must not fill the memory: room for so many of the largest.
const LARGEST_AT_ONCE: usize = 4;
/// GitHub waits no longer than ten seconds for an answer.
const PACE: Pace = Pace { whole: Duration::from_secs(10), silence: Duration::from_secs(3) };
const PATIENCE: Duration = Duration::from_secs(15);
/// Genuine ones that are kept at once; the others wait.
const AT_ONCE: usize = 8;
/// Names of deliveries and events are short.
const LONGEST_NAME: usize = 100;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/webhooks/github", post(github))
        .layer(Extension(Gate {
            room: Room::for_largest(LARGEST_AT_ONCE, PACE),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(from_fn(problem::render))
}

/// What webhooks share.
#[derive(Clone)]
struct Gate {
    room: Room,
    places: Arc<Semaphore>,
}

/// Answers 202 once it is kept, also when nothing follows from it.
async fn github(
    State(state): State<AppState>,
    Extension(gate): Extension<Gate>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let secret = state.webhook_secret.as_ref().ok_or_else(|| Refusal::of_status(StatusCode::NOT_FOUND))?;
    let announced = Announced::read(request.headers())?;
    let body = gate.room.read(request.into_body()).await?;
    if !announced.signature.fits(secret.as_bytes(), &body.bytes) {
        tracing::warn!(delivery = announced.id, "a webhook whose signature does not fit");
        return Err(forged());
    }
    // Strangers never get one.
    let _place = gate.places.acquire().await.map_err(PortalError::internal)?;
    let news = payload::read(announced.form, &body.bytes, &announced.event).ok_or_else(|| {
        Refusal::new(StatusCode::BAD_REQUEST, "invalid", "The webhook's payload is no JSON object.")
    })?;
    let Announced { id: delivery, event, .. } = announced;
    match state.portal.take_webhook(WebhookNews { id: delivery.clone(), ..news }).await {
        Ok(Taken::Known) => tracing::debug!(delivery, event, "a webhook that came before"),
        Ok(Taken::New(outcome)) => tracing::debug!(delivery, event, ?outcome, "a webhook"),
        // GitHub shows it as failed, and it can be sent again.
        Err(error) => return Err(error.into()),
    }
    Ok(StatusCode::ACCEPTED)
}

/// What a webhook's headers say. Without them its body is not even read.
struct Announced {
    id: String,
    event: String,
    form: Form,
    signature: Signature,
}

impl Announced {
    fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let signature = Signature::read(header(headers, SIGNATURE)).ok_or_else(forged)?;
        let (Some(id), Some(event)) = (name(headers, DELIVERY), name(headers, EVENT)) else {
            let detail = "X-GitHub-Delivery and X-GitHub-Event must name the delivery and its event.";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid", detail));
        };
        let form = Form::of(header(headers, "content-type")).ok_or_else(|| {
            let detail =
                "Choose application/json or application/x-www-form-urlencoded as the webhook's content type.";
            Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
        })?;
        Ok(Announced { id: id.to_owned(), event: event.to_owned(), form, signature })
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn name<'h>(headers: &'h HeaderMap, of: &str) -> Option<&'h str> {
    let name = header(headers, of);
    (1..=LONGEST_NAME).contains(&name.len()).then_some(name)
}

fn forged() -> Refusal {
    let detail =
        "X-Hub-Signature-256 does not fit the body: is the webhook's secret the one that is configured here?";
    Refusal::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
}

/// What the header says, which must be the HMAC of the body.
struct Signature(Vec<u8>);

impl Signature {
    fn read(header: &str) -> Option<Self> {
        let digits = header.strip_prefix("sha256=")?;
        hex::decode(digits).ok().filter(|bytes| bytes.len() == 32).map(Signature)
    }

    /// Compared in constant time, over the bytes as they came.
    fn fits(&self, secret: &[u8], body: &[u8]) -> bool {
        Hmac::<Sha256>::new_from_slice(secret).is_ok_and(|mut mac| {
            mac.update(body);
            mac.verify_slice(&self.0).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GitHub's documentation, "Validating webhook deliveries".
    #[test]
    fn signatures_are_githubs() {
        let (secret, body) = (b"It's a Secret to Everybody".as_slice(), b"Hello, World!".as_slice());
        let good = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let signed = |secret: &[u8], body: &[u8], header: &str| {
            Signature::read(header).is_some_and(|signature| signature.fits(secret, body))
        };
        assert!(signed(secret, body, good));
        for bad in ["", "sha256=", "sha256=zz", &good[7..], &good.replace('7', "8"), &format!("{good}00")] {
            assert!(!signed(secret, body, bad), "{bad}");
        }
        assert!(!signed(secret, b"Hello, World", good));
    }
}
