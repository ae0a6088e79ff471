use super::body::JsonBody;
use super::model::{DelegationMade, DelegationsAnswer, NewDelegation};
use crate::http::identity::{Approver, Reader};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::DelegationId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "delegations";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(end))
}

/// Whom the caller has named a deputy, and in whose place the caller answers
#[utoipa::path(get, path = "/delegations", tag = TAG, operation_id = "listDelegations",
    responses((status = 200, description = "Those that are not over", body = DelegationsAnswer)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<DelegationsAnswer>, Refusal> {
    Ok(Json(state.portal.delegations(&actor).await?.into()))
}

/// Name somebody of the team whose approvals count as one's own for a span of time
#[utoipa::path(post, path = "/delegations", tag = TAG, operation_id = "createDelegation", request_body = NewDelegation,
    responses(
        (status = 201, description = "The deputy may answer during that time", body = DelegationMade),
        (status = 403, description = "Only leads name deputies"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn create(
    State(state): State<AppState>,
    Approver(actor): Approver,
    JsonBody(body): JsonBody<NewDelegation>,
) -> Result<(StatusCode, Json<DelegationMade>), Refusal> {
    let id = state.portal.delegate(&actor, body.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(DelegationMade { id: id.0 })))
}

/// Take a delegation back; answers that were given stay
#[utoipa::path(delete, path = "/delegations/{id}", tag = TAG, operation_id = "endDelegation",
    params(("id" = String, Path, description = "The delegation's id")),
    responses(
        (status = 204, description = "It is over"),
        (status = 404, description = "The caller gave none of that id"),
        (status = 409, description = "It was over already"),
    ))]
async fn end(
    State(state): State<AppState>,
    Approver(actor): Approver,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.portal.end_delegation(&actor, &DelegationId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
