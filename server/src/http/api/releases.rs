use super::body::JsonBody;
use super::model::{ChangesItem, NewRelease, Page, ReleaseDetail, RunningItem};
use super::query::{self, Fields};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::ids::ReleaseId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "releases";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, register))
        .routes(routes!(one))
        .routes(routes!(changes))
        .routes(routes!(running))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    service: Option<String>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Releases, newest first
#[utoipa::path(get, path = "/releases", tag = TAG, operation_id = "listReleases", params(ListQuery),
    responses((status = 200, description = "A part of the list", body = Page<ReleaseDetail>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<ReleaseDetail>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let (service, after) = (query.service.as_deref(), query.after.as_deref());
    let listing = state.portal.releases(&actor, service, after, limit).await?;
    Ok(Json(Page::of(listing)))
}

/// Register a release, once its artifact is in the home region's store
#[utoipa::path(post, path = "/releases", tag = TAG, operation_id = "registerRelease", request_body = NewRelease,
    responses(
        (status = 201, description = "It is registered; the same content again answers the same", body = ReleaseDetail,
            headers(("Location" = String, description = "Where to look at it"))),
        (status = 403, description = "The caller may not release this service"),
        (status = 404, description = "No repository declares the service"),
        (status = 409, description = "The version exists with another artifact or commit"),
        (status = 422, description = "Something does not fit; `fields` says what"),
        (status = 503, description = "The repository that declares the service cannot be read now"),
    ))]
async fn register(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<NewRelease>,
) -> Result<impl IntoResponse, Refusal> {
    let release = state.portal.register_release(&actor, body.into()).await?;
    let location = format!("/api/v1/releases/{}", release.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(ReleaseDetail::from(release))))
}

/// One release
#[utoipa::path(get, path = "/releases/{id}", tag = TAG, operation_id = "getRelease",
    params(("id" = String, Path, description = "The release's id")),
    responses(
        (status = 200, description = "It never changes", body = ReleaseDetail),
        (status = 404, description = "There is none of that id"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<ReleaseDetail>, Refusal> {
    Ok(Json(state.portal.release(&actor, &ReleaseId(id)).await?.into()))
}

/// What a release changes where another one of its service runs
#[utoipa::path(get, path = "/releases/{id}/changes", tag = TAG, operation_id = "getReleaseChanges",
    params(("id" = String, Path, description = "The release's id")),
    responses(
        (status = 200, description = "An item for each stage and each release that runs in it, in the stages' order",
            body = Page<ChangesItem>),
        (status = 404, description = "There is none of that id"),
    ))]
async fn changes(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<Page<ChangesItem>>, Refusal> {
    let changes = state.portal.release_changes(&actor, &ReleaseId(id)).await?;
    Ok(Json(Page::whole(changes.into_iter().map(ChangesItem::from).collect())))
}

/// What runs where
#[utoipa::path(get, path = "/running", tag = TAG, operation_id = "listRunning",
    responses((status = 200, description = "By service, stage and region", body = Page<RunningItem>)))]
async fn running(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<Page<RunningItem>>, Refusal> {
    let running = state.portal.deployed(&actor).await?;
    Ok(Json(Page::whole(running.into_iter().map(RunningItem::from).collect())))
}
