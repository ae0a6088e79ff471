use super::find::{Caller, OfRepository, fields};
use super::{ApiError, Github};
use crate::github::Runner;
use crate::github::engine::{self, Beginning};
use crate::github::views::Links;
use crate::github::workflow;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
pub struct WorkflowPath {
    workflow_id: String,
}

/// Create a workflow dispatch event.
pub async fn dispatch(
    State(world): State<Github>,
    links: Links,
    Caller(actor): Caller,
    OfRepository(repository): OfRepository,
    Path(WorkflowPath { workflow_id }): Path<WorkflowPath>,
    body: Bytes,
) -> Result<Response, ApiError> {
    if world.faults.take(|plan| &mut plan.bad_gateway_before_dispatch) {
        return Ok(bad_gateway());
    }
    let workflow = repository.workflow(&workflow_id).ok_or_else(ApiError::not_found)?;
    if world.faults.plan().disabled_workflows.iter().any(|file| file == workflow.file()) {
        let message = "Cannot trigger a 'workflow_dispatch' on a disabled workflow";
        return Err(ApiError::unprocessable(message));
    }
    let asked = Asked::read(&body, world.faults.plan().no_run_details)?;
    let no_ref = || ApiError::unprocessable(&format!("No ref found for: {}", asked.reference));
    let (branch, place) = repository.branch_or_tag(&asked.reference).ok_or_else(no_ref)?;
    let commit = repository.commits.get(place).ok_or_else(no_ref)?;
    let environments: Vec<&str> = repository.environments.keys().map(String::as_str).collect();
    let inputs = workflow::checked(workflow, &asked.inputs, &environments)
        .map_err(|message| ApiError::unprocessable(&message))?;
    let acted = world.options.runner != Runner::Played;
    let beginning =
        Beginning { repository: &repository, workflow, branch, commit, actor: &actor, inputs, acted };
    let id = engine::begin(&world, beginning);
    world.kept().await;
    if world.faults.take(|plan| &mut plan.bad_gateway_after_dispatch) {
        return Ok(bad_gateway());
    }
    if !asked.return_run_details {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let name = repository.full_name();
    let details = json!({
        "workflow_run_id": id, "run_url": links.run(&name, id), "html_url": links.page(&name, id),
    });
    Ok(Json(details).into_response())
}

struct Asked {
    reference: String,
    inputs: Map<String, Value>,
    return_run_details: bool,
}

impl Asked {
    /// `old`: as a server that does not know of `return_run_details`.
    fn read(body: &Bytes, old: bool) -> Result<Self, ApiError> {
        let mut fields = fields(body)?;
        if old && fields.contains_key("return_run_details") {
            let message = "Invalid request.\n\n\"return_run_details\" is not a permitted key.";
            return Err(ApiError::new(StatusCode::BAD_REQUEST, message));
        }
        let Some(Value::String(reference)) = fields.remove("ref") else {
            return Err(ApiError::missing("ref"));
        };
        let inputs = match fields.remove("inputs") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(inputs)) => inputs,
            Some(other) => {
                let message =
                    format!("Invalid request.\n\nFor 'properties/inputs', {other} is not an object.");
                return Err(ApiError::unprocessable(&message));
            }
        };
        let return_run_details = fields.get("return_run_details") == Some(&Value::Bool(true));
        Ok(Asked { reference, inputs, return_run_details })
    }
}

/// What GitHub's load balancer says.
fn bad_gateway() -> Response {
    (StatusCode::BAD_GATEWAY, Json(json!({"message": "Server Error"}))).into_response()
}
