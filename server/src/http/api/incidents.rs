use super::body::JsonBody;
use super::model::{
    AssignBody, IncidentDetail, IncidentMade, IncidentsAnswer, NewIncident, NoteBody, OnCallItem,
    StatusAnswer, WhyBody,
};
use super::query::Fields;
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::IncidentId;
use domain::people::Actor;
use domain::view::{IncidentDeed, IncidentQuery};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "incidents";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, open))
        .routes(routes!(one))
        .routes(routes!(acknowledge))
        .routes(routes!(assign))
        .routes(routes!(note))
        .routes(routes!(resolve))
        .routes(routes!(reopen))
        .routes(routes!(on_call))
        .routes(routes!(status))
}

/// Which incidents are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Left out: all.
    #[param(inline)]
    show: Option<Show>,
    #[param(example = "live-api")]
    service: Option<String>,
    #[param(example = "streaming")]
    team: Option<String>,
    /// `next` of the part before.
    after: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Show {
    /// Only those that somebody still works on.
    Live,
}

/// Incidents, the newest first, and who is on call
#[utoipa::path(get, path = "/incidents", tag = TAG, operation_id = "listIncidents", params(Wanted),
    responses((status = 200, description = "At most 50 at once", body = IncidentsAnswer)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(wanted): Fields<Wanted>,
) -> Result<Json<IncidentsAnswer>, Refusal> {
    let query = IncidentQuery {
        show: wanted.show.map_or("", |Show::Live| "live").to_owned(),
        service: wanted.service.unwrap_or_default(),
        team: wanted.team.unwrap_or_default(),
        after: wanted.after.unwrap_or_default(),
    };
    Ok(Json(state.portal.incidents(&actor, &query).await?.into()))
}

/// Open an incident for something that nothing measures
#[utoipa::path(post, path = "/incidents", tag = TAG, operation_id = "openIncident", request_body = NewIncident,
    responses(
        (status = 201, description = "It is open, and whoever has to know is told", body = IncidentMade),
        (status = 403, description = "The caller is in no team that owns the service"),
        (status = 404, description = "There is no such service"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn open(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<NewIncident>,
) -> Result<(StatusCode, Json<IncidentMade>), Refusal> {
    let id = state.portal.open_incident(&actor, body.into()).await?;
    Ok((StatusCode::CREATED, Json(IncidentMade { id: id.0 })))
}

/// One incident with its timeline
#[utoipa::path(get, path = "/incidents/{id}", tag = TAG, operation_id = "getIncident",
    params(("id" = String, Path, description = "The incident's id")),
    responses(
        (status = 200, description = "As it is now", body = IncidentDetail),
        (status = 404, description = "There is none of that id"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<IncidentDetail>, Refusal> {
    Ok(Json(state.portal.incident(&actor, &IncidentId(id)).await?.into()))
}

async fn done(
    state: &AppState,
    actor: &Actor,
    id: String,
    deed: IncidentDeed,
) -> Result<StatusCode, Refusal> {
    state.portal.respond(actor, &IncidentId(id), deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that one looks at it; nobody else is called any more
#[utoipa::path(post, path = "/incidents/{id}/acknowledge", tag = TAG, operation_id = "acknowledgeIncident",
    params(("id" = String, Path, description = "The incident's id")),
    responses(
        (status = 204, description = "It is acknowledged"),
        (status = 403, description = "The caller is in no team whose service is affected"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "Somebody else was faster, or it is resolved"),
    ))]
async fn acknowledge(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    done(&state, &actor, id, IncidentDeed::Acknowledge).await
}

/// Give it to somebody
#[utoipa::path(post, path = "/incidents/{id}/assign", tag = TAG, operation_id = "assignIncident",
    request_body = AssignBody, params(("id" = String, Path, description = "The incident's id")),
    responses(
        (status = 204, description = "They have it, and are told"),
        (status = 403, description = "The caller is in no team whose service is affected"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "They have it already, or it is resolved"),
    ))]
async fn assign(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<AssignBody>,
) -> Result<StatusCode, Refusal> {
    done(&state, &actor, id, body.into()).await
}

/// Add a note to the timeline
#[utoipa::path(post, path = "/incidents/{id}/notes", tag = TAG, operation_id = "noteIncident",
    request_body = NoteBody, params(("id" = String, Path, description = "The incident's id")),
    responses(
        (status = 204, description = "Everybody can read it"),
        (status = 403, description = "The caller is in no team whose service is affected"),
        (status = 404, description = "There is none of that id"),
    ))]
async fn note(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<NoteBody>,
) -> Result<StatusCode, Refusal> {
    done(&state, &actor, id, IncidentDeed::Note { text: body.text }).await
}

/// End it
#[utoipa::path(post, path = "/incidents/{id}/resolve", tag = TAG, operation_id = "resolveIncident",
    request_body = WhyBody, params(("id" = String, Path, description = "The incident's id")),
    responses(
        (status = 204, description = "It is resolved"),
        (status = 403, description = "The caller is in no team whose service is affected"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It is resolved already"),
    ))]
async fn resolve(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<WhyBody>,
) -> Result<StatusCode, Refusal> {
    done(&state, &actor, id, IncidentDeed::Resolve { why: body.why }).await
}

/// Open it again; somebody has to acknowledge it anew
#[utoipa::path(post, path = "/incidents/{id}/reopen", tag = TAG, operation_id = "reopenIncident",
    request_body = WhyBody, params(("id" = String, Path, description = "The incident's id")),
    responses(
        (status = 204, description = "It is open"),
        (status = 403, description = "The caller is in no team whose service is affected"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It is not resolved"),
    ))]
async fn reopen(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<WhyBody>,
) -> Result<StatusCode, Refusal> {
    done(&state, &actor, id, IncidentDeed::Reopen { why: body.why }).await
}

/// Who is on call, team by team
#[utoipa::path(get, path = "/on-call", tag = TAG, operation_id = "listOnCall",
    responses((status = 200, description = "Teams with a rotation", body = Vec<OnCallItem>)))]
async fn on_call(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<Vec<OnCallItem>>, Refusal> {
    let found = state.portal.on_call(&actor).await?;
    Ok(Json(found.into_iter().map(OnCallItem::from).collect()))
}

/// How services are towards their users
#[utoipa::path(get, path = "/status", tag = TAG, operation_id = "getStatus",
    responses((status = 200, description = "Of the last stage", body = StatusAnswer)))]
async fn status(State(state): State<AppState>, Reader(actor): Reader) -> Result<Json<StatusAnswer>, Refusal> {
    Ok(Json(state.portal.status_page(Some(&actor)).await?.into()))
}
