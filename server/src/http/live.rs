//! Live streams of pages.

use super::identity::{Caller, Reader, session_cookie};
use super::problem::Refusal;
use super::state::AppState;
use super::{identity, problem};
use crate::live::{Proof, Subject};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use domain::ids::{IncidentId, RequestId, RolloutId};
use domain::view::MatrixFilter;
use domain::{ErrorCode, PortalError};
use serde::Deserialize;

pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/live/requests/{id}", get(request))
        .route("/live/rollouts/{id}", get(rollout))
        .route("/live/pipelines/{owner}/{repo}/runs/{id}", get(run))
        .route("/live/incidents/{id}", get(incident))
        .route("/live/matrix", get(matrix))
        .route("/live/notifications", get(unread))
        .route("/live/health", get(health))
        .route("/live/changes", get(changes))
        .layer(from_fn_with_state(state.clone(), identity::of_caller))
        .layer(from_fn(problem::render))
}

async fn request(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let id = RequestId(id);
    // Refuses now what the stream could only end for.
    state.portal.request(&actor, &id).await?;
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    let subject = Subject::Request { id, reader: actor.id.clone() };
    Ok(state.live.watch(subject, &actor, visit))
}

async fn rollout(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let id = RolloutId(id);
    state.portal.rollout(&actor, &id).await?;
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    let subject = Subject::Rollout { id, reader: actor.id.clone() };
    Ok(state.live.watch(subject, &actor, visit))
}

async fn incident(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let id = IncidentId(id);
    state.portal.incident(&actor, &id).await?;
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    let subject = Subject::Incident { id, reader: actor.id.clone() };
    Ok(state.live.watch(subject, &actor, visit))
}

async fn run(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path((owner, repo, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let repository = format!("{owner}/{repo}");
    state.portal.pipeline_run(&actor, &repository, &id).await?;
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    let subject = Subject::Run { repository, id, reader: actor.id.clone() };
    Ok(state.live.watch(subject, &actor, visit))
}

async fn matrix(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Query(filter): Query<MatrixFilter>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    Ok(state.live.watch(Subject::Matrix(filter), &actor, visit))
}

async fn unread(
    State(state): State<AppState>,
    Reader(actor): Reader,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    let subject = Subject::Unread { reader: actor.id.clone() };
    Ok(state.live.watch(subject, &actor, visit))
}

async fn health(
    State(state): State<AppState>,
    Reader(actor): Reader,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = state.live.visit(proof(&headers)?, last_event(&headers));
    Ok(state.live.watch(Subject::Health, &actor, visit))
}

/// Where a page was made that wants to hear everything since.
#[derive(Deserialize)]
struct Made {
    since: Option<i64>,
}

async fn changes(
    State(state): State<AppState>,
    _: Caller,
    Query(made): Query<Made>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = state.live.visit(proof(&headers)?, None);
    Ok(state.live.changes(last_event(&headers).or(made.since), visit))
}

/// What the reader came with; asked again from time to time while the stream is open.
pub fn proof(headers: &HeaderMap) -> Result<Proof, Refusal> {
    if let Some(token) = identity::bearer_token(headers) {
        return Ok(Proof::Token(token?.to_owned()));
    }
    let missing = || PortalError::new(ErrorCode::Unauthenticated, "Nobody is signed in.").into();
    session_cookie(headers).map(Proof::Session).ok_or_else(missing)
}

/// Where a reader left off.
pub fn last_event(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}
