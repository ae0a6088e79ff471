use super::body::{JsonBody, OptionalBody};
use super::model::{
    ChangesItem, NewRollout, Page, ReasonBody, RolloutAnswer, RolloutDetail, RolloutItem, RolloutOutlook,
    SteeringBody,
};
use super::query::{self, Fields, idempotency_key};
use crate::http::identity::{Approver, Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use domain::ids::RolloutId;
use domain::view::Steering;
use serde::Deserialize;
use services::ports::RolloutFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "rollouts";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(preview))
        .routes(routes!(one))
        .routes(routes!(changes))
        .routes(routes!(decide))
        .routes(routes!(steer))
        .routes(routes!(abort))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// One or more statuses, separated by commas.
    #[param(example = "running,waiting")]
    status: Option<String>,
    team: Option<String>,
    service: Option<String>,
    stage: Option<String>,
    /// `true`: only those that somebody let go ahead alone, and that nobody has looked at yet.
    review_due: Option<bool>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl ListQuery {
    fn filter(&self) -> RolloutFilter {
        let statuses = self.status.iter().flat_map(|list| list.split(',')).map(str::trim);
        RolloutFilter {
            statuses: statuses.filter(|status| !status.is_empty()).map(str::to_owned).collect(),
            team: self.team.clone(),
            service: self.service.clone(),
            stage: self.stage.clone(),
            review_due: self.review_due.unwrap_or_default(),
        }
    }
}

/// Rollouts, newest first
#[utoipa::path(get, path = "/rollouts", tag = TAG, operation_id = "listRollouts", params(ListQuery),
    responses((status = 200, description = "A part of the list", body = Page<RolloutItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<RolloutItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let listing = state.portal.rollouts(&actor, &query.filter(), query.after.as_deref(), limit).await?;
    Ok(Json(Page::of(listing)))
}

/// Carry a release through the regions of a stage; its artifact is copied at once
#[utoipa::path(post, path = "/rollouts", tag = TAG, operation_id = "startRollout",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Sending the same body again with the same key answers with the first rollout instead of starting another",
        example = "b1946ac9-player-api-1-42")),
    request_body = NewRollout,
    responses(
        (status = 201, description = "It has begun, or waits for an approval or for another rollout", body = RolloutDetail,
            headers(("Location" = String, description = "Where to look at it"))),
        (status = 403, description = "The caller may not start rollouts of this service"),
        (status = 404, description = "There is no such release, or nobody declares the service"),
        (status = 409, description = "The stage before has not run it, the team may not use the stage, or the key was used for something else"),
        (status = 422, description = "Something does not fit; `fields` says what"),
        (status = 503, description = "The repository that declares the service cannot be read now"),
    ))]
async fn start(
    State(state): State<AppState>,
    Writer(actor): Writer,
    headers: HeaderMap,
    JsonBody(body): JsonBody<NewRollout>,
) -> Result<impl IntoResponse, Refusal> {
    let key = idempotency_key(&headers)?;
    let rollout = state.portal.start_rollout_once(&actor, body.into(), key).await?;
    let location = format!("/api/v1/rollouts/{}", rollout.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(RolloutDetail::from(rollout))))
}

/// What a rollout changes, compared with what ran before it, or runs now while it has not begun
#[utoipa::path(get, path = "/rollouts/{id}/changes", tag = TAG, operation_id = "getRolloutChanges",
    params(("id" = String, Path, description = "The rollout's id")),
    responses(
        (status = 200, description = "An item for each release that it replaces; regions without one are left out",
            body = Page<ChangesItem>),
        (status = 404, description = "There is none of that id"),
    ))]
async fn changes(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<Page<ChangesItem>>, Refusal> {
    let changes = state.portal.rollout_changes(&actor, &RolloutId(id)).await?;
    Ok(Json(Page::whole(changes.into_iter().map(ChangesItem::from).collect())))
}

/// What a rollout would be; nothing is written
#[utoipa::path(post, path = "/rollouts/preview", tag = TAG, operation_id = "previewRollout", request_body = NewRollout,
    responses(
        (status = 200, description = "Its waves, whom it waits for, and what stands in its way", body = RolloutOutlook),
        (status = 404, description = "There is no such release, or nobody declares the service"),
        (status = 422, description = "Something does not fit; `fields` says what"),
        (status = 503, description = "The repository that declares the service cannot be read now"),
    ))]
async fn preview(
    State(state): State<AppState>,
    Reader(actor): Reader,
    JsonBody(body): JsonBody<NewRollout>,
) -> Result<Json<RolloutOutlook>, Refusal> {
    Ok(Json(state.portal.preview_rollout(&actor, body.into()).await?.into()))
}

/// One rollout with its waves, gates and regions
#[utoipa::path(get, path = "/rollouts/{id}", tag = TAG, operation_id = "getRollout",
    params(("id" = String, Path, description = "The rollout's id")),
    responses(
        (status = 200, description = "As it is now", body = RolloutDetail),
        (status = 404, description = "There is none of that id"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<RolloutDetail>, Refusal> {
    Ok(Json(state.portal.rollout(&actor, &RolloutId(id)).await?.into()))
}

/// Approve, reject, or ask for changes; one yes covers all waves
#[utoipa::path(post, path = "/rollouts/{id}/approvals", tag = TAG, operation_id = "decideRollout",
    params(("id" = String, Path, description = "The rollout's id")),
    request_body = RolloutAnswer,
    responses(
        (status = 200, description = "The answer is recorded", body = RolloutDetail),
        (status = 403, description = "The caller may not decide, for the reason in `detail`"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "`stale-digest`: what was shown has changed since; `conflict`: nothing waits for an answer"),
        (status = 422, description = "A no comes without a comment, or a region does not exist"),
    ))]
async fn decide(
    State(state): State<AppState>,
    Approver(actor): Approver,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<RolloutAnswer>,
) -> Result<Json<RolloutDetail>, Refusal> {
    Ok(Json(state.portal.decide_rollout(&actor, &RolloutId(id), body.into()).await?.into()))
}

/// Pause, resume, skip, retry, roll back; override a freeze, break the glass, review that
#[utoipa::path(post, path = "/rollouts/{id}/steering", tag = TAG, operation_id = "steerRollout",
    params(("id" = String, Path, description = "The rollout's id")),
    request_body = SteeringBody,
    responses(
        (status = 200, description = "It is done. After rolling back: the rollout that leads back", body = RolloutDetail),
        (status = 403, description = "The caller may not do this"),
        (status = 404, description = "There is none of that id, or no such region in it"),
        (status = 409, description = "Its status does not allow it, or there is nothing to go back to"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn steer(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<SteeringBody>,
) -> Result<Json<RolloutDetail>, Refusal> {
    let (steering, why) = body.into_parts()?;
    Ok(Json(state.portal.steer_rollout(&actor, &RolloutId(id), steering, why).await?.into()))
}

/// End a rollout; what runs is cancelled, what is done stays
#[utoipa::path(post, path = "/rollouts/{id}/abort", tag = TAG, operation_id = "abortRollout",
    params(("id" = String, Path, description = "The rollout's id")),
    request_body(content = Option<ReasonBody>, description = "May be left out"),
    responses(
        (status = 200, description = "It is ended", body = RolloutDetail),
        (status = 403, description = "The caller may not end it"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It is over"),
    ))]
async fn abort(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    OptionalBody(body): OptionalBody<ReasonBody>,
) -> Result<Json<RolloutDetail>, Refusal> {
    let ended = state.portal.steer_rollout(&actor, &RolloutId(id), Steering::Abort, body.reason).await?;
    Ok(Json(ended.into()))
}
