use super::{ApiError, Github};
use crate::github::model::{Actor, Run};
use crate::github::repositories::{Environment, Repository};
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// The repository in a call's path; 404 when there is none.
pub struct OfRepository(pub Arc<Repository>);

/// The run in a call's path, with its repository; 404 when there is none.
pub struct OfRun(pub Arc<Repository>, pub Run);

/// The environment in a call's path, with its repository and name; 404 when there is none.
pub struct OfEnvironment(pub Arc<Repository>, pub String, pub Environment);

/// Who calls.
pub struct Caller(pub Actor);

type Params = Path<HashMap<String, String>>;

async fn params(parts: &mut Parts, world: &Github) -> Result<HashMap<String, String>, ApiError> {
    let params = Params::from_request_parts(parts, world).await;
    params.map(|Path(params)| params).map_err(|_| ApiError::not_found())
}

fn repository(params: &HashMap<String, String>, world: &Github) -> Result<Arc<Repository>, ApiError> {
    let found = params.get("owner").zip(params.get("repo"));
    let found = found.and_then(|(owner, name)| world.repositories.get(owner, name));
    let hidden = world.faults.plan().hidden_repositories;
    found.filter(|found| !hidden.contains(&found.full_name())).ok_or_else(ApiError::not_found)
}

impl FromRequestParts<Github> for OfRepository {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, world: &Github) -> Result<Self, ApiError> {
        Ok(OfRepository(repository(&params(parts, world).await?, world)?))
    }
}

impl FromRequestParts<Github> for OfRun {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, world: &Github) -> Result<Self, ApiError> {
        let params = params(parts, world).await?;
        let repository = repository(&params, world)?;
        let id = params.get("run_id").and_then(|id| id.parse().ok()).ok_or_else(ApiError::not_found)?;
        let run = run(world, &repository, id).ok_or_else(ApiError::not_found)?;
        Ok(OfRun(repository, run))
    }
}

impl FromRequestParts<Github> for OfEnvironment {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, world: &Github) -> Result<Self, ApiError> {
        let params = params(parts, world).await?;
        let repository = repository(&params, world)?;
        let name = params.get("environment_name").ok_or_else(ApiError::not_found)?;
        let found = repository.environments.get(name).cloned().ok_or_else(ApiError::not_found)?;
        Ok(OfEnvironment(repository, name.clone(), found))
    }
}

impl FromRequestParts<Github> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Github) -> Result<Self, ApiError> {
        parts.extensions.get().cloned().map(Caller).ok_or_else(ApiError::bad_credentials)
    }
}

/// A run of this repository.
pub fn run(world: &Github, repository: &Repository, id: u64) -> Option<Run> {
    let run = world.read(|state| state.runs.get(&id).cloned())?;
    (run.repository == repository.full_name()).then_some(run)
}

/// The fields of a body; none when it is empty.
pub fn fields(body: &Bytes) -> Result<Map<String, Value>, ApiError> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body).map_err(|_| ApiError::no_json())? {
        Value::Object(fields) => Ok(fields),
        other => Err(ApiError::unprocessable(&format!("Invalid request.\n\n{other} is not an object."))),
    }
}
