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
    State(world): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    OriginalUri(uri): OriginalUri,
    Query(paging): Query<Paging>,
) -> Response {
    let disabled = world.faults.plan().disabled_workflows;
    let workflows = repository.workflows.iter().map(|workflow| {
        let mut view = views::workflow(&links, &repository, workflow);
        if disabled.iter().any(|file| file == workflow.file()) {
            view["state"] = "disabled_manually".into();
        }
        view
    });
    let workflows: Vec<Value> = workflows.collect();
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
