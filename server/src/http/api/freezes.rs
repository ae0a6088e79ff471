use super::body::JsonBody;
use super::model::{FreezeBoardAnswer, FreezeMade, NewFreeze};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::FreezeId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "freezes";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(delete)).routes(routes!(end))
}

/// Freeze windows with their next times, wherever they come from
#[utoipa::path(get, path = "/freezes", tag = TAG, operation_id = "listFreezes",
    responses((status = 200, description = "What is next comes first", body = FreezeBoardAnswer)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<FreezeBoardAnswer>, Refusal> {
    Ok(Json(state.portal.freezes(&actor).await?.into()))
}

/// Freeze deliveries, or announce maintenance, once or every week; rollbacks always pass
#[utoipa::path(post, path = "/freezes", tag = TAG, operation_id = "createFreeze", request_body = NewFreeze,
    responses(
        (status = 201, description = "It holds from its time on", body = FreezeMade),
        (status = 403, description = "The caller may not freeze this team, or everybody; maintenance is for whoever responds to its incidents"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn create(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<NewFreeze>,
) -> Result<(StatusCode, Json<FreezeMade>), Refusal> {
    let id = state.portal.create_freeze(&actor, body.into()).await?;
    Ok((StatusCode::CREATED, Json(FreezeMade { id: id.0 })))
}

/// End a freeze window early; it stays in the list
#[utoipa::path(post, path = "/freezes/{id}/end", tag = TAG, operation_id = "endFreeze",
    params(("id" = String, Path, description = "The window's id")),
    responses(
        (status = 204, description = "It holds nothing more"),
        (status = 403, description = "The caller may not"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It has ended already"),
    ))]
async fn end(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.portal.end_freeze(&actor, &FreezeId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a freeze window away
#[utoipa::path(delete, path = "/freezes/{id}", tag = TAG, operation_id = "deleteFreeze",
    params(("id" = String, Path, description = "The window's id")),
    responses(
        (status = 204, description = "It is gone; the audit trail keeps it"),
        (status = 403, description = "The caller may not"),
        (status = 404, description = "There is none of that id"),
    ))]
async fn delete(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.portal.delete_freeze(&actor, &FreezeId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
