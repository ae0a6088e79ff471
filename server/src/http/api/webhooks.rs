use super::model::{Page, WebhookItem};
use super::query::{self, Fields};
use crate::http::identity::Reader;
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The webhooks that came from GitHub, newest first, and what followed from each
#[utoipa::path(get, path = "/webhooks", tag = "changes", operation_id = "listWebhooks", params(ListQuery),
    responses((status = 200, description = "The newest ones", body = Page<WebhookItem>)))]
async fn list(
    State(state): State<AppState>,
    _reader: Reader,
    Fields(query): Fields<ListQuery>,
) -> Result<Json<Page<WebhookItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let came = state.portal.webhooks(limit).await?;
    Ok(Json(Page::whole(came.into_iter().map(WebhookItem::from).collect())))
}
