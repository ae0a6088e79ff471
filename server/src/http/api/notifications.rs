use super::body::JsonBody;
use super::model::{
    ChannelItem, ChannelMadeAnswer, DeliveryItem, NewChannel, NotificationItem, NotificationPreferences,
    Page, ReadBody, TestSent, UnreadAnswer,
};
use super::query::{self, Fields};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::{ChannelId, DeliveryId, NotificationId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "notifications";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(unread, read))
        .routes(routes!(preferences, choose))
        .routes(routes!(channels, create))
        .routes(routes!(delete))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(resend))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only what was not seen.
    #[serde(default)]
    unread: bool,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What the caller was told, newest first
#[utoipa::path(get, path = "/notifications", tag = TAG, operation_id = "listNotifications", params(ListQuery),
    responses((status = 200, description = "A part of the list", body = Page<NotificationItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<NotificationItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let found = state.portal.notifications(&actor, query.unread, query.after.as_deref(), limit).await?;
    Ok(Json(Page::of(found)))
}

/// How much the caller has not seen
#[utoipa::path(get, path = "/notifications/read", tag = TAG, operation_id = "countUnreadNotifications",
    responses((status = 200, description = "A number", body = UnreadAnswer)))]
async fn unread(State(state): State<AppState>, Reader(actor): Reader) -> Result<Json<UnreadAnswer>, Refusal> {
    Ok(Json(UnreadAnswer { unread: state.portal.unread_notifications(&actor).await? }))
}

/// Mark a notification as seen, or all
#[utoipa::path(post, path = "/notifications/read", tag = TAG, operation_id = "readNotifications",
    request_body = ReadBody,
    responses((status = 204, description = "They count as seen; what is not the caller's is passed over")))]
async fn read(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<ReadBody>,
) -> Result<StatusCode, Refusal> {
    state.portal.read_notifications(&actor, body.id.map(NotificationId)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the caller wants to hear of, and how
#[utoipa::path(get, path = "/notifications/preferences", tag = TAG, operation_id = "getNotificationPreferences",
    responses((status = 200, description = "Every kind with its ways", body = NotificationPreferences)))]
async fn preferences(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<NotificationPreferences>, Refusal> {
    Ok(Json(state.portal.notification_preferences(&actor).await?.preferences.into()))
}

/// Choose what to hear of, and how
#[utoipa::path(put, path = "/notifications/preferences", tag = TAG, operation_id = "chooseNotifications",
    request_body = NotificationPreferences,
    responses(
        (status = 200, description = "What holds from now on", body = NotificationPreferences),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn choose(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<NotificationPreferences>,
) -> Result<Json<NotificationPreferences>, Refusal> {
    Ok(Json(state.portal.choose_notifications(&actor, body.into()).await?.into()))
}

/// Where the caller's teams hear of things
#[utoipa::path(get, path = "/notifications/channels", tag = TAG, operation_id = "listChannels",
    responses((status = 200, description = "All of them", body = Page<ChannelItem>)))]
async fn channels(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<Page<ChannelItem>>, Refusal> {
    let found = state.portal.team_channels(&actor, None).await?;
    Ok(Json(Page::whole(found.into_iter().map(ChannelItem::from).collect())))
}

/// Make a channel for a team: mail, Slack, or a signed webhook
#[utoipa::path(post, path = "/notifications/channels", tag = TAG, operation_id = "createChannel",
    request_body = NewChannel,
    responses(
        (status = 201, description = "It is told from now on", body = ChannelMadeAnswer),
        (status = 403, description = "The caller may not manage the team's channels"),
        (status = 409, description = "The team has as many as a team may have"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn create(
    State(state): State<AppState>,
    Writer(actor): Writer,
    JsonBody(body): JsonBody<NewChannel>,
) -> Result<(StatusCode, Json<ChannelMadeAnswer>), Refusal> {
    let made = state.portal.create_channel(&actor, body.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Take a channel away
#[utoipa::path(delete, path = "/notifications/channels/{id}", tag = TAG, operation_id = "deleteChannel",
    params(("id" = String, Path, description = "The channel's id")),
    responses(
        (status = 204, description = "It is told nothing more"),
        (status = 403, description = "The caller may not"),
        (status = 404, description = "There is none of that id"),
    ))]
async fn delete(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.portal.delete_channel(&actor, &ChannelId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a test message through a channel
#[utoipa::path(post, path = "/notifications/channels/{id}/test", tag = TAG, operation_id = "testChannel",
    params(("id" = String, Path, description = "The channel's id")),
    responses(
        (status = 202, description = "It is on its way; its delivery tells how it went", body = TestSent),
        (status = 403, description = "The caller may not"),
        (status = 404, description = "There is none of that id"),
    ))]
async fn test(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<TestSent>), Refusal> {
    let id = state.portal.test_channel(&actor, &ChannelId(id)).await?.0;
    Ok((StatusCode::ACCEPTED, Json(TestSent { id })))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DeliveriesQuery {
    /// `waiting`, `sent` or `failed`.
    state: Option<String>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What went out through the channels that the caller manages, newest first; admins of the platform see all
#[utoipa::path(get, path = "/notifications/deliveries", tag = TAG, operation_id = "listNoticeDeliveries",
    params(DeliveriesQuery),
    responses((status = 200, description = "A part of the list", body = Page<DeliveryItem>)))]
async fn deliveries(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<DeliveriesQuery>,
) -> Result<Json<Page<DeliveryItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let (wanted, after) = (query.state.as_deref(), query.after.as_deref());
    Ok(Json(Page::of(state.portal.outgoing_notices(&actor, wanted, after, limit).await?)))
}

/// Send a notice again
#[utoipa::path(post, path = "/notifications/deliveries/{id}/resend", tag = TAG, operation_id = "resendNotice",
    params(("id" = String, Path, description = "The delivery's id")),
    responses(
        (status = 202, description = "It is tried at once"),
        (status = 403, description = "The caller may not"),
        (status = 404, description = "There is none of that id"),
        (status = 409, description = "It is on its way already"),
    ))]
async fn resend(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.portal.resend_notice(&actor, &DeliveryId(id)).await?;
    Ok(StatusCode::ACCEPTED)
}
