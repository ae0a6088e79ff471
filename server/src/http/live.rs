//! Live streams of pages.

use super::identity::{Reader, session_cookie};
use super::problem::Refusal;
use super::state::AppState;
use super::{identity, problem};
use crate::live::{Proof, Source, Subject, left_off};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use domain::ids::{IncidentId, RequestId, RolloutId};
use domain::people::Actor;
use domain::{ErrorCode, PortalError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// More things than any page shows.
const MOST_PARTS: usize = 32;

pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/live/page", get(page))
        .route("/live/requests/{id}", get(one))
        .route("/live/rollouts/{id}", get(one))
        .route("/live/pipelines/{owner}/{repo}/runs/{id}", get(one))
        .route("/live/incidents/{id}", get(one))
        .route("/live/incidents", get(one))
        .route("/live/matrix", get(one))
        .route("/live/notifications", get(one))
        .route("/live/health", get(one))
        .route("/live/changes", get(one))
        .layer(from_fn_with_state(state.clone(), identity::of_caller))
        .layer(from_fn(problem::render))
}

/// One thing, or all changes: the address says which.
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let source = source(&state, &actor, &uri).await?;
    let visit = state.live.visit(proof(&headers)?);
    Ok(state.live.watch(source, &actor, last_event(&headers), visit))
}

/// Everything that a page shows, in one stream: each `of` is the address of a stream of its own. Each event begins with
/// the place of its own among them.
async fn page(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let of: Vec<&String> = query.iter().filter(|(name, _)| name == "of").map(|(_, of)| of).collect();
    if of.is_empty() || of.len() > MOST_PARTS {
        let message = format!("A page follows between one and {MOST_PARTS} things.");
        return Err(PortalError::invalid(message.clone()).at("of", message).into());
    }
    let seen = left_off(last_event_id(&headers).unwrap_or_default(), of.len());
    let mut sources = Vec::with_capacity(of.len());
    for (of, seen) in of.into_iter().zip(seen) {
        let uri = Uri::from_str(of).ok().filter(|uri| uri.authority().is_none());
        let uri = uri.ok_or_else(|| nothing_at(of))?;
        sources.push((source(&state, &actor, &uri).await?, seen));
    }
    let visit = state.live.visit(proof(&headers)?);
    Ok(state.live.watch_all(sources, &actor, visit))
}

/// What an address below `/live` tells. Refuses now what the stream could only end for.
async fn source(state: &AppState, actor: &Actor, uri: &Uri) -> Result<Source, PortalError> {
    let segments: Vec<String> = uri.path().split('/').skip(1).map(decoded).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (portal, reader) = (&state.portal, actor.id.clone());
    let subject = match segments.as_slice() {
        ["live", "requests", id] => {
            let id = RequestId((*id).to_owned());
            portal.request(actor, &id).await?;
            Subject::Request { id, reader }
        }
        ["live", "rollouts", id] => {
            let id = RolloutId((*id).to_owned());
            portal.rollout(actor, &id).await?;
            Subject::Rollout { id, reader }
        }
        ["live", "incidents", id] => {
            let id = IncidentId((*id).to_owned());
            portal.incident(actor, &id).await?;
            Subject::Incident { id, reader }
        }
        ["live", "pipelines", owner, repo, "runs", id] => {
            let (repository, id) = (format!("{owner}/{repo}"), (*id).to_owned());
            portal.pipeline_run(actor, &repository, &id).await?;
            Subject::Run { repository, id, reader }
        }
        ["live", "incidents"] => Subject::Incidents,
        ["live", "matrix"] => Subject::Matrix(asked(uri)?),
        ["live", "notifications"] => Subject::Unread { reader },
        ["live", "health"] => Subject::Health,
        ["live", "changes"] => {
            let Made { since } = asked(uri)?;
            return Ok(Source::Changes { since });
        }
        _ => return Err(nothing_at(uri.path())),
    };
    Ok(Source::Of(subject))
}

fn nothing_at(of: &str) -> PortalError {
    PortalError::not_found(format!("stream at {of}"))
}

/// Without its escapes. A plus sign is one in a path.
fn decoded(segment: &str) -> String {
    let pair = format!("={}", segment.replace('+', "%2B"));
    form_urlencoded::parse(pair.as_bytes()).map(|(_, text)| text.into_owned()).collect()
}

/// The query of an address.
fn asked<T: DeserializeOwned>(uri: &Uri) -> Result<T, PortalError> {
    let Query(asked) = Query::try_from_uri(uri)
        .map_err(|rejection| PortalError::invalid(format!("The address cannot be read: {rejection}.")))?;
    Ok(asked)
}

/// Where a page was made that wants to hear everything since.
#[derive(Deserialize)]
struct Made {
    since: Option<i64>,
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
    last_event_id(headers)?.parse().ok()
}

fn last_event_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("last-event-id")?.to_str().ok()
}
