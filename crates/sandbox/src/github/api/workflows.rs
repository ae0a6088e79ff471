use super::find::OfRepository;
use super::run_list::{Paging, paged};
use super::{ApiError, Github};
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub struct WorkflowPath {
    workflow_id: String,
}

/// List repository workflows.
pub async fn list(
    State(_): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    OriginalUri(uri): OriginalUri,
    Query(paging): Query<Paging>,
) -> Response {
    let workflows: Vec<Value> =
        repository.workflows.iter().map(|workflow| views::workflow(&links, &repository, workflow)).collect();
    paged("workflows", workflows, &paging, &links, &uri)
}

/// Get a workflow.
pub async fn workflow(
    links: Links,
    OfRepository(repository): OfRepository,
    Path(WorkflowPath { workflow_id }): Path<WorkflowPath>,
) -> Result<Json<Value>, ApiError> {
    let workflow = repository.workflow(&workflow_id).ok_or_else(ApiError::not_found)?;
    Ok(Json(views::workflow(&links, &repository, workflow)))
}
