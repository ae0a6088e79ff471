//! What every call goes through: counting, faults, authentication, limits, ETags.

use super::api::ApiError;
use super::faults::SecondaryLimit;
use super::limits::Window;
use super::model::Actor;
use super::tokens;
use super::world::World;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// Where GitHub Enterprise Server has its API.
pub const ENTERPRISE: &str = "/api/v3";
/// No answer is larger.
const LARGEST: usize = 64 << 20;

/// For calls with an access token. Handlers find the [`Actor`] among the request's extensions.
pub async fn guard(State(world): State<Arc<World>>, mut request: Request, next: Next) -> Response {
    world.calls.count(operation(&request));
    delay(&world).await;
    let token = token(request.headers()).unwrap_or_default().to_owned();
    let actor = world.read(|state| tokens::owner(&token, &world.options.token, state));
    let Some(actor) = actor else {
        return ApiError::bad_credentials().into_response();
    };
    let window = world.limits.charge(&token, 1);
    let asks_for_code = request.uri().path().trim_start_matches(ENTERPRISE).starts_with("/repos/");
    if asks_for_code && !world.read(|state| tokens::shows_repositories(&token, state)) {
        return with_limits(ApiError::not_found().into_response(), window);
    }
    if window.is_exceeded() {
        return with_limits(exceeded(&actor), window);
    }
    if let Some(limit) = world.faults.limited() {
        return with_limits(limited(&limit), window);
    }
    if world.faults.plan().read_only_token && request.method() != Method::GET {
        return with_limits(may_not_write(), window);
    }
    request.extensions_mut().insert(actor);
    let scopes = world.read(|state| tokens::scopes(&token, state));
    let scopes = scopes.and_then(|scopes| HeaderValue::from_str(&scopes).ok());
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let reads = request.method() == Method::GET;
    let mut answer = next.run(request).await;
    if let Some(scopes) = scopes {
        answer.headers_mut().insert("x-oauth-scopes", scopes);
    }
    if !reads || answer.status() != StatusCode::OK {
        return with_limits(answer, window);
    }
    let answer = with_etag(answer, known).await;
    let free = answer.status() == StatusCode::NOT_MODIFIED;
    with_limits(answer, if free { world.limits.refund(&token) } else { window })
}

/// For calls that a GitHub App signs.
pub async fn guard_apps(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    world.calls.count(operation(&request));
    delay(&world).await;
    let token = token(request.headers()).unwrap_or_default().to_owned();
    if let Err(message) = tokens::app_claims(&token) {
        return ApiError::new(StatusCode::UNAUTHORIZED, message).into_response();
    }
    let window = world.limits.charge("app", 1);
    match world.faults.limited() {
        Some(limit) => with_limits(limited(&limit), window),
        None => with_limits(next.run(request).await, window),
    }
}

async fn delay(world: &World) {
    let delay = world.faults.plan().answer_delay_ms;
    if delay > 0 {
        sleep(Duration::from_millis(delay)).await;
    }
}

/// As GitHub's documentation names it.
fn operation(request: &Request) -> String {
    let path = request.extensions().get::<MatchedPath>().map_or(request.uri().path(), MatchedPath::as_str);
    let path = path.strip_prefix(ENTERPRISE).unwrap_or(path).replace("{*", "{");
    format!("{} {path}", request.method())
}

fn token(headers: &HeaderMap) -> Option<&str> {
    tokens::sent(headers.get(header::AUTHORIZATION)?.to_str().ok()?)
}

fn exceeded(actor: &Actor) -> Response {
    let message = format!("API rate limit exceeded for user {}.", actor.login());
    ApiError::new(StatusCode::FORBIDDEN, &message).into_response()
}

/// What GitHub tells a token without the right: which one it would take is in a header.
fn may_not_write() -> Response {
    let mut answer = ApiError::forbidden("Resource not accessible by personal access token").into_response();
    let right = HeaderValue::from_static("actions=write");
    answer.headers_mut().insert("x-accepted-github-permissions", right);
    answer
}

fn limited(limit: &SecondaryLimit) -> Response {
    let status = StatusCode::from_u16(limit.status).unwrap_or(StatusCode::FORBIDDEN);
    let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach \
                   out to GitHub Support for help, please include the request ID.";
    let mut answer = ApiError::new(status, message).into_response();
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(limit.retry_after));
    answer
}

fn with_limits(mut answer: Response, window: Window) -> Response {
    let headers = answer.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(Window::LIMIT));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(window.remaining()));
    headers.insert("x-ratelimit-reset", HeaderValue::from(window.reset));
    headers.insert("x-ratelimit-used", HeaderValue::from(window.used));
    headers.insert("x-ratelimit-resource", HeaderValue::from_static("core"));
    headers.insert("x-github-api-version-selected", HeaderValue::from_static("2022-11-28"));
    answer
}

/// Names the answer's content, or says that it is still what the caller has.
async fn with_etag(answer: Response, known: Option<HeaderValue>) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let etag = format!("W/\"{}\"", hex::encode(Sha256::digest(&bytes)));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        parts.headers.insert(header::ETAG, value);
    }
    let matches =
        known.as_ref().and_then(|known| known.to_str().ok()).is_some_and(|known| known.contains(&etag[2..]));
    if matches {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}
