//! Why services are unwell, what caps them, and how their regions differ.

use super::body::JsonBody;
use super::model::{AdviceAnswer, BlameBody, CausesAnswer, ChangeItem, NewChange, RegionsAnswer, Time};
use super::query::{Fields, bad};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "health";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(causes))
        .routes(routes!(bottlenecks))
        .routes(routes!(regions))
        .routes(routes!(report))
        .routes(routes!(blame))
}

/// A service in a stage and a region.
#[derive(Deserialize)]
struct Placed {
    service: String,
    stage: String,
    region: String,
}

impl Placed {
    fn names(&self) -> [&str; 3] {
        [&self.service, &self.stage, &self.region]
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CausesQuery {
    /// Since when something is wrong there, as RFC 3339; left out: as it is measured.
    #[param(example = "2026-11-23T08:15:30Z")]
    since: Option<String>,
}

/// The changes that may have made a service unwell in a region, the likeliest first, with what speaks for and against each
#[utoipa::path(get, path = "/health/{service}/{stage}/{region}/causes", tag = TAG, operation_id = "listCauses",
    params(
        ("service" = String, Path, description = "The service's name"),
        ("stage" = String, Path, description = "The stage's name"),
        ("region" = String, Path, description = "The region's code"),
        CausesQuery,
    ),
    responses(
        (status = 200, description = "Weighed just now", body = CausesAnswer),
        (status = 404, description = "There is no such service, stage or region"),
    ))]
async fn causes(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(place): Path<Placed>,
    Fields(query): Fields<CausesQuery>,
) -> Result<Json<CausesAnswer>, Refusal> {
    let since = match query.since.as_deref() {
        Some(text) => Some(Time::parse(text).ok_or_else(|| bad("since", "is no time in RFC 3339"))?),
        None => None,
    };
    Ok(Json(state.portal.causes(&actor, place.names(), since).await?.into()))
}

/// The limit that caps a service in a region, how one sees that, and what lifting it would bring
#[utoipa::path(get, path = "/health/{service}/{stage}/{region}/bottlenecks", tag = TAG,
    operation_id = "findBottleneck",
    params(
        ("service" = String, Path, description = "The service's name"),
        ("stage" = String, Path, description = "The stage's name"),
        ("region" = String, Path, description = "The region's code"),
    ),
    responses(
        (status = 200, description = "Over the last day", body = AdviceAnswer),
        (status = 404, description = "There is no such service, stage or region"),
    ))]
async fn bottlenecks(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(place): Path<Placed>,
) -> Result<Json<AdviceAnswer>, Refusal> {
    Ok(Json(state.portal.bottlenecks(&actor, place.names()).await?.into()))
}

/// How a service's regions differ, and which of the differences somebody declared
///
/// What rollouts brought (release, commit, artifact), how it is judged, which probes and objectives hold there, and what its
/// environments are. A difference is `declared` when the service's file, a template, a request or a rollout says so.
#[utoipa::path(get, path = "/services/{name}/regions", tag = TAG, operation_id = "compareRegions",
    params(("name" = String, Path, description = "The service's name")),
    responses(
        (status = 200, description = "One row for each thing that can differ, one cell for each place", body = RegionsAnswer),
        (status = 404, description = "There is none of that name"),
    ))]
async fn regions(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(name): Path<String>,
) -> Result<Json<RegionsAnswer>, Refusal> {
    Ok(Json(state.portal.compare_regions(&actor, &name).await?.into()))
}

/// Tell of a change that was made elsewhere: a feature that was switched, an event at AWS
#[utoipa::path(post, path = "/changes", tag = TAG, operation_id = "reportChange", request_body = NewChange,
    responses(
        (status = 201, description = "It is weighed from now on; the same id again replaces it", body = ChangeItem),
        (status = 403, description = "The caller does not work for the service's team"),
        (status = 404, description = "There is no such service"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn report(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<NewChange>,
) -> Result<(StatusCode, Json<ChangeItem>), Refusal> {
    let change = state.portal.report_change(&actor, body.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(change.into())))
}

/// Say whether a change was the cause of an incident, so that its like is suspected more
#[utoipa::path(post, path = "/changes/blame", tag = TAG, operation_id = "blameChange", request_body = BlameBody,
    responses(
        (status = 204, description = "It is noted"),
        (status = 403, description = "The caller does not work for the service's team"),
        (status = 404, description = "There is no such change"),
    ))]
async fn blame(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<BlameBody>,
) -> Result<StatusCode, Refusal> {
    state.portal.blame_change(&actor, &body.change, body.blamed).await?;
    Ok(StatusCode::NO_CONTENT)
}
