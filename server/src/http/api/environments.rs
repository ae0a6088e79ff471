use super::model::{EnvironmentDetail, EnvironmentItem, MatrixWindow, Page, ResourceEvent, ResourceItem};
use super::query::{self, Fields};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::EnvironmentId;
use domain::names::TemplateName;
use domain::view::MatrixFilter;
use serde::Deserialize;
use services::ports::EnvironmentFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "environments";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(resources))
        .routes(routes!(events))
        .routes(routes!(check_drift))
        .routes(routes!(matrix))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(example = "live-api")]
    service: Option<String>,
    #[param(example = "prod")]
    stage: Option<String>,
    #[param(example = "us-east-1")]
    region: Option<String>,
    team: Option<String>,
    template: Option<String>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Environments by service, name, stage and region
#[utoipa::path(get, path = "/environments", tag = TAG, operation_id = "listEnvironments", params(ListQuery),
    responses((status = 200, description = "A part of the list", body = Page<EnvironmentItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<EnvironmentItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let template = query.template.as_deref().map(TemplateName::parse).transpose();
    let filter = EnvironmentFilter {
        service: query.service,
        stage: query.stage,
        region: query.region,
        team: query.team,
        template: template.map_err(|invalid| query::bad("template", invalid.to_string()))?,
    };
    let listing = state.portal.environments(&actor, &filter, query.after.as_deref(), limit).await?;
    Ok(Json(Page::of(listing)))
}

/// One environment: parameters, outputs, history
#[utoipa::path(get, path = "/environments/{id}", tag = TAG, operation_id = "getEnvironment",
    params(("id" = String, Path, description = "The environment's id")),
    responses(
        (status = 200, description = "The environment", body = EnvironmentDetail),
        (status = 404, description = "There is none of that id"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<EnvironmentDetail>, Refusal> {
    Ok(Json(state.portal.environment(&actor, &EnvironmentId(id)).await?.into()))
}

/// What the environment consists of now, asked of the cloud
#[utoipa::path(get, path = "/environments/{id}/resources", tag = TAG, operation_id = "listEnvironmentResources",
    params(("id" = String, Path, description = "The environment's id")),
    responses(
        (status = 200, description = "Its resources", body = Page<ResourceItem>),
        (status = 404, description = "There is no environment of that id"),
        (status = 503, description = "The region does not answer"),
    ))]
async fn resources(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<Page<ResourceItem>>, Refusal> {
    let rows = state.portal.resources(&actor, &EnvironmentId(id)).await?;
    Ok(Json(Page::whole(rows.into_iter().map(ResourceItem::from).collect())))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// 1 to 1000; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// What happened to the environment's resources, newest first
#[utoipa::path(get, path = "/environments/{id}/events", tag = TAG, operation_id = "listEnvironmentEvents",
    params(("id" = String, Path, description = "The environment's id"), EventsQuery),
    responses(
        (status = 200, description = "Its newest events", body = Page<ResourceEvent>),
        (status = 404, description = "There is no environment of that id"),
    ))]
async fn events(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
    Fields(query): Fields<EventsQuery>,
) -> Result<Json<Page<ResourceEvent>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST_EVENTS)?;
    let events = state.portal.environment_events(&actor, &EnvironmentId(id), limit).await?;
    Ok(Json(Page::whole(events.into_iter().map(ResourceEvent::from).collect())))
}

/// Compare what runs with what was applied; the environment's `drift` tells the outcome
#[utoipa::path(post, path = "/environments/{id}/drift", tag = TAG, operation_id = "checkEnvironmentDrift",
    params(("id" = String, Path, description = "The environment's id")),
    responses(
        (status = 202, description = "The check is under way: `drift` is `checking` until it is over", body = EnvironmentDetail),
        (status = 403, description = "The caller may not check environments of this team"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It cannot be checked now, for the reason in `detail`"),
    ))]
async fn check_drift(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<EnvironmentDetail>), Refusal> {
    let environment = state.portal.detect_drift(&actor, &EnvironmentId(id)).await?;
    Ok((StatusCode::ACCEPTED, Json(environment.into())))
}

/// Narrows the matrix; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MatrixQuery {
    service: Option<String>,
    team: Option<String>,
    stage: Option<String>,
    region: Option<String>,
    /// Text in the service's or environment's name.
    search: Option<String>,
    /// Only rows whose cells differ from each other.
    #[serde(default)]
    differences: bool,
    /// Rows to pass over.
    #[serde(default)]
    offset: i64,
    /// Rows, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A window of the environment matrix
#[utoipa::path(get, path = "/matrix", tag = TAG, operation_id = "getMatrix", params(MatrixQuery),
    responses((status = 200, description = "The rows in the window", body = MatrixWindow)))]
async fn matrix(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<MatrixQuery>,
) -> Result<Json<MatrixWindow>, Refusal> {
    let filter = MatrixFilter {
        service: query.service,
        team: query.team,
        stage: query.stage,
        region: query.region,
        search: query.search,
        differences: query.differences,
        offset: query.offset.max(0),
        limit: i64::from(query::limit(query.limit, query::MOST)?),
    };
    Ok(Json(state.portal.matrix(&actor, &filter).await?.into()))
}
