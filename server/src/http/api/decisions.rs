use super::body::{JsonBody, OptionalBody};
use super::model::{Amendment, DecisionBody, ReasonBody, RequestDetail};
use super::requests::TAG;
use crate::http::identity::{Approver, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use domain::ids::RequestId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(decide))
        .routes(routes!(withdraw))
        .routes(routes!(cancel))
        .routes(routes!(retry))
        .routes(routes!(amend))
}

type Answer = Result<Json<RequestDetail>, Refusal>;

/// Approve, reject, or ask for changes; when the approval is complete, applying starts
#[utoipa::path(post, path = "/requests/{id}/approvals", tag = TAG, operation_id = "decideRequest",
    params(("id" = String, Path, description = "The request's id")),
    request_body = DecisionBody,
    responses(
        (status = 200, description = "The answer is recorded", body = RequestDetail),
        (status = 403, description = "The caller may not decide, for the reason in `detail`"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "`stale-digest`: what was shown has changed since; `conflict`: nothing waits for an answer"),
        (status = 422, description = "A rejection, or a wish for changes, comes without a comment"),
    ))]
async fn decide(
    State(state): State<AppState>,
    Approver(actor): Approver,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<DecisionBody>,
) -> Answer {
    Ok(Json(state.portal.decide(&actor, &RequestId(id), body.into()).await?.into()))
}

/// Take a request back while nothing is applied
#[utoipa::path(post, path = "/requests/{id}/withdraw", tag = TAG, operation_id = "withdrawRequest",
    params(("id" = String, Path, description = "The request's id")),
    request_body(content = Option<ReasonBody>, description = "May be left out"),
    responses(
        (status = 200, description = "It is taken back", body = RequestDetail),
        (status = 403, description = "The caller may not ask for environments of this team"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "Its status no longer allows it"),
    ))]
async fn withdraw(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    OptionalBody(body): OptionalBody<ReasonBody>,
) -> Answer {
    Ok(Json(state.portal.withdraw(&actor, &RequestId(id), body.reason).await?.into()))
}

/// Stop a request, whatever it is doing; nothing is left dangling
#[utoipa::path(post, path = "/requests/{id}/cancel", tag = TAG, operation_id = "cancelRequest",
    params(("id" = String, Path, description = "The request's id")),
    request_body(content = Option<ReasonBody>, description = "May be left out"),
    responses(
        (status = 200, description = "It is being stopped", body = RequestDetail),
        (status = 403, description = "The caller may not stop it"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It is over"),
    ))]
async fn cancel(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    OptionalBody(body): OptionalBody<ReasonBody>,
) -> Answer {
    Ok(Json(state.portal.cancel(&actor, &RequestId(id), body.reason).await?.into()))
}

/// Plan and apply again what failed
#[utoipa::path(post, path = "/requests/{id}/retry", tag = TAG, operation_id = "retryRequest",
    params(("id" = String, Path, description = "The request's id")),
    responses(
        (status = 200, description = "What failed is being planned again", body = RequestDetail),
        (status = 403, description = "The caller may not retry it"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "Nothing in it failed"),
    ))]
async fn retry(State(state): State<AppState>, Writer(actor): Writer, Path(id): Path<String>) -> Answer {
    Ok(Json(state.portal.retry(&actor, &RequestId(id)).await?.into()))
}

/// Change what is asked for and have it planned and shown again
#[utoipa::path(post, path = "/requests/{id}/amend", tag = TAG, operation_id = "amendRequest",
    params(("id" = String, Path, description = "The request's id")),
    request_body = Amendment,
    responses(
        (status = 200, description = "It is being planned again", body = RequestDetail),
        (status = 403, description = "The caller may not ask for environments of this team"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "Its status no longer allows it"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn amend(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<Amendment>,
) -> Answer {
    let id = RequestId(id);
    let input = body.over(&state.portal.request(&actor, &id).await?)?;
    Ok(Json(state.portal.amend(&actor, &id, input).await?.into()))
}
