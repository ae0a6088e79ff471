use super::model::{Page, TemplateDetail, TemplateItem};
use crate::http::identity::Reader;
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "templates";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(source))
}

/// All templates, broken ones with their findings
#[utoipa::path(get, path = "/templates", tag = TAG, operation_id = "listTemplates",
    responses((status = 200, description = "The catalogue", body = Page<TemplateItem>)))]
async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<Page<TemplateItem>>, Refusal> {
    let cards = state.portal.templates(&actor).await?;
    Ok(Json(Page::whole(cards.into_iter().map(TemplateItem::from).collect())))
}

/// One template: what it builds, its form, who uses it
#[utoipa::path(get, path = "/templates/{name}", tag = TAG, operation_id = "getTemplate",
    params(("name" = String, Path, description = "The template's name", example = "web-service")),
    responses(
        (status = 200, description = "The template", body = TemplateDetail),
        (status = 404, description = "There is none of that name"),
    ))]
async fn one(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(name): Path<String>,
) -> Result<Json<TemplateDetail>, Refusal> {
    Ok(Json(state.portal.template(&actor, &name).await?.into()))
}

/// The template's source, as it lies in its folder
#[utoipa::path(get, path = "/templates/{name}/source", tag = TAG, operation_id = "getTemplateSource",
    params(("name" = String, Path, description = "The template's name", example = "web-service")),
    responses(
        (status = 200, description = "A CloudFormation document, YAML or JSON", body = String, content_type = "text/plain",
            example = json!("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n")),
        (status = 404, description = "There is none of that name"),
    ))]
async fn source(
    State(state): State<AppState>,
    Reader(actor): Reader,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let source = state.portal.template_source(&actor, &name).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], source.to_string()))
}
