use super::model::{Page, ServiceDetail, ServiceItem};
use super::query::{self, Fields};
use crate::http::identity::{Reader, Writer};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use services::ports::ServiceFilter;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const TAG: &str = "services";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(refresh))
}

/// Narrows the list; what is left out does not narrow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Words that are all in the name, title, description, owner or tags.
    search: Option<String>,
    #[param(example = "streaming")]
    team: Option<String>,
    #[param(example = "production")]
    lifecycle: Option<String>,
    tier: Option<String>,
    /// `service`, `website`, `library`, …
    r#type: Option<String>,
    /// Only those whose repository or files cannot be read now.
    troubled: Option<bool>,
    /// `next` of the part before.
    after: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl ListQuery {
    fn filter(self) -> ServiceFilter {
        ServiceFilter {
            search: self.search,
            team: self.team,
            lifecycle: self.lifecycle,
            tier: self.tier,
            sort: self.r#type,
            troubled: self.troubled.unwrap_or_default(),
        }
    }
}

/// Services by name: what they are, who owns them, where they come from
#[utoipa::path(get, path = "/services", tag = TAG, operation_id = "listServices", params(ListQuery),
    responses((status = 200, description = "A part of the list", body = Page<ServiceItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Fields(mut query): Fields<ListQuery>,
) -> Result<Json<Page<ServiceItem>>, Refusal> {
    let limit = query::limit(query.limit, query::MOST)?;
    let after = query.after.take();
    let listing = state.portal.catalog(&actor, &query.filter(), after.as_deref(), limit).await?;
    Ok(Json(Page::of(listing)))
}

/// One service: its owner, links, relations, workflows, environments, and what runs where
#[utoipa::path(get, path = "/services/{name}", tag = TAG, operation_id = "getService",
    params(("name" = String, Path, description = "The service's name")),
    responses(
        (status = 200, description = "As it was last read", body = ServiceDetail),
        (status = 404, description = "There is none of that name"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(name): Path<String>,
) -> Result<Json<ServiceDetail>, Refusal> {
    Ok(Json(state.portal.catalog_service(&actor, &name).await?.into()))
}

/// Read its repository again
#[utoipa::path(post, path = "/services/{name}/refresh", tag = TAG, operation_id = "refreshService",
    params(("name" = String, Path, description = "The service's name")),
    responses(
        (status = 202, description = "It is read in a moment; until then it is as it was", body = ServiceDetail),
        (status = 403, description = "The caller does not work for the service's team"),
        (status = 404, description = "There is none of that name"),
        (status = 409, description = "No repository speaks of it"),
    ))]
async fn refresh(
    State(state): State<AppState>,
    Writer(actor): Writer,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<ServiceDetail>), Refusal> {
    let view = state.portal.refresh_service(&actor, &name).await?;
    Ok((StatusCode::ACCEPTED, Json(view.into())))
}
