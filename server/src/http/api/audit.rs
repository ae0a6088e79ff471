use super::model::{AuditEntry, Page, Time};
use super::query::{self, Fields};
use crate::http::identity::Reader;
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::people::Actor;
use domain::{PortalError, Timestamp};
use futures::TryStreamExt;
use futures::stream::{self, Stream};
use serde::Deserialize;
use services::Portal;
use services::ports::AuditFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "audit";

/// Entries that are read at once while exporting.
const EXPORT_PART: u32 = 500;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export))
}

/// Narrows the trail; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// The actor's sign-in name or name contains this, or it is the actor's id.
    actor: Option<String>,
    /// The action starts with this.
    #[param(example = "request.")]
    action: Option<String>,
    /// The id of what was acted upon.
    subject: Option<String>,
    team: Option<String>,
    /// From here on: RFC 3339, or a day.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// Before this: RFC 3339, or a day.
    until: Option<String>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The audit trail, newest first
#[utoipa::path(get, path = "/audit", tag = TAG, operation_id = "listAudit", params(ListQuery),
    responses((status = 200, description = "A part of the trail", body = Page<AuditEntry>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<AuditEntry>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let filter = AuditFilter {
        from: time("from", query.from.as_deref())?,
        until: time("until", query.until.as_deref())?,
        actor: query.actor,
        action: query.action,
        subject: query.subject,
        team: query.team,
    };
    let listing = state.portal.audit(&actor, &filter, query.after.as_deref(), limit).await?;
    Ok(Json(Page::of(listing)))
}

fn time(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let problem = || query::bad(field, "must be a time like 2026-11-23T08:15:30Z, or a day like 2026-11-23");
    Time::parse(text).map(Some).ok_or_else(problem)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ExportQuery {
    /// `seq` of the last entry that is known; the whole trail when left out.
    after: Option<i64>,
}

/// The audit trail as JSON lines, oldest first, exactly as it is hashed
#[utoipa::path(get, path = "/audit/export", tag = TAG, operation_id = "exportAudit", params(ExportQuery),
    responses((status = 200, description = "One JSON object a line; `at` in milliseconds since 1970",
        body = String, content_type = "application/jsonl",
        example = json!("{\"seq\":1,\"at\":1795421730120,\"actor\":\"usr_developer\",\"action\":\"request.created\"}\n"))))]
async fn export(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ExportQuery>,
) -> impl IntoResponse {
    let lines = lines(state.portal.clone(), actor, query.after.unwrap_or(0));
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"slipway-audit.jsonl\""),
    ];
    (headers, Body::from_stream(lines.map_err(std::io::Error::other)))
}

/// The trail from here on as JSON lines, read part by part.
pub fn lines(portal: Portal, actor: Actor, after: i64) -> impl Stream<Item = Result<Bytes, PortalError>> {
    stream::try_unfold(Some(after), move |after| {
        let (portal, actor) = (portal.clone(), actor.clone());
        async move {
            let Some(after) = after else {
                return Ok(None);
            };
            let events = portal.audit_after(&actor, after, EXPORT_PART).await?;
            let mut text = Vec::new();
            for event in &events {
                serde_json::to_writer(&mut text, event).map_err(PortalError::internal)?;
                text.push(b'\n');
            }
            let next = events.last().filter(|_| events.len() == EXPORT_PART as usize).map(|event| event.seq);
            Ok((!text.is_empty()).then_some((Bytes::from(text), next)))
        }
    })
}
