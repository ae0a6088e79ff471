use super::body::JsonBody;
use super::model::{NewRequest, Page, PreviewAnswer, RequestDetail, RequestItem, ResourceEvent};
use super::query::{self, Fields, bad, idempotency_key};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use domain::PortalError;
use domain::ids::{ActorId, EnvironmentId, RequestId};
use domain::request::{RequestAction, RequestStatus};
use serde::Deserialize;
use services::ports::RequestFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "requests";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(preview))
        .routes(routes!(one))
        .routes(routes!(events))
        .routes(routes!(inbox))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// One or more statuses, separated by commas.
    #[param(example = "planning,applying")]
    status: Option<String>,
    #[param(example = "streaming")]
    team: Option<String>,
    service: Option<String>,
    /// Id of the person who asked.
    requester: Option<String>,
    /// Id of an environment: only requests that touch it.
    environment: Option<String>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl ListQuery {
    fn filter(&self) -> Result<RequestFilter, Refusal> {
        let statuses = self.status.iter().flat_map(|list| list.split(',')).map(str::trim);
        let statuses: Vec<String> = statuses.filter(|it| !it.is_empty()).map(str::to_owned).collect();
        let known = |text: &String| RequestStatus::ALL.iter().any(|status| status.as_str() == text);
        if let Some(unknown) = statuses.iter().find(|text| !known(text)) {
            return Err(bad("status", format!("{unknown:?} is no status of requests")));
        }
        Ok(RequestFilter {
            statuses,
            team: self.team.clone(),
            service: self.service.clone(),
            requester: self.requester.clone().map(ActorId),
            environment: self.environment.clone().map(EnvironmentId),
        })
    }
}

/// Requests, newest first
#[utoipa::path(get, path = "/requests", tag = TAG, operation_id = "listRequests", params(ListQuery),
    responses((status = 200, description = "A part of the list", body = Page<RequestItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<RequestItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let listing = state.portal.requests(&actor, &query.filter()?, query.after.as_deref(), limit).await?;
    Ok(Json(Page::of(listing)))
}

/// Ask for environments, their change or their end; planning starts at once
#[utoipa::path(post, path = "/requests", tag = TAG, operation_id = "createRequest",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Sending the same body again with the same key answers with the first request instead of making another",
        example = "7d0e8a55-open-us")),
    request_body = NewRequest,
    responses(
        (status = 201, description = "It is being planned", body = RequestDetail,
            headers(("Location" = String, description = "Where to look at it"))),
        (status = 403, description = "The caller may not ask for this"),
        (status = 409, description = "Another open request holds one of the environments, or the key was used for something else"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn create(
    State(state): State<AppState>,
    Writer(actor): Writer,
    headers: HeaderMap,
    JsonBody(body): JsonBody<NewRequest>,
) -> Result<impl IntoResponse, Refusal> {
    let key = idempotency_key(&headers)?;
    let request = state.portal.create(&actor, body.into(), key).await?;
    let location = format!("/api/v1/requests/{}", request.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(RequestDetail::from(request))))
}

/// What a request would mean; nothing is written and nothing is sent
#[utoipa::path(post, path = "/requests/preview", tag = TAG, operation_id = "previewRequest", request_body = NewRequest,
    responses(
        (status = 200, description = "What it would mean, and everything that would be refused", body = PreviewAnswer),
        (status = 422, description = "The body does not fit, or its action is none that there is"),
    ))]
async fn preview(
    State(state): State<AppState>,
    Reader(actor): Reader,
    JsonBody(body): JsonBody<NewRequest>,
) -> Result<Json<PreviewAnswer>, Refusal> {
    known_action(&body.action)?;
    Ok(Json(state.portal.preview(&actor, &body.into()).await?.into()))
}

/// Half-filled forms are previewed, but what is no action at all is a mistake of the caller's.
fn known_action(action: &str) -> Result<(), Refusal> {
    let known = [RequestAction::Create, RequestAction::Update, RequestAction::Delete];
    if action.is_empty() || known.iter().any(|known| known.as_str() == action) {
        return Ok(());
    }
    let message = "must be create, update or delete";
    Err(PortalError::invalid(format!("The action {message}.")).at("action", message).into())
}

/// One request: plans, approvals, progress
#[utoipa::path(get, path = "/requests/{id}", tag = TAG, operation_id = "getRequest",
    params(("id" = String, Path, description = "The request's id")),
    responses(
        (status = 200, description = "The request", body = RequestDetail),
        (status = 404, description = "There is none of that id"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
) -> Result<Json<RequestDetail>, Refusal> {
    Ok(Json(state.portal.request(&actor, &RequestId(id)).await?.into()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// `seq` of the last event that is known; from the beginning when left out.
    after: Option<i64>,
    /// 1 to 1000; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// What happened to the request's resources, oldest first
#[utoipa::path(get, path = "/requests/{id}/events", tag = TAG, operation_id = "listRequestEvents",
    params(("id" = String, Path, description = "The request's id"), EventsQuery),
    responses(
        (status = 200, description = "A part of the events", body = Page<ResourceEvent>),
        (status = 404, description = "There is no request of that id"),
    ))]
async fn events(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(id): Path<String>,
    Fields(query): Fields<EventsQuery>,
) -> Result<Json<Page<ResourceEvent>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST_EVENTS)?;
    let after = query.after.unwrap_or(0);
    let events = state.portal.request_events(&actor, &RequestId(id), after, limit).await?;
    let full = events.len() == limit as usize;
    let next = events.last().filter(|_| full).map(|event| event.seq.to_string());
    Ok(Json(Page { items: events.into_iter().map(ResourceEvent::from).collect(), next }))
}

/// Requests that wait for the caller's answer, by risk, then by deadline
#[utoipa::path(get, path = "/approvals", tag = TAG, operation_id = "listApprovals",
    responses((status = 200, description = "What waits", body = Page<RequestItem>)))]
async fn inbox(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<Page<RequestItem>>, Refusal> {
    let rows = state.portal.inbox(&actor).await?;
    Ok(Json(Page::whole(rows.into_iter().map(RequestItem::from).collect())))
}
