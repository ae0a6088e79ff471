use super::find::OfRun;
use super::{ApiError, Github};
use crate::github::engine;
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Get a workflow run.
pub async fn run(State(world): State<Github>, links: Links, OfRun(repository, run): OfRun) -> Json<Value> {
    Json(views::run(&links, &repository, &run, world.faults.plan().null_fields))
}

/// Cancel a workflow run.
pub async fn cancel(State(world): State<Github>, OfRun(_, run): OfRun) -> Result<Response, ApiError> {
    let cancelled = world.change_if(
        |state| {
            let open = state.runs.get_mut(&run.id).filter(|run| !run.is_over());
            open.map(|run| run.cancelled = true).is_some()
        },
        |cancelled| *cancelled,
    );
    if !cancelled {
        return Err(ApiError::new(StatusCode::CONFLICT, "Cannot cancel a workflow run that is completed."));
    }
    world.kept().await;
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

/// Re-run a workflow.
pub async fn rerun(State(world): State<Github>, OfRun(_, run): OfRun) -> Result<Response, ApiError> {
    again(&world, &run, false).await
}

/// Re-run failed jobs from a workflow run.
pub async fn rerun_failed_jobs(
    State(world): State<Github>,
    OfRun(_, run): OfRun,
) -> Result<Response, ApiError> {
    if run.is_over() && run.latest().all(super::super::model::Job::went_well) {
        return Err(ApiError::forbidden("The workflow run containing this job has no failed jobs to re-run"));
    }
    again(&world, &run, true).await
}

async fn again(
    world: &Github,
    run: &super::super::model::Run,
    only_failed: bool,
) -> Result<Response, ApiError> {
    if !engine::begin_again(world, run.id, only_failed) {
        return Err(ApiError::forbidden("This workflow is already running"));
    }
    world.kept().await;
    Ok((StatusCode::CREATED, Json(json!({}))).into_response())
}
