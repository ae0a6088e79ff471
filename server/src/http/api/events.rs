use super::model::words;
use super::query::Fields;
use crate::http::identity::Reader;
use crate::http::live::{last_event, proof};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use crate::live::Source;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::live::Topic;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(changes))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    /// `seq` of the last change that is known; 0 for all that are kept. From now on when left out.
    since: Option<i64>,
}

/// What an event's `data` holds.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes domain::live::LiveEvent, which is what is sent")]
struct Change {
    /// Its place; also the event's `id`.
    seq: i64,
    #[schema(schema_with = words::topic)]
    topic: Topic,
    /// The id of what changed.
    subject: String,
    /// Its version after the change.
    version: i64,
}

/// Everything that changes, as it changes
///
/// Server-sent events named `change`, each with a [`Change`] as JSON. A stream that broke off is resumed with
/// `Last-Event-ID`; nothing is left out.
#[utoipa::path(get, path = "/events", tag = "changes", operation_id = "streamChanges",
    params(ChangesQuery, ("Last-Event-ID" = Option<i64>, Header, description = "Takes precedence over `since`")),
    responses((status = 200, description = "A stream without end", body = Change, content_type = "text/event-stream",
        example = json!("id: 42\nevent: change\ndata: {\"seq\":42,\"topic\":\"request\",\"subject\":\"req_1\",\"version\":3}\n\n"))))]
async fn changes(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(query): Fields<ChangesQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = state.live.visit(proof(&headers)?);
    let source = Source::Changes { since: query.since };
    Ok(state.live.watch(source, &actor, last_event(&headers), visit))
}
